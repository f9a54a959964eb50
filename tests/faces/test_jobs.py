"""Work in progress on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.faces.asking import two_companies


def test_work_is_started_seen_and_done(tmp_path: Path) -> None:
    desk = two_companies(tmp_path).bolts
    assert desk.done("jobs").strip() == "No work in progress."
    said = desk.done("start", "bolt", "200", "--finish", "+3")
    assert "200 pcs" in said
    (row,) = desk.read("jobs")
    assert (row["item"], row["quantity"], row["done"], row["open"]) == ("bolt", 200, 0, True)
    (parts,) = [one for one in desk.read("stock") if one["place"] == "in-work"]
    assert (parts["item"], parts["lot"], parts["quantity"]) == ("rod", "R1", 4)
    assert "in work" in desk.done("stock")
    assert "在制" in desk.done("stock", "--lang", "zh")
    desk.done("make", "bolt", "150", "--job", row["job"][2:6], "--lot", "B7")
    (row,) = desk.read("jobs")
    assert row["done"] == 150
    desk.done("jobs", "--stop", row["job"])
    assert desk.read("jobs") == []
    (row,) = desk.read("jobs", "--all")
    assert row["open"] is False
    stock = {
        (one["item"], one["place"]): one["quantity"] for one in desk.read("stock", "--item", "rod")
    }
    assert stock == {("rod", "store"): 997}
    assert desk.ask("jobs", "--stop", "nothing", "--json").mistake["mistake"] == "job-unknown"
