"""What somebody who helps needs to know: counts and states; no names, amounts, addresses, keys."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from typing import TYPE_CHECKING

import msgspec

from tuowang import __version__
from tuowang.flows.catalogue import ITEMS, RECIPES
from tuowang.flows.partner import PARTNERS
from tuowang.host.verify import verify
from tuowang.link.state import INVITED, JOINED, TRUSTED

if TYPE_CHECKING:
    from tuowang.host.company import Company

DAY_MILLISECONDS = 86_400_000


class Diagnosis(msgspec.Struct, frozen=True):
    """A connector in numbers. `findings` is None where the logs were not checked.

    `under_way`: entries that some partner does not hold yet. `heard_days`: since any partner was
    last heard; None for never.
    """

    version: str
    python: str
    system: str
    sqlite: str
    entries: int
    items: int
    recipes: int
    partners: int
    invited: int
    joined: int
    connected: int
    silent: int
    healing: int
    carried: int
    under_way: int
    heard_days: int | None
    database_bytes: int
    free_bytes: int
    findings: int | None


def diagnose(company: Company, *, logs: bool = False) -> Diagnosis:
    """Everything, in a moment; with `logs` every signature and chain is checked, too."""
    store, links = company.store, company.links()
    heard = max((link.heard_at for link in links), default=0)
    states = [link.status for link in links]
    return Diagnosis(
        version=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        sqlite=sqlite3.sqlite_version,
        entries=store.last_arrival(),
        items=store.count(ITEMS),
        recipes=store.count(RECIPES),
        partners=store.count(PARTNERS),
        invited=states.count(INVITED),
        joined=states.count(JOINED),
        connected=states.count(TRUSTED),
        silent=sum(link.silent for link in links),
        healing=sum(link.healing for link in links),
        carried=sum(not link.live and link.status == TRUSTED for link in links),
        under_way=sum(store.head(link.out_stream).n - link.acked_n for link in links),
        heard_days=(company.clock() - heard) // DAY_MILLISECONDS if heard else None,
        database_bytes=company.home.database.stat().st_size,
        free_bytes=shutil.disk_usage(company.home.path).free,
        findings=len(verify(company)) if logs else None,
    )
