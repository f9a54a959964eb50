"""What a command answers: a document for programs, and lines and lists for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Money(NamedTuple):
    """An amount in minor units."""

    minor: int
    currency: str


class Amount(NamedTuple):
    """A quantity in a unit."""

    quantity: int
    unit: str


class Word(NamedTuple):
    """A value of fixed meaning, shown in the person's language."""

    value: str


class Moment(NamedTuple):
    """A time in milliseconds since 1970; 0 is never."""

    milliseconds: int


class Share(NamedTuple):
    """A share in permille."""

    permille: int


Cell = str | int | Money | Amount | Word | Moment | Share | None


def by_whom(mine: bool) -> Word:
    """Us, or the partner."""
    return Word("us" if mine else "them")


class Column(NamedTuple):
    """A column of a list: the name of its heading, and what of a row stands in it."""

    heading: str
    cell: Callable[[Any], Cell]


def column(name: str, heading: str = "") -> Column:
    """A column that shows a field as it is."""
    return Column(heading or name, lambda row: getattr(row, name))


def word_column(name: str, heading: str = "") -> Column:
    """A column that shows a field's value as a word."""
    return Column(heading or name, lambda row: Word(getattr(row, name)))


class Listing(NamedTuple):
    """Rows under headings. `empty` is the code of what is said where there are none."""

    columns: Sequence[Column]
    rows: Sequence[Any]
    title: str = ""
    empty: str = "nothing-here"


@dataclass
class Answer:
    """`document` is what `--json` prints; `shown` is for people: sentences and lists."""

    document: Any = None
    shown: list[str | Listing] = field(default_factory=list)
    exit_code: int = 0


def listed(listing: Listing, *more: str | Listing) -> Answer:
    """A list is the answer."""
    return Answer(list(listing.rows), [listing, *more])
