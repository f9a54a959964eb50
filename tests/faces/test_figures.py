"""Figures and standards on the command line: previews, telling, listing, files out and in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faces.asking import Two, two_companies
from tuowang.flows.partner import TOPICS
from tuowang.standards import STANDARDS


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """A bolt factory that lets its customer see everything, and the customer, who asks nothing."""
    two = two_companies(tmp_path)
    two.frames.done("need", "M8", "700", "+40", "--order")
    two.frames.done("plan", "--days", "60")
    two.bolts.done("publish", "frames")
    two.exchange()
    return two


def test_a_preview_shows_the_numbers_and_writes_nothing(two: Two) -> None:
    before = two.frames.read("log", "show", "--all")
    shown = two.frames.done("allow", "bolts", "forecast", "--preview")
    assert "700 pcs" in shown
    assert "Nothing was allowed or sent" in shown
    document = two.frames.read("allow", "bolts", "forecast", "--preview", "--item", "M8")
    (row,) = document["figures"]
    assert [point["quantity"] for point in row["points"]] == [700]
    assert two.frames.read("log", "show", "--all") == before
    assert two.frames.ask("figures", "send", "bolts").code == 2
    two.frames.done("allow", "bolts", "forecast")
    told = two.frames.read("figures", "send", "bolts")["said"]
    assert [one["record"]["series"][0]["points"] for one in told] == [row["points"]]


def test_the_preview_of_every_topic(two: Two) -> None:
    shown = two.bolts.done("allow", "frames", "all", "--preview")
    assert "¥35.00" in shown
    assert "500 pcs" in shown
    assert shown.count("Nothing was allowed or sent") == len(TOPICS)
    found = two.bolts.ask("allow", "frames", "secrets", "--preview", "--json")
    assert found.code == 2
    assert found.mistake["mistake"] == "topic-unknown"
    assert two.bolts.ask("allow", "nobody", "stock", "--preview").code == 2
    assert two.bolts.ask("allow", "frames", "stock", "--preview", "--item", "ghost").code == 2


def test_figures_go_across_and_are_listed(two: Two) -> None:
    two.frames.done("allow", "bolts", "forecast")
    two.frames.done("figures", "send")
    two.bolts.done("figures", "send")
    two.exchange()
    shown = two.bolts.done("figures")
    assert "forecast" in shown
    assert "700 pcs" in shown
    assert two.frames.read("figures", "--ours")["figures"][0]["buyer_item"] == "M8"
    stock = two.frames.read("figures", "--partner", "bolts")["figures"]
    assert {row["measure"] for row in stock} == {"on-hand", "allotted", "days-of-supply"}
    assert "M8" in two.frames.done("figures")
    assert "No figures" in two.frames.done("figures", "--ours", "--partner", "nobody")


def test_a_new_plan_tells_by_itself(two: Two) -> None:
    two.frames.done("allow", "bolts", "forecast")
    two.frames.done("need", "M8", "50", "+20", "--order")
    two.frames.done("plan", "--days", "60")
    two.exchange()
    (row,) = two.bolts.read("figures")["figures"]
    assert sum(point["quantity"] for point in row["points"]) == 750


def test_a_file_goes_out_and_comes_in(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "demand.json"
    found = two.frames.ask("catena-x", "out", "WeekBasedMaterialDemand", "--partner", "bolts")
    assert found.code == 2
    assert "tuowang allow bolts" in found.err
    two.frames.done("allow", "bolts", "forecast")
    out = ("catena-x", "out", "WeekBasedMaterialDemand", "--partner", "bolts")
    said = two.frames.done(*out, "--file", file)
    assert f"1 payloads of WeekBasedMaterialDemand for bolts written to {file}" in said
    payload = json.loads(file.read_text(encoding="utf-8"))
    assert json.loads(two.frames.done(*out, "--item", "m8"))["customer"] == payload["customer"]
    assert sum(week["demand"] for week in payload["demandSeries"][0]["demands"]) == 700
    shown = two.bolts.done("catena-x", "in", file, "--partner", "frames")
    assert "1 payloads (WeekBasedMaterialDemand)" in shown
    (need,) = two.bolts.read("needs")
    assert (need["item"], need["quantity"], need["kind"]) == ("bolt", 700, "forecast")
    again = two.bolts.done("catena-x", "in", file, "--partner", "frames")
    assert "Nothing changed" in again


def test_a_list_of_payloads_is_taken_whole_or_not_at_all(two: Two, tmp_path: Path) -> None:
    two.frames.done("allow", "bolts", "forecast")
    out = ("catena-x", "out", "ShortTermMaterialDemand", "--partner", "bolts", "--json")
    (payload,) = json.loads(two.frames.done(*out))
    stranger = payload | {"materialGlobalAssetId": "00000000-0000-4000-8000-000000000000"}
    file = tmp_path / "days.json"
    file.write_text(json.dumps([payload, stranger]), encoding="utf-8")
    found = two.bolts.ask("catena-x", "in", file, "--partner", "frames", "--json")
    assert found.mistake["mistake"] == "material-unknown"
    assert two.bolts.read("figures")["figures"] == []
    two.bolts.done("catena-x", "in", file, "--partner", "frames", "--item", "bolt")
    assert two.bolts.read("figures")["figures"][0]["source"] == "ShortTermMaterialDemand"


def test_notices_are_listed_with_the_figures(two: Two, tmp_path: Path) -> None:
    notice = {
        "notificationId": "urn:uuid:d9452f24-3bf3-4134-b3eb-68858f1b2362",
        "sourceDisruptionId": "urn:uuid:c69cb3e4-16ad-43c3-82b9-0deac75ecf9e",
        "leadingRootCause": "strike",
        "effect": "capacity-reduction",
        "status": "open",
        "startDateOfEffect": "2026-12-13T15:00:00+01:00",
        "contentChangedAt": "2026-12-13T15:00:00+01:00",
        "text": "Gates\u202e shut",
        "materialsAffected": [{"materialNumberSupplier": "bolt"}, {"materialNumberSupplier": "?"}],
    }
    file = tmp_path / "notice.json"
    file.write_text(json.dumps(notice), encoding="utf-8")
    two.frames.done("catena-x", "in", file, "--partner", "bolts")
    shown = two.frames.done("figures")
    assert "less capacity" in shown
    assert "M8" in shown
    assert "Gates  shut" in shown


def test_the_list_of_standards(two: Two) -> None:
    rows = two.bolts.read("catena-x", "list")
    assert [row["standard"] for row in rows] == list(STANDARDS)
    assert "产能" in two.bolts.done("catena-x", "list", "--lang", "zh")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["out", "ItemStock"], "argument-needed"),
        (["out", "Nothing", "--partner", "frames"], "standard-unknown"),
        (["out", "ItemStock", "--partner", "nobody"], "partner-unknown"),
        (["out", "ItemStock", "--partner", "frames", "--item", "ghost"], "item-unknown"),
        (["out", "ItemStock", "--partner", "frames", "--file", "no/such/x"], "file-not-writable"),
        (["in", "gone.json", "--partner", "frames"], "file-not-readable"),
        (["in", "x.json", "--partner", "frames", "--aspect", "x"], "standard-unknown"),
    ],
)
def test_what_goes_wrong_is_named(
    two: Two, tmp_path: Path, typed: list[str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    found = two.bolts.ask("catena-x", *typed, "--json")
    assert found.code == 2
    assert found.mistake["mistake"] == code
