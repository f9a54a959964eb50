"""The plan in the browser: read, asked why, tried, saved; and nothing in it can be a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.faces.asking import Desk, Sheets, write_book
from tests.faces.pages.browser import HOSTILE, Browser, links, plain, rows
from tuowang.faces.pages.drawings.gantt import (
    MOST_LANES,
    DrawnCentre,
    DrawnJob,
    Said,
    draw_gantt,
)
from tuowang.faces.pages.drawings.shapes import fitting
from tuowang.faces.pages.drawings.weeks import DrawnWeek, draw_weeks

SHOP: Sheets = {
    "partners": [["partner", "partner name"], ["mill", "The Mill"]],
    "items": [
        ["item", "name", "unit", "supply", "lead time (days)", "cost", "supplier"],
        ["chair", "Chair", "pc", "make", None, "90.00", None],
        ["wood", "Wood", "pc", "buy", 5, "1.00", "mill"],
    ],
    "recipes": [
        ["item", "batch quantity", "ingredient", "ingredient quantity"],
        ["chair", 1, "wood", 2],
    ],
    "operations": [
        ["item", "work centre", "run time (minutes)"],
        ["chair", "saw", 60],
    ],
    "capacities": [
        ["work centre", "start", "hours per day", "weekdays"],
        ["saw", "2026-01-01", 4, "1234567"],
    ],
    "stock": [["item", "lot", "quantity"], ["wood", "L1", 500]],
}


def chair_shop(tmp_path: Path) -> Desk:
    """Makes four chairs a day; eight are wanted on the day after tomorrow, twice."""
    desk = Desk(tmp_path / "shop")
    desk.done("init", "--name", "Shop")
    desk.done("import", write_book(tmp_path / "shop.xlsx", SHOP))
    desk.done("capacity", "saw", 4, "2026-01-01", "--weekdays", "1234567")
    for number in (1, 2):
        desk.done("need", "chair", 8, "+2", "--order", "--number", f"W-{number}")
    return desk


@pytest.fixture
def shop(tmp_path: Path) -> Desk:
    return chair_shop(tmp_path)


def test_before_there_is_a_plan_the_page_says_how(shop: Desk) -> None:
    browser = Browser(shop.home)
    assert "There is no plan yet" in plain(browser.get("plan"))
    browser.get("plan/work")
    assert "There is no plan yet" in plain(browser.get("plan/item", item="chair"))
    browser.get("plan/item", status=400, item="nothing")
    browser.get("plan/why", status=400, reference="W-1")


def test_a_plan_is_made_read_and_asked_why(shop: Desk) -> None:
    browser = Browser(shop.home)
    browser.fill("do/plan", days="30")
    page = browser.get("plan")
    late = [row for row in rows(page) if row and row[0] == "W-2"]
    assert late
    assert "saw is full" in late[0][-1]
    assert "has no room for chair" in late[0][-1]
    assert ["chair", "Chair"] in [row[:2] for row in rows(page)]
    (why,) = links(page, "/plan/why")
    told = browser.get(why[1:])
    assert "Why is W-2 late?" in plain(told)
    assert links(told, "/plan/work?centre=saw")
    assert links(told, "/plan/try?centre=saw")
    grid = {row[0]: row[1:] for row in rows(browser.get("plan/item", item="chair")) if row}
    assert sum(int(one or 0) for one in grid["wanted"]) == 16
    assert sum(int(one or 0) for one in grid["made"]) == 16
    assert shop.read("projection", "chair")["weeks"][0]["wanted"] in (8, 16, 0)
    work = browser.get("plan/work", centre="saw", days="7")
    assert ["saw", "chair"] in [row[:2] for row in rows(work)]
    assert "late" in plain(work)
    for kind in ("json", "csv", "xlsx"):
        for name, values in (
            ("late", {}),
            ("loads", {}),
            ("projection", {"item": "chair"}),
            ("plan", {}),
        ):
            assert browser.client.get(f"/list/{name}.{kind}", params=values).status_code == 200
    browser.get("plan/work", status=400, start="soon")


def test_the_chain_of_causes_ends_at_the_supplier(shop: Desk) -> None:
    shop.done("need", "chair", 300, "+3", "--order", "--number", "W-3")
    shop.done("capacity", "saw", 1000, "2026-01-01", "--weekdays", "1234567")
    shop.done("count", "wood", 10, "--lot", "L1")
    shop.done("plan")
    page = Browser(shop.home).get("plan/why", reference="W-3")
    chain = page.partition('<ol class="chain">')[2].partition("</ol>")[0]
    assert chain.count("<li>") == 2
    assert "chair waits for wood" in plain(chain)
    assert links(chain, "/plan/item") == ["/plan/item?item=wood"] * 2
    assert links(chain, "/list/partners") == ["/list/partners?search=mill"]


def test_the_line_to_copy_is_safe_in_a_shell(shop: Desk) -> None:
    name = "W 1; echo $(id)"
    shop.done("need", "chair", 300, "+1", "--order", "--number", name)
    shop.done("plan")
    page = plain(Browser(shop.home).get("plan/why", reference=name))
    assert f"tuowang late '{name}'" in page


def test_looking_at_the_plan_never_plans(shop: Desk) -> None:
    shop.done("plan")
    before = shop.read("plan", "--show")["plan"]["plan"]
    browser = Browser(shop.home)
    for path in ("plan", "plan/work", "plan/try", "list/plan", "list/plan.json"):
        browser.get(path)
    browser.get("plan/try", capacity="saw=24")
    assert shop.read("plan", "--show")["plan"]["plan"] == before
    assert "saw" in shop.done("loads")
    assert shop.read("loads")[0]["capacity_seconds"] == 7 * 4 * 3600


def test_a_change_is_tried_before_it_is_saved(shop: Desk) -> None:
    shop.done("plan")
    browser = Browser(shop.home)
    page = browser.get("plan/try", centre="saw", hours="12")
    assert "Deliveries late as things are: 1. Then: 0." in plain(page)
    assert "in time again" in plain(page)
    (save,) = links(page, "/do/capacity")
    assert "centre=saw" in save
    assert "hours=12" in save
    browser.fill("do/capacity", centre="saw", hours="12", weekdays="1234567")
    shop.done("plan")
    assert shop.read("late") == []
    page = browser.get("plan/try", reference="W-1", day="2030-01-01", amount="9", rank="5")
    assert "date: W-1=2030-01-01" in plain(page)
    (need,) = links(page, "/do/need")
    assert "number=W-1" in need
    assert "date=2030-01-01" in need
    assert "quantity=9" in need
    assert "order=on" in need
    taken = links(page, "/plan/try?capacity") + links(page, "/plan/try?date")
    assert any("W-1%3D5" not in one for one in taken)
    again = browser.get("plan/try", capacity="saw=1", centre="saw", hours="2")
    assert "saw=1" not in plain(again)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"capacity": "saw=many"}, "many"),
        ({"capacity": "lathe=3"}, "No recipe works at lathe"),
        ({"capacity": "saw"}, "is no change"),
        ({"date": "W-9=2026-12-01"}, "Nothing that is wanted is called W-9"),
        ({"priority": "W-1=1000"}, "1000"),
        ({"quantity": "W-1=lots"}, "lots"),
    ],
)
def test_a_change_that_cannot_be_is_told(shop: Desk, values: dict[str, str], said: str) -> None:
    shop.done("plan")
    page = Browser(shop.home).get("plan/try", status=400, **values)
    assert said in plain(page)
    option = next(iter(values))
    refused = shop.ask("what-if", f"--{option}", values[option], "--json")
    assert refused.code == 2


def test_what_if_on_the_command_line(shop: Desk) -> None:
    found = shop.read("what-if", "--priority", "W-2=9")
    assert [one["reference"] for one in found["deliveries"]] == ["W-1", "W-2"]
    assert (found["late_before"], found["late_then"]) == (1, 1)
    assert "now late" in shop.done("what-if", "--priority", "W-2=9")
    shop.done("priority", "W-2", 9)
    shop.done("plan")
    assert [one["reference"] for one in shop.read("late")] == ["W-1"]
    assert "W-1" in shop.done("late", "W-1")
    assert shop.ask("capacity", "saw", "1e999999").code == 2
    assert shop.ask("capacity", "saw", "nan").code == 2


def test_names_are_never_scripts(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "h")
    sheets: dict[str, list[list[Any]]] = {
        name: [
            [HOSTILE if cell in ("chair", "saw", "Chair", "The Mill") else cell for cell in row]
            for row in given
        ]
        for name, given in SHOP.items()
    }
    desk.done("init", "--name", HOSTILE)
    desk.done("import", write_book(tmp_path / "h.xlsx", sheets))
    desk.done("need", HOSTILE, 100, "+1", "--order", "--number", HOSTILE)
    desk.done("plan")
    for language in ("en", "zh"):
        browser = Browser(desk.home, language=language)
        pages = [
            browser.get(path) for path in ("plan", "plan/work", "plan/try", "flows", "list/late")
        ]
        pages.append(browser.get("plan/item", item=HOSTILE))
        pages.append(browser.get("plan/why", reference=HOSTILE))
        pages.append(browser.get("plan/try", capacity=f"{HOSTILE}=9"))
        pages.append(browser.get("plan/try", status=400, capacity=f"{HOSTILE}{HOSTILE}=9"))
        assert not any("<script>alert" in page for page in pages)
        assert all("&lt;script&gt;alert" in page for page in pages[:2])


# ------------------------------------------------------------------------------------ drawings


def test_bars_that_overlap_have_lanes_and_those_without_room_are_counted() -> None:
    said = Said("Work", "Jobs.", "today", "late", "{count} more")
    jobs = [DrawnJob(1, 2, f"J-{n}", "told", "/x", late=n == 0) for n in range(MOST_LANES + 3)]
    jobs.append(DrawnJob(3, 3, "after", "told", "/x", late=False))
    centre = DrawnCentre("saw", [0, 90, 0, 0], [50, 50, 50, 0], jobs)
    drawn = draw_gantt([centre], ["a", "b", "c", "d"], 1, said)
    assert drawn.count('class="job"') == MOST_LANES
    assert drawn.count("late-job") == 1
    assert "3 more" in drawn
    assert ">!</text>" in drawn
    assert 'class="today"' in drawn
    assert 'class="today"' not in draw_gantt([centre], ["a", "b", "c", "d"], 9, said)


def test_stock_below_nothing_and_nothing_at_all_can_be_drawn() -> None:
    words = ["way", "made", "bought", "out", "left"]
    weeks = [DrawnWeek("1", 0, 0, 0, 5, -5, 5), DrawnWeek("2", 0, 9, 0, 0, 4, 0)]
    drawn = draw_weeks(weeks, words, "Plan", "About", "late")
    assert "late 5" in drawn
    assert ">-5</text>" in drawn
    empty = draw_weeks([DrawnWeek("1", 0, 0, 0, 0, 0, 0)], words, "Plan", "About", "late")
    assert "fill-a" in empty
    assert 'height="-' not in drawn + empty


def test_a_text_is_cut_where_the_room_ends() -> None:
    assert fitting("chair", 100) == "chair"
    assert fitting("chairs and tables", 60) == "chairs…"
    assert fitting("飞轮电动车总装厂", 40) == "飞轮…"
    assert fitting("chair", 5) == ""
