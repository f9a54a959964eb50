"""The security documents answer each line of OWASP ASVS 5.0, level 2, with tests that exist."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "docs" / "security.md", *sorted((ROOT / "docs" / "security").glob("*.md"))]
STATES = ("holds", "partly", "missing", "not used")
LINES = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
    14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip
"""How many requirements of level 1 and 2 each chapter of the standard has."""
ROW = re.compile(r"\| (\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*) \| ([^|]+) \| ([^|]+) \|(.*)\|$")


def rows() -> list[tuple[list[str], str, str]]:
    """Of each row the numbers, the state, and what shows it."""
    found = []
    for document in DOCUMENTS:
        for line in document.read_text(encoding="utf-8").splitlines():
            if match := ROW.match(line):
                found.append((match[1].split(", "), match[3].strip(), match[4].strip()))
    return found


def test_every_requirement_has_a_line() -> None:
    numbers = [number for row in rows() for number in row[0]]
    assert [number for number, count in Counter(numbers).items() if count > 1] == []
    assert Counter(int(number.partition(".")[0]) for number in numbers) == LINES


def test_every_line_has_a_state_and_what_shows_it() -> None:
    for numbers, state, shown in rows():
        assert state in STATES, numbers
        assert shown or state == "not used", numbers


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_security_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    tests = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py"))
    known = set(re.findall(r"def (test_\w+)\(", tests))
    assert set(re.findall(r"`(test_\w+)`", text)) - known == set()
    for name in re.findall(r"`((?:tests|docs|carriers|host|faces|record)/[\w/.-]*)`", text):
        assert (ROOT / name).exists() or (ROOT / "src" / "tuowang" / name).exists(), name
