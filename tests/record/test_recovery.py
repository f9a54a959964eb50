"""The key as words on paper."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuowang.errors import Mistake
from tuowang.record.recovery import RECOVERY_WORDS, recovery_words, secret_of_words
from tuowang.record.words import WORDS

secrets = st.binary(min_size=32, max_size=32)


@given(secrets, st.lists(st.booleans(), min_size=34, max_size=34))
def test_the_words_bring_the_secret_back(secret: bytes, chinese: list[bool]) -> None:
    words = recovery_words(secret)
    assert len(words) == RECOVERY_WORDS
    written = [pair[one] for pair, one in zip(words, chinese, strict=True)]
    assert secret_of_words("\n".join(f"{at}. {one}" for at, one in enumerate(written, 1))) == secret
    assert secret_of_words("、".join(written)) == secret


def test_no_word_means_two_bytes() -> None:
    assert len({word for pair in WORDS for word in pair}) == 2 * len(WORDS)


def test_the_words_of_a_secret_do_not_change() -> None:
    english = [pair[0] for pair in recovery_words(bytes(range(32)))]
    assert english[:3] == ["apple", "arrow", "autumn"]
    assert english[32:] == ["fox", "fork"]


@given(secrets, st.integers(0, 33), st.integers(1, 255))
def test_a_wrong_word_never_gives_the_same_secret(secret: bytes, place: int, by: int) -> None:
    words = [pair[0] for pair in recovery_words(secret)]
    index = [pair[0] for pair in WORDS].index(words[place])
    words[place] = WORDS[(index + by) % 256][0]
    with suppress(Mistake):
        assert secret_of_words(" ".join(words)) != secret


def test_a_wrong_word_is_found() -> None:
    words = [pair[0] for pair in recovery_words(bytes(range(32)))]
    for place in range(34):
        wrong = [*words[:place], "sheep", *words[place + 1 :]]
        with pytest.raises(Mistake, match="recovery-words-wrong"):
            secret_of_words(" ".join(wrong))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "recovery-words-count"),
        ("apple " * 33, "recovery-words-count"),
        ("apple " * 33 + "appel", "recovery-word-unknown"),
        ("apple " * 34, "recovery-words-wrong"),
    ],
)
def test_what_is_wrong_is_said(typed: str, code: str) -> None:
    with pytest.raises(Mistake) as caught:
        secret_of_words(typed)
    assert caught.value.code == code
    if code == "recovery-word-unknown":
        assert "apple" in str(caught.value.details["near"])
        assert caught.value.details["place"] == 34
