"""Development mode's hands: a server that is filled, emptied and stopped in time by tests."""

from __future__ import annotations

from collections.abc import Mapping

from patron.adapters.clock import StoppableClock
from patron.adapters.mail import CollectingMailBox
from patron.adapters.passwords import WorldHasher
from patron.dialects import READERS
from patron.dialects.dev.parse import Ask
from patron.domain.keys import email_key
from patron.domain.refusals import NotFound
from patron.operations.access import new_token, token_hash
from patron.operations.letters import Message
from patron.operations.minting import Mint, MintAsk
from patron.operations.ports import Writing
from patron.readiness import OpenStore
from patron.wire.house import House
from patron.worlds import Loader, read_world
from patron.worlds import instant as world_instant


class Bench:
    """The workbench of one development server."""

    def __init__(
        self,
        store: OpenStore,
        house: House,
        clock: StoppableClock,
        mailbox: CollectingMailBox,
        minters: Mapping[str, Mint],
    ) -> None:
        self._store = store
        self._house = house
        self._clock = clock
        self._mailbox = mailbox
        self._minters = minters
        self._loader = Loader(store, WorldHasher(house.hasher), READERS, minters)

    async def load_world(self, world: bytes) -> Mapping[str, object]:
        """The names that the world binds; everything that was there before is gone. Raises Invalid, Taken."""
        read = read_world(world)
        stop_at = world_instant(read.clock) if read.clock else None
        await self._store.wipe(places=not read.countries)
        self._mailbox.clear()
        self._house.app_tokens.forget()
        self._house.staff_keys.forget()
        self._house.documents.forget()
        if self._house.buckets is not None:
            self._house.buckets.clear()
        self._clock.stop(stop_at)
        return await self._loader.load(read)

    async def mint(self, ask: Ask) -> str:
        """A credential of that dialect. Raises NotFound."""
        if ask.dialect in self._minters:
            return await self._minters[ask.dialect](await self._wanted(ask))
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

    async def _wanted(self, ask: Ask) -> MintAsk:
        """What a dialect's mint understands. Raises NotFound for a store or account that is not there."""
        staff_id: int | None = None
        if ask.staff is not None:
            member = await self._store.read(lambda unit: unit.staff.by_email(email_key(ask.staff or "")))
            if member is None:
                raise NotFound("staff")
            staff_id = member.id
        customer_id = await self._customer(ask.customer)
        store_id = ask.store or await self._store_of(customer_id)
        return MintAsk(store_id, customer_id, staff_id, ask.kind, ask.expires_in)

    async def _customer(self, named: str | None) -> int | None:
        if named is None:
            return None
        if not (named.isascii() and named.isdigit()):
            raise NotFound("customer")
        return int(named)

    async def _store_of(self, customer_id: int | None) -> int:
        if customer_id is not None:
            found = await self._store.read(lambda unit: unit.customers.store_of(customer_id))
            if found is None:
                raise NotFound("customer")
            return found
        shops = await self._store.read(lambda unit: unit.shops.all())
        if not shops:
            raise NotFound("store")
        return shops[0].store_id

    def set_clock(self, now: int | None) -> None:
        """Nothing comes back; the clock stands at that moment, or runs again."""
        self._clock.stop(now)

    def mail(self) -> tuple[Message, ...]:
        """The messages sent since the world was loaded."""
        return tuple(message for message, _headers in self._mailbox.kept())
