"""How much of what is owed cancels, how soon, and with how much memory: the engine and its peers.

Each is run in a process of its own, so that its memory is its own and so that a time limit holds;
reading the file is told apart from solving. Peers that are not installed are named as missing.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tuowang.demo import netting_files
from tuowang.demo.netting_peers import PEERS
from tuowang.errors import Mistake
from tuowang.units import day_number

if TYPE_CHECKING:
    from tuowang.net.obligations import Longs, Obligations

Progress = Callable[..., None]
PEER_SECONDS = 60
SEARCHES = ("depth-first-search", "random-walk-probes")
PUBLISHED = {"ledgerloops": 80.0}
"""Percent of the optimum, as LedgerLoops says of itself; it needs a semaphore in the middle."""
EXACT, CASH = "exact", "with-cash"
_SMALL = (b"A,B,1,CNY,2026-01-01,1", b"B,A,1,CNY,2026-01-01,2")


class Options(msgspec.Struct, frozen=True):
    """What to write, and what else to measure; empty or 0 where not asked for."""

    result: str = ""
    prices: str = ""
    rings: str = ""
    by_age: str = ""
    cash_minor: int = 0
    peers: bool = True


class NettingFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way of netting; money in minor units, summed over currencies."""

    name: str
    case: str
    way: str
    status: str = ""
    """Why there are no figures: `not-installed`, `too-slow` (stopped at the limit), `published`
    (not run: what its authors say)."""
    invoices: int = 0
    firms: int = 0
    gross_minor: int = 0
    cleared_minor: int = 0
    by_currency: dict[str, tuple[int, int]] = {}
    """Gross and cleared."""
    percent_of_gross: float = 0.0
    percent_of_optimum: float = 0.0
    proven: bool = False
    compiled: bool = False
    rings: int = 0
    reading_cpu_seconds: float = 0.0
    loading_seconds: float = 0.0
    """Until the loops are machine code: the first run compiles them, later ones load them."""
    cpu_seconds: float = 0.0
    seconds: float = 0.0
    memory_mb: float = 0.0
    """The most that the process took, reading and program included."""


def bench_netting(
    files: list[str], options: Options, progress: Progress
) -> Iterator[NettingFigure]:
    """Net each file. Mistake: extra-missing, instance-unreadable, those of a line."""
    if len(files) > 1 and (options.result or options.prices or options.rings):
        raise Mistake("netting-one-file", count=len(files))
    for file in files:
        case = Path(file).stem
        progress(case, EXACT)
        ours = _apart(_exact, file, options)
        assert isinstance(ours, NettingFigure)
        yield ours
        if options.cash_minor:
            progress(case, CASH)
            yield _apart(_with_cash, file, options.cash_minor)
        for way in PEERS if options.peers else ():
            progress(case, way)
            yield _beside(file, way, ours.cleared_minor)


def bench_searches(file: str, optimum: int, progress: Progress) -> Iterator[NettingFigure]:
    """Others' ways of finding rings with no centre, on the same file, with every firm there; and
    what one of them has published of itself. optimum: minor units.
    """
    for way in SEARCHES:
        progress(Path(file).stem, way)
        yield _beside(file, way, optimum)
    for way, percent in PUBLISHED.items():
        case = Path(file).stem
        yield NettingFigure("netting", case, way, "published", percent_of_optimum=percent)


def _beside(file: str, way: str, optimum: int) -> NettingFigure:
    """A peer's figure; its failure is a figure, too."""
    case = Path(file).stem
    if not PEERS[way].is_here():
        return NettingFigure("netting", case, way, "not-installed")
    figure: NettingFigure | None = _apart(_peer, file, way, limit=PEER_SECONDS)
    if figure is None:
        return NettingFigure("netting", case, way, "too-slow")
    share = _percent(figure.cleared_minor, optimum)
    return msgspec.structs.replace(figure, percent_of_optimum=share)


def _apart(work: Callable[..., Any], *inputs: Any, limit: int | None = None) -> Any:
    """Do work in another process; None where it was stopped at the limit, in seconds."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=_working, args=(far, work, *inputs), daemon=True)
    process.start()
    far.close()
    try:
        if not near.poll(limit):
            return None
        done, answer = near.recv()
    except EOFError:
        raise Mistake("netting-process-ended", status=process.exitcode) from None
    finally:
        process.kill()
        process.join()
    if not done:
        raise Mistake(answer[0], **answer[1])
    return answer


def _working(pipe: Connection, work: Callable[..., Any], *inputs: Any) -> None:
    try:
        pipe.send((True, work(*inputs)))
    except Mistake as mistake:
        pipe.send((False, (mistake.code, mistake.details)))


class _Clock:
    """Seconds of this process, and on the wall."""

    def __init__(self) -> None:
        self.cpu, self.wall = time.process_time(), time.perf_counter()

    def seconds(self) -> tuple[float, float]:
        """So many since it began: of the processor, on the wall."""
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        return round(cpu, 3), round(wall, 3)


def _read(file: str) -> tuple[Obligations, float]:
    try:
        import numpy  # noqa: F401
    except ImportError:
        raise Mistake("extra-missing", extra="net") from None
    clock = _Clock()
    obligations = netting_files.obligations_in(Path(file))
    return obligations, clock.seconds()[0]


def _exact(file: str, options: Options) -> NettingFigure:
    """The engine, its proof checked, and what it writes."""
    obligations, reading = _read(file)
    from tuowang.net.certificate import is_proven, keeps_positions
    from tuowang.net.engine import clear, debts_of
    from tuowang.net.obligations import HEADER, read_obligations
    from tuowang.net.walks import closed_walks

    today = day_number(options.by_age) if options.by_age else None
    clock = _Clock()
    clear(read_obligations([HEADER.encode(), *_SMALL]), today=today)
    loading = clock.seconds()[1]
    clock = _Clock()
    clearing = clear(obligations, today=today)
    cpu, wall = clock.seconds()
    memory = _peak_mb()
    debts = debts_of(obligations, today)
    proven = keeps_positions(debts, clearing.cleared)
    proven = proven and is_proven(debts, clearing.cleared, clearing.price)
    figure = _figure(file, EXACT, obligations, clearing.cleared)
    rings = 0
    if options.result:
        netting_files.write_result(Path(options.result), obligations, clearing)
    if options.prices:
        netting_files.write_prices(Path(options.prices), obligations, clearing)
    if options.rings:
        walks = closed_walks(obligations, clearing.cleared)
        rings = netting_files.write_rings(Path(options.rings), obligations, walks)
    return msgspec.structs.replace(
        figure,
        percent_of_optimum=100.0 if proven and not options.by_age else 0.0,
        proven=proven,
        compiled=clearing.compiled,
        rings=rings,
        reading_cpu_seconds=reading,
        loading_seconds=loading,
        cpu_seconds=cpu,
        seconds=wall,
        memory_mb=memory,
    )


def _with_cash(file: str, cash_minor: int) -> NettingFigure:
    """What so much cash in each currency discharges at most, put in at the right places."""
    obligations, reading = _read(file)
    from tuowang.net.certificate import is_proven, keeps_positions
    from tuowang.net.liquidity import discharge_with_cash

    clock = _Clock()
    found = discharge_with_cash(obligations, dict.fromkeys(obligations.currencies, cash_minor))
    cpu, wall = clock.seconds()
    valid = keeps_positions(found.debts, found.flow)
    figure = _figure(file, CASH, obligations, found.discharged)
    return msgspec.structs.replace(
        figure,
        proven=valid and is_proven(found.debts, found.flow, found.price),
        reading_cpu_seconds=reading,
        cpu_seconds=cpu,
        seconds=wall,
        memory_mb=_peak_mb(),
    )


def _peer(file: str, way: str) -> NettingFigure:
    obligations, reading = _read(file)
    clock = _Clock()
    cleared = PEERS[way].clear(obligations)
    cpu, wall = clock.seconds()
    figure = _figure(file, way, obligations, cleared)
    return msgspec.structs.replace(
        figure,
        reading_cpu_seconds=reading,
        cpu_seconds=cpu,
        seconds=wall,
        memory_mb=_peak_mb(),
    )


def _figure(file: str, way: str, obligations: Obligations, cleared: Longs | int) -> NettingFigure:
    """`cleared` by row, or where only that is known, its sum."""
    gross, by_currency = int(obligations.amount.sum()), {}
    if isinstance(cleared, int):
        sum_cleared = cleared
    else:
        sum_cleared = int(cleared.sum())
        owed, done = (obligations.by_currency(one) for one in (obligations.amount, cleared))
        by_currency = {name: (owed[name], done[name]) for name in owed}
    return NettingFigure(
        "netting",
        Path(file).stem,
        way,
        invoices=obligations.rows,
        firms=obligations.nodes,
        gross_minor=gross,
        cleared_minor=sum_cleared,
        by_currency=by_currency,
        percent_of_gross=_percent(sum_cleared, gross),
    )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 4) if whole else 100.0


def _peak_mb() -> float:
    """The most memory that this process ever held."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    except OSError:
        pass
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
