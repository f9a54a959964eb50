"""Mandates between real connectors: sealed links by introduction, firms off, old disks anywhere."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.sim.street import Firm, Street
from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.mandate import GiveMandate, RevokeMandate, Serve
from tuowang.flows.mandate_tables import HANDED, PROOFS, SERVED
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import Net, SetNettingRules
from tuowang.flows.netting_certificate_folds import is_certificate
from tuowang.flows.netting_epoch import JoinEpoch
from tuowang.flows.netting_epoch_tables import EPOCH_DEBTS
from tuowang.flows.netting_free import free_minor
from tuowang.flows.netting_lanes import LIVE
from tuowang.flows.netting_settling import certificate_of
from tuowang.flows.netting_tables import HOPS, RINGS, SETOFFS
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.flows.witnessing import OfferWitness, SetWitnesses
from tuowang.sim.company import connect
from tuowang.units import DAY_MILLISECONDS, today


class MandateStreet(Street):
    """A street on which some firms have a relay, and any may be off."""

    def __init__(self, seed: int, size: int, served: tuple[str, ...]) -> None:
        self.off: set[str] = set()
        super().__init__(seed, size)
        self.relays = {name: f"{name}-R" for name in served}
        for name, relay in self.relays.items():
            self.firms[relay] = Firm(relay)
            connect(self.firms[name], self.firms[relay], live=True)
            self.ask(name, RecordPartner(relay, "Relay"))
            self.ask(name, Allow(relay, "netting"))
            self.ask(relay, RecordPartner(name, name))
            self.ask(relay, Serve(name))
        self.deliver()

    def flush(self, name: str) -> None:
        """What is for or from firms that are off is lost; links say it again."""
        firm = self.firms[name]
        by_key = {one.keys.public.sign: other for other, one in self.firms.items()}
        flushed = firm.commit(lambda: firm.node.flush(self.now, firm.chance()))
        if name in self.off:
            return
        for send in flushed.sends:
            to = by_key[firm.link(send.partner).peer_sign]
            if to not in self.off:
                self.wire.append((to, send.data))

    def give(self, name: str) -> None:
        """Hand everything over."""
        until = today(self.now + 20 * DAY_MILLISECONDS)
        self.ask(name, GiveMandate(self.relays[name], until))

    def try_to(self, name: str, command: Command) -> None:
        """What may be refused."""
        try:
            self.ask(name, command)
        except Mistake as mistake:
            if mistake.code not in ("mandate-stands", "no-mandate", "nothing-to-hand-over"):
                raise

    def old_disk(self, name: str, backup: object) -> None:
        """Put an old disk into a firm or a relay that knows it."""
        victim = self.firms[name]
        victim.store = backup  # type: ignore[assignment]
        victim.restart()
        victim.backups = [victim.store]
        victim.restore(0, knowing=True)

    def all_over(self) -> None:
        """No mandate stands any more; what is not free, a silent creditor's ring holds."""
        for name in self.positions:
            store = self.firms[name].store
            assert all(row.over for row in store.scan(HANDED)), name
            for row in store.scan(CLAIMS):
                assert row.mine is False or free_minor(store, row) == row.open_minor, row


def test_relays_net_over_links_that_mandates_made() -> None:
    street = MandateStreet(1, 4, ("F1", "F2"))
    for name in ("F1", "F2"):
        street.give(name)
        street.deliver()
        street.off.add(name)
    for _ in range(6):
        street.ask("F0", Net(4))
        street.deliver()
    assert not list(street.firms["F1"].store.scan(PROOFS))
    street.off.clear()
    street.calm()
    assert street.check() >= 320


def test_a_firm_that_was_off_is_shown_the_stamped_set_of_a_ring_with_a_witness() -> None:
    street = MandateStreet(1, 4, ("F1",))
    street.firms["W"] = Firm("W")
    connect(street.firms["F0"], street.firms["W"], live=True)
    for one, other in (("F0", "W"), ("W", "F0")):
        street.ask(one, RecordPartner(other, other))
        street.ask(one, Allow(other, "netting"))
    street.ask("W", OfferWitness("F0"))
    street.give("F1")
    street.deliver()
    street.ask("F0", SetWitnesses(named="W"))
    street.off.add("F1")
    for _ in range(6):
        street.ask("F0", Net(4))
        street.deliver()
    relays = [row for row in street.firms["F1-R"].store.scan(RINGS) if row.state == "settled"]
    assert relays
    assert all(row.seen for row in relays)
    shown = certificate_of(street.firms["F1-R"].store, relays[0])
    assert is_certificate(shown)
    assert not is_certificate(replace(shown, seen=b""))
    street.off.clear()
    street.calm()
    assert street.check() >= 320
    assert {row.ring for row in relays} <= {
        row.ring for row in street.firms["F1"].store.scan(SETOFFS)
    }


def looked_for(every_days: int) -> MandateStreet:
    """A fortnight in which nobody says `net`; the firms with relays are off."""
    street = MandateStreet(1, 4, ("F1", "F2"))
    for relay in street.relays.values():
        street.ask(relay, SetNettingRules(every_days=every_days))
    for name in ("F0", "F3"):
        street.ask(name, Net(0))
    for name in ("F1", "F2"):
        street.give(name)
        street.deliver()
        street.off.add(name)
    for _ in range(14 * 6):
        street.now += DAY_MILLISECONDS // 6
        street.wake()
        street.deliver()
    return street


def test_a_relay_looks_for_rings_by_itself_once_a_day() -> None:
    street = looked_for(1)
    store = street.firms["F1-R"].store
    assert {row.state for row in store.scan(RINGS)} >= {"settled"}
    mine = [hop.day for hop in store.scan(HOPS) if not hop.debtor]
    assert len(set(mine)) > 2
    assert max(mine.count(day) for day in mine) <= 8
    street.off.clear()
    street.calm()
    assert street.check() >= 320


def test_a_relay_looks_for_no_rings_where_that_is_off() -> None:
    street = looked_for(0)
    assert not list(street.firms["F1-R"].store.scan(HOPS))


def test_a_relay_looks_no_more_once_its_mandate_is_revoked_and_at_once_after_a_clock_set_back() -> (
    None
):
    street = looked_for(1)
    relay = street.firms["F1-R"]
    street.now -= 10 * DAY_MILLISECONDS
    before = relay.store.get(SERVED, "now")
    street.wake()
    after = relay.store.get(SERVED, "now")
    assert before is not None
    assert after is not None
    assert after.looks_at == street.now + DAY_MILLISECONDS < before.looks_at
    street.off.clear()
    street.ask("F1", RevokeMandate("F1-R"))
    street.calm()
    ended = relay.store.get(SERVED, "now")
    street.now += 3 * DAY_MILLISECONDS
    street.wake()
    assert relay.store.get(SERVED, "now") == ended


def test_relays_plan_in_an_epoch_for_firms_that_are_off() -> None:
    street = MandateStreet(1, 4, ("F1", "F2"))
    for name in ("F1", "F2"):
        street.give(name)
        street.deliver()
        street.off.add(name)
    began = street.now
    street.ask("F0", JoinEpoch())
    street.deliver()
    for relay in street.relays.values():
        assert list(street.firms[relay].store.scan(EPOCH_DEBTS))
    for begins in (0, LIVE.plan_ms):
        street.now = began + begins
        for _ in range(40):
            street.wake()
            street.deliver()
            street.now += 18_000
    assert {row.epoch != "" for row in street.firms["F1-R"].store.scan(HOPS)} == {True}
    street.off.clear()
    street.now += 10 * DAY_MILLISECONDS
    street.calm()
    assert street.check() >= 400


@pytest.mark.parametrize("block", range(4))
@pytest.mark.parametrize("who", ["F1", "F1-R", "F0", "F2"])
def test_an_old_disk_of_principal_relay_or_partner(who: str, block: int) -> None:
    netted = 0
    for seed in range(block * 3, block * 3 + 3):
        street = MandateStreet(seed, 3, ("F1",))
        draw = street.random
        backup = street.firms[who].store.copy() if draw.randrange(2) else None
        street.give("F1")
        street.deliver(draw.randrange(4, 30))
        backup = backup or street.firms[who].store.copy()
        street.deliver()
        street.off.add("F1")
        street.ask("F0", Net(2))
        street.deliver(draw.randrange(40))
        backup = street.firms[who].store.copy() if draw.randrange(2) else backup
        street.deliver(draw.randrange(40))
        street.old_disk(who, backup)
        street.off.clear()
        street.calm()
        street.ask("F0", Net(2))
        street.deliver()
        street.calm()
        netted += street.check() > 0
        for _ in range(2):
            street.calm()
        street.all_over()
    assert netted >= 2


@pytest.mark.parametrize("block", range(4))
def test_off_and_back_and_revoked_at_any_time_with_old_disks_of_relays(block: int) -> None:
    netted = 0
    for seed in range(block * 2, block * 2 + 2):
        street = off_and_back(100 + seed)
        street.off.clear()
        for _ in range(3):
            street.calm()
        netted += street.check() > 0
        street.all_over()
    assert netted >= 1


def off_and_back(seed: int) -> MandateStreet:
    """Firms give mandates, go off, come back, revoke; relays get old disks."""
    street = MandateStreet(seed, 3, ("F0", "F1"))
    draw = street.random
    backups = {name: firm.store.copy() for name, firm in street.firms.items()}
    for _ in range(12):
        name = draw.choice(["F0", "F1"])
        relay = street.relays[name]
        if draw.randrange(3) == 0:
            backups[relay] = street.firms[relay].store.copy()
        if name in street.off:
            street.off.discard(name)
            street.try_to(name, RevokeMandate(relay))
        else:
            street.try_to(name, GiveMandate(relay, today(street.now + DAY_MILLISECONDS)))
            street.deliver(draw.randrange(60))
            street.off.add(name)
        for one in draw.sample(sorted(street.firms), 2):
            if one not in street.off:
                street.ask(one, Net(1))
        street.deliver(draw.randrange(120))
        if draw.randrange(4) == 0:
            street.old_disk(relay, backups[relay].copy())
        if draw.randrange(4) == 0:
            street.now += DAY_MILLISECONDS
            street.wake()
    return street


def test_tables_are_what_the_logs_give() -> None:
    street = MandateStreet(3, 3, ("F1", "F2"))
    for name in ("F1", "F2"):
        street.give(name)
        street.deliver()
        street.off.add(name)
    street.ask("F0", Net(4))
    street.deliver()
    street.off.clear()
    street.calm()
    assert street.check() > 0
    assert any(True for _ in street.firms["F1"].store.scan(HANDED))
    street.assert_rebuilt()
