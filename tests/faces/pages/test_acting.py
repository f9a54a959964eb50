"""Lists and forms over a real company: what is shown, done once, refused whole, exported."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from tests.faces.asking import Two, two_companies
from tests.faces.pages.browser import Browser, words
from tuowang.faces.cli.index import COMMANDS
from tuowang.faces.language import LANGUAGES
from tuowang.faces.pages.asking import fields_of, find_command
from tuowang.faces.pages.roles import ACTS, LISTS
from tuowang.faces.texts import TEXTS
from tuowang.faces.texts.labels import LABELS
from tuowang.host.acts import acts
from tuowang.host.company import open_company

ASKED = {"projection": "?item=bolt", "preview": "?partner=frames"}
"""What a list needs to be told."""

EVIL = "<script>alert(1)</script>'\"&=1+1"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Two:
    return two_companies(tmp_path_factory.mktemp("two"))


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return two_companies(tmp_path)


@pytest.fixture
def bolts(two: Two) -> Browser:
    return Browser(two.bolts.home)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_page_and_three_files(pair: Two, name: str, language: str) -> None:
    browser = Browser(pair.bolts.home, language=language)
    page = browser.get(f"/list/{name}{ASKED.get(name, '')}")
    assert f"tuowang {name}" in words(page) or f"tuowang {name}" in page
    assert f"/list/{name}.csv" in page
    json.loads(browser.get(f"/list/{name}.json{ASKED.get(name, '')}"))
    text = browser.client.get(f"/list/{name}.csv{ASKED.get(name, '')}").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    book = openpyxl.load_workbook(
        BytesIO(browser.client.get(f"/list/{name}.xlsx{ASKED.get(name, '')}").content)
    )
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet.max_row == len(rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ACTS)
def test_every_act_has_a_form(pair: Two, name: str, language: str) -> None:
    browser = Browser(pair.bolts.home, language=language)
    page = browser.get(f"/do/{name.replace(' ', '/')}")
    assert page.count("<form") >= 2
    for param in fields_of(find_command(name)):
        assert f'name="{param.name}"' in page
        assert param.name in LABELS or param.param_type_name == "argument", (name, param.name)
    assert f"act-{name.replace(' ', '-')}" in TEXTS


def test_no_label_is_unused() -> None:
    names = {param.name for one in (*ACTS, *LISTS) for param in find_command(one).params}
    assert sorted(set(LABELS) - names) == []
    assert set(ACTS) - {"partners add"} <= set(COMMANDS)


def test_a_list_filters_searches_sorts_and_pages(two: Two) -> None:
    for number in range(120):
        due, name = f"+{number % 90 + 1}", f"N-{number:03}"
        two.bolts.done("need", "bolt", str(number + 1), due, "--number", name)
    browser = Browser(two.bolts.home)
    page = browser.get("/list/needs")
    assert "120 rows" in page
    assert page.count("<tr>") == 51
    assert "Page 1 of 3" in page
    assert "Page 3 of 3" in browser.get("/list/needs?page=99")
    assert "Page 1 of 3" in browser.get("/list/needs?page=-1&sort=nothing")
    found = words(browser.get("/list/needs?search=n-11+pcs"))
    assert "10 rows" in found
    first = browser.get("/list/needs?sort=quantity")
    last = browser.get("/list/needs?sort=-quantity")
    assert "N-000" in first
    assert "N-119" not in first
    assert "N-119" in last
    assert 'aria-sort="descending"' in last


def test_a_form_sent_twice_is_done_once(bolts: Browser, two: Two) -> None:
    form = {**bolts.form("/do/need"), "item": "bolt", "quantity": "100", "date": "+5"}
    first = bolts.client.post("/do/need", data=form)
    second = bolts.client.post("/do/need", data=form)
    assert first.status_code == second.status_code == 200
    assert "It was done once" in words(second.text)
    assert len(two.bolts.read("needs")) == 1
    assert "tuowang need bolt 100 +5" in first.text
    with open_company(two.bolts.home) as company:
        (row,) = acts(company)
    assert row.state == "done"


def test_a_mistake_keeps_what_was_typed_and_changes_nothing(bolts: Browser, two: Two) -> None:
    page = bolts.fill("/do/need", 400, item="nothing", quantity="many", date="+5")
    assert 'role="alert"' in page
    assert "many" in page
    assert two.bolts.read("needs") == []
    fixed = bolts.client.post(
        "/do/need", data={**bolts.form("/do/need"), "item": "bolt", "quantity": "7", "date": "+5"}
    )
    assert fixed.status_code == 200
    with open_company(two.bolts.home) as company:
        assert sorted(row.state for row in acts(company)) == ["done", "refused"]


def test_what_people_type_is_never_a_script(bolts: Browser, two: Two) -> None:
    bolts.fill("/do/tell", partner="frames", text=EVIL)
    bolts.fill("/do/need", item="bolt", quantity="5", date="+5", number="-1+cmd")
    bolts.fill("/do/party", name=EVIL)
    two.exchange()
    frames = Browser(two.frames.home)
    for browser in (bolts, frames):
        for name in (
            *(f"/list/{one}" for one in LISTS if one not in ASKED),
            "/",
            "/orders",
            "/stock",
        ):
            assert "<script>alert" not in browser.get(name)
    assert "&lt;script&gt;" in frames.get("/list/messages")
    assert "&lt;script&gt;" in bolts.get(f"/do/tell?partner=frames&text={EVIL.replace('&', '%26')}")
    needs = bolts.client.get("/list/needs.csv").content.decode("utf-8-sig")
    assert "'-1+cmd" in needs


def test_an_order_from_the_question_to_the_receipt(two: Two) -> None:
    bolts, frames = Browser(two.bolts.home), Browser(two.frames.home)
    frames.fill("/do/demand", partner="bolts", item="M8", quantity="300", date="+20")
    two.exchange()
    today = bolts.get("/")
    assert "Asked of us" in today
    link = re.search(r'href="(/do/offer[^"]+)"', today)
    assert link is not None
    offered = bolts.fill(link[1].replace("&amp;", "&"))
    assert "tuowang offer frames D-" in offered
    two.exchange()
    today = frames.get("/")
    assert "An offer waits" in today
    link = re.search(r'href="(/do/agree[^"]+)"', today)
    assert link is not None
    frames.fill(link[1].replace("&amp;", "&"))
    two.exchange()
    orders = bolts.get("/orders")
    link = re.search(r'href="(/orders\?partner=frames&amp;reference=A-[^"]+)"', orders)
    assert link is not None
    versions = words(bolts.get(link[1].replace("&amp;", "&")))
    assert "signed by both" in versions
    assert "300 pcs" in versions
    ship = re.search(r'href="(/do/ship[^"]+)"', bolts.get(link[1].replace("&amp;", "&")))
    assert ship is not None
    bolts.fill(ship[1].replace("&amp;", "&"))
    two.exchange()
    shipment = two.frames.read("shipments")[0]["shipment"]
    frames.fill(f"/do/receive?partner=bolts&shipment={shipment}")
    two.exchange()
    assert two.bolts.read("claims")[0]["open_minor"] == 10500
    lot = words(frames.get("/stock?lot=B1"))
    assert "Made of" in lot
    assert "2 pcs" not in lot
    assert frames.client.get("/stock?lot=nothing").status_code == 400
    assert bolts.client.get("/orders?partner=frames&reference=A-NO").status_code == 400


def test_two_people_answer_the_same_offer(two: Two) -> None:
    bolts, frames = Browser(two.bolts.home), Browser(two.frames.home)
    frames.fill("/do/demand", partner="bolts", item="M8", quantity="300", date="+20")
    two.exchange()
    demand = two.bolts.read("demands")[0]["demand"]
    bolts.fill(f"/do/offer?partner=frames&demand={demand}")
    two.exchange()
    proposal = two.frames.read("offers")[0]["proposal"]
    path = f"/do/agree?partner=bolts&proposal={proposal}"
    one, other = frames.form(path), frames.form(path)
    assert one["once"] != other["once"]
    values = {"partner": "bolts", "proposal": proposal}
    assert frames.client.post("/do/agree", data={**one, **values}).status_code == 200
    second = frames.client.post("/do/agree", data={**other, **values})
    assert second.status_code == 400
    assert 'role="alert"' in second.text
    two.exchange()
    assert len({row["agreement"] for row in two.bolts.read("agreements")}) == 1


def test_pages_that_are_not_there_say_so(bolts: Browser) -> None:
    lists = ("/list/nothing", "/list/stock.exe", "/list/tell")
    for path in ("/nowhere", "/do/restore", "/do/stock", *lists):
        assert "no page" in bolts.get(path, 404)
    assert bolts.client.get("/static/../server.py").status_code == 404
    assert bolts.client.get("/static/%2e%2e%2fserver.py").status_code == 404


def test_the_lists_are_described_for_programs(bolts: Browser) -> None:
    document = bolts.data("/openapi.json")
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {f"/list/{name}.json" for name in LISTS}
    for path in document["paths"]:
        asked = ASKED.get(path.removeprefix("/list/").removesuffix(".json"), "")
        assert isinstance(bolts.data(path + asked), list | dict)


def test_the_language_is_remembered(bolts: Browser) -> None:
    form = {"form_token": bolts.form("/do/tell")["form_token"], "back": "orders", "language": "zh"}
    page = bolts.client.post("/language", data=form)
    assert page.url.path == "/orders"
    assert "订单" in page.text
    assert 'lang="zh-CN"' in bolts.get("/")
