"""The pages of customers: the table, and everything about one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast
from urllib.parse import urlencode

from msgspec import Struct

from patron.dialects.admin import lens, parse, render
from patron.dialects.admin.custom_fields import customs
from patron.dialects.admin.lens import Fact
from patron.domain.customer import Address, Customer, ListItem
from patron.domain.grid import Column
from patron.domain.names import called
from patron.operations.office import Dossier, Table, Visit
from patron.wire.reply import Reply
from patron.wire.request import Wire

COLUMNS: Final[tuple[tuple[Column, str], ...]] = (
    ("name", "Name"),
    ("email", "E-mail"),
    ("status", "Status"),
    ("created_at", "Created"),
)
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
    "bulk": "It is done.",
    "deleted": "The customer is deleted.",
}
"""What is said on the page that opens after something was done."""


_DAYS: Final = ("created_from", "created_to", "updated_from", "updated_to")


class Heading(Struct, frozen=True):
    """The head of a column, and where it leads."""

    name: str
    label: str
    href: str
    sorted: str
    """`ascending`, `descending`, or `none`."""


class Shown(Struct, frozen=True):
    """One value with its label."""

    label: str
    value: object
    kind: str = "text"


# -- the table --------------------------------------------------------------------------------------------------------


def table(found: Table, wire: Wire, visit: Visit) -> Reply:
    """200 and the table."""
    page, asked = found.page, parse.query(wire)
    return render.page(
        "customers.html",
        wire,
        visit,
        page=page,
        customers=page.customers,
        headings=[_heading(column, label, found, asked) for column, label in COLUMNS],
        done=DONE.get(asked.get("done", ""), ""),
        keyword=asked.get("keyword", ""),
        status=asked.get("status", ""),
        asked=asked,
        groups=found.shelf.groups,
        detailed=any(asked.get(name) for name in ("group", "tag", *_DAYS)),
        limit=page.size,
        sizes=parse.SIZES,
        filtered=found.search.filtered,
        first=min((page.number - 1) * page.size + 1, page.total),
        previous=_at(asked, page.number - 1) if page.number > 1 else None,
        following=_at(asked, page.number + 1) if page.number < page.last else None,
        called=called,
        status_name=lens.status_name,
    )


def _heading(column: Column, label: str, found: Table, asked: Mapping[str, str]) -> Heading:
    listing = found.search.grid
    if listing.order != column:
        return Heading(column, label, _link({**asked, "ob": column, "od": "asc", "page": ""}), "none")
    turned = "asc" if listing.descending else "desc"
    state = "descending" if listing.descending else "ascending"
    return Heading(column, label, _link({**asked, "ob": column, "od": turned, "page": ""}), state)


def _at(asked: Mapping[str, str], page: int) -> str:
    return _link({**asked, "page": "" if page == 1 else str(page)})


def _link(asked: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/admin/customers?{query}" if query else "/admin/customers"


# -- one customer -----------------------------------------------------------------------------------------------------


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
        list_items=[item for item in items if item.domain != "group"],
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


def _facts(facts: tuple[Fact, ...], row: Customer | Address) -> list[Shown]:
    """Those of the facts that say something."""
    return [
        Shown(fact.label, _in_words(fact, value), fact.kind)
        for fact in facts
        if (value := getattr(row, fact.name)) not in (None, "")
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
