"""One-time codes: the vectors of RFC 6238, steps, and what is typed."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs, urlsplit

import pytest

from tuowang.host.one_time import (
    STEP_MILLISECONDS,
    address_for,
    as_text,
    clean_code,
    code_at,
    recovery_codes,
    step_of,
)

SEED = b"12345678901234567890"
SEEDS = {"sha1": SEED, "sha256": (SEED * 2)[:32], "sha512": (SEED * 4)[:64]}
VECTORS = (  # RFC 6238, appendix B
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
)


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), VECTORS)
def test_the_vectors_of_the_rfc(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    found = [code_at(SEEDS[name], seconds // 30, 8, name) for name in SEEDS]
    assert found == [sha1, sha256, sha512]
    assert code_at(SEED, seconds // 30) == sha1[-6:]


def test_a_code_counts_a_step_before_and_after_and_once() -> None:
    now = 1_800_000_000_000
    step = now // STEP_MILLISECONDS
    for off in range(-3, 4):
        expected = step + off if abs(off) <= 1 else None
        assert step_of(SEED, code_at(SEED, step + off), now, 0) == expected
    assert step_of(SEED, code_at(SEED, step), now, step) is None
    assert step_of(SEED, code_at(SEED, step), now, step + 1) is None
    assert step_of(SEED, code_at(SEED, step + 1), now, step) == step + 1
    for typed in ("", "000", "é" * 6, code_at(SEED, step) + "0"):
        assert step_of(SEED, typed, now, 0) is None


def test_an_authenticator_reads_the_address() -> None:
    address = urlsplit(address_for(SEED, "Mei: 梅", "Bolts & Sons"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    asked = parse_qs(address.query)
    assert asked == {"secret": [as_text(SEED)], "issuer": ["Bolts & Sons"]}
    assert "%3A" in address.path
    assert address.path.count(":") == 0


def test_recovery_codes_are_many_bits_each_and_all_different() -> None:
    codes = recovery_codes(secrets.token_bytes)
    assert len(set(codes)) == 10
    assert {len(clean_code(one)) for one in codes} == {24}
    assert clean_code(codes[0].lower().replace("-", " ")) == clean_code(codes[0])
