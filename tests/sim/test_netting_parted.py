"""Partners that part in the middle of a ring: by a closed link, a block, a permission taken back,
an agreement ended. Nothing is locked for ever, nobody is half cleared, positions stay.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sim.street import Street
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import ExcludeFromNetting, Net, SetNettingRules
from tuowang.flows.netting_agreement import AgreeToSetOff, EndSetOffAgreement
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.partner import Deny
from tuowang.link import connect
from tuowang.net.commit import LOCKED, RELEASED

Parting = Callable[[Street, str, str], None]


def disconnects(street: Street, name: str, partner: str) -> None:
    firm = street.firms[name]
    firm.store.begin()
    connect.close(firm.store, partner)
    firm.store.commit()


def disconnect_each_other(street: Street, name: str, partner: str) -> None:
    disconnects(street, name, partner)
    disconnects(street, partner, name)


def blocks(street: Street, name: str, partner: str) -> None:
    street.ask(name, ExcludeFromNetting(partner, "", "insolvent"))


def denies(street: Street, name: str, partner: str) -> None:
    street.ask(name, Deny(partner, "netting"))


def ends_the_agreement(street: Street, name: str, partner: str) -> None:
    street.ask(name, EndSetOffAgreement(partner))


PARTINGS = [disconnects, disconnect_each_other, blocks, denies, ends_the_agreement]


@pytest.mark.parametrize("parts", PARTINGS)
def test_who_parts_in_the_middle_of_a_ring_leaves_nothing_locked(parts: Parting) -> None:
    netted, ends = 0, set()
    for seed in range(24):
        street = Street(seed, 3 + seed % 2)
        for debtor, creditor, _ in street.debts:
            for name, partner in ((debtor, creditor), (creditor, debtor)):
                street.ask(name, AgreeToSetOff(partner, "ab" * 32))
        street.deliver()
        for name in street.firms:
            street.ask(name, SetNettingRules(needs_agreement=True))
        street.ask("F0", Net(2))
        street.deliver(street.random.randrange(60))
        debtor, creditor, _ = street.random.choice(street.debts)
        name, partner = (debtor, creditor) if seed % 2 else (creditor, debtor)
        parts(street, name, partner)
        street.calm()
        netted += street.check() > 0
        for firm in street.firms.values():
            ends |= {row.state for row in firm.store.scan(RINGS)}
    assert netted > 0
    assert ends == {"settled", "released"}


@pytest.mark.parametrize("parts", [disconnects, blocks, ends_the_agreement])
def test_who_has_parted_signs_no_more_and_frees_what_was_locked_at_once(parts: Parting) -> None:
    """The day of the ring is far: nobody has to wait for it."""
    freed = 0
    for seed in range(12):
        street = Street(seed, 3)
        for debtor, creditor, _ in street.debts:
            for name, partner in ((debtor, creditor), (creditor, debtor)):
                street.ask(name, AgreeToSetOff(partner, "ab" * 32))
        street.deliver()
        for name in street.firms:
            street.ask(name, SetNettingRules(needs_agreement=True))
        street.ask("F0", Net(2))
        while street.wire and not through_f2(street, LOCKED):
            street.step()
        locked = through_f2(street, LOCKED)
        parts(street, "F1", "F2")
        street.deliver()
        street.wake()
        street.deliver()
        assert through_f2(street, RELEASED) >= locked
        freed += len(locked)
    assert freed > 0


def through_f2(street: Street, state: str) -> set[str]:
    """The rings of F1 through F2 that stand so."""
    rows = street.firms["F1"].store.scan(RINGS)
    return {row.ring for row in rows if "F2" in (row.debtor, row.creditor) and row.state == state}


def test_two_alone_who_part_keep_their_positions_whoever_has_the_certificate() -> None:
    """What was on its way is lost with the link, so their books may differ; neither is harmed."""
    differ = 0
    for seed in range(40):
        street = Street(seed, 2, [("F0", "F1", 900), ("F1", "F0", 700)])
        street.ask("F0", Net(2))
        street.deliver(street.random.randrange(30))
        disconnect_each_other(street, "F0", "F1")
        street.calm()
        netted = []
        for name, firm in street.firms.items():
            assert street.position(name) == street.positions.get(name, 0)
            assert {row.state for row in firm.store.scan(RINGS)} <= {"settled", "released"}
            assert not any(row.half for row in firm.store.scan(RINGS))
            netted.append({row.netted_minor for row in firm.store.scan(CLAIMS)})
        differ += netted[0] != netted[1]
        assert all(one in ({0}, {700}) for one in netted)
    assert differ > 0
