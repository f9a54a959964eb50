"""What is said of figures, and where it is kept: the folds and asks of `figures`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from tuowang.errors import Mistake
from tuowang.flows.base import JOURNAL, Context, Effect, Said, Say
from tuowang.flows.checks import code_of, day_of, known_item, known_partner, text_of
from tuowang.flows.disclosure import disclosed
from tuowang.flows.figures import (
    DELIVERY,
    GLOBAL_IDS,
    NOTICES,
    PARTNER_FIGURES,
    SUBJECTS,
    SUPPLY,
    TOLD,
    FigureRow,
    FiguresNoted,
    FiguresTold,
    GlobalIdMapped,
    GlobalIdRow,
    MapGlobalId,
    NoteFigures,
    NoteNotice,
    NoticeNoted,
    NoticeRow,
    SendFigures,
    figures,
)
from tuowang.flows.figures_views import changed, figures_for
from tuowang.flows.item_codes import their_item
from tuowang.flows.partner import DISCLOSURES, PARTNERS
from tuowang.flows.planning import PlanExtended, Planned
from tuowang.flows.planning_asks import LINES_A_RECORD
from tuowang.store.store import Rows, View

MOST_SERIES, MOST_POINTS = 20, 2000
"""What one document may say of an item and subject."""
LINK = "link"


def _keep(
    rows: Rows,
    partner: str,
    subject: str,
    record: FiguresTold | FiguresNoted,
    *,
    mine: bool,
    source: str,
    at: int,
) -> None:
    """A statement in place of the one before it."""
    key = (partner, mine, subject, record.item, record.selling)
    for old in list(rows.scan(PARTNER_FIGURES, *key)):
        rows.delete(PARTNER_FIGURES, *key, old.measure)
    for one in record.series:
        row = FigureRow(
            partner,
            mine,
            subject,
            record.item,
            record.selling,
            one.measure,
            one.unit,
            one.points,
            record.buyer_item,
            source,
            at,
        )
        rows.put(PARTNER_FIGURES, row)


def fold_told(rows: Rows, said: Said[FiguresTold]) -> None:
    """The latest that either side told."""
    if said.partner != JOURNAL:
        topic = said.record.topic
        _keep(rows, said.partner, topic, said.record, mine=said.mine, source=LINK, at=said.at)


for told in TOLD.values():
    figures.fold(told)(fold_told)


@figures.fold(FiguresNoted)
def fold_noted(rows: Rows, said: Said[FiguresNoted]) -> None:
    """What a document says counts like what the partner tells on the link: the latest counts."""
    record = said.record
    if said.partner == JOURNAL:
        source, at = record.source, said.at
        _keep(rows, record.partner, record.subject, record, mine=False, source=source, at=at)


@figures.fold(NoticeNoted)
def fold_notice(rows: Rows, said: Said[NoticeNoted]) -> None:
    """The notice as it is from now on."""
    record = said.record
    if said.partner == JOURNAL:
        row = NoticeRow(
            record.partner,
            record.notice,
            record.effect,
            record.cause,
            record.start,
            record.end,
            record.state,
            list(record.items),
            record.text,
            record.source,
            said.at,
        )
        rows.put(NOTICES, row)


@figures.fold(GlobalIdMapped)
def fold_global_id(rows: Rows, said: Said[GlobalIdMapped]) -> None:
    """The latest statement counts."""
    record = said.record
    if said.partner == JOURNAL:
        rows.put(GLOBAL_IDS, GlobalIdRow(record.partner, record.global_id, record.item))


@figures.ask(SendFigures)
def send_figures(view: View, command: SendFigures, context: Context) -> Iterable[Effect]:
    """Tell what changed. Mistake: not-disclosed, where the partner may see no figures at all."""
    if command.partner:
        known_partner(view, command.partner)
        if not _subjects(view, command.partner):
            raise Mistake("not-disclosed", partner=command.partner, topic=SUBJECTS[0])
        return _changes(view, command.partner, context.today)
    return _all_changes(view, context.today)


def _all_changes(view: View, today: str) -> list[Effect]:
    """To every partner that may see figures and has introduced itself."""
    partners = {rule.partner for rule in view.scan(DISCLOSURES) if rule.topic in SUBJECTS}
    effects: list[Effect] = []
    for partner in sorted(partners):
        row = view.get(PARTNERS, partner)
        if row is not None and row.introduced_name:
            effects += _changes(view, partner, today)
    return effects


def _subjects(view: View, partner: str) -> list[str]:
    return [one for one in SUBJECTS if next(iter(view.scan(DISCLOSURES, partner, one)), None)]


def _changes(view: View, partner: str, today: str) -> list[Effect]:
    return [
        Say(partner, record)
        for subject in _subjects(view, partner)
        for record in changed(
            view,
            partner,
            subject,
            figures_for(view, partner, subject, today, _sees(view, partner, subject)),
        )
    ]


def _sees(view: View, partner: str, subject: str) -> Callable[[str], bool]:
    return lambda item: disclosed(view, partner, subject, item)


def _planned(
    view: View, said: Said[Planned] | Said[PlanExtended], context: Context
) -> list[Effect]:
    """Once the whole plan is kept; a record that is full has another behind it."""
    if said.partner != JOURNAL or len(said.record.lines) == LINES_A_RECORD:
        return []
    return _all_changes(view, context.today)


figures.react(Planned)(_planned)
figures.react(PlanExtended)(_planned)


@figures.ask(NoteFigures)
def note_figures(view: View, command: NoteFigures, _context: Context) -> Iterable[Effect]:
    """Enter it, if it changed. The item is kept under the seller's code, as on a link."""
    known_partner(view, command.partner)
    known_item(view, command.item)
    if command.subject not in (*SUBJECTS, DELIVERY, SUPPLY):
        raise Mistake("topic-unknown", topic=command.subject, known=", ".join(SUBJECTS))
    count = max((len(one.points) for one in command.series), default=0)
    if len(command.series) > MOST_SERIES or count > MOST_POINTS:
        raise Mistake("figures-too-many", count=count, most=MOST_POINTS)
    item, buyer_item = command.item, ""
    if command.selling:
        item, buyer_item = their_item(view, command.partner, command.item), command.item
    record = FiguresNoted(
        command.partner,
        command.subject,
        item,
        command.selling,
        command.series,
        buyer_item,
        code_of(command.source),
    )
    key = (command.partner, False, command.subject, item, command.selling)
    held = {row.measure: (row.unit, row.points) for row in view.scan(PARTNER_FIGURES, *key)}
    if held != {one.measure: (one.unit, one.points) for one in command.series}:
        yield Say(JOURNAL, record)


@figures.ask(NoteNotice)
def note_notice(view: View, command: NoteNotice, _context: Context) -> Iterable[Effect]:
    """Enter it, if it changed."""
    known_partner(view, command.partner)
    for item in command.items:
        known_item(view, item)
    record = NoticeNoted(
        command.partner,
        code_of(command.notice),
        code_of(command.effect),
        code_of(command.cause),
        day_of(command.start),
        day_of(command.end) if command.end else "",
        code_of(command.state),
        command.items,
        text_of(command.text),
        code_of(command.source),
    )
    old = view.get(NOTICES, command.partner, record.notice)
    new = NoticeRow(**{name: getattr(record, name) for name in record.__struct_fields__}, at=0)
    if old is None or new != _timeless(old):
        yield Say(JOURNAL, record)


def _timeless(row: NoticeRow) -> NoticeRow:
    return replace(row, at=0)


@figures.ask(MapGlobalId)
def map_global_id(view: View, command: MapGlobalId, _context: Context) -> Iterable[Effect]:
    """Say it, if it changed."""
    known_partner(view, command.partner)
    known_item(view, command.item)
    name = code_of(command.global_id)
    row = view.get(GLOBAL_IDS, command.partner, name)
    if row is None or row.item != command.item:
        yield Say(JOURNAL, GlobalIdMapped(command.partner, name, command.item))
