"""`tuowang bench netting`: what it writes and says, and what the independent judge says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.net.graphs import Debt, lines, ring

SHARED = Path(__file__).resolve().parents[3] / "shared"
TOOLS = SHARED / "tools" / "netting"
judged = pytest.mark.skipif(not TOOLS.is_dir(), reason="needs ../shared: the judge of netting")


def bench(*how: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tuowang", "bench", "netting", *how]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def figures(*how: str) -> dict[str, dict[str, Any]]:
    """The figures by way; each a line of JSON."""
    done = bench(*how)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["way"]: one for one in found}


def judge(obligations: Path, *how: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOLS / "judge.py"), str(obligations), *how]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def written(folder: Path) -> list[str]:
    names = {"result": "result.csv", "prices": "prices.csv", "rings": "rings.jsonl"}
    return [word for name, file in names.items() for word in (f"--{name}", str(folder / file))]


def three_files(folder: Path) -> list[str]:
    return [str(folder / "result.csv"), *written(folder)[2:]]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A ring, a pair, a loose end, another currency."""
    found = [*ring(30), Debt("F0", "F5", 9), Debt("F5", "F0", 7), Debt("F3", "end", 50)]
    found += [Debt("F0", "F1", 4, "EUR"), Debt("F1", "F0", 6, "EUR")]
    path = tmp_path / "small.csv"
    path.write_bytes(b"".join(lines(found)))
    return path


def test_what_is_written_and_said(small: Path) -> None:
    found = figures(str(small), "--cash", "20", *written(small.parent))
    ours = found["exact"]
    assert ours["proven"]
    assert ours["by_currency"]["EUR"] == [10, 8]
    assert (ours["invoices"], ours["firms"]) == (35, 33)
    rows = (small.parent / "result.csv").read_text().splitlines()
    assert rows[0] == "id,cleared"
    assert sum(int(row.split(",")[1]) for row in rows[1:]) == ours["cleared_minor"]
    assert len((small.parent / "prices.csv").read_text().splitlines()) == 1 + ours["firms"]
    rings = (small.parent / "rings.jsonl").read_text().splitlines()
    assert len(rings) == ours["rings"]
    cleared = sum(one["amount"] * len(one["invoices"]) for one in map(json.loads, rings))
    assert cleared == ours["cleared_minor"]
    assert found["with-cash"]["proven"]
    assert found["with-cash"]["cleared_minor"] > ours["cleared_minor"]
    for way in ("depth-first-search", "random-walk-probes"):
        assert 0 <= found[way]["cleared_minor"] <= ours["cleared_minor"]
    for way in ("or-tools", "networkx"):
        peer = found[way]
        assert peer.get("status") == "not-installed" or peer["percent_of_optimum"] == 100


def test_the_protocol_is_measured_beside_what_others_find(small: Path) -> None:
    done = bench(str(small), "--protocol", "--rounds", "50")
    assert done.returncode == 0, done.stderr
    ours, *peers = [json.loads(line) for line in done.stdout.splitlines()]
    optimum = figures(str(small), "--alone")["exact"]["cleared_minor"]
    assert ours["optimum_minor"] == optimum
    ways = ["depth-first-search", "random-walk-probes", "ledgerloops"]
    assert [one["way"] for one in peers] == ways
    for one in peers[:2]:
        assert one["percent_of_optimum"] == round(100 * one["cleared_minor"] / optimum, 4)
    assert (peers[2]["status"], peers[2]["percent_of_optimum"]) == ("published", 80.0)
    assert len(bench(str(small), "--protocol", "--rounds", "5", "--alone").stdout.splitlines()) == 1


@judged
@pytest.mark.parametrize("seed", [1, 2])
def test_the_judge_finds_nothing(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "obligations.csv"
    tool = [sys.executable, str(TOOLS / "make_obligations.py"), "--firms", "800"]
    with path.open("w") as file:
        how = ["--invoices", "4000", "--seed", str(seed)]
        subprocess.run([*tool, *how], check=True, stdout=file)
    found = figures(str(path), "--alone", *written(tmp_path))
    said = judge(path, *three_files(tmp_path))
    assert said.returncode == 0, said.stdout
    assert f"{found['exact']['cleared_minor']:,}" in said.stdout
    assert "100.000000 % of optimum" in said.stdout


@judged
def test_the_judge_passes_several_currencies(small: Path) -> None:
    assert figures(str(small), "--alone", *written(small.parent))["exact"]["proven"]
    said = judge(small, *three_files(small.parent))
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ((), "argument-needed"),
        (("nowhere.csv",), "instance-unreadable"),
        (("bad.csv",), "obligation-amount"),
        (("bad.csv", "bad.csv", "--result", "r.csv"), "netting-one-file"),
    ],
)
def test_mistakes_are_told(
    how: tuple[str, ...], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = lines([Debt("A", "B", 1), Debt("B", "A", 0)])
    (tmp_path / "bad.csv").write_bytes(b"".join(rows))
    monkeypatch.chdir(tmp_path)
    done = bench(*how, "--json")
    assert done.returncode == 2
    assert code in done.stderr
    assert not (tmp_path / "r.csv").exists()
