"""How a customer gets in: the password, the sessions, the mail with a link; and ending all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from patron.domain.access import ENABLED
from patron.domain.credential import Credential, Session
from patron.domain.customer import Customer
from patron.domain.keys import email_key
from patron.domain.refusals import Invalid, Problem
from patron.operations.office import Dossier, Visit, dossier
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.record import end_sessions
from patron.operations.revising import locked_dossier

RESET: Final = "reset"
INVITATION: Final = "invitation"


class Admission(Struct, frozen=True):
    """Everything that lets the customer in."""

    dossier: Dossier
    credential: Credential | None
    sessions: Sequence[Session]


class Ending(Struct, frozen=True):
    """A session that is to end; no reference: all of them, and every token."""

    uuid: str
    reference: str = ""


class Farewell(Struct, frozen=True):
    """A customer who is to go, with what was typed as a proof that it is meant."""

    uuid: str
    typed: str


def reference_of(session: Session) -> str:
    """What pages call a session: made of its hash, and no way back to it."""
    return hashlib.blake2b(session.id_hash.encode(), digest_size=12, person=b"patron page").hexdigest()


async def admission(unit: Reading, visit: Visit, uuid: str) -> Admission:
    """How the customer gets in. Raises NotFound."""
    found = await dossier(unit, visit, uuid)
    store_id, customer_id = found.shop.store_id, found.customer.id
    credential = await unit.credentials.get(store_id, customer_id)
    return Admission(found, credential, await unit.sessions.of_customer(store_id, customer_id))


async def end(unit: Writing, visit: Visit, wish: Ending) -> str:
    """The uuid of the customer; the session, or everything, has ended. Raises NotFound."""
    found = await locked_dossier(unit, visit, wish.uuid)
    if not wish.reference:
        await end_sessions(unit, found.customer)
        return wish.uuid
    for session in await unit.sessions.of_customer(found.shop.store_id, found.customer.id):
        if reference_of(session) == wish.reference:
            await unit.sessions.drop(found.shop.store_id, session.id_hash)
    return wish.uuid


async def send_link(desk: Desk, visit: Visit, uuid: str) -> str:
    """The uuid of the customer, who gets a mail with a link to choose a password. Raises NotFound, Invalid."""

    async def put(unit: Writing) -> None:
        found = await locked_dossier(unit, visit, uuid)
        if found.customer.status != ENABLED or not found.customer.email:
            raise Invalid({"status": (Problem.INVALID,)})
        credential = await unit.credentials.get(found.shop.store_id, found.customer.id)
        await unit.outbox.add(found.shop.store_id, RESET if credential else INVITATION, found.customer.id)

    await desk.store.write(put)
    desk.nudge()
    return uuid


def proof_of(customer: Customer) -> str:
    """What is to be typed before the customer goes: the e-mail; of somebody without one, the number."""
    return customer.email if customer.email.strip() else str(customer.id)


async def dismiss(unit: Writing, visit: Visit, wish: Farewell) -> Dossier | None:
    """None when the customer is gone; the customer where something else was typed. Raises NotFound."""
    found = await locked_dossier(unit, visit, wish.uuid)
    if email_key(wish.typed.strip()) != email_key(proof_of(found.customer)):
        return found
    await unit.customers.delete(found.customer)
    return None
