"""6.5 and 6.6: ids are given once in the installation, and ascend within a store."""

from __future__ import annotations

from tests.laws.facts import Faces
from tests.laws.house import House
from tests.laws.views import Person


def id_is_new(house: House, person: Person) -> None:
    """6.5, 6.6: nobody had that id before, and whoever pages by ids skips nobody."""
    last = house.highest.get(person.store, 0)
    assert person.id > last, f"6.6: customer {person.id} came after customer {last}"
    assert person.id not in house.given, f"6.6: {person.id} was given before"
    house.given.add(person.id)
    house.highest[person.store] = person.id


def addresses_are_new(house: House, person: Person, before: Faces, faces: Faces) -> None:
    """6.5, 6.6: an address belongs to one customer for ever, and one that is gone never comes back."""
    alone = () if faces.billing is None else (faces.billing,)
    for number in (*faces.deliveries, *alone):
        owner = house.owners.setdefault(number, person.id)
        assert owner == person.id, f"6.6: address {number} was {owner}'s, and is {person.id}'s"
    person.gone |= set(before.deliveries) - {*faces.deliveries, *alone}
    back = person.gone & set(faces.deliveries)
    assert not back, f"6.6: the ids {sorted(back)} are used again"
