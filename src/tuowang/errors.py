"""How we say no.

Four kinds of no, and only these::

    Mistake          our own user asked for what cannot be: nothing changed; exit 2, HTTP 4xx
    Refused          a partner's bytes broke a rule: becomes a note, never leaves `receive`
    not understood   well signed, unknown kind or bad body: kept, passed on, means nothing
    AssertionError   our own bug: the process ends, the log replays

Codes are stable kebab-case words; the texts that people read stand in one catalogue
(`tuowang.faces.texts`), in every language, under the same codes.
"""

from __future__ import annotations


class Mistake(Exception):
    """Our own user asked for what cannot be; nothing was changed.

    `code` names the text to show; `details` fill its placeholders (sheet, row, flag, file ...).
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.code} ({shown})" if shown else self.code


class Mistakes(Mistake):
    """Several mistakes of one piece of work, such as the cells of a workbook."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        assert mistakes
        super().__init__("several-mistakes", count=len(mistakes))
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


class Refused(Exception):
    """Bytes from outside broke a rule. `code` says which; nothing of them was taken."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
