"""Is every entry what it was? Chains, seals and tables, checked from the first entry on.

SQLite's own check sees about one flipped bit in a hundred; a hash chain sees every one in a
stored entry. Streams are read in portions, so memory does not grow with history.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tuowang.host.company import TABLES, Company
from tuowang.host.sqlite import SqliteStore
from tuowang.link.state import JOURNAL_STREAM, LINK_TABLES, LINKS, SEALS, LinkRow
from tuowang.node import Node
from tuowang.record.chain import EMPTY, hashes
from tuowang.record.seal import JOURNAL_ID, Seal, seal_holds, unpack_seal
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
    """Every finding, none where all is well; `deep` also folds all tables anew and compares."""
    findings: list[Finding] = []
    total = company.store.last_arrival()
    checker = _Checker(company, findings, progress, total)
    checker.stream(JOURNAL_STREAM, "", company.keys.public.sign, JOURNAL_ID)
    for link in company.store.scan(LINKS):
        checker.stream(link.out_stream, link.partner, b"", link.link_id)
        checker.stream(link.in_stream, link.partner, link.peer_sign, link.link_id)
        checker.receipts(link)
    for trouble in company.store.integrity():
        findings.append(Finding("verify-database", {"why": trouble}))
    if deep and not findings:
        findings += compare_tables(company)
    return findings


class _Checker:
    """Walks streams, collects findings, tells how far it is."""

    def __init__(
        self, company: Company, findings: list[Finding], progress: Progress, total: int
    ) -> None:
        self.store = company.store
        self.findings = findings
        self.progress = progress
        self.total = total
        self.done = 0

    def stream(self, stream: int, partner: str, sign_key: bytes, link_id: bytes) -> None:
        """One log: numbers without a gap, hashes that follow from the bodies, seals that hold."""
        head, wrong = EMPTY, 0
        while rows := self.store.read(stream, head.n, PORTION):
            computed = hashes(head, [row.body for row in rows])
            for row, hash_, n in zip(rows, computed, range(head.n + 1, 10**18), strict=False):
                if (row.n != n or row.hash != hash_) and wrong < MOST_FINDINGS_A_STREAM:
                    wrong += 1
                    self._find("verify-entry-changed", partner, stream, n)
            if rows[-1].n != head.n + len(rows):
                return
            # Go on from what is stored, so that one change is one finding and not all that follow.
            head = head._replace(n=rows[-1].n, hash=rows[-1].hash)
            self.done += len(rows)
            self.progress(self.done, self.total)
        if sign_key:
            self._seals(stream, partner, sign_key, link_id)

    def _seals(self, stream: int, partner: str, sign_key: bytes, link_id: bytes) -> None:
        for row in self.store.scan(SEALS, stream):
            seal = unpack_seal(row.seal)
            if seal is None or not seal_holds(sign_key, link_id, seal):
                self._find("verify-seal-false", partner, stream, row.n)
            elif not self._agrees(stream, seal):
                self._find("verify-seal-differs", partner, stream, seal.mine.n)

    def _agrees(self, stream: int, seal: Seal) -> bool:
        return self.store.hash_at(stream, seal.mine.n) == seal.mine.hash

    def receipts(self, link: LinkRow) -> None:
        """What the partner is said to hold must be there."""
        if link.acked_n > self.store.head(link.out_stream).n and not link.healing:
            self._find("verify-receipt-ahead", link.partner, link.out_stream, link.acked_n)

    def _find(self, code: str, partner: str, stream: int, n: int) -> None:
        self.findings.append(Finding(code, {"partner": partner or "-", "stream": stream, "n": n}))


def compare_tables(company: Company) -> list[Finding]:
    """Fold every table anew from the logs, aside, and compare row by row."""
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="tuowang-verify-") as folder:
        copy = Path(folder) / "copy.db"
        company.store.backup_to(copy)
        twin = SqliteStore(copy, TABLES, lasting=LINK_TABLES)
        try:
            twin.begin()
            Node(company.keys, twin).rebuild()
            for table in TABLES:
                if table not in LINK_TABLES and not _same(company.store, twin, table):
                    findings.append(Finding("verify-table-differs", {"table": table.name}))
            twin.rollback()
        finally:
            twin.close()
    return findings


def _same(one: SqliteStore, other: SqliteStore, table: Table[Any]) -> bool:
    if one.count(table) != other.count(table):
        return False
    return all(a == b for a, b in zip(one.scan(table), other.scan(table), strict=False))
