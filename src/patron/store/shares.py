"""Which stores hold most of an installation's customers: their texts are looked up without asking for the store.

The trigram index leads with the store, so that a search costs what its own store holds, however much is beside it. But
for a store that holds nearly everything, that means reading a list of nearly all rows: two thirds of the search.
"""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import BigInteger, Double, bindparam, column, literal_column, select, table
from sqlalchemy.sql import Executable

from patron.store import tables
from patron.store.counters import CUSTOMERS
from patron.store.spelling import Element, Spelling, whole
from patron.store.statement import Connection, statement

SECONDS: Final = 60.0
NARROW: Final = 2**31
"""Store ids from here on do not fit into the narrower type by which the index is passed over."""


@statement("store_id", "name")
def find_share(_sql: Spelling) -> Executable:
    """How many customers the store has, and about how many all stores have together as the server last saw it."""
    counter = tables.store_counter.c
    own = (counter.store_id == whole("store_id"), counter.name == bindparam("name"))
    catalog = table("pg_class", column("reltuples", Double), column("oid", BigInteger))
    searched: Element = literal_column(f"'{tables.customer_search.name}'::regclass")
    everything = select(catalog.c.reltuples).where(catalog.c.oid == searched)
    return select(counter.n, everything.scalar_subquery()).where(*own)


class Shares:
    """What was found, for a minute each."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, bool]] = {}

    async def most(self, connection: Connection, store_id: int) -> bool:
        """True when the store holds at least half of all customers, as far as the server knows it.

        It does not where tables are distributed: there no store does.
        """
        if store_id >= NARROW:
            return False
        known = self._known.get(store_id)
        if known is None or known[0] < time.monotonic():
            row = await connection.row(find_share, store_id, CUSTOMERS)
            found = row is not None and 0 < row[1] <= 2 * row[0]
            if len(self._known) > 10_000:
                self._known.clear()
            known = self._known[store_id] = (time.monotonic() + SECONDS, found)
        return known[1]
