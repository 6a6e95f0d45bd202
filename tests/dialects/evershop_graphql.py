"""EverShop's two GraphQL endpoints: what a test of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from tests.dialects.evershop_live import Evershop, refused
from tests.dialects.live import Json

ADMIN = "admin"
"""The name of the token of an administrator."""
LISTED = """query Q($f: [FilterInput]) {
  customers(filters: $f) { items { email } total currentPage currentFilters { key operation value } }
}"""
Sent = tuple[str, str, object]
"""A filter: key, operation, value."""


def post(
    shop: Evershop, query: object, *, admin: bool = True, token: str | None = ADMIN, **more: Any
) -> httpx.Response:
    """The answer of an endpoint."""
    path = "/admin/graphql" if admin else "/graphql"
    answer: httpx.Response = shop.call("POST", path, {"query": query, **more}, token=token)
    return answer


def ask(shop: Evershop, query: str, *, admin: bool = True, token: str | None = ADMIN, **variables: object) -> Json:
    """The data of an answer that must be good."""
    answer = post(shop, query, admin=admin, token=token, variables=variables)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["data"]
    data: Json = answer.json()["data"]
    return data


def refusal(shop: Evershop, query: object, *, admin: bool = True, **more: Any) -> str:
    """What an answer of status 500 says."""
    status, message = refused(post(shop, query, admin=admin, **more))
    assert status == 500
    return message


def table(shop: Evershop, *sent: Sent) -> tuple[list[str], int, list[tuple[str, str, str]]]:
    """The e-mails of a page, the total, and the filters that are echoed."""
    filters = [{"key": key, "operation": operation, "value": value} for key, operation, value in sent]
    found: Json = ask(shop, LISTED, f=filters)["customers"]
    echo = [(one["key"], one["operation"], one["value"]) for one in found["currentFilters"]]
    return [one["email"] for one in found["items"]], found["total"], echo


def emails(shop: Evershop, *sent: Sent) -> list[str]:
    """The e-mails of a page."""
    return table(shop, *sent)[0]


def echoed(shop: Evershop, *sent: Sent) -> Sequence[str]:
    """The filters that are echoed, as `key=value`."""
    return [f"{key}={value}" for key, _, value in table(shop, *sent)[2]]
