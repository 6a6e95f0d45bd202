"""What a caller may say about a write beside the write itself: `If-Match` and `Idempotency-Key`."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote

from patron.domain.answer import KeptAnswer, Progress
from patron.domain.customer import Customer, tag_of
from patron.domain.refusals import Repeated, Stale
from patron.operations.ports import Store
from patron.operations.repeating import once
from patron.wire.refusals import Malformed
from patron.wire.reply import Reply
from patron.wire.request import Wire

KEY: Final = "idempotency-key"
LONGEST_KEY: Final = 255
REPLAYED: Final = ("Idempotent-Replayed", "true")
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CREDENTIALS: Final = ("authorization", "authentication", "x-api-token", "cookie")
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_BESIDE: Final = "."
"""In a tag, between the version of the customer and what else the answer shows."""


def tag(customer: Customer, beside: str = "") -> tuple[str, str]:
    """The header that tells this version of the customer from all others.

    `beside`: what the answer shows that no version of a customer knows. Who reads again (`If-None-Match`) must be told
    when it is another; who writes (`If-Match`) expects a version of the customer alone.
    """
    more = f"{_BESIDE}{quote(beside, safe='')}" if beside else ""
    return "ETag", f'"{tag_of(customer)}{more}"'


def weak_tag(customer: Customer) -> tuple[str, str]:
    """The same for platforms whose own tags are weak."""
    return "ETag", f'W/"{tag_of(customer)}"'


def expected(wire: Wire) -> frozenset[str] | None:
    """The versions in the tags of `If-Match`; None where any will do.

    Weak ones too, unlike RFC 9110 13.1.1: some platforms give no others, and a proxy that compresses makes them of
    strong ones. Here a tag stands for the version of a customer, whatever the text of the answer was.
    """
    asked = wire.every_header("if-match")
    if not asked or [one.strip() for one in asked] == ["*"]:
        return None
    return frozenset(opaque.partition(_BESIDE)[0] for one in asked for opaque in _TAG.findall(one))


def has_already(wire: Wire, value: str) -> bool:
    """True for a read (`If-None-Match`) of what the caller has under that tag, be it weak or strong."""
    asked = wire.every_header("if-none-match")
    if not asked or wire.method not in SAFE_METHODS:
        return False
    known = {opaque for one in asked for opaque in _TAG.findall(one)}
    return not known.isdisjoint(_TAG.findall(value)) or [one.strip() for one in asked] == ["*"]


def require_no_version(wire: Wire) -> None:
    """Nothing comes back. Raises Stale for who expects a version of what has none."""
    if expected(wire) is not None:
        raise Stale


async def answered_once(
    store: Store, now: int, door: str, who: str, wire: Wire, run: Callable[[], Awaitable[Reply]]
) -> Reply:
    """The reply that the first call with this `Idempotency-Key` got. Raises Repeated, Malformed."""
    keys = wire.every_header(KEY)
    key = keys[0]
    # Of two, either could be the one that a repetition is sent under.
    if len(keys) > 1 or not 0 < len(key) <= LONGEST_KEY:
        raise Malformed(KEY)

    request = _hash_of_request(key, wire)

    async def answer() -> KeptAnswer:
        reply = await run()
        return KeptAnswer(request, Progress.DONE, reply.status, reply.media_type, reply.headers, reply.body)

    kept, replayed = await once(store, now, _hash_of_key(door, who, wire, key), request, answer)
    headers = (*kept.headers, REPLAYED) if replayed else kept.headers
    return Reply(kept.status, kept.body, kept.media_type, headers)


def in_words(refusal: Stale | Repeated) -> tuple[int, str]:
    """Status and sentence: no platform has words of its own for what it does not know."""
    if isinstance(refusal, Stale):
        return 412, "The customer has changed since it was read"
    if refusal.running:
        return 409, "A call with this Idempotency-Key has not been answered yet"
    return 422, "This Idempotency-Key was used for another call"


def _hash_of_key(door: str, who: str, wire: Wire, key: str) -> str:
    """Keys are apart by whoever sends them: by account, else by credential, else by address."""
    credentials = [wire.header(name) or "" for name in _CREDENTIALS]
    whose = [who, *([] if who else [*credentials, wire.client])]
    return _hash(door, *whose, key)


def _hash_of_request(key: str, wire: Wire) -> str:
    """Keyed by what only the caller has: a body may hold a password, whose bare hash nobody may find in a database."""
    said = "\0".join((wire.method, wire.path, wire.query, "")).encode("utf-8", "surrogateescape")
    return hmac.digest(key.encode("utf-8", "surrogateescape"), said + wire.body, "sha256").hex()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
