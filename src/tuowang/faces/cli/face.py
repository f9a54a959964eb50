"""Who asks, and how they want to be answered: language, home, words or JSON."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tuowang.faces.language import choose_language
from tuowang.faces.texts import text, word

if TYPE_CHECKING:
    from tuowang.host.company import Company

R = TypeVar("R")


class Keep(Protocol):
    """Keeps what was worked out from the tables, by a key, until they change."""

    def __call__(self, key: Hashable, make: Callable[[], R], rows_of: Callable[[R], int]) -> R:
        """What `make` gives, or gave before; `rows_of` says how much of it there is."""


class Face:
    """One call of the command line, or of a page."""

    def __init__(
        self,
        language: str,
        home: Path,
        *,
        as_json: bool,
        company: Callable[[], Company] | None = None,
        at_machine: bool = True,
        keep: Keep | None = None,
    ) -> None:
        """company: gives each thread its own; at_machine: who asks may name files of this machine;
        keep: for what several ask for again."""
        self.language = language
        self.home = home
        self.as_json = as_json
        self.at_machine = at_machine
        self._company: Company | None = None
        self._company_of_thread = company
        self._keep = keep
        self.most_rows: int | None = None
        self.cut = False

    @property
    def company(self) -> Company:
        """The company in the home, opened once. Mistake: home-missing."""
        if self._company_of_thread is not None:
            return self._company_of_thread()
        if self._company is None:
            from tuowang.host.company import open_company

            self._company = open_company(self.home)
        return self._company

    @property
    def view(self) -> Any:
        """The company's tables, to be read."""
        return self.company.store

    @property
    def today(self) -> str:
        """The ISO date by the company's clock."""
        from tuowang.units import today

        return today(self.company.clock())

    def some(self, rows: Iterable[R]) -> Iterator[R]:
        """The rows of a list: all of them, or the first `most_rows`; `cut` then says so."""
        for count, row in enumerate(rows):
            if count == self.most_rows:
                self.cut = True
                return
            yield row

    def kept(
        self, what: Hashable, make: Callable[[], R], rows_of: Callable[[R], int] = lambda _: 0
    ) -> R:
        """What `make` reads from the tables; where it can be kept, for this language and day."""
        if self._keep is None:
            return make()
        return self._keep((what, self.language, self.today), make, rows_of)

    def text(self, code: str, **details: object) -> str:
        """A sentence in the person's language."""
        return text(code, self.language, **details)

    def word(self, value: str) -> str:
        """A value of fixed meaning in the person's language."""
        return word(value, self.language)

    def close(self) -> None:
        """Close the company, if one was opened."""
        if self._company is not None:
            self._company.close()
            self._company = None


def value_of(arguments: Sequence[str], flag: str) -> str | None:
    """What stands behind a flag, before the arguments are parsed; the last one counts."""
    found = None
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == flag and place + 1 < len(arguments):
            found = arguments[place + 1]
        elif argument.startswith(flag + "="):
            found = argument[len(flag) + 1 :]
    return found


def usual_home(environment: Mapping[str, str]) -> Path:
    """Where a company lives when nothing is said."""
    return Path(environment.get("TUOWANG_HOME") or "~/.tuowang").expanduser()


def face_of(arguments: Sequence[str]) -> Face:
    """The face that these arguments ask for: help and mistakes are told in it, too."""
    stated = value_of(arguments, "--home")
    home = Path(stated).expanduser() if stated else usual_home(os.environ)
    language = choose_language(value_of(arguments, "--lang") or "", home, os.environ)
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return Face(language, home, as_json="--json" in before)
