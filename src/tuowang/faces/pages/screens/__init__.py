"""The screens that have a shape of their own: one file each, one line here."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from tuowang.faces.pages.frame import Visit
from tuowang.faces.pages.screens import (
    acts_under_way,
    carry,
    connecting,
    flows,
    lan,
    log_ins,
    money,
    orders,
    partners,
    plan,
    second_factor,
    settings,
    start,
    stock,
    today,
    try_plan,
    work,
)

Screen = Callable[[Visit], Response]
LOOK, FORM = ("GET",), ("GET", "POST")

SCREENS: dict[str, tuple[Screen, tuple[str, ...]]] = {
    "": (today.show, LOOK),
    "under-way": (acts_under_way.every, LOOK),
    "under-way/{once}": (acts_under_way.one, LOOK),
    "orders": (orders.show, LOOK),
    "stock": (stock.show, LOOK),
    "settings": (settings.settings, FORM),
    "settings/backup": (settings.backup, FORM),
    "settings/words": (settings.recovery, FORM),
    "settings/second-factor": (second_factor.factor, FORM),
    "settings/log-ins": (log_ins.log_ins, FORM),
    "settings/diagnostics": (settings.diagnostics, LOOK),
    "start": (start.start, FORM),
    "start-book": (start.book, FORM),
    "start-template": (start.template, LOOK),
    "start-own-book": (start.template, LOOK),
    "partners": (partners.show, LOOK),
    "carry": (carry.carry, FORM),
    "carry-all": (carry.out, LOOK),
    "carry/{partner}": (carry.out, LOOK),
    "paper/{partner}": (carry.paper, LOOK),
    "connect": (connecting.connect, FORM),
    "lan": (lan.lan, FORM),
    "partners/{partner}": (partners.one, LOOK),
    "partners/{partner}/preview": (partners.preview, LOOK),
    "partners/{partner}/words": (partners.words, LOOK),
    "plan": (plan.show, LOOK),
    "plan/item": (plan.show_item, LOOK),
    "plan/why": (plan.show_why, LOOK),
    "plan/work": (work.show, LOOK),
    "plan/try": (try_plan.show, FORM),
    "flows": (flows.show, LOOK),
    "flows/figures": (flows.show_figures, LOOK),
    "money": (money.show, LOOK),
    "money/notice": (money.show_notice, LOOK),
}
"""By address: what shows it, and whether a form may be sent there."""
