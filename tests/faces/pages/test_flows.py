"""Flows in the browser: how far they have come, between whom, figures over time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import Desk, Two, two_companies
from tests.faces.pages.browser import HOSTILE, Browser, plain, rows
from tuowang.faces.pages.drawings.neighbourhood import DrawnPartner, draw_neighbourhood
from tuowang.faces.pages.drawings.sankey import DrawnFlow, draw_sankey
from tuowang.faces.pages.drawings.series import draw_series


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """A thousand bolts agreed, four hundred shipped and received."""
    two = two_companies(tmp_path_factory.mktemp("two"))
    two.frames.done("demand", "bolts", "M8", "1000", "+9")
    two.exchange()
    two.bolts.done("offer", "frames", two.bolts.read("demands")[0]["demand"])
    two.exchange()
    two.frames.done("agree", "bolts", two.frames.read("offers")[0]["proposal"])
    two.exchange()
    agreed = two.bolts.read("agreements")[0]["agreement"]
    two.bolts.done("ship", "frames", agreed, "--quantity", "400")
    two.exchange()
    two.frames.done("receive", "bolts", two.frames.read("shipments")[0]["shipment"])
    two.exchange()
    return two


def test_what_was_sold_is_drawn_stage_by_stage(trading: Two) -> None:
    browser = Browser(trading.bolts.home)
    page = browser.get("flows")
    money = ["¥350.00"] * 3 + ["¥140.00"] * 2 + ["¥0.00"]
    assert ["frames", *money] in rows(page)
    assert page.count("<svg") == 2
    by_item = rows(browser.get("flows", items="on", quantities="on"))
    assert ["bolt", *["1,000 pcs"] * 3, *["400 pcs"] * 2, "0 pcs"] in by_item
    bought = rows(Browser(trading.frames.home).get("flows", buying="on", items="on"))
    assert ["M8", *money] in bought
    assert "Nothing falls due" in plain(browser.get("flows", start="2020-01-01", weeks="999"))
    browser.get("flows", status=400, start="never")
    found = trading.bolts.read("stages")
    assert found["rows"][0]["amounts"] == [35000, 35000, 35000, 14000, 14000, 0]
    assert found["whole"]
    assert "shipped" in trading.bolts.done("stages", "--items", "--quantities")


def test_partners_stand_on_their_side(trading: Two) -> None:
    page = plain(Browser(trading.bolts.home).get("flows"))
    assert "0 suppliers on the left, 1 customers on the right, 0 with something late" in page
    (one,) = trading.frames.read("neighbours")
    assert (one["supplies"], one["buys"]) == (True, False)
    assert "supplies us" in trading.frames.done("neighbours")
    for kind in ("json", "csv", "xlsx"):
        for name in ("stages", "neighbours", "measure"):
            answer = Browser(trading.bolts.home).client.get(f"/list/{name}.{kind}")
            assert answer.status_code == 200


def test_figures_period_by_period_before_and_after(trading: Two) -> None:
    browser = Browser(trading.bolts.home)
    page = browser.get("flows/figures", periods="3")
    assert len([row for row in rows(page) if row and row[0].startswith("20")]) == 3
    assert page.count("<svg") == 7
    assert "No whole week" in plain(browser.get("flows/figures", since="2999-01-01"))
    after = browser.get("flows/figures", since="2026-01-05")
    assert len([row for row in rows(after) if row and row[0].startswith("20")]) == 2
    assert "--since=2026-01-05" in plain(after)
    browser.get("flows/figures", status=400, since="then")
    browser.get("flows/figures", periods="x", weeks="y")
    assert len(trading.bolts.read("measure", "--weeks", 4, "--periods", 3)) == 3
    assert "stock" in trading.bolts.done("measure", "--weeks", 4, "--periods", 3)


def test_an_empty_company_has_its_pages(tmp_path: Path) -> None:
    Desk(tmp_path / "h").done("init", "--name", HOSTILE)
    for language in ("en", "zh"):
        for path in ("flows", "flows/figures"):
            assert "<script>alert" not in Browser(tmp_path / "h", language=language).get(path)


# ------------------------------------------------------------------------------------ drawings


def test_a_band_is_as_wide_as_what_went_on() -> None:
    flows = [DrawnFlow("a", (100, 50, 0), ("x", "y", "z")), DrawnFlow("b", (1, 1, 1), "xyz")]
    drawn = draw_sankey(flows, ["one", "two", "three"], ["1", "2", "3"], "T", "A")
    assert drawn.count("<path") == 3
    assert drawn.count("<rect") == 5
    assert "<svg" in draw_sankey([], ["one", "two"], ["0", "0"], "T", "A")
    hostile = draw_sankey(
        [DrawnFlow(HOSTILE, (1,), [HOSTILE])], [HOSTILE], [HOSTILE], HOSTILE, HOSTILE
    )
    assert "<script" not in hostile


def test_what_is_late_stands_in_words_on_the_map() -> None:
    late, fine = (
        DrawnPartner(name, "trusted", told, "/x")
        for name, told in (("mill", "3 late"), ("shop", ""))
    )
    drawn = draw_neighbourhood("us", [late], [fine], ("", "and 4 more"), "T", "A")
    assert "! 3 late" in drawn
    assert "trusted" in drawn
    assert "and 4 more" in drawn
    bad = DrawnPartner(HOSTILE, HOSTILE, HOSTILE, '/x?a="><script>')
    assert "<script" not in draw_neighbourhood(
        HOSTILE, [bad], [bad], (HOSTILE, ""), HOSTILE, HOSTILE
    )


def test_a_gap_in_a_series_stays_a_gap() -> None:
    drawn = draw_series([1, 2, None, 3, 4], list("abcde"), list("vwxyz"), "T", "A")
    assert drawn.count("<polyline") == 3
    assert drawn.count("<rect") == 4
    many = draw_series(list(range(20)), [f"s{n}" for n in range(20)], ["d"] * 20, "T", "A")
    assert ">s0</text>" in many
    assert ">s19</text>" in many
    assert many.count(">d</text>") <= 6
    assert draw_series([None], [""], ["d"], "T", "A").count("<rect") == 0
