"""Witnesses of rings: `witness`; whom we name and accept is said with `net`."""

from __future__ import annotations

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, Word, column
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.witness_tables import keys_of, witness_rules
from tuowang.flows.witness_views import stamped, witness_lines
from tuowang.flows.witnessing import OfferWitness, SetWitnesses

_LINES = (
    column("partner"),
    Column("witness", lambda one: Word(one.role)),
    Column("witness_key", lambda one: one.key),
)
_ACCEPTS = {
    "any": "witness-accepts-any",
    "only": "witness-accepts-only",
    "none": "witness-accepts-none",
}


@command("witness", argument("partner", needed=False), option("end", flag=True), *files())
def witness(face: Face, partner: str, end: bool, xlsx: str, csv: str) -> Answer:
    """Stamp rings for a partner, or no more; or list who witnesses for whom."""
    if partner:
        return do(face, OfferWitness(partner_code(face, partner), end))
    if end:
        raise Mistake("argument-needed", name="PARTNER")
    found, rules = list(witness_lines(face.view)), witness_rules(face.view)
    answer = answer_list(face, Listing(_LINES, found, empty="no-witnesses"), xlsx, csv)
    if xlsx or csv:
        return answer
    keys = [key.hex() for key in keys_of(rules)]
    seen, lapsed = stamped(face.view)
    answer.document = {
        "witnesses": [one._asdict() for one in found],
        "named": rules.named,
        "accepts": rules.accepts,
        "keys": keys,
        "stamped": seen,
        "lapsed": lapsed,
    }
    named = "witness-named" if rules.named else "witness-none-named"
    answer.shown.append(face.text(named, partner=rules.named))
    answer.shown.append(face.text(_ACCEPTS[rules.accepts], count=len(keys)))
    if seen or lapsed:
        answer.shown.append(face.text("witness-stamps", seen=seen, lapsed=lapsed))
    return answer


def set_witnesses(face: Face, named: str, accepted: tuple[str, ...]) -> Answer:
    """Whom we name ("none": nobody), which we accept."""
    code = "" if named == "none" else partner_code(face, named) if named else None
    return do(face, SetWitnesses(code, accepted or None))
