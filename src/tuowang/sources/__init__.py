"""What does the company already have? One file (or folder) a source; each gives commands.

`SOURCES` is the whole list. A new source is one new file and one line here; sources do not know
each other, only `tuowang.sources.base`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tuowang.errors import Mistake

SOURCES: dict[str, tuple[str, str]] = {
    "workbook": ("tuowang.sources.workbook", "Workbook"),
}
"""A source's name -> its module and class."""


def source_class(name: str) -> type[Any]:
    """The class of a source by its name in `SOURCES`, imported only now.

    Mistake: source-unknown.
    """
    if name not in SOURCES:
        raise Mistake("source-unknown", name=name, known=", ".join(SOURCES))
    module, class_name = SOURCES[name]
    found: type[Any] = getattr(import_module(module), class_name)
    return found
