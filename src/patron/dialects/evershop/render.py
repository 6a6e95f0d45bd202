"""Everything that EverShop says: customers, addresses, metafields (evershop.md 3 to 5, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from patron.dialects.evershop.lens import CUSTOMER, LISTED
from patron.dialects.evershop.moments import moment
from patron.domain.access import Shop
from patron.domain.customer import Address, Customer, Definition
from patron.domain.lens import Scene, Sheet
from patron.domain.places import Places
from patron.domain.shown import group_id
from patron.operations.address_book import Kept
from patron.operations.shoppers import Person
from patron.wire.conditions import weak_tag
from patron.wire.envelopes import data
from patron.wire.reply import Reply
from patron.wire.request import Wire

CUSTOMER_ORDER = (
    "customer_id", "uuid", "status", "group_id", "email", "full_name", "created_at", "updated_at", "meta_data",
)  # fmt: skip
ADDRESS_ORDER = (
    "customer_address_id", "uuid", "customer_id", "full_name", "telephone", "address_1", "address_2", "postcode",
    "city", "province", "country", "created_at", "updated_at", "is_default",
)  # fmt: skip
_CUSTOMER = Sheet(
    CUSTOMER,
    CUSTOMER_ORDER,
    {"customer_id": "id", "uuid": "uuid", "meta_data": "metafields"},
)
_ADDRESS = Sheet(LISTED, ADDRESS_ORDER, {"customer_address_id": "id", "uuid": "uuid", "is_default": "is_default"})
_PAGES = ["text/xml"]
_JSON = ["application/json"]
_OWNER = "customer"


class Renderer:
    """The replies of EverShop's REST API."""

    def __init__(self, places: Places) -> None:
        self._scene = Scene(places)

    def created(self, customer: Customer, _wire: Wire, person: Person) -> Reply:
        """The new customer."""
        return data(
            {**self._row(customer, person.shop), "insertId": customer.id, "links": _links(customer)}, weak_tag(customer)
        )

    def changed(self, customer: Customer, _wire: Wire, person: Person) -> Reply:
        """The customer as it is now."""
        return data({**self._row(customer, person.shop), "links": _links(customer)}, weak_tag(customer))

    def changed_self(self, customer: Customer, wire: Wire, person: Person) -> Reply:
        """The caller's own account; `updatedId` tells that something could be written."""
        written = {"updatedId": customer.id} if wire.asked else {}
        links = [{"rel": "self", "href": "/api/customers/me", "action": "PATCH", "types": _JSON}]
        return data({**self._row(customer, person.shop), **written, "links": links}, weak_tag(customer))

    def deleted(self, customer: Customer, _wire: Wire, person: Person) -> Reply:
        """The customer as it was."""
        return data(self._row(customer, person.shop))

    def added_address(self, kept: Kept, wire: Wire, _person: Person) -> Reply:
        """The new address."""
        return data(
            {**self._address(kept), "insertId": kept.row.id, "links": _address_links(kept.row, wire)},
            weak_tag(kept.customer),
        )

    def changed_address(self, kept: Kept, wire: Wire, _person: Person) -> Reply:
        """The address as it is now; `updatedId` tells that something could be written."""
        written = {"updatedId": kept.row.id} if kept.written else {}
        return data(
            {**self._address(kept), **written, "links": _address_links(kept.row, wire)}, weak_tag(kept.customer)
        )

    def removed_address(self, kept: Kept, _wire: Wire, _person: Person) -> Reply:
        """The address as it was."""
        return data(self._address(kept), weak_tag(kept.customer))

    def _row(self, customer: Customer, shop: Shop) -> dict[str, object]:
        return row_of(customer, shop, self._scene.places)

    def _address(self, kept: Kept) -> dict[str, object]:
        return address_of(kept.customer, kept.row, self._scene.places)


def row_of(customer: Customer, shop: Shop, places: Places) -> dict[str, object]:
    """The customer's row, without addresses."""
    shown = _CUSTOMER.filled(customer, Scene(places))
    shown["group_id"] = group_id(customer, shop)
    shown["created_at"] = moment(customer.created_at)
    return shown


def address_of(customer: Customer, row: Address, places: Places) -> dict[str, object]:
    """The row of one address."""
    shown = _ADDRESS.filled(row, Scene(places, customer))
    shown["customer_id"] = customer.id
    shown["created_at"] = moment(row.created_at)
    shown["updated_at"] = moment(row.updated_at)
    return shown


def filled_metafields(customer: Customer, _wire: Wire, _person: Person) -> Reply:
    """All values of the customer, under a key that is spelled otherwise than in the row."""
    return data({"metaData": customer.metafields}, weak_tag(customer))


def definition(made: Definition, _wire: Wire, _person: Person) -> Reply:
    """The definition."""
    return data(_definition(made))


def definitions(all_of_them: Sequence[Definition], _wire: Wire, _person: Person) -> Reply:
    """Every definition."""
    return data([_definition(one) for one in all_of_them])


def dropped_definition(uuid: str, _wire: Wire, _person: Person) -> Reply:
    """The uuid of what is gone."""
    return data({"uuid": uuid})


def _definition(one: Definition) -> dict[str, object]:
    rules = one.rules
    described = {"description": rules["description"]} if "description" in rules else {}
    return {
        "uuid": one.uuid,
        "ownerType": _OWNER,
        "namespace": one.namespace,
        "key": one.key,
        "name": one.name,
        **described,
        "type": one.type,
        "isList": rules.get("isList", False),
        "required": one.required,
        "translatable": rules.get("translatable", False),
        "visibleToCustomer": one.visible,
        "validations": rules.get("validations", cast("list[object]", [])),
        "appearance": rules.get("appearance", cast("dict[str, object]", {})),
        "subFields": rules.get("subFields", cast("list[object]", [])),
        "position": one.position,
    }


def _links(customer: Customer) -> list[dict[str, object]]:
    return [
        {"rel": "customerGrid", "href": "/admin/customers", "action": "GET", "types": _PAGES},
        {"rel": "edit", "href": f"/admin/customers/edit/{customer.uuid}", "action": "GET", "types": _PAGES},
    ]


def _address_links(row: Address, wire: Wire) -> list[dict[str, object]]:
    # The customer stands in the link as in the URL, in its very spelling (evershop.md 4.1).
    href = f"/api/customers/{wire.params.get('customer_id', 'me')}/addresses/{row.uuid}"
    return [
        {"rel": "edit", "href": href, "action": "UPDATE", "types": _JSON},
        {"rel": "delete", "href": href, "action": "DELETE", "types": _JSON},
    ]
