"""Rows with two faces, and the one delivery address of a dialect that shows no more (one-record.md 3.1, 3.2)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from patron.dialects import SPEECHES
from patron.dialects.openfoodnetwork.lens import ADDRESS, CUSTOMER, NAME
from patron.domain.addresses import billing_of, default_of, is_without_delivery, shown_billing, shown_delivery
from patron.domain.customer import Address, Customer
from patron.domain.lens import Scene, settled
from patron.domain.places import Country, Places, Region
from patron.operations.addresses import with_billing, with_one_delivery, without_billing, without_delivery

PLACES = Places([Country("AU", "Australia")], [Region("AU-VIC", "AU", "VIC", "Victoria", "Vic")])
NOW = 5


def row(place: int, *, billing: bool = False, default: bool | None = None, **facts: Any) -> Address:
    """A stored delivery address."""
    flags = {"is_billing": billing, "is_delivery": True, "is_default": default}
    plain: dict[str, Any] = {"first_name": "A", "last_name": "B", "full_name": "A B", "phone": "1", **flags}
    return Address(place, f"row-{place}", **{**plain, **facts})


def customer(*rows: Address) -> Customer:
    return Customer(1, 7, "uuid", "a@example.org", addresses=rows)


def named(one: Customer, address: Address, **more: object) -> dict[str, object]:
    """What Open Food Network shows of that address, with other values for some fields."""
    return {**ADDRESS.show_all(address, Scene(PLACES, one)), **more}


BOTH = row(1, billing=True, default=True, street="Main Road", number="5", city="X", postcode="3000", neighbourhood="N")


def test_a_changed_delivery_divides_a_row_with_two_faces_and_keeps_its_id() -> None:
    before = customer(BOTH)
    told = with_one_delivery(before, ADDRESS, named(before, BOTH, locality="Y"), PLACES, NOW)
    delivery, billing = default_of(told), billing_of(told)
    assert delivery is not None
    assert billing is not None
    assert (delivery.id, delivery.uuid, delivery.is_default, delivery.city) == (1, "row-1", True, "Y")
    assert (delivery.is_billing, billing.is_delivery) == (False, False)
    assert (billing.id, billing.city, billing.is_default, billing.neighbourhood) == (0, "X", None, "N")
    assert billing.uuid != "row-1"


def test_a_changed_billing_face_divides_it_too_and_leaves_the_delivery_alone() -> None:
    before = customer(BOTH)
    told = with_billing(before, ADDRESS, named(before, BOTH, locality="Y"), PLACES, NOW)
    assert default_of(told) == replace(BOTH, is_billing=False)
    billing = billing_of(told)
    assert billing is not None
    assert (billing.id, billing.city) == (0, "Y")


def test_an_echo_divides_nothing() -> None:
    before = customer(BOTH)
    for change in (with_one_delivery, with_billing):
        assert change(before, ADDRESS, named(before, BOTH), PLACES, NOW) == before


def test_a_face_that_is_taken_away_leaves_the_other() -> None:
    before = customer(BOTH)
    (left,) = without_delivery(before, NAME).addresses
    assert left == replace(BOTH, is_delivery=False, is_default=None)
    (left,) = without_billing(before).addresses
    assert left == replace(BOTH, is_billing=False)
    assert without_billing(without_delivery(before, NAME)).addresses == ()


def test_a_face_that_is_not_shown_is_not_taken_away() -> None:
    blank = replace(row(1, billing=True, full_name=None, first_name="", last_name="", phone=""), is_delivery=True)
    before = customer(blank)
    assert shown_delivery(before, NAME) is None
    assert shown_billing(before) is None
    assert without_delivery(before, NAME) == before
    assert without_billing(before) == before


def test_the_mark_of_no_delivery_falls_as_soon_as_a_row_becomes_the_default() -> None:
    before = customer(row(1, default=True, city="X"), row(2, city="Y"))
    told = without_delivery(before, NAME)
    assert [one.id for one in told.addresses] == [2]
    assert is_without_delivery(told, NAME)
    assert settled(told, Scene(PLACES, told), SPEECHES.customer) == told
    # EverShop makes the row the default, and takes that back again.
    made = replace(told, addresses=(replace(told.addresses[0], is_default=True),))
    kept = settled(made, Scene(PLACES, made), SPEECHES.customer)
    assert kept.said == {}
    taken_back = replace(kept, addresses=told.addresses)
    assert shown_delivery(taken_back, NAME) == told.addresses[0]


def test_the_mark_falls_when_no_delivery_is_left() -> None:
    told = without_delivery(customer(row(1, city="X"), row(2, city="Y")), NAME)
    empty = replace(told, addresses=())
    assert settled(empty, Scene(PLACES, empty), SPEECHES.customer).said == {}


def test_the_mark_stays_while_rows_are_changed_or_added() -> None:
    told = without_delivery(customer(row(1, city="X"), row(2, city="Y")), NAME)
    more = replace(told, addresses=(replace(told.addresses[0], city="Z"), row(3, default=False, city="W")))
    assert settled(more, Scene(PLACES, more), SPEECHES.customer) == more
    assert shown_delivery(more, NAME) is None


def test_a_new_default_ends_the_flag_of_others_only_where_they_had_it() -> None:
    blank = row(1, default=True, full_name=None, first_name="", last_name="", phone=None)
    before = customer(blank, row(2, city="Y"), row(3, default=False, city="Z"))
    told = with_one_delivery(before, ADDRESS, {"locality": "New", "first_name": "C"}, PLACES, NOW)
    assert [one.is_default for one in told.addresses] == [False, None, False, True]
    assert told.addresses[-1].city == "New"


def test_the_mark_is_no_field_of_the_wire() -> None:
    told = without_delivery(customer(row(1, city="X"), row(2, city="Y")), NAME)
    assert told.said == {NAME: {"no_shipping": (True, False)}}
    assert CUSTOMER.read(told, CUSTOMER.lenses["no_shipping"], Scene(PLACES, told)) is True
