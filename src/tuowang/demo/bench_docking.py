"""How near docking comes to an all-seeing planner: the real protocol on a neutral instance.

Every company is a node of the simulator with a link to each direct partner; what is counted is
what leaves the senders. Beside it, from the same run: MRP with infinite capacity, the cascade
(exchange 0), consensus ADMM, the least that any plan can cost, by one program over all, and the
best cost published, where the file holds it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from tuowang.demo import bench_peers
from tuowang.demo.neutral import Instance, firms_of, plan_of, read_instance
from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.plan.docking import BLIND, MIXING, TOTALS
from tuowang.sim.docking import Aside, Chain, Faults, in_line

Progress = Callable[..., None]
MOST_FIRMS_OF_PEERS = 60
MOST_FIRMS_AT_ONCE = 300
FIRMS_FOR_A_POOL = 50
PROCESSES = 2
SCALE = 10_000


class Options(msgspec.Struct, frozen=True):
    """How to dock."""

    exchanges: int = 5
    mode: str = MIXING
    seed: int = 0
    lose_quotes: float = 0.0
    lose_orders: float = 0.0
    peers: bool = True


class DockingFigure(msgspec.Struct, frozen=True):
    """One exchange, or one peer: the chain's controllable cost as the firms count it.

    gap_percent: above the least that any plan can cost, where that was computed.
    """

    name: str
    case: str
    way: str
    exchange: int
    cost: float
    messages: int = 0
    bytes: int = 0
    bytes_a_link: float = 0.0
    seconds: float = 0.0
    gap_percent: float | None = None


def bench_docking(
    files: list[str], plan: str, options: Options, progress: Progress
) -> Iterator[DockingFigure]:
    """Dock each instance; the plan goes to `plan`, or into that folder under each one's name."""
    if options.mode not in (BLIND, MIXING, TOTALS):
        raise Mistake("docking-mode", mode=options.mode, known=f"{TOTALS}, {MIXING}, {BLIND}")
    instances = [read_instance(Path(file)) for file in files]
    for instance in instances:
        least = _least(instance, options, progress)
        target = _target(plan, instance, len(instances))
        for figure in _docked(instance, target, options, progress):
            gap = None if least is None else round(100 * (figure.cost - least) / abs(least), 4)
            yield msgspec.structs.replace(figure, gap_percent=gap)


def _least(instance: Instance, options: Options, progress: Progress) -> float | None:
    """What the best plan costs; None where it would take too long or was not asked for."""
    firms = firms_of(instance)
    whole = any(firm.has_integers for firm in firms.values())
    if whole or not options.peers or len(firms) > MOST_FIRMS_AT_ONCE:
        return None
    progress(instance.id, "optimum")
    return (instance.constant_cost + bench_peers.least_cost(firms)) or None


def _target(plan: str, instance: Instance, count: int) -> Path | None:
    if not plan:
        return None
    path = Path(plan)
    if count > 1 or path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return path / f"{instance.id}.plan.json"
    return path


def _docked(
    instance: Instance, target: Path | None, options: Options, progress: Progress
) -> Iterator[DockingFigure]:
    firms = firms_of(instance)
    progress(instance.id, len(firms), "…")
    with ProcessPoolExecutor(PROCESSES) as pool:
        faults = Faults(options.lose_quotes, options.lose_orders)
        aside = in_pool(pool) if len(firms) >= FIRMS_FOR_A_POOL else in_line
        chain = Chain(firms, options.seed, faults, aside)
        yield from _exchanges(instance, chain, target, options, progress)
    yield from _peers_of(instance, chain, options, progress)


def in_pool(pool: ProcessPoolExecutor) -> Aside:
    """Run jobs in other processes; their answers are taken in the order of virtual time."""

    def aside(run: Callable[[Any], Command], inputs: Any) -> Callable[[], Command]:
        return pool.submit(run, inputs).result

    return aside


def _exchanges(
    instance: Instance, chain: Chain, target: Path | None, options: Options, progress: Progress
) -> Iterator[DockingFigure]:
    firms, started = chain.firms, time.perf_counter()
    exchanges = []
    for exchange in chain.run(options.exchanges, options.mode, options.seed):
        seconds = time.perf_counter() - started
        about = {
            "exchange": exchange.number,
            "messages": exchange.messages,
            "bytes": exchange.bytes,
        }
        exchanges.append(plan_of(instance, exchange.lanes, **about))
        _write(target, {"instance": instance.id, "exchanges": exchanges})
        progress(instance.id, f"{exchange.number}/{options.exchanges}", f"{seconds:.0f} s")
        yield DockingFigure(
            "docking",
            instance.id,
            "docked" if exchange.number else "cascade",
            exchange.number,
            instance.constant_cost + bench_peers.cost_of(firms, exchange.lanes),
            exchange.messages,
            exchange.bytes,
            round(exchange.bytes / max(1, len(instance.links)), 1),
            round(seconds, 2),
        )
    certificates = list(chain.certificates())
    if certificates and min(bound for _, bound in certificates) > 0:
        bound = sum(bound for _, bound in certificates) / SCALE + instance.constant_cost
        bound += bench_peers.cost_of({name: firms[name] for name in chain.alone}, {})
        yield DockingFigure("docking", instance.id, "certificate", options.exchanges, bound)


def _peers_of(
    instance: Instance, chain: Chain, options: Options, progress: Progress
) -> Iterator[DockingFigure]:
    firms = chain.firms
    if not options.peers:
        return
    if instance.published_cost is not None:
        yield DockingFigure("docking", instance.id, "published", 0, instance.published_cost)
    if any(firm.has_integers for firm in firms.values()):
        return
    progress(instance.id, "MRP")
    cost = instance.constant_cost + bench_peers.mrp_cost(firms)
    yield DockingFigure("docking", instance.id, "mrp-infinite-capacity", 0, cost)
    if len(firms) > MOST_FIRMS_OF_PEERS:
        return
    for number, cost in bench_peers.admm_costs(firms):
        progress(instance.id, "ADMM", number)
        if number in bench_peers.SHOWN:
            total = instance.constant_cost + cost
            yield DockingFigure("docking", instance.id, "consensus-admm", number, total)


def _write(target: Path | None, plan: dict[str, object]) -> None:
    if target is None:
        return
    try:
        partial = target.with_name(target.name + ".part")
        partial.write_text(json.dumps(plan, separators=(",", ":")), encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        raise Mistake("file-not-written", file=str(target), why=error.strerror or "") from None
