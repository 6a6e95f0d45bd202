"""A customer as every dialect would answer now: what `patron show` and `patron diff` begin with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct
from rich.console import Console

from patron.commands.finding import called_in_a_line, found
from patron.commands.opening import settings_in_force, with_store
from patron.dialects import every_chart
from patron.dialects.aimeos.lens import NAME as AIMEOS
from patron.dialects.aimeos.profile import PROFILES
from patron.dialects.evershop.lens import NAME as EVERSHOP
from patron.dialects.evershop_graphql.chart import NAME as EVERSHOP_GRAPHQL
from patron.dialects.openfoodnetwork.lens import NAME as OPEN_FOOD_NETWORK
from patron.domain.access import ENABLED, Shop
from patron.domain.chart import Sight
from patron.domain.customer import Customer, Group
from patron.domain.likeness import Answer, answers_of
from patron.domain.places import Places
from patron.operations.ports import Reading
from patron.readiness import OpenStore
from patron.settings import Settings
from patron.store.counters import is_listed


class Remark(Struct, frozen=True):
    """Why nobody gets the answer of a platform now."""

    dialects: tuple[str, ...]
    """Its dialects."""
    words: str


class Looked(Struct, frozen=True):
    """A customer and the answers of every dialect, in a fixed order."""

    customer: Customer
    answers: Mapping[str, Answer]
    places: Places
    remarks: tuple[Remark, ...]

    def introduce(self, console: Console, dialects: Collection[str]) -> None:
        """Nothing comes back; it is printed who that is, and what is to be said beforehand of those answers."""
        console.print(called_in_a_line(self.customer), style="bold", highlight=False, markup=False)
        for remark in self.remarks:
            if not set(remark.dialects).isdisjoint(dialects):
                console.print(remark.words, style="yellow", highlight=False, markup=False)


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
    remarks = (*_of_other_stores(customer, settings), *_of_the_hidden(customer))
    return Looked(customer, answers_of(every, customer, sight), sight.places, remarks)


def _of_other_stores(customer: Customer, settings: Settings) -> Iterator[Remark]:
    """Who speaks for one store, which is not that of the customer."""
    for dialects, platform, spoken, setting in (
        ((EVERSHOP, EVERSHOP_GRAPHQL), "EverShop", settings.evershop_store, "PATRON_EVERSHOP_STORE"),
        ((AIMEOS,), "Aimeos", settings.aimeos_store, "PATRON_AIMEOS_STORE"),
    ):
        if spoken != customer.store_id:
            words = f"{platform} answers for store {spoken} alone ({setting}), not for {customer.store_id}."
            yield Remark(dialects, words)


def _of_the_hidden(customer: Customer) -> Iterator[Remark]:
    """Whom a dialect passes over."""
    if customer.status != ENABLED:
        yield Remark((AIMEOS,), "Nobody can sign in to a disabled account, so Aimeos shows it to nobody.")
    if not is_listed(customer.purchases, by_hand=customer.created_by_hand):
        yield Remark((OPEN_FOOD_NETWORK,), "Open Food Network does not list guests without a completed order.")
