"""`claims --sums`, `net`, `rings`, `setoffs`, `exclude`."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.faces.asking import Desk, Sheets, write_book
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


@pytest.mark.parametrize(("currency", "shown"), [("CNY", "1.05"), ("JPY", "105"), ("KWD", "0.105")])
def test_money_has_as_many_places_as_its_currency(currency: str, shown: str) -> None:
    notice = SetOffNotice("ab" * 32, "C-1", 105, 0, currency, "2026-03-02")
    data = remittance_advice(notice, NamedParty("A", ""), NamedParty("B", ""))
    element = ElementTree.fromstring(data).find(f".//{CBC}DebitLineAmount")
    assert element is not None
    assert (element.text, element.get("currencyID")) == (shown, currency)


NAMES = ("bolts", "frames", "mill")
SELLS = {"bolts": "bolt", "frames": "frame", "mill": "rod"}


def ring_of_three(folder: Path) -> tuple[dict[str, Desk], Path]:
    """Each sells to the next: bolts to frames, frames to the mill, the mill to bolts."""
    stick = folder / "stick"
    stick.mkdir(parents=True)
    desks = {name: Desk(folder / name) for name in NAMES}
    for place, name in enumerate(NAMES):
        supplier, customer = NAMES[place - 1], NAMES[(place + 1) % 3]
        item, bought = SELLS[name], SELLS[supplier]
        sheets: Sheets = {
            "partners": [["partner", "partner name"], [supplier, supplier], [customer, customer]],
            "items": [
                ["item", "name", "unit", "supply", "lead time (days)", "cost", "supplier"],
                [item, item, "pc", "make", 1, "0.20", None],
                [bought, bought, "pc", "buy", 5, "0.35", supplier],
            ],
            "recipes": [
                ["item", "batch quantity", "ingredient", "ingredient quantity"],
                [item, 100, bought, 2],
            ],
            "prices": [["item", "price", "price quantity"], [item, "35.00", 100]],
            "stock": [["item", "lot", "quantity"], [item, "L1", 5000]],
        }
        desks[name].done("init", "--name", name)
        desks[name].done("import", write_book(folder / f"{name}.xlsx", sheets))
    for one, other in (("bolts", "frames"), ("frames", "mill"), ("mill", "bolts")):
        code = desks[one].read("invite", other)["code"]
        desks[other].done("join", code, "--as", one)
        carry(desks, stick)
        for here, there in ((one, other), (other, one)):
            desks[here].done("confirm", there)
            desks[here].done("allow", there, "all")
            desks[here].done("allow", there, "netting")
    carry(desks, stick)
    return desks, stick


def carry(desks: dict[str, Desk], stick: Path) -> None:
    """The stick goes round twice."""
    for _ in range(2):
        for desk in desks.values():
            desk.done("carry", stick)


def settled_ring(folder: Path) -> dict[str, Desk]:
    """The three of them, after a ring of their debts was set off."""
    desks, stick = ring_of_three(folder)
    for supplier, customer in (("bolts", "frames"), ("frames", "mill"), ("mill", "bolts")):
        owe(desks, stick, supplier, customer, 600)
    for desk in desks.values():
        desk.done("net")
    for _ in range(6):
        carry(desks, stick)
    return desks


def owe(desks: dict[str, Desk], stick: Path, supplier: str, customer: str, quantity: int) -> None:
    """An order, delivered: the customer owes for it."""
    buyer, seller = desks[customer], desks[supplier]
    buyer.done("demand", supplier, SELLS[supplier], quantity, "+20")
    carry(desks, stick)
    (demand,) = (row for row in seller.read("demands") if row["partner"] == customer)
    seller.done("offer", customer, demand["demand"])
    carry(desks, stick)
    (offer,) = (row for row in buyer.read("offers") if row["partner"] == supplier)
    buyer.done("agree", supplier, offer["proposal"])
    carry(desks, stick)
    (agreed,) = (row for row in seller.read("agreements") if row["partner"] == customer)
    seller.done("ship", customer, agreed["agreement"])
    carry(desks, stick)
    (shipped,) = (row for row in buyer.read("shipments") if row["partner"] == supplier)
    buyer.done("receive", supplier, shipped["shipment"])
    carry(desks, stick)


def test_three_companies_strike_off_a_ring_by_stick(tmp_path: Path) -> None:
    desks, stick = ring_of_three(tmp_path)
    for supplier, customer, quantity in (
        ("bolts", "frames", 1000),
        ("frames", "mill", 600),
        ("mill", "bolts", 800),
    ):
        owe(desks, stick, supplier, customer, quantity)
    before = {name: positions(desk) for name, desk in desks.items()}
    for desk in desks.values():
        said = desk.done("net")
        assert "token" in said.splitlines()[0]
        assert len(said.splitlines()) == 7, said  # what was said word by word is not told
    for _ in range(6):
        carry(desks, stick)
    standing = desks["mill"].read("net", "--tokens", 0)
    assert [(one["partner"], one["agreed"], one["not_stated"]) for one in standing["partners"]] == [
        ("bolts", 1, 0)
    ]
    assert standing["partners"][0]["to_us_minor"] == 200 * 35
    assert standing["rings"][0]["settled_minor"] == 600 * 35
    assert "Rings settled: 1, setting off ¥210.00" in desks["mill"].done("net", "--tokens", 0)
    open_after = {
        (name, row["partner"]): row["open_minor"]
        for name, desk in desks.items()
        for row in desk.read("claims")
        if row["mine"]
    }
    assert open_after == {("bolts", "frames"): 400 * 35, ("mill", "bolts"): 200 * 35}
    assert {name: positions(desk) for name, desk in desks.items()} == before
    for desk in desks.values():
        (ring,) = (row for row in desk.read("rings") if row["state"] == "settled")
        assert (ring["amount_minor"], ring["firms"]) == (600 * 35, 3)
        found = desk.read("setoffs")
        assert [row["amount_minor"] for row in found] == [600 * 35] * 2
        assert all(row["agreed"] for row in found)
        folder = tmp_path / "notices" / desk.home.name
        assert desk.read("setoffs", "--ubl", folder)["written"] == 2
        assert all(b"21000" not in file.read_bytes() for file in folder.iterdir())
        assert all(b">210.00<" in file.read_bytes() for file in folder.iterdir())
    assert "¥210.00" in desks["mill"].done("setoffs")
    (tmp_path / "taken").write_text("a file")
    refused = desks["mill"].ask("setoffs", "--ubl", tmp_path / "taken", "--json")
    assert refused.mistake["mistake"] == "file-not-written"


def positions(desk: Desk) -> int:
    """What is owed to a company, less what it owes."""
    return sum(row["open_minor"] * (1 if row["mine"] else -1) for row in desk.read("claims"))


def test_a_company_that_is_off_nets_by_its_relay_by_stick(tmp_path: Path) -> None:
    desks, stick = ring_of_three(tmp_path)
    for supplier, customer, quantity in (
        ("bolts", "frames", 1000),
        ("frames", "mill", 600),
        ("mill", "bolts", 800),
    ):
        owe(desks, stick, supplier, customer, quantity)
    before = {name: positions(desk) for name, desk in desks.items()}
    for desk in desks.values():
        desk.done("net", "--most-firms", 6)
    home, relay = desks["frames"], Desk(tmp_path / "relay")
    relay.done("init", "--name", "Frames' relay")
    code = home.read("invite", "relay")["code"]
    relay.done("join", code, "--as", "frames")
    with_relay = {**desks, "relay": relay}
    carry(with_relay, stick)
    home.done("confirm", "relay")
    relay.done("confirm", "frames")
    carry(with_relay, stick)
    relay.done("mandate", "frames", "--serve")
    carry(with_relay, stick)
    given = home.ask("mandate", "relay", "--until", "+5", "--json")
    assert {name: len(claims) for name, claims in given.document["partners"].items()} == {
        "bolts": 1,
        "mill": 1,
    }
    assert "secret" not in given.out
    carry(with_relay, stick)
    carry(with_relay, stick)
    assert {row["role"] for row in desks["mill"].read("mandate")} == {"mandate-of-partner"}
    assert {row["state"] for row in home.read("mandate")} == {"mandate-standing"[8:]}
    assert {row["why_not_netted"] for row in home.read("claims")} == {"handed-over"}
    away = {name: desk for name, desk in with_relay.items() if name != "frames"}
    for _ in range(4):  # the first tokens may come before both books were stated
        desks["bolts"].done("net")
        for _ in range(5):
            carry(away, stick)
    assert all(desks[name].read("setoffs") for name in ("bolts", "mill"))
    assert not home.read("setoffs")
    carry(with_relay, stick)
    assert [row["amount_minor"] for row in home.read("setoffs")] == [600 * 35] * 2
    assert {name: positions(desk) for name, desk in desks.items()} == before
    assert home.ask("mandate", "relay", "--until", "+5").code == 2
    home.done("mandate", "relay", "--revoke")
    carry(with_relay, stick)
    carry(with_relay, stick)
    assert {row["state"] for row in home.read("mandate")} == {"over"}
    assert {row["state"] for row in desks["mill"].read("mandate")} == {"over"}
    assert "settled" in {row["state"] for row in relay.read("rings")}
    for desk in with_relay.values():
        desk.done("log", "verify", "--deep")


def test_a_ring_with_a_witness_by_stick(tmp_path: Path) -> None:
    desks, stick = ring_of_three(tmp_path)
    bank = Desk(tmp_path / "bank")
    bank.done("init", "--name", "Bank")
    for name in ("bolts", "mill"):
        code = desks[name].read("invite", "bank")["code"]
        bank.done("join", code, "--as", name)
        carry({**desks, "bank": bank}, stick)
        desks[name].done("confirm", "bank")
        bank.done("confirm", name)
        for desk, partner in ((desks[name], "bank"), (bank, name)):
            desk.done("partners", "add", partner, partner)
            desk.done("allow", partner, "netting")
    everybody = {**desks, "bank": bank}
    carry(everybody, stick)
    assert "Nobody witnesses" in bank.done("witness")
    refused = desks["bolts"].ask("net", "--witness", "bank", "--json")
    assert refused.mistake["mistake"] == "witness-not-offered"
    for name in ("bolts", "mill"):
        bank.done("witness", name)
    carry(everybody, stick)
    for name in ("bolts", "mill"):
        desks[name].done("net", "--witness", "bank")
    (line,) = desks["mill"].read("witness")["witnesses"]
    desks["frames"].done("net", "--accept-witness", line["key"])
    assert desks["frames"].read("witness")["accepts"] == "only"
    for supplier, customer in (("bolts", "frames"), ("frames", "mill"), ("mill", "bolts")):
        owe(desks, stick, supplier, customer, 600)
    before = {name: positions(desk) for name, desk in desks.items()}
    desks["frames"].done("net", "--tokens", 0)
    for name in ("bolts", "mill"):
        desks[name].done("net")
    for _ in range(10):
        carry(everybody, stick)
    for name, desk in desks.items():
        settled = [row for row in desk.read("rings") if row["state"] == "settled"]
        assert [(row["witness"], row["final"]) for row in settled] == [(line["key"], True)], name
    assert {name: positions(desk) for name, desk in desks.items()} == before
    assert bank.read("witness")["stamped"] >= 1
    assert "As a witness we stamped" in bank.done("witness")
    assert "作为见证人" in Desk(bank.home, "zh").done("witness")
    assert bank.read("rings") == []
    bank.done("witness", "mill", "--end")
    carry(everybody, stick)
    assert desks["mill"].read("witness")["witnesses"] == []
    assert bank.ask("witness", "--end").code == 2
    for desk in everybody.values():
        desk.done("log", "verify", "--deep")


def test_the_set_off_agreement_is_signed_once_a_partner(tmp_path: Path) -> None:
    desks, stick = ring_of_three(tmp_path)
    bolts, mill = desks["bolts"], desks["mill"]
    owe(desks, stick, "mill", "bolts", 100)
    assert bolts.read("net", "--needs-agreement", "yes")["said"][0]["record"]["needs_agreement"]
    assert {row["why_not_netted"] for row in bolts.read("claims")} == {"no-agreement"}
    text, other = tmp_path / "agreement.md", tmp_path / "other.md"
    text.write_text("We set off.")
    other.write_text("We set off, mostly.")
    assert sorted(bolts.read("net")["without_agreement"]) == ["frames", "mill"]
    bolts.done("net", "--agree", "mill", "--text", text)
    assert "nothing" in bolts.done("net", "--agree", "mill", "--text", text).lower()
    carry(desks, stick)
    mill.done("net", "--agree", "bolts", "--text", other)
    carry(desks, stick)
    assert "mill" in bolts.read("net")["without_agreement"]
    mill.done("net", "--agree", "bolts", "--text", text)
    carry(desks, stick)
    for desk, partner in ((bolts, "mill"), (mill, "bolts")):
        assert partner not in desk.read("net")["without_agreement"]
    carry(desks, stick)
    assert {row["why_not_netted"] for row in bolts.read("claims")} == {""}
    mill.done("net", "--end-agreement", "bolts")
    carry(desks, stick)
    assert "mill" in bolts.read("net")["without_agreement"]
    said = bolts.read("net", "--needs-agreement", "no")["said"][0]["record"]
    assert said["needs_agreement"] is False
    assert {row["why_not_netted"] for row in bolts.read("claims")} == {""}
    for how, code in (
        (("--agree", "mill"), "set-off-text-missing"),
        (("--agree", "mill", "--text", tmp_path / "none"), "file-not-readable"),
        (("--end-agreement", "frames"), "no-set-off-agreement"),
    ):
        assert bolts.ask("net", *how, "--json").mistake["mistake"] == code
