"""`kill -9` in a loop while bundles arrive: what was acknowledged is there, once."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import httpx2
import pytest

from tests.faces.asking import write_book
from tests.host.processes import Machine, free_port
from tuowang.carriers.base import FrameReader
from tuowang.flows.message import MESSAGES, Tell
from tuowang.flows.party import RecordParty
from tuowang.host.company import Company, open_company
from tuowang.host.home import Home, Settings
from tuowang.host.verify import verify
from tuowang.link.state import TRUSTED

KILLS = 12


def linked(folder: Path) -> tuple[Company, Company, int]:
    """A sender in this process and a receiver's home, linked and trusted."""
    port = free_port()
    companies = []
    for name, listen in (("sender", "127.0.0.1:0"), ("receiver", f"127.0.0.1:{port}")):
        home = Home(folder / name)
        home.create(Settings(listen=listen))
        company = Company(home)
        company.ask(RecordParty(name))
        companies.append(company)
    sender, receiver = companies
    receiver.join("sender", sender.invite("receiver"))
    for data in receiver.carry("sender"):
        sender.receive(data)
    sender.confirm("receiver")
    receiver.confirm("sender")
    assert sender.link("receiver").status == TRUSTED
    return sender, receiver, port


def test_kill_in_a_loop_while_bundles_arrive(tmp_path: Path) -> None:
    sender, receiver, port = linked(tmp_path)
    receiver.close()
    machine = Machine(tmp_path / "receiver")
    dice, said, acknowledged = Random(7), 0, 0
    with httpx2.Client(trust_env=False, timeout=5) as client:
        for _ in range(KILLS):
            machine.up()
            deadline = time.monotonic() + 0.05 + dice.random() * 0.3
            while time.monotonic() < deadline:
                sender.ask([Tell("receiver", f"number {said + i}") for i in range(20)])
                said += 20
                for data in sender.carry("receiver"):
                    acknowledged = max(acknowledged, post(client, port, data, sender))
            machine.kill()
        machine.up()
        for data in sender.carry("receiver"):
            acknowledged = post(client, port, data, sender)
        machine.down()
    assert acknowledged == sender.store.head(sender.link("receiver").out_stream).n
    with open_company(tmp_path / "receiver") as company:
        assert verify(company, deep=True) == []
        texts = [row.text for row in company.store.scan(MESSAGES) if not row.mine]
        assert sorted(texts) == sorted(f"number {number}" for number in range(said))
    assert said > KILLS * 20
    sender.close()


def post(client: httpx2.Client, port: int, data: bytes, sender: Company) -> int:
    """Post a bundle; what the receiver is known to hold afterwards."""
    try:
        reply = client.post(
            f"http://127.0.0.1:{port}/bundle",
            content=data,
            headers={"content-type": "application/octet-stream"},
        )
    except httpx2.HTTPError:
        return 0
    if reply.status_code == 200:
        reader = FrameReader()
        reader.feed(reply.content)
        for bundle in reader.bundles:
            sender.receive(bundle, flush=False)
    return sender.link("receiver").acked_n


@pytest.mark.parametrize("moment", [0.25, 0.4, 0.6, 0.9])
def test_an_import_that_is_killed_has_done_all_or_nothing(tmp_path: Path, moment: float) -> None:
    import subprocess
    import sys

    machine = Machine(tmp_path / "home")
    machine.ask("init", "--name", "Big")
    rows: list[list[object]] = [["item", "name", "unit", "supply", "lead time (days)"]]
    rows += [[f"I{number}", f"Item {number}", "pc", "buy", 5] for number in range(3000)]
    book = write_book(tmp_path / "big.xlsx", {"items": rows})
    process = subprocess.Popen(
        [sys.executable, "-m", "tuowang", "import", str(book)],
        env=machine.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(moment * 2)
    process.kill()
    process.wait()
    with open_company(tmp_path / "home") as company:
        from tuowang.flows.catalogue import ITEMS

        assert company.store.count(ITEMS) in (0, 3000)
        assert verify(company, deep=True) == []
    machine.ask("import", book)
    with open_company(tmp_path / "home") as company:
        assert company.store.count(ITEMS) == 3000
