"""What EverShop's GraphQL says: the data, or the first error in the envelope of the REST API (evershop.md 8.1)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from patron.domain.customer import Customer
from patron.operations.shoppers import Person
from patron.wire.conditions import weak_tag
from patron.wire.envelopes import data
from patron.wire.reply import Reply
from patron.wire.request import Wire


class Answered(Struct, frozen=True):
    """What a document found."""

    data: dict[str, Any]
    alone: Customer | None = None
    """Whom it asked for, where that was one customer and nothing else."""


def answer(found: Answered, _wire: Wire, _person: Person) -> Reply:
    """200 and the data; errors of a document are refusals, so there is never a list of them."""
    return data(found.data, weak_tag(found.alone) if found.alone else None)
