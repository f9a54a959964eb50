"""Every screen in a real browser: accessible, in both languages, light and dark, wide and small."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.browsers import axe, needs_browser, opened, served
from tests.faces.asking import Desk, Two, two_companies
from tests.faces.test_netting import settled_ring
from tuowang.faces.pages.screens import SCREENS
from tuowang.host.company import open_company
from tuowang.host.one_time import STEP_MILLISECONDS, code_at
from tuowang.host.people import put_person

pytestmark = needs_browser

MORE = ("list/needs", "list/claims", "do/demand", "do/tell", "nowhere")
FILES = ("start-template", "start-own-book", "carry-all", "carry/{partner}")
"""What is no page but a file to keep."""

ASKED = {
    "plan/item": "?item=bolt",
    "plan/why": "?reference=SO-1",
    "plan/try": "?item=bolt",
    "money/notice": "?ring=none",
}
ADDRESSES = tuple(
    path.replace("{partner}", "frames") + ASKED.get(path, "")
    for path in (*SCREENS, *MORE)
    if path not in FILES
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    two = two_companies(tmp_path_factory.mktemp("two"))
    two.frames.done("need", "M8", "400", "+30", "--order", "--number", "SO-1")
    two.frames.done("demand", "bolts", "M8", "300", "+20")
    two.exchange()
    demand = two.bolts.read("demands")[0]["demand"]
    two.bolts.done("offer", "frames", demand)
    two.exchange()
    proposal = two.frames.read("offers")[0]["proposal"]
    two.frames.done("agree", "bolts", proposal)
    two.exchange()
    agreement = two.bolts.read("agreements")[0]["agreement"]
    two.bolts.done("plan")
    two.bolts.done("ship", "frames", agreement, "--quantity", "200")
    two.exchange()
    two.frames.done("receive", "bolts", two.frames.read("shipments")[0]["shipment"])
    two.frames.done("demand", "bolts", "M8", "50", "+25")
    two.exchange()
    return two


@pytest.fixture(scope="module")
def address(two: Two) -> Iterator[str]:
    with served(two.bolts.home) as found:
        yield found


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_screen_is_accessible(chromium: Any, address: str, path: str) -> None:
    for language, scheme, width in (("en", "light", 1280), ("zh", "dark", 360)):
        how = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
        with opened(chromium, language=language, **how) as page:
            page.goto(f"{address}/{path}")
            assert axe(page) == []
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"/{path} is {wide} wide on a screen of {width}"


def test_the_notice_of_a_real_set_off_is_accessible_and_prints(
    chromium: Any, tmp_path: Path
) -> None:
    desks = settled_ring(tmp_path)
    with served(desks["bolts"].home) as address:
        for language, scheme, width in (("en", "light", 1280), ("zh", "dark", 360)):
            how = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
            with opened(chromium, language=language, **how) as page:
                page.goto(f"{address}/money")
                assert page.locator("main svg").count()
                assert axe(page) == []
                page.locator("a[href*='money/notice']").first.click()
                page.wait_for_selector("h1:has-text('抵销')" if language == "zh" else "h1")
                assert "¥210.00" in page.inner_text("main")
                assert axe(page) == []
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width
                page.emulate_media(media="print")
                assert not page.is_visible("header")
                assert page.is_visible("h1")
                assert "¥210.00" in page.inner_text("main")
                assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("path", ["", "orders", "plan", "partners", "carry", "do/demand"])
def test_a_screen_can_be_worked_by_keyboard(chromium: Any, address: str, path: str) -> None:
    with opened(chromium) as page:
        page.goto(f"{address}/{path}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        reached = set()
        for _ in range(25):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.outerHTML"))
        inside = "main a[href], main button, main input:not([type=hidden]), main select"
        if page.locator(inside).count():
            assert any(one.startswith(("<a ", "<button", "<input", "<select")) for one in reached)


def test_without_scripts_everything_is_there(chromium: Any, address: str) -> None:
    with opened(chromium, java_script_enabled=False) as page:
        page.goto(f"{address}/do/need")
        page.fill("#f-item", "bolt")
        page.fill("#f-quantity", "12")
        page.fill("#f-date", "+9")
        page.click("button.main")
        assert "done" in (page.get_attribute("main [role=status]", "class") or "")


def test_the_language_is_switched(chromium: Any, address: str) -> None:
    with opened(chromium) as page:
        page.goto(f"{address}/orders")
        page.click("text=中文")
        page.wait_for_selector("h1:has-text('订单')")
        assert page.get_attribute("html", "lang") == "zh-CN"
        assert page.url.endswith("/orders")
        page.click("text=English")
        page.wait_for_selector("h1:has-text('Orders')")


def test_the_page_prints_without_its_frame(chromium: Any, address: str) -> None:
    with opened(chromium) as page:
        page.goto(f"{address}/list/needs")
        page.emulate_media(media="print")
        assert not page.is_visible("header")
        assert not page.is_visible("form.filter")
        assert page.is_visible("h1")


def test_a_log_in_with_a_second_factor(chromium: Any, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "bolts")
    desk.done("init", "--name", "Bolt Factory")
    with open_company(desk.home) as company:
        put_person(company, "Li", "owner", "correct horse")
    with served(desk.home) as address, opened(chromium) as page:

        def enter(password: str) -> None:
            page.goto(f"{address}/settings/second-factor")
            page.fill("#person", "Li")
            page.fill("#password", password)
            page.keyboard.press("Enter")

        enter("correct horse")
        page.fill("#again-factor", "correct horse")
        assert axe(page) == []
        page.click("button.main")
        page.wait_for_selector(".picture svg")
        assert axe(page) == []
        secret = b32decode(page.inner_text("main p code"))
        page.fill("#code", code_at(secret, time.time_ns() // 10**6 // STEP_MILLISECONDS))
        page.click("button.main")
        page.wait_for_selector("ol.paper")
        codes = page.locator("ol.paper code").all_text_contents()
        assert len(codes) == 10
        assert axe(page) == []
        page.goto(f"{address}/settings/log-ins")
        assert axe(page) == []
        page.click("text=Log out Li")
        page.wait_for_selector("#person")
        enter("correct horse")
        page.wait_for_selector("#code")
        assert axe(page) == []
        assert page.evaluate("document.activeElement.id") == "code"
        page.keyboard.type("000000")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=The code is wrong")
        page.fill("#code", codes[0])
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Recovery codes left: 9")


def test_people_log_in_and_do_their_part(chromium: Any, tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    with open_company(two.bolts.home) as company:
        put_person(company, "Li", "owner", "correct horse")
        put_person(company, "Zhao", "read-only", "correct horse")
    with served(two.bolts.home) as address:
        with opened(chromium) as page:
            page.goto(f"{address}/list/stock")
            page.fill("#person", "Zhao")
            page.fill("#password", "correct horse")
            page.keyboard.press("Enter")
            page.wait_for_selector("h1")
            assert page.url.endswith("/list/stock")
            assert page.locator("text=Count").count() == 0
            page.goto(f"{address}/do/count")
            assert page.is_visible("text=may not do this")
            page.click("text=Log out Zhao")
            page.wait_for_selector("#person")
        with opened(chromium) as page:
            page.goto(address)
            page.fill("#person", "Li")
            page.fill("#password", "correct horse")
            page.keyboard.press("Enter")
            page.wait_for_selector("h1:has-text('Today')")
            page.goto(f"{address}/list/people")
            assert page.is_visible("text=Zhao")
