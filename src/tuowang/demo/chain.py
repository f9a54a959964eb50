"""The chain in time-lapse: founding, linking, working days, the stick, and what goes wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from msgspec import Struct

from tuowang.demo.check import Checkpoints
from tuowang.demo.netting import NettingResult, debts_of, netting_result, pooled
from tuowang.demo.player import Clock, Player
from tuowang.demo.scenario import FORECAST_WEEKS, Scenario, needs_of_week
from tuowang.flows.base import Command
from tuowang.flows.catalogue import Publish
from tuowang.flows.netting import Net
from tuowang.flows.stock import CountStock, Issue
from tuowang.flows.stock_moves import on_hand, own_lots
from tuowang.host.backup import backup, restore
from tuowang.host.carrying import carry
from tuowang.node import Outcome
from tuowang.sim.operator import Batch, answer, morning, plan_again, plan_week
from tuowang.store.store import View
from tuowang.units import day_number, iso_day

STICK_FOLDER = "usb-stick"
POOL_FOLDER = "pool"
WORKING_DAYS = 5
LETTERS_A_DAY = 3
PLAN_DAYS = 70
FEW_A_WEEK = 200
FRIDAY = 4
EARLY_DAYS = 1
EARLY_DAYS_BY_STICK = 8
CALM_ROUNDS = 12
STICK_TRIPS = 8

Progress = Callable[[str, int, int], None]


class Traffic(Struct):
    """Bytes that went by each carrier."""

    http: int = 0
    folder: int = 0


class Chain:
    """All companies of a scenario at work."""

    def __init__(self, scenario: Scenario, folder: Path, seed: int, progress: Progress) -> None:
        self.scenario = scenario
        self.folder = folder
        self.seed = seed
        self.progress = progress
        self.random = Random(f"tuowang demo {seed}")
        self.clock = Clock(scenario.start)
        self.players = {
            company.key: Player(scenario, company, folder, self.clock, seed)
            for company in scenario.companies
        }
        self.traffic = Traffic()
        self.faults: Counter[str] = Counter()
        self.checkpoints = Checkpoints()
        self.weekly_sales: list[int] = []
        self.netting = NettingResult()

    async def play(self) -> None:
        """From workbooks to the last week, and then a calm in which everything is exchanged."""
        await self._found()
        await self._link()
        for week in range(self.scenario.weeks):
            self.progress("week", week, self.scenario.weeks)
            self._misfortunes(week)
            self.weekly_sales.append(0)
            for weekday in range(WORKING_DAYS):
                await self._day(week, weekday)
            self._carry(week)
            self._back_up(week)
            self.checkpoints.take(self.players)
        self.progress("week", self.scenario.weeks, self.scenario.weeks)
        await self._calm()
        self.netting = await self._net()
        await self._calm()

    async def close(self) -> None:
        """Close every door and database."""
        for player in self.players.values():
            self.traffic.http += player.connector.bytes_sent
            await player.connector.close()
            player.company.close()

    async def _found(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / STICK_FOLDER).mkdir()
        for number, player in enumerate(self.players.values()):
            self.progress("found", number, len(self.players))
            player.write_book("zh" if number % 2 == 0 else "en")
            player.found()
            await player.listen()
        self.progress("found", len(self.players), len(self.players))

    async def _link(self) -> None:
        """Codes, joins, compared words; then catalogues, as far as the rules disclose them."""
        for supplier, buyer in self.scenario.pairs():
            one, other = self.players[supplier], self.players[buyer]
            carried = self.scenario.is_carried(supplier, buyer)
            other.company.join(supplier, one.company.invite(buyer, carried=carried))
            if carried:
                for player in (other, one, other):
                    self._carry_one(player)
            else:
                await self._exchange([other])
            assert one.company.words(buyer) == other.company.words(supplier)
            one.company.confirm(buyer)
            other.company.confirm(supplier)
            one.company.ask(Publish(buyer))
            if self.scenario.sells(buyer, supplier):
                other.company.ask(Publish(supplier))
        await self._exchange(list(self.players.values()))
        for pair in self.scenario.carried:
            for key in (*pair, pair[0]):
                self._carry_one(self.players[key])

    async def _day(self, week: int, weekday: int) -> None:
        """Morning: work. Then letters come and go until the day is over."""
        self.clock.set(iso_day(day_number(self.scenario.start) + 7 * week + weekday))
        today = self.clock.day
        active = [player for player in self.players.values() if player.active(week)]
        for player in active:
            player.connector.take(player.company.wake())
            steps = [partial(recount, player)] if player.recount and self._healed(player) else []
            steps += [
                partial(plan_again, today=today, periods=PLAN_DAYS),
                partial(self._sell, player, week),
                partial(
                    morning,
                    today=today,
                    until=iso_day(day_number(today) + (2 if weekday == FRIDAY else 0)),
                    early_days=self._early_days(player),
                ),
            ]
            if weekday == player.about.tier % WORKING_DAYS:
                steps.append(partial(self._forecast, player, week))
                steps.append(partial(plan_week, today=today, periods=PLAN_DAYS))
            player.work(steps)
        await self._exchange(active)
        for _ in range(LETTERS_A_DAY):
            waiting = [player for player in active if self._has_letters(player)]
            if not waiting:
                break
            for player in waiting:
                player.work([partial(answer, today=today)])
            await self._exchange(active)

    def _early_days(self, player: Player) -> int:
        carried = any(player.key in pair for pair in self.scenario.carried)
        return EARLY_DAYS_BY_STICK if carried else EARLY_DAYS

    def _healed(self, player: Player) -> bool:
        return all(not link.healing for link in player.company.links())

    def _has_letters(self, player: Player) -> bool:
        arrival = player.company.store.last_arrival()
        fresh = arrival != player.heard
        player.heard = arrival
        return fresh

    def _sell(self, player: Player, week: int, view: View) -> Iterator[Batch]:
        """What walks out of a shop today: the forecast is one thing, people another."""
        commands: list[Command] = []
        for item in player.about.items:
            if item.weekly:
                mean = self.scenario.forecast(item, week)
                wanted = self._demand_today(player, item.item, week, mean)
                sold = min(wanted, on_hand(view, item.item))
                if not item.side:
                    player.sales_wanted += wanted
                    player.sales_made += sold
                    self.weekly_sales[-1] += wanted * item.price_minor
                if sold:
                    reason = "used" if item.side else "sold"
                    commands.append(Issue(item.item, sold, day=self.clock.day, reason=reason))
        yield commands

    def _demand_today(self, player: Player, item: str, week: int, mean: int) -> int:
        draw = Random(f"{self.seed} {player.key} {item} {week} {self.clock.day}")
        if mean > FEW_A_WEEK:
            return mean * (600 + draw.randrange(801)) // 1000 // WORKING_DAYS
        return sum(draw.randrange(WORKING_DAYS) == 0 for _ in range(mean))

    def _forecast(self, player: Player, week: int, _view: View) -> Iterator[Batch]:
        """Each week the forecast reaches a week further."""
        ahead = week + FORECAST_WEEKS
        yield list(needs_of_week(self.scenario, player.about, ahead))

    async def _exchange(self, players: list[Player]) -> None:
        """Send what waits, until nothing is on its way any more."""
        for player in players:
            player.connector.take(player.company.work(Outcome, flush=True))
        while any([await player.connector.settle() for player in self.players.values()]):
            pass

    def _carry(self, week: int) -> None:
        """Once a week somebody takes the stick from the buyer to the supplier and back."""
        for supplier, buyer in self.scenario.pairs():
            if self.scenario.is_carried(supplier, buyer):
                seller, customer = self.players[supplier], self.players[buyer]
                if seller.active(week) and customer.active(week):
                    self._carry_one(customer)
                    self._carry_one(seller)
                    seller.work([partial(answer, today=self.clock.day)])
                    self._carry_one(seller)
                    self._carry_one(customer)
                    customer.work([partial(answer, today=self.clock.day)])

    def _carry_one(self, player: Player) -> None:
        partners = [
            other
            for pair in self.scenario.carried
            if player.key in pair
            for other in pair
            if other != player.key
        ]
        report = carry(player.company, self.folder / STICK_FOLDER, partners)
        self.traffic.folder += sum(wrote.bytes for wrote in report.wrote)

    def _back_up(self, week: int) -> None:
        for misfortune in self.scenario.misfortunes:
            if misfortune.what == "restore" and week == misfortune.week - 2:
                player = self.players[misfortune.company]
                backup(player.company, self.folder / f"{player.key}-backup.zip")

    def _misfortunes(self, week: int) -> None:
        for misfortune in self.scenario.misfortunes:
            if misfortune.week == week:
                self.faults[misfortune.what] += 1
                player = self.players[misfortune.company]
                if misfortune.what == "off":
                    player.off_until_week = week + misfortune.weeks
                elif misfortune.what == "crash":
                    self._crash(player)
                elif misfortune.what == "restore":
                    self._restore(player)

    def _crash(self, player: Player) -> None:
        """The company's process is killed, for real, in the middle of a write."""
        player.company.close()
        done = subprocess.run(
            [sys.executable, "-m", "tuowang.demo.crash", str(player.home.path)], check=False
        )
        assert done.returncode < 0, "it should have been killed"
        player.open()

    def _restore(self, player: Player) -> None:
        """The disk is gone; a week-old backup takes its place, and the shelves are counted."""
        self.checkpoints.take(self.players)
        shelves = {
            (item.item, row.lot): row.quantity
            for item in player.about.items
            for row in own_lots(player.company.store, item.item)
        }
        player.company.close()
        restore(self.folder / f"{player.key}-backup.zip", player.home, replace=True)
        player.open()
        player.recount = shelves

    async def _net(self) -> NettingResult:
        """All pool what both books agree on, by files; one plans, each checks its part, and the
        rings are settled over the links; sticks travel, too."""
        players = list(self.players.values())
        before = debts_of(players)
        for player in players:
            player.connector.take(player.company.ask(Net(0), flush=True))
        await self._travel()
        for player, command in pooled(players, self.folder / POOL_FOLDER):
            player.connector.take(player.company.ask(command, flush=True))
        await self._travel()
        return netting_result(before, players, 7 * self.scenario.weeks)

    async def _travel(self) -> None:
        """Letters and sticks go to and fro until rings have come round."""
        for _ in range(STICK_TRIPS):
            await self._exchange(list(self.players.values()))
            for pair in self.scenario.carried:
                for key in (*pair, pair[0]):
                    self._carry_one(self.players[key])
        await self._exchange(list(self.players.values()))

    async def _calm(self) -> None:
        """Everybody is there, and exchanges until both ends of every link are equal."""
        for player in self.players.values():
            player.off_until_week = 0
        for round_ in range(CALM_ROUNDS):
            self.progress("calm", round_, CALM_ROUNDS)
            self.clock.now += 3_600_000
            for player in self.players.values():
                player.company.greet_all()
                player.connector.take(player.company.wake())
            await self._exchange(list(self.players.values()))
            for pair in self.scenario.carried:
                for key in (*pair, pair[0]):
                    self._carry_one(self.players[key])
            if self.checkpoints.all_equal(self.players):
                break
        self.progress("calm", CALM_ROUNDS, CALM_ROUNDS)


def recount(player: Player, view: View) -> Iterator[list[Command]]:
    """After a restore people count the shelves, because the books lack a week."""
    shelves, player.recount = player.recount, {}
    commands: list[Command] = []
    items = {item for item, _ in shelves}
    for item in sorted(items):
        for row in own_lots(view, item):
            shelves.setdefault((item, row.lot), 0)
    for (item, lot), quantity in sorted(shelves.items()):
        commands.append(
            CountStock(item, quantity, lot, day=player.clock.day, reason="counted after restore")
        )
    yield commands


def clear_folder(folder: Path) -> None:
    """Remove an earlier demo, and nothing else: only a folder that a demo has made."""
    if (folder / STICK_FOLDER).is_dir():
        shutil.rmtree(folder)
