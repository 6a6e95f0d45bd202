"""Sessions of customers and staff: 256 random bits at the client, their SHA-256 in the store.

A session lives in one epoch of its account: a new password, disabling and deletion end all of them at once, whatever
door they were opened through. Bearer tokens are sessions, too, of a kind of their own.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import ENABLED, Staff
from patron.domain.credential import Session
from patron.domain.customer import Customer, Parts
from patron.domain.refusals import NotFound, NotSignedIn
from patron.operations.access import token_hash
from patron.operations.ports import Reading, Writing
from patron.operations.visiting import Visitor

BYTES: Final = 32
LENGTH: Final = 43
"""Characters of an id: 256 bits in base64 without padding."""
_CSRF_PURPOSE: Final = b"patron csrf"


class Opening(Struct, frozen=True):
    """A session that is wanted: of a customer or of a member of staff."""

    store_id: int
    kind: str
    lifetime_ms: int
    """Negative for one that has expired: worlds ask for such."""
    customer_id: int | None = None
    staff_id: int | None = None
    token_epoch: int | None = None
    """The epoch in which the password was right; None: the one of this moment."""
    family: str | None = None
    instead_of: str | None = None
    """The id of a session that ends with this one's beginning: an id never survives a change of who is signed in."""


class Found(Struct, frozen=True):
    """A session that is alive, and whose it is."""

    session: Session
    customer: Customer | None = None
    staff: Staff | None = None


def new_id() -> str:
    """256 random bits as 43 url-safe characters."""
    return secrets.token_urlsafe(BYTES)


def is_id(text: str) -> bool:
    """True for text that `new_id` could have made."""
    return len(text) == LENGTH and text.isascii() and text.replace("-", "a").replace("_", "a").isalnum()


def csrf_of(session_id: str) -> str:
    """The value that must come with a session's writes: made of the id, so that it needs no place in the store.

    It is no way back to the id, and another hash than the one that sessions are found by.
    """
    digest = hashlib.blake2b(session_id.encode(), digest_size=30, person=_CSRF_PURPOSE).digest()
    return base64.urlsafe_b64encode(digest).decode()


async def open_session(unit: Writing, opening: Opening) -> str:
    """The id of the new session, which is to be given to the client and to nobody else.

    Raises NotSignedIn where the account is gone or disabled, or its password changed since it was checked.
    """
    epoch = await _epoch(unit, opening)
    if epoch is None or opening.token_epoch not in (None, epoch):
        raise NotSignedIn
    if opening.instead_of is not None:
        await unit.sessions.drop(opening.store_id, token_hash(opening.instead_of))
    return await _keep(unit, opening, epoch, new_id())


async def plant_session(unit: Writing, opening: Opening, session_id: str | None = None) -> str:
    """The id of a session as a world wants it: of a disabled account, too. Raises NotFound for one that is not there.

    `session_id` is the one to take, where the world says so.
    """
    epoch = await _epoch(unit, opening, whatever_status=True)
    if epoch is None:
        raise NotFound("account")
    return await _keep(unit, opening, epoch, session_id or new_id())


async def _keep(unit: Writing, opening: Opening, epoch: int, session_id: str) -> str:
    session = Session(
        id_hash=token_hash(session_id),
        kind=opening.kind,
        customer_id=opening.customer_id,
        staff_id=opening.staff_id,
        family=opening.family,
        token_epoch=epoch,
        created_at=unit.now,
        expires_at=unit.now + opening.lifetime_ms,
    )
    await unit.sessions.add(opening.store_id, session)
    return session_id


async def find_session(
    unit: Reading, store_id: int, kind: str, session_id: str, parts: Parts = Parts.NONE
) -> Found | None:
    """The session and its customer with those parts, or its member of staff; None where it is not alive."""
    session = await unit.sessions.get(store_id, token_hash(session_id))
    if session is None or session.kind != kind:
        return None
    if session.customer_id is not None:
        return await _found_customer(unit, store_id, session, session.customer_id, parts)
    if session.staff_id is None:
        return None
    staff = await unit.staff.get(session.staff_id)
    if staff is None or staff.status != ENABLED or staff.token_epoch != session.token_epoch:
        return None
    return Found(session, staff=staff)


async def end_session(unit: Writing, store_id: int, session_id: str) -> bool:
    """False when there was no such session."""
    return await unit.sessions.drop(store_id, token_hash(session_id))


async def keep_signed_in(unit: Writing, visitor: Visitor) -> None:
    """Nothing comes back; a new password ends every session of the visitor but the one that it was set through."""
    if visitor.customer_id is None:
        return
    store_id = visitor.shop.store_id
    own = await unit.sessions.get(store_id, visitor.session_hash) if visitor.session_hash else None
    await unit.sessions.drop_customer(store_id, visitor.customer_id)
    if own is not None and own.customer_id == visitor.customer_id:
        epoch = await _customer_epoch(unit, store_id, visitor.customer_id)
        await unit.sessions.add(store_id, replace(own, token_epoch=epoch))


async def _found_customer(
    unit: Reading, store_id: int, session: Session, customer_id: int, parts: Parts
) -> Found | None:
    customer = await unit.customers.get(store_id, customer_id, parts)
    if customer is None or customer.status != ENABLED:
        return None
    if await _customer_epoch(unit, store_id, customer_id) != session.token_epoch:
        return None
    return Found(session, customer=customer)


async def _epoch(unit: Writing, opening: Opening, *, whatever_status: bool = False) -> int | None:
    """The epoch of the enabled account that the session is for; None where there is none."""
    account: Customer | Staff | None = None
    if opening.customer_id is not None:
        account = await unit.customers.get(opening.store_id, opening.customer_id, Parts.NONE)
    elif opening.staff_id is not None:
        account = await unit.staff.get(opening.staff_id)
    if account is None or not (whatever_status or account.status == ENABLED):
        return None
    if isinstance(account, Staff):
        return account.token_epoch
    return await _customer_epoch(unit, opening.store_id, account.id)


async def _customer_epoch(unit: Reading | Writing, store_id: int, customer_id: int) -> int:
    credential = await unit.credentials.get(store_id, customer_id)
    return credential.token_epoch if credential else 0
