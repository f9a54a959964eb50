"""HTTP as carrier: one request a bundle, the partner's own bundles in the reply.

    POST <url>/bundle    one bundle as application/octet-stream; `prefer: wait=N` asks the other
                         side to hold its reply up to N seconds until it has something to say
        200              `framed` bundles (`tuowang.carriers.base`)
        204              taken, nothing to say
        400 408 413 415  no bundle, too slow, too large, another content type
        503              busy; `retry-after` says when to come again
    GET <url>/health     204
    anything else        404

A connector that nobody can reach (behind a router, on a mobile link) posts with a wait and so
hears its partner at once all the same. The address of a partner is believed as little as its
bytes: no redirect is followed, no cookie kept, nothing decompressed, and every size and every
wait has an end.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tuowang.carriers.base import (
    MAXIMUM_BUNDLE_BYTES,
    MAXIMUM_STREAM_BYTES,
    CarrierDown,
    FrameReader,
    Skipped,
    Taken,
    check_bundle,
    framed,
)
from tuowang.errors import Mistake

MAXIMUM_WAIT_SECONDS = 60
MAXIMUM_HELD_BYTES = 2 * MAXIMUM_STREAM_BYTES
MAXIMUM_SKIPPED = 10_000
GRACE_SECONDS = 30
SLOWEST_BYTES_PER_SECOND = 8 * 1024
RETRY_AFTER_SECONDS = 5
OCTETS = "application/octet-stream"

SERVER_SETTINGS: Mapping[str, Any] = {
    "server_header": False,
    "date_header": False,
    "proxy_headers": False,
    "access_log": False,
    "limit_concurrency": 512,
    "timeout_keep_alive": 5,
    "ws": "none",
}
"""What to give to uvicorn, so that it says nothing of itself and has an end to everything."""


def open_door(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0: any. OSError, OverflowError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only where the protocol is said: else after 40 ms.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host.strip("[]"), port))
        door.listen(128)
    except (OSError, OverflowError):
        door.close()
        raise
    return door


ReceiveBundle = Callable[[bytes, float], Awaitable[list[bytes]]]

# ------------------------------------------------------------------------------- the client


def checked_url(url: str) -> str:
    """The address without its last slash. Mistake: address-not-http, address-with-password."""
    shown = url if url.isprintable() else ascii(url)
    try:
        parsed = httpx2.URL(url)
        parsed.raw_host.decode("ascii").encode("idna")  # what the resolver will do to it
    except (httpx2.InvalidURL, UnicodeError) as fault:
        raise Mistake("address-not-http", address=shown) from fault
    if parsed.userinfo:
        raise Mistake("address-with-password", address=parsed.host)
    right = parsed.scheme in {"http", "https"} and parsed.host and not re.search("[?#]", url)
    if not right or (parsed.port is not None and not 0 < parsed.port < 65536):
        raise Mistake("address-not-http", address=shown)
    return str(parsed).rstrip("/")


def new_client() -> httpx2.Client:
    """A client that goes where the address says: no proxy or password from the surroundings."""
    return httpx2.Client(trust_env=False, cookies=_no_cookies())


def new_async_client() -> httpx2.AsyncClient:
    """The same for `exchange`; one for all partners."""
    return httpx2.AsyncClient(trust_env=False, cookies=_no_cookies())


async def exchange(
    client: httpx2.AsyncClient,
    url: str,
    data: bytes | None,
    wait_seconds: float = 0,
    skipped: list[Skipped] | None = None,
) -> list[bytes]:
    """Post one bundle and return the bundles of the reply; without `data` ask only `/health`.

    Mistake: as `checked_url` and `check_bundle`. CarrierDown: partner-unreachable,
    partner-too-slow, partner-busy, partner-answers-otherwise, partner-reply-cut-off.
    """
    request = _request(client, url, data, wait_seconds)
    reader = FrameReader()
    try:
        async with asyncio.timeout(_seconds_for(data, wait_seconds)) as limit:
            reply = await client.send(request, stream=True, follow_redirects=False)
            try:
                if _has_bundles(reply):
                    async for piece in reply.aiter_raw():
                        _extend(limit, len(piece))
                        if not reader.feed(piece):
                            break
            finally:
                await reply.aclose()
    except (httpx2.HTTPError, httpx2.StreamError, OSError) as fault:
        raise _down(fault) from fault
    reader.end()
    if skipped is not None:
        skipped += reader.skipped
    return reader.bundles


class HttpCarrier:
    """Bundles to and from the one partner at `url`; what it replies lies here until `done`.

    `poll` asks nobody: only a `put` does, so a connector with nothing to say puts a bundle
    without entries. Close it when done with it.
    """

    name: str

    def __init__(
        self, url: str, *, wait_seconds: float = 0, client: httpx2.Client | None = None
    ) -> None:
        self.name = "http"
        self.url = checked_url(url)
        self.wait_seconds = wait_seconds
        self.skipped: list[Skipped] = []
        self._skipped_in_replies: list[Skipped] = []
        self._held: dict[str, bytes] = {}
        self._numbers = count(1)
        self._client_is_ours = client is None
        self._client = new_client() if client is None else client

    def put(self, label: str, data: bytes) -> None:
        """Post one bundle and hold what comes back; `label` is not used. Errors: `exchange`.

        CarrierDown: carrier-holds-too-much, until `done` has made room.
        """
        if sum(map(len, self._held.values())) + MAXIMUM_STREAM_BYTES > MAXIMUM_HELD_BYTES:
            raise CarrierDown("carrier-holds-too-much")
        request = _request(self._client, self.url, data, self.wait_seconds)
        reader = FrameReader()
        try:
            self._read_reply(request, reader, _seconds_for(data, self.wait_seconds))
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as fault:
            raise _down(fault) from fault
        reader.end()
        self._skipped_in_replies += reader.skipped[
            : MAXIMUM_SKIPPED - len(self._skipped_in_replies)
        ]
        for bundle in reader.bundles:
            self._held[f"reply-{next(self._numbers)}"] = bundle

    def poll(self) -> list[Taken]:
        """All bundles that came in replies and are not `done`."""
        self.skipped, self._skipped_in_replies = self._skipped_in_replies, []
        return [Taken(name, data) for name, data in self._held.items()]

    def done(self, taken: Taken) -> None:
        """Hold it no longer."""
        self._held.pop(taken.name, None)

    def close(self) -> None:
        """Close the connections, unless they are those of a client that was handed in."""
        if self._client_is_ours:
            self._client.close()

    def _read_reply(self, request: httpx2.Request, reader: FrameReader, seconds: float) -> None:
        end = time.monotonic() + seconds
        reply = self._client.send(request, stream=True, follow_redirects=False)
        try:
            if not _has_bundles(reply):
                return
            for piece in reply.iter_raw():
                end += len(piece) / SLOWEST_BYTES_PER_SECOND
                if time.monotonic() > end:
                    raise CarrierDown("partner-too-slow")
                if not reader.feed(piece):
                    return
        finally:
            reply.close()


def _no_cookies() -> CookieJar:
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))


def _request(
    client: httpx2.Client | httpx2.AsyncClient, url: str, data: bytes | None, wait_seconds: float
) -> httpx2.Request:
    url = checked_url(url)
    # A reply may not come packed: its true size would show only after unpacking.
    headers = {"accept": OCTETS, "accept-encoding": "identity", "user-agent": "tuowang"}
    wait = min(max(int(wait_seconds), 0), MAXIMUM_WAIT_SECONDS)
    timeout = httpx2.Timeout(GRACE_SECONDS, read=GRACE_SECONDS + wait)
    if data is None:
        return client.build_request("GET", f"{url}/health", headers=headers, timeout=timeout)
    check_bundle(data)
    headers["content-type"] = OCTETS
    if wait:
        headers["prefer"] = f"wait={wait}"
    return client.build_request(
        "POST", f"{url}/bundle", content=data, headers=headers, timeout=timeout
    )


def _seconds_for(data: bytes | None, wait_seconds: float) -> float:
    """How long a whole exchange may take before the first byte of the reply."""
    wait = min(max(wait_seconds, 0), MAXIMUM_WAIT_SECONDS)
    return wait + GRACE_SECONDS + len(data or b"") / SLOWEST_BYTES_PER_SECOND


def _has_bundles(reply: httpx2.Response) -> bool:
    if reply.status_code == 200:
        return True
    if reply.status_code == 204:
        return False
    if reply.status_code == 503:
        said = reply.headers.get("retry-after", "")
        seconds = int(said) if re.fullmatch(r"[0-9]{1,4}", said) else RETRY_AFTER_SECONDS
        raise CarrierDown("partner-busy", retry_after_seconds=seconds)
    raise CarrierDown("partner-answers-otherwise", status=reply.status_code)


def _extend(limit: asyncio.Timeout, moved_bytes: int) -> None:
    when = limit.when()
    assert when is not None
    limit.reschedule(when + moved_bytes / SLOWEST_BYTES_PER_SECOND)


def _down(fault: Exception) -> CarrierDown:
    kind = type(fault).__name__
    if isinstance(fault, (httpx2.TimeoutException, TimeoutError)):
        return CarrierDown("partner-too-slow")
    if isinstance(fault, (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.StreamError)):
        return CarrierDown("partner-reply-cut-off", fault=kind)
    return CarrierDown("partner-unreachable", fault=kind)


# ------------------------------------------------------------------------------- the server


def application(
    receive: ReceiveBundle, *, concurrent_requests: int = 64, grace_seconds: float = GRACE_SECONDS
) -> ASGIApp:
    """The door for partners, as an ASGI application; serve it with `SERVER_SETTINGS`.

    `receive(bundle, wait_seconds)` answers with the bundles to send back and may take up to
    `wait_seconds` to find some, which it should do only for a partner it knows. It raises
    CarrierDown when it can take nothing now.
    """
    door = _Door(receive, concurrent_requests, grace_seconds)
    starlette = Starlette(
        routes=[
            Route("/bundle", door.bundle, methods=["POST"]),
            Route("/health", _health, methods=["GET"]),
        ],
        exception_handlers={404: _nothing_here, 405: _nothing_here},
    )
    starlette.router.redirect_slashes = False
    return starlette


class _Door:
    """Takes bundles in over HTTP, a bounded number at a time."""

    def __init__(
        self, receive: ReceiveBundle, concurrent_requests: int, grace_seconds: float
    ) -> None:
        self._receive = receive
        self._free = concurrent_requests
        self._grace_seconds = grace_seconds

    async def bundle(self, request: Request) -> Response:
        if self._free <= 0:
            return _busy()
        self._free -= 1
        try:
            return await self._answer(request)
        finally:
            self._free += 1

    async def _answer(self, request: Request) -> Response:
        # A web page cannot send this type from a foreign origin without being let.
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != OCTETS:
            return _no(415)
        if _declares_too_much(request):
            return _no(413)
        try:
            data = await self._body(request)
        except TimeoutError:
            return _no(408)
        except ClientDisconnect:
            return _no(400)  # nobody hears it
        if not data:
            return _no(400)
        if len(data) > MAXIMUM_BUNDLE_BYTES:
            return _no(413)
        try:
            bundles = await self._receive(data, _wait_seconds(request))
        except CarrierDown:
            return _busy()
        if not bundles:
            return Response(status_code=204)
        return Response(framed(bundles), media_type=OCTETS)

    async def _body(self, request: Request) -> bytes:
        """The whole body, or its beginning, one byte or more longer than a bundle may be."""
        body = bytearray()
        async with (
            asyncio.timeout(self._grace_seconds) as limit,
            aclosing(request.stream()) as pieces,
        ):
            async for piece in pieces:
                _extend(limit, len(piece))
                body += piece
                if len(body) > MAXIMUM_BUNDLE_BYTES:
                    break
        return bytes(body)


def _declares_too_much(request: Request) -> bool:
    declared = request.headers.get("content-length", "0").lstrip("0")
    return len(declared) > 15 or int(declared or "0") > MAXIMUM_BUNDLE_BYTES


def _wait_seconds(request: Request) -> float:
    """What the header `prefer: wait=N` asks for (RFC 7240, section 4.3), capped."""
    said = ",".join(request.headers.getlist("prefer"))
    found = re.search(r"(?:^|,)\s*wait\s*=\s*([0-9]{1,4})\s*(?:[,;]|$)", said, re.IGNORECASE)
    return float(min(int(found[1]), MAXIMUM_WAIT_SECONDS)) if found else 0.0


def _no(status: int) -> Response:
    # The rest of the body is not read, so the connection cannot serve another request.
    return Response(status_code=status, headers={"connection": "close"})


def _busy() -> Response:
    retry = {"retry-after": str(RETRY_AFTER_SECONDS), "connection": "close"}
    return Response(status_code=503, headers=retry)


async def _health(request: Request) -> Response:
    return Response(status_code=204)


async def _nothing_here(request: Request, fault: Exception) -> Response:
    return Response(status_code=404)
