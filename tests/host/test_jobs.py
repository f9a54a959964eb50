"""Jobs of a running connector: nobody waits for them, and nothing of them outlives it."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from random import Random

import msgspec
import pytest

from tests.host.test_connector import come_to_be, heard, join, reachable, running, tell
from tests.plan.industries import industry
from tuowang.flows.base import Command, Job, Note
from tuowang.flows.docking import ENDED, LANES, RUNS, PrepareDocking, StartDocking
from tuowang.flows.docking_asks import STEP, StepInputs
from tuowang.flows.partner import Allow, RecordPartner
from tuowang.host.company import Company
from tuowang.host.jobs import Jobs
from tuowang.plan.docking.agent import begin_memory
from tuowang.plan.docking.memory import Memory
from tuowang.plan.firm import Component, Firm, Inbound, Product

PERIODS = 52


def large(products: int) -> Firm:
    """A firm whose program takes seconds."""
    random = Random(1)
    names = [f"product {number}" for number in range(products)]
    return Firm(
        periods=PERIODS,
        capacity=[8.0 * products] * PERIODS,
        overtime_max=[2.0 * products] * PERIODS,
        overtime_cost=5.0,
        products=[
            Product(
                name=name,
                unit_load=1.0,
                holding_cost=random.uniform(1, 3),
                demand=[float(random.randint(0, 22)) for _ in range(PERIODS)],
                backlog_cost=30.0,
                backlog_last_factor=6.0,
            )
            for name in names
        ],
        components=[
            Component(
                name="rod", uses={name: random.uniform(0.5, 2) for name in names}, holding_cost=1.0
            )
        ],
        inbound=[
            Inbound(
                lane="mill>shop",
                supplier="mill",
                component="rod",
                lead_time=1,
                flow=10.0 * products,
                units=10,
            )
        ],
        outbound=[],
    )


def numbers(who: Company, firm: Firm, partner: str) -> None:
    """What it docks with, and whom it lets see it."""
    packed = PrepareDocking(msgspec.msgpack.encode(firm))
    who.ask([RecordPartner(partner, partner), Allow(partner, "docking"), packed])


def computing(parent: int) -> list[int]:
    """The processes that compute for a process."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat = (place / "stat").read_text().rpartition(")")[2].split()
            command = (place / "cmdline").read_text()
        except OSError:
            continue
        if int(stat[1]) == parent and "tuowang.host.computing" in command and stat[0] != "Z":
            found.append(int(place.name))
    return found


def test_a_long_job_holds_nobody_up_and_comes_to_its_end(tmp_path: Path) -> None:
    mill, shop = reachable(tmp_path, "mill"), reachable(tmp_path, "shop")
    join(mill, shop)
    mill.set_address("shop", shop.settings.address)
    shop.set_address("mill", mill.settings.address)
    small = industry("pair", 1)["mill"]
    flat = [small.capacity[0]] * PERIODS
    small = msgspec.structs.replace(small, periods=PERIODS, capacity=flat, overtime_max=flat)
    numbers(shop, large(40), "mill")
    numbers(mill, small, "shop")

    async def play() -> None:
        async with running(mill) as notes, running(shop):
            mill_desk = Company(mill.home)
            mill_desk.ask(StartDocking(0, "totals"))
            mill_desk.close()
            await come_to_be(lambda: bool(computing(os.getpid())), 20)
            await come_to_be(lambda: any(row.steps for row in shop.store.scan(RUNS)), 20)
            waits: list[float] = []
            while not any(row.finished == 0 for row in shop.store.scan(RUNS)):
                start = time.monotonic()
                tell(mill, "shop", f"word {len(waits)}")
                await come_to_be(lambda: len(heard(shop)) == len(waits) + 1, 20)
                waits.append(time.monotonic() - start)
            assert len(waits) >= 2, waits
            await come_to_be(lambda: all(row.state == ENDED for row in mill.store.scan(RUNS)), 60)
            assert not {note.code for note in notes} & {"job-lost", "docking-given-up"}
        assert computing(os.getpid()) == []

    asyncio.run(play())
    assert [row.shipped for row in mill.store.scan(LANES)] == [
        row.shipped for row in shop.store.scan(LANES)
    ]
    mill.close()
    shop.close()


def test_stopping_ends_the_computing_at_once() -> None:

    async def play() -> None:
        answers = Answers()
        jobs = Jobs(answers.keep, lambda _note: None)
        jobs.put(Job(STEP, heavy_step(), "X-1"))
        await come_to_be(lambda: bool(computing(os.getpid())), 20)
        await asyncio.sleep(1)
        start = time.monotonic()
        await jobs.close()
        assert time.monotonic() - start < 2
        assert computing(os.getpid()) == []
        jobs.put(Job(STEP, first_step(), "X-1"))
        await asyncio.sleep(0.1)
        assert answers == []
        assert not jobs.busy

    asyncio.run(play())


class Answers(list[Command]):
    """What jobs came to."""

    def keep(self, answer: Command) -> bool:
        """Take one in."""
        self.append(answer)
        return True


def heavy_step() -> StepInputs:
    """A step that solves a program for many seconds."""
    memory = Memory(begin_memory(large(200), b"8 bytes."))
    memory.put("at", [0, "order", 0])
    terms = {"exchanges": 0, "mode": "totals", "seed": 0, "dense": False, "firms": 2}
    memory.put("terms", terms)
    stored = {**begin_memory(large(200), b"8 bytes."), **memory.changes()}
    return StepInputs("X-1", 3, stored, [])


def first_step() -> StepInputs:
    """A run that begins."""
    return StepInputs("X-1", 0, begin_memory(large(3), b"8 bytes."), [], (1, "totals", 0))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_died_is_told_of_and_the_next_job_has_another(when: str) -> None:
    async def play() -> None:
        answers = Answers()
        notes: list[Note] = []
        jobs = Jobs(answers.keep, notes.append)
        if when == "after":
            jobs.put(Job(STEP, first_step(), "X-1"))
            await come_to_be(lambda: len(answers) == 1, 20)
        jobs.put(Job(STEP, first_step() if when == "after" else b"none", "X-1"))
        if when == "after":
            for number in computing(os.getpid()):
                os.kill(number, 9)
        await come_to_be(lambda: len(notes) == 1, 20)
        assert notes[0].code == "job-lost"
        before = len(answers)
        jobs.put(Job(STEP, first_step(), "X-1"))
        await come_to_be(lambda: len(answers) == before + 1, 20)
        await jobs.close()

    asyncio.run(play())


def test_of_jobs_about_the_same_the_last_is_enough() -> None:
    async def play() -> None:
        answers = Answers()
        jobs = Jobs(answers.keep, lambda _note: None)
        for number in range(20):
            inputs = msgspec.structs.replace(first_step(), step=number)
            jobs.put(Job(STEP, inputs, "X-1"))
        await come_to_be(lambda: not jobs.busy, 20)
        assert [getattr(answer, "step", None) for answer in answers] == [19]
        await jobs.close()

    asyncio.run(play())
