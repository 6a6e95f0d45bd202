"""People who manage stores: accounts of the installation, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import bindparam, insert
from sqlalchemy.sql import Executable

from patron.domain.keys import email_key
from patron.store import ids, tables
from patron.store.spelling import Spelling
from patron.store.statement import Connection, statement

_NEW: Final = ("id", "email", "email_key", "name", "role", "scheme", "hash", "key_hash", "status", "created_at")


class Member(Protocol):
    """Somebody who manages stores."""

    @property
    def email(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def scheme(self) -> str | None: ...

    @property
    def hash(self) -> str | None: ...

    @property
    def key_hash(self) -> str | None: ...

    @property
    def stores(self) -> Sequence[int]: ...

    @property
    def grants(self) -> Sequence[tuple[int, str]]: ...


@statement(*_NEW)
def insert_member(_sql: Spelling) -> Executable:
    """One more."""
    column = tables.staff.c
    return insert(tables.staff).values({name: bindparam(name, type_=column[name].type) for name in _NEW})


@statement("staff_id", "store_id")
def insert_store(_sql: Spelling) -> Executable:
    """A store that the member manages."""
    column = tables.staff_store.c
    names = ("staff_id", "store_id")
    return insert(tables.staff_store).values({name: bindparam(name, type_=column[name].type) for name in names})


@statement("staff_id", "store_id", "to_do")
def insert_grant(_sql: Spelling) -> Executable:
    """A right that a store granted the member."""
    column = tables.staff_grant.c
    names = ("staff_id", "store_id", "to_do")
    return insert(tables.staff_grant).values({name: bindparam(name, type_=column[name].type) for name in names})


async def add(connection: Connection, member: Member, now: int) -> int:
    """The id of the new member. Raises Taken("email"), Taken("key")."""
    number = await ids.next_of_installation(connection, "staff_id")
    key = email_key(member.email)
    secrets = (member.scheme, member.hash, member.key_hash)
    await connection.run(insert_member, number, member.email, key, member.name, member.role, *secrets, 1, now)
    await connection.run_each(insert_store, [(number, store_id) for store_id in dict.fromkeys(member.stores)])
    await connection.run_each(insert_grant, [(number, *grant) for grant in dict.fromkeys(member.grants)])
    return number
