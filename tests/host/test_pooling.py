"""A group pools its invoices by files; each checks its part; the rings are settled over links."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.netters import Netters
from tuowang.errors import Mistake
from tuowang.flows.netting import ExcludeFromNetting, Net
from tuowang.flows.netting_tables import RINGS
from tuowang.flows.pool_files import Part, PlanInvoice, PlanPrice, PlanRing, read_part, write_part
from tuowang.flows.pool_plan import joined, what_if
from tuowang.flows.pool_tables import PLANNED_RINGS, POOL_PRICES
from tuowang.flows.pooling import pooling
from tuowang.host.pooling import command_of, part_name, plan_into, share_in, share_invoices

DEBTS = (
    ("alloy", "frames", 900),
    ("frames", "shop", 700),
    ("shop", "alloy", 800),
    ("shop", "tyres", 300),
    ("tyres", "frames", 250),
    ("frames", "alloy", 120),
    ("wheels", "alloy", 500),
    ("tyres", "wheels", 60),
)
"""Among five firms."""
OPTIMUM = 2460


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Netters]:
    netters = Netters(tmp_path, *DEBTS)
    netters.state()
    yield netters
    netters.close()


def shares(group: Netters, folder: Path) -> list[Path]:
    """Each member's share as a file."""
    files = [folder / f"{name}.csv" for name in group.companies]
    for company, file in zip(group.companies.values(), files, strict=True):
        share_invoices(company, file)
    return files


def planned(group: Netters, folder: Path, by: str = "shop") -> dict[str, Path]:
    """The plan over all shares; each member's file."""
    found = [share_in(file) for file in shares(group, folder)]
    plan = plan_into(group.companies[by], found, folder / "plan")
    names = {part.head.member: folder / "plan" / part_name(part) for part in plan.parts}
    return {
        name: names[company.keys.public.sign.hex()] for name, company in group.companies.items()
    }


def test_a_group_settles_the_optimum_that_it_planned(group: Netters, tmp_path: Path) -> None:
    before = group.positions()
    files = planned(group, tmp_path)
    cleared = {
        one.invoice.partition(".")[2]: one.cleared_minor
        for file in files.values()
        for one in read_part(file.read_bytes()).invoices
    }
    assert sum(cleared.values()) == OPTIMUM
    for name, company in group.companies.items():  # the later one takes it, the longer tokens wait
        company.ask(command_of(company, files[name]))
        group.exchange()
    group.exchange(8)
    assert group.netted() == cleared
    assert group.positions() == before
    for company in group.companies.values():
        assert {row.state for row in company.store.scan(RINGS)} == {"settled"}
        assert {row.state for row in company.store.scan(POOL_PRICES)} == {"confirmed"}


def test_net_again_sends_a_planned_ring_that_was_lost(group: Netters, tmp_path: Path) -> None:
    files = planned(group, tmp_path)
    firsts = [
        name for name, company in group.companies.items()
        if any(ring.first for ring in command_of(company, files[name]).rings)
    ]  # fmt: skip
    for name in firsts:
        company = group.companies[name]
        company.ask(command_of(company, files[name]))
    group.exchange(3)
    for name, company in group.companies.items():
        if name not in firsts:
            company.ask(command_of(company, files[name]))
    group.exchange(8)
    once = group.netted()
    assert sum(once.values()) == OPTIMUM
    for company in group.companies.values():
        company.ask(Net(0))
    group.exchange(8)
    assert group.netted() == once  # nothing is cleared twice


def test_a_ring_that_a_member_held_up_is_sent_again(group: Netters, tmp_path: Path) -> None:
    files = planned(group, tmp_path)
    for name, company in group.companies.items():
        company.ask(command_of(company, files[name]))
    tyres = group.companies["tyres"]
    tyres.ask(ExcludeFromNetting("wheels", "C-7", "pledged"))
    group.exchange(8)
    held_up = group.netted()
    assert held_up["C-7"] == 0
    assert 0 < sum(held_up.values()) < OPTIMUM
    tyres.ask(ExcludeFromNetting("wheels", "C-7", lift=True))
    for _ in range(2):
        group.state()
    group.exchange(8)
    assert sum(group.netted().values()) == OPTIMUM


def test_tables_are_what_the_logs_give(group: Netters, tmp_path: Path) -> None:
    files = planned(group, tmp_path)
    for name, company in group.companies.items():
        company.ask(command_of(company, files[name]))
    group.exchange(3)
    for company in group.companies.values():
        before = [list(company.store.scan(table)) for table in pooling.tables]
        assert any(before)
        company.rebuild()
        assert [list(company.store.scan(table)) for table in pooling.tables] == before


Change = Callable[[Part], dict[str, list[Any]]]


def more_cleared(part: Part) -> dict[str, list[Any]]:
    one = next(one for one in part.invoices if one.cleared_minor < one.amount_minor)
    return {
        "invoices": [*_without(part.invoices, one), _with(one, cleared_minor=one.cleared_minor + 1)]
    }


def nothing_cleared(part: Part) -> dict[str, list[Any]]:
    return {"invoices": [_with(one, cleared_minor=0) for one in part.invoices], "rings": []}


def a_ring_more(part: Part) -> dict[str, list[Any]]:
    ring = part.rings[0]
    return {"rings": [*part.rings, _with(ring, ring=ring.ring + "0")]}


def a_ring_twice(part: Part) -> dict[str, list[Any]]:
    return {"rings": [*part.rings, part.rings[0]]}


def another_amount(part: Part) -> dict[str, list[Any]]:
    one = part.invoices[0]
    return {"invoices": [*part.invoices[1:], _with(one, amount_minor=one.amount_minor + 1)]}


def an_invoice_that_is_none(part: Part) -> dict[str, list[Any]]:
    return {"invoices": [*part.invoices, _with(part.invoices[0], invoice="0" * 16 + ".C-99")]}


def an_invoice_twice(part: Part) -> dict[str, list[Any]]:
    return {"invoices": [*part.invoices, part.invoices[0]]}


def no_price(part: Part) -> dict[str, list[Any]]:
    return {"prices": part.prices[1:]}


def a_stranger(part: Part) -> dict[str, list[Any]]:
    return {"prices": [*part.prices, _with(part.prices[0], firm="ab" * 32)]}


def _with(line: Any, **changed: Any) -> Any:
    from msgspec.structs import replace

    return replace(line, **changed)


def _without(lines: list[Any], one: Any) -> list[Any]:
    return [line for line in lines if line != one]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (more_cleared, "pool-positions"),
        (nothing_cleared, "pool-not-proven"),
        (a_ring_more, "pool-ring-wrong"),
        (a_ring_twice, "pool-ring-wrong"),
        (another_amount, "pool-claim-amount"),
        (an_invoice_that_is_none, "pool-claim-unknown"),
        (an_invoice_twice, "pool-claim-twice"),
        (no_price, "pool-price-missing"),
        (a_stranger, "pool-partner-unknown"),
    ],
)
def test_a_plan_that_lies_is_refused_and_changes_nothing(
    group: Netters, tmp_path: Path, change: Change, code: str
) -> None:
    shop = group.companies["shop"]
    file = planned(group, tmp_path)["shop"]
    part = read_part(file.read_bytes())
    file.write_bytes(write_part(shop.keys, Part(**{**part._asdict(), **change(part)})))
    with pytest.raises(Mistake) as no:
        shop.ask(command_of(shop, file))
    assert no.value.code == code
    assert list(shop.store.scan(PLANNED_RINGS)) == []
    assert list(shop.store.scan(RINGS)) == []


def test_a_price_that_is_told_differently_is_found_out(group: Netters, tmp_path: Path) -> None:
    files = planned(group, tmp_path)
    shop = group.companies["shop"]
    part = read_part(files["shop"].read_bytes())
    raised = [_with(one, price=one.price + 7) for one in part.prices]  # differences stay the same
    files["shop"].write_bytes(write_part(shop.keys, part._replace(prices=raised)))
    for name, company in group.companies.items():
        company.ask(command_of(company, files[name]))
    group.exchange(2)
    states = {row.state for row in group.companies["alloy"].store.scan(POOL_PRICES, "shop")}
    assert states == {"contradicted"}


def test_what_was_changed_on_the_way_is_refused_with_its_line(
    group: Netters, tmp_path: Path
) -> None:
    share = shares(group, tmp_path)[0]
    data = share.read_bytes()
    lines = data.splitlines(keepends=True)

    def refused(changed: bytes) -> tuple[str, object]:
        share.write_bytes(changed)
        with pytest.raises(Mistake) as no:
            share_in(share)
        return no.value.code, no.value.details["line"]

    end = len(lines)
    assert refused(data.replace(b",120,", b",121,")) == ("pool-share-signature", end)
    assert refused(data.replace(b",120,", b",0,", 1))[0] == "obligation-amount"
    assert refused(data.replace(b",120,", b",-5,", 1))[0] == "obligation-amount"
    assert refused(data.replace(b",120,", b"," + str(2**63).encode() + b",", 1))[0] == (
        "obligation-amount"
    )
    assert refused(b"".join([*lines[:2], lines[1], *lines[2:]])) == ("obligation-doubled", 3)
    assert refused(b"".join([*lines[:1], b"nonsense\n", *lines[1:]])) == ("obligation-fields", 2)
    assert refused(b"".join(lines[:-1])) == ("pool-share-end", end - 1)
    assert refused(b"") == ("pool-share-end", 1)
    foreign = lines[1].replace(lines[1].split(b",")[0], b"ab" * 32)
    foreign = foreign.replace(foreign.split(b",")[1], b"cd" * 32)
    assert refused(b"".join([lines[0], foreign, *lines[2:]])) == ("pool-share-line", 2)


def test_a_broken_plan_is_refused_with_its_line(group: Netters, tmp_path: Path) -> None:
    file = planned(group, tmp_path)["shop"]
    data = file.read_bytes()
    lines = data.splitlines(keepends=True)

    def refused(changed: bytes) -> tuple[str, object]:
        with pytest.raises(Mistake) as no:
            read_part(changed)
        return no.value.code, no.value.details["line"]

    price = json.loads(lines[1])
    worse = json.dumps({**price, "price": price["price"] + 1}).encode() + b"\n"
    end = len(lines)
    assert refused(b"".join([lines[0], worse, *lines[2:]])) == ("pool-plan-end", end)
    assert refused(b"".join([lines[0], b"{]\n", *lines[2:]])) == ("pool-plan-line", 2)
    assert refused(b"".join([lines[0], *lines])) == ("pool-plan-line", 2)
    assert refused(b"".join(lines[:-1])) == ("pool-plan-end", end - 1)
    assert refused(b"".join([*lines, lines[-1]])) == ("pool-plan-end", end)
    assert refused(b"") == ("pool-plan-end", 0)


def test_a_part_of_another_and_a_member_twice_are_refused(group: Netters, tmp_path: Path) -> None:
    files = planned(group, tmp_path)
    with pytest.raises(Mistake, match="pool-not-ours"):
        command_of(group.companies["shop"], files["alloy"])
    found = [share_in(file) for file in shares(group, tmp_path)]
    with pytest.raises(Mistake, match="pool-member-twice"):
        plan_into(group.companies["shop"], [*found, found[0]], tmp_path / "twice")


def test_an_invoice_counts_only_where_both_firms_share_it(group: Netters, tmp_path: Path) -> None:
    found = [share_in(file) for file in shares(group, tmp_path)]
    names = dict(zip(group.companies, found, strict=True))
    both = joined([names["shop"], names["alloy"]])
    assert both.amount.tolist() == [800]
    (all_,) = what_if(joined(found), {})
    assert (all_.gross_minor, all_.cleared_minor) == (sum(debt[2] for debt in DEBTS), OPTIMUM)
    (helped,) = what_if(joined(found), {"CNY": 200})
    assert helped.discharged_minor > OPTIMUM + 200
    assert sum(minor for _, minor in helped.lent) <= 200


def test_parts_show_a_member_nothing_but_its_own(group: Netters, tmp_path: Path) -> None:
    files = planned(group, tmp_path)
    for name, file in files.items():
        us = group.companies[name].keys.public.sign.hex()
        part = read_part(file.read_bytes())
        assert all(us in (one.debtor, one.creditor) for one in part.invoices)
        partners = {firm for one in part.invoices for firm in (one.debtor, one.creditor)}
        assert {one.firm for one in part.prices} == partners
        assert all(isinstance(one, PlanInvoice) for one in part.invoices)
        assert all(isinstance(one, PlanPrice) for one in part.prices)
        assert all(isinstance(one, PlanRing) for one in part.rings)
