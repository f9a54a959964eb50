"""Off the net, and one's own relay nets on: `mandate`."""

from __future__ import annotations

from typing import Any

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, Money, Word, by_whom
from tuowang.faces.cli.doing import do, note_document, note_lines
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import day, partner_code
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.flows.mandate import GiveMandate, MandateGiven, RevokeMandate, Serve
from tuowang.flows.mandate_views import mandate_lines
from tuowang.units import MAXIMUM_AMOUNT_MINOR

_LINES = (
    Column("mandate", lambda one: Word(one.role)),
    Column("partner", lambda one: one.partner),
    Column("claim", lambda one: one.claim),
    Column("owed_by", lambda one: by_whom(not one.mine)),
    Column("limit", lambda one: Money(one.limit_minor, one.currency)),
    Column("set_off", lambda one: Money(one.used_minor, one.currency)),
    Column("until", lambda one: one.until_day),
    Column("relay", lambda one: one.relay),
    Column("state", lambda one: Word("mandate-" + one.state)),
)


@command(
    "mandate",
    argument("partner", needed=False),
    option("until", metavar="date"),
    option("with_", "--partner", metavar="partner", many=True),
    option("claims", "--claim", metavar="claim", many=True),
    option("amount", kind=Number(1, MAXIMUM_AMOUNT_MINOR), metavar="amount"),
    option("most_firms", kind=Number(2, 64), metavar="number"),
    option("quantum", kind=Number(1, MAXIMUM_AMOUNT_MINOR), metavar="amount"),
    option("revoke", flag=True),
    option("serve", flag=True),
    *files(),
)
def mandate(face: Face, partner: str, until: str, revoke: bool, serve: bool, **how: Any) -> Answer:
    """Let our own relay net for us, end that, or be a relay; or list what stands."""
    if not partner:
        if until or revoke or serve:
            raise Mistake("argument-needed", name="PARTNER")
        found = list(mandate_lines(face.view))
        listing = Listing(_LINES, found, empty="no-mandates")
        answer = answer_list(face, listing, how["xlsx"], how["csv"])
        if not (how["xlsx"] or how["csv"]):
            answer.document = [one._asdict() for one in found]
        return answer
    code = partner_code(face, partner)
    if serve:
        return do(face, Serve(code))
    if revoke:
        return do(face, RevokeMandate(code))
    if not until:
        raise Mistake("mandate-needs-day")
    return _give(face, code, day(face, until), how)


def _give(face: Face, relay: str, until: str, how: dict[str, Any]) -> Answer:
    """Told in sums: the records hold secrets of the relay's."""
    wanted = GiveMandate(
        relay,
        until,
        tuple(partner_code(face, one) for one in how["with_"]),
        tuple(how["claims"]),
        how["amount"] or 0,
        how["most_firms"],
        how["quantum"],
    )
    outcome = face.company.ask(wanted)
    given = [(to, one) for to, one in outcome.said if isinstance(one, MandateGiven)]
    document = {
        "mandate": given[0][1].mandate,
        "relay": relay,
        "until": until,
        "partners": {to: [claim.claim for claim in one.claims] for to, one in given},
        "notes": [note_document(face, note) for note in outcome.notes],
    }
    count = sum(len(one.claims) for _, one in given)
    told = face.text("mandate-told", relay=relay, count=count, partners=len(given), until=until)
    return Answer(document, [told, *note_lines(face, outcome.notes), face.text("leaves-next")])
