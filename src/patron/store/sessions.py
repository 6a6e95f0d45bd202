"""Who is signed in, and the random values that the installation made for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.sql import Executable

from patron.domain.credential import Session
from patron.store import tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

SESSION: Final = Session.__struct_fields__
_session = tables.session.c
_secret = tables.secret.c
_own = _session.store_id == whole("store_id")
_this = (_own, _session.id_hash == bindparam("id_hash"))


@statement("store_id", "id_hash", "now")
def find_session(_sql: Spelling) -> Executable:
    """A session that has not expired."""
    live = _session.expires_at > whole("now")
    return select(*(_session[name] for name in SESSION)).where(*_this, live)


@statement("store_id", "staff_id", "now")
def find_of_staff(_sql: Spelling) -> Executable:
    """What has not expired of an account, the newest first."""
    live = (_own, _session.staff_id == whole("staff_id"), _session.expires_at > whole("now"))
    newest = (_session.created_at.desc(), _session.id_hash)
    return select(*(_session[name] for name in SESSION)).where(*live).order_by(*newest)


@statement("store_id", "customer_id", "now")
def find_of_customer(_sql: Spelling) -> Executable:
    """Those of a customer that have not expired, the newest first."""
    found = select(*(_session[name] for name in SESSION)).where(_own, _session.customer_id == whole("customer_id"))
    return found.where(_session.expires_at > whole("now")).order_by(_session.created_at.desc(), _session.id_hash)


@statement("store_id", *SESSION)
def insert_session(sql: Spelling) -> Executable:
    """One more."""
    names = ("store_id", *SESSION)
    return sql.insert(tables.session).values({name: bindparam(name, type_=_session[name].type) for name in names})


@statement("store_id", "id_hash", "now")
def use_session(_sql: Spelling) -> Executable:
    """A session that was not used yet is."""
    unused = (_session.used_at.is_(None), _session.expires_at > whole("now"))
    return update(tables.session).where(*_this, *unused).values(used_at=whole("now"))


@statement("store_id", "id_hash")
def drop_session(_sql: Spelling) -> Executable:
    """One less."""
    return delete(tables.session).where(*_this)


@statement("store_id", "family")
def drop_family(_sql: Spelling) -> Executable:
    """All that follow each other."""
    return delete(tables.session).where(_own, _session.family == bindparam("family"))


@statement("store_id", "customer_id")
def drop_of_customer(_sql: Spelling) -> Executable:
    """All of a customer."""
    return delete(tables.session).where(_own, _session.customer_id == whole("customer_id"))


@statement("store_id", "staff_id")
def drop_of_staff(_sql: Spelling) -> Executable:
    """All of an account of the installation in one store."""
    return delete(tables.session).where(_own, _session.staff_id == whole("staff_id"))


@statement("store_id", "now")
def drop_all_expired(_sql: Spelling) -> Executable:
    """What has ended in a store by itself."""
    return delete(tables.session).where(_own, _session.expires_at <= whole("now"))


@statement("store_id", "customer_id", "now")
def drop_expired_of_customer(_sql: Spelling) -> Executable:
    """What has ended of a customer by itself."""
    ended = _session.expires_at <= whole("now")
    return delete(tables.session).where(_own, _session.customer_id == whole("customer_id"), ended)


@statement("store_id", "staff_id", "now")
def drop_expired_of_staff(_sql: Spelling) -> Executable:
    """What has ended of an account by itself."""
    ended = _session.expires_at <= whole("now")
    return delete(tables.session).where(_own, _session.staff_id == whole("staff_id"), ended)


class Sessions:
    """The sessions as one unit of work sees them."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def get(self, store_id: int, id_hash: str) -> Session | None:
        """The session behind the hash, or None; never one that has expired."""
        row = await self._connection.row(find_session, store_id, id_hash, self._now)
        return None if row is None else Session(*row)

    async def of_staff(self, store_id: int, staff_id: int) -> Sequence[Session]:
        """The sessions of an account of the installation in one store, the newest first; none that has expired."""
        return [Session(*row) for row in await self._connection.rows(find_of_staff, store_id, staff_id, self._now)]

    async def of_customer(self, store_id: int, customer_id: int) -> Sequence[Session]:
        """Where the customer is signed in, the newest first."""
        rows = await self._connection.rows(find_of_customer, store_id, customer_id, self._now)
        return [Session(*row) for row in rows]

    async def add(self, store_id: int, session: Session) -> None:
        """Nothing comes back; what has expired of the same account goes on the way."""
        if session.customer_id is not None:
            await self._connection.run(drop_expired_of_customer, store_id, session.customer_id, self._now)
        if session.staff_id is not None:
            await self._connection.run(drop_expired_of_staff, store_id, session.staff_id, self._now)
        self._connection.prove(find_session, store_id, session.id_hash, self._now)
        await self._connection.run(insert_session, store_id, *(getattr(session, name) for name in SESSION))

    async def use(self, store_id: int, id_hash: str) -> bool:
        """True once: the session is marked as used now. False where it was already, or is not there."""
        return await self._connection.run(use_session, store_id, id_hash, self._now) > 0

    async def drop(self, store_id: int, id_hash: str) -> bool:
        """False when it was not there."""
        return await self._connection.run(drop_session, store_id, id_hash) > 0

    async def drop_family(self, store_id: int, family: str) -> None:
        """Nothing comes back; all that follow each other are gone."""
        await self._connection.run(drop_family, store_id, family)

    async def drop_expired(self, store_id: int) -> None:
        """Nothing comes back; sessions of the store that have ended by themselves are gone."""
        await self._connection.run(drop_all_expired, store_id, self._now)

    async def drop_customer(self, store_id: int, customer_id: int) -> None:
        """Nothing comes back; the customer is signed in nowhere."""
        await self._connection.run(drop_of_customer, store_id, customer_id)

    async def drop_staff(self, store_id: int, staff_id: int) -> None:
        """Nothing comes back; the account is signed in nowhere in this store."""
        await self._connection.run(drop_of_staff, store_id, staff_id)


@statement("name")
def find_secret(_sql: Spelling) -> Executable:
    """The value of that name."""
    return select(_secret.value).where(_secret.name == bindparam("name"))


@statement("name", "value", "created_at")
def keep_secret(sql: Spelling) -> Executable:
    """The value, unless there is one of that name."""
    names = ("name", "value", "created_at")
    insert = sql.insert(tables.secret).values({name: bindparam(name, type_=_secret[name].type) for name in names})
    return insert.on_conflict_do_nothing(index_elements=["name"])


class Secrets:
    """The installation's random values as one unit of work sees them."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def get(self, name: str) -> str | None:
        """The value, or None where it was not made yet."""
        row = await self._connection.row(find_secret, name)
        return None if row is None else str(row[0])

    async def keep(self, name: str, value: str) -> str:
        """The value that holds: this one, or the one that somebody else kept before."""
        await self._connection.run(keep_secret, name, value, self._now)
        return await self.get(name) or value
