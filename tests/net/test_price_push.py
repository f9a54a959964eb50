"""Price and push beside an exact solver's certificate; tokens; both on small random markets."""

from __future__ import annotations

from random import Random

import pytest

from tests.net.markets import market
from tuowang.net.price_push import LEAST_PRICE, SCALE, Debt, Firm, Move, Words
from tuowang.net.rings import LEAST_QUANTA
from tuowang.sim.market import Edges, net_market, plan_together


def change(edges: Edges) -> dict[int, int]:
    """What amounts do to each firm's position."""
    moved: dict[int, int] = {}
    for (debtor, creditor), amount in edges.items():
        moved[debtor] = moved.get(debtor, 0) + amount
        moved[creditor] = moved.get(creditor, 0) - amount
    return moved


@pytest.mark.parametrize("seed", range(20))
def test_the_plan_keeps_positions_and_rings_carry_it_out(seed: int) -> None:
    edges = market(seed, 30, 90)
    planned, _ = plan_together(edges, 3000)
    assert all(0 <= planned[pair] <= edges[pair] for pair in edges)
    assert not any(change(planned).values())
    found = net_market(edges, 3000, 64, seed)
    cleared: Edges = {}
    for ring in (*found.planned, *found.filled):
        assert len(set(ring.firms)) == len(ring.firms) <= 64
        for one, other in zip(ring.firms, [*ring.firms[1:], ring.firms[0]], strict=True):
            cleared[one, other] = cleared.get((one, other), 0) + ring.amount
    assert all(amount <= edges[pair] for pair, amount in cleared.items())
    assert not any(change(cleared).values())
    assert sum(cleared.values()) >= sum(planned.values()) * 99 // 100


@pytest.mark.parametrize("seed", range(8))
def test_the_plan_is_near_the_exact_optimum(seed: int) -> None:
    pytest.importorskip("numpy")
    from tuowang.net.engine import clear
    from tuowang.net.obligations import HEADER, read_obligations

    edges = market(seed, 40, 160)
    lines = [HEADER.encode()]
    for number, ((one, other), amount) in enumerate(edges.items()):
        lines.append(f"F{one},F{other},{amount},CNY,2026-01-01,{number}".encode())
    optimum = int(clear(read_obligations(lines)).cleared.sum())
    found = net_market(edges, 400, 64, seed)
    cleared = sum(ring.amount * len(ring.firms) for ring in (*found.planned, *found.filled))
    assert optimum * 97 // 100 <= cleared <= optimum


def test_a_push_that_does_not_hold_at_the_receivers_price_goes_back() -> None:
    firm = Firm([Debt(0, 1, 100, owing=False)])
    firm.debts[0].cleared = 40
    before = firm.excess
    firm.price = -2 * SCALE
    firm.hear(1, Words(0, [Move(0, 10, 0)]))
    assert firm.excess == before
    said = firm.act()[1]
    assert (said.price, said.moves[0]) == (-2 * SCALE, Move(0, 0, 10))


def test_of_a_push_beyond_what_is_open_the_rest_goes_back() -> None:
    firm = Firm([Debt(0, 1, 100, owing=False)])
    firm.debts[0].cleared = 99
    firm.hear(1, Words(-50, [Move(0, 3, 0)]))
    assert firm.debts[0].cleared == 100
    assert firm.act()[1].moves[0] == Move(0, 0, 2)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_a_liar_says_amounts_stay_within_what_is_open(seed: int) -> None:
    draw = Random(seed)
    firm = Firm(
        [Debt(0, 1, 100, owing=True), Debt(1, 1, 70, owing=False), Debt(2, 2, 90, owing=False)]
    )
    for _ in range(200):
        moves = [Move(draw.randrange(-1, 4), draw.randrange(10**15), draw.randrange(10**15))]
        firm.hear(draw.choice((1, 2, 3)), Words(draw.choice((5, 0, -9, -(2**60))), moves))
        firm.act()
        assert all(0 <= debt.cleared <= debt.open for debt in firm.debts.values())
        assert all(LEAST_PRICE <= debt.price <= 0 for debt in firm.debts.values())
        assert firm.price >= LEAST_PRICE
        cleared = [debt.cleared if debt.owing else -debt.cleared for debt in firm.debts.values()]
        assert firm.excess == -sum(cleared)


def test_short_rings_are_all_that_short_tokens_find() -> None:
    chain = {(n, (n + 1) % 9): 50 for n in range(9)}
    assert net_market(chain, 9, 8, 1).planned == []
    (ring,) = net_market(chain, 9, 9 + 1, 1).planned
    assert (ring.amount, sorted(ring.firms)) == (50, list(range(9)))


@pytest.mark.parametrize(("amount", "rings"), [(LEAST_QUANTA * 3 - 1, 0), (LEAST_QUANTA * 3, 1)])
def test_what_is_not_worth_the_words_of_a_ring_is_not_looked_for(amount: int, rings: int) -> None:
    pair = {(0, 1): amount, (1, 0): 900}
    assert len(net_market(pair, 50, 8, 1, quantum=3).planned) == rings
