"""An invitation leaves as a real mail, and its link sets a password, once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.dialects.live import SHOP, Json, Live
from tests.parts.postgres import fresh_database
from tests.parts.server import PATRON, Serving, serve
from tests.parts.smtp import Mailbox, mail_server

GOOD = {"password": "correct horse battery", "repeated": "correct horse battery"}


def invite(live: Live, **more: object) -> Json:
    body = {"name": "Ana <b>Souza</b>", "email": "ana@example.com", "send_email_invite": True, **more}
    answer = live.tiendanube("POST", "/customers", json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def mails(live: Live, count: int) -> list[Json]:
    deadline = time.monotonic() + 5
    while len(found := live.mail()) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(found) == count
    return found


def link_in(mail: Json) -> str:
    found = re.findall(r"http://\S+/account/invitation/\S+", str(mail["text"]))
    assert len(found) == 1
    assert found[0] in str(mail["html"])
    return str(found[0])


def test_an_invitation_sets_a_password_once(live: Live) -> None:
    made = invite(live)
    assert made["active"] is False
    (mail,) = mails(live, 1)
    assert mail["to"] == "ana@example.com"
    assert mail["subject"] == "Sua conta na Loja Teste"
    assert "<b>Souza" not in str(mail["html"])
    link = link_in(mail)
    page = live.http.get(link)
    assert page.status_code == 200
    assert "Ana &lt;b&gt;Souza&lt;/b&gt;" in page.text
    assert link.rpartition("/")[2] not in page.text
    assert live.http.post(link, data=GOOD).status_code == 200
    shown = live.tiendanube("GET", f"/customers/{made['id']}").json()
    assert shown["active"] is True
    assert live.http.get(link).status_code == 404
    assert live.http.post(link, data=GOOD).status_code == 404


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"password": "short", "repeated": "short"}, "pelo menos 8"),
        ({"password": "x" * 1025, "repeated": "x" * 1025}, "no máximo 1024"),
        ({"password": "correct horse", "repeated": "correct house"}, "não são iguais"),
        ({"repeated": "x"}, "pelo menos 8"),
    ],
)
def test_a_bad_password_is_told_and_the_link_still_works(live: Live, form: dict[str, str], sentence: str) -> None:
    invite(live)
    link = link_in(mails(live, 1)[0])
    answer = live.http.post(link, data=form, headers={"Accept-Language": "pt-BR,pt"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert live.http.post(link, data=GOOD).status_code == 200


def test_a_link_dies_with_the_email_a_password_and_the_customer(live: Live) -> None:
    made = invite(live)
    first = link_in(mails(live, 1)[0])
    live.tiendanube("PUT", f"/customers/{made['id']}", json={"email": "new@example.com", "send_email_invite": True})
    second = link_in(mails(live, 2)[1])
    assert live.http.get(first).status_code == 404
    assert live.http.get(second).status_code == 200
    live.tiendanube("PUT", f"/customers/{made['id']}", json={"password": "another one", "send_email_invite": True})
    third = link_in(mails(live, 3)[2])
    assert live.http.get(second).status_code == 404
    assert live.http.get(third).status_code == 200
    live.tiendanube("DELETE", f"/customers/{made['id']}")
    assert live.http.get(third).status_code == 404
    assert live.http.post(third, data=GOOD).status_code == 404


def test_a_link_dies_after_fourteen_days(live: Live) -> None:
    live.stop_clock("2026-01-01T00:00:00Z")
    invite(live)
    link = link_in(mails(live, 1)[0])
    live.stop_clock("2026-01-14T23:59:59Z")
    assert live.http.get(link).status_code == 200
    live.stop_clock("2026-01-15T00:00:00Z")
    assert live.http.get(link).status_code == 404
    assert live.http.post(link, data=GOOD).status_code == 404


@pytest.mark.parametrize("token", ["x", "4242.x", "4242." + "a" * 43, "9" * 40 + ".x", "4242", ".", "%00", "-1.x"])
def test_an_unknown_link_says_what_to_do(live: Live, token: str) -> None:
    answer = live.http.get(f"/account/invitation/{token}")
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert live.http.post(f"/account/invitation/{token}", data=GOOD).status_code in (400, 404)


def test_pages_may_not_be_kept_framed_or_told_to_others(live: Live) -> None:
    invite(live)
    link = link_in(mails(live, 1)[0])
    for page in (live.http.get(link), live.http.get("/account/invitation/x"), live.http.post(link, data={})):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert live.http.get("/account/account.css").headers["content-type"] == "text/css; charset=utf-8"


def test_a_refused_creation_sends_nothing(live: Live) -> None:
    invite(live)
    mails(live, 1)
    again = live.tiendanube(
        "POST", "/customers", json={"name": "B", "email": "ANA@example.com", "send_email_invite": True}
    )
    assert again.status_code == 422
    time.sleep(0.3)
    mails(live, 1)


@pytest.fixture(params=["sqlite", "postgres"])
def post(request: pytest.FixtureRequest) -> Iterator[tuple[Serving, Mailbox]]:
    """A server that is not in development and sends through a real mail server, with one shop and its token."""
    import os
    import subprocess

    settings = {"PATRON_MAIL_FROM": "Loja <loja@example.com>", "PATRON_RATE_LIMITS": "off"}
    if request.param == "postgres":
        settings["PATRON_DATABASE"] = fresh_database(request.getfixturevalue("postgres").url, "letters")
    else:
        folder = request.getfixturevalue("tmp_path")
        settings["PATRON_DATABASE"] = f"sqlite:///{folder}/letters.sqlite3"
    with mail_server() as box:
        settings["PATRON_SMTP_URL"] = f"smtp://{box.host}:{box.port}?tls=none"
        environment = {**os.environ, **settings}
        subprocess.run([str(PATRON), "migrate"], env=environment, check=True, capture_output=True)
        subprocess.run(
            [str(PATRON), "store", "add", "Loja Teste", "--id", str(SHOP), "--currency", "BRL", "--language", "pt"],
            env=environment, check=True, capture_output=True,
        )  # fmt: skip
        with serve(settings) as serving:
            yield serving, box


def test_the_mail_leaves_through_smtp_and_again_after_a_refusal(post: tuple[Serving, Mailbox]) -> None:
    import os
    import subprocess

    serving, box = post
    box.refuse_next(1)
    done = subprocess.run(
        [str(PATRON), "token", "add", str(SHOP)],
        env={**os.environ, **serving.environment}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    token = re.findall(rf"{SHOP}\.[\w-]{{43}}", done.stdout)[0]
    with httpx.Client(base_url=serving.base_url, headers={"Authentication": f"bearer {token}"}) as http:
        body = {"name": "Ana", "email": "ana@example.com", "send_email_invite": True}
        assert http.post(f"/v1/{SHOP}/customers", json=body).status_code == 201
        message = box.wait_for(1, 25)[0]
        assert message["To"] == "ana@example.com"
        assert message["From"] == "Loja <loja@example.com>"
        text = message.get_body(("plain",))
        assert text is not None
        link = re.findall(r"http://\S+/account/invitation/\S+", text.get_content())[0]
        assert http.post(link, data=GOOD).status_code == 200
    said = serving.said()
    for secret in (token, link.rpartition("/")[2], "ana@example.com", GOOD["password"]):
        assert secret not in said
