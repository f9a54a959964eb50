"""Everything a company has, as plain files that are readable without us.

README.txt        what each file is, how to check it, in English and Chinese
party.json        who we are: name, fingerprint, public keys
entries.jsonl     every entry of every log: exact bytes and what they say
seals.jsonl       the partners' seals, our receipts
forks.jsonl       pairs of seals by which a partner contradicted itself
links.csv         partners, public keys, how far each log goes
tables/*.csv      one file a table
check_export.py   checks chains and what bodies say (and seals where `cryptography` is installed)
"""

from __future__ import annotations

import csv
import errno
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from tuowang.errors import Mistake, Refused
from tuowang.flows.party import ME, PARTIES
from tuowang.host.company import TABLES, Company
from tuowang.link.state import (
    FORKS,
    JOURNAL_STREAM,
    LINK_TABLES,
    LINKS,
    SEALS,
    ForkRow,
    LinkRow,
    SealRow,
)
from tuowang.record.entry import read_entry
from tuowang.record.keys import fingerprint
from tuowang.record.seal import JOURNAL_ID
from tuowang.store.store import LogRow
from tuowang.units import today

PORTION = 1000
CHECKER = "check_export.py.txt"
"""The script that goes with an export; no part of this program."""
FILES = ("party.json", "entries.jsonl", "seals.jsonl", "forks.jsonl", "links.csv")
TEXTS = {"README.txt": "README.txt", "check_export.py": CHECKER}
Progress = Callable[..., None]
_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")


class Exported(msgspec.Struct, frozen=True):
    """What was written."""

    folder: str
    entries: int
    tables: int


def export(company: Company, folder: Path, progress: Progress = lambda *_: None) -> Exported:
    """Write everything into a new or empty folder, or nothing.

    Mistake: folder-not-empty, file-not-writable, disk-full.
    """
    try:
        was_there = folder.exists()
        if was_there and any(folder.iterdir()):
            raise Mistake("folder-not-empty", folder=folder)
    except OSError as no:
        raise Mistake("file-not-writable", file=folder, why=no.strerror) from no
    try:
        return _write(company, folder, progress)
    except BaseException as no:
        _take_back(folder, was_there)
        if isinstance(no, OSError):
            name = no.filename or folder
            if no.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Mistake("disk-full", path=name) from no
            raise Mistake("file-not-writable", file=name, why=no.strerror) from no
        raise


def _take_back(folder: Path, was_there: bool) -> None:
    """Remove what was half written, so that the same folder can be named again."""
    with suppress(OSError):
        shutil.rmtree(folder / "tables", ignore_errors=True)
        for name in (*FILES, *TEXTS):
            (folder / name).unlink(missing_ok=True)
        if not was_there:
            folder.rmdir()


def _write(company: Company, folder: Path, progress: Progress) -> Exported:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "tables").mkdir()
    with company.store.reading():
        for_party, for_entries, for_seals, for_forks, for_links = (folder / name for name in FILES)
        _party(company, for_party)
        entries = _entries(company, for_entries, progress)
        _seals(company, for_seals)
        _forks(company, for_forks)
        _links(company, for_links)
        tables = _tables(company, folder / "tables")
    for name, source in TEXTS.items():
        text = files("tuowang.host").joinpath("exported", source).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    return Exported(str(folder), entries, tables)


def _party(company: Company, path: Path) -> None:
    row, public = company.store.get(PARTIES, ME), company.keys.public
    document = {
        "name": row.name if row is not None else "",
        "fingerprint": fingerprint(public),
        "sign_key": public.sign.hex(),
        "box_key": public.box.hex(),
        "exported": today(company.clock()),
    }
    path.write_bytes(msgspec.json.encode(document) + b"\n")


def _entries(company: Company, path: Path, progress: Progress) -> int:
    partners = {link.number: link.partner for link in company.store.scan(LINKS)}
    total, arrival, count = company.store.last_arrival(), 0, 0
    with path.open("wb") as file:
        while rows := company.store.arrivals(arrival, PORTION):
            for row in rows:
                file.write(msgspec.json.encode(_entry(row, partners)) + b"\n")
            arrival = rows[-1].arrival
            count += len(rows)
            progress(count, total)
    return count


def _entry(row: LogRow, partners: dict[int, str]) -> dict[str, Any]:
    journal = row.stream == JOURNAL_STREAM
    document: dict[str, Any] = {
        "stream": row.stream,
        "partner": "" if journal else partners.get(row.stream // 2, ""),
        "direction": "journal" if journal else ("in" if row.stream % 2 else "out"),
        "n": row.n,
        "hash": row.hash.hex(),
        "arrival": row.arrival,
        "body": b64encode(row.body).decode(),
    }
    try:
        entry = read_entry(row.body)
    except Refused:
        return document
    return document | {
        "id": entry.id.hex(),
        "kind": entry.kind,
        "at": entry.at,
        "says": _readable(entry.says),
    }


def _readable(value: object) -> object:
    """JSON has no bytes: they become hex."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: _readable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_readable(one) for one in value]
    return value


def _signers(company: Company) -> dict[int, tuple[bytes, bytes]]:
    """Whose seals lie under a stream, and for which link: key, link id.

    Under what we say there are seals of ours that a partner showed us when a link healed.
    """
    own = company.keys.public.sign
    signers = {JOURNAL_STREAM: (own, JOURNAL_ID)}
    for link in company.store.scan(LINKS):
        signers[link.out_stream] = (own, link.link_id)
        signers[link.in_stream] = (link.peer_sign, link.link_id)
    return signers


def _seals(company: Company, path: Path) -> None:
    _write_signed(company, path, company.store.scan(SEALS))


def _forks(company: Company, path: Path) -> None:
    _write_signed(company, path, company.store.scan(FORKS))


def _write_signed(
    company: Company, path: Path, rows: Iterable[SealRow] | Iterable[ForkRow]
) -> None:
    """A line each, with the key that it is checked with."""
    signers = _signers(company)
    with path.open("wb") as file:
        for row in rows:
            key, link_id = signers.get(row.stream, (b"", b""))
            document: dict[str, int | str] = {
                "stream": row.stream,
                "n": row.n,
                "epoch": row.epoch,
                "sign_key": key.hex(),
                "link_id": link_id.hex(),
                "seal": row.seal.hex(),
            }
            if isinstance(row, ForkRow):
                document |= {"at": row.at, "other_seal": row.other_seal.hex()}
            file.write(msgspec.json.encode(document) + b"\n")


def _links(company: Company, path: Path) -> None:
    """Public facts of each link; the secrets that address bundles stay at home."""
    heading = ["partner", "status", "out_stream", "in_stream", "link_id", "peer_sign_key",
               "peer_box_key", "epoch", "peer_epoch", "held_by_partner", "address"]  # fmt: skip
    _write_csv(path, heading, (_link(link) for link in company.store.scan(LINKS)))


def _link(link: LinkRow) -> list[object]:
    return [
        link.partner,
        link.status,
        link.out_stream,
        link.in_stream,
        link.link_id.hex(),
        link.peer_sign.hex(),
        link.peer_box.hex(),
        link.epoch,
        link.peer_epoch,
        link.acked_n,
        link.address,
    ]


def _tables(company: Company, folder: Path) -> int:
    chosen = [table for table in TABLES if table not in LINK_TABLES]
    for table in chosen:
        rows = (
            [cell(getattr(row, name)) for name in table.row.__struct_fields__]
            for row in company.store.scan(table)
        )
        _write_csv(folder / f"{table.name}.csv", list(table.row.__struct_fields__), rows)
    return len(chosen)


def cell(value: object) -> object:
    """Text and whole numbers as they are, nothing as nothing, bytes as hex, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) or type(value) is int:
        return value
    plain = _readable(msgspec.to_builtins(value, builtin_types=(bytes,)))
    return msgspec.json.encode(plain).decode()


def _write_csv(path: Path, heading: list[str], rows: Iterator[list[object]]) -> None:
    """RFC 4180 with a mark that makes spreadsheets read Chinese; no cell can be a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        for row in rows:
            writer.writerow([_safe(cell) for cell in row])


def _safe(cell: object) -> object:
    return "'" + cell if isinstance(cell, str) and cell.startswith(_RISKY) else cell
