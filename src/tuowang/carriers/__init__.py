"""How do bytes travel? One file a carrier, each dumb and untrusted; none knows what it moves.

`CARRIERS` is the whole list. A new carrier is one new file, one line here, and the acceptance
suite of `tuowang.carriers.acceptance` run on it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tuowang.errors import Mistake

CARRIERS: dict[str, tuple[str, str]] = {
    "folder": ("tuowang.carriers.folder", "FolderCarrier"),
    "http": ("tuowang.carriers.http", "HttpCarrier"),
}
"""A carrier's name -> its module and class."""


def carrier_class(name: str) -> type[Any]:
    """The class of a carrier by its name in `CARRIERS`, imported only now.

    Mistake: carrier-unknown.
    """
    if name not in CARRIERS:
        raise Mistake("carrier-unknown", name=name, known=", ".join(CARRIERS))
    module, class_name = CARRIERS[name]
    found: type[Any] = getattr(import_module(module), class_name)
    return found
