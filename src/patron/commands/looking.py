"""A customer as every dialect would answer now: what `patron show` and `patron diff` begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from patron.commands.finding import called_in_a_line, found
from patron.commands.opening import settings_in_force, with_store
from patron.dialects import every_chart
from patron.dialects.aimeos.profile import PROFILES
from patron.domain.access import Shop
from patron.domain.chart import Sight
from patron.domain.customer import Customer, Group
from patron.domain.likeness import Answer, answers_of
from patron.domain.places import Places
from patron.operations.ports import Reading
from patron.readiness import OpenStore


class Looked(Struct, frozen=True):
    """A customer and the answers of every dialect, in a fixed order."""

    customer: Customer
    answers: Mapping[str, Answer]
    places: Places

    @property
    def headline(self) -> str:
        """Who that is: name, id and store."""
        return called_in_a_line(self.customer)


def look(named: str, store_id: int | None, now: Callable[[], int]) -> Looked:
    """What every dialect would answer of the customer. Raises CommandFailed where there is none."""
    settings = settings_in_force()
    every = every_chart(PROFILES[settings.aimeos_profile])

    async def read(unit: Reading) -> tuple[Customer, Shop, Mapping[int, Group]]:
        customer = await found(unit, named, store_id)
        shop = next(one for one in await unit.shops.all() if one.store_id == customer.store_id)
        groups = {group.id: group for group in await unit.groups.all(shop.store_id)}
        return customer, shop, groups

    async def work(store: OpenStore) -> tuple[Customer, Sight]:
        customer, shop, groups = await store.read(read)
        return customer, Sight(shop, store.places, groups, now())

    customer, sight = with_store(work, settings)
    return Looked(customer, answers_of(every, customer, sight), sight.places)
