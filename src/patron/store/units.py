"""Units of work: what an operation is given, over one connection of either engine."""

from __future__ import annotations

from collections.abc import Sequence

from patron.domain.acting import COMMAND_LINE, Acting
from patron.domain.customer import Customer
from patron.domain.places import Alias, Country, Places, Region
from patron.store import staff
from patron.store.answers import Answers
from patron.store.attempts import Attempts
from patron.store.credentials import Credentials
from patron.store.customers import Customers, keep_given
from patron.store.definitions import Definitions
from patron.store.history import History
from patron.store.origins import Origins
from patron.store.outbox import Outbox
from patron.store.places import mark_replaced, replace_places
from patron.store.purchases import AllPurchases
from patron.store.second_steps import SecondSteps
from patron.store.sessions import Secrets, Sessions
from patron.store.shelves import Shelves
from patron.store.shops import Groups, Shops
from patron.store.staff import StaffRoom
from patron.store.statement import Connection
from patron.store.tokens import Tokens


class Unit:
    """One unit of work. Operations know it as `Reading` or as `Writing`; the former has no way to save.

    Its rooms are made when they are entered: most units need one.
    """

    __slots__ = ("_acting", "_connection", "now", "places")

    def __init__(self, connection: Connection, places: Places, now: int, acting: Acting = COMMAND_LINE) -> None:
        self._connection = connection
        self._acting = acting
        self.places = places
        self.now = now

    @property
    def customers(self) -> Customers:
        """Customers."""
        return Customers(self._connection, self.now, self._acting)

    @property
    def purchases(self) -> AllPurchases:
        """Purchase facts of many customers at once."""
        return AllPurchases(self._connection, self.now, self._acting.actor)

    @property
    def shops(self) -> Shops:
        """Stores (tenants)."""
        return Shops(self._connection)

    @property
    def tokens(self) -> Tokens:
        """Tokens of apps."""
        return Tokens(self._connection, self.now)

    @property
    def credentials(self) -> Credentials:
        """Passwords of customers."""
        return Credentials(self._connection, self.now)

    @property
    def groups(self) -> Groups:
        """Groups of customers."""
        return Groups(self._connection)

    @property
    def definitions(self) -> Definitions:
        """What metafields may hold."""
        return Definitions(self._connection)

    @property
    def shelf(self) -> Shelves:
        """What a store keeps beside its customers."""
        return Shelves(self._connection)

    @property
    def staff(self) -> StaffRoom:
        """Accounts of the installation."""
        return StaffRoom(self._connection, self.now)

    @property
    def second_steps(self) -> SecondSteps:
        """What accounts of the installation prove themselves with beside a password."""
        return SecondSteps(self._connection)

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self._connection, self.now)

    @property
    def secrets(self) -> Secrets:
        """Random values that the installation made for itself."""
        return Secrets(self._connection, self.now)

    @property
    def attempts(self) -> Attempts:
        """Tallies of failed logins."""
        return Attempts(self._connection)

    @property
    def origins(self) -> Origins:
        """Which client address made which account."""
        return Origins(self._connection, self.now)

    @property
    def history(self) -> History:
        """What happened to customers."""
        return History(self._connection)

    @property
    def answers(self) -> Answers:
        """Answers kept for calls that may be repeated."""
        return Answers(self._connection, self.now)

    @property
    def outbox(self) -> Outbox:
        """Mail waiting to be sent."""
        return Outbox(self._connection, self.now)


class FillingUnit(Unit):
    """A writing unit that also puts in place what no request may: for worlds."""

    __slots__ = ()

    async def put_places(
        self, countries: Sequence[Country], regions: Sequence[Region], aliases: Sequence[Alias]
    ) -> None:
        """Nothing comes back; these are the places now, and no others."""
        await replace_places(self._connection, countries, regions, aliases)
        await mark_replaced(self._connection)

    async def add_staff(self, member: staff.Member) -> None:
        """Nothing comes back. Raises Taken("email"), Taken("key")."""
        await staff.add(self._connection, member, self.now)

    async def keep_ids(self, customers: Sequence[Customer]) -> None:
        """Nothing comes back; what comes after draws no id that one of the customers or addresses has.

        Raises Taken("id").
        """
        await keep_given(self._connection, customers)
