"""Excel, LibreOffice and CSV: one workbook with a sheet for each kind of thing, both ways.

The layout is described in docs/workbook.md.
"""

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
