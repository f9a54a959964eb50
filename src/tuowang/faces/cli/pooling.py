"""`net --what-if`, `net --share`, `net --pool`, `net --plan`: what would clear, and a group's plan.

Computing and files load only where they are asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, Money, column
from tuowang.faces.cli.doing import do
from tuowang.faces.cli.face import Face
from tuowang.units import amount_minor, show_money

if TYPE_CHECKING:
    from tuowang.flows.pool_files import Share

_SUMS = (
    column("currency"),
    Column("invoices", lambda one: one.invoices),
    Column("gross", lambda one: Money(one.gross_minor, one.currency)),
    Column("cleared", lambda one: Money(one.cleared_minor, one.currency)),
)
_NEEDED = Column("cash_needed", lambda one: Money(one.cash_needed_minor, one.currency))
_PLAN = (
    *_SUMS,
    Column("rings", lambda one: one.rings),
    Column("in_long_rings", lambda one: Money(one.long_minor, one.currency)),
    _NEEDED,
)
_WHAT_IF = (
    *_SUMS,
    _NEEDED,
    Column("cash", lambda one: Money(one.cash_minor, one.currency)),
    Column("discharged", lambda one: Money(one.discharged_minor, one.currency)),
)
MOST_LENT = 10
"""So many firms that cash is put in at are told; programs get all."""


def write_own_share(face: Face, file: str) -> Answer:
    """Our share of a pool."""
    from tuowang.host.pooling import share_invoices

    written = share_invoices(face.company, Path(file))
    return Answer(written._asdict(), [face.text("pool-share-written", **written._asdict())])


def _shares(face: Face, files: tuple[str, ...]) -> list[Share]:
    """Members' shares; what is wrong in one is told with its name."""
    from tuowang.host.pooling import share_in

    found = []
    for file in files:
        try:
            found.append(share_in(Path(file)))
        except Mistake as no:
            line = no.details.get("line")
            if line is None:
                raise
            said = face.text(no.code, **no.details)
            raise Mistake("pool-share-refused", file=file, line=line, said=said) from None
    return found


def plan_pool(face: Face, files: tuple[str, ...], folder: str) -> Answer:
    """The exact plan over the members' shares, a file for each member."""
    from tuowang.host.pooling import part_name, plan_into

    shares = _shares(face, files)
    plan = plan_into(face.company, shares, Path(folder))
    written = [part_name(part) for part in plan.parts]
    document = {
        "pool": plan.pool,
        "folder": folder,
        "files": written,
        "sums": [one._asdict() for one in plan.sums],
    }
    said = face.text("pool-planned", pool=plan.pool, count=len(written), folder=folder)
    return Answer(document, [Listing(_PLAN, plan.sums, empty="pool-empty"), said])


def take_plan(face: Face, file: str) -> Answer:
    """Check our part of a plan against our book, and take part in its rings."""
    from tuowang.host.pooling import command_of

    try:
        command = command_of(face.company, Path(file))
    except Mistake as no:
        if "line" not in no.details:
            raise
        said = face.text(no.code, **no.details)
        line = no.details["line"]
        raise Mistake("pool-share-refused", file=file, line=line, said=said) from None
    answer = do(face, command)
    checked = face.text(
        "pool-checked",
        claims=len(command.claims),
        cleared=sum(one.cleared_minor > 0 for one in command.claims),
        rings=len(command.rings),
        first=sum(ring.first for ring in command.rings),
    )
    noted = [line for line in answer.shown if isinstance(line, str) and line.startswith("! ")]
    answer.shown = [checked, *noted, face.text("leaves-next")]
    return answer


def what_if(face: Face, files: tuple[str, ...], cash: str) -> Answer:
    """What would clear of what our own book knows, or of what a group pooled; and with cash."""
    from tuowang.flows.netting_views import nettable_claims
    from tuowang.flows.pool_plan import joined, own_obligations
    from tuowang.flows.pool_plan import what_if as compute
    from tuowang.flows.stock import OWN

    own = nettable_claims(face.view)
    known = joined(_shares(face, files)) if files else own_obligations(own, OWN)
    minor = {one: amount_minor(cash, one) for one in known.currencies} if cash else {}
    found = compute(known, minor)
    document: dict[str, Any] = {
        "own_book": not files,
        "currencies": [
            {**one._asdict(), "lent": [{"firm": f, "minor": m} for f, m in one.lent]}
            for one in found
        ],
    }
    shown: list[str | Listing] = [Listing(_WHAT_IF, found, empty="no-claims-open")]
    names = _names(face)
    for one in found:
        for firm, lent in one.lent[:MOST_LENT]:
            name = names.get(firm, firm[:16])
            shown.append(face.text("cash-put-in", firm=name, cash=show_money(lent, one.currency)))
    if not files:
        bounds = _bounds(own)
        document["at_most"] = bounds
        shown += [
            face.text("what-if-at-most", most=show_money(most, currency))
            for currency, most in bounds.items()
        ]
    return Answer(document, shown)


def _names(face: Face) -> dict[str, str]:
    """What we call the firms of a pool that we know."""
    from tuowang.host.pooling import partner_keys

    us = face.company.keys.public.sign.hex()
    return {key: code for code, key in partner_keys(face.company).items()} | {
        us: face.word("me"),
        "me": face.word("me"),
    }


def _bounds(own: list[tuple[str, bool, int, str, str]]) -> dict[str, int]:
    """At most so much of each side can be netted in rings of any kind, by currency."""
    sides: dict[str, list[int]] = {}
    for _, mine, minor, currency, _ in own:
        sides.setdefault(currency, [0, 0])[0 if mine else 1] += minor
    return {currency: min(both) for currency, both in sorted(sides.items())}
