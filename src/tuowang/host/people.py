"""Who works in the pages of this node: people, their roles, and what they log in with.

Not folded from logs and told to nobody: it is this machine's own matter, kept beside the links.
As long as there are no people, whoever sits at this machine is the owner. `log_in` says how they
come in, `second_factor` what they show beside a password, `acts` what each of them did.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import msgspec

from tuowang.errors import Mistake
from tuowang.flows.party import ME, PARTIES
from tuowang.host.acts import ACT_TABLES
from tuowang.host.passwords import LEAST_PASSWORD, MOST_PASSWORD, check_password, kept_password
from tuowang.node import Outcome
from tuowang.store.table import Table

if TYPE_CHECKING:
    from tuowang.host.company import Company

OWNER, PLANNER, BUYER = "owner", "planner", "buyer"
WAREHOUSE, FINANCE, READER = "warehouse", "finance", "read-only"
ROLES = (OWNER, PLANNER, BUYER, WAREHOUSE, FINANCE, READER)
MOST_NAME = 64


class PersonRow(msgspec.Struct, frozen=True):
    """Somebody who may log in. `secret` is the password's Argon2id in the PHC form."""

    person: str
    role: str
    secret: str
    language: str = ""


class SessionRow(msgspec.Struct, frozen=True):
    """A log-in that stands. token: SHA-256 of the cookie's secret, in hex.

    waiting: the password was right, the code of the second factor is still to come.
    """

    token: str
    person: str
    form_token: str
    began: int
    seen: int
    waiting: bool = False


class TriesRow(msgspec.Struct, frozen=True):
    """Log-ins under a name that failed in a row, and until when no other is tried."""

    person: str
    failed: int
    until: int


class FactorRow(msgspec.Struct, frozen=True):
    """A second factor. secret: of the codes, sealed ("" before one code was right); coming: one
    that is not confirmed yet; last_step: the last one used; recovery: SHA-256 of codes unused."""

    person: str
    secret: str = ""
    coming: str = ""
    last_step: int = 0
    recovery: str = ""


class RuleRow(msgspec.Struct, frozen=True):
    """A rule for everybody who logs in."""

    rule: str
    holds: bool


PEOPLE = Table("people", PersonRow, ("person",))
SESSIONS = Table("sessions", SessionRow, ("token",), (("person",),))
TRIES = Table("log_in_tries", TriesRow, ("person",))
FACTORS = Table("second_factors", FactorRow, ("person",))
RULES = Table("log_in_rules", RuleRow, ("rule",))
PEOPLE_TABLES = (PEOPLE, SESSIONS, TRIES, FACTORS, RULES, *ACT_TABLES)


def people(company: Company) -> list[PersonRow]:
    """Everybody who may log in, by name."""
    return list(company.store.scan(PEOPLE))


def company_name(company: Company) -> str:
    """Our own name, "" before one was given."""
    row = company.store.get(PARTIES, ME)
    return row.name if row is not None else ""


def put_person(company: Company, person: str, role: str, password: str = "") -> None:
    """Let somebody log in, or change their role or password; their log-ins end.

    The first one must be an owner. Mistake: person-name-wrong, role-unknown, password-short,
    password-common, password-name, owner-needed.
    """
    name = person.strip()
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise Mistake("person-name-wrong", person=person)
    if role not in ROLES:
        raise Mistake("role-unknown", role=role, known=", ".join(ROLES))
    if password:
        check_password(password, (name, company_name(company)))
    secret = kept_password(password) if password else ""

    def round_() -> Outcome:
        old = company.store.get(PEOPLE, name)
        if old is None and not secret:
            raise Mistake("password-short", least=LEAST_PASSWORD, most=MOST_PASSWORD)
        _keep_an_owner(company, name, role)
        kept = secret or (old.secret if old is not None else "")
        company.store.put(PEOPLE, PersonRow(name, role, kept, old.language if old else ""))
        close_sessions(company, name)
        return Outcome()

    company.work(round_)


def remove_person(company: Company, person: str) -> None:
    """Let somebody no longer log in. Mistake: person-unknown, owner-needed."""

    def round_() -> Outcome:
        known(company, person)
        others = [row for row in people(company) if row.person != person]
        if others:
            _keep_an_owner(company, person, READER)
        company.store.delete(PEOPLE, person)
        company.store.delete(FACTORS, person)
        company.store.delete(TRIES, person)
        close_sessions(company, person)
        return Outcome()

    company.work(round_)


def known(company: Company, person: str) -> PersonRow:
    """Somebody who may log in. Mistake: person-unknown."""
    row = company.store.get(PEOPLE, person)
    if row is None:
        raise Mistake("person-unknown", person=person)
    return row


def _keep_an_owner(company: Company, changed: str, role: str) -> None:
    others = [row for row in people(company) if row.person != changed and row.role == OWNER]
    if role != OWNER and not others:
        raise Mistake("owner-needed", person=changed)


def close_sessions(company: Company, person: str, but: str = "", only: str = "") -> None:
    """End somebody's log-ins, all but one, or only one, within a transaction that is begun."""
    for row in list(company.store.find(SESSIONS, ("person",), person)):
        if row.token != but and row.token == (only or row.token):
            company.store.delete(SESSIONS, row.token)


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
