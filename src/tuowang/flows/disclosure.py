"""The last look before anything leaves: does a disclosure rule allow it? Default: no."""

from __future__ import annotations

from tuowang.flows.base import Record
from tuowang.flows.mandate_tables import MANDATED
from tuowang.flows.partner import DISCLOSURES
from tuowang.store.store import View

ALWAYS = "link"
NETTING = "netting"


def may_leave(view: View, partner: str, record: Record) -> bool:
    """Whether the rules let this partner see the record.

    A rule for a topic and item "" covers every item; else each item that the record is about
    needs its own rule, and a record about no item needs at least one rule of its topic.
    """
    if record.topic == ALWAYS or record.ends_what_began:
        return True
    if disclosed(view, partner, record.topic):
        return True
    about = record.about()
    if about:
        return all(view.get(DISCLOSURES, partner, record.topic, item) is not None for item in about)
    return next(iter(view.scan(DISCLOSURES, partner, record.topic)), None) is not None


def disclosed(view: View, partner: str, topic: str, item: str = "") -> bool:
    """Whether a rule lets the partner see a topic, of an item or of all."""
    if topic == ALWAYS or view.get(DISCLOSURES, partner, topic, "") is not None:
        return True
    if topic == NETTING and view.get(MANDATED, partner) is not None:
        return True  # by the mandate: towards a relay, or a partner of our principal
    return item != "" and view.get(DISCLOSURES, partner, topic, item) is not None
