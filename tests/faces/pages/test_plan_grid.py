"""The plan grid as a form: only what was typed is a change, and a wrong cell is named."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.faces.asking import Desk, write_book
from tests.faces.pages.browser import HOSTILE, Browser, links, plain, sound
from tests.faces.pages.test_plan import chair_shop
from tuowang.flows.catalogue import CAPACITIES
from tuowang.flows.planning_trial import MOST_CHANGES
from tuowang.host.company import open_company


@pytest.fixture
def shop(tmp_path: Path) -> Desk:
    desk = chair_shop(tmp_path)
    desk.done("plan")
    return desk


def cells(page: str) -> dict[str, str]:
    """The form of the grid as a browser would send it."""
    form = page.partition("data-grid=")[2].partition("</form>")[0]
    found = re.findall(r'<input[^>]* name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def typed(browser: Browser, status: int = 200, path: str = "plan/try", **others: str) -> str:
    """Type into cells (n0_date for n0.date) and see the effect."""
    sent = cells(browser.get(path)) | {
        name.replace("_", ".", 1): value for name, value in others.items()
    }
    answer = browser.client.post("/plan/try", data=sent)
    assert answer.status_code == status, answer.text
    sound(answer.text)
    return str(answer.text)


def test_what_is_typed_is_tried_and_nothing_is_written(shop: Desk) -> None:
    browser = Browser(shop.home)
    shown = cells(browser.get("plan/try"))
    assert (shown["n0"], shown["n0.quantity"], shown["n0.priority"]) == ("W-1", "8", "0")
    assert (shown["c0"], shown["c0.hours"]) == ("saw", "4")
    before = shop.read("needs")
    page = typed(browser, n1_priority="9", c0_hours="12", n0_quantity="7")
    said = plain(page)
    assert "Deliveries late as things are: 1. Then: 0." in said
    for one in ("capacity: saw=12", "quantity: W-1=7", "priority: W-2=9"):
        assert one in said
    assert "--capacity=saw=12 --quantity=W-1=7 --priority=W-2=9" in said
    assert "date: " not in said
    assert shop.read("needs") == before
    assert cells(page)["n0.quantity"] == "7"
    assert cells(page)["n0.quantity.was"] == "8"


def test_a_forecast_of_days_gone_by_is_no_row_an_order_is(shop: Desk) -> None:
    shop.done("need", "chair", 5, "2026-01-05", "--number", "OLD-FORECAST")
    shop.done("need", "chair", 5, "2026-01-05", "--order", "--number", "OLD-ORDER")
    shown = cells(Browser(shop.home).get("plan/try"))
    things = {value for name, value in shown.items() if re.fullmatch(r"n\d+", name)}
    assert things == {"OLD-ORDER", "W-1", "W-2"}


def test_a_cell_put_back_is_no_change_and_other_changes_stay(shop: Desk) -> None:
    browser = Browser(shop.home)
    path = "plan/try?quantity=W-1%3D7&capacity=saw%3D12%402026-12-30"
    shown = cells(browser.get(path))
    assert (shown["c0.hours"], shown["c0.from"]) == ("12", "2026-12-30")
    page = plain(typed(browser, path=path, n0_quantity="8"))
    assert "quantity: W-1" not in page
    assert "capacity: saw=12@2026-12-30" in page


def test_what_another_saved_meanwhile_is_not_taken_back(shop: Desk) -> None:
    browser = Browser(shop.home)
    sent = cells(browser.get("plan/try"))
    shop.done("need", "chair", 6, "+2", "--order", "--number", "W-1")
    answer = browser.client.post("/plan/try", data={**sent, "n1.priority": "3"})
    assert "priority: W-2=3" in plain(answer.text)
    assert "quantity: W-1" not in plain(answer.text)
    assert cells(answer.text)["n0.quantity"] == "6"


def test_wrong_cells_are_named_by_row_and_column_and_nothing_typed_is_lost(shop: Desk) -> None:
    browser = Browser(shop.home)
    page = typed(
        browser, 400, n0_date=HOSTILE, n1_quantity="many", n1_priority="5", c0_hours="1e99"
    )
    said = plain(page)
    assert "Row 1 (W-1), column date" in said
    assert "Row 2 (W-2), column quantity" in said
    assert "Row 1 (saw), column hours a working day" in said
    assert "<script>alert" not in page
    assert page.count('aria-invalid="true"') == 3
    assert cells(page)["n1.priority"] == "5"
    assert cells(page)["n0.date"] == HOSTILE
    assert links(page, "/do/need") == []


def test_a_cell_that_was_emptied_is_named_and_not_passed_over(shop: Desk) -> None:
    browser = Browser(shop.home)
    said = plain(typed(browser, 400, n0_quantity="", c0_hours=""))
    assert "Row 1 (W-1), column quantity" in said
    assert "Row 1 (saw), column hours a working day" in said


@pytest.mark.parametrize("formula", ["=5", "=2027-01-01", "=1+1", "+A1", "W-2=5", "=SUM(B2:B9)"])
def test_a_formula_is_no_value_and_its_cell_is_named(shop: Desk, formula: str) -> None:
    browser = Browser(shop.home)
    wrong = dict.fromkeys(("n0_date", "n0_quantity", "n1_priority", "c0_hours"), formula)
    page = typed(browser, 400, **wrong)
    assert page.count('aria-invalid="true"') == 4
    assert cells(page)["n0.quantity"] == formula


def test_what_was_typed_stays_with_its_item_where_the_rows_have_moved(shop: Desk) -> None:
    browser = Browser(shop.home)
    sent = cells(browser.get("plan/try")) | {"n0.quantity": "many", "n1.priority": "5"}
    shop.done("need", "chair", 1, "+0", "--order", "--number", "W-0")
    answer = browser.client.post("/plan/try", data=sent)
    assert answer.status_code == 400
    assert "Row 1 (W-1), column quantity" in plain(answer.text)
    shown = cells(answer.text)
    assert (shown["n0"], shown["n0.quantity"], shown["n0.priority"]) == ("W-0", "1", "0")
    assert (shown["n1"], shown["n1.quantity"], shown["n1.priority"]) == ("W-1", "many", "0")
    assert (shown["n2"], shown["n2.quantity"], shown["n2.priority"]) == ("W-2", "8", "5")
    (marked,) = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', answer.text)
    assert 'name="n1.quantity"' in marked


def test_a_wrong_cell_leaves_the_changes_made_elsewhere(shop: Desk) -> None:
    browser = Browser(shop.home)
    other = "mill/A-1/1=9"
    sent = cells(browser.get("plan/try")) | {"quantity": other, "n0.date": "soon"}
    answer = browser.client.post("/plan/try", data=sent)
    assert answer.status_code == 400
    assert cells(answer.text)["quantity"] == other


def test_more_changes_than_can_be_tried_are_refused(shop: Desk) -> None:
    browser = Browser(shop.home)
    sent = cells(browser.get("plan/try"))
    sent |= {"quantity": [f"A-{number}=1" for number in range(MOST_CHANGES + 1)]}  # type: ignore[dict-item]
    answer = browser.client.post("/plan/try", data=sent)
    assert answer.status_code == 400
    assert f"{MOST_CHANGES + 1} changes are too many" in plain(answer.text)


def test_a_form_from_elsewhere_tries_nothing(shop: Desk) -> None:
    browser = Browser(shop.home)
    sent = cells(browser.get("plan/try")) | {"form_token": "no", "n0.quantity": "1"}
    assert browser.client.post("/plan/try", data=sent).status_code == 403


def saving(page: str) -> dict[str, str]:
    """The form that saves everything at once, as a browser would send it."""
    form = page.partition('action="/do/change"')[2].partition("</form>")[0]
    found = re.findall(r'<input[^>]* name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def test_all_changes_are_saved_in_one_act_and_once(shop: Desk) -> None:
    browser = Browser(shop.home)
    page = typed(browser, n0_quantity="7", n0_date="2027-03-01", n1_priority="9", c0_hours="12")
    assert "tuowang change --capacity=saw=12 --date=W-1=2027-03-01" in plain(page)
    form = saving(page)
    told = [browser.client.post("/do/change", data=form) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 200]
    assert ["was done once" in one.text for one in told] == [False, True]
    needs = {one["need"]: one for one in shop.read("needs")}
    assert (needs["W-1"]["quantity"], needs["W-1"]["due"]) == (7, "2027-03-01")
    assert needs["W-1"]["kind"] == "order"
    shown = cells(browser.get("plan/try"))
    assert (shown["c0.hours"], shown["n0.priority"]) == ("12", "9")


def test_where_one_change_cannot_be_none_is_made(shop: Desk) -> None:
    before = (shop.read("needs"), shop.read("loads"))
    for wrong in ("mill/A-1/1=9", "W-1=99999999999999999999999", "=3", "W-1"):
        refused = shop.ask("change", "--capacity", "saw=12", "--quantity", wrong, "--json")
        assert refused.code != 0
    assert shop.ask("change").code != 0
    assert shop.ask("change", "--priority", "W-2=9", "--priority", "W-9=1").code != 0
    assert (shop.read("needs"), shop.read("loads")) == before
    shown = cells(Browser(shop.home).get("plan/try"))
    assert (shown["n1.priority"], shown["c0.hours"]) == ("0", "4")


@pytest.mark.parametrize(
    "changes",
    [
        [["change", "--capacity", "saw=6"], ["change", "--capacity", "saw=5@2027-06-10"]],
        [["capacity", "saw", "6"], ["capacity", "saw", "5", "2027-06-10"]],
    ],
)
def test_days_off_and_overtime_stay_when_hours_change(shop: Desk, changes: list[list[str]]) -> None:
    """Those of the day from which the other hours count, not of an earlier or a later row."""
    rows = [["saw", "2026-01-01", 4, "13", 2, "30.00"], ["saw", "2027-06-01", 9, "7", 1, "1.00"]]
    head = ["centre", "from", "hours per day", "weekdays", "overtime hours", "overtime cost"]
    shop.done("import", write_book(shop.home.parent / "rows.xlsx", {"capacity": [head, *rows]}))
    assert cells(Browser(shop.home).get("plan/try"))["c0.hours"] == "4"
    for words in changes:
        shop.done(*words)
    with open_company(shop.home) as company:
        found = list(company.store.scan(CAPACITIES, "saw"))
    hours = [(row.seconds_per_day // 3600, row.weekdays) for row in found]
    assert hours == [(4, "13"), (6, "13"), (9, "7"), (5, "7")]
    overtime = [(row.overtime_seconds_per_day, row.overtime_cost_minor) for row in found]
    assert overtime == [(7200, 3000), (7200, 3000), (3600, 100), (3600, 100)]
