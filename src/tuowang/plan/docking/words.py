"""What agents say to one another: whole numbers and packed bytes only, all of it bounded.

A word is about one exchange, one step of it and one round of that step. Series are lists of
whole units of the lane, one number a period. Slopes are packed as 16-bit shares of the largest
in their row; constants and weights as 32- or 64-bit floats, little-endian.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_UNITS = 10**15
MOST_LANES = 10_000
MOST_SERIES = 64
MOST_PERIODS = 520
MOST_CUTS = 64
MOST_BYTES = 8 << 20
SCALE_OF_COST = 10_000
MOST_SLOPE = 1e12
MOST_SLACK = 1e15

Lane = Annotated[str, msgspec.Meta(max_length=128)]
Lanes = Annotated[list[Lane], msgspec.Meta(max_length=MOST_LANES)]
Units = Annotated[int, msgspec.Meta(ge=0, le=MOST_UNITS)]
Series = Annotated[list[Units], msgspec.Meta(max_length=MOST_PERIODS)]
Packed = Annotated[bytes, msgspec.Meta(max_length=MOST_BYTES)]
Lots = Annotated[
    list[Annotated[int, msgspec.Meta(ge=1, le=MOST_UNITS)]], msgspec.Meta(max_length=MOST_LANES)
]
Flags = Annotated[list[bool], msgspec.Meta(max_length=MOST_SERIES)]
Permille = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Cost = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Hash = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class Word(msgspec.Struct, frozen=True):
    """One message between two agents; `body` is one of the structs below, as MessagePack."""

    exchange: int
    step: str
    round: int
    body: bytes


class BadWord(Exception):
    """A partner's word breaks the rules; `code` says which, `details` with what."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details
        self.partner = ""

    @property
    def why(self) -> str:
        """Which rule, and whose word."""
        return f"{self.code}: {self.partner}"

    def __str__(self) -> str:
        return self.why


@contextmanager
def said_by(partner: str) -> Iterator[None]:
    """What breaks the rules in here is this partner's word."""
    try:
        yield
    except BadWord as bad:
        bad.partner = partner
        raise


class Explore(msgspec.Struct, frozen=True, array_like=True):
    """Setting up: who I am in this run, and what is agreed for it.

    supplies, buys: the lanes on which I supply you, and you me. lots: whole units in one lot of
    each that I supply.
    """

    me: Hash
    periods: Units
    exchanges: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    mode: Annotated[str, msgspec.Meta(max_length=16)]
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**62)]
    supplies: Lanes
    buys: Lanes
    lots: Lots = []


class Begin(msgspec.Struct, frozen=True, array_like=True):
    """The tree stands: what it holds in all.

    sharing: firms in which products compete for capacity; lots: that have set-ups or lots;
    warm: that have a last plan to begin from.
    """

    firms: Units
    components: Units
    choices: Units
    sharing: Units
    lots: Units
    warm: Units


class Echo(msgspec.Struct, frozen=True, array_like=True):
    """My part of the tree stands, and how much it holds.

    supplies, buys, lots: as in `Explore`.
    """

    me: Hash
    counts: Begin
    supplies: Lanes
    buys: Lanes
    lots: Lots = []


class Probe(msgspec.Struct, frozen=True, array_like=True):
    """Whoever has this number waits for me, by way of you or not."""

    number: Hash


class OrderedLane(msgspec.Struct, frozen=True, array_like=True):
    """What is asked for on a lane, one series a scenario; urgency in 64-bit float bytes."""

    lane: Lane
    series: Annotated[list[Series], msgspec.Meta(max_length=MOST_SERIES)]
    urgency: Packed = b""


class Ordered(msgspec.Struct, frozen=True, array_like=True):
    """Orders go up. active_next: in which scenarios of the next exchange I take part."""

    lanes: Annotated[list[OrderedLane], msgspec.Meta(max_length=MOST_LANES)]
    active_next: Flags = []


class QuotedLane(msgspec.Struct, frozen=True, array_like=True):
    """Cuts around the agreed plan, before shares are applied; a share a scenario."""

    lane: Lane
    constants: Packed
    slopes: Packed
    shares: Annotated[list[Permille], msgspec.Meta(max_length=MOST_SERIES)]


class Quoted(msgspec.Struct, frozen=True, array_like=True):
    """Quotes come down."""

    lanes: Annotated[list[QuotedLane], msgspec.Meta(max_length=MOST_LANES)]


class PromisedLane(msgspec.Struct, frozen=True, array_like=True):
    """What will be shipped on a lane, one series a scenario."""

    lane: Lane
    series: Annotated[list[Series], msgspec.Meta(max_length=MOST_SERIES)]


class Cut(msgspec.Struct, frozen=True, array_like=True):
    """I do not wait for you. lanes: what they carried when it was so before, one series each."""

    lanes: Annotated[list[PromisedLane], msgspec.Meta(max_length=MOST_LANES)] = []


class Promised(msgspec.Struct, frozen=True, array_like=True):
    """Promises come down; `mask` hides both sides' costs in the sum. Blind: quotes with them."""

    lanes: Annotated[list[PromisedLane], msgspec.Meta(max_length=MOST_LANES)]
    mask: Hash
    quotes: Quoted | None = None


class Summed(msgspec.Struct, frozen=True, array_like=True):
    """Masked costs of a part of the tree, one a scenario, modulo 2**64.

    circles: whether there is a firm in it that cut a circle open.
    """

    costs: Annotated[list[Annotated[int, msgspec.Meta(ge=0)]], msgspec.Meta(max_length=65)]
    circles: bool = False


class Chosen(msgspec.Struct, frozen=True, array_like=True):
    """The best scenario (-1: stay), the next best in order, and the whole chain's cost now.

    circles: whether anybody cut a circle open.
    """

    winner: Annotated[int, msgspec.Meta(ge=-1, le=MOST_SERIES)]
    best: Annotated[list[int], msgspec.Meta(max_length=MOST_SERIES)]
    cost: Cost
    circles: bool = False


class BoundedLane(msgspec.Struct, frozen=True, array_like=True):
    """A lane's part of a supplier's joint cuts: slopes as 64-bit floats, a row a cut."""

    lane: Lane
    slopes: Packed


class Bounded(msgspec.Struct, frozen=True, array_like=True):
    """What serving you costs at least: constants as 64-bit floats, one a cut, over all lanes."""

    lanes: Annotated[list[BoundedLane], msgspec.Meta(max_length=MOST_LANES)]
    constants: Packed
    mask: Hash


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """What we should have liked to be delivered at the prices of a sweep, a row a lane."""

    lanes: Annotated[list[BoundedLane], msgspec.Meta(max_length=MOST_LANES)]


class Certified(msgspec.Struct, frozen=True, array_like=True):
    """No plan of the whole chain costs less than `bound`; ours costs `cost`.

    another: whether one more sweep follows.
    """

    bound: Cost
    cost: Cost
    another: bool = False


class Member(msgspec.Struct, frozen=True, array_like=True):
    """A firm that may be in a region: how many weights it has, and who its neighbours are."""

    me: Hash
    columns: Annotated[int, msgspec.Meta(ge=0, le=MOST_SERIES)]
    neighbours: Annotated[list[Hash], msgspec.Meta(max_length=MOST_LANES)]


class Gathered(msgspec.Struct, frozen=True, array_like=True):
    """The firms below in the tree that want a leader; none: they have one."""

    members: Annotated[list[Member], msgspec.Meta(max_length=1000)]


class Packet(msgspec.Struct, frozen=True, array_like=True):
    """One firm's slopes for the leader of its region.

    values: its cost at each candidate, 64-bit. columns: whose weights each row of `slopes` is
    about, and how many; constants: 64-bit; slopes: 32-bit. bounds, in the first round: rows
    a . own weights >= b that keep shipments from being negative, 32-bit, b last.
    """

    me: Hash
    values: Packed
    columns: Annotated[list[tuple[Hash, int]], msgspec.Meta(max_length=MOST_LANES)]
    constants: Packed
    slopes: Packed
    bounds: Packed


class Sloped(msgspec.Struct, frozen=True, array_like=True):
    """Slopes go up a region's tree."""

    packets: Annotated[list[Packet], msgspec.Meta(max_length=1000)]


class Weighed(msgspec.Struct, frozen=True, array_like=True):
    """Weights come down, of each firm in the region that is needed there, in `rows` rows.

    state: "go" evaluate: first where we are, one row; later the best so far and, after it, the
    candidates. "end" the last word, one row. "apart" lead your own region.
    """

    state: Annotated[str, msgspec.Meta(max_length=8)]
    weights: Annotated[dict[Hash, Packed], msgspec.Meta(max_length=MOST_LANES)]
    rows: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1


Body = TypeVar("Body", bound=msgspec.Struct)
_encoder = msgspec.msgpack.Encoder()


def write(exchange: int, step: str, number: int, body: msgspec.Struct) -> Word:
    """A word with its body."""
    return Word(exchange, step, number, _encoder.encode(body))


def read(data: bytes, type_: type[Body]) -> Body:
    """A word's body, or `BadWord`."""
    try:
        return msgspec.msgpack.decode(data, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        fault = str(error)
        if "length <=" in fault:
            raise BadWord("word-long") from None
        if "`int` <=" in fault or "`int` >=" in fault:
            raise BadWord("word-number") from None
        raise BadWord("word-form") from None


def pack32(values: Array) -> bytes:
    """Numbers as 32-bit floats."""
    return bytes(np.asarray(values, dtype="<f4").tobytes())


def pack64(values: Array) -> bytes:
    """Numbers as 64-bit floats."""
    return bytes(np.asarray(values, dtype="<f8").tobytes())


def unpack(data: bytes, kind: str, width: int | None = None, most: float = 1e18) -> Array:
    """Packed numbers again, in rows of `width`; `BadWord` where they are absurd."""
    size = int(kind[-1])
    if len(data) % (size * (width or 1)):
        raise BadWord("word-form")
    values = np.frombuffer(data, dtype=kind).astype(float)
    if not np.isfinite(values).all() or (np.abs(values) > most).any():
        raise BadWord("word-number")
    return values.reshape(-1, width) if width else values


def pack_slopes(slopes: Array) -> bytes:
    """(n, T) numbers as 16-bit shares of each row's largest."""
    largest = np.abs(slopes).max(axis=1, initial=0.0).astype("<f4")
    safe = np.where(largest > 0, largest, 1.0).astype(float)
    shares = np.rint(slopes / safe[:, None] * 32767).astype("<i2")
    return bytes(largest.tobytes() + shares.tobytes())


def unpack_slopes(data: bytes, periods: int) -> Array:
    """(n, T) slopes again."""
    count, rest = divmod(len(data), 4 + 2 * periods)
    if rest or count > MOST_CUTS:
        raise BadWord("word-form")
    largest = np.frombuffer(data[: 4 * count], dtype="<f4").astype(float)
    if not np.isfinite(largest).all() or (np.abs(largest) > MOST_SLOPE).any():
        raise BadWord("word-number")
    shares = np.frombuffer(data[4 * count :], dtype="<i2").astype(float)
    return shares.reshape(count, periods) * (largest[:, None] / 32767)
