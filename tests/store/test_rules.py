"""The rules from day one, read off the metadata and off every compiled statement (docs/architecture.md, the store)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Identity, Index, Sequence, Table, UniqueConstraint

from patron.store import tables

REFERENCE = {
    "store",
    "country",
    "region",
    "place_alias",
    "id_allocator",
    "staff",
    "staff_store",
    "staff_grant",
}
TABLES = list(tables.metadata.tables.values())
OWNED = [table for table in TABLES if table.name not in REFERENCE]


def named(table: Table) -> str:
    return table.name


def unique_keys(table: Table) -> Iterator[list[str]]:
    yield [column.name for column in table.primary_key.columns]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield columns_of(index)


def columns_of(index: Index) -> list[str]:
    return [column.name for column in index.expressions if isinstance(column, Column)]


def test_there_are_tables_of_both_kinds() -> None:
    assert {table.name for table in TABLES} > REFERENCE
    assert len(OWNED) >= 15


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_every_table_has_a_primary_key(table: Table) -> None:
    assert list(table.primary_key.columns)


@pytest.mark.parametrize("table", OWNED, ids=named)
def test_store_id_comes_first_in_every_key_and_has_one_type(table: Table) -> None:
    for key in unique_keys(table):
        assert key[0] == "store_id"
    assert isinstance(table.c.store_id.type, BigInteger)
    assert not table.c.store_id.nullable


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_foreign_keys_stay_inside_a_store(table: Table) -> None:
    for constraint in table.constraints:
        if not isinstance(constraint, ForeignKeyConstraint):
            continue
        target = constraint.referred_table
        assert constraint.onupdate is None
        assert constraint.ondelete in (None, "CASCADE", "RESTRICT")
        if table.name in REFERENCE:
            assert target.name in REFERENCE
        elif target.name not in REFERENCE:
            pairs = [(element.parent.name, element.column.name) for element in constraint.elements]
            assert pairs[0] == ("store_id", "store_id")


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_ids_and_times_come_from_the_application(table: Table) -> None:
    for column in table.columns:
        assert not isinstance(column.default, (Sequence, Identity))
        assert column.identity is None
        assert column.onupdate is None
        assert column.server_onupdate is None
        default = getattr(column.server_default, "arg", None)
        assert default is None or "(" not in str(default), f"{column} is given by a function"


def test_no_column_takes_the_next_number_by_itself() -> None:
    assert [column for table in TABLES for column in table.columns if column.autoincrement is True] == []


async def _count(url: str, query: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


def test_the_migrated_database_has_neither_triggers_nor_sequences(postgres_database: str) -> None:
    # A foreign key is enforced by triggers of PostgreSQL's own.
    assert asyncio.run(_count(postgres_database, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")) == 0
    assert asyncio.run(_count(postgres_database, "SELECT count(*) FROM pg_class WHERE relkind = 'S'")) == 0


VOLATILE = re.compile(
    r"\b(now|random|gen_random_uuid|clock_timestamp|current_timestamp|datetime|nextval)\b", re.IGNORECASE
)


def refused(sql: str) -> str | None:
    """Why a statement breaks a rule, or None."""
    if VOLATILE.search(sql):
        return "a value that changes by itself"
    if re.search(r"\bSET\b[^;]*\bstore_id\s*=", sql.partition("WHERE")[0]):
        return "a store_id that changes"
    inserted = re.match(r"\s*INSERT INTO (\w+) \(([^)]*)\)", sql)
    if inserted and inserted[1] not in REFERENCE and "store_id" not in inserted[2]:
        return "an INSERT without a store_id"
    return None


def test_the_lint_of_statements_sees_what_it_should() -> None:
    assert refused("UPDATE customer SET updated_at = now() WHERE store_id = $1")
    assert refused("UPDATE customer SET store_id = $1 WHERE store_id = $2")
    assert refused("INSERT INTO customer (id) VALUES ($1)")
    assert refused("INSERT INTO customer (store_id, id) VALUES ($1, $2)") is None
