"""Partners: the state of every link at a glance; and one partner: what passes, what it sees."""

from __future__ import annotations

from itertools import islice
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Listing
from tuowang.faces.cli.rules import SEEN, seen
from tuowang.faces.pages.asking import ask, command_line
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page
from tuowang.flows.partner import TOPICS

MOST_CARDS = 60
MOST_SEEN = 30
NEXT = {
    "not-connected": "partner-next-connect",
    "invited": "partner-next-invited",
    "joined": "partner-next-joined",
    "silent": "partner-next-silent",
    "healing": "partner-next-healing",
}
"""What a state asks of people."""
_URGENT = ("silent", "joined", "healing", "invited")


def partner_url(visit: Visit, partner: str, below: str = "") -> str:
    """The page of a partner, or one below it."""
    return visit.url(f"partners/{quote(partner, safe='')}{below}")


def show(visit: Visit) -> Response:
    """All partners: those that need a person first."""
    rows = ask(visit.face, "partners", []).document
    rows.sort(key=lambda row: (_URGENT.index(row.state) if row.state in _URGENT else 9, row.name))
    return page(
        visit,
        "partners.html",
        rows=rows[:MOST_CARDS],
        count=len(rows),
        next_of=NEXT,
        url_of=lambda row: partner_url(visit, row.partner),
        may_connect=visit.may_do("invite"),
        line=command_line("partners", []),
    )


def one(visit: Visit) -> Response:
    """One partner. Mistake: partner-unknown."""
    code = visit.path.split("/")[1]
    found = ask(visit.face, "partners show", ["--", code]).document
    row, link = found["partner"], found["link"]
    every = {rule.topic for rule in found["rules"] if not rule.item}
    rows = list(islice(seen(visit.face, code), MOST_SEEN + 1)) if row is not None else []
    return page(
        visit,
        "partner.html",
        code=code,
        row=row,
        link=link,
        next_of=NEXT,
        topics=[(topic, topic in every, _named(found["rules"], topic)) for topic in TOPICS],
        seen=Listing(SEEN, rows[:MOST_SEEN], empty="sees-nothing"),
        more_seen=len(rows) > MOST_SEEN,
        may_rule=visit.may_do("allow"),
        url=lambda below: partner_url(visit, code, below),
        acts=_acts(visit, code, link.state if link else ""),
        line=command_line("partners show", [code]),
    )


def _named(rules: Any, topic: str) -> list[str]:
    """The single items of which a partner may see the topic."""
    return [rule.item for rule in rules if rule.topic == topic and rule.item]


def _acts(visit: Visit, code: str, state: str) -> list[tuple[str, str]]:
    """What may be done about a partner, where it makes sense."""
    wanted = ["tell", "partners add"]
    if state not in ("", "not-connected"):
        wanted += ["address", "disconnect"]
    return [(one, act_link(visit, one, partner=code)) for one in wanted if visit.may_do(one)]


def preview(visit: Visit) -> Response:
    """Exactly what a partner would see of a topic. Mistake: not-allowed, topic-unknown."""
    code = visit.path.split("/")[1]
    topic, item = visit.value("topic"), visit.value("item")
    if not visit.may_do("preview"):
        raise Mistake("not-allowed", command="preview", role=visit.role)
    words = [*([f"--item={item}"] if item else []), "--preview", "--", code, topic]
    answer = ask(visit.face, "allow", words)
    return page(
        visit,
        "partner_preview.html",
        code=code,
        topic=topic,
        item=item,
        shown=[(isinstance(part, Listing), part) for part in answer.shown],
        back=partner_url(visit, code),
        line=command_line("allow", words),
    )


def words(visit: Visit) -> Response:
    """The words that both people compare, large. Mistake: partner-not-joined."""
    code = visit.path.split("/")[1]
    if not visit.may_do("words"):
        raise Mistake("not-allowed", command="words", role=visit.role)
    found = ask(visit.face, "words", ["--", code]).document["words"]
    return page(
        visit,
        "partner_words.html",
        code=code,
        found=found,
        trusted=visit.face.company.link(code).status == "trusted",
        back=partner_url(visit, code),
        disconnect=act_link(visit, "disconnect", partner=code),
        line=command_line("words", [code]),
    )
