"""Many customers at once, in chunks: for imports and benchmarks. What is kept beside them follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Protocol, TypeAlias, TypeVar

from msgspec.structs import replace

from patron.domain.acting import ACTING
from patron.domain.customer import NO_PURCHASES, Address, Customer
from patron.domain.history import Actor
from patron.store import belongings, history, ids, marks
from patron.store.columns import ADDRESS, CUSTOMER, PURCHASES, address_values, customer_values, purchase_values
from patron.store.counters import count, count_blocks, memberships
from patron.store.shadows import SHADOWS, searched, shadows
from patron.store.statement import Connection

T = TypeVar("T")
Now: TypeAlias = Callable[[], int]
Numbered = TypeVar("Numbered", Customer, Address)
CHUNK: Final = 2000
"""Customers in one transaction."""
MANY: Final = 10_000
"""After so many the search index is put in order: otherwise each search would look into the pieces that it came in."""


class Write(Protocol):
    """Runs work in a transaction of its own."""

    async def __call__(self, work: Callable[[Connection], Awaitable[T]], /) -> T: ...


async def load(
    write: Write, store_id: int, customers: Iterable[Customer], now: Now, progress: Callable[[int], None] | None
) -> int:
    """How many were stored; `progress` is told after each chunk. Raises Taken; earlier chunks stay then."""
    stored, actor = 0, ACTING.get().actor
    for chunk in _chunks(customers):
        stored += await write(_loading(store_id, chunk, actor, now()))
        if progress is not None:
            progress(stored)
    if stored >= MANY:
        await write(_settled)
    return stored


async def _settled(connection: Connection) -> None:
    await connection.settle()


def _chunks(customers: Iterable[Customer]) -> Iterator[list[Customer]]:
    left = iter(customers)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _loading(
    store_id: int, chunk: Sequence[Customer], actor: Actor, now: int
) -> Callable[[Connection], Awaitable[int]]:
    return lambda connection: load_chunk(connection, store_id, chunk, actor, now)


async def load_chunk(connection: Connection, store_id: int, chunk: Sequence[Customer], actor: Actor, now: int) -> int:
    """How many were stored: all. Raises Taken."""
    born = await _numbered(connection, store_id, "customer_id", [replace(c, store_id=store_id) for c in chunk])
    owned = [(customer.id, address) for customer in born for address in customer.addresses]
    addresses = await _numbered(connection, store_id, "address_id", [address for _, address in owned])
    homes = zip((owner for owner, _ in owned), addresses, strict=True)
    await connection.load(
        "customer",
        (*CUSTOMER, *SHADOWS),
        [(*customer_values(c).values(), *shadows(c).values()) for c in born],
    )
    await connection.load(
        "address",
        ("store_id", "customer_id", *ADDRESS),
        [(store_id, owner, *address_values(address).values()) for owner, address in homes],
    )
    await connection.load(
        "purchase_facts",
        ("store_id", "customer_id", *PURCHASES),
        [(store_id, c.id, *purchase_values(c.purchases).values()) for c in born if c.purchases != NO_PURCHASES],
    )
    await connection.load(
        "tag",
        ("store_id", "customer_id", "name", "position"),
        [(store_id, c.id, name, place) for c in born for place, name in enumerate(c.tags)],
    )
    for customer in born:
        if customer.list_items or customer.properties:
            await belongings.save_all(connection, replace(customer, list_items=(), properties=()), customer)
    texts = [(store_id, c.id, searched(c)) for c in born]
    await connection.load(connection.spelling.search.name, ("store_id", connection.spelling.search_id, "text"), texts)
    marked = [(store_id, c.id, marks.marked(c)) for c in born]
    await connection.load(connection.spelling.marks.name, ("store_id", connection.spelling.search_id, "text"), marked)
    await count_blocks(connection, store_id, [c.id for c in born], 1)
    totals: Counter[str] = Counter()
    for customer in born:
        totals.update(memberships(customer))
    await count(connection, store_id, totals)
    await history.note_imports(connection, actor, now, store_id, born)
    return len(born)


async def _numbered(
    connection: Connection, store_id: int, name: ids.Name, rows: Sequence[Numbered]
) -> Sequence[Numbered]:
    """The rows with their ids, those that were given kept."""
    given = [row.id for row in rows if row.id]
    if given:
        await ids.keep_all(connection, store_id, name, given)
    unborn = len(rows) - len(given)
    if not unborn:
        return rows
    numbers = iter(range(first := await ids.draw(connection, store_id, name, unborn), first + unborn))
    return [row if row.id else replace(row, id=next(numbers)) for row in rows]
