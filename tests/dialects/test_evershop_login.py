"""EverShop's pages that sign somebody in and out, and the cookies they set (evershop.md 6.3)."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, unquote

import httpx
import pytest

from tests.dialects.evershop_doors import (
    PASSWORD,
    UNAUTHORIZED,
    WRONG,
    development,
    has_session,
    log_in,
    log_in_staff,
    mails,
    pair,
    set_cookie,
    token_in,
    visitor,
)
from tests.dialects.evershop_live import Evershop, refused
from tests.dialects.live import Json, Live

LOGIN = {"email": "ann@example.com", "password": PASSWORD}
ADMIN = {"email": "admin@example.com", "password": "admin-secret-12"}
COOKIE = r"{name}=s%3A[\w-]{{43}}\.[\w%]+; Path=/; Expires=\w{{3}}, \d\d \w{{3}} \d{{4}} \d\d:\d\d:\d\d GMT; HttpOnly"
PAGES = (("/customer/login", "sid", LOGIN), ("/admin/user/login", "asid", ADMIN))


@pytest.fixture
def shop(live: Live) -> Evershop:
    return Evershop(live)


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register()


@pytest.fixture
def http(shop: Evershop) -> Iterator[httpx.Client]:
    with visitor(shop) as client:
        yield client


def change(shop: Evershop, cookie: str) -> httpx.Response:
    """The answer to an administrator, or somebody who says so, who changes nobody."""
    answer: httpx.Response = shop.call("PATCH", "/customers/x", {}, token=None, headers={"Cookie": cookie})
    return answer


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(("path", "name", "login"), PAGES)
@pytest.mark.parametrize("how", ["json", "data"])
def test_a_password_opens_a_session(http: httpx.Client, path: str, name: str, login: Json, how: str) -> None:
    answer = http.post(path, json=login) if how == "json" else http.post(path, data=login)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    cookie = set_cookie(answer)
    assert re.fullmatch(COOKIE.format(name=name), cookie)
    session_id = unquote(cookie.partition("=s%3A")[2]).partition(".")[0]
    assert answer.json() == {"data": {"sid": session_id}}


def test_a_session_of_the_shop_opens_the_profile_and_nothing_of_the_administration(shop: Evershop, ann: Json) -> None:
    cookie = log_in(shop)
    said = shop.good("PATCH", "/customers/me", {"full_name": "By Cookie"}, token=None, headers={"Cookie": cookie})
    assert (said["uuid"], said["full_name"]) == (ann["uuid"], "By Cookie")
    for spelling in (cookie, f"a{cookie}"):  # also as if it were the other one
        assert refused(change(shop, spelling)) == UNAUTHORIZED


def test_a_session_of_the_administration_manages_customers_and_has_no_profile(shop: Evershop, ann: Json) -> None:
    for cookie in (log_in_staff(shop), log_in_staff(shop, "manager")):
        assert refused(change(shop, cookie)) == (400, "Invalid customer id")
        assert not has_session(shop, cookie)
        assert not has_session(shop, cookie[1:])
    assert shop.everything()[0]["name"] == ann["full_name"]


def test_staff_of_another_shop_customers_and_disabled_accounts_are_not_let_in(
    http: httpx.Client, shop: Evershop
) -> None:
    shop.register("off@example.com", status=0)
    for path, email, password in (
        ("/admin/user/login", "stranger@example.com", "stranger-secret-12"),
        ("/admin/user/login", "off@example.com", PASSWORD),
        ("/customer/login", "off@example.com", PASSWORD),
        ("/customer/login", "admin@example.com", "admin-secret-12"),
        ("/customer/login", "nobody@example.com", PASSWORD),
    ):
        answer = http.post(path, json={"email": email, "password": password})
        assert refused(answer) == WRONG


UNDEFINED, NULL = (
    "Cannot read properties of undefined (reading 'replace')",
    "Cannot read properties of null (reading 'replace')",
)


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"email": "ann@example.com", "password": "wrong-one"}, WRONG[1]),
        ({"email": "not an address", "password": "x"}, WRONG[1]),
        ({}, UNDEFINED),
        ([], UNDEFINED),
        ({"password": "x"}, UNDEFINED),
        ({"email": None, "password": "x"}, NULL),
        ({"email": 5, "password": "x"}, "email.replace is not a function"),
        ({"email": ["a"], "password": "x"}, "email.replace is not a function"),
        ({"email": "a"}, "Illegal arguments: undefined, string"),
        ({"email": "a", "password": None}, "Illegal arguments: object, string"),
        ({"email": "a", "password": 5}, "Illegal arguments: number, string"),
        ({"email": "a", "password": 5.5}, "Illegal arguments: number, string"),
        ({"email": "a", "password": True}, "Illegal arguments: boolean, string"),
        ({"email": "a", "password": {}}, "Illegal arguments: object, string"),
    ],
)
def test_a_page_guards_its_body_with_no_schema(http: httpx.Client, body: object, message: str) -> None:
    for path, name, _ in PAGES:
        http.cookies.clear()
        answer = http.post(path, json=body)
        assert refused(answer) == (400, message)
        assert re.fullmatch(COOKIE.format(name=name), set_cookie(answer))


@pytest.mark.parametrize(
    ("media", "body", "message"),
    [
        ("application/json", b"{bad", UNDEFINED),
        ("application/json", b"", UNDEFINED),
        ("application/json; charset=latin1", b"{}", UNDEFINED),
        ("text/plain", b'{"email":"a","password":"b"}', UNDEFINED),
        ("application/x-www-form-urlencoded", b"email=a&email=b&password=c", "email.replace is not a function"),
        ("application/x-www-form-urlencoded", b"email=a", "Illegal arguments: undefined, string"),
        ("application/x-www-form-urlencoded", b"x=1&" * 2000, UNDEFINED),
        ("application/x-www-form-urlencoded; charset=utf-8", b"email=a%FF&password=", WRONG[1]),
    ],
)
def test_a_body_that_cannot_be_read_counts_as_empty(http: httpx.Client, media: str, body: bytes, message: str) -> None:
    for path, _, _ in PAGES:
        assert refused(http.post(path, content=body, headers={"Content-Type": media})) == (400, message)


@pytest.mark.usefixtures("ann")
def test_the_case_and_the_slash_of_a_path_do_not_matter(http: httpx.Client) -> None:
    for path, login in (("/Customer/LOGIN/", LOGIN), ("/ADMIN/User/login", ADMIN)):
        assert http.post(path, json=login).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/customer/login",
        "/admin/user/login",
        "/customer/nothing",
        "/admin/user/nothing",
        "/api/customers",
        "/api/nothing",
    ],
)
def test_what_is_no_page_is_a_page_not_found(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "set-cookie" not in answer.headers


# -- leaving --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_leaving_the_shop_ends_the_session(shop: Evershop, http: httpx.Client, method: str) -> None:
    cookie, elsewhere = log_in(shop), log_in(shop)
    answer = http.request(method, "/customer/logout", headers={"Cookie": cookie})
    assert (answer.status_code, answer.json()) == (200, {"data": {}})
    left = set_cookie(answer)
    assert re.fullmatch(COOKIE.format(name="sid"), left)
    assert not has_session(shop, cookie)
    assert not has_session(shop, left.partition(";")[0])
    assert has_session(shop, elsewhere)


def test_nobody_can_leave_the_shop_too(http: httpx.Client) -> None:
    answer = http.post("/customer/logout")
    assert (answer.status_code, answer.json()) == (200, {"data": {}})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_leaving_the_administration_ends_the_session_and_needs_one(
    shop: Evershop, http: httpx.Client, method: str
) -> None:
    cookie = log_in_staff(shop)
    answer = http.request(method, "/admin/user/logout", headers={"Cookie": cookie})
    assert (answer.status_code, answer.json()) == (200, {"data": {}})
    assert refused(change(shop, cookie)) == UNAUTHORIZED
    for headers in ({}, {"Cookie": cookie}, {"Authorization": f"Bearer {shop.bound['admin']}"}):
        again = http.request(method, "/admin/user/logout", headers=headers)
        assert (again.status_code, again.headers["location"]) == (302, "/admin/login")


# -- which cookies count --------------------------------------------------------------------------------------------


def signed_as_by_default(session_id: str) -> str:
    """What an EverShop signs with that nobody gave a secret."""
    digest = hmac.digest(b"keyboard cat", session_id.encode(), "sha256")
    return quote(b64encode(digest).decode().rstrip("="), safe="")


def spoilt(cookie: str) -> Iterator[str]:
    name, _, value = cookie.partition("=")
    session_id, _, signature = value.removeprefix("s%3A").partition(".")
    yield f"{name}={session_id}"
    yield f"{name}=s%3A{session_id}"
    yield f"{name}=s%3A{session_id}."
    yield f"{name}=s%3A{session_id}.{signed_as_by_default(session_id)}"
    yield f"{name}={session_id}.{signature}"
    yield f"{name}=s%3A{session_id[:-1]}x.{signature}"
    yield f"{name}=s%3A{session_id}.{signature[:-2]}"
    yield f"{name}=j%3A{session_id}.{signature}"
    yield f"{name}=s%3A.{signature}"
    yield f"{name}=%00"
    yield f"{name.upper()}={value}"
    yield f"x{name}={value}"


@pytest.mark.usefixtures("ann")
def test_a_cookie_without_our_signature_is_none(shop: Evershop) -> None:
    cookie = log_in(shop)
    assert has_session(shop, cookie)
    assert has_session(shop, f"theme=dark; {cookie}; lang=en")
    assert [bad for bad in spoilt(cookie) if has_session(shop, bad)] == []


@pytest.mark.usefixtures("ann")
def test_signing_in_gives_a_new_id_whatever_cookie_was_there(shop: Evershop, http: httpx.Client) -> None:
    planted = set_cookie(http.post("/customer/login", json={})).partition(";")[0]
    http.cookies.clear()
    answer = http.post("/customer/login", json=LOGIN, headers={"Cookie": planted})
    own = set_cookie(answer).partition(";")[0]
    assert own != planted
    assert not has_session(shop, planted)
    http.cookies.clear()
    later = set_cookie(http.post("/customer/login", json=LOGIN, headers={"Cookie": own})).partition(";")[0]
    assert has_session(shop, later)
    assert not has_session(shop, own)


@pytest.mark.usefixtures("ann")
def test_a_failure_leaves_a_session_as_it_is(shop: Evershop, http: httpx.Client) -> None:
    cookie = log_in(shop)
    answer = http.post("/customer/login", json={**LOGIN, "password": "wrong-one"}, headers={"Cookie": cookie})
    assert refused(answer) == WRONG
    assert "set-cookie" not in answer.headers
    assert has_session(shop, cookie)


@pytest.mark.usefixtures("ann")
def test_api_routes_read_cookies_and_set_none(shop: Evershop) -> None:
    for answer in (shop.call("PATCH", "/customers/me", {}, token=None), shop.call("POST", "/customer/tokens", LOGIN)):
        assert "set-cookie" not in answer.headers


def test_a_token_and_a_cookie_may_be_of_two_people(shop: Evershop, ann: Json) -> None:
    token = pair(shop)[0]
    headers = {"Cookie": log_in_staff(shop)}
    assert shop.good("PATCH", "/customers/me", {"full_name": "Z"}, token=token, headers=headers)["uuid"] == ann["uuid"]
    assert shop.good("DELETE", f"/customers/{ann['uuid']}", token=token, headers=headers)["full_name"] == "Z"


# -- what ends a session --------------------------------------------------------------------------------------------


def test_a_session_ends_after_a_day(live: Live) -> None:
    shop = Evershop(live, clock="2026-05-04T12:00:00Z")
    shop.register()
    with visitor(shop) as http:
        cookie = set_cookie(http.post("/customer/login", json=LOGIN))
    assert "; Expires=Tue, 05 May 2026 12:00:00 GMT;" in cookie
    live.stop_clock("2026-05-05T11:59:59Z")
    assert has_session(shop, cookie.partition(";")[0])
    live.stop_clock("2026-05-05T12:00:00Z")
    assert not has_session(shop, cookie.partition(";")[0])


def test_disabling_and_deleting_an_account_ends_its_sessions(shop: Evershop, ann: Json) -> None:
    first = log_in(shop)
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"status": 0})
    assert not has_session(shop, first)
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"status": 1})
    assert not has_session(shop, first)
    second = log_in(shop)
    assert has_session(shop, second)
    shop.good("DELETE", f"/customers/{ann['uuid']}")
    assert not has_session(shop, second)


@pytest.mark.usefixtures("ann")
def test_a_reset_ends_sessions_and_tokens(shop: Evershop) -> None:
    cookie, (access, _) = log_in(shop), pair(shop)
    shop.good("POST", "/customers/reset-password", {"email": "ann@example.com"}, token=None)
    token = token_in(mails(shop.live, 1)[0])
    assert has_session(shop, cookie)
    assert shop.call("POST", "/customers/password", {"token": token, "password": "new one"}, token=None).json() == {}
    assert not has_session(shop, cookie)
    assert refused(shop.call("PATCH", "/customers/me", {}, token=access)) == UNAUTHORIZED


# -- settings -------------------------------------------------------------------------------------------------------


def test_names_lifetime_and_https_shape_the_cookie() -> None:
    settings = {
        "PATRON_BASE_URL": "https://shop.example",
        "PATRON_EVERSHOP_COOKIE_NAME": "customer_session",
        "PATRON_EVERSHOP_ADMIN_COOKIE_NAME": "staff_session",
        "PATRON_EVERSHOP_SESSION_SECONDS": "60",
    }
    with development(PATRON_RATE_LIMITS="off", **settings) as live:
        shop = Evershop(live, clock="2026-05-04T12:00:00Z")
        shop.register()
        for (path, _, login), name in zip(PAGES, ("customer_session", "staff_session"), strict=True):
            with visitor(shop) as http:
                cookie = set_cookie(http.post(path, json=login))
            assert re.fullmatch(COOKIE.format(name=name) + "; Secure", cookie)
            assert "Expires=Mon, 04 May 2026 12:01:00 GMT" in cookie
