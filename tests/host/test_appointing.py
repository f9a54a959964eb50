"""Two running connectors dock by themselves on the day that their people agreed on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from tests.host.test_connector import come_to_be, join, reachable, running
from tests.plan.industries import industry
from tuowang.flows.appointing import DOCKING_DATES, AgreeDockingDate, ProposeDockingDate
from tuowang.flows.base import Command
from tuowang.flows.docking import ENDED, LANES, RUNS, PrepareDocking
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.host.company import Company
from tuowang.units import today


def person(who: Company, *commands: Command) -> None:
    """What people ask in another process of the same home."""
    desk = Company(who.home)
    desk.ask(list(commands))
    desk.close()


def test_connectors_dock_on_the_agreed_day_and_nobody_types_dock(tmp_path: Path) -> None:
    mill, shop = reachable(tmp_path, "mill"), reachable(tmp_path, "shop")
    join(mill, shop)
    mill.set_address("shop", shop.settings.address)
    shop.set_address("mill", mill.settings.address)
    for who, other in ((mill, "shop"), (shop, "mill")):
        firm = msgspec.msgpack.encode(industry("pair", 1)[who.home.path.name])
        who.ask([RecordPartner(other, other), Allow(other, "docking"), PrepareDocking(firm)])

    async def play() -> None:
        async with running(mill) as notes, running(shop):
            day = today(shop.clock())
            person(shop, ProposeDockingDate(day, 7, exchanges=1, mode="totals"))
            await come_to_be(lambda: bool(list(mill.store.scan(DOCKING_DATES))), 20)
            assert not list(shop.store.scan(RUNS))
            person(mill, AgreeDockingDate("shop"))
            await come_to_be(lambda: _ended(mill) and _ended(shop), 60)
            assert "docking-date-asked" in [note.code for note in notes]
        assert [row.shipped for row in mill.store.scan(LANES)] == [
            row.shipped for row in shop.store.scan(LANES)
        ]

    asyncio.run(play())


def _ended(end: Company) -> bool:
    return [row.state for row in end.store.scan(RUNS)] == [ENDED]
