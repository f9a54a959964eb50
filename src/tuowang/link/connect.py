"""How two parties come to share a link: a code, a join, the same words on both screens.

Invited -> joined (both keys known) -> trusted (people compared the words) -> closed.
Nothing that the partner says is taken before the link is trusted.
"""

from __future__ import annotations

import msgspec

from tuowang.errors import Mistake
from tuowang.link.code import SECRET_BYTES, Code, read_code, write_code
from tuowang.link.healing import healing_begun
from tuowang.link.state import (
    CLOSED,
    INVITED,
    JOINED,
    LINKS,
    TRUSTED,
    LinkRow,
    link_identity,
)
from tuowang.record.keys import Keys, PublicKeys, can_be_keys, compared_words
from tuowang.store.store import Rows, Store, View

_replace = msgspec.structs.replace


def open_link(view: View, partner: str) -> LinkRow:
    """The link to a partner that is not closed; `Mistake` where there is none."""
    for link in view.find(LINKS, ("partner",), partner):
        if link.status != CLOSED:
            return link
    raise Mistake("partner-not-connected", partner=partner)


def invite(
    rows: Rows, keys: Keys, partner: str, chance: bytes, *, name: str = "", address: str = ""
) -> str:
    """A new code for `partner`, to be handed over by any way that people trust."""
    _require_unlinked(rows, partner)
    secret = chance[:SECRET_BYTES]
    link_id, tag_secret = link_identity(keys.public.sign, secret)
    number = rows.count(LINKS) + 1
    rows.put(
        LINKS,
        LinkRow(number, partner, INVITED, link_id, tag_secret, inviter=True, own_name=name[:200]),
    )
    return write_code(Code(keys.public.sign, keys.public.box, secret, name[:200], address))


def join(
    rows: Rows, keys: Keys, partner: str, text: str, *, name: str = ""
) -> tuple[LinkRow, Code]:
    """Join with a code; the link is joined and has a greeting to send."""
    code = read_code(text)
    if code.public == keys.public:
        raise Mistake("code-own")
    link_id, tag_secret = link_identity(code.sign, code.secret)
    for link in rows.scan(LINKS):
        if link.link_id == link_id:
            raise Mistake("code-used", partner=link.partner)
    _require_unlinked(rows, partner)
    link = LinkRow(
        rows.count(LINKS) + 1,
        partner,
        JOINED,
        link_id,
        tag_secret,
        inviter=False,
        own_name=name[:200],
        peer_name=code.name[:200],
        peer_sign=code.sign,
        peer_box=code.box,
        owes=True,
    )
    rows.put(LINKS, link)
    return link, code


def words(keys: Keys, link: LinkRow) -> list[tuple[str, str]]:
    """The words (English, Chinese) that both people compare; `Mistake` while nobody has joined."""
    if link.status == INVITED:
        raise Mistake("partner-not-joined", partner=link.partner)
    return compared_words(link.link_id, keys.public, link.peer)


def trust(rows: Rows, partner: str) -> LinkRow:
    """People have compared the words: take what the partner says from now on."""
    link = open_link(rows, partner)
    if link.status == INVITED:
        raise Mistake("partner-not-joined", partner=partner)
    trusted = _replace(link, status=TRUSTED, owes=True, wants=True)
    rows.put(LINKS, trusted)
    return trusted


def introduced(
    rows: Rows,
    keys: Keys,
    partner: str,
    peer: PublicKeys,
    secret: bytes,
    *,
    address: str,
    inviter: bool,
) -> None:
    """A link that a party whom both sides trust introduced, with a secret and both sides' keys.

    It is trusted from the start. Nothing happens where it cannot be, or stands already.
    """
    if any(link.status != CLOSED for link in rows.find(LINKS, ("partner",), partner)):
        return
    link_id, tag_secret = link_identity(keys.public.sign if inviter else peer.sign, secret)
    known = any(link.link_id == link_id for link in rows.scan(LINKS))
    if known or peer == keys.public or not can_be_keys(peer):
        return
    rows.put(
        LINKS,
        LinkRow(
            rows.count(LINKS) + 1,
            partner,
            TRUSTED,
            link_id,
            tag_secret,
            inviter,
            peer_sign=peer.sign,
            peer_box=peer.box,
            owes=True,
            live=True,
            address=address,
        ),
    )


def close(rows: Rows, partner: str) -> None:
    """End a link: nothing more is taken or sent; what was said stays."""
    rows.put(LINKS, _replace(open_link(rows, partner), status=CLOSED, owes=False))


def suspect(store: Store, chance: bytes) -> int:
    """This database may be older than what was said from it: heal every link before speaking."""
    count = 0
    for link in list(store.scan(LINKS)):
        if link.status in (JOINED, TRUSTED):
            store.put(LINKS, healing_begun(store, link, chance))
            count += 1
    return count


def _require_unlinked(view: View, partner: str) -> None:
    fits = 1 <= len(partner) <= 32 and partner not in ("me", ".", "..")
    if not fits or not all(char.isalnum() or char in "-_." for char in partner):
        raise Mistake("partner-code-unfit", partner=ascii(partner[:80]).strip("'"))
    for link in view.find(LINKS, ("partner",), partner):
        if link.status != CLOSED:
            raise Mistake("partner-linked", partner=partner)
