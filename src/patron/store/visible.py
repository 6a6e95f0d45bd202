"""Visible customers of any stores: who they are, and whole ones by their keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from msgspec import json
from sqlalchemy import ColumnElement, Select, select

from patron.domain.customer import Customer, Parts
from patron.store import tables
from patron.store.columns import items_of
from patron.store.reading import several
from patron.store.spelling import ONE, ZERO, Spelling
from patron.store.statement import Connection, Value

Key: TypeAlias = tuple[int, int]
"""The store and the id of a customer."""
OWN = ("own_stores", "own_ids")
"""Parameters of `picked`, as `own_values` gives them."""


def visible(customer: Any = tables.customer) -> ColumnElement[bool]:
    """True of customers that were made by hand, and of those with a completed order."""
    facts = tables.purchase_facts.c
    of_customer = facts.store_id == customer.c.store_id, facts.customer_id == customer.c.id
    completed = select(facts.completed_orders).where(*of_customer).correlate(customer).scalar_subquery()
    by_hand: ColumnElement[bool] = customer.c.created_by_hand == ONE
    # Not EXISTS: for that PostgreSQL may read the facts of everybody before it looks at the first customer.
    return by_hand | (completed > ZERO)


def picked(sql: Spelling, rows: Select[Any]) -> Select[Any]:
    """Those of the rows that are of a store, and have an id, in the parameters."""
    column = tables.customer.c
    return rows.where(column.store_id.in_(sql.numbers(OWN[0])), column.id.in_(sql.numbers(OWN[1])))


def own_values(own: Sequence[Key]) -> tuple[Value, ...]:
    """The parameters of `picked`; none where nobody is."""
    return (as_json([key[0] for key in own]), as_json([key[1] for key in own])) if own else ()


def as_json(numbers: Sequence[int]) -> str:
    """A parameter of `Spelling.numbers`."""
    return json.encode(numbers).decode()


async def by_keys(connection: Connection, keys: Iterable[Sequence[int]], parts: Parts) -> tuple[Customer, ...]:
    """The customers in the order of the keys."""
    wanted = [(key[0], key[1]) for key in keys]
    by_store: dict[int, list[int]] = defaultdict(list)
    for store_id, number in wanted:
        by_store[store_id].append(number)
    found: dict[Key, Customer] = {}
    for store_id, numbers in by_store.items():
        rows = await connection.rows(several(parts), store_id, as_json(numbers))
        found |= {(store_id, customer.id): customer for customer in items_of(rows, parts)}
    return tuple([found[key] for key in wanted if key in found])
