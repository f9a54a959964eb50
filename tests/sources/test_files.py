"""Files as strangers send them: locked, swollen, damaged, mislabelled, or just another format."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.books import (
    ITEMS_HEAD,
    PARTS,
    book,
    compound,
    edited,
    in_first_sheet,
    ods,
    ods_cells,
    place,
    planned,
    refusals,
    xls,
)
from tuowang.errors import Mistake
from tuowang.flows.catalogue import RecordItem
from tuowang.sources.workbook import container, read_workbook

BOLT = RecordItem("B", "bolt", "C62")
BOLT_ROWS = [ITEMS_HEAD, ("B", "bolt", "pcs")]


def mistake_of(path: Path, sheet: str = "") -> str:
    with pytest.raises(Mistake) as caught:
        read_workbook(path, None, sheet)
    return caught.value.code


def outcome_of(path: Path) -> str:
    """ "something" where commands or mistakes were read, else the code of the refusal."""
    try:
        reading = read_workbook(path)
    except Mistake as mistake:
        return mistake.code
    return "something" if reading.mistakes or reading.changes else "nothing"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"this is no zip", "workbook-kind-unknown"),
        (b"PK\x03\x04 cut off", "workbook-damaged"),
        (compound("EncryptedPackage", b"x"), "workbook-locked"),
        (compound("WordDocument", b"x"), "workbook-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "workbook-damaged"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, data: bytes, code: str) -> None:
    assert mistake_of(written(tmp_path / "book.xlsx", data)) == code


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert mistake_of(tmp_path / "none.xlsx") == "file-not-readable"
    assert mistake_of(tmp_path) == "file-not-readable"
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert mistake_of(tmp_path / "pipe.xlsx") == "file-not-readable"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(container.MAXIMUM_FILE_BYTES + 1)
    assert mistake_of(path) == "file-too-large"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", PARTS)
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(64 << 20))
    assert path.stat().st_size < 1 << 20
    assert mistake_of(path) == "workbook-swells"


def test_a_zip_with_too_many_parts_or_another_purpose(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    assert mistake_of(path) == "workbook-kind-unknown"
    with ZipFile(path, "w") as archive:
        for number in range(container.MAXIMUM_PARTS + 1):
            archive.writestr(str(number), b"")
    assert mistake_of(path) == "workbook-swells"


def test_a_cell_in_the_last_corner_ends_the_reader_only(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"items": BOLT_ROWS})
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    in_first_sheet(path, "</sheetData>", far)
    assert mistake_of(path) == "workbook-damaged"
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert largest < 2 << 20  # KiB: the 400 GiB that were asked for are not ours


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"items": BOLT_ROWS})
    entity = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><workbook '

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"<workbook ", entity.encode()) if name.endswith("book.xml") else data

    assert mistake_of(edited(path, change)) == "workbook-damaged"


def test_a_book_without_a_part(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"items": BOLT_ROWS})
    edited(path, lambda name, data: None if name.endswith("sheet1.xml") else data)
    assert mistake_of(path) == "workbook-damaged"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**6), st.integers(1, 255), st.integers(0, 10**6))
def test_damage_anywhere_is_refused_or_harmless(
    tmp_path: Path, at: int, flip: int, cut: int
) -> None:
    data = bytearray(book(tmp_path / "book.xlsx", {"items": BOLT_ROWS}).read_bytes())
    data[at % len(data)] ^= flip
    path = written(tmp_path / "book.xlsx", bytes(data[: max(1, cut % (3 * len(data)))]))
    outcome = outcome_of(path)
    assert outcome == "something" or outcome.startswith(("workbook-", "sheet-", "file-"))


def test_empty_books(tmp_path: Path) -> None:
    assert mistake_of(book(tmp_path / "a.xlsx", {"Sheet1": []})) == "workbook-without-known-sheet"
    assert mistake_of(book(tmp_path / "b.xlsx", {"items": []})) == "workbook-empty"
    headings_only = planned(book(tmp_path / "c.xlsx", {"items": [ITEMS_HEAD]}))
    assert (headings_only.refused, headings_only.commands) == ([], [])


def test_macros_and_hidden_sheets(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "items"
    for row in BOLT_ROWS:
        sheet.append(list(row))
    workbook.create_sheet("notes")
    sheet.sheet_state = "hidden"
    workbook.save(path)
    with ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert planned(path).commands == [BOLT]


def test_the_old_format_and_a_wrong_ending(tmp_path: Path) -> None:
    rows = [ITEMS_HEAD, ("B", "螺栓", "个"), (10001, "x", "kg")]
    path = xls(tmp_path / "book.xls", "物料", rows)
    expected = [RecordItem("B", "螺栓", "C62"), RecordItem("10001", "x", "KGM")]
    assert planned(path).commands == expected
    renamed = path.rename(tmp_path / "book.xlsx")
    assert planned(renamed).commands == expected


def test_libreoffice(tmp_path: Path) -> None:
    path = ods(tmp_path / "b.ods", "items", [ods_cells(*ITEMS_HEAD), ods_cells("B", "bolt", "pcs")])
    assert planned(path).commands == [BOLT]


def test_libreoffice_formulas_joined_cells_and_repeats(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    rows = [ods_cells(*ITEMS_HEAD, "safety stock"), ods_cells("B", "bolt", "pcs") + formula]
    assert refusals(ods(tmp_path / "a.ods", "items", rows)) == [
        ("cell-formula-without-value", "items", 2, "safety stock")
    ]
    joined = ods_cells("B").replace("<table:table-cell ", '<table:table-cell '
                                    'table:number-rows-spanned="2" ')  # fmt: skip
    rows = [ods_cells(*ITEMS_HEAD), joined + ods_cells("bolt", "pcs")]
    assert ("cells-merged", "items", 2, None) in refusals(ods(tmp_path / "b.ods", "items", rows))
    many = ods_cells(7).replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '
    )
    repeated = (
        f'{many}</table:table-row><table:table-row table:number-rows-repeated="1000000">{many}'
    )
    assert mistake_of(ods(tmp_path / "c.ods", "items", [repeated])) in (
        "workbook-damaged", "sheet-too-wide", "workbook-needs-memory",
    )  # fmt: skip


def test_formulas(tmp_path: Path) -> None:
    rows = [(*ITEMS_HEAD, "safety stock"), ("B", "bolt", "pcs", "=2+3")]
    path = book(tmp_path / "book.xlsx", {"items": rows})
    assert refusals(path) == [("cell-formula-without-value", "items", 2, "safety stock")]
    in_first_sheet(path, "<f>2+3</f><v />", "<f>2+3</f><v>5</v>")
    plan = planned(path)
    assert plan.commands == [RecordItem("B", "bolt", "C62", safety_stock=5)]
    (notice,) = plan.notices
    assert notice == ("formulas-used", {"sheet": "items", "count": 1, "first": "D2"})


def test_error_values_and_rows_of_formulas_only(tmp_path: Path) -> None:
    rows = [ITEMS_HEAD, ("B", "bolt", "pcs"), ('=CONCAT("a")', "=B2", "=C2")]
    path = book(tmp_path / "book.xlsx", {"items": rows})
    assert refusals(path) == [("cell-formula-without-value", "items", 3, "item")]
    in_first_sheet(path, '<c r="A3"><f>CONCAT("a")</f><v />',
                   '<c r="A3" t="e"><f>CONCAT("a")</f><v>#NAME?</v>')  # fmt: skip
    assert refusals(path) == [("cell-error-value", "items", 3, "item")]


def test_a_table_may_begin_anywhere(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [[], [], [], [None, None, *ITEMS_HEAD, "MOQ"]]
    rows.append([None, None, "B", "bolt", "pcs", "=1"])
    path = book(tmp_path / "book.xlsx", {"items": rows})
    assert refusals(path) == [("cell-formula-without-value", "items", 5, "MOQ")]
    in_first_sheet(path, "<f>1</f><v />", "<f>1</f><v>3</v>")
    assert planned(path).commands == [RecordItem("B", "bolt", "C62", lot_minimum=3)]


def test_joined_cells(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "items"
    for row in [("our items",), ITEMS_HEAD, ("B", "bolt", "pcs"), ("C", "cap", "pcs")]:
        sheet.append(list(row))
    sheet.merge_cells("A1:C1")
    workbook.save(path)
    assert refusals(path) == []  # a title above the headings may be joined
    sheet.merge_cells("B3:B4")
    workbook.save(path)
    mistake = planned(path).refused[0]
    assert (place(mistake), mistake.details["range"]) == (
        ("cells-merged", "items", 3, None),
        "B3:B4",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "物料编码,物料名称,单位,安全库存\nB,螺栓,个,'=5\n".replace(",", delimiter)
    path = written(tmp_path / "物料.csv", text.encode(encoding))
    assert [place(m) for m in planned(path).refused] == [
        ("cell-not-a-number", "物料", 2, "安全库存")
    ]
    right = written(path, text.replace("'=5", "5").encode(encoding))
    assert planned(right).commands == [RecordItem("B", "螺栓", "C62", safety_stock=5)]


def test_csv_that_needs_a_name_or_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "list.csv", b"item,name,unit\nB,bolt,pcs\n")
    assert mistake_of(path) == "csv-sheet-unknown"
    assert planned(path, sheet="items").commands == [BOLT]
    assert mistake_of(written(path, b"item,name,unit\n\xff\xff\xff"), "items") == (
        "csv-encoding-unknown"
    )
    long = b'item,name,unit\n"' + b"x" * 200_000
    assert mistake_of(written(path, long), "items") == "csv-damaged"


def test_what_lies_in_the_folder_one_works_in_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "book.xlsx", {"items": BOLT_ROWS})
    trap = tmp_path / "sprung"
    for name in ("tuowang.py", "zipfile.py", "python_calamine.py", "resource.py"):
        (tmp_path / name).write_text(f"open({str(trap)!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert planned(Path("book.xlsx")).commands == [BOLT]
    assert not trap.exists()
    assert path.exists()


def big_book(path: Path, count: int) -> Path:
    """A workbook with so many items, its XML written straight away."""

    def text(value: str) -> str:
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    rows = [f"<row>{''.join(map(text, (*ITEMS_HEAD, 'lead time (days)', 'supply')))}</row>"]
    rows += [
        f"<row>{text(f'I{number}')}{text(f'item {number}')}{text('kg')}<c><v>{number % 90}</v></c>"
        f"{text('buy')}</row>"
        for number in range(count)
    ]
    book(path, {"items": [("x",)]})
    in_first_sheet(path, "</sheetData>", "".join(rows) + "</sheetData>")
    return in_first_sheet(
        path, '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>', ""
    )


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    path = big_book(tmp_path / "book.xlsx", 100_000)
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tuowang.sources.base import NoTables, plan_import\n"
        "from tuowang.sources.workbook import read_workbook\n"
        "plan = plan_import(NoTables(), read_workbook(Path(sys.argv[1])))\n"
        "largest = max(resource.getrusage(who).ru_maxrss\n"
        "    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "spent = [resource.getrusage(who)\n"
        "    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "seconds = sum(one.ru_utime + one.ru_stime for one in spent)\n"
        "print(len(plan.commands), largest, int(seconds))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    # By a shell: the largest size of a process that we begin ourselves would count ours before it.
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", program, path],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    commands, largest_kib, seconds = map(int, done.stdout.split())
    assert commands == 100_000
    assert largest_kib < 400 << 10
    assert seconds < 30  # of processor time; a few on a quiet machine
