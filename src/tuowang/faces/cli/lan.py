"""Connectors in the same local network: who is there, being there, joining: `lan`."""

from __future__ import annotations

import signal
from threading import Event
from typing import TYPE_CHECKING

import click

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Listing, column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import Number, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.faces.cli.partners import joined
from tuowang.faces.cli.show import as_json

if TYPE_CHECKING:
    from tuowang.host.lan import Announcement

MINUTES = 10
FOUND = (column("name"), column("address"), column("fingerprint"))


@command(
    "lan",
    option("announce", metavar="partner"),
    option("minutes", kind=Number(1, 60), metavar="number", default=MINUTES),
    option("join", metavar="fingerprint"),
    option("as_", "--as", metavar="partner"),
    *files(),
)
def lan(
    face: Face, announce: str, minutes: int, join: str, as_: str, xlsx: str, csv: str
) -> Answer:
    """Who announces itself in the local network; announce ourselves; join."""
    from tuowang.host.lan import Announcement, look

    if announce:
        found = Announcement(face.company, partner_code(face, announce), 60 * minutes)
        return _announced(face, found, minutes)
    if join:
        return _join(face, join, as_)
    return answer_list(face, Listing(FOUND, look(face.company), empty="lan-nobody"), xlsx, csv)


def _join(face: Face, fingerprint: str, as_: str) -> Answer:
    from tuowang.host.lan import join_found

    if not as_:
        raise Mistake("argument-needed", name="--as")
    partner = partner_code(face, as_)
    join_found(face.company, partner, fingerprint.strip().upper())
    return joined(face, partner)


def announced_lines(face: Face, found: Announcement, minutes: int) -> list[str]:
    """What people should know while we are announced."""
    lines = [face.text("lan-announced", at=found.addresses, minutes=minutes, partner=found.partner)]
    return [*lines, face.text("lan-only-here")] if found.only_here else lines


def _announced(face: Face, found: Announcement, minutes: int) -> Answer:
    if face.as_json:
        document = {"announced": found.addresses, "partner": found.partner, "minutes": minutes}
        click.echo(as_json(document))
    else:
        click.echo("\n".join(announced_lines(face, found, minutes)))
    # However it is ended, an invitation that nobody took must not stay behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    somebody = found.run(face.company, Event())
    said = face.text("lan-joined" if somebody else "lan-over", partner=found.partner)
    return Answer({"partner": found.partner, "joined": somebody}, [said])
