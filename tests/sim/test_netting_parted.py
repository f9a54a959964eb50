"""Partners that part in the middle of a ring: by a closed link, a block, a permission taken back,
an agreement ended. Nothing is locked for ever, nobody is half cleared, positions stay.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sim.street import Street
from tuowang.flows.netting import ExcludeFromNetting, Net, SetNettingRules
from tuowang.flows.netting_agreement import AgreeToSetOff, EndSetOffAgreement
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.partner import Deny
from tuowang.link import connect

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
