"""Bytes travel: `up`, `sync`, `carry`; and a few words to a partner: `tell`, `messages`."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tuowang.faces.cli.answer import Answer, Column, Listing, Moment, by_whom, column
from tuowang.faces.cli.doing import do, note_document, note_lines, note_text
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.faces.cli.show import as_json
from tuowang.faces.texts import skipped_reason
from tuowang.flows.message import MESSAGES, Tell

if TYPE_CHECKING:
    from tuowang.flows.base import Note
    from tuowang.host.carrying import CarryReport

LOOK_SECONDS = 0.3
CLOSING_SECONDS = 10


@command("up", option("no_pages", flag=True), option("open", flag=True))
def up(face: Face, no_pages: bool, open: bool) -> Answer:
    """Run the connector, and the pages beside it, until it is stopped."""
    beside = None if no_pages else PagesBeside(face, open=open)
    try:
        asyncio.run(until_stopped(_run(face, beside)))
    finally:
        if beside is not None:
            beside.end()
    return Answer({"stopped": True}, [face.text("stopped")])


async def _run(face: Face, beside: PagesBeside | None) -> None:
    """The connector. Where nobody lives yet, the pages come first: they make the company."""
    from tuowang.host.connector import serve
    from tuowang.host.home import Home

    home = Home(face.home)
    if beside is not None and not home.exists():
        beside.begin()
        while not home.exists() and not beside.ended:
            await asyncio.sleep(LOOK_SECONDS)
    company = face.company

    def ready(address: str) -> None:
        if face.as_json:
            click.echo(as_json({"listening": address}))
        else:
            click.echo(face.text("listening", address=address))
        if beside is not None:
            beside.begin()

    def report(note: Note) -> None:
        if face.as_json:
            click.echo(as_json(note_document(face, note)))
        else:
            click.echo("! " + note_text(face, note), err=True)

    for note in company.opening_notes:
        report(note)
    await serve(company, report=report, ready=ready)


class PagesBeside:
    """The pages, in a process of their own: a slow page holds up no partner."""

    def __init__(self, face: Face, *, open: bool) -> None:
        words = ["--home", str(face.home), "--lang", face.language, *(["--open"] if open else [])]
        words += ["--json"] if face.as_json else []
        self._words = [sys.executable, "-m", "tuowang", "pages", *words]
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start them once; they end with this process, however it ends."""
        if self._process is None:
            beside = f"--beside={os.getpid()}"
            self._process = subprocess.Popen([*self._words, beside], stdin=subprocess.DEVNULL)

    @property
    def ended(self) -> bool:
        """Whether they were started and are no more."""
        return self._process is not None and self._process.poll() is not None

    def end(self) -> None:
        """Ask them to end, and wait."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


async def until_stopped(serving: Coroutine[Any, Any, None]) -> None:
    """Serve until SIGTERM, which ends in good order; Ctrl-C goes on to the caller."""
    task = asyncio.ensure_future(serving)
    stopped = asyncio.Event()

    def stop() -> None:
        stopped.set()
        task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped.is_set():
            raise


@command("sync")
def sync(face: Face) -> Answer:
    """Exchange once with every partner that has an address."""
    from tuowang.host.connector import sync_once

    before = _heard(face)
    notes = [*face.company.opening_notes, *asyncio.run(sync_once(face.company))]
    heard = _heard(face) - before
    waiting = _under_way(face)
    document = {
        "heard": heard,
        "under_way": waiting,
        "notes": [note_document(face, note) for note in notes],
    }
    said = face.text("synced", heard=heard, under_way=waiting)
    return Answer(document, [*note_lines(face, notes), said])


def _heard(face: Face) -> int:
    """How many entries of all partners we hold."""
    store = face.company.store
    return sum(store.head(link.in_stream).n for link in face.company.links())


def _under_way(face: Face) -> int:
    """How many entries of ours some partner does not hold yet."""
    store = face.company.store
    return sum(store.head(link.out_stream).n - link.acked_n for link in face.company.links())


_WROTE = (column("partner"), column("files"), column("bytes"), column("entries"))
_TOOK = (column("partner"), column("file"), column("bytes"), column("entries"))


@command("carry", argument("folder"), option("partner", metavar="partner", many=True))
def carry(face: Face, folder: str, partner: tuple[str, ...]) -> Answer:
    """Exchange by a folder: a USB stick, a share."""
    from tuowang.host.carrying import carry as carry_by

    chosen = [partner_code(face, one) for one in partner] or None
    return carried(face, carry_by(face.company, Path(folder), chosen))


def carried(face: Face, report: CarryReport, *, took_only: bool = False) -> Answer:
    """What came in, what was left for whom, and what stays where it lies."""
    shown: list[str | Listing] = [
        Listing(_TOOK, report.took, face.text("carry-took"), "carry-took-nothing")
    ]
    if not took_only:
        shown.append(Listing(_WROTE, report.wrote, face.text("carry-wrote"), "carry-wrote-nothing"))
    shown += [
        face.text(
            "carry-left",
            file=one.file,
            why=skipped_reason(one.why, face.language, **one.details),
        )
        for one in report.left
    ]
    notes = [*face.company.opening_notes, *report.notes]
    document = {
        "wrote": report.wrote,
        "took": report.took,
        "left": report.left,
        "notes": [note_document(face, note) for note in notes],
    }
    return Answer(document, [*shown, *note_lines(face, notes)])


@command("tell", argument("partner"), argument("text", many=True, metavar="text"))
def tell(face: Face, partner: str, text: tuple[str, ...]) -> Answer:
    """Tell a partner something."""
    return do(face, Tell(partner_code(face, partner), " ".join(text)))


_MESSAGES = (
    Column("at", lambda row: Moment(row.at)),
    column("partner"),
    Column("from", lambda row: by_whom(row.mine)),
    column("text"),
)


@command("messages", argument("partner", needed=False), *files())
def messages(face: Face, partner: str, xlsx: str, csv: str) -> Answer:
    """What was told, newest last."""
    prefix = (partner_code(face, partner),) if partner else ()
    rows = sorted(face.some(face.view.scan(MESSAGES, *prefix)), key=lambda row: row.at)
    return answer_list(face, Listing(_MESSAGES, rows), xlsx, csv)
