"""Mixing: the leader finds the best weights, and blended plans can be carried out."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from tests.plan.industries import UNITS, Wire, cost_of
from tuowang.plan.chain_program import ChainProgram
from tuowang.plan.docking import MIXING, TOTALS
from tuowang.plan.docking.blending import Known, next_kink
from tuowang.plan.docking.leader import CANDIDATES, FIRST_BOX, NEGATIVE, Leader, next_box
from tuowang.plan.docking.words import BadWord, Weighed, read, write
from tuowang.plan.firm import Component, Firm, Inbound, Outbound, Product
from tuowang.plan.firm_program import Array

MAKER, SELLER = b"makermak", b"sellerse"
Cost = Callable[[Array], tuple[float, Array]]


def search(leader: Leader, costs: dict[bytes, Cost], rounds: int) -> tuple[Array, float]:
    """The leader's rounds with firms that tell their cost and its slope at every candidate."""
    center, box = np.zeros(leader.size), FIRST_BOX
    best = tell(leader, costs, center)
    leader.begin_round()
    for _ in range(rounds):
        answers = [leader.best_within(center, box * part) for part in CANDIDATES]
        tried = [answer[0] for answer in answers if answer is not None]
        totals = [tell(leader, costs, weights) for weights in tried]
        leader.begin_round()
        won = int(np.argmin(totals))
        if totals[won] < best:
            center, best, box = tried[won], totals[won], next_box(box, won, 1.0)
        else:
            box = next_box(box, None, 0.0)
    return center, best


def tell(leader: Leader, costs: dict[bytes, Cost], weights: Array) -> float:
    total = 0.0
    for firm, cost in costs.items():
        value, slope = cost(weights)
        total += value
        constant = np.array([value - slope @ weights])
        leader.add_cuts(firm, constant, {MAKER: slope[None, :2], SELLER: slope[None, 2:]})
    return total


def bend(center: Array, steep: Array) -> Cost:
    """sum of steep . |weights - center|, with its slope."""

    def cost(weights: Array) -> tuple[float, Array]:
        away = weights - center
        return float(steep @ np.abs(away)), steep * np.sign(away)

    return cost


def test_the_leader_finds_the_least_of_a_bent_cost() -> None:
    leader = Leader({MAKER: 2, SELLER: 2}, 1.0)
    apart = bend(np.array([0.3, -0.4, 1.2, 0.05]), np.array([5.0, 1.0, 2.0, 9.0]))
    pulled = bend(np.array([0.9, 0.2, 1.2, 0.6]), np.array([1.0, 3.0, 1.0, 4.0]))
    weights, best = search(leader, {MAKER: apart, SELLER: pulled}, 25)
    # each weight goes to whichever of its two centers is the steeper one
    assert weights == pytest.approx([0.3, 0.2, 1.2, 0.05], abs=1e-5)
    assert best == pytest.approx(0.6 + 0.6 + 4 * 0.55, abs=1e-4)


def test_the_scale_of_cost_changes_nothing() -> None:
    cost = bend(np.array([0.3, -0.4, 1.2, 0.05]), np.array([5e6, 1e6, 2e6, 9e6]))
    nothing = bend(np.zeros(4), np.zeros(4))
    leader = Leader({MAKER: 2, SELLER: 2}, 1000.0 / 8e6)
    weights, _ = search(leader, {MAKER: cost, SELLER: nothing}, 20)
    assert weights == pytest.approx([0.3, -0.4, 1.2, 0.05], abs=1e-5)


def test_bounds_keep_every_shipment_from_being_negative() -> None:
    random = np.random.default_rng(5)
    base = random.uniform(0, 1, 40) * (random.random(40) < 0.6)
    moves = random.normal(size=(2, 40))
    moves[:, base == 0] = np.abs(moves[:, base == 0])
    leader = Leader({MAKER: 2, SELLER: 0}, 1.0)
    size = np.abs(moves).max(axis=0)
    leader.add_bounds(MAKER, (moves / size).T, -base / size)
    leader.add_cuts(MAKER, np.zeros(1), {MAKER: np.array([[1.0, -0.3]])})
    leader.add_cuts(SELLER, np.zeros(1), {})
    leader.begin_round()
    found = leader.best_within(np.zeros(2), 2.0)
    assert found is not None
    assert found[1] < 0
    shipped = base + found[0] @ moves
    assert (shipped >= -3 * NEGATIVE * size).all()
    assert shipped.min() < 1e-4  # something stops it
    assert leader.log[-1]


def test_the_kinks_of_known_slopes_are_where_they_meet() -> None:
    known = Known([], 1)
    for constant, slope in ((0.0, 0.0), (-1.0, 4.0), (-7.0, 10.0), (-50.0, 1.0)):
        known.add(constant, np.array([[slope]]), np.zeros((0, 1)))
    kinks = known.kinks(np.array([0.0]), np.array([2.0]))
    assert kinks == pytest.approx([0.125, 0.5])
    assert next_kink(kinks, []) == pytest.approx(0.5)
    assert next_kink(kinks, [0.5]) == pytest.approx(0.125)
    assert next_kink(kinks, kinks) is None


# ------------------------------------------------------------------------------- a small dense net

PERIODS = 8
TIERS = [["ore", "clay"], ["north", "south", "west"], ["red", "blue"]]


def dense_net(seed: int) -> dict[str, Firm]:
    """Everybody buys its part from every firm one tier up; capacity is tight, demand uneven."""
    random = Random(seed)
    firms = {}
    for tier, names in enumerate(TIERS):
        above = TIERS[tier - 1] if tier else []
        below = TIERS[tier + 1] if tier + 1 < len(TIERS) else []
        for name in names:
            firms[name] = _dense_firm(name, above, below, 60.0 / len(names), random)
    return firms


def _dense_firm(
    name: str, above: list[str], below: list[str], usual: float, random: Random
) -> Firm:
    end = not below
    return Firm(
        periods=PERIODS,
        capacity=[usual * random.uniform(0.9, 1.2)] * PERIODS,
        overtime_max=[usual * 0.3] * PERIODS,
        overtime_cost=random.uniform(3.0, 12.0),
        products=[
            Product(
                name="it",
                unit_load=1.0,
                holding_cost=random.uniform(1.0, 3.0),
                initial_stock=usual * 0.5,
                end_target=usual * 0.5,
                end_shortage_cost=60.0,
                demand=[usual * random.uniform(0.2, 1.8) for _ in range(PERIODS)] if end else None,
                backlog_cost=40.0 if end else 0.0,
                backlog_last_factor=6.0 if end else 1.0,
            )
        ],
        components=[
            Component(
                name="part",
                uses={"it": 1.0},
                holding_cost=0.8,
                initial_stock=usual * 0.5,
                end_target=usual * 0.5,
                end_shortage_cost=60.0,
                pipeline=[usual],
                pipeline_target=usual,
                lead_max=1,
            )
        ]
        if above
        else [],
        inbound=[
            Inbound(
                lane=f"{supplier}>{name}",
                supplier=supplier,
                component="part",
                lead_time=random.choice([0, 1]),
                unit_cost=random.uniform(0.0, 2.0),
                flow=usual / len(above),
                units=UNITS,
            )
            for supplier in above
        ],
        outbound=[
            Outbound(
                lane=f"{name}>{customer}",
                customer=customer,
                product="it",
                flow=usual / len(below),
                units=UNITS,
            )
            for customer in below
        ],
    )


def chain_costs(wire: Wire) -> list[float]:
    """What each exchange's plan costs all firms when they ship exactly that."""
    count = min(len(done) for done in wire.finished.values())
    return [
        sum(cost_of(firm, wire.finished[name][number].plan) for name, firm in wire.firms.items())
        for number in range(count)
    ]


def test_a_dense_net_comes_near_the_optimum_and_every_plan_can_be_carried_out() -> None:
    gaps, others = [], []
    for seed in (1, 2):
        firms = dense_net(seed)
        least = ChainProgram(firms).solve()
        costs = chain_costs(Wire(dense_net(seed)).run(4, MIXING))
        plain = chain_costs(Wire(dense_net(seed)).run(4, TOTALS))
        gaps.append([100 * (cost / least - 1) for cost in costs])
        others.append(100 * (plain[-1] / least - 1))
    assert all(gap[-1] > -0.01 for gap in gaps)
    assert all(gap[-1] < 1 for gap in gaps)
    assert all(gap[-1] < other / 3 for gap, other in zip(gaps, others, strict=True))


def test_a_leader_that_restarts_goes_on_to_the_same_plan() -> None:
    whole = Wire(dense_net(1)).run(1, MIXING)
    broken = Wire(dense_net(1), restarts=True).run(1, MIXING)
    assert any(word.word.step == "weigh" for word in broken.log)
    for name, done in whole.finished.items():
        assert [one.plan for one in broken.finished[name]] == [one.plan for one in done]
    chain_costs(broken)


@pytest.mark.parametrize("how", ["too few", "too many", "another round", "another state"])
def test_weights_that_do_not_fit_are_refused_by_name(how: str) -> None:
    wire = Wire(dense_net(0))
    for root in wire.roots():
        wire.start(root, 2, MIXING)
    while not (weighed := [one for one in wire.waiting if one.word.step == "weigh"]):
        wire.deliver()
    (sent, *_) = weighed
    good = read(sent.word.body, Weighed)
    whose = next(name for name, data in good.weights.items() if data)
    bad = {
        "too few": Weighed("go", good.weights | {whose: good.weights[whose][:-4]}),
        "too many": Weighed("go", good.weights | {whose: good.weights[whose] * 2}),
        "another round": Weighed("go", {n: data * 2 for n, data in good.weights.items()}, 2),
        "another state": Weighed("went", good.weights),
    }[how]
    agent = wire.agent(sent.partner)
    agent.hear(sent.sender, write(sent.word.exchange, "weigh", sent.word.round, bad))
    with pytest.raises(BadWord) as caught:
        agent.work()
    assert caught.value.partner == sent.sender
