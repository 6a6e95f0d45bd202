"""Places in the list of customers as links carry them: what the list is sorted by there, the id, how many come before.

Unreadable to the eye, because a key may be a name or an e-mail, but no secret: whoever sees the link sees the list.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec

from patron.domain.seeking import Key, Order, Place

LONGEST: Final = 8_192
"""Characters of a place in a link: four for three bytes of a name."""
_WORDS: Final = ("name", "email")
_LARGEST: Final = 2**62
_read = msgspec.json.Decoder(tuple[str, Key, int, int | None]).decode


def written(place: Place, order: Order) -> str:
    """The place as a link says it."""
    said = msgspec.json.encode((order, place.key, place.id, place.passed))
    return urlsafe_b64encode(said).decode().rstrip("=")


def place(text: str, order: Order) -> Place | None:
    """The place that a link says; None where it says none in that order."""
    if not text.isascii() or len(text) > LONGEST:
        return None
    try:
        said, key, number, passed = _read(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, msgspec.MsgspecError):  # not base64, not JSON, or another shape
        return None
    if said != order or abs(number) > _LARGEST or not _fits(key, order):
        return None
    return Place(key, number, passed if passed is not None and 0 <= passed <= _LARGEST else None)


def _fits(key: Key, order: Order) -> bool:
    if isinstance(key, str):
        return order in _WORDS and "\0" not in key
    if key is None:
        return order == "email"
    return order not in _WORDS and abs(key) <= _LARGEST
