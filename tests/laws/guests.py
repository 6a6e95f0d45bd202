"""Guests of a shop: imported, and in no list of Open Food Network's until they buy something there."""

from __future__ import annotations

from typing import Final

from tests.laws import laws
from tests.laws.house import STORE, House
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.numbers import id_is_new
from tests.laws.tongues import Tongues
from tests.laws.views import Person, Views

EMAIL: Final = "guest@c.example"


class Guest:
    """One guest through a whole history: everybody else's writes are none of theirs."""

    def __init__(self, house: House, tongues: Tongues, number: int) -> None:
        self._house, self._tongues, self._number = house, tongues, number
        self.person = Person(0, STORE)
        self._views: Views = {}

    async def come(self) -> None:
        """Nothing; the guest is there, and every dialect shows them, though Open Food Network lists them not."""
        self.person.id, self.person.uuid = await self._house.books.bring_guest(STORE, EMAIL, self._house.now)
        id_is_new(self._house, self.person)
        self._views = await self._seen()
        assert self._views.keys() == {ES, OFN, AI, TN}, f"law 12: a guest is shown by {sorted(self._views)}"

    async def go(self) -> None:
        """Nothing; the guest was as they came, is shown by everybody once they bought something, and is gone."""
        before, after = self._views, await self._seen()
        laws.nothing_changed(before, after, "law 15: a guest")
        assert await self._tongues.openfoodnetwork.with_email(STORE, EMAIL) == []
        how = self._number // 3 % 3
        if how == 0:
            await self._house.books.buy(self.person, 1, 0)
        elif how == 1:
            answer, number = await self._tongues.openfoodnetwork.create(STORE, {"email": EMAIL, "code": "G1"})
            assert (answer.good, number) == (True, self.person.id), f"6.3: another customer for the guest: {answer}"
        if how < 2:
            assert await self._tongues.openfoodnetwork.with_email(STORE, EMAIL) == [self.person.id], "6: still a guest"
        answer = await self._tongues.all[ES if how == 0 else TN].delete(self.person)
        assert answer.good, answer
        assert await self._seen() == {}, "law 13: a guest was deleted, and is shown"

    async def _seen(self) -> Views:
        found = await self._tongues.views(self.person, texts=False)
        return {name: view for name, view in found.items() if view is not None}
