"""Who is let in: hosts, other sites' forms, log-ins, roles; what a browser is told to forbid."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from tests.faces.asking import Desk
from tests.faces.pages.browser import Browser, words
from tuowang.errors import Mistake
from tuowang.faces.cli.index import COMMANDS
from tuowang.faces.pages.asking import arguments, command_line, find_command
from tuowang.faces.pages.roles import ACTS, LISTS, may_do, may_see
from tuowang.faces.pages.serving import Listening, serve_pages
from tuowang.host.acts import acts
from tuowang.host.company import Company, open_company
from tuowang.host.home import Home
from tuowang.host.log_in import IDLE_MILLISECONDS, log_in, log_out, session_of
from tuowang.host.people import ROLES, people, put_person, remove_person

PASSWORD = "correct horse"
NOT_IN_PAGES = {
    "pages", "template", "init", "import", "export-book", "figures", "catena-x", "up", "sync",
    "carry", "backup", "restore", "export", "storm", "demo", "compare", "bench", "trace", "log",
    "add-person", "second-factor", "diagnostics", "lan", "paper", "recovery-words",
}  # fmt: skip
"""They serve, take long, work on files of this machine, or have a screen of their own."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    desk = Desk(tmp_path / "bolts")
    desk.done("init", "--name", "Bolt Factory")
    return desk.home


def with_people(home: Path) -> None:
    with open_company(home) as company:
        put_person(company, "Li", "owner", PASSWORD)
        put_person(company, "Wang", "buyer", PASSWORD)
        put_person(company, "Zhao", "read-only", PASSWORD)


def test_only_known_hosts_are_answered(home: Path) -> None:
    browser = Browser(home)
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.nip.example", ""):
        assert browser.client.get("/", headers={"host": host}).status_code == 421
    for host in ("localhost", "LOCALHOST:8471", "127.0.0.1:1", "[::1]:8471"):
        assert browser.client.get("/", headers={"host": host}).status_code == 200


def test_a_browser_is_told_to_forbid_everything_else(home: Path) -> None:
    browser = Browser(home)
    for path in ("/", "/list/stock", "/static/pages.css", "/nowhere"):
        headers = browser.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


def test_pages_hold_no_script_and_nothing_from_afar(home: Path) -> None:
    browser = Browser(home)
    for path in ("/", "/orders", "/stock", "/list/stock", "/do/demand", "/log-in"):
        page = browser.get(path)
        assert "<script>" not in page
        assert "<style" not in page
        assert " style=" not in page
        assert " on" + "click=" not in page
        assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in page


def test_a_form_of_another_site_is_refused(home: Path) -> None:
    browser = Browser(home)
    form = {**browser.form("/do/tell"), "partner": "x", "text": "y"}
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
    ):
        answer = browser.client.post("/do/tell", data=form, headers=headers)
        assert answer.status_code == 403
    stale = browser.client.post("/do/tell", data={**form, "form_token": "other"})
    assert stale.status_code == 403
    assert "nothing was done" in stale.text
    with open_company(home) as company:
        assert list(acts(company)) == []


def test_what_is_too_large_is_refused(home: Path) -> None:
    browser = Browser(home)
    answer = browser.client.post("/do/tell", content=b"x" * 1_000_001)
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_looking_never_does_anything(home: Path) -> None:
    """No list takes an option that acts, whatever an address says."""
    browser = Browser(home)
    page = browser.get("/list/jobs?stop=J-1&request=on&accept=on")
    assert "tuowang jobs" in page
    assert "--stop" not in page
    assert browser.client.get("/do/agree?partner=a&proposal=b").status_code == 200
    with open_company(home) as company:
        assert list(acts(company)) == []


def test_once_there_are_people_everybody_logs_in(home: Path) -> None:
    with_people(home)
    browser = Browser(home)
    for path in ("/", "/list/stock", "/list/stock.json", "/do/tell", "/openapi.json"):
        found = browser.client.get(path, follow_redirects=False)
        assert found.status_code == 303
        assert found.headers["location"].startswith("/log-in")
    assert browser.client.get("/events").status_code == 403
    assert "Name or password is wrong" in browser.log_in("Li", "wrong", 403)
    assert "Name or password is wrong" in browser.log_in("Nobody", PASSWORD, 403)
    browser.log_in("Li", PASSWORD)
    assert "Log out Li" in browser.get("/")
    cookie = next(iter(browser.client.cookies.jar))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"
    token = cookie.value
    found = browser.client.post("/log-out", data=browser.form("/do/tell"))
    assert "Log in" in found.text
    assert '"storage"' in found.history[0].headers["clear-site-data"]
    browser.client.cookies.set("tuowang_session", str(token))
    assert browser.client.get("/", follow_redirects=False).status_code == 303


def test_with_tls_cookies_are_kept_to_this_host(home: Path) -> None:
    with_people(home)
    browser = Browser(home, secure=True)
    browser.log_in("Li", PASSWORD)
    browser.client.post("/language", data={**browser.form("/do/tell"), "language": "en"})
    found = {cookie.name: cookie for cookie in browser.client.cookies.jar}
    assert set(found) == {"__Host-tuowang_session", "__Host-tuowang_language"}
    for cookie in found.values():
        assert cookie.secure
        assert cookie.path == "/"
        assert not cookie.domain_specified
        assert cookie.has_nonstandard_attr("HttpOnly")


def test_a_new_log_in_ends_the_one_before(home: Path) -> None:
    with_people(home)
    browser = Browser(home)
    browser.log_in("Zhao", PASSWORD)
    old = browser.client.cookies["tuowang_session"]
    browser.log_in("Li", PASSWORD)
    with open_company(home) as company:
        assert session_of(company, old) is None
        assert session_of(company, browser.client.cookies["tuowang_session"]) is not None


def test_other_methods_do_nothing(home: Path) -> None:
    browser = Browser(home)
    for method in ("TRACE", "PUT", "DELETE", "PATCH"):
        for path in ("/", "/list/stock", "/do/tell", "/settings"):
            assert browser.client.request(method, path).status_code == 405, (method, path)
    assert browser.client.get("/static/").status_code == 404


def test_a_log_in_leads_to_no_other_site(home: Path) -> None:
    with_people(home)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example"):
        browser = Browser(home)
        form = {**browser.form("/log-in"), "person": "Li", "password": PASSWORD, "back": back}
        answer = browser.client.post("/log-in", data=form, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith(("//", "/\\"))


def test_a_role_may_only_do_its_own(home: Path) -> None:
    with_people(home)
    browser = Browser(home)
    browser.log_in("Wang", PASSWORD)
    assert "Ask for goods" in browser.get("/do/demand")
    assert "may not do this" in browser.get("/do/pay", 403)
    assert "may not do this" in browser.get("/list/people", 403)
    form = browser.form("/do/demand")
    answer = browser.client.post("/do/pay", data={**form, "partner": "x", "claim": "y"})
    assert answer.status_code == 403
    with open_company(home) as company:
        found = [(row.person, row.line) for row in acts(company) if row.state == "not-allowed"]
    assert sorted(found) == [
        ("Wang", "tuowang pay"),
        ("Wang", "tuowang pay"),
        ("Wang", "tuowang people"),
    ]
    reader = Browser(home)
    reader.log_in("Zhao", PASSWORD)
    for name in ACTS:
        assert reader.client.get(f"/do/{name.replace(' ', '/')}").status_code == 403, name
    assert "stock" in reader.get("/list/stock")


def test_every_command_has_its_place() -> None:
    assert {name.partition(" ")[0] for name in (*ACTS, *LISTS)} | NOT_IN_PAGES == set(COMMANDS)
    assert not {*ACTS, *LISTS} & NOT_IN_PAGES
    for role in ROLES:
        assert all(may_do(role, name) for name in ACTS) is (role == "owner")
        assert may_see(role, "stock")
        assert may_see(role, "people") is (role == "owner")


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now


def test_a_session_ends(home: Path) -> None:
    clock = Clock()
    with Company(Home(home), clock=clock) as company:
        put_person(company, "Li", "owner", PASSWORD)
        token = log_in(company, "Li", PASSWORD)
        assert session_of(company, token) is not None
        assert session_of(company, token + "x") is None
        for _ in range(5):
            clock.now += IDLE_MILLISECONDS - 1
            assert session_of(company, token) is not None
        clock.now += IDLE_MILLISECONDS * 2
        assert session_of(company, token) is None
        token = log_in(company, "Li", PASSWORD)
        put_person(company, "Li", "owner", "another one")
        assert session_of(company, token) is None
        token = log_in(company, "Li", "another one")
        log_out(company, token)
        assert session_of(company, token) is None


def test_guessing_gets_slower(home: Path) -> None:
    clock = Clock()
    with Company(Home(home), clock=clock) as company:
        put_person(company, "Li", "owner", PASSWORD)
        said: list[str] = []
        while said.count("log-in-wrong") < 12:
            with pytest.raises(Mistake) as no:
                log_in(company, "Li", f"guess {len(said)}")
            said.append(no.value.code)
            clock.now += 1000
        assert said[:5] == ["log-in-wrong"] * 5
        assert set(said) == {"log-in-wrong", "log-in-later"}
        assert len(said) > 200
        with pytest.raises(Mistake, match="log-in-later"):
            log_in(company, "Li", PASSWORD)
        clock.now += 3600 * 1000
        assert log_in(company, "Li", PASSWORD)


def test_there_is_always_an_owner_and_no_password_is_kept(home: Path) -> None:
    with open_company(home) as company:
        with pytest.raises(Mistake, match="owner-needed"):
            put_person(company, "Wang", "buyer", PASSWORD)
        put_person(company, "Li", "owner", PASSWORD)
        put_person(company, "Wang", "buyer", PASSWORD)
        with pytest.raises(Mistake, match="owner-needed"):
            put_person(company, "Li", "buyer")
        with pytest.raises(Mistake, match="owner-needed"):
            remove_person(company, "Li")
        for password in ("short", "x" * 201):
            with pytest.raises(Mistake, match="password-short"):
                put_person(company, "Zhao", "buyer", password)
        assert all(row.secret.startswith("$argon2id$") for row in people(company))
        remove_person(company, "Wang")
        remove_person(company, "Li")
        assert people(company) == []
    assert PASSWORD.encode() not in (home / "tuowang.db").read_bytes()


def test_a_value_cannot_become_an_option() -> None:
    command = find_command("demand")
    values = {"partner": ["--home=/tmp"], "item": ["-x"], "from_plan": ["on"], "line": ["a\nb"]}
    words = arguments(command, values)
    assert words == ["--line=a", "--line=b", "--from-plan", "--", "--home=/tmp", "-x"]
    assert command_line("demand", ["--from-plan", "--", "frames"]) == (
        "tuowang demand --from-plan frames"
    )
    assert "-- --home=/tmp" in command_line("demand", words)
    assert "/etc/passwd" not in str(arguments(find_command("invite"), {"file": ["/etc/passwd"]}))


def test_what_was_done_is_noted_with_who_did_it(home: Path) -> None:
    with_people(home)
    browser = Browser(home)
    browser.log_in("Li", PASSWORD)
    browser.fill("/do/party", name="Bolts & Sons")
    with open_company(home) as company:
        row, entered = acts(company)
    assert (entered.person, entered.state) == ("Li", "logged-in")
    assert (row.person, row.state) == ("Li", "done")
    assert row.line == "tuowang party '--name=Bolts & Sons'"
    assert "Bolts & Sons" in words(browser.get("/list/acts"))


def test_pages_that_others_reach_need_a_log_in_and_tls(home: Path) -> None:
    async def serve(where: Listening) -> None:
        await serve_pages({"": ("", home)}, where, lambda _address: None)

    for where, code in (
        (Listening("0.0.0.0:0"), "pages-need-certificate"),
        (Listening("0.0.0.0:0", own_certificate=True), "pages-need-people"),
        (Listening("127.0.0.1:0", certificate=str(home / "key")), "certificate-unreadable"),
    ):
        with pytest.raises(Mistake, match=code):
            asyncio.run(serve(where))


def test_with_tls_and_people_they_are_reached(home: Path) -> None:
    with_people(home)

    async def serve() -> int:
        found: list[str] = []
        where = Listening("127.0.0.1:0", names=("localhost",), own_certificate=True)
        task = asyncio.create_task(serve_pages({"": ("", home)}, where, found.append))
        while not found:
            await asyncio.sleep(0.01)
        trusted = ssl.create_default_context(cafile=str(home / "pages.crt"))
        async with httpx2.AsyncClient(verify=trusted) as client:
            answer = await client.get(found[0], follow_redirects=True)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert "includeSubDomains" in answer.headers["strict-transport-security"]
        assert "Log in" in answer.text
        return answer.status_code

    assert asyncio.run(serve()) == 200
    assert (home / "pages.key").stat().st_mode & 0o077 == 0
