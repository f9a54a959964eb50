"""The secret as words that people write down: one word a byte, and two that find a wrong one.

34 words of the list that keys are compared with (`record.words`), English or Chinese, even mixed.
The last two are the first bytes of SHA-256 over "tuowang recovery 1" and the secret.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from hashlib import sha256

from tuowang.errors import Mistake
from tuowang.record.keys import SECRET_BYTES
from tuowang.record.words import WORDS

CHECK_BYTES = 2
RECOVERY_WORDS = SECRET_BYTES + CHECK_BYTES
_BYTES = {word: byte for byte, pair in enumerate(WORDS) for word in pair}
_APART = re.compile(r"[\s\d.,;:、，。；()（）]+")


def recovery_words(secret: bytes) -> list[tuple[str, str]]:
    """The words (English, Chinese) that bring a secret of 32 bytes back."""
    return [WORDS[byte] for byte in secret + _check(secret)]


def secret_of_words(text: str) -> bytes:
    """The secret that somebody wrote down; numbers and marks between the words do not matter.

    Mistake: recovery-word-unknown, recovery-words-count, recovery-words-wrong.
    """
    typed = [word for word in _APART.split(text.casefold()) if word]
    if len(typed) != RECOVERY_WORDS:
        raise Mistake("recovery-words-count", count=len(typed), expected=RECOVERY_WORDS)
    for place, word in enumerate(typed, start=1):
        if word not in _BYTES:
            near = get_close_matches(word, _BYTES, 3) or ["-"]
            raise Mistake("recovery-word-unknown", place=place, word=word[:40], near=near)
    whole = bytes(_BYTES[word] for word in typed)
    secret, check = whole[:SECRET_BYTES], whole[SECRET_BYTES:]
    if check != _check(secret):
        raise Mistake("recovery-words-wrong")
    return secret


def _check(secret: bytes) -> bytes:
    return sha256(b"tuowang recovery 1" + secret).digest()[:CHECK_BYTES]
