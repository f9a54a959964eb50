"""What a standard is: how others say the same thing, out of our tables and into them.

    write   the company's tables -> payloads for one partner, of what it may see; then `to_json`
    read    a partner's payload -> readings: plain values, not yet in our codes and units

A payload is a stranger's file. `read_json` bounds it before anything else looks at it, and a
`Part` is one place in it, with its path: each question is answered in the right type and range, or
is a `Mistake` that names the path. Numbers are exact: integers and decimals, never floats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from tuowang.errors import Mistake
from tuowang.store.store import View
from tuowang.units import DAY_PATTERN, MAXIMUM_QUANTITY

MAXIMUM_PAYLOAD_BYTES = 8_000_000
MOST_DEPTH = 20
MOST_PARTS = 200_000
MOST_IN_A_LIST = 5_000
MOST_TEXT = 4_000
MOST_DIGITS = 40

Payload = dict[str, Any]
_DAY = re.compile(DAY_PATTERN)
_TIME = re.compile(
    r"T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,12})?|24:00:00(?:\.0{1,12})?)"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?\Z"
)


class Material(NamedTuple):
    """How a payload names an item; "" where it does not say."""

    global_id: str
    seller_item: str = ""
    buyer_item: str = ""


class Measured(NamedTuple):
    """One amount on a day, exact, in `unit` (Rec 20), and where it stands in the payload."""

    measure: str
    day: str
    amount: Fraction
    unit: str
    path: str


class Figures(NamedTuple):
    """What a payload says of an item. `selling`: its sender is the seller; None: not said.

    `weekly`: days are Mondays that stand for their weeks.
    """

    subject: str
    material: Material
    selling: bool | None
    amounts: list[Measured]
    weekly: bool = False


class Notice(NamedTuple):
    """That the sender's demand or capacity changes; words of the standard, days or ""."""

    notice: str
    effect: str
    cause: str
    start: str
    end: str
    state: str
    materials: list[Material]
    text: str


Reading = Figures | Notice


@dataclass(frozen=True)
class Standard:
    """One kind of payload.

    topics: what a partner must be allowed to see of an item before its payload is written.
    marks: whether a payload is of this kind, by the fields that it has.
    write: (view, partner, now in ms, item or "") -> payloads, each of one item.
    """

    name: str
    version: str
    topics: tuple[str, ...]
    marks: Callable[[Part], bool]
    write: Callable[[View, str, int, str], list[Payload]]
    read: Callable[[Part], list[Reading]]


def to_json(value: object) -> bytes:
    """JSON with exact numbers, two blanks deep."""
    encoder = msgspec.json.Encoder(decimal_format="number")
    return msgspec.json.format(encoder.encode(value), indent=2) + b"\n"


def number_of(exact: Fraction) -> int | Decimal:
    """A fraction as a JSON number; all ours end after a few decimals."""
    if exact.denominator == 1:
        return exact.numerator
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def read_json(data: bytes) -> list[Part]:
    """The payloads in a file: one object, or a list of objects.

    Mistake: payload-too-large, payload-unreadable, payload-unfit.
    """
    if len(data) > MAXIMUM_PAYLOAD_BYTES:
        raise Mistake("payload-too-large", size=len(data), most=MAXIMUM_PAYLOAD_BYTES)
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_named_once,
            parse_float=_exact,
            parse_int=_whole,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as no:
        raise Mistake("payload-unreadable", why=str(no)[:120]) from None
    whole = Part(value, "$")
    whole.check_size()
    return whole.items() if isinstance(value, list) else [whole.object()]


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a field stands twice in one object")
    return named


def _exact(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise ValueError("a number is too long")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("a number is none") from None
    if number and not -MOST_DIGITS <= number.adjusted() <= MOST_DIGITS:
        raise ValueError("a number is too large or too small")
    return number


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError("a number is too long")
    return int(text)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


@dataclass(frozen=True)
class Part:
    """A place in a payload: its value, and the path that leads there."""

    value: Any
    path: str

    def wrong(self, expected: str) -> Mistake:
        """What is here is not what belongs here."""
        return Mistake("payload-unfit", path=self.path, expected=expected)

    def check_size(self) -> None:
        """Mistake: payload-too-deep, payload-too-many."""
        count, level, waiting = 0, 0, [self.value]
        while waiting:
            count += len(waiting)
            if level > MOST_DEPTH:
                raise Mistake("payload-too-deep", most=MOST_DEPTH)
            if count > MOST_PARTS:
                raise Mistake("payload-too-many", path=self.path, most=MOST_PARTS)
            waiting = [inner for value in waiting for inner in _inside(value)]
            level += 1

    def object(self) -> Part:
        """Itself, an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("object")
        return self

    def has(self, name: str) -> bool:
        """Whether it is an object with this field."""
        return isinstance(self.value, dict) and name in self.value

    def field(self, name: str) -> Part:
        """A field that must be there. Mistake: payload-lacks."""
        self.object()
        if name not in self.value:
            raise Mistake("payload-lacks", path=f"{self.path}.{name}")
        return Part(self.value[name], f"{self.path}.{name}")

    def maybe(self, name: str) -> Part | None:
        """A field that may be there."""
        return self.field(name) if self.has(name) else None

    def items(self) -> list[Part]:
        """The items of a list. Mistake: payload-too-many."""
        if not isinstance(self.value, list):
            raise self.wrong("array")
        if len(self.value) > MOST_IN_A_LIST:
            raise Mistake("payload-too-many", path=self.path, most=MOST_IN_A_LIST)
        return [Part(one, f"{self.path}[{n}]").object() for n, one in enumerate(self.value)]

    def text(self, most: int = MOST_TEXT) -> str:
        """A text without what cannot be shown."""
        if not isinstance(self.value, str):
            raise self.wrong("string")
        if len(self.value) > most:
            raise Mistake("payload-beyond", path=self.path, least=0, most=most)
        return "".join(char if char.isprintable() else " " for char in self.value).strip()

    def word(self, known: tuple[str, ...]) -> str:
        """One of some words. Mistake: payload-word-unknown."""
        text = self.text()
        if text not in known:
            shown = ", ".join(known)
            raise Mistake("payload-word-unknown", path=self.path, text=text[:80], known=shown)
        return text

    def matching(self, pattern: re.Pattern[str], expected: str) -> str:
        """A text of a form."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.wrong(expected)
        return text

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("boolean")
        return self.value

    def amount(self) -> Fraction:
        """A number from 0 to the most that can be counted. Mistake: payload-beyond."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise self.wrong("number")
        exact = Fraction(self.value)
        if not 0 <= exact <= MAXIMUM_QUANTITY:
            raise Mistake("payload-beyond", path=self.path, least=0, most=MAXIMUM_QUANTITY)
        return exact

    def day(self) -> str:
        """A date that exists."""
        return self.matching(_DAY, "date (2026-03-02)")

    def moment_day(self) -> str:
        """The day of a date and time, as it is where it was written."""
        text = self.text()
        if not (_DAY.fullmatch(text[:10]) and _TIME.match(text[10:])):
            raise self.wrong("date-time (2026-03-02T08:00:00Z)")
        return text[:10]


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
