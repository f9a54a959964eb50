"""The companies of a demo go on exchanging while people look at them: one thread, no network."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tuowang.errors import Mistake
from tuowang.host.company import Company, open_company
from tuowang.node import Outcome, Send

LOOK_SECONDS = 0.3
MOST_DELIVERIES = 500
"""Of one look; what is left goes with the next."""


@contextmanager
def exchanging(homes: Mapping[str, Path]) -> Iterator[None]:
    """While this lasts, what one company says is with the others within a second.

    homes: each company's, by the code under which its partners know it. Links that are only
    carried wait for somebody who carries.
    """
    stopped = threading.Event()
    thread = threading.Thread(target=_exchange, args=(homes, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _exchange(homes: Mapping[str, Path], stopped: threading.Event) -> None:
    with ExitStack() as opened:
        companies = {code: opened.enter_context(open_company(home)) for code, home in homes.items()}
        seen: dict[str, int] = {}
        while not stopped.wait(LOOK_SECONDS):
            changed = [code for code, one in companies.items() if _version(one) != seen.get(code)]
            with suppress(Mistake):  # a home in use, a full disk: at the next look
                deliver(companies, changed)
            seen.update({code: _version(companies[code]) for code in changed})


def deliver(companies: Mapping[str, Company], speaking: list[str]) -> int:
    """Bring what these companies have to say to the others, and the answers; how many bundles."""
    letters: deque[Send] = deque()
    for code in speaking:
        letters += companies[code].work(Outcome, flush=True).sends
    count = 0
    while letters and count < MOST_DELIVERIES:
        letter = letters.popleft()
        count += 1
        if letter.partner in companies:
            letters += companies[letter.partner].receive(letter.data).sends
    return count


def _version(company: Company) -> int:
    return company.store.data_version()
