"""Settings: who works here, what they did, and what must not be lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from tuowang import __version__
from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Listing
from tuowang.faces.cli.people import PEOPLE, shown_people
from tuowang.faces.cli.show import cell_text
from tuowang.faces.pages.acting import Done, perform
from tuowang.faces.pages.asking import ask, command_line
from tuowang.faces.pages.commands import act_link
from tuowang.faces.pages.frame import Visit, page
from tuowang.faces.pages.screens.second_factor import asked_again
from tuowang.flows.party import ME, PARTIES
from tuowang.host.backup import backup as back_up
from tuowang.host.log_in import change_password
from tuowang.host.passwords import LEAST_PASSWORD
from tuowang.host.people import ROLES, people, put_person
from tuowang.host.second_factor import factor_required, has_factor
from tuowang.record.recovery import recovery_words

PORTION_BYTES = 1 << 20


def settings(visit: Visit) -> Response:
    """Everything on one page; an owner adds people, everybody changes what they log in with."""
    done = None
    if visit.said("doing") == "person":
        done = _put_person(visit)
    elif visit.said("doing") == "password":
        done = _change_password(visit)
    company, owner = visit.face.company, visit.may_do("add-person")
    known = people(company) if owner else []
    refused = done is not None and done.state == "refused"
    return page(
        visit,
        "settings.html",
        400 if refused else 200,
        done=done,
        owner=owner,
        party=visit.face.view.get(PARTIES, ME),
        change=act_link(visit, "party"),
        known=Listing(PEOPLE, shown_people(company) if owner else [], empty="settings-nobody"),
        names=[row.person for row in known],
        remove=partial(act_link, visit, "remove-person"),
        with_factor=[row.person for row in known if has_factor(company, row.person)],
        reset=partial(act_link, visit, "reset-second-factor"),
        end=partial(act_link, visit, "end-log-ins"),
        require=act_link(visit, "require-second-factor"),
        required=factor_required(company),
        factor=visit.logged_in and has_factor(company, visit.person),
        roles=ROLES,
        least=LEAST_PASSWORD,
        version=__version__,
        line=done.line if done else command_line("people", []),
    )


def _put_person(visit: Visit) -> Done:
    """Somebody may log in. The password stands in no line, answer or note."""
    person, role = visit.said("person").strip(), visit.said("role")

    def doing() -> Answer:
        asked_again(visit)
        put_person(visit.face.company, person, role, visit.said("password"))
        told = visit.face.text("person-put", person=person, role=visit.face.word(role))
        return Answer(None, [told])

    return perform(visit, "add-person", [person, f"--role={role}"], doing)


def _change_password(visit: Visit) -> Done:
    if not visit.logged_in:
        raise Mistake("not-allowed", command="add-person", role=visit.role)

    def doing() -> Answer:
        company = visit.face.company
        old, new, code = visit.said("old"), visit.said("password"), visit.said("again_code")
        change_password(company, visit.person, old, new, code)
        return Answer(None, [visit.face.text("settings-password-changed")])

    return perform(visit, "add-person", [visit.person, f"--role={visit.role}"], doing, own=True)


def backup(visit: Visit) -> Response:
    """The whole home as one file for whoever asks; nothing of it stays on this machine.

    Mistake: not-allowed, form-stale, disk-full, file-not-writable.
    """
    if not visit.form:
        raise Mistake("page-unknown", page=visit.path)
    company = visit.face.company
    without_key = bool(visit.said("without_key"))
    row = visit.face.view.get(PARTIES, ME)
    name = _plain(row.name if row is not None else "") + ".zip"
    words = [name, *(["--without-key"] if without_key else [])]
    if not visit.may_do("backup"):
        raise Mistake("not-allowed", command="backup", role=visit.role)
    sent: list[BinaryIO] = []

    def doing() -> Answer:
        asked_again(visit)
        # No name on the disk outlives this, however the download ends: the key is in the file.
        with tempfile.TemporaryDirectory(dir=company.home.path, prefix=".backup-") as folder:
            path = Path(folder) / "backup.zip"
            made = back_up(company, path, with_key=not without_key)
            sent.append(path.open("rb"))
            size = path.stat().st_size
        told = visit.face.text("backed-up", file=name, bytes=size, entries=made.arrivals)
        return Answer(None, [told])

    done = perform(visit, "backup", words, doing)
    if not sent:
        return page(visit, "done.html", name="backup", done=done, back=visit.url("settings"))
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''tuowang-{quote(name)}",
        "content-length": str(os.fstat(sent[0].fileno()).st_size),
    }
    return StreamingResponse(_portions(sent[0]), media_type="application/zip", headers=headers)


def _portions(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while portion := file.read(PORTION_BYTES):
            yield portion


def _plain(name: str) -> str:
    """A company's name as part of a file's name."""
    return "".join(char for char in name if char.isalnum() or char in "-_")[:40] or "company"


def recovery(visit: Visit) -> Response:
    """The words, on the screen and in no note. Mistake: not-allowed, form-stale."""
    if not visit.form:
        raise Mistake("page-unknown", page=visit.path)

    def doing() -> Answer:
        asked_again(visit)
        return Answer(None, [visit.face.text("recovery-words-keep")])

    done = perform(visit, "recovery-words", [], doing)
    if done.state == "refused":
        return page(
            visit, "done.html", 400, name="recovery-words", done=done, back=visit.url("settings")
        )
    return page(
        visit,
        "settings_words.html",
        words=recovery_words(visit.face.company.home.secret()),
        line=done.line,
    )


def diagnostics(visit: Visit) -> Response:
    """The connector in numbers, to be copied; with `logs`, every signature checked."""
    words = ["--logs"] if visit.value("logs") and visit.may_do("backup") else []
    shown = ask(visit.face, "diagnostics", words).shown[0]
    assert isinstance(shown, Listing)
    cells = [[column.cell(row) for column in shown.columns] for row in shown.rows]
    lines = [": ".join(cell_text(visit.face, cell) for cell in row) for row in cells]
    return page(
        visit,
        "settings_diagnostics.html",
        shown=shown,
        copied="\n".join(lines),
        may_check=not words and visit.may_do("backup"),
        line=command_line("diagnostics", words),
    )
