"""A desk over a database, and somebody who signs in."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from patron.adapters import schemes
from patron.adapters.passwords import PasswordPool
from patron.dialects import SPEECHES
from patron.domain.access import Shop
from patron.domain.credential import Credential
from patron.domain.customer import Customer
from patron.operations.customers import Secret, put_password
from patron.operations.ports import Writing
from patron.operations.record import Record
from patron.operations.signing_in import SignedIn, sign_in
from patron.store import AnyStore
from tests.store.people import SHOP, TestClock, insert, opened, somebody

PASSWORD = "correct horse battery"
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
WHERE = Shop(SHOP, f"Shop {SHOP}", "BRL")


@dataclass
class TestDesk:
    """What operations with several steps are given."""

    __test__ = False

    store: AnyStore
    clock: TestClock = field(default_factory=TestClock)
    hasher: PasswordPool = field(default_factory=lambda: PasswordPool(2, development=True))
    record: Record = field(default_factory=lambda: Record(SPEECHES))

    def nudge(self) -> None:
        """Nothing: nobody sends mail here."""

    async def person(self, email: str = "ana@example.com", password: str | None = PASSWORD) -> Customer:
        """A customer with that password, hashed cheaply."""
        made = await insert(self.store, somebody(email))
        if password is not None:
            await self.set_password(made, password)
        return made

    async def set_password(self, customer: Customer, password: str) -> None:
        """Nothing; whatever was opened with the old one is dead."""
        secret = Secret(schemes.WORLD, schemes.hash_for_world(password))
        await self.store.write(lambda unit: put_password(unit, customer, secret))

    async def credential(self, customer: Customer) -> Credential | None:
        """The password as stored."""
        return await self.store.read(lambda unit: unit.credentials.get(SHOP, customer.id))

    async def keep(self, customer: Customer, credential: Credential) -> None:
        """Nothing; the password is stored as it is."""

        async def work(unit: Writing) -> None:
            await unit.credentials.put(SHOP, customer.id, credential)

        await self.store.write(work)

    async def enter(self, name: str = "ana@example.com", password: str = PASSWORD, client: str = HOME) -> SignedIn:
        """Whoever signed in."""
        return await sign_in(self, WHERE, name, password, client)


@asynccontextmanager
async def desk_over(url: str) -> AsyncGenerator[TestDesk]:
    """A desk whose clock the test moves."""
    clock = TestClock()
    async with opened(url, clock) as store:
        desk = TestDesk(store, clock)
        try:
            yield desk
        finally:
            desk.hasher.close()
