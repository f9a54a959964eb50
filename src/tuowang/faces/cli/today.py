"""What needs a person: `today`."""

from __future__ import annotations

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Amount, Answer, Cell, Column, Listing, Money, Word, column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import command
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.attention import NOW, SOON, Concern, concerns
from tuowang.units import CURRENCIES


@command("today", *files())
def today(face: Face, xlsx: str, csv: str) -> Answer:
    """What needs a person, the most urgent first."""
    columns = (
        Column("urgency", lambda one: Word(urgency_word(one))),
        Column("what", lambda one: Word(one.code)),
        column("partner"),
        column("item"),
        Column("quantity", lambda one: concern_amount(face, one)),
        column("due"),
        column("reference"),
        column("line"),
    )
    found = concerns(face.view, face.today)
    answer = answer_list(face, Listing(columns, found, empty="nothing-waits"), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [one._asdict() for one in found]
    return answer


def urgency_word(one: Concern) -> str:
    """How urgent it is, as a word."""
    return {NOW: "now", SOON: "soon"}.get(one.urgency, "this-week")


def concern_amount(face: Face, one: Concern) -> Cell:
    """How much it is about."""
    if not one.quantity:
        return None
    if one.unit in CURRENCIES:
        return Money(one.quantity, one.unit)
    return Amount(one.quantity, one.unit) if one.unit else item_amount(face, one.item, one.quantity)
