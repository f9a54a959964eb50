"""Whatever both sides do and however it crosses: once all is delivered, both hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from msgspec.structs import replace

from tests.flows.ends import End
from tests.flows.traders import (
    NORTH,
    SOUTH,
    Pair,
    agreement,
    assert_mirrored,
    assert_stock_is_its_moves,
    line,
    pair,
)
from tuowang.errors import Mistake
from tuowang.flows.amounts import most
from tuowang.flows.base import Command
from tuowang.flows.money import CLAIMS, PAYMENTS, ConfirmPayment, Dispute, Pay
from tuowang.flows.shipping import SHIPMENTS, Receive, ReceivedLine, Ship
from tuowang.flows.trading import (
    AGREED,
    AGREEMENTS,
    COMMITMENTS,
    DEMANDS,
    PROPOSALS,
    Agree,
    CounterProposal,
    Decline,
    DeclineDemand,
    MakeOffer,
    RequestDemand,
    Revise,
    Withdraw,
    WithdrawDemand,
)
from tuowang.flows.vocabulary import Line
from tuowang.units import DAY_MILLISECONDS

QUANTITIES = (1, 20, 50, 90, 100, 105, 120)
SELDOM = (WithdrawDemand, DeclineDemand, Withdraw, Decline, Dispute)
"""What ends a thread is tried in one of eight cases, so that threads grow long."""


def own_lines(chance: Random, end: End, lines: list[Line]) -> list[Line]:
    """Other quantities, maybe fewer or more lines, in this end's codes."""
    seller = end.name == NORTH
    kept = [one for one in lines if chance.random() < 0.8] or lines[:1]
    own = [
        replace(
            one, item=one.item if seller else one.buyer_item, quantity=chance.choice(QUANTITIES)
        )
        for one in kept
    ]
    if chance.random() < 0.2:
        own.append(line("9", "nut" if seller else "N-7", 40, price_minor=7))
    return own


def answers(chance: Random, end: End, other: str) -> Iterator[Command]:
    """All that a user of this end could ask just now; some of it is a mistake."""
    for demand in end.store.scan(DEMANDS):
        if demand.mine:
            yield WithdrawDemand(other, demand.demand)
        else:
            yield DeclineDemand(other, demand.demand)
            yield MakeOffer(other, demand.demand)
    for proposal in end.store.scan(PROPOSALS):
        name = proposal.proposal
        if proposal.mine:
            yield Withdraw(other, name)
        else:
            yield Agree(other, name)
            yield Agree(other, name)
            yield Decline(other, name, "no")
            yield CounterProposal(other, name, own_lines(chance, end, proposal.terms.lines))
    for agreed in end.store.scan(AGREEMENTS):
        yield Revise(other, agreed.agreement, own_lines(chance, end, agreed.terms.lines))
        if agreed.selling:
            yield Ship(other, agreed.agreement)
    yield from _deeds(chance, end, other)


def _deeds(chance: Random, end: End, other: str) -> Iterator[Command]:
    for row in end.store.scan(COMMITMENTS):
        if row.selling:
            yield Ship(other, row.agreement, row.line, chance.choice(QUANTITIES))
    for shipment in end.store.scan(SHIPMENTS):
        if not shipment.mine:
            yield Receive(other, shipment.shipment)
            yield Receive(
                other,
                shipment.shipment,
                [
                    ReceivedLine(one.agreement, one.line, one.quantity // 2, one.quantity // 3)
                    for one in shipment.lines
                ],
            )
    for claim in end.store.scan(CLAIMS):
        if not claim.mine:
            yield Pay(other, claim.claim)
            yield Pay(other, claim.claim, claim.amount_minor // 3)
            yield Dispute(other, claim.claim, "why", lift=chance.random() < 0.5)
    for payment in end.store.scan(PAYMENTS):
        if not payment.mine:
            yield ConfirmPayment(other, payment.payment)


def act(chance: Random, both: Pair) -> None:
    """One side does something, or hears up to three things, or a few days pass there."""
    end, other = chance.choice([(both.seller, SOUTH), (both.buyer, NORTH)])
    kind = chance.choices(["ask", "hear", "wait"], [12, 7, 1])[0]
    if kind == "hear":
        (both.buyer if end is both.seller else both.seller).deliver(chance.randint(1, 3))
    elif kind == "wait":
        end.now += chance.randint(1, 6) * DAY_MILLISECONDS
        end.wake()
    else:
        commands = list(answers(chance, end, other))
        chance.shuffle(commands)
        for command in commands:
            if isinstance(command, SELDOM) and chance.random() < 0.9:
                continue
            try:
                end.ask(command)
            except Mistake:
                continue
            return


def assert_sound(both: Pair) -> None:
    """What must hold at any moment, at each end for itself."""
    for end in both:
        assert_stock_is_its_moves(end)
        for row in end.store.scan(COMMITMENTS):
            gone = row.shipped - row.rejected
            assert 0 <= row.received <= gone <= most(row.quantity, row.tolerance_permille)
        for claim in end.store.scan(CLAIMS):
            assert 0 <= claim.settled_minor <= claim.paid_minor <= claim.amount_minor
    agreed = [
        (row.demand, row.revision)
        for row in both.seller.store.scan(PROPOSALS)
        if row.state == AGREED
    ]
    assert len(agreed) == len(set(agreed)), "two agreements in one place"


@pytest.mark.parametrize("seed", range(40))
def test_both_ends_end_up_with_the_same(seed: int) -> None:
    chance = Random(seed)
    both = pair(chance.choice([0, 50]))
    lines = [line(), line("2", "N-7", 60)]
    if chance.random() < 0.5:
        agreement(both, *lines)
    else:
        both.buyer.ask(RequestDemand(NORTH, lines))
    for _ in range(chance.randint(5, 60)):
        act(chance, both)
        assert_sound(both)
    both.settle()
    assert_mirrored(both)
    assert_sound(both)


def test_what_was_shipped_never_passes_a_revision_that_crossed_it() -> None:
    both = pair()
    name = agreement(both)
    both.buyer.ask(Revise(NORTH, name, [line(quantity=50)]))
    both.settle()
    (proposal,) = (row for row in both.seller.store.scan(PROPOSALS) if row.state == "OFFERED")
    both.seller.ask(Agree(SOUTH, proposal.proposal))
    # The buyer has not confirmed yet: the seller is bound to the lower quantity already.
    with pytest.raises(Mistake) as no:
        both.seller.ask(Ship(SOUTH, name, "1", 51))
    assert (no.value.code, no.value.details["room"]) == ("more-than-committed", 50)
    both.seller.ask(Ship(SOUTH, name))
    both.settle()
    assert_mirrored(both)
    (row,) = both.buyer.store.scan(COMMITMENTS)
    assert (row.quantity, row.shipped) == (50, 50)
