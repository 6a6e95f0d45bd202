"""What the history calls the people of a shop, and whom repeated calls are answered to."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from patron.domain.access import Shop, Staff
from patron.operations.shoppers import Person, SignedCustomer

NOBODY = Person(Shop(1, "S", "USD"))
STAFF = replace(NOBODY, staff=Staff(3, "u", "s@example.com", "S", "admin", 1))
CUSTOMER = replace(NOBODY, customer=SignedCustomer(7, "v"))
BOTH = replace(STAFF, customer=CUSTOMER.customer)


@pytest.mark.parametrize(
    ("person", "called", "about_themselves", "both"),
    [
        (NOBODY, "", "", ""),
        (STAFF, "staff 3", "staff 3", "staff 3"),
        (CUSTOMER, "customer 7", "customer 7", "customer 7"),
        (BOTH, "staff 3", "customer 7", "staff 3 customer 7"),
    ],
)
def test_staff_who_are_customers_act_as_customers_for_themselves(
    person: Person, called: str, about_themselves: str, both: str
) -> None:
    assert (person.called, person.both) == (called, both)
    assert replace(person, own_affairs=True).called == about_themselves
