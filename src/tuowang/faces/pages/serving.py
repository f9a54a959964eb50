"""The pages' own listener: on this machine only unless told otherwise; then TLS and log-in."""

from __future__ import annotations

import asyncio
import errno
import multiprocessing
import secrets
import signal
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import uvicorn

from tuowang.carriers.http import SERVER_SETTINGS, open_door
from tuowang.errors import Mistake
from tuowang.faces.pages.guard import LOOPBACK, Guard, host_name
from tuowang.faces.pages.server import Pages
from tuowang.host.company import open_company
from tuowang.host.people import people

CLOSING_SECONDS = 2
FREEING_SECONDS = 3.0


class Listening(NamedTuple):
    """Where: "host:port"; by which further names; with which certificate and key.

    fixed: this very port; else any other where it is taken. processes: how many share the work.
    """

    address: str
    names: Sequence[str] = ()
    certificate: str = ""
    key: str = ""
    own_certificate: bool = False
    fixed: bool = False
    processes: int = 1


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to whoever runs it."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True


class _Served(NamedTuple):
    """What every process that serves is told."""

    homes: Mapping[str, tuple[str, Path]]
    names: frozenset[str]
    certificate: str
    key: str
    form_token: str


async def serve_pages(
    homes: Mapping[str, tuple[str, Path]], where: Listening, ready: Callable[[str], None]
) -> None:
    """Serve until cancelled, in two processes. `ready` gets the address for a browser.

    Mistake: address-not-free, pages-need-people, pages-need-certificate, certificate-unreadable.
    """
    host = host_name(where.address)
    certificate, key = _certificate(homes, where)
    if host not in LOOPBACK:
        _check_reachable(homes, where.address, bool(certificate))
    names = frozenset({*LOOPBACK, host, *(host_name(name) for name in where.names)})
    served = _Served(homes, names, certificate, key, secrets.token_urlsafe(24))
    listener = _bound(where)
    port = listener.getsockname()[1]
    others = [_start_other(served, listener) for _ in range(where.processes - 1)]
    try:
        scheme = "https" if certificate else "http"
        address = f"{scheme}://{where.names[0] if where.names else host}:{port}/"
        await _serve(served, listener, lambda: ready(address))
    finally:
        for other in others:
            other.terminate()


def _start_other(served: _Served, listener: socket.socket) -> BaseProcess:
    """A further process that takes requests from the same door, and ends with this one."""
    process = multiprocessing.get_context("spawn").Process(
        target=_serve_too, args=(served, listener), daemon=True
    )
    process.start()
    return process


def _serve_too(served: _Served, listener: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began us ends us
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve_beside(served, listener))


async def _serve_beside(served: _Served, listener: socket.socket) -> None:
    """Serve as long as the process that began us lives: who is killed can end nobody."""
    serving = asyncio.ensure_future(_serve(served, listener, lambda: None))
    parent = multiprocessing.parent_process()
    assert parent is not None
    asyncio.get_running_loop().add_reader(parent.sentinel, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


async def _serve(served: _Served, listener: socket.socket, ready: Callable[[], None]) -> None:
    secure = bool(served.certificate)
    pages = Pages(served.homes, secure=secure, form_token=served.form_token)
    config = uvicorn.Config(
        Guard(pages.application(), served.names, secure=secure),
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=CLOSING_SECONDS,
        ssl_certfile=served.certificate or None,
        ssl_keyfile=served.key or None,
        **SERVER_SETTINGS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    ready()
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        for desk in pages.desks.values():
            desk.let_go()
        await serving
        raise
    finally:
        for threads in (pages.threads, pages.acting):
            threads.shutdown(wait=False, cancel_futures=True)


def _check_reachable(homes: Mapping[str, tuple[str, Path]], address: str, secure: bool) -> None:
    if not secure:
        raise Mistake("pages-need-certificate", address=address)
    for _, home in homes.values():
        with open_company(home) as company:
            if not people(company):
                raise Mistake("pages-need-people", address=address)


def _certificate(homes: Mapping[str, tuple[str, Path]], where: Listening) -> tuple[str, str]:
    """The files of the certificate and its key; "" where there is none."""
    certificate, key = where.certificate, where.key
    if where.own_certificate and not certificate:
        from tuowang.host.certificate import own_certificate

        home = next(iter(homes.values()))[1]
        certificate, key = map(str, own_certificate(home, [host_name(where.address), *where.names]))
    if not certificate:
        return "", ""
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            certificate, key or None
        )
    except (OSError, ssl.SSLError) as no:
        raise Mistake("certificate-unreadable", file=certificate, why=no) from no
    return certificate, key


def _bound(where: Listening) -> socket.socket:
    """The place itself, for which we wait: who was killed there may be ending just now."""
    host, _, port = where.address.rpartition(":")
    until = time.monotonic() + FREEING_SECONDS
    while True:
        try:
            return open_door(host, int(port))
        except (OSError, ValueError, OverflowError) as no:
            taken = isinstance(no, OSError) and no.errno == errno.EADDRINUSE
            if taken and time.monotonic() < until:
                time.sleep(0.1)
            elif taken and not where.fixed:
                return open_door(host, 0)
            else:
                raise Mistake("address-not-free", address=where.address, why=no) from no
