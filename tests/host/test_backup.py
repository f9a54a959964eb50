"""A backup comes back whole or not at all, and the partner gives back what was said since."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import struct
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.host.pairs import Pair, founded, hand_over, ids, pair_in, texts
from tuowang.errors import Mistake
from tuowang.flows.message import Tell
from tuowang.host.backup import backup, read_backup, restore
from tuowang.host.company import Company, open_company
from tuowang.host.home import Home, Settings
from tuowang.host.verify import verify

KILLED = 9


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A mill and a bakery that have talked."""
    yield from pair_in(tmp_path)


@pytest.fixture
def file(pair: Pair, tmp_path: Path) -> Path:
    """The mill's backup."""
    backup(pair.mill, tmp_path / "mill.zip")
    return tmp_path / "mill.zip"


# ------------------------------------------------------------------------- what comes back


def test_after_a_restore_at_one_side_both_logs_end_equal(pair: Pair, file: Path) -> None:
    pair.talk("four", "five")
    pair.bakery.ask(Tell("mill", "under way when the disk died"))
    link = pair.mill.link("bakery")
    acknowledged = ids(pair.mill, link.out_stream)[: link.acked_n]
    heard = ids(pair.mill, link.in_stream)
    pair.mill.close()
    made = restore(file, Home(pair.homes["mill"]), replace=True)
    assert made.partners == 1
    pair.mill = open_company(pair.homes["mill"])
    assert "five" not in texts(pair.mill, mine=True)
    pair.mill.ask([Tell("bakery", "after the restore"), Tell("bakery", "and again")])
    said = ids(pair.mill, link.out_stream)[-2:]
    pair.exchange()
    out_said, out_heard, in_said, in_heard = pair.logs()
    assert out_said == out_heard
    assert in_said == in_heard
    after = ids(pair.mill, link.out_stream)
    assert after[: len(acknowledged)] == acknowledged
    assert after[-2:] == said
    assert len(set(after)) == len(after) == len(acknowledged) + 2
    assert ids(pair.mill, link.in_stream)[: len(heard)] == heard
    assert texts(pair.bakery, mine=False) == texts(pair.mill, mine=True)
    assert "under way when the disk died" in texts(pair.mill, mine=False)
    assert verify(pair.mill, deep=True) == verify(pair.bakery, deep=True) == []


def test_nothing_new_leaves_before_the_partner_was_asked(pair: Pair, file: Path) -> None:
    pair.talk("four")
    before = ids(pair.bakery, pair.bakery.link("mill").in_stream)
    pair.mill.close()
    restore(file, Home(pair.homes["mill"]), replace=True)
    pair.mill = open_company(pair.homes["mill"])
    pair.mill.ask(Tell("bakery", "too early"))
    hand_over(pair.mill, "bakery", pair.bakery)
    assert ids(pair.bakery, pair.bakery.link("mill").in_stream) == before
    pair.exchange()
    assert texts(pair.bakery, mine=False)[-1] == "too early"


def test_both_sides_restored_give_each_other_what_they_have(
    pair: Pair, file: Path, tmp_path: Path
) -> None:
    pair.talk("four")
    backup(pair.bakery, tmp_path / "bakery.zip")
    pair.talk("five")
    pair.close()
    restore(file, Home(pair.homes["mill"]), replace=True)
    restore(tmp_path / "bakery.zip", Home(pair.homes["bakery"]), replace=True)
    pair.mill, pair.bakery = map(open_company, pair.homes.values())
    pair.exchange(8)
    out_said, out_heard, in_said, in_heard = pair.logs()
    assert out_said == out_heard
    assert in_said == in_heard
    assert "four" in texts(pair.mill, mine=True)  # the bakery's backup held it
    assert not pair.mill.link("bakery").healing
    assert not pair.bakery.link("mill").healing


def test_partners_that_never_joined_are_not_asked(pair: Pair, tmp_path: Path) -> None:
    pair.mill.invite("nobody-yet")
    backup(pair.mill, tmp_path / "more.zip")
    assert restore(tmp_path / "more.zip", Home(tmp_path / "new")).partners == 1


# --------------------------------------------------------------------------- what is inside


def test_a_backup_is_of_one_moment_and_says_which(pair: Pair, file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {info.filename: info.compress_type for info in archive.infolist()}
        manifest = json.loads(archive.read("manifest.json"))
        key = archive.read("key")
    assert members == dict.fromkeys(
        ("tuowang.db", "tuowang.toml", "key", "manifest.json"), zipfile.ZIP_STORED
    )
    assert manifest["name"] == "Mill"
    assert manifest["arrivals"] == pair.mill.store.last_arrival()
    assert key == (pair.homes["mill"] / "key").read_bytes()


def test_a_home_without_settings_is_backed_up_too(pair: Pair, tmp_path: Path) -> None:
    (pair.homes["mill"] / "tuowang.toml").unlink()
    backup(pair.mill, tmp_path / "bare.zip")
    restore(tmp_path / "bare.zip", Home(tmp_path / "new"))
    with open_company(tmp_path / "new") as company:
        assert texts(company, mine=True) == ["one", "two", "three"]


def test_a_backup_replaces_an_earlier_one_and_leaves_nothing_else(
    pair: Pair, file: Path, tmp_path: Path
) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    (tmp_path / ".mill.zip.new").write_text("of a backup that was cut off")
    (tmp_path / ".mill.zip.new").chmod(0o644)
    pair.talk("four")
    backup(pair.mill, file)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert file.stat().st_mode & 0o777 == 0o600
    restore(file, Home(tmp_path / "new"))
    with open_company(tmp_path / "new") as company:
        assert texts(company, mine=True)[-1] == "four"


@pytest.mark.parametrize("name", ["tuowang.db", "tuowang.db-wal", "key", "tuowang.toml", "guard"])
def test_a_backup_never_replaces_the_home_itself(pair: Pair, name: str, tmp_path: Path) -> None:
    home = pair.homes["mill"]
    (tmp_path / "way").symlink_to(home)
    before = (home / name).read_bytes() if (home / name).exists() else None
    for path in (home / name, tmp_path / "way" / name, home / ".." / "mill" / name):
        with pytest.raises(Mistake, match="backup-onto-itself"):
            backup(pair.mill, path)
    assert ((home / name).read_bytes() if (home / name).exists() else None) == before
    assert verify(pair.mill, deep=True) == []


def test_only_the_owner_may_read_what_was_restored(file: Path, tmp_path: Path) -> None:
    restore(file, Home(tmp_path / "new"))
    for name in ("key", "tuowang.db"):
        assert (tmp_path / "new" / name).stat().st_mode & 0o777 == 0o600, name


# ------------------------------------------------------------------- what stands in its way


def test_other_files_and_the_present_settings_stay(pair: Pair, file: Path) -> None:
    home = Home(pair.homes["mill"])
    home.write_settings(Settings(listen="127.0.0.1:9999"))
    (home.path / "book.xlsx").write_text("the company's own")
    pair.mill.close()
    made = restore(file, home, replace=True)
    assert home.settings().listen == "127.0.0.1:9999"
    assert (home.path / "book.xlsx").read_text() == "the company's own"
    again = restore(file, home, replace=True)
    assert [Path(one.moved_aside).name for one in (made, again)] == [
        "before-restore-1",
        "before-restore-2",
    ]


def test_what_was_moved_aside_is_the_old_company(pair: Pair, file: Path) -> None:
    pair.talk("four")
    pair.mill.ask(Tell("bakery", "never sent"))
    pair.mill.close()
    made = restore(file, Home(pair.homes["mill"]), replace=True)
    with open_company(Path(made.moved_aside)) as old:
        assert texts(old, mine=True)[-2:] == ["four", "never sent"]
        assert not old.link("bakery").healing
        assert verify(old, deep=True) == []


def test_a_damaged_database_is_moved_aside_as_it_was(pair: Pair, file: Path) -> None:
    pair.close()
    home = pair.homes["mill"]
    (home / "tuowang.db").write_bytes(b"not a database" * 1000)
    (home / "tuowang.db-wal").write_bytes(b"nor its log")
    made = restore(file, Home(home), replace=True)
    aside = Path(made.moved_aside)
    assert (aside / "tuowang.db").read_bytes() == b"not a database" * 1000
    assert (aside / "tuowang.db-wal").read_bytes() == b"nor its log"
    with open_company(home) as company:
        assert texts(company, mine=True) == ["one", "two", "three"]


def test_a_database_that_is_open_elsewhere_is_not_replaced(pair: Pair, file: Path) -> None:
    """Who has it open would go on with the old one; once it is closed, its log goes with it."""
    pair.talk("four")
    home = pair.homes["mill"]
    with pair.mill.store.reading():
        pair.mill.store.last_arrival()
        with open_company(home) as other:
            other.ask(Tell("bakery", "five"))
        with pytest.raises(Mistake, match="home-busy"):
            restore(file, Home(home), replace=True)
        with open_company(home) as company:
            company.ask(Tell("bakery", "six"))
    pair.mill.close()
    with open_company(home) as company:
        assert texts(company, mine=True)[-3:] == ["four", "five", "six"]
        assert verify(company, deep=True) == []
    aside = Path(restore(file, Home(home), replace=True).moved_aside)
    with open_company(home) as company:
        assert texts(company, mine=True) == ["one", "two", "three"]
        assert verify(company, deep=True) == []
    with open_company(aside) as old:
        assert texts(old, mine=True)[-3:] == ["four", "five", "six"]
        assert verify(old, deep=True) == []


def test_a_home_of_another_company_is_replaced_whole(file: Path, tmp_path: Path) -> None:
    other = founded(tmp_path / "other", "Other")
    key = (tmp_path / "other" / "key").read_bytes()
    other.close()
    made = restore(file, Home(tmp_path / "other"), replace=True)
    assert (Path(made.moved_aside) / "key").read_bytes() == key
    with open_company(tmp_path / "other") as company:
        assert texts(company, mine=True) == ["one", "two", "three"]
        assert verify(company, deep=True) == []


@pytest.mark.parametrize("place", ["backup", "restore"])
def test_a_full_disk_leaves_what_was_there(
    pair: Pair, file: Path, tmp_path: Path, place: str
) -> None:
    """A child process that may write files of 60,000 bytes at most."""
    whole, home = file.read_bytes(), Home(pair.homes["mill"])
    pair.mill.close()

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        if place == "restore":
            restore(file, home, replace=True)
        else:
            with open_company(home.path) as company:
                backup(company, file)

    assert "Mistake" in in_child(child, tmp_path)
    assert file.read_bytes() == whole
    assert not list(home.path.glob("before-restore-*"))
    assert not (home.path / ".restoring").exists()
    with open_company(home.path) as company:
        assert not company.link("bakery").healing
        assert verify(company, deep=True) == []


def in_child(work: Callable[[], object], folder: Path, kill_at: int = 0) -> str:
    """Do something in a process of its own, killed at its n-th step on disk; what it raised."""
    said = folder / "said"
    said.unlink(missing_ok=True)
    pid = os.fork()
    if pid == 0:
        try:
            if kill_at:
                die_at(kill_at)
            work()
        except BaseException as no:
            said.write_text(repr(no))
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code == KILLED:
        return "killed"
    return said.read_text() if code else ""


STEPS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir")


def die_at(step: int) -> None:
    """End this process, without any clearing up, just before its n-th change of a name."""
    left = step

    def hook(event: str, _arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left == 0:
                os._exit(KILLED)

    sys.addaudithook(hook)


def every_crash(work: Callable[[Path], object], home: Path, folder: Path) -> Iterator[Path]:
    """Copies of a home, each left by a restore that was killed one step later than the last."""
    for step in range(1, 200):
        copy = folder / f"crash{step}"
        shutil.copytree(home, copy)
        outcome = in_child(lambda copy=copy: work(copy), folder, step)  # type: ignore[misc]
        assert outcome in ("killed", "")
        yield copy
        if outcome == "":
            assert step > 5
            return


def state(home: Path) -> str:
    """Which company a home has: "old", "new" (restored), or "none" where it has no key."""
    if not Home(home).exists():
        return "none"
    with open_company(home) as company:
        assert verify(company) == []
        return "new" if "four" not in texts(company, mine=True) else "old"


def test_a_crash_anywhere_leaves_the_old_home_or_the_new_one(
    pair: Pair, file: Path, tmp_path: Path
) -> None:
    pair.talk("four")
    killed = shutil.copytree(pair.homes["mill"], tmp_path / "killed")
    assert (killed / "tuowang.db-wal").stat().st_size > 0, "nothing would be left in the log"
    seen = []
    for home in every_crash(lambda copy: restore(file, Home(copy), replace=True), killed, tmp_path):
        seen.append(state(home))
        if seen[-1] == "new":
            with open_company(home) as company:
                assert company.link("bakery").healing
        made = restore(file, Home(home), replace=True)
        assert state(home) == "new"
        assert not (home / ".restoring").exists()
        kept = [
            state(aside)
            for aside in home.glob("before-restore-*")
            if (aside / "tuowang.db").exists()
        ]
        assert "old" in kept, "the old company is gone"
        assert made.partners == 1
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True), "it went back and forth"


def test_a_crash_while_another_company_is_replaced_deletes_nothing(
    pair: Pair, file: Path, tmp_path: Path
) -> None:
    other = founded(tmp_path / "other", "Other")
    key = (tmp_path / "other" / "key").read_bytes()
    other.close()
    seen = set()
    for home in every_crash(
        lambda copy: restore(file, Home(copy), replace=True), tmp_path / "other", tmp_path
    ):
        exists = Home(home).exists()
        mine = exists and (home / "key").read_bytes() == key
        seen.add("none" if not exists else "old" if mine else "new")
        if exists:  # the key and the database are always of the same company
            with open_company(home) as company:
                assert verify(company, deep=True) == []
                assert bool(company.links()) is not mine
        restore(file, Home(home), replace=True)
        with open_company(home) as company:
            assert texts(company, mine=True) == ["one", "two", "three"]
        asides = list(home.glob("before-restore-*/key"))
        assert key in [aside.read_bytes() for aside in asides]
    assert seen == {"old", "none", "new"}


# ----------------------------------------------------------------------- backups that are none


def test_no_flipped_byte_of_a_backup_gets_through(file: Path, tmp_path: Path) -> None:
    """Damage is a Mistake, or lies where a zip keeps what says nothing; then all is as it was."""
    data, dice = file.read_bytes(), Random(5)
    into = tmp_path / "into"
    into.mkdir()
    whole = read_backup(file, into)
    directory = data.rindex(b"PK\x01\x02")
    places = [*range(directory - 700, len(data)), *range(60)]
    places += [dice.randrange(len(data)) for _ in range(40)]
    found: Counter[str] = Counter()
    for place in places:
        spoiled = bytearray(data)
        spoiled[place] ^= dice.choice((1, 0x80, 0xFF))
        (tmp_path / "spoiled.zip").write_bytes(spoiled)
        try:
            assert read_backup(tmp_path / "spoiled.zip", into) == whole, place
        except Mistake as mistake:
            found[mistake.code] += 1
    assert found.keys() == {"backup-damaged", "backup-not-ours"}
    assert found.total() > len(places) // 2


@pytest.mark.parametrize("size", [0, 1, 22, 1000, -1, -22, -100])
def test_a_backup_cut_short_is_refused(file: Path, tmp_path: Path, size: int) -> None:
    (tmp_path / "short.zip").write_bytes(file.read_bytes()[:size])
    with pytest.raises(Mistake, match="backup-damaged"):
        restore(tmp_path / "short.zip", Home(tmp_path / "new"))
    assert not Home(tmp_path / "new").exists()


def remade(file: Path, changed: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> None:
    """Write a backup anew with some members changed or added."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | changed
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def with_manifest(file: Path, **fields: object) -> None:
    """Change fields of the manifest."""
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    remade(file, {"manifest.json": json.dumps(manifest | fields).encode()})


def without_settings(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {n: archive.read(n) for n in archive.namelist() if n != "tuowang.toml"}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def bomb(file: Path) -> None:
    """Members that overlap: each claims the bytes of the whole file."""
    remade(file, {})
    data = bytearray(file.read_bytes())
    place = -1
    while (place := data.find(b"PK\x01\x02", place + 1)) >= 0:
        struct.pack_into("<II", data, place + 20, len(data) - 1, len(data) - 1)
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda file: remade(file, {"../evil": b"x"}), "backup-damaged"),
        (lambda file: remade(file, {"/etc/evil": b"x"}), "backup-damaged"),
        (lambda file: remade(file, {"guard": b"0"}), "backup-damaged"),
        (lambda file: remade(file, {"tuowang.db": b"x"}), "backup-damaged"),
        (lambda file: remade(file, {"key": b"x"}), "backup-damaged"),
        (lambda file: remade(file, {}, zipfile.ZIP_DEFLATED), "backup-damaged"),
        (lambda file: with_manifest(file, sha256={}), "backup-damaged"),
        (lambda file: with_manifest(file, sha256={"../evil": "00"}), "backup-damaged"),
        (lambda file: with_manifest(file, arrivals="many"), "backup-damaged"),
        (lambda file: with_manifest(file, format=2), "backup-newer"),
        (lambda file: with_manifest(file, company="AAAAA"), "backup-of-another"),
        (without_settings, "backup-damaged"),
        (bomb, "backup-damaged"),
    ],
)
def test_a_backup_that_was_tampered_with_changes_nothing(
    pair: Pair, file: Path, tmp_path: Path, spoil: Callable[[Path], None], code: str
) -> None:
    spoil(file)
    pair.mill.close()
    home = pair.homes["mill"]
    before = {path: path.read_bytes() for path in home.iterdir() if path.name != "up.lock"}
    with pytest.raises(Mistake, match=code):
        restore(file, Home(home), replace=True)
    after = {path: path.read_bytes() for path in home.iterdir() if path.name != "up.lock"}
    assert after == before
    assert not list(tmp_path.rglob("evil"))


def test_a_backup_whose_entries_were_changed_is_refused(file: Path, tmp_path: Path) -> None:
    """Also where the manifest was made to fit: the chain cannot be."""
    with zipfile.ZipFile(file) as archive:
        (tmp_path / "changed.db").write_bytes(archive.read("tuowang.db"))
    database = sqlite3.connect(tmp_path / "changed.db")
    database.execute("UPDATE log SET body = CAST(body || x'00' AS BLOB) WHERE arrival = 3")
    database.commit()
    database.close()
    home = Home(tmp_path / "fitting")
    home.create(Settings(), read_secret(file, tmp_path))
    shutil.copy(tmp_path / "changed.db", home.database)
    with Company(home) as company:
        backup(company, tmp_path / "fitting.zip")
    with pytest.raises(Mistake, match="backup-damaged"):
        restore(tmp_path / "fitting.zip", Home(tmp_path / "new"))


def read_secret(file: Path, folder: Path) -> bytes:
    """The secret in a backup."""
    (folder / "unpacked").mkdir()
    read_backup(file, folder / "unpacked")
    return Home(folder / "unpacked").secret()
