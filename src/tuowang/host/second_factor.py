"""The second factor: codes of an authenticator that its owner has, beside the password.

A secret counts once a code of it was right. It is sealed with the company's key, so a database or
a backup without the key gives none. A code is taken once; for a lost device there are recovery
codes, of which only hashes are kept, and an owner who takes the factor off again.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.host import one_time
from tuowang.host.acts import RECOVERY_USED, put_log_in
from tuowang.host.people import FACTORS, RULES, FactorRow, RuleRow, close_sessions, known, people
from tuowang.node import Outcome

if TYPE_CHECKING:
    from tuowang.host.company import Company

_REQUIRED = "second-factor"
_NONCE_BYTES = 12


def has_factor(company: Company, person: str) -> bool:
    """Whether somebody is asked for a code when they log in."""
    row = company.store.get(FACTORS, person)
    return row is not None and bool(row.secret)


def recovery_codes_left(company: Company, person: str) -> int:
    """How many recovery codes somebody has not used."""
    row = company.store.get(FACTORS, person)
    return len(row.recovery.split()) if row is not None else 0


def factor_required(company: Company) -> bool:
    """Whether everybody must have one."""
    row = company.store.get(RULES, _REQUIRED)
    return row is not None and row.holds


def require_factor(company: Company, required: bool) -> None:
    """Everybody must have one from now on, or no longer. Who has none sets it up at log-in."""

    def round_() -> Outcome:
        company.store.put(RULES, RuleRow(_REQUIRED, required))
        return Outcome()

    company.work(round_)


def without_factor(company: Company) -> list[str]:
    """Who has none."""
    return [row.person for row in people(company) if not has_factor(company, row.person)]


def begin_factor(company: Company, person: str) -> bytes:
    """A new secret, to be shown once; it counts when `confirm_factor` saw a code of it.

    Mistake: person-unknown.
    """
    secret = secrets.token_bytes(one_time.SECRET_BYTES)
    sealed = _sealed(company, person, secret)

    def round_() -> Outcome:
        known(company, person)
        row = company.store.get(FACTORS, person) or FactorRow(person)
        company.store.put(FACTORS, replace(row, coming=sealed))
        return Outcome()

    company.work(round_)
    return secret


def confirm_factor(company: Company, person: str, code: str, *, but: str = "") -> list[str]:
    """From now on log-ins ask for a code; the recovery codes, to be shown once.

    Other log-ins end; but: the hash of the one that stays. Mistake: factor-not-begun, code-wrong.
    """
    codes = one_time.recovery_codes(secrets.token_bytes)
    kept = " ".join(one_time.hashed(one_time.clean_code(one)) for one in codes)

    def round_() -> Outcome:
        row = company.store.get(FACTORS, person)
        if row is None or not row.coming:
            raise Mistake("factor-not-begun")
        secret = _opened(company, person, row.coming)
        step = one_time.step_of(secret, one_time.clean_code(code), company.clock(), 0)
        if step is None:
            raise Mistake("code-wrong")
        company.store.put(FACTORS, FactorRow(person, row.coming, "", step, kept))
        close_sessions(company, person, but)
        return Outcome()

    company.work(round_)
    return codes


def remove_factor(company: Company, person: str) -> None:
    """Take somebody's second factor off; their log-ins end. Mistake: person-unknown."""

    def round_() -> Outcome:
        known(company, person)
        company.store.delete(FACTORS, person)
        close_sessions(company, person)
        return Outcome()

    company.work(round_)


def take_code(company: Company, person: str, typed: str) -> bool:
    """Whether it is a code of theirs that was not used; it is used now.

    Within a transaction that somebody else began.
    """
    row = company.store.get(FACTORS, person)
    code = one_time.clean_code(typed)
    if row is None or not row.secret:
        return False
    step = one_time.step_of(
        _opened(company, person, row.secret), code, company.clock(), row.last_step
    )
    if step is not None:
        company.store.put(FACTORS, replace(row, last_step=step))
        return True
    kept = row.recovery.split()
    left = [one for one in kept if not hmac.compare_digest(one, one_time.hashed(code))]
    if len(left) == len(kept):
        return False
    company.store.put(FACTORS, replace(row, recovery=" ".join(left)))
    put_log_in(company, person, RECOVERY_USED)
    return True


def _box(company: Company) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(
        hmac.digest(company.home.secret(), b"tuowang second factor 1", "sha256")
    )


def _sealed(company: Company, person: str, secret: bytes) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return b64encode(nonce + _box(company).encrypt(nonce, secret, person.encode())).decode()


def _opened(company: Company, person: str, sealed: str) -> bytes:
    raw = b64decode(sealed)
    return _box(company).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], person.encode())
