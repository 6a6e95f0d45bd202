"""Totals that are kept, so that no list counts rows: of each store, and of each block of ids.

A block of level 0 holds 1,024 ids, one of level 1 holds 256 of those: whatever the page number, at most a few hundred
counters and 1,023 keys are looked at to find where it starts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.sql import Executable

from patron.domain import access
from patron.domain.customer import Customer, Purchases
from patron.store import tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, Statement, Value, Values

FINE: Final = 1024
COARSE: Final = FINE * 256
LEVELS: Final = (FINE, COARSE)

CUSTOMERS, ENABLED, LISTED = "customers", "enabled", "listed"


def memberships(customer: Customer) -> dict[str, int]:
    """Counter -> 1 where the customer is counted by it, else 0."""
    listed = is_listed(customer.purchases, by_hand=customer.created_by_hand)
    return {CUSTOMERS: 1, ENABLED: int(customer.status == access.ENABLED), LISTED: int(listed)}


def is_listed(purchases: Purchases, *, by_hand: bool) -> bool:
    """True for whoever somebody made by hand, and for guests as soon as they have bought something."""
    return by_hand or purchases.completed_orders > 0


async def count(connection: Connection, store_id: int, changes: Mapping[str, int]) -> None:
    """Nothing comes back; the store's counters are changed by that much."""
    # Always in the same order: two units that change several never wait for each other crosswise.
    rows = [(name, change) for name, change in sorted(changes.items()) if change]
    for part in _parts(rows, connection.spelling.rows_at_once):
        await connection.run(add_to_counters(len(part)), store_id, *_flat(part))


async def count_blocks(connection: Connection, store_id: int, ids: Iterable[int], change: int) -> None:
    """Nothing comes back; each id counts for its blocks."""
    blocks = Counter((level, number // width) for number in ids for level, width in enumerate(LEVELS))
    rows = [(level, block, n * change) for (level, block), n in sorted(blocks.items())]
    for part in _parts(rows, connection.spelling.rows_at_once):
        await connection.run(add_to_blocks(len(part)), store_id, *_flat(part))


def _parts(rows: Sequence[Values], size: int) -> Iterator[Sequence[Values]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _flat(rows: Sequence[Values]) -> Iterator[Value]:
    return (value for row in rows for value in row)


@cache
def add_to_counters(rows: int) -> Statement:
    """An upsert of so many counters of one store."""

    def build(sql: Spelling) -> Executable:
        counters = tables.store_counter
        insert = sql.insert(counters).values(
            [{"store_id": whole("store_id"), "name": bindparam(f"name{i}"), "n": whole(f"n{i}")} for i in range(rows)]
        )
        return insert.on_conflict_do_update(
            index_elements=["store_id", "name"], set_={"n": counters.c.n + insert.excluded.n}
        )

    names = ("store_id", *(f"{part}{i}" for i in range(rows) for part in ("name", "n")))
    return Statement(build, names, "counters.add_to_counters")


@cache
def add_to_blocks(rows: int) -> Statement:
    """An upsert of so many block counters of one store."""

    def build(sql: Spelling) -> Executable:
        blocks = tables.customer_block
        insert = sql.insert(blocks).values(
            [
                {
                    "store_id": whole("store_id"),
                    "level": bindparam(f"level{i}", type_=blocks.c.level.type),
                    "block": whole(f"block{i}"),
                    "n": whole(f"n{i}"),
                }
                for i in range(rows)
            ]
        )
        return insert.on_conflict_do_update(
            index_elements=["store_id", "level", "block"], set_={"n": blocks.c.n + insert.excluded.n}
        )

    names = ("store_id", *(f"{part}{i}" for i in range(rows) for part in ("level", "block", "n")))
    return Statement(build, names, "counters.add_to_blocks")
