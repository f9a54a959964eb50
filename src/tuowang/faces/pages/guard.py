"""What stands before every page: which hosts we answer to, and what a browser is told to forbid.

A page on another site must not reach us by a name that it makes resolve to this machine (DNS
rebinding): only the names that the operator knows are answered. Nothing is loaded from anywhere
else, no script stands in a page, nobody may frame us.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
MOST_FORM_BYTES = 1_000_000
POLICY = (
    "default-src 'none'; object-src 'none'; "
    "script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; media-src blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
}


class Guard:
    """Wraps the pages. hosts: the names, without port, by which they may be asked for."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, secure: bool = False) -> None:
        self.app = app
        self.hosts = frozenset(name.lower() for name in hosts)
        self.headers = dict(HEADERS)
        if secure:
            self.headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is not for us; put the headers on all else."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        if host_name(headers.get("host", "")) not in self.hosts:
            await PlainTextResponse("unknown host\n", 421)(scope, receive, send)
            return
        if _from_elsewhere(scope["method"], headers):
            await PlainTextResponse("a form of another site\n", 403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    found[name] = value
                found.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, guarded)


def host_name(host: str) -> str:
    """A host header without its port, in small letters."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _from_elsewhere(method: str, headers: Headers) -> bool:
    """Whether a browser says that another site sends this; the form's own token is asked, too."""
    if method in ("GET", "HEAD"):
        return False
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin", "")
    return bool(origin) and host_name(origin.partition("://")[2]) != host_name(headers["host"])
