"""The four dialects, as somebody who may use all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from tests.laws.house import STORE, House
from tests.laws.tongues.aimeos import Aimeos
from tests.laws.tongues.evershop import Evershop
from tests.laws.tongues.openfoodnetwork import OpenFoodNetwork
from tests.laws.tongues.tiendanube import Tiendanube
from tests.laws.tongues.tongue import Tongue
from tests.laws.views import Person, View, Views

NOTHING: Final[Views] = {}


class Tongues:
    """All four."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.tiendanube = Tiendanube(house)
        self.openfoodnetwork = OpenFoodNetwork(house)
        self.aimeos = Aimeos(house)
        self.evershop = Evershop(house)
        self.all: dict[str, Tongue] = {
            one.name: one for one in (self.evershop, self.openfoodnetwork, self.aimeos, self.tiendanube)
        }

    def of(self, store: int) -> Sequence[Tongue]:
        """Those that speak for the store: EverShop and Aimeos speak for one only."""
        return list(self.all.values()) if store == STORE else [self.openfoodnetwork, self.tiendanube]

    async def views(self, person: Person, *, texts: bool, seen: Views = NOTHING) -> dict[str, View | None]:
        """What every dialect shows of the customer, if it is not seen already.

        `texts`: what EverShop's REST alone shows, too.
        """
        tongues = [tongue for tongue in self.of(person.store) if tongue.name not in seen]
        found: dict[str, View | None] = {**seen}
        if self._house.waits:
            shown = await at_once(*(tongue.view(person) for tongue in tongues))
            found |= {tongue.name: view for tongue, view in zip(tongues, shown, strict=True)}
        else:
            found |= {tongue.name: await tongue.view(person) for tongue in tongues}
        shop = found.get(self.evershop.name)
        if texts and shop is not None:
            found[self.evershop.name] = await self.evershop.texts(person, shop)
        return found


async def at_once(*answers: Any) -> list[Any]:
    """What all of them give, asked at the same time."""
    return list(await asyncio.gather(*answers))
