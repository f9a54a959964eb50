"""Every carrier passes the suite that ships with the interface, and the suite can fail."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.carriers.ends import IDLE, ServingEnd, say, served
from tuowang.carriers import CARRIERS, carrier_class
from tuowang.carriers.acceptance import CHECKS, FAR_LABELS, NEAR_LABELS, MakePair, Pair
from tuowang.carriers.acceptance import check_carrier as run_all
from tuowang.carriers.base import MAXIMUM_BUNDLE_BYTES, Carrier, Skipped, Taken, check_bundle
from tuowang.carriers.folder import FolderCarrier
from tuowang.carriers.http import HttpCarrier, application
from tuowang.errors import Mistake


def spoil_folder(folder: Path) -> None:
    (folder / "00.tuowang").mkdir()
    (folder / "00-empty.tuowang").touch()
    with (folder / "00-large.tuowang").open("wb") as file:
        file.truncate(MAXIMUM_BUNDLE_BYTES + 1)
    (folder / "00-link.tuowang").symlink_to("/dev/zero")
    os.mkfifo(folder / "00-pipe.tuowang")
    (folder / "00-\x1b[2J.tuowang").write_bytes(b"a name for terminals")
    Path(os.fsdecode(os.fsencode(folder) + b"/00-\xff.tuowang")).write_bytes(b"not UTF-8")
    (folder / "00-note.txt").write_text("not ours to read")
    (folder / ".00-half.tuowang.partial").write_bytes(b"half")


@contextmanager
def folder_pair(folder: Path) -> Iterator[Pair]:
    place = folder / str(sum(1 for _ in folder.iterdir()))
    place.mkdir()
    near, far = FolderCarrier(place, NEAR_LABELS), FolderCarrier(place, FAR_LABELS)
    yield Pair(near, far, spoil=lambda: spoil_folder(place))


def spoil_http(address: str) -> None:
    post = b"POST /bundle HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\n"
    say(address, post + b"content-length: 0\r\n\r\n", end=True)
    say(address, post + b"content-length: 99999999\r\n\r\n", end=True)
    say(address, post + b"content-length: 50\r\n\r\nhalf", end=True)
    say(address, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", end=True)


@contextmanager
def http_pair() -> Iterator[Pair]:
    far = ServingEnd()
    with served(application(far.receive)) as address:
        near = HttpCarrier(address)
        yield Pair(
            near,
            far,
            carry=lambda: near.put(NEAR_LABELS[0], IDLE),
            spoil=lambda: spoil_http(address),
        )
        near.close()


@pytest.fixture(params=["folder", "http"])
def make_pair(request: pytest.FixtureRequest, tmp_path: Path) -> MakePair:
    return http_pair if request.param == "http" else lambda: folder_pair(tmp_path)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_carrier(check: object, make_pair: MakePair) -> None:
    assert callable(check)
    check(make_pair)


def test_every_listed_carrier_is_one(tmp_path: Path) -> None:
    arguments = {"folder": str(tmp_path), "http": "http://127.0.0.1:1"}
    assert set(arguments) == set(CARRIERS), "a carrier is listed that no test here runs"
    for name, argument in arguments.items():
        made = carrier_class(name)(argument)
        assert isinstance(made, Carrier)
        assert made.name == name


def test_unknown_carrier_is_a_mistake() -> None:
    with pytest.raises(Mistake, match="carrier-unknown"):
        carrier_class("pigeon")


class Shelf:
    """A carrier in memory: a shelf for each direction, with one fault put in on purpose."""

    name: str

    def __init__(self, goes: dict[str, bytes], comes: dict[str, bytes], fault: str) -> None:
        self.name = "shelf"
        self.skipped: list[Skipped] = []
        self._goes, self._comes, self._fault = goes, comes, fault

    def put(self, label: str, data: bytes) -> None:
        if self._fault == "cuts" and len(data) > MAXIMUM_BUNDLE_BYTES:
            data = data[:100]
        if not (self._fault == "takes empty" and not data):
            check_bundle(data)
        if self._fault == "strips" and data.endswith(b"\x00"):
            data = data.rstrip(b"\x00") or b"?"
        if self._fault == "keeps oldest" and label in self._goes:
            return
        self._goes["all" if self._fault == "one place" else label] = data

    def poll(self) -> Iterator[Taken]:
        both = {**self._comes, **self._goes} if self._fault == "echoes" else self._comes
        for name, data in list(both.items()):
            yield Taken(name, data)
        if self._fault == "forgets":
            self._comes.clear()

    def done(self, taken: Taken) -> None:
        if self._fault == "done clears all":
            self._comes.clear()
        elif self._fault == "done is strict":
            del self._comes[taken.name]
        elif self._fault != "never removes":
            self._comes.pop(taken.name, None)


def shelves(fault: str) -> MakePair:
    @contextmanager
    def pair() -> Iterator[Pair]:
        there: dict[str, bytes] = {}
        back: dict[str, bytes] = {}
        garbage = {"": b""} if fault == "gives garbage" else {}
        near, far = Shelf(there, back, fault), Shelf(back, there, fault)
        yield Pair(near, far, spoil=lambda: there.update(garbage))

    return pair


def test_the_suite_accepts_a_right_carrier() -> None:
    run_all(shelves(""))
    with shelves("")() as pair:
        assert isinstance(pair.near, Carrier)


@pytest.mark.parametrize(
    "fault",
    [
        "cuts",
        "takes empty",
        "strips",
        "keeps oldest",
        "one place",
        "echoes",
        "forgets",
        "done clears all",
        "done is strict",
        "never removes",
        "gives garbage",
    ],
)
def test_the_suite_catches(fault: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        run_all(shelves(fault))


def test_the_example_in_the_documentation_runs() -> None:
    document = Path(__file__).resolve().parents[2] / "docs" / "carriers.md"
    examples = re.findall(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    (example,) = [text for text in examples if "check_carrier(pair)" in text]
    names: dict[str, object] = {}
    exec(example, names)
    assert callable(names["pair"])
