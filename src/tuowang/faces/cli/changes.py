"""`change`: make several changes so that the company owns: all of them in one act, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import command, option
from tuowang.faces.cli.what_if import other_capacity, other_hours, other_want
from tuowang.flows.base import Command
from tuowang.flows.checks import number_of
from tuowang.flows.planning import NEEDS, RecordNeed, RecordPriority
from tuowang.flows.planning_trial import MOST_CHANGES, OtherWant


@command(
    "change",
    option("capacity", metavar="capacity_change", many=True),
    option("date", metavar="date_change", many=True),
    option("quantity", metavar="quantity_change", many=True),
    option("priority", metavar="priority_change", many=True),
)
def change(
    face: Face,
    capacity: tuple[str, ...],
    date: tuple[str, ...],
    quantity: tuple[str, ...],
    priority: tuple[str, ...],
) -> Answer:
    """Make what `what-if` tried so, as far as it is the company's own; all of it or nothing."""
    number_of("changes", sum(map(len, (capacity, date, quantity, priority))), 1, MOST_CHANGES)
    given = {"date": date, "quantity": quantity, "priority": priority}
    wants = [other_want(face, name, one) for name, typed in given.items() for one in typed]
    others = (other_capacity(face, one) for one in capacity)
    commands: list[Command] = [
        other_hours(face, one.centre, one.start or face.today, one.seconds_per_day)
        for one in others
    ]
    return do(face, [*commands, *_needs(face, wants), *_priorities(wants)])


def _needs(face: Face, wants: Iterable[OtherWant]) -> Iterator[RecordNeed]:
    """Each need once, with its new day and quantity. Mistake: change-not-own."""
    found: dict[str, RecordNeed] = {}
    for want in wants:
        if want.priority is not None:
            continue
        row = face.view.get(NEEDS, want.reference)
        if row is None:
            raise Mistake("change-not-own", reference=want.reference[:200])
        old = found.get(row.need) or RecordNeed(row.need, row.item, row.quantity, row.due, row.kind)
        quantity = old.quantity if want.quantity is None else want.quantity
        found[row.need] = RecordNeed(row.need, row.item, quantity, want.day or old.due, row.kind)
    yield from found.values()


def _priorities(wants: Iterable[OtherWant]) -> Iterator[RecordPriority]:
    for want in wants:
        if want.priority is not None:
            yield RecordPriority(want.reference, want.priority)
