"""The money page: ages, both sides' numbers, rings, notices; nothing of it can be a script."""

from __future__ import annotations

from pathlib import Path

from tests.faces.asking import BOLTS, Desk, two_companies, write_book
from tests.faces.pages.browser import HOSTILE, Browser, links, plain, rows
from tests.faces.test_netting import settled_ring
from tuowang.faces.pages.drawings.ring import MOST_FIRMS, UNKNOWN, draw_ring


def test_with_nothing_owed_the_page_says_so(tmp_path: Path) -> None:
    Desk(tmp_path / "h").done("init", "--name", "Bolt")
    page = plain(Browser(tmp_path / "h").get("money"))
    assert "Nothing is owed" in page
    assert "No rings yet" in page
    assert "没有应收或应付" in Browser(tmp_path / "h", language="zh").get("money")
    Browser(tmp_path / "h").get("money/notice", status=400, ring="r", partner="p", claim="c")


def test_what_is_owed_and_what_each_side_says_of_it(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.frames.done("demand", "bolts", "M8", "1000", "+9")
    two.exchange()
    demand = two.bolts.read("demands")[0]["demand"]
    two.bolts.done("offer", "frames", demand)
    two.exchange()
    two.frames.done("agree", "bolts", two.frames.read("offers")[0]["proposal"])
    two.exchange()
    agreed = two.bolts.read("agreements")[0]["agreement"]
    two.bolts.done("count", "bolt", "1000", "--lot", "B1")
    two.bolts.done("ship", "frames", agreed)
    two.exchange()
    two.frames.done("receive", "bolts", two.frames.read("shipments")[0]["shipment"])
    two.exchange()
    (age,) = two.bolts.read("claims", "--ages")
    assert (age["mine"], age["not_due_minor"], age["older_minor"]) == (True, 35000, 0)
    claim = two.frames.read("claims")[0]["claim"]
    two.frames.done("pay", "bolts", claim, "50")
    two.exchange()
    for desk, mine in ((two.bolts, True), (two.frames, False)):
        (both,) = desk.read("claims", "--reconcile")
        assert both["mine"] is mine
        assert (both["ours_minor"], both["state"]) == (30000, "not-stated")
    page = Browser(two.bolts.home).get("money")
    assert "To be cleared up with frames" in plain(page)
    assert ["frames", "them", "1", "¥300.00", "¥350.00", "¥50.00", "¥0.00"] in rows(page)
    assert "<svg" in page
    assert two.bolts.done("claims", "--ages").splitlines()[1].split()[0] == "frames"
    assert Browser(two.bolts.home).get("list/claims.csv", ages="on")[1:].startswith("partner,")
    payment = two.bolts.read("payments")[0]["payment"]
    two.bolts.done("confirm-payment", "frames", payment)
    assert "Both sides say the same of every payment" in plain(Browser(two.bolts.home).get("money"))


def test_a_ring_is_drawn_and_its_notices_print(tmp_path: Path) -> None:
    browser = Browser(settled_ring(tmp_path)["bolts"].home)
    page = browser.get("money")
    assert "frames owes us, we owe mill, and so on round 3 firms: ¥210.00 each" in plain(page)
    notices = links(page, "/money/notice")
    assert len(notices) == 2
    for address in notices:
        notice = plain(browser.get(address[1:]))
        assert "Notice of set-off" in notice
        assert "set off ¥210.00" in notice
        assert "round 3 firms" not in notice
    browser.get("money/notice", status=400, ring="0", partner="mill", claim="C-1")


def test_a_ring_of_two_and_a_ring_of_many() -> None:
    two = draw_ring(["me", "mill"], "¥1", "settled", "Ring", "A ring.")
    assert two.count("<circle") == two.count("<polygon") == 2
    many = draw_ring(["me", "mill", *[UNKNOWN] * 40, "bolts"], "¥1", "settled", "Ring", "A ring.")
    assert many.count("<circle") == MOST_FIRMS
    assert f"… {43 - MOST_FIRMS + 1}" in many
    assert "bolts" in many


def test_what_partners_are_called_is_never_a_script(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "h")
    desk.done("init", "--name", HOSTILE)
    book = {**BOLTS, "partners": [["partner", "partner name"], ["frames", HOSTILE]]}
    desk.done("import", write_book(tmp_path / "b.xlsx", book))
    for language in ("en", "zh"):
        assert "<script>alert" not in Browser(desk.home, language=language).get("money")
    drawn = draw_ring(["me", HOSTILE], HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    assert "<script" not in drawn
