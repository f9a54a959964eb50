"""Firms that supply each other in a circle dock: it is found, cut open, and closed again."""

from __future__ import annotations

from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.plan.circling import CIRCLES, circling, run_with_probes
from tests.plan.industries import Wire, cost_of, in_lots, industry, industry_of
from tests.plan.test_docking_agents import check_every_exchange
from tests.plan.test_docking_words import Hostile
from tuowang.plan.chain_program import ChainProgram
from tuowang.plan.docking import BLIND, CUT, MIXING, MODES, PROBE, TOTALS
from tuowang.plan.docking.agent import Agent
from tuowang.plan.docking.circles import MOST_PROBES
from tuowang.plan.docking.warm import remember_last
from tuowang.plan.docking.words import SCALE_OF_COST, BadWord, Chosen, Cut, Probe, Word, read, write
from tuowang.plan.firm import Firm

SWEEPS = ("quote", "order", "promise", "choose")
ROOM = 1.15
"""What the plan of some exchanges may cost of the least that any costs; 6 periods, few firms."""


def cuts(wire: Wire) -> set[tuple[str, str]]:
    """Supplier and customer between whom a circle was cut open; both know."""
    supplying = {(sent.sender, sent.partner) for sent in wire.log if sent.word.step == CUT}
    for name in wire.firms:
        memory = wire.agent(name).memory
        mine = {(name, one) for one in memory.get("cut_customers", [])}
        mine |= {(one, name) for one in memory.get("cut_suppliers", [])}
        assert mine == {pair for pair in supplying if name in pair}
    return supplying


def is_open(lanes: set[tuple[str, str]]) -> bool:
    """Whether no circle is left."""
    while ends := {supplier for supplier, _ in lanes} - {customer for _, customer in lanes}:
        lanes = {lane for lane in lanes if lane[0] not in ends}
    return not lanes


def lanes_of(firms: dict[str, Firm]) -> set[tuple[str, str]]:
    return {(lane.supplier, name) for name, firm in firms.items() for lane in firm.inbound}


def chain_cost(wire: Wire, number: int) -> int:
    """What the masked sum must come to."""
    own = (done[number].own_cost for done in wire.finished.values())
    return sum(round(one * SCALE_OF_COST) for one in own)


def cost(wire: Wire, number: int) -> float:
    return sum(done[number].own_cost for done in wire.finished.values())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", CIRCLES)
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_exchange_leaves_a_plan_that_can_be_carried_out(
    shape: str, mode: str, seed: int
) -> None:
    wire = run_with_probes(Wire(circling(shape, seed), Random(seed)), 3, mode, seed)
    check_every_exchange(wire, 3, mode)
    assert cuts(wire)
    for number in range(0 if mode == BLIND else 4):
        told = {done[number].chain_cost for done in wire.finished.values()}
        assert told == {chain_cost(wire, number)}


@pytest.mark.parametrize("shape", CIRCLES)
def test_a_circle_comes_near_the_best_plan_within_some_exchanges(shape: str) -> None:
    least, first, last = 0.0, 0.0, 0.0
    for seed in range(4):
        firms = circling(shape, seed)
        wire = run_with_probes(Wire(firms), 5, TOTALS, seed)
        least += ChainProgram(firms).solve()
        first, last = first + cost(wire, 0), last + cost(wire, 5)
    assert first > 1.3 * least
    assert least * (1 - 1e-6) <= last <= ROOM * least


def test_in_the_second_exchange_the_circle_is_closed() -> None:
    """What is wanted of the cut lane in the first one is tried in the next, and so are its ends."""
    gains = []
    for seed in range(4):
        wire = run_with_probes(Wire(circling("toll", seed)), 1, TOTALS, seed)
        before, after = (cost(wire, number) for number in (0, 1))
        gains.append(after < 0.7 * before)
        (lane,) = [f"{one}>{other}" for one, other in cuts(wire)]
        carried = [sum(done.plan[name]) for done in wire.finished["works"] for name in done.plan
                   if name.startswith(lane)]  # fmt: skip
        assert carried[0] == 0 < carried[1]
    assert all(gains)


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_circle_of_any_net_is_cut_open_and_nobody_waits_for_ever(
    mode: str, data: st.DataObject
) -> None:
    """Here items go into one another all the way round: somebody has to have some."""
    names = ["ash", "birch", "cedar", "dogwood", "elm"][: data.draw(st.integers(2, 5))]
    pairs = [(one, other) for one in names for other in names if one != other]
    chosen = data.draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=9, unique=True))
    seed = data.draw(st.integers(0, 100))
    firms = industry_of([(one, other, f"of {one}") for one, other in chosen], seed)
    wire = run_with_probes(Wire(firms, Random(seed)), 1, mode, seed)
    check_every_exchange(wire, 1, mode)
    assert is_open(lanes_of(firms) - cuts(wire))
    assert is_open(lanes_of(firms)) == (not cuts(wire))


@pytest.mark.parametrize("shape", ["diamond", "tree", "dual-sourcing"])
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_where_there_is_no_circle_looking_for_one_changes_nothing(shape: str, seed: int) -> None:
    firms, random = industry(shape, 1), Random(seed)
    straight, looked = Wire(firms).run(2, TOTALS), Wire(firms, random)
    for root in looked.roots():
        looked.start(root, 2, TOTALS)
    while looked.waiting:
        looked.deliver()
        name = random.choice(list(firms))
        agent = looked.agent(name)
        agent.probe()
        looked.keep(name, agent)
    assert not straight.said(PROBE)
    assert not cuts(looked)
    assert looked.finished == straight.finished


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
@pytest.mark.parametrize("shape", ["toll", "three", "hanging"])
def test_the_order_of_arrival_and_restarts_change_nothing(shape: str, mode: str) -> None:
    firms = circling(shape, 2)
    straight = run_with_probes(Wire(firms), 2, mode)
    for order in range(3):
        wire = Wire(firms, Random(order), restarts=order == 2)
        assert run_with_probes(wire, 2, mode).finished == straight.finished


@pytest.mark.parametrize("shape", CIRCLES)
def test_blind_takes_one_word_up_and_one_down(shape: str) -> None:
    wire = run_with_probes(Wire(circling(shape, 2), Random(2)), 3, BLIND)
    expected = set()
    for supplier, customer in lanes_of(wire.firms):
        for number in range(4):
            expected.add((customer, supplier, number, "order", 0))
            expected.add((supplier, customer, number, "promise", 0))
    setting_up = {"explore", "echo", "begin", PROBE, CUT}
    assert set(wire.said(*({sent.word.step for sent in wire.log} - setting_up))) == expected


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
def test_a_firm_with_lots_docks_in_a_circle(mode: str) -> None:
    firms = in_lots(circling("bare", 1), 20, "works")
    wire = run_with_probes(Wire(firms, Random(1)), 1, mode)
    for number in (0, 1):
        works, coater = (wire.finished[name][number].plan for name in ("works", "coater"))
        assert works == coater
        assert all(q % 20 == 0 for q in coater["coater>works coated"])
        for name, firm in firms.items():
            cost_of(firm, wire.finished[name][number].plan)
    assert cost(wire, 1) < 0.7 * cost(wire, 0)


def test_a_circle_that_is_known_is_cut_at_once() -> None:
    firms = circling("toll", 1)
    found = run_with_probes(Wire(firms), 2, MIXING)
    ((supplier, customer),) = cuts(found)
    known = Wire(firms)
    known.stored[supplier]["known_circles"] = msgspec.msgpack.encode([customer, "who is gone"])
    known.run(2, MIXING)
    assert not known.said(PROBE)
    assert cuts(known) == {(supplier, customer)}
    assert known.finished == found.finished


@pytest.mark.parametrize("shape", ["toll", "two", "hanging"])
def test_the_next_run_tries_what_the_last_one_left_on_the_cut(shape: str) -> None:
    firms = circling(shape, 1)
    found = run_with_probes(Wire(firms), 4, TOTALS)
    again = Wire(firms)
    for name, firm in firms.items():
        last = found.finished[name][-1].plan
        inbound = {lane.lane: last[lane.lane] for lane in firm.inbound}
        quotes = found.stored[name].get("quotes", b"")
        memory = remember_last(again.stored[name], inbound, quotes, 0)
        customers = found.agent(name).memory.get("cut_customers")
        if customers:
            outbound = {lane.lane: last[lane.lane] for lane in firm.outbound}
            memory["known_circles"] = msgspec.msgpack.encode(customers)
            memory["last_out"] = msgspec.msgpack.encode(outbound)
            memory["last_urgency"] = found.stored[name]["urgency"]
        again.stored[name] = memory
    again.run(1, TOTALS)
    check_every_exchange(again, 1, TOTALS)
    assert cuts(again) == cuts(found)
    for supplier, customer in cuts(again):
        for lane, series in again.finished[supplier][0].plan.items():
            if lane.startswith(f"{supplier}>{customer}"):
                assert series == found.finished[supplier][-1].plan[lane]
    assert cost(again, 0) < cost(found, 0)
    assert cost(again, 1) < 1.1 * cost(found, 1)


def test_what_is_left_of_the_last_plan_on_the_cut_is_carried_in_whole_lots() -> None:
    """Lots so small that nobody searches for them; a part of the last plan was agreed already."""
    firms = {name: in_small_lots(firm) for name, firm in circling("toll", 1).items()}
    found = run_with_probes(Wire(firms), 2, TOTALS)
    ((supplier, customer),) = cuts(found)
    again = Wire(firms)
    for name, firm in firms.items():
        last = found.finished[name][-1].plan
        inbound = {lane.lane: last[lane.lane] for lane in firm.inbound}
        again.stored[name] = remember_last(again.stored[name], inbound, b"", 0)
    memory = again.stored[supplier]
    left = {lane.lane: [2] * firms[supplier].periods for lane in firms[supplier].outbound}
    memory["known_circles"] = msgspec.msgpack.encode([customer])
    memory["last_out"] = msgspec.msgpack.encode(left)
    memory["last_urgency"] = found.stored[supplier]["urgency"]
    again.run(1, TOTALS)
    check_every_exchange(again, 1, TOTALS)
    (said,) = (sent.word for sent in again.log if sent.word.step == CUT)
    (lane,) = read(said.body, Cut).lanes
    assert lane.series[0][:3] == [0, 3, 3]


def in_small_lots(firm: Firm) -> Firm:
    return replace(
        firm,
        inbound=[replace(lane, lot=3) for lane in firm.inbound],
        outbound=[replace(lane, lot=3) for lane in firm.outbound],
    )


# ---------------------------------------------------------------------------------- hostile words


def stuck(mode: str = TOTALS) -> Wire:
    """All wait for first orders, and nobody has looked yet."""
    wire = Wire(circling("toll", 1))
    wire.start("works", 2, mode)
    while wire.waiting:
        wire.deliver()
    assert wire.agent("coater").step == "order"
    return wire


def refused(wire: Wire, name: str, partner: str, word: Word) -> str:
    """Why a word of a partner is refused."""
    agent = wire.agent(name)
    with pytest.raises(BadWord) as caught:
        take(agent, partner, word)
    return caught.value.why


def take(agent: Agent, partner: str, word: Word) -> None:
    agent.hear(partner, word)
    agent.work()


def probe(number: int = 0, exchange: int = 0) -> Word:
    return write(exchange, PROBE, number, Probe(b"8 bytes."))


def test_only_customers_pass_on_probes_in_order_and_not_too_many() -> None:
    wire = stuck()
    assert refused(wire, "works", "mill", probe()) == "word-probe: mill"
    assert refused(wire, "works", "coater", probe(1)) == "word-probe: coater"
    assert refused(wire, "works", "coater", probe(0, 1)) == "word-circle-exchange: coater"
    assert refused(wire, "works", "coater", Word(0, PROBE, 0, b"x")) == "word-form: coater"
    agent = wire.agent("works")
    for number in range(MOST_PROBES):
        agent.hear("coater", write(0, PROBE, number, Probe(number.to_bytes(8, "big"))))
    with pytest.raises(BadWord):
        agent.hear("coater", probe(MOST_PROBES))
    agent.work()
    assert len(agent.out) <= 2 * (MOST_PROBES + 1)


def test_a_number_is_passed_on_once() -> None:
    wire = stuck()
    agent = wire.agent("works")
    for number in range(3):
        agent.hear("coater", write(0, PROBE, number, Probe(b"\xff" * 8)))
    agent.work()
    assert sorted(partner for partner, _ in agent.out) == ["coater", "mill"]


def test_only_a_supplier_cuts_and_not_after_our_promises() -> None:
    wire = stuck()
    cut = write(0, CUT, 0, Cut())
    assert refused(wire, "mill", "works", cut) == "word-cut: works"
    assert refused(wire, "works", "mill", write(1, CUT, 0, Cut())) == "word-circle-exchange: mill"
    agent = wire.agent("works")
    agent.hear("mill", cut)
    with pytest.raises(BadWord):
        agent.hear("mill", cut)
    done = run_with_probes(Wire(circling("toll", 1)), 1, TOTALS)
    assert refused(done, "coater", "works", cut) == "word-cut: works"


def test_nobody_proposes_more_than_was_wished_for() -> None:
    wire = run_until(Wire(circling("toll", 1)), "promise", "works", "coater")
    place = next(n for n, sent in enumerate(wire.waiting) if sent.word.step == "promise"
                 and (sent.sender, sent.partner) == ("works", "coater"))  # fmt: skip
    lanes, *rest = msgspec.msgpack.decode(wire.waiting[place].word.body)
    lanes[0][1][1] = [10**7, *lanes[0][1][1][1:]]
    body = msgspec.msgpack.encode([lanes, *rest])
    word = Word(0, "promise", 0, body)
    assert refused(wire, "coater", "works", word) == "word-above-wish: works"


def test_a_choice_that_a_firm_forbade_is_refused() -> None:
    """Nothing can be carried out that the supplier at the cut said it cannot ship."""
    seen = 0
    for seed in range(6):
        wire = run_until(Wire(circling("toll", seed)), "choose", "", "works", 1)
        agent = wire.agent("works")
        costs = agent.memory.get("costs")
        for number, one in enumerate(costs):
            if one >= 1e11:
                word = next(sent.word for sent in wire.waiting
                            if sent.partner == "works" and sent.word.step == "choose")  # fmt: skip
                chosen = read(word.body, Chosen)
                bad = write(1, "choose", 0, Chosen(number, [], chosen.cost, circles=True))
                parent = agent.memory.get("parent")
                why = f"word-choice-cut: {parent}"
                assert refused(wire, "works", parent, bad) == why
                seen += 1
    assert seen


@pytest.mark.parametrize("mode", [TOTALS, BLIND])
@settings(max_examples=25, deadline=None)
@given(spoilt=st.integers(0, 70), seed=st.integers(0, 10**6))
def test_a_spoilt_word_is_refused_by_name_or_does_no_harm(
    mode: str, spoilt: int, seed: int
) -> None:
    wire = Hostile(circling("toll", 1), spoilt=spoilt, random=Random(seed))
    run_with_probes(wire, 2, mode)
    for name, why in wire.left.items():
        assert not isinstance(why, BadWord) or why.partner in wire.firms, why.why
        for done in wire.finished[name]:
            assert all(0 <= q < 10**9 for series in done.plan.values() for q in series)


def run_until(wire: Wire, step: str, sender: str, partner: str, exchange: int = 0) -> Wire:
    """Deliver until a word is on its way. sender "": anybody's."""
    for root in wire.roots():
        wire.start(root, 2, TOTALS)
    for _ in range(10_000):
        for sent in wire.waiting:
            here = (sent.word.step, sent.partner, sent.word.exchange) == (step, partner, exchange)
            if here and sender in ("", sent.sender):
                return wire
        if wire.waiting:
            wire.deliver()
            continue
        for name in wire.firms:
            agent = wire.agent(name)
            agent.probe()
            wire.keep(name, agent)
    raise AssertionError("it never came")
