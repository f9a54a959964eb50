"""Of which items partners can promise less than we wished for, and until when.

Only what a partner told counts: its answer to our first order, and what the run came to. Where the
two are less than the wish because we ordered less ourselves, nobody is short.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS
from tuowang.flows.days import later
from tuowang.flows.docking import LANES, LaneRow
from tuowang.flows.docking_agreed import unit_of
from tuowang.flows.partner import PARTNERS
from tuowang.store.store import View


class Short(NamedTuple):
    """A week in which a partner can promise only `had` of the `wished`, in our units.

    week: its first day. rest: when the rest of it arrives; where not `comes`: not even by then.
    """

    partner: str
    item: str
    week: str
    wished: int
    had: int
    rest: str
    comes: bool


class LaneSums(NamedTuple):
    """A lane's sums until the end of each week, in our units."""

    row: LaneRow
    wished: list[int]
    had: list[int]


def _sums(view: View, row: LaneRow) -> LaneSums:
    unit = unit_of(view, row.partner, row.item, row.lane, mine=row.mine)

    def own(series: list[int]) -> list[int]:
        return [own_quantity(view, row.item, unit, q) if q else 0 for q in series]

    answered, shipped = accumulate(own(row.answered)), accumulate(own(row.shipped))
    had = [max(pair) for pair in zip(answered, shipped, strict=True)]
    return LaneSums(row, list(accumulate(own(row.wished))), had)


def lane_sums(view: View, *, mine: bool) -> Iterator[LaneSums]:
    """Of every lane on which both ends told what they wish and can; mine: on which we supply."""
    for row in view.scan(LANES):
        told = len(row.wished) == len(row.answered) == len(row.shipped)
        if row.mine is mine and row.item and told:
            yield _sums(view, row)


def short_weeks(view: View, *, mine: bool = False) -> Iterator[Short]:
    """Every week in which less was promised until its end than was wished until then.

    mine: what we can promise to customers, instead of what suppliers can.
    """
    for one in lane_sums(view, mine=mine):
        before = 0
        for number, (wished, had) in enumerate(zip(one.wished, one.had, strict=True)):
            wish = wished - before
            before = wished
            if wish and had < wished:
                got = max(0, wish - (wished - had))
                start = later(one.row.day, number * one.row.period_days)
                weeks = (n for n, sum_ in enumerate(one.had) if sum_ >= wished)
                last = next(weeks, None)
                rest = _arrives(view, one.row, len(one.had) - 1 if last is None else last)
                partner, item = one.row.partner, one.row.item
                yield Short(partner, item, start, wish, got, rest, last is not None)


def _arrives(view: View, row: LaneRow, number: int) -> str:
    known = view.get(PARTNERS, row.partner)
    days = known.transit_days if known is not None and not row.mine else 0
    return later(row.day, (number + 1) * row.period_days - 1 + days)


def no_more_before(view: View) -> dict[str, str]:
    """By item the day before which no more can be had than what is promised.

    Only of items that are short in all: whom one partner leaves short another may serve. And only
    where the usual supplier, if there is one, is among those who promised.
    """
    lanes: dict[str, list[LaneSums]] = {}
    for one in lane_sums(view, mine=False):
        lanes.setdefault(one.row.item, []).append(one)
    found = {}
    for item, sums in lanes.items():
        row = view.get(ITEMS, item)
        known = row is not None and row.supplier in ("", *(one.row.partner for one in sums))
        last = _last_short(sums) if known else -1
        if last >= 0:
            found[item] = max(_arrives(view, one.row, last + 1) for one in sums)
    return found


def _last_short(lanes: list[LaneSums]) -> int:
    """The last week in which less is promised in all than was wished; -1: none."""
    wished = [sum(column) for column in zip(*(one.wished for one in lanes), strict=True)]
    had = [sum(column) for column in zip(*(one.had for one in lanes), strict=True)]
    return max((n for n, wish in enumerate(wished) if had[n] < wish), default=-1)


def shortage_for(weeks: list[Short], kept: str) -> list[Short]:
    """Of each partner's short weeks the one that holds up what can be kept on a day only: the last
    whose rest comes by then, else the first."""
    found: dict[str, Short] = {}
    for one in weeks:
        if one.partner not in found or (one.comes and one.rest <= kept):
            found[one.partner] = one
    return list(found.values())


def wishes(view: View, day: str) -> Iterator[tuple[str, str, int, str]]:
    """(partner, item, quantity, day on which it should leave) of what customers wished for on the
    lanes on which we can promise less, from a day on."""
    short = {(one.partner, one.item) for one in short_weeks(view, mine=True) if one.rest >= day}
    for one in lane_sums(view, mine=True):
        if (one.row.partner, one.row.item) not in short:
            continue
        before = 0
        for number, wished in enumerate(one.wished):
            leaves = _arrives(view, one.row, number)
            if wished > before and leaves >= day:
                yield one.row.partner, one.row.item, wished - before, leaves
            before = wished
