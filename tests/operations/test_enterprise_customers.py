"""Creating a customer of an enterprise while somebody else changes or creates the same one."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from msgspec.structs import replace

from patron.dialects.openfoodnetwork.lens import SPEECH, placed
from patron.domain.access import Shop, Staff
from patron.domain.customer import Customer, Parts
from patron.domain.refusals import Taken
from patron.operations.enterprise_customers import Addition, EnterpriseCustomers, Wish
from patron.operations.ports import Writing
from patron.operations.staff_keys import Member
from tests.operations.people import TestDesk
from tests.store.people import insert, opened, somebody

FARM = Shop(21, "Farm", "AUD", enterprise_id=21, sells="any")
EMAIL = "ana@example.org"
ADMIN = Member(Staff(1, "", "admin@example.org", "", "admin"), sells=True)
ADDITION = Addition(FARM.store_id, lambda: Wish({"email": EMAIL, "first_name": "Ana"}))
A_WHILE = 0.3


class Meanwhile:
    """A unit that stays open for a while, where the engine knows more than one writer."""

    def __init__(self, database: str) -> None:
        self.begun = asyncio.Event()
        self._waits = not database.startswith("sqlite")

    async def stay(self) -> None:
        """Nothing; whoever waits for `begun` goes on, and finds the unit still open."""
        self.begun.set()
        if self._waits:
            await asyncio.sleep(A_WHILE)


def _said(wish: Wish) -> Wish:
    return wish


async def _add_farm(unit: Writing) -> None:
    await unit.shops.add(FARM)


def test_who_got_another_email_meanwhile_is_not_changed_by_the_old_one(database: str) -> None:
    async def work() -> None:
        async with opened(database) as store:
            await store.write(_add_farm)
            old = await insert(store, somebody(EMAIL, store_id=FARM.store_id))
            desk, meanwhile = TestDesk(store), Meanwhile(database)
            customers = EnterpriseCustomers(desk.record, SPEECH, placed)

            async def rename(unit: Writing) -> Customer:
                locked = await unit.customers.locked(old.store_id, old.id)
                assert locked is not None
                renamed = await unit.customers.save(locked, replace(locked, email="other@example.org"))
                await meanwhile.stay()
                return renamed

            renaming = asyncio.create_task(store.write(rename))
            await meanwhile.begun.wait()
            seen = await customers.create(desk, ADMIN, ADDITION)
            renamed = await renaming
            assert seen.customer.id != old.id
            assert (seen.customer.email, seen.customer.first_name) == (EMAIL, "Ana")
            found = await store.read(lambda unit: unit.customers.get(old.store_id, old.id, Parts.NONE))
            assert found is not None
            assert (found.email, found.first_name, found.version) == ("other@example.org", "", renamed.version)

    asyncio.run(work())


def test_who_was_created_meanwhile_is_changed(database: str) -> None:
    async def work() -> None:
        async with opened(database) as store:
            await store.write(_add_farm)
            desk, meanwhile = TestDesk(store), Meanwhile(database)
            customers = EnterpriseCustomers(desk.record, SPEECH, placed)

            async def add(unit: Writing) -> Customer:
                made = await unit.customers.insert(somebody(EMAIL, store_id=FARM.store_id, code="A1"))
                await meanwhile.stay()
                return made

            adding = asyncio.create_task(store.write(add))
            await meanwhile.begun.wait()
            seen = await customers.create(desk, ADMIN, ADDITION)
            made = await adding
            assert (seen.customer.id, seen.customer.first_name, seen.customer.code) == (made.id, "Ana", "A1")
            assert await store.read(lambda unit: unit.customers.ids(FARM.store_id, 9)) == (made.id,)

    asyncio.run(work())


def test_a_code_that_was_taken_meanwhile_is_no_reason_to_try_again(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        async with opened(sqlite_database) as store:
            await store.write(_add_farm)
            desk = TestDesk(store)
            customers = EnterpriseCustomers(desk.record, SPEECH, placed)
            tries: list[Customer] = []

            async def insert_taken(_unit: Writing, told: Customer) -> Customer:
                tries.append(told)
                raise Taken("code" if told.code else "email")

            monkeypatch.setattr(desk.record, "insert", insert_taken)
            for code, times in (("A1", 1), (None, 2)):
                tries.clear()
                wish = Wish({"email": EMAIL, "code": code})
                with pytest.raises(Taken):
                    await customers.create(desk, ADMIN, Addition(FARM.store_id, partial(_said, wish)))
                assert len(tries) == times

    asyncio.run(work())
