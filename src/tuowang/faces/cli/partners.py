"""Two companies connect: `invite`, `join`, `words`, `confirm`; and with whom we are: `partners`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import (
    Answer,
    Column,
    Listing,
    Moment,
    Share,
    Word,
    column,
    word_column,
)
from tuowang.faces.cli.doing import do, told
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import Group, Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.partner import DISCLOSURES, ITEM_CODES, PARTNERS, RecordPartner

_MOST_CODE_BYTES = 10_000


@command("invite", argument("partner"), option("qr", flag=True), option("file", metavar="file"))
def invite(face: Face, partner: str, qr: bool, file: str) -> Answer:
    """A code for a partner, used once."""
    if file and Path(file).suffix.lower() not in (".png", ".svg", ".txt"):
        raise Mistake("code-file-kind", file=file)
    code = face.company.invite(partner_code(face, partner))
    shown: list[str | Listing] = [code]
    if file:
        _write_code(code, Path(file))
        shown.append(face.text("code-written", file=file))
    if qr and not face.as_json:
        _draw_code(code)
    shown.append(face.text("next-after-invite", partner=partner))
    return Answer({"partner": partner, "code": code, "file": file or None}, shown)


def _write_code(code: str, path: Path) -> None:
    """The code as a text, or as a QR picture. Mistake: file-not-writable."""
    from tuowang.host.home import replace_file

    if path.suffix.lower() == ".txt":
        replace_file(path, f"{code}\n".encode(), 0o600)
        return
    from io import BytesIO

    import segno

    picture = BytesIO()
    segno.make(_for_qr(code), error="m").save(picture, kind=path.suffix[1:].lower(), scale=8)
    replace_file(path, picture.getvalue(), 0o600)


def _draw_code(code: str) -> None:
    import segno

    segno.make(_for_qr(code), error="l").terminal(out=sys.stdout, compact=True)


def _for_qr(code: str) -> str:
    """Without hyphens: capital letters and digits take the least room."""
    return code.replace("-", "")


@command(
    "join", argument("code", many=True, metavar="code"), option("as_", "--as", metavar="partner")
)
def join(face: Face, code: tuple[str, ...], as_: str) -> Answer:
    """Join with a partner's code, or with the file that holds it."""
    if not code:
        raise Mistake("code-needed")
    typed = "".join(code)
    named = face.at_machine and len(code) == 1 and _is_file(code[0])
    text = _code_in(Path(code[0])) if named else typed
    company = face.company
    if not as_:
        raise _must_be_named(face)
    partner = partner_code(face, as_)
    company.join(partner, text)
    return joined(face, partner)


def joined(face: Face, partner: str) -> Answer:
    """With whom we have joined, and the words that both people compare now."""
    name, words = face.company.link(partner).peer_name, face.company.words(partner)
    shown = [
        face.text("joined", partner=partner, name=name),
        _words_line(face, words),
        face.text("next-after-join", partner=partner),
    ]
    return Answer({"partner": partner, "name": name, "words": words}, [*shown])


def _is_file(typed: str) -> bool:
    return len(typed) < 1000 and Path(typed).is_file()


def _code_in(path: Path) -> str:
    """A code file's text. Mistake: file-not-readable, code-unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_CODE_BYTES).decode()
    except UnicodeDecodeError:
        raise Mistake("code-unreadable") from None
    except OSError as fault:
        raise Mistake("file-not-readable", path=str(path), fault=fault.strerror) from None


def _must_be_named(face: Face) -> Mistake:
    links = {link.partner for link in face.company.links()}
    free = [row.partner for row in face.view.scan(PARTNERS) if row.partner not in links]
    return Mistake("partner-code-needed", known=free or ["-"])


@command("words", argument("partner"))
def words(face: Face, partner: str) -> Answer:
    """The words that both people compare."""
    found = face.company.words(partner_code(face, partner))
    shown = [_words_line(face, found), face.text("compare-words", partner=partner)]
    return Answer({"partner": partner, "words": found}, [*shown])


def _words_line(face: Face, found: list[tuple[str, str]]) -> str:
    index = 1 if face.language == "zh" else 0
    return "    " + "  ".join(pair[index] for pair in found)


@command("confirm", argument("partner"))
def confirm(face: Face, partner: str) -> Answer:
    """The words are the same: trust the link."""
    code = partner_code(face, partner)
    outcome = face.company.confirm(code)
    answer = told(face, outcome)
    answer.document = {"partner": code, **answer.document}
    answer.shown = [face.text("confirmed", partner=code), face.text("leaves-next")]
    return answer


@command("disconnect", argument("partner"), option("yes", flag=True))
def disconnect(face: Face, partner: str, yes: bool) -> Answer:
    """End the link; what was said stays."""
    code = partner_code(face, partner)
    face.company.link(code)
    if not yes:
        raise Mistake("disconnect-unsure", partner=code)
    face.company.disconnect(code)
    return Answer({"partner": code}, [face.text("disconnected", partner=code)])


@command("address", argument("partner"), argument("address", needed=False, metavar="url"))
def address(face: Face, partner: str, address: str) -> Answer:
    """Where a partner's connector is reached from now on."""
    code = partner_code(face, partner)
    if address:
        from tuowang.carriers.http import checked_url

        address = checked_url(address)
    face.company.set_address(code, address)
    said = face.text("address-set" if address else "address-none", partner=code, address=address)
    return Answer({"partner": code, "address": address}, [said])


class PartnerLine(msgspec.Struct, frozen=True):
    """A partner with the state of its link. `under_way`: entries it does not hold yet."""

    partner: str
    name: str
    state: str
    said: int
    heard: int
    under_way: int
    heard_at: int
    carrier: str
    address: str


def _lines(face: Face) -> list[PartnerLine]:
    company = face.company
    links = {link.partner: link for link in company.links()}
    names = {row.partner: row.name for row in face.view.scan(PARTNERS)}
    found = []
    for code in sorted(names.keys() | links.keys()):
        link = links.get(code)
        if link is None:
            found.append(PartnerLine(code, names[code], "not-connected", 0, 0, 0, 0, "", ""))
            continue
        said = company.store.head(link.out_stream).n
        heard = company.store.head(link.in_stream).n
        carrier = "http" if link.address else "calls-us" if link.live else "carried"
        state = "healing" if link.healing else "silent" if link.silent else link.status
        name = names.get(code) or link.peer_name
        found.append(
            PartnerLine(
                code,
                name,
                state,
                said,
                heard,
                said - link.acked_n,
                link.heard_at,
                carrier,
                link.address,
            )
        )
    return found


_COLUMNS = (
    column("partner"),
    column("name"),
    word_column("state"),
    column("under_way"),
    column("heard", "received"),
    Column("last_heard", lambda row: Moment(row.heard_at)),
    Column("carrier", lambda row: Word(row.carrier) if row.carrier else ""),
    column("address"),
)


def _list_partners(face: Face, xlsx: str, csv: str) -> Answer:
    return answer_list(face, Listing(_COLUMNS, _lines(face), empty="no-partners"), xlsx, csv)


list_partners = command("partners", *files())(_list_partners)


@command("show", argument("partner"))
def show_partner(face: Face, partner: str) -> Answer:
    """All about one partner."""
    code = partner_code(face, partner)
    row = face.view.get(PARTNERS, code)
    lines = [line for line in _lines(face) if line.partner == code]
    if row is None and not lines:
        raise Mistake("partner-unknown", partner=partner)
    rules = list(face.view.scan(DISCLOSURES, code))
    codes = list(face.view.scan(ITEM_CODES, code))
    shown: list[str | Listing] = [Listing(_COLUMNS, lines)]
    if row is not None:
        shown.append(Listing(_TERMS, [row]))
    shown.append(Listing(_RULES, rules, empty="no-rules"))
    if codes:
        shown.append(Listing((column("item"), column("their_item")), codes))
    document = {"partner": row, "link": lines[0] if lines else None, "rules": rules, "codes": codes}
    return Answer(document, shown)


_TERMS = (
    column("name"),
    column("company_id"),
    column("currency"),
    column("payment_days"),
    column("transit_days"),
    Column("tolerance", lambda row: Share(row.tolerance_permille)),
)
_RULES = (word_column("topic"), Column("item", lambda row: row.item or Word("every-item")))


@command(
    "add",
    argument("partner"),
    argument("name", needed=False, metavar="name"),
    option("id", metavar="company_id"),
    option("scheme"),
    option("currency", metavar="currency"),
    option("payment_days", kind=Number(0, 3650), metavar="days"),
    option("transit_days", kind=Number(0, 3650), metavar="days"),
    option("tolerance", metavar="percent"),
)
def add_partner(
    face: Face,
    partner: str,
    name: str,
    id: str,
    scheme: str,
    currency: str,
    payment_days: int | None,
    transit_days: int | None,
    tolerance: str,
) -> Answer:
    """Enter or change a partner and our terms with it."""
    old = face.view.get(PARTNERS, partner) or RecordPartner(partner, name)
    said = RecordPartner(
        partner,
        name or old.name,
        id or old.company_id,
        scheme or old.company_id_scheme or "uscc",
        currency or old.currency,
        old.payment_days if payment_days is None else payment_days,
        old.transit_days if transit_days is None else transit_days,
        permille(tolerance) if tolerance else old.tolerance_permille,
    )
    return do(face, said)


def permille(percent: str) -> int:
    """A share in permille of "2.5" or "2.5 %". Mistake: share-out-of-range."""
    from tuowang.units import decimal

    exact = decimal(percent.strip().rstrip("%")) * 10
    if exact != exact.to_integral_value() or not 0 <= exact <= 1000:
        raise Mistake("share-out-of-range", text=percent)
    return int(exact)


partners = Group(
    "partners",
    callback=None,
    params=list_partners.params,
    invoke_without_command=True,
    commands={"show": show_partner, "add": add_partner},
)


@click.pass_context
def _list_unless_asked_more(context: click.Context, /, **values: Any) -> None:
    if context.invoked_subcommand is None:
        assert list_partners.callback is not None
        context.invoke(list_partners.callback, **values)


partners.callback = _list_unless_asked_more
