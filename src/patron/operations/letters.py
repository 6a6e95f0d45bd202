"""Mail: from the outbox to the mail server, and what the links in it do.

A letter in the outbox holds no secret. The token is made when the letter is written, stored hashed in a transaction of
its own, and exists in clear only inside the message.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from patron.domain.access import ENABLED, Shop
from patron.domain.credential import Letter, Link
from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key
from patron.domain.names import called
from patron.operations.access import token_hash
from patron.operations.ports import Desk, Writing

HOUR_MS = 3600 * 1000
LEASE_MS = 5 * 60_000
"""Longer than a mail server may take: no second sender may think that this one has died."""
BATCH = 20
FIRST_RETRY_MS = 5_000
LONGEST_RETRY_MS = 6 * 3600 * 1000
MOST_ATTEMPTS = 30  # about five days


class Kind(Struct, frozen=True):
    """What a letter of that kind brings: a link that works once, or words alone."""

    path: str = ""
    """Where its link leads, with `{token}` in it; empty: no link."""
    lifetime_ms: int = 0


KINDS: Mapping[str, Kind] = {
    "invitation": Kind("/account/invitation/{token}", 14 * 24 * HOUR_MS),
    "reset": Kind("/account/reset-password?token={token}", 48 * HOUR_MS),
    "account": Kind(),
    "welcome": Kind(),
}
"""By the word that stands in the outbox; it is the purpose of the link, too."""


class MailRefused(Exception):
    """The mail server did not take the message now."""


class Message(Struct, frozen=True):
    """One mail as it leaves."""

    to: str
    subject: str
    text: str
    html: str


class MailBox(Protocol):
    """Whoever takes a message away."""

    async def send(self, message: Message) -> None:
        """Nothing comes back. Raises MailRefused."""
        ...


class Stationery(Protocol):
    """Turns facts into the words of a message."""

    def letter(self, kind: str, shop: Shop, customer: Customer, name: str, link: str | None) -> Message:
        """The message of that kind; `link` is None where the kind has none."""
        ...


def new_link_token(store_id: int) -> str:
    """A token for a link, which carries its store: `<store>-<43 url-safe characters>`, nothing that ends a URL."""
    return f"{store_id}-{secrets.token_urlsafe(32)}"


async def deliver_due(desk: Desk, mailbox: MailBox, stationery: Stationery, base_url: str) -> int:
    """The number of letters that left. One that does not is tried again later, ever more slowly."""
    sent = 0
    for _ in range(BATCH):
        letters = await desk.store.write(lambda unit: unit.outbox.due(1, LEASE_MS))
        if not letters:
            break
        sent += await _deliver(desk, mailbox, stationery, base_url, letters[0])
    return sent


async def _deliver(desk: Desk, mailbox: MailBox, stationery: Stationery, base_url: str, letter: Letter) -> bool:
    kind = KINDS[letter.kind]
    token = new_link_token(letter.store_id) if kind.path else None
    addressed = await desk.store.write(lambda unit: _addressed(unit, letter, token))
    if addressed is None:
        return False
    shop, customer = addressed
    link = base_url + kind.path.format(token=token) if token else None
    try:
        await mailbox.send(stationery.letter(letter.kind, shop, customer, called(customer), link))
    except MailRefused:
        await desk.store.write(lambda unit: _put_off(unit, letter, token))
        return False
    await desk.store.write(lambda unit: unit.outbox.done(letter))
    return True


async def _addressed(unit: Writing, letter: Letter, token: str | None) -> tuple[Shop, Customer] | None:
    """Whom the letter goes to, its link stored if it has one; None, and no letter, where nobody is left to read it."""
    shop = await unit.shops.find("store_id", letter.store_id)
    customer = await unit.customers.get(letter.store_id, letter.customer_id, Parts.NONE)
    if shop is None or customer is None or (token and customer.status != ENABLED):
        await unit.outbox.done(letter)
        return None
    if token is None:
        return shop, customer
    credential = await unit.credentials.get(letter.store_id, letter.customer_id)
    link = Link(
        customer_id=customer.id,
        purpose=letter.kind,
        email_key=email_key(customer.email),
        token_epoch=credential.token_epoch if credential else 0,
        expires_at=unit.now + KINDS[letter.kind].lifetime_ms,
    )
    await unit.credentials.add_link(letter.store_id, token_hash(token), link)
    return shop, customer


async def _put_off(unit: Writing, letter: Letter, token: str | None) -> None:
    if token is not None:
        await unit.credentials.take_link(letter.store_id, token_hash(token))  # nobody has it: it never left
    if letter.attempts + 1 >= MOST_ATTEMPTS:
        await unit.outbox.done(letter)
        return
    wait = min(FIRST_RETRY_MS * 2**letter.attempts, LONGEST_RETRY_MS)
    await unit.outbox.retry(letter, unit.now + wait)
