"""A forgotten password: asked for without telling who is known, set once behind a mailed link (evershop.md 6.4)."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialects.evershop_doors import (
    PASSWORD,
    WRONG,
    development,
    link_in,
    mails,
    pair,
    posted,
    production,
    token_in,
)
from tests.dialects.evershop_live import WATCHER, Evershop, refused
from tests.dialects.live import Json, Live

ASK, SET = "/customers/reset-password", "/customers/password"
DEAD = (400, "Token is invalid or expired")
NEW = "new secret"
FORM = {"password": "correct horse", "repeated": "correct horse"}


@pytest.fixture
def shop(live: Live) -> Evershop:
    return Evershop(live)


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register()


def ask(shop: Evershop, email: str = "ann@example.com") -> None:
    answer = shop.call("POST", ASK, {"email": email}, token=None)
    assert (answer.status_code, answer.json()) == (200, {"data": {}})


def asked(shop: Evershop, count: int = 1) -> str:
    """The token of the newest of so many mails."""
    ask(shop)
    return token_in(mails(shop.live, count)[-1])


def set_password(shop: Evershop, token: str, password: str = NEW) -> tuple[int, object]:
    answer = shop.call("POST", SET, {"token": token, "password": password}, token=None)
    return answer.status_code, answer.json()


def signs_in_with(shop: Evershop, password: str) -> bool:
    answer = shop.call("POST", "/customer/tokens", {"email": "ann@example.com", "password": password}, token=None)
    assert answer.status_code == 200 or refused(answer) == WRONG
    return bool(answer.status_code == 200)


@pytest.mark.usefixtures("ann")
def test_the_token_of_the_mail_sets_a_password_once(shop: Evershop) -> None:
    ask(shop)
    (mail,) = mails(shop.live, 1)
    assert mail["to"] == "ann@example.com"
    assert set_password(shop, token_in(mail)) == (200, {})
    assert signs_in_with(shop, "new secret")
    assert not signs_in_with(shop, PASSWORD)
    assert refused(shop.call("POST", SET, {"token": token_in(mail), "password": "third one"}, token=None)) == DEAD
    assert signs_in_with(shop, "new secret")


def test_the_link_of_the_mail_is_a_page_that_sets_a_password_once(shop: Evershop, ann: Json) -> None:
    ask(shop)
    link = link_in(mails(shop.live, 1)[0])
    http = shop.live.http
    page = http.get(link)
    assert page.status_code == 200
    assert "Choose a new password" in page.text
    assert ann["full_name"] in page.text
    assert link.partition("token=")[2] not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert http.post(link, data={**FORM, "repeated": "correct house"}).status_code == 422
    assert http.post(link, data=FORM).status_code == 200
    assert signs_in_with(shop, FORM["password"])
    assert http.get(link).status_code == 404
    assert http.post(link, data=FORM).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=x", "?token=1-x", "?token=1-" + "a" * 43, "?x=1" + "&x=1" * 99]
)
def test_a_link_that_is_none_says_what_to_do(live: Live, query: str) -> None:
    address = f"/account/reset-password{query}"
    for answer in (live.http.get(address), live.http.post(address, data=FORM)):
        assert answer.status_code in (400, 404)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_known_and_an_unknown_address_are_the_same_work_and_the_same_answer(tmp_path: Path) -> None:
    # Nobody is told what was known: not by an answer, and not by a letter less to be stored.
    with production(tmp_path, PATRON_RATE_LIMITS="off") as serving:
        registered = posted(
            serving, "/api/customers", {"email": "ann@example.com", "password": PASSWORD, "full_name": "Ann"}
        )
        number = registered.json()["data"]["customer_id"]
        answers = [
            posted(serving, f"/api{ASK}", {"email": email})
            for email in ("ann@example.com", "nobody@example.com", "ANN@example.com")
        ]
    told = {(answer.status_code, answer.content, tuple(sorted(answer.headers.keys()))) for answer in answers}
    assert len(told) == 1
    with sqlite3.connect(tmp_path / "patron.sqlite3") as database:
        waiting = database.execute("SELECT customer_id FROM outbox WHERE kind = 'reset' ORDER BY id").fetchall()
    assert waiting == [(number,), (0,), (number,)]


def test_nobody_but_the_owner_of_an_open_account_gets_a_mail(shop: Evershop, ann: Json) -> None:
    shop.register("off@example.com", status=0)
    for email in ("nobody@example.com", "off@example.com", "ANN@Example.com"):
        ask(shop, email)
    (mail,) = mails(shop.live, 1)
    time.sleep(0.3)
    assert [mail["to"] for mail in mails(shop.live, 1)] == ["ann@example.com"]
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"status": 0})
    assert refused(shop.call("POST", SET, {"token": token_in(mail), "password": "new secret"}, token=None)) == DEAD


@pytest.mark.usefixtures("ann")
def test_a_password_is_what_was_typed_whatever_looks_like_a_tag_in_it(shop: Evershop) -> None:
    assert set_password(shop, asked(shop), "<b>secret12") == (200, {})
    assert signs_in_with(shop, "<b>secret12")
    assert not signs_in_with(shop, "&lt;b&gt;secret12")
    login = {"email": "ann@example.com", "password": "<b>secret12"}
    assert shop.live.http.post("/customer/login", json=login).status_code == 200


@pytest.mark.usefixtures("ann")
def test_a_short_password_is_refused_and_the_token_still_works(shop: Evershop) -> None:
    token = asked(shop)
    for short in ("", "12345", "\U0001f600\U0001f600a"):
        answer = shop.call("POST", SET, {"token": token, "password": short}, token=None)
        assert refused(answer) == (500, "Password must be at least 6 characters")
    assert signs_in_with(shop, PASSWORD)
    assert set_password(shop, token, "\U0001f600\U0001f600\U0001f600") == (200, {})
    assert signs_in_with(shop, "\U0001f600\U0001f600\U0001f600")


def test_a_token_dies_with_a_new_password_a_new_address_and_the_account(shop: Evershop, ann: Json) -> None:
    one = f"/customers/{ann['uuid']}"
    for count, (method, change) in enumerate(
        (("PATCH", {"password": "another one"}), ("PATCH", {"email": "ann.moore@example.com"}), ("DELETE", None)), 1
    ):
        email = "ann@example.com" if count < 3 else "ann.moore@example.com"
        ask(shop, email)
        token = token_in(mails(shop.live, count)[-1])
        shop.good(method, one, change)
        assert refused(shop.call("POST", SET, {"token": token, "password": "new secret"}, token=None)) == DEAD


@pytest.mark.usefixtures("ann")
def test_a_token_names_its_store_and_is_made_of_256_random_bits(shop: Evershop) -> None:
    first, second = asked(shop, 1), asked(shop, 2)
    assert re.fullmatch(r"1-[\w-]{43}", first, re.ASCII)
    assert first != second


@pytest.mark.usefixtures("ann")
def test_of_two_tokens_the_one_that_was_not_used_dies_with_the_other(shop: Evershop) -> None:
    first, second = asked(shop, 1), asked(shop, 2)
    assert set_password(shop, first) == (200, {})
    assert refused(shop.call("POST", SET, {"token": second, "password": "third one"}, token=None)) == DEAD


def test_a_token_is_good_for_forty_eight_hours(live: Live) -> None:
    shop = Evershop(live, clock="2026-05-04T12:00:00Z")
    shop.register()
    token = asked(shop)
    live.stop_clock("2026-05-06T12:00:00Z")
    assert refused(shop.call("POST", SET, {"token": token, "password": "new secret"}, token=None)) == DEAD
    live.stop_clock("2026-05-06T11:59:59Z")
    assert set_password(shop, token) == (200, {})


def test_an_invitation_is_no_reset_and_a_reset_no_invitation(shop: Evershop, ann: Json) -> None:
    reset = asked(shop)
    live = shop.live
    live.tiendanube("PUT", f"/customers/{ann['customer_id']}", token=WATCHER, shop=1, json={"send_email_invite": True})
    invitation = str(mails(live, 1, "Your account at Main Shop")[0]["text"])
    invitation = invitation.partition("/account/invitation/")[2].split()[0]
    assert refused(shop.call("POST", SET, {"token": invitation, "password": "new secret"}, token=None)) == DEAD
    assert live.http.get(f"/account/reset-password?token={invitation}").status_code == 404
    assert live.http.get(f"/account/invitation/{reset}").status_code == 404
    assert live.http.post(f"/account/invitation/{reset}", data=FORM).status_code == 404
    assert live.http.get(f"/account/invitation/{invitation}").status_code == 200
    assert signs_in_with(shop, PASSWORD)


def test_the_token_of_another_shop_is_none(shop: Evershop, ann: Json) -> None:
    token = asked(shop)
    assert token.startswith("1-")
    for other in (f"2-{token[2:]}", token[2:], f"1.{token[2:]}", f"{'9' * 30}-x", "-", "", "1-"):
        assert refused(shop.call("POST", SET, {"token": other, "password": "new secret"}, token=None)) == DEAD
    assert pair(shop)[0] != ann["uuid"]


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (ASK, {}, "must have required property 'email'"),
        (ASK, {"email": "bad"}, 'must match format "email"'),
        (ASK, {"email": ""}, 'must match format "email"'),
        (ASK, {"email": None}, "must be string"),
        (ASK, [], "must be object"),
        (SET, {}, "must have required property 'password'"),
        (SET, {"token": "x"}, "must have required property 'password'"),
        (SET, {"password": "new secret"}, "must have required property 'token'"),
        (SET, {"password": 5, "token": "x"}, "must be string"),
        (SET, {"password": "new secret", "token": None}, "must be string"),
        (SET, {"password": "new secret", "token": "x"}, DEAD[1]),
        (SET, {"password": "short", "token": "x"}, DEAD[1]),
        (SET, [], "must be object"),
    ],
)
def test_a_body_that_makes_no_sense_is_told_so(shop: Evershop, path: str, body: object, message: str) -> None:
    assert refused(shop.call("POST", path, body, token=None)) == (400, message)
    assert shop.live.mail() == []


@pytest.fixture(scope="module")
def mute() -> Iterator[Live]:
    """A server without a mail service."""
    with development(PATRON_MAIL="off", PATRON_RATE_LIMITS="off") as live:
        yield live


def test_without_a_mail_service_nobody_can_ask(mute: Live) -> None:
    shop = Evershop(mute)
    shop.register()
    for email in ("ann@example.com", "nobody@example.com"):
        answer = shop.call("POST", ASK, {"email": email}, token=None)
        assert refused(answer) == (500, "Something went wrong. Please try again later.")
    assert refused(shop.call("POST", ASK, {"email": "bad"}, token=None)) == (400, 'must match format "email"')
    assert refused(shop.call("POST", ASK, {}, token=None)) == (400, "must have required property 'email'")
