"""Which promises stand where: agreed, within the rule, or waiting for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tuowang.flows.amounts import own_quantity
from tuowang.flows.catalogue import ITEMS, OFFERED_ITEMS
from tuowang.flows.days import later
from tuowang.flows.docking import LANES, OPEN, RUNS, LaneRow
from tuowang.flows.docking_agreed import LaneWeek, lane_weeks
from tuowang.flows.docking_lanes import committed_on
from tuowang.flows.docking_short import LaneSums, lane_sums
from tuowang.flows.item_codes import our_item
from tuowang.flows.promising import PROMISE_RULES, PromiseRuleRow
from tuowang.flows.trading import COMMITMENTS, DEMANDS, DemandRow, ProposalRow
from tuowang.flows.vocabulary import Line
from tuowang.store.store import View

AGREED, BY_RULE, WAITS, ASK = "agreed-or-asked", "by-rule", "waits", "ask"


class PromisedWeek(NamedTuple):
    """A week of a lane, and where it stands. wished, promised: until its end, in our units.

    state: AGREED nothing is open; BY_RULE accepted by itself as soon as it is within the frozen
    days; WAITS within them, and a person decides; ASK no rule is set, or further off than it says.
    """

    week: LaneWeek
    wished: int
    promised: int
    state: str


def promised_weeks(view: View, today: str, partner: str = "") -> Iterator[PromisedWeek]:
    """Of all lanes, or of a partner's, what did not leave yet."""
    sums = {one.row.lane: one for mine in (False, True) for one in lane_sums(view, mine=mine)}
    for week in lane_weeks(view, partner):
        if week.leaves < today:
            continue
        lane = sums.get(week.row.lane)
        rule = view.get(PROMISE_RULES, week.row.partner)
        number = _number(week)
        wished, promised = (lane.wished[number], lane.had[number]) if lane else (0, 0)
        yield PromisedWeek(week, wished, promised, _state(week, rule, lane, today))


def _number(week: LaneWeek) -> int:
    starts = (later(week.row.day, n * week.row.period_days) for n in range(len(week.row.shipped)))
    return next(number for number, start in enumerate(starts) if start == week.start)


def _state(week: LaneWeek, rule: PromiseRuleRow | None, lane: LaneSums | None, today: str) -> str:
    if not week.open:
        return AGREED
    if rule is None or not rule.frozen_days:
        return ASK
    if week.row.mine or (lane is None or within(lane, _number(week), rule)):
        return BY_RULE
    return WAITS if week.arrives <= later(today, rule.frozen_days) else ASK


def within(lane: LaneSums, number: int, rule: PromiseRuleRow) -> bool:
    """Whether what is promised until the end of a week, or so many days later as the rule allows,
    is near enough to what was wished until then."""
    last = min(number + rule.late_days // lane.row.period_days, len(lane.had) - 1)
    enough = lane.wished[number] * (1000 - rule.short_permille)
    return lane.had[last] * 1000 >= enough


def to_accept(view: View, rule: PromiseRuleRow, today: str) -> list[Line]:
    """What the rule says that we ask its partner for today, as `RequestDemand` takes it."""
    lines: list[Line] = []
    for one in promised_weeks(view, today, rule.partner):
        week, frozen = one.week, later(today, rule.frozen_days)
        item = view.get(ITEMS, week.row.item)
        ours = one.state == BY_RULE and not week.row.mine and _is_over(view, week.row)
        if ours and item is not None and week.arrives <= frozen:
            name = str(len(lines) + 1)
            lines.append(Line(name, item.item, item.unit, week.open, week.arrives))
    return lines


def _is_over(view: View, row: LaneRow) -> bool:
    """Whether the run that the lane came of has ended: until then it may still move."""
    run = view.get(RUNS, row.run)
    return run is None or run.state != OPEN


def keeps_promises(view: View, demand: DemandRow, rule: PromiseRuleRow) -> bool:
    """Whether a partner's demand asks for no more than we promised it when we docked."""
    lanes = {
        row.item: row for row in view.scan(LANES) if row.mine and row.partner == demand.partner
    }
    asked: dict[str, list[Line]] = {}
    for line in demand.lines:
        asked.setdefault(line.item, []).append(line)
    return all(
        item in lanes and _keeps(view, lanes[item], lines, rule) for item, lines in asked.items()
    )


def _keeps(view: View, row: LaneRow, lines: list[Line], rule: PromiseRuleRow) -> bool:
    other = sum(
        own_quantity(view, row.item, line.unit, line.quantity)
        for demand in view.find(DEMANDS, ("open", "mine"), True, False)
        for line in demand.lines
        if demand.partner == row.partner and line.item == row.item
    )
    here = [own_quantity(view, row.item, line.unit, line.quantity) for line in lines]
    agreed = committed_on(view, row.partner, row.item, mine=True) - row.committed
    asked = agreed + other - sum(here)
    for line, quantity in sorted(zip(lines, here, strict=True), key=lambda pair: pair[0].due):
        asked += quantity
        latest = later(line.due, rule.late_days)
        promised = sum(
            quantity
            for number, quantity in enumerate(row.shipped)
            if later(row.day, (number + 1) * row.period_days - 1) <= latest
        )
        if asked * 1000 > promised * (1000 + rule.short_permille):
            return False
    return True


def is_as_asked(view: View, demand: DemandRow, proposal: ProposalRow, rule: PromiseRuleRow) -> bool:
    """Whether an offer is what we asked for, within the rule, at a price that we know."""
    asked = {line.line: line for line in demand.lines}
    offered = {line.line: line for line in proposal.terms.lines}
    if asked.keys() != offered.keys():
        return False
    return all(
        _is_line_as_asked(view, demand.partner, asked[name], offered[name], rule)
        and _price_is_known(view, demand.partner, offered[name], proposal.terms.currency)
        for name in asked
    )


def _is_line_as_asked(
    view: View, partner: str, asked: Line, offered: Line, rule: PromiseRuleRow
) -> bool:
    item = our_item(view, partner, offered.item)
    wanted = own_quantity(view, item, asked.unit, asked.quantity)
    had = own_quantity(view, item, offered.unit, offered.quantity)
    return (
        asked.item == offered.item
        and wanted * (1000 - rule.short_permille) <= had * 1000
        and had <= wanted
        and offered.due <= later(asked.due, rule.late_days)
    )


def _price_is_known(view: View, partner: str, line: Line, currency: str) -> bool:
    """No more than the partner published, or than we agreed on last."""
    known = view.get(OFFERED_ITEMS, partner, line.item)
    if known is not None and known.price_minor:
        same = (known.currency, known.unit) == (currency, line.unit)
        return same and _no_dearer(line, known.price_minor, known.price_quantity)
    item = our_item(view, partner, line.item)
    agreed = [
        row
        for row in view.find(COMMITMENTS, ("item",), item)
        if row.partner == partner and not row.selling
    ]
    last = max(agreed, key=lambda row: (row.due, row.agreement, row.line), default=None)
    if last is None or (last.currency, last.unit) != (currency, line.unit):
        return False
    return _no_dearer(line, last.price_minor, last.price_quantity)


def _no_dearer(line: Line, price_minor: int, price_quantity: int) -> bool:
    return line.price_minor * price_quantity <= price_minor * line.price_quantity
