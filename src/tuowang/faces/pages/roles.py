"""Who may do what in the pages. Everybody who may log in may look; an owner may do everything.

A command that stands nowhere here is not in the pages: it works on files of the machine, runs
for long, or is about this very server.
"""

from __future__ import annotations

from tuowang.host.people import BUYER, FINANCE, OWNER, PLANNER, READER, ROLES, WAREHOUSE

_ACTS: dict[str, tuple[str, ...]] = {
    "tell": (PLANNER, BUYER, WAREHOUSE, FINANCE),
    "need": (PLANNER,),
    "plan": (PLANNER, BUYER),
    "capacity": (PLANNER,),
    "priority": (PLANNER,),
    "change": (PLANNER,),
    "dock": (PLANNER,),
    "promises": (PLANNER, BUYER),
    "demand": (PLANNER, BUYER),
    "withdraw-demand": (PLANNER, BUYER),
    "decline-demand": (PLANNER, BUYER),
    "offer": (PLANNER, BUYER),
    "counter": (PLANNER, BUYER),
    "agree": (PLANNER, BUYER),
    "decline": (PLANNER, BUYER),
    "withdraw": (PLANNER, BUYER),
    "revise": (PLANNER, BUYER),
    "start": (PLANNER, WAREHOUSE),
    "make": (PLANNER, WAREHOUSE),
    "issue": (PLANNER, WAREHOUSE),
    "count": (WAREHOUSE,),
    "ship": (WAREHOUSE,),
    "receive": (WAREHOUSE,),
    "claim": (FINANCE,),
    "dispute": (FINANCE,),
    "pay": (FINANCE,),
    "confirm-payment": (FINANCE,),
    "net": (FINANCE,),
    "exclude": (FINANCE,),
    "mandate": (),
    "witness": (),
    "party": (),
    "invite": (),
    "join": (),
    "words": (),
    "confirm": (),
    "disconnect": (),
    "address": (),
    "allow": (),
    "deny": (),
    "map": (),
    "publish": (),
    "preview": (),
    "partners add": (),
    "remove-person": (),
    "reset-second-factor": (),
    "require-second-factor": (),
    "end-log-ins": (),
}
_WITH_FILES: dict[str, tuple[str, ...]] = {
    "import": (PLANNER,),
    "carry": (PLANNER, BUYER, WAREHOUSE, FINANCE),
    "lan": (),
    "backup": (),
    "add-person": (),
    "recovery-words": (),
}
"""What has no plain form: it takes a file, a secret or time; a screen of its own does it."""
_LISTS = (
    "today", "partners", "offered", "messages", "needs", "docks", "lanes", "demands", "offers",
    "agreements", "jobs", "stock", "shipments", "claims", "payments", "rings", "setoffs",
    "flows", "measure", "ready", "plan", "what-if", "projection", "loads", "late",
    "stages", "neighbours",
)  # fmt: skip
_OWNERS_LISTS = ("people", "acts", "preview")

ACTS = tuple(_ACTS)
LISTS = (*_LISTS, *_OWNERS_LISTS)


def may_do(role: str, command: str) -> bool:
    """Whether somebody of that role may do it."""
    allowed = _ACTS.get(command, _WITH_FILES.get(command))
    return allowed is not None and (role == OWNER or role in allowed)


def may_see(role: str, command: str) -> bool:
    """Whether somebody of that role may see the list."""
    return command in _LISTS or (command in _OWNERS_LISTS and role == OWNER)


__all__ = ["ACTS", "LISTS", "OWNER", "READER", "ROLES", "may_do", "may_see"]
