"""Recipes: many lines are one recipe, and its work stands in a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tuowang.flows.catalogue import (
    CAPACITIES,
    RECIPES,
    Ingredient,
    RecordRecipe,
    Work,
)
from tuowang.sources.base import Proposed, held
from tuowang.sources.workbook.book import Book, Unit
from tuowang.sources.workbook.grid import Grid, Line

CYCLE_SHOWN = 20
_ONCE = ("batch_quantity", "yield_permille", "lead_time_days")


@dataclass
class Making:
    """How one item is made, as far as the book says so. `said`: field -> (value, row)."""

    sheet: str
    row: int
    now: RecordRecipe | None
    in_recipes: bool = False
    bad: bool = False
    said: dict[str, tuple[int, int]] = field(default_factory=dict)
    ingredients: list[Ingredient] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)


class Workshop:
    """All recipes of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.makings: dict[str, Making] = {}
        self.columns: set[str] = set()
        self.ingredient_heading = ""
        self.centres: dict[str, tuple[str, int]] = {}
        self.capacities: set[str] = set()

    def _making(self, line: Line) -> tuple[Making, Unit] | None:
        line.defaults = self.book.defaults[RecordRecipe]
        item = line.code("item")
        if line.bad:
            return None
        unit = self.book.item_unit(line, "item", item)
        making = self.makings.get(item)
        if making is None:
            now = held(self.book.view, RecordRecipe, item)
            assert now is None or isinstance(now, RecordRecipe)
            making = self.makings[item] = Making(line.grid.name, line.row, now)
        return making, unit

    def read_recipes(self, _: Book, grid: Grid) -> None:
        """The sheet recipes."""
        self.columns = set(grid.columns)
        self.ingredient_heading = grid.headings.get("ingredient", "")
        for line in grid.lines():
            if found := self._making(line):
                making, unit = found
                making.in_recipes = True
                self._read_head(line, making, unit)
                self._read_ingredient(line, making)
                making.bad = making.bad or line.bad

    def _read_head(self, line: Line, making: Making, unit: Unit) -> None:
        for name in _ONCE:
            if line.cell(name) is None:
                continue
            if name == "batch_quantity":
                value = line.quantity(name, unit.code, unit.packs, "batch_unit", least=1)
            elif name == "yield_permille":
                value = line.share(name)
                if value == 0:
                    line.mistake("cell-not-positive", name, text="0")
            else:
                value = line.days(name)
            first, row = making.said.setdefault(name, (value, line.row))
            if first != value and not line.bad:
                line.mistake("cell-differs", name, first_row=row)

    def _read_ingredient(self, line: Line, making: Making) -> None:
        if line.cell("ingredient") is None:
            if line.cell("ingredient_quantity") is not None:
                line.mistake("cell-missing", "ingredient")
            return
        item = line.code("ingredient")
        if not item:
            return
        unit = self.book.item_unit(line, "ingredient", item)
        if line.cell("ingredient_quantity") is None:
            line.mistake("cell-missing", "ingredient_quantity")
            return
        quantity = line.quantity("ingredient_quantity", unit.code, unit.packs, "unit", least=1)
        for before, row in zip(making.ingredients, making.rows, strict=True):
            if before.item == item:
                self.book.report.notice(
                    "ingredient-twice",
                    sheet=line.grid.name,
                    row=line.row,
                    first_row=row,
                    ingredient=item,
                )
                break
        making.ingredients.append(Ingredient(item, quantity))
        making.rows.append(line.row)

    def read_work(self, _: Book, grid: Grid) -> None:
        """The sheet work."""
        for line in grid.lines():
            if found := self._making(line):
                making, _unit = found
                centre = line.code("centre")
                setup = line.seconds("setup_seconds") if line.cell("setup_seconds") else 0
                run = line.seconds("run_seconds") if line.cell("run_seconds") else 0
                making.bad = making.bad or line.bad
                making.work.append(Work(centre, setup, run))
                self.centres.setdefault(centre, (grid.name, line.row))
                if not making.in_recipes and making.now is None:
                    line.mistake("cell-work-without-recipe", "item", item=line.code("item"))
                    making.bad = True

    def finish(self) -> None:
        """Put the halves together; children stand before what they go into.

        In that order no recipe contains itself at any moment, even where old and new ones mix.
        """
        for item in self._children_first():
            making = self.makings.get(item)
            if making is None or making.bad:
                continue
            command = self._command(item, making)
            if command.ingredients or command.work:
                self.book.reading.changes.append(Proposed(command, making.sheet, making.row))
            else:
                self.book.report.mistake(
                    "recipe-empty", sheet=making.sheet, row=making.row, item=item
                )
        self._look_for_capacity()

    def _command(self, item: str, making: Making) -> RecordRecipe:
        defaults = {"batch_quantity": 1, "yield_permille": 1000, "lead_time_days": 0}

        def value(name: str) -> int:
            if name in making.said:
                return making.said[name][0]
            if making.now is not None and not (making.in_recipes and name in self.columns):
                return int(getattr(making.now, name))
            return defaults[name]

        told = making.in_recipes and "ingredient" in self.columns
        return RecordRecipe(
            item=item,
            batch_quantity=value("batch_quantity"),
            ingredients=making.ingredients if told or not making.now else making.now.ingredients,
            work=making.work or (making.now.work if making.now else []),
            yield_permille=value("yield_permille"),
            lead_time_days=value("lead_time_days"),
        )

    def _parts(self, item: str) -> list[str]:
        making = self.makings.get(item)
        if making and making.in_recipes:
            return [part.item for part in making.ingredients]
        row = self.book.view.get(RECIPES, item)
        return [part.item for part in row.ingredients] if row else []

    def _children_first(self) -> list[str]:
        """All items of the recipes, each behind its parts; cycles become mistakes."""
        done: dict[str, bool] = {}  # False while we are below it
        order: list[str] = []
        for root in self.makings:
            if root in done:
                continue
            done[root] = False
            path: list[tuple[str, Iterator[str]]] = [(root, iter(self._parts(root)))]
            while path:
                item, parts = path[-1]
                part = next(parts, None)
                if part is None:
                    path.pop()
                    done[item] = True
                    order.append(item)
                elif part not in done:
                    done[part] = False
                    path.append((part, iter(self._parts(part))))
                elif not done[part]:
                    names = [name for name, _ in path]
                    self._report_cycle([*names[names.index(part) :], part])
        return order

    def _report_cycle(self, cycle: list[str]) -> None:
        for item, part in pairwise(cycle):
            making = self.makings.get(item)
            if making is None or not making.in_recipes:
                continue
            row = next(
                row
                for ingredient, row in zip(making.ingredients, making.rows, strict=True)
                if ingredient.item == part
            )
            shown = cycle if len(cycle) <= CYCLE_SHOWN else [*cycle[:CYCLE_SHOWN], "…", cycle[-1]]
            self.book.report.mistake(
                "cell-recipe-cycle",
                sheet=making.sheet,
                row=row,
                column=self.ingredient_heading,
                items=" → ".join(shown),
            )
            return

    def _look_for_capacity(self) -> None:
        for centre, (sheet, row) in self.centres.items():
            if centre in self.capacities or self._has_capacity(centre):
                continue
            self.book.report.notice("centre-without-capacity", sheet=sheet, row=row, centre=centre)

    def _has_capacity(self, centre: str) -> bool:
        found: Any = next(iter(self.book.view.scan(CAPACITIES, centre)), None)
        return found is not None
