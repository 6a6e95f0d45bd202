"""What each field of EverShop's GraphQL tells, and the customer as an administrator's document would get it now.

It is made by the resolvers that answer documents, without their engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.evershop_graphql.lens import ADMIN_CUSTOMER, types
from patron.dialects.evershop_graphql.visit import Visit
from patron.domain import chart
from patron.domain.access import Shop
from patron.domain.addresses import is_blank
from patron.domain.chart import Chart, Field, Part, Sight, View
from patron.domain.customer import Address, Customer, Definition, Group
from patron.domain.lens import Grammar, Row, Scene
from patron.domain.shown import listed_addresses
from patron.operations.shoppers import Person
from patron.operations.speech import Speech

NAME: Final = "evershop_graphql"
_CUSTOMER: Final = ("customerId", "uuid", "status", "email", "fullName", "createdAt", "metaData", "group", "orders")
_ADDRESS: Final = (
    "cartAddressId", "uuid", "fullName", "telephone", "address1", "address2", "postcode", "city", "province",
    "country", "isDefault",
)  # fmt: skip
_SAME_NAME: Final = {"fullName": "full_name", "address1": "address_1", "address2": "address_2"}
"""Field -> the lens behind it, where that has another name."""
_TOLD: Final = {
    one.name: one
    for one in (
        Field("customerId", ("id",)),
        Field("cartAddressId", ("id",)),
        Field("uuid", ("uuid",)),
        Field("createdAt", ("created_at",), "milliseconds, and the day in words"),
        Field("metaData", ("metafields",), "for administrators"),
        Field(
            "group",
            ("groups",),
            "the primary membership, else the store's default group",
            limit="a default group that the store does not have",
        ),
        Field("orders", ("last_order_id",), "a list of the last one"),
        Field("addresses", ("addresses",), "every address, but a billing address that says nothing"),
        Field("province", ("region", "region_id"), "name and ISO 3166-2 code", limit="a region without a code"),
        Field("country", ("country", "country_code"), "name and ISO 3166-1 code", limit="a country without a code"),
        Field("isDefault", ("default",), "what was said, null where nobody said"),
    )
}
_INSTEAD: Final = {chart.CUSTOMER: "the company, else the label", chart.ANY: "the customer's name"}
_NOTATION: Final = {"address1": "street and number in one", "address2": "line 2 and line 3 in one"}


class _Glance(Struct, frozen=True):
    """What resolvers ask of a visit, of one customer who is there already."""

    scene: Scene
    person: Person
    groups: Mapping[int, Group]

    def group(self, group_id: int) -> Group | None:
        """The group with that id, or None."""
        return self.groups.get(group_id)

    def definitions(self) -> tuple[Definition, ...]:
        """None: values are shown as `metaData`."""
        return ()


def chart_of(speech: Speech) -> Chart:
    """The chart over the speech of the REST API, whose spellings it shows, too."""
    return Chart(
        dialect=NAME,
        title="EverShop GraphQL",
        fields={
            chart.CUSTOMER: tuple(_field(name, speech.customer, chart.CUSTOMER) for name in (*_CUSTOMER, "addresses")),
            chart.ANY: tuple(_field(name, speech.listed, chart.ANY) for name in _ADDRESS),
        },
        grammars={chart.CUSTOMER: speech.customer, chart.ANY: _without_places(speech.listed)},
        show=_shows(speech),
        absent=_absent,
    )


def _without_places(grammar: Grammar[Address]) -> Grammar[Address]:
    """The lenses of addresses but two: countries and regions are objects here, and read from their codes alone."""
    return Grammar(grammar.dialect, [one for name, one in grammar.lenses.items() if name not in _INSIDE])


def _field(name: str, grammar: Grammar[Row], face: str) -> Field:
    if name in _TOLD:
        return replace(_TOLD[name], written=False)
    lens = _SAME_NAME.get(name, name)
    instead = _INSTEAD[face] if name == "fullName" else ""
    return Field(name, grammar.lenses[lens].facts, _NOTATION.get(name, ""), instead, written=False, lens=lens)


def _absent(_customer: Customer, row: Address, _face: str) -> str:
    return "a billing address that says nothing is not listed" if is_blank(row) else ""


def _shows(speech: Speech) -> Callable[[Customer, Sight], View]:
    def show(customer: Customer, sight: Sight) -> View:
        answer = _Answer(speech, sight)
        document = answer.of("Customer", _CUSTOMER, customer)
        rows = listed_addresses(customer)
        placed = answer.field("Customer", "addresses", customer)
        addresses = [answer.of("CustomerAddress", _ADDRESS, one) for one in placed]
        listed = (
            Part(chart.ANY, row, one, f"addresses[{at}].")
            for at, (row, one) in enumerate(zip(rows, addresses, strict=True))
        )
        values = {**document, **_plainly(document)}
        return View({**document, "addresses": addresses}, (Part(chart.CUSTOMER, customer, values), *listed))

    return show


def _plainly(document: Mapping[str, Any]) -> dict[str, object]:
    """What fields with fields of their own tell of the record."""
    group, orders = document["group"], document["orders"]
    return {
        "createdAt": document["createdAt"]["value"],
        "group": group["customerGroupId"] if group else None,
        "orders": int(orders[0]["orderId"]) if orders else None,
        "addresses": (),
    }


_INSIDE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "createdAt": ("Date", ("value", "text")),
    "group": ("CustomerGroup", ("customerGroupId", "groupName")),
    "orders": ("Order", ("orderId", "orderNumber", "currency")),
    "province": ("Province", ("name", "code", "countryCode")),
    "country": ("Country", ("name", "code")),
}
"""Field -> its type, and what is asked of it."""


class _Answer:
    """Objects as a document gets them that asks for those fields."""

    def __init__(self, speech: Speech, sight: Sight) -> None:
        self._types = types(speech)
        shop: Shop = sight.shop
        self._visit = cast("Visit", _Glance(Scene(sight.places), Person(shop), sight.groups))

    def of(self, type_name: str, fields: tuple[str, ...], source: Any) -> dict[str, Any]:
        """The object."""
        return {name: self._inner(name, self.field(type_name, name, source)) for name in fields}

    def field(self, type_name: str, name: str, source: Any) -> Any:
        """What the field's resolver gives."""
        resolves = self._types[type_name].resolves
        resolve = resolves[name] if name in resolves else ADMIN_CUSTOMER[name]
        return resolve(source, {}, self._visit)

    def _inner(self, name: str, value: Any) -> Any:
        if value is None or name not in _INSIDE:
            return value
        if isinstance(value, list):
            return [self.of(*_INSIDE[name], one) for one in cast("list[object]", value)]
        return self.of(*_INSIDE[name], value)
