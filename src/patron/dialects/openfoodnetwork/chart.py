"""What each field of Open Food Network tells, and the customer as its API would answer now (one-record.md 3.3, 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from patron.dialects.openfoodnetwork.lens import ADDRESS, CUSTOMER, NAME
from patron.dialects.openfoodnetwork.render import resource
from patron.domain import chart
from patron.domain.addresses import default_of, is_blank, is_without_delivery, shown_billing, shown_delivery
from patron.domain.chart import Chart, Part, Sight, Telling, View, charted, shown_only, told
from patron.domain.customer import Address, Customer

_ORDER = (
    "id", "enterprise_id", "first_name", "last_name", "code", "email", "allow_charges",
    "terms_and_conditions_accepted_at", "tags", "billing_address", "shipping_address", "balance",
)  # fmt: skip
_HALF = Telling("one half of the name")
_OWN_HALF = Telling("one half of the name", instead="the customer's name")
_SHOWN = dict(
    (
        shown_only("id", "id"),
        told("enterprise_id", "store", notation="another one moves the customer"),
        shown_only("allow_charges", "allow_charges"),
        shown_only("terms_and_conditions_accepted_at", "terms_accepted_at", notation="with milliseconds"),
        told("tags", "tags"),
        told("billing_address", "addresses", notation="the billing address"),
        told("shipping_address", "addresses", notation="the default delivery address"),
        shown_only("balance", "balance", notation="a number"),
    )
)


def show(customer: Customer, sight: Sight) -> View:
    """The document of one customer, with its balance."""
    data = resource(customer, sight.shop, sight.places, sight.origin, balance=True)
    attributes = cast("Mapping[str, object]", data["attributes"])
    return View({"data": data}, (Part(chart.CUSTOMER, customer, attributes), *_addresses(customer, attributes)))


def _addresses(customer: Customer, attributes: Mapping[str, object]) -> Iterator[Part]:
    faces = (
        (chart.BILLING, "billing_address", shown_billing(customer)),
        (chart.DELIVERY, "shipping_address", shown_delivery(customer, NAME)),
    )
    for face, field, row in faces:
        shown = attributes[field]
        if row is not None and isinstance(shown, Mapping):
            yield Part(face, row, cast("Mapping[str, object]", shown), f"{field}.")


def _absent(customer: Customer, row: Address, face: str) -> str:
    if is_blank(row):
        return "an address that says nothing is not shown"
    if face == chart.BILLING:
        return ""
    if is_without_delivery(customer, NAME):
        return "its shipping address was taken away here, and no other was made the default"
    return "there is room for one delivery address, the default one" if row is not default_of(customer) else ""


_FIELDS = charted(
    ADDRESS.lenses,
    ADDRESS,
    {
        "first_name": _OWN_HALF,
        "last_name": _OWN_HALF,
        "phone": Telling(instead="the customer's phone"),
        "street_address_1": Telling("street and number in one"),
        "street_address_2": Telling("line 2 and line 3 in one"),
        "region": Telling("its name and Open Food Network's code, else the text as both"),
        "country": Telling("its name and ISO 3166-1 code, else the text as both"),
    },
    {},
)
CHART = Chart(
    dialect=NAME,
    title="Open Food Network",
    fields={
        chart.CUSTOMER: charted(
            _ORDER,
            CUSTOMER,
            {"email": Telling("lower case, at the door"), "first_name": _HALF, "last_name": _HALF},
            _SHOWN,
        ),
        chart.BILLING: _FIELDS,
        chart.DELIVERY: _FIELDS,
    },
    grammars={chart.CUSTOMER: CUSTOMER, chart.BILLING: ADDRESS, chart.DELIVERY: ADDRESS},
    show=show,
    absent=_absent,
)
