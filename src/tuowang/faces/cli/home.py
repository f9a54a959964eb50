"""A company's first minute: `init`, and who it is: `party`."""

from __future__ import annotations

import sys

import click
import msgspec

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import command, option
from tuowang.faces.language import known_language
from tuowang.flows.party import ME, PARTIES, RecordParty


@command(
    "init",
    option("name"),
    option("id", metavar="company_id"),
    option("scheme"),
    option("currency", metavar="currency"),
    option("listen", metavar="address"),
    option("address", metavar="url"),
)
def init(
    face: Face, name: str, id: str, scheme: str, currency: str, listen: str, address: str
) -> Answer:
    """Make a home with a new key, and say who the company is."""
    from tuowang.host.company import Company
    from tuowang.host.home import Home, Settings
    from tuowang.record.keys import fingerprint

    home = Home(face.home)
    if home.exists():
        raise Mistake("home-taken", home=face.home)
    if not name and sys.stdin.isatty():
        name = click.prompt(face.text("ask-name"))
        id = id or click.prompt(face.text("ask-id"), default="", show_default=False)
    if not name.strip():
        raise Mistake("name-missing")
    said = RecordParty(name, id, scheme or "uscc", currency or "CNY", [address] if address else [])
    _check(said)
    settings = Settings(language=face.language, address=address)
    home.create(msgspec.structs.replace(settings, listen=listen) if listen else settings)
    with Company(home) as company:
        company.ask(said)
        key = fingerprint(company.keys.public)
    shown = face.text("said-init", name=name, home=face.home, key=key)
    document = {"home": str(face.home), "name": name, "fingerprint": key}
    return Answer(document, [shown, face.text("next-after-init")])


def _check(said: RecordParty) -> None:
    """The flow's own look at the party, before anything is on the disk."""
    from tuowang.flows.company_id import check_company_id
    from tuowang.units import currency_code

    currency_code(said.currency)
    if said.company_id:
        check_company_id(said.company_id_scheme.lower(), said.company_id)


@command(
    "party",
    option("name"),
    option("id", metavar="company_id"),
    option("scheme"),
    option("currency", metavar="currency"),
    option("listen", metavar="address"),
    option("address", metavar="url", many=True),
    option("language", metavar="language"),
)
def party(
    face: Face,
    name: str,
    id: str,
    scheme: str,
    currency: str,
    listen: str,
    address: tuple[str, ...],
    language: str,
) -> Answer:
    """Show who the company is, or change it."""
    row = face.view.get(PARTIES, ME)
    if row is None and not name:
        raise Mistake("party-missing")
    if listen or language or address:
        _change_settings(face, listen, language, address)
    if not (name or id or scheme or currency or address):
        return _shown(face)
    old = row or RecordParty(name)
    said = RecordParty(
        name or old.name,
        id or old.company_id,
        scheme or old.company_id_scheme,
        currency or old.currency,
        list(address) or old.addresses,
    )
    return do(face, said)


def _change_settings(face: Face, listen: str, language: str, address: tuple[str, ...]) -> None:
    settings = face.company.settings
    if language and not known_language(language):
        raise Mistake("language-unknown", text=language, known="zh, en")
    changed = msgspec.structs.replace(
        settings,
        listen=listen or settings.listen,
        language=known_language(language) or settings.language,
        address=address[0] if address else settings.address,
    )
    face.company.home.write_settings(changed)


def _shown(face: Face) -> Answer:
    from tuowang.record.keys import fingerprint

    row, company = face.view.get(PARTIES, ME), face.company
    settings = company.home.settings()
    key = fingerprint(company.keys.public)
    document = {
        **msgspec.structs.asdict(row),
        "fingerprint": key,
        "home": str(face.home),
        "settings": settings,
    }
    told = face.text(
        "party-shown",
        name=row.name,
        company_id=row.company_id or "-",
        scheme=row.company_id_scheme,
        currency=row.currency,
        addresses=row.addresses or ["-"],
        home=face.home,
        listen=settings.listen,
        key=key,
    )
    return Answer(document, [told])
