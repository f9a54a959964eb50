"""Excel, LibreOffice and CSV: one workbook with a sheet for each kind of thing, both ways.

The layout is described in docs/workbook.md. Names are imported only as they are asked for, so
that the reading process (`reader`) starts quickly and holds nothing of the company's.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuowang.sources.workbook.export import empty_workbook, write_workbook
    from tuowang.sources.workbook.reading import Workbook, read_workbook
    from tuowang.sources.workbook.sheets import heading, sheet_name
    from tuowang.sources.workbook.writing import write_list

__all__ = [
    "Workbook",
    "empty_workbook",
    "heading",
    "read_workbook",
    "sheet_name",
    "write_list",
    "write_workbook",
]
_HOMES = {
    "Workbook": "tuowang.sources.workbook.reading",
    "empty_workbook": "tuowang.sources.workbook.export",
    "heading": "tuowang.sources.workbook.sheets",
    "read_workbook": "tuowang.sources.workbook.reading",
    "sheet_name": "tuowang.sources.workbook.sheets",
    "write_list": "tuowang.sources.workbook.writing",
    "write_workbook": "tuowang.sources.workbook.export",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
