"""In what order do the rooms speak?

    bytes -> link: admit -> record: open -> flows: fold -> flows: react -> record: seal -> bytes

`receive`, `ask` and `wake` each run one round inside the caller's transaction and return an
`Outcome`; `flush` seals and bundles what the rounds left to send. The caller's whole law:
**commit, then send, then sleep.** Nothing here reads a clock, a disk, a socket or chance, and
nothing is kept between rounds but the keys: all state is in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from tuowang.errors import Refused
from tuowang.flows import FLOWS
from tuowang.flows.base import JOURNAL, Command, Context, Flow, Note, Record, Standing
from tuowang.link.bundle import check_outside, tag_of, unwrap
from tuowang.link.connect import introduced
from tuowang.link.incoming import admit
from tuowang.link.outgoing import (
    LAST_RESEND_MILLISECONDS,
    carried_bundles,
    has_to_send,
    live_bundle,
)
from tuowang.link.silence import beaten, days_silent, due_beats, next_beat_at
from tuowang.link.state import JOURNAL_STREAM, LINK_TABLES, LINKS, NEVER, LinkRow
from tuowang.record.chain import hashes
from tuowang.record.keys import Keys, PublicKeys
from tuowang.round import UNREAD, Meanings, Outcome, Round, Send, UnreadRow, link_of
from tuowang.store.store import NewRow, Store
from tuowang.store.table import Table

__all__ = ["UNREAD", "Node", "Outcome", "Send", "UnreadRow"]

MOST_BUNDLES_A_FLUSH = 16
"""Enough for a wave; the receipt for it pulls the next one, and memory stays small."""


class Node:
    """One company's connector: its keys, its store, its flows."""

    def __init__(self, keys: Keys, store: Store, flows: Sequence[Flow] = FLOWS) -> None:
        self.keys = keys
        self.store = store
        self.flows = flows
        self.meanings = Meanings.of(flows)
        self.asks = {cls: ask for flow in flows for cls, ask in flow.asks.items()}
        self._link_kinds = {cls for flow in flows for cls, _ in flow.links}
        self._tags: list[tuple[int, bytes, bool]] = []  # links only ever come to be
        self.jobs = {kind: run for flow in flows for kind, run in flow.jobs.items()}

    def receive(self, data: bytes, now: int, chance: bytes) -> Outcome:
        """Take in one bundle. What is wrong with it becomes a note, never an exception."""
        round_ = self._round(self._context(now, chance))
        try:
            link = self.addressee(data)
            message = unwrap(self.keys, link, data)
            admission = admit(self.store, self.keys, link, message, now, round_.context.draw())
        except Refused as refused:
            round_.outcome.notes.append(Note(refused.code, refused.details))
            return round_.outcome
        self.store.put(LINKS, admission.link)
        round_.outcome.notes += [Note(code, details) for code, details in admission.notes]
        round_.outcome.partner = admission.link.partner
        if admission.rebuild:
            self.rebuild()
        round_.admitted(admission)
        self._open_links(round_.understood)
        return round_.done()

    def ask(self, commands: Command | Iterable[Command], now: int, chance: bytes) -> Outcome:
        """Do what our own user asks, all of it or, by a `Mistake`, nothing."""
        self._open_links(self._link_kinds)
        round_ = self._round(self._context(now, chance))
        for command in [commands] if isinstance(commands, Command) else commands:
            round_.run(self.asks[type(command)](self.store, command, round_.context))
        return round_.done()

    def wake(self, now: int, chance: bytes) -> Outcome:
        """Do what dates ask for; mark what was not acknowledged, and who has long been silent."""
        round_ = self._round(self._context(now, chance))
        for link in self._late_links(now):
            again = msgspec.structs.replace(
                link,
                sent_n=min(link.sent_n, link.acked_n),
                owes=True,
                resend_at=NEVER,
                resend_count=link.resend_count + 1,
            )
            self.store.put(LINKS, again)
        for link in list(due_beats(self.store, now)):
            after = beaten(link, now)
            self.store.put(LINKS, after)
            if after.silent and not link.silent:
                details = {"partner": link.partner, "days": days_silent(link, now)}
                round_.outcome.notes.append(Note("partner-silent", details))
        self._open_links(self._link_kinds)
        for flow in self.flows:
            for wake_at, wake in flow.wakes:
                when = wake_at(self.store, now)
                if when is not None and when <= now:
                    round_.run(wake(self.store, round_.context), asked=False)
        outcome = round_.done()
        outcome.wake_at = self.wake_at(now)
        return outcome

    def _open_links(self, understood: set[type[Record]]) -> None:
        """Open the links that flows ask for and that are not there, also after a restore."""
        asking = {links for flow in self.flows for cls, links in flow.links if cls in understood}
        for one in [one for links in asking for one in links(self.store)]:
            introduced(
                self.store,
                self.keys,
                one.partner,
                PublicKeys(one.sign, one.box),
                one.secret,
                address=one.address,
                inviter=one.inviter,
            )

    def _late_links(self, now: int) -> list[LinkRow]:
        """What is due; and what no wait explains, because the clock was set back meanwhile."""
        late = []
        for link in self.store.find(LINKS, ("resend_at",)):
            if link.resend_at == NEVER:
                break
            if not now < link.resend_at <= now + LAST_RESEND_MILLISECONDS:
                late.append(link)
        return late

    def wake_at(self, now: int) -> int | None:
        """The next time at which `wake` has something to do."""
        times = [wake_at(self.store, now) for flow in self.flows for wake_at, _ in flow.wakes]
        first = next(iter(self.store.find(LINKS, ("resend_at",))), None)
        if first is not None and first.resend_at != NEVER:
            times.append(min(first.resend_at, now + LAST_RESEND_MILLISECONDS))
        times.append(next_beat_at(self.store, now))
        return min((time for time in times if time is not None), default=None)

    def flush(self, now: int, chance: bytes, *, receipts: bool = True) -> Outcome:
        """Seal and bundle what live links have to say.

        Without `receipts`, a link that has nothing to send but a receipt waits: it rides with
        what is said next, or goes with a later flush.
        """
        context = Context(now, chance)
        outcome = Outcome()
        for link in list(self.store.find(LINKS, ("live", "owes"), True, True)):
            if not receipts and self.store.head(link.out_stream).n <= link.sent_n:
                continue
            first = True  # everybody gets a turn; only what is behind that waits for a receipt
            while has_to_send(self.store, link) and (
                first or len(outcome.sends) < MOST_BUNDLES_A_FLUSH
            ):
                link, data = live_bundle(self.store, self.keys, link, now, context.draw())
                outcome.sends.append(Send(link.partner, data))
                first = False
            more = has_to_send(self.store, link)
            self.store.put(LINKS, msgspec.structs.replace(link, owes=more))
        return outcome

    def carry(self, link: LinkRow, now: int, chance: bytes) -> Iterator[bytes]:
        """The bundles for a carried medium to one partner: all that it has not acknowledged."""
        context = Context(now, chance)
        draws = iter(context.draw, b"")
        return carried_bundles(self.store, self.keys, link, draws)

    def _context(self, now: int, chance: bytes) -> Context:
        return Context(now, chance, secret=self.keys.ring_secret, standing=self._standing)

    def _standing(self, partner: str) -> Standing:
        link = self.link_of(partner)
        if link is None:
            known = next(iter(self.store.find(LINKS, ("partner",), partner)), None)
            return Standing(healing=True, closed=known is not None)
        return Standing(link.epoch, link.peer_epoch, link.healing, *link.peer, address=link.address)

    def _round(self, context: Context) -> Round:
        return Round(self.keys, self.store, self.meanings, context)

    def addressee(self, data: bytes) -> LinkRow:
        """The link whose tag a bundle bears; `Refused` where it is none of ours."""
        tag, encapsulated = check_outside(data)
        if len(self._tags) != self.store.count(LINKS):
            self._tags = [
                (link.number, link.tag_secret, not link.inviter) for link in self.store.scan(LINKS)
            ]
        for number, secret, from_inviter in self._tags:
            if tag_of(secret, from_inviter, encapsulated) == tag:
                link = self.store.get(LINKS, number)
                if link is not None:
                    return link
        raise Refused("bundle-foreign")

    def link_of(self, partner: str) -> LinkRow | None:
        """The open link to a partner."""
        return link_of(self.store, partner)

    def say_bodies(self, link: LinkRow, bodies: Sequence[bytes]) -> None:
        """Say ready-made entries of any kind on a trusted link, many at a time.

        For kinds without a flow here (readings, files' parts); the caller answers for disclosure.
        """
        head = self.store.head(link.out_stream)
        rows = [
            NewRow(link.out_stream, head.n + i, hash_, body)
            for i, (hash_, body) in enumerate(zip(hashes(head, bodies), bodies, strict=True), 1)
        ]
        round_ = self._round(Context(0, bytes(32)))
        for row in rows:
            round_.take(row, link.partner, mine=True, react=False)
        round_.touched.add(link.number)
        round_.done()

    def rebuild(self) -> int:
        """Fold every table anew from the logs; how many entries there were."""
        for table in self.tables():
            if table not in LINK_TABLES:
                self.store.clear(table)
        partners = {link.number: link.partner for link in self.store.scan(LINKS)}
        round_ = self._round(Context(0, bytes(32)))
        arrival = count = 0
        while rows := self.store.arrivals(arrival, 1000):
            for row in rows:
                partner = JOURNAL if row.stream == JOURNAL_STREAM else partners[row.stream // 2]
                mine = row.stream % 2 == 0
                round_.understand(row.stream, row.n, row.body, partner, mine=mine, react=False)
            arrival = rows[-1].arrival
            count += len(rows)
        round_.done()
        return count

    def tables(self) -> list[Table[Any]]:
        """Every table that a node keeps."""
        own = [table for flow in self.flows for table in flow.tables]
        return [*LINK_TABLES, UNREAD, *own]
