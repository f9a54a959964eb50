"""Bundles on paper: any order, doubled codes, and everything that can be wrong with them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Mistake
from tuowang.host.paper import MOST_PAGES, PAGE_BYTES, off_paper, on_paper

ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(st.binary(min_size=1, max_size=5 * PAGE_BYTES), st.randoms(use_true_random=False))
def test_what_is_printed_is_what_is_read(data: bytes, chance: Random) -> None:
    pages = on_paper(data)
    assert set("".join(pages)) <= ALPHANUMERIC
    mixed = [*pages, chance.choice(pages)]
    chance.shuffle(mixed)
    assert off_paper("\n".join(mixed)) == data


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda pages: "", "paper-none"),
        (lambda pages: "hello", "paper-unreadable"),
        (lambda pages: "\n".join(pages[:-1]), "paper-missing"),
        (lambda pages: "\n".join([*pages, on_paper(b"other")[0]]), "paper-mixed"),
        (lambda pages: "\n".join([*pages[:-1], pages[-1][:-8] + "AAAAAAAA"]), "paper-wrong"),
        (lambda pages: "\n".join([*pages[:-1], pages[-1] + "A"]), "paper-unreadable"),
        (lambda pages: "TWQ1/00000000/0/0/AA", "paper-wrong"),
    ],
)
def test_what_is_wrong_is_said(change: object, code: str) -> None:
    pages = on_paper(bytes(range(256)) * 5)
    with pytest.raises(Mistake) as caught:
        off_paper(change(pages))  # type: ignore[operator]
    assert caught.value.code == code


def test_too_much_for_paper_is_refused() -> None:
    assert len(on_paper(bytes(MOST_PAGES * PAGE_BYTES))) == MOST_PAGES
    with pytest.raises(Mistake, match="paper-too-much"):
        on_paper(bytes(MOST_PAGES * PAGE_BYTES + 1))
