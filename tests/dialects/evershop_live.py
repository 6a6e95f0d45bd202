"""A running EverShop with its people: what a test of the dialect needs."""

from __future__ import annotations

from typing import Any

import httpx

from tests.dialects.live import BOTH, Json, Live

STORE, OTHER_STORE = 1, 2
ADMIN = "admin"
"""The name under which the world binds the administrator's token."""
PASSWORD = "secret12"
WATCHER = "tn-token-1"
"""A token of Tiendanube in the same store: it sees everything that must not change."""
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ADDRESS: Json = {
    "full_name": "Ann Lee",
    "telephone": "5551234",
    "address_1": "1 Main St",
    "city": "Springfield",
    "province": "US-CA",
    "country": "US",
    "postcode": "90001",
}
WORLD: Json = {
    "stores": [
        {"id": STORE, "name": "Main Shop", "currency": "USD", "country": "US", "language": "en"},
        {"id": OTHER_STORE, "name": "Other Shop", "currency": "USD", "country": "US", "language": "en"},
    ],
    "countries": [
        {"code": "US", "name": "United States", "regions": [{"code": "US-CA", "name": "California"}]},
        {"code": "BR", "name": "Brazil", "regions": [{"code": "BR-SP", "name": "São Paulo"}]},
    ],
    "groups": [
        {"store": STORE, "id": 1, "label": "Default", "default": True},
        {"store": STORE, "id": 2, "label": "Wholesale"},
        {"store": OTHER_STORE, "id": 1, "label": "Default", "default": True},
    ],
    "staff": [
        {
            "email": "admin@example.com",
            "name": "Admin User",
            "password": "admin-secret-12",
            "role": "admin",
            "bind": {"admin": "access_token", "refresh": "refresh_token", "expired": "expired_token"},
        },
        {
            "email": "manager@example.com",
            "name": "Shop Manager",
            "password": "manager-secret-12",
            "role": "manager",
            "stores": [STORE],
            "bind": {"manager": "access_token"},
        },
        {
            "email": "stranger@example.com",
            "name": "Manager Elsewhere",
            "password": "stranger-secret-12",
            "role": "manager",
            "stores": [OTHER_STORE],
            "bind": {"stranger": "access_token"},
        },
    ],
    "apps": [{"store": STORE, "token": WATCHER, "scopes": BOTH}],
}


class Evershop:
    """A shop without customers, and the tokens of its staff."""

    def __init__(self, live: Live, **more: object) -> None:
        self.live = live
        self.bound = live.load({**WORLD, **more})

    def call(self, method: str, path: str, json: object = None, *, token: str | None = ADMIN, **more: Any) -> Any:
        """The answer to that caller: the name of a bound token, or a token itself."""
        headers: dict[str, str] = more.pop("headers", {})
        if token is not None:
            headers = {"Authorization": f"Bearer {self.bound.get(token, token)}", **headers}
        if json is not None:
            more["json"] = json
        answer: httpx.Response = self.live.http.request(method, f"/api{path}", headers=headers, **more)
        return answer

    def good(self, method: str, path: str, json: object = None, **more: Any) -> Any:
        """The `data` of an answer that must be good."""
        answer = self.call(method, path, json, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def register(self, email: str = "ann@example.com", **more: object) -> Json:
        """A new customer."""
        body = {"email": email, "password": PASSWORD, "full_name": "Ann Lee", **more}
        row: Json = self.good("POST", "/customers", body)
        return row

    def token_of(self, email: str = "ann@example.com", password: str = PASSWORD) -> str:
        """A token of that customer."""
        said = self.good("POST", "/customer/tokens", {"email": email, "password": password}, token=None)
        token: str = said["accessToken"]
        return token

    def everything(self) -> list[Json]:
        """Every customer of the shop with all addresses: to see that a refusal changed nothing."""
        return self.live.everything(STORE, WATCHER)


def error(status: int, message: str) -> Json:
    """The envelope of a refusal."""
    return {"error": {"status": status, "message": message}}


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and words of a refusal in its envelope, which must agree."""
    said: Json = answer.json()
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert said == error(answer.status_code, said["error"]["message"])
    return answer.status_code, said["error"]["message"]
