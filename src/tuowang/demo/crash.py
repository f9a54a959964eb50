"""A process that dies in mid-write: `python -m tuowang.demo.crash HOME`, killed by itself."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from pathlib import Path

from tuowang.flows.message import Tell
from tuowang.host.company import open_company


def die_in_mid_write(home: Path) -> None:
    """Write entries to every partner, and be killed before the commit."""
    company = open_company(home)
    company.store.begin()
    for link in company.links():
        company.node.ask(
            [Tell(link.partner, f"never said {number}") for number in range(50)],
            company.clock(),
            secrets.token_bytes(32),
        )
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    die_in_mid_write(Path(sys.argv[1]))
