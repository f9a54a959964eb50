"""The framework agreement on set-off, signed once a partner in the link: each side says that it
agrees to one exact text (`docs/set-off-agreement.md`, or what the two made of it, by its hash).

It is in force while both have said so of the same text; either may end it. `net` tells with whom
it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

import msgspec
from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.base import Command, Context, Effect, Flow, Note, Record, Said, Say
from tuowang.flows.checks import known_partner
from tuowang.flows.disclosure import disclosed
from tuowang.flows.netting_free import TOPIC
from tuowang.flows.netting_tables import SET_OFF_AGREEMENTS, SetOffAgreementRow
from tuowang.store.store import Rows, View
from tuowang.units import Day

HASH_LETTERS = 64
TextHash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


netting_agreement = Flow("netting-agreement", tables=(SET_OFF_AGREEMENTS,))


@netting_agreement.record
class SetOffAgreed(Record, frozen=True):
    """We agree to the framework agreement of this text."""

    kind: ClassVar[str] = "set-off-agreement.agreed"
    topic: ClassVar[str] = "netting"
    text_hash: TextHash
    day: Day


@netting_agreement.record
class SetOffAgreementEnded(Record, frozen=True):
    """We end it; rings in which we have signed are carried out."""

    kind: ClassVar[str] = "set-off-agreement.ended"
    topic: ClassVar[str] = "netting"
    ends_what_began: ClassVar[bool] = True


class AgreeToSetOff(Command, frozen=True):
    """Sign the framework agreement with a partner."""

    verb: ClassVar[str] = "agree-to-set-off"
    partner: str
    text_hash: str


class EndSetOffAgreement(Command, frozen=True):
    """End it."""

    verb: ClassVar[str] = "end-set-off-agreement"
    partner: str


@netting_agreement.fold(SetOffAgreed)
def fold_agreed(rows: Rows, said: Said[SetOffAgreed]) -> None:
    """The last text counts."""
    row = rows.get(SET_OFF_AGREEMENTS, said.partner) or SetOffAgreementRow(said.partner)
    text, day = said.record.text_hash.hex(), said.record.day
    if said.mine:
        rows.put(SET_OFF_AGREEMENTS, replace(row, ours=text, our_day=day))
    else:
        rows.put(SET_OFF_AGREEMENTS, replace(row, theirs=text, their_day=day))


@netting_agreement.fold(SetOffAgreementEnded)
def fold_ended(rows: Rows, said: Said[SetOffAgreementEnded]) -> None:
    """One side is enough."""
    row = rows.get(SET_OFF_AGREEMENTS, said.partner)
    if row is not None:
        ended = replace(row, ours="") if said.mine else replace(row, theirs="")
        rows.put(SET_OFF_AGREEMENTS, ended)


@netting_agreement.ask(AgreeToSetOff)
def agree(view: View, command: AgreeToSetOff, context: Context) -> Iterable[Effect]:
    """Say so, if that is new. Mistake: partner-unknown, not-a-text-hash."""
    known_partner(view, command.partner)
    text = command.text_hash
    if len(text) != HASH_LETTERS or any(char not in "0123456789abcdef" for char in text):
        raise Mistake("not-a-text-hash", text=text[:80])
    row = view.get(SET_OFF_AGREEMENTS, command.partner)
    if row is None or row.ours != text:
        yield Say(command.partner, SetOffAgreed(bytes.fromhex(text), context.today))


@netting_agreement.ask(EndSetOffAgreement)
def end(view: View, command: EndSetOffAgreement, _context: Context) -> Iterable[Effect]:
    """Say so. Mistake: no-set-off-agreement."""
    row = view.get(SET_OFF_AGREEMENTS, command.partner)
    if row is None or not row.ours:
        raise Mistake("no-set-off-agreement", partner=command.partner)
    yield Say(command.partner, SetOffAgreementEnded())


@netting_agreement.react(SetOffAgreed)
def tell(view: View, said: Said[SetOffAgreed], _context: Context) -> Iterable[Effect]:
    """A person should know: both sides signed, or the partner signed what we did not."""
    row = view.get(SET_OFF_AGREEMENTS, said.partner)
    if said.mine or row is None:
        return
    details = {"partner": said.partner, "hash": said.record.text_hash.hex()[:16]}
    yield Note("set-off-agreement-in-force" if row.is_in_force else "set-off-asked", details)


def without_agreement(view: View, partners: Iterable[str]) -> list[str]:
    """With whom of these we net though the agreement is not signed by both."""
    rows = {row.partner for row in view.scan(SET_OFF_AGREEMENTS) if row.is_in_force}
    return [one for one in partners if one not in rows and disclosed(view, one, TOPIC)]
