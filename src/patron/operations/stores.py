"""Stores and the tokens of their apps, looked after by an admin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import SCOPES, Grant, Shop
from patron.domain.customer import Group
from patron.domain.refusals import Invalid, NotAllowed, NotFound, Problem
from patron.operations.access import new_token, token_hash
from patron.operations.office import Visit
from patron.operations.ports import Reading, Writing

SELLS: Final = ("own", "any", "none")
"""What an enterprise sells: its own products, anybody's, nothing (openfoodnetwork.md section 4)."""
LONGEST: Final = 200
LARGEST_ID: Final = 2**53 - 1
LARGEST_BUCKET: Final = 100_000
BUCKET, LEAK = 40, 2
Problems: TypeAlias = Mapping[str, tuple[Problem, ...]]
_RULES: Final = {
    "currency": re.compile(r"[A-Z]{3}", re.ASCII),
    "country": re.compile(r"[A-Z]{2}", re.ASCII),
    "language": re.compile(r"[a-z]{2}(-[A-Z]{2})?", re.ASCII),
    "evershop_host": re.compile(r"[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?", re.ASCII),
    "aimeos_site": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", re.ASCII),
}


class StoreFacts(Struct, frozen=True):
    """What is told of a store; '' and None are nothing, -1 is a number that could not be read."""

    name: str
    currency: str
    country: str = ""
    language: str = ""
    sells: str = "own"
    default_group_id: int = 1
    tiendanube_id: int = 0
    enterprise_id: int = 0
    aimeos_site: str = ""
    evershop_host: str = ""
    bucket_size: int = BUCKET
    leak_per_second: float = LEAK


class StorePage(Struct, frozen=True):
    """One store, its groups, and the tokens of its apps."""

    shop: Shop
    groups: tuple[Group, ...]
    tokens: Sequence[Grant]


class TokenWish(Struct, frozen=True):
    """A token that is wanted."""

    store_id: int
    name: str
    scopes: frozenset[str]


class NewToken(Struct, frozen=True):
    """A token, to be shown this once."""

    shop: Shop
    grant: Grant
    token: str


def admin_only(visit: Visit) -> None:
    """Nothing. Raises NotSignedIn, NotAllowed."""
    if not visit.present.staff.is_admin:
        raise NotAllowed("admin")


async def all_stores(unit: Reading, _visit: Visit, _nothing: None) -> Sequence[Shop]:
    """Every store, ascending by id."""
    return await unit.shops.all()


async def store_page(unit: Reading | Writing, _visit: Visit, store_id: int) -> StorePage:
    """The store. Raises NotFound."""
    shop = await _shop(unit, store_id)
    return StorePage(shop, await unit.groups.all(store_id), await unit.tokens.all(store_id))


async def locked_page(unit: Writing, visit: Visit, store_id: int) -> StorePage:
    """The store, locked against other writers until the unit ends. Raises NotFound."""
    await unit.shops.hold(store_id)
    return await store_page(unit, visit, store_id)


def bucket_of(shop: Shop) -> tuple[int, float]:
    """(calls that fit into the bucket, calls that leak out of it in a second) of a store's apps."""
    said = cast("Mapping[str, object]", shop.settings.get("tiendanube", {}))
    size, leak = said.get("bucket_size", BUCKET), said.get("leak_per_second", LEAK)
    return (size if isinstance(size, int) else BUCKET), float(leak if isinstance(leak, (int, float)) else LEAK)


async def add_store(unit: Writing, facts: StoreFacts) -> int:
    """The id of the new store. Raises Invalid, Taken."""
    number = 1 + max((shop.store_id for shop in await unit.shops.all()), default=0)
    facts = replace(
        facts,
        tiendanube_id=facts.tiendanube_id or number,
        enterprise_id=facts.enterprise_id or number,
        aimeos_site=facts.aimeos_site or f"site-{number}",
        evershop_host=facts.evershop_host or f"store-{number}",
    )
    shop = Shop(store_id=number, name="", currency="", created_at=unit.now)
    await unit.shops.add(_told(shop, facts, groups=(1,)))
    return number


async def change_store(unit: Writing, store_id: int, facts: StoreFacts) -> None:
    """Nothing comes back; the store is as told. Raises NotFound, Invalid, Taken."""
    shop = await _shop(unit, store_id)
    groups = tuple(group.id for group in await unit.groups.all(store_id))
    await unit.shops.save(_told(shop, facts, groups))


async def add_token(unit: Writing, _visit: Visit, wish: TokenWish) -> NewToken:
    """A new token of an app of the store. Raises NotFound, Invalid."""
    shop = await _shop(unit, wish.store_id)
    problems = _text_problems("name", wish.name)
    if not wish.scopes or not wish.scopes <= set(SCOPES):
        problems["scopes"] = (Problem.BLANK,)
    if problems:
        raise Invalid(problems)
    token = new_token(shop.store_id)
    grant = await unit.tokens.add(shop.store_id, token_hash(token), wish.name, wish.scopes)
    return NewToken(shop, grant, token)


async def revoke_token(unit: Writing, _visit: Visit, token: tuple[int, int]) -> int:
    """The store whose token is dead now. Raises NotFound."""
    store_id, token_id = token
    if not await unit.tokens.revoke(store_id, token_id):
        raise NotFound("token")
    return store_id


async def _shop(unit: Reading | Writing, store_id: int) -> Shop:
    shop = await unit.shops.find("store_id", store_id)
    if shop is None:
        raise NotFound("store")
    return shop


def _told(shop: Shop, facts: StoreFacts, groups: tuple[int, ...]) -> Shop:
    """The store with those facts. Raises Invalid."""
    problems = _problems(facts, groups)
    if problems:
        raise Invalid(problems)
    limits = {"bucket_size": facts.bucket_size, "leak_per_second": facts.leak_per_second}
    before = cast("Mapping[str, object]", shop.settings.get("tiendanube", {}))
    settings = shop.settings
    if bucket_of(shop) != (facts.bucket_size, facts.leak_per_second):
        settings = {**shop.settings, "tiendanube": {**before, **limits}}
    return replace(
        shop,
        name=facts.name,
        currency=facts.currency,
        country=facts.country or None,
        language=facts.language or None,
        sells=facts.sells,
        default_group_id=facts.default_group_id,
        tiendanube_id=facts.tiendanube_id,
        enterprise_id=facts.enterprise_id,
        aimeos_site=facts.aimeos_site,
        evershop_host=facts.evershop_host,
        settings=settings,
    )


def _problems(facts: StoreFacts, groups: tuple[int, ...]) -> Problems:
    found = _text_problems("name", facts.name)
    for name, rule in _RULES.items():
        text: str = getattr(facts, name)
        optional = name in {"country", "language"}
        if not text and not optional:
            found[name] = (Problem.BLANK,)
        elif text and not rule.fullmatch(text):
            found[name] = (Problem.INVALID,)
    for name in ("tiendanube_id", "enterprise_id"):
        if not 1 <= getattr(facts, name) <= LARGEST_ID:
            found[name] = (Problem.INVALID,)
    fine = {
        "sells": facts.sells in SELLS,
        "default_group_id": facts.default_group_id in groups,
        "bucket_size": 1 <= facts.bucket_size <= LARGEST_BUCKET,
        "leak_per_second": 0 < facts.leak_per_second <= LARGEST_BUCKET,
    }
    return {**found, **{name: (Problem.INVALID,) for name, is_fine in fine.items() if not is_fine}}


def _text_problems(name: str, text: str) -> dict[str, tuple[Problem, ...]]:
    if not text:
        return {name: (Problem.BLANK,)}
    if len(text) > LONGEST:
        return {name: (Problem.TOO_LONG,)}
    return {} if text.isprintable() else {name: (Problem.INVALID,)}
