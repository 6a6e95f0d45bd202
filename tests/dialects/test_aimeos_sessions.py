"""Signing in to the Aimeos dialect: cookie sessions, their tokens, bearer tokens, and guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.dialects.aimeos_people import (
    ANA,
    BOB,
    FAILED,
    HOME,
    PASSWORD,
    RESOURCE,
    TOKEN_MISMATCH,
    Json,
    Visits,
    shop,
)
from tests.dialects.live import Live
from tests.parts.postgres import fresh_database
from tests.parts.server import serve

SAFE = re.compile(r"patron_session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def visited(request: pytest.FixtureRequest) -> Iterator[Live]:
    """A development server on that engine behind one proxy."""
    settings = {"PATRON_TRUSTED_PROXY_HOPS": "1", "PATRON_BASE_URL": ""}
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url
        settings["PATRON_DATABASE"] = fresh_database(url, "aimeos_sessions")
    with serve(settings, "--dev") as serving:
        live = Live(serving)
        yield live
        live.http.close()


@pytest.fixture
def names(visited: Live) -> Json:
    """What the world binds."""
    return visited.load(shop())


@pytest.fixture
def visits(visited: Live, names: Json) -> Iterator[Visits]:
    """Visits to a server with the world."""
    assert names["ana_token"]
    made = Visits(visited.serving.base_url)
    yield made
    made.leave()


# -- sessions ----------------------------------------------------------------------------------------------------------


def test_two_browsers_never_see_each_other(visits: Visits) -> None:
    ana, bob, nobody = visits.browser(), visits.browser(), visits.browser()
    assert ana.log_in().status_code == 200
    assert bob.log_in(BOB).status_code == 200
    assert [browser.email() for browser in (ana, bob, nobody)] == [ANA, BOB, ""]
    assert len({ana.session, bob.session, nobody.session}) == 3
    assert len({ana.csrf, bob.csrf, nobody.csrf}) == 3
    changed = ana.ask("PATCH", json={"data": {"attributes": {"customer.city": "Kiel"}}})
    assert changed.status_code == 200
    assert bob.ask("GET").json()["data"]["attributes"]["customer.city"] == ""


def test_the_token_of_one_session_is_refused_in_another(visits: Visits) -> None:
    ana, bob = visits.browser(), visits.browser()
    ana.log_in()
    bob.log_in(BOB)
    wish = {"data": {"attributes": {"customer.city": "Kiel"}}}
    for method, body in (("PATCH", wish), ("POST", wish), ("DELETE", None), ("PUT", wish)):
        answer = ana.ask(method, json=body, token=bob.csrf)
        assert answer.status_code == 419
        assert answer.json() == TOKEN_MISMATCH
        assert answer.headers["content-type"] == "application/json"
    assert ana.ask("GET").json()["data"]["attributes"]["customer.city"] == ""


@pytest.mark.parametrize("token", [None, "", "wrong", "é", "a" * 40])
def test_a_write_without_the_right_token_changes_nothing(visits: Visits, token: str | None) -> None:
    browser = visits.browser()
    browser.log_in()
    for related in ({}, {"related": "address"}, {"related": "property"}, {"related": "relationships"}):
        for method in ("POST", "PATCH", "DELETE"):
            query = related if token is None else {**related, "_token": token}
            answer = browser.http.request(method, RESOURCE, params=query, json={"data": {"attributes": {}}})
            assert (answer.status_code, answer.json()) == (419, TOKEN_MISMATCH)
    assert browser.email() == ANA


def test_the_token_comes_as_parameter_header_or_field(visits: Visits) -> None:
    browser = visits.browser()
    browser.log_in()
    token = str(browser.csrf)
    wish: Json = {"data": {"attributes": {"customer.city": "Kiel"}}}
    carried: list[Json] = [
        {"params": {"_token": token}, "json": wish},
        {"headers": {"X-CSRF-TOKEN": token}, "json": wish},
        {"json": {**wish, "_token": token}},
    ]
    for more in carried:
        assert browser.http.patch(RESOURCE, **more).status_code == 200
    out = browser.http.post("/logout", data={"_token": token})
    assert out.status_code == 200
    assert browser.email() == ""


def test_a_login_gets_a_new_session_whatever_the_browser_brought(visits: Visits) -> None:
    seen = visits.browser()
    seen.ask("GET")
    for planted in ("A" * 43, str(seen.session)):
        victim = visits.browser()
        victim.plant(planted)
        assert victim.email() == ""
        assert victim.log_in().status_code == 200
        assert victim.session != planted
        thief = visits.browser()
        thief.plant(planted)
        assert thief.email() == ""


def test_a_second_login_ends_the_first_session(visits: Visits) -> None:
    browser, copy = visits.browser(), visits.browser()
    browser.log_in()
    copy.plant(str(browser.session))
    assert copy.email() == ANA
    assert browser.log_in(BOB).status_code == 200
    assert (browser.email(), copy.email()) == (BOB, "")


@pytest.mark.parametrize("spoil", ["first", "last", "longer", "shorter", "hash", "quoted", "empty"])
def test_a_tampered_cookie_is_nobody(visits: Visits, spoil: str) -> None:
    import hashlib

    browser = visits.browser()
    browser.log_in()
    good, token = str(browser.session), browser.csrf
    other = "A" if good[0] != "A" else "B"
    spoilt = {
        "first": other + good[1:],
        "last": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "longer": good + "A",
        "shorter": good[:-1],
        "hash": hashlib.sha256(good.encode()).hexdigest(),
        "quoted": good + "%0d%0aSet-Cookie:x=y",
        "empty": "",
    }[spoil]
    thief = visits.client(Cookie=f"patron_session={spoilt}")
    assert thief.get(RESOURCE).json()["data"]["id"] is None
    assert thief.delete(RESOURCE, params={"_token": str(token)}).status_code == 419
    assert browser.email() == ANA


def test_a_session_is_not_replayed_after_the_logout(visits: Visits) -> None:
    browser = visits.browser()
    browser.log_in()
    old, token = str(browser.session), str(browser.csrf)
    out = browser.ask("POST", "/logout")
    assert out.status_code == 200
    assert browser.csrf not in (None, token)
    assert browser.session not in (None, old)
    assert browser.email() == ""
    again = visits.browser()
    again.plant(old)
    assert again.email() == ""
    replayed = again.ask("PATCH", token=token, json={"data": {"attributes": {"customer.city": "Kiel"}}})
    assert (replayed.status_code, replayed.json()["errors"]) == (403, [{"title": "Please log in first"}])


def test_logging_out_needs_the_token(visits: Visits) -> None:
    browser = visits.browser()
    browser.log_in()
    assert browser.ask("POST", "/logout", token="wrong").status_code == 419
    assert browser.email() == ANA


def test_logging_in_needs_the_token(visits: Visits) -> None:
    browser = visits.browser()
    answer = browser.ask("POST", "/login", token=None, json={"email": ANA, "password": PASSWORD})
    assert (answer.status_code, answer.json()) == (419, TOKEN_MISMATCH)
    assert browser.email() == ""


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visits: Visits) -> None:
    browser = visits.browser()
    assert SAFE.fullmatch(browser.ask("GET").headers["set-cookie"])
    assert "set-cookie" not in browser.ask("GET").headers
    assert SAFE.fullmatch(browser.log_in().headers["set-cookie"])
    secure = visits.browser(scheme="https").ask("GET").headers["set-cookie"]
    assert secure.endswith("; HttpOnly; Secure; SameSite=Lax")


def test_a_session_ends_after_a_day_and_a_remembered_one_after_thirty(visited: Live, visits: Visits) -> None:
    visited.stop_clock("2030-01-01T00:00:00Z")
    short, long = visits.browser(), visits.browser()
    assert "Expires" not in short.log_in().headers["set-cookie"]
    assert "; Expires=Thu, 31 Jan 2030 00:00:00 GMT;" in long.log_in(remember=True).headers["set-cookie"]
    visited.stop_clock("2030-01-01T23:59:59Z")
    assert (short.email(), long.email()) == (ANA, ANA)
    visited.stop_clock("2030-01-02T00:00:00Z")
    assert (short.email(), long.email()) == ("", ANA)
    visited.stop_clock("2030-01-31T00:00:00Z")
    long.plant(str(long.session))
    assert long.email() == ""


def test_an_anonymous_visit_leaves_nothing_behind(visited: Live, visits: Visits) -> None:
    browser = visits.browser()
    for _ in range(3):
        assert browser.email() == ""
    first = browser.csrf
    visited.serving.restart()
    assert browser.email() == ""
    assert browser.csrf == first


# -- logging in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "password"),
    [(ANA, "wrong"), ("nobody@example.com", PASSWORD), ("off@example.com", PASSWORD), ("%", "x"), ("\0", "x")],
)
def test_every_wrong_login_gets_the_same_answer(visits: Visits, email: str, password: str) -> None:
    browser = visits.browser()
    answer = browser.log_in(email, password)
    assert answer.status_code == 422
    assert answer.json() == {"message": FAILED, "errors": {"email": [FAILED]}}
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers
    assert browser.email() == ""


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"email": ANA}, {"password": ["The password field is required."]}),
        ({"email": "", "password": "x"}, {"email": ["The email field is required."]}),
        ({"email": [ANA], "password": "x"}, {"email": ["The email field must be a string."]}),
        (
            {"email": None, "password": 7},
            {"email": ["The email field is required."], "password": ["The password field must be a string."]},
        ),
    ],
)
def test_what_is_missing_is_named(visits: Visits, body: Json, errors: Json) -> None:
    browser = visits.browser()
    browser.ask("GET")
    answer = browser.ask("POST", "/login", json=body)
    more = " (and 1 more error)" if len(errors) > 1 else ""
    assert answer.status_code == 422
    assert answer.json() == {"message": next(iter(errors.values()))[0] + more, "errors": errors}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"email": {"a": 1}'])
def test_an_unreadable_login_is_an_empty_one(visits: Visits, body: bytes) -> None:
    browser = visits.browser()
    browser.ask("GET")
    answer = browser.ask("POST", "/login", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"]["email"] == ["The email field is required."]


def test_a_form_logs_in_too(visits: Visits) -> None:
    browser = visits.browser()
    browser.ask("GET")
    form = {"email": ANA.upper(), "password": PASSWORD, "_token": str(browser.csrf)}
    assert browser.http.post("/login", data=form).status_code == 200
    assert browser.email() == ANA


@pytest.mark.parametrize("path", ["/login", "/logout", "/sanctum/token"])
def test_other_methods_and_paths_are_refused(visits: Visits, path: str) -> None:
    url = visits.url + path
    assert httpx.get(url).status_code == 405
    assert httpx.post(f"{url}/x").status_code == 404
    assert httpx.options(url).status_code == 204
    assert httpx.post(url, content=b"x" * 20_000).status_code == 413


def test_guessing_is_slowed_down_in_laravels_words_and_the_owner_gets_in(visited: Live, visits: Visits) -> None:
    visited.stop_clock("2026-01-01T00:00:00Z")
    owner, thief = visits.browser("198.51.100.9"), visits.browser(HOME)
    owner.log_in()
    for email in (ANA, "nobody@example.com"):
        for _ in range(10):
            assert thief.log_in(email, "wrong").status_code == 422
        slowed = thief.log_in(email, PASSWORD)
        assert (slowed.status_code, slowed.json()) == (429, {"message": "Too Many Attempts."})
        assert slowed.headers["retry-after"] == "1"
    assert visits.browser("198.51.100.9").log_in().status_code == 200
    visited.stop_clock("2026-01-01T00:00:01Z")
    assert thief.log_in(ANA, PASSWORD).status_code == 200


def test_the_tokens_door_counts_the_same_failures(visited: Live, visits: Visits) -> None:
    visited.stop_clock("2026-01-01T00:00:00Z")
    browser = visits.browser()
    wrong = {"email": ANA, "password": "wrong", "device_name": "phone"}
    for _ in range(5):
        assert browser.log_in(ANA, "wrong").status_code == 422
        assert browser.http.post("/sanctum/token", json=wrong).status_code == 422
    assert browser.log_in().status_code == 429
    assert browser.http.post("/sanctum/token", json={**wrong, "password": PASSWORD}).status_code == 429


# -- what ends sessions ------------------------------------------------------------------------------------------------


def test_a_new_password_ends_every_session_but_the_own(visits: Visits, names: Json) -> None:
    own, other, bob = visits.browser(), visits.browser(), visits.browser()
    own.log_in()
    other.log_in()
    bob.log_in(BOB)
    phone = visits.app(names["ana_token"])
    assert phone.get(RESOURCE).json()["data"]["id"] == "1001"
    new = "another password"
    assert own.ask("PATCH", json={"data": {"attributes": {"customer.password": new}}}).status_code == 200
    assert (own.email(), other.email(), bob.email()) == (ANA, "", BOB)
    assert phone.get(RESOURCE).json()["data"]["id"] is None
    assert visits.browser().log_in().status_code == 422
    assert other.log_in(ANA, new).status_code == 200


def test_a_deleted_account_is_signed_in_nowhere(visits: Visits, names: Json) -> None:
    own, other = visits.browser(), visits.browser()
    own.log_in()
    other.log_in()
    assert own.ask("DELETE").status_code == 200
    assert (own.email(), other.email()) == ("", "")
    assert visits.app(names["ana_token"]).get(RESOURCE).json()["data"]["id"] is None
    assert own.log_in().status_code == 422


# -- bearer tokens -----------------------------------------------------------------------------------------------------


def test_a_token_is_got_with_a_password_and_lasts_until_its_logout(visits: Visits) -> None:
    asked = {"email": ANA, "password": PASSWORD, "device_name": "phone"}
    answer = httpx.post(f"{visits.url}/sanctum/token", json=asked)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=UTF-8"
    assert "set-cookie" not in answer.headers
    phone = visits.app(answer.text)
    shown = phone.get(RESOURCE)
    assert shown.json()["data"]["id"] == "1001"
    assert "csrf" not in shown.json()["meta"]
    assert "set-cookie" not in shown.headers
    wish = {"data": {"attributes": {"customer.city": "Kiel"}}}
    assert phone.patch(RESOURCE, json=wish).status_code == 200
    assert phone.post("/logout").status_code == 200
    assert phone.get(RESOURCE).json()["data"]["id"] is None


def test_a_token_needs_a_device_and_the_password(visits: Visits) -> None:
    missing = httpx.post(f"{visits.url}/sanctum/token", json={"email": ANA, "password": PASSWORD})
    assert missing.json()["errors"] == {"device_name": ["The device name field is required."]}
    wrong = httpx.post(f"{visits.url}/sanctum/token", json={"email": ANA, "password": "x", "device_name": "phone"})
    assert (missing.status_code, wrong.status_code) == (422, 422)
    assert wrong.json()["errors"] == {"email": [FAILED]}


def test_a_token_beside_a_session_cookie_does_not_save_its_token(visits: Visits, names: Json) -> None:
    browser = visits.browser()
    browser.ask("GET")
    headers = {"Authorization": f"Bearer {names['ana_token']}"}
    wish = {"data": {"attributes": {"customer.city": "Kiel"}}}
    assert browser.ask("PATCH", token=None, json=wish, headers=headers).status_code == 419
    assert browser.ask("GET", headers=headers).json()["data"]["attributes"]["customer.city"] == ""
    assert browser.ask("PATCH", json=wish, headers=headers).status_code == 200


@pytest.mark.parametrize("kind", ["disabled", "cookie", "wrong", "basic", "expired"])
def test_a_token_that_is_none_is_nobody(visited: Live, visits: Visits, names: Json, kind: str) -> None:
    browser = visits.browser()
    browser.log_in()
    expired = visited.http.post(
        "/_dev/token", json={"dialect": "aimeos", "store": 1, "customer": "1001", "expires_in": -1}
    )
    value = {
        "disabled": f"Bearer {names['off_token']}",
        "cookie": f"Bearer {browser.session}",
        "wrong": "Bearer " + "x" * 43,
        "basic": f"Basic {names['ana_token']}",
        "expired": f"Bearer {expired.json()['token']}",
    }[kind]
    assert visits.client(Authorization=value).get(RESOURCE).json()["data"]["id"] is None
    assert browser.email() == ANA


def test_a_token_of_another_store_is_nobody(visited: Live, visits: Visits) -> None:
    world = shop()
    world["stores"].append({"id": 2, "name": "Other", "code": "other", "currency": "EUR", "language": "en"})
    world["customers"][0]["store"] = 2
    names = visited.load(world)
    assert visits.app(names["ana_token"]).get(RESOURCE).json()["data"]["id"] is None
    assert visits.browser().log_in().status_code == 422
    assert visits.browser().log_in(BOB).status_code == 200


# -- pages of other origins --------------------------------------------------------------------------------------------


def test_only_pages_of_the_own_origin_may_read(visits: Visits) -> None:
    url = visits.url
    own = httpx.options(f"{url}{RESOURCE}", headers={"Origin": url})
    assert own.headers["access-control-allow-origin"] == url
    assert own.headers["access-control-allow-credentials"] == "true"
    assert own.headers["access-control-allow-headers"] == "authorization,content-type"
    assert own.headers["access-control-allow-methods"] == "DELETE, GET, OPTIONS, PATCH, POST, PUT"
    for origin in ("https://evil.example", "null", f"{url}.evil.example", "*"):
        other = httpx.options(f"{url}{RESOURCE}", headers={"Origin": origin})
        assert "access-control-allow-origin" not in other.headers
        assert other.headers["vary"] == "Cookie, Origin"


# -- other settings ----------------------------------------------------------------------------------------------------


def test_pages_of_named_origins_may_read_and_send_a_nested_token() -> None:
    settings = {"PATRON_AIMEOS_ORIGINS": "https://shop.example", "PATRON_AIMEOS_PREFIX": "ai"}
    with serve(settings, "--dev") as serving:
        live, visits = Live(serving), Visits(serving.base_url)
        live.load(shop())
        live.http.close()
        browser = visits.browser()
        shown = browser.ask("GET", headers={"Origin": "https://shop.example"})
        assert shown.headers["access-control-allow-origin"] == "https://shop.example"
        other = browser.ask("GET", headers={"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers
        body = {"data": {"attributes": {"customer.email": "nested@example.com"}}}
        assert browser.ask("POST", token=None, params={"ai[_token]": "wrong"}, json=body).status_code == 419
        nested = browser.ask("POST", token=None, params={"ai[_token]": str(browser.csrf)}, json=body)
        assert nested.status_code == 201
        visits.leave()


def test_without_tokens_a_session_begins_at_the_login_and_ends_at_the_logout() -> None:
    with serve({"PATRON_AIMEOS_CSRF": "off"}, "--dev") as serving:
        live, visits = Live(serving), Visits(serving.base_url)
        live.load(shop())
        live.http.close()
        browser = visits.browser()
        assert browser.email() == ""
        assert (browser.csrf, browser.session) == (None, None)
        answer = browser.log_in()
        assert (answer.status_code, answer.json()) == (200, {"meta": {}})
        old = str(browser.session)
        assert browser.email() == ANA
        out = browser.ask("POST", "/logout")
        assert out.headers["set-cookie"].startswith(
            "patron_session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly"
        )
        assert (browser.email(), browser.session) == ("", None)
        browser.plant(old)
        assert browser.email() == ""
        visits.leave()
