"""Three enterprises, everybody who may or may not do something with them, and calls of Open Food Network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.dialects.live import Json, Live

FARM, HUB, PROFILE = 1, 2, 3
TIENDANUBE = "tn-token-1"
ADDRESS: Json = {
    "phone": "0404 333 222",
    "latitude": -37.5,
    "longitude": 144.25,
    "first_name": "Alice",
    "last_name": "Springs",
    "street_address_1": "1 Flinders Street",
    "street_address_2": "Flat 2",
    "postal_code": "3000",
    "locality": "Melbourne",
    "region": {"name": "Victoria", "code": "Vic"},
    "country": {"name": "Australia", "code": "AU"},
}
UNAUTHORIZED = {"errors": [{"detail": "You are not authorized to perform that action."}]}
MISSING = {"errors": [{"detail": "The resource you were looking for could not be found."}]}
GENERIC = {"errors": [{"detail": "Something went wrong. Our team has been notified."}]}
EMPTY_BODY = {"errors": [{"detail": "A required parameter is missing or empty: customer"}]}
INVALID = {"errors": [{"detail": "Invalid resource. Please fix errors and try again."}]}


def wrong(*sentences: str) -> Json:
    """The error document of a validation."""
    return {**INVALID, "meta": {"validation_errors": list(sentences)}}


def not_permitted(*keys: str) -> Json:
    """The error document of keys that may not be sent."""
    return {"errors": [{"detail": f"Parameters not allowed in this request: {', '.join(keys)}"}]}


def shown(number: int, enterprise: int, email: str, **more: object) -> Json:
    """A customer of a world, made by hand."""
    attributes = {"id": number, "enterprise_id": enterprise, "first_name": "", "last_name": "", "code": None}
    facts = more.pop("facts", {"made_by_hand": True})
    return {
        "as": email,
        "dialect": "openfoodnetwork",
        "store": enterprise,
        "shown": {**attributes, "email": email, **more},
        "facts": facts,
    }


def enterprises(*customers: Json) -> Json:
    """The world."""
    edit = {"store": FARM, "to": "edit_profile"}
    return {
        "countries": [
            {
                "code": "AU",
                "name": "Australia",
                "regions": [{"code": "Vic", "name": "Victoria"}, {"code": "NSW", "name": "New South Wales"}],
            },
            {"code": "NZ", "name": "New Zealand", "regions": [{"code": "OTA", "name": "Otago"}]},
            {"code": "SG", "name": "Singapore", "region_required": False},
        ],
        "stores": [
            {"id": FARM, "name": "The <Farm> & Sons", "currency": "AUD", "country": "AU", "sells": "any"},
            {"id": HUB, "name": "The Hub", "currency": "AUD", "country": "AU", "sells": "own"},
            {"id": PROFILE, "name": "Profile Only", "currency": "AUD", "country": "AU", "sells": "none"},
        ],
        "groups": [{"store": one, "id": 1, "label": "Default", "default": True} for one in (FARM, HUB, PROFILE)],
        "staff": [
            {"email": "farmer@example.org", "stores": [FARM], "key": "key-farmer"},
            {"email": "hubber@example.org", "stores": [HUB], "key": "key-hubber"},
            {"email": "both@example.org", "stores": [FARM, HUB], "key": "key-both"},
            {"email": "profile@example.org", "stores": [PROFILE], "key": "key-profile"},
            {"email": "mixed@example.org", "stores": [FARM, PROFILE], "key": "key-mixed"},
            {"email": "granted@example.org", "stores": [PROFILE], "grants": [edit], "key": "key-granted"},
            {"email": "seller@example.org", "stores": [HUB], "grants": [edit], "key": "key-seller"},
            {"email": "admin@example.org", "role": "admin", "key": "key-admin"},
            {"email": "shopper@example.org", "role": "shopper", "key": "key-shopper"},
        ],
        "apps": [{"store": FARM, "token": TIENDANUBE}, {"store": HUB, "token": f"{TIENDANUBE}-hub"}],
        "customers": list(customers),
    }


class Network:
    """Open Food Network of a development server."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.base_url = live.serving.base_url

    def load(self, *customers: Json) -> None:
        """Nothing; the world with those customers is all there is."""
        self.live.load(enterprises(*customers))

    def ask(self, method: str, path: str, key: str | None = "key-admin", **more: Any) -> httpx.Response:
        """The answer of `/api/v1{path}` to that key."""
        headers: Mapping[str, str] = more.pop("headers", {})
        if key is not None:
            headers = {"X-Api-Token": key, **headers}
        return self.live.http.request(method, f"/api/v1{path}", headers=headers, **more)

    def create(self, enterprise: int = FARM, key: str = "key-admin", **more: object) -> Json:
        """The attributes of the new customer."""
        answer = self.ask("POST", "/customers", key, json={"enterprise_id": enterprise, **more})
        assert answer.status_code == 201, answer.text
        return attributes(answer)

    def show(self, number: int) -> Json:
        """The attributes of a customer."""
        answer = self.ask("GET", f"/customers/{number}")
        assert answer.status_code == 200, answer.text
        return attributes(answer)

    def update(self, number: int, key: Any = "key-admin", **more: object) -> Json:
        """The attributes of the customer after a PUT."""
        answer = self.ask("PUT", f"/customers/{number}", key, json=more)
        assert answer.status_code == 200, answer.text
        return attributes(answer)

    def everything(self) -> list[Json]:
        """Every customer that can be seen, as shown: to see that a refusal changed nothing."""
        answer = self.ask("GET", "/customers?per_page=200&extra_fields[customer]=balance")
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()["data"]
        return found

    def ids(self, key: str | None, query: str = "") -> list[int]:
        """The ids that a caller's index shows."""
        answer = self.ask("GET", f"/customers{query}", key)
        assert answer.status_code == 200, answer.text
        return [one["attributes"]["id"] for one in answer.json()["data"]]

    def tiendanube(self, number: int, enterprise: int = FARM) -> Json:
        """The same customer as Tiendanube shows it."""
        token = TIENDANUBE if enterprise == FARM else f"{TIENDANUBE}-hub"
        answer = self.live.tiendanube("GET", f"/customers/{number}", token=token, shop=enterprise)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def tell_tiendanube(self, number: int, **more: object) -> Json:
        """The same customer after a PUT through Tiendanube."""
        answer = self.live.tiendanube("PUT", f"/customers/{number}", token=TIENDANUBE, shop=FARM, json=more)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


def attributes(answer: httpx.Response) -> Json:
    """The attributes of the one customer of a document."""
    found: Json = answer.json()["data"]["attributes"]
    return found
