"""A whole chain at play: `demo`. Progress while it runs, a table and a few sentences at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from msgspec import structs

from tuowang.faces.cli.answer import Amount, Answer, Column, Listing, Money, Share, column
from tuowang.faces.cli.compare import show_comparison
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import Number, command, option

LEAST_WEEKS_COMPARED = 52
"""A whole year: what is made ahead of a season is a cost before it and a gain in it."""
LINES_WITHOUT_TERMINAL = 5
"""Into a file or a log, progress is a line now and then."""

_COMPANIES = (
    column("company"),
    column("name"),
    column("tier"),
    column("orders"),
    Column("on_time", lambda row: _share(row.on_time_permille)),
    Column(
        "stock_days", lambda row: None if row.stock_days is None else Amount(row.stock_days, "DAY")
    ),
)


@command(
    "demo",
    option("scenario", metavar="scenario", default="ebike"),
    option("chain", metavar="file"),
    option("weeks", kind=Number(1, 520), metavar="number"),
    option("seed", kind=Number(0, 10**12), metavar="number", default=1),
    option("home", metavar="folder", default="demo"),
    option("no_compare", flag=True),
    option("serve", flag=True),
    option("listen", metavar="address"),
    option("open", flag=True),
)
def demo(
    face: Face,
    scenario: str,
    chain: str,
    weeks: int | None,
    seed: int,
    home: str,
    no_compare: bool,
    serve: bool,
    listen: str,
    open: bool,
) -> Answer:
    """A whole supply chain at work on this machine, with everything that goes wrong in life."""
    from tuowang.demo.main import DemoOptions, run_demo
    from tuowang.host.company import clock_now
    from tuowang.units import today

    # Served, it is looked at today: it has to end now, or all that is open would be long overdue.
    until = today(clock_now()) if serve else ""
    played = Path(chain) if chain else None
    options = DemoOptions(Path(home), scenario, played, weeks or 0, seed, until)
    result = run_demo(options, _progress(face))
    good = result.links_equal and not result.lost and not result.doubled
    shown = _shown(face, result)
    if not no_compare:
        result, more = _compared(face, options, result)
        shown += more
    shown += ["", _money_sentence(face, result)]
    answer = Answer(result, shown, 0 if good else 1)
    return _served(face, answer, listen, open=open) if serve else answer


def _served(face: Face, answer: Answer, listen: str, *, open: bool) -> Answer:
    """The pages of all companies, and their exchange, until stopped; then the demo's own answer."""
    from tuowang.demo.neighbours import exchanging
    from tuowang.faces.cli.pages import serve_until_stopped
    from tuowang.faces.cli.show import show
    from tuowang.faces.pages.serving import Listening
    from tuowang.host.home import Settings

    show(face, answer)
    folder, rows = Path(answer.document.home), answer.document.rows
    homes = {row.company: (row.name, folder / row.company) for row in rows}
    where = Listening(listen or Settings().pages, fixed=bool(listen))
    with exchanging({code: home for code, (_, home) in homes.items()}):
        stopped = serve_until_stopped(face, homes, where, open=open)
    stopped.exit_code = answer.exit_code
    return stopped


def _compared(face: Face, options: Any, result: Any) -> tuple[Any, list[str | Listing]]:
    """What docking would do for the same industry; a hint where nothing can be computed."""
    from tuowang.demo.compare.main import CompareOptions, run_compare
    from tuowang.flows.docking_start import can_solve

    if not can_solve():
        return result, [face.text("demo-no-comparison")]
    weeks = max(LEAST_WEEKS_COMPARED, result.weeks)
    asked = CompareOptions(options.scenario, options.chain, weeks, options.seed)
    told = _progress(face)
    compared = run_compare(asked, lambda done, of: told("compare", done, of))
    return structs.replace(result, comparison=compared), ["", *show_comparison(face, compared)]


def _progress(face: Face) -> Callable[[str, int, int], None]:
    """What is being done, on the error channel; standard output is for the result."""
    live = sys.stderr.isatty()

    def shown(what: str, done: int, of: int) -> None:
        text = _doing(face, what, done, of)
        if live:
            click.echo("\r\x1b[K" + ("" if done == of else text), nl=False, err=True)
        elif done % max(1, of // LINES_WITHOUT_TERMINAL) == 0 and done < of:
            click.echo(text, err=True)

    return shown


def _doing(face: Face, what: str, done: int, of: int) -> str:
    if what == "found":
        return face.text("demo-progress-found", done=done, of=of)
    if what == "week":
        return face.text("demo-progress-week", done=done, of=of)
    if what == "compare":
        return face.text("demo-progress-compare", done=done, of=of)
    return face.text("demo-progress-calm")


def _share(permille: int | None) -> Share | None:
    return None if permille is None else Share(permille)


def _money(name: str, currency: str) -> Column:
    return Column(name, lambda row: Money(getattr(row, name + "_minor"), currency))


def _shown(face: Face, result: Any) -> list[str | Listing]:
    from tuowang.units import show_money

    currency = result.currency
    money = [_money(name, currency) for name in ("owed_to_us", "owed_by_us", "received", "paid")]
    title = result.title_zh if face.language == "zh" else result.title
    lines = [
        face.text(
            "demo-business",
            companies=result.companies,
            weeks=result.weeks,
            agreements=result.agreements,
            on_time=_percent(result.on_time_share),
            fill=_percent(result.fill_share),
            claims=show_money(result.claims_gross_minor, currency),
            paid=show_money(result.paid_minor, currency),
            bullwhip="-" if result.bullwhip is None else result.bullwhip,
        ),
        face.text(
            "demo-exchange",
            links=result.links,
            entries=result.entries,
            http=_size(result.bytes_by_carrier["http"]),
            folder=_size(result.bytes_by_carrier["folder"]),
            carried="; ".join(" - ".join(pair) for pair in result.carried) or "-",
        ),
        face.text(
            "demo-faults",
            **{what: result.faults.get(what, 0) for what in ("off", "crash", "restore")},
        ),
        face.text(
            "demo-equal" if result.links_equal else "demo-unequal",
            lost=result.lost,
            doubled=result.doubled,
        ),
        face.text("demo-look", home=result.home, company=_an_interesting_one(result)),
    ]
    return [Listing((*_COMPANIES, *money), result.rows, title), *lines]


def _money_sentence(face: Face, result: Any) -> str:
    """What netting did in the chain."""
    from tuowang.units import show_money

    netting, currency = result.netting, result.currency
    share = netting.cleared_minor / netting.gross_minor if netting.gross_minor else None
    return face.text(
        "demo-netting",
        gross=show_money(netting.gross_minor, currency),
        cleared=show_money(netting.cleared_minor, currency),
        share=_percent(share),
        rings=netting.rings,
        most=show_money(netting.most_minor, currency),
        cash=show_money(netting.cash_minor, currency),
        days=netting.days_freed,
    )


def _an_interesting_one(result: Any) -> str:
    """A company in the middle: the one with the most orders."""
    return str(max(result.rows, key=lambda row: row.orders).company)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _size(count: int) -> str:
    return f"{count / 1000:,.0f} kB"
