"""Every call of every dialect that changes something, over one store with one customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from unittest.mock import MagicMock

import httpx

from patron.dialects import dialects
from patron.settings import read_settings
from patron.wire.conditions import SAFE_METHODS
from patron.wire.dialect import Route
from patron.wire.house import House
from tests.dialects.live import BOTH, Json, Live

STORE = 1
ANA = 1001
APP, KEY = "tn-token-1", "key-admin"
PASSWORD = "correct horse battery"
AIMEOS = "/jsonapi/customer"
WORLD: Json = {
    "stores": [{"id": STORE, "name": "Shop", "code": "default", "currency": "BRL", "country": "BR", "language": "pt"}],
    "groups": [
        {"store": STORE, "id": "1", "code": "default", "label": "Default", "default": True},
        {"store": STORE, "id": "3", "code": "club", "label": "Club"},
    ],
    "staff": [
        {
            "email": "admin@example.com",
            "name": "Admin",
            "password": "admin-secret-12",
            "role": "admin",
            "key": KEY,
            "bind": {"admin": "access_token"},
        }
    ],
    "apps": [{"store": STORE, "token": APP, "scopes": BOTH}],
    "customers": [
        {
            "dialect": "aimeos",
            "store": STORE,
            "shown": {
                "customer.id": str(ANA),
                "customer.email": "ana@example.com",
                "customer.code": "ana@example.com",
                "customer.label": "Ana Souza",
                "customer.firstname": "Ana",
                "customer.lastname": "Souza",
            },
            "facts": {"password": PASSWORD},
            "bind": {"ana": "token"},
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call that changes something."""

    dialect: str
    method: str
    template: str
    """The route's path in the table of its dialect, with `?related` where that tells rows apart."""
    path: Callable[[Town], str]
    body: Json | None = None
    other: Json | None = None
    """A body that says something else."""
    who: str = ""
    """A credential of the town."""
    by: str = ""
    """What the history calls the caller."""
    told: tuple[str, ...] = ()
    """What the history tells of it: paths of facts, `*` for a number."""
    happening: str = "changed"
    on: str = "ana"
    """`ana`, `new`, or empty where no customer is changed."""

    @property
    def name(self) -> str:
        """How a test is called that makes it."""
        return f"{self.dialect} {self.method} {self.template}"


@dataclass(slots=True)
class Town:
    """A server with the store, its customer with two addresses and something of each kind, and all credentials."""

    live: Live
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    uuid: str = ""
    address: str = ""
    """Uuid of an address."""
    entry: int = 0
    """Id of that address."""
    property: str = ""
    item: str = ""
    definition: str = ""

    def settle(self) -> None:
        """Nothing; everything is as new."""
        live = self.live
        bound = live.load(WORLD)
        self.headers = {
            "app": {"Authentication": f"bearer {APP}"},
            "key": {"X-Api-Token": KEY},
            "admin": {"Authorization": f"Bearer {bound['admin']}"},
            "ana": {"Authorization": f"Bearer {bound['ana']}"},
            "": {},
        }
        rows = [{"address": "Rua A", "city": "São Paulo", "country": "BR"}, {"address": "Rua B", "city": "Rio"}]
        self.good("PUT", f"/v1/{STORE}/customers/{ANA}", "app", {"addresses": rows})
        login = {"email": "ana@example.com", "password": PASSWORD}
        token = self.good("POST", "/api/customer/tokens", "", login)["data"]["accessToken"]
        self.headers["shopper"] = {"Authorization": f"Bearer {token}"}
        query = {"query": "{ customers { items { uuid addresses { uuid cartAddressId } } } }"}
        (ana,) = self.good("POST", "/api/admin/graphql", "admin", query)["data"]["customers"]["items"]
        self.uuid, self.address = ana["uuid"], ana["addresses"][0]["uuid"]
        self.entry = self.good("GET", f"/v1/{STORE}/customers/{ANA}", "app")["addresses"][0]["id"]
        value = {"customer.property.type": "size", "customer.property.value": "L"}
        self.property = self._added("property", value)
        self.item = self._added("relationships", {"customer.lists.domain": "product", "customer.lists.refid": "7"})
        new = {
            "namespace": "profile",
            "fieldKey": "colour",
            "name": "Colour",
            "fieldType": "short_text",
            "ownerType": "customer",
        }
        self.definition = self.good("POST", "/api/metafield-definitions", "admin", new)["data"]["uuid"]

    def _added(self, related: str, attributes: Json) -> str:
        body = {"data": {"attributes": attributes}}
        found: str = self.good("POST", f"{AIMEOS}?related={related}&include=product", "ana", body)["data"][0]["id"]
        return found

    def ask(self, method: str, path: str, who: str, body: object = None, **headers: str) -> httpx.Response:
        """The answer to that caller; no cookie is kept."""
        sent = {**self.headers[who], **{name.replace("_", "-"): value for name, value in headers.items()}}
        more: dict[str, Any] = {} if body is None else {"json": body}
        answer = self.live.http.request(method, path, headers=sent, **more)
        self.live.http.cookies.clear()
        return answer

    def good(self, method: str, path: str, who: str, body: object = None) -> Any:
        """The document of an answer that must be good."""
        answer = self.ask(method, path, who, body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def make(self, call: Call, body: Json | None = None, **headers: str) -> httpx.Response:
        """The answer to that call."""
        return self.ask(call.method, call.path(self), call.who, call.body if body is None else body, **headers)

    def everything(self) -> object:
        """All that the store holds, as far as somebody shows it: to see that nothing changed."""
        include = "include=customer/address,customer/property,product,group"
        mine = self.ask("GET", f"{AIMEOS}?{include}", "ana").json()
        definitions = self.ask("GET", "/api/metafield-definitions", "admin").json()
        return self.live.everything(STORE, APP), mine.get("data"), mine.get("included"), definitions

    def tag(self) -> str:
        """The tag of the version that Ana is in now, as Tiendanube gives it: beside the version the currency."""
        tag: str = self.ask("GET", f"/v1/{STORE}/customers/{ANA}", "app").headers["etag"]
        return tag

    def version(self) -> str:
        """The tag of the same version as every other dialect gives it."""
        tag: str = self.ask("GET", AIMEOS, "ana").headers["etag"]
        return tag


def _attributes(prefix: str, **values: object) -> Json:
    return {"data": {"attributes": {f"customer.{prefix}{name}": value for name, value in values.items()}}}


def _tiendanube() -> list[Call]:
    one, many = "/{store_id}/customers/{id}", "/{store_id}/customers"
    by = f"app 1 of store {STORE}"

    def call(method: str, template: str, **more: Any) -> Call:
        end = "" if template == many else f"/{ANA}"
        return Call("tiendanube", method, template, lambda _: f"/v1/{STORE}/customers{end}", who="app", by=by, **more)

    new: Json = {"name": "Bea Lima", "email": "bea@example.com"}
    return [
        call("POST", many, body=new, other={**new, "email": "c@example.com"}, on="new", happening="created"),
        call("PUT", one, body={"note": "x"}, other={"note": "y"}, told=("note",)),
        call("DELETE", one, happening="deleted"),
    ]


def _network() -> list[Call]:
    one, many, named = "/customers/{id}", "/customers", "/{collection}"

    def call(method: str, template: str, end: str = "", **more: Any) -> Call:
        path = f"/api/v1/customers{end}"
        return Call("openfoodnetwork", method, template, lambda _: path, who="key", by="staff 1", **more)

    new: Json = {"enterprise_id": STORE, "email": "bea@example.com"}
    other: Json = {"enterprise_id": STORE, "email": "c@example.com"}
    change: Json = {"code": "X", "tags": ["vip"]}
    told = ("code", "tags")
    return [
        call("POST", many, body=new, other=other, on="new", happening="created"),
        call("POST", named, body=new, other=other, on="new", happening="created"),
        call("PUT", one, f"/{ANA}", body=change, other={"code": "Y"}, told=told),
        call("PATCH", one, f"/{ANA}", body=change, other={"code": "Y"}, told=told),
        call("DELETE", one, f"/{ANA}", happening="deleted"),
    ]


def _aimeos() -> list[Call]:
    def call(method: str, related: str = "", entry: Callable[[Town], str] = lambda _: "", **more: Any) -> Call:
        def path(town: Town) -> str:
            one = f"&relatedid={entry(town)}" if entry(town) else ""
            return f"{AIMEOS}?related={related}&include=product{one}" if related else AIMEOS

        told: dict[str, Any] = {"who": "ana", "by": f"customer {ANA}", **more}
        return Call("aimeos", method, f"/customer?{related}".rstrip("?"), path, **told)

    new = _attributes("", email="bea@example.com", label="Bea")
    street, other = _attributes("address.", city="Recife"), _attributes("address.", city="Natal")
    colour = _attributes("property.", type="colour", value="red")
    seen = _attributes("lists.", domain="product", refid="8")
    place = ("addresses.*.city",)
    return [
        call("POST", who="", by="", body=new, other=_attributes("", email="c@x.com"), on="new", happening="created"),
        call("PATCH", body=_attributes("", company="Acme"), other=_attributes("", company="B"), told=("company",)),
        call("DELETE", happening="deleted"),
        call("POST", "address", body=street, other=other, told=("addresses.*.city",)),
        call("PATCH", "address", lambda town: str(town.entry), body=street, other=other, told=place),
        call("DELETE", "address", lambda town: str(town.entry), told=place),
        call("POST", "property", body=colour, other=_attributes("property.", type="a", value="b"),
             told=("properties.*.type", "properties.*.value")),
        call("PATCH", "property", lambda town: town.property, body=_attributes("property.", value="XL"),
             other=_attributes("property.", value="S"), told=("properties.*.value",)),
        call("DELETE", "property", lambda town: town.property, told=("properties.*.value",)),
        call("POST", "relationships", body=seen, other=_attributes("lists.", domain="product", refid="9"),
             told=("list_items.*.refid",)),
        call("PATCH", "relationships", lambda town: town.item, body=_attributes("lists.", refid="10"),
             other=_attributes("lists.", refid="11"), told=("list_items.*.refid",)),
        call("DELETE", "relationships", lambda town: town.item, told=("list_items.*.refid",)),
    ]  # fmt: skip


def _evershop() -> list[Call]:
    def call(method: str, template: str, who: str = "admin", **more: Any) -> Call:
        def path(town: Town) -> str:
            known = {"id": town.uuid, "customer_id": town.uuid, "address_id": town.address, "uuid": town.definition}
            return "/api" + template.format(**known)

        by = f"customer {ANA}" if who == "shopper" else "staff 1"
        given: dict[str, Any] = {"who": who, "by": by, **more}
        return Call("evershop", method, template, path, **given)

    new: Json = {"email": "bea@example.com", "password": PASSWORD, "full_name": "Bea"}
    row: Json = {
        "full_name": "Ana", "telephone": "5551234", "address_1": "Rua C", "city": "Natal", "province": "BR-RN",
        "country": "BR", "postcode": "59000",
    }  # fmt: skip
    city: Json = {"city": "Recife"}
    value: Json = {"metafields": {"profile": {"colour": "red"}}}
    made: Json = {
        "namespace": "profile",
        "fieldKey": "size",
        "name": "Size",
        "fieldType": "short_text",
        "ownerType": "customer",
    }
    calls = [
        call("POST", "/customers", who="", by="", body=new, other={**new, "email": "c@x.com"}, on="new",
             happening="created"),
        call("PATCH", "/customers/{id}", body={"full_name": "Ana Lima"}, other={"full_name": "A"}, told=("full_name",)),
        call("DELETE", "/customers/{id}", happening="deleted"),
        call("PATCH", "/customers/me", "shopper", body={"full_name": "Ana Lima"}, other={"full_name": "A"},
             told=("full_name",)),
        call("PATCH", "/customers/{id}/metafields", body=value, other={"metafields": {}}, told=("metafields",)),
        call("POST", "/metafield-definitions", body=made, other={**made, "fieldKey": "b"}, on=""),
        call("DELETE", "/metafield-definitions/{uuid}", on=""),
    ]  # fmt: skip
    for start, who in (("/customers/{customer_id}", "admin"), ("/customers/me", "shopper")):
        one = f"{start}/addresses/{{address_id}}"
        calls += [
            call("POST", f"{start}/addresses", who, body=row, other={**row, **city}, told=("addresses.*.city",)),
            call("PATCH", one, who, body=city, other={"city": "Olinda"}, told=("addresses.*.city",)),
            call("DELETE", one, who, told=("addresses.*.city",)),
        ]
    return calls


CALLS = [*_tiendanube(), *_network(), *_aimeos(), *_evershop()]
EXEMPT: Mapping[tuple[str, str], str] = {
    ("evershop", "/customer/tokens"): "signs in, and its answer is a secret",
    ("evershop", "/customer/token/refresh"): "signs in, and its answer is a secret",
    ("evershop", "/user/tokens"): "signs in, and its answer is a secret",
    ("evershop", "/user/token/refresh"): "signs in, and its answer is a secret",
    ("evershop", "/user/session/tokens"): "signs in, and its answer is a secret",
    ("evershop", "/customers/reset-password"): "sends a letter: see test_evershop_reset.py",
    ("evershop", "/customers/password"): "needs a letter: see test_evershop_reset.py",
    ("evershop_graphql", ""): "changes nothing",
    ("evershop_graphql_admin", ""): "changes nothing",
    ("evershop-shop", "/login"): "signs in, and its answer is a secret",
    ("evershop-shop", "/logout"): "there is nothing to be done twice",
    ("evershop-office", "/login"): "signs in, and its answer is a secret",
    ("evershop-office", "/logout"): "there is nothing to be done twice",
    ("aimeos-login", ""): "signs in, and its answer is a secret",
    ("aimeos-logout", ""): "there is nothing to be done twice",
    ("aimeos-sanctum", "/token"): "signs in, and its answer is a secret",
}
PAGES = frozenset({"admin", "account", "dev"})
"""Dialects that are no APIs: forms of people, and development's own calls."""


def unsafe_routes() -> set[tuple[str, str, str]]:
    """Dialect, method and path of every row that may change something, but those of pages."""
    house = cast("House", MagicMock())
    every = [one for one in dialects(house, read_settings({})) if one.name not in PAGES]
    rows: list[tuple[str, Route]] = [(one.name, route) for one in every for route in one.routes]
    return {(name, row.method, row.path) for name, row in rows if row.method not in SAFE_METHODS}
