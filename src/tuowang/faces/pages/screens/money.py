"""Money: what is owed by age, both sides' numbers, rings of debts, notices to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Listing, Money
from tuowang.faces.cli.money import AGES, BOTH_SIDES
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.asking import command_line
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.drawings.ages import DrawnDebt, draw_ages
from tuowang.faces.pages.drawings.ring import UNKNOWN, draw_ring
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.texts import heading
from tuowang.flows.money_views import (
    BothSides,
    OwedByAge,
    both_sides,
    open_claims,
    owed_by_age,
)
from tuowang.flows.netting_tables import RINGS, PartRow
from tuowang.flows.netting_views import Notice, notices, ring_word, rings
from tuowang.flows.partner import PARTNERS
from tuowang.flows.party import ME, PARTIES
from tuowang.units import today

MOST_RINGS, MOST_NOTICES, MOST_BARS = 6, 20, 20
AGE_HEADINGS = ("not_due", "to_30", "to_60", "to_90", "older")


class Side(NamedTuple):
    """What is owed in one direction and currency: its bars, and the same as a list."""

    code: str
    currency: str
    sum: Money
    overdue: Money
    drawn: Markup
    listing: Listing


def show(visit: Visit) -> Response:
    """The page."""
    view = visit.face.view
    claims = open_claims(view)
    owed = owed_by_age(claims, visit.face.today)
    both = both_sides(claims)
    parts = rings(view)
    return page(
        visit,
        "money.html",
        sides=list(_sides(visit, owed)),
        reconciled=Listing(BOTH_SIDES, both),
        differ=[one.partner for one in both if _differs(one)],
        rings=[_ring(visit, one) for one in parts[:MOST_RINGS]],
        more_rings=len(parts) > MOST_RINGS,
        notices=[_notice(visit, one) for one in islice(notices(view), MOST_NOTICES)],
        acts=[
            (f"act-{name}", act_link(visit, name))
            for name in ("pay", "confirm-payment", "net", "dispute")
            if visit.may_do(name)
        ],
    )


def _differs(one: BothSides) -> bool:
    return bool(one.difference_minor or one.disputed_minor)


def _sides(visit: Visit, owed: Sequence[OwedByAge]) -> Iterator[Side]:
    kinds = sorted({(not one.mine, one.currency) for one in owed})
    for by_us, currency in kinds:
        rows = [one for one in owed if one.mine is not by_us and one.currency == currency]
        rows.sort(key=lambda one: (-one.open_minor, one.partner))
        code = "money-by-us" if by_us else "money-to-us"
        whole = sum(one.open_minor for one in rows)
        overdue = whole - sum(one.not_due_minor for one in rows)
        yield Side(
            code,
            currency,
            Money(whole, currency),
            Money(overdue, currency),
            _drawn(visit, code, rows, whole, overdue),
            Listing(AGES, rows),
        )


def _drawn(visit: Visit, code: str, rows: Sequence[OwedByAge], whole: int, overdue: int) -> Markup:
    face = visit.face

    def money(minor: int) -> str:
        return cell_text(face, Money(minor, rows[0].currency))

    names = [heading(one, face.language) for one in AGE_HEADINGS]
    bars = [
        DrawnDebt(
            one.partner,
            one.ages_minor,
            money(one.open_minor),
            visit.url("list/claims", partner=one.partner),
            [f"{name}: {money(age)}" for name, age in zip(names, one.ages_minor, strict=True)],
        )
        for one in rows[:MOST_BARS]
    ]
    about = face.text(
        "money-drawn", count=len(rows), sum=money(whole), overdue=money(overdue), shown=len(bars)
    )
    return draw_ages(bars, names, face.text(code), about)


class ShownRing(NamedTuple):
    """A ring: its drawing, and the same in words."""

    name: str
    drawn: Markup
    said: str


def _ring(visit: Visit, row: PartRow) -> ShownRing:
    face = visit.face
    amount = cell_text(face, Money(row.amount_minor, row.currency))
    state = face.word(ring_word(row))
    neighbours = [row.creditor] if row.size == 2 else [row.creditor, row.debtor]
    others = [UNKNOWN] * max(0, row.size - 1 - len(neighbours))
    names = [face.word("me"), neighbours[0], *others, *neighbours[1:]]
    said = face.text(
        "money-ring",
        debtor=row.debtor,
        creditor=row.creditor,
        amount=amount,
        firms=row.size,
        state=state,
        until=today(row.until),
    )
    title = face.text("money-ring-title", ring=row.ring[:16])
    return ShownRing(row.ring[:16], draw_ring(names, amount, state, title, said), said)


def _notice(visit: Visit, one: Notice) -> dict[str, Any]:
    row = one.row
    return {
        "row": row,
        "amount": Money(row.amount_minor, row.currency),
        "remaining": Money(row.remaining_minor, row.currency),
        "agreed": one.agreed,
        "link": visit.url("money/notice", ring=row.ring, partner=row.partner, claim=row.claim),
    }


def show_notice(visit: Visit) -> Response:
    """A notice of set-off, to be printed. Mistake: notice-unknown."""
    view = visit.face.view
    wanted = (visit.value("ring"), visit.value("partner"), visit.value("claim"))
    found = next(
        (
            one
            for one in notices(view, wanted[1])
            if (one.row.ring, one.row.partner, one.row.claim) == wanted
        ),
        None,
    )
    if found is None:
        raise Mistake("notice-unknown", ring=wanted[0][:64], claim=wanted[2][:64])
    us, partner = view.get(PARTIES, ME), view.get(PARTNERS, found.row.partner)
    part = view.get(RINGS, found.row.ring)
    return page(
        visit,
        "notice.html",
        notice=_notice(visit, found),
        us=us,
        typed=command_line("setoffs", ["--", found.row.partner]),
        partner=partner,
        firms=part.size if part is not None else None,
    )
