"""The netting protocol on a file of obligations: how near the optimum, for how many words.

The firms play price and push, tokens and the fill pass on a light wire (`sim.market`). What they
come to is written as rings of invoices, so that anybody can judge it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from tuowang.demo import netting_files
from tuowang.demo.bench_netting import NettingFigure, bench_searches
from tuowang.demo.short_rings import reach_of_short_rings
from tuowang.errors import Mistake
from tuowang.flows.netting_lanes import COURIER, LANES
from tuowang.sim.courier import net_by_courier
from tuowang.sim.market import Edges, Netted, net_market

if TYPE_CHECKING:
    from tuowang.net.obligations import Obligations


class ProtocolOptions(msgspec.Struct, frozen=True):
    """How long, in how large rings, and who is away; what to write.

    mandates_percent: of those that are away, how many left a mandate for all of their claims, each
    while its partners, or relays of theirs, were there to take it.
    """

    lane: str = "live"
    rounds: int = 400
    most_firms: int = 64
    absent_percent: int = 0
    mandates_percent: int = 0
    quantum_minor: int = 100
    seed: int = 0
    result: str = ""
    rings: str = ""
    peers: bool = True


class ProtocolFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the firms came to; money in minor units.

    percent_of_optimum: of the exact optimum with everybody there, rounded down; percent_of_present:
    of that of the firms that are there or have a relay. planned_minor: cleared by rings found in
    the plan alone. A message is what a firm says to a partner in a round; those of the commit are
    at most as many as the flow's tests count for a ring, which is not played here.
    """

    figure: str
    case: str
    rounds: int
    firms: int
    absent: int
    mandates: int
    optimum_minor: int
    optimum_of_present_minor: int
    planned_minor: int
    cleared_minor: int
    percent_of_optimum: float
    percent_of_present: float
    rings: int
    plan_messages_a_firm: float
    token_messages_a_firm: float
    commit_messages_a_firm: float
    messages_a_firm: float
    cpu_seconds: float
    reachable_minor: int = 0
    """What rings as short as the courier lane's can clear at most; 0: not looked for."""
    percent_of_reachable: float = 0.0


def bench_protocol(
    files: list[str], options: ProtocolOptions, progress: Callable[..., None]
) -> Iterator[ProtocolFigure | NettingFigure]:
    """Net each file by the protocol, then by others' searches.

    Mistake: extra-missing, instance-unreadable.
    """
    if options.lane not in LANES:
        raise Mistake("netting-lane-unknown", lane=options.lane, known=", ".join(LANES))
    if len(files) > 1 and (options.result or options.rings):
        raise Mistake("netting-one-file", count=len(files))
    try:
        import numpy as np
    except ImportError:
        raise Mistake("extra-missing", extra="net") from None
    from tuowang.net.engine import clear

    for file in files:
        obligations = netting_files.obligations_in(Path(file))
        optimum = int(clear(obligations).cleared.sum())
        absent = _absent(obligations.nodes, options)
        away = _without_mandate(absent, options)
        rows = [
            row
            for row, (one, other) in enumerate(
                zip(obligations.debtor.tolist(), obligations.creditor.tolist(), strict=True)
            )
            if one not in away and other not in away
        ]
        present = optimum
        if away:
            kept = np.zeros(len(obligations.amount), dtype=bool)
            kept[rows] = True
            present = _optimum_of(obligations, kept)
        began = time.process_time()
        market = _play(_edges(obligations, rows), file, options, progress)
        seconds = time.process_time() - began
        reachable = 0
        if options.lane == COURIER.name:
            reachable = reach_of_short_rings(_edges(obligations, rows), COURIER.most_firms) or 0
        planned = sum(ring.amount * len(ring.firms) for ring in market.planned)
        filled = sum(ring.amount * len(ring.firms) for ring in market.filled)
        rings = [*market.planned, *market.filled]
        written = list(_of_invoices(obligations, rows, rings))
        _write(options, obligations, written)
        firms = obligations.nodes - len(away)
        yield ProtocolFigure(
            "netting-protocol",
            Path(file).stem,
            options.rounds,
            firms,
            len(absent),
            len(absent) - len(away),
            optimum,
            present,
            planned,
            planned + filled,
            _percent(planned + filled, optimum),
            _percent(planned + filled, present),
            len(rings),
            _tenths(market.plan_messages, firms),
            _tenths(market.token_messages, firms),
            _tenths(market.commit_messages, firms),
            _tenths(market.messages, firms),
            round(seconds, 2),
            reachable,
            _percent(planned + filled, reachable) if reachable else 0.0,
        )
        if options.peers:
            yield from bench_searches(file, optimum, progress)


def _play(
    edges: Edges, file: str, options: ProtocolOptions, progress: Callable[..., None]
) -> Netted:
    if options.lane == COURIER.name:
        return net_by_courier(edges, options.seed)
    return net_market(
        edges,
        options.rounds,
        options.most_firms,
        options.seed,
        partial(_told, progress, Path(file).stem, options.rounds),
        options.quantum_minor,
    )


def _told(progress: Callable[..., None], case: str, rounds: int, number: int) -> None:
    if number % 10 == 0:
        progress(case, f"{number}/{rounds}")


def _percent(part: int, whole: int) -> float:
    return part * 10_000 // whole / 100 if whole else 100.0


def _tenths(count: int, firms: int) -> float:
    return round(count / max(1, firms), 1)


def _absent(nodes: int, options: ProtocolOptions) -> list[int]:
    draw = Random(f"tuowang away {options.seed}")
    return draw.sample(range(nodes), nodes * options.absent_percent // 100)


def _without_mandate(absent: list[int], options: ProtocolOptions) -> set[int]:
    """Whose debts are out of the market; the relay of any other firm plays its part."""
    return set(absent[len(absent) * options.mandates_percent // 100 :])


def _optimum_of(obligations: Obligations, kept: Any) -> int:
    """The optimum where only some invoices take part."""
    from tuowang.net.engine import clear
    from tuowang.net.obligations import HEADER, read_obligations

    currencies = obligations.currencies
    firms = list(obligations.firms)
    lines = [HEADER.encode()]
    for row in kept.nonzero()[0].tolist():
        one, other = int(obligations.debtor[row]), int(obligations.creditor[row])
        currency = currencies[int(obligations.currency_of_node[one])]
        amount = int(obligations.amount[row])
        lines.append(f"{firms[one]},{firms[other]},{amount},{currency},2026-01-01,{row}".encode())
    return int(clear(read_obligations(lines)).cleared.sum())


def _edges(obligations: Obligations, rows: list[int]) -> Edges:
    edges: Edges = {}
    for row in rows:
        pair = int(obligations.debtor[row]), int(obligations.creditor[row])
        edges[pair] = edges.get(pair, 0) + int(obligations.amount[row])
    return edges


def _of_invoices(
    obligations: Obligations, rows: list[int], rings: list[Any]
) -> Iterator[tuple[int, list[int]]]:
    """Each ring over the invoices that are due first, in as many parts as that takes."""
    order = sorted(rows, key=lambda row: (int(obligations.due[row]), row))
    left = {row: int(obligations.amount[row]) for row in rows}
    waiting: dict[tuple[int, int], deque[int]] = {}
    for row in order:
        pair = int(obligations.debtor[row]), int(obligations.creditor[row])
        waiting.setdefault(pair, deque()).append(row)
    for ring in rings:
        pairs = list(zip(ring.firms, [*ring.firms[1:], ring.firms[0]], strict=True))
        amount = ring.amount
        while amount:
            chosen = [waiting[pair][0] for pair in pairs]
            part = min(amount, *(left[row] for row in chosen))
            yield part, chosen
            amount -= part
            for pair, row in zip(pairs, chosen, strict=True):
                left[row] -= part
                if not left[row]:
                    waiting[pair].popleft()


def _write(
    options: ProtocolOptions, obligations: Obligations, rings: list[tuple[int, list[int]]]
) -> None:
    if options.rings:
        from tuowang.net.walks import Ring

        found = (Ring(amount, rows) for amount, rows in rings)
        netting_files.write_rings(Path(options.rings), obligations, found)
    if options.result:
        cleared = [0] * len(obligations.amount)
        for amount, rows in rings:
            for row in rows:
                cleared[row] += amount
        netting_files.write_cleared(Path(options.result), obligations, cleared)
