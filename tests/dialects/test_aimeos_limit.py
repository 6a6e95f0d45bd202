"""New accounts in the Aimeos dialect: how many one address may make, and the mail that each of them gets."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.dialects.aimeos_people import HOME, PASSWORD, RESOURCE, Browser, Visits, shop
from tests.dialects.live import Live
from tests.parts.postgres import fresh_database
from tests.parts.server import PATRON, Serving, serve
from tests.parts.smtp import Mailbox, mail_server

ELSEWHERE = "198.51.100.9"
REACHED = [{"title": "Temporary limit reached"}]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def visited(request: pytest.FixtureRequest) -> Iterator[Live]:
    """A development server on that engine behind one proxy."""
    settings = {"PATRON_TRUSTED_PROXY_HOPS": "1", "PATRON_BASE_URL": ""}
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url
        settings["PATRON_DATABASE"] = fresh_database(url, "aimeos_limit")
    with serve(settings, "--dev") as serving:
        live = Live(serving)
        yield live
        live.http.close()


@pytest.fixture
def visits(visited: Live) -> Iterator[Visits]:
    """Visits to a server with the world, at a moment that the test moves on."""
    visited.load(shop(clock="2026-01-01T00:00:00Z"))
    made = Visits(visited.serving.base_url)
    yield made
    made.leave()


def three(visits: Visits, address: str = HOME) -> list[str]:
    """The ids of three new accounts from there."""
    browser = visits.browser(address)
    answers = [browser.create(f"{address}-{number}@example.com") for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    return [answer.json()["data"]["id"] for answer in answers]


def is_refused(answer: httpx.Response) -> bool:
    """True for the refusal of the limit."""
    if answer.status_code != 403:
        return False
    assert answer.json()["errors"] == REACHED
    return True


def test_an_address_makes_three_accounts_and_another_one_three_more(visits: Visits) -> None:
    three(visits)
    assert is_refused(visits.browser().create("fourth@example.com"))
    three(visits, ELSEWHERE)
    assert is_refused(visits.browser(ELSEWHERE).create("fourth@example.com"))


def test_of_an_ipv6_address_the_first_64_bits_count(visits: Visits) -> None:
    for number in range(3):
        browser = visits.browser(f"2001:db8:0:1:{number}::1")
        assert browser.create(f"near{number}@example.com").status_code == 201
    assert is_refused(visits.browser("2001:db8:0:1:ffff::9").create("fourth@example.com"))
    assert visits.browser("2001:db8:0:2::1").create("far@example.com").status_code == 201


def test_a_refused_creation_makes_nothing_and_sends_nothing(visited: Live, visits: Visits) -> None:
    three(visits)
    browser = visits.browser()
    assert is_refused(browser.create("fourth@example.com", **{"customer.password": PASSWORD}))
    assert browser.log_in("fourth@example.com").status_code == 422
    assert "fourth@example.com" not in {mail["to"] for mail in visited.mail()}


def test_the_window_opens_one_account_after_another(visited: Live, visits: Visits) -> None:
    browser = visits.browser()
    for hour in range(3):
        visited.stop_clock(f"2026-01-01T0{hour}:00:00Z")
        assert browser.create(f"hour{hour}@example.com").status_code == 201
    visited.stop_clock("2026-01-01T04:00:00Z")
    refused = browser.create("early@example.com")
    assert is_refused(refused)
    assert refused.headers["retry-after"] == "1"
    visited.stop_clock("2026-01-01T04:00:01Z")
    assert browser.create("fourth@example.com").status_code == 201
    assert is_refused(browser.create("fifth@example.com"))


def test_failed_creations_do_not_count(visits: Visits) -> None:
    browser = visits.browser()
    for _ in range(5):
        assert browser.create("ana@example.com").status_code == 500
        assert browser.create("nonsense").status_code == 404
    three(visits)


def test_deleted_and_changed_accounts_do_not_count_any_more(visited: Live, visits: Visits) -> None:
    first, second, _third = three(visits)
    browser = visits.browser()
    assert is_refused(browser.create("fourth@example.com"))
    wish = {"data": {"attributes": {"customer.city": "Kiel"}}}
    assert visits.app(token(visited, first)).delete(RESOURCE).status_code == 200
    assert visits.app(token(visited, second)).patch(RESOURCE, json=wish).status_code == 200
    assert browser.create("fourth@example.com").status_code == 201
    assert browser.create("fifth@example.com").status_code == 201
    assert is_refused(browser.create("sixth@example.com"))


def test_an_echo_is_no_change(visited: Live, visits: Visits) -> None:
    (first, *_rest) = three(visits)
    wish = {"data": {"attributes": {"customer.city": ""}}}
    assert visits.app(token(visited, first)).patch(RESOURCE, json=wish).status_code == 200
    assert is_refused(visits.browser().create("fourth@example.com"))


def test_whoever_is_signed_in_is_not_limited(visits: Visits) -> None:
    three(visits)
    browser = visits.browser()
    browser.log_in()
    answer = browser.create("ana@example.com", **{"customer.city": "Kiel"})
    assert (answer.status_code, answer.json()["data"]["id"]) == (201, "1001")


def token(visited: Live, customer: str) -> str:
    answer = visited.http.post("/_dev/token", json={"dialect": "aimeos", "store": 1, "customer": customer})
    found: str = answer.json()["token"]
    return found


# -- a server as it is deployed: two workers, a mail server ------------------------------------------------------------


@dataclass(frozen=True)
class Deployed:
    """A server that is not in development, and the mail that it sends."""

    serving: Serving
    box: Mailbox
    app_token: str

    def total(self) -> int:
        """How many customers the store has."""
        headers = {"Authentication": f"bearer {self.app_token}", "User-Agent": "tests (t@example.com)"}
        answer = httpx.get(f"{self.serving.base_url}/v1/1/customers", headers=headers)
        return int(answer.headers["X-Total-Count"]) if answer.status_code == 200 else 0


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def deployed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Two workers on that engine, behind one proxy."""
    settings = {
        "PATRON_TRUSTED_PROXY_HOPS": "1",
        "PATRON_WORKERS": "2",
        "PATRON_RATE_LIMITS": "off",
        "PATRON_MAIL_FROM": "Shop <shop@example.com>",
    }
    if request.param == "postgres":
        settings["PATRON_DATABASE"] = fresh_database(request.getfixturevalue("postgres").url, "aimeos_deployed")
    else:
        settings["PATRON_DATABASE"] = f"sqlite:///{tmp_path_factory.mktemp('limit')}/patron.sqlite3"
    with mail_server() as box:
        settings["PATRON_SMTP_URL"] = f"smtp://{box.host}:{box.port}?tls=none"
        environment = {**os.environ, **settings}
        patron(environment, "migrate")
        patron(environment, "store", "add", "Shop", "--id", "1", "--currency", "EUR", "--language", "en")
        made = re.findall(r"1\.[\w-]{43}", patron(environment, "token", "add", "1"))
        with serve(settings) as serving:
            yield Deployed(serving, box, made[0])


def patron(environment: dict[str, str], *arguments: str) -> str:
    """What the command said."""
    done = subprocess.run([str(PATRON), *arguments], env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def test_of_fifty_creations_at_once_exactly_three_succeed(deployed: Deployed) -> None:
    before = deployed.total()
    browsers = [Browser(deployed.serving.base_url, "203.0.113.50") for _ in range(10)]
    for browser in browsers:
        browser.ask("GET")

    def create(number: int) -> int:
        return browsers[number % 10].create(f"crowd{number}@example.com").status_code

    with ThreadPoolExecutor(10) as threads:
        statuses = Counter(threads.map(create, range(50)))
    for browser in browsers:
        browser.http.close()
    assert statuses == {201: 3, 403: 47}
    assert deployed.total() == before + 3


def test_a_session_and_its_failures_are_the_same_in_every_worker(deployed: Deployed) -> None:
    browser = Browser(deployed.serving.base_url, "203.0.113.60")
    assert browser.create("steady@example.com", **{"customer.password": PASSWORD}).status_code == 201
    assert browser.log_in("steady@example.com").status_code == 200
    browser.http.close()
    for _ in range(20):  # a new connection each: either worker answers
        again = Browser(deployed.serving.base_url, "203.0.113.60")
        again.plant(str(browser.session))
        assert again.email() == "steady@example.com"
        again.http.close()
    statuses = Counter[int]()
    for _ in range(24):
        thief = Browser(deployed.serving.base_url, "203.0.113.61")
        statuses[thief.log_in("steady@example.com", "wrong").status_code] += 1
        thief.http.close()
    # Ten are free, and a few more come after their wait; were each worker to count for itself, twenty would be.
    assert 10 <= statuses[422] <= 15
    assert statuses[429] == 24 - statuses[422]


def test_a_new_account_without_a_password_is_invited_to_set_one(deployed: Deployed) -> None:
    deployed.box.clear()
    browser = Browser(deployed.serving.base_url, "203.0.113.70")
    made = browser.create("invited@example.com", **{"customer.firstname": "Ina", "customer.lastname": "Vited"})
    assert made.status_code == 201
    (message,) = deployed.box.wait_for(1, 25)
    assert (message["To"], message["From"]) == ("invited@example.com", "Shop <shop@example.com>")
    text = text_of(message.get_body(("plain",)))
    assert "Ina Vited" in text
    link = re.findall(r"http://\S+/account/invitation/\S+", text)[0]
    form = {"password": PASSWORD, "repeated": PASSWORD}
    assert browser.http.post(link, data=form).status_code == 200
    assert browser.log_in("invited@example.com").status_code == 200
    assert browser.email() == "invited@example.com"
    browser.http.close()


def test_a_new_account_with_a_password_is_told_so_without_it(deployed: Deployed) -> None:
    deployed.box.clear()
    browser = Browser(deployed.serving.base_url, "203.0.113.71")
    secret = "tell nobody of this"
    assert browser.create("own@example.com", **{"customer.password": secret}).status_code == 201
    (message,) = deployed.box.wait_for(1, 25)
    assert message["To"] == "own@example.com"
    whole = message.as_string() + text_of(message.get_body(("plain",)))
    assert secret not in whole
    assert "/account/invitation/" not in whole
    assert browser.log_in("own@example.com", secret).status_code == 200
    browser.http.close()
    said = deployed.serving.said()
    for private in (secret, PASSWORD, "own@example.com", "invited@example.com", "203.0.113.71", str(browser.session)):
        assert private not in said


def text_of(part: Any) -> str:
    """The text of a part of a mail."""
    content = part.get_content()
    assert isinstance(content, str)
    return content
