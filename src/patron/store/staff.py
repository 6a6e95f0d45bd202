"""People who manage stores: accounts of the installation, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, Protocol, TypeAlias
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.access import Staff
from patron.domain.credential import Credential
from patron.domain.keys import email_key
from patron.store import ids, tables
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, Row, Statement, Value, statement

_NEW: Final = (
    "id",
    "uuid",
    "email",
    "email_key",
    "name",
    "role",
    "scheme",
    "hash",
    "changed_at",
    "key_hash",
    "status",
    "created_at",
    "updated_at",
)
_KNOWN: Final = ("id", "uuid", "email", "name", "role", "status", "token_epoch", "created_at", "updated_at")
Key: TypeAlias = Literal["id", "email_key", "key_hash"]
_column = tables.staff.c


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


def _find_by(key: Key) -> Statement:
    def build(_sql: Spelling) -> Executable:
        return select(*(_column[name] for name in _KNOWN)).where(_column[key] == bindparam("value"))

    return Statement(build, ("value",), f"staff.find_by_{key}")


find_by: Final[dict[Key, Statement]] = {
    "id": _find_by("id"),
    "email_key": _find_by("email_key"),
    "key_hash": _find_by("key_hash"),
}


@statement()
def all_staff(_sql: Spelling) -> Executable:
    """Every account."""
    return select(*(_column[name] for name in _KNOWN)).order_by(_column.id)


@statement("staff_id")
def find_stores(_sql: Spelling) -> Executable:
    """The stores that a member manages."""
    return select(tables.staff_store.c.store_id).where(tables.staff_store.c.staff_id == whole("staff_id"))


@statement("staff_id")
def find_grants(_sql: Spelling) -> Executable:
    """The rights that stores granted a member."""
    column = tables.staff_grant.c
    return select(column.store_id, column.to_do).where(column.staff_id == whole("staff_id"))


@statement("id")
def find_credential(_sql: Spelling) -> Executable:
    """The password of a member."""
    found = select(_column.scheme, _column.hash, _column.changed_at, _column.token_epoch)
    return found.where(_column.id == whole("id"), _column.hash.is_not(None))


@statement("scheme", "hash", "changed_at", "token_epoch", "updated_at", "id")
def put_password(_sql: Spelling) -> Executable:
    """Another password, and the epoch that ends what was opened with the old one."""
    names = ("scheme", "hash", "changed_at", "token_epoch", "updated_at")
    values = {name: bindparam(name, type_=_column[name].type) for name in names}
    return update(tables.staff).where(_column.id == whole("id")).values(values)


@statement("key_hash", "updated_at", "id")
def put_key(_sql: Spelling) -> Executable:
    """Another API key, or none."""
    values = {name: bindparam(name, type_=_column[name].type) for name in ("key_hash", "updated_at")}
    return update(tables.staff).where(_column.id == whole("id")).values(values)


@statement("id")
def has_key(_sql: Spelling) -> Executable:
    """An account that has an API key."""
    return select(_column.id).where(_column.id == whole("id"), _column.key_hash.is_not(None))


@statement("id")
def lock_member(_sql: Spelling) -> Executable:
    """An account, locked against other writers."""
    return select(_column.id).where(_column.id == whole("id")).with_for_update()


@statement("token_epoch", "updated_at", "id")
def put_epoch(_sql: Spelling) -> Executable:
    """The epoch that ends what was opened before."""
    values = {name: bindparam(name, type_=_column[name].type) for name in ("token_epoch", "updated_at")}
    return update(tables.staff).where(_column.id == whole("id")).values(values)


_CHANGING: Final = ("email", "email_key", "name", "role", "status", "token_epoch", "updated_at")


@statement(*_CHANGING, "id")
def save_member(_sql: Spelling) -> Executable:
    """What is known of an account, but for what it manages."""
    values = {name: bindparam(name, type_=_column[name].type) for name in _CHANGING}
    return update(tables.staff).where(_column.id == whole("id")).values(values)


@statement("staff_id", "store_id")
def drop_store(_sql: Spelling) -> Executable:
    """A store that the member manages no more."""
    column = tables.staff_store.c
    return delete(tables.staff_store).where(column.staff_id == whole("staff_id"), column.store_id == whole("store_id"))


class StaffRoom:
    """The accounts of the installation as one unit of work sees them."""

    __slots__ = ("_connection", "_now")

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    async def get(self, staff_id: int) -> Staff | None:
        """The account, whatever its status, or None."""
        return await self._found("id", staff_id)

    async def by_email(self, email_key: str) -> Staff | None:
        """The account with that e-mail (comparison form), or None."""
        return await self._found("email_key", email_key)

    async def by_key(self, key_hash: str) -> Staff | None:
        """The account with that API key (SHA-256, hex), or None."""
        return await self._found("key_hash", key_hash)

    async def all(self) -> Sequence[Staff]:
        """Every account, ascending by id."""
        return [await self._whole(row) for row in await self._connection.rows(all_staff)]

    async def credential(self, staff_id: int) -> Credential | None:
        """The password as stored, or None where none was set."""
        row = await self._connection.row(find_credential, staff_id)
        return None if row is None else Credential(row[0], row[1], row[2] or 0, row[3])

    async def put_password(self, staff_id: int, credential: Credential) -> None:
        """Nothing comes back; password and epoch are replaced."""
        values = (credential.scheme, credential.hash, credential.changed_at, credential.token_epoch)
        await self._connection.run(put_password, *values, self._now, staff_id)

    async def put_key(self, staff_id: int, key_hash: str | None) -> None:
        """Nothing comes back; that is the account's API key now, and no other. Raises Taken("key")."""
        await self._connection.run(put_key, key_hash, self._now, staff_id)

    async def has_key(self, staff_id: int) -> bool:
        """True for an account with an API key."""
        return await self._connection.row(has_key, staff_id) is not None

    async def add(self, member: Member) -> int:
        """The id of the new account. Raises Taken("email"), Taken("key")."""
        return await add(self._connection, member, self._now)

    async def locked(self, staff_id: int) -> Staff | None:
        """The account, locked against other writers until the unit ends, or None."""
        if self._connection.spelling.locks_rows:
            await self._connection.row(lock_member, staff_id)
        return await self.get(staff_id)

    async def put_epoch(self, staff_id: int, epoch: int) -> None:
        """Nothing comes back; what was opened in an epoch before is dead."""
        await self._connection.run(put_epoch, epoch, self._now, staff_id)

    async def save(self, old: Staff, new: Staff) -> None:
        """Nothing comes back; the account is the new one, what it was granted excepted. Raises Taken("email")."""
        values = (new.email, email_key(new.email), new.name, new.role, new.status, new.token_epoch, self._now)
        await self._connection.run(save_member, *values, old.id)
        await self._connection.run_each(drop_store, [(old.id, one) for one in sorted(old.stores - new.stores)])
        await self._connection.run_each(insert_store, [(old.id, one) for one in sorted(new.stores - old.stores)])

    async def _found(self, key: Key, value: int | str) -> Staff | None:
        row = await self._connection.row(find_by[key], value)
        return None if row is None else await self._whole(row)

    async def _whole(self, row: Row) -> Staff:
        number = int(row[0])
        stores = await self._connection.rows(find_stores, number)
        grants = await self._connection.rows(find_grants, number)
        number, uuid, email, name, role, status, epoch, created_at, updated_at = row
        return Staff(
            id=number,
            uuid=uuid,
            email=email,
            name=name,
            role=role,
            status=status,
            stores=frozenset(int(store_id) for (store_id,) in stores),
            grants=frozenset((int(store_id), str(right)) for store_id, right in grants),
            token_epoch=epoch,
            created_at=created_at,
            updated_at=updated_at,
        )


async def add(connection: Connection, member: Member, now: int) -> int:
    """The id of the new member. Raises Taken("email"), Taken("key")."""
    number = await ids.next_of_installation(connection, "staff_id")
    changed_at = now if member.hash else None
    values: dict[str, Value] = {
        "id": number,
        "uuid": str(uuid4()),
        "email": member.email,
        "email_key": email_key(member.email),
        "name": member.name,
        "role": member.role,
        "scheme": member.scheme,
        "hash": member.hash,
        "changed_at": changed_at,
        "key_hash": member.key_hash,
        "status": 1,
        "created_at": now,
        "updated_at": now,
    }
    await connection.run(insert_member, *(values[name] for name in _NEW))
    await connection.run_each(insert_store, [(number, store_id) for store_id in dict.fromkeys(member.stores)])
    await connection.run_each(insert_grant, [(number, *grant) for grant in dict.fromkeys(member.grants)])
    return number
