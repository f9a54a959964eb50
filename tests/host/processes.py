"""Real processes: `python -m tuowang` in homes of their own, as on two machines."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faces.asking import BOLTS, FRAMES, write_book

PATIENCE_SECONDS = 20.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Machine:
    """A home, its command line and its connector, each a process."""

    def __init__(self, home: Path, language: str = "en") -> None:
        self.home = home
        self.environment = {**os.environ, "TUOWANG_HOME": str(home), "TUOWANG_LANG": language}
        self.process: subprocess.Popen[str] | None = None
        self.port = free_port()

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """One command, whatever comes of it."""
        command = [sys.executable, "-m", "tuowang", *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )

    def ask(self, *arguments: object) -> Any:
        """One command that must succeed; its document."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def up(self) -> None:
        """Start the connector and wait until it says where it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tuowang", "up", "--no-pages"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        assert "127.0.0.1" in self.process.stdout.readline()

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def down(self) -> None:
        """Stop it as an operator does."""
        if self.process is not None:
            self.process.terminate()
            assert self.process.wait(timeout=15) == 0
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


def until(condition: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait for something that must come to be; what the condition then answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to be")


def two_machines(folder: Path, *, reachable: bool = True) -> tuple[Machine, Machine]:
    """A bolt factory that can be reached, and its customer."""
    bolts, frames = Machine(folder / "bolts"), Machine(folder / "frames")
    for machine, name in ((bolts, "Bolt Factory"), (frames, "Frame Works")):
        address = f"127.0.0.1:{machine.port}"
        arguments = ["--listen", address]
        if machine is bolts or reachable:
            arguments += ["--address", f"http://{address}"]
        machine.ask("init", "--name", name, *arguments)
    bolts.ask("import", write_book(folder / "bolts.xlsx", BOLTS))
    frames.ask("import", write_book(folder / "frames.xlsx", FRAMES))
    return bolts, frames


def connect(bolts: Machine, frames: Machine) -> None:
    """Code, join, the same words, trust, and rules; both connectors run."""
    frames.ask("join", bolts.ask("invite", "frames")["code"], "--as", "bolts")

    def joined() -> bool:
        return bolts.run("words", "frames", "--json").returncode == 0

    until(joined)
    assert bolts.ask("words", "frames")["words"] == frames.ask("words", "bolts")["words"]
    bolts.ask("confirm", "frames")
    frames.ask("confirm", "bolts")
    bolts.ask("allow", "frames", "all")
    frames.ask("allow", "bolts", "trade")
