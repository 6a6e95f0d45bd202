"""What each field of EverShop tells, and the customer as its REST API would answer now (one-record.md 3.3 and 5)."""

from __future__ import annotations

from patron.dialects.evershop.lens import CUSTOMER, LISTED, NAME
from patron.dialects.evershop.render import ADDRESS_ORDER, CUSTOMER_ORDER, address_of, row_of
from patron.domain import chart
from patron.domain.addresses import is_blank
from patron.domain.chart import Chart, Part, Sight, Telling, View, charted, shown_only, told
from patron.domain.customer import Address, Customer
from patron.domain.shown import listed_addresses

_MOMENT = "with milliseconds"
_GROUP = "the primary membership, else the store's default group"
_SHOWN = dict(
    (
        shown_only("customer_id", "id"),
        shown_only("uuid", "uuid"),
        told(
            "group_id",
            "groups",
            notation=f"{_GROUP}; staff may choose it in a creation",
        ),
        shown_only("created_at", "created_at", notation=_MOMENT),
        shown_only("updated_at", "updated_at", notation=f"{_MOMENT}; not moved by EverShop's own address calls"),
        told("meta_data", "metafields", notation="written by a route of its own"),
        told("addresses", "addresses", notation="every address, but a billing address that says nothing"),
    )
)
_LISTED = dict(
    (
        shown_only("customer_address_id", "id"),
        shown_only("uuid", "uuid"),
        shown_only("customer_id", "owner"),
        shown_only("created_at", "created_at", notation=_MOMENT),
        shown_only("updated_at", "updated_at", notation=_MOMENT),
        told("is_default", "default", notation="what was said, null where nobody said"),
    )
)


def show(customer: Customer, sight: Sight) -> View:
    """The customer's row, and the rows of the addresses beside it."""
    row = row_of(customer, sight.shop, sight.places)
    rows = listed_addresses(customer)
    addresses = [address_of(customer, one, sight.places) for one in rows]
    listed = (
        Part(chart.ANY, one, shown, f"addresses[{at}].")
        for at, (one, shown) in enumerate(zip(rows, addresses, strict=True))
    )
    document = {**row, "addresses": addresses}
    return View(document, (Part(chart.CUSTOMER, customer, document), *listed))


def _absent(_customer: Customer, row: Address, _face: str) -> str:
    return "a billing address that says nothing is not listed" if is_blank(row) else ""


CHART = Chart(
    dialect=NAME,
    title="EverShop",
    fields={
        chart.CUSTOMER: charted(
            (*CUSTOMER_ORDER, "addresses"),
            CUSTOMER,
            {"full_name": Telling(instead="the company, else the label")},
            _SHOWN,
        ),
        chart.ANY: charted(
            ADDRESS_ORDER,
            LISTED,
            {
                "full_name": Telling(instead="the customer's name"),
                "address_1": Telling("street and number in one"),
                "address_2": Telling("line 2 and line 3 in one"),
                "province": Telling("ISO 3166-2 code, else the text"),
                "country": Telling("ISO 3166-1 code, else the text"),
            },
            _LISTED,
        ),
    },
    grammars={chart.CUSTOMER: CUSTOMER, chart.ANY: LISTED},
    show=show,
    absent=_absent,
)
