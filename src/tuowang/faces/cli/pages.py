"""The pages on this machine: `pages`."""

from __future__ import annotations

import asyncio

import click

from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.exchange import until_stopped
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import command, option
from tuowang.faces.cli.show import as_json


@command(
    "pages",
    option("listen", metavar="address"),
    option("open", flag=True),
    option("certificate", metavar="file"),
    option("key", metavar="file"),
    option("own_certificate", flag=True),
    option("name", metavar="host", many=True),
)
def pages(
    face: Face,
    listen: str,
    open: bool,
    certificate: str,
    key: str,
    own_certificate: bool,
    name: tuple[str, ...],
) -> Answer:
    """Serve the pages of this company until stopped."""
    from tuowang.faces.pages.serving import Listening, serve_pages
    from tuowang.flows.party import ME, PARTIES
    from tuowang.host.home import Home

    home = Home(face.home)
    party = face.view.get(PARTIES, ME) if home.exists() else None
    called = party.name if party is not None else ""
    where = Listening(
        listen or home.settings().pages, name, certificate, key, own_certificate, bool(listen)
    )

    def ready(address: str) -> None:
        if face.as_json:
            click.echo(as_json({"pages": address}))
        else:
            click.echo(face.text("pages-at", address=address))
        if open:
            click.launch(address)

    homes = {"": (called, face.home)}
    asyncio.run(until_stopped(serve_pages(homes, where, ready)))
    return Answer({"stopped": True}, [face.text("stopped")])
