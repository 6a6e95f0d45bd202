"""What EverShop's GraphQL says: the data, or the first error in the envelope of the REST API (evershop.md 8.1)."""

from __future__ import annotations

from patron.operations.shoppers import Person
from patron.wire.envelopes import data
from patron.wire.reply import Reply
from patron.wire.request import Wire


def answer(found: dict[str, object], _wire: Wire, _person: Person) -> Reply:
    """200 and the data; errors of a document are refusals, so there is never a list of them."""
    return data(found)
