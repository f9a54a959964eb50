"""What is owed, read line by line into arrays.

The file, as comma-separated UTF-8 text with no quoting, one invoice a line::

    debtor,creditor,amount,currency,due,id

Amounts are whole minor units, 1 to 10^15; all of a file sum to less than 2^62, so that every sum
here stays a 64-bit integer. Each currency is a graph of its own: a **node** is one firm in one
currency. A line costs 21 bytes and its id; nothing else is kept of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuowang.errors import Mistake
from tuowang.units import MAXIMUM_AMOUNT_MINOR, day_number, is_day

HEADER = "debtor,creditor,amount,currency,due,id"
GROSS_MAXIMUM = 2**62
LINE_BYTES_MAXIMUM = 4096
FIELDS = HEADER.count(",") + 1
_AMOUNT_DIGITS = len(str(MAXIMUM_AMOUNT_MINOR))

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]


class Names:
    """Many names as one piece of memory: 2 bytes a name beyond its own."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._lengths = array("H")

    def append(self, name: bytes) -> None:
        """One more; at most 65,535 bytes long."""
        self._bytes += name
        self._lengths.append(len(name))

    def __len__(self) -> int:
        return len(self._lengths)

    def __iter__(self) -> Iterator[str]:
        start = 0
        for length in self._lengths:
            yield self._bytes[start : start + length].decode()
            start += length

    def __getitem__(self, position: int) -> str:
        start = int(self._starts[position])
        return self._bytes[start : start + self._lengths[position]].decode()

    @cached_property
    def _starts(self) -> Longs:
        lengths = np.frombuffer(self._lengths, np.uint16)
        return np.cumsum(lengths, dtype=np.int64) - lengths


@dataclass(frozen=True)
class Obligations:
    """The invoices, by row, in the order of the file; nodes count from 0."""

    debtor: Ints
    """The node that owes, of each row."""
    creditor: Ints
    """The node that is owed, of each row."""
    amount: Longs
    """Minor units, of each row."""
    due: Ints
    """The due day of each row, as `units.day_number` counts."""
    ids: Names
    """The invoice's name, of each row."""
    firms: Names
    """The firm's name, of each node."""
    currency_of_node: NDArray[np.uint16]
    """Position in `currencies`, of each node."""
    currencies: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many invoices."""
        return len(self.amount)

    @property
    def nodes(self) -> int:
        """How many firms, each once in each of its currencies."""
        return len(self.currency_of_node)

    def by_currency(self, values: Longs) -> dict[str, int]:
        """The sums of a column, such as `amount`, by currency."""
        place = self.currency_of_node[self.debtor] if len(self.currencies) > 1 else None
        return {
            name: int(values.sum() if place is None else values[place == number].sum())
            for number, name in enumerate(self.currencies)
        }


def read_obligations(lines: Iterable[bytes]) -> Obligations:
    """Read a whole file, header first; its lines, with or without their ends.

    Mistake: obligations-header, obligation-fields, obligation-too-long, obligation-text,
    obligation-amount, obligation-currency, obligation-due, obligation-unnamed, obligation-self,
    obligation-doubled, obligations-too-large, each with the `line`, counted from 1.
    """
    reading = iter(lines)
    header = next(reading, b"").rstrip(b"\r\n")
    if header != HEADER.encode():
        said = header[:80].decode(errors="replace")
        raise Mistake("obligations-header", line=1, said=said, header=HEADER)
    return _Reader().read(reading)


class _Reader:
    """The columns as they grow."""

    def __init__(self) -> None:
        self.debtor, self.creditor, self.due = array("i"), array("i"), array("i")
        self.amount, self.hashes = array("q"), array("q")
        self.ids, self.firms = Names(), Names()
        self.currency_of_node = array("H")
        self.nodes: dict[bytes, dict[bytes, int]] = {}
        self.place: dict[bytes, int] = {}
        self.days: dict[bytes, int] = {}

    def read(self, lines: Iterator[bytes]) -> Obligations:
        """Every line after the header."""
        gross = 0
        nodes_in, days, line_number = self.nodes, self.days, 1
        add_debtor, add_creditor = self.debtor.append, self.creditor.append
        add_amount, add_due, add_hash = self.amount.append, self.due.append, self.hashes.append
        add_id = self.ids.append
        for line_number, line in enumerate(lines, 2):
            try:
                debtor, creditor, digits, currency, due, name = line.rstrip(b"\r\n").split(b",")
                nodes, day = nodes_in[currency], days[due]
                amount = int(digits) if digits.isdigit() and len(digits) < _AMOUNT_DIGITS else 0
            except (ValueError, KeyError):
                amount = 0
            if not (amount and line.isascii() and debtor and creditor and name) or (
                debtor == creditor
                or len(line) > LINE_BYTES_MAXIMUM
                or b'"' in line
                or b"\r" in name
            ):
                debtor, creditor, amount, currency, day, name = self._slowly(line, line_number)
                nodes = nodes_in[currency]
            node = nodes.get(debtor)
            add_debtor(self._node(nodes, currency, debtor) if node is None else node)
            node = nodes.get(creditor)
            add_creditor(self._node(nodes, currency, creditor) if node is None else node)
            gross += amount
            if gross >= GROSS_MAXIMUM:
                raise Mistake("obligations-too-large", line=line_number)
            add_amount(amount)
            add_due(day)
            add_id(name)
            add_hash(hash(name))
        self._check_ids()
        return self._obligations()

    def _slowly(self, line: bytes, number: int) -> tuple[bytes, bytes, int, bytes, int, bytes]:
        """A line that has something new, or something wrong."""

        def wrong(code: str, **details: object) -> Mistake:
            return Mistake(code, line=number, **details)

        if len(line) > LINE_BYTES_MAXIMUM:
            raise wrong("obligation-too-long", most=LINE_BYTES_MAXIMUM)
        try:
            text = line.rstrip(b"\r\n").decode()
        except UnicodeDecodeError:
            raise wrong("obligation-text") from None
        fields = text.split(",")
        if len(fields) != FIELDS or '"' in text or "\r" in text or "\n" in text:
            raise wrong("obligation-fields", count=len(fields), header=HEADER)
        debtor, creditor, amount, currency, due, name = fields
        for field_name, value in (("debtor", debtor), ("creditor", creditor), ("id", name)):
            if not value:
                raise wrong("obligation-unnamed", field=field_name)
        if debtor == creditor:
            raise wrong("obligation-self", firm=debtor)
        digits = amount.lstrip("0") if amount.isascii() and amount.isdigit() else ""
        if not 0 < len(digits) <= _AMOUNT_DIGITS or int(digits) > MAXIMUM_AMOUNT_MINOR:
            raise wrong("obligation-amount", amount=amount, most=MAXIMUM_AMOUNT_MINOR)
        if not (
            len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
        ):
            raise wrong("obligation-currency", currency=currency)
        if not is_day(due):
            raise wrong("obligation-due", due=due)
        day = self.days[due.encode()] = day_number(due)
        self.nodes.setdefault(currency.encode(), {})
        self.place.setdefault(currency.encode(), len(self.place))
        return (
            debtor.encode(),
            creditor.encode(),
            int(digits),
            currency.encode(),
            day,
            name.encode(),
        )

    def _node(self, nodes: dict[bytes, int], currency: bytes, firm: bytes) -> int:
        node = nodes[firm] = len(self.currency_of_node)
        self.firms.append(firm)
        self.currency_of_node.append(self.place[currency])
        return node

    def _check_ids(self) -> None:
        """Equal hashes are looked at by name: a hash alone proves nothing."""
        ordered = np.sort(np.frombuffer(self.hashes, np.int64)) if self.hashes else np.zeros(0)
        suspected = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
        if not suspected:
            return
        first: dict[str, int] = {}
        for line, (name, hashed) in enumerate(zip(self.ids, self.hashes, strict=True), 2):
            if hashed in suspected and first.setdefault(name, line) != line:
                raise Mistake("obligation-doubled", line=line, id=name, first=first[name])

    def _obligations(self) -> Obligations:
        def column(values: Any, kind: Any) -> Any:
            return np.frombuffer(values, kind) if values else np.zeros(0, kind)

        return Obligations(
            debtor=column(self.debtor, np.int32),
            creditor=column(self.creditor, np.int32),
            amount=column(self.amount, np.int64),
            due=column(self.due, np.int32),
            ids=self.ids,
            firms=self.firms,
            currency_of_node=column(self.currency_of_node, np.uint16),
            currencies=[name.decode() for name in self.nodes],
        )
