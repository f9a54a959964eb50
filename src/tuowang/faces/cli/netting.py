"""Debts that cancel: `net`, `rings`, `setoffs`, `exclude`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import (
    Answer,
    Cell,
    Column,
    Listing,
    Money,
    Word,
    by_whom,
    column,
)
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import document, partner_code
from tuowang.faces.cli.grammar import Number, OneOf, argument, command, option
from tuowang.faces.cli.lists import answer_list
from tuowang.faces.cli.lists import files as file_options
from tuowang.faces.cli.pooling import plan_pool, take_plan, what_if, write_own_share
from tuowang.faces.cli.witness import set_witnesses
from tuowang.flows.money import CLAIMS
from tuowang.flows.netting import ExcludeFromNetting, Net, SetNettingRules
from tuowang.flows.netting_agreement import (
    AgreeToSetOff,
    EndSetOffAgreement,
    without_agreement,
)
from tuowang.flows.netting_epoch import JoinEpoch
from tuowang.flows.netting_tables import PartRow
from tuowang.flows.netting_views import (
    Notice,
    RingSums,
    is_final,
    is_released,
    notices,
    ring_sums,
    ring_word,
    rings,
    standing_by_partner,
    waits_for,
)
from tuowang.flows.partner import PARTNERS
from tuowang.flows.party import PARTIES
from tuowang.units import MAXIMUM_AMOUNT_MINOR, show_money, today


@command(
    "net",
    option("lane", metavar="lane"),
    option("tokens", kind=Number(0, 1000), metavar="number", default=8),
    option("most_firms", kind=Number(2, 64), metavar="number"),
    option("days", kind=Number(1, 365), metavar="days"),
    option("grace_days", kind=Number(0, 365), metavar="days"),
    option("quantum", kind=Number(1, MAXIMUM_AMOUNT_MINOR), metavar="amount"),
    option("cap", kind=Number(0, MAXIMUM_AMOUNT_MINOR), metavar="amount"),
    option("needs_agreement", kind=OneOf(("yes", "no")), metavar="yes-no"),
    option("every", kind=Number(0, 365), metavar="days"),
    option("witness", metavar="partner"),
    option("accept_witness", metavar="witness", many=True),
    argument("files", needed=False, many=True),
    option("what_if", flag=True),
    option("cash", metavar="amount"),
    option("share", metavar="file"),
    option("pool", flag=True),
    option("into", metavar="folder"),
    option("plan", metavar="file"),
    option("agree", metavar="partner"),
    option("text", metavar="file"),
    option("end_agreement", metavar="partner"),
)
def net(face: Face, tokens: int, files: tuple[str, ...], **options: Any) -> Answer:
    """State what is open, and look for rings: in an epoch of a lane, or by tokens at once; or
    change how we net; pool; or sign the agreement.
    """
    if options["agree"]:
        code = partner_code(face, options["agree"])
        return do(face, AgreeToSetOff(code, _hash_of(options["text"])))
    if options["end_agreement"]:
        return do(face, EndSetOffAgreement(partner_code(face, options["end_agreement"])))
    if options["witness"] or options["accept_witness"]:
        return set_witnesses(face, options["witness"], options["accept_witness"])
    if options["share"]:
        return write_own_share(face, options["share"])
    if options["pool"]:
        if not files or not options["into"]:
            raise Mistake("pool-needs-files")
        return plan_pool(face, files, options["into"])
    if options["plan"]:
        return take_plan(face, options["plan"])
    if options["what_if"]:
        return what_if(face, files, options["cash"])
    if files or options["cash"] or options["into"]:
        raise Mistake("pool-needs-files")
    return _net(face, tokens, options)


def _net(face: Face, tokens: int, rules: dict[str, Any]) -> Answer:
    needed = rules["needs_agreement"]
    given = {
        "quantum_minor": rules["quantum"],
        "most_firms": rules["most_firms"],
        "days": rules["days"],
        "grace_days": rules["grace_days"],
        "cap_minor": rules["cap"],
        "needs_agreement": needed == "yes" if needed else None,
        "every_days": rules["every"],
    }
    if any(value is not None for value in given.values()):
        return do(face, SetNettingRules(**given))
    lane = rules["lane"]
    return _standing(face, do(face, JoinEpoch(lane) if lane else Net(tokens)))


_PARTNERS = (
    column("partner"),
    Column("books_agree", lambda one: one.agreed),
    Column("differ", lambda one: one.differing or None),
    Column("not_stated", lambda one: one.not_stated or None),
    Column("apart", lambda one: one.apart or None),
    Column("to_us", lambda one: Money(one.to_us_minor, one.currency)),
    Column("by_us", lambda one: Money(one.by_us_minor, one.currency)),
    Column("rings_waiting", lambda one: one.awaited or None),
)


def _standing(face: Face, asked: Answer) -> Answer:
    """Where netting stands now; what was said word by word is for programs."""
    partners, sums = standing_by_partner(face.view), ring_sums(face.view)
    asked.document["partners"] = [one._asdict() for one in partners]
    asked.document["rings"] = [one._asdict() for one in sums]
    begun = [face.text(note["note"], **note["details"]) for note in asked.document["notes"]]
    asked.shown = [*begun, Listing(_PARTNERS, partners, empty="no-claims-open")]
    asked.shown += [_ring_sentence(face, one) for one in sums] or [face.text("no-rings")]
    unsigned = without_agreement(face.view, (row.partner for row in face.view.scan(PARTNERS)))
    asked.document["without_agreement"] = unsigned
    if unsigned:
        asked.shown.append(face.text("set-off-unsigned", partners=", ".join(unsigned)))
    if any(said["partner"] for said in asked.document["said"]):
        asked.shown.append(face.text("leaves-next"))
    return asked


def _ring_sentence(face: Face, one: RingSums) -> str:
    return face.text(
        "rings-in-sum",
        settled=one.settled,
        set_off=show_money(one.settled_minor, one.currency),
        under_way=one.under_way,
        held=show_money(one.under_way_minor, one.currency),
    )


def _hash_of(file: str) -> str:
    """The SHA-256 of the text that both sides agree to."""
    if not file:
        raise Mistake("set-off-text-missing")
    try:
        return sha256(Path(file).read_bytes()).hexdigest()
    except OSError as no:
        raise Mistake("file-not-readable", path=file, fault=no.strerror or "") from None


@command(
    "exclude",
    argument("partner"),
    argument("claim", needed=False),
    argument("reason", needed=False, many=True, metavar="text"),
    option("lift", flag=True),
)
def exclude(face: Face, partner: str, claim: str, reason: tuple[str, ...], lift: bool) -> Answer:
    """Keep a claim, or all of a partner's, out of netting; or lift that."""
    code = partner_code(face, partner)
    name = document(face, CLAIMS, code, "claim", claim) if claim else ""
    return do(face, ExcludeFromNetting(code, name, " ".join(reason), lift))


def _waits_for(row: PartRow) -> Cell:
    partner, what = waits_for(row)
    return partner or (Word(what) if what else None)


_RINGS = (
    Column("ring", lambda row: row.ring[:16]),
    Column("state", lambda row: Word(ring_word(row))),
    Column("amount", lambda row: Money(row.amount_minor, row.currency)),
    Column("firms", lambda row: row.size),
    Column("owes_us", lambda row: row.debtor),
    Column("owed_by_us", lambda row: row.creditor),
    Column("waits_for", _waits_for),
    Column("until", lambda row: today(row.until)),
)


@command("rings", option("all", flag=True), *file_options())
def list_rings(face: Face, all: bool, xlsx: str, csv: str) -> Answer:
    """The rings that we take part in; those that came to nothing are counted, or listed, too."""
    found = rings(face.view)
    shown = [row for row in found if all or not is_released(row)]
    answer = answer_list(face, Listing(_RINGS, shown, empty="no-rings"), xlsx, csv)
    if not (xlsx or csv):
        if len(shown) < len(found):
            answer.shown.append(face.text("rings-released", count=len(found) - len(shown)))
        answer.document = [
            {
                "ring": row.ring,
                "state": row.state,
                "amount_minor": row.amount_minor,
                "currency": row.currency,
                "firms": row.size,
                "debtor": row.debtor,
                "debtor_claim": row.debtor_claim,
                "creditor": row.creditor,
                "creditor_claim": row.creditor_claim,
                "until": row.until,
                "witness": row.witness.hex(),
                "final": is_final(row),
                "waits_for": [word for word in waits_for(row) if word],
            }
            for row in found
        ]
    return answer


_SETOFFS = (
    Column("day", lambda one: one.row.day),
    Column("partner", lambda one: one.row.partner),
    Column("claim", lambda one: one.row.claim),
    Column("owed_by", lambda one: by_whom(not one.row.mine)),
    Column("set_off", lambda one: Money(one.row.amount_minor, one.row.currency)),
    Column("remaining", lambda one: Money(one.row.remaining_minor, one.row.currency)),
    Column("ring", lambda one: one.row.ring[:16]),
    Column("partner_agrees", lambda one: Word("yes" if one.agreed else "no")),
)


@command(
    "setoffs", argument("partner", needed=False), option("ubl", metavar="folder"), *file_options()
)
def setoffs(face: Face, partner: str, ubl: str, xlsx: str, csv: str) -> Answer:
    """What was set off, claim by claim; as UBL remittance advices where a folder is named."""
    code = partner_code(face, partner) if partner else ""
    found = notices(face.view, code)
    if ubl:
        return _write_ubl(face, found, Path(ubl))
    answer = answer_list(face, Listing(_SETOFFS, found, empty="no-setoffs"), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [
            {
                "ring": one.row.ring,
                "partner": one.row.partner,
                "claim": one.row.claim,
                "mine": one.row.mine,
                "amount_minor": one.row.amount_minor,
                "remaining_minor": one.row.remaining_minor,
                "currency": one.row.currency,
                "day": one.row.day,
                "agreed": one.agreed,
            }
            for one in found
        ]
    return answer


def _write_ubl(face: Face, found: list[Notice], folder: Path) -> Answer:
    from tuowang.host.home import replace_file
    from tuowang.standards.ubl_remittance_advice import (
        NamedParty,
        SetOffNotice,
        remittance_advice,
    )

    us = next(iter(face.view.scan(PARTIES)), None)
    ours = NamedParty(us.name, us.company_id) if us is not None else NamedParty("", "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Mistake("file-not-written", file=str(folder), why=fault.strerror or "") from None
    for one in found:
        row = one.row
        partner = face.view.get(PARTNERS, row.partner)
        theirs = NamedParty(partner.name, partner.company_id) if partner else NamedParty("", "")
        debtor, creditor = (theirs, ours) if row.mine else (ours, theirs)
        notice = SetOffNotice(
            row.ring, row.claim, row.amount_minor, row.remaining_minor, row.currency, row.day
        )
        side = "in" if row.mine else "out"
        file = folder / f"{row.day}-{row.ring[:16]}-{side}.xml"
        replace_file(file, remittance_advice(notice, debtor, creditor), 0o600)
    said = face.text("setoffs-written", count=len(found), folder=str(folder))
    return Answer({"folder": str(folder), "written": len(found)}, [said])
