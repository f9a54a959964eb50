"""A form that was sent: done once, noted with who did it, and answered."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Listing
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.asking import ask, command_line
from tuowang.faces.pages.frame import TROUBLE, Visit, sentences
from tuowang.faces.texts import heading
from tuowang.host.acts import (
    BEGUN,
    DONE,
    REFUSED,
    WRITTEN,
    ActRow,
    begin_act,
    end_act,
    writing_act,
)
from tuowang.host.under_way import Doing, only_one_doing

_ONCE = re.compile(r"[0-9a-f]{24}")
MOST_LINES = 200
WAIT_SECONDS = 2.0
"""So long a form that is sent again waits for what comes of the first."""


class Done(NamedTuple):
    """What came of it: sentences, and what the same is on the command line.

    state: "done"; "refused"; "begun" where another try with this form is under way; "written"
    where one was cut short behind its first step.
    """

    line: str
    state: str
    told: list[str]
    again: bool = False


def perform(
    visit: Visit,
    name: str,
    words: Sequence[str],
    doing: Callable[[], Answer] | None = None,
    *,
    own: bool = False,
) -> Done:
    """Do what a form asks for. The same form sent twice is done once; both are told the same.

    A form that this machine had no room or time for was not done, and may be sent again.
    doing: what the command does, where it is about a file that was sent and not one of the
    machine, or a secret. A file has no number of its own: to take it in twice is to take it in
    once. own: about nobody but who asks, so every role may.
    Mistake: not-allowed, form-stale, and those in TROUBLE.
    """
    if not (own or visit.may_do(name)):
        raise Mistake("not-allowed", command=name, role=visit.role)
    once = visit.said("once") or (secrets.token_hex(12) if doing else "")
    if not _ONCE.fullmatch(once):
        raise Mistake("form-stale")
    company, line = visit.face.company, command_line(name, words)
    with only_one_doing(company.home, once, WAIT_SECONDS) as ours:
        if ours is None:
            return Done(line, BEGUN, [visit.face.text("page-under-way")], again=True)
        before = begin_act(company, once, visit.person, line)
        if before is not None and before.state != BEGUN:
            return _told_again(visit, before)
        ours.begin(visit.person, line)
        return _do(visit, once, line, doing or (lambda: ask(visit.face, name, words)), ours)


def _told_again(visit: Visit, before: ActRow) -> Done:
    return Done(before.line, before.state, told_of(visit, before), again=True)


def told_of(visit: Visit, act: ActRow) -> list[str]:
    """What was said when it was done; or that it was cut short."""
    if act.state == WRITTEN:
        return [visit.face.text("page-cut-short")]
    told: list[str] = json.loads(act.shown or "[]")
    return told


def _do(visit: Visit, once: str, line: str, doing: Callable[[], Answer], ours: Doing) -> Done:
    company = visit.face.company
    try:
        with writing_act(company, once, ours.tell):
            answer = doing()
        state, told = REFUSED if answer.exit_code else DONE, [*_lines(visit, answer.shown)]
    except Mistake as mistake:
        state, told = REFUSED, sentences(visit.face, mistake)
        if mistake.code in TROUBLE:
            ours.end(state, tuple(told))
            raise
    with suppress(Mistake):  # what was done stands, and says so, though its answer does not
        end_act(company, once, state, json.dumps(told, ensure_ascii=False))
    ours.end(state)
    return Done(line, state, told)


def _lines(visit: Visit, shown: Sequence[str | Listing]) -> list[str]:
    """An answer as lines of text; a list as one line a row."""
    told: list[str] = []
    for part in shown:
        if isinstance(part, str):
            told += part.splitlines()
            continue
        names = [heading(column.heading, visit.face.language) for column in part.columns]
        if part.title:
            told.append(part.title)
        for row in part.rows[:MOST_LINES]:
            cells = [cell_text(visit.face, column.cell(row)) for column in part.columns]
            told.append(" · ".join(f"{n}: {c}" for n, c in zip(names, cells, strict=True) if c))
    return told
