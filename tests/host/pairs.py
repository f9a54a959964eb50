"""Two companies in homes of their own, linked, whose bundles go from hand to hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tuowang.flows.message import Tell
from tuowang.flows.party import RecordParty
from tuowang.host.company import Company, open_company
from tuowang.host.home import Home, Settings
from tuowang.link.state import TRUSTED
from tuowang.record.entry import read_entry


def founded(home: Path, name: str) -> Company:
    """A new company, open."""
    Home(home).create(Settings())
    company = open_company(home)
    company.ask(RecordParty(name))
    return company


class Pair:
    """A mill and a bakery; each may be closed, restored and opened again."""

    def __init__(self, folder: Path) -> None:
        self.homes = {"mill": folder / "mill", "bakery": folder / "bakery"}
        self.mill = founded(self.homes["mill"], "Mill")
        self.bakery = founded(self.homes["bakery"], "Bakery")
        self.bakery.join("mill", self.mill.invite("bakery"))
        hand_over(self.bakery, "mill", self.mill)
        self.mill.confirm("bakery")
        self.bakery.confirm("mill")
        self.exchange()
        assert self.mill.link("bakery").status == self.bakery.link("mill").status == TRUSTED

    def close(self) -> None:
        """Close both."""
        self.mill.close()
        self.bakery.close()

    def exchange(self, rounds: int = 3) -> None:
        """Everything that either has to say goes to the other, there and back."""
        for _ in range(rounds):
            hand_over(self.mill, "bakery", self.bakery)
            hand_over(self.bakery, "mill", self.mill)

    def talk(self, *words: str) -> None:
        """The mill says each of these, the bakery answers, and all of it arrives."""
        for word in words:
            self.mill.ask(Tell("bakery", word))
            self.exchange(1)
            self.bakery.ask(Tell("mill", f"{word}, heard"))
            self.exchange(1)
        self.exchange(1)

    def logs(self) -> list[list[bytes]]:
        """The hashes of both directions: as said and as heard, twice two lists."""
        out, into = self.mill.link("bakery"), self.bakery.link("mill")
        return [
            [row.hash for row in company.store.read(stream, 0, 10**6)]
            for company, stream in (
                (self.mill, out.out_stream),
                (self.bakery, into.in_stream),
                (self.bakery, into.out_stream),
                (self.mill, out.in_stream),
            )
        ]


def hand_over(author: Company, partner: str, reader: Company) -> None:
    """What one has to say to the other, all of it, into the other's hand."""
    for data in list(author.carry(partner)):
        reader.receive(data, flush=False)


def ids(company: Company, stream: int) -> list[bytes]:
    """The ids of a log's entries, in order."""
    return [read_entry(row.body).id for row in company.store.read(stream, 0, 10**6)]


def texts(company: Company, *, mine: bool) -> list[str]:
    """What was told on the one link, in the log's order."""
    (link,) = company.links()
    rows = company.store.read(link.out_stream if mine else link.in_stream, 0, 10**6)
    says = [read_entry(row.body).says for row in rows]
    return [str(one["text"]) for one in says if "text" in one]


def pair_in(folder: Path) -> Iterator[Pair]:
    """A pair that has talked, closed at the end."""
    pair = Pair(folder)
    pair.talk("one", "two", "three")
    yield pair
    pair.close()
