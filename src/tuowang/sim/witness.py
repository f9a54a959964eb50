"""The witness sees what no company can: every entry that was said, held and acknowledged.

lost         acknowledged to its author, and not in both logs at the end
doubled      one entry id twice in a log
overwritten  a position that its reader held, holding something else later
stuck        two ends that do not hold the same bytes after the calm
"""

from __future__ import annotations

import msgspec

from tuowang.link.state import LinkRow
from tuowang.node import UNREAD, Node
from tuowang.record.entry import read_entry
from tuowang.sim.company import Company
from tuowang.store.store import LogRow


class Verdict(msgspec.Struct):
    """What was found wrong; all zeros is good."""

    lost: int = 0
    doubled: int = 0
    overwritten: int = 0
    stuck: int = 0
    unequal_tables: int = 0

    def good(self) -> bool:
        """Whether nothing was found."""
        return not any(msgspec.structs.astuple(self))


class Witness:
    """Keeps, per direction of a link, what was held at each number and what was acknowledged."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], dict[int, bytes]] = {}
        self.acknowledged: dict[tuple[str, str], dict[int, bytes]] = {}
        self.overwritten = 0

    def heard(self, author: str, reader: Company) -> None:
        """The reader has committed something of the author's."""
        held = self.held.setdefault((author, reader.name), {})
        link = reader.link(author)
        head = reader.store.head(link.in_stream).n
        first = head
        while first > 0 and first not in held:
            first -= 1
        self._compare(held, reader.store.read(link.in_stream, max(first - 8, 0), head))

    def _compare(self, held: dict[int, bytes], rows: list[LogRow]) -> None:
        for row in rows:
            before = held.setdefault(row.n, row.hash)
            if before != row.hash:
                self.overwritten += 1

    def receipt(self, author: Company, partner: str) -> None:
        """The author has committed what its partner says it holds."""
        link = author.link(partner)
        known = self.acknowledged.setdefault((author.name, partner), {})
        first = link.acked_n
        while first > 0 and first not in known:
            first -= 1
        for row in author.store.read(link.out_stream, first, link.acked_n - first):
            known[row.n] = row.hash


def judge(witness: Witness, companies: dict[str, Company]) -> Verdict:
    """Look at every log and table when the calm is over."""
    verdict = Verdict(overwritten=witness.overwritten)
    for company in companies.values():
        for partner in company.links:
            other = companies[partner]
            _judge_direction(verdict, witness, company, other)
        if not tables_equal_logs(company):
            verdict.unequal_tables += 1
    return verdict


def _judge_direction(verdict: Verdict, witness: Witness, author: Company, reader: Company) -> None:
    out, into = author.link(reader.name), reader.link(author.name)
    said = author.store.read(out.out_stream, 0, 10**9)
    heard = reader.store.read(into.in_stream, 0, 10**9)
    if [row.hash for row in said] != [row.hash for row in heard] or _unsettled(author, out):
        verdict.stuck += 1
    for rows in (said, heard):
        ids = [read_entry(row.body).id for row in rows]
        verdict.doubled += len(ids) - len(set(ids))
    here = {row.n: row.hash for row in said}
    there = {row.n: row.hash for row in heard}
    for n, hash_ in witness.acknowledged.get((author.name, reader.name), {}).items():
        if here.get(n) != hash_ or there.get(n) != hash_:
            verdict.lost += 1


def _unsettled(author: Company, link: LinkRow) -> bool:
    return link.healing or link.acked_n != author.store.head(link.out_stream).n


def tables_equal_logs(company: Company) -> bool:
    """Whether folding the logs anew gives the very tables that the company has."""
    twin = company.store.copy()
    node = Node(company.keys, twin)
    node.rebuild()
    return all(
        list(company.store.scan(table)) == list(twin.scan(table))
        for table in (UNREAD, *(table for flow in node.flows for table in flow.tables))
    )
