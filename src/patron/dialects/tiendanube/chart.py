"""What each field of Tiendanube tells, and the customer as its API would answer now (one-record.md 3.3 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from patron.dialects.tiendanube.lens import BILLING, CUSTOMER, LISTED, NAME
from patron.dialects.tiendanube.render import ADDRESS_ORDER, CUSTOMER_ORDER, document
from patron.domain import chart
from patron.domain.addresses import billing_of, deliveries
from patron.domain.chart import Chart, Part, Sight, Telling, View, charted, shown_only, told
from patron.domain.customer import Customer
from patron.domain.lens import Scene

_SECONDS = "whole seconds"
_PLACES = {
    "floor": Telling("line 2 and line 3 in one"),
    "province": Telling("the region's name, else the text"),
    "country": Telling("ISO 3166-1 code, else the text"),
}
_SHOWN = dict(
    (
        shown_only("id", "id"),
        told("addresses", "addresses", notation="every delivery address"),
        shown_only("default_address", "addresses", notation="a copy of the default address"),
        shown_only("total_spent", "total_spent", notation="two decimals"),
        shown_only("total_spent_currency", "currency"),
        shown_only("last_order_id", "last_order_id"),
        shown_only("active", "status", "activated_at", notation="true when enabled, once a password was set"),
        shown_only("created_at", "created_at", notation=_SECONDS),
        shown_only("updated_at", "updated_at", notation=_SECONDS),
        shown_only("accepts_marketing", "accepts_marketing", notation="false where nobody said"),
        shown_only("accepts_marketing_updated_at", "accepts_marketing_at", notation=_SECONDS),
    )
)
_LISTED = dict(
    (
        shown_only("id", "id"),
        shown_only("default", "default", notation="true for the one that was said to be it, else for the first"),
        shown_only("created_at", "created_at", notation=_SECONDS),
        shown_only("updated_at", "updated_at", notation=_SECONDS),
    )
)


def show(customer: Customer, sight: Sight) -> View:
    """The whole object."""
    shown = document(customer, sight.shop.currency, Scene(sight.places))
    entries = cast("list[Mapping[str, object]]", shown["addresses"])
    listed = tuple(
        Part(chart.DELIVERY, row, entry, f"addresses[{at}].")
        for at, (row, entry) in enumerate(zip(deliveries(customer), entries, strict=True))
    )
    billing = Part(chart.BILLING, billing_of(customer), {field: shown[field] for field in BILLING.lenses})
    return View(shown, (Part(chart.CUSTOMER, customer, shown), billing, *listed))


CHART = Chart(
    dialect=NAME,
    title="Tiendanube",
    fields={
        chart.CUSTOMER: charted(
            (name for name in CUSTOMER_ORDER if name not in BILLING.lenses),
            CUSTOMER,
            {"name": Telling(instead="the company, else the label"), "extra": Telling("merged key by key")},
            _SHOWN,
        ),
        chart.BILLING: charted(
            BILLING.lenses, BILLING, {f"billing_{field}": told for field, told in _PLACES.items()}, {}
        ),
        chart.DELIVERY: charted(ADDRESS_ORDER, LISTED, _PLACES, _LISTED),
    },
    grammars={chart.CUSTOMER: CUSTOMER, chart.BILLING: BILLING, chart.DELIVERY: LISTED},
    show=show,
    absent=chart.nobody_is_absent,
)
