"""Bundles on paper: `paper`."""

from __future__ import annotations

from pathlib import Path

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.exchange import carried
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import argument, command, option

MOST_PAPER_BYTES = 200_000


@command("paper", argument("partner", needed=False), option("read", metavar="file"))
def paper(face: Face, partner: str, read: str) -> Answer:
    """What waits for a partner as lines for QR codes; or take in lines that were read."""
    if read:
        return from_paper(face, _lines(Path(read)), read)
    pages = paper_for(face, partner_code(face, partner))
    return Answer({"partner": partner, "pages": pages}, [*pages])


def paper_for(face: Face, partner: str) -> list[str]:
    """The text of each QR code. Mistake: partner-not-connected, paper-too-much."""
    from tuowang.host.carrying import taken_out
    from tuowang.host.paper import MOST_PAGES, PAGE_BYTES, on_paper

    name, data = taken_out(face.company, [partner])
    if name.endswith(".zip"):
        raise Mistake("paper-too-much", pages=-(-len(data) // PAGE_BYTES), most=MOST_PAGES)
    return on_paper(data)


def from_paper(face: Face, text: str, file: str) -> Answer:
    """Take in what was read. Mistake: paper-unreadable, paper-mixed, paper-missing, …"""
    from tuowang.host.carrying import take_in
    from tuowang.host.paper import off_paper

    return carried(face, take_in(face.company, file, off_paper(text)), took_only=True)


def _lines(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(MOST_PAPER_BYTES)
    except (OSError, UnicodeDecodeError) as no:
        raise Mistake("file-not-readable", path=str(path), fault=no) from no
