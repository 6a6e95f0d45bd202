"""What goes along when a customer moves to another store, beside the row and its children (one-record.md 6.7).

The row is written anew in the other store, so nothing may hang on it that is not named here: sessions and one-time
links die with the old row, memberships in groups, purchase facts and the ledger of creations stay behind.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, select
from sqlalchemy.sql import Executable

from patron.domain.credential import Credential, raised
from patron.domain.customer import NO_PURCHASES, Customer
from patron.store import marks, tables
from patron.store.credentials import Credentials
from patron.store.outbox import Outbox
from patron.store.spelling import Spelling, whole
from patron.store.statement import Connection, statement

_external = tables.external_id.c
_letter = tables.outbox.c


class Luggage(Struct, frozen=True):
    """What was hanging on the customer in the old store."""

    credential: Credential | None
    external_ids: tuple[tuple[str, str], ...]
    letters: tuple[str, ...]
    """Kinds of the mails that still wait."""


@statement("store_id", "customer_id")
def external_ids_of(_sql: Spelling) -> Executable:
    """What other systems call the customer."""
    own = (_external.store_id == whole("store_id"), _external.customer_id == whole("customer_id"))
    return select(_external.system, _external.external_id).where(*own)


@statement("store_id", "system", "external_id", "customer_id")
def insert_external_id(sql: Spelling) -> Executable:
    """What another system calls the customer, unless it calls somebody of this store so."""
    names = ("store_id", "system", "external_id", "customer_id")
    row = sql.insert(tables.external_id).values({name: bindparam(name, type_=_external[name].type) for name in names})
    return row.on_conflict_do_nothing(index_elements=["store_id", "system", "external_id"])


@statement("store_id", "customer_id")
def letters_of(_sql: Spelling) -> Executable:
    """The kinds of the mails that wait for the customer."""
    own = (_letter.store_id == whole("store_id"), _letter.customer_id == whole("customer_id"))
    return select(_letter.kind).where(*own).order_by(_letter.id)


@statement("store_id", "customer_id")
def drop_letters_of(_sql: Spelling) -> Executable:
    """No mail waits for the customer."""
    own = (_letter.store_id == whole("store_id"), _letter.customer_id == whole("customer_id"))
    return delete(tables.outbox).where(*own)


def carried(customer: Customer) -> Customer:
    """The customer as it arrives: without what is the old store's, and with numbers of the new store's to be drawn."""
    return replace(
        customer,
        purchases=NO_PURCHASES,
        list_items=tuple(replace(item, id=0) for item in customer.list_items if item.group_id is None),
        properties=tuple(replace(one, id=0) for one in customer.properties),
    )


async def packed(connection: Connection, customer: Customer, now: int) -> Luggage:
    """What goes along; what waits in the old store for this customer is gone."""
    owner = (customer.store_id, customer.id)
    letters = await connection.rows(letters_of, *owner)
    if letters:
        await connection.run(drop_letters_of, *owner)
    return Luggage(
        await Credentials(connection, now).get(*owner),
        tuple((system, number) for system, number in await connection.rows(external_ids_of, *owner)),
        tuple(kind for (kind,) in letters),
    )


async def unpacked(connection: Connection, customer: Customer, luggage: Luggage, now: int) -> None:
    """Nothing comes back; the customer has in its new store what goes along, and every token of before is dead."""
    owner = (customer.store_id, customer.id)
    if luggage.credential is not None:
        epoch = raised(luggage.credential.token_epoch, now)
        await Credentials(connection, now).put(*owner, replace(luggage.credential, token_epoch=epoch))
    names = [(customer.store_id, *name, customer.id) for name in luggage.external_ids]
    await connection.run_each(insert_external_id, names)
    if names:
        await marks.refresh(connection, customer)
    for kind in luggage.letters:
        await Outbox(connection, now).add(customer.store_id, kind, customer.id)
