"""An export says everything, to anybody, without us; and shows when it was changed."""

from __future__ import annotations

import base64
import csv
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.host.pairs import Pair, pair_in
from tests.host.test_backup import in_child
from tuowang.errors import Mistake
from tuowang.flows.message import Tell
from tuowang.host.backup import backup, restore
from tuowang.host.company import TABLES, open_company
from tuowang.host.export import cell, export
from tuowang.host.home import Home
from tuowang.link.state import FORKS, LINK_TABLES, ForkRow
from tuowang.record.entry import read_entry, write_entry
from tuowang.record.keys import fingerprint
from tuowang.record.words import WORDS

WITHOUT_CRYPTOGRAPHY = "import sys; sys.modules['cryptography'] = None; "
RUN = "import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A mill and a bakery that have talked."""
    yield from pair_in(tmp_path)


@pytest.fixture
def folder(pair: Pair, tmp_path: Path) -> Path:
    """The mill's export."""
    export(pair.mill, tmp_path / "export")
    return tmp_path / "export"


def documents(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def check(folder: Path, *, bare: bool = False) -> tuple[int, str]:
    """Run the export's own check by itself; without any package if `bare`."""
    script = str(folder / "check_export.py")
    command = [sys.executable, "-I", script]
    if bare:
        program = f"import sys; sys.argv[0] = {script!r}; {WITHOUT_CRYPTOGRAPHY}{RUN}"
        command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_every_entry_is_there_with_its_exact_bytes(pair: Pair, folder: Path) -> None:
    rows = pair.mill.store.arrivals(0, 10**6)
    lines = documents(folder / "entries.jsonl")
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        assert base64.b64decode(line["body"]) == row.body
        assert (line["stream"], line["n"], line["arrival"]) == (row.stream, row.n, row.arrival)
        assert line["hash"] == row.hash.hex()
        assert line["id"] == read_entry(row.body).id.hex()
        assert line["direction"] == {0: "journal", 2: "out", 3: "in"}[row.stream]
        assert line["partner"] == ("bakery" if row.stream else "")
    assert {line["says"].get("text") for line in lines} >= {"one", "one, heard"}


def test_who_we_are_and_whom_we_know_is_there_without_any_secret(pair: Pair, folder: Path) -> None:
    party = json.loads((folder / "party.json").read_text(encoding="utf-8"))
    public, link = pair.mill.keys.public, pair.mill.link("bakery")
    assert (party["name"], party["fingerprint"]) == ("Mill", fingerprint(public))
    assert (party["sign_key"], party["box_key"]) == (public.sign.hex(), public.box.hex())
    with (folder / "links.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["peer_sign_key"] == pair.bakery.keys.public.sign.hex()
    for secret in (pair.mill.home.secret(), link.tag_secret):
        for path in folder.rglob("*.*"):
            data = path.read_bytes()
            forms = (secret, secret.hex().encode(), base64.b64encode(secret))
            assert not any(form in data for form in forms), path


def test_tables_open_in_a_spreadsheet_and_hold_no_formula(pair: Pair, tmp_path: Path) -> None:
    said = ["=1+1", "+1", "-1", "@x", "＝1+1", "\t=1", "\n=1", "面包, “好”\r\n第二行", "'plain"]
    pair.mill.ask([Tell("bakery", text) for text in said])
    done = export(pair.mill, tmp_path / "out")
    names = {table.name: table for table in TABLES if table not in LINK_TABLES}
    assert {path.stem for path in (tmp_path / "out" / "tables").iterdir()} == names.keys()
    assert done.tables == len(names)
    for name, table in names.items():
        path = tmp_path / "out" / "tables" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading, *rows = csv.reader(file)
        assert heading == list(table.row.__struct_fields__)
        assert len(rows) == pair.mill.store.count(table)
        assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+@＝＋－＠"))]
    with (tmp_path / "out" / "tables" / "messages.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        texts = {row["text"] for row in csv.DictReader(file)}
    assert texts >= {*("'" + text for text in said[:7]), *said[7:]}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("面", "面"),
        (-5, -5),
        (None, ""),
        (True, "true"),
        (b"\xff\x00", "ff00"),
        ([b"\xff", "a"], '["ff","a"]'),
        (ForkRow(1, 2, 0, b"\x01", b"", 5),
         '{"stream":1,"n":2,"epoch":0,"seal":"01","other_seal":"","at":5}'),
    ],
)  # fmt: skip
def test_bytes_are_hex_wherever_they_stand(value: object, shown: object) -> None:
    assert cell(value) == shown


def test_a_contradiction_of_a_partner_is_there(pair: Pair, tmp_path: Path) -> None:
    def put() -> Any:
        from tuowang.node import Outcome

        pair.mill.store.put(FORKS, ForkRow(3, 2, 0, b"\x01" * 153, b"\x02" * 153, 5))
        return Outcome()

    pair.mill.work(put)
    export(pair.mill, tmp_path / "out")
    (fork,) = documents(tmp_path / "out" / "forks.jsonl")
    assert (fork["seal"], fork["other_seal"]) == ("01" * 153, "02" * 153)
    assert fork["sign_key"] == pair.bakery.keys.public.sign.hex()


# ------------------------------------------------------------------------------ the check


def test_the_check_needs_nothing_of_ours(pair: Pair, folder: Path) -> None:
    count = pair.mill.store.last_arrival()
    code, said = check(folder)
    seals = len(documents(folder / "seals.jsonl"))
    assert (code, said) == (0, f"{count} entries, {seals} seals, 0 wrong\n")
    code, said = check(folder, bare=True)
    assert code == 0
    assert said.splitlines()[0].startswith("signatures not checked")
    assert "tuowang" not in [word for word in (folder / "check_export.py").read_text().split()
                             if word.startswith("import")]  # fmt: skip


def test_an_export_after_a_restore_is_right(pair: Pair, tmp_path: Path) -> None:
    """Then seals of our own lie under our own log."""
    backup(pair.mill, tmp_path / "mill.zip")
    pair.talk("four", "five")
    pair.mill.close()
    restore(tmp_path / "mill.zip", Home(pair.homes["mill"]), replace=True)
    pair.mill = open_company(pair.homes["mill"])
    pair.exchange()
    export(pair.mill, tmp_path / "out")
    own = [seal for seal in documents(tmp_path / "out" / "seals.jsonl") if seal["stream"] == 2]
    assert own
    assert check(tmp_path / "out")[0] == 0


def test_bodies_of_every_sort_are_read_by_the_check(pair: Pair, tmp_path: Path) -> None:
    """What nobody here understands, too; and every size of text, number, list and map."""
    numbers = [0, 1, 127, 128, 255, 256, 65535, 65536, 2**32, 2**63, 2**64 - 1]
    says: dict[str, Any] = {
        "numbers": [*numbers, *(-number for number in numbers if 0 < number < 2**63)],
        "texts": ["", "面", "x" * 31, "x" * 32, "x" * 255, "x" * 256, "x" * 70_000],
        "bytes": [b"", b"\x00" * 255, b"\xff" * 256, b"y" * 70_000],
        "lists": [[], list(range(15)), list(range(16)), [None] * 70_000],
        "maps": [{}, {f"{n:02}": True for n in range(15)}, {f"{n:02}": False for n in range(16)}],
        "wide": {f"{number:05}": number for number in range(70_000)},
    }
    link = pair.mill.link("bakery")
    bodies = [write_entry(bytes(16), "odd.sort", 5, says), b"no entry at all", b"\xc1"]

    def say() -> Any:
        from tuowang.node import Outcome

        pair.mill.node.say_bodies(link, bodies)
        return Outcome()

    pair.mill.work(say)
    export(pair.mill, tmp_path / "out")
    odd = documents(tmp_path / "out" / "entries.jsonl")[-3:]
    assert odd[0]["says"]["bytes"][2] == "ff" * 256
    assert odd[0]["says"]["numbers"][:11] == numbers
    assert "says" not in odd[1]
    assert check(tmp_path / "out")[0] == 0


def parts(line: bytes) -> Iterator[tuple[int, int]]:
    """Where hash, body, id, kind, at and says stand in a line."""
    document = json.loads(line)
    for name in ("hash", "body", "id", "kind", "at", "says"):
        value = json.dumps(document[name], ensure_ascii=False, separators=(",", ":")).encode()
        start = line.index(f'"{name}":'.encode()) + len(name) + 3
        assert line[start : start + len(value)] == value
        yield start, start + len(value)


def test_every_flipped_byte_of_what_was_said_is_found(folder: Path) -> None:
    """Hash, bytes and the readable part, in whatever way the file is broken by it."""
    path, dice = folder / "entries.jsonl", Random(8)
    lines = path.read_bytes().splitlines(keepends=True)
    for _ in range(40):
        number = dice.randrange(len(lines))
        start, end = dice.choice(list(parts(lines[number])))
        spoiled = bytearray(lines[number])
        place = dice.randrange(start, end)
        spoiled[place] ^= dice.choice((1, 2, 4, 8, 16, 32, 64, 128))
        path.write_bytes(b"".join([*lines[:number], bytes(spoiled), *lines[number + 1 :]]))
        code, said = check(folder, bare=True)
        assert code == 1, (lines[number], place, spoiled)
        assert f"WRONG: entries.jsonl, line {number + 1}\n" in said
    path.write_bytes(b"".join(lines))
    assert check(folder)[0] == 0


def test_another_hash_is_found_where_it_stands(folder: Path) -> None:
    """Also one that could be a hash."""
    path = folder / "entries.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for number in range(len(lines)):
        place = lines[number].index(b'"hash":"') + 8 + number % 64
        other = b"1" if lines[number][place : place + 1] == b"0" else b"0"
        spoiled = lines[number][:place] + other + lines[number][place + 1 :]
        path.write_bytes(b"".join([*lines[:number], spoiled, *lines[number + 1 :]]))
        assert f"WRONG: entries.jsonl, line {number + 1}\n" in check(folder, bare=True)[1]


def test_every_flipped_byte_of_a_seal_is_found(folder: Path) -> None:
    path, dice = folder / "seals.jsonl", Random(9)
    lines = path.read_bytes().splitlines(keepends=True)
    for _ in range(15):
        number = dice.randrange(len(lines))
        start = lines[number].index(b'"seal":"') + 8
        spoiled = bytearray(lines[number])
        place = dice.randrange(start, start + 306)
        spoiled[place] = dice.choice([c for c in b"0123456789abcdef" if c != spoiled[place]])
        path.write_bytes(b"".join([*lines[:number], bytes(spoiled), *lines[number + 1 :]]))
        code, said = check(folder)
        assert code == 1
        assert f"WRONG: seals.jsonl, line {number + 1}\n" in said


def test_missing_and_added_lines_are_found(folder: Path) -> None:
    path = folder / "entries.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for changed in (
        lines[1:],  # the beginning
        lines[:4] + lines[5:],  # something between
        lines[:-1],  # the end: a seal is of more than there is
        [*lines, lines[-1]],  # twice
        [*lines, b"{}\n"],
        [*lines, b"not even JSON\n"],
        [*lines, b'["stream", 2]\n'],
    ):
        path.write_bytes(b"".join(changed))
        assert check(folder, bare=True)[0] == 1, changed
    path.write_bytes(b"".join(lines))
    for odd in (b"[]\n", b'{"stream":[],"seal":"00"}\n', b'{"seal":"zz"}\n', b"\xff\n"):
        with (folder / "seals.jsonl").open("r+b") as file:
            whole = file.read()
            file.write(odd)
        assert check(folder)[0] == 1, odd
        (folder / "seals.jsonl").write_bytes(whole)


def test_bytes_are_written_in_one_way_only(folder: Path) -> None:
    """The last letter of base64 has bits that say nothing; changed, they are damage, too."""
    path = folder / "entries.jsonl"
    text = path.read_text(encoding="utf-8")
    place = text.index('="') - 1
    place -= text[place] == "="
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(text[place]) ^ 1]
    body = text[text.rindex('"', 0, place) + 1 : text.index('"', place)]
    spoiled = body.replace(text[place] + "=", other + "=")
    assert base64.b64decode(spoiled) == base64.b64decode(body)
    path.write_text(text[:place] + other + text[place + 1 :], encoding="utf-8")
    assert check(folder, bare=True)[0] == 1


# ------------------------------------------------------------------------- where it goes


def test_only_into_a_new_or_empty_folder(pair: Pair, folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Mistake, match="folder-not-empty"):
        export(pair.mill, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (tmp_path / "empty").mkdir()
    export(pair.mill, tmp_path / "empty")
    assert folder.stat().st_mode & 0o077 == 0
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Mistake, match="file-not-writable"):
        export(pair.mill, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("was_there", [False, True])
def test_an_export_that_fails_leaves_the_folder_as_it_was(
    pair: Pair, tmp_path: Path, was_there: bool
) -> None:
    target = tmp_path / "out"
    if was_there:
        target.mkdir()
    pair.talk(*(WORDS[0][0] * 200 for _ in range(5)))

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))
        export(pair.mill, target)

    assert "file-not-writable" in in_child(child, tmp_path)
    assert target.exists() is was_there
    assert not was_there or list(target.iterdir()) == []
    assert export(pair.mill, target).entries == pair.mill.store.last_arrival()


def test_an_export_is_of_one_moment_while_others_write(pair: Pair, tmp_path: Path) -> None:
    with open_company(pair.homes["mill"]) as other:
        count = pair.mill.store.last_arrival()

        def meanwhile(*_: int) -> None:
            if other.store.last_arrival() < count + 3:
                other.ask(Tell("bakery", "said meanwhile"))

        done = export(pair.mill, tmp_path / "out", meanwhile)
        assert other.store.last_arrival() > count
    assert done.entries == count
    assert "said meanwhile" not in (tmp_path / "out" / "tables" / "messages.csv").read_text()
    assert check(tmp_path / "out")[0] == 0


def test_the_readme_names_every_file_in_both_languages(folder: Path) -> None:
    english, chinese = (folder / "README.txt").read_text(encoding="utf-8").split("脱网 导出说明")
    for path in folder.iterdir():
        if path.name != "README.txt":
            name = "tables/*.csv" if path.is_dir() else path.name
            assert name in english
            assert name in chinese
