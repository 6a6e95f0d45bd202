"""The addresses of a customer: written so that the two unique flags never clash on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql import Executable

from patron.domain.customer import Address, Customer
from patron.domain.lens import identical
from patron.store import ids, tables
from patron.store.columns import ADDRESS, address_values
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

_CHANGING: Final = tuple(name for name in ADDRESS if name not in {"id", "uuid", "created_at"})
_column = tables.address.c
_this = (_column.store_id == whole("store_id"), _column.customer_id == whole("customer_id"), _column.id == whole("id"))


@statement("store_id", "customer_id", *ADDRESS)
def insert_address(_sql: Spelling) -> Executable:
    """One new row."""
    names = ("store_id", "customer_id", *ADDRESS)
    return insert(tables.address).values({name: bindparam(name, type_=_column[name].type) for name in names})


@statement(*_CHANGING, "store_id", "customer_id", "id")
def update_address(_sql: Spelling) -> Executable:
    """Everything that can change."""
    values = {name: bindparam(name, type_=_column[name].type) for name in _CHANGING}
    return update(tables.address).where(*_this).values(values)


@statement("is_billing", "is_delivery", "is_default", "store_id", "customer_id", "id")
def release_flags(_sql: Spelling) -> Executable:
    """The flags alone."""
    flags = ("is_billing", "is_delivery", "is_default")
    values = {name: bindparam(name, type_=_column[name].type) for name in flags}
    return update(tables.address).where(*_this).values(values)


@statement("store_id", "customer_id", "id")
def delete_address(_sql: Spelling) -> Executable:
    """One row less."""
    return delete(tables.address).where(*_this)


@statement("store_id", "customer_id", "uuid")
def find_address(_sql: Spelling) -> Executable:
    """The id of the address with that uuid."""
    owner = (_column.store_id == whole("store_id"), _column.customer_id == whole("customer_id"))
    return select(_column.id).where(*owner, _column.uuid == bindparam("uuid"))


async def with_ids(
    connection: Connection, store_id: int, addresses: Sequence[Address], known: Sequence[Address] = ()
) -> tuple[Address, ...]:
    """The addresses, each with an id, ascending. Ids that are given and not known yet are kept (an import)."""
    old = {address.id for address in known}
    given = [address.id for address in addresses if address.id and address.id not in old]
    if given:
        await ids.keep_all(connection, store_id, "address_id", given)
    unborn = sum(not address.id for address in addresses)
    if not unborn:
        return tuple(sorted(addresses, key=_by_id))
    numbers = iter(range(first := await ids.draw(connection, store_id, "address_id", unborn), first + unborn))
    born = (address if address.id else replace(address, id=next(numbers)) for address in addresses)
    return tuple(sorted(born, key=_by_id))


async def insert_all(connection: Connection, customer: Customer, addresses: Sequence[Address]) -> None:
    """Nothing comes back; the rows are there."""
    owner = (customer.store_id, customer.id)
    await connection.run_each(insert_address, [(*owner, *address_values(address).values()) for address in addresses])


async def save_all(connection: Connection, old: Customer, new: Customer) -> tuple[Address, ...]:
    """The addresses as stored: what is gone is deleted, what differs updated, what is new inserted.

    Both unique indexes are immediate, so flags are given up before they are taken.
    """
    if identical(new.addresses, old.addresses):
        return new.addresses
    owner = (new.store_id, new.id)
    stored = await with_ids(connection, new.store_id, new.addresses, old.addresses)
    before = {address.id: address for address in old.addresses}
    left = {address.id for address in stored}
    await connection.run_each(delete_address, [(*owner, number) for number in before if number not in left])
    changed = [(before[one.id], one) for one in stored if one.id in before and not identical(one, before[one.id])]
    for was, now in changed:
        if _gives(was, now) and _takes(was, now):
            await connection.run(release_flags, *_released(was, now), *owner, was.id)
    for was, now in sorted(changed, key=lambda pair: _takes(*pair)):
        values = address_values(now)
        await connection.run(update_address, *(values[name] for name in _CHANGING), *owner, was.id)
    unknown = [address for address in stored if address.id not in before]
    if unknown:
        # Doing it again would add it again: when the answer to the COMMIT is lost, this tells whether it happened.
        connection.prove(find_address, *owner, unknown[0].uuid)
    await insert_all(connection, new, unknown)
    return stored


def _gives(was: Address, now: Address) -> bool:
    """True where a unique flag is given up."""
    return (was.is_billing and not now.is_billing) or (was.is_default is True and now.is_default is not True)


def _takes(was: Address, now: Address) -> bool:
    """True where a unique flag is taken."""
    return _gives(now, was)


def _released(was: Address, now: Address) -> tuple[int, int, int | None]:
    """Flags of a row that gives one and takes another: neither is held, and it still has a face."""
    billing = was.is_billing and now.is_billing
    default = 1 if was.is_default and now.is_default else None
    return int(billing), int(now.is_delivery or not billing), default


def _by_id(address: Address) -> int:
    return address.id
