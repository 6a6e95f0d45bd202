"""Many writes through two platforms in turn: the laws of the one record hold after each (one-record.md section 7)."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.dialects.enterprises import FARM, Network, attributes, shown
from tests.dialects.live import Json, Live

ALICE, OTHER = 11, 12
STEPS = 25
FACES = ("billing_address", "shipping_address")
REQUIRED = ("phone", "first_name", "last_name", "street_address_1", "postal_code", "locality")
NAMES = (None, "", "Ana", "Ana García", "  Bo ", "Ana  María López")
PLACES: list[tuple[Json, list[Json | None]]] = [
    ({"code": "AU"}, [{"code": "Vic"}, {"name": "new south wales"}]),
    ({"name": "new zealand"}, [{"code": "OTA"}]),
    ({"code": "SG"}, [None, {"code": "Vic"}]),
]
OTHERS: dict[str, list[str | None]] = {
    "name": [None, "Bea", "Bea Ru"],
    "phone": [None, "9"],
    "address": [None, "Main Road", "Collins"],
    "number": [None, "5", "7"],
    "floor": [None, "2", "2, 3"],
    "locality": [None, "Docks"],
    "zipcode": [None, "", "1"],
    "city": [None, "Geelong", "Melbourne"],
    "province": [None, "vic", "Narnia", "Victoria"],
    "country": [None, "AU", "Brasil", "australia"],
}


@pytest.mark.parametrize("seed", range(8))
def test_the_laws_hold_after_every_write(server: Live, seed: int) -> None:
    ofn, random = Network(server), Random(seed)  # noqa: S311 - the same writes in each run
    ofn.load(shown(ALICE, FARM, "ana@example.org", first_name="Ana", last_name="Ash"), shown(OTHER, FARM, "o@x.org"))
    other = ofn.tiendanube(OTHER)
    for _ in range(STEPS):
        random.choice((_write, _write, _write_through_tiendanube, _echo))(ofn, random)
    assert ofn.tiendanube(OTHER) == other


def _write(ofn: Network, random: Random) -> None:
    """Read your write; what was not named stays; nobody loses what this platform cannot say."""
    body: Json = {field: random.choice(NAMES) for field in ("first_name", "last_name") if random.random() < 0.4}
    body |= {face: random.choice([None, _address(random)]) for face in FACES if random.random() < 0.4}
    if random.random() < 0.2 or not body:
        body["code"] = random.choice(["x", None])
    before, elsewhere = ofn.show(ALICE), ofn.tiendanube(ALICE)
    after: Json = {**ofn.update(ALICE, **body), "balance": 0.0}
    assert ofn.show(ALICE) == after
    for field, said in body.items():
        if field in FACES and said is not None:
            _is_as_said(after[field], said)
        else:
            assert after[field] == ("" if said is None and field in ("first_name", "last_name") else said)
    renamed = {"first_name", "last_name"} & body.keys()
    unnamed = [face for face in FACES if face not in body and not renamed]
    assert {face: after[face] for face in unnamed} == {face: before[face] for face in unnamed}
    told = ofn.tiendanube(ALICE)
    assert [told[field] for field in ("note", "phone", "extra")] == [
        elsewhere[field] for field in ("note", "phone", "extra")
    ]
    if "shipping_address" not in body:
        assert told["addresses"] == elsewhere["addresses"]


def _write_through_tiendanube(ofn: Network, random: Random) -> None:
    """What the other platform cannot say stays."""
    before, rows = ofn.show(ALICE), ofn.tiendanube(ALICE)["addresses"]
    body: Json = {"name": random.choice(NAMES[2:])} if random.random() < 0.4 else {"phone": random.choice([None, "77"])}
    if random.random() < 0.5:
        known = {"id": random.choice(rows)["id"]} if rows and random.random() < 0.6 else {}
        body["addresses"] = [{**_some(random), **known}]
    if random.random() < 0.4:
        body |= {f"billing_{field}": said for field, said in _some(random).items()}
    ofn.tell_tiendanube(ALICE, **body)
    after = ofn.show(ALICE)
    assert [after[field] for field in ("code", "tags", "email")] == [
        before[field] for field in ("code", "tags", "email")
    ]


def _echo(ofn: Network, _random: Random) -> None:
    """Writing back what is shown changes nothing that anybody shows."""
    before, elsewhere = ofn.show(ALICE), ofn.tiendanube(ALICE)
    body = {field: before[field] for field in ("first_name", "last_name", "code", "email", "tags")}
    for face in FACES:
        address = before[face]
        body[face] = address and {field: said for field, said in address.items() if said is not None}
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json=body)
    assert answer.status_code == 200, answer.text
    assert {**attributes(answer), "balance": 0.0} == before
    assert ofn.show(ALICE) == before
    assert ofn.tiendanube(ALICE) == elsewhere


def _is_as_said(address: Json, said: Json) -> None:
    assert {field: address[field] for field in REQUIRED} == {field: said[field] for field in REQUIRED}
    assert address["street_address_2"] == said.get("street_address_2")
    assert address["latitude"] == (float(said["latitude"]) if "latitude" in said else None)


def _address(random: Random) -> Json:
    country, regions = random.choice(PLACES)
    region = random.choice(regions)
    address: dict[str, Any] = {
        "phone": random.choice(["1", "+61 2"]),
        "first_name": random.choice(["A", "Ana"]),
        "last_name": random.choice(["B", "García"]),
        "street_address_1": random.choice(["1 Flinders St", "Main Road 5", "Main Road", "Main Road 7"]),
        "postal_code": random.choice(["1", "2"]),
        "locality": random.choice(["Melbourne", "Geelong", "X"]),
        "country": country,
        **({"region": region} if region else {}),
    }
    if random.random() < 0.5:
        address["street_address_2"] = random.choice(["Flat 2", "", "2, 3"])
    if random.random() < 0.5:
        address |= {"latitude": random.choice([1.5, -3, "2"]), "longitude": 4}
    return address


def _some(random: Random) -> Json:
    return {field: random.choice(values) for field, values in OTHERS.items() if random.random() < 0.6}
