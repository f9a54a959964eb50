"""`claims --sums`, `net`, `rings`, `setoffs`, `exclude`."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.faces.asking import Desk
from tuowang.standards.ubl_remittance_advice import NamedParty, SetOffNotice, remittance_advice

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def test_netting_with_nobody_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.done("init", "--name", "Bolt")
    assert "0 tokens" in desk.done("net")
    assert "No rings yet" in desk.done("rings")
    assert "Nothing was set off yet" in desk.done("setoffs")
    assert desk.read("claims", "--sums") == []
    assert desk.read("net", "--most-firms", 8)["said"][0]["record"]["most_firms"] == 8
    assert desk.ask("exclude", "nobody").code == 2
    assert desk.read("setoffs", "--ubl", tmp_path / "out")["written"] == 0


def test_a_notice_as_ubl() -> None:
    notice = SetOffNotice("ab" * 32, "C-1", 12050, -50, "CNY", "2026-03-02")
    data = remittance_advice(notice, NamedParty("Bolt & Co", "91X"), NamedParty("Mill", ""))
    root = ElementTree.fromstring(data)
    texts = {element.tag.removeprefix(CBC): element.text for element in root.iter()}
    assert texts["PaymentMeansCode"] == "97"
    assert texts["DebitLineAmount"] == "120.50"
    assert texts["BalanceAmount"] == "-0.50"
    assert texts["CompanyID"] == "91X"
    assert b"Bolt &amp; Co" in data
