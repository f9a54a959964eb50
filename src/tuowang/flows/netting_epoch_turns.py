"""What we do in an epoch: join it, open it with each partner, take turns, let tokens walk.

Turns follow our own clock and what partners said meanwhile; nobody waits for anybody. All that a
turn has for a partner goes in one word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Note, Said, Say
from tuowang.flows.mandate_tables import claims_with
from tuowang.flows.netting import MOST_STATED, ClaimsStated, netting
from tuowang.flows.netting_courier_turns import take_courier_turn
from tuowang.flows.netting_epoch import (
    ClearedDebt,
    EpochDebt,
    EpochEnded,
    EpochJoined,
    EpochOpened,
    JoinEpoch,
    OwnPrice,
    PricesSaid,
    PushedDebt,
    SaidPrice,
    TurnTaken,
    WalkBegun,
)
from tuowang.flows.netting_epoch_tables import (
    EPOCH_DEBTS,
    EPOCH_PRICES,
    EPOCHS,
    OPENINGS,
    OWING,
    EpochDebtRow,
    EpochRow,
)
from tuowang.flows.netting_free import nettable, rules_of
from tuowang.flows.netting_lanes import COURIER, LANES, Lane
from tuowang.flows.netting_plan import epoch_of
from tuowang.flows.netting_tables import RULES, STATEMENTS
from tuowang.flows.netting_tokens import may_net, ruled, stated
from tuowang.flows.netting_walks import begin_walks, is_reached, rounded
from tuowang.flows.partner import PARTNERS
from tuowang.net.price_push import Debt, Firm, Move, Words
from tuowang.store.store import View
from tuowang.units import today

MOST_SWITCHES = 8
"""So often we leave an epoch for an earlier one, in a row."""


# To join


@netting.ask(JoinEpoch)
def join_epoch(view: View, command: JoinEpoch, context: Context) -> Iterable[Effect]:
    """State what is open; join what is on, or begin."""
    lane = LANES.get(command.lane)
    if lane is None:
        raise Mistake("netting-lane-unknown", lane=command.lane, known=", ".join(LANES))
    if view.get(RULES, "now") is None:
        yield Say(JOURNAL, ruled(rules_of(view)))
    row = view.get(EPOCHS, lane.name)
    if row is None or row.over or context.now >= row.began + lane.length_ms:
        new = EpochRow(lane.name, context.draw().hex()[:24], context.now)
        yield from _join(view, new, context)
    else:
        yield from _tell_all(view, row, context)
        new = row
    yield Note("netting-epoch-joined", {"lane": lane.name, "until": _until(new)})


def _until(row: EpochRow) -> str:
    return today(row.began + LANES[row.lane].length_ms)


def _join(view: View, row: EpochRow, context: Context) -> Iterator[Effect]:
    yield Say(JOURNAL, EpochJoined(row.epoch, row.lane, row.began))
    yield from _tell_all(view, row, context)


def _tell_all(view: View, row: EpochRow, context: Context) -> Iterator[Effect]:
    """State what is open to all whom it concerns, and open the epoch with who stated its own."""
    for one in view.scan(PARTNERS):
        if is_reached(view, one.partner, context):
            yield from stated(view, one.partner, context)
            yield from _open(view, row, one.partner)


def _open(view: View, row: EpochRow, partner: str) -> Iterator[Effect]:
    """Once, when the partner has stated what is open by its book."""
    statement = view.get(STATEMENTS, partner)
    opening = view.get(OPENINGS, partner)
    fresh = statement is not None and statement.theirs >= today(row.began)
    if fresh and (opening is None or opening.ours_epoch != row.epoch):
        debts = list(_debts_with(view, partner))
        yield Say(partner, EpochOpened(row.epoch, row.lane, row.began, debts))


def _debts_with(view: View, partner: str) -> Iterator[EpochDebt]:
    """What may be netted with a partner, of claims that both books know alike."""
    sums: dict[str, list[int]] = {}
    for claim in claims_with(view, partner):
        free = nettable(view, partner, claim.claim, mine=claim.mine, stated=True)
        sums.setdefault(claim.currency, [0, 0])[claim.mine] += rounded(view, free)
    for currency, (owing, owed) in sorted(sums.items()):
        if owing or owed:
            yield EpochDebt(currency, owing, owed)


@netting.react(ClaimsStated)
def open_with(view: View, said: Said[ClaimsStated], _context: Context) -> Iterable[Effect]:
    """Who has stated all that is open is told what we could net."""
    if said.mine or not may_net(view, said.partner) or len(said.record.claims) == MOST_STATED:
        return
    for row in view.scan(EPOCHS):
        if not row.over:
            yield from _open(view, row, said.partner)


@netting.react(EpochOpened)
def heard_opening(view: View, said: Said[EpochOpened], context: Context) -> Iterable[Effect]:
    """Join what a partner began, if it was before what we are in, and tell our partners."""
    opening = said.record
    if said.mine or not may_net(view, said.partner):
        return
    lane, row = LANES.get(opening.lane), view.get(EPOCHS, opening.lane)
    if lane is None or not -lane.skew_ms < context.now - opening.began < lane.length_ms:
        yield Note("netting-epoch-refused", {"partner": said.partner})
    elif row is not None and row.epoch == opening.epoch:
        if not row.over:
            yield from _open(view, row, said.partner)
    elif row is None or row.over or _gives_way(row, opening, lane):
        new = EpochRow(lane.name, opening.epoch, opening.began)
        yield from _join(view, new, context)


def _gives_way(row: EpochRow, opening: EpochOpened, lane: Lane) -> bool:
    """The earlier of two epochs is everybody's; where a plan has grown already, it stays."""
    early = row.turns <= lane.turns // 10 and not row.walk_at
    first = (opening.began, opening.epoch) < (row.began, row.epoch)
    return early and first and row.switches < MOST_SWITCHES


# Turns


@netting.react(PricesSaid)
def heard_prices(view: View, said: Said[PricesSaid], _context: Context) -> Iterable[Effect]:
    """Nothing is answered before our turn; people are told of what cannot be."""
    if said.mine or epoch_of(view, said.record.epoch) is None:
        return
    for debt in _debts_of(view, said.partner):
        if debt.pushed_minor > debt.open_minor or debt.returned_minor > debt.open_minor:
            yield Note("netting-push-refused", {"partner": said.partner})
            return


def _debts_of(view: View, partner: str) -> Iterator[EpochDebtRow]:
    """What lies between us and a partner in the plan."""
    yield from view.find(EPOCH_DEBTS, ("partner",), partner)


def take_turn(view: View, row: EpochRow, context: Context) -> Iterator[Effect]:
    """Take what partners said, push, and say what there is to say."""
    said: dict[str, list[SaidPrice]] = {}
    cleared: list[ClearedDebt] = []
    prices: list[OwnPrice] = []
    due = False
    for currency, group in groupby(view.scan(EPOCH_DEBTS), key=lambda debt: debt.currency):
        debts = list(group)
        known = view.get(EPOCH_PRICES, currency)
        price, lowered = (known.price, known.lowered) if known is not None else (0, 0)
        partners = sorted({debt.partner for debt in debts})
        firm = _firm(debts, partners, price, lowered)
        for place, words in firm.act().items():
            spoken = SaidPrice(currency, words.price, _summed(words.moves, debts))
            said.setdefault(partners[place], []).append(spoken)
            due = due or firm.excess > 0
        if (firm.price, firm.lowered) != (price, lowered):
            prices.append(OwnPrice(currency, firm.price, firm.lowered))
            due = due or firm.excess > 0
        for number, debt in enumerate(debts):
            now = firm.debts[number].cleared
            if now != debt.cleared_minor or debt.pushed_minor or debt.returned_minor:
                cleared.append(ClearedDebt(currency, debt.partner, debt.side, now))
    yield Say(JOURNAL, TurnTaken(row.epoch, context.now, prices, cleared, due))
    for partner, spoken_prices in said.items():
        yield Say(partner, PricesSaid(row.epoch, spoken_prices))


def _firm(debts: list[EpochDebtRow], partners: list[str], price: int, lowered: int) -> Firm:
    """Our side of the plan in a currency, when it has heard what waited for this turn."""
    sides = []
    for number, row in enumerate(debts):
        owing = row.side == OWING
        debt = Debt(number, partners.index(row.partner), row.open_minor, owing=owing)
        debt.cleared, debt.price = row.cleared_minor, row.price
        sides.append(debt)
    firm = Firm(sides, price, lowered)
    for debt, row in zip(sides, debts, strict=True):
        if row.pushed_minor or row.returned_minor:
            move = Move(debt.number, row.pushed_minor, row.returned_minor)
            firm.hear(debt.partner, Words(row.price, [move]))
    return firm


def _summed(moves: list[Move], debts: list[EpochDebtRow]) -> list[PushedDebt]:
    """One word for each of the two debts that can lie between two firms."""
    sums: dict[bool, tuple[int, int]] = {}
    for move in moves:
        owing = debts[move.debt].side == OWING
        pushed, returned = sums.get(owing, (0, 0))
        sums[owing] = pushed + move.pushed, returned + move.returned
    return [PushedDebt(owing, *amounts) for owing, amounts in sums.items()]


# By the clock


def _next_at(row: EpochRow) -> int:
    """When something is to be done in an epoch, if nobody says anything more."""
    lane = LANES[row.lane]
    walks = max(row.began + lane.plan_ms, row.walk_at)
    ends = row.began + lane.length_ms
    times = [walks if walks < row.began + lane.rest_ms else ends]
    if row.due and row.turns < lane.turns and row.acted_at + lane.turn_ms < walks:
        times.append(max(row.began, row.acted_at + lane.turn_ms))
    return min(times)


def _wake_at(view: View, _now: int) -> int | None:
    return min((_next_at(row) for row in view.scan(EPOCHS) if not row.over), default=None)


@netting.wake(_wake_at)
def wake(view: View, context: Context) -> Iterator[Effect]:
    """A turn, tokens, or the end."""
    for row in list(view.scan(EPOCHS)):
        if row.over or context.now < _next_at(row):
            continue
        lane, passed = LANES[row.lane], context.now - row.began
        if passed >= lane.length_ms:
            yield Say(JOURNAL, EpochEnded(row.epoch))
        elif passed < lane.plan_ms:
            yield from take_turn(view, row, context)
        elif passed < lane.rest_ms:
            yield from _walk(view, row, context)


def _walk(view: View, row: EpochRow, context: Context) -> Iterator[Effect]:
    """By courier a turn a day; else tokens, at times that chance sets apart: of many at once most
    are in each other's way.
    """
    lane = LANES[row.lane]
    if lane is COURIER:
        day = (context.now - row.began) // lane.walk_ms
        yield Say(JOURNAL, WalkBegun(row.epoch, row.began + (day + 1) * lane.walk_ms))
        yield from take_courier_turn(view, row, context)
        return
    wait = int.from_bytes(context.draw()[:8], "big") % lane.walk_ms
    if not row.walk_at:
        yield Say(JOURNAL, WalkBegun(row.epoch, context.now + wait))
        return
    yield Say(JOURNAL, WalkBegun(row.epoch, context.now + lane.walk_ms // 2 + wait))
    in_plan = context.now < row.began + lane.fill_ms
    yield from begin_walks(view, lane.tokens, context, row.epoch if in_plan else "", lane.name)
