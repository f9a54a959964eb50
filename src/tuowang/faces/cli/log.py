"""The logs themselves: `log verify`, `log show`, `log rebuild`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tuowang.errors import Refused
from tuowang.faces.cli.answer import Answer, Column, Listing, Moment, column, word_column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import partner_code
from tuowang.faces.cli.grammar import Group, Number, argument, command, global_options, option
from tuowang.faces.cli.keeping import progress_on
from tuowang.faces.cli.lists import answer_list, files
from tuowang.record.entry import read_entry

AT_ONCE = 1000


@command("verify", option("deep", flag=True))
def verify(face: Face, deep: bool) -> Answer:
    """Check every signature and chain; with `deep`, every table, too."""
    from tuowang.host.verify import verify as verify_all

    findings = verify_all(face.company, progress_on(face), deep=deep)
    shown: list[str | Listing] = ["! " + face.text(one.code, **one.details) for one in findings]
    count = face.company.store.last_arrival()
    code = "verify-found" if findings else "verify-clean"
    shown.append(face.text(code, findings=len(findings), entries=count))
    document = {
        "entries": count,
        "findings": [
            {
                "finding": one.code,
                "text": face.text(one.code, **one.details),
                "details": one.details,
            }
            for one in findings
        ],
    }
    return Answer(document, shown, 1 if findings else 0)


class LogLine(NamedTuple):
    """One entry as it is shown."""

    arrival: int
    partner: str
    direction: str
    n: int
    kind: str
    at: int
    says: dict[str, Any]


@command(
    "show",
    argument("partner", needed=False),
    option("last", kind=Number(1, 10**9), metavar="number", default=50),
    option("all", flag=True),
    *files(),
)
def show_log(face: Face, partner: str, last: int, all: bool, xlsx: str, csv: str) -> Answer:
    """What was said, entry by entry; the journal where no partner is named."""
    from collections import deque

    lines = _lines(face, partner)
    kept = list(lines) if all or xlsx or csv else list(deque(lines, last))
    columns = (
        column("arrival", "number"),
        Column("at", lambda row: Moment(row.at)),
        Column("partner", lambda row: row.partner or face.word("journal")),
        column("direction"),
        column("n", "position"),
        word_column("kind", "what"),
        Column("says", lambda row: _brief(row.says)),
    )
    answer = answer_list(face, Listing(columns, kept), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [row._asdict() for row in kept]
    return answer


def _brief(says: dict[str, Any]) -> str:
    parts = [
        f"{name}={value if isinstance(value, str | int) else f'[{len(value)}]'}"
        for name, value in says.items()
        if isinstance(value, str | int | list | dict) and value not in ("", [], {})
    ]
    shown = ", ".join(parts)
    return shown if len(shown) <= 160 else shown[:160] + " …"


def _lines(face: Face, partner: str) -> Iterator[LogLine]:
    streams = _streams(face)
    if partner:
        code = partner_code(face, partner)
        wanted = {number for number, (name, _) in streams.items() if name == code}
    else:
        wanted = set(streams)
    arrival, store = 0, face.company.store
    while rows := store.arrivals(arrival, AT_ONCE):
        arrival = rows[-1].arrival
        for row in rows:
            if row.stream not in wanted:
                continue
            name, direction = streams[row.stream]
            try:
                entry = read_entry(row.body)
            except Refused as no:
                yield LogLine(row.arrival, name, direction, row.n, no.code, 0, {})
                continue
            yield LogLine(row.arrival, name, direction, row.n, entry.kind, entry.at, entry.says)


def _streams(face: Face) -> dict[int, tuple[str, str]]:
    """Every stream with its partner and direction; closed links too."""
    from tuowang.host.company import TABLES

    links = next(table for table in TABLES if table.name == "links")
    streams = {0: ("", "·")}
    for link in face.view.scan(links):
        streams[link.out_stream] = (link.partner, "→")
        streams[link.in_stream] = (link.partner, "←")
    return streams


@command("rebuild")
def rebuild(face: Face) -> Answer:
    """Fold all tables anew from the logs."""
    count = face.company.rebuild()
    return Answer({"entries": count}, [face.text("rebuilt", entries=count)])


log = Group(
    "log",
    commands={"verify": verify, "show": show_log, "rebuild": rebuild},
    params=global_options(set()),
)
