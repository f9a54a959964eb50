"""A relay looks for rings by itself, by its own clock, while a mandate that it serves stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuowang.flows.base import JOURNAL, Context, Effect, Said, Say
from tuowang.flows.mandate import MandateEntrusted, RelayLooks, mandate
from tuowang.flows.mandate_tables import MANDATED, SERVED, ServedRow
from tuowang.flows.netting import Net
from tuowang.flows.netting_free import rules_of
from tuowang.flows.netting_tokens import net
from tuowang.store.store import View
from tuowang.units import DAY_MILLISECONDS

FIRST_LOOK_MS = 3_600_000
"""After a mandate came: by then partners on the network have taken it, and the links stand."""


@mandate.react(MandateEntrusted)
def look_soon(view: View, said: Said[MandateEntrusted], context: Context) -> Iterable[Effect]:
    """A mandate begins."""
    served = _served(view)
    if not said.mine and served is not None and served.principal == said.partner:
        yield Say(JOURNAL, RelayLooks(context.now + FIRST_LOOK_MS))


def _served(view: View) -> ServedRow | None:
    """Whose relay we are, while we may begin rings for it."""
    served = view.get(SERVED, "now")
    stands = any(not row.over for row in view.find(MANDATED, ("principal",), ""))
    return served if served is not None and stands and not served.revoked else None


def _look_at(view: View, now: int) -> int | None:
    """When to look; at once where the clock was set back, or the setting made shorter."""
    span = rules_of(view).every_days * DAY_MILLISECONDS
    served = _served(view) if span else None
    if served is None:
        return None
    return served.looks_at if served.looks_at <= now + span else 0


@mandate.wake(_look_at)
def look(view: View, context: Context) -> Iterator[Effect]:
    """As if somebody had said `net`."""
    yield Say(JOURNAL, RelayLooks(context.now + rules_of(view).every_days * DAY_MILLISECONDS))
    yield from net(view, Net(), context)
