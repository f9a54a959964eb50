"""What netting did for a chain: what was owed, what went, what is still to be paid in cash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.money import CLAIMS, ClaimRow
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.pool_plan import graph_of, what_if
from tuowang.host.pooling import command_of, part_name, plan_into, share_in, share_invoices

if TYPE_CHECKING:
    from tuowang.demo.player import Player

Debts = dict[tuple[str, str, str], int]
"""Minor units open, by debtor, creditor and claim."""


class NettingResult(msgspec.Struct, frozen=True):
    """What was open in the whole chain, what rings cleared of it, and the most that could clear.

    cash_minor: what remains to be paid; days_freed: so many days' claims of the chain went.
    """

    gross_minor: int = 0
    cleared_minor: int = 0
    most_minor: int = 0
    cash_minor: int = 0
    rings: int = 0
    days_freed: float = 0.0


def debts_of(players: Iterable[Player]) -> Debts:
    """What creditors' books say is open."""
    return {
        (row.partner, player.key, row.claim): row.open_minor
        for player in players
        for row in player.company.store.scan(CLAIMS)
        if row.mine and row.open_minor > 0
    }


def pooled(players: list[Player], folder: Path) -> Iterator[tuple[Player, Command]]:
    """Shares into a folder, the plan over them by the first who shares, and each one's part."""
    folder.mkdir(parents=True, exist_ok=True)
    sharing: dict[str, Player] = {}
    for player in players:
        with suppress(Mistake):  # who has nothing to share
            share_invoices(player.company, folder / f"{player.key}.csv")
            sharing[player.company.keys.public.sign.hex()] = player
    if not sharing:
        return
    shares = [share_in(folder / f"{player.key}.csv") for player in sharing.values()]
    planner = next(iter(sharing.values()))
    plan = plan_into(planner.company, shares, folder)
    for part in plan.parts:
        player = sharing[part.head.member]
        if part.invoices:
            yield player, command_of(player.company, folder / part_name(part))


def netting_result(before: Debts, players: Iterable[Player], days: int) -> NettingResult:
    """What became of the debts that were open before; days: in which all claims were raised."""
    players = list(players)
    rings: set[str] = set()
    claims: list[ClaimRow] = []
    for player in players:
        store = player.company.store
        rings |= {row.ring for row in store.scan(RINGS) if row.state == "settled"}
        claims += (row for row in store.scan(CLAIMS) if row.mine)
    gross, cleared = sum(before.values()), sum(row.netted_minor for row in claims)
    raised = sum(row.amount_minor for row in claims)
    most = what_if(graph_of(_edges(before)), {})
    return NettingResult(
        gross,
        cleared,
        sum(one.cleared_minor for one in most),
        gross - cleared,
        len(rings),
        round(cleared * days / raised, 1) if raised else 0.0,
    )


def _edges(debts: Debts) -> Iterable[tuple[str, str, int, str, str]]:
    for (debtor, creditor, _), minor in sorted(debts.items()):
        yield debtor, creditor, minor, "CNY", "2026-01-01"
