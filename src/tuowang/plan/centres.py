"""Finite capacity: the seconds that are still free at each work centre in each period."""

from tuowang.plan.workshop import Method


class Centres:
    """Free seconds, centre by period. Never below zero."""

    __slots__ = ("free",)

    def __init__(self, free: list[list[int]]) -> None:
        """Takes a copy of `free`."""
        self.free = [list(row) for row in free]

    def room(self, method: Method, start: int, batches: int, started: bool) -> tuple[int, int]:
        """How many of `batches` fit in a job that starts in `start`, and the fullest centre.

        started: the item has a job there already, so no second setup. The centre is -1 where
        all fit.
        """
        fullest = -1
        for centre, setup, run in method.work:
            row = self.free[centre]
            free = sum(row[start : start + method.span + 1]) if method.span else row[start]
            if not started:
                free -= setup
            fit = batches if free >= run * batches else free // run if free > 0 and run else 0
            if fit < batches:
                batches, fullest = fit, centre
        return batches, fullest

    def take(self, method: Method, start: int, batches: int, started: bool) -> None:
        """Book the work of `batches`, as early as there is room from `start` on."""
        for centre, setup, run in method.work:
            seconds = run * batches + (0 if started else setup)
            row = self.free[centre]
            for period in range(start, min(start + method.span + 1, len(row))):
                booked = min(seconds, row[period])
                row[period] -= booked
                seconds -= booked
            assert seconds == 0, "more work than room"
