"""The page of one customer, with everything about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from msgspec import Struct

from patron.dialects.admin import lens, parse, render
from patron.dialects.admin.custom_fields import customs
from patron.dialects.admin.lens import Fact
from patron.dialects.admin.row_fields import LIST_ITEMS, PROPERTIES, Entry, Kept
from patron.dialects.admin.texts import text_of
from patron.domain.customer import Address, Customer, ListItem
from patron.domain.names import called
from patron.operations.office import Dossier, Visit
from patron.wire.reply import Reply
from patron.wire.request import Wire

TABS: Final = (
    ("", "Facts"),
    ("seen", "As seen by"),
    ("history", "History"),
    ("access", "Access"),
    ("delete", "Delete"),
)
DONE: Final[Mapping[str, str]] = {
    "saved": "The change is stored.",
    "merged": "The change is stored, beside one that somebody else made meanwhile.",
    "back": "The fact is back.",
    "ended": "It has ended.",
    "sent": "The mail with the link is on its way.",
    "deleted": "The customer is deleted.",
}
"""What is said on the page that opens after something was done."""


class Shown(Struct, frozen=True):
    """One value with its label."""

    label: str
    value: object
    kind: str = "text"


def dossier(found: Dossier, wire: Wire, visit: Visit) -> Reply:
    """200 and all that is stored of the customer."""
    customer = found.customer
    groups = {group.id: group.label or group.code for group in found.shelf.groups}
    items = customer.list_items
    return tab(
        "customer.html",
        "",
        found,
        wire,
        visit,
        sections=[(one.title, shown) for one in lens.CUSTOMER if (shown := _facts(one.facts, customer))],
        addresses=[(row, _roles(row), list(_lines(row)), _facts(lens.ADDRESS, row)) for row in customer.addresses],
        memberships=[(_group_name(item, groups), item.is_primary) for item in items if item.domain == "group"],
        default_group=groups.get(found.shop.default_group_id, ""),
        entries=[*_entries(PROPERTIES, customer), *_entries(LIST_ITEMS, customer)],
        customs=[custom for custom in customs(customer, found.shelf) if custom.value is not None],
    )


def tab(
    template: str, key: str, found: Dossier, wire: Wire, visit: Visit, *, code: int = 200, **values: object
) -> Reply:
    """One of the pages about a customer, with what stands above all of them."""
    customer = found.customer
    return render.page(
        template,
        wire,
        visit,
        code=code,
        shop=found.shop,
        customer=customer,
        name=called(customer) or customer.email,
        status=lens.status_name(customer.status),
        tabs=TABS,
        tab=key,
        done=DONE.get(parse.query(wire).get("done", ""), ""),
        more=values,
    )


def _entries(kept: Kept[Entry], customer: Customer) -> Iterator[tuple[str, list[Shown]]]:
    """What each entry of that kind is called, and all that it says."""
    for entry in kept.of(customer):
        title = " · ".join(str(getattr(entry, name)) for name in kept.titled if getattr(entry, name))
        lines: list[Shown] = [
            Shown(fact.label, text_of(fact.kind, getattr(entry, fact.name)), fact.kind) for fact in kept.facts(entry)
        ]
        yield title, [Shown("Number", entry.id), *(one for one in lines if one.value != "")]


def _facts(facts: tuple[Fact, ...], row: Customer | Address) -> list[Shown]:
    """Those of the facts that say something."""
    return [
        Shown(fact.label, _in_words(fact, value), fact.kind)
        for fact in facts
        if (value := lens.stored(row, fact.name)) not in (None, "")
    ]


def _in_words(fact: Fact, value: object) -> object:
    if fact.name == "status":
        return lens.status_name(cast("int", value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value


def _roles(address: Address) -> list[str]:
    roles = {"Billing": address.is_billing, "Delivery": address.is_delivery, "Default": bool(address.is_default)}
    return [role for role, has in roles.items() if has]


def _lines(address: Address) -> Iterator[str]:
    """The address as on an envelope."""
    name = address.full_name or f"{address.first_name} {address.last_name}"
    street = " ".join(part for part in (address.street, address.number) if part)
    town = " ".join(part for part in (address.postcode, address.city) if part)
    lines = (name, street, address.line2, address.line3, address.neighbourhood, town, address.region, address.country)
    yield from (line.strip() for line in lines if line and line.strip())


def _group_name(item: ListItem, groups: Mapping[int, str]) -> str:
    return groups.get(item.group_id or 0) or f"Group {item.group_id or item.refid}"
