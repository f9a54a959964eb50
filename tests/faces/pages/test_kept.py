"""What pages work out once: for all who ask, until somebody writes; searches and sorts of it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faces.asking import Two, two_companies
from tests.faces.pages.browser import Browser, words
from tuowang.demo.large_book import PARTNER_COUNT, large_book
from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Amount, Cell, Column, Listing, Moment, Money, Share, Word
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.desk import Desk
from tuowang.faces.pages.kept import Kept
from tuowang.faces.pages.lists import ask_list, shown_list
from tuowang.faces.pages.roles import LISTS
from tuowang.faces.pages.sought import Sought

ASKED = {"projection": {"item": ["bolt"]}, "preview": {"partner": ["frames"]}}
PEOPLE = 8


def weight_of(_: object) -> int:
    return 1


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Two:
    two = two_companies(tmp_path_factory.mktemp("two"))
    two.frames.done("demand", "bolts", "M8", "1000", "+9")
    two.exchange()
    two.bolts.done("offer", "frames", two.bolts.read("demands")[0]["demand"])
    two.exchange()
    two.frames.done("agree", "bolts", two.frames.read("offers")[0]["proposal"])
    two.exchange()
    two.bolts.done("plan")
    two.bolts.done(
        "ship", "frames", two.bolts.read("agreements")[0]["agreement"], "--quantity", "400"
    )
    two.exchange()
    two.frames.done("receive", "bolts", two.frames.read("shipments")[0]["shipment"])
    two.exchange()
    return two


# ------------------------------------------------------------------------------- what is kept


def test_what_many_ask_for_at_once_is_worked_out_once() -> None:
    kept, made, all_here = Kept(), [], threading.Barrier(PEOPLE)

    def make() -> int:
        made.append(1)
        time.sleep(0.1)
        return 7

    def ask() -> int:
        all_here.wait()
        return kept.get("us", 1, "key", make, weight_of)

    with ThreadPoolExecutor(PEOPLE) as people:
        asked = [people.submit(ask) for _ in range(PEOPLE)]
        assert [one.result() for one in asked] == [7] * PEOPLE
    assert len(made) == 1


def test_another_version_is_worked_out_anew_and_the_old_one_is_let_go() -> None:
    kept = Kept()

    def ask(company: str, version: int, made: str) -> str:
        return kept.get(company, version, "key", lambda: made, weight_of)

    assert [ask("us", 1, "a"), ask("us", 1, "b"), ask("us", 2, "c")] == ["a", "a", "c"]
    assert ask("others", 1, "d") == "d"
    assert ask("us", 2, "e") == "c"
    assert ask("others", 1, "f") == "d"
    assert ask("us", 1, "late") == "late", "who asked before is not shown less than then"
    assert ask("us", 2, "g") == "g"


def test_a_version_that_comes_while_the_last_is_worked_out_is_not_overwritten() -> None:
    kept = Kept()

    def slow() -> str:
        assert kept.get("us", 2, "key", lambda: "new", weight_of) == "new"
        return "old"

    assert kept.get("us", 1, "key", slow, weight_of) == "old"
    assert kept.get("us", 2, "key", lambda: "again", weight_of) == "new"


def test_a_no_is_told_to_all_and_not_kept() -> None:
    kept = Kept()

    def refuse() -> str:
        raise Mistake("item-unknown", item="x")

    for _ in range(2):
        with pytest.raises(Mistake, match="item-unknown"):
            kept.get("us", 1, "key", refuse, weight_of)
    assert kept.get("us", 1, "key", lambda: "yes", weight_of) == "yes"


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    kept = Kept(most_rows=100)

    def ask(key: str, made: str) -> str:
        return kept.get("us", 1, key, lambda: made, lambda _: 40)

    ask("a", "1"), ask("b", "1"), ask("a", "2")
    assert ask("c", "1") == "1"
    assert (ask("a", "3"), ask("b", "3")) == ("1", "3")
    assert kept.get("us", 1, "huge", lambda: "1", lambda _: 1000) == "1"
    assert kept.get("us", 1, "huge", lambda: "2", lambda _: 1000) == "1"


# ------------------------------------------------------------------------------- over a company


def test_a_search_shows_what_was_written_a_moment_ago_by_whomever(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    browser = Browser(two.bolts.home)
    for number in range(3):
        two.bolts.done("need", "bolt", "7", "+9", "--number", f"N-{number}")
        for path in ("list/needs?search=n-", "list/needs?sort=-date", "list/needs"):
            assert f"{number + 1} rows" in words(browser.get(path))
    browser.fill("do/need", item="bolt", quantity="5", date="+3", number="N-own")
    assert "4 rows" in words(browser.get("list/needs?search=n-"))
    assert "1 rows" in words(browser.get("list/needs?search=own"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_one_thread_read_another_one_shows(trading: Two, language: str) -> None:
    """A thread has its own connection: what a cell looks up, it looks up by that."""
    desk = Desk("", trading.bolts.home, "", Kept())

    def shown(name: str) -> list[object]:
        face = Face(language, desk.home, as_json=False, company=desk.company, keep=desk.keep())
        asked = ask_list(face, name, ASKED.get(name, {}) | {"sort": ["-item"]})
        return [shown_list(face, one, "", "-item") for one in asked.lists]

    for name in LISTS:
        found = []
        for _ in range(2):
            with ThreadPoolExecutor(1) as thread:
                found.append(thread.submit(shown, name).result())
        assert found[0] == found[1], name


def test_all_of_a_long_list_is_searched_and_sorted(tmp_path: Path) -> None:
    browser = Browser(large_book(tmp_path / "large", items=100, flows=48_000))
    of_each = 12_000 // PARTNER_COUNT
    last = f"partner-{PARTNER_COUNT - 1}"
    page = words(browser.get(f"list/claims?all=on&search={last}&sort=-due"))
    assert f"{of_each} rows" in page
    assert "first" not in page.partition("rows")[0]
    assert "12000 rows" in words(browser.get("list/claims?all=on&sort=claim"))
    assert "C-011999" in browser.get("list/claims?all=on&sort=-claim")


# ------------------------------------------------------------------------------ search and sort

CELLS = st.one_of(
    st.none(),
    st.text(max_size=4),
    st.integers(-3, 2000),
    st.builds(Money, st.integers(0, 2), st.sampled_from(["CNY", "C62"])),
    st.builds(Amount, st.integers(0, 2), st.sampled_from(["CNY", "C62"])),
    st.builds(Word, st.sampled_from(["open", "closed"])),
    st.builds(Moment, st.integers(0, 2)),
    st.builds(Share, st.integers(0, 2)),
)
ROWS = st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["bolt", "Böß", "M8"])), max_size=12)
HEADINGS = ("item", "amount", "name")


@given(
    ROWS,
    st.text("oöß.cm8 0l", max_size=4),
    st.sampled_from(["", *HEADINGS, *(f"-{name}" for name in HEADINGS), "-", "-nothing"]),
)
def test_a_row_is_found_by_all_that_can_be_read_in_it(
    rows: list[tuple[Cell, ...]], search: str, sort: str
) -> None:
    face = Face("en", Path(), as_json=False)
    columns = [
        Column(name, lambda row, at=at: row[at])  # type: ignore[misc]
        for at, name in enumerate(HEADINGS)
    ]
    sought = Sought(Listing(columns, rows))
    found = list(sought.order(face, search, sort))
    assert found == list(sought.order(face, search, sort)), "and again"
    holds = [
        at
        for at, row in enumerate(rows)
        if all(
            word in "\n".join(cell_text(face, cell) for cell in row).casefold()
            for word in search.casefold().split()
        )
    ]
    assert sorted(found) == holds
    name = sort.removeprefix("-")
    if name not in HEADINGS:
        assert found == holds
        return
    up = list(Sought(Listing(columns, rows)).order(face, search, name))
    cells = [rows[at][HEADINGS.index(name)] for at in up]
    known = [cell for cell in cells if cell is not None]
    assert cells[: len(cells) - len(known)] == [None] * (len(cells) - len(known))
    plain = [cell for cell in known if type(cell) is str]
    assert plain == sorted(plain)
    numbers = [cell for cell in known if type(cell) is int]
    assert numbers == sorted(numbers)
    down = list(sought.order(face, search, f"-{name}"))
    assert sorted(down) == sorted(up)
    turned = [rows[at][HEADINGS.index(name)] for at in reversed(down)]
    assert [one for one in turned if type(one) is int] == numbers
