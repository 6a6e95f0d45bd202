"""A customer as every dialect would answer now: what `patron show` and `patron diff` begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from patron.commands.finding import found
from patron.commands.opening import settings_in_force, with_store
from patron.dialects import charts
from patron.dialects.aimeos.profile import PROFILES
from patron.domain.access import Shop
from patron.domain.chart import Chart, Sight
from patron.domain.customer import Customer, Group
from patron.domain.likeness import Answer
from patron.domain.names import called
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
        who = called(self.customer) or self.customer.email
        return f"{who}, customer {self.customer.id} of store {self.customer.store_id}"


def look(named: str, store_id: int | None, now: Callable[[], int]) -> Looked:
    """What every dialect would answer of the customer. Raises CommandFailed where there is none."""
    settings = settings_in_force()
    every = charts(PROFILES[settings.aimeos_profile])

    async def read(unit: Reading) -> tuple[Customer, Shop, Mapping[int, Group]]:
        customer = await found(unit, named, store_id)
        shop = next(one for one in await unit.shops.all() if one.store_id == customer.store_id)
        groups = {group.id: group for group in await unit.groups.all(shop.store_id)}
        return customer, shop, groups

    async def work(store: OpenStore) -> tuple[Customer, Sight]:
        customer, shop, groups = await store.read(read)
        return customer, Sight(shop, store.places, groups, now())

    customer, sight = with_store(work, settings)
    return Looked(customer, _answers(every, customer, sight), sight.places)


def _answers(every: Mapping[str, Chart], customer: Customer, sight: Sight) -> dict[str, Answer]:
    return {name: Answer(chart, chart.show(customer, sight)) for name, chart in every.items()}
