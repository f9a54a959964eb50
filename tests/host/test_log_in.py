"""Passwords that are refused, codes beside them, who waits how long, and what is noted of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.faces.asking import Desk
from tuowang.errors import Mistake
from tuowang.host import acts as acts_room
from tuowang.host.acts import acts, begin_act, log_ins, note_act, note_refused
from tuowang.host.backup import backup
from tuowang.host.company import Company
from tuowang.host.home import Home
from tuowang.host.log_in import (
    CODE_MILLISECONDS,
    FREE_TRIES,
    IDLE_MILLISECONDS,
    SESSION_MILLISECONDS,
    change_password,
    end_sessions,
    give_code,
    log_in,
    log_out,
    session_of,
    sessions,
    show_again,
    waits_for_code,
)
from tuowang.host.one_time import STEP_MILLISECONDS, as_text, code_at
from tuowang.host.passwords import check_password, common_passwords
from tuowang.host.people import put_person, remove_person
from tuowang.host.second_factor import (
    begin_factor,
    confirm_factor,
    has_factor,
    recovery_codes_left,
    remove_factor,
)

PASSWORD = "correct horse"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now

    def code(self, secret: bytes) -> str:
        """The code of a step that was not used yet."""
        self.now += STEP_MILLISECONDS
        return code_at(secret, self.now // STEP_MILLISECONDS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def company(tmp_path: Path, clock: Clock) -> Iterator[Company]:
    desk = Desk(tmp_path / "bolts")
    desk.done("init", "--name", "Bolt Factory")
    with Company(Home(desk.home), clock=clock) as company:
        put_person(company, "Mei", "owner", PASSWORD)
        yield company


def with_factor(company: Company, clock: Clock) -> tuple[bytes, list[str]]:
    secret = begin_factor(company, "Mei")
    return secret, confirm_factor(company, "Mei", clock.code(secret))


def refused(code: str) -> pytest.RaisesExc[Mistake]:
    return pytest.raises(Mistake, match=f"^{code}")


def test_what_everybody_tries_first_is_refused(company: Company) -> None:
    assert len(common_passwords()) > 3000
    assert all(len(one) >= 8 and one == one.casefold() for one in common_passwords())
    for password in ("password", "Password", "12345678", "qwertyuiop", "1QAZ2wsx"):
        with refused("password-common"):
            put_person(company, "Li", "buyer", password)
    with refused("password-common"):
        change_password(company, "Mei", PASSWORD, "trustno1")
    log_in(company, "Mei", PASSWORD)


@pytest.mark.parametrize(
    "password", ["boltfactory", "BoltFactory2026", "xx-mei-xx", "梅花电池1234"]
)
def test_a_password_is_more_than_a_name(password: str) -> None:
    with refused("password-name"):
        check_password(password, ("Mei", "Bolt Factory", "梅花电池"))
    check_password(password + " and seven geese", ("Mei", "Bolt Factory", "梅花电池"))
    check_password(password, ("Li", "Frame Works"))


def test_ones_own_name_and_the_companys_are_looked_for(company: Company) -> None:
    for password in ("2026-zhuli", "2026-BoltFactory"):
        with refused("password-name"):
            put_person(company, "Zhu Li", "buyer", password)
    put_person(company, "Mei", "owner", "2026-zhuli")


def test_with_a_second_factor_a_password_is_not_enough(company: Company, clock: Clock) -> None:
    secret = begin_factor(company, "Mei")
    assert not has_factor(company, "Mei")
    assert session_of(company, log_in(company, "Mei", PASSWORD)) is not None
    with refused("code-wrong"):
        confirm_factor(company, "Mei", "000000")
    codes = confirm_factor(company, "Mei", clock.code(secret))
    token = log_in(company, "Mei", PASSWORD)
    assert waits_for_code(company, token)
    assert session_of(company, token) is None
    assert sessions(company, "Mei") == []
    with refused("code-wrong"):
        give_code(company, token, code_at(secret, clock.now // STEP_MILLISECONDS))  # was used
    code = clock.code(secret)
    other = give_code(company, token, f"{code[:3]} {code[3:]}")
    assert other != token
    assert session_of(company, other) is not None
    assert session_of(company, token) is None
    with refused("log-in-again"):
        give_code(company, token, clock.code(secret))
    again = log_in(company, "Mei", PASSWORD)
    with refused("code-wrong"):
        give_code(company, again, code)
    assert give_code(company, again, codes[3].lower())
    assert recovery_codes_left(company, "Mei") == 9
    with refused("code-wrong"):
        give_code(company, log_in(company, "Mei", PASSWORD), codes[3])


def test_a_password_waits_for_its_code_some_minutes(company: Company, clock: Clock) -> None:
    secret, _ = with_factor(company, clock)
    token = log_in(company, "Mei", PASSWORD)
    clock.now += CODE_MILLISECONDS + 1
    with refused("log-in-again"):
        give_code(company, token, clock.code(secret))


def test_guessing_codes_gets_slower_whatever_the_password(company: Company, clock: Clock) -> None:
    secret, _ = with_factor(company, clock)
    tried = 0
    for _ in range(400):
        clock.now += 1000
        try:
            give_code(company, log_in(company, "Mei", PASSWORD), "000000")
        except Mistake as no:
            tried += no.code == "code-wrong"
    assert 5 < tried < 15
    with refused("log-in-later"):
        log_in(company, "Mei", PASSWORD)
    clock.now += 3600 * 1000
    assert give_code(company, log_in(company, "Mei", PASSWORD), clock.code(secret))


def test_who_has_the_password_does_not_guess_the_code_quickly(
    company: Company, clock: Clock
) -> None:
    secret, _ = with_factor(company, clock)
    token = log_in(company, "Mei", PASSWORD)
    for _ in range(FREE_TRIES):
        with refused("code-wrong"):
            give_code(company, token, "000000")
    right = clock.code(secret)
    clock.now -= STEP_MILLISECONDS
    with refused("log-in-later"):
        give_code(company, token, right)
    clock.now += STEP_MILLISECONDS
    assert give_code(company, token, right)


def test_who_sits_down_at_a_page_that_stands_open_does_not_guess_the_password_quickly(
    company: Company,
) -> None:
    for _ in range(FREE_TRIES):
        with refused("log-in-wrong"):
            show_again(company, "Mei", "a wrong one")
    with refused("log-in-later"):
        show_again(company, "Mei", PASSWORD)


def test_a_log_in_ends_by_itself(company: Company, clock: Clock) -> None:
    idle, used = (log_in(company, "Mei", PASSWORD) for _ in range(2))
    began = clock.now
    while clock.now + IDLE_MILLISECONDS // 2 < began + SESSION_MILLISECONDS:
        clock.now += IDLE_MILLISECONDS // 2
        assert session_of(company, used) is not None
    assert session_of(company, idle) is None
    clock.now = began + SESSION_MILLISECONDS + 1
    assert session_of(company, used) is None


def test_who_comes_back_has_no_second_factor_of_before(company: Company, clock: Clock) -> None:
    with_factor(company, clock)
    remove_person(company, "Mei")
    put_person(company, "Mei", "owner", PASSWORD)
    assert session_of(company, log_in(company, "Mei", PASSWORD)) is not None


def test_a_change_of_what_one_logs_in_with_ends_other_log_ins(
    company: Company, clock: Clock
) -> None:
    before = log_in(company, "Mei", PASSWORD)
    secret, _ = with_factor(company, clock)
    assert session_of(company, before) is None
    token = give_code(company, log_in(company, "Mei", PASSWORD), clock.code(secret))
    with refused("code-wrong"):
        change_password(company, "Mei", PASSWORD, "seven geese fly")
    change_password(company, "Mei", PASSWORD, "seven geese fly", clock.code(secret))
    assert session_of(company, token) is None
    token = give_code(company, log_in(company, "Mei", "seven geese fly"), clock.code(secret))
    remove_factor(company, "Mei")
    assert session_of(company, token) is None
    assert session_of(company, log_in(company, "Mei", "seven geese fly")) is not None
    remove_person(company, "Mei")
    put_person(company, "Mei", "owner", PASSWORD)
    assert not has_factor(company, "Mei")


def test_who_is_removed_is_out(company: Company) -> None:
    put_person(company, "Li", "buyer", PASSWORD)
    token = log_in(company, "Li", PASSWORD)
    remove_person(company, "Li")
    assert session_of(company, token) is None
    with refused("log-in-wrong"):
        log_in(company, "Li", PASSWORD)


def test_an_owners_new_password_leaves_the_second_factor(company: Company, clock: Clock) -> None:
    secret, _ = with_factor(company, clock)
    put_person(company, "Mei", "owner", "seven geese fly")
    token = log_in(company, "Mei", "seven geese fly")
    assert session_of(company, token) is None
    assert give_code(company, token, clock.code(secret))


def test_no_secret_stands_in_the_database(company: Company, clock: Clock, tmp_path: Path) -> None:
    secret, codes = with_factor(company, clock)
    backup(company, tmp_path / "b.zip", with_key=False)
    files = [one.read_bytes() for one in company.home.path.iterdir() if one.is_file()]
    for hidden in (secret, as_text(secret).encode(), codes[0].encode(), codes[0][:4].encode()):
        assert not any(hidden in data for data in files)


def test_every_log_in_and_every_try_is_noted(company: Company, clock: Clock) -> None:
    secret, codes = with_factor(company, clock)
    for name, password in (("Mei", "wrong"), ("my-own-password", "x")):
        with refused("log-in-wrong"):
            log_in(company, name, password)
    token = log_in(company, "Mei", PASSWORD)
    for typed in ("000000", codes[0]):
        clock.now += 1
        try:
            token = give_code(company, token, typed)
        except Mistake:
            continue
    clock.now += 1
    log_out(company, token)
    found = [(row.person, row.state) for row in log_ins(company)]
    assert found[0] == ("Mei", "logged-out")
    assert sorted(found[1:3]) == [("Mei", "logged-in"), ("Mei", "recovery-code-used")]
    assert found[3] == ("Mei", "code-wrong")
    assert sorted(found[4:]) == [("", "log-in-unknown"), ("Mei", "log-in-wrong")]
    assert secret  # nothing of it is in what is noted
    assert "my-own-password" not in str(list(acts(company)))


def test_what_is_noted_has_a_bound_and_tries_push_no_act_out(
    company: Company, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_room, "MOST_ACTS", 5)
    monkeypatch.setattr(acts_room, "MOST_LOG_INS", 3)
    for number in range(9):
        clock.now += 1
        note_act(company, "Mei", f"tuowang tell {number}")
        with refused("log-in-wrong"):
            log_in(company, "nobody", "x")
    found = list(acts(company))
    assert [row.line[-1] for row in found if row.line] == ["8", "7", "6", "5", "4"]
    assert len(found) == 8
    assert [row.at for row in found] == sorted((row.at for row in found), reverse=True)
    for name in ("MOST_ACTS", "MOST_LOG_INS"):
        monkeypatch.setattr(acts_room, name, 100)
    clock.now += acts_room.KEPT_MILLISECONDS + 1
    for number in range(6):
        note_act(company, "Mei", f"tuowang count {number}")
        note_refused(company, "Mei", "tuowang people")
    assert {row.at for row in acts(company)} == {clock.now}


def test_a_form_done_before_is_found_among_many(company: Company, clock: Clock) -> None:
    for number in range(300):
        clock.now += 1
        begin_act(company, f"{number:024x}", "Mei", f"tuowang tell {number}")
    newest = [row.line for row in islice(acts(company), 2)]
    assert newest == ["tuowang tell 299", "tuowang tell 298"]
    assert begin_act(company, f"{7:024x}", "Mei", "again") is not None


def test_one_ends_ones_other_log_ins(company: Company) -> None:
    tokens = [log_in(company, "Mei", PASSWORD) for _ in range(3)]
    standing = [session_of(company, one) for one in tokens]
    rows = [found[0].token for found in standing if found is not None]
    end_sessions(company, "Mei", but=rows[2], only=rows[0])
    assert [session_of(company, one) is not None for one in tokens] == [False, True, True]
    end_sessions(company, "Mei", but=rows[2], only=rows[2])
    end_sessions(company, "Mei", but=rows[2])
    assert [session_of(company, one) is not None for one in tokens] == [False, False, True]
    end_sessions(company, "Mei")
    assert sessions(company, "Mei") == []
    with refused("person-unknown"):
        end_sessions(company, "Nobody")
