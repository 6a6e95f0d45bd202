"""How a customer goes: only with the proof that it is meant."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from patron.domain.access import Staff
from patron.operations.admission import Farewell, dismiss, proof_of
from patron.operations.office import Clerk, Visit
from tests.store.people import change, get, in_a_loop, insert, opened, somebody


@in_a_loop
async def test_somebody_without_an_email_goes_by_the_number_and_never_by_nothing(database: str) -> None:
    async with opened(database) as store:
        stored = await insert(store, somebody("ana@example.com"))
        customer = await change(store, stored, lambda old: replace(old, email=""))
        shops = tuple(await store.read(lambda unit: unit.shops.all()))
        visit = Visit("", Clerk(Staff(1, "", "ann@example.org", "Ann", "admin"), shops, shops[0]))
        assert proof_of(customer) == str(customer.id)
        for wrong in ("", " ", "ana@example.com", f"{customer.id}0"):
            found = await store.write(partial(dismiss, visit=visit, wish=Farewell(customer.uuid, wrong)))
            assert found is not None
            assert await get(store, customer) == customer
        told = Farewell(customer.uuid, f" {customer.id} ")
        assert await store.write(lambda unit: dismiss(unit, visit, told)) is None
        assert await get(store, customer) is None
