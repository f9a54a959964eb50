"""Docking on the command line: two companies on the disk, and a stick between them."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import openpyxl
import pytest
from msgspec.structs import replace

from tests.faces.asking import Desk, Sheets, Two, two_companies, write_book
from tests.plan.industries import industry
from tuowang.flows.docking import PrepareDocking, ResumeDocking
from tuowang.host.company import Company, open_company

MORE: Sheets = {
    "items": [
        ["item", "name", "unit", "supply", "lead time (days)", "cost"],
        ["frame", "Frame", "pc", "make", 1, "9.00"],
    ],
    "recipes": [
        ["item", "batch quantity", "ingredient", "ingredient quantity"],
        ["frame", 1, "M8", 4],
    ],
    "prices": [["item", "price", "price quantity"], ["frame", "90.00", 1]],
}
WEEKS = 4


@pytest.fixture
def two(tmp_path: Path) -> Two:
    """Both allow docking; frames are ordered, four bolts each."""
    two = two_companies(tmp_path)
    two.frames.done("import", write_book(tmp_path / "more.xlsx", MORE))
    two.frames.done("allow", "bolts", "docking")
    for week in range(1, WEEKS + 1):
        two.frames.done("need", "frame", "100", f"+{7 * week + 2}", "--order")
    return two


def docked(two: Two, *options: object) -> str:
    """A run to its end; its name."""
    run: str = two.frames.read("dock", "--mode", "totals", *options)["run"]
    for _ in range(20):
        two.exchange()
        found = [one for desk in (two.frames, two.bolts) for one in desk.read("docks")]
        states = [one["state"] for one in found if one["run"] == run]
        if states == ["ended", "ended"]:
            return run
    raise AssertionError(states)


def shipped(desk: Desk) -> list[tuple[str, int]]:
    return [(one["start"], one["quantity"]) for one in desk.read("lanes")]


def test_two_companies_come_to_the_same_lanes(two: Two, tmp_path: Path) -> None:
    run = docked(two, "--exchanges", 1)
    assert shipped(two.frames) == shipped(two.bolts)
    assert sum(quantity for _, quantity in shipped(two.frames)) == 400 * WEEKS
    sides = {one["we"] for one in two.frames.read("lanes")}
    assert sides == {"buying"}
    assert two.frames.read("lanes", "bolts", "--item", "m8") == two.frames.read("lanes")
    assert two.frames.read("lanes", "--item", "frame") == []
    shown = two.bolts.done("lanes", "frames")
    assert "400 pcs" in shown
    assert run in two.bolts.done("docks")
    before = two.bolts.read("docks"), two.bolts.read("lanes")
    with open_company(two.bolts.home) as company:
        company.rebuild()
    assert (two.bolts.read("docks"), two.bolts.read("lanes")) == before
    two.bolts.done("lanes", "--csv", tmp_path / "lanes.csv", "--xlsx", tmp_path / "lanes.xlsx")
    rows = list(csv.reader((tmp_path / "lanes.csv").open(encoding="utf-8-sig")))
    sheet = openpyxl.load_workbook(tmp_path / "lanes.xlsx").worksheets[0]
    assert len(rows) == sheet.max_row == 1 + len(shipped(two.bolts))


def test_a_run_says_whom_it_waits_for_and_can_be_given_up(two: Two) -> None:
    begun = two.frames.done("dock", "--exchanges", 2)
    assert "has begun" in begun
    (run,) = two.frames.read("docks")
    assert (run["state"], run["waits_for"], run["exchanges"]) == ("open", ["bolts"], 2)
    assert "bolts" in two.frames.done("docks", "--lang", "zh")
    two.exchange()
    said = two.frames.done("dock", "--give-up", run["run"][2:6])
    assert "ended early" in said
    two.exchange()
    assert {one["state"] for desk in two[:2] for one in desk.read("docks")} == {"given-up"}
    assert two.frames.ask("dock", "--give-up", run["run"], "--json").mistake["mistake"] == (
        "no-such-docking"
    )


def test_docks_says_in_the_readers_words_what_was_wrong_and_whose_word_it_was(two: Two) -> None:
    mill = industry("pair", 1)["mill"]
    (lane,) = mill.outbound
    numbers = replace(mill, outbound=[replace(lane, customer="frames")])
    with open_company(two.bolts.home) as company:
        company.ask(PrepareDocking(msgspec.msgpack.encode(numbers)))
    two.frames.done("dock")
    two.exchange()
    (row,) = two.bolts.read("docks")
    assert row["why"] == "word-periods: frames"
    weeks = row["why_details"].pop("said")
    assert row["why_details"] == {"wanted": 6}
    assert f"frames said that it plans {weeks} periods, and we plan 6" in two.bolts.done("docks")
    assert f"frames 声明的计划为 {weeks} 个周期" in two.bolts.done("docks", "--lang", "zh")


def test_a_preview_shows_the_orders_and_writes_nothing(two: Two) -> None:
    before = two.frames.read("log", "show", "--all")
    seen = two.frames.read("dock", "--preview", "bolts")
    (lane,) = seen["docking"]
    assert (lane["item"], lane["code"], sum(lane["orders"])) == ("M8", "bolt", 400 * WEEKS)
    shown = two.frames.done("dock", "--preview", "bolts")
    assert "400 pcs" in shown
    assert "Nothing was allowed or sent" in shown
    two.frames.done("deny", "bolts", "docking")
    same = two.frames.read("allow", "bolts", "docking", "--preview")
    assert same["docking"] == seen["docking"]
    denied = two.frames.read("log", "show", "--all")
    assert len(denied) == len(before) + 1
    assert two.frames.ask("dock", "--json").mistake["mistake"] == "nobody-to-dock-with"
    supplier = two.bolts.read("dock", "--preview", "frames")
    assert [(one["code"], one["mine"], one["orders"]) for one in supplier["docking"]] == [
        ("bolt", True, [])
    ]
    assert two.bolts.ask("dock", "--preview", "nobody").code == 2


def test_lanes_become_a_demand(two: Two) -> None:
    docked(two, "--exchanges", 0)
    bought = [line for line in two.frames.read("plan")["lines"] if line["kind"] == "purchase"]
    assert bought == []
    said = two.frames.read("lanes", "bolts", "--request", "--until", "+21")["said"]
    (demand,) = (one["record"] for one in said if one["kind"] == "demand.requested")
    asked = sum(line["quantity"] for line in demand["lines"])
    left = sum(one["open"] for one in two.frames.read("lanes"))
    assert asked + left == 400 * WEEKS
    assert "still to be asked for" in two.frames.done(
        "lanes", "bolts", "--request", "--until", "+21"
    )
    assert two.frames.ask("lanes", "--request", "--json").mistake["mistake"] == "argument-needed"


def test_a_job_that_was_lost_with_its_process_is_taken_up(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.frames.done("dock", "--exchanges", 0, "--mode", "totals")
    two.frames.done("carry", two.stick)
    with monkeypatch.context() as lost:
        lost.setattr(Company, "_follow", lambda _self, outcome, _flush: outcome)
        two.bolts.done("carry", two.stick)
    with open_company(two.bolts.home) as company:
        assert company.resume().said
        assert company.ask(ResumeDocking()).said == []


def test_what_a_partner_may_see_includes_docking(two: Two) -> None:
    (row,) = (one for one in two.frames.read("preview", "bolts")["items"] if one["item"] == "M8")
    assert row["docking"] is True


def press(two: Two, folder: Path, hours: float) -> None:
    """A press makes 100 bolts an hour, five days a week."""
    sheets: Sheets = {
        "work": [["item", "centre", "run per batch (min)"], ["bolt", "press", 60]],
        "capacity": [["centre", "from", "hours per day"], ["press", "2020-01-01", hours]],
    }
    two.bolts.done("import", write_book(folder / f"press{hours}.xlsx", sheets))


def test_the_plan_says_who_is_short_until_when_and_what_changed(two: Two, tmp_path: Path) -> None:
    press(two, tmp_path, 8)
    docked(two, "--exchanges", 1)
    plan = two.frames.read("plan", "--show")
    assert plan["reasons"] == []
    assert {line["kind"] for line in plan["lines"]} == {"job", "delivery"}
    assert two.frames.read("plan", "--changes")["changes"] == []
    press(two, tmp_path, 0.5)  # 250 bolts a week, and 400 are wanted
    docked(two, "--exchanges", 1)
    plan = two.frames.read("plan", "--show")
    told = [one["text"] for one in plan["reasons"] if one["code"] == "promised-late"]
    late = [
        one for one in plan["lines"] if one["kind"] == "delivery" and one["finish"] > one["due"]
    ]
    assert told
    assert late
    assert all("bolts can promise" in one for one in told)
    shown = two.frames.done("plan", "--show")
    assert told[0] in shown
    assert "tuowang plan --changes" in shown
    changed = two.frames.read("plan", "--changes")
    assert {tuple(one["because"]) for one in changed["changes"]} == {("bolts",)}
    (moved,) = changed["moves"]
    assert (moved["partner"], moved["item"], moved["coming"]) == ("bolts", "M8", True)
    assert moved["now"] < moved["before"]
    shown = two.frames.done("plan", "--changes")
    assert "brings" in shown
    assert "供给" in two.frames.done("plan", "--changes", "--lang", "zh")
    why = two.bolts.read("plan", "--show")["reasons"]
    assert {(one["code"], one["reason"]["centre"]) for one in why} == {("centre-full", "press")}
    press(two, tmp_path, 7)  # relief
    docked(two, "--exchanges", 1)
    plan = two.frames.read("plan", "--show")
    assert plan["reasons"] == []
    assert all(one["finish"] <= one["due"] for one in plan["lines"] if one["kind"] == "delivery")
    (moved,) = two.frames.read("plan", "--changes")["moves"]
    assert moved["now"] > moved["before"]
    two.frames.done("plan", "--changes", "--csv", tmp_path / "changes.csv")
    assert "because of" in (tmp_path / "changes.csv").read_text(encoding="utf-8-sig")


def test_promises_are_accepted_by_rule_or_by_a_person(two: Two, tmp_path: Path) -> None:
    press(two, tmp_path, 0.2)
    two.bolts.done("allow", "frames", "catalogue")
    two.bolts.done("publish", "frames")
    said = two.frames.done("promises", "bolts", "--frozen-days", 30, "--short", "10")
    assert "30 days" in said
    two.bolts.done("promises", "frames", "--frozen-days", 30)
    docked(two, "--exchanges", 1)
    found = two.frames.read("promises")
    assert found["rules"] == [
        {"partner": "bolts", "frozen_days": 30, "short_permille": 100, "late_days": 0}
    ]
    waiting = two.frames.read("promises", "bolts", "--waiting")["promises"]
    assert waiting
    assert all(one["promised"] < one["wished"] for one in waiting)
    two.exchange()
    assert len(two.frames.read("agreements")) == 1
    shown = two.frames.done("promises")
    assert "waits for you" in shown
    assert "待决定" in two.frames.done("promises", "--lang", "zh")
    two.frames.done("promises", "bolts", "--accept", "--item", "M8", "--until", "+30")
    for _ in range(3):
        two.exchange()
    assert len({one["agreement"] for one in two.frames.read("agreements")}) == 2
    assert two.frames.read("promises", "bolts", "--waiting")["promises"] == []
    no = two.frames.ask("promises", "bolts", "--accept", "--until", "+30", "--json").mistake
    assert no["mistake"] == "nothing-promised"
    assert two.frames.ask("promises", "--accept", "--json").mistake["mistake"] == "argument-needed"
    said = two.frames.read("promises", "bolts", "--line", "M8:50:+40")["said"]
    assert [one["kind"] for one in said] == ["demand.requested", "promise.asked"]


def test_on_the_day_that_was_agreed_docking_begins_by_itself(two: Two) -> None:
    two.frames.done("dock", "--on", "today", "--every", 7, "--exchanges", 0, "--mode", "totals")
    two.exchange()
    (asked,) = two.bolts.read("docks", "--dates")
    assert (asked["partner"], asked["mine"], asked["state"]) == ("frames", False, "proposed")
    assert "proposed" in two.bolts.done("docks", "--dates")
    assert two.frames.read("docks") == []
    two.bolts.done("dock", "--agree", "frames")
    for _ in range(12):
        two.exchange()
        with open_company(two.frames.home) as company:
            company.wake()
    (run,) = two.frames.read("docks")
    assert run["state"] == "ended"
    assert sum(quantity for _, quantity in shipped(two.bolts)) == 400 * WEEKS
    assert "Nothing" not in two.bolts.done("dock", "--drop", "frames")
    assert two.bolts.read("docks", "--dates") == []
    assert two.bolts.ask("dock", "--agree", "frames", "--json").mistake["mistake"] == (
        "no-docking-date"
    )
