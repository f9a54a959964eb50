"""The HTTP carrier: the client against lying and failing partners, the door against strangers."""

from __future__ import annotations

import asyncio
import socket
import statistics
import threading
import time
from collections.abc import Callable

import httpx2
import pytest

from tests.carriers.ends import ServingEnd, crude_server, say, served
from tuowang.carriers import http as http_module
from tuowang.carriers.base import (
    MAXIMUM_BUNDLE_BYTES,
    MAXIMUM_STREAM_BYTES,
    CarrierDown,
    Skipped,
    framed,
)
from tuowang.carriers.http import (
    HttpCarrier,
    application,
    checked_url,
    exchange,
    new_async_client,
)
from tuowang.errors import Mistake

LABEL = "0a" * 10
OCTETS = {"content-type": "application/octet-stream"}
POST = b"POST /bundle HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\n"
GET_HEALTH = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n"

Reply = tuple[list[bytes], list[Skipped]]
Client = Callable[[str], Reply]


def by_carrier(address: str) -> Reply:
    carrier = HttpCarrier(address)
    try:
        carrier.put(LABEL, b"x")
        return [taken.data for taken in carrier.poll()], carrier.skipped
    finally:
        carrier.close()


def by_exchange(address: str) -> Reply:
    async def once() -> Reply:
        skipped: list[Skipped] = []
        async with new_async_client() as client:
            return await exchange(client, address, b"x", 0, skipped), skipped

    return asyncio.run(once())


both_clients = pytest.mark.parametrize("client", [by_carrier, by_exchange])


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def whole(body: bytes) -> bytes:
    return head("connection: close", f"content-length: {len(body)}") + body


def answering(*pieces: bytes, pause_seconds: float = 0) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause_seconds)

    return answer


# ---------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("http://192.168.1.5:8440/", "http://192.168.1.5:8440"),
        ("https://Works.Example/tuowang/", "https://works.example/tuowang"),
        ("http://[fe80::1]:80", "http://[fe80::1]"),
        ("http://公司.cn", "http://xn--55qx5d.cn"),
    ],
)
def test_addresses(url: str, clean: str) -> None:
    assert checked_url(url) == clean


@pytest.mark.parametrize(
    "url",
    [
        "", "works.example", "//works.example", "http://", "http:///path", "ftp://works.example",
        "file:///etc/passwd", "http://h:0", "http://h:99999", "http://h:-1", "http://h:x",
        "http://[::1", "http://h/?query", "http://h/#part", "http://h\r\nx: y", "http://a..b",
        "http://" + "a" * 64 + ".cn", "http://\ud800", "http://" + "a" * 70_000,
    ],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Mistake) as mistake:
        checked_url(url)
    assert mistake.value.code == "address-not-http"
    assert str(mistake.value.details["address"]).isprintable()


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(Mistake) as mistake:
        HttpCarrier("https://user:secret@works.example")
    assert mistake.value.code == "address-with-password"
    assert "secret" not in str(mistake.value)


# ----------------------------------------------------------------------------------- the client


@both_clients
@pytest.mark.parametrize("size", [1, 3, 5, 7, 1000])
def test_a_reply_in_pieces(client: Client, size: int) -> None:
    body = framed([b"one", b"\x00" * 300, b"three"])
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]
    reply = (head("transfer-encoding: chunked"), *chunks, b"0\r\n\r\n")
    with crude_server(answering(*reply)) as address:
        assert client(address) == ([b"one", b"\x00" * 300, b"three"], [])


@both_clients
@pytest.mark.parametrize(
    ("body", "bundles", "reasons"),
    [
        (b"", [], []),
        (framed([b"good"]) + b"\x00\x00\x00\x09half", [b"good"], ["cut-off"]),
        (framed([b"good"]) + b"\x00\x00", [b"good"], ["cut-off"]),
        (framed([b"good"]) + b"\xff\xff\xff\xffx", [b"good"], ["too-large", "cut-off"]),
        (bytes(4) + framed([b"good"]), [b"good"], ["empty"]),
        (bytes(4 * 2000) + framed([b"good"]), [], ["empty"] * 1025 + ["too-many-bundles"]),
        (
            (MAXIMUM_BUNDLE_BYTES + 1).to_bytes(4, "big")
            + bytes(MAXIMUM_BUNDLE_BYTES + 1)
            + framed([b"good"]),
            [b"good"],
            ["too-large"],
        ),
    ],
)
def test_frames_that_lie(
    client: Client, body: bytes, bundles: list[bytes], reasons: list[str]
) -> None:
    with crude_server(answering(whole(body))) as address:
        got, skipped = client(address)
    assert got == bundles
    assert [one.reason_code for one in skipped] == reasons


@both_clients
def test_a_reply_without_end_is_left(client: Client) -> None:
    sent = 0

    def pour(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(head("content-type: application/octet-stream"))
        frame = framed([bytes(MAXIMUM_BUNDLE_BYTES)])
        for _ in range(20):
            connection.sendall(frame)
            sent += len(frame)

    with crude_server(pour) as address:
        got, skipped = client(address)
    assert got == [bytes(MAXIMUM_BUNDLE_BYTES)] * 3
    assert [one.reason_code for one in skipped] == ["stream-too-long"]
    assert sent <= 2 * MAXIMUM_STREAM_BYTES


@both_clients
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (head("content-length: 100") + framed([b"only this"]), "partner-reply-cut-off"),
        (head("transfer-encoding: chunked") + b"5\r\n\x00\x00", "partner-reply-cut-off"),
        (b"", "partner-reply-cut-off"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "partner-reply-cut-off"),
        (head("x: " + "y" * 200_000), "partner-reply-cut-off"),
        (head("location: http://127.0.0.1:1/", status="302 Found"), "partner-answers-otherwise"),
        (head(status="404 Not Found"), "partner-answers-otherwise"),
        (head(status="413 Too Large"), "partner-answers-otherwise"),
        (head(status="500 Oops"), "partner-answers-otherwise"),
        (head("retry-after: 17", status="503 Busy"), "partner-busy"),
        (head("retry-after: never", status="503 Busy"), "partner-busy"),
    ],
)
def test_replies_that_are_none(client: Client, reply: bytes, code: str) -> None:
    with crude_server(answering(reply)) as address, pytest.raises(CarrierDown) as down:
        client(address)
    assert down.value.code == code
    assert down.value.details.get("retry_after_seconds", 17) in {17, 5}


@both_clients
def test_a_slow_reply_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes well within a read's own limit; the whole does not."""
    monkeypatch.setattr(http_module, "GRACE_SECONDS", 0.5)
    drip = answering(head(), *[b"\x00"] * 100, pause_seconds=0.1)
    started = time.monotonic()
    with crude_server(drip) as address, pytest.raises(CarrierDown, match="partner-too-slow"):
        client(address)
    assert time.monotonic() - started < 5


@both_clients
def test_nobody_there(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(CarrierDown, match="partner-unreachable"):
        client(f"http://127.0.0.1:{port}")
    with pytest.raises(CarrierDown, match="partner-unreachable"):
        client("http://nobody.invalid")


@both_clients
def test_what_the_client_says_of_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    heard: list[bytes] = []

    def note(connection: socket.socket) -> None:
        connection.sendall(head("set-cookie: a=b; path=/", "content-length: 0"))

    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            heard.append(connection.recv(65536))
            note(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with listening:
        client(address)
        thread.join(timeout=10)
    lines = heard[0].partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    assert lines[0] == b"post /bundle http/1.1"
    assert sorted(line.partition(b":")[0] for line in lines[1:]) == [
        b"accept",
        b"accept-encoding",
        b"connection",
        b"content-length",
        b"content-type",
        b"host",
        b"user-agent",
    ]
    assert b"accept-encoding: identity" in lines
    assert b"user-agent: tuowang" in lines


def test_no_cookie_is_kept() -> None:
    setting = answering(head("set-cookie: a=b; path=/", "content-length: 0"))

    async def once(address: str) -> int:
        async with new_async_client() as client:
            await exchange(client, address, b"x", 0)
            return len(client.cookies)

    with crude_server(setting) as address:
        assert asyncio.run(once(address)) == 0


def test_what_lies_here_is_bounded() -> None:
    data = bytes(MAXIMUM_BUNDLE_BYTES)
    with crude_server(answering(whole(framed([data] * 3)))) as address:
        carrier = HttpCarrier(address)
        carrier.put(LABEL, b"x")
        carrier.put(LABEL, b"x")
        with pytest.raises(CarrierDown, match="carrier-holds-too-much"):
            carrier.put(LABEL, b"x")
        for taken in carrier.poll():
            carrier.done(taken)
        carrier.put(LABEL, b"x")
        assert len(carrier.poll()) == 3
        carrier.close()


def test_a_client_that_was_handed_in_stays_open() -> None:
    with httpx2.Client(trust_env=False) as client:
        HttpCarrier("http://127.0.0.1:1", client=client).close()
        assert not client.is_closed


def test_exchange_without_data_asks_for_health() -> None:
    async def ask(address: str) -> list[bytes]:
        async with new_async_client() as client:
            return await exchange(client, address, None, 0)

    end = ServingEnd()
    with served(application(end.receive)) as address:
        assert asyncio.run(ask(address)) == []
    assert end.poll() == []
    with pytest.raises(CarrierDown, match="partner-unreachable"):
        asyncio.run(ask(address))


# ------------------------------------------------------------------------------------- the door


def status_of(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1])


def test_long_poll_hears_what_is_said_meanwhile() -> None:
    end = ServingEnd()
    with served(application(end.receive)) as address:
        carrier = HttpCarrier(address, wait_seconds=20)
        threading.Timer(0.3, end.put, (LABEL, b"meanwhile")).start()
        started = time.monotonic()
        carrier.put(LABEL, b"x")
        took = time.monotonic() - started
        carrier.close()
    assert [taken.data for taken in carrier.poll()] == [b"meanwhile"]
    assert 0.2 < took < 10
    assert end.waits == [20.0]


@pytest.mark.parametrize(
    ("said", "wait_seconds"),
    [
        ("wait=7", 7),
        ("respond-async, Wait = 7; x", 7),
        ("wait=9999", 60),
        ("wait=99999999999999999999", 0),
        ("wait=-1", 0),
        ("wait=1.5", 0),
        ("wait=٣", 0),
        ("await=7", 0),
        ("", 0),
    ],
)
def test_the_wait_that_is_asked_for(said: str, wait_seconds: float) -> None:
    waits: list[float] = []

    async def receive(data: bytes, wait: float) -> list[bytes]:
        waits.append(wait)
        return []

    async def post() -> int:
        transport = httpx2.ASGITransport(application(receive))
        async with httpx2.AsyncClient(transport=transport, base_url="http://x") as client:
            headers = [(b"content-type", b"application/octet-stream"), (b"prefer", said.encode())]
            return (await client.post("/bundle", content=b"x", headers=headers)).status_code

    assert asyncio.run(post()) == 204
    assert waits == [wait_seconds]


def chunked(size_bytes: int, *, last: bytes) -> list[bytes]:
    piece = bytes(65536)
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece)] * (size_bytes // len(piece))
    return [POST + b"transfer-encoding: chunked\r\n\r\n", *chunks, last]


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([POST + b"content-length: 1\r\n\r\nx"], 204),
        ([POST + b"content-length: 0\r\n\r\n"], 400),
        ([POST + b"\r\n"], 400),
        ([POST + b"content-length: 8388609\r\n\r\n"], 413),
        ([POST + b"content-length: " + b"9" * 18 + b"\r\n\r\n"], 413),
        ([POST + b"content-length: " + b"9" * 300 + b"\r\n\r\n"], 400),
        ([POST + b"content-length: -1\r\n\r\n"], 400),
        ([POST + b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx"], 400),
        (chunked(MAXIMUM_BUNDLE_BYTES, last=b"0\r\n\r\n"), 204),
        (chunked(MAXIMUM_BUNDLE_BYTES, last=b"1\r\nx\r\n0\r\n\r\n"), 413),
        (chunked(MAXIMUM_BUNDLE_BYTES, last=b"1\r\nx\r\n"), 413),
        ([b"POST /bundle HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx"], 415),
        ([POST.replace(b"octet-stream", b"json") + b"content-length: 1\r\n\r\nx"], 415),
        ([GET_HEALTH], 204),
        ([b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"], 404),
        ([b"GET /bundle HTTP/1.1\r\nhost: x\r\n\r\n"], 404),
        ([b"OPTIONS /bundle HTTP/1.1\r\nhost: x\r\norigin: y\r\n\r\n"], 404),
        ([b"DELETE /health HTTP/1.1\r\nhost: x\r\n\r\n"], 404),
        ([b"GET /health/ HTTP/1.1\r\nhost: evil.example\r\n\r\n"], 404),
        ([b"GET /../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n"], 404),
        ([b"\x00\x01\x02\r\n\r\n"], 400),
    ],
)
def test_the_door_answers(pieces: list[bytes], status: int) -> None:
    taken: list[int] = []

    async def receive(data: bytes, wait_seconds: float) -> list[bytes]:
        taken.append(len(data))
        return []

    with served(application(receive), timeout_keep_alive=0) as address:
        heard = say(address, *pieces)
        assert status_of(heard) == status
        header, _, _ = heard.lower().partition(b"\r\n\r\n")
        assert b"uvicorn" not in heard.lower()
        assert b"\r\nserver:" not in header
        assert b"\r\ndate:" not in header
        assert b"location" not in header
        assert status_of(say(address, GET_HEALTH)) == 204
    accepted = status == 204 and pieces[0].startswith(b"POST")
    assert len(taken) == accepted, "what is refused must not be received"


def test_an_answer_does_not_wait_until_the_one_before_is_acknowledged() -> None:
    """Where small segments wait for that, each exchange but the first takes 40 ms longer."""

    async def receive(data: bytes, wait_seconds: float) -> list[bytes]:
        return [data]

    def seconds() -> float:
        began = time.monotonic()
        assert client.post(f"{address}/bundle", content=b"x", headers=OCTETS).status_code == 200
        return time.monotonic() - began

    with served(application(receive)) as address, httpx2.Client() as client:
        assert statistics.median(seconds() for _ in range(20)) < 0.03


def test_endless_chunks_are_left_at_the_cap() -> None:
    """Counts what the application itself takes in: not a byte more than one piece beyond."""
    read = 0

    async def refuse(data: bytes, wait_seconds: float) -> list[bytes]:
        raise AssertionError("received")

    async def body() -> dict[str, object]:
        nonlocal read
        read += 65536
        return {"type": "http.request", "body": bytes(65536), "more_body": True}

    said: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/bundle", "root_path": "", "query_string": b"",
        "headers": [(b"content-type", b"application/octet-stream")],
    }  # fmt: skip
    asyncio.run(application(refuse)(scope, body, send))  # type: ignore[arg-type]
    assert said[0]["status"] == 413
    assert read == MAXIMUM_BUNDLE_BYTES + 65536


def test_a_body_that_is_cut_off_is_not_received() -> None:
    end = ServingEnd()
    with served(application(end.receive)) as address:
        say(address, POST + b"content-length: 100\r\n\r\nhalf", end=True)
        say(address, POST + b"transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n", end=True)
        assert status_of(say(address, POST + b"content-length: 5\r\n\r\nwhole", end=True)) == 204
    assert [taken.data for taken in end.poll()] == [b"whole"]


def test_a_slow_body_is_left() -> None:
    end = ServingEnd()
    with served(application(end.receive, grace_seconds=0.3)) as address:
        started = time.monotonic()
        heard = say(address, POST + b"content-length: 100\r\n\r\nhalf")
    assert status_of(heard) == 408
    assert time.monotonic() - started < 5
    assert end.waits == []


def test_too_many_at_once_are_sent_away_and_places_come_free_again() -> None:
    waiting = 0
    go_on = threading.Event()

    async def receive(data: bytes, wait_seconds: float) -> list[bytes]:
        nonlocal waiting
        waiting += 1
        while not go_on.is_set():
            await asyncio.sleep(0.005)
        return [b"at last"]

    with served(application(receive, concurrent_requests=2)) as address:
        host, port = address.removeprefix("http://").split(":")
        held = [socket.create_connection((host, int(port)), timeout=10) for _ in range(2)]
        for connection in held:
            connection.sendall(POST + b"content-length: 1\r\n\r\nx")
        until = time.monotonic() + 10
        while waiting < 2:
            assert time.monotonic() < until
            time.sleep(0.005)
        with pytest.raises(CarrierDown, match="partner-busy") as down:
            by_carrier(address)
        assert down.value.details == {"retry_after_seconds": 5}
        assert waiting == 2
        go_on.set()
        for connection in held:
            assert status_of(connection.recv(1000)) == 200
            connection.close()
        for _ in range(3):
            assert by_carrier(address) == ([b"at last"], [])


def test_a_receiver_that_can_take_nothing_now() -> None:
    async def busy(data: bytes, wait_seconds: float) -> list[bytes]:
        raise CarrierDown("store-busy", path="/secret/place")

    with served(application(busy)) as address:
        heard = say(address, POST + b"content-length: 1\r\n\r\nx")
    assert status_of(heard) == 503
    assert b"retry-after: 5" in heard.lower()
    assert b"secret" not in heard


def test_a_bug_behind_the_door_tells_strangers_nothing() -> None:
    async def bug(data: bytes, wait_seconds: float) -> list[bytes]:
        raise ZeroDivisionError("secret of the house")

    with served(application(bug)) as address:
        heard = say(address, POST + b"content-length: 1\r\n\r\nx", end=True)
        assert status_of(heard) == 500
        assert b"secret" not in heard
        assert b"ZeroDivision" not in heard
        assert status_of(say(address, GET_HEALTH, end=True)) == 204
