"""The tests that every standard must pass; they ship with the interface.

Whoever writes a standard gives `check_standard` two companies that have something to tell each
other about it, and a way to hold a payload against the standard's own schema::

    check_standard(standard, Ends(seller, "north's buyer", buyer, "the buyer's seller", now), valid)

`valid` raises where a payload does not conform. A failed check is an AssertionError that says what
was broken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tuowang.errors import Mistake
from tuowang.standards.base import Part, Payload, Standard, read_json, to_json
from tuowang.standards.catena.taking import commands_of
from tuowang.store.store import View

Valid = Callable[[Any], None]
HOSTILE: tuple[Any, ...] = (
    None, True, -1, 10**30, 1.5, "", "x" * 5000, "\x00\u202e", [], {}, [[]], [{}], {"": ""},
    "2026-02-30", "urn:uuid:", ["a"] * 50,
)  # fmt: skip


@dataclass(frozen=True)
class Ends:
    """A sender and a receiver of payloads, each with its own code for the other."""

    sender: View
    receiver_code: str
    receiver: View
    sender_code: str
    now: int

    def written(self, standard: Standard) -> list[Payload]:
        """What the sender writes for the receiver."""
        return standard.write(self.sender, self.receiver_code, self.now, "")


def parts_of(payloads: object) -> list[Part]:
    """Payloads after their way through a file."""
    return read_json(to_json(payloads))


def check_what_is_written_is_valid(standard: Standard, ends: Ends, valid: Valid) -> None:
    """Something is written, and it conforms, as bytes too."""
    payloads = ends.written(standard)
    assert payloads, f"{standard.name}: nothing was written"
    for payload in payloads:
        valid(json.loads(to_json(payload)))


def check_writing_again_gives_the_same(standard: Standard, ends: Ends) -> None:
    """The same tables and time give the same bytes."""
    first, again = (to_json(ends.written(standard)) for _ in range(2))
    assert first == again, f"{standard.name}: written twice, it differs"


def check_it_is_recognised(standard: Standard, ends: Ends) -> None:
    """A payload tells of itself which standard it follows."""
    for part in parts_of(ends.written(standard)):
        assert standard.marks(part), f"{standard.name}: does not know its own payload"


def check_the_receiver_can_take_it(standard: Standard, ends: Ends) -> None:
    """All that is written is read by the other company, as commands about items that it knows."""
    for part in parts_of(ends.written(standard)):
        readings = standard.read(part)
        assert readings, f"{standard.name}: nothing was read"
        commands = commands_of(ends.receiver, ends.sender_code, standard.name, readings)
        assert commands, f"{standard.name}: nothing to do"


def check_a_spoilt_payload_is_a_mistake(standard: Standard, ends: Ends) -> None:
    """Whatever stands in any place: it is read, or it is a Mistake, and nothing else."""
    payload = json.loads(to_json(ends.written(standard)[0]))
    for spoilt in _spoilt(payload):
        try:
            readings = standard.read(Part(spoilt, "$"))
            commands_of(ends.receiver, ends.sender_code, standard.name, readings)
        except Mistake:
            continue


def _spoilt(payload: Any) -> Iterator[Any]:
    """The payload with each of its places, the first of each list, lost or turned hostile."""
    for way in _ways(payload):
        for value in HOSTILE:
            yield _with(payload, way, value)
        if way and isinstance(way[-1], str):
            yield _without(payload, way)


def _ways(value: Any) -> Iterator[tuple[str | int, ...]]:
    yield ()
    inside: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inside = list(enumerate(value))[:1]
    for name, inner in inside:
        for way in _ways(inner):
            yield (name, *way)


def _with(value: Any, way: tuple[str | int, ...], new: Any) -> Any:
    if not way:
        return new
    name, *rest = way
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[name] = _with(value[name], tuple(rest), new)
    return copy


def _without(value: Any, way: tuple[str | int, ...]) -> Any:
    name, *rest = way
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[name] = _without(value[name], tuple(rest))
    else:
        del copy[name]
    return copy


def check_standard(standard: Standard, ends: Ends, valid: Valid) -> None:
    """Every check."""
    check_what_is_written_is_valid(standard, ends, valid)
    check_writing_again_gives_the_same(standard, ends)
    check_it_is_recognised(standard, ends)
    check_the_receiver_can_take_it(standard, ends)
    check_a_spoilt_payload_is_a_mistake(standard, ends)
