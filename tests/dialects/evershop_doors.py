"""Tokens, cookies and servers of their own: what the tests of EverShop's doors need beside the shop."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.dialects.evershop_live import STORE, Evershop
from tests.dialects.live import Json, Live
from tests.parts.server import PATRON, Serving, serve

PASSWORD = "secret12"
UNAUTHORIZED = (401, "Unauthorized")
WRONG = (400, "Invalid email or password")
DEAD_REFRESH = (401, "Invalid refresh token")
REFRESH = "/customer/token/refresh"
ADMIN_SECRET, CUSTOMER_SECRET = "admin-secret-" + "a" * 32, "customer-secret-" + "c" * 32


def pair(shop: Evershop, email: str = "ann@example.com", password: str = PASSWORD) -> tuple[str, str]:
    """(access token, refresh token) of a customer who signs in."""
    said = shop.good("POST", "/customer/tokens", {"email": email, "password": password}, token=None)
    assert list(said) == ["accessToken", "refreshToken"]
    return said["accessToken"], said["refreshToken"]


def refresh(shop: Evershop, token: str, path: str = REFRESH, prefer: str = "refresh-token") -> httpx.Response:
    """The answer to somebody who presents that refresh token, and would like to have the next one."""
    headers = {"Prefer": prefer} if prefer else {}
    answer: httpx.Response = shop.call("POST", path, {"refreshToken": token}, token=None, headers=headers)
    return answer


def decoded(token: str) -> tuple[Json, Json]:
    """(header, claims), unverified."""
    head, body, _ = token.split(".")
    return part(head), part(body)


def part(encoded: str) -> Json:
    """The JSON in one part of a token."""
    found: Json = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return found


def encoded(value: object) -> str:
    """The value as one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def is_let_in(shop: Evershop, token: str) -> bool:
    """True when a customer's token opens the profile; a profile without changes is refused afterwards."""
    answer = shop.call("PATCH", "/customers/me", {}, token=token)
    assert answer.status_code in (400, 401), answer.text
    return bool(answer.status_code == 400)


def log_in(shop: Evershop, path: str = "/customer/login", **login: str) -> str:
    """The cookie of somebody who signs in at a page, as it is sent back."""
    body = {"email": "ann@example.com", "password": PASSWORD, **login}
    with visitor(shop) as http:
        answer = http.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return set_cookie(answer).partition(";")[0]


def log_in_staff(shop: Evershop, name: str = "admin") -> str:
    """The cookie of somebody of the staff who signs in at the administration."""
    return log_in(shop, "/admin/user/login", email=f"{name}@example.com", password=f"{name}-secret-12")


def set_cookie(answer: httpx.Response) -> str:
    """The one cookie that an answer sets."""
    found = answer.headers.get_list("set-cookie")
    assert len(found) == 1, found
    return str(found[0])


def has_session(shop: Evershop, cookie: str) -> bool:
    """True when the cookie opens the profile."""
    answer = shop.call("PATCH", "/customers/me", {}, token=None, headers={"Cookie": cookie})
    assert answer.status_code in (400, 401), answer.text
    return bool(answer.status_code == 400)


@contextmanager
def visitor(shop: Evershop) -> Generator[httpx.Client]:
    """A client that has no cookies yet."""
    with httpx.Client(base_url=shop.live.serving.base_url, timeout=30) as http:
        yield http


def mails(live: Live, count: int, subject: str = "Reset your password") -> list[Json]:
    """The mails with that subject, once there are so many of them."""
    deadline = time.monotonic() + 5
    while True:
        found = [mail for mail in live.mail() if mail["subject"] == subject]
        if len(found) >= count or time.monotonic() > deadline:
            assert len(found) == count
            return found
        time.sleep(0.02)


def link_in(mail: Json) -> str:
    """The link of a reset mail, the same in text and HTML."""
    found = re.findall(r"http\S+/account/reset-password\?token=\S+", str(mail["text"]))
    assert len(found) == 1
    assert found[0] in str(mail["html"])
    return str(found[0])


def token_in(mail: Json) -> str:
    """The token of its link."""
    return link_in(mail).partition("token=")[2]


@contextmanager
def development(**settings: str) -> Generator[Live]:
    """A development server with those settings."""
    with serve(settings, "--dev") as serving:
        live = Live(serving)
        try:
            yield live
        finally:
            live.http.close()


@contextmanager
def production(folder: object, **settings: str) -> Generator[Serving]:
    """A server that is not in development, with one shop and nobody in it."""
    environment = {"PATRON_DATABASE": f"sqlite:///{folder}/patron.sqlite3", **settings}
    for command in (["migrate"], ["store", "add", "Main Shop", "--id", str(STORE), "--currency", "USD"]):
        run(environment, *command)
    with serve(environment) as serving:
        yield serving


def run(environment: dict[str, str], *command: str) -> str:
    """What a command of patron's says."""
    done = subprocess.run(
        [str(PATRON), *command], env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout


def posted(serving: Serving, path: str, body: object, **headers: Any) -> httpx.Response:
    """The answer to a caller who opens a connection for this request alone: any worker may take it."""
    return httpx.post(serving.base_url + path, json=body, headers=headers, timeout=30)
