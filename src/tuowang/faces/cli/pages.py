"""The pages on this machine: `pages`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.exchange import until_stopped
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Number, command, option
from tuowang.faces.cli.show import as_json

if TYPE_CHECKING:
    from tuowang.faces.pages.serving import Listening

LOOK_SECONDS = 0.2
PROCESSES = 2
"""Two people's pages are made at the same time."""


@command(
    "pages",
    option("listen", metavar="address"),
    option("open", flag=True),
    option("certificate", metavar="file"),
    option("key", metavar="file"),
    option("own_certificate", flag=True),
    option("name", metavar="host", many=True),
    option("beside", kind=Number(1, 2**31), metavar="number"),
)
def pages(
    face: Face,
    listen: str,
    open: bool,
    certificate: str,
    key: str,
    own_certificate: bool,
    name: tuple[str, ...],
    beside: int | None,
) -> Answer:
    """Serve the pages of this company until stopped."""
    from tuowang.faces.pages.serving import Listening
    from tuowang.flows.party import ME, PARTIES
    from tuowang.host.home import Home

    home = Home(face.home)
    party = face.view.get(PARTIES, ME) if home.exists() else None
    called = party.name if party is not None else ""
    where = Listening(
        listen or home.settings().pages,
        name,
        certificate,
        key,
        own_certificate,
        bool(listen),
        PROCESSES,
    )

    homes = {"": (called, face.home)}
    return serve_until_stopped(face, homes, where, open=open, beside=beside)


def serve_until_stopped(
    face: Face,
    homes: Mapping[str, tuple[str, Path]],
    where: Listening,
    *,
    open: bool,
    beside: int | None = None,
) -> Answer:
    """Serve the pages of these homes, by code with name and folder; say where.

    beside: the process with which they end.
    """
    from tuowang.faces.pages.serving import serve_pages

    def ready(address: str) -> None:
        if face.as_json:
            click.echo(as_json({"pages": address}))
        else:
            click.echo(face.text("pages-at", address=address))
        if open:
            click.launch(address)

    async def served() -> None:
        serving = asyncio.ensure_future(serve_pages(homes, where, ready))
        try:
            while not serving.done() and (beside is None or os.getppid() == beside):
                await asyncio.wait([serving], timeout=LOOK_SECONDS)
        finally:
            serving.cancel()
            await asyncio.wait([serving])
        with suppress(asyncio.CancelledError):
            serving.result()

    asyncio.run(until_stopped(served()))
    return Answer({"stopped": True}, [face.text("stopped")])
