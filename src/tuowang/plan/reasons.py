"""Why a requirement is late or unmet: from what it waited for, down to the root."""

from tuowang.plan.availability import CENTRE, Wait
from tuowang.plan.model import Reason, ReasonCode
from tuowang.plan.workshop import Want, Workshop


def explain(
    shop: Workshop, waits: dict[int, list[Wait]], want: Want, last: int, late: int, unmet: int
) -> list[Reason]:
    """Reasons for a want of which `late` came after its period, at the latest in `last`.

    waits: of the pass down that placed it. unmet: what never came. Nothing late or unmet: none.
    """
    chain = _Chain(shop, waits, want, late + unmet)
    if want.period >= shop.periods:
        chain.add("beyond-horizon", want.item, want.period, want.period)
        return chain.reasons
    if unmet:
        last = shop.periods
        chain.add("beyond-horizon", want.item, want.period, last - 1, quantity=unmet)
    if late or unmet:
        chain.follow(want.item, want.period, last)
    return chain.reasons


class _Chain:
    """The reasons of one want, cause after effect."""

    def __init__(
        self, shop: Workshop, waits: dict[int, list[Wait]], want: Want, quantity: int
    ) -> None:
        self.shop = shop
        self.waits = waits
        self.reference = shop.requirements[want.number].reference
        self.quantity = quantity
        self.reasons: list[Reason] = []

    def add(
        self,
        code: ReasonCode,
        i: int,
        first: int,
        last: int,
        centre: str | None = None,
        component: int | None = None,
        quantity: int | None = None,
    ) -> None:
        items = self.shop.items
        reason = Reason(
            code=code,
            reference=self.reference,
            item=items[i].item,
            centre=centre,
            component=None if component is None else items[component].item,
            first_period=first,
            last_period=last,
            quantity=self.quantity if quantity is None else quantity,
        )
        if all((r.code, r.item) != (reason.code, reason.item) for r in self.reasons):
            self.reasons.append(reason)

    def follow(self, i: int, first: int, last: int) -> None:
        """Item i was wanted in `first` and came in `last` (periods: never).

        Ends, because a component is always at a deeper level than what waits for it.
        """
        end = self.shop.periods - 1
        while True:
            method = self.shop.methods[i]
            if method is None:
                return self._not_made(i, first, last)
            until = end if last > end else last - method.lead - 1
            wait, length = self._longest(i, first - method.lead, until)
            if method.lead - first > 0 and method.lead - first >= length:
                return self.add("lead-time", i, first, method.lead)
            if wait is None:
                return self.add("material-late", i, first, min(last, end), component=i)
            if wait.kind == CENTRE:
                centre = self.shop.centres[wait.what]
                return self.add("centre-full", i, wait.first, wait.last, centre=centre)
            self.add("material-late", i, wait.first, wait.last, component=wait.what)
            i, first, last = wait.what, wait.first, wait.last + 1

    def _not_made(self, i: int, first: int, last: int) -> None:
        lead = self.shop.buy_leads[i]
        if lead is not None:
            self.add("lead-time", i, first, lead)
        elif last >= self.shop.periods:
            self.add("beyond-horizon", i, first, self.shop.periods - 1)
        else:
            self.add("material-late", i, first, last, component=i)

    def _longest(self, i: int, first: int, last: int) -> tuple[Wait | None, int]:
        """The wait with the longest share of the window; failing that, the last one before it."""
        best, length = None, 0
        for wait in self.waits.get(i, ()):
            share = min(wait.last, last) - max(wait.first, first) + 1
            if share > length or (length == 0 and wait.last < first):
                best, length = wait, max(0, share)
        return best, length
