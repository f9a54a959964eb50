"""One source for the loops, run by Numba where it is installed and by Python where it is not.

A loop is a plain function over flat columns: arrays of 32 or 64 bits for Numba, lists for Python
(which indexes them three times as fast as arrays). It makes no column and calls no other loop, so
that both ways do the very same. Sums stay below 2^63, as `obligations.GROSS_MAXIMUM` sees to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from tuowang.errors import Mistake

Column = Any
"""A NumPy array, or a list."""
EXTRA = "net"


def has_numba() -> bool:
    """Whether loops can be compiled here."""
    return find_spec("numba") is not None


def touch(column: Column, place: int) -> None:
    """Fetch this place into the processor's cache, for soon; in Python nothing."""


class Loops:
    """Makes columns and runs loops over them, one way or the other."""

    def __init__(self, compiled: bool | None = None) -> None:
        if compiled and not has_numba():
            raise Mistake("extra-missing", extra=EXTRA)
        self.compiled = has_numba() if compiled is None else compiled

    def run(self, loop: Callable[..., Any], *columns: Any) -> Any:
        """Call a loop."""
        return _machine_code(loop)(*columns) if self.compiled else loop(*columns)

    def column(self, values: Any, kind: type = np.int64) -> Column:
        """Values as this way's column; an array of that kind is taken as it is."""
        if self.compiled:
            return np.ascontiguousarray(values, kind)
        return values.tolist() if isinstance(values, np.ndarray) else list(values)

    def full(self, size: int, value: int = 0, kind: type = np.int64) -> Column:
        """A column of one value."""
        return np.full(size, value, kind) if self.compiled else [value] * size


@cache
def _machine_code(loop: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    import_module("tuowang.net.prefetch")
    made: Callable[..., Any] = njit(cache=True)(loop)
    return made
