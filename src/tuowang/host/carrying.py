"""Exchange by a folder: a USB stick, a network share, anything that carries files both ways."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from tuowang.carriers.base import MAXIMUM_BUNDLE_BYTES
from tuowang.carriers.folder import ENDING, FolderCarrier
from tuowang.errors import Mistake
from tuowang.flows.base import Note
from tuowang.host.company import Company
from tuowang.link.outgoing import can_send
from tuowang.link.state import LinkRow

MOST_FILE_BYTES = 64_000_000
MOST_IN_A_FILE = 1000


class Wrote(msgspec.Struct, frozen=True):
    """What we left for a partner: how many files, bytes, and entries it does not yet hold."""

    partner: str
    files: int
    bytes: int
    entries: int


class Took(msgspec.Struct, frozen=True):
    """What a partner left for us: new entries may be 0 where we held them already."""

    partner: str
    file: str
    bytes: int
    entries: int


class Left(msgspec.Struct, frozen=True):
    """A file that stays where it is, and why; the details fill the text of the reason."""

    file: str
    why: str
    details: dict[str, Any] = {}


class CarryReport(msgspec.Struct):
    """What one exchange with a folder did."""

    wrote: list[Wrote]
    took: list[Took]
    left: list[Left]
    notes: list[Note]


def carry(company: Company, folder: Path, partners: Iterable[str] | None = None) -> CarryReport:
    """Take what is for us, then leave for each partner all that it has not acknowledged.

    A file is removed only after what it brought is committed. Files for others stay.
    """
    chosen = None if partners is None else {company.link(name).partner for name in partners}
    links = [link for link in company.links() if can_send(link)]
    carrier = FolderCarrier(folder, [label(link, out=True) for link in company.links()])
    report = CarryReport([], [], [], company.resume().notes)
    for taken in carrier.poll():
        outcome = company.receive(taken.data, flush=False)
        if outcome.partner == "":
            report.left += [Left(taken.name, note.code, note.details) for note in outcome.notes]
            continue
        report.notes += outcome.notes
        report.took.append(Took(outcome.partner, taken.name, len(taken.data), outcome.heard))
        carrier.done(taken)
    report.left += [Left(skipped.name, skipped.reason_code) for skipped in carrier.skipped]
    links = [link for link in company.links() if can_send(link)]
    for link in links:
        if chosen is None or link.partner in chosen:
            report.wrote.append(_leave(company, carrier, link))
    return report


def _leave(company: Company, carrier: FolderCarrier, link: LinkRow) -> Wrote:
    bundles = list(company.carry(link.partner))
    carrier.put_all(label(link, out=True), bundles)
    waiting = company.store.head(link.out_stream).n - link.acked_n
    return Wrote(link.partner, len(bundles), sum(map(len, bundles)), waiting)


def taken_out(company: Company, partners: Iterable[str] | None = None) -> tuple[str, bytes]:
    """For those who carry files by hand: a name and its bytes, as `carry` would leave them.

    One bundle is a file of its own; several are in a zip, to be unpacked, or taken in as it is.
    Mistake: partner-not-connected, partner-not-joined, nobody-to-carry-for, carry-too-much.
    """
    links = [company.link(name) for name in partners] if partners is not None else company.links()
    if partners is not None and not all(map(can_send, links)):
        raise Mistake("partner-not-joined", partner=links[0].partner)
    files: list[tuple[str, bytes]] = []
    total = 0
    for link in filter(can_send, links):
        for part, data in enumerate(company.carry(link.partner)):
            total += len(data)
            if total > MOST_FILE_BYTES:
                raise Mistake("carry-too-much", most=MOST_FILE_BYTES)
            files.append((f"{label(link, out=True)}-{part:04}{ENDING}", data))
    if not files:
        raise Mistake("nobody-to-carry-for")
    return files[0] if len(files) == 1 else ("tuowang.zip", _zipped(files))


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)
    return whole.getvalue()


def take_in(company: Company, file: str, data: bytes) -> CarryReport:
    """One file that somebody brought, a bundle or a zip of them; what was for us is taken."""
    report = CarryReport([], [], [], [])
    for name, bundle in _bundles(file, data):
        if bundle is None:
            report.left.append(Left(name, "too-large"))
            continue
        outcome = company.receive(bundle, flush=False)
        if outcome.partner == "":
            report.left += [Left(name, note.code, note.details) for note in outcome.notes]
            continue
        report.notes += outcome.notes
        report.took.append(Took(outcome.partner, name, len(bundle), outcome.heard))
    return report


def _bundles(file: str, data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """The bundles in a file; None where one is larger than a bundle may be."""
    if not data.startswith(b"PK"):
        yield file, data if 0 < len(data) <= MAXIMUM_BUNDLE_BYTES else None
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(ENDING)]
            for member in members[:MOST_IN_A_FILE]:
                with archive.open(member) as opened:
                    found = opened.read(MAXIMUM_BUNDLE_BYTES + 1)
                yield member.filename, found if len(found) <= MAXIMUM_BUNDLE_BYTES else None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        yield file, b"PK"  # no bundle begins like this, and the link says so


def label(link: LinkRow, *, out: bool) -> str:
    """The file label of one direction of a link; it says nothing to anybody else."""
    from_inviter = link.inviter == out
    return sha256(b"tuowang label 1" + link.tag_secret + bytes((from_inviter,))).hexdigest()[:20]
