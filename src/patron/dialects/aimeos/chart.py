"""What each field of Aimeos tells, and the customer as its API would answer now (one-record.md 3.3 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from patron.dialects.aimeos.items import Belonging, Items
from patron.dialects.aimeos.lens import ACCOUNT, ADDRESS, NAME, SPEECH
from patron.dialects.aimeos.profile import GROUP, Profile
from patron.domain import chart
from patron.domain.addresses import billing_of, deliveries
from patron.domain.chart import Chart, Field, Part, Sight, Telling, View, charted, shown_only, told
from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene
from patron.operations.shelves import visible_items, visible_properties

_TEXT = Telling('without tags, `""` for nothing')
_ENTRY = Telling('`""` for nothing')
_OR_NULL = Telling("null for nothing")
_RESOURCES = "/jsonapi"
_LISTS = "relationships"
_SPECIAL = {
    f"{ACCOUNT}languageid": _OR_NULL,
    f"{ACCOUNT}birthday": _OR_NULL,
    f"{ACCOUNT}firstname": Telling("one half of the name, without tags"),
    f"{ACCOUNT}lastname": Telling("one half of the name, without tags"),
    f"{ACCOUNT}email": Telling("without tags"),
    f"{ACCOUNT}vatid": Telling('without tags, `""` for nothing; profile 2026 takes the blanks out at its door'),
    f"{ACCOUNT}label": Telling(_TEXT.notation, instead="the name and the company"),
    f"{ACCOUNT}code": Telling("without tags", instead="the e-mail"),
    f"{ADDRESS}firstname": Telling("one half of the name"),
    f"{ADDRESS}lastname": Telling("one half of the name"),
    f"{ADDRESS}languageid": _OR_NULL,
    f"{ADDRESS}birthday": _OR_NULL,
    f"{ADDRESS}type": Telling("`delivery` where nothing was said"),
    f"{ADDRESS}position": Telling(),
}


def _of_place(prefix: str, text: Telling) -> dict[str, Telling]:
    return {
        f"{prefix}address1": Telling(f"street and number in one, {text.notation}"),
        f"{prefix}state": Telling(f"the region's own code, else the text, {text.notation}"),
        f"{prefix}countryid": Telling("ISO 3166-1 code, null for nothing", limit="a country that has no code"),
        f"{prefix}longitude": Telling(),
        f"{prefix}latitude": Telling(),
    }


def _tellings(profile: Profile) -> dict[str, Telling]:
    account = {f"{ACCOUNT}{field}": _TEXT for field in profile.account_fields}
    entry = {f"{ADDRESS}{field}": _ENTRY for field in profile.address_fields}
    return {**account, **entry, **_SPECIAL, **_of_place(ACCOUNT, _TEXT), **_of_place(ADDRESS, _ENTRY)}


_ID = dict([shown_only(f"{ADDRESS}id", "id", notation="a text")])


def _related(profile: Profile) -> dict[str, Field]:
    """What is told outside of attributes."""
    groups, properties, addresses = _relations(profile)
    return dict(
        (
            shown_only(f"{ACCOUNT}id", "id", notation="a text"),
            shown_only(groups, "groups", notation="every membership; the groups are in `included`"),
            told(properties, "properties", notation="the entries are in `included`"),
            told(addresses, "addresses", notation="every delivery address; the entries are in `included`"),
            told(_LISTS, "list_items", notation="under their domains"),
        )
    )


def _relations(profile: Profile) -> tuple[str, str, str]:
    """Where groups, properties and addresses are told."""
    types = (profile.group_type, profile.type_of("customer/property"), profile.type_of("customer/address"))
    return (f"relationships.{types[0]}", f"relationships.{types[1]}", f"relationships.{types[2]}")


def chart_of(profile: Profile) -> Chart:
    """The chart of that profile."""
    tellings = _tellings(profile)
    account = tuple(f"{ACCOUNT}{field}" for field in profile.account_fields)
    related = _related(profile)
    own = (f"{ACCOUNT}id", *(name for name in account if name in SPEECH.customer.lenses), *list(related)[1:])
    entries = (f"{ADDRESS}id", *(f"{ADDRESS}{field}" for field in profile.address_fields))

    def show(customer: Customer, sight: Sight) -> View:
        return _shown(customer, sight, profile)

    return Chart(
        dialect=NAME,
        title="Aimeos",
        fields={
            chart.CUSTOMER: charted(own, SPEECH.customer, tellings, related),
            chart.BILLING: charted(
                (name for name in account if name in SPEECH.billing.lenses), SPEECH.billing, tellings, {}
            ),
            chart.DELIVERY: charted(entries, SPEECH.listed, tellings, _ID),
        },
        grammars={chart.CUSTOMER: SPEECH.customer, chart.BILLING: SPEECH.billing, chart.DELIVERY: SPEECH.listed},
        show=show,
        absent=chart.nobody_is_absent,
    )


def _shown(customer: Customer, sight: Sight, profile: Profile) -> View:
    """The account with everything that belongs to it."""
    items = Items(profile, Scene(sight.places), _RESOURCES, {})
    domains = frozenset(item.domain for item in customer.list_items) | {GROUP}
    visible = visible_items(customer, domains, sight.now)
    rows: tuple[Address, ...] = deliveries(customer)
    properties = visible_properties(customer, sight.shop.language)
    belonging = Belonging(rows, visible, properties, sight.groups)
    attributes = items.attributes(customer)
    included = items.included(customer, belonging)
    groups, related_properties, addresses = _relations(profile)
    own = {
        **attributes,
        groups: [str(item.group_id) for item in visible if item.group_id is not None],
        related_properties: [str(one.id) for one in properties],
        addresses: [str(row.id) for row in rows],
        _LISTS: [str(item.id) for item in visible if item.group_id is None],
    }
    listed = (
        Part(chart.DELIVERY, row, cast("Mapping[str, object]", entry["attributes"]), f"included[{at}].")
        for at, (row, entry) in enumerate(zip(rows, included, strict=False))
    )
    parts = (Part(chart.CUSTOMER, customer, own), Part(chart.BILLING, billing_of(customer), attributes), *listed)
    return View({"data": items.account(customer, attributes, belonging), "included": included}, parts)
