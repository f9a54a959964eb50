"""Two companies in processes of their own, over HTTP: from a code to money."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.processes import Machine, connect, two_machines, until
from tuowang.host.company import open_company
from tuowang.host.home import Home
from tuowang.host.verify import verify


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two machines whose connectors run and know each other."""
    bolts, frames = two_machines(tmp_path)
    try:
        bolts.up()
        frames.up()
        connect(bolts, frames)
        yield bolts, frames
    finally:
        for machine in (bolts, frames):
            if machine.process is not None:
                machine.kill()


def both_ends_equal(one: Machine, other: Machine) -> bool:
    """Whether the logs hold the same entries at both ends."""
    with open_company(one.home) as here, open_company(other.home) as there:
        out, into = here.links()[0], there.links()[0]
        return all(
            a.store.head(x) == b.store.head(y)
            for a, x, b, y in (
                (here, out.out_stream, there, into.in_stream),
                (there, into.out_stream, here, out.in_stream),
            )
        )


def rows(machine: Machine, *arguments: str) -> list[Any]:
    """A list that is not empty, once it is not."""
    found: list[Any] = until(lambda: machine.ask(*arguments))
    return found


def order(bolts: Machine, frames: Machine) -> None:
    """One order, by command line, while both connectors run and find out by themselves."""
    frames.ask("demand", "bolts", "M8", "200", "2027-03-01")
    demand = rows(bolts, "demands")[0]["demand"]
    bolts.ask("offer", "frames", demand)
    proposal = until(lambda: [one for one in frames.ask("offers") if one["state"] == "OFFERED"])[0]
    frames.ask("agree", "bolts", proposal["proposal"])
    agreement = rows(bolts, "agreements")[0]["agreement"]
    bolts.ask("ship", "frames", agreement)
    shipment = rows(frames, "shipments")[0]["shipment"]
    frames.ask("receive", "bolts", shipment)
    claim = rows(frames, "claims")[0]
    assert claim["amount_minor"] == 200 * 35
    frames.ask("pay", "bolts", claim["claim"])
    payment = rows(bolts, "payments")[0]["payment"]
    bolts.ask("confirm-payment", "frames", payment)
    until(lambda: frames.ask("claims") == [])


def test_a_whole_order_over_http(machines: tuple[Machine, Machine]) -> None:
    bolts, frames = machines
    order(bolts, frames)
    until(lambda: both_ends_equal(bolts, frames))
    bolts.down()
    frames.down()
    for machine in machines:
        with open_company(machine.home) as company:
            assert verify(company, deep=True) == []
            assert company.links()[0].acked_n > 0


def test_a_partner_that_was_down_gets_everything(machines: tuple[Machine, Machine]) -> None:
    bolts, frames = machines
    frames.kill()
    for number in range(5):
        bolts.ask("tell", "frames", f"while you were away {number}")
    frames.up()
    until(lambda: len(frames.ask("messages")) == 5)
    until(lambda: both_ends_equal(bolts, frames))


def test_a_second_connector_on_one_home_is_refused(machines: tuple[Machine, Machine]) -> None:
    bolts, _ = machines
    assert bolts.process is not None
    second = bolts.run("up")
    assert second.returncode == 2
    assert str(bolts.process.pid) in second.stderr
    assert bolts.ask("partners")


def test_a_company_that_cannot_be_reached_asks_its_partner(tmp_path: Path) -> None:
    bolts, frames = two_machines(tmp_path, reachable=False)
    home = Home(frames.home)
    home.write_settings(
        type(home.settings())(listen=home.settings().listen, ask_partners=True, language="en")
    )
    try:
        bolts.up()
        frames.ask("join", bolts.ask("invite", "frames")["code"], "--as", "bolts")
        frames.up()
        until(lambda: bolts.run("words", "frames", "--json").returncode == 0)
        bolts.ask("confirm", "frames")
        frames.ask("confirm", "bolts")
        until(lambda: both_ends_equal(bolts, frames) and frames.ask("partners"))
        bolts.ask("tell", "frames", "can you hear me")
        until(lambda: [one["text"] for one in frames.ask("messages")] == ["can you hear me"])
    finally:
        for machine in (bolts, frames):
            if machine.process is not None:
                machine.kill()
