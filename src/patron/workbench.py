"""Development mode's hands: a server that is filled, emptied and stopped in time by tests."""

from __future__ import annotations

from collections.abc import Mapping

from patron.adapters.clock import StoppableClock
from patron.adapters.mail import CollectingMailBox
from patron.adapters.passwords import WorldHasher
from patron.dialects import READERS
from patron.dialects.dev.parse import Ask
from patron.domain.refusals import NotFound
from patron.operations.access import new_token, token_hash
from patron.operations.letters import Message
from patron.operations.ports import Writing
from patron.readiness import OpenStore
from patron.wire.house import House
from patron.worlds import Loader, read_world
from patron.worlds import instant as world_instant


class Bench:
    """The workbench of one development server."""

    def __init__(self, store: OpenStore, house: House, clock: StoppableClock, mailbox: CollectingMailBox) -> None:
        self._store = store
        self._house = house
        self._clock = clock
        self._mailbox = mailbox
        self._loader = Loader(store, WorldHasher(house.hasher), READERS)

    async def load_world(self, world: bytes) -> Mapping[str, object]:
        """The names that the world binds; everything that was there before is gone. Raises Invalid, Taken."""
        read = read_world(world)
        stop_at = world_instant(read.clock) if read.clock else None
        await self._store.wipe()
        self._mailbox.clear()
        self._house.app_tokens.forget()
        self._house.documents.forget()
        if self._house.buckets is not None:
            self._house.buckets.clear()
        self._clock.stop(stop_at)
        return await self._loader.load(read)

    async def mint(self, ask: Ask) -> str:
        """A credential of that dialect. Raises NotFound."""
        if ask.dialect != "tiendanube" or ask.store is None:
            raise NotFound("credential of that kind")
        shop = await self._store.read(lambda unit: unit.shops.find("tiendanube_id", ask.store or 0))
        if shop is None:
            raise NotFound("store")
        token = new_token(shop.store_id)

        async def add(unit: Writing) -> None:
            await unit.tokens.add(shop.store_id, token_hash(token), "minted", frozenset(ask.scopes))

        await self._store.write(add)
        return token

    def set_clock(self, now: int | None) -> None:
        """Nothing comes back; the clock stands at that moment, or runs again."""
        self._clock.stop(now)

    def mail(self) -> tuple[Message, ...]:
        """The messages sent since the world was loaded."""
        return tuple(message for message, _headers in self._mailbox.kept())
