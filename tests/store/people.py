"""Stores that are open, and people to put into them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from msgspec.structs import replace

from patron.domain.access import Shop
from patron.domain.customer import Address, Customer, Parts
from patron.domain.listing import Listing, Page
from patron.operations.ports import Writing
from patron.store import AnyStore, open_store

P = ParamSpec("P")
T = TypeVar("T")
ALL = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS | Parts.GROUPS | Parts.PROPERTIES
SHOP, OTHER_SHOP = 4242, 7777
START = 1_767_323_045_000
"""2026-01-02T03:04:05Z"""
_numbers = count(1)


class TestClock:
    """A clock that moves when it is told."""

    __test__ = False

    def __init__(self, now: int = START) -> None:
        self.time = now

    def now(self) -> int:
        return self.time


def in_a_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """A decorator: the test runs in an event loop of its own."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class Live:
    """An open store and its event loop, for tests that run many small loops' worth of work in one."""

    def __init__(self, store: AnyStore, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self.store = store
        self._run = run

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work returns."""
        result: T = self._run(work)
        return result


@asynccontextmanager
async def opened(url: str, clock: TestClock | None = None, **options: Any) -> AsyncGenerator[AnyStore]:
    """The store, open, with two shops in it unless they are there."""
    store = open_store(url, clock or TestClock(), **options)
    await store.open()
    try:
        await store.write(_put_shops)
        yield store
    finally:
        await store.close()


async def _put_shops(unit: Writing) -> None:
    if not await unit.shops.all():
        for store_id in (SHOP, OTHER_SHOP):
            await unit.shops.add(Shop(store_id, f"Shop {store_id}", "BRL"))


def somebody(email: str | None = None, /, **facts: Any) -> Customer:
    """A customer who is not stored yet."""
    plain: dict[str, Any] = {
        "store_id": SHOP,
        "id": 0,
        "uuid": str(uuid4()),
        "email": email or f"person{next(_numbers)}@example.com",
        "created_at": START,
        "updated_at": START,
    }
    return Customer(**(plain | facts))


def address(*, billing: bool = False, delivery: bool = True, default: bool | None = None, **facts: Any) -> Address:
    """An address that is not stored yet."""
    plain: dict[str, Any] = {"id": 0, "uuid": str(uuid4()), "created_at": START, "updated_at": START}
    return Address(is_billing=billing, is_delivery=delivery, is_default=default, **(plain | facts))


def with_facts(**facts: Any) -> Callable[[Customer], Customer]:
    """A change to those facts."""
    return lambda old: replace(old, **facts)


async def insert(store: AnyStore, customer: Customer) -> Customer:
    """The customer as stored."""
    return await store.write(lambda unit: unit.customers.insert(customer))


async def get(store: AnyStore, customer: Customer) -> Customer | None:
    """The customer as the database has it."""
    return await store.read(lambda unit: unit.customers.get(customer.store_id, customer.id, ALL))


async def change(store: AnyStore, customer: Customer, alter: Callable[[Customer], Customer]) -> Customer:
    """The customer as stored after the change."""

    async def work(unit: Writing) -> Customer:
        old = await unit.customers.locked(customer.store_id, customer.id)
        assert old is not None
        return await unit.customers.save(old, alter(old))

    return await store.write(work)


async def delete(store: AnyStore, customer: Customer) -> None:
    """Nothing; the customer is gone."""

    async def work(unit: Writing) -> None:
        old = await unit.customers.locked(customer.store_id, customer.id)
        assert old is not None
        await unit.customers.delete(old)

    await store.write(work)


async def page(store: AnyStore, listing: Listing, store_id: int = SHOP, *, heavy: bool = False) -> Page[Customer]:
    """The page."""
    return await store.read(lambda unit: unit.customers.page(store_id, listing, ALL), heavy=heavy)


async def refusal_of(work: Awaitable[object]) -> BaseException:
    """What the work raises."""
    try:
        await work
    except Exception as refusal:  # noqa: BLE001 - whatever it is, the test looks at it
        return refusal
    raise AssertionError("nothing was raised")
