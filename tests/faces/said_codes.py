"""Every code that the source says, with the details it passes: found by reading the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2] / "src" / "tuowang"

PLACE = {"sheet", "row", "column"}
"""What a line of a sheet adds to the details of every mistake of its cells."""


class SaidCode(NamedTuple):
    """A code at one place. `details` None: they are passed on as they come."""

    code: str
    details: frozenset[str] | None
    kind: str
    where: str


NAMES = {"Mistake", "Refused", "Note", "CarrierDown", "Notice", "Finding", "BadWord"}
METHODS = {"note", "mistake", "notice", "_find"}
CELLS = "sources/workbook/"
"""There a bare code becomes one of a cell, unless it is about the whole file."""


def said_codes() -> list[SaidCode]:
    """All of them, place by place."""
    return [found for file in sorted(ROOT.rglob("*.py")) for found in _in_file(file)]


def _in_file(file: Path) -> Iterator[SaidCode]:
    where = file.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from _in_call(node, where)


def _called(node: ast.Call, where: str) -> str:
    if isinstance(node.func, ast.Name) and node.func.id in NAMES:
        return node.func.id
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        return "." + node.func.attr
    if where.startswith("faces/") and ast.unparse(node.func) == "face.text":
        return "face.text"
    return ""


def _in_call(node: ast.Call, where: str) -> Iterator[SaidCode]:
    kind = _called(node, where)
    if not kind or not node.args:
        return
    first = node.args[0]
    chosen = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    codes = [
        one.value for one in chosen if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    details = _details(node, kind)
    if kind == ".mistake" and len(node.args) == 2 and details is not None:
        details |= PLACE  # of a line: its own code, then the field
    for code in codes:
        yield SaidCode(code, details, kind, f"{where}:{node.lineno}")


def _details(node: ast.Call, kind: str) -> frozenset[str] | None:
    if any(keyword.arg is None for keyword in node.keywords):
        return None
    names = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
    if kind == "._find":
        return frozenset({"partner", "stream", "n"})
    if kind in ("Note", "Notice", "Finding") and len(node.args) > 1:
        second = node.args[1]
        if not isinstance(second, ast.Dict):
            return None
        if any(not isinstance(key, ast.Constant) for key in second.keys):
            return None
        names |= {str(key.value) for key in second.keys if isinstance(key, ast.Constant)}
    return frozenset(names)
