"""EverShop's REST API, as version 2.2 speaks it (docs/dialects/evershop.md)."""

from __future__ import annotations

from patron.dialects.evershop import parse, parse_addresses, parse_metafields, render, reset, tokens
from patron.dialects.evershop.identify import Door
from patron.dialects.evershop.lens import NAME
from patron.dialects.evershop.refusing import refuse
from patron.dialects.evershop.terms import Terms
from patron.operations import metafields, people
from patron.operations.address_book import AddressBook
from patron.operations.metafields import Metafields
from patron.operations.people import People
from patron.operations.shoppers import may_keep_own, may_manage
from patron.wire.dialect import Dialect, Route, acts, anybody, reads, secretive, unversioned, writes
from patron.wire.house import House
from patron.wire.json_body import is_json, json_document

BODY_LIMIT = 102_400  # 100 KiB, as body-parser has it


def dialect(house: House, terms: Terms, door: Door) -> Dialect:
    """The REST API over that house; more specific paths win (evershop.md 2)."""
    renderer = render.Renderer(house.places)
    return Dialect(
        name=NAME,
        prefixes=("api",),
        greet=door.greet,
        identify=door.identify,
        refuse=refuse,
        names=lambda person: person.called,
        credential=lambda person: person.credential,
        keys=lambda person: person.both,
        reads_body=is_json,
        body_limit=BODY_LIMIT,
        open=json_document,
        any_case=True,
        routes=(
            *_customers(house, terms, renderer),
            *_addresses(house, renderer),
            *_metafields(house),
            *map(secretive, tokens.routes(door)),
            *reset.routes(terms),
        ),
    )


def _customers(house: House, terms: Terms, renderer: render.Renderer) -> tuple[Route, ...]:
    shoppers = People(house.record)
    one, me = "/customers/{id}", "/customers/me"
    registration = parse.registration(terms.welcome and house.mailbox is not None)
    return (
        acts("POST", "/customers", anybody, registration, shoppers.register, renderer.created),
        acts("PATCH", one, may_manage, parse.change, shoppers.change, renderer.changed),
        writes("DELETE", one, may_manage, parse.doomed, people.delete, renderer.deleted),
        acts("PATCH", me, anybody, parse.own_change, shoppers.change, renderer.changed_self),
    )


def _addresses(house: House, renderer: render.Renderer) -> tuple[Route, ...]:
    book = AddressBook(house.record)
    new, changed, own_changed = parse_addresses.new, parse_addresses.changed, parse_addresses.own_changed
    of_one, of_me = "/customers/{customer_id}/addresses", "/customers/me/addresses"
    one, mine = f"{of_one}/{{address_id}}", f"{of_me}/{{address_id}}"
    return (
        writes("POST", of_one, may_manage, new, book.add, renderer.added_address),
        writes("PATCH", one, may_manage, changed, book.change, renderer.changed_address),
        writes("DELETE", one, may_manage, parse_addresses.place, book.remove, renderer.removed_address),
        writes("POST", of_me, may_keep_own, new, book.add, renderer.added_address),
        writes("PATCH", mine, may_keep_own, own_changed, book.change, renderer.changed_address),
        writes("DELETE", mine, may_keep_own, parse_addresses.place, book.remove, renderer.removed_address),
    )


def _metafields(house: House) -> tuple[Route, ...]:
    fields = Metafields(house.record)
    values, many = "/customers/{id}/metafields", "/metafield-definitions"
    definition, doomed = parse_metafields.definition, parse_metafields.doomed_definition
    return (
        writes("PATCH", values, may_manage, parse_metafields.values, fields.fill, render.filled_metafields),
        reads("GET", many, may_manage, parse.nothing, metafields.list_all, render.definitions),
        unversioned(writes("POST", many, may_manage, definition, metafields.define, render.definition)),
        unversioned(acts("DELETE", f"{many}/{{uuid}}", may_manage, doomed, fields.forget, render.dropped_definition)),
    )
