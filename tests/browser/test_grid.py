"""The plan grid in a real browser: keys, a block pasted and copied, undo, and the effect of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.browsers import axe, needs_browser, opened, served
from tests.faces.asking import Desk, write_book
from tests.faces.pages.test_plan import SHOP

pytestmark = needs_browser

PASTE = """text => {
  const held = new DataTransfer(); held.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""
COPY = """() => {
  const held = new DataTransfer();
  document.activeElement.dispatchEvent(
    new ClipboardEvent("copy", { clipboardData: held, bubbles: true, cancelable: true }));
  return held.getData("text/plain");
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("shop")
    desk = Desk(home / "shop")
    desk.done("init", "--name", "Shop")
    desk.done("import", write_book(home / "shop.xlsx", SHOP))
    for number in (1, 2, 3):
        desk.done("need", "chair", 8, f"2027-01-0{number}", "--order", "--number", f"W-{number}")
    desk.done("plan")
    with served(desk.home) as found:
        yield found


@pytest.fixture
def grid(chromium: Any, address: str) -> Iterator[Any]:
    with opened(chromium) as page:
        page.goto(f"{address}/plan/try")
        page.wait_for_selector("form[data-ready]")
        yield page


def cell(page: Any, name: str) -> str:
    found: str = page.input_value(f"[name='{name}']")
    return found


def at(page: Any) -> str:
    found: str = page.evaluate("document.activeElement.name")
    return found


def told(page: Any) -> str:
    found: str = page.inner_text("[data-grid-told]")
    return found


def test_keys_move_and_typing_changes(grid: Any) -> None:
    grid.focus("[name='n0.date']")
    for key, there in (
        ("ArrowRight", "n0.quantity"),
        ("ArrowDown", "n1.quantity"),
        ("ArrowUp", "n0.quantity"),
        ("ArrowUp", "n0.quantity"),
        ("Enter", "n1.quantity"),
        ("Shift+Enter", "n0.quantity"),
        ("Tab", "n0.priority"),
        ("Shift+Tab", "n0.quantity"),
    ):
        grid.keyboard.press(key)
        assert at(grid) == there, key
    grid.keyboard.type("5")
    grid.keyboard.press("Escape")
    assert cell(grid, "n0.quantity") == "8"
    grid.keyboard.press("F2")
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.type("1")
    assert (at(grid), cell(grid, "n0.quantity")) == ("n0.quantity", "18")
    grid.keyboard.press("Enter")
    assert told(grid) == "Changed cells: 1"
    assert grid.locator("td.edited").count() == 1


def test_a_block_is_pasted_undone_and_done_again(grid: Any) -> None:
    grid.focus("[name='n0.date']")
    grid.evaluate(PASTE, "2027/2/3\t9\t1\r\n2027-02-04\t10\t2\r\n")
    assert [cell(grid, f"n{row}.{name}") for row in (0, 1) for name in ("date", "quantity")] == [
        "2027-02-03",
        "9",
        "2027-02-04",
        "10",
    ]
    assert told(grid) == "Changed cells: 6"
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("ArrowRight")
    grid.keyboard.type("77")
    grid.keyboard.press("Control+z")
    assert cell(grid, "n1.quantity") == "10"
    grid.keyboard.press("Control+z")
    assert (cell(grid, "n0.date"), told(grid)) == ("2027-01-01", "Changed cells: 0")
    grid.keyboard.press("Control+z")
    grid.keyboard.press("Control+y")
    grid.keyboard.press("Control+Shift+z")
    assert (cell(grid, "n1.quantity"), cell(grid, "n0.priority")) == ("77", "1")


def test_what_changed_is_a_step_and_a_new_step_ends_what_could_be_done_again(grid: Any) -> None:
    grid.focus("[name='n0.quantity']")
    grid.keyboard.type("9")
    grid.keyboard.press("Enter")
    grid.evaluate(PASTE, "8\t0")  # as it was
    grid.keyboard.press("Control+z")
    assert (cell(grid, "n0.quantity"), told(grid)) == ("8", "Changed cells: 0")
    grid.focus("[name='n1.quantity']")
    grid.keyboard.type("7")
    grid.keyboard.press("Enter")
    grid.keyboard.press("Control+y")
    assert (cell(grid, "n0.quantity"), cell(grid, "n1.quantity")) == ("8", "7")


def test_of_a_block_that_is_much_too_large_what_fits_is_taken(grid: Any) -> None:
    grid.focus("[name='n0.quantity']")
    grid.evaluate(PASTE, "\n".join(["4\t5\t6"] * 300))
    assert [cell(grid, f"n{row}.quantity") for row in range(3)] == ["4", "4", "4"]
    assert told(grid).startswith("Changed cells: 6")
    assert told(grid).count("/") == len(["row/column", "1/4", "2/4", "3/4", "4/2", "4/3"])


def test_a_block_is_copied_and_what_falls_outside_is_named(grid: Any) -> None:
    grid.focus("[name='n0.quantity']")
    grid.keyboard.press("Shift+ArrowDown")
    grid.keyboard.press("Shift+ArrowRight")
    assert grid.locator("td[aria-selected=true]").count() == 4
    assert grid.evaluate(COPY) == "8\t0\n8\t0"
    grid.focus("[name='n2.priority']")
    grid.keyboard.press("ArrowUp")
    grid.keyboard.press("ArrowDown")
    grid.evaluate(PASTE, "4\t5\n6")
    assert cell(grid, "n2.priority") == "4"
    assert "left out (row/column): 3/4, 4/3" in told(grid)


def test_the_effect_is_seen_and_wrong_cells_are_named(grid: Any) -> None:
    grid.focus("[name='n0.quantity']")
    grid.evaluate(PASTE, "9\t7\n<b>\t8")
    grid.click("text=See the effect")
    grid.wait_for_selector("[role=alert]")
    assert "Row 2 (W-2), column quantity" in grid.inner_text("[role=alert]")
    assert cell(grid, "n0.quantity") == "9"
    assert axe(grid) == []
    grid.wait_for_selector("form[data-ready]")
    grid.focus("[name='n1.quantity']")
    grid.keyboard.type("8")
    grid.click("text=See the effect")
    grid.wait_for_selector("h2:has-text('What would come of it')")
    assert "priority: W-2=8" in grid.inner_text("main")


def test_it_is_accessible_and_fits_a_phone(chromium: Any, address: str) -> None:
    for language, scheme, width in (("en", "light", 1280), ("zh", "dark", 360)):
        how = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
        with opened(chromium, language=language, **how) as page:
            page.goto(f"{address}/plan/try?quantity=W-1%3D9")
            page.wait_for_selector("form[data-ready]")
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
