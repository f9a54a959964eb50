"""One company of the demo: a real home, a real database, a real door; only the clock is driven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from tuowang.demo.scenario import Scenario, ScenarioCompany, commands_for
from tuowang.errors import Mistake
from tuowang.flows.base import Command, Note
from tuowang.flows.party import RecordParty
from tuowang.host.company import Company
from tuowang.host.connector import Connector
from tuowang.host.home import Home, Settings
from tuowang.node import Node, Outcome
from tuowang.record.keys import Keys
from tuowang.sim.operator import Batch
from tuowang.sources.base import plan_import
from tuowang.sources.workbook import read_workbook, write_workbook
from tuowang.store.memory import MemoryStore
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS, day_number

HOUR_MILLISECONDS = 3_600_000
WORKBOOK_FILE = "book.xlsx"
Steps = Callable[[View], Iterator[Batch]]


class Clock:
    """The time that everybody in the demo lives by."""

    def __init__(self, day: str) -> None:
        self.day = day
        self.now = 0
        self.set(day)

    def set(self, day: str, hour: int = 8) -> None:
        """It is now this hour of this day."""
        self.day = day
        self.now = day_number(day) * DAY_MILLISECONDS + hour * HOUR_MILLISECONDS

    def read(self) -> int:
        """Milliseconds since 1970."""
        return self.now


class Player:
    """A company with its people, its home and its door."""

    def __init__(
        self, scenario: Scenario, company: ScenarioCompany, folder: Path, clock: Clock, seed: int
    ) -> None:
        self.scenario = scenario
        self.about = company
        self.key = company.key
        self.home = Home(folder / company.key)
        self.clock = clock
        self.seed = sha256(f"{seed} {company.key}".encode()).digest()
        self.drawn = 0
        self.off_until_week = 0
        self.heard = 0
        self.notes: list[Note] = []
        self.refused: list[Mistake] = []
        self.recount: dict[tuple[str, str], int] = {}
        self.sales_wanted = 0
        self.sales_made = 0
        self.company: Company
        self.connector: Connector

    def chance(self) -> bytes:
        """Seeded, and never the same twice, also after a restore."""
        self.drawn += 1
        return sha256(self.seed + self.drawn.to_bytes(8, "big")).digest()

    def write_book(self, language: str) -> Path:
        """The company as it exists before: an Excel workbook and nothing else."""
        scratch = MemoryStore()
        node = Node(Keys(bytes(32)), scratch)
        node.ask(commands_for(self.scenario, self.about), self.clock.now, bytes(32))
        self.home.path.mkdir(parents=True, exist_ok=True)
        path = self.home.path / WORKBOOK_FILE
        write_workbook(scratch, path, language)
        return path

    def found(self) -> None:
        """Make the home and its key, open it, and import the workbook, as anybody would."""
        self.home.create(Settings(listen="127.0.0.1:0"), sha256(b"key" + self.seed).digest())
        self.open()
        reading = read_workbook(self.home.path / WORKBOOK_FILE, self.company.store)
        plan = plan_import(self.company.store, reading)
        self.company.ask(plan.ready_commands())

    def open(self) -> None:
        """Start the company's process, as far as it is one here."""
        self.company = Company(self.home, clock=self.clock.read, chance=self.chance)
        if hasattr(self, "connector"):
            self.connector.company = self.company

    async def listen(self) -> None:
        """Open the door, and put its address into the settings, so that codes carry it."""
        self.connector = Connector(self.company, report=self.notes.append)
        port = await self.connector.listen("127.0.0.1:0")
        address = f"http://127.0.0.1:{port}"
        self.home.write_settings(Settings(listen=f"127.0.0.1:{port}", address=address))
        self.company.settings = self.home.settings()
        self.company.ask(
            RecordParty(
                self.about.name,
                self.about.company_id,
                self.about.company_id_scheme,
                self.scenario.currency,
                [address],
            )
        )

    def active(self, week: int) -> bool:
        """Whether the company works this week."""
        return week >= self.off_until_week

    def work(self, steps: Iterable[Steps]) -> None:
        """A stretch of the day as one transaction; what cannot be done is left, with its reason."""
        skipped: set[str] = set()
        while True:
            try:
                outcome = self.company.work(lambda: self._run(steps, skipped), flush=True)
                break
            except _CannotDoError as no:
                skipped.add(no.what)
                self.refused.append(no.mistake)
        self.connector.take(outcome)

    def _run(self, steps: Iterable[Steps], skipped: set[str]) -> Outcome:
        node, outcome = self.company.node, Outcome()
        for step in steps:
            for batch in step(self.company.store):
                wanted = [command for command in batch if repr(command) not in skipped]
                for command in wanted:
                    outcome.add(self._ask(node, command))
                    while outcome.jobs:
                        job = outcome.jobs.pop()
                        outcome.add(self._ask(node, node.jobs[job.kind](job.inputs)))
        return outcome

    def _ask(self, node: Node, command: Command) -> Outcome:
        try:
            return node.ask(command, self.clock.now, self.chance())
        except Mistake as mistake:
            raise _CannotDoError(repr(command), mistake) from mistake


class _CannotDoError(Exception):
    """A command that a person would find refused; the day goes on without it."""

    def __init__(self, what: str, mistake: Mistake) -> None:
        super().__init__(what)
        self.what = what
        self.mistake = mistake
