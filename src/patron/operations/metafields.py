"""Metafields: what a shop's customers may say about themselves in fields of the shop's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.customer import Customer, Definition, Json
from patron.domain.refusals import NotFound, Taken
from patron.operations.people import locked_by
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.record import Record
from patron.operations.shoppers import Person

BATCH = 200
"""Customers that lose a value in one transaction: others must get their turn."""
Judge: TypeAlias = Callable[[Sequence[Definition]], Json]
"""Namespace -> key -> value of what is good under the definitions; raises for what is not."""


class NewValues(Struct, frozen=True):
    """The values that a customer is to have, whatever there was."""

    uuid: str
    judged: Judge


class Metafields:
    """Defining metafields and filling them."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def fill(self, unit: Writing, person: Person, wish: NewValues) -> Customer:
        """The customer, every defined key set or gone; what is not defined stays. Raises NotFound("customer")."""
        old = await locked_by(unit, person, wish.uuid)
        # Whoever drops one waits for this value, and strips it then.
        definitions = await unit.definitions.held(person.shop.store_id)
        told = wish.judged(definitions)
        kept = old.metafields
        for definition in definitions:
            kept = without(kept, definition.namespace, definition.key)
        return await self._record.save(unit, old, replace(old, metafields=_joined(kept, told)))

    async def forget(self, desk: Desk, person: Person, uuid: str) -> str:
        """The uuid of the definition, which is gone with all its values. Raises NotFound("definition").

        Values go in batches, before and after: a server that stops half-way leaves a definition that can be dropped.
        """
        store_id = person.shop.store_id
        gone = await desk.store.read(lambda unit: _definition(unit, store_id, uuid))
        await self._strip(desk, store_id, gone)
        if not await desk.store.write(lambda unit: unit.definitions.drop(store_id, gone.namespace, gone.key)):
            raise NotFound("definition")
        await self._strip(desk, store_id, gone)
        return uuid

    async def _strip(self, desk: Desk, store_id: int, gone: Definition) -> None:
        last = 0
        while found := await desk.store.read(partial(_holders, store_id=store_id, gone=gone, after=last), heavy=True):
            await desk.store.write(partial(self._strip_all, store_id=store_id, ids=found, gone=gone))
            last = found[-1]

    async def _strip_all(self, unit: Writing, *, store_id: int, ids: Sequence[int], gone: Definition) -> None:
        for number in ids:
            old = await unit.customers.locked(store_id, number)
            if old is not None:
                left = without(old.metafields, gone.namespace, gone.key)
                await self._record.save(unit, old, replace(old, metafields=left))


async def list_all(unit: Reading, person: Person, _nothing: None) -> tuple[Definition, ...]:
    """Every definition of the shop, in its order."""
    return await unit.definitions.all(person.shop.store_id)


async def define(unit: Writing, person: Person, definition: Definition) -> Definition:
    """The new definition. Raises Taken("definition")."""
    if not await unit.definitions.add(person.shop.store_id, definition):
        raise Taken("definition")
    return definition


def without(values: Json, namespace: str, key: str) -> Json:
    """The values without that one; a namespace that becomes empty goes too."""
    bag = values.get(namespace)
    if not isinstance(bag, dict) or key not in bag:
        return values
    left = {name: value for name, value in cast("dict[str, Any]", bag).items() if name != key}
    others = {name: value for name, value in values.items() if name != namespace}
    return {**others, namespace: left} if left else others


def _joined(kept: Json, told: Json) -> Json:
    joined = dict(kept)
    for namespace, bag in told.items():
        there = joined.get(namespace)
        before = cast("dict[str, Any]", there) if isinstance(there, dict) else {}
        joined[namespace] = {**before, **cast("dict[str, Any]", bag)}
    return joined


async def _holders(unit: Reading, *, store_id: int, gone: Definition, after: int) -> tuple[int, ...]:
    return await unit.definitions.holders(store_id, gone.key, after, BATCH)


async def _definition(unit: Reading, store_id: int, uuid: str) -> Definition:
    for definition in await unit.definitions.all(store_id):
        if definition.uuid == uuid:
            return definition
    raise NotFound("definition")
