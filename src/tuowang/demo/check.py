"""Was anything lost, doubled or changed? Both ends of every link, compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tuowang.host.company import Company
from tuowang.link.state import TRUSTED, LinkRow
from tuowang.record.entry import read_entry

if TYPE_CHECKING:
    from tuowang.demo.player import Player


class Checkpoints:
    """What was acknowledged, as heads: the hash of a chain stands for all that is below it."""

    def __init__(self) -> None:
        self.acknowledged: dict[tuple[str, str], dict[int, bytes]] = {}

    def take(self, players: dict[str, Player]) -> None:
        """Remember, for each direction of each link, what its author knows to be held."""
        for key, player in players.items():
            for link in _links(player.company):
                hash_ = player.company.store.hash_at(link.out_stream, link.acked_n)
                if link.acked_n and hash_ is not None:
                    known = self.acknowledged.setdefault((key, link.partner), {})
                    known[link.acked_n] = hash_

    def lost(self, players: dict[str, Player]) -> int:
        """How many acknowledged entries are no longer, unchanged, in both ends' logs."""
        lost = 0
        for (author, reader), heads in self.acknowledged.items():
            at_author = _positions(players[author].company, reader, out=True)
            at_reader = _positions(players[reader].company, author, out=False)
            intact = 0
            for n, hash_ in sorted(heads.items()):
                if at_author(n) == hash_ == at_reader(n):
                    intact = n
                else:
                    lost += n - intact
                    intact = n
        return lost

    def doubled(self, players: dict[str, Player]) -> int:
        """How many entries stand twice in one log."""
        doubled = 0
        for player in players.values():
            for link in _links(player.company):
                for stream in (link.out_stream, link.in_stream):
                    seen: set[bytes] = set()
                    count = 0
                    while rows := player.company.store.read(stream, count, 1000):
                        seen.update(read_entry(row.body).id for row in rows)
                        count += len(rows)
                    doubled += count - len(seen)
        return doubled

    def links_equal(self, players: dict[str, Player]) -> tuple[int, int]:
        """How many directions of links hold the same bytes at both ends, of how many."""
        equal = total = 0
        for key, player in players.items():
            for link in _links(player.company):
                other = players[link.partner].company
                total += 1
                heard = other.store.head(other.link(key).in_stream)
                if player.company.store.head(link.out_stream) == heard:
                    equal += 1
        return equal, total

    def all_equal(self, players: dict[str, Player]) -> bool:
        """Whether every direction holds the same bytes at both ends, and is known to."""
        equal, total = self.links_equal(players)
        return equal == total and all(
            not link.healing and link.acked_n == player.company.store.head(link.out_stream).n
            for player in players.values()
            for link in _links(player.company)
        )


def _links(company: Company) -> list[LinkRow]:
    return [link for link in company.links() if link.status == TRUSTED]


def _positions(company: Company, partner: str, *, out: bool) -> Callable[[int], bytes | None]:
    link = company.link(partner)
    stream = link.out_stream if out else link.in_stream
    return lambda n: company.store.hash_at(stream, n)
