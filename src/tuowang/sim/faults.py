"""What can go wrong, how often it is drawn, and how often it fired."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import msgspec


class Rates(msgspec.Struct, frozen=True):
    """Chances in a thousand, drawn anew for every world: some worlds are calm, some are wild."""

    lose: int
    double: int
    corrupt: int
    truncate: int
    delay: int
    reorder: int
    replay: int
    misdeliver: int
    forge: int
    crash_before_commit: int
    crash_before_send: int
    crash_between_sends: int
    lose_medium: int
    partition: int
    restore: int
    silent_restore: int
    clock_jump: int


FAULTS = Rates.__struct_fields__


def draw_rates(dice: Random) -> Rates:
    """Each kind of fault is absent, rare or frequent, independently of the others."""
    most = {
        "lose": 300,
        "double": 300,
        "corrupt": 100,
        "truncate": 60,
        "delay": 300,
        "reorder": 300,
        "replay": 150,
        "misdeliver": 60,
        "forge": 60,
        "crash_before_commit": 60,
        "crash_before_send": 60,
        "crash_between_sends": 60,
        "lose_medium": 300,
        "partition": 120,
        "restore": 120,
        "silent_restore": 120,
        "clock_jump": 60,
    }
    drawn = {name: dice.choice((0, high // 10, high // 3, high)) for name, high in most.items()}
    return Rates(**drawn)


class Faults:
    """Draws faults and counts those that fired."""

    def __init__(self, random: Random, rates: Rates) -> None:
        self.random = random
        self.rates: dict[str, int] = msgspec.structs.asdict(rates)
        self.fired: Counter[str] = Counter(dict.fromkeys(FAULTS, 0))
        self.on = True

    def strikes(self, name: str) -> bool:
        """Whether this fault happens now."""
        if not self.on or self.random.randrange(1000) >= self.rates[name]:
            return False
        self.fired[name] += 1
        return True

    def damage(self, data: bytes) -> bytes:
        """One flipped bit, somewhere."""
        place = self.random.randrange(len(data))
        flipped = data[place] ^ (1 << self.random.randrange(8))
        return data[:place] + bytes((flipped,)) + data[place + 1 :]

    def shown(self) -> dict[str, Any]:
        """Counts, in the order of `FAULTS`."""
        return {name: self.fired[name] for name in FAULTS}
