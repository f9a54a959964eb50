"""A market on a light wire: the steps and words of price and push, then tokens, then a fill pass.

Words pass as values, without links, seals or disks, so that ten thousand firms fit one process;
what each firm does is the very code of `net.price_push` and `net.rings`.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tuowang.net.price_push import Debt, Firm, Words
from tuowang.net.rings import FoundRing, find_rings

Edges = dict[tuple[int, int], int]
"""Open amount by debtor and creditor."""

COMMIT_WORDS = 10
"""At most so much a firm says in a ring that is settled: LOCK twice and again with a receipt,
signatures, certificate, notices; counted in the flow by its tests."""

Progress = Callable[[int], None]


class Netted(NamedTuple):
    """The rings found in the plan and in the fill pass; words said, in all firms."""

    planned: list[FoundRing]
    filled: list[FoundRing]
    plan_words: int
    hops: int
    commit_words: int


def plan_together(
    edges: Edges, rounds: int, progress: Progress = lambda _round: None
) -> tuple[Edges, int]:
    """What the firms come to tentatively, after so many rounds; and how many messages it took.

    A message is all that a firm says to a partner in a round.
    """
    debts: dict[int, list[Debt]] = {}
    for number, ((debtor, creditor), amount) in enumerate(edges.items()):
        debts.setdefault(debtor, []).append(Debt(number, creditor, amount, owing=True))
        debts.setdefault(creditor, []).append(Debt(number, debtor, amount, owing=False))
    firms = {name: Firm(owed) for name, owed in sorted(debts.items())}
    inbox: dict[int, list[tuple[int, Words]]] = {}
    active, messages = set(firms), 0
    for number in range(rounds):
        progress(number)
        said: dict[int, list[tuple[int, Words]]] = {}
        for name in sorted(active | inbox.keys()):
            firm = firms[name]
            for partner, words in inbox.get(name, ()):
                firm.hear(partner, words)
            for partner, words in firm.act().items():
                said.setdefault(partner, []).append((name, words))
                messages += 1
            (active.add if firm.excess > 0 else active.discard)(name)
        inbox = said
        if not active and not inbox:
            break
    planned: Edges = {}
    for number, (debtor, creditor) in enumerate(edges):
        # a push under way counts for nobody: both ends must have it
        ours, theirs = firms[debtor].debts[number], firms[creditor].debts[number]
        planned[debtor, creditor] = min(ours.cleared, theirs.cleared)
    return planned, messages


def _by_debtor(edges: Edges) -> dict[int, dict[int, int]]:
    rows: dict[int, dict[int, int]] = {}
    for (debtor, creditor), amount in sorted(edges.items()):
        if amount > 0:
            rows.setdefault(debtor, {})[creditor] = amount
    return rows


def net_market(
    edges: Edges,
    rounds: int,
    most_firms: int,
    seed: int,
    progress: Progress = lambda _round: None,
) -> Netted:
    """Plan, find rings in the plan, then fill: rings in what is still open."""
    draw = Random(f"tuowang market {seed}").randrange
    planned, words = plan_together(edges, rounds, progress)
    in_plan = find_rings(_by_debtor(planned), most_firms, draw)
    rest = dict(edges)
    for ring in in_plan.rings:
        for one, other in zip(ring.firms, [*ring.firms[1:], ring.firms[0]], strict=True):
            rest[one, other] -= ring.amount
    fill = find_rings(_by_debtor(rest), most_firms, draw)
    legs = sum(len(ring.firms) for ring in (*in_plan.rings, *fill.rings))
    return Netted(in_plan.rings, fill.rings, words, in_plan.hops + fill.hops, COMMIT_WORDS * legs)
