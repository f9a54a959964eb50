"""The certificate: never above what a planner who sees everything reaches, and near to it."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.industries import SHAPES, Wire, industry, industry_of
from tuowang.plan.chain_program import ChainProgram
from tuowang.plan.docking import TOTALS
from tuowang.plan.docking.bound import (
    MOST_SWEEPS,
    _certify,
    share_of,
    signed,
    unknown,
    worth_another,
)
from tuowang.plan.docking.bound_cuts import MOST_BOUND_CUTS, own_bound
from tuowang.plan.docking.words import (
    SCALE_OF_COST,
    Answered,
    BadWord,
    Bounded,
    BoundedLane,
    Certified,
    Summed,
    Word,
    pack64,
    write,
)
from tuowang.plan.firm import Firm

ROUNDING = 0.05
SHARED = [
    ("ore", "bolts", "ore"),
    ("ore", "nuts", "ore"),
    ("ore", "pins", "ore"),
    ("bolts", "east", "bolt"),
    ("nuts", "east", "nut"),
    ("nuts", "west", "nut"),
    ("pins", "west", "pin"),
]
"""Two suppliers with several customers each, one above the other."""


def bounds_of(firms: dict[str, Firm], exchanges: int = 3) -> tuple[list[float], float, float]:
    """The bound of each sweep, what the chain's plan costs, and the least that any can."""
    wire = Wire(firms).run(exchanges, TOTALS)
    (root,) = wire.roots()
    memory = wire.agent(root).memory
    bounds = [one / SCALE_OF_COST for one in memory.get("bounds")]
    assert {wire.agent(name).memory.get("bound") for name in firms} == {
        round(max(bounds) * SCALE_OF_COST)
    }
    return bounds, memory.get("chain_cost") / SCALE_OF_COST, ChainProgram(firms).solve()


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "apart"])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_sweep_bounds_more_than_the_least_cost(shape: str, seed: int) -> None:
    bounds, cost, least = bounds_of(industry(shape, seed))
    assert max(bounds) <= least + ROUNDING
    assert least <= cost + ROUNDING


def test_where_one_sweep_is_loose_others_come_nearer() -> None:
    left = []
    for firms in (industry_of(SHARED, 0), industry_of(SHARED, 4), *map(shared_mill, range(3))):
        bounds, _, least = bounds_of(firms)
        assert max(bounds) <= least + ROUNDING
        left.append((least - max(bounds)) / (least - bounds[0]))
    assert max(left) < 1
    assert median(left) < 0.5


def shared_mill(seed: int) -> dict[str, Firm]:
    return industry("diamond", seed)


def test_another_sweep_follows_only_where_it_is_worth_it() -> None:
    assert worth_another([90_000], 100_000, 8)
    assert not worth_another([99_950], 100_000, 8), "near enough"
    assert worth_another([90_000, 95_000], 100_000, 8)
    assert worth_another([90_000, 80_000], 100_000, 8), "one may come to less"
    assert not worth_another([90_000, 80_000, 89_000], 100_000, 8), "two may not"
    assert not worth_another([90_000, 90_100, 90_200], 100_000, 8), "brought next to nothing"
    assert not worth_another([unknown(8)], 100_000, 8), "somebody cannot say"
    rising = [10**9 - 10**8 * 2 ** (9 - n) for n in range(MOST_SWEEPS)]
    assert worth_another(rising[:-1], 10**9, 8)
    assert not worth_another(rising, 10**9, 8), "the last of all sweeps"
    assert not worth_another(rising[:3], 10**9, 2_000), "large chains make fewer"


@given(
    firms=st.integers(1, 10_000),
    silent=st.integers(1, 10_000),
    rest=st.integers(-(10**14), 10**14),
)
def test_who_cannot_say_makes_the_bound_worthless_however_many_they_are(
    firms: int, silent: int, rest: int
) -> None:
    shares = [share_of(-np.inf, firms)] * min(silent, firms)
    bound = signed(sum(shares) + rest)
    assert bound < -(10**14)
    assert not worth_another([bound], 10**14, firms)


@pytest.mark.parametrize(
    ("constant", "share"), [(1.00009, 10_000), (-1.00001, -10_001), (0.0, 0), (-np.inf, -(2**59))]
)
def test_a_share_is_never_more_than_the_firm_can_prove(constant: float, share: int) -> None:
    assert share_of(constant, 8) == share


def test_a_root_cannot_ask_for_sweeps_without_end() -> None:
    wire = Wire(industry("two-customers", 3))
    wire.run(1, TOTALS)
    agent = wire.agent(next(name for name in wire.firms if name not in wire.roots()))
    for sweep, step in ((MOST_SWEEPS - 2, "answer"), (MOST_SWEEPS - 1, "done")):
        agent.go(1, "certify", sweep)
        _certify(agent, Certified(1, 1, another=True))
        assert agent.step == step


def test_a_cut_towards_what_customers_answered_is_no_less_true() -> None:
    """Whatever the answers were, the mean cut lies below the firm's value everywhere."""
    wire = Wire(industry("two-customers", 3)).run(1, TOTALS)
    agent = wire.agent("mill")
    chance = np.random.default_rng(5)
    answers = chance.uniform(0, 40, (4, 2, agent.firm.periods))
    own = own_bound(agent, [], answers)
    program = agent.program
    for orders in chance.uniform(0, 30, (20, 2, agent.firm.periods)):
        program.set_orders(orders)
        assert own.constant + float((own.slopes[0] * orders).sum()) <= program.solve() + 1e-6


@pytest.mark.parametrize(
    "lanes",
    [
        [],
        [("mill>east", [1.0] * 6), ("mill>east", [1.0] * 6)],
        [("mill>nobody", [1.0] * 6)],
        [("mill>east", [1.0] * 5)],
        [("mill>east", [1.0] * 12)],
        [("mill>east", [-1.0] * 6)],
        [("mill>east", [float("nan")] * 6)],
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_name(lanes: list[tuple[str, list[float]]]) -> None:
    firms = industry("two-customers", 3)
    wire = Wire(firms)
    spoilt = Answered([BoundedLane(name, pack64(np.array([row]))) for name, row in lanes])
    with pytest.raises(BadWord) as refused:
        run_with(wire, "east", spoilt)
    assert refused.value.partner == "east"


LANE = "mill>east"


@pytest.mark.parametrize(
    ("lanes", "constants", "code"),
    [
        ([(LANE, 0)], [], "word-incomplete"),
        ([(LANE, MOST_BOUND_CUTS + 1)], [0.0] * (MOST_BOUND_CUTS + 1), "word-incomplete"),
        ([(LANE, 1)], [0.0, 0.0], "word-incomplete"),
        ([], [0.0], "word-incomplete"),
        ([(LANE, 1), (LANE, 1)], [0.0], "word-incomplete"),
        ([("mill>west", 1)], [0.0], "word-lane"),
        ([(LANE, 1)], [float("inf")], "word-number"),
        ([(LANE, 1)], [-1e19], "word-number"),
    ],
)
def test_a_bound_that_cannot_be_is_refused_by_name(
    lanes: list[tuple[str, int]], constants: list[float], code: str
) -> None:
    told = [BoundedLane(name, pack64(np.zeros((count, 6)))) for name, count in lanes]
    spoilt = Bounded(told, pack64(np.array(constants)), bytes(8))
    with pytest.raises(BadWord) as refused:
        run_with(Wire(industry("two-customers", 3)), "mill", spoilt, "bound", "east")
    assert (refused.value.code, refused.value.partner) == (code, "mill")


def run_with(
    wire: Wire,
    liar: str,
    spoilt: Answered | Bounded | Summed,
    step: str = "answer",
    hearer: str | None = None,
) -> None:
    """A run in which a firm's first word of a step is another one."""
    (root,) = wire.roots()
    wire.start(root, 1, TOTALS, 0)
    while wire.waiting:
        for number, sent in enumerate(wire.waiting):
            heard = hearer is None or sent.partner == hearer
            if sent.sender == liar and sent.word.step == step and heard:
                body = write(1, step, sent.word.round, spoilt).body
                word = Word(1, step, sent.word.round, body)
                wire.waiting[number] = sent._replace(word=word)
        wire.deliver()
    raise AssertionError(f"nobody refused {step}")


@pytest.mark.parametrize("costs", [[], [1, 2]])
def test_a_sum_of_more_or_less_than_one_is_refused_by_name(costs: list[int]) -> None:
    wire = Wire(industry("two-customers", 3))
    (root,) = wire.roots()
    liar = next(name for name in wire.firms if name != root)
    with pytest.raises(BadWord) as refused:
        run_with(wire, liar, Summed(costs), "bound-sum")
    assert refused.value.code == "word-count"
