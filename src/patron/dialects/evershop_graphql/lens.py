"""Which fact stands behind each field of EverShop's GraphQL types (evershop.md 8.2 to 8.4; one-record.md 3.3).

It reads only. What customers and addresses share with the REST API is read through the same speech, so that both show
the same spellings; it is handed in, because no dialect knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from time import gmtime
from typing import Any, Final, TypeAlias, cast

from msgspec import Struct

from patron.dialects.evershop_graphql.visit import Visit
from patron.domain.customer import Address, Customer, Definition, Group
from patron.domain.lens import Scene
from patron.domain.places import Country, Region
from patron.domain.shown import group_id, listed_addresses
from patron.operations.speech import Speech
from patron.wire.graphql import Arguments, Resolvers
from patron.wire.graphql import Resolve as AnyResolve

Resolve: TypeAlias = Callable[[Any, Arguments, Visit], object]
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Placed(Struct, frozen=True):
    """An address and whose it is: an address without a name shows the owner's."""

    row: Address
    owner: Customer


class Filled(Struct, frozen=True):
    """A metafield of one customer."""

    definition: Definition
    value: object


class LastOrder(Struct, frozen=True):
    """The order that the record knows of a customer."""

    number: int
    owner: Customer


def types(speech: Speech) -> Mapping[str, Resolvers]:
    """How the fields of every type that both endpoints have are answered."""
    return {
        "Customer": Resolvers(_customer(speech)),
        "CustomerAddress": Resolvers(_address(speech)),
        "Country": Resolvers(_plain(Country, name="name", code="code")),
        "Province": Resolvers(_plain(Region, name="name", code="id", countryCode="country")),
        "CustomerGroup": Resolvers(_plain(Group, customerGroupId="id", groupName="label")),
        "Order": Resolvers(_order(speech)),
        "Date": Resolvers({"value": lambda moment, _a, _v: str(moment), "text": lambda moment, _a, _v: day(moment)}),
        "Metafield": Resolvers(_METAFIELD),
    }


def _plain(_kind: type[Struct], **columns: str) -> dict[str, AnyResolve]:
    """Fields that are columns, by field."""

    def of(column: str) -> Resolve:
        return lambda source, _arguments, _visit: getattr(source, column)

    return {field: of(column) for field, column in columns.items()}


def _path(template: str) -> Resolve:
    """A path with the uuid of what is shown."""
    start, end = template.split("{uuid}")
    return lambda source, _arguments, _visit: f"{start}{source.uuid}{end}"


def _constant(value: str) -> Resolve:
    return lambda _source, _arguments, _visit: value


# -- customers -------------------------------------------------------------------------------------------------------


def _customer(speech: Speech) -> dict[str, AnyResolve]:
    def said(field: str) -> Resolve:
        grammar, lens = speech.customer, speech.customer.lenses[field]
        return lambda customer, _arguments, visit: grammar.read(customer, lens, visit.scene)

    return {
        **_plain(Customer, customerId="id", uuid="uuid", createdAt="created_at"),
        "status": said("status"),
        "email": said("email"),
        "fullName": said("full_name"),
        "addresses": lambda customer, _a, _v: [Placed(row, customer) for row in listed_addresses(customer)],
        "addAddressApi": _constant("/api/customers/me/addresses"),
        "updateProfileApi": _constant("/api/customers/me"),
        "urn": _path("urn:evershop:customer:customer:{uuid}"),
        "metafields": lambda customer, arguments, visit: list(_filled(customer, arguments, visit)),
        "metafield": _one_metafield,
        "group": lambda customer, _arguments, visit: visit.group(group_id(customer, visit.person.shop)),
        "orders": lambda customer, _arguments, _visit: _orders(customer),
    }


ADMIN_CUSTOMER: Final[Mapping[str, AnyResolve]] = {
    "editUrl": _path("/admin/customers/edit/{uuid}"),
    "updateApi": _path("/api/customers/{uuid}"),
    "deleteApi": _path("/api/customers/{uuid}"),
    "metaData": lambda customer, _arguments, _visit: customer.metafields,
    "updateMetafieldsApi": _path("/api/customers/{uuid}/metafields"),
}


def _orders(customer: Customer) -> list[LastOrder]:
    last = customer.purchases.last_order_id
    return [] if last is None else [LastOrder(last, customer)]


def _order(speech: Speech) -> dict[str, AnyResolve]:
    lens = speech.customer.lenses["full_name"]
    return {
        "orderId": lambda order, _a, _v: str(order.number),
        "orderNumber": lambda order, _a, _v: str(order.number),
        "currency": lambda _order, _a, visit: visit.person.shop.currency,
        "customerId": lambda order, _a, _v: order.owner.id,
        "customerEmail": lambda order, _a, _v: order.owner.email,
        "customerFullName": lambda order, _a, visit: speech.customer.read(order.owner, lens, visit.scene),
    }


# -- metafields ------------------------------------------------------------------------------------------------------

_METAFIELD: Final[Mapping[str, AnyResolve]] = {
    "namespace": lambda filled, _a, _v: filled.definition.namespace,
    "key": lambda filled, _a, _v: filled.definition.key,
    "type": lambda filled, _a, _v: filled.definition.type.upper(),
    "value": lambda filled, _a, _v: filled.value,
}


def _filled(customer: Customer, arguments: Arguments, visit: Visit) -> Iterator[Filled]:
    namespace = arguments.get("namespace")
    for definition in visit.definitions():
        if namespace and definition.namespace != namespace:
            continue
        bag = customer.metafields.get(definition.namespace)
        value = cast("Mapping[str, object]", bag).get(definition.key) if isinstance(bag, Mapping) else None
        yield Filled(definition, value)


def _one_metafield(customer: Customer, arguments: Arguments, visit: Visit) -> Filled | None:
    found = (one for one in _filled(customer, arguments, visit) if one.definition.key == arguments["key"])
    return next(found, None)


# -- addresses -------------------------------------------------------------------------------------------------------


def _address(speech: Speech) -> dict[str, AnyResolve]:
    def said(field: str) -> Resolve:
        grammar, lens = speech.listed, speech.listed.lenses[field]
        # Only a field that falls back on the owner needs a scene with one.
        if lens.fallback is None:
            return lambda placed, _arguments, visit: grammar.read(placed.row, lens, visit.scene)
        return lambda placed, _a, visit: grammar.read(placed.row, lens, Scene(visit.scene.places, placed.owner))

    return {
        "cartAddressId": lambda placed, _a, _v: placed.row.id,
        "uuid": lambda placed, _a, _v: placed.row.uuid,
        "fullName": said("full_name"),
        "postcode": said("postcode"),
        "telephone": said("telephone"),
        "country": lambda placed, _a, visit: visit.scene.places.countries.get(placed.row.country_code),
        "province": lambda placed, _a, visit: visit.scene.places.regions.get(placed.row.region_id),
        "city": said("city"),
        "address1": said("address_1"),
        "address2": said("address_2"),
        "isDefault": lambda placed, _a, _v: placed.row.is_default,
        "updateApi": _own_address,
        "deleteApi": _own_address,
    }


def _own_address(placed: Placed, _arguments: Arguments, _visit: Visit) -> str:
    # The customer's own path, for an administrator too (evershop.md 8.3).
    return f"/api/customers/me/addresses/{placed.row.uuid}"


@lru_cache(maxsize=4096)
def day(moment: int) -> str:
    """The day of a moment in UTC: `Nov 21, 2026`."""
    t = gmtime(moment // 1000)
    return f"{MONTHS[t.tm_mon - 1]} {t.tm_mday}, {t.tm_year}"
