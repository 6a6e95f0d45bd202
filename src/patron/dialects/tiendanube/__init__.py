"""Tiendanube / Nuvemshop: the customer resource of versions `v1` and `2025-03` (docs/dialects/tiendanube.md)."""

from __future__ import annotations

from patron.dialects.tiendanube import parse, render
from patron.dialects.tiendanube.bucket import Bucket
from patron.dialects.tiendanube.lens import NAME
from patron.domain.access import Caller
from patron.domain.customer import Customer, Parts
from patron.domain.history import CredentialKind
from patron.domain.listing import Page
from patron.operations import access, customers
from patron.operations.ports import Reading
from patron.wire.dialect import Dialect, acts, reads, writes
from patron.wire.house import House
from patron.wire.request import Wire

SHOWN = Parts.ADDRESSES | Parts.PURCHASE


async def _show(unit: Reading, caller: Caller, customer_id: int) -> Customer:
    return await customers.show(unit, caller, customer_id, SHOWN)


def dialect(house: House) -> Dialect:
    """Tiendanube over that house."""
    bucket = Bucket(house)
    renderer = render.Renderer(house.places, house.documents)

    async def list_page(unit: Reading, caller: Caller, asked: parse.Question) -> Page[bytes | Customer]:
        if not asked.whole:
            page = await customers.list_page(unit, caller, asked.listing, SHOWN)
            return Page(tuple[bytes | Customer, ...](page.customers), page.total, page.number, page.size)
        kind = render.kind(caller.shop)
        return await customers.list_documents(unit, caller, asked.listing, SHOWN, house.documents, kind)

    async def identify(wire: Wire) -> Caller:
        caller = await house.app_tokens.caller("tiendanube_id", parse.store_number(wire), parse.token(wire))
        bucket.pour(wire, caller)
        return caller

    one, many = "/{store_id}/customers/{id}", "/{store_id}/customers"
    return Dialect(
        name=NAME,
        prefixes=("v1", "2025-03"),
        greet=parse.greet,
        identify=identify,
        refuse=render.refuse,
        names=lambda caller: f"app {caller.token_id} of store {caller.shop.store_id}",
        credential=lambda _caller: CredentialKind.ACCESS_TOKEN,
        routes=(
            reads("GET", many, access.may_read, parse.question, list_page, renderer.customers, heavy=searches),
            acts("POST", many, access.may_write, parse.new_customer, house.customers.create, renderer.created),
            reads("GET", one, access.may_read, parse.customer_id, _show, renderer.customer),
            acts("PUT", one, access.may_write, parse.changed_customer, house.customers.change, renderer.customer),
            writes("DELETE", one, access.may_write, parse.customer_id, customers.delete, render.deleted),
        ),
    )


def searches(asked: parse.Question) -> bool:
    """True when the listing may look at many rows: it then must not hold up the event loop."""
    return not asked.listing.counted
