"""What a command did, told by name: "Demand D-7KQ2M9XAB4 to frame-works: ..."."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from tuowang.faces.cli.amounts import item_amount
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.show import cell_text

if TYPE_CHECKING:
    from tuowang.flows.base import Command, Note, Record
    from tuowang.node import Outcome

MOST_TOLD = 12
"""More things of one kind are counted, not told one by one."""


def do(face: Face, commands: Command | Iterable[Command]) -> Answer:
    """Ask the company, and say what came of it."""
    return told(face, face.company.ask(commands))


def told(face: Face, outcome: Outcome) -> Answer:
    """An outcome as an answer."""
    document = {
        "said": [
            {"partner": partner, "kind": record.kind, "record": record}
            for partner, record in outcome.said
        ],
        "notes": [note_document(face, note) for note in outcome.notes],
    }
    return Answer(document, [*_sentences(face, outcome.said), *note_lines(face, outcome.notes)])


def _sentences(face: Face, said: list[tuple[str, Record]]) -> Iterable[str]:
    counts = Counter(record.kind for _, record in said)
    for kind, count in counts.items():
        if count > MOST_TOLD:
            yield face.text("said-many", count=count, what=face.word(kind))
    for partner, record in said:
        if counts[record.kind] <= MOST_TOLD:
            details: dict[str, Any] = msgspec.structs.asdict(record)
            details["partner"] = partner or details.get("partner", "")
            yield face.text(said_code(record.kind), **told_details(face, details))
    if any(partner for partner, _ in said):
        yield face.text("leaves-next")
    if not said:
        yield face.text("nothing-changed")


def said_code(kind: str) -> str:
    """The text that tells of a record of this kind."""
    return "said-" + kind.replace(".", "-")


def told_details(face: Face, details: dict[str, Any]) -> dict[str, Any]:
    """A record's fields as they may stand in a sentence: money with its sign, lists counted."""
    from tuowang.units import show_money

    shown = dict(details)
    for name in [name for name in details if name.endswith("_minor")]:
        currency = details.get("currency", "")
        amount = show_money(details[name], currency) if currency else details[name]
        shown[name.removesuffix("_minor")] = amount
    for name in [name for name, value in details.items() if isinstance(value, list)]:
        shown[name] = len(details[name])
    if "quantity" in details and "item" in details:
        shown["quantity"] = cell_text(face, item_amount(face, details["item"], details["quantity"]))
    if "named_topic" in details:
        shown["named_topic"] = face.word(details["named_topic"])
        shown["item"] = details["item"] or face.word("every-item")
    return shown


def note_document(face: Face, note: Note) -> dict[str, Any]:
    """A note for programs."""
    return {"note": note.code, "text": note_text(face, note), "details": note.details}


def note_text(face: Face, note: Note) -> str:
    """A note in the person's language."""
    return face.text(note.code, **note.details)


def note_lines(face: Face, notes: Iterable[Note]) -> list[str]:
    """Notes, one a line, each only once."""
    return list(dict.fromkeys("! " + note_text(face, note) for note in notes))
