"""A list that is searched and sorted: the rows that hold every word, by a column, up or down.

Nothing of it depends on which page of it is shown, so what it takes is worked out once a list.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, cast

from tuowang.faces.cli.answer import Amount, Cell, Listing, Moment, Money, Share, Word
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.show import cell_text

MOST_SEARCHES = 16


class Sought:
    """A list, in one language, with what searches and sorts of it came to; for several threads."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self._cells = {one.heading: one.cell for one in listing.columns}
        self._lock = Lock()
        self._orders: dict[str, Sequence[int]] = {"": range(len(listing.rows))}
        self._texts: list[str] = []
        self._found: OrderedDict[tuple[str, ...], Sequence[int]] = OrderedDict()

    def order(self, face: Face, search: str = "", sort: str = "") -> Sequence[int]:
        """The numbers of the rows that hold every word; by a heading ("-" before it: down)."""
        words = search.casefold().split()
        cell = self._cells.get(sort.removeprefix("-"))
        with self._lock:
            if cell is not None and sort not in self._orders:
                self._orders[sort] = _sorted(self.listing.rows, cell, down=sort.startswith("-"))
            if words and not self._texts:
                self._texts = _texts(face, self.listing)
            order = self._orders[sort if cell is not None else ""]
            return self._holding(words, order, sort) if words else order

    def _holding(self, words: list[str], order: Sequence[int], sort: str) -> Sequence[int]:
        """Those that hold every word; the last few searches are known, as one turns their pages."""
        key = (sort, *words)
        found = self._found.pop(key, None)
        if found is None:
            found, texts = order, self._texts
            for word in words:
                found = array("I", [at for at in found if word in texts[at]])
        self._found[key] = found
        if len(self._found) > MOST_SEARCHES:
            self._found.popitem(last=False)
        return found


def _texts(face: Face, listing: Listing) -> list[str]:
    """Of each row all that can be read in it. Column by column, as these are alike."""
    said = [_column_texts(face, list(map(one.cell, listing.rows))) for one in listing.columns]
    return ["\n".join(row).casefold() for row in zip(*said, strict=True)]


def _column_texts(face: Face, cells: list[Cell]) -> list[str]:
    kinds = set(map(type, cells))
    if kinds == {str}:
        texts = cast("list[str]", cells)
        whole = "".join(texts)
        if whole.isascii() and whole.isprintable():
            return texts
    if len(kinds - {type(None)}) > 1:  # a thousand as money is a thousand as a quantity, to a dict
        return [cell_text(face, cell) for cell in cells]
    known = {cell: cell_text(face, cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def _sorted(rows: Sequence[Any], cell: Callable[[Any], Cell], *, down: bool) -> Sequence[int]:
    weights = [_weight(cell(row)) for row in rows]
    return array("I", sorted(range(len(weights)), key=weights.__getitem__, reverse=down))


def _weight(cell: Cell) -> tuple[int, int, str]:
    """Numbers before words, nothing first."""
    if isinstance(cell, int):
        return 1, cell, ""
    if isinstance(cell, Money):
        return 1, cell.minor, cell.currency
    if isinstance(cell, Amount):
        return 1, cell.quantity, cell.unit
    if isinstance(cell, Moment | Share):
        return 1, cell[0], ""
    if isinstance(cell, Word):
        return 2, 0, cell.value
    return (0, 0, "") if cell is None else (2, 0, cell)
