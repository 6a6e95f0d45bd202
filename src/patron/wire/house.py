"""What a process has ready for its dialects: the desk of the operations, and what only the wire needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from patron.domain.places import Places
from patron.operations.access import AppTokens
from patron.operations.customers import Customers
from patron.operations.documents import Documents
from patron.operations.letters import MailBox
from patron.operations.ports import Clock, Hasher, Store
from patron.operations.record import Record
from patron.operations.staff_keys import StaffKeys
from patron.wire.buckets import Buckets


@dataclass(frozen=True, slots=True)
class House:
    """Everything a dialect may build on. It is the Desk of every operation, too."""

    store: Store
    hasher: Hasher
    clock: Clock
    places: Places
    app_tokens: AppTokens
    staff_keys: StaffKeys
    record: Record
    customers: Customers
    documents: Documents
    """What was rendered and still holds, of all dialects."""
    buckets: Buckets | None
    """None where rate limits are switched off."""
    mailbox: MailBox | None
    """Where mail goes; None where there is no mail service."""
    base_url: str
    """For links outside of a request: the public base URL, else the address that is listened on. See Wire.base_url."""
    development: bool
    wake: Callable[[], None]

    def nudge(self) -> None:
        """Nothing comes back; the postman looks into the outbox now."""
        self.wake()
