"""Is every entry what it was? Chains, seals and tables, checked from the first entry on.

SQLite's own check sees about one flipped bit in a hundred; a hash chain sees every one in a
stored entry. Entries are read in portions, in the order of their arrival, so memory grows with
the number of links and not with history, and an entry that stands in a log of nobody is seen.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tuowang.host.company import LASTING, TABLES, Company
from tuowang.host.sqlite import SqliteStore
from tuowang.link.state import JOURNAL_STREAM, LINK_TABLES, LINKS, SEALS, LinkRow
from tuowang.node import Node
from tuowang.record.chain import EMPTY, Head, extend
from tuowang.record.seal import JOURNAL_ID, Position, seal_holds, unpack_seal
from tuowang.store.store import LogRow
from tuowang.store.table import Table

PORTION = 1000
MOST_FINDINGS_A_STREAM = 20
Progress = Callable[..., None]


class Finding(NamedTuple):
    """Something that is not as it was said; the text stands in the catalogue under `code`."""

    code: str
    details: dict[str, Any]


def verify(
    company: Company, progress: Progress = lambda *_: None, *, deep: bool = False
) -> list[Finding]:
    """Every finding, none where all is well; `deep` also folds all tables anew and compares.

    All that is read is of one moment, while others may write. Entries that mean nothing here are
    no finding: the table `unread_entries` counts them.
    """
    checker = _Checker(company, progress)
    with company.store.reading():
        checker.entries()
        checker.journal()
        for link in checker.links:
            checker.link(link)
        for trouble in company.store.integrity():
            checker.findings.append(Finding("verify-database", {"why": trouble}))
    if deep and not checker.findings:
        return compare_tables(company)
    return checker.findings


class _Checker:
    """Walks entries and seals, collects findings, tells how far it is."""

    def __init__(self, company: Company, progress: Progress) -> None:
        self.store = company.store
        self.own_key = company.keys.public.sign
        self.links = list(company.store.scan(LINKS))
        self.partners = {JOURNAL_STREAM: ""}
        for link in self.links:
            self.partners |= {link.out_stream: link.partner, link.in_stream: link.partner}
        self.heads: dict[int, Head] = {}
        self.findings: list[Finding] = []
        self.counted: Counter[int] = Counter()
        self.progress = progress

    def entries(self) -> None:
        """Every log: numbers without a gap, hashes that follow from the bodies."""
        total, arrival, done = self.store.last_arrival(), 0, 0
        while rows := self.store.arrivals(arrival, PORTION):
            for row in rows:
                self._entry(row)
            arrival = rows[-1].arrival
            done += len(rows)
            self.progress(done, total)

    def _entry(self, row: LogRow) -> None:
        """Go on from what is stored, so that one change is one finding and not all that follow."""
        head = self.heads.get(row.stream, EMPTY)
        sound = type(row.body) is bytes and type(row.hash) is bytes
        expected = extend(head, row.body if sound else b"")
        if row.stream not in self.partners or not sound or expected != (row.n, row.hash):
            self._find("verify-entry-changed", row.stream, row.n)
        countable = sound and type(row.n) is int and 0 < row.n < 2**62
        self.heads[row.stream] = Head(row.n, row.hash) if countable else expected

    def journal(self) -> None:
        """Our own seal stands at the journal's end."""
        self._seals(JOURNAL_STREAM, self.own_key, JOURNAL_ID, to_the_end=True)

    def link(self, link: LinkRow) -> None:
        """The partner's seals reach to the end of its log; what it is said to hold is there."""
        self._seals(link.out_stream, self.own_key, link.link_id, to_the_end=False)
        self._seals(
            link.in_stream,
            link.peer_sign,
            link.link_id,
            to_the_end=True,
            receipts_of=link.out_stream if _never_healed(link) else None,
        )
        if link.acked_n > self._head(link.out_stream).n and not link.healing:
            self._find("verify-receipt-ahead", link.out_stream, link.acked_n)

    def _seals(
        self,
        stream: int,
        sign_key: bytes,
        link_id: bytes,
        *,
        to_the_end: bool,
        receipts_of: int | None = None,
    ) -> None:
        """Seals hold and agree with the log under them, and what they acknowledge with ours."""
        sealed, wrong = 0, False
        for row in self.store.scan(SEALS, stream):
            seal = unpack_seal(row.seal)
            wrong = True
            if seal is None or not seal_holds(sign_key, link_id, seal):
                self._find("verify-seal-false", stream, row.n)
                continue
            if self.store.hash_at(stream, seal.mine.n) != seal.mine.hash:
                self._find("verify-seal-differs", stream, seal.mine.n)
            else:
                sealed, wrong = max(sealed, seal.mine.n), False
            if receipts_of is not None:
                self._receipt(receipts_of, seal.yours)
        head = self._head(stream)
        if to_the_end and not wrong and sealed != head.n:
            self._find("verify-seal-differs", stream, head.n)

    def _receipt(self, stream: int, held: Position) -> None:
        if self.store.hash_at(stream, held.n) != held.hash:
            self._find("verify-seal-differs", stream, held.n)

    def _head(self, stream: int) -> Head:
        return self.heads.get(stream, EMPTY)

    def _find(self, code: str, stream: int, n: int) -> None:
        self.counted[stream] += 1
        if self.counted[stream] <= MOST_FINDINGS_A_STREAM:
            partner = self.partners.get(stream) or "-"
            self.findings.append(Finding(code, {"partner": partner, "stream": stream, "n": n}))


def _never_healed(link: LinkRow) -> bool:
    """Whether every receipt must agree with our log.

    Once a side was restored, a receipt may be for a branch that both have lost: a healing party
    takes what its partner still holds, so an older seal of that partner can name what is no more.
    """
    return not link.healing and link.epoch == 0 and link.peer_epoch == 0


def compare_tables(company: Company) -> list[Finding]:
    """Fold every table anew from the logs, in a copy aside, and compare row by row."""
    with tempfile.TemporaryDirectory(prefix="tuowang-verify-") as folder:
        copy = Path(folder) / "copy.db"
        company.store.backup_to(copy)
        with closing(_open(copy)) as kept, closing(_open(copy)) as folded:
            folded.begin()
            Node(company.keys, folded).rebuild()
            differing = [
                table.name
                for table in TABLES
                if table not in LINK_TABLES and not _same(kept, folded, table)
            ]
            folded.rollback()
    return [Finding("verify-table-differs", {"table": name}) for name in differing]


def _open(database: Path) -> SqliteStore:
    return SqliteStore(database, TABLES, lasting=LASTING)


def _same(one: SqliteStore, other: SqliteStore, table: Table[Any]) -> bool:
    if one.count(table) != other.count(table):
        return False
    return all(a == b for a, b in zip(one.scan(table), other.scan(table), strict=False))
