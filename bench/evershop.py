"""EverShop in the benchmark: who asks, and what its administration and its storefront send.

The same requests as in the comparison with other servers: reads through the administrators' GraphQL, writes and
log-ins through REST. Each request says that it comes from another address, so that the platform's own rate limits
stand and turn nobody away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import httpx

from bench.load import Case
from bench.people import FIRST_ID, START, STORE, customer
from patron.adapters.schemes import ARGON2ID, hash_argon2id
from patron.domain.credential import Credential
from patron.operations.ports import Writing
from patron.store.units import FillingUnit

SETTINGS: Final = {"PATRON_EVERSHOP_STORE": str(STORE), "PATRON_TRUSTED_PROXY_HOPS": "1"}
ADMIN: Final = "admin@example.com"
PASSWORD: Final = "bench-password"  # noqa: S105 - of a database that lives as long as the benchmark
SHOPPERS: Final = 64
"""Customers who have a password."""
SIZE: Final = 20
HASHING: Final = 2
"""Connections where each request is a hash."""

ADDRESS: Final = "uuid fullName telephone address1 city postcode country { code name } province { code name } isDefault"
ONE: Final = (
    "query Query($id: String) { customer(id: $id) { customerId uuid fullName email status createdAt { value text } "
    f"addresses {{ {ADDRESS} }} }} }}"
)
GRID: Final = (
    "query Query($filters: [FilterInput]) { customers(filters: $filters) { items { customerId uuid fullName email "
    "status createdAt { value text } editUrl updateApi } total currentFilters { key operation value } } }"
)
JSON: Final = (("Content-Type", "application/json"),)
# In Lua: who sends this request, and the uuid of a customer as bench.people makes it.
CLIENT: Final = 'headers["X-Forwarded-For"] = "10.0." .. math.floor(n / 256) % 16 .. "." .. n % 256'
NUMBER: Final = f"({FIRST_ID} + (n * 7919) % size)"
UUID: Final = f'string.format("%08x-%04x-4000-8000-000000000000", math.floor({NUMBER} / 65536), {NUMBER} % 65536)'


@dataclass(frozen=True, slots=True)
class Admin:
    """Who runs the shop."""

    email: str = ADMIN
    name: str = "Admin"
    role: str = "admin"
    scheme: str | None = ARGON2ID
    hash: str | None = None
    key_hash: str | None = None
    stores: tuple[int, ...] = (STORE,)
    grants: tuple[tuple[int, str], ...] = ()


async def add_admin(unit: FillingUnit) -> None:
    """Nothing; the administrator has a password."""
    await unit.add_staff(Admin(hash=_hash()))


async def give_passwords(unit: Writing) -> None:
    """Nothing; the first customers have a password."""
    for number in range(SHOPPERS):
        await unit.credentials.put(STORE, FIRST_ID + number, Credential(ARGON2ID, _hash(), START))


@cache
def _hash() -> str:
    # One for all: a hash of each would be most of the time that the database takes to fill.
    return hash_argon2id(PASSWORD)


def sign_in(base_url: str) -> str:
    """A token of the administrator."""
    login = {"email": ADMIN, "password": PASSWORD}
    token: str = httpx.post(f"{base_url}/api/user/tokens", json=login).raise_for_status().json()["data"]["accessToken"]
    return token


def cases(size: int, run: str, token: str) -> tuple[Case, ...]:
    """The requests that are measured over `size` customers; `run` makes the e-mails of creations unique."""
    admin = (*JSON, ("Authorization", f"Bearer {token}"))
    pages = -(-size // SIZE)
    page = f"({pages * 4 // 5} - n % {max(1, pages // 20)})"
    terms = [(customer(number * 37 % size).last_name or "").lower() for number in range(64)]
    emails = [customer(number).email for number in range(min(size, SHOPPERS))]
    born = {"full_name": "Eva Nova", "email": f"es.{run}.<n>@example.com", "password": PASSWORD}
    login = {"email": "<email>", "password": PASSWORD}
    return (
        Case("EverShop read one", "POST", _asked(ONE, {"id": "<uuid>"}, uuid=UUID), headers=admin),
        Case("EverShop list of 20", "POST", _asked(GRID, {}), headers=admin),
        Case("EverShop deep page", "POST", _asked(GRID, _filter("page", "<page>"), page=page), headers=admin),
        Case("EverShop search", "POST", _asked(GRID, _filter("keyword", "<term>"), term=_one_of(terms)), headers=admin),
        Case(
            "EverShop update",
            "PATCH",
            _sent(f'"/api/customers/" .. {UUID}', {"full_name": "Ana Nova <n>"}, n="n"),
            headers=admin,
        ),
        Case("EverShop create", "POST", _sent('"/api/customers"', born, n="n"), headers=JSON, connections=HASHING),
        Case(
            "EverShop token",
            "POST",
            _sent('"/api/customer/tokens"', login, email=_one_of(emails)),
            headers=JSON,
            connections=HASHING,
        ),
    )


def _asked(query: str, variables: object, **filled: str) -> str:
    """The script of a case that asks the administrators' GraphQL."""
    document = {"operationName": "Query", "query": query, "variables": variables}
    return _sent('"/api/admin/graphql"', document, **filled)


def _filter(key: str, value: str) -> object:
    return {"filters": [{"key": key, "operation": "eq", "value": value}]}


def _sent(path: str, document: object, **filled: str) -> str:
    """The script of a case; for `<name>` in the document comes what the Lua expression of that name says."""
    body = json.dumps(document)
    for name, expression in filled.items():
        body = body.replace(f"<{name}>", f"]=] .. {expression} .. [=[")
    return f"{CLIENT} path = {path} body = [=[{body}]=]"


def _one_of(texts: Sequence[str]) -> str:
    """A Lua expression: each of the texts in turn."""
    quoted = ", ".join(f'"{text}"' for text in texts)
    return f"(({{{quoted}}})[n % {len(texts)} + 1])"
