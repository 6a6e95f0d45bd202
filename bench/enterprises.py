"""Open Food Network in the benchmark: who asks, the first page of the index, and a search for an e-mail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

from bench.people import STORE, customer
from patron.domain.conditions import Attribute, Comparison, Test, literally
from patron.domain.customer import Parts
from patron.domain.keys import fold
from patron.operations.access import token_hash
from patron.store import pages
from patron.store.conditions import shape_of, sought, values_of
from patron.store.reading import several
from patron.store.searching import Question, searched
from patron.store.spelling import Spelling
from patron.store.statement import Statement
from patron.store.units import FillingUnit
from patron.store.visible import as_json

KEY: Final = "bench-key"
PREFIX: Final = "/api/v1/"
SIZE: Final = 50
PARTS: Final = Parts.ADDRESSES | Parts.TAGS
Rows: TypeAlias = Callable[..., Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Manager:
    """Who manages the store."""

    email: str = "manager@example.org"
    name: str = "Manager"
    role: str = "manager"
    scheme: str | None = None
    hash: str | None = None
    key_hash: str | None = token_hash(KEY)
    stores: tuple[int, ...] = (STORE,)
    grants: tuple[tuple[int, str], ...] = ()


async def add_manager(unit: FillingUnit) -> None:
    """Nothing; the manager has a key."""
    await unit.add_staff(Manager())


def listed() -> str:
    """The script of a case: the first page."""
    return f'path = "{PREFIX}customers"'


def found(size: int) -> str:
    """The script of a case: one customer by a part of the e-mail that nobody else has."""
    emails = (customer(number * 7919 % size).email for number in range(64))
    terms = ",".join(f'"{email.partition("@")[0]}@"' for email in emails)
    return f'local t = {{{terms}}} path = "{PREFIX}customers?q%5Bemail_cont%5D=" .. t[n % 64 + 1]'


async def bare(rows: Rows, spelling: Spelling, query: bytes) -> Sequence[Any]:
    """The rows of the same statements, as they come."""
    asked = parse_qs(query.decode()).get("q[email_cont]")
    if asked is None:
        return await rows(_first_page(), STORE, 0, SIZE)
    test = Test(Attribute.EMAIL, Comparison.LIKE, f"%{literally(asked[0])}%")
    text = spelling.likely(fold(sought(test)))
    question = Question(shape_of(test), (), one_store=True, own=False, indexed=True, alone=False)
    keys = await rows(searched(question), STORE, text, *values_of(test), SIZE, 0)
    return await rows(several(PARTS), STORE, as_json([key[1] for key in keys]))


def _first_page() -> Statement:
    return pages.rows_after(PARTS, skipping=False, ranked=False)
