"""What if everything goes wrong; a whole chain at play; how fast: `storm`, `demo`, `bench`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, NamedTuple

import click
from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import (
    Answer,
)
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Chance, Number, argument, command, option
from tuowang.faces.cli.keeping import progress_on
from tuowang.faces.cli.show import as_json
from tuowang.units import MAXIMUM_AMOUNT_MINOR

SAYS = 60
BATCH = 8
WRONGS = ("lost", "doubled", "overwritten", "stuck", "unequal_tables")


class Weathered(NamedTuple):
    """What one storm came to."""

    seed: int
    entries: int
    wrong: dict[str, int]
    faults: dict[str, int]
    drawn: dict[str, int]


def net_schedules(first: int, count: int) -> dict[str, Any]:
    """Some random schedules of ring commits under liars, each as it is, with mandates, and with
    witnesses.

    What was wrong, and what happened.
    """
    from tuowang.sim.mandates import MandateSchedule
    from tuowang.sim.netting import Schedule
    from tuowang.sim.witnessed_rings import WitnessSchedule

    totals: Counter[str] = Counter()
    failing = []
    for seed in range(first, first + count):
        verdicts = [kind(seed).run() for kind in (Schedule, MandateSchedule, WitnessSchedule)]
        for verdict in verdicts:
            totals.update({name: getattr(verdict, name) for name in verdict.__struct_fields__})
        if any(any(verdict.wrong().values()) for verdict in verdicts):
            failing.append(seed)
    return {"schedules": count, "first": first, **totals, "failing": failing}


def _storm_netting(face: Face, first: int, seeds: int, processes: int | None) -> Answer:
    """The schedules in blocks, on all processors."""
    workers = min(processes or os.cpu_count() or 1, seeds)
    block = min(500, -(-seeds // workers))
    starts = range(first, first + seeds, block)
    counts = [min(block, first + seeds - start) for start in starts]
    totals: Counter[str] = Counter()
    failing: list[int] = []
    with ProcessPoolExecutor(workers) as pool:
        for found in pool.map(net_schedules, starts, counts):
            failing += found.pop("failing")
            del found["first"]
            totals.update(found)
            _tell_progress(face, totals["schedules"], seeds, len(failing))
    document = {"first": first, **totals, "failing": failing}
    return Answer(document, [as_json(document)], 1 if document["failing"] else 0)


def weather(seed: int, companies: int, says: int) -> Weathered:
    """One storm; `companies` 0 draws 2 to 7 by the seed."""
    from tuowang.sim.world import World

    world = World(seed, companies or 2 + seed % 6, says=says, batch=BATCH)
    verdict = world.run()
    wrong = {name: int(getattr(verdict, name)) for name in WRONGS}
    return Weathered(seed, world.said, wrong, world.faults.shown(), world.drawn)


@command(
    "storm",
    option("seeds", kind=Number(1, 10**9), metavar="number", default=100),
    option("companies", kind=Number(2, 100), metavar="number"),
    option("first", kind=Number(0, 10**12), metavar="number", default=0),
    option("says", kind=Number(1, 10**6), metavar="number", default=SAYS),
    option("processes", kind=Number(1, 1024), metavar="number"),
    option("netting", flag=True),
)
def storm(
    face: Face,
    seeds: int,
    companies: int | None,
    first: int,
    says: int,
    processes: int | None,
    netting: bool,
) -> Answer:
    """Simulate companies through faults and crashes; nothing may be lost, doubled, overwritten."""
    if netting:
        return _storm_netting(face, first, seeds, processes)
    wrong: Counter[str] = Counter(dict.fromkeys(WRONGS, 0))
    faults: Counter[str] = Counter()
    entries, failing = 0, []
    for done, found in enumerate(_weathered(first, seeds, companies or 0, says, processes), 1):
        entries += found.entries
        wrong.update(found.wrong)
        faults.update(found.faults)
        if any(found.wrong.values()):
            failing.append(found.seed)
        if seeds == 1 or any(found.wrong.values()):
            told = face.text("storm-drawn", seed=found.seed, drawn=found.drawn, wrong=found.wrong)
            click.echo(told, err=True)
        if sys.stderr.isatty() or done % max(1, seeds // 20) == 0:
            _tell_progress(face, done, seeds, len(failing))
    document = {
        "seeds": seeds,
        "first": first,
        "entries": entries,
        **{name: wrong[name] for name in WRONGS},
        "faults": dict(faults),
        "failing": sorted(failing),
    }
    return Answer(document, [as_json(document)], 1 if failing else 0)


def _tell_progress(face: Face, done: int, seeds: int, failing: int) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    told = face.text("storm-progress", done=done, seeds=seeds, failing=failing)
    click.echo(told + end, nl=False, err=True)


def _weathered(
    first: int, seeds: int, companies: int, says: int, processes: int | None
) -> Iterator[Weathered]:
    """Storms on all processors; no more are under way than there are workers for."""
    workers = min(processes or os.cpu_count() or 1, seeds)
    if workers == 1:
        for seed in range(first, first + seeds):
            yield weather(seed, companies, says)
        return
    waiting = iter(range(first, first + seeds))
    with ProcessPoolExecutor(workers) as pool:
        running = set()
        try:
            for seed in waiting:
                running.add(pool.submit(weather, seed, companies, says))
                if len(running) >= 4 * workers:
                    one = next(as_completed(running))
                    running.remove(one)
                    yield one.result()
            for one in as_completed(running):
                yield one.result()
        finally:
            for one in running:
                one.cancel()


@command(
    "bench",
    argument("what", needed=False),
    argument("files", needed=False, many=True),
    option("history", kind=Number(1, 10**9), metavar="number"),
    option("exchanges", kind=Number(0, 100), metavar="number", default=5),
    option("plan", metavar="file"),
    option("blind", flag=True),
    option("totals", flag=True),
    option("lose_quotes", kind=Chance(), metavar="share", default=0.0),
    option("lose_orders", kind=Chance(), metavar="share", default=0.0),
    option("seed", kind=Number(0, 2**62), metavar="number", default=0),
    option("result", metavar="file"),
    option("prices", metavar="file"),
    option("rings", metavar="file"),
    option("by_age", metavar="date"),
    option("protocol", flag=True),
    option("lane", metavar="lane", default="live"),
    option("rounds", kind=Number(1, 100_000), metavar="number", default=400),
    option("most_firms", kind=Number(2, 64), metavar="number", default=64),
    option("absent", kind=Chance(), metavar="share", default=0.0),
    option("mandates", kind=Chance(), metavar="share", default=1.0),
    option("cash", kind=Number(1, MAXIMUM_AMOUNT_MINOR), metavar="amount"),
    option("alone", flag=True),
)
def bench(face: Face, what: str, files: tuple[str, ...], history: int | None, **how: Any) -> Answer:
    """How fast this machine is at what a connector does; one JSON line a figure."""
    figures: list[Any] = []
    for figure in _figures(face, what, list(files), history, how):
        figures.append(figure)
        if not face.as_json:
            click.echo(as_json(figure))
    return Answer(figures)


def _figures(
    face: Face, what: str, files: list[str], history: int | None, how: dict[str, Any]
) -> Iterator[Any]:
    if what not in BENCHES:
        raise Mistake("bench-unknown", text=what, known=", ".join(one for one in BENCHES if one))
    yield from BENCHES[what](face, files, history, how)


def _connector(
    face: Face, files: list[str], history: int | None, how: dict[str, Any]
) -> Iterator[Any]:
    from tuowang.demo.bench import HISTORY, run_bench

    yield from run_bench(progress_on(face), history=history or HISTORY)
    yield from _pages(face, files, history, how)


def _pages(face: Face, files: list[str], history: int | None, how: dict[str, Any]) -> Iterator[Any]:
    from tuowang.demo.bench_pages import bench_pages

    yield from bench_pages(progress_on(face))


def _docking(
    face: Face, files: list[str], history: int | None, how: dict[str, Any]
) -> Iterator[Any]:
    from tuowang.demo.bench_docking import Options, bench_docking
    from tuowang.flows.docking import BLIND, MIXING, TOTALS

    if not files:
        raise Mistake("argument-needed", name="INSTANCE.json")
    options = Options(
        exchanges=how["exchanges"],
        mode=BLIND if how["blind"] else TOTALS if how["totals"] else MIXING,
        seed=how["seed"],
        lose_quotes=how["lose_quotes"],
        lose_orders=how["lose_orders"],
        peers=not how["alone"],
    )
    yield from bench_docking(files, how["plan"], options, progress_on(face))


def _netting(
    face: Face, files: list[str], history: int | None, how: dict[str, Any]
) -> Iterator[Any]:
    from tuowang.demo.bench_netting import Options, bench_netting

    if not files:
        raise Mistake("argument-needed", name="OBLIGATIONS.csv")
    if how["protocol"]:
        from tuowang.demo.bench_protocol import ProtocolOptions, bench_protocol

        protocol = ProtocolOptions(
            lane=how["lane"],
            rounds=how["rounds"],
            most_firms=how["most_firms"],
            absent_percent=round(100 * how["absent"]),
            mandates_percent=round(100 * how["mandates"]),
            seed=how["seed"],
            result=how["result"],
            rings=how["rings"],
            peers=not how["alone"],
        )
        if protocol.absent_percent and protocol.mandates_percent:  # what it would be without
            bare = replace(protocol, mandates_percent=0, result="", rings="", peers=False)
            yield from bench_protocol(files, bare, progress_on(face))
        yield from bench_protocol(files, protocol, progress_on(face))
        return
    options = Options(
        result=how["result"],
        prices=how["prices"],
        rings=how["rings"],
        by_age=how["by_age"],
        cash_minor=how["cash"] or 0,
        peers=not how["alone"],
    )
    yield from bench_netting(files, options, progress_on(face))


BENCHES = {"": _connector, "docking": _docking, "netting": _netting, "pages": _pages}
