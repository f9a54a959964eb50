"""What the independent judge says of the plans that docking comes to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
TOOLS, CHAINS = SHARED / "tools" / "docking", SHARED / "data" / "willems2008"
LOTS = SHARED / "data" / "csplib047"

pytestmark = pytest.mark.skipif(
    not TOOLS.is_dir() or not CHAINS.is_dir(), reason="needs ../shared: the judge and real chains"
)


def make(folder: Path, name: str, *how: str) -> Path:
    path = folder / f"{name}.json"
    tool = str(TOOLS / "make_instance.py")
    subprocess.run([sys.executable, tool, *how, "--out", str(path)], check=True)
    return path


def dock(instance: Path, exchanges: int, *how: str) -> list[dict[str, Any]]:
    """Verdicts of the judge, one an exchange."""
    plan = instance.with_suffix(".plan.json")
    command = [sys.executable, "-m", "tuowang", "bench", "docking", str(instance), "--alone"]
    command += ["--exchanges", str(exchanges), "--plan", str(plan), *how]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    judge = [sys.executable, str(TOOLS / "judge.py"), str(instance), str(plan), "--json"]
    said = subprocess.run(judge, check=False, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(said.stdout[said.stdout.index("{") :])
    (verdicts,) = found["plans"].values()
    return list(verdicts)


def all_can_be_executed(verdicts: list[dict[str, Any]]) -> bool:
    return all(not one["problems"] and one["cost"] is not None for one in verdicts)


@pytest.mark.parametrize("number", ["01", "03", "05"])
def test_a_real_chain_is_within_one_percent_after_two_exchanges(
    tmp_path: Path, number: str
) -> None:
    instance = make(tmp_path, number, "--xml", str(CHAINS / f"{number}.xml"), "--seed", "7")
    verdicts = dock(instance, 4)
    assert all_can_be_executed(verdicts)
    assert verdicts[2]["gap_percent"] <= 1.0
    assert verdicts[4]["gap_percent"] <= 0.1


@pytest.mark.parametrize(("number", "seed"), [("05", "2"), ("08", "7")])
def test_four_stages_a_firm(tmp_path: Path, number: str, seed: str) -> None:
    how = ("--xml", str(CHAINS / f"{number}.xml"), "--seed", seed, "--group", "4")
    verdicts = dock(make(tmp_path, "grouped", *how), 4)
    assert all_can_be_executed(verdicts)
    assert verdicts[2]["gap_percent"] <= 1.0
    assert verdicts[4]["gap_percent"] <= 0.2


def test_blind_is_two_messages_a_link_and_exchange(tmp_path: Path) -> None:
    instance = make(tmp_path, "blind", "--xml", str(CHAINS / "03.xml"), "--seed", "7")
    verdicts = dock(instance, 5, "--blind")
    links = {tuple(sorted((one["supplier"], one["customer"]))) for one in links_of(instance)}
    assert all_can_be_executed(verdicts)
    assert [one["messages"] for one in verdicts[1:-1]] == [2 * len(links)] * 4
    assert verdicts[5]["gap_percent"] <= 1.0


def test_a_link_and_exchange_without_mixing_takes_at_most_2500_bytes(tmp_path: Path) -> None:
    instance = make(tmp_path, "small", "--xml", str(CHAINS / "05.xml"), "--seed", "7")
    verdicts = dock(instance, 3, "--totals")
    assert all(one["bytes"] <= 2500 * len(links_of(instance)) for one in verdicts)


def test_a_dense_net_with_lost_quotes_and_bundles(tmp_path: Path) -> None:
    instance = make(tmp_path, "dense", "--synthetic", "10", "--seed", "7")
    how = ("--lose-quotes", "0.3", "--lose-orders", "0.1")
    verdicts = dock(instance, 4, *how)
    assert all_can_be_executed(verdicts)
    costs = [one["cost"] for one in verdicts]
    assert costs == sorted(costs, reverse=True)
    assert verdicts[4]["gap_percent"] < verdicts[0]["gap_percent"] / 2


@pytest.mark.skipif(not LOTS.is_dir(), reason="needs ../shared: CSPLib problem 047")
def test_set_ups_and_lots(tmp_path: Path) -> None:
    """The first half of CSPLib 047's second instance: small enough to know its optimum."""
    instance = make(tmp_path, "lots", "--csplib", str(LOTS / "instance2.md"))
    chain = json.loads(instance.read_text())
    chain["periods"], given = 6, chain["periods"]
    instance.write_text(json.dumps(cut(chain, given, 6)))
    verdicts = dock(instance, 2)
    assert all_can_be_executed(verdicts)
    costs = [one["cost"] for one in verdicts]
    assert costs == sorted(costs, reverse=True)
    assert verdicts[2]["gap_percent"] <= 2.0


def cut(thing: Any, given: int, periods: int) -> Any:
    """An instance with all its series cut short."""
    if isinstance(thing, dict):
        return {name: cut(one, given, periods) for name, one in thing.items()}
    if isinstance(thing, list):
        series = len(thing) == given and not any(isinstance(one, dict | list) for one in thing)
        return [cut(one, given, periods) for one in (thing[:periods] if series else thing)]
    return thing


def links_of(instance: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(instance.read_text())["links"]
    return found
