"""Documents of EverShop's GraphQL to answers; loaded with the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from patron.dialects.evershop_graphql import roots
from patron.dialects.evershop_graphql.parse import Asked, Reader
from patron.dialects.evershop_graphql.render import Answered
from patron.dialects.evershop_graphql.visit import Visit
from patron.operations.ports import Desk, Reading
from patron.operations.shoppers import Person
from patron.operations.speech import Speech
from patron.wire.graphql import Endpoint, QueryError, Resolvers
from patron.wire.worded import Worded

HERE: Final = Path(__file__).parent
RESOLVERS: Final = {"shop": roots.shop, "admin": roots.admin}
"""By the name of the schema."""


def reader(name: str, speech: Speech) -> Reader:
    """Reads requests of the endpoint with the schema of that name."""
    return Reader(endpoint(name, RESOLVERS[name](speech)))


def endpoint(name: str, resolvers: Mapping[str, Resolvers]) -> Endpoint:
    """The schema of that name and what answers it."""
    sdl = (HERE / f"{name}.graphql").read_text("utf-8") + (HERE / "shared.graphql").read_text("utf-8")
    return Endpoint(sdl, resolvers)


async def answered(desk: Desk, person: Person, asked: Asked) -> Answered:
    """The data, fields in the order of the document. Raises Worded with the first error."""
    prepared = asked.prepared
    if prepared is None:
        return Answered({})

    async def run(unit: Reading) -> Answered:
        visit = Visit(unit, person, all_metafields=asked.all_metafields)
        found = await prepared.run(visit)
        return Answered(found, visit.alone)

    try:
        heavy = roots.is_heavy(prepared.calls())
        return await desk.store.read(run, heavy=heavy)
    except QueryError as error:
        raise Worded(500, str(error)) from None
