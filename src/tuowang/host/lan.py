"""Two connectors in one local network find each other: nothing is configured, nobody is asked.

    TUOWANG-LAN/1 <port> <code>      in ASCII: where we listen, and an invitation's code

An announcement is an invitation (`tuowang.link.code`), said aloud for some minutes because a
person wants that. Whoever hears it may join in the partner's place; the words that both people
compare show that, as with a code that somebody else has read. When the minutes are over and
nobody has joined, the invitation is void.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from threading import Event

import msgspec

from tuowang.carriers.lan import Speaker, heard, spoken_from
from tuowang.errors import Mistake
from tuowang.host.company import Company
from tuowang.link.code import read_code
from tuowang.link.state import INVITED, LinkRow
from tuowang.record.keys import fingerprint

PAUSE_SECONDS = 1.0
LOOK_SECONDS = 3.0
MOST_FOUND = 200
MOST_NAME = 60
_SAID = re.compile(rb"TUOWANG-LAN/1 ([0-9]{1,5}) (TW1[A-Z2-7]{1,1990})")


class Found(msgspec.Struct, frozen=True):
    """A connector that announces itself; all of it is only what it says of itself."""

    name: str
    address: str
    fingerprint: str


def read_announcement(data: bytes, sender: str) -> tuple[Found, str]:
    """What a datagram says, and its code. Mistake: code-unreadable, code-mistyped."""
    said = _SAID.fullmatch(data)
    if said is None or not 0 < int(said[1]) < 65536:
        raise Mistake("code-unreadable")
    text = said[2].decode()
    code = read_code(text)
    # Never an address that the code states: a stranger would choose where our bytes go.
    address = f"http://{sender}:{int(said[1])}"
    return Found(code.name[:MOST_NAME], address, fingerprint(code.public)), text


def look(company: Company, seconds: float = LOOK_SECONDS) -> list[Found]:
    """Who announces itself during that time, by name; garbage is passed over. Mistake: lan-deaf."""
    found = [one for one, _ in _heard(company, seconds, "").values()]
    return sorted(found, key=lambda one: (one.name, one.fingerprint))


def join_found(company: Company, partner: str, wanted: str) -> LinkRow:
    """Join with whoever has that fingerprint, at the address from which it was heard.

    Mistake: lan-not-heard, lan-deaf, and those of `Company.join`.
    """
    found = _heard(company, LOOK_SECONDS, wanted)
    if wanted not in found:
        raise Mistake("lan-not-heard", fingerprint=wanted)
    one, code = found[wanted]
    return company.join(partner, code, address=one.address)


def _heard(company: Company, seconds: float, wanted: str) -> dict[str, tuple[Found, str]]:
    """By fingerprint, at most `MOST_FOUND`; it ends as soon as who is wanted was heard."""
    found: dict[str, tuple[Found, str]] = {}
    own = fingerprint(company.keys.public)
    for data, sender in heard(seconds):
        with suppress(Mistake):
            one, code = read_announcement(data, sender)
            if one.fingerprint not in found and len(found) >= MOST_FOUND:
                continue
            if one.fingerprint != own:
                found[one.fingerprint] = one, code
        if wanted in found:
            break
    return found


class Announcement:
    """Ourselves, said aloud to one partner until it has joined or the time is over.

    Mistake: lan-no-port, lan-none, and those of `Company.invite`.
    """

    def __init__(self, company: Company, partner: str, seconds: float) -> None:
        listen = company.home.settings().listen
        host, _, port = listen.rpartition(":")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise Mistake("lan-no-port", listen=listen)
        self.partner, self.seconds = partner, seconds
        self._from = spoken_from(host.strip("[]"))
        every = [address for address, _ in self._from]
        outside = [one for one in every if not one.startswith("127.")]
        self.only_here = not outside
        self.addresses = [f"{one}:{port}" for one in outside or every]
        code = company.invite(partner, carried=True).replace("-", "")
        self._said = f"TUOWANG-LAN/1 {int(port)} {code}".encode()

    def run(self, company: Company, stop: Event) -> bool:
        """Say it every second; whether somebody joined. `stop` ends it before the time is over."""
        end = time.monotonic() + self.seconds
        try:
            with Speaker(self._from) as speaker:
                while self._state(company) == INVITED and time.monotonic() < end:
                    speaker.say(self._said)
                    if stop.wait(PAUSE_SECONDS):
                        break
            return self._state(company) not in ("", INVITED)
        finally:
            if self._state(company) == INVITED:
                company.disconnect(self.partner)

    def _state(self, company: Company) -> str:
        return next((one.status for one in company.links() if one.partner == self.partner), "")
