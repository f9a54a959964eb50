"""A few bytes said aloud in the local network, to whoever listens there; nobody is asked.

    UDP, IPv4, port 8474, one datagram of 1 to 2,048 bytes
    239.255.84.87      the group it is sent to; it leaves no network (TTL 1, RFC 2365)
    x.y.z.255          the interface's broadcast address, for networks that drop groups

No carrier of bundles: it says who is there. It may be lost, doubled or forged, and whoever listens
believes nothing of it.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType

from tuowang.errors import Mistake

GROUP = "239.255.84.87"
PORT = 8474
MAXIMUM_DATAGRAM_BYTES = 2048
MOST_DATAGRAMS = 5000
EVERYWHERE = ("0.0.0.0", "::", "")
_ADDRESS, _BROADCAST = 0x8915, 0x8919  # SIOCGIFADDR and SIOCGIFBRDADDR of Linux
_NONE = "0.0.0.0"


def interfaces() -> list[tuple[str, str]]:
    """Every interface's IPv4 address, and its broadcast address or ""."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                broadcast = _asked(asking, name, _BROADCAST)
                found.append(
                    (_asked(asking, name, _ADDRESS), "" if broadcast == _NONE else broadcast)
                )
    return found


def _asked(asking: socket.socket, name: str, what: int) -> str:
    answer = fcntl.ioctl(asking, what, struct.pack("256s", name.encode()[:15]))
    return socket.inet_ntoa(answer[20:24])


def spoken_from(at: str) -> list[tuple[str, str]]:
    """The interfaces of one address of ours; of "", 0.0.0.0 and :: all. Mistake: lan-none."""
    found = [one for one in interfaces() if at in EVERYWHERE or one[0] == at]
    if not found:
        raise Mistake("lan-none", address=at or _NONE)
    return found


class Speaker:
    """Says the same to everybody in the networks of some interfaces (`spoken_from`)."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        self._sockets = [(_speaking(address), broadcast) for address, broadcast in found]

    def say(self, data: bytes) -> int:
        """Say it once; by how many interfaces it left."""
        assert 0 < len(data) <= MAXIMUM_DATAGRAM_BYTES
        left = 0
        for speaking, broadcast in self._sockets:
            sent = [_sent(speaking, data, to) for to in (GROUP, broadcast) if to]
            left += any(sent)
        return left

    def __enter__(self) -> Speaker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for speaking, _ in self._sockets:
            speaking.close()


def _speaking(address: str) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
    with suppress(OSError):  # the address may be gone by now; then it is said from another
        made.bind((address, 0))
    return made


def _sent(speaking: socket.socket, data: bytes, to: str) -> bool:
    try:
        speaking.sendto(data, (to, PORT))
    except OSError:  # a cable was pulled, or this network takes no such thing
        return False
    return True


def heard(seconds: float) -> Iterator[tuple[bytes, str]]:
    """What is said during that time, each with the IPv4 address it came from.

    At most `MOST_DATAGRAMS`, whoever floods us. Mistake: lan-deaf.
    """
    end = time.monotonic() + seconds
    with _listening() as listening:
        for _ in range(MOST_DATAGRAMS):
            left = end - time.monotonic()
            if left <= 0:
                return
            listening.settimeout(left)
            try:
                data, (sender, _) = listening.recvfrom(MAXIMUM_DATAGRAM_BYTES + 1)
            except TimeoutError:
                return
            if 0 < len(data) <= MAXIMUM_DATAGRAM_BYTES:
                yield data, sender


def _listening() -> socket.socket:
    """A socket in the group by every interface; others on this machine may listen, too."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("", PORT))
    except OSError as no:
        made.close()
        raise Mistake("lan-deaf", port=PORT, why=no.strerror) from no
    for address, _ in interfaces():
        joining = socket.inet_aton(GROUP) + socket.inet_aton(address)
        with suppress(OSError):
            made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joining)
    return made
