"""Rings with a witness over real links: sealed bundles in any order, old disks, witnesses that are
off; what a witness says travels along the ring to firms that do not know it.
"""

from __future__ import annotations

import pytest

from tests.sim.street import Firm, Street
from tuowang.flows.netting import Net
from tuowang.flows.netting_epoch import JoinEpoch
from tuowang.flows.netting_free import exposed_minor
from tuowang.flows.netting_lanes import LIVE
from tuowang.flows.netting_tables import RINGS, PartRow
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.flows.witness_tables import STAMPS, WITNESS_LINKS
from tuowang.flows.witnessing import OfferWitness, SetWitnesses
from tuowang.net.commit import RELEASED
from tuowang.sim.company import connect
from tuowang.units import DAY_MILLISECONDS


class WitnessedStreet(Street):
    """A street with a witness, W, which some of its firms know, and name."""

    def __init__(self, seed: int, size: int, knowing: tuple[str, ...] = ("F0",)) -> None:
        super().__init__(seed, size)
        self.firms["W"] = Firm("W")
        for name in knowing:
            connect(self.firms[name], self.firms["W"], live=True)
            for one, other in ((name, "W"), ("W", name)):
                self.ask(one, RecordPartner(other, other))
                self.ask(one, Allow(other, "netting"))
            self.ask("W", OfferWitness(name))
        self.deliver()
        for name in knowing:
            self.ask(name, SetWitnesses(named="W"))
        self.knowing = knowing

    def parts(self, name: str) -> list[PartRow]:
        """A firm's parts in rings."""
        return list(self.firms[name].store.scan(RINGS))

    def stamps(self) -> dict[str, str]:
        """What the witness said of each ring."""
        return {row.ring: row.state for row in self.firms["W"].store.scan(STAMPS)}

    def deliver_to_all_but_the_witness(self, most: int = 10**6) -> None:
        """What is for the witness waits."""
        kept: list[tuple[str, bytes]] = []
        while self.wire and most:
            kept += [one for one in self.wire if one[0] == "W"]
            self.wire = [one for one in self.wire if one[0] != "W"]
            if self.wire:
                self.step()
            most -= 1
        self.wire += kept

    def assert_final(self) -> None:
        """What the witness let lapse settles nowhere."""
        stamps = self.stamps()
        for name in self.firms:
            for row in self.parts(name):
                assert not (row.seen and row.lapsed)
                assert row.state == "settled" or not row.seen
                assert stamps.get(row.ring, "") in ("seen", "") or row.state == RELEASED


@pytest.mark.parametrize("knowing", [("F0",), ("F0", "F1", "F2", "F3")])
def test_a_ring_settles_by_the_set_and_the_stamp(knowing: tuple[str, ...]) -> None:
    street = WitnessedStreet(1, 4, knowing)
    for _ in range(3):
        street.ask("F0", Net(4))
        street.deliver()
    assert "seen" in street.stamps().values()
    street.calm()
    assert street.check() >= 320
    settled = [row for n in range(4) for row in street.parts(f"F{n}") if row.state == "settled"]
    assert settled
    assert all(row.witness and row.seen for row in settled)
    street.assert_final()


def test_a_ring_that_an_epoch_planned_has_a_witness_too() -> None:
    street = WitnessedStreet(1, 4, ("F0", "F1", "F2", "F3"))
    for name in street.knowing:
        street.ask(name, Net(0))
    street.deliver()
    began = street.now
    street.ask("F0", JoinEpoch())
    street.deliver()
    for begins in (0, LIVE.plan_ms):
        street.now = began + begins
        for _ in range(40):
            street.wake()
            street.deliver()
            street.now += 18_000
    settled = [row for name in street.knowing for row in street.parts(name) if row.seen]
    assert {row.state for row in settled} == {"settled"}
    street.calm()
    assert street.check() >= 400
    street.assert_final()


def test_without_its_witness_a_ring_does_not_settle_and_what_lapses_is_final_for_all() -> None:
    street = WitnessedStreet(1, 4)
    street.ask("F0", Net(4))
    street.deliver_to_all_but_the_witness()
    assert street.parts("F2")
    assert all(row.state != "settled" for n in range(4) for row in street.parts(f"F{n}"))
    signed = [row for row in street.parts("F2") if row.prepared]
    assert signed
    street.now += 2 * DAY_MILLISECONDS + 1
    street.deliver()  # the witness is back, after the date
    street.wake()
    street.deliver()
    for row in street.parts("F2"):
        assert row.state == RELEASED
    assert [row for row in street.parts("F2") if row.lapsed]
    store = street.firms["F2"].store
    final = next(row for row in street.parts("F2") if row.lapsed)
    assert exposed_minor(store, final) > 0  # F2 took any witness; it did not name this one
    key = street.firms["F0"].store.get(WITNESS_LINKS, "W")
    assert key is not None
    street.ask("F2", SetWitnesses(accepted=(key.key.hex(),)))
    assert exposed_minor(store, final) == 0
    street.calm()
    street.check()
    street.assert_final()


def test_storms_with_a_witness_that_may_be_late() -> None:
    netted = lapsed = 0
    for seed in range(24):
        street = WitnessedStreet(seed, 3 + seed % 2, ("F0", "F2") if seed % 3 else ("F0",))
        street.ask("F0", Net(2))
        if seed % 2:
            street.deliver_to_all_but_the_witness(street.random.randrange(40, 120))
            street.now += 2 * DAY_MILLISECONDS + street.random.randrange(2)
            street.wake()
        else:
            street.deliver(street.random.randrange(20, 90))
        street.calm()
        netted += street.check() > 0
        street.assert_final()
        lapsed += "lapsed" in street.stamps().values()
    assert netted > 4
    assert lapsed > 4


@pytest.mark.parametrize("block", range(4))
def test_an_old_disk_in_a_witnessed_ring_or_in_its_witness(block: int) -> None:
    netted = 0
    for seed in range(block * 6, block * 6 + 6):
        street = WitnessedStreet(seed, 3)
        victim = street.firms[("W", "F0", "F1")[seed % 3]]
        street.ask("F0", Net(2))
        street.deliver(street.random.randrange(40))
        backup = victim.store.copy()
        street.deliver(street.random.randrange(40))
        victim.store = backup
        victim.restart()
        victim.backups = [backup]
        victim.restore(0, knowing=True)
        if seed % 2:
            street.now += 2 * DAY_MILLISECONDS
            street.wake()
        street.calm()
        street.ask("F0", Net(2))
        street.deliver()
        street.calm()
        netted += street.check() > 0
        street.assert_final()
    assert netted >= 2


def test_tables_are_what_the_logs_give() -> None:
    street = WitnessedStreet(1, 4)
    street.ask("F0", Net(4))
    street.deliver_to_all_but_the_witness()
    street.now += 2 * DAY_MILLISECONDS
    street.calm()
    street.ask("F0", Net(4))
    street.calm()
    assert {row.state for row in street.parts("F2") if row.seen or row.lapsed} == {
        "released",
        "settled",
    }
    street.assert_rebuilt()
