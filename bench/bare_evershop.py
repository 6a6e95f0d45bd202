"""The bare counterparts of EverShop's requests: the same statements and the same hash, no dialect and no credential."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol, TypeAlias

from bench.evershop import SIZE
from bench.people import STORE
from patron.adapters.schemes import ARGON2ID, hash_argon2id, verify_argon2id
from patron.domain.credential import Credential, Session
from patron.domain.customer import Parts
from patron.domain.keys import email_key, fold, search_text
from patron.store import counters, credentials, customers, history, search, sessions
from patron.store.columns import CUSTOMER
from patron.store.grid import Shape, matching_rows
from patron.store.grid_walking import rows_from
from patron.store.reading import ALL_PARTS, found, one
from patron.store.spelling import Spelling
from patron.store.spelling_postgres import POSTGRES
from patron.store.statement import Statement, Value

Calls: TypeAlias = list[tuple[Statement, tuple[Value, ...]]]
Rows: TypeAlias = Sequence[Any]
NAMED = ("full_name", "version", "updated_at", "name_key")
DAY = 86_400_000


class Driver(Protocol):
    """See bench.bare."""

    spelling: Spelling

    async def rows(self, statement: Statement, *values: Value) -> Rows: ...

    async def write(self, calls: Calls) -> None: ...


class Creation(Protocol):
    """The number of a new customer with that e-mail, and the calls that store it."""

    def __call__(self, email: str, *, homes: int) -> tuple[int, Calls]: ...


class BareShop:
    """Answers by path and body."""

    def __init__(self, driver: Driver, creation: Creation) -> None:
        self._driver = driver
        self._creation = creation
        self._sessions = count(time.time_ns())

    async def answer(self, path: str, body: dict[str, Any]) -> Rows:
        """The rows as they come."""
        if path == "/api/admin/graphql":
            return await self._read(body["variables"])
        if path == "/api/customers":
            return await self._register(body["email"], body["password"])
        if path == "/api/customer/tokens":
            return await self._sign_in(body["email"], body["password"])
        return await self._rename(path.rpartition("/")[2], body["full_name"])

    async def _read(self, variables: dict[str, Any]) -> Rows:
        if "id" in variables:
            return await self._driver.rows(found("uuid", Parts.ADDRESSES), STORE, variables["id"])
        asked = {one["key"]: one["value"] for one in variables.get("filters", ())}
        if "keyword" in asked:
            return await self._search(asked["keyword"])
        skip = (int(asked.get("page", 1)) - 1) * SIZE
        ask = rows_from(Parts.NONE, descending=True, deep=skip > counters.FINE)
        return await self._driver.rows(ask, STORE, SIZE, skip)

    async def _search(self, keyword: str) -> Rows:
        spelling = self._driver.spelling
        alone = spelling is POSTGRES
        shape = Shape(("keyword", "text"), "id", descending=True, indexed=True, plain=True, alone=alone)
        values = (STORE, f"%{keyword}%", spelling.sought(fold(keyword)), *((STORE,) if alone else ()))
        return await self._driver.rows(matching_rows(shape, Parts.NONE), *values, SIZE, 0)

    async def _rename(self, uuid: str, name: str) -> Rows:
        number = (await self._driver.rows(found("uuid", Parts.NONE), STORE, uuid))[0][CUSTOMER.index("id")]
        rows = await self._driver.rows(one(ALL_PARTS), STORE, number)
        old = dict(zip(CUSTOMER, rows[0], strict=False))
        version, now = old["version"], _now()
        text = search_text(name, old["email"], old["tax_id"])
        changed = (name, version + 1, now, fold(name), STORE, number, version)
        await self._driver.write(
            [
                (customers.update_customer(NAMED), changed),
                (search.update_text, (text, STORE, number)),
                (history.insert_event, _event(number, version + 1, "changed")),
            ]
        )
        return rows

    async def _register(self, email: str, password: str) -> Rows:
        await self._driver.rows(found("email_key", Parts.NONE), STORE, email_key(email))
        hashed = await asyncio.to_thread(hash_argon2id, password)
        number, calls = self._creation(email, homes=0)
        credential = Credential(ARGON2ID, hashed, _now())
        calls.append((credentials.put_credential, (STORE, number, *_values(credential))))
        calls.append((history.insert_event, _event(number, 1, "created")))
        await self._driver.write(calls)
        return [(number, email)]

    async def _sign_in(self, email: str, password: str) -> Rows:
        rows = await self._driver.rows(found("email_key", Parts.NONE), STORE, email_key(email))
        number = rows[0][CUSTOMER.index("id")]
        credential = Credential(*(await self._driver.rows(credentials.find_credential, STORE, number))[0])
        if not await asyncio.to_thread(verify_argon2id, password, credential.hash):
            raise PermissionError(email)
        now = _now()
        session = Session(
            id_hash=str(next(self._sessions)),
            kind="bare",
            customer_id=number,
            token_epoch=0,
            created_at=now,
            expires_at=now + DAY,
        )
        await self._driver.write([(sessions.insert_session, (STORE, *_values(session)))])
        return [(number, session.id_hash)]


def _event(number: int, version: int, happening: str) -> tuple[Value, ...]:
    return (STORE, number, version, happening, _now(), "bare", "", "", "{}")


def _values(row: Credential | Session) -> tuple[Value, ...]:
    return tuple(getattr(row, name) for name in row.__struct_fields__)


def _now() -> int:
    return time.time_ns() // 1_000_000
