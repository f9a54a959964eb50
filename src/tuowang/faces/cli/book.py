"""The company's own workbook: `template`, `import`, `export-book`, and how ready it is: `ready`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tuowang.faces.cli.answer import Answer, Column, Listing, Share, column
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.grammar import argument, command, option
from tuowang.faces.cli.lists import answer_list, files

if TYPE_CHECKING:
    from tuowang.flows.readiness import Missing
    from tuowang.sources.base import ImportPlan

MOST_ROWS = 200


@command("template", argument("file"))
def template(face: Face, file: str) -> Answer:
    """Write an empty workbook with all sheets."""
    from tuowang.sources.workbook import empty_workbook

    empty_workbook(Path(file), face.language)
    return Answer({"file": file}, [face.text("template-written", file=file)])


@command("export-book", argument("file"))
def export_book(face: Face, file: str) -> Answer:
    """Write all that the company entered, in the layout that is read."""
    from tuowang.sources.workbook import write_workbook

    write_workbook(face.view, Path(file), face.language)
    return Answer({"file": file}, [face.text("book-written", file=file)])


class Change(NamedTuple):
    """One row of an import as it is shown."""

    what: str
    sheet: str
    row: int
    key: str
    changes: str


@command("import", argument("file"), option("sheet"), option("dry_run", flag=True))
def import_book(face: Face, file: str, sheet: str, dry_run: bool) -> Answer:
    """Take in a workbook, whole or not at all."""
    return import_answer(face, book_plan(face, Path(file), sheet), file, dry_run=dry_run)


def book_plan(face: Face, path: Path, sheet: str = "") -> ImportPlan:
    """What a workbook would change; nothing is done yet. Mistake: file-…, workbook-…, sheet-…"""
    from tuowang.sources.base import plan_import
    from tuowang.sources.workbook import read_workbook

    return plan_import(face.view, read_workbook(path, face.view, sheet))


def import_answer(face: Face, plan: ImportPlan, file: str, *, dry_run: bool) -> Answer:
    """Do what was planned, or only say it. file: how the workbook is called."""
    if plan.commands and not dry_run:
        face.company.ask(plan.commands)
    rows = [*change_rows(face, "added", plan.added), *change_rows(face, "changed", plan.changed)]
    document = {
        "file": file,
        "done": bool(not dry_run and not plan.refused),
        "counts": import_counts(plan),
        "rows": [row._asdict() for row in rows],
        "kept": [row._asdict() for row in change_rows(face, "kept", plan.kept)],
        "refused": [
            {"mistake": one.code, "text": face.text(one.code, **one.details)}
            for one in plan.refused
        ],
        "notices": [
            {"note": one.code, "text": face.text(one.code, **one.details)} for one in plan.notices
        ],
    }
    shown = _import_shown(face, document, rows, file, dry_run)
    return Answer(document, shown, 2 if plan.refused else 0)


def import_counts(plan: ImportPlan) -> dict[str, int]:
    """How many rows are added, changed, unchanged, kept, refused."""
    names = ("added", "changed", "unchanged", "kept", "refused")
    return {name: len(getattr(plan, name)) for name in names}


def _import_shown(
    face: Face, document: dict[str, Any], rows: list[Change], file: str, dry_run: bool
) -> list[str | Listing]:
    shown: list[str | Listing] = [one["text"] for one in document["refused"]]
    shown += ["! " + one["text"] for one in document["notices"]]
    if rows and (dry_run or len(rows) <= MOST_ROWS):
        shown.append(Listing(CHANGES, rows[:MOST_ROWS]))
    shown.append(face.text("import-counts", **document["counts"]))
    if document["refused"]:
        shown.append(face.text("import-refused", file=file))
    else:
        shown.append(face.text("import-tried" if dry_run else "import-done", file=file))
    return shown


CHANGES = (
    Column("change", lambda row: row.what),
    column("sheet"),
    column("row"),
    column("key"),
    Column("cells", lambda row: row.changes),
)


def change_rows(face: Face, kind: str, changes: Iterable[Any]) -> Iterator[Change]:
    """Rows of an import as they are shown. kind: added, changed or kept."""
    from tuowang.sources.workbook.book import KINDS

    sheets = {command: key for key, command in KINDS.items()}
    for change in changes:
        cells = _changed_cells(face, sheets[change.kind], change)
        shown = " / ".join(part for part in change.key if part)
        yield Change(face.word(kind), change.sheet, change.row, shown, "; ".join(cells))


def _changed_cells(face: Face, sheet: str, change: Any) -> Iterator[str]:
    """What changes; of a new row, what is said and is not the usual."""
    import msgspec

    from tuowang.sources.workbook.sheets import heading

    usual = {field.name: field.default for field in msgspec.structs.fields(change.kind)}
    for field, (old, new) in change.fields.items():
        if old is None and (new in ("", [], 0, usual[field]) or new in change.key):
            continue
        column = heading(sheet, field, face.language)
        before = cell_shown(face, sheet, field, old, change)
        after = cell_shown(face, sheet, field, new, change)
        if old is None:
            yield face.text("new-cell", column=column, new=after)
        else:
            yield face.text("changed-cell", column=column, old=before, new=after)


def cell_shown(face: Face, sheet: str, field: str, value: Any, change: Any) -> str:
    """A field of a command as it stands in the workbook."""
    from tuowang.faces.texts import unit_name
    from tuowang.sources.workbook.sheets import BY_KEY
    from tuowang.sources.workbook.words import WORDS, show_word
    from tuowang.units import show_money

    kinds = {column.field: column.kind for column in BY_KEY[sheet].columns}
    kind = kinds.get(field, "")
    if value is None:
        return ""
    if kind == "money":
        currency = change.fields.get("currency", (None, ""))[1] or currency_of(face)
        return show_money(value, currency, sign=False)
    if kind == "share":
        return f"{value / 10:g} %"
    if kind == "unit":
        return unit_name(value, face.language)
    if kind == "duration":
        return f"{value / 60:g} min"
    if field in WORDS and kind == "word":
        return show_word(field, value, face.language)
    return _plain(value)


def currency_of(face: Face) -> str:
    """The company's own currency."""
    from tuowang.flows.party import ME, PARTIES

    row = face.view.get(PARTIES, ME)
    return row.currency if row is not None else "CNY"


def _plain(value: object) -> str:
    import msgspec

    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, msgspec.Struct):
        return ":".join(str(part) for part in msgspec.structs.astuple(value))
    return str(value)


class ReadyRow(NamedTuple):
    """An item's readiness as it is shown."""

    item: str
    name: str
    score: int
    ready: str
    missing: list[Missing]


@command("ready", argument("item", needed=False), option("all", flag=True), *files())
def ready(face: Face, item: str, all: bool, xlsx: str, csv: str) -> Answer:
    """How ready the items are to be traded, and which cells are missing."""
    from tuowang.errors import Mistake
    from tuowang.faces.cli.find import item_code
    from tuowang.flows.readiness import THRESHOLD, company_readiness, item_readiness

    if item:
        found = item_readiness(face.view, item_code(face, item))
        if found is None:
            raise Mistake("item-unknown", item=item)
        items, missing, score = [found], [], found.score
    else:
        whole = company_readiness(face.view)
        items, missing, score = whole.items, whole.missing, whole.score
    rows = [
        ReadyRow(
            one.item,
            one.name,
            one.score,
            face.word("ready" if one.ready else "not-ready"),
            one.missing,
        )
        for one in items
        if all or item or one.missing or xlsx or csv
    ]
    cells = Column("missing", lambda row: _missing(face, row.missing))
    listing = Listing((*_READY, cells), rows, empty="all-complete" if items else "nothing-here")
    answer = answer_list(face, listing, xlsx, csv)
    if xlsx or csv:
        return answer
    of_ready = sum(one.ready for one in items)
    shown: list[str | Listing] = [*answer.shown]
    if missing:
        shown.append(face.text("company-missing", cells=_missing(face, missing)))
    shown.append(
        face.text("ready-score", score=score, ready=of_ready, count=len(items), threshold=THRESHOLD)
    )
    document = {"score": score, "threshold": THRESHOLD, "items": items, "missing": missing}
    return Answer(document, shown)


def _missing(face: Face, cells: Iterable[Any]) -> str:
    """Missing cells as sheet and column, as they are headed in the person's language."""
    from tuowang.sources.workbook.sheets import heading, sheet_name

    return ", ".join(
        f"{sheet_name(one.sheet, face.language)}/{heading(one.sheet, one.column, face.language)}"
        for one in cells
    )


_READY = (
    column("item"),
    column("name"),
    Column("score", lambda row: Share(row.score * 10)),
    Column("ready", lambda row: row.ready),
)
