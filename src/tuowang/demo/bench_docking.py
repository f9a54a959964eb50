"""How near docking comes to an all-seeing planner: the real protocol on a neutral instance.

Every company is a node of the simulator with a link to each direct partner; what is counted is
what leaves the senders. Beside it, from the same run: MRP with infinite capacity, the cascade
(exchange 0), and consensus ADMM.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tuowang.demo import bench_peers
from tuowang.demo.neutral import Instance, firms_of, plan_of, read_instance
from tuowang.errors import Mistake
from tuowang.plan.docking import BLIND, MIXING, TOTALS
from tuowang.plan.firm import Firm
from tuowang.sim.docking import Chain, Faults

Progress = Callable[..., None]
MOST_FIRMS_OF_PEERS = 60


class Options(msgspec.Struct, frozen=True):
    """How to dock."""

    exchanges: int = 5
    mode: str = MIXING
    seed: int = 0
    lose_quotes: float = 0.0
    lose_orders: float = 0.0
    peers: bool = True


class DockingFigure(msgspec.Struct, frozen=True):
    """One exchange, or one peer: the chain's controllable cost as the firms count it."""

    name: str
    case: str
    way: str
    exchange: int
    cost: float
    messages: int = 0
    bytes: int = 0
    bytes_a_link: float = 0.0
    seconds: float = 0.0


def bench_docking(
    files: list[str], plan: str, options: Options, progress: Progress
) -> Iterator[DockingFigure]:
    """Dock each instance; the plan goes to `plan`, or into that folder under each one's name."""
    if options.mode not in (BLIND, MIXING, TOTALS):
        raise Mistake("docking-mode", mode=options.mode, known=f"{TOTALS}, {MIXING}, {BLIND}")
    instances = [read_instance(Path(file)) for file in files]
    for instance in instances:
        yield from _docked(instance, _target(plan, instance, len(instances)), options, progress)


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
    started = time.perf_counter()
    chain = Chain(firms, options.seed, Faults(options.lose_quotes, options.lose_orders))
    exchanges = []
    last: dict[str, list[int]] = {}
    for exchange in chain.run(options.exchanges, options.mode, options.seed):
        seconds = time.perf_counter() - started
        last = exchange.lanes
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
    if options.peers and last:
        yield from _peers(instance, firms, progress)


def _peers(
    instance: Instance, firms: dict[str, Firm], progress: Progress
) -> Iterator[DockingFigure]:
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
