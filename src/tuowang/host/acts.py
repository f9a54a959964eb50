"""What people did in the pages, and who logged in or tried to.

Both are kept for two years and in a bounded number, apart from each other: however often somebody
tries to log in, nothing that was done is forgotten for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from tuowang.node import Outcome
from tuowang.store.table import Table

if TYPE_CHECKING:
    from tuowang.host.company import Company

BEGUN, WRITTEN, DONE, REFUSED = "begun", "written", "done", "refused"
"""Begun: nothing of it was kept so far. Written: something was, and it has not ended."""
LOGGED_IN, LOGGED_OUT = "logged-in", "logged-out"
LOG_IN_WRONG, LOG_IN_UNKNOWN = "log-in-wrong", "log-in-unknown"
CODE_WRONG, RECOVERY_USED = "code-wrong", "recovery-code-used"
NOT_ALLOWED = "not-allowed"
KEPT_MILLISECONDS = 2 * 366 * 24 * 3600 * 1000
MOST_ACTS, MOST_LOG_INS = 50_000, 20_000


class ActRow(msgspec.Struct, frozen=True):
    """What somebody did: the command, and what came of it. `once`: the form's own number.

    newest: the time, negated, so that the newest comes first.
    """

    once: str
    at: int
    person: str
    line: str
    state: str
    shown: str = ""
    newest: int = 0


class LogInRow(msgspec.Struct, frozen=True):
    """Somebody logged in or out, or tried to, or tried what they may not do (line).

    A name that nobody has is not kept: it may be a password in the wrong field.
    """

    number: str
    at: int
    person: str
    state: str
    newest: int
    line: str = ""


ACTS = Table("acts", ActRow, ("once",), (("at",), ("newest",)))
LOG_INS = Table("log_ins", LogInRow, ("number",), (("at",), ("newest",), ("person", "newest")))
ACT_TABLES = (ACTS, LOG_INS)


def begin_act(company: Company, once: str, person: str, line: str) -> ActRow | None:
    """Note that somebody is about to do this; what stands there where it was done before."""
    before: ActRow | None = None

    def round_() -> Outcome:
        nonlocal before
        before = company.store.get(ACTS, once)
        if before is None:
            _put_act(company, once, person, line, BEGUN)
        return Outcome()

    company.work(round_)
    return before


@contextmanager
def writing_act(
    company: Company, once: str, progress: Callable[[str, int, int], None]
) -> Iterator[None]:
    """Each transaction in between notes that it belongs to this act: it says so, or is not kept.

    progress: told how far it is.
    """

    def note() -> None:
        row = company.store.get(ACTS, once)
        if row is not None and row.state == BEGUN:
            company.store.put(ACTS, msgspec.structs.replace(row, state=WRITTEN))

    before = company.progress
    company.with_each, company.progress = note, progress
    try:
        yield
    finally:
        company.with_each, company.progress = None, before


def end_act(company: Company, once: str, state: str, shown: str) -> None:
    """Note what came of it."""

    def round_() -> Outcome:
        row = company.store.get(ACTS, once)
        if row is not None:
            company.store.put(ACTS, msgspec.structs.replace(row, state=state, shown=shown))
        return Outcome()

    company.work(round_)


def note_act(company: Company, person: str, line: str) -> None:
    """Note what was done by another way than a form."""

    def round_() -> Outcome:
        _put_act(company, secrets.token_hex(12), person, line, DONE)
        return Outcome()

    company.work(round_)


def _put_act(company: Company, once: str, person: str, line: str, state: str) -> None:
    now = company.clock()
    company.store.put(ACTS, ActRow(once, now, person, line, state, newest=-now))
    oldest = next(company.store.find(ACTS, ("at",)))
    if _is_old(company, oldest) or company.store.count(ACTS) > MOST_ACTS:
        company.store.delete(ACTS, oldest.once)


def note_refused(company: Company, person: str, line: str) -> None:
    """Note that somebody tried what they may not do."""

    def round_() -> Outcome:
        put_log_in(company, person, NOT_ALLOWED, line)
        return Outcome()

    company.work(round_)


def put_log_in(company: Company, person: str, state: str, line: str = "") -> None:
    """Note a log-in, within a transaction that somebody else began."""
    now = company.clock()
    row = LogInRow(secrets.token_hex(12), now, person, state, -now, line)
    company.store.put(LOG_INS, row)
    oldest = next(company.store.find(LOG_INS, ("at",)))
    if _is_old(company, oldest) or company.store.count(LOG_INS) > MOST_LOG_INS:
        company.store.delete(LOG_INS, oldest.number)


def _is_old(company: Company, oldest: ActRow | LogInRow) -> bool:
    return oldest.at < company.clock() - KEPT_MILLISECONDS


def acts(company: Company) -> Iterator[ActRow]:
    """What people did, log-ins between, newest first; read only as far as somebody looks."""
    done = company.store.find(ACTS, ("newest",))
    return merge(done, log_ins(company), key=lambda row: row.newest)


def log_ins(company: Company, person: str = "") -> Iterator[ActRow]:
    """Log-ins ("": of everybody), newest first."""
    rows = (
        company.store.find(LOG_INS, ("person", "newest"), person)
        if person
        else company.store.find(LOG_INS, ("newest",))
    )
    return (
        ActRow(row.number, row.at, row.person, row.line, row.state, newest=row.newest)
        for row in rows
    )


def last_log_ins(company: Company, person: str, most: int) -> list[ActRow]:
    """Somebody's own last log-ins and tries."""
    return list(islice(log_ins(company, person), most))
