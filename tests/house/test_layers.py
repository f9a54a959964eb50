"""Who may import whom: the contracts in pyproject.toml hold, and they can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

ROOMS = (
    "errors.py",
    "units.py",
    "record/keys.py",
    "store/rows.py",
    "link/admit.py",
    "plan/solve.py",
    "net/cycle.py",
    "flows/order.py",
    "node.py",
    "sim/storm.py",
    "carriers/base.py",
    "carriers/folder.py",
    "carriers/post.py",
    "sources/base.py",
    "sources/excel.py",
    "sources/till.py",
    "standards/base.py",
    "standards/ubl.py",
    "standards/edifact.py",
    "host/loop.py",
    "demo/chain.py",
    "faces/cli.py",
)


def judge(root: Path, source: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of `root`, run over the package found in `source`."""
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo", "--config", root / "pyproject.toml"],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": str(source),
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "200",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small package with one or two empty files in every room, under our own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        file = tmp_path / "src" / "tuowang" / room
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.touch()
    return tmp_path


def test_the_rooms_hold() -> None:
    verdict = judge(ROOT, ROOT / "src")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_an_empty_house_holds(house: Path) -> None:
    verdict = judge(house, house / "src")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("link/admit.py", "from tuowang.record import keys"),
        ("link/admit.py", "import tuowang.store.rows"),
        ("flows/order.py", "from tuowang.plan import solve"),
        ("node.py", "import tuowang.link.admit, tuowang.flows.order"),
        ("carriers/folder.py", "from tuowang.carriers import base"),
        ("carriers/folder.py", "import os\nfrom tuowang import errors"),
        ("standards/ubl.py", "from tuowang.standards import base\nimport tuowang.flows.order"),
        ("host/loop.py", "import sqlite3, time, asyncio\nimport tuowang.carriers.folder"),
        ("sim/storm.py", "import tuowang.node"),
        ("demo/chain.py", "import tuowang.sim.storm, tuowang.host.loop"),
        ("faces/cli.py", "import tuowang.host.loop, tuowang.sim.storm, tuowang.flows.order"),
    ],
)
def test_what_may_be_imported(house: Path, room: str, allowed: str) -> None:
    (house / "src" / "tuowang" / room).write_text(f"{allowed}\n", encoding="utf-8")
    verdict = judge(house, house / "src")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("record/keys.py", "import tuowang.store.rows"),
        ("link/admit.py", "from tuowang.flows import order"),
        ("link/admit.py", "from tuowang.plan import solve"),
        ("flows/order.py", "from tuowang.link import admit"),
        ("plan/solve.py", "from tuowang.record import keys"),
        ("plan/solve.py", "from tuowang.net import cycle"),
        ("net/cycle.py", "from tuowang.link import admit"),
        ("carriers/folder.py", "from tuowang.carriers import post"),
        ("carriers/folder.py", "from tuowang import node"),
        ("sources/excel.py", "def read() -> None:\n    from tuowang.sources import till"),
        ("standards/ubl.py", "from tuowang.standards import edifact"),
        ("standards/ubl.py", "import socket"),
        ("sim/storm.py", "from tuowang.carriers import folder"),
        ("sim/storm.py", "from tuowang.host import loop"),
        ("sources/till.py", "from tuowang.store import rows"),
        ("faces/cli.py", "from tuowang.link import admit"),
        ("faces/cli.py", "import sqlite3"),
        ("host/loop.py", "from tuowang.faces import cli"),
        ("node.py", "import time"),
        ("flows/order.py", "import random"),
        ("record/keys.py", "import os.path"),
        ("errors.py", "import sqlite3"),
        ("sim/storm.py", "def drawn() -> None:\n    import secrets"),
    ],
)
def test_what_may_not(house: Path, room: str, forbidden: str) -> None:
    (house / "src" / "tuowang" / room).write_text(f"{forbidden}\n", encoding="utf-8")
    verdict = judge(house, house / "src")
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr
    assert "BROKEN" in verdict.stdout


def test_a_new_room_must_be_declared(house: Path) -> None:
    (house / "src" / "tuowang" / "attic.py").touch()
    verdict = judge(house, house / "src")
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr
    assert "attic" in verdict.stdout
