"""The rules that keep the schema fit for many machines, held against metadata and statements (docs/architecture.md)."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint

import patron.store
from patron.domain import seeking
from patron.domain.conditions import Attribute, Comparison, Either, Order, Test
from patron.domain.customer import Parts
from patron.store import tables
from patron.store.administration import delete_everything
from patron.store.candidates import Source, holders, keyed, members
from patron.store.conditions import shape_of
from patron.store.counters import add_to_blocks, add_to_counters
from patron.store.customers import COLUMNS, update_customer
from patron.store.enterprises import listed_rows
from patron.store.ids import find_used
from patron.store.matching import Conditions, count_matching, matching_rows
from patron.store.merging import merged
from patron.store.orders import Walk, stride, walked
from patron.store.pages import rows_after
from patron.store.reading import found, one, several
from patron.store.sampling import drawn
from patron.store.searching import Question, count_searched, searched
from patron.store.shops import find_by
from patron.store.sieve import Sieve
from patron.store.spelling import Spelling
from patron.store.spelling_postgres import POSTGRES
from patron.store.spelling_sqlite import SQLITE
from patron.store.statement import Statement
from tests.store.people import ALL

EVERY_TABLE = list(tables.metadata.tables.values())
REFERENCE = [table for table in EVERY_TABLE if table.info.get(tables.REFERENCE)]
DISTRIBUTED = [table for table in EVERY_TABLE if table not in REFERENCE]
# What looks over all stores on purpose: administration, imports that bring their own ids, paths that name no store.
OVER_ALL_STORES = {"next_store", "skip_in_blocks", "ids._used", "find_store", "own_records"}
# Words and letters that no caller says: names of counters, and what makes LIKE of SQLite that of PostgreSQL.
CONSTANTS = {
    "customers",
    "running",
    "committed",
    "listed",
    "NULL",
    "customer_search",
    "\\",
    "\u0130",
    "i",
    "\u212a",
    "k",
}


def statements() -> list[Statement]:
    """Every statement there is; of those that are made in variants, each kind."""
    return [*fixed_statements(), *made_statements()]


def fixed_statements() -> Iterator[Statement]:
    for module in pkgutil.iter_modules(patron.store.__path__, "patron.store."):
        values: list[object] = list(vars(importlib.import_module(module.name)).values())
        yield from (value for value in values if isinstance(value, Statement))


def made_statements() -> Iterator[Statement]:
    yield from (*find_by.values(), *find_used.values(), *delete_everything)
    yield update_customer(tuple(name for name in COLUMNS if name not in {"store_id", "id"}))
    yield from (add_to_counters(rows) for rows in (1, 3))
    yield from (add_to_blocks(rows) for rows in (1, 2, 64))
    for parts in (Parts.NONE, ALL):
        yield from (one(parts), several(parts))
        yield from (found(key, parts) for key in ("uuid", "email_key", "login_key", "code"))
        yield from (rows_after(parts, skipping=s, ranked=r) for s in (False, True) for r in (False, True))
        yield listed_rows(parts)
    yield from (merged(own=own) for own in (False, True))
    for flags in range(16):
        one_store, own, sought, asked = (bool(flags & bit) for bit in (1, 2, 4, 8))
        order = tuple(
            Order(attribute, descending=own) for attribute in Attribute if attribute is not Attribute.UNFILLED
        )
        shape = shape_of(EVERY_TEST) if asked else None
        question = Question(shape, order, one_store, own, indexed=sought, alone=sought and one_store and own)
        yield from (searched(question), count_searched(question))
    yield from seeking_statements()
    for flags in range(16):
        created, updated, text, indexed = (bool(flags & bit) for bit in (1, 2, 4, 8))
        conditions = Conditions(created, updated, text, indexed, alone=text and indexed and updated)
        yield from (matching_rows(conditions, ALL), matching_rows(conditions, None), count_matching(conditions))


def seeking_statements() -> Iterator[Statement]:
    asked = Sieve(words=2, number=True, status=True, group=True, tag=True, created=True, updated=True)
    for sieve in (Sieve(), asked, Sieve(group=True, default_group=True)):
        for order in get_args(seeking.Order):
            yield from (keyed(order, sieve, among=among) for among in (False, True))
            for flags in range(16):
                descending, keyless, near, far = (bool(flags & bit) for bit in (1, 2, 4, 8))
                walk = Walk(order, descending, keyless, near, far)
                yield from (walked(walk, sieve), stride(walk))
        yield drawn(sieve.tag, sieve.group, sieve.default_group)
    yield from (members(source) for source in get_args(Source) if source != "text")
    yield from (holders(words, words + 1, alone=alone) for words in (1, 3) for alone in (False, True))


EVERY_TEST = Either(
    tuple(
        Test(attribute, comparison, (value, value) if "among" in comparison.value else value)
        for attribute in Attribute
        for comparison in Comparison
        for value in ("x", "é", None)
    )
)


def described(statement: Statement) -> str:
    return statement.title


@pytest.mark.parametrize("table", DISTRIBUTED, ids=str)
def test_store_id_stands_first_in_every_key(table: Table) -> None:
    store_id = table.c.store_id
    assert isinstance(store_id.type, BigInteger)
    assert not store_id.nullable
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            assert next(iter(constraint.columns)) is store_id
    for index in table.indexes:
        if index.unique:
            assert next(iter(index.columns)) is store_id


@pytest.mark.parametrize("table", DISTRIBUTED, ids=str)
def test_foreign_keys_are_composite_and_cascade_or_restrict(table: Table) -> None:
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            assert constraint.column_keys[0] == "store_id"
            assert constraint.elements[0].target_fullname.endswith(".store_id")
            assert constraint.referred_table in DISTRIBUTED
            assert constraint.ondelete in {"CASCADE", "RESTRICT", None}
            assert constraint.onupdate is None


@pytest.mark.parametrize("table", REFERENCE, ids=str)
def test_reference_tables_refer_to_reference_tables_only(table: Table) -> None:
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            assert constraint.referred_table in REFERENCE


@pytest.mark.parametrize("table", EVERY_TABLE, ids=str)
def test_every_table_has_a_primary_key_and_nothing_counts_by_itself(table: Table) -> None:
    assert len(table.primary_key.columns) > 0
    for column in table.columns:
        assert column.identity is None
        assert column.computed is None
        assert column.default is None
        assert column.onupdate is None
        assert column.autoincrement in {False, "auto"}
        assert column is not table.autoincrement_column
        default = str(getattr(column.server_default, "arg", "0"))
        assert re.fullmatch(r"\d+|'\w*'", default), "only plain values: no clock, no sequence"


def test_search_texts_are_looked_up_within_a_store() -> None:
    (index,) = tables.customer_search.indexes
    assert isinstance(index, Index)
    assert [column.name for column in index.columns] == ["store_id", "text"]


VOLATILE = re.compile(
    r"\b(now|random|gen_random_uuid|uuid\w*|clock_timestamp|nextval|current_\w+|datetime|julianday)\b", re.IGNORECASE
)


@pytest.mark.parametrize("spelling", [SQLITE, POSTGRES], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("statement", statements(), ids=described)
def test_statements_keep_the_rules(statement: Statement, spelling: Spelling) -> None:
    sql = statement.spelled(spelling).sql
    bare = re.sub(r"\b(customer|address|anon_\d+|other|coarse|fine|found|start|wanted)\.\w+", "", sql)
    bare = re.sub(r"\b(uuid)\b", "", bare)
    assert not VOLATILE.search(bare), "times and random values are parameters"
    named = {name for name in DISTRIBUTED_NAMES if re.search(rf"\b(FROM|JOIN|INTO|UPDATE)\s+{name}\b", sql)}
    if named and statement.title not in OVER_ALL_STORES and not statement.title.startswith("administration."):
        assert {"store_id", "stores"} & set(statement.names)
    if re.search(r"\bINSERT INTO (\w+)", sql) and named:
        assert re.search(r"INSERT INTO \w+ \((\w+, )*store_id\b", sql), "an insert gives store_id as a value"
        assert "SELECT" not in sql
    if sql.startswith("UPDATE"):
        assert not re.search(r"SET (.*, )?store_id\s*=", sql.partition("WHERE")[0])
    for dangerous in ("TRIGGER", "GROUPING SETS", "ROLLUP", "RECURSIVE", "SERIALIZABLE", "SET NULL"):
        assert dangerous not in sql.upper()


DISTRIBUTED_NAMES = [table.name for table in DISTRIBUTED]


def test_values_are_never_part_of_the_text() -> None:
    for statement in statements():
        for spelling in (SQLITE, POSTGRES):
            sql = statement.spelled(spelling).sql
            literals = set(re.findall(r"'([^']*)'", sql))
            assert literals <= CONSTANTS, sql
