"""Who works in the pages, and what they did: `people`, `add-person`, `remove-person`, `acts`.

What is done here and not in a page is noted too, as nobody's: this machine's owner did it.
"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, Moment, Word, column, word_column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Number, OneOf, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.host.people import OWNER, ROLES

if TYPE_CHECKING:
    from tuowang.host.company import Company


class ShownPerson(NamedTuple):
    """Somebody as a list shows them."""

    person: str
    role: str
    second_factor: bool


PEOPLE = (
    column("person"),
    word_column("role"),
    Column("second_factor", lambda row: Word("yes" if row.second_factor else "no")),
)
ACTS = (
    Column("at", lambda row: Moment(row.at)),
    column("person"),
    column("line", "command"),
    word_column("state"),
)
SESSIONS = (
    Column("began", lambda row: Moment(row.began)),
    Column("seen", lambda row: Moment(row.seen)),
)
LOG_INS = (ACTS[0], ACTS[2], ACTS[3])


def note(face: Face, *words: str) -> None:
    """Note what was done here; a page notes by itself who does it."""
    from tuowang.host.acts import note_act

    if face.at_machine:
        note_act(face.company, "", shlex.join(["tuowang", *words]))


def shown_people(company: Company) -> list[ShownPerson]:
    """Everybody who may log in, by name."""
    from tuowang.host.people import people as everybody
    from tuowang.host.second_factor import has_factor

    return [
        ShownPerson(row.person, row.role, has_factor(company, row.person))
        for row in everybody(company)
    ]


@command("people", *files())
def people(face: Face, xlsx: str, csv: str) -> Answer:
    """Who may log in to the pages."""
    rows = shown_people(face.company)
    answer = answer_list(face, Listing(PEOPLE, rows), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [row._asdict() for row in rows]
    return answer


@command(
    "add-person",
    argument("person"),
    option("role", kind=OneOf(ROLES), metavar="role", default=OWNER),
    option("password_from", metavar="file"),
)
def add_person(face: Face, person: str, role: str, password_from: str) -> Answer:
    """Let somebody log in to the pages, or change their role or password."""
    from tuowang.host.people import put_person

    put_person(face.company, person, role, _password(face, password_from))
    note(face, "add-person", person, f"--role={role}")
    said = face.text("person-put", person=person, role=face.word(role))
    return Answer({"person": person, "role": role}, [said])


def _password(face: Face, file: str) -> str:
    """From the first line of a file ("-": of the input), or asked for twice in a terminal."""
    if file == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if file:
        try:
            with open(file, encoding="utf-8") as lines:  # noqa: PTH123
                return lines.readline().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as no:
            raise Mistake("file-not-readable", path=file, fault=no) from no
    if not sys.stdin.isatty():
        raise Mistake("password-missing")
    asked: str = click.prompt(face.text("ask-password"), hide_input=True, confirmation_prompt=True)
    return asked


@command("remove-person", argument("person"))
def remove_person(face: Face, person: str) -> Answer:
    """Let somebody no longer log in."""
    from tuowang.host.people import remove_person as remove

    remove(face.company, person)
    note(face, "remove-person", person)
    return Answer({"person": person}, [face.text("person-removed", person=person)])


@command("end-log-ins", argument("person"))
def end_log_ins(face: Face, person: str) -> Answer:
    """End the log-ins of somebody, wherever they are logged in."""
    from tuowang.host.log_in import end_sessions

    end_sessions(face.company, person)
    note(face, "end-log-ins", person)
    return Answer({"person": person}, [face.text("log-ins-ended", person=person)])


@command("acts", option("last", kind=Number(1, 10**6), metavar="number", default=200), *files())
def acts(face: Face, last: int, xlsx: str, csv: str) -> Answer:
    """What people did in the pages, and who logged in or tried to, newest first."""
    from itertools import islice

    from tuowang.host.acts import acts as every

    rows = list(face.some(islice(every(face.company), last)))
    answer = answer_list(face, Listing(ACTS, rows), xlsx, csv)
    if not (xlsx or csv):
        names = ("at", "person", "line", "state")
        answer.document = [{name: getattr(row, name) for name in names} for row in rows]
    return answer
