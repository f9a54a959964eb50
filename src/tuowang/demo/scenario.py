"""A scenario: companies, what they make and buy, who is whose partner, and what goes wrong.

Read from TOML (`scenarios/*.toml`) or built from data; the companies themselves get it only as a
workbook each, by the same import as in life.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.base import Command
from tuowang.flows.catalogue import (
    Ingredient,
    RecordCapacity,
    RecordItem,
    RecordPrice,
    RecordRecipe,
    Work,
)
from tuowang.flows.partner import Allow, MapItemCode, RecordPartner
from tuowang.flows.party import RecordParty
from tuowang.flows.planning import RecordNeed
from tuowang.flows.stock import CountStock
from tuowang.units import day_number, iso_day

FORECAST_WEEKS = 16


class ScenarioItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item of one company. `needs` is "item:quantity" a batch, `work` "centre:setup:run" in
    seconds; `supplier` and `their_item` where it is bought; `weekly` what walks out of a shop.
    `side`: trade beside the chain (scrap, repairs, a firm's own bikes); `weekly` is then used up.
    """

    item: str
    name: str
    unit: str = "C62"
    price_minor: int = 0
    cost_minor: int = 1
    cost_quantity: int = 1
    stock: int = 0
    safety: int = 0
    lead_time_days: int = 7
    lot_multiple: int = 1
    supplier: str = ""
    their_item: str = ""
    batch: int = 1
    needs: list[str] = []
    work: list[str] = []
    weekly: int = 0
    side: bool = False


class ScenarioCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One company of the chain. `tier` counts from the shops (0) up to raw material."""

    key: str
    name: str
    tier: int
    items: list[ScenarioItem]
    company_id: str = ""
    company_id_scheme: str = "uscc"
    transit_days: int = 1
    payment_days: int = 30
    centres: dict[str, int] = {}


class Misfortune(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that goes wrong with a company from the beginning of a week on.

    `what`: "off" (for `weeks`), "crash" (killed in mid-write), "restore" (of a week-old backup).
    """

    company: str
    week: int
    what: str
    weeks: int = 1


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole chain. `carried` names the pairs that never touch a network."""

    name: str
    title: str
    title_zh: str
    start: str
    weeks: int
    companies: list[ScenarioCompany]
    carried: list[list[str]] = []
    misfortunes: list[Misfortune] = []
    currency: str = "CNY"
    season_permille: list[int] = []

    def company(self, key: str) -> ScenarioCompany:
        """The company with this key."""
        return next(company for company in self.companies if company.key == key)

    def pairs(self) -> list[tuple[str, str]]:
        """Supplier and buyer of every link, each once; who sells in the chain is the supplier."""
        chain, side = self._sales(side=False), self._sales(side=True)
        both = {(one, other) for one, other in side if one < other or (other, one) not in side}
        return sorted(chain | {pair for pair in both if pair[::-1] not in chain})

    def sells(self, supplier: str, buyer: str) -> bool:
        """Whether one sells anything to the other."""
        return any((supplier, buyer) in self._sales(side=side) for side in (False, True))

    def _sales(self, *, side: bool) -> set[tuple[str, str]]:
        return {
            (item.supplier, company.key)
            for company in self.companies
            for item in company.items
            if item.supplier and item.side == side
        }

    def is_carried(self, one: str, other: str) -> bool:
        """Whether two companies exchange only by a carried folder."""
        return [one, other] in self.carried or [other, one] in self.carried

    def forecast(self, item: ScenarioItem, week: int) -> int:
        """How much of an item is expected to be sold in a week."""
        season = (
            self.season_permille[week % len(self.season_permille)] if self.season_permille else 1000
        )
        return item.weekly * season // 1000


def without_side_trade(scenario: Scenario) -> Scenario:
    """The chain alone: no firm sells to its own suppliers, and no centre works for that."""
    return replace(scenario, companies=[_in_chain(company) for company in scenario.companies])


def _in_chain(company: ScenarioCompany) -> ScenarioCompany:
    items = [item for item in company.items if not item.side]
    used = {work.partition(":")[0] for item in items for work in item.work}
    centres = {centre: minutes for centre, minutes in company.centres.items() if centre in used}
    return replace(company, items=items, centres=centres)


def read_scenario(path: Path) -> Scenario:
    """A scenario file; `Mistake` where it cannot be read or names what is not there."""
    try:
        with path.open("rb") as file:
            scenario = msgspec.convert(tomllib.load(file), Scenario)
    except FileNotFoundError:
        raise Mistake("scenario-missing", file=path) from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError, OSError) as no:
        raise Mistake("scenario-unreadable", file=path, why=no) from no
    check_scenario(scenario, path)
    return scenario


def check_scenario(scenario: Scenario, path: Path) -> None:
    """`Mistake` where a scenario names a company or an item that it does not have."""
    items = {company.key: {item.item for item in company.items} for company in scenario.companies}
    named = [name for pair in scenario.carried for name in pair]
    named += [misfortune.company for misfortune in scenario.misfortunes]
    for name in named:
        if name not in items:
            raise Mistake("scenario-names-nobody", file=path, name=name)
    for company in scenario.companies:
        for item in company.items:
            if item.supplier and (item.their_item or item.item) not in items.get(item.supplier, ()):
                raise Mistake(
                    "scenario-names-nobody", file=path, name=f"{item.supplier}/{item.their_item}"
                )


def find_scenario(name: str) -> Path:
    """A scenario's file by its short name, in the package or the checkout, or as a path."""
    if name.endswith(".toml"):
        return Path(name)
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "scenarios", package.parent.parent / "scenarios"):
        if (folder / f"{name}.toml").is_file():
            return folder / f"{name}.toml"
    raise Mistake("scenario-missing", file=f"{name}.toml")


def commands_for(scenario: Scenario, company: ScenarioCompany) -> list[Command]:
    """What the company's workbook will say, as commands, in an order that can be carried out."""
    return [
        RecordParty(company.name, company.company_id, company.company_id_scheme, scenario.currency),
        *_partners(scenario, company),
        *_items(scenario, company),
        *_needs(scenario, company),
        *_disclosures(scenario, company),
    ]


def _partners(scenario: Scenario, company: ScenarioCompany) -> Iterator[Command]:
    for supplier, buyer in scenario.pairs():
        if company.key in (supplier, buyer):
            other = scenario.company(buyer if company.key == supplier else supplier)
            seller = scenario.company(supplier)
            yield RecordPartner(
                partner=other.key,
                name=other.name,
                company_id=other.company_id,
                company_id_scheme=other.company_id_scheme,
                currency=scenario.currency,
                payment_days=seller.payment_days,
                transit_days=seller.transit_days,
                tolerance_permille=0,
            )


def _items(scenario: Scenario, company: ScenarioCompany) -> Iterator[Command]:
    for item in company.items:
        yield RecordItem(
            item=item.item,
            name=item.name,
            unit=item.unit,
            supply="buy" if item.supplier else "make",
            lead_time_days=item.lead_time_days,
            safety_stock=item.safety,
            lot_multiple=item.lot_multiple,
            supplier=item.supplier,
            cost_minor=item.cost_minor,
            cost_quantity=item.cost_quantity,
            currency=scenario.currency,
        )
    for item in company.items:
        if not item.supplier:
            yield RecordRecipe(
                item=item.item,
                batch_quantity=item.batch,
                ingredients=[_ingredient(text) for text in item.needs],
                work=[_work(text) for text in item.work],
                lead_time_days=item.lead_time_days,
            )
        if item.price_minor:
            yield RecordPrice(item.item, "", item.price_minor, 1, scenario.currency)
        if item.supplier and item.their_item and item.their_item != item.item:
            yield MapItemCode(item.supplier, item.item, item.their_item)
        if item.stock:
            yield CountStock(item.item, item.stock, day=scenario.start)
    for centre, minutes_per_day in company.centres.items():
        yield RecordCapacity(centre, scenario.start, minutes_per_day * 60, "12345")


def _needs(scenario: Scenario, company: ScenarioCompany) -> Iterator[Command]:
    for week in range(min(scenario.weeks, FORECAST_WEEKS)):
        yield from needs_of_week(scenario, company, week)


def needs_of_week(scenario: Scenario, company: ScenarioCompany, week: int) -> Iterator[Command]:
    """The forecast of one week's sales, as needs."""
    due = iso_day(day_number(scenario.start) + 7 * week + 4)
    for item in company.items:
        if item.weekly:
            quantity = scenario.forecast(item, week)
            yield RecordNeed(f"{item.item}-{due}", item.item, quantity, due)


def _disclosures(scenario: Scenario, company: ScenarioCompany) -> Iterator[Command]:
    for supplier, buyer in scenario.pairs():
        if company.key in (supplier, buyer):
            other = buyer if company.key == supplier else supplier
            sells = scenario.sells(company.key, other)
            topics = ("trade", "catalogue", "trace") if sells else ("trade",)
            for topic in (*topics, "netting"):
                yield Allow(other, topic)


def _ingredient(text: str) -> Ingredient:
    item, _, quantity = text.partition(":")
    return Ingredient(item, int(quantity))


def _work(text: str) -> Work:
    centre, setup, run = text.split(":")
    return Work(centre, int(setup), int(run))
