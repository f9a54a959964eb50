"""Who works in the pages, and what they did: `people`, `add-person`, `remove-person`, `acts`."""

from __future__ import annotations

import sys

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, Moment, column, word_column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Number, OneOf, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.host.people import OWNER, ROLES

PEOPLE = (column("person"), word_column("role"))
ACTS = (
    Column("at", lambda row: Moment(row.at)),
    column("person"),
    column("line", "command"),
    word_column("state"),
)


@command("people", *files())
def people(face: Face, xlsx: str, csv: str) -> Answer:
    """Who may log in to the pages."""
    from tuowang.host.people import people as everybody

    answer = answer_list(face, Listing(PEOPLE, everybody(face.company)), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [
            {"person": row.person, "role": row.role} for row in everybody(face.company)
        ]
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
    return Answer({"person": person}, [face.text("person-removed", person=person)])


@command("acts", option("last", kind=Number(1, 10**6), metavar="number", default=200), *files())
def acts(face: Face, last: int, xlsx: str, csv: str) -> Answer:
    """What people did in the pages, newest first."""
    from tuowang.host.people import acts as every

    return answer_list(face, Listing(ACTS, every(face.company)[:last]), xlsx, csv)
