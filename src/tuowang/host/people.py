"""Who works in the pages of this node: people, their log-ins, and what each of them did.

Not folded from logs and told to nobody: it is this machine's own matter, kept beside the links.
Passwords are Argon2id (RFC 9106, its second recommended setting) with a salt each; of a session
only the SHA-256 of its secret is kept. As long as there are no people, whoever sits at this
machine is the owner.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tuowang.errors import Mistake
from tuowang.node import Outcome
from tuowang.store.table import Table

if TYPE_CHECKING:
    from tuowang.host.company import Company

OWNER, PLANNER, BUYER = "owner", "planner", "buyer"
WAREHOUSE, FINANCE, READER = "warehouse", "finance", "read-only"
ROLES = (OWNER, PLANNER, BUYER, WAREHOUSE, FINANCE, READER)
BEGUN, DONE, REFUSED = "begun", "done", "refused"

LEAST_PASSWORD, MOST_PASSWORD = 8, 200
MOST_NAME = 64
SESSION_MILLISECONDS = 12 * 3600 * 1000
IDLE_MILLISECONDS = 2 * 3600 * 1000
FREE_TRIES = 5
FIRST_WAIT_MILLISECONDS = 2_000
LONGEST_WAIT_MILLISECONDS = 15 * 60 * 1000


class PersonRow(msgspec.Struct, frozen=True):
    """Somebody who may log in. `secret` is the password's Argon2id in the PHC form."""

    person: str
    role: str
    secret: str
    language: str = ""


class SessionRow(msgspec.Struct, frozen=True):
    """A log-in that stands. token: SHA-256 of the cookie's secret, in hex."""

    token: str
    person: str
    form_token: str
    began: int
    seen: int


class TriesRow(msgspec.Struct, frozen=True):
    """Log-ins under a name that failed in a row, and until when no other is tried."""

    person: str
    failed: int
    until: int


class ActRow(msgspec.Struct, frozen=True):
    """What somebody did: the command, and what came of it. `once`: the form's own number."""

    once: str
    at: int
    person: str
    line: str
    state: str
    shown: str = ""


PEOPLE = Table("people", PersonRow, ("person",))
SESSIONS = Table("sessions", SessionRow, ("token",), (("person",),))
TRIES = Table("log_in_tries", TriesRow, ("person",))
ACTS = Table("acts", ActRow, ("once",), (("at",),))
PEOPLE_TABLES = (PEOPLE, SESSIONS, TRIES, ACTS)


def _argon(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024)


def people(company: Company) -> list[PersonRow]:
    """Everybody who may log in, by name."""
    return list(company.store.scan(PEOPLE))


def put_person(company: Company, person: str, role: str, password: str = "") -> None:
    """Let somebody log in, or change their role or password; their log-ins end.

    The first one must be an owner. Mistake: person-name-wrong, role-unknown, password-short,
    owner-needed.
    """
    name = person.strip()
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise Mistake("person-name-wrong", person=person)
    if role not in ROLES:
        raise Mistake("role-unknown", role=role, known=", ".join(ROLES))
    if password and not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise Mistake("password-short", least=LEAST_PASSWORD, most=MOST_PASSWORD)
    secret = (
        _argon(secrets.token_bytes(16)).derive_phc_encoded(password.encode()) if password else ""
    )

    def round_() -> Outcome:
        old = company.store.get(PEOPLE, name)
        if old is None and not secret:
            raise Mistake("password-short", least=LEAST_PASSWORD, most=MOST_PASSWORD)
        _keep_an_owner(company, name, role)
        kept = secret or (old.secret if old is not None else "")
        company.store.put(PEOPLE, PersonRow(name, role, kept, old.language if old else ""))
        _end_sessions(company, name)
        return Outcome()

    company.work(round_)


def change_password(company: Company, person: str, old: str, new: str) -> None:
    """Somebody takes another password; their log-ins end.

    Mistake: log-in-wrong, log-in-later, password-short.
    """
    log_in(company, person, old)
    row = company.store.get(PEOPLE, person)
    if row is None or not new:
        raise Mistake("password-short", least=LEAST_PASSWORD, most=MOST_PASSWORD)
    put_person(company, person, row.role, new)


def remove_person(company: Company, person: str) -> None:
    """Let somebody no longer log in. Mistake: person-unknown, owner-needed."""

    def round_() -> Outcome:
        if company.store.get(PEOPLE, person) is None:
            raise Mistake("person-unknown", person=person)
        others = [row for row in people(company) if row.person != person]
        if others:
            _keep_an_owner(company, person, READER)
        company.store.delete(PEOPLE, person)
        _end_sessions(company, person)
        return Outcome()

    company.work(round_)


def _keep_an_owner(company: Company, changed: str, role: str) -> None:
    others = [row for row in people(company) if row.person != changed and row.role == OWNER]
    if role != OWNER and not others:
        raise Mistake("owner-needed", person=changed)


def _end_sessions(company: Company, person: str) -> None:
    for row in list(company.store.find(SESSIONS, ("person",), person)):
        company.store.delete(SESSIONS, row.token)


def log_in(company: Company, person: str, password: str) -> str:
    """Begin a session; its secret, for the cookie.

    After some failures in a row each further one makes the next wait longer, whoever asks.
    Mistake: log-in-wrong, log-in-later.
    """
    now = company.clock()
    tries = company.store.get(TRIES, person[:MOST_NAME])
    if tries is not None and tries.until > now:
        raise Mistake("log-in-later", seconds=-(-(tries.until - now) // 1000))
    row = company.store.get(PEOPLE, person)
    # Who does not exist takes as long as who does.
    secret = row.secret if row is not None else _NOBODY
    right = _fits(secret, password) and row is not None
    token = secrets.token_urlsafe(32)

    def round_() -> Outcome:
        if right:
            company.store.delete(TRIES, person)
            session = SessionRow(_hashed(token), person, secrets.token_urlsafe(24), now, now)
            company.store.put(SESSIONS, session)
        elif row is not None:  # names that nobody has cannot fill the disk
            failed = (tries.failed if tries is not None else 0) + 1
            company.store.put(TRIES, TriesRow(person, failed, now + _wait(failed)))
        return Outcome()

    company.work(round_)
    if not right:
        raise Mistake("log-in-wrong")
    return token


_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def _fits(secret: str, password: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode()[: 4 * MOST_PASSWORD], secret)
    except InvalidKey:
        return False
    return True


def _wait(failed: int) -> int:
    if failed < FREE_TRIES:
        return 0
    return int(min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS << (failed - FREE_TRIES)))


def session_of(company: Company, token: str) -> tuple[SessionRow, PersonRow] | None:
    """The session that a cookie's secret opens, and whose it is; None where it is over."""
    row = company.store.get(SESSIONS, _hashed(token))
    now = company.clock()
    if row is None or now > row.began + SESSION_MILLISECONDS or now > row.seen + IDLE_MILLISECONDS:
        return None
    person = company.store.get(PEOPLE, row.person)
    if person is None:
        return None
    if now > row.seen + IDLE_MILLISECONDS // 20:

        def seen() -> Outcome:
            company.store.put(SESSIONS, msgspec.structs.replace(row, seen=now))
            return Outcome()

        company.work(seen)
    return row, person


def log_out(company: Company, token: str) -> None:
    """End a session."""

    def round_() -> Outcome:
        company.store.delete(SESSIONS, _hashed(token))
        return Outcome()

    company.work(round_)


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def begin_act(company: Company, once: str, person: str, line: str) -> ActRow | None:
    """Note that somebody is about to do this; what stands there where it was done before."""
    before: ActRow | None = None

    def round_() -> Outcome:
        nonlocal before
        before = company.store.get(ACTS, once)
        if before is None:
            company.store.put(ACTS, ActRow(once, company.clock(), person, line, BEGUN))
        return Outcome()

    company.work(round_)
    return before


def end_act(company: Company, once: str, state: str, shown: str) -> None:
    """Note what came of it."""

    def round_() -> Outcome:
        row = company.store.get(ACTS, once)
        if row is not None:
            company.store.put(ACTS, msgspec.structs.replace(row, state=state, shown=shown))
        return Outcome()

    company.work(round_)


def acts(company: Company) -> list[ActRow]:
    """What people did, newest first."""
    return sorted(company.store.scan(ACTS), key=lambda row: (-row.at, row.once))
