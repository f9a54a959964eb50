"""Finite capacity: the seconds that are still free at each work centre in each period."""

from tuowang.plan.workshop import Method

Seconds = list[list[int]]
"""Centre by period."""


class Centres:
    """Seconds that are free, and those that are in overtime. Never below zero."""

    __slots__ = ("free", "has_overtime", "overtime")

    def __init__(self, free: Seconds, overtime: Seconds) -> None:
        """Takes copies."""
        self.free = [list(row) for row in free]
        self.overtime = [list(row) for row in overtime]
        self.has_overtime = any(map(any, overtime))

    def room(
        self, method: Method, start: int, batches: int, started: bool, overtime: bool
    ) -> tuple[int, int]:
        """How many of `batches` fit in a job that starts in `start`, and the fullest centre.

        started: the item has a job there already, so no second setup. overtime: it may be worked,
        too. The centre is -1 where all fit.
        """
        fullest = -1
        for centre, setup, run in method.work:
            free = _sum(self.free[centre], start, method.span)
            if overtime:
                free += _sum(self.overtime[centre], start, method.span)
            if not started:
                free -= setup
            fit = batches if free >= run * batches else free // run if free > 0 and run else 0
            if fit < batches:
                batches, fullest = fit, centre
        return batches, fullest

    def take(self, method: Method, start: int, batches: int, started: bool, overtime: bool) -> None:
        """Book the work of `batches`, as early as there is room from `start` on; overtime last."""
        for centre, setup, run in method.work:
            seconds = run * batches + (0 if started else setup)
            seconds = _book(self.free[centre], start, method.span, seconds)
            if overtime:
                seconds = _book(self.overtime[centre], start, method.span, seconds)
            assert seconds == 0, "more work than room"


def _sum(row: list[int], start: int, span: int) -> int:
    return sum(row[start : start + span + 1]) if span else row[start]


def _book(row: list[int], start: int, span: int, seconds: int) -> int:
    """Take so many seconds out of a row; those that found no room."""
    for period in range(start, min(start + span + 1, len(row))):
        booked = min(seconds, row[period])
        row[period] -= booked
        seconds -= booked
    return seconds


def less(seconds: Seconds, taken: Seconds) -> Seconds:
    """What is left."""
    return _each(seconds, taken, -1)


def more(seconds: Seconds, added: Seconds) -> Seconds:
    """Both together."""
    return _each(seconds, added, 1)


def _each(seconds: Seconds, others: Seconds, sign: int) -> Seconds:
    return [
        [one + sign * other for one, other in zip(row, more, strict=True)]
        for row, more in zip(seconds, others, strict=True)
    ]


def in_overtime(normal: Seconds, worked: Seconds) -> Seconds:
    """What of the seconds worked is beyond the normal ones."""
    return [[max(0, seconds) for seconds in row] for row in less(worked, normal)]
