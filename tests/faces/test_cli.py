"""The command line itself: help, languages, options, exit codes, JSON, what goes wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from tests.faces.asking import BOLTS, Desk, two_companies, write_book
from tuowang.faces.cli import cli
from tuowang.faces.cli.index import COMMANDS
from tuowang.faces.cli.widths import aligned, width, wrapped
from tuowang.faces.language import choose_language, known_language, system_language
from tuowang.faces.texts.help_commands import COMMAND_HELP
from tuowang.faces.texts.help_options import OPTION_HELP

TUOWANG = (sys.executable, "-c", "from tuowang.faces.cli import main; main()")


def every_command() -> list[str]:
    """All commands, and those under a common name."""
    names = []
    for name in COMMANDS:
        names.append(name)
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            names += [f"{name} {below}" for below in command.commands]
    return names


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A company with its workbook."""
    desk = Desk(tmp_path / "home")
    desk.done("init", "--name", "Bolt Factory")
    desk.done("import", write_book(tmp_path / "book.xlsx", BOLTS))
    return desk


@pytest.mark.parametrize("name", every_command())
def test_every_command_is_explained_in_both_languages(name: str, tmp_path: Path) -> None:
    english = Desk(tmp_path).done(*name.split(), "--help")
    chinese = Desk(tmp_path, "zh").done(*name.split(), "--help")
    assert english.startswith("Usage: tuowang " + name)
    assert chinese.startswith("用法： tuowang " + name)
    for flag in ("--home", "--lang", "--json", "--help"):
        assert flag in english
        assert flag in chinese
    told = COMMAND_HELP[name][1].replace(" ", "")
    assert told in re.sub(r"\s", "", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)


def test_every_help_text_is_used() -> None:
    assert COMMAND_HELP.keys() == {"", *every_command()}
    used = set()
    for name in every_command():
        command: click.Command = cli
        for part in name.split():
            assert isinstance(command, click.Group)
            found = command.get_command(click.Context(command), part)
            assert found is not None
            command = found
        for param in command.params:
            own = f"{name}/{param.name}"
            used.add(own if own in OPTION_HELP else str(param.name))
    assert OPTION_HELP.keys() == used | {"help", "version"}


def test_the_first_screen(tmp_path: Path) -> None:
    shown = Desk(tmp_path).done()
    assert all(f"  {name}" in shown for name in COMMANDS)
    assert Desk(tmp_path).done("--version").startswith("tuowang 0.")


def test_help_is_told_in_the_language_wherever_it_stands(tmp_path: Path) -> None:
    assert Desk(tmp_path).done("plan", "--help", "--lang", "zh").startswith("用法")
    assert Desk(tmp_path).done("--lang=zh", "plan", "--help").startswith("用法")


def test_global_options_stand_before_or_after(desk: Desk, tmp_path: Path) -> None:
    away = Desk(tmp_path / "nowhere")
    one = away.done("--home", desk.home, "--json", "stock")
    other = away.done("stock", "--json", "--home", desk.home)
    assert json.loads(one) == json.loads(other)
    assert [row["lot"] for row in json.loads(one)] == ["B1", "R1"]


def test_languages(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert choose_language("zh", nowhere, {"TUOWANG_LANG": "en"}) == "zh"
    assert choose_language("", nowhere, {"TUOWANG_LANG": "zh", "LANG": "en"}) == "zh"
    assert choose_language("", nowhere, {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US"}) == "zh"
    assert system_language({"LANG": "de_DE.UTF-8"}) == "en"
    assert system_language({}) == "en"
    assert known_language("ZH-hans") == "zh"
    home = tmp_path / "home"
    Desk(home, "zh").done("init", "--name", "螺栓厂")
    assert choose_language("", home, {"LANG": "en_US"}) == "zh"
    (home / "tuowang.toml").write_text("language = 7", encoding="utf-8")
    assert choose_language("", home, {"LANG": "en_US"}) == "en"


@pytest.mark.parametrize(
    ("typed", "code", "named"),
    [
        (["frob"], "command-unknown", "tuowang --help"),
        (["pla"], "command-unknown", "plan"),
        (["log", "shwo"], "command-unknown", "show"),
        (["plan", "--dayz", "3"], "option-unknown", "--days"),
        (["plan", "--days"], "option-needs-value", "--days"),
        (["plan", "--days", "soon"], "option-not-a-number", "--days"),
        (["plan", "--days", "0"], "option-out-of-range", "--days"),
        (["plan", "--json=1"], "option-takes-no-value", "--json"),
        (["plan", "and", "more"], "arguments-extra", "tuowang plan --help"),
        (["agree", "x"], "argument-needed", "PROPOSAL"),
        (["flows", "--firmness", "soft"], "option-word-unknown", "--firmness"),
        (["plan", "--lang", "xx"], "language-unknown", "--lang"),
        (["demand"], "demand-incomplete", "--from-plan"),
        (["demand", "frames", "--line", "bolt"], "line-unreadable", "--line"),
        (["demand", "nobody", "rod", "5", "+5"], "partner-unknown", "tuowang partners"),
        (["demand", "frames", "rod", "5", "soon"], "date-unreadable", "+14"),
        (["demand", "frames", "rod", "five", "+5"], "not-a-number", "five"),
        (["demand", "frames", "rod", "5 stone", "+5"], "unit-unknown", "stone"),
        (["need", "ghost", "5", "+5"], "item-unknown", "ghost"),
        (["join", "hello", "--as", "frames"], "code-unreadable", "TW1"),
        (["join", "TW1-XXXX", "--as", "frames"], "code-mistyped", "QR"),
        (["join", "TW1-XXXX"], "partner-code-needed", "--as"),
        (["words", "frames"], "partner-not-connected", "tuowang invite frames"),
        (["invite", "frames", "--file", "code.doc"], "code-file-kind", "--file"),
        (["disconnect", "frames"], "partner-not-connected", "frames"),
        (["stock", "--csv", "list.doc"], "list-kind-unknown", ".csv"),
        (["import", "gone.xlsx"], "file-not-readable", "gone.xlsx"),
        (["trace", "nothing"], "lot-unknown", "tuowang stock"),
        (["carry", "gone"], "folder-missing", "gone"),
        (["init", "--name", "Again"], "home-taken", "--home"),
        (["partners", "add", "x", "X", "--tolerance", "200"], "share-out-of-range", "200"),
        (["pay", "frames", "C-1"], "claim-unknown", "tuowang claims frames"),
        (["issue", "rod", "5000"], "stock-short", "tuowang make"),
        (["ready", "ghost"], "item-unknown", "ghost"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    desk: Desk, typed: list[str], code: str, named: str
) -> None:
    found = desk.ask(*typed)
    assert found.code == 2
    assert found.out == ""
    assert named in found.err
    assert "Traceback" not in found.err
    again = desk.ask("--json", *typed)
    assert again.code == 2
    assert again.mistake["mistake"] == code
    assert again.mistake["text"]
    assert again.out == ""


def test_nobody_at_home(tmp_path: Path) -> None:
    found = Desk(tmp_path / "empty").ask("stock", "--json")
    assert found.code == 2
    assert found.mistake["details"] == {"home": str(tmp_path / "empty")}
    assert not (tmp_path / "empty").exists()


def test_the_name_is_asked_only_in_a_terminal(tmp_path: Path) -> None:
    found = Desk(tmp_path / "home").ask("init")
    assert found.code == 2
    assert "--name" in found.err
    assert not (tmp_path / "home").exists()
    wrong = Desk(tmp_path / "home").ask("init", "--name", "X", "--id", "9135")
    assert wrong.code == 2
    assert not (tmp_path / "home").exists()


LISTS = [
    "partners", "preview frames", "offered", "messages", "needs", "plan", "demands", "offers",
    "agreements", "stock", "stock --moves", "shipments", "claims", "payments", "flows", "measure",
    "log show", "ready",
]  # fmt: skip


@pytest.mark.parametrize("typed", LISTS)
def test_every_list_in_words_in_json_and_in_files(desk: Desk, typed: str, tmp_path: Path) -> None:
    assert desk.done(*typed.split()).strip()
    desk.read(*typed.split())
    for ending in ("csv", "xlsx"):
        file = tmp_path / f"list.{ending}"
        desk.done(*typed.split(), f"--{ending}", file)
        assert file.stat().st_size > 20


def test_an_import_is_tried_then_done(desk: Desk, tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "more.xlsx",
        {
            "items": [
                ["item", "name", "unit", "supply", "cost"],
                ["rod", "Rod", "kg", "buy", "5.25"],
                ["nut", "Nut", "pc", "buy", "0.05"],
            ]
        },
    )
    tried = desk.done("import", book, "--dry-run")
    assert "cost: 4.00 → 5.25" in tried
    assert "new 1, changed 1, unchanged 0, kept 1, refused 0" in tried
    document = desk.read("import", book, "--dry-run")
    assert document["counts"]["added"] == 1
    assert document["done"] is False
    assert desk.read("import", book)["done"] is True
    assert desk.read("import", book)["counts"]["unchanged"] == 2


def test_a_wrong_cell_refuses_the_whole_book(desk: Desk, tmp_path: Path) -> None:
    rows = [["item", "name", "unit", "supply"], ["nut", "Nut", "stone", "buy"]]
    book = write_book(tmp_path / "wrong.xlsx", {"items": rows})
    found = desk.ask("import", book)
    assert found.code == 2
    assert "Sheet “items”, row 2, column “unit”: " in found.out
    assert "Nothing of" in found.out
    assert len(desk.read("ready")["items"]) == 2
    assert desk.ask("import", book, "--json").document["refused"][0]["mistake"].startswith("cell-")


def test_the_workbook_comes_back_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.done("export-book", tmp_path / "out.xlsx")
    counts = desk.read("import", tmp_path / "out.xlsx")["counts"]
    assert counts["unchanged"] > 5
    assert counts["added"] + counts["changed"] + counts["refused"] == 0
    Desk(desk.home, "zh").done("template", tmp_path / "empty.xlsx")
    assert desk.read("import", tmp_path / "empty.xlsx")["counts"]["added"] == 0


def test_ready_names_the_cells_in_the_language(desk: Desk) -> None:
    assert "items/supplier" in desk.done("ready")
    assert "物料/供应商" in Desk(desk.home, "zh").done("ready")
    assert desk.read("ready", "BOLT")["score"] >= 80


def test_an_invitation_as_picture_and_as_file(desk: Desk, tmp_path: Path) -> None:
    picture, letter = tmp_path / "code.svg", tmp_path / "code.txt"
    shown = desk.done("invite", "frames", "--qr", "--file", picture)
    assert "█" in shown or "▀" in shown
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    desk.done("invite", "wheels", "--file", letter)
    assert letter.stat().st_mode & 0o077 == 0
    other = Desk(tmp_path / "other")
    other.done("init", "--name", "Wheel Works")
    joined = other.read("join", letter, "--as", "bolts")
    assert joined["name"] == "Bolt Factory"
    assert len(joined["words"]) == 6
    assert other.ask("disconnect", "bolts").code == 2
    other.done("disconnect", "bolts", "--yes")


def test_who_we_are(desk: Desk) -> None:
    desk.done("party", "--name", "Bolt Factory Ltd", "--listen", "127.0.0.1:9001")
    shown = desk.read("party")
    assert shown["name"] == "Bolt Factory Ltd"
    assert shown["settings"]["listen"] == "127.0.0.1:9001"
    assert "9001" in desk.done("party")


def test_a_storm_says_what_was_lost(tmp_path: Path) -> None:
    found = Desk(tmp_path).ask("storm", "--seeds", 2, "--says", 10, "--companies", 2)
    assert found.code == 0, found
    told = found.document
    assert told["seeds"] == 2
    assert told["entries"] > 0
    assert told["lost"] == told["doubled"] == told["overwritten"] == told["stuck"] == 0
    assert told["failing"] == []


# ------------------------------------------------------------------------- real processes


def process(*arguments: str) -> subprocess.Popen[str]:
    """The program itself."""
    environment = {**os.environ, "TUOWANG_LANG": "en"}
    return subprocess.Popen(
        [*TUOWANG, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_it_starts_fast() -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert process("--version").wait(30) == 0
        times.append(time.perf_counter() - start)
    assert min(times) < 0.5, times
    heavy = "import sys; from tuowang.faces.cli import cli; print(sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", heavy], capture_output=True, text=True, check=True
    ).stdout
    for name in ("rich", "openpyxl", "starlette", "sqlite3", "cryptography", "httpx2", "segno"):
        assert f"'{name}'" not in loaded, name


def test_a_reader_that_goes_away_is_no_error(desk: Desk) -> None:
    shell = f"{sys.executable} -c 'from tuowang.faces.cli import main; main()'"
    script = f"for i in 1 2 3; do {shell} --home {desk.home} --help; done | head -1"
    found = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert found.stdout.count("\n") == 1
    assert found.stderr == ""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_running_connector_exchanges_and_stops(
    tmp_path: Path, stop: signal.Signals, code: int
) -> None:
    two = two_companies(tmp_path)
    port = free_port()
    two.bolts.done("party", "--listen", f"127.0.0.1:{port}")
    running = process("up", "--home", str(two.bolts.home))
    try:
        assert running.stdout is not None
        assert str(port) in running.stdout.readline()
        two.frames.done("address", "bolts", f"http://127.0.0.1:{port}")
        two.frames.done("tell", "bolts", "hello")
        synced = two.frames.read("sync")
        assert synced["under_way"] == 0
        assert [row["text"] for row in two.bolts.read("messages")] == ["hello"]
        two.bolts.done("tell", "frames", "hello to you")
        time.sleep(1)
        assert two.frames.read("sync")["heard"] == 1
        busy = process("up", "--home", str(two.bolts.home), "--json")
        assert busy.wait(30) == 2
        assert busy.stderr is not None
        assert json.loads(busy.stderr.read())["mistake"] == "already-running"
    finally:
        running.send_signal(stop)
        _, err = running.communicate(timeout=30)
    assert running.returncode == code
    assert "Traceback" not in err


# ---------------------------------------------------------------------------------- widths


def test_columns_are_even_whatever_the_letters() -> None:
    lines = list(aligned(["物料", "n"], [["螺栓M8", "1"], ["nut", "20"]], [False, True]))
    assert lines == ["物料     n", "螺栓M8   1", "nut     20"]
    assert {width(line) for line in lines} == {10}


def test_chinese_breaks_between_letters_but_not_before_a_stop() -> None:
    lines = list(wrapped("脱网，不用平台。 it works offline", 8))
    assert "".join(lines).replace(" ", "") == "脱网，不用平台。itworksoffline"
    assert all(line[0] not in "，。" for line in lines)
    assert all(width(line) <= 10 for line in lines)
