"""How others say the same thing: `catena-x list`, `catena-x out`, `catena-x in`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tuowang.errors import Mistake
from tuowang.faces.cli.answer import Answer, Column, Listing, column
from tuowang.faces.cli.doing import told
from tuowang.faces.cli.face import Face
from tuowang.faces.cli.find import item_code, partner_code
from tuowang.faces.cli.grammar import Group, argument, command, global_options, option
from tuowang.faces.cli.lists import answer_list, files
from tuowang.standards import STANDARDS, standard, standard_of
from tuowang.standards.base import MAXIMUM_PAYLOAD_BYTES, Reading, read_json, to_json
from tuowang.standards.catena.taking import commands_of


class StandardLine(NamedTuple):
    """A kind of payload as it is listed."""

    standard: str
    version: str
    topics: tuple[str, ...]


@command("list", *files())
def _list(face: Face, xlsx: str, csv: str) -> Answer:
    """The payloads that are understood."""
    found = [standard(name) for name in STANDARDS]
    rows = [StandardLine(one.name, one.version, one.topics) for one in found]
    columns = (
        column("standard"),
        column("version"),
        Column("topic", lambda row: ", ".join(face.word(topic) for topic in row.topics)),
    )
    answer = answer_list(face, Listing(columns, rows), xlsx, csv)
    if not (xlsx or csv):
        answer.document = [row._asdict() for row in rows]
    return answer


@command(
    "out",
    argument("aspect"),
    option("partner", metavar="partner"),
    option("item", metavar="item"),
    option("file", metavar="file"),
)
def _out(face: Face, aspect: str, partner: str, item: str, file: str) -> Answer:
    """Write payloads for a partner, of what it may see."""
    code, chosen = _partner(face, partner), standard(aspect)
    payloads = chosen.write(face.view, code, face.company.clock(), item_code(face, item))
    if not payloads:
        return Answer([], [face.text("payloads-none", partner=code, name=chosen.name)])
    written = to_json(payloads[0] if len(payloads) == 1 else payloads)
    if not file:
        return Answer(payloads, [written.decode().rstrip()])
    from tuowang.host.home import replace_file

    replace_file(Path(file), written, 0o600)
    said = face.text(
        "payloads-written", count=len(payloads), name=chosen.name, partner=code, file=file
    )
    return Answer({"file": file, "payloads": len(payloads)}, [said])


@command(
    "in",
    argument("file"),
    option("partner", metavar="partner"),
    option("aspect", metavar="aspect"),
    option("item", metavar="item"),
)
def _in(face: Face, file: str, partner: str, aspect: str, item: str) -> Answer:
    """Take in a partner's payload."""
    code, ours = _partner(face, partner), item_code(face, item)
    readings: dict[str, list[Reading]] = {}
    payloads = read_json(_bytes_of(Path(file)))
    for payload in payloads:
        chosen = standard(aspect) if aspect else standard_of(payload)
        readings.setdefault(chosen.name, []).extend(chosen.read(payload))
    for name, found in readings.items():  # all of it can be taken, or nothing is
        commands_of(face.view, code, name, found, ours)
    said = face.text(
        "payloads-read", file=file, count=len(payloads), name=", ".join(readings) or "-"
    )
    whole = Answer({"payloads": len(payloads), "said": [], "notes": []}, [said])
    for name, found in readings.items():
        commands = commands_of(face.view, code, name, found, ours)
        part = told(face, face.company.ask(commands))
        whole.document["said"] += part.document["said"]
        whole.document["notes"] += part.document["notes"]
        whole.shown += part.shown
    return whole


def _partner(face: Face, typed: str) -> str:
    if not typed:
        raise Mistake("argument-needed", name="--partner")
    return partner_code(face, typed)


def _bytes_of(path: Path) -> bytes:
    """A file's bytes, one more than are allowed at most. Mistake: file-not-readable."""
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_PAYLOAD_BYTES + 1)
    except OSError as fault:
        raise Mistake("file-not-readable", path=str(path), fault=fault.strerror) from None


catena_x = Group(
    "catena-x",
    commands={"list": _list, "out": _out, "in": _in},
    params=global_options(set()),
)
