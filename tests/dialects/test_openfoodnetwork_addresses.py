"""The two addresses of Open Food Network, and what the others see of them (one-record.md 3, openfoodnetwork.md 9)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.enterprises import (
    ADDRESS,
    FARM,
    GENERIC,
    Network,
    attributes,
    enterprises,
    not_permitted,
    shown,
    wrong,
)
from tests.dialects.live import Json, Live

ALICE = 11
MINIMAL = {key: ADDRESS[key] for key in ADDRESS if key not in ("latitude", "longitude", "street_address_2")}
REQUIRED = {
    "country": "country must exist",
    "street_address_1": "address1 can't be blank",
    "locality": "city can't be blank",
    "phone": "phone can't be blank",
    "first_name": "firstname can't be blank",
    "last_name": "lastname can't be blank",
    "postal_code": "zipcode can't be blank",
    "region": "state can't be blank",
}
FACES = [("billing_address", "Bill"), ("shipping_address", "Ship")]


@pytest.fixture
def ofn(server: Live) -> Network:
    """One customer without addresses."""
    network = Network(server)
    network.load(shown(ALICE, FARM, "alice@example.org", first_name="Alice", last_name="Ash"))
    return network


def listed(ofn: Network) -> list[Json]:
    """The delivery addresses as Tiendanube lists them."""
    found: list[Json] = ofn.tiendanube(ALICE)["addresses"]
    return found


# -- what is sent and what comes back -------------------------------------------------------------------------------


@pytest.mark.parametrize("face", [face for face, _ in FACES])
def test_an_address_reads_back_as_it_was_sent_in_the_order_of_the_wire(ofn: Network, face: str) -> None:
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={face: ADDRESS})
    assert attributes(answer)[face] == ADDRESS
    assert list(attributes(answer)[face]) == list(ADDRESS)
    assert list(attributes(answer)[face]["region"]) == ["name", "code"]
    assert ofn.show(ALICE)[face] == ADDRESS
    (other,) = {"billing_address", "shipping_address"} - {face}
    assert ofn.show(ALICE)[other] is None


def test_a_new_address_replaces_the_old_one_and_stays_the_same_row(ofn: Network) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    (before,) = listed(ofn)
    ofn.tell_tiendanube(ALICE, addresses=[{"id": before["id"], "locality": "Docklands"}])
    changed = {**MINIMAL, "street_address_1": "1 Flinders St"}
    assert ofn.update(ALICE, shipping_address=changed)["shipping_address"] == {
        **ADDRESS,
        "street_address_1": "1 Flinders St",
        "latitude": None,
        "longitude": None,
        "street_address_2": None,
    }
    (after,) = listed(ofn)
    assert after["id"] == before["id"]
    assert after["floor"] is None
    assert after["locality"] == "Docklands"  # Open Food Network has no field for it, and nobody moved


def test_a_move_leaves_the_neighbourhood_behind(ofn: Network) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    (before,) = listed(ofn)
    ofn.tell_tiendanube(ALICE, addresses=[{"id": before["id"], "locality": "Docklands"}])
    ofn.update(ALICE, shipping_address={**ADDRESS, "street_address_1": "2 Main Road", "locality": "Geelong"})
    (after,) = listed(ofn)
    assert (after["id"], after["city"], after["locality"]) == (before["id"], "Geelong", None)


@pytest.mark.parametrize(("face", "word"), FACES)
@pytest.mark.parametrize("field", REQUIRED)
def test_what_an_address_needs_is_asked_for(ofn: Network, face: str, word: str, field: str) -> None:
    before = ofn.everything()
    sent = {key: value for key, value in ADDRESS.items() if key != field}
    refused = wrong(f"{word} address {REQUIRED[field]}")
    answers = [ofn.ask("PUT", f"/customers/{ALICE}", json={face: sent, "code": "X"})]
    if isinstance(ADDRESS[field], str):
        blanks = [{face: {**sent, field: blank}} for blank in ("", "  ", None)]
        answers += [ofn.ask("PUT", f"/customers/{ALICE}", json=body) for body in blanks]
    else:
        answers.append(ofn.ask("PUT", f"/customers/{ALICE}", json={face: {**sent, field: {"code": "nowhere"}}}))
    for answer in answers:
        assert (answer.status_code, answer.json()) == (422, refused)
    assert ofn.everything() == before


def test_everything_that_is_wrong_is_said_at_once_billing_first(ofn: Network) -> None:
    ofn.create(email="other@example.org", code="TAKEN")
    told = [text for field, text in REQUIRED.items() if field != "region"]
    body: Json = {"email": "bad", "code": "TAKEN", "enterprise_id": 99, "billing_address": {}, "shipping_address": {}}
    assert ofn.ask("PUT", f"/customers/{ALICE}", json=body).json() == wrong(
        "Enterprise must exist",
        *(f"Bill address {text}" for text in told),
        *(f"Ship address {text}" for text in told),
        "Code has already been taken",
        "Email is invalid",
    )


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"region": {"code": "vic"}, "country": {"code": "au"}}, None),
        ({"region": {"name": "VICTORIA"}, "country": {"name": "australia"}}, None),
        ({"region": {"code": "XX", "name": "Victoria"}, "country": {"code": "XX", "name": "Australia"}}, None),
        ({"region": {"code": None, "name": "Victoria"}, "country": {"code": "AU", "name": None}}, None),
        (
            {"region": {"code": "OTA"}, "country": {"code": "NZ"}},
            {"region": {"name": "Otago", "code": "OTA"}, "country": {"name": "New Zealand", "code": "NZ"}},
        ),
        ({"country": {"code": "SG"}}, {"region": None, "country": {"name": "Singapore", "code": "SG"}}),
        (
            {"region": {"code": "vic"}, "country": {"code": "SG"}},
            {"region": {"name": "Victoria", "code": "Vic"}, "country": {"name": "Singapore", "code": "SG"}},
        ),
        (
            {"region": {"code": "zz"}, "country": {"code": "SG"}},
            {"region": None, "country": {"name": "Singapore", "code": "SG"}},
        ),
    ],
)
def test_places_are_found_by_code_or_name_and_read_back_in_the_stored_spelling(
    ofn: Network, sent: Json, stored: Json | None
) -> None:
    told = {key: value for key, value in ADDRESS.items() if key not in ("region", "country")} | sent
    for face, _ in FACES:
        expected = {**ADDRESS, **(stored or {})}
        assert ofn.update(ALICE, **{face: told})[face] == expected
        assert ofn.show(ALICE)[face] == expected


@pytest.mark.parametrize(
    "sent",
    [
        {"country": {"code": "NZ"}},
        {"region": {"code": "OTA"}},
        {"region": {"code": "AU-VIC"}},
        {"region": {"code": "", "name": ""}},
    ],
)
def test_a_region_of_another_country_is_no_region(ofn: Network, sent: Json) -> None:
    before = ofn.everything()
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"shipping_address": {**ADDRESS, **sent}})
    assert (answer.status_code, answer.json()) == (422, wrong("Ship address state can't be blank"))
    assert ofn.everything() == before


@pytest.mark.parametrize(
    ("country", "name"), [("AU", "Western Australia"), ("US", "Washington"), ("SG", "Western Australia")]
)
def test_a_code_of_several_countries_is_that_of_the_address_s_country(server: Live, country: str, name: str) -> None:
    world = enterprises(shown(ALICE, FARM, "alice@example.org"))
    world["countries"] = [
        {"code": "AU", "name": "Australia", "regions": [{"code": "WA", "name": "Western Australia"}]},
        {"code": "US", "name": "United States", "regions": [{"code": "WA", "name": "Washington"}]},
        {"code": "SG", "name": "Singapore", "region_required": False},
    ]
    server.load(world)
    ofn = Network(server)
    for face, _ in FACES:
        sent = {**ADDRESS, "region": {"code": "WA"}, "country": {"code": country}}
        assert ofn.update(ALICE, **{face: sent})[face]["region"] == {"name": name, "code": "WA"}
        assert ofn.show(ALICE)[face]["region"] == {"name": name, "code": "WA"}


@pytest.mark.parametrize("code", ["AUS", "XX", "", " AU"])
def test_an_unknown_country_is_refused_without_a_word_about_the_region(ofn: Network, code: str) -> None:
    sent = {**ADDRESS, "country": {"code": code}, "region": {"code": "nowhere"}}
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"shipping_address": sent})
    assert (answer.status_code, answer.json()) == (422, wrong("Ship address country must exist"))


SHAPES: list[tuple[Any, Json]] = [
    ("1 Flinders Street", not_permitted("FACE")),
    (7, not_permitted("FACE")),
    (False, not_permitted("FACE")),
    ([], GENERIC),
    ([ADDRESS], GENERIC),
    ({**ADDRESS, "id": 1}, not_permitted("id")),
    ({**ADDRESS, "planet": "x", "moon": "y"}, not_permitted("planet", "moon")),
    ({**ADDRESS, "phone": ["1"]}, not_permitted("phone")),
    ({**ADDRESS, "latitude": {"a": 1}}, not_permitted("latitude")),
    ({**ADDRESS, "region": "Victoria"}, not_permitted("region")),
    ({**ADDRESS, "region": None}, not_permitted("region")),
    ({**ADDRESS, "country": None, "x": 1}, not_permitted("country", "x")),
    ({**ADDRESS, "region": {"code": "Vic", "planet": "x"}, "moon": 1}, not_permitted("planet")),
    ({**ADDRESS, "country": {"code": ["AU"]}}, not_permitted("code")),
    ({**ADDRESS, "region": {}}, GENERIC),
    ({**ADDRESS, "country": {}}, GENERIC),
    ({**ADDRESS, "region": []}, GENERIC),
    ({**ADDRESS, "region": {"code": 7}}, GENERIC),
    ({**ADDRESS, "country": {"name": True}}, GENERIC),
    ({**ADDRESS, "locality": "x" * 256}, GENERIC),
    ({**ADDRESS, "locality": "a\u0000b"}, GENERIC),
]


@pytest.mark.parametrize("face", [face for face, _ in FACES])
def test_an_address_of_another_shape_is_refused(ofn: Network, face: str) -> None:
    before = ofn.everything()
    for sent, refused in SHAPES:
        answer = ofn.ask("PUT", f"/customers/{ALICE}", json={face: sent, "first_name": "Changed"})
        assert answer.status_code == 422
        assert answer.json() == (not_permitted(face) if refused == not_permitted("FACE") else refused)
        assert ofn.everything() == before


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("-37.5", -37.5),
        (" 12.25 north", 12.25),
        ("north", 0.0),
        ("", None),
        (None, None),
        (True, 1.0),
        (3, 3.0),
        ("NaN", 0.0),
        ("1_0.5", 10.5),
        ("1e2", 100.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("-.", 0.0),
    ],
)
def test_coordinates_are_cast(ofn: Network, sent: object, stored: float | None) -> None:
    told = ofn.update(ALICE, shipping_address={**ADDRESS, "latitude": sent, "longitude": sent})["shipping_address"]
    assert (told["latitude"], told["longitude"]) == (stored, stored)
    assert stored is None or isinstance(told["latitude"], float)


def test_a_coordinate_beyond_all_numbers_is_the_generic_error(ofn: Network) -> None:
    before = ofn.everything()
    for sent in ("9" * 400, "-" + "9" * 400, "1e999"):
        answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"shipping_address": {**ADDRESS, "latitude": sent}})
        assert (answer.status_code, answer.json()) == (422, GENERIC)
    assert ofn.everything() == before


@pytest.mark.parametrize(("face", "word"), FACES)
def test_what_is_not_sent_is_no_echo_of_what_is_not_there(server: Live, face: str, word: str) -> None:
    network = Network(server)
    network.load(shown(ALICE, FARM, "alice@example.org", **{face: {**ADDRESS, "phone": "", "locality": ""}}))
    before, gaps = network.everything(), network.show(ALICE)[face]
    left = {field: value for field, value in gaps.items() if field not in ("phone", "locality")}
    for sent, missing in ((left, ("locality", "phone")), ({**gaps, "phone": None}, ("phone",))):
        answer = network.ask("PUT", f"/customers/{ALICE}", json={face: sent})
        sentences = [f"{word} address {REQUIRED[field]}" for field in missing]
        assert (answer.status_code, answer.json()) == (422, wrong(*sentences))
        assert network.everything() == before
    assert network.update(ALICE, **{face: {**gaps, "street_address_2": "Flat 3"}})[face]["phone"] == ""


def test_scalars_become_texts(ofn: Network) -> None:
    told = ofn.update(ALICE, shipping_address={**ADDRESS, "phone": 12, "postal_code": 1.5, "locality": True})
    address = told["shipping_address"]
    assert (address["phone"], address["postal_code"], address["locality"]) == ("12", "1.5", "t")


# -- null -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("face", [face for face, _ in FACES])
def test_null_takes_the_address_away_and_absence_keeps_it(ofn: Network, face: str) -> None:
    ofn.update(ALICE, billing_address=ADDRESS, shipping_address={**ADDRESS, "locality": "Geelong"})
    kept = {name: value for name, value in ofn.show(ALICE).items() if name != face}
    assert ofn.update(ALICE, code=None)[face] is not None
    assert ofn.update(ALICE, **{face: None})[face] is None
    assert {name: value for name, value in ofn.show(ALICE).items() if name != face} == kept
    told = ofn.tiendanube(ALICE)
    if face == "billing_address":
        assert {told[name] for name in told if name.startswith("billing_")} == {None}
        assert len(told["addresses"]) == 1
    else:
        assert (told["addresses"], told["default_address"]) == ([], None)
        assert told["billing_city"] == "Melbourne"


@pytest.mark.parametrize("face", [face for face, _ in FACES])
def test_null_where_nothing_is_shown_changes_nothing(ofn: Network, face: str) -> None:
    before = ofn.tiendanube(ALICE)
    assert ofn.update(ALICE, **{face: None})[face] is None
    assert ofn.tiendanube(ALICE) == before


def test_after_null_the_other_deliveries_stay_out_of_sight(ofn: Network) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    ofn.tell_tiendanube(ALICE, addresses=[{"address": "Second Street", "city": "Geelong"}])
    assert ofn.update(ALICE, shipping_address=None)["shipping_address"] is None
    (left,) = listed(ofn)
    assert (left["address"], left["default"]) == ("Second Street", True)
    assert ofn.show(ALICE)["shipping_address"] is None
    # Neither a change of what is left nor one more address brings anything back.
    ofn.tell_tiendanube(ALICE, addresses=[{"id": left["id"], "floor": "3"}, {"address": "Third Street"}])
    assert ofn.show(ALICE)["shipping_address"] is None
    assert ofn.update(ALICE, shipping_address=None, code="N")["shipping_address"] is None
    assert len(listed(ofn)) == 2


def test_an_object_after_null_is_a_new_address_and_the_default(ofn: Network) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    ofn.tell_tiendanube(ALICE, addresses=[{"address": "Second Street", "city": "Geelong"}])
    ofn.update(ALICE, shipping_address=None)
    (second,) = listed(ofn)
    assert ofn.update(ALICE, shipping_address=ADDRESS)["shipping_address"] == ADDRESS
    rows = {row["id"]: row for row in listed(ofn)}
    assert len(rows) == 2
    assert rows[second["id"]] == {**second, "default": False}
    assert ofn.tiendanube(ALICE)["default_address"]["address"] == "1 Flinders Street"


def test_when_no_delivery_is_left_the_next_one_is_shown_again(ofn: Network) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    ofn.update(ALICE, shipping_address=None)
    ofn.tell_tiendanube(ALICE, addresses=[{"address": "Second Street", "city": "Geelong"}])
    assert ofn.show(ALICE)["shipping_address"]["street_address_1"] == "Second Street"


# -- what others wrote ----------------------------------------------------------------------------------------------


def test_addresses_of_others_are_shown_with_name_and_phone_of_the_customer_where_they_have_none(ofn: Network) -> None:
    ofn.tell_tiendanube(
        ALICE,
        phone="+61 3 1",
        billing_address="Collins Street",
        billing_number="9",
        billing_city="Melbourne",
        billing_country="Narnia",
        addresses=[{"address": "Main Road", "number": "5", "floor": "2", "province": "nsw", "country": "AU"}],
    )
    told = ofn.show(ALICE)
    common = {
        "phone": "+61 3 1",
        "latitude": None,
        "longitude": None,
        "first_name": "Alice",
        "last_name": "Ash",
        "street_address_2": None,
        "postal_code": "",
    }
    assert told["billing_address"] == {
        **common,
        "street_address_1": "Collins Street 9",
        "locality": "Melbourne",
        "region": None,
        "country": {"name": "Narnia", "code": "Narnia"},
    }
    assert told["shipping_address"] == {
        **common,
        "street_address_1": "Main Road 5",
        "street_address_2": "2",
        "locality": "",
        "region": {"name": "New South Wales", "code": "NSW"},
        "country": {"name": "Australia", "code": "AU"},
    }


@pytest.mark.parametrize("face", [face for face, _ in FACES])
def test_an_address_sent_back_as_shown_changes_nothing_for_anybody(ofn: Network, face: str) -> None:
    ofn.tell_tiendanube(
        ALICE,
        phone="+61 3 1",
        billing_address="Collins Street",
        billing_number="9",
        billing_city="Melbourne",
        billing_country="AU",
        billing_zipcode="3000",
        addresses=[
            {"address": "Main Road", "number": "5", "zipcode": "1", "city": "X", "country": "AU", "locality": "Y"}
        ],
    )
    before, seen = ofn.tiendanube(ALICE), ofn.show(ALICE)
    # A place that is unknown cannot be sent as null: it is left out.
    sent = {key: value for key, value in seen[face].items() if value is not None}
    assert ofn.update(ALICE, **{face: sent}) == {key: value for key, value in seen.items() if key != "balance"}
    assert ofn.tiendanube(ALICE) == before


def test_places_that_nobody_knows_are_sent_back_as_they_are(ofn: Network) -> None:
    rows = [{"address": "Main Road", "city": "X", "zipcode": "1", "province": "vic", "country": "Brasil"}]
    ofn.tell_tiendanube(ALICE, phone="1", addresses=rows)
    before, seen = ofn.tiendanube(ALICE), ofn.show(ALICE)["shipping_address"]
    assert (seen["region"]["name"], seen["country"]["code"]) == ("vic", "Brasil")
    sent = {key: value for key, value in seen.items() if value is not None}
    assert ofn.update(ALICE, shipping_address=sent)["shipping_address"] == seen
    assert ofn.tiendanube(ALICE) == before
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"shipping_address": {**sent, "country": {"code": "brasil"}}})
    assert answer.json() == wrong("Ship address country must exist")


def test_a_country_that_was_never_said_is_not_asked_for_when_the_rest_changes(ofn: Network) -> None:
    ofn.tell_tiendanube(ALICE, phone="1", addresses=[{"address": "Main Road", "city": "X", "zipcode": "1"}])
    seen = ofn.show(ALICE)["shipping_address"]
    sent = {key: value for key, value in seen.items() if value is not None} | {"locality": "Y"}
    assert ofn.update(ALICE, shipping_address=sent)["shipping_address"] == {**seen, "locality": "Y"}


def test_a_name_and_phone_that_were_sent_back_stay_what_they_were_read_as(ofn: Network) -> None:
    ofn.tell_tiendanube(
        ALICE, phone="1", addresses=[{"address": "Main Road", "city": "X", "zipcode": "1", "country": "SG"}]
    )
    seen = ofn.show(ALICE)["shipping_address"]
    sent = {key: value for key, value in seen.items() if value is not None}
    ofn.update(ALICE, shipping_address={**sent, "locality": "Elsewhere"})
    ofn.update(ALICE, first_name="Alicia")
    assert ofn.show(ALICE)["shipping_address"]["first_name"] == "Alice"
    (row,) = listed(ofn)
    assert (row["city"], row["name"], row["phone"]) == ("Elsewhere", None, None)


def test_street_and_number_stay_divided_where_they_can(ofn: Network) -> None:
    ofn.tell_tiendanube(ALICE, addresses=[{"address": "Main Road", "number": "5", "city": "X"}])
    ofn.update(ALICE, shipping_address={**ADDRESS, "street_address_1": "Main Road 7"})
    (row,) = listed(ofn)
    assert (row["address"], row["number"]) == ("Main Road", "7")


def test_a_blank_address_is_not_shown_and_not_overwritten(ofn: Network) -> None:
    ofn.tell_tiendanube(ALICE, addresses=[{"city": ""}], billing_city="")
    told = ofn.show(ALICE)
    assert (told["billing_address"], told["shipping_address"]) == (None, None)
    before = ofn.tiendanube(ALICE)
    ofn.update(ALICE, billing_address=None, shipping_address=None)
    assert ofn.tiendanube(ALICE) == before
    assert ofn.update(ALICE, shipping_address=ADDRESS)["shipping_address"] == ADDRESS
    assert [row["city"] for row in listed(ofn)] == ["", "Melbourne"]


def test_the_others_see_the_address_at_once(ofn: Network) -> None:
    ofn.update(ALICE, billing_address=ADDRESS, shipping_address={**ADDRESS, "first_name": "Bea"})
    told = ofn.tiendanube(ALICE)
    (row,) = told["addresses"]
    assert (row["name"], row["address"], row["number"], row["floor"]) == (
        "Bea Springs",
        "1 Flinders Street",
        None,
        "Flat 2",
    )
    assert (row["province"], row["country"], row["default"]) == ("Victoria", "AU", True)
    assert (told["billing_name"], told["billing_province"], told["billing_country"]) == (
        "Alice Springs",
        "Victoria",
        "AU",
    )


def test_only_the_default_is_replaced(ofn: Network) -> None:
    ofn.tell_tiendanube(
        ALICE, addresses=[{"address": "First Street", "city": "A"}, {"address": "Second Street", "city": "B"}]
    )
    first, second = listed(ofn)
    ofn.update(ALICE, shipping_address=ADDRESS)
    rows = listed(ofn)
    assert [row["id"] for row in rows] == [first["id"], second["id"]]
    assert rows[0]["city"] == "Melbourne"
    assert rows[1] == second
