"""Passwords of customers, and the one-time links that set them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.sql import Executable

from patron.domain.credential import Credential, Link
from patron.store import tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

CREDENTIAL: Final = Credential.__struct_fields__
LINK: Final = Link.__struct_fields__
_credential = tables.credential.c
_link = tables.link.c
_this_link = (_link.store_id == whole("store_id"), _link.token_hash == bindparam("token_hash"))


@statement("store_id", "customer_id")
def find_credential(_sql: Spelling) -> Executable:
    """The password of a customer."""
    found = select(*(_credential[name] for name in CREDENTIAL))
    return found.where(_credential.store_id == whole("store_id"), _credential.customer_id == whole("customer_id"))


@statement("store_id", "customer_id", "hash", "token_epoch")
def find_same_credential(_sql: Spelling) -> Executable:
    """The password of a customer if it is that one, of that epoch: every hash has a salt of its own."""
    own = (_credential.store_id == whole("store_id"), _credential.customer_id == whole("customer_id"))
    same = (_credential.hash == bindparam("hash"), _credential.token_epoch == whole("token_epoch"))
    return select(_credential.customer_id).where(*own, *same)


@statement("store_id", "customer_id", *CREDENTIAL)
def put_credential(sql: Spelling) -> Executable:
    """The password of a customer, new or instead of the old one."""
    names = ("store_id", "customer_id", *CREDENTIAL)
    upsert = sql.insert(tables.credential).values(
        {name: bindparam(name, type_=_credential[name].type) for name in names}
    )
    return upsert.on_conflict_do_update(
        index_elements=["store_id", "customer_id"], set_={name: upsert.excluded[name] for name in CREDENTIAL}
    )


@statement("scheme", "better", "store_id", "customer_id", "hash", "token_epoch")
def rehash_credential(_sql: Spelling) -> Executable:
    """The password of a customer under another hash, if it is still that one, of that epoch."""
    own = (_credential.store_id == whole("store_id"), _credential.customer_id == whole("customer_id"))
    same = (_credential.hash == bindparam("hash"), _credential.token_epoch == whole("token_epoch"))
    return update(tables.credential).where(*own, *same).values(scheme=bindparam("scheme"), hash=bindparam("better"))


@statement("store_id", "token_hash")
def find_link(_sql: Spelling) -> Executable:
    """A one-time link."""
    return select(*(_link[name] for name in LINK)).where(*_this_link)


@statement("store_id", "token_hash")
def take_link(_sql: Spelling) -> Executable:
    """A one-time link, which is gone now."""
    return delete(tables.link).where(*_this_link).returning(*(_link[name] for name in LINK))


@statement("store_id", "token_hash", *LINK)
def insert_link(sql: Spelling) -> Executable:
    """One more link."""
    names = ("store_id", "token_hash", *LINK)
    return sql.insert(tables.link).values({name: bindparam(name, type_=_link[name].type) for name in names})


@statement("store_id", "customer_id", "email_key", "now")
def drop_dead_links(_sql: Spelling) -> Executable:
    """A customer's links that have ended by themselves, or went to another address."""
    dead = (_link.expires_at <= whole("now")) | (_link.email_key != bindparam("email_key"))
    return delete(tables.link).where(
        _link.store_id == whole("store_id"), _link.customer_id == whole("customer_id"), dead
    )


class Credentials:
    """The passwords as one unit of work sees them."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def get(self, store_id: int, customer_id: int) -> Credential | None:
        """The password as stored, or None where none was set."""
        row = await self._connection.row(find_credential, store_id, customer_id)
        return None if row is None else Credential(*row)

    async def link(self, store_id: int, token_hash: str) -> Link | None:
        """The one-time link behind the hash, expired ones too, or None."""
        row = await self._connection.row(find_link, store_id, token_hash)
        return None if row is None else Link(*row)

    async def put(self, store_id: int, customer_id: int, credential: Credential) -> None:
        """Nothing comes back; the one password of the customer is replaced."""
        values = (getattr(credential, name) for name in CREDENTIAL)
        self._connection.prove(find_same_credential, store_id, customer_id, credential.hash, credential.token_epoch)
        await self._connection.run(put_credential, store_id, customer_id, *values)

    async def rehash(self, store_id: int, customer_id: int, old: Credential, better: Credential) -> None:
        """Nothing comes back; the same password has the other hash, unless there is another password by now.

        Asked in the statement that writes: a password that is set meanwhile must not be lost to the one before.
        """
        values = (better.scheme, better.hash, store_id, customer_id, old.hash, old.token_epoch)
        await self._connection.run(rehash_credential, *values)

    async def add_link(self, store_id: int, token_hash: str, link: Link) -> None:
        """Nothing comes back."""
        self._connection.prove(find_link, store_id, token_hash)
        await self._connection.run(drop_dead_links, store_id, link.customer_id, link.email_key, self._now)
        await self._connection.run(insert_link, store_id, token_hash, *(getattr(link, name) for name in LINK))

    async def take_link(self, store_id: int, token_hash: str) -> Link | None:
        """The link, which is gone from now on; None where another request took it first."""
        row = await self._connection.row(take_link, store_id, token_hash)
        return None if row is None else Link(*row)
