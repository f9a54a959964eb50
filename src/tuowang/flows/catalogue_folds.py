"""The folds of the catalogue: the latest statement counts.

Private records count from our own journal only.
"""

from __future__ import annotations

from msgspec.structs import asdict

from tuowang.flows.base import JOURNAL, Said
from tuowang.flows.catalogue import (
    CAPACITIES,
    ITEMS,
    OFFERED_ITEMS,
    PRICES,
    PUBLISHED_ITEMS,
    RECIPES,
    USED_IN,
    CapacityRecorded,
    CapacityRow,
    ItemPublished,
    ItemRecorded,
    ItemRow,
    OfferedItemRow,
    PriceRecorded,
    PriceRow,
    PublishedItemRow,
    RecipeRecorded,
    RecipeRow,
    UsedInRow,
    catalogue,
)
from tuowang.store.store import Rows


@catalogue.fold(ItemRecorded)
def fold_item(rows: Rows, said: Said[ItemRecorded]) -> None:
    """The item is now this."""
    if said.partner == JOURNAL:
        rows.put(ITEMS, ItemRow(**asdict(said.record)))


@catalogue.fold(RecipeRecorded)
def fold_recipe(rows: Rows, said: Said[RecipeRecorded]) -> None:
    """The recipe is now this; an empty one is none."""
    record = said.record
    if said.partner != JOURNAL:
        return
    old = rows.get(RECIPES, record.item)
    for part in old.ingredients if old is not None else ():
        rows.delete(USED_IN, part.item, record.item)
    for part in record.ingredients:
        rows.put(USED_IN, UsedInRow(part.item, record.item))
    if record.ingredients or record.work:
        rows.put(RECIPES, RecipeRow(**asdict(record)))
    else:
        rows.delete(RECIPES, record.item)


@catalogue.fold(CapacityRecorded)
def fold_capacity(rows: Rows, said: Said[CapacityRecorded]) -> None:
    """The capacity from that day on is now this."""
    if said.partner == JOURNAL:
        rows.put(CAPACITIES, CapacityRow(**asdict(said.record)))


@catalogue.fold(PriceRecorded)
def fold_price(rows: Rows, said: Said[PriceRecorded]) -> None:
    """The price is now this."""
    if said.partner == JOURNAL:
        rows.put(PRICES, PriceRow(**asdict(said.record)))


@catalogue.fold(ItemPublished)
def fold_published(rows: Rows, said: Said[ItemPublished]) -> None:
    """Ours: what the partner was told last. The partner's: what it offers."""
    fields = asdict(said.record)
    if said.mine:
        rows.put(PUBLISHED_ITEMS, PublishedItemRow(said.partner, **fields))
    else:
        rows.put(OFFERED_ITEMS, OfferedItemRow(said.partner, **fields))
