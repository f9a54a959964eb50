"""The neutral files of netting: obligations in; result, prices and rings out.

debtor,creditor,amount,currency,due,id      what is owed
id,cleared                                  what is cleared of it
firm,price,currency                         the proof
{"amount": 60000, "invoices": ["I1", ...]}  the rings, one JSON line each
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from tuowang.errors import Mistake

if TYPE_CHECKING:
    from tuowang.net.engine import Clearing
    from tuowang.net.obligations import Obligations
    from tuowang.net.walks import Ring


def obligations_in(path: Path) -> Obligations:
    """Read a file of obligations. Mistake: instance-unreadable, and those of the lines."""
    from tuowang.net.obligations import read_obligations

    try:
        with path.open("rb") as file:
            return read_obligations(_lines(file))
    except OSError as error:
        raise Mistake("instance-unreadable", file=str(path), why=error.strerror or "") from None


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, none so long that it would fill the memory."""
    from tuowang.net.obligations import LINE_BYTES_MAXIMUM

    return iter(lambda: file.readline(LINE_BYTES_MAXIMUM + 2), b"")


def write_result(path: Path, obligations: Obligations, clearing: Clearing) -> None:
    """What each invoice clears, in the order of the obligations. Mistake: file-not-written."""
    write_cleared(path, obligations, clearing.cleared)


def write_cleared(path: Path, obligations: Obligations, amounts: Iterable[int]) -> None:
    """The same of any amounts, one an invoice. Mistake: file-not-written."""
    rows = zip(obligations.ids, amounts, strict=True)
    _write(path, "id,cleared\n", (f"{name},{cleared}\n" for name, cleared in rows))


def write_prices(path: Path, obligations: Obligations, clearing: Clearing) -> None:
    """The price of each firm in each of its currencies. Mistake: file-not-written."""
    currencies = obligations.currencies
    nodes = zip(obligations.firms, clearing.price, obligations.currency_of_node, strict=True)
    lines = (f"{firm},{price},{currencies[place]}\n" for firm, price, place in nodes)
    _write(path, "firm,price,currency\n", lines)


def write_rings(path: Path, obligations: Obligations, rings: Iterable[Ring]) -> int:
    """The rings, one a line; how many. Mistake: file-not-written."""
    ids, count = obligations.ids, 0

    def line(ring: Ring) -> str:
        nonlocal count
        count += 1
        named = {"amount": ring.amount, "invoices": [ids[row] for row in ring.rows]}
        return json.dumps(named, ensure_ascii=False) + "\n"

    _write(path, "", map(line, rings))
    return count


def _write(path: Path, header: str, lines: Iterable[str]) -> None:
    with _replacing(path) as file:
        file.write(header)
        file.writelines(lines)


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A file that takes its place only once it is whole."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise Mistake("file-not-written", file=str(path), why=error.strerror or "") from None
