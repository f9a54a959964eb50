"""Company ids: the check digit of GB 32100-2015 on numbers of real companies, and other schemes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Mistake
from tuowang.flows.company_id import USCC_ALPHABET, check_company_id, uscc_check_digit

REAL = [
    "91350100M000100Y43",  # the example of GB 32100-2015
    "91110108717743469K",
    "91330100799655058B",
    "91440300192317458F",
    "914403001922038216",
    "9144030071526726XG",
]
first_17 = st.text(USCC_ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("company_id", REAL)
def test_real_companies_have_right_ids(company_id: str) -> None:
    assert uscc_check_digit(company_id[:17]) == company_id[17]
    spaced = f"\t{company_id[:6].lower()} {company_id[6:]}\u3000\n"
    assert check_company_id("uscc", spaced) == company_id


@given(first_17)
def test_just_one_check_digit_fits(start: str) -> None:
    fits = [end for end in USCC_ALPHABET if _is_taken("uscc", start + end)]
    assert fits == [uscc_check_digit(start)]


@given(first_17, st.integers(0, 16))
def test_neighbours_that_changed_places_are_noticed(start: str, place: int) -> None:
    whole = start + uscc_check_digit(start)
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert _is_taken("uscc", swapped) == (swapped == whole)


@pytest.mark.parametrize(
    "text", ["I" * 17, "1" * 16, "1" * 18, "", "１" * 17, "9135010O" + "0" * 9]
)
def test_what_is_no_beginning_has_no_check_digit(text: str) -> None:
    assert uscc_check_digit(text) == ""


@pytest.mark.parametrize("text", ["4012345000009", "6901234567892", " 4012345 00000 9 "])
def test_right_gln(text: str) -> None:
    assert check_company_id("gln", text) == "".join(text.split())


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("uscc", "91350100M000100Y44", "company-id-wrong"),
        ("uscc", "91350100M000100Y4", "company-id-wrong"),
        ("uscc", "91350100M000100Y433", "company-id-wrong"),
        ("uscc", "９１３５０１００M000100Y43", "company-id-wrong"),
        ("gln", "4012345000008", "company-id-wrong"),
        ("gln", "401234500000", "company-id-wrong"),
        ("gln", "４０１２３４５００0009", "company-id-wrong"),
        ("gln", "401234500000X", "company-id-wrong"),
        ("uscc", " ", "company-id-unreadable"),
        ("vat", "x" * 65, "company-id-unreadable"),
        ("vat", "DE\x00811", "company-id-unreadable"),
        ("vat", "\u202e811", "company-id-unreadable"),
    ],
)
def test_wrong_ids_are_refused_with_their_reason(scheme: str, text: str, code: str) -> None:
    with pytest.raises(Mistake) as caught:
        check_company_id(scheme, text)
    assert caught.value.code == code


def test_a_scheme_that_is_not_known_is_taken_as_it_is_written() -> None:
    assert check_company_id("vat", "de 811 569 869") == "DE811569869"
    assert check_company_id("duns", "15-048-3782") == "15-048-3782"


@given(st.sampled_from(["uscc", "gln", "vat", ""]), st.text(max_size=80))
def test_any_text_is_taken_in_its_normal_form_or_refused(scheme: str, text: str) -> None:
    try:
        found = check_company_id(scheme, text)
    except Mistake:
        return
    assert check_company_id(scheme, found) == found
    assert 1 <= len(found) <= 64
    assert not any(char.isspace() for char in found)


def _is_taken(scheme: str, text: str) -> bool:
    try:
        return check_company_id(scheme, text) == text
    except Mistake:
        return False
