"""Every code that the source says has its text, in both languages, with what it was given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from tests.faces.said_codes import CELLS, ROOT, SaidCode, said_codes
from tuowang.faces.cli.doing import said_code
from tuowang.faces.language import LANGUAGES
from tuowang.faces.pages.roles import ACTS
from tuowang.faces.texts import (
    CELL_PREFIX,
    PARTS,
    TEXTS,
    ending,
    placeholders,
    printable,
    text,
    unit_name,
    word,
)
from tuowang.faces.texts.concerns import CONCERN_TEXTS
from tuowang.faces.texts.docking import ENDINGS
from tuowang.faces.texts.headings import HEADINGS
from tuowang.faces.texts.help_commands import COMMAND_HELP
from tuowang.faces.texts.help_options import OPTION_HELP
from tuowang.faces.texts.metavars import METAVARS
from tuowang.faces.texts.mistakes_carriers import SKIPPED
from tuowang.faces.texts.mistakes_cells import CELL_MISTAKES
from tuowang.faces.texts.variants import VARIANTS
from tuowang.faces.texts.words import UNIT_NAMES, WORDS
from tuowang.flows import FLOWS
from tuowang.flows.docking_end import (
    BAD_NUMBERS,
    BY_HAND,
    DENIED,
    IS_SILENT,
    LEFT,
    LEFT_OVER_SILENCE,
    NO_PLAN,
)
from tuowang.flows.partner import TOPICS
from tuowang.flows.planning import PROMISED_LATE, PROMISED_SHORT
from tuowang.units import UNITS

FOUND = said_codes()
SAID = [found for found in FOUND if found.kind != "BadWord"]
BROKEN = [found for found in FOUND if found.kind == "BadWord"]
CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")
PLACE = {"sheet", "row", "column"}


def every_pair() -> Iterator[tuple[str, tuple[str, str]]]:
    """All texts there are, with the name each is found by."""
    yield from TEXTS.items()
    yield from CELL_MISTAKES.items()
    for code, pairs in VARIANTS.items():
        yield from ((code, pair) for pair in pairs)
    for catalogue in (
        SKIPPED,
        ENDINGS,
        COMMAND_HELP,
        OPTION_HELP,
        WORDS,
        METAVARS,
        UNIT_NAMES,
        HEADINGS,
    ):
        yield from catalogue.items()


def variants(code: str) -> list[tuple[str, str]]:
    """The texts of a code."""
    if code in CELL_MISTAKES:
        return [CELL_MISTAKES[code]]
    bare = code.removeprefix(CELL_PREFIX)
    return [TEXTS[bare], *VARIANTS.get(bare, ())] if bare in TEXTS else []


def texts_of(found: SaidCode) -> list[tuple[str, str]]:
    """The texts that what is said there may have; in a workbook's cells it is a cell's."""
    of_cell = variants(CELL_PREFIX + found.code) if found.where.startswith(CELLS) else []
    return [*variants(found.code), *of_cell]


def named(found: SaidCode) -> str:
    return f"{found.where} says {found.code}"


def test_the_search_finds_what_is_said() -> None:
    kinds = Counter(found.kind for found in SAID)
    assert kinds["Mistake"] > 100
    assert kinds["Refused"] > 10
    assert kinds["Note"] > 3
    assert kinds[".note"] > 3
    assert kinds["CarrierDown"] > 5
    assert kinds[".notice"] + kinds[".mistake"] > 10


def test_every_code_has_a_text() -> None:
    wrong = [named(found) for found in SAID if not texts_of(found)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_text_gets_what_it_names() -> None:
    wrong = []
    for found in SAID:
        given = set(found.details or ()) | (PLACE if found.code.startswith(CELL_PREFIX) else set())
        fits = any(placeholders(pair[0]) <= given for pair in texts_of(found))
        if found.details is not None and not fits:
            wrong.append(f"{named(found)} with {sorted(found.details)}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_both_languages_name_the_same() -> None:
    wrong = [
        name
        for name, (english, chinese) in every_pair()
        if placeholders(english) != placeholders(chinese)
    ]
    assert not wrong


def test_chinese_is_chinese_and_english_is_not() -> None:
    same = {"changed-cell", "new-cell"}
    wrong = [
        name
        for name, (english, chinese) in every_pair()
        if name not in same and name != "no" and not CHINESE_LETTER.search(chinese)
    ]
    assert not wrong
    assert all(
        english.strip() and english != chinese
        for name, (english, chinese) in every_pair()
        if name not in same and name != "no"
    )
    examples = {"unit-unknown"}
    wrong = [
        name
        for name, (english, _) in every_pair()
        if CHINESE_LETTER.search(english) and name not in examples
    ]
    assert not wrong


def test_a_code_stands_in_one_part() -> None:
    counted = Counter(code for part in PARTS for code in part)
    assert [code for code, count in counted.items() if count > 1] == []


def test_no_text_is_unused() -> None:
    written = [*ROOT.rglob("*.py"), *ROOT.rglob("*.html")]
    source = "\n".join(
        file.read_text(encoding="utf-8").replace("'", '"')
        for file in written
        if "texts" not in file.parts
    )
    built = {"act-" + name.replace(" ", "-") for name in ACTS}
    built |= {code for code in CONCERN_TEXTS if code.startswith("concern-")}
    built |= {said_code(kind) for flow in FLOWS for kind in flow.records}
    built |= {"measure-" + name for name in MEASURES} | {
        "reason-" + name for name in (*REASONS, *TOLD_REASONS)
    }
    said = {found.code for found in SAID}
    said |= {code.removeprefix(CELL_PREFIX) for code in said}
    unused = [code for code in TEXTS if code not in said | built and f'"{code}"' not in source]
    assert not unused


MEASURES = [
    "delivered-on-time-permille", "delivered-fill-permille", "supplied-on-time-permille",
    "supplied-fill-permille", "stock-value-minor", "stock-days", "lead-time-days",
    "bullwhip-permille", "owed-to-us", "owed-by-us", "received", "paid", "cash-days-to-us",
    "cash-days-by-us",
]  # fmt: skip
REASONS = ["centre-full", "material-late", "lead-time", "beyond-horizon"]
TOLD_REASONS = [PROMISED_LATE, PROMISED_SHORT]


def test_why_a_run_ended_is_told_in_both_languages() -> None:
    assert len(BROKEN) > 20
    codes = {BY_HAND, LEFT, LEFT_OVER_SILENCE, IS_SILENT, DENIED, NO_PLAN, BAD_NUMBERS}
    assert set(ENDINGS) == codes | {found.code for found in BROKEN}
    for code in codes:
        why = code if code == BY_HAND else f"{code}: mill"
        for language in LANGUAGES:
            told = text("docking-given-up", language, run="X-1", why=why)
            assert f"{code}: " not in told
            assert ("mill" in told) is (code != BY_HAND)
    assert ending("disk full: no room", "en", {}) == "disk full: no room"


def test_a_broken_rule_is_told_with_who_broke_it_and_with_what() -> None:
    for found in BROKEN:
        assert found.details is not None, named(found)
        values = {name: f"value of {name}" for name in found.details}
        for language in LANGUAGES:
            assert placeholders(ENDINGS[found.code][0]) == found.details | {"about"}, named(found)
            why = f"{found.code}: mill"
            told = text("docking-given-up", language, run="X-1", why=why, **values)
            assert all(said in told for said in ("mill", *values.values())), named(found)


def test_every_record_can_be_told() -> None:
    for flow in FLOWS:
        for kind, record in flow.records.items():
            english = TEXTS[said_code(kind)][0]
            fields = {*record.__struct_fields__, "partner", "amount", "price"}
            assert placeholders(english) <= fields, kind
            assert kind in WORDS, kind


def test_every_measure_and_reason_has_a_text() -> None:
    from tuowang.flows.measure import Measures
    from tuowang.plan.model import ReasonCode

    shown = [name.replace("_", "-") for name in Measures.__struct_fields__[2:]]
    assert sorted(shown) == sorted(MEASURES)
    assert sorted(get_args(ReasonCode)) == sorted(REASONS)
    assert all(f"measure-{name}" in TEXTS for name in MEASURES)
    assert all(f"reason-{name}" in TEXTS for name in REASONS)


def test_every_unit_has_a_name() -> None:
    assert UNIT_NAMES.keys() == UNITS.keys()
    assert unit_name("KGM", "zh") == "千克"
    assert unit_name("XYZ", "zh") == "XYZ"


def test_every_heading_is_used() -> None:
    source = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "faces" / "cli").glob("*.py")
    )
    topics = {f"topic-{topic}" for topic in TOPICS}
    assert [name for name in HEADINGS if f'"{name}"' not in source and name not in topics] == []


@pytest.mark.parametrize(
    "code",
    sorted(
        code for code in TEXTS if code in {found.code for found in SAID if found.kind == "Mistake"}
    ),
)
def test_a_mistake_says_what_to_do(code: str) -> None:
    for english, chinese in variants(code):
        assert len(re.findall(r"[.;:?]( |$)", english)) >= 2, english
        assert len(re.findall("[。；：？，`]", chinese)) >= 2, chinese


def test_a_cells_mistake_says_where() -> None:
    place = {"sheet": "items", "row": 7, "column": "unit"}
    shown = text("cell-unit-unknown", "en", unit="stone", known="KGM", **place)
    assert shown.startswith("Sheet “items”, row 7, column “unit”: ")
    assert "stone" in shown
    borrowed = text("cell-amount-zero", "zh", text="0", **place)
    assert "第 7 行" in borrowed
    assert TEXTS["amount-zero"][1].format(text="0") in borrowed


def test_a_code_that_nobody_knows_is_shown_as_it_is() -> None:
    assert text("brand-new", "zh", item="A-1") == "brand-new (item=A-1)"
    assert text("item-unknown", "en") == TEXTS["item-unknown"][0].replace("{item}", "<item>")


def test_the_text_that_fits_the_details_is_taken() -> None:
    one = text("file-not-writable", "en", path="a", fault="full")
    other = text("file-not-writable", "en", file="b", why="locked")
    assert "full" in one
    assert "locked" in other


def test_values_cannot_steer_the_terminal() -> None:
    hostile = "bolt\x1b[2J\u202egnol\x07"
    shown = text("item-unknown", "en", item=hostile)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", shown)
    assert "bolt" in shown
    assert printable("螺栓 M8") == "螺栓 M8"
    assert text("item-unknown", "en", item="{item}") == text("item-unknown", "en", item="{item}")


def test_states_and_units_are_told_in_the_language() -> None:
    assert "已签约" in text("demand-closed", "zh", demand="D-1", state="AGREED")
    assert "千克" in text("unit-differs", "zh", item="A", unit="KGM", expected="TNE")
    missing = text(
        "item-not-ready", "zh", item="A", score=5, threshold=80, missing="items/A/supplier"
    )
    assert "物料 / A / 供应商" in missing
    assert word("never-heard", "zh") == "never-heard"
