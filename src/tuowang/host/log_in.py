"""How people come in, and for how long: passwords, codes, sessions.

Of a session only the SHA-256 of its secret is kept. Whoever guesses, passwords or codes, waits
longer each time; every log-in and every try is noted.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec

from tuowang.errors import Mistake
from tuowang.host.acts import (
    CODE_WRONG,
    LOG_IN_UNKNOWN,
    LOG_IN_WRONG,
    LOGGED_IN,
    LOGGED_OUT,
    put_log_in,
)
from tuowang.host.one_time import hashed
from tuowang.host.passwords import LEAST_PASSWORD, MOST_PASSWORD, fits
from tuowang.host.people import (
    MOST_NAME,
    PEOPLE,
    SESSIONS,
    TRIES,
    PersonRow,
    SessionRow,
    TriesRow,
    close_sessions,
    known,
    put_person,
)
from tuowang.host.second_factor import has_factor, take_code
from tuowang.node import Outcome

if TYPE_CHECKING:
    from tuowang.host.company import Company

SESSION_MILLISECONDS = 12 * 3600 * 1000
IDLE_MILLISECONDS = 2 * 3600 * 1000
CODE_MILLISECONDS = 5 * 60 * 1000
"""So long a right password waits for its code."""

FREE_TRIES = 5
FIRST_WAIT_MILLISECONDS = 2_000
LONGEST_WAIT_MILLISECONDS = 15 * 60 * 1000


def log_in(company: Company, person: str, password: str) -> str:
    """Begin a session; its secret, for the cookie. With a second factor it waits for the code.

    After some failures in a row each further one makes the next wait longer, whoever asks.
    Mistake: log-in-wrong, log-in-later.
    """
    _not_too_soon(company, person)
    row = company.store.get(PEOPLE, person)
    right = fits(row.secret if row is not None else "", password)
    token = secrets.token_urlsafe(32)

    def round_() -> Outcome:
        if right:
            _begin_session(company, person, token, waiting=has_factor(company, person))
        else:
            _failed(company, person, LOG_IN_WRONG)
        return Outcome()

    company.work(round_)
    if not right:
        raise Mistake("log-in-wrong")
    return token


def waits_for_code(company: Company, token: str) -> bool:
    """Whether the password was right a moment ago, and the code is still to come."""
    row = company.store.get(SESSIONS, hashed(token))
    return row is not None and row.waiting and company.clock() <= row.began + CODE_MILLISECONDS


def give_code(company: Company, token: str, code: str) -> str:
    """The second step of a log-in: another secret, for the cookie, of a session that stands.

    Mistake: log-in-again, log-in-later, code-wrong.
    """
    other = secrets.token_urlsafe(32)
    right = False

    def round_() -> Outcome:
        nonlocal right
        row = company.store.get(SESSIONS, hashed(token))
        if row is None or not waits_for_code(company, token):
            raise Mistake("log-in-again")
        _not_too_soon(company, row.person)
        right = take_code(company, row.person, code)
        if right:
            company.store.delete(SESSIONS, row.token)
            _begin_session(company, row.person, other, waiting=False)
        else:
            _failed(company, row.person, CODE_WRONG)
        return Outcome()

    company.work(round_)
    if not right:
        raise Mistake("code-wrong")
    return other


def show_again(company: Company, person: str, password: str, code: str = "") -> None:
    """Who is logged in shows once more who they are, before what must not be done by another.

    The code is asked for where there is a second factor. Mistake: log-in-wrong, log-in-later,
    code-wrong.
    """
    _not_too_soon(company, person)
    row = company.store.get(PEOPLE, person)
    wrong = "" if fits(row.secret if row is not None else "", password) else LOG_IN_WRONG

    def round_() -> Outcome:
        nonlocal wrong
        if not wrong and has_factor(company, person) and not take_code(company, person, code):
            wrong = CODE_WRONG
        if wrong:
            _failed(company, person, wrong)
        else:
            company.store.delete(TRIES, person)
        return Outcome()

    company.work(round_)
    if wrong:
        raise Mistake(wrong)


def change_password(company: Company, person: str, old: str, new: str, code: str = "") -> None:
    """Somebody takes another password; their log-ins end.

    Mistake: log-in-wrong, log-in-later, code-wrong, and what `put_person` refuses.
    """
    show_again(company, person, old, code)
    if not new:
        raise Mistake("password-short", least=LEAST_PASSWORD, most=MOST_PASSWORD)
    put_person(company, person, known(company, person).role, new)


def _begin_session(company: Company, person: str, token: str, *, waiting: bool) -> None:
    now = company.clock()
    for row in list(company.store.find(SESSIONS, ("person",), person)):
        if _over(row, now):
            company.store.delete(SESSIONS, row.token)
    form_token = secrets.token_urlsafe(24)
    session = SessionRow(hashed(token), person, form_token, now, now, waiting)
    company.store.put(SESSIONS, session)
    if not waiting:  # until then, whoever knows the password may only guess slowly
        company.store.delete(TRIES, person)
        put_log_in(company, person, LOGGED_IN)


def _not_too_soon(company: Company, person: str) -> None:
    tries, now = company.store.get(TRIES, person[:MOST_NAME]), company.clock()
    if tries is not None and tries.until > now:
        raise Mistake("log-in-later", seconds=-(-(tries.until - now) // 1000))


def _failed(company: Company, person: str, state: str) -> None:
    """Names that nobody has cannot fill the disk."""
    if company.store.get(PEOPLE, person) is None:
        put_log_in(company, "", LOG_IN_UNKNOWN)
        return
    tries = company.store.get(TRIES, person)
    failed = (tries.failed if tries is not None else 0) + 1
    company.store.put(TRIES, TriesRow(person, failed, company.clock() + _wait(failed)))
    put_log_in(company, person, state)


def _wait(failed: int) -> int:
    if failed < FREE_TRIES:
        return 0
    return int(min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS << (failed - FREE_TRIES)))


def _over(row: SessionRow, now: int) -> bool:
    if row.waiting:
        return now > row.began + CODE_MILLISECONDS
    return now > row.began + SESSION_MILLISECONDS or now > row.seen + IDLE_MILLISECONDS


def session_of(company: Company, token: str) -> tuple[SessionRow, PersonRow] | None:
    """The session that a cookie's secret opens, and whose it is; None where there is none."""
    row = company.store.get(SESSIONS, hashed(token))
    now = company.clock()
    if row is None or row.waiting or _over(row, now):
        return None
    person = company.store.get(PEOPLE, row.person)
    if person is None:
        return None
    if now > row.seen + IDLE_MILLISECONDS // 20:

        def seen() -> Outcome:
            if company.store.get(SESSIONS, row.token) is not None:  # ended meanwhile stays ended
                company.store.put(SESSIONS, msgspec.structs.replace(row, seen=now))
            return Outcome()

        company.work(seen)
    return row, person


def sessions(company: Company, person: str) -> list[SessionRow]:
    """Somebody's log-ins that stand, newest first."""
    now = company.clock()
    rows = company.store.find(SESSIONS, ("person",), person)
    standing = [row for row in rows if not row.waiting and not _over(row, now)]
    return sorted(standing, key=lambda row: (-row.began, row.token))


def log_out(company: Company, token: str) -> None:
    """End a session."""

    def round_() -> Outcome:
        row = company.store.get(SESSIONS, hashed(token))
        if row is not None:
            company.store.delete(SESSIONS, row.token)
            if not row.waiting:
                put_log_in(company, row.person, LOGGED_OUT)
        return Outcome()

    company.work(round_)


def end_sessions(company: Company, person: str, *, but: str = "", only: str = "") -> None:
    """End somebody's log-ins. but, only: hashes, of one that stays or of the one that ends.

    Mistake: person-unknown.
    """

    def round_() -> Outcome:
        known(company, person)
        close_sessions(company, person, but, only)
        put_log_in(company, person, LOGGED_OUT)
        return Outcome()

    company.work(round_)
