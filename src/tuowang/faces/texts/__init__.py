"""Everything that people read, under stable codes, in English and Chinese.

    text("item-unknown", "zh", item="A-1")     the sentence under a code, its placeholders filled
    word("REQUESTED", "zh")                    a state or another value of fixed meaning
    heading("due", "zh")                       the heading of a column
    help_text("init", "zh")                    what a command or an option is for
    unit_name("KGM", "zh")                     how people call a unit

A mistake's text says what is wrong and what to do. Values are made fit to be shown: a partner's
words can neither steer a terminal nor turn the reading direction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from string import Formatter

from tuowang.faces.language import CHINESE
from tuowang.faces.texts.bench import BENCH_TEXTS
from tuowang.faces.texts.compare import COMPARE_TEXTS
from tuowang.faces.texts.concerns import CONCERN_TEXTS
from tuowang.faces.texts.docking import DOCKING_TEXTS, ENDINGS
from tuowang.faces.texts.figures import FIGURE_TEXTS
from tuowang.faces.texts.headings import HEADINGS
from tuowang.faces.texts.help_commands import COMMAND_HELP
from tuowang.faces.texts.help_options import OPTION_HELP
from tuowang.faces.texts.labels import LABELS
from tuowang.faces.texts.lan import LAN_TEXTS
from tuowang.faces.texts.mandate import MANDATE_TEXTS
from tuowang.faces.texts.metavars import METAVARS
from tuowang.faces.texts.mistakes_carriers import CARRIER_MISTAKES, SKIPPED
from tuowang.faces.texts.mistakes_cells import CELL_MISTAKES, CELL_PLACE
from tuowang.faces.texts.mistakes_cli import CLI_MISTAKES
from tuowang.faces.texts.mistakes_flows import FLOW_MISTAKES
from tuowang.faces.texts.mistakes_goods import GOODS_MISTAKES
from tuowang.faces.texts.mistakes_host import HOST_MISTAKES
from tuowang.faces.texts.mistakes_sources import SOURCE_MISTAKES
from tuowang.faces.texts.netting import NETTING_TEXTS
from tuowang.faces.texts.notes import NOTES
from tuowang.faces.texts.obligations import OBLIGATION_TEXTS
from tuowang.faces.texts.pages import PAGE_TEXTS
from tuowang.faces.texts.pages_desk import DESK_TEXTS
from tuowang.faces.texts.pages_flows import FLOW_PAGE_TEXTS
from tuowang.faces.texts.pages_money import MONEY_PAGE_TEXTS
from tuowang.faces.texts.pages_plan import PLAN_PAGE_TEXTS
from tuowang.faces.texts.pages_settings import SETTINGS_TEXTS
from tuowang.faces.texts.people import PEOPLE_TEXTS
from tuowang.faces.texts.pooling import POOL_TEXTS
from tuowang.faces.texts.promises import PROMISE_TEXTS
from tuowang.faces.texts.refusals import REFUSALS
from tuowang.faces.texts.said import SAID
from tuowang.faces.texts.screens import SCREENS
from tuowang.faces.texts.variants import VARIANTS
from tuowang.faces.texts.witness import WITNESS_TEXTS
from tuowang.faces.texts.words import UNIT_NAMES, WORDS

Pair = tuple[str, str]

PARTS: tuple[dict[str, Pair], ...] = (
    BENCH_TEXTS,
    CARRIER_MISTAKES,
    CLI_MISTAKES,
    DESK_TEXTS,
    COMPARE_TEXTS,
    CONCERN_TEXTS,
    DOCKING_TEXTS,
    FIGURE_TEXTS,
    FLOW_MISTAKES,
    GOODS_MISTAKES,
    HOST_MISTAKES,
    SOURCE_MISTAKES,
    LAN_TEXTS,
    MANDATE_TEXTS,
    NETTING_TEXTS,
    NOTES,
    OBLIGATION_TEXTS,
    PAGE_TEXTS,
    FLOW_PAGE_TEXTS,
    MONEY_PAGE_TEXTS,
    PLAN_PAGE_TEXTS,
    SETTINGS_TEXTS,
    PEOPLE_TEXTS,
    POOL_TEXTS,
    PROMISE_TEXTS,
    REFUSALS,
    SAID,
    SCREENS,
    WITNESS_TEXTS,
)
"""The catalogue, by area; no code stands in two parts."""

TEXTS: dict[str, Pair] = {code: pair for part in PARTS for code, pair in part.items()}

CELL_PREFIX = "cell-"
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""What steers a terminal, or hides: control and direction characters, and those of no width."""


def text(code: str, language: str, **details: object) -> str:
    """The sentence under a code; what no catalogue knows is shown as it is, never an error."""
    if code.startswith(CELL_PREFIX):
        where = _filled(CELL_PLACE, language, details)
        if code in CELL_MISTAKES:
            return where + _filled(CELL_MISTAKES[code], language, details)
        return where + text(code.removeprefix(CELL_PREFIX), language, **details)
    if code not in TEXTS:
        shown = ", ".join(f"{name}={shown_value(value)}" for name, value in details.items())
        return f"{code} ({shown})" if shown else code
    for pair in (TEXTS[code], *VARIANTS.get(code, ())):
        if placeholders(pair[0]) <= details.keys():
            return _filled(pair, language, details)
    return _filled(TEXTS[code], language, details)


def placeholders(template: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def word(value: str, language: str) -> str:
    """A value of fixed meaning as people say it; an unknown one as it is."""
    pair = WORDS.get(value)
    return pair[_index(language)] if pair else printable(value)


def heading(name: str, language: str) -> str:
    """The heading of a column."""
    return HEADINGS[name][_index(language)]


def unit_name(code: str, language: str) -> str:
    """How people call a unit; an unknown code as it is."""
    pair = UNIT_NAMES.get(code)
    return pair[_index(language)] if pair else printable(code)


def help_text(key: str, language: str) -> str:
    """What a command is for."""
    return COMMAND_HELP[key][_index(language)]


def option_help(command: str, name: str, language: str) -> str:
    """What a command's option or argument is for; most mean the same in every command."""
    pair = OPTION_HELP.get(f"{command}/{name}") or OPTION_HELP[name]
    return pair[_index(language)]


def label(name: str, language: str) -> str:
    """What stands before a form's field; a name that has none as it is."""
    pair = LABELS.get(name)
    return pair[_index(language)] if pair else name.replace("_", " ").strip()


def metavar(name: str, language: str) -> str:
    """What stands for a value in a usage line."""
    return METAVARS[name][_index(language)]


def printable(value: str) -> str:
    """A text without what steers terminals or hides: control and direction characters."""
    if value.isascii() and value.isprintable():
        return value
    return UNSEEN.sub("�", unicodedata.normalize("NFC", value))


def shown_value(value: object) -> str:
    """A detail as it stands in a sentence."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return ", ".join(shown_value(one) for one in value)
    return printable(str(value))


class _Details(dict[str, str]):
    """Details of a sentence; one that is missing shows its name."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


_UNIT_DETAILS = frozenset({"unit", "to", "expected", "old", "new"})
_WORD_DETAILS = frozenset({"state", "topic", "role"})


def _filled(pair: Pair, language: str, details: Mapping[str, object]) -> str:
    shown = _Details()
    for name, value in details.items():
        if isinstance(value, str) and name in _WORD_DETAILS:
            shown[name] = word(value, language)
        elif isinstance(value, str) and name in _UNIT_DETAILS:
            shown[name] = unit_name(value, language)
        elif isinstance(value, str) and name == "why":
            shown[name] = ending(value, language, details)
        elif isinstance(value, str) and name == "missing":
            shown[name] = missing_cells(value, language)
        else:
            shown[name] = shown_value(value)
    return pair[_index(language)].format_map(shown)


def ending(why: str, language: str, details: Mapping[str, object]) -> str:
    """Why something ended, as people say it; what is no such reason as it is."""
    code, _, about = why.partition(": ")
    pair = ENDINGS.get(code)
    if not pair:
        return printable(why)
    shown = _Details({name: shown_value(value) for name, value in details.items()})
    shown["about"] = printable(about)
    return pair[_index(language)].format_map(shown)


def missing_cells(named: str, language: str) -> str:
    """Cells "sheet/row/column" of the workbook, as its headings call them in the language."""
    from tuowang.sources.workbook.sheets import BY_KEY, heading, sheet_name

    found = []
    for cell in named.split(", "):
        sheet, _, rest = cell.partition("/")
        row, _, column = rest.rpartition("/")
        if sheet in BY_KEY:
            place = (sheet_name(sheet, language), row, heading(sheet, column, language))
            cell = " / ".join(part for part in place if part)
        found.append(printable(cell))
    return ", ".join(found)


def skipped_reason(code: str, language: str, **details: object) -> str:
    """Why a carrier passed something over, or a bundle was left where it lies."""
    pair = SKIPPED.get(code)
    return pair[_index(language)] if pair else text(code, language, **details)


def _index(language: str) -> int:
    return 1 if language == CHINESE else 0
