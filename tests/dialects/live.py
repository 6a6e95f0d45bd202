"""A development server and the calls that fill it: what a test of a dialect needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx

from tests.parts.server import Serving

Json: TypeAlias = dict[str, Any]

SHOP, OTHER = 4242, 7777
TOKEN, READ_ONLY, OTHERS_TOKEN = "tn-token-4242", "tn-readonly-4242", "tn-token-7777"
BOTH = ["read_customers", "write_customers"]


def two_shops(**more: object) -> Json:
    """A world of two stores with their tokens, and whatever else is named."""
    world: Json = {
        "stores": [
            {"id": SHOP, "name": "Loja Teste", "currency": "BRL", "country": "BR", "language": "pt"},
            {"id": OTHER, "name": "Otra Tienda", "currency": "ARS", "country": "AR", "language": "es"},
        ],
        "apps": [
            {"store": SHOP, "token": TOKEN, "scopes": BOTH},
            {"store": SHOP, "token": READ_ONLY, "scopes": ["read_customers"]},
            {"store": OTHER, "token": OTHERS_TOKEN, "scopes": BOTH},
        ],
    }
    return {**world, **more}


class Live:
    """A running development server."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.http = httpx.Client(base_url=serving.base_url, timeout=30, headers={"User-Agent": "tests (t@example.com)"})

    def load(self, world: Mapping[str, object]) -> Json:
        """The bindings of the world; whatever was there before is gone."""
        bindings: Json = self._dev("POST", "world", world)["bindings"]
        return bindings

    def stop_clock(self, now: str | None) -> None:
        """Nothing; the server's clock stands at that moment, or runs."""
        self._dev("POST", "clock", {"now": now})

    def mail(self) -> list[Json]:
        """The messages sent since the world was loaded."""
        answer = self.http.get("/_dev/mail")
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()
        return found

    def tiendanube(
        self, method: str, path: str, *, token: str | None = TOKEN, shop: int = SHOP, **more: Any
    ) -> httpx.Response:
        """The answer of `/v1/{shop}{path}` to that token."""
        headers: dict[str, str] = more.pop("headers", {})
        if token is not None:
            headers = {"Authentication": f"bearer {token}", **headers}
        return self.http.request(method, f"/v1/{shop}{path}", headers=headers, **more)

    def everything(self, shop: int = SHOP, token: str = TOKEN) -> list[Json]:
        """Every customer of the shop as Tiendanube shows it: to see that a refusal changed nothing."""
        found: list[Json] = []
        while True:
            since = found[-1]["id"] if found else 0
            answer = self.tiendanube("GET", f"/customers?since_id={since}&per_page=200", token=token, shop=shop)
            if answer.status_code == 404:
                return found
            found += answer.json()

    def _dev(self, method: str, call: str, body: Mapping[str, object]) -> Json:
        answer = self.http.request(method, f"/_dev/{call}", json=body)
        assert answer.status_code == 200, answer.text
        said: Json = answer.json()
        return said
