"""One industry run three ways on the same demand: `compare`. A table and a drawing at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tuowang.faces.cli.answer import Answer
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Number, argument, command, option
from tuowang.faces.cli.keeping import progress_on
from tuowang.faces.cli.widths import aligned, width

USUAL = "ebike"
BAR, LINE = 48, 60
"""The longest bar, and the most weeks side by side; of more, several share a place."""
STOCK, OVERTIME, LATE = "█", "▓", "░"
HEIGHTS = "▁▂▃▄▅▆▇█"


@command(
    "compare",
    argument("scenario", needed=False),
    option("chain", metavar="file"),
    option("weeks", kind=Number(4, 520), metavar="number", default=52),
    option("seed", kind=Number(0, 10**12), metavar="number", default=1),
    option("exchanges", kind=Number(0, 20), metavar="number", default=2),
    option("load", kind=Number(0, 120), metavar="percent", default=90),
)
def compare(
    face: Face, scenario: str, chain: str, weeks: int, seed: int, exchanges: int, load: int
) -> Answer:
    """The same industry order by order, docked, and planned by one who sees everything."""
    from tuowang.demo.compare.main import CompareOptions, run_compare

    path = Path(chain) if chain else None
    options = CompareOptions(scenario or USUAL, path, weeks, seed, exchanges, load)
    told = progress_on(face)

    def progress(done: int, of: int) -> None:
        told("" if done == of else face.text("demo-progress-week", done=done, of=of))

    result = run_compare(options, progress)
    return Answer(result, list(show_comparison(face, result)))


def show_comparison(face: Face, result: Any) -> Iterator[str]:
    """The comparison as lines for people: what was run, a table, a drawing, what to read in it."""
    yield result.title_zh if face.language == "zh" else result.title
    yield face.text(
        "compare-frame",
        companies=result.companies,
        weeks=result.weeks,
        horizon=result.horizon_weeks,
        seed=result.seed,
    )
    if result.load_percent:
        yield face.text("compare-load", percent=result.load_percent)
    yield ""
    yield from _table(face, result)
    yield ""
    yield from _bars(face, result)
    yield ""
    names = [face.word(one.way) for one in result.ways]
    ordered = _sparks([one.series.ordered for one in result.ways])
    late = _sparks([one.series.late for one in result.ways])
    room = max(width(name) for name in [*names, face.text("compare-wanted")])
    yield face.text("compare-ordered")
    yield _named(face.text("compare-wanted"), _sparks([result.wanted])[0], room)
    for name, drawn in zip(names, ordered, strict=True):
        yield _named(name, drawn, room)
    yield ""
    yield face.text("compare-late")
    for name, drawn in zip(names, late, strict=True):
        yield _named(name, drawn, room)
    yield ""
    yield from _told(face, result)


def _table(face: Face, result: Any) -> Iterator[str]:
    """Figures down, ways across."""
    from tuowang.units import show_money

    def money(name: str) -> Callable[[Any], str]:
        return lambda way: show_money(getattr(way, name), result.currency)

    def days(name: str) -> Callable[[Any], str]:
        return lambda way: face.text("compare-days", days=f"{getattr(way, name):,}")

    rows: list[tuple[str, Callable[[Any], str]]] = [
        ("compare-cost", money("cost_minor")),
        ("compare-stock-cost", money("stock_cost_minor")),
        ("compare-overtime-cost", money("overtime_cost_minor")),
        ("compare-late-cost", money("late_cost_minor")),
        ("compare-on-time", lambda way: f"{way.on_time_permille / 10:.1f} %"),
        ("compare-stock-days", days("stock_days")),
        ("compare-lead-time", days("lead_time_days")),
        ("compare-bullwhip", lambda way: _ratio(way.bullwhip_permille)),
        ("compare-cash", money("cash_minor")),
    ]
    cells = [[face.text(label), *(shown(way) for way in result.ways)] for label, shown in rows]
    headings = ["", *(face.word(way.way) for way in result.ways)]
    return aligned(headings, cells, [False, *(True for _ in result.ways)])


def _ratio(permille: int | None) -> str:
    return "-" if permille is None else f"{permille / 1000:.2f}"


def _bars(face: Face, result: Any) -> Iterator[str]:
    """What each way costs, by what it costs for."""
    yield face.text("compare-legend", stock=STOCK, overtime=OVERTIME, late=LATE)
    most = max(1, *(way.cost_minor for way in result.ways))
    room = max(width(face.word(way.way)) for way in result.ways)
    for way in result.ways:
        drawn, reached, before = "", 0, 0
        for sign, part in (
            (STOCK, way.stock_cost_minor),
            (OVERTIME, way.overtime_cost_minor),
            (LATE, way.late_cost_minor),
        ):
            reached += part
            end = round(BAR * reached / most)
            drawn += sign * (end - before)
            before = end
        yield _named(face.word(way.way), drawn, room)


def _named(name: str, drawn: str, room: int) -> str:
    return f"{name}{' ' * (room - width(name))}  {drawn}".rstrip()


def _sparks(many: Sequence[Sequence[int]]) -> list[str]:
    """Series at one scale, from nothing to the highest of all."""
    folded = [fold(series) for series in many]
    most = max(1, *(max(series) for series in folded))
    return [spark(series, most) for series in folded]


def fold(series: Sequence[int]) -> list[int]:
    """At most as many numbers as have room: means of neighbours."""
    places = min(LINE, len(series))
    edges = [len(series) * place // places for place in range(places + 1)]
    return [sum(series[begin:end]) // (end - begin) for begin, end in pairwise(edges)]


def spark(series: Sequence[int], most: int) -> str:
    """A number a letter; nothing is a blank."""
    top = len(HEIGHTS) - 1
    return "".join(HEIGHTS[round(top * number / most)] if number > 0 else " " for number in series)


def _told(face: Face, result: Any) -> Iterator[str]:
    by_order, docked, seeing = (result.way(n) for n in ("by-order", "docked", "all-seeing"))
    less = _percent(by_order.cost_minor - docked.cost_minor, by_order.cost_minor)
    more = _percent(docked.cost_minor - seeing.cost_minor, seeing.cost_minor)
    code = "compare-less-than-order" if less >= 0 else "compare-more-than-order"
    beside = "compare-more-than-seeing" if more >= 0 else "compare-less-than-seeing"
    yield face.text(code, percent=f"{abs(less):.0f}")
    yield face.text(beside, percent=f"{abs(more):.1f}")
    yield face.text(
        "compare-by-order",
        choices=result.choices,
        service=round(100 * result.habits.service),
        smoothing=result.habits.smoothing,
    )
    yield face.text(
        "compare-docked",
        exchanges=result.exchanges,
        messages=f"{docked.messages:,}",
        size=f"{docked.bytes / 1e6:.1f} MB",
    )
    yield face.text("compare-all-seeing")


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
