"""A whole order between two homes, by the command line and a carried folder alone."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl

from tests.faces.asking import Two, two_companies


def one(rows: list[Any]) -> Any:
    assert len(rows) == 1, rows
    return rows[0]


def agreed(two: Two, quantity: int = 600) -> str:
    """Demand, offer, agreement; its name."""
    two.frames.done("demand", "bolts", "m8", quantity, "+20")
    two.exchange()
    demand = one(two.bolts.read("demands"))["demand"]
    two.bolts.done("offer", "frames", demand[:6])
    two.exchange()
    proposal = one(two.frames.read("offers"))["proposal"]
    two.frames.done("agree", "bolts", proposal)
    two.exchange()
    name = one(two.bolts.read("agreements"))["agreement"]
    assert one(two.frames.read("agreements"))["agreement"] == name
    return str(name)


def test_an_order_from_need_to_money(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    agreement = agreed(two)
    assert {line["kind"] for line in two.bolts.read("plan")["lines"]} == {"job", "delivery"}
    made = two.bolts.done("make", "bolt", "100 pcs")
    assert "Made 100 pcs of bolt" in made
    two.bolts.done("ship", "frames", agreement)
    two.exchange()
    shipment = one(two.frames.read("shipments"))["shipment"]
    said = two.frames.done("receive", "bolts", shipment, "--reject", "1:10", "--reason", "bent")
    assert f"for shipment {shipment} from bolts" in said
    two.exchange()
    claim = one(two.frames.read("claims"))
    assert claim["amount_minor"] == 590 * 35
    assert "¥206.50" in two.bolts.done("claims")
    assert "Payment M-" in two.frames.done("pay", "bolts", claim["claim"], "100.00")
    two.exchange()
    payment = one(two.bolts.read("payments"))
    assert payment["amount_minor"] == 10_000
    two.bolts.done("confirm-payment", "frames", payment["payment"])
    two.exchange()
    two.frames.done("pay", "bolts", claim["claim"])
    two.exchange()
    last = [row for row in two.bolts.read("payments") if row["state"] == "sent"]
    two.bolts.done("confirm-payment", "frames", one(last)["payment"])
    two.exchange()
    assert two.frames.read("claims") == []
    assert one(two.frames.read("claims", "--all"))["state"] == "SETTLED"
    here, there = two.bolts.read("flows", "--firmness", "settled"), two.frames.read("flows")
    assert sorted(row["quantity"] for row in here) == [10_000, 10_650, 20_650]
    assert {row["firmness"] for row in there} == {"proposed", "promised", "done", "settled"}
    assert "frames" in two.bolts.done("trace", "B1")
    assert two.bolts.read("partners")[0]["under_way"] == 0


def test_counters_and_revisions_keep_the_names_of_lines(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.frames.done("demand", "bolts", "--line", "M8:600:+20", "--line", "M8:100:+30")
    two.exchange()
    demand = one(two.bolts.read("demands"))
    assert [line["line"] for line in demand["lines"]] == ["1", "2"]
    two.bolts.done("offer", "frames", demand["demand"], "--line", "bolt:400:+20:36/100")
    two.exchange()
    proposal = one(two.frames.read("offers"))["proposal"]
    two.frames.done(
        "counter", "bolts", proposal, "--line", "M8:300:+20:35/100", "--line", "M8:100:+25:35/100"
    )
    two.exchange()
    counter = one(two.bolts.read("offers"))
    assert [line["line"] for line in counter["terms"]["lines"]] == ["1", "1.2"]
    two.bolts.done("agree", "frames", counter["proposal"])
    two.exchange()
    agreement = one(sorted({row["agreement"] for row in two.frames.read("agreements")}))
    two.frames.done("revise", "bolts", agreement, "--line", "1=M8:250:+20:35/100")
    two.exchange()
    revision = one(two.bolts.read("offers"))
    lines = {line["line"]: line["quantity"] for line in revision["terms"]["lines"]}
    assert lines == {"1": 250, "1.2": 100}


def test_an_offer_of_what_can_be_kept(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.frames.done("demand", "bolts", "M8", 400, "+3")
    two.exchange()
    demand = one(two.bolts.read("demands"))["demand"]
    two.bolts.done("offer", "frames", demand, "--as-can-be-kept")
    two.exchange()
    line = one(one(two.frames.read("offers"))["terms"]["lines"])
    assert (line["quantity"], line["price_minor"], line["price_quantity"]) == (400, 3500, 100)


def test_the_plan_becomes_demands(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.frames.done("need", "M8", 50, "+4", "--order")
    two.frames.done("plan", "--days", 30)
    said = two.frames.read("demand", "--from-plan")
    assert one(said["said"])["record"]["lines"][0]["quantity"] == 50
    assert "nothing that is to be ordered" in two.frames.done("demand", "--from-plan")


def test_what_partners_may_see(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    seen = two.bolts.read("preview", "frames")["items"]
    assert {row["item"] for row in seen if row["catalogue"]} == {"bolt", "rod"}
    two.bolts.done("publish", "frames")
    two.exchange()
    assert "¥35.00" in two.frames.done("offered")
    assert two.frames.read("preview", "bolts")["items"][0]["price"] is None
    two.bolts.done("deny", "frames", "all")
    assert two.bolts.read("preview", "frames")["items"] == []
    refused = two.bolts.ask("publish", "frames", "--json")
    assert refused.code == 2
    assert refused.mistake["mistake"] == "not-disclosed"
    assert "tuowang allow frames catalogue" in refused.mistake["text"]


def test_lists_go_into_files(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    agreed(two, 200)
    book, text = tmp_path / "list.xlsx", tmp_path / "list.csv"
    two.bolts.done("agreements", "--xlsx", book)
    sheet = openpyxl.load_workbook(book).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["item"] == "bolt"
    assert row["quantity"] == 200
    assert row["price"] == 35
    assert row["currency"] == "CNY"
    two.bolts.done("flows", "--csv", text)
    with text.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert {line["what"] for line in lines} == {"demand", "commitment"}
    assert {line["unit"] for line in lines} == {"pcs"}


def test_messages_and_logs(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.frames.done("tell", "Bolt", "the", "gate", "is", "closed")
    two.exchange()
    assert one(two.bolts.read("messages"))["text"] == "the gate is closed"
    kinds = [row["kind"] for row in two.bolts.read("log", "show", "frames")]
    assert kinds == ["partner.introduced", "partner.introduced", "message.told"]
    assert len(two.bolts.read("log", "show", "--last", 3)) == 3
    before = two.bolts.read("flows"), two.bolts.read("stock")
    assert two.bolts.read("log", "rebuild")["entries"] > 10
    assert (two.bolts.read("flows"), two.bolts.read("stock")) == before


def test_a_partners_words_do_not_steer_our_terminal(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    hostile = "gate\x1b]0;owned\x07 \u202eopen\x9b2J"
    two.frames.done("tell", "bolts", hostile)
    two.exchange()
    shown = (
        two.bolts.done("messages")
        + two.bolts.done("log", "show")
        + two.bolts.done("messages", "--json")
    )
    assert "gate" in shown
    assert not set(shown) & set("\x1b\x07\u202e\x9b")
    assert one(two.bolts.read("messages"))["text"] == hostile


def test_names_may_be_shortened_while_they_are_clear(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    for _ in range(2):
        two.frames.done("demand", "Bolt Factory", "M8", 10, "+20")
    names = [row["demand"] for row in two.frames.read("demands")]
    unclear = two.frames.ask("withdraw-demand", "bo", "D-", "--json")
    assert unclear.code == 2
    assert unclear.mistake["mistake"] == "name-ambiguous"
    assert sorted(unclear.mistake["details"]["known"]) == sorted(names)
    two.frames.done("withdraw-demand", "BOLTS", names[0][-8:].lower())
    assert [row["demand"] for row in two.frames.read("demands")] == names[1:]
    assert len(two.frames.read("demands", "--all")) == 2


def test_a_backup_comes_back_and_the_partner_gives_the_rest(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    saved = tmp_path / "bolts.backup"
    assert two.bolts.read("backup", saved)["bytes"] > 1000
    two.bolts.done("tell", "frames", "said after the backup")
    two.exchange()
    taken = two.bolts.ask("restore", saved, "--json")
    assert taken.code == 2
    assert taken.mistake["mistake"] == "home-taken"
    assert two.bolts.read("restore", saved, "--replace")["restored"]["partners"] == 1
    assert two.bolts.read("messages") == []
    for _ in range(3):
        for desk in (two.bolts, two.frames):
            assert desk.ask("carry", two.stick).code == 0
    assert [row["text"] for row in two.bolts.read("messages")] == ["said after the backup"]
    assert two.bolts.ask("log", "verify", "--deep").code == 0
    assert two.bolts.ask("restore", tmp_path / "gone", "--home", tmp_path / "new").code == 2


def test_a_changed_entry_is_found(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    assert "nothing is wrong" in two.bolts.done("log", "verify")
    database = two.bolts.home / "tuowang.db"
    data = database.read_bytes()
    assert data.count(b"Bolt Factory") > 1
    database.write_bytes(data.replace(b"Bolt Factory", b"Bold Factory"))
    found = two.bolts.ask("log", "verify", "--json")
    assert found.code == 1
    assert {one["finding"] for one in found.document["findings"]} >= {"verify-entry-changed"}
    assert two.bolts.ask("log", "verify").out.startswith("! Entry ")


def test_an_export_needs_no_tuowang(tmp_path: Path) -> None:
    two = two_companies(tmp_path)
    two.bolts.done("export", tmp_path / "out")
    assert (tmp_path / "out" / "README.txt").is_file()
    assert "bolt" in (tmp_path / "out" / "tables" / "items.csv").read_text(encoding="utf-8")
    again = two.bolts.ask("export", tmp_path / "out", "--json")
    assert again.mistake["mistake"] == "folder-not-empty"
