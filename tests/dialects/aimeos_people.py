"""Browsers and apps that visit a shop through the Aimeos dialect, and a world to visit."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, TypeAlias

import httpx

Json: TypeAlias = dict[str, Any]

PASSWORD = "correct horse battery"
ANA, BOB = "ana@example.com", "bob@example.com"
HOME = "192.0.2.7"
RESOURCE = "/jsonapi/customer"
TOKEN_MISMATCH = {"message": "CSRF token mismatch."}
FAILED = "These credentials do not match our records."


def shop(**more: object) -> Json:
    """Store 1 with Ana and Bob, who have a password, and Off, who is disabled."""
    return {
        "stores": [{"id": 1, "name": "Shop", "code": "default", "currency": "EUR", "country": "DE", "language": "en"}],
        "customers": [
            _person(1001, ANA, "Ana"),
            _person(1002, BOB, "Bob"),
            _person(1003, "off@example.com", "Off", status=0),
        ],
        **more,
    }


def _person(number: int, email: str, name: str, **facts: object) -> Json:
    shown = {
        "customer.id": str(number),
        "customer.email": email,
        "customer.code": email,
        "customer.label": name,
        "customer.firstname": name,
    }
    return {
        "dialect": "aimeos",
        "store": 1,
        "shown": shown,
        "facts": {"password": PASSWORD, **facts},
        "bind": {f"{name.lower()}_token": "token"},
    }


class Browser:
    """A cookie jar, and the token that the last answer showed. `address` is what a proxy says of the client."""

    def __init__(self, base_url: str, address: str = HOME, scheme: str | None = None) -> None:
        headers = {"X-Forwarded-For": address, **({"X-Forwarded-Proto": scheme} if scheme else {})}
        self.http = httpx.Client(base_url=base_url, headers=headers, timeout=30)
        self.csrf: str | None = None

    def ask(self, method: str, path: str = RESOURCE, *, token: str | None = "", **more: Any) -> httpx.Response:
        """The answer; `token` "" is the one that was shown last, None is none."""
        carried = self.csrf if token == "" else token
        query = dict(more.pop("params", {}))
        if carried is not None and method != "GET":
            query["_token"] = carried
        answer = self.http.request(method, path, params=query, **more)
        if answer.headers.get("content-type", "").endswith("json") and "meta" in answer.json():
            self.csrf = answer.json()["meta"].get("csrf", {}).get("value")
        return answer

    def log_in(self, email: str = ANA, password: str = PASSWORD, **more: object) -> httpx.Response:
        """The answer of the host's login."""
        if self.csrf is None:
            self.ask("GET")
        return self.ask("POST", "/login", json={"email": email, "password": password, **more})

    def email(self) -> str:
        """The e-mail of whoever is signed in; empty for nobody."""
        answer = self.ask("GET")
        assert answer.status_code == 200, answer.text
        found: str = answer.json()["data"]["attributes"]["customer.email"]
        return found

    def create(self, email: str, **more: str) -> httpx.Response:
        """The answer to a new account."""
        if self.csrf is None:
            self.ask("GET")
        return self.ask("POST", json={"data": {"attributes": {"customer.email": email, **more}}})

    def plant(self, session: str) -> None:
        """Nothing; the browser has that session cookie."""
        self.http.cookies.set("patron_session", session, domain="127.0.0.1", path="/")

    @property
    def session(self) -> str | None:
        """The value of the session cookie."""
        return self.http.cookies.get("patron_session")


class Visits:
    """Whoever visits one server; all of them leave at the end of a test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._leaving = ExitStack()

    def browser(self, address: str = HOME, scheme: str | None = None) -> Browser:
        """A browser without cookies."""
        made = Browser(self.url, address, scheme)
        self._leaving.enter_context(made.http)
        return made

    def client(self, **headers: str) -> httpx.Client:
        """A client with those headers and no cookies."""
        return self._leaving.enter_context(httpx.Client(base_url=self.url, headers=headers, timeout=30))

    def app(self, token: str) -> httpx.Client:
        """A client with a bearer token and no cookies."""
        return self.client(Authorization=f"Bearer {token}")

    def leave(self) -> None:
        """Nothing; every connection is closed."""
        self._leaving.close()
