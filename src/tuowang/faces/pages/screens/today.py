"""Today: what needs a person, most urgent first, with the reason and what to do."""

from __future__ import annotations

from typing import NamedTuple

from starlette.responses import Response

from tuowang.faces.cli.planning import reason_text
from tuowang.faces.cli.show import cell_text
from tuowang.faces.cli.today import concern_amount
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page
from tuowang.flows.attention import NOW, SOON, WEEK, Concern, concerns
from tuowang.flows.partner import PARTNERS
from tuowang.flows.planning import PLAN_REASONS

SHOWN = 6
"""Of one sort; the rest is in the list."""

_ACTS: dict[str, tuple[tuple[str, str], ...]] = {
    "demand-waits": (("offer", "demand"), ("decline-demand", "demand")),
    "offer-waits": (("agree", "proposal"), ("counter", "proposal"), ("decline", "proposal")),
    "change-waits": (("agree", "proposal"), ("counter", "proposal"), ("decline", "proposal")),
    "delivery-late": (("ship", "agreement"), ("revise", "agreement")),
    "delivery-due": (("ship", "agreement"),),
    "supply-late": (("tell", ""), ("revise", "agreement")),
    "told-late": (("revise", "agreement"), ("tell", "")),
    "shipment-here": (("receive", "shipment"),),
    "owed-by-us": (("pay", "claim"), ("dispute", "claim")),
    "owed-to-us": (("tell", ""),),
    "claim-disputed": (("dispute", "claim"), ("tell", "")),
    "books-differ": (("tell", ""), ("exclude", "claim")),
    "payment-waits": (("confirm-payment", "payment"),),
    "promise-waits": (("promises", ""),),
    "plan-late": (("plan", ""), ("demand", "")),
}
"""What can be done about each, and which field of its form the document fills in."""
_LINKS = {
    "joined": ("words-wait", (("words", ""), ("confirm", ""))),
    "silent": ("partner-silent", (("tell", ""), ("address", ""))),
    "healing": ("partner-healing", ()),
}


class Card(NamedTuple):
    """One thing: what it is, about whom, and the links to what can be done."""

    what: str
    who: str
    amount: str
    item: str
    due: str
    reference: str
    about: str
    acts: list[tuple[str, str]]


class Group(NamedTuple):
    """Things of one urgency and sort. more: how many are not shown."""

    urgency: int
    code: str
    cards: list[Card]
    more: int


def show(visit: Visit) -> Response:
    """The page."""
    view, today = visit.face.view, visit.face.today
    names = {row.partner: row.name or row.partner for row in view.scan(PARTNERS)}
    found = [*_links(visit), *concerns(view, today)]
    sorts: dict[tuple[int, str], list[Concern]] = {}
    for one in found:
        sorts.setdefault((one.urgency, one.code), []).append(one)
    groups = [
        Group(
            urgency,
            code,
            [_card(visit, names, one) for one in of[:SHOWN]],
            max(0, len(of) - SHOWN),
        )
        for (urgency, code), of in sorted(sorts.items(), key=_rank)
    ]
    levels = [(NOW, "page-now"), (SOON, "page-soon"), (WEEK, "page-week")]
    return page(
        visit,
        "today.html",
        levels=[(code, [one for one in groups if one.urgency == level]) for level, code in levels],
        count=len(found),
        line="tuowang today",
    )


def _rank(sort: tuple[tuple[int, str], list[Concern]]) -> tuple[int, int]:
    """First what partners wait for."""
    (urgency, code), _ = sort
    codes = list(_ACTS)
    return urgency, codes.index(code) if code in codes else -1


def _links(visit: Visit) -> list[Concern]:
    """Partners with whom something is to be seen to."""
    found = []
    for link in visit.face.company.links():
        state = "silent" if link.silent else "healing" if link.healing else link.status
        if state in _LINKS:
            found.append(Concern(NOW, _LINKS[state][0], link.partner, ""))
    return found


def _card(visit: Visit, names: dict[str, str], one: Concern) -> Card:
    amount = concern_amount(visit.face, one)
    return Card(
        visit.face.text("concern-" + one.code),
        names.get(one.partner, one.partner),
        "" if amount is None else cell_text(visit.face, amount),
        one.item,
        one.due,
        f"{one.reference}/{one.line}" if one.line else one.reference,
        _about(visit, one),
        _acts(visit, one),
    )


def _about(visit: Visit, one: Concern) -> str:
    if one.code == "plan-late":
        row = visit.face.view.get(PLAN_REASONS, int(one.about))
        return reason_text(visit.face, row) if row is not None else ""
    if one.code in ("demand-waits", "offer-waits", "change-waits") and one.about:
        return visit.face.text("concern-more-lines", count=one.about)
    if one.code == "told-late":
        return visit.face.text("concern-until", day=one.about)
    return one.about


def _acts(visit: Visit, one: Concern) -> list[tuple[str, str]]:
    acts = _ACTS.get(one.code) or next((of for code, of in _LINKS.values() if code == one.code), ())
    found = []
    for act, field in acts:
        if not visit.may_do(act):
            continue
        known = {"partner": one.partner} if one.partner else {}
        if field and one.reference:
            known[field] = one.reference
        if act == "ship" and one.line:
            known["line"] = one.line
        if act == "demand" and one.item:
            known["item"] = one.item
        if act == "dispute" and one.code == "claim-disputed":
            known["lift"] = "on"
        found.append((act, act_link(visit, act, **known)))
    return found
