"""What every list command has: `--csv`, `--xlsx`, and filters."""

from __future__ import annotations

from typing import Any

import click

from tuowang.faces.cli.answer import Answer, Listing, listed
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import option


def files() -> tuple[click.Parameter, ...]:
    """`--xlsx FILE` and `--csv FILE`."""
    return (option("xlsx", metavar="file"), option("csv", metavar="file"))


def standing(
    face: Face, table: Any, partner: str, index: tuple[str, ...], *firsts: object
) -> list[Any]:
    """A partner's rows ("": all partners'), or by an index those that begin with one of `firsts`.

    Long histories are not read through for the few rows that still stand.
    """
    if partner or not firsts:
        prefix = (partner_code(face, partner),) if partner else ()
        return list(face.some(face.view.scan(table, *prefix)))
    return list(face.some(row for first in firsts for row in face.view.find(table, index, first)))


def answer_list(face: Face, listing: Listing, xlsx: str, csv: str, *more: str | Listing) -> Answer:
    """The list on the screen, or in a file where one is named."""
    if not xlsx and not csv:
        return listed(listing, *more)
    from tuowang.faces.cli.show import write_listing

    answers = [write_listing(face, listing, path) for path in (xlsx, csv) if path]
    whole = Answer([one.document for one in answers])
    whole.shown = [part for one in answers for part in one.shown]
    return whole
