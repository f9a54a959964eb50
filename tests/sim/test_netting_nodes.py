"""Rings between real connectors: sealed links, old disks, crashes; the same promises."""

from __future__ import annotations

import pytest

from tests.sim.street import Street
from tuowang.flows.netting import Net


def test_rings_over_sealed_links() -> None:
    street = Street(1, 4)
    street.ask("F0", Net(4))
    street.deliver()
    street.calm()
    assert street.check() >= 400


@pytest.mark.parametrize("block", range(4))
def test_an_old_disk_in_the_middle_of_a_ring(block: int) -> None:
    netted = healed = 0
    for seed in range(block * 8, block * 8 + 8):
        street = Street(seed, 3)
        victim = street.firms[f"F{seed % 3}"]
        street.ask("F0", Net(2))
        street.deliver(street.random.randrange(25))
        backup = victim.store.copy()
        street.deliver(street.random.randrange(25))
        victim.store = backup
        victim.restart()
        victim.backups = [backup]
        victim.restore(0, knowing=True)
        healed += 1
        street.calm()
        street.ask("F1", Net(2))
        street.deliver()
        street.calm()
        netted += street.check() > 0
    assert healed == 8
    assert netted >= 4


def test_tables_are_what_the_logs_give() -> None:
    street = Street(3, 4)
    street.ask("F0", Net(4))
    street.deliver()
    street.calm()
    street.assert_rebuilt()
