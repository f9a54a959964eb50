"""`net --what-if`, `net --share`, `net --pool`, `net --plan`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.asking import Desk
from tests.host.netters import Netters

DEBTS = (("bolts", "frames", 900), ("frames", "mill", 700), ("mill", "bolts", 800),
         ("bolts", "mill", 250))  # fmt: skip


@pytest.fixture
def netters(tmp_path: Path) -> Netters:
    """Three companies whose books were compared, closed."""
    found = Netters(tmp_path, *DEBTS)
    found.state()
    found.close()
    return found


def test_what_if_of_our_own_book_and_of_a_pool(netters: Netters, tmp_path: Path) -> None:
    desks = {name: Desk(home) for name, home in netters.homes.items()}
    own = desks["bolts"].read("net", "--what-if", "--cash", "1.00")
    (found,) = own["currencies"]
    assert (found["gross_minor"], found["cleared_minor"]) == (1950, 500)  # both ways with the mill
    assert found["discharged_minor"] == 500 + 2 * 100  # the mill pays us, we pay frames
    assert found["lent"] == [{"firm": "mill", "minor": 100}]
    assert own["at_most"] == {"CNY": 800}
    shown = desks["bolts"].done("net", "--what-if", "--cash", "1.00")
    assert "Cash of ¥1.00 put in at mill." in shown
    assert "at most ¥8.00" in shown
    files = []
    for name, desk in desks.items():
        files.append(tmp_path / f"{name}.csv")
        assert desk.read("net", "--share", files[-1])["invoices"] >= 2
    pooled = desks["bolts"].read("net", "--what-if", *files)
    assert pooled["currencies"][0]["cleared_minor"] == 3 * 700 + 2 * 100
    assert "at_most" not in pooled


def test_a_pool_by_files(netters: Netters, tmp_path: Path) -> None:
    desks = {name: Desk(home) for name, home in netters.homes.items()}
    stick = tmp_path / "stick"
    stick.mkdir()
    files = [tmp_path / f"{name}.csv" for name in desks]
    for desk, file in zip(desks.values(), files, strict=True):
        assert "shows who owes you" in desk.done("net", "--share", file)
    folder = tmp_path / "plan"
    planned = desks["mill"].read("net", "--pool", *files, "--into", folder)
    assert [one["cleared_minor"] for one in planned["sums"]] == [2300]
    assert len(planned["files"]) == 3
    for desk in desks.values():
        refused = [
            file
            for file in sorted(folder.iterdir())
            if desk.ask("net", "--plan", file, "--json").code == 2
        ]
        assert len(refused) == 2  # the parts of the others
    for _ in range(6):
        for desk in desks.values():
            desk.done("carry", stick)
    for desk in desks.values():
        states = {row["state"] for row in desk.read("rings")}
        assert states == {"settled"}
    netted = {row["claim"]: row["netted_minor"] for row in desks["bolts"].read("claims", "--all")}
    assert netted == {"C-0": 700, "C-2": 800, "C-3": 100}


def test_what_is_wrong_in_a_file_is_told_with_its_line(netters: Netters, tmp_path: Path) -> None:
    desk, file = Desk(netters.homes["bolts"]), tmp_path / "bolts.csv"
    desk.done("net", "--share", file)
    file.write_bytes(file.read_bytes().replace(b",800,", b",0,"))
    found = desk.ask("net", "--pool", file, "--into", tmp_path / "plan", "--json")
    assert (found.code, found.mistake["mistake"]) == (2, "pool-share-refused")
    line = found.mistake["details"]["line"]
    assert file.read_bytes().splitlines()[line - 1].split(b",")[2] == b"0"
    assert not (tmp_path / "plan").exists()
    assert "1 to" in desk.ask("net", "--pool", file, "--into", tmp_path / "plan").err
    assert desk.ask("net", "--pool", "--into", tmp_path).code == 2
    assert desk.ask("net", file).code == 2
    assert desk.ask("net", "--plan", tmp_path / "none").code == 2


def test_reconciliation_shows_both_books_and_any_difference(tmp_path: Path) -> None:
    netters = Netters(tmp_path, *DEBTS)
    netters.put("frames", "bolts", "C-0", 870, mine=True)  # we say that we owe it 900
    netters.put("frames", "bolts", "C-9", 40, mine=True)  # we know nothing of it
    netters.put("bolts", "frames", "C-8", 60, mine=False)  # it says nothing of it
    netters.state()
    netters.close()
    desk = Desk(tmp_path / "bolts")
    rows = {row["claim"]: row for row in desk.read("claims", "frames", "--reconcile")}
    shown = {
        claim: (row["ours_minor"], row["theirs_minor"], row["difference_minor"], row["state"])
        for claim, row in rows.items()
    }
    assert shown == {
        "C-0": (900, 870, -30, "books-differ"),
        "C-8": (60, None, None, "not-stated"),
        "C-9": (None, 40, 40, "not-in-our-book"),
    }
    everybody = desk.read("claims", "--reconcile")
    assert {row["state"] for row in everybody if row["partner"] == "mill"} == {"books-agree"}
    told = desk.done("claims", "frames", "--reconcile")
    assert "-¥0.30" in told
    assert "they on 2" in told
    assert desk.read("claims", "--reconcile", "--csv", tmp_path / "books.csv")[0]["rows"] == 5
