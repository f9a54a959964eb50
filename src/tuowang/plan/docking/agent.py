"""One firm's part in docking: words in, words out; nothing else goes in or out.

    setting up   explore over all lanes, echo back: a tree that holds every firm once; begin
    exchange 0   orders up, promises down: a first plan that can be carried out (the cascade)
    exchange k   quotes down, orders up, promises down, costs up the tree, the choice down it
    mixing       within regions of the tree: slopes up, weights down, some rounds; then promises
                 down, costs up, the choice down

A firm works as soon as it has what a step needs, and waits else. It never sees a firm that is no
neighbour of it: of the rest of the chain come only sums, choices, and a leader's weights.
`agent.memory` is all its state; between steps the host keeps it as bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
import numpy as np

from tuowang.plan.docking import BLIND, CUT, EXPLORE, MIXING, MODES, MOST_AHEAD, PROBE
from tuowang.plan.docking.lanes import Named, common, wire
from tuowang.plan.docking.memory import Memory
from tuowang.plan.docking.scenarios import (
    AROUND_LAST,
    FROM_NOTHING,
    Scenario,
    scenarios,
    scenarios_of_circles,
)
from tuowang.plan.docking.words import MOST_BYTES, BadWord, Body, Word, read, said_by, write
from tuowang.plan.firm import Firm
from tuowang.plan.firm_program import Array, FirmProgram

Out = list[tuple[str, Word]]
MOST_WAITING = 4096
MOST_CUTS_KEPT = 120
MOST_FIRMS_WITHOUT_CHOICE = 300
CUT_FIRST = 10.0
"""What is cut out of a circle is so many times as urgent to its supplier as anything else."""
IDLE, DONE = "idle", "done"
T = TypeVar("T")


def begin_memory(firm: Firm, me: bytes, salt: bytes = b"") -> dict[str, bytes]:
    """The memory of a firm that has not been asked yet. me: 8 bytes that nobody else has.

    salt: chance that nobody else ever sees; the masks of sums are made of it.
    """
    memory = Memory({})
    memory.put("firm", msgspec.msgpack.encode(firm))
    memory.put("me", me)
    memory.put("salt", salt)
    memory.put("at", [0, IDLE, 0])
    return memory.changes()


@lru_cache(maxsize=4096)
def _program(firm: bytes, urgency: tuple[tuple[str, float], ...]) -> FirmProgram:
    return FirmProgram(_firm(firm), dict(urgency))


@lru_cache(maxsize=4096)
def _firm(data: bytes) -> Firm:
    return msgspec.msgpack.decode(data, type=Firm)


class Agent:
    """A firm's agent over its stored memory."""

    def __init__(self, stored: Mapping[str, bytes]) -> None:
        self.memory = Memory(stored)
        self.me: bytes = self.memory.get("me")
        self.out: Out = []
        self.awaited: tuple[str, int, list[str]] | None = None
        """The words without which no step can be done: step, round, partners; None: any word."""
        self.new_cuts: list[tuple[float, Array, Array]] = []
        self._read_firm()

    def _read_firm(self) -> None:
        """Whom we deal with, from our numbers. `beside`: in the tree, and no lane between us."""
        self.firm = _firm(self.memory.get("firm"))
        self._ready: FirmProgram | None = None
        inbound, outbound = self.firm.inbound, self.firm.outbound
        beside = self.memory.get("beside", [])
        self.suppliers = list(dict.fromkeys(lane.supplier for lane in inbound))
        self.customers = list(dict.fromkeys(lane.customer for lane in outbound))
        self.neighbours = list(dict.fromkeys([*self.suppliers, *self.customers, *beside]))
        self.units_in = np.array([lane.units for lane in inbound], dtype=float)[:, None]
        self.units_out = np.array([lane.units for lane in outbound], dtype=float)[:, None]

    def keep_common(self, said: Mapping[str, Named], tree: list[str]) -> None:
        """Go on with the lanes that our partners named too. tree: parent and children."""
        kept = common(self.firm, said)
        if kept is not self.firm:
            self.memory.put("firm", msgspec.msgpack.encode(kept))
        lanes = {lane.supplier for lane in kept.inbound} | {one.customer for one in kept.outbound}
        self.memory.put("beside", [one for one in tree if one not in lanes] or None)
        self._read_firm()

    # ------------------------------------------------------------------------------ where we are

    @property
    def exchange(self) -> int:
        """The exchange at work."""
        return int(self.memory.get("at")[0])

    @property
    def step(self) -> str:
        """The step at work."""
        return str(self.memory.get("at")[1])

    @property
    def round(self) -> int:
        """The round of the step."""
        return int(self.memory.get("at")[2])

    def go(self, exchange: int, step: str, number: int = 0) -> None:
        """Go on to a step."""
        self.memory.put("at", [exchange, step, number])

    @property
    def over(self) -> bool:
        """Whether the run has come to its end."""
        return self.step == DONE

    @property
    def terms(self) -> dict[str, Any]:
        """What was agreed for the run: exchanges, mode, seed, dense, sharing, lots, firms."""
        return dict(self.memory.get("terms", {}))

    @property
    def mixes(self) -> bool:
        """Whether plans are blended: large chains without a choice of suppliers gain little, a
        blend of whole lots is none, and what a circle was cut open at moves with all else."""
        terms = self.terms
        if terms.get("lots") or terms.get("circles"):
            return False
        small = terms["firms"] <= MOST_FIRMS_WITHOUT_CHOICE
        return bool(terms["mode"] == MIXING and (terms["dense"] or small))

    @property
    def scenarios(self) -> list[Scenario]:
        """The scenarios of this exchange."""
        return self.scenarios_of(self.exchange)

    def scenarios_of(self, exchange: int) -> list[Scenario]:
        """The scenarios of an exchange."""
        terms = self.terms
        varied = self.mixes and (terms["dense"] or terms["sharing"])
        lots = terms.get("lots", False)
        warm = terms.get("warm") and not lots and terms["mode"] != BLIND
        if exchange and terms.get("circles"):
            return scenarios_of_circles(exchange)
        if exchange == 0 and warm:
            return [FROM_NOTHING, AROUND_LAST]
        return scenarios(terms["mode"], varied, lots, terms["seed"], exchange)

    @property
    def program(self) -> FirmProgram:
        """The firm's program, in the state in which it was built."""
        if self._ready is None:
            self._ready = _program(self.memory.get("firm"), tuple(sorted(self.urgency.items())))
            self._ready.reset()
        return self._ready

    @property
    def urgency(self) -> dict[str, float]:
        """What lateness costs our customers by outbound lane; what must be kept comes first."""
        heard: dict[str, float] = self.memory.get("urgency", {})
        cut = self.memory.get("cut_customers", [])
        lanes = [lane.lane for lane in self.firm.outbound if lane.customer in cut]
        costs = [one.backlog_cost for one in self.firm.products if one.demand]
        most = CUT_FIRST * max([*heard.values(), *costs], default=0.0)
        return heard | {lane: most for lane in lanes if heard.get(lane)}

    # ---------------------------------------------------------------------------- words in and out

    def say(self, partner: str, step: str, number: int, body: msgspec.Struct) -> None:
        """Send a word of this exchange."""
        self.out.append((partner, write(self.exchange, step, number, body)))

    def hear(self, partner: str, word: Word) -> None:
        """Keep a partner's word until its step comes; `BadWord` where it has no place here.

        Who is no neighbour in this run is told so, and else not listened to.
        """
        if partner not in self.neighbours:
            from tuowang.plan.docking import setup

            if word.step != EXPLORE:
                return
            if self.step != IDLE:
                setup.answer(self, partner)
                return
        if word.step in (PROBE, CUT):
            from tuowang.plan.docking import circles

            circles.hear(self, partner, word)
            return
        name = _inbox(word.exchange, word.step, word.round)
        waiting = self.memory.get(name, {})
        count = int(self.memory.get("waiting", 0))
        with said_by(partner):
            self._check(word, count)
            if partner in waiting:
                raise BadWord("word-twice")
        self.memory.put("waiting", count + 1)
        self.memory.put(name, {**waiting, partner: word.body})

    def _check(self, word: Word, waiting: int) -> None:
        if not self.exchange <= word.exchange <= self.exchange + MOST_AHEAD:
            raise BadWord("word-exchange", said=word.exchange, wanted=self.exchange)
        if not 0 <= word.round <= 1000 or len(word.step) > 16 or len(word.body) > MOST_BYTES:
            raise BadWord("word-turn")
        if waiting >= MOST_WAITING:
            raise BadWord("word-flood")

    def heard_all(
        self, step: str, number: int, partners: list[str], later: Collection[str] = ()
    ) -> bool:
        """Whether all these partners' words of a step are here; nobody else has a say in it, but
        for those whose words are for later."""
        waiting = self.memory.get(_inbox(self.exchange, step, number), {})
        for partner in waiting:
            with said_by(partner):
                if partner not in partners and partner not in later:
                    raise BadWord("word-not-asked")
        missing = [partner for partner in partners if partner not in waiting]
        self.awaited = (step, number, missing) if missing else None
        return not missing

    def take(
        self, step: str, number: int, type_: type[Body], later: Collection[str] = ()
    ) -> dict[str, Body]:
        """All words of a step but those for later, read and taken out."""
        name = _inbox(self.exchange, step, number)
        waiting = self.memory.get(name, {})
        words = {}
        for partner, body in waiting.items():
            if partner not in later:
                with said_by(partner):
                    words[partner] = read(body, type_)
        left = {partner: body for partner, body in waiting.items() if partner in later}
        self._drop(name, left)
        return words

    def _drop(self, name: str, left: dict[str, bytes] | None = None) -> None:
        gone = len(self.memory.get(name, {})) - len(left or {})
        self.memory.put("waiting", int(self.memory.get("waiting", 0)) - gone)
        self.memory.put(name, left or None)

    def drop_late_words(self) -> None:
        """An exchange is over: what was said again after its step had been taken is nothing."""
        for name in list(self.memory.names(f"inbox/{self.exchange:04}/")):
            self._drop(name)

    def secret(self, about: str, partner: str) -> bytes:
        """8 bytes for one lane end and one sum, that the partner is told and nobody else."""
        name = f"{self.exchange}/{about}/{partner}"
        return sha256(self.memory.get("salt", b"") + name.encode()).digest()[:8]

    def lanes_from(self, supplier: str) -> dict[str, int]:
        """The lanes from a supplier: name as both ends call it -> its place among ours."""
        inbound = enumerate(self.firm.inbound)
        return {wire(lane.lane): place for place, lane in inbound if lane.supplier == supplier}

    def lanes_to(self, customer: str) -> dict[str, int]:
        """The lanes to a customer, likewise."""
        outbound = enumerate(self.firm.outbound)
        return {wire(lane.lane): place for place, lane in outbound if lane.customer == customer}

    # -------------------------------------------------------------------------------------- working

    def start(self, exchanges: int, mode: str, seed: int) -> None:
        """Begin a run as the one who asks for it."""
        assert mode in MODES
        from tuowang.plan.docking import setup

        setup.open_run(self, exchanges, mode, seed)
        self.work()

    def probe(self) -> None:
        """Ask whether a circle is what we wait for; see `circles`."""
        from tuowang.plan.docking import circles

        circles.probe(self)

    def work(self) -> None:
        """Do every step for which all is here."""
        from tuowang.plan.docking import bound, choosing, mixing, setup, sweeps

        steps = {
            **setup.STEPS, **sweeps.STEPS, **choosing.STEPS, **mixing.STEPS, **bound.STEPS
        }  # fmt: skip
        while self.step != DONE and steps[self.step](self):
            pass

    def remember(self, asked: Array, coming: Array) -> None:
        """Keep the last solution's cut of our own cost over all lanes: c + r . in + k . out."""
        program = self.program
        r, k = program.inbound_prices(), program.order_prices()
        constant = program.objective - float((r * coming).sum()) - float((k * asked).sum())
        self.new_cuts.append((constant, r, k))

    def keep_cuts(self) -> None:
        """Store what was remembered in this step, and forget the oldest beyond the most."""
        if not self.new_cuts:
            return
        memory = self.memory
        number = int(memory.get("cuts_next", 0))
        chunk = [np.array(part) for part in zip(*self.new_cuts, strict=True)]
        memory.put(f"cuts/{number:06}", chunk)
        memory.put("cuts_next", number + 1)
        sizes: list[list[int]] = [*memory.get("cut_sizes", []), [number, len(self.new_cuts)]]
        while sum(size for _, size in sizes) > MOST_CUTS_KEPT:
            memory.put(f"cuts/{sizes.pop(0)[0]:06}", None)
        memory.put("cut_sizes", sizes)
        self.new_cuts = []

    def kept_cuts(self) -> list[tuple[Array, Array, Array]]:
        """What is remembered, as (n,), (n, lanes in, T), (n, lanes out, T)."""
        sizes = self.memory.get("cut_sizes", [])
        return [tuple(self.memory.get(f"cuts/{number:06}")) for number, _ in sizes]

    # ------------------------------------------------------------------------------------- the plan

    def base(self) -> tuple[Array, Array]:
        """The agreed plan: shipments in and out, in program units."""
        return self.memory.get("base_in"), self.memory.get("base_out")

    def plan(self) -> dict[str, list[int]]:
        """The agreed shipments of every lane, in whole units by period of shipping."""
        inbound, outbound = self.memory.get("units_in"), self.memory.get("units_out")
        named = {
            lane.lane: [int(q) for q in row]
            for lane, row in zip(self.firm.inbound, inbound, strict=True)
        }
        return named | {
            lane.lane: [int(q) for q in row]
            for lane, row in zip(self.firm.outbound, outbound, strict=True)
        }


def _inbox(exchange: int, step: str, number: int) -> str:
    return f"inbox/{exchange:04}/{step}/{number:03}"


def mask(secret: bytes, number: int) -> int:
    """A number that only the two ends of a lane can take out of a sum again."""
    return int.from_bytes(sha256(secret + number.to_bytes(4, "big")).digest()[:8], "big")
