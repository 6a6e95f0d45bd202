"""A development server as a client of the Aimeos API sees it, with two accounts and their neighbours."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.dialects.live import Json, Live
from tests.parts.postgres import fresh_database
from tests.parts.server import serve

RESOURCE = "/jsonapi/customer"
GENERIC = "An error occured and has been added to the logs"
APP = "tn-token-1"
NOW = "2026-03-04T05:06:07Z"
ANA: Json = {
    "customer.id": "1001",
    "customer.salutation": "ms",
    "customer.company": "Nuts & Bolts",
    "customer.vatid": "DE 811 907 980",
    "customer.title": "Prof.",
    "customer.firstname": "Ana",
    "customer.lastname": "García Márquez",
    "customer.address1": "Gran Vía 12",
    "customer.address2": "3",
    "customer.address3": "izq.",
    "customer.postal": "28013",
    "customer.city": "Madrid",
    "customer.state": "MD",
    "customer.languageid": "es_ES",
    "customer.countryid": "ES",
    "customer.telephone": "+34 910 000 000",
    "customer.email": "Ana@Example.com",
    "customer.telefax": "+34 910 000 001",
    "customer.website": "www.example.com/ana",
    "customer.longitude": -3.5,
    "customer.latitude": 40.0,
    "customer.birthday": "1980-02-29",
    "customer.label": "HQ",
    "customer.code": "ana",
}
BOB: Json = {"customer.id": "1002", "customer.email": "bob@example.com", "customer.code": "bob@example.com"}


def world(**more: object) -> Json:
    """Store 1 with Ana, who is in group 3, and Bob, who is in none; the clock stands."""
    membership = {"id": "4000", "domain": "group", "refid": "3", "bind": {"membership": "id"}}
    return {
        "clock": NOW,
        "stores": [{"id": 1, "name": "Shop", "code": "default", "currency": "EUR", "country": "ES", "language": "es"}],
        "groups": [{"store": 1, "id": "3", "code": "club", "label": "Club"}, {"store": 1, "id": "5", "code": "vip"}],
        "apps": [{"store": 1, "token": APP, "scopes": ["read_customers", "write_customers"]}],
        "customers": [
            {
                "as": "ana",
                "dialect": "aimeos",
                "store": 1,
                "shown": ANA,
                "facts": {"lists": [membership]},
                "bind": {"ana": "token"},
            },
            {"as": "bob", "dialect": "aimeos", "store": 1, "shown": BOB, "bind": {"bob": "token"}},
        ],
        **more,
    }


class Shop:
    """A running shop. Callers are named as the world binds their tokens; "" is nobody. No cookies are kept."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self._tokens: Json = {}

    def load(self, **more: object) -> None:
        """Nothing; the world is as new."""
        self._tokens = self.live.load(world(**more))

    def ask(self, method: str, who: str = "", query: Json | None = None, **more: Any) -> httpx.Response:
        """The answer of the resource."""
        headers: dict[str, str] = more.pop("headers", {})
        if who:
            headers = {"Authorization": f"Bearer {self._tokens[who]}", **headers}
        answer = self.live.http.request(method, RESOURCE, params=query, headers=headers, **more)
        self.live.http.cookies.clear()
        return answer

    def said(self, method: str, who: str = "", status: int = 200, query: Json | None = None, **more: Any) -> Json:
        """The document, which has that status."""
        answer = self.ask(method, who, query, **more)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/vnd.api+json"
        found: Json = answer.json()
        return found

    def write(self, method: str, who: str, attributes: object, status: int = 200, /, **query: str) -> Json:
        """The document after one object with those attributes was sent."""
        return self.said(method, who, status, query, json={"data": {"attributes": attributes}})

    def create(self, attributes: Json, status: int = 201) -> Json:
        """The document after somebody asked for an account."""
        return self.write("POST", "", attributes, status)

    def sign_in(self, document: Json, name: str) -> None:
        """Nothing; the account that was just created is called so from now on."""
        answer = self.live.http.post("/_dev/token", json={"dialect": "aimeos", "customer": document["data"]["id"]})
        assert answer.status_code == 200, answer.text
        self._tokens[name] = answer.json()["token"]

    def attributes(self, who: str, *names: str) -> Json:
        """Attributes of the account of `who`: those that are named, or all."""
        fields = {"fields[customer]": ",".join(f"customer.{name}" for name in names)} if names else {}
        found: Json = self.said("GET", who, query=fields)["data"]["attributes"]
        return {name.removeprefix("customer."): value for name, value in found.items()} if names else found

    def title(self, document: Json) -> str:
        """What the one error says."""
        (error,) = document["errors"]
        assert error.keys() == {"title"}
        found: str = error["title"]
        return found

    def tiendanube(self, method: str, path: str = "", **more: Any) -> Json:
        """What Tiendanube says of one of the same customers."""
        answer = self.live.tiendanube(method, f"/customers{path}", token=APP, shop=1, **more)
        assert answer.status_code < 300, answer.text
        found: Json = answer.json()
        return found

    def customers(self) -> list[Json]:
        """What Tiendanube says of all of them."""
        return self.live.everything(1, APP)

    def everything(self) -> object:
        """All that the store holds, as far as somebody shows it: to see that a refusal changed nothing."""
        seen = [
            self.said("GET", who, query={"include": "customer/address,customer/property"}) for who in ("ana", "bob")
        ]
        lists = [
            self.said("GET", who, query={"related": "relationships", "include": "product,group"})
            for who in ("ana", "bob")
        ]
        return seen, lists, self.customers()


@contextmanager
def shop_on(request: pytest.FixtureRequest, **settings: str) -> Generator[Shop]:
    """A shop on the engine that the fixture asks for, without CSRF tokens."""
    chosen = {"PATRON_RATE_LIMITS": "off", "PATRON_AIMEOS_CSRF": "off", **settings}
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url
        name = settings.get("PATRON_AIMEOS_PROFILE", "page")
        chosen["PATRON_DATABASE"] = fresh_database(url, f"aimeos_{name}")
    with serve(chosen, "--dev") as serving:
        live = Live(serving)
        yield Shop(live)
        live.http.close()
