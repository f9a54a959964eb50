"""Docking over flows: told to whom it may be told, and no step taken twice or lost."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.flows.ends import End, connect
from tests.plan.industries import industry
from tuowang.errors import Mistake
from tuowang.faces.texts import text
from tuowang.flows import docking_asks
from tuowang.flows.base import Context, Job, Record
from tuowang.flows.docking import (
    BLIND,
    ENDED,
    FIRM,
    GIVEN_UP,
    HEARD,
    LANES,
    LEAVE,
    MEMORY,
    MODES,
    OPEN,
    RUNS,
    SETTLE,
    TOTALS,
    DockingJoined,
    DockingRow,
    DockingSaid,
    DockingStepped,
    GiveUpDocking,
    KeepDockingStep,
    PrepareDocking,
    ResumeDocking,
    StartDocking,
)
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.plan.firm import Firm

DAY = "2026-03-02"


class Slow(End):
    """An end whose jobs wait until they are done, or are lost with the process."""

    def __init__(self, name: str) -> None:
        super().__init__(name, DAY)
        self.jobs: list[Job] = []

    def context(self) -> Context:
        """The same chance at the same time, however many words there were before."""
        return Context(self.now, f"{self.name}{self.now}".encode().ljust(32, b"."))

    def _effect(self, effect: Any) -> None:
        if isinstance(effect, Job):
            self.jobs.append(effect)
        else:
            super()._effect(effect)

    def done(self, place: int = 0) -> KeepDockingStep:
        """What a job comes to."""
        answer = docking_asks.take_step(self.jobs.pop(place).inputs)
        assert isinstance(answer, KeepDockingStep)
        return answer


def allow(end: End, partner: str) -> None:
    """A partner that may see what a run says."""
    end.ask(RecordPartner(partner, partner))
    end.ask(Allow(partner, "docking"))


def companies(shape: str, seed: int = 1) -> dict[str, Slow]:
    """Ends with their numbers, joined along their lanes."""
    firms = industry(shape, seed)
    ends = {name: Slow(name) for name in firms}
    for name, firm in firms.items():
        ends[name].ask(PrepareDocking(msgspec.msgpack.encode(firm)))
        for lane in firm.inbound:
            connect(ends[name], ends[lane.supplier], code_of_other=lane.supplier, code_of_one=name)
            allow(ends[name], lane.supplier)
            allow(ends[lane.supplier], name)
    return ends


def work(ends: dict[str, Slow], order: Random | None = None, lose: float = 0.0) -> None:
    """Deliver words and do jobs until nothing is left; lost jobs are handed out again."""
    order = order or Random(0)
    while busy := [end for end in ends.values() if end.out or end.jobs]:
        end = order.choice(busy)
        if end.jobs and (not end.out or order.random() < 0.5):
            if order.random() < lose:
                end.jobs.clear()
                end.ask(ResumeDocking())
            else:
                end.ask(end.done(order.randrange(len(end.jobs))))
        else:
            end.deliver(1)


def run_of(end: End) -> DockingRow:
    """The run that began last."""
    return max(end.store.scan(RUNS), key=lambda row: row.began)


def plans(ends: dict[str, Slow]) -> dict[str, list[int]]:
    """What was agreed on every lane; both its ends hold the same."""
    whole: dict[str, list[int]] = {}
    for end in ends.values():
        for row in end.store.scan(LANES):
            assert whole.setdefault(row.lane, row.shipped) == row.shipped
            assert row.run == run_of(end).run
    return whole


def docked(shape: str, mode: str = TOTALS, **how: Any) -> dict[str, Slow]:
    """A run to its end."""
    ends = companies(shape)
    last = next(reversed(ends))
    ends[last].ask(StartDocking(2, mode))
    ends[last].ask(ends[last].done())
    work(ends, **how)
    assert {run_of(end).state for end in ends.values()} == {ENDED}
    return ends


# ---------------------------------------------------------------------------------- to the end


@pytest.mark.parametrize("mode", MODES)
def test_a_run_comes_to_its_end_and_leaves_lanes_and_nothing_else(mode: str) -> None:
    ends = docked("pair", mode)
    assert set(plans(ends)) == {"mill>shop"}
    for end in ends.values():
        assert run_of(end).finished == 2
        assert [*end.store.scan(MEMORY), *end.store.scan(HEARD)] == []


def test_lost_jobs_and_any_order_of_work_lead_to_the_same_plan() -> None:
    plain = plans(docked("diamond"))
    for seed in range(3):
        assert plans(docked("diamond", order=Random(seed), lose=0.3)) == plain


def test_a_step_is_computed_when_all_that_it_waits_for_is_here() -> None:
    ends = companies("diamond")
    last = next(reversed(ends))
    ends[last].ask(StartDocking(1, TOTALS))
    ends[last].ask(ends[last].done())
    order, waited = Random(3), 0
    while busy := [end for end in ends.values() if end.out or end.jobs]:
        end = order.choice(busy)
        if end.jobs:
            end.ask(end.done())
        else:
            end.deliver(1)
        for one in ends.values():
            run = next(iter(one.store.scan(RUNS)), None)
            if run is not None and run.state == OPEN and run.awaited is not None:
                awaited = run.awaited
                key = (awaited.exchange, awaited.step, awaited.round)
                heard = one.store.scan(HEARD, run.run)
                here = {w.partner for w in heard if (w.exchange, w.step, w.round) == key}
                assert here >= set(awaited.partners) or not one.jobs
                waited += 0 < len(here) < len(awaited.partners)
    assert waited > 0
    assert {run_of(end).state for end in ends.values()} == {ENDED}


def test_only_the_parent_in_the_tree_says_what_all_hold() -> None:
    ends = companies("diamond")
    last = next(reversed(ends))
    ends[last].ask(StartDocking(2, TOTALS))
    ends[last].ask(ends[last].done())
    order, tried = Random(1), 0
    while tried < 2 and (busy := [end for end in ends.values() if end.out or end.jobs]):
        end = order.choice(busy)
        if end.jobs:
            end.ask(end.done())
        else:
            end.deliver(1)
        for one in ends.values():
            run = next(iter(one.store.scan(RUNS)), None)
            if run is None or run.held <= run.settled or not run.parent:
                continue
            for partner in set(one.wires) - {run.parent}:
                word = DockingSaid(run.run, run.held + 1, SETTLE, 0, b"", began=run.began)
                one.hear(partner, word)
                assert run_of(one).settled == run.settled
                tried += 1
    assert tried >= 2


def test_long_words_travel_in_pieces_and_arrive_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = plans(docked("pair"))
    monkeypatch.setattr(docking_asks, "PIECE_BYTES", 60)
    monkeypatch.setattr(docking_asks, "KEPT_A_RECORD", 500)
    ends = docked("pair", order=Random(5))
    assert plans(ends) == plain
    said = [record for record in ends["mill"].said if isinstance(record, DockingSaid)]
    assert max(record.parts for record in said) > 3
    assert all(len(record.body) <= 60 for record in said)


def test_a_step_that_another_one_overtook_is_dropped() -> None:
    ends = companies("pair")
    shop, mill = ends["shop"], ends["mill"]
    shop.ask(StartDocking(1, TOTALS))
    first = shop.done()
    assert shop.ask(first)
    assert shop.ask(first) == []
    shop.deliver()
    early = mill.done()
    mill.ask(early)
    work(ends)
    before = list(mill.store.scan(RUNS)), list(mill.store.scan(LANES))
    assert mill.ask(early) == []
    assert mill.ask(msgspec.structs.replace(early, run="X-NEVER")) == []
    assert (list(mill.store.scan(RUNS)), list(mill.store.scan(LANES))) == before


def test_a_new_run_takes_the_place_of_an_ended_one() -> None:
    ends = docked("pair")
    first = run_of(ends["shop"]).run
    numbers = industry("pair", 2)
    for name, end in ends.items():
        end.now += 1000
        end.ask(PrepareDocking(msgspec.msgpack.encode(numbers[name])))
    before = plans(ends)
    ends["mill"].ask(StartDocking(1, BLIND))
    work(ends)
    runs = {row.run: row for row in ends["shop"].store.scan(RUNS)}
    assert len(runs) == 2
    assert {row.state for row in runs.values()} == {ENDED}
    (lane,) = ends["shop"].store.scan(LANES)
    assert lane.run != first
    assert lane.shipped != before["mill>shop"]


# -------------------------------------------------------------------------------- who is told


def test_a_partner_that_may_not_dock_is_neither_told_nor_heard() -> None:
    ends = companies("two-customers")
    mill, east, west = ends["mill"], ends["east"], ends["west"]
    stranger = Slow("stranger")
    connect(mill, stranger, code_of_other="stranger", code_of_one="mill")
    mill.ask(RecordPartner("stranger", "stranger"))
    east.ask(StartDocking(1, TOTALS))
    for _ in range(6):
        for end in ends.values():
            end.deliver()
            while end.jobs:
                end.ask(end.done())
        run = run_of(east).run
        for step in ("explore", "order", "sum", "nonsense"):
            mill.hear("stranger", DockingSaid(run, 0, step, 0, b"\x00"))
            mill.hear("stranger", DockingSaid("X-OTHER", 0, step, 0, b"\x00"))
        mill.hear("stranger", DockingSaid(run, 0, LEAVE, 0, b""))
    work(ends)
    assert set(plans(ends)) == {"mill>east", "mill>west"}
    assert {run_of(end).state for end in (mill, east, west)} == {ENDED}
    assert mill.store.get(RUNS, "X-OTHER") is None
    assert not [partner for partner, _ in mill.out if partner == "stranger"]
    assert stranger.heard == []


def test_a_partner_without_a_lane_cannot_end_a_run() -> None:
    ends = companies("pair")
    mill, shop = ends["mill"], ends["shop"]
    stranger = Slow("stranger")
    connect(mill, stranger, code_of_other="stranger", code_of_one="mill")
    allow(mill, "stranger")
    shop.ask(StartDocking(1, TOTALS))
    shop.ask(shop.done())
    shop.deliver()
    mill.ask(mill.done())
    for step in ("order", "sum", "choose", "begin", "nonsense"):
        mill.hear("stranger", DockingSaid(run_of(shop).run, 0, step, 0, b"\xff"))
    work(ends)
    assert {run_of(end).state for end in ends.values()} == {ENDED}


def test_nobody_answers_a_run_before_it_is_allowed() -> None:
    ends = companies("pair")
    mill, shop = ends["mill"], ends["shop"]
    lonely = Slow("mill")
    connect(shop, lonely, code_of_other="mill", code_of_one="shop")
    lonely.ask(RecordPartner("shop", "shop"))
    lonely.ask(PrepareDocking(msgspec.msgpack.encode(industry("pair", 1)["mill"])))
    assert mill is not lonely
    both = {"mill": lonely, "shop": shop}
    shop.ask(StartDocking(1, TOTALS))
    work(both)
    assert list(lonely.store.scan(RUNS)) == []
    assert not [record for record in lonely.said if isinstance(record, DockingSaid)]
    assert run_of(shop).state == OPEN
    lonely.ask(Allow("shop", "docking"))
    work(both)
    assert {run_of(end).state for end in both.values()} == {ENDED}
    assert set(plans(both)) == {"mill>shop"}


# -------------------------------------------------------------------------------- giving up


def test_who_gives_up_tells_the_others_and_the_last_plan_stays() -> None:
    ends = docked("diamond")
    before = plans(ends)
    shop = ends["shop"]
    for end in ends.values():
        end.now += 1000
    shop.ask(StartDocking(2, TOTALS))
    for _ in range(3):
        for end in ends.values():
            while end.jobs:
                end.ask(end.done())
            end.deliver()
    ends["ore"].ask(GiveUpDocking(run_of(ends["ore"]).run))
    work(ends)
    states = {name: run_of(end) for name, end in ends.items()}
    assert {row.state for row in states.values()} == {GIVEN_UP}
    assert states["ore"].why == "by-hand"
    assert states["bolts"].why == "left: ore"
    for end in ends.values():
        assert [*end.store.scan(MEMORY), *end.store.scan(HEARD)] == []
    assert {row.lane: row.shipped for end in ends.values() for row in end.store.scan(LANES)} == (
        before
    )
    with pytest.raises(Mistake, match="no-such-docking"):
        shop.ask(GiveUpDocking(run_of(shop).run))
    with pytest.raises(Mistake, match="no-such-docking"):
        shop.ask(GiveUpDocking("X-NEVER"))


def test_a_first_step_that_was_lost_is_taken_again_with_the_same_chance() -> None:
    plain = companies("pair")
    plain["shop"].ask(StartDocking(1, TOTALS))
    work(plain)
    ends = companies("pair")
    shop, mill = ends["shop"], ends["mill"]
    shop.ask(StartDocking(1, TOTALS))
    for end in (shop, mill):
        end.jobs.clear()
        end.ask(ResumeDocking())
        shop.ask(shop.done()) if end is shop else None
        shop.deliver()
    work(ends)
    assert {run_of(end).state for end in ends.values()} == {ENDED}
    for name, end in ends.items():
        words = [record for record in end.said if isinstance(record, DockingSaid)]
        assert words == [one for one in plain[name].said if isinstance(one, DockingSaid)]


# ------------------------------------------------------------------------------- bad partners


@pytest.mark.parametrize("step", ["order", "sum", "quote", "bound"])
def test_a_bad_word_ends_the_run_by_name_and_leaves_the_last_plan(step: str) -> None:
    ends = companies("diamond")
    ends["shop"].ask(StartDocking(2, TOTALS))
    spoilt = ""
    while any(end.out or end.jobs for end in ends.values()):
        for name, end in ends.items():
            while end.jobs:
                end.ask(end.done())
            if end.out:
                partner, record = end.out.popleft()
                assert isinstance(record, DockingSaid)
                if record.step == step and not spoilt and (step == "bound" or record.exchange == 1):
                    spoilt = partner
                    record = msgspec.structs.replace(record, body=b"\x91\xff")
                    bad = name
                ends[partner].hear(name, record)
    victim = ends[spoilt]
    assert run_of(victim).state == GIVEN_UP
    assert run_of(victim).why == f"word-form: {bad}"
    assert set(plans(ends)) == {"ore>bolts", "ore>nuts", "bolts>shop", "nuts>shop"}
    held = {row.exchange for end in ends.values() for row in end.store.scan(LANES)}
    assert held == {2 if step == "bound" else 0}
    assert not [end for end in ends.values() if run_of(end).state == OPEN]


def test_pieces_without_end_cost_nothing() -> None:
    ends = companies("pair")
    shop, mill = ends["shop"], ends["mill"]
    shop.ask(StartDocking(1, TOTALS))
    shop.ask(shop.done())
    run = run_of(shop).run
    for part, parts in ((10**9 - 1, 10**9), (0, 10**9), (5, 3), (0, 0), (10**9, 1)):
        shop.hear("mill", DockingSaid(run, 0, "order", 0, b"x", part, parts))
    assert mill.heard == []
    work(ends)
    assert run_of(shop).state == ENDED


def test_what_is_said_twice_is_heard_once() -> None:
    ends = companies("pair")
    shop, mill = ends["shop"], ends["mill"]
    shop.ask(StartDocking(1, TOTALS))
    twice: list[Record] = []
    while any(end.out or end.jobs for end in ends.values()):
        for name, end in ends.items():
            while end.out:
                partner, record = end.out.popleft()
                ends[partner].hear(name, record)
                if isinstance(record, DockingSaid) and record.step == "promise":
                    ends[partner].hear(name, record)
                    twice.append(record)
            while end.jobs:
                end.ask(end.done(-1))
    assert twice
    assert run_of(mill).state == run_of(shop).state == ENDED


def test_numbers_that_are_none_are_refused() -> None:
    end = Slow("mill")
    for numbers in (b"\x01", b"\xc1", msgspec.msgpack.encode({"periods": "x"})):
        with pytest.raises(Mistake, match="docking-numbers-bad"):
            end.ask(PrepareDocking(numbers))
    assert isinstance(industry("pair", 1)["mill"], Firm)


NAN, INFINITE = float("nan"), float("inf")


def with_product(firm: Firm, **changes: Any) -> Firm:
    """The firm with its product changed."""
    (product,) = firm.products
    return replace(firm, products=[replace(product, **changes)])


SPOILED: list[tuple[str, Callable[[Firm], Firm]]] = [
    ("docking-number-bad", lambda firm: replace(firm, periods=10**9)),
    ("docking-number-bad", lambda firm: replace(firm, periods=0)),
    ("docking-number-bad", lambda firm: replace(firm, overtime_cost=NAN)),
    ("docking-number-bad", lambda firm: replace(firm, capacity=[-1.0] * 6)),
    ("docking-number-bad", lambda firm: replace(firm, capacity=[INFINITE] * 6)),
    ("docking-number-bad", lambda firm: with_product(firm, holding_cost=-1.0)),
    ("docking-number-bad", lambda firm: with_product(firm, backlog_cost=1e13)),
    ("docking-number-bad", lambda firm: with_product(firm, demand=[NAN] * 6)),
    (
        "docking-number-bad",  # a yield of nothing
        lambda firm: replace(firm, components=[replace(firm.components[0], uses={"it": INFINITE})]),
    ),
    (
        "docking-number-bad",
        lambda firm: replace(firm, inbound=[replace(firm.inbound[0], units=0)]),
    ),
    ("docking-length-bad", lambda firm: replace(firm, capacity=[1.0] * 5)),
    ("docking-length-bad", lambda firm: with_product(firm, demand=[1.0] * 7)),
    (
        "docking-length-bad",
        lambda firm: replace(firm, components=[replace(firm.components[0], pipeline=[1.0] * 7)]),
    ),
    ("docking-product-in-itself", lambda firm: with_product(firm, parts={"it": 0.5})),
    ("docking-name-unknown", lambda firm: with_product(firm, parts={"that": 1.0})),
    (
        "docking-name-unknown",
        lambda firm: replace(firm, components=[replace(firm.components[0], uses={"that": 1.0})]),
    ),
    (
        "docking-name-unknown",
        lambda firm: replace(firm, inbound=[replace(firm.inbound[0], component="that")]),
    ),
    (
        "docking-name-unknown",
        lambda firm: replace(firm, inbound=[replace(firm.inbound[0], supplier="")]),
    ),
    ("docking-name-twice", lambda firm: replace(firm, products=firm.products * 2)),
    ("docking-name-twice", lambda firm: replace(firm, inbound=firm.inbound * 2)),
    ("docking-too-many", lambda firm: replace(firm, inbound=firm.inbound * 10_001)),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILED)
def test_numbers_that_contradict_themselves_are_refused_and_the_old_ones_stay(
    code: str, spoil: Callable[[Firm], Firm]
) -> None:
    end, firm = Slow("shop"), industry("pair", 1)["shop"]
    end.ask(PrepareDocking(msgspec.msgpack.encode(firm)))
    before = list(end.store.scan(FIRM))
    with pytest.raises(Mistake, match=code) as refused:
        end.ask(PrepareDocking(msgspec.msgpack.encode(spoil(firm))))
    for language in ("en", "zh"):
        assert code not in text(code, language, **refused.value.details)
    assert list(end.store.scan(FIRM)) == before


def test_two_products_that_need_each_other_are_refused() -> None:
    end, firm = Slow("shop"), industry("pair", 1)["shop"]
    (one,) = firm.products
    both = [replace(one, parts={"that": 1.0}), replace(one, name="that", parts={"it": 1.0})]
    with pytest.raises(Mistake, match="docking-product-in-itself"):
        end.ask(PrepareDocking(msgspec.msgpack.encode(replace(firm, products=both))))
    chain = [both[0], replace(one, name="that", parts={})]
    end.ask(PrepareDocking(msgspec.msgpack.encode(replace(firm, products=chain))))


def test_what_is_kept_between_steps_is_only_what_changed() -> None:
    ends = docked("pair")
    steps = [record for record in ends["shop"].said if isinstance(record, DockingStepped)]
    assert sum(isinstance(record, DockingJoined) for record in ends["shop"].said) == 1
    assert any("firm" in {one.name for one in step.kept} for step in steps[:1])
    assert not any("firm" in {one.name for one in step.kept} for step in steps[1:])
