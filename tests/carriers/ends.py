"""Real ends for the carrier tests: a server on an ephemeral port, and crude peers on sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from tuowang.carriers.base import Skipped, Taken, check_bundle
from tuowang.carriers.http import SERVER_SETTINGS, open_door

IDLE = b"a bundle without entries"


class ServingEnd:
    """The host behind the HTTP door: what it took in, what it has to say; itself a Carrier."""

    name: str

    def __init__(self) -> None:
        self.name = "serving"
        self.skipped: list[Skipped] = []
        self.waits: list[float] = []
        self._inbox: dict[str, bytes] = {}
        self._outbox: list[bytes] = []
        self._lock = threading.Lock()
        self._number = 0

    async def receive(self, data: bytes, wait_seconds: float) -> list[bytes]:
        with self._lock:
            self.waits.append(wait_seconds)
            if data != IDLE:
                self._number += 1
                self._inbox[str(self._number)] = data
        end = time.monotonic() + wait_seconds
        while not self._outbox and time.monotonic() < end:
            await asyncio.sleep(0.01)
        with self._lock:
            said, self._outbox = self._outbox, []
        return said

    def put(self, label: str, data: bytes) -> None:
        check_bundle(data)
        with self._lock:
            self._outbox.append(data)

    def poll(self) -> list[Taken]:
        with self._lock:
            return [Taken(name, data) for name, data in self._inbox.items()]

    def done(self, taken: Taken) -> None:
        with self._lock:
            self._inbox.pop(taken.name, None)


@contextmanager
def served(application: ASGIApp, **settings: Any) -> Iterator[str]:
    """The application under uvicorn in a thread; gives its address."""
    listening = open_door("127.0.0.1", 0)
    every = {**SERVER_SETTINGS, "log_config": None, "lifespan": "off", **settings}
    server = uvicorn.Server(uvicorn.Config(application, **every))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        end = time.monotonic() + 10
        while not server.started:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@contextmanager
def crude_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A partner who reads one request's head and body and then says what `answer` says."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    read_request(connection)
                    answer(connection)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=10)


def read_request(connection: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said:
        piece = connection.recv(65536)
        if not piece:
            return said
        said += piece
    head, _, body = said.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            missing = int(line.partition(b":")[2]) - len(body)
            while missing > 0 and (piece := connection.recv(65536)):
                missing -= len(piece)
                said += piece
    return said


def say(address: str, *pieces: bytes, end: bool = False) -> bytes:
    """Send raw pieces to a server and give all that it answers until it closes."""
    host, _, port = address.removeprefix("http://").partition(":")
    heard = b""
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if end:
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                heard += piece
        except ConnectionError:
            pass  # the server may close before it has read all that we said
    return heard
