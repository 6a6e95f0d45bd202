"""Open Food Network: the customers API v1 (docs/dialects/openfoodnetwork.md)."""

from __future__ import annotations

from functools import partial

from patron.dialects.openfoodnetwork import bodies, errors, parse, render, worlds
from patron.dialects.openfoodnetwork.description import described
from patron.dialects.openfoodnetwork.door import Door, credential, names
from patron.dialects.openfoodnetwork.door import mint as mint_session
from patron.dialects.openfoodnetwork.lens import NAME, SPEECH, placed
from patron.operations import enterprises
from patron.operations.enterprise_customers import EnterpriseCustomers
from patron.operations.enterprises import Asked, Listed, Seen, SeenPage
from patron.operations.minting import Mint
from patron.operations.ports import Desk, Reading
from patron.wire.dialect import Dialect, acts, anybody, at_once, reads
from patron.wire.house import House
from patron.wire.request import Wire

PREFIX = "api/v1"


def dialect(house: House) -> Dialect:
    """Open Food Network over that house."""
    door = Door(house.staff_keys)
    renderer = render.Renderer(house.places)
    customers = EnterpriseCustomers(house.record, SPEECH, placed)

    async def index(unit: Reading, who: parse.Visitor, asked: Listed) -> SeenPage:
        return await enterprises.index(unit, who.member, asked)

    async def show(unit: Reading, who: parse.Visitor, asked: Asked) -> Seen:
        return await enterprises.show(unit, who.member, asked)

    async def create(desk: Desk, who: parse.Visitor, sent: bodies.Sent) -> Seen:
        member = await door.member(who, sent.key)
        return await customers.create(desk, member, bodies.addition(sent))

    async def change(desk: Desk, who: parse.Visitor, sent: bodies.Sent) -> Seen:
        return await customers.change(desk, await door.member(who, sent.key), bodies.change(sent))

    async def destroy(desk: Desk, who: parse.Visitor, doomed: bodies.Doomed) -> Seen:
        return await customers.delete(desk, await door.member(who, doomed.key), doomed.customer_id)

    async def again(wire: Wire, who: parse.Visitor) -> None:
        await door.member(who, bodies.key_sent(wire))

    one, many, named = "/customers/{id}", "/customers", "/{collection}"
    inside = "/enterprises/{enterprise_id}"
    lists = [
        reads("GET", path, anybody, parse.listing, index, renderer.customers, heavy=parse.searches)
        for path in (many, named, inside + many, inside + named)
    ]
    return Dialect(
        name=NAME,
        prefixes=(PREFIX,),
        greet=at_once,
        identify=door.identify,
        refuse=errors.refuse,
        names=names,
        credential=credential,
        again=again,
        routes=(
            *lists,
            acts("POST", many, anybody, bodies.new_customer, create, renderer.created),
            acts("POST", named, anybody, bodies.new_customer, create, renderer.created),
            reads("GET", one, anybody, parse.one, show, renderer.customer, heavy=parse.includes),
            acts("PUT", one, anybody, bodies.changed_customer, change, renderer.changed),
            acts("PATCH", one, anybody, bodies.changed_customer, change, renderer.changed),
            acts("DELETE", one, anybody, bodies.doomed_customer, destroy, renderer.deleted),
        ),
    )


def description() -> Dialect:
    """The description of the API, where the platform publishes it."""
    return described(errors.refuse)


def mint(house: House) -> Mint:
    """Makes staff sessions: the value of their cookie."""
    return partial(mint_session, house.store)


__all__ = ("description", "dialect", "mint", "worlds")
