"""Storm, calm, check: at least two hundred seeds of varied worlds, and checks that can fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from tuowang.link import incoming
from tuowang.link.healing import Admission
from tuowang.node import Node, Outcome
from tuowang.sim import witness
from tuowang.sim.company import Company
from tuowang.sim.faults import FAULTS
from tuowang.sim.world import World

BLOCKS, SEEDS_A_BLOCK = 20, 10
SOME = range(5000, 5020)


def storm(seed: int, world: type[World] = World) -> World:
    """One small world, run to its verdict."""
    found = world(seed, 2 + seed % 6, says=40, batch=6)
    found.verdict = found.run()  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_is_lost_doubled_overwritten_or_stuck(block: int) -> None:
    for seed in range(block * SEEDS_A_BLOCK, (block + 1) * SEEDS_A_BLOCK):
        world = storm(seed)
        assert world.verdict.good(), (seed, world.verdict, world.faults.rates)  # type: ignore[attr-defined]


def test_every_kind_of_fault_fires_somewhere() -> None:
    fired: Counter[str] = Counter()
    entries = 0
    for seed in SOME:
        world = storm(seed)
        fired.update(world.faults.shown())
        entries += world.delivered
    assert entries > 1000
    assert [name for name in FAULTS if fired[name] == 0] == []


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "from tuowang.sim.world import World\n"
        "world = World(77, 5, says=40, batch=6)\n"
        "world.run()\n"
        "print(world.trace.hexdigest(), world.delivered)\n"
    )
    traces = set()
    for hash_seed in ("0", "1", "424242"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        traces.add(done.stdout)
    assert len(traces) == 1


def wrong(world: type[World] = World) -> Counter[str]:
    """What some storms find wrong in all."""
    found: Counter[str] = Counter()
    for seed in SOME:
        verdict = storm(seed, world).verdict  # type: ignore[attr-defined]
        found.update(msgspec.structs.asdict(verdict))
    return found


class SendsBeforeCommitting(World):
    """A host that sends first and commits later, and may die in between."""

    def _step(self, company: Company, work: Callable[[], Outcome]) -> Outcome | None:
        if company.down_until > self.now:
            return None
        company.store.begin()
        outcome = work()
        for send in company.node.flush(self._clock(company), company.chance()).sends:
            self._send(company, send)
        if self.faults.strikes("crash_before_commit"):
            company.store.rollback()
            self._crash(company)
            return None
        company.store.commit()
        self._witness(company, outcome)
        return outcome


def test_a_host_that_sends_before_it_commits_is_caught() -> None:
    assert sum(wrong(SendsBeforeCommitting).values()) > 0


class AcknowledgesWhatItForgets(World):
    """A host that does not keep what it acknowledged: a commit is lost now and then."""

    def _deliver(self, name: str, data: bytes) -> None:
        company = self.companies[name]
        before = company.store.copy()
        super()._deliver(name, data)
        if self.faults.on and self.random.randrange(10) == 0:
            company.store = before
            company.restart()


def test_a_host_that_forgets_what_it_acknowledged_is_caught() -> None:
    assert sum(wrong(AcknowledgesWhatItForgets).values()) > 0


def test_without_healing_a_restored_company_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_store: object, _admission: Admission, _chance: bytes) -> None:
        return None

    monkeypatch.setattr(incoming, "begin_healing", nothing)
    assert wrong()["stuck"] > 0


def test_the_witness_compares_tables_with_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(Node):
        def rebuild(self) -> int:
            count = super().rebuild()
            for table in self.flows[3].tables:
                self.store.clear(table)
            return count

    monkeypatch.setattr(witness, "Node", Forgetful)
    assert wrong()["unequal_tables"] > 0
