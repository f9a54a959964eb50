"""A market on a light wire: the steps and words of price and push, then tokens, then a fill pass.

Words pass as values, without links, seals or disks, so that ten thousand firms fit one process;
what each firm does is the very code of `net.price_push` and `net.rings`.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tuowang.flows.netting_lanes import LIVE
from tuowang.net.price_push import Debt, Firm, Words
from tuowang.net.rings import LEAST_QUANTA, MOST_HOPS, Draw, FoundRing, choose, choose_in_plan

Edges = dict[tuple[int, int], int]
"""Open amount by debtor and creditor."""

COMMIT_MESSAGES = 5
"""At most so many messages a firm sends in a ring that is settled; counted in the flow by its
tests."""
HOP_MS = 300
WALK_ROUNDS = (LIVE.fill_ms - LIVE.plan_ms) // HOP_MS
FILL_ROUNDS = (LIVE.rest_ms - LIVE.fill_ms) // HOP_MS
PAUSE_ROUNDS = LIVE.walk_ms // HOP_MS

Progress = Callable[[int], None]
Chosen = Callable[[dict[int, int], Draw], int]


class Netted(NamedTuple):
    """The rings found in the plan and in the fill pass; messages, of all firms."""

    planned: list[FoundRing]
    filled: list[FoundRing]
    plan_messages: int
    token_messages: int
    commit_messages: int

    @property
    def messages(self) -> int:
        """All together."""
        return self.plan_messages + self.token_messages + self.commit_messages


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


def _by_debtor(edges: Edges, least: int = 1) -> dict[int, dict[int, int]]:
    rows: dict[int, dict[int, int]] = {}
    for (debtor, creditor), amount in sorted(edges.items()):
        if amount >= least:
            rows.setdefault(debtor, {})[creditor] = amount
    return rows


class Token:
    """The firms that it passed, and how many hops ago it closed a ring."""

    __slots__ = ("hops", "path")

    def __init__(self, firm: int) -> None:
        self.path, self.hops = [firm], 0


class Tokens:
    """Tokens that all walk at the same time, a hop a round, over amounts that they use up.

    What a firm does with one is told in `flows.netting_plan_walks`; here a ring that was measured
    is settled at once.
    """

    def __init__(
        self, edges: Edges, most_firms: int, quantum: int, least: int, draw: Draw, chosen: Chosen
    ) -> None:
        self.ways = _by_debtor(edges, least)
        self.most_firms, self.quantum, self.least = most_firms, quantum, least
        self.draw, self.chosen = draw, chosen
        self.rings: list[FoundRing] = []
        self.messages = 0
        self.tokens: list[Token] = []

    def play(self, rounds: int) -> None:
        """Each firm starts a token now and then, as long as it has something to clear."""
        starts: dict[int, list[int]] = {}
        for firm in self.ways:
            starts.setdefault(self.draw(PAUSE_ROUNDS), []).append(firm)
        for number in range(rounds):
            for firm in starts.pop(number, ()):
                if self.ways[firm]:
                    self.tokens.append(Token(firm))
                    after = number + PAUSE_ROUNDS // 2 + self.draw(PAUSE_ROUNDS)
                    starts.setdefault(after, []).append(firm)
            said: set[tuple[int, int]] = set()
            self.tokens = [token for token in self.tokens if self._hop(token, said)]
            self.messages += len(said)

    def _hop(self, token: Token, said: set[tuple[int, int]]) -> bool:
        """Whether the token goes on after this hop."""
        path = token.path
        here, ways = path[-1], self.ways.get(path[-1])
        token.hops += 1
        if not ways:  # given back: the debtor forgets what it had planned
            path.pop()
            if path:
                said.add((here, path[-1]))
                self.ways[path[-1]].pop(here, None)
            return bool(path)
        there = self.chosen(ways, self.draw)
        said.add((here, there))
        if there in path:
            self._close(token, path.index(there))
        else:
            path.append(there)
            del path[: -self.most_firms + 1]
        return token.hops <= MOST_HOPS

    def _close(self, token: Token, first: int) -> None:
        """Measure the ring; where a leg has nothing left the token goes on from there."""
        ring = FoundRing(0, token.path[first:])
        amount = 0
        for place, (one, other) in enumerate(ring.legs):
            self.messages += 1
            left = self.ways.get(one, {}).get(other, 0)
            if not left:
                del token.path[first + place + 1 :]
                return
            amount = min(amount or left, left)
        amount -= amount % self.quantum
        for one, other in ring.legs:
            self.ways[one][other] -= amount
            if self.ways[one][other] < self.least:
                del self.ways[one][other]
        self.rings.append(ring._replace(amount=amount))
        del token.path[first + 1 :]
        token.hops = 0


def net_market(
    edges: Edges,
    rounds: int,
    most_firms: int,
    seed: int,
    progress: Progress = lambda _round: None,
    quantum: int = 1,
) -> Netted:
    """Plan, find rings in the plan, then fill: rings in what is still open."""
    draw = Random(f"tuowang market {seed}").randrange
    planned, plan_messages = plan_together(edges, rounds, progress)
    least = LEAST_QUANTA * quantum
    in_plan = Tokens(planned, most_firms, quantum, least, draw, choose_in_plan)
    in_plan.play(WALK_ROUNDS)
    rest = dict(edges)
    for ring in in_plan.rings:
        for leg in ring.legs:
            rest[leg] -= ring.amount
    fill = Tokens(rest, most_firms, quantum, quantum, draw, choose)
    fill.play(FILL_ROUNDS)
    legs = sum(len(ring.firms) for ring in (*in_plan.rings, *fill.rings))
    return Netted(
        in_plan.rings,
        fill.rings,
        plan_messages,
        in_plan.messages + fill.messages,
        COMMIT_MESSAGES * legs,
    )
