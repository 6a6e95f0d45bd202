"""Ids: drawn from the store's counter, so that they become visible in ascending order (one-record.md 6.6).

The counter row holds the next id and the end of a block. It is locked from the draw to the commit, so a poller that has
seen an id never misses a smaller one. A used-up block is followed by a new one from the installation's allocator.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal, TypeAlias, TypeVar

from sqlalchemy import Table, bindparam, select, union_all, update
from sqlalchemy.sql import Executable

from patron.domain.refusals import Taken
from patron.store import tables
from patron.store.spelling import ONE, ZERO, Element, Spelling, whole
from patron.store.statement import Connection, Statement, statement

Name: TypeAlias = Literal["customer_id", "address_id"]
T = TypeVar("T")
Small: TypeAlias = Literal["api_token_id", "outbox_id", "list_item_id", "property_id", "event_position"]
FIRST: Final[dict[Small, int]] = {"list_item_id": 4001}
"""Where a store begins to count, if not at 1: there the recorded exchanges begin, which show it in links."""
BLOCK: Final = 1024
LARGEST: Final = 2**63 - 1

_counter = tables.store_counter.c
_allocator = tables.id_allocator.c


@statement("count", "store_id", "name")
def draw_ids(_sql: Spelling) -> Executable:
    """The first id after those drawn; nothing where the block has too few left."""
    after = _counter.n + whole("count")
    return (
        update(tables.store_counter)
        .where(_counter.store_id == whole("store_id"), _counter.name == bindparam("name"), after <= _counter.block_end)
        .values(n=after)
        .returning(tables.store_counter.c.n)
    )


@statement("store_id", "name")
def lock_counter(sql: Spelling) -> Executable:
    """The counter, locked; a new one has nothing left."""
    insert = sql.insert(tables.store_counter).values(
        store_id=whole("store_id"), name=bindparam("name"), n=ZERO, block_end=ZERO
    )
    locked = insert.on_conflict_do_update(index_elements=["store_id", "name"], set_={"n": _counter.n})
    return locked.returning(tables.store_counter.c.n, tables.store_counter.c.block_end)


@statement("store_id", "name")
def read_counter(_sql: Spelling) -> Executable:
    """The next id and the end of the block, for a writer that has the database to itself."""
    own = (_counter.store_id == whole("store_id"), _counter.name == bindparam("name"))
    return select(_counter.n, _counter.block_end).where(*own)


@statement("start", "end", "store_id", "name")
def set_counter(_sql: Spelling) -> Executable:
    """The next id and the end of the block are those."""
    return (
        update(tables.store_counter)
        .where(_counter.store_id == whole("store_id"), _counter.name == bindparam("name"))
        .values(n=whole("start"), block_end=whole("end"))
    )


@statement("name", "count")
def take_block(sql: Spelling) -> Executable:
    """The first id after the block; the allocator starts at 1."""
    insert = sql.insert(tables.id_allocator).values(name=bindparam("name"), next=ONE + whole("count"))
    return insert.on_conflict_do_update(
        index_elements=["name"], set_={"next": _allocator.next + whole("count")}
    ).returning(tables.id_allocator.c.next)


@statement("store_id", "name", "first")
def draw_small(sql: Spelling) -> Executable:
    """The next number of a counter that only this store has."""
    name: Element = bindparam("name")
    insert = sql.insert(tables.store_counter).values(store_id=whole("store_id"), name=name, n=whole("first"))
    return insert.on_conflict_do_update(index_elements=["store_id", "name"], set_={"n": _counter.n + ONE}).returning(
        tables.store_counter.c.n
    )


@statement("store_id", "name", "n")
def raise_small(sql: Spelling) -> Executable:
    """A counter that only this store has is at that number, or beyond."""
    insert = sql.insert(tables.store_counter).values(store_id=whole("store_id"), name=bindparam("name"), n=whole("n"))
    return insert.on_conflict_do_update(
        index_elements=["store_id", "name"], set_={"n": sql.greatest(_counter.n, insert.excluded.n)}
    )


@statement("name", "next")
def raise_allocator(sql: Spelling) -> Executable:
    """The allocator gives nothing below `next` any more."""
    insert = sql.insert(tables.id_allocator).values(name=bindparam("name"), next=whole("next"))
    return insert.on_conflict_do_update(
        index_elements=["name"], set_={"next": sql.greatest(_allocator.next, insert.excluded.next)}
    )


@statement("name")
def find_allocator(_sql: Spelling) -> Executable:
    """The next id that no store has in a block yet; locked."""
    return select(_allocator.next).where(_allocator.name == bindparam("name")).with_for_update()


@statement("id", "next", "name")
def skip_in_blocks(_sql: Spelling) -> Executable:
    """Whichever store has the id in its block will not draw it."""
    held = (_counter.n <= whole("id")) & (_counter.block_end > whole("id"))
    return update(tables.store_counter).where(_counter.name == bindparam("name"), held).values(n=whole("next"))


@statement("next", "store_id", "name")
def end_block(_sql: Spelling) -> Executable:
    """A block that lies below `next` is used up: ids of a store only ascend."""
    behind = _counter.block_end <= whole("next")
    return (
        update(tables.store_counter)
        .where(_counter.store_id == whole("store_id"), _counter.name == bindparam("name"), behind)
        .values(n=whole("next"), block_end=whole("next"))
    )


def _used(*owners: Table) -> Statement:
    # One look-up by key per store: nothing has an index on the id alone, and SQLite would walk through a join.
    def build(_sql: Spelling) -> Executable:
        stores = select(tables.store.c.store_id)
        finds = [select(ONE).where(owner.c.store_id.in_(stores), owner.c.id == whole("id")) for owner in owners]
        return union_all(*finds).limit(ONE).offset(ZERO)

    return Statement(build, ("id",), "ids._used")


find_used: Final = {"customer_id": _used(tables.customer, tables.tombstone), "address_id": _used(tables.address)}


async def draw(connection: Connection, store_id: int, name: Name, count: int = 1) -> int:
    """The first of `count` ids in a row. Draw late: other writers of the store wait until this unit ends."""
    drawn = await _drawn(connection, store_id, name, count)
    if drawn is None:
        await _make_room(connection, store_id, name, count)
        drawn = await _drawn(connection, store_id, name, count)
    return _there(drawn)


async def _drawn(connection: Connection, store_id: int, name: Name, count: int) -> int | None:
    """The first of so many ids; None where the block has too few left."""
    if connection.spelling.locks_rows:
        row = await connection.row(draw_ids, count, store_id, name)
        return None if row is None else int(row[0]) - count
    # RETURNING would begin a savepoint inside the statement, and that makes SQLite's search index write itself out.
    row = await connection.row(read_counter, store_id, name)
    if row is None or row[0] + count > row[1]:
        return None
    await connection.run(set_counter, row[0] + count, row[1], store_id, name)
    return int(row[0])


async def _make_room(connection: Connection, store_id: int, name: Name, count: int) -> None:
    left, end = _there(await connection.row(lock_counter, store_id, name))
    if left + count <= end:
        return  # another writer made room while we waited for the lock
    size = max(BLOCK, count)
    # A transaction of its own, or every store would wait for the slowest unit of any.
    new_end = await connection.apart(lambda other: _take(other, name, size))
    await connection.run(set_counter, new_end - size, new_end, store_id, name)


async def _take(connection: Connection, name: str, size: int) -> int:
    return int(_there(await connection.row(take_block, name, size))[0])


def _there(found: T | None) -> T:
    if found is None:
        raise LookupError("a counter that was just written is not there")
    return found


async def next_small(connection: Connection, store_id: int, name: Small) -> int:
    """The next number of that kind in the store."""
    return int(_there(await connection.row(draw_small, store_id, name, FIRST.get(name, 1)))[0])


async def locked_small(connection: Connection, store_id: int, name: Small) -> int:
    """The last number of that kind in the store, 0 before the first; nobody else gets at it until the unit ends."""
    return int(_there(await connection.row(lock_counter, store_id, name))[0])


async def keep_small(connection: Connection, store_id: int, name: Small, highest: int) -> None:
    """Nothing comes back; no number up to `highest` will be drawn. Where it is behind already, nothing is written."""
    await connection.run(raise_small, store_id, name, highest)


async def keep_all(connection: Connection, store_id: int, name: Name, given: Collection[int]) -> None:
    """Nothing comes back; the given ids will never be drawn. Raises Taken("id") where one is not free.

    For imports: it locks the allocator until the unit ends, and may touch the counter of another store.
    """
    connection.stay()
    row = await connection.row(find_allocator, name)
    unused = 1 if row is None else int(row[0])
    for number in given:
        if number < unused:
            if await connection.row(find_used[name], number) is not None:
                raise Taken("id")
            await connection.run(skip_in_blocks, number, number + 1, name)
    highest = max(given)
    if highest >= unused:
        await connection.run(raise_allocator, name, highest + 1)
    await connection.run(end_block, highest + 1, store_id, name)


async def next_of_installation(connection: Connection, name: str) -> int:
    """The next number of a kind that is the same everywhere."""
    return await _take(connection, name, 1) - 1
