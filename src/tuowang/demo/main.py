"""Play a scenario, and say what came of it."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path

import msgspec

from tuowang.demo.chain import FRIDAY, Chain, Progress, clear_folder
from tuowang.demo.compare.main import CompareResult
from tuowang.demo.netting import NettingResult
from tuowang.demo.player import Player
from tuowang.demo.scenario import Scenario, find_scenario, read_scenario
from tuowang.errors import Mistake
from tuowang.flows.measure import bullwhip, measure
from tuowang.flows.money import CLAIMS
from tuowang.flows.trading import AGREEMENTS, DEMANDS
from tuowang.flows.vocabulary import amount_minor
from tuowang.units import day_number, iso_day

SHARE_DIGITS = 3


class DemoOptions(msgspec.Struct, frozen=True):
    """What to play. `chain` is one of Willems' XML files and takes the scenario's place.

    until: an ISO day; the last week played is then the last one whose Friday is not behind it.
    """

    home: Path
    scenario: str = "ebike"
    chain: Path | None = None
    weeks: int = 0
    seed: int = 1
    until: str = ""


class CompanyResult(msgspec.Struct, frozen=True):
    """One row of the table at the end. Money in minor units of the scenario's currency.

    `orders` are all agreements, sold and bought; `on_time_permille` is of what the company sold.
    """

    company: str
    name: str
    tier: int
    orders: int
    on_time_permille: int | None
    stock_days: int | None
    owed_to_us_minor: int
    owed_by_us_minor: int
    received_minor: int
    paid_minor: int
    not_done: int


class DemoResult(msgspec.Struct, frozen=True):
    """What came of a demo; the JSON that `--json` prints."""

    scenario: str
    title: str
    title_zh: str
    home: str
    currency: str
    companies: int
    weeks: int
    seed: int
    entries: int
    lost: int
    doubled: int
    links_equal: bool
    links: int
    agreements: int
    on_time_share: float | None
    fill_share: float | None
    stock_days: int | None
    bullwhip: float | None
    claims_gross_minor: int
    paid_minor: int
    bytes_by_carrier: dict[str, int]
    faults: dict[str, int]
    carried: list[list[str]]
    rows: list[CompanyResult]
    netting: NettingResult
    comparison: CompareResult | None = None


def load_scenario(options: DemoOptions) -> Scenario:
    """The scenario that the options name, with their number of weeks."""
    if options.chain is not None:
        from tuowang.demo.willems import read_chain

        scenario = read_chain(options.chain)
    else:
        scenario = read_scenario(find_scenario(options.scenario))
    if options.weeks:
        if not 1 <= options.weeks <= 520:
            raise Mistake("weeks-out-of-range", weeks=options.weeks, most=520)
        scenario = msgspec.structs.replace(scenario, weeks=options.weeks)
    return _moved(scenario, options.until) if options.until else scenario


def _moved(scenario: Scenario, until: str) -> Scenario:
    """By whole weeks, so that what is open at the end is looked at on its own days."""
    start = day_number(scenario.start)
    end = start + 7 * (scenario.weeks - 1) + FRIDAY
    weeks = (day_number(until) - end) // 7
    return msgspec.structs.replace(scenario, start=iso_day(start + 7 * weeks))


def run_demo(options: DemoOptions, progress: Progress) -> DemoResult:
    """Play a scenario in a folder; what an earlier demo left there is removed first."""
    scenario = load_scenario(options)
    clear_folder(options.home)
    if options.home.exists() and any(options.home.iterdir()):
        raise Mistake("demo-home-not-empty", home=options.home)
    chain = Chain(scenario, options.home, options.seed, progress)
    return asyncio.run(_play(chain, options))


async def _play(chain: Chain, options: DemoOptions) -> DemoResult:
    await chain.play()
    result = _result(chain, options)
    await chain.close()
    return result


def _result(chain: Chain, options: DemoOptions) -> DemoResult:
    players, scenario = chain.players, chain.scenario
    rows = [_row(chain, player) for player in players.values()]
    equal, links = chain.checkpoints.links_equal(players)
    shares = [row.on_time_permille for row in rows if row.on_time_permille is not None]
    days = [row.stock_days for row in rows if row.stock_days is not None]
    wanted = sum(player.sales_wanted for player in players.values())
    sold = sum(player.sales_made for player in players.values())
    return DemoResult(
        scenario=scenario.name,
        title=scenario.title,
        title_zh=scenario.title_zh,
        home=str(options.home),
        currency=scenario.currency,
        companies=len(players),
        weeks=scenario.weeks,
        seed=options.seed,
        entries=_entries(players),
        lost=chain.checkpoints.lost(players),
        doubled=chain.checkpoints.doubled(players),
        links_equal=equal == links,
        links=links // 2,
        agreements=sum(row.orders for row in rows) // 2,  # each stands at both ends
        on_time_share=_share(sum(shares), 1000 * len(shares)),
        fill_share=_share(sold, wanted),
        stock_days=sum(days) // len(days) if days else None,
        bullwhip=_bullwhip(chain),
        claims_gross_minor=_claims(players),
        paid_minor=sum(row.paid_minor for row in rows),
        bytes_by_carrier={
            "http": sum(player.connector.bytes_sent for player in players.values()),
            "folder": chain.traffic.folder,
        },
        faults=dict(chain.faults),
        carried=scenario.carried,
        rows=rows,
        netting=chain.netting,
    )


def _row(chain: Chain, player: Player) -> CompanyResult:
    view, currency = player.company.store, chain.scenario.currency
    found = measure(view, chain.clock.day, chain.scenario.weeks)
    return CompanyResult(
        company=player.key,
        name=player.about.name,
        tier=player.about.tier,
        orders=view.count(AGREEMENTS),
        on_time_permille=found.delivered_on_time_permille,
        stock_days=found.stock_days,
        owed_to_us_minor=found.owed_to_us.get(currency, 0),
        owed_by_us_minor=found.owed_by_us.get(currency, 0),
        received_minor=found.received.get(currency, 0),
        paid_minor=found.paid.get(currency, 0),
        not_done=len(player.refused),
    )


def _entries(players: dict[str, Player]) -> int:
    """Entries said on links; private journals are not exchanged."""
    return sum(
        player.company.store.head(link.out_stream).n
        for player in players.values()
        for link in player.company.links()
    )


def _claims(players: dict[str, Player]) -> int:
    return sum(
        row.amount_minor
        for player in players.values()
        for row in player.company.store.scan(CLAIMS)
        if row.mine
    )


def _bullwhip(chain: Chain) -> float | None:
    """How much more the orders at raw material vary from week to week than the sales do."""
    last = max(player.about.tier for player in chain.players.values())
    if last == 0:
        return None
    ordered = [0] * chain.scenario.weeks
    first = day_number(chain.scenario.start)
    for player in chain.players.values():
        if player.about.tier == last:
            prices = {item.item: item.price_minor for item in player.about.items}
            for demand in player.company.store.scan(DEMANDS):
                week = (day_number(demand.day) - first) // 7
                if not demand.mine and 0 <= week < len(ordered):
                    ordered[week] += sum(
                        amount_minor(prices.get(line.item, 0), 1, line.quantity)
                        for line in demand.lines
                    )
    ratio = bullwhip(ordered, chain.weekly_sales)
    return None if ratio is None else round(float(ratio), 2)


def _share(part: int, whole: int) -> float | None:
    return round(float(Fraction(part, whole)), SHARE_DIGITS) if whole else None
