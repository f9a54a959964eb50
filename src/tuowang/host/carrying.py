"""Exchange by a folder: a USB stick, a network share, anything that carries files both ways."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from tuowang.carriers.folder import FolderCarrier
from tuowang.flows.base import Note
from tuowang.host.company import Company
from tuowang.link.outgoing import can_send
from tuowang.link.state import LinkRow


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
    """A file that stays where it is, and why."""

    file: str
    why: str


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
            report.left += [Left(taken.name, note.code) for note in outcome.notes]
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


def label(link: LinkRow, *, out: bool) -> str:
    """The file label of one direction of a link; it says nothing to anybody else."""
    from_inviter = link.inviter == out
    return sha256(b"tuowang label 1" + link.tag_secret + bytes((from_inviter,))).hexdigest()[:20]
