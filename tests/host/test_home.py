"""A home and its company: made once, whole; read-only and full places; no false alarm."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faces.asking import Desk
from tests.host.processes import free_port
from tests.host.test_connector import (
    come_to_be,
    company,
    heard,
    join,
    post,
    reachable,
    running,
    tell,
)
from tuowang.errors import Mistake
from tuowang.flows.message import Tell
from tuowang.flows.party import RecordParty
from tuowang.host.company import Company, open_company
from tuowang.host.connector import Connector, sync_once
from tuowang.host.home import Home, Settings
from tuowang.host.lock import only_one
from tuowang.node import Outcome

YEAR_MILLISECONDS = 365 * 86_400_000
_DROP_A_CAPABILITY = 24  # PR_CAPBSET_DROP, <linux/prctl.h>
_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def as_anybody() -> None:
    """In a new process, before it starts: also root must keep to what the mode bits say."""
    if os.geteuid() == 0:
        system = ctypes.CDLL(None, use_errno=True)
        for one in _OVERRIDES:
            if system.prctl(_DROP_A_CAPABILITY, one, 0, 0, 0) != 0:
                os._exit(77)


def small_files() -> None:
    """In a new process, before it starts: no file may grow beyond this, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def run(
    home: Path, *arguments: str, before: Callable[[], object] | None = None, language: str = "en"
) -> tuple[int, str]:
    """A command in a process that is held to something; its exit code and what it says is wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "tuowang", *arguments],
        env={**os.environ, "TUOWANG_HOME": str(home), "TUOWANG_LANG": language},
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == 77:
        pytest.skip("here not even root may give up its rights")
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


# --------------------------------------------------------------------------------- being made


def test_of_several_that_make_a_home_at_once_one_does(tmp_path: Path) -> None:
    makers = [
        subprocess.Popen(
            [sys.executable, "-m", "tuowang", "init", "--name", f"Maker {number}"],
            env={**os.environ, "TUOWANG_HOME": str(tmp_path / "home"), "TUOWANG_LANG": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    said = [maker.communicate(timeout=60) for maker in makers]
    codes = [maker.returncode for maker in makers]
    assert sorted(codes) == [0, 2, 2, 2], said
    (winner,) = [out for (out, _), code in zip(said, codes, strict=True) if code == 0]
    party = Desk(tmp_path / "home").read("party")
    assert party["fingerprint"] in winner
    assert party["name"] in winner


def test_a_home_that_finds_no_room_is_not_made_by_half(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, old[1]))
    try:
        with pytest.raises(Mistake, match="disk-full"):
            home.create(Settings())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert list(home.path.iterdir()) == []
    home.create(Settings())
    assert home.settings() == Settings()
    assert (home.path / "key").stat().st_mode & 0o777 == 0o600


def test_a_home_whose_database_finds_no_room_is_finished_later(tmp_path: Path) -> None:
    code, said = run(tmp_path / "home", "init", "--name", "Small", before=small_files)
    assert code == 2
    assert "disk" in said
    assert run(tmp_path / "home", "party", "--name", "Small")[0] == 0
    assert Desk(tmp_path / "home").read("party")["name"] == "Small"


# --------------------------------------------------------------------------- rights and room


@pytest.mark.parametrize(("language", "hint"), [("en", "write"), ("zh", "写")])
def test_a_read_only_home(tmp_path: Path, language: str, hint: str) -> None:
    home = tmp_path / "home"
    Desk(home).done("init", "--name", "Bolts")
    before = (home / "tuowang.db").read_bytes()
    for path in home.iterdir():
        path.chmod(0o400)
    home.chmod(0o500)
    for command in (["partners", "add", "x", "X"], ["up"]):
        code, said = run(home, *command, before=as_anybody, language=language)
        assert code == 2
        assert str(home) in said
        assert hint in said
    home.chmod(0o700)
    assert (home / "tuowang.db").read_bytes() == before
    for path in home.iterdir():
        path.chmod(0o600)
    assert run(home, "partners", "add", "x", "X")[0] == 0


@pytest.mark.parametrize("name", ["key", "tuowang.toml", "guard"])
def test_what_may_not_be_read_is_named(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    Desk(home).done("init", "--name", "Bolts")
    (home / name).touch()
    (home / name).chmod(0o000)
    code, said = run(home, "partners", before=as_anybody)
    assert code == 2
    assert str(home / name) in said
    home.chmod(0o000)
    code, said = run(home, "partners", before=as_anybody)
    home.chmod(0o700)
    assert code == 2
    assert str(home) in said


def test_where_the_guard_cannot_be_written_nothing_is_sent(tmp_path: Path) -> None:
    here, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(here, there)
    here.set_address("there", there.settings.address)
    guard = here.home.path / "guard"
    tell(here, "there", "not yet")
    guard.unlink()
    guard.mkdir()
    with pytest.raises(Mistake, match="home-not-writable"):
        here.wake()
    guard.rmdir()
    assert here.wake().sends == []
    here.clock = lambda: there.clock() + 5_000
    assert here.wake().sends, "it is sent again in time"
    here.close()
    there.close()


# ------------------------------------------------------------------- guard, clock, lost wakes


class Interrupted(Home):
    """A home where another process commits and sends just when the guard is about to be read."""

    others = 0

    def guard(self) -> int:
        """See `Home.guard`."""
        if self.others == 0:
            self.others += 1
            with Company(Home(self.path)) as other:
                other.ask(RecordParty("Renamed"))
                other.home.write_guard(other.store.last_arrival())
        return super().guard()


def test_a_commit_while_another_opens_is_no_older_database(tmp_path: Path) -> None:
    here, there = company(tmp_path, "here"), company(tmp_path, "there")
    join(here, there)
    here.close()
    with Company(Interrupted(here.home.path)) as opened:
        assert opened.opening_notes == []
        assert not opened.link("there").healing
    there.close()


class Overtaken(Company):
    """A company where a command is committed at the very end of a look."""

    late = True

    def wake(self) -> Outcome:
        """See `Company.wake`."""
        outcome = super().wake()
        if self.late:
            self.late = False
            tell(self, "there", "just now")
        return outcome


def test_what_is_committed_during_a_look_is_not_overlooked(tmp_path: Path) -> None:
    made, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(made, there)
    made.set_address("there", there.settings.address)
    made.close()
    here = Overtaken(made.home)

    async def play() -> None:
        async with running(there), running(here):
            assert await come_to_be(lambda: heard(there) == ["just now"]) < 3

    asyncio.run(play())
    here.close()
    there.close()


def test_a_clock_set_back_while_something_is_on_its_way(tmp_path: Path) -> None:
    """What was lost in a year to come is sent again now, not then."""
    here, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(here, there)
    here.set_address("there", there.settings.address)
    honest = here.clock

    async def play() -> None:
        here.clock = lambda: honest() + YEAR_MILLISECONDS
        async with running(here) as notes:
            sent_n = here.link("there").sent_n
            tell(here, "there", "from the future")
            await come_to_be(lambda: here.link("there").sent_n > sent_n)
            await come_to_be(lambda: bool(notes))
            await asyncio.sleep(0.2)
            here.clock = honest
            quiet = Connector(there)
            await quiet.listen(there.settings.listen)
            await come_to_be(lambda: heard(there) == ["from the future"])
            await quiet.close()

    asyncio.run(play())
    here.close()
    there.close()


def test_what_was_said_in_a_lost_reply_is_said_again(tmp_path: Path) -> None:
    """Nobody but the connector itself knows that it waits for an answer."""
    here, there = reachable(tmp_path, "here"), reachable(tmp_path, "there")
    join(here, there)
    here.set_address("there", there.settings.address)

    async def play() -> None:
        async with running(here):
            await asyncio.sleep(1.2)
            here.ask(Tell("there", "by the way"))
            lost = await post(here.settings.address, next(there.carry("here")))
            assert len(lost.content) > 100
            quiet = Connector(there)
            await quiet.listen(there.settings.listen)
            await come_to_be(lambda: heard(there) == ["by the way"])
            await quiet.close()

    asyncio.run(play())
    here.close()
    there.close()


def test_one_call_brings_what_waits_also_after_a_restart(tmp_path: Path) -> None:
    here = company(tmp_path, "here", listen=f"127.0.0.1:{free_port()}")
    there = reachable(tmp_path, "there")
    join(there, here)
    here.set_address("there", there.settings.address)
    there.set_live("here")

    async def play() -> None:
        async with running(there):
            tell(there, "here", *(f"word {number}" for number in range(50)))
            await come_to_be(lambda: there.link("here").sent_n > there.link("here").acked_n)
        async with running(there):
            await asyncio.sleep(0.2)
            assert await sync_once(here) == []
            assert len(heard(here)) == 50
            assert there.link("here").acked_n == there.store.head(there.link("here").out_stream).n

    asyncio.run(play())
    here.close()
    there.close()


# -------------------------------------------------------------------------------------- lock


def test_the_lock_names_who_holds_it_and_goes_with_it(tmp_path: Path) -> None:
    with only_one(tmp_path):
        with pytest.raises(Mistake) as found, only_one(tmp_path):
            raise AssertionError
        assert found.value.details == {"home": tmp_path, "pid": str(os.getpid())}
    (tmp_path / "up.lock").write_text("123456789012345678901234567890")
    with only_one(tmp_path):
        assert (tmp_path / "up.lock").read_text() == f"{os.getpid()}\n"
    with pytest.raises(Mistake, match="home-not-writable"), only_one(tmp_path / "nowhere"):
        raise AssertionError


@pytest.mark.parametrize(("language", "hint"), [("en", "running"), ("zh", "已在运行")])
def test_a_second_connector_is_told_in_the_language(
    tmp_path: Path, language: str, hint: str
) -> None:
    with open_company(_made(tmp_path)) as one, only_one(one.home.path):
        code, said = run(one.home.path, "up", language=language)
    assert code == 2
    assert hint in said
    assert str(os.getpid()) in said


def _made(folder: Path) -> Path:
    home = Home(folder / "home")
    home.create(Settings(listen="127.0.0.1:0"))
    return home.path
