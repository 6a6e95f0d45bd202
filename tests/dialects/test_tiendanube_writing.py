"""Creating, changing and deleting (tiendanube.md 7)."""

from __future__ import annotations

import pytest

from tests.dialects.live import SHOP, Json, Live, two_shops

FULL: Json = {
    "name": "First  Last",
    "email": "First.Last@Example.com",
    "phone": "911",
    "identification": "28776255670",
    "note": "«açaí»\nline 2",
    "billing_name": "First Last SA",
    "billing_address": "Evergreen Terrace",
    "billing_number": "742",
    "billing_floor": "",
    "billing_province": "Oregon",
    "billing_country": "US",
    "extra": {"a": "1", "b": {"c": [1, 2.5, True, None]}},
    "addresses": [
        {"address": "My Street", "country": "Brasil", "province": "sao paulo", "floor": "3, B", "zipcode": "1"}
    ],
}


def make(live: Live, **more: object) -> Json:
    answer = live.tiendanube("POST", "/customers", json={**FULL, **more})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def put(live: Live, customer: Json, **body: object) -> Json:
    answer = live.tiendanube("PUT", f"/customers/{customer['id']}", json=body)
    assert answer.status_code == 200, answer.text
    assert live.tiendanube("GET", f"/customers/{customer['id']}").json() == answer.json()
    changed: Json = answer.json()
    return changed


def without_times(customer: Json) -> Json:
    return {name: value for name, value in customer.items() if name != "updated_at"}


def test_what_was_written_is_read_in_its_own_spelling(live: Live) -> None:
    made = make(live)
    for name in FULL.keys() - {"addresses"}:
        assert made[name] == FULL[name]
    address = made["addresses"][0]
    for name, value in FULL["addresses"][0].items():
        assert address[name] == value
    assert made["default_address"] == address
    assert made["billing_phone"] is None
    assert live.everything() == [made]


def test_keys_come_in_the_order_of_the_wire(live: Live) -> None:
    made = make(live)
    assert list(made)[:11] == [
        "id", "name", "email", "identification", "phone", "note", "default_address", "addresses", "billing_name",
        "billing_phone", "billing_address",
    ]  # fmt: skip
    assert sorted(made["addresses"][0]) == list(made["addresses"][0])


def test_an_echo_changes_nothing_not_even_the_time(live: Live) -> None:
    live.stop_clock("2026-01-01T00:00:00Z")
    made = make(live)
    live.stop_clock("2026-01-02T00:00:00Z")
    assert put(live, made, **made) == made
    assert put(live, made) == made
    assert put(live, made, addresses=[], name="First  Last") == made
    changed = put(live, made, note="new")
    assert changed["updated_at"] == "2026-01-02T00:00:00+0000"
    assert without_times(changed) == {**without_times(made), "note": "new"}


def test_null_clears_and_absent_stays(live: Live) -> None:
    made = make(live)
    cleared = put(live, made, phone=None, note=None, identification=None, billing_name=None)
    assert [cleared[name] for name in ("phone", "note", "identification", "billing_name")] == [None] * 4
    assert cleared["billing_address"] == "Evergreen Terrace"
    assert cleared["name"] == made["name"]


def test_all_of_billing_cleared_is_no_billing(live: Live) -> None:
    made = make(live)
    nulls = {name: None for name in made if name.startswith("billing_")}
    assert {name: put(live, made, **nulls)[name] for name in nulls} == nulls
    assert put(live, made, billing_locality="")["billing_locality"] == ""


def test_extra_is_merged_key_by_key(live: Live) -> None:
    made = make(live)
    assert put(live, made, extra={"a": "2", "z": "9"})["extra"] == {
        "a": "2",
        "b": {"c": [1, 2.5, True, None]},
        "z": "9",
    }
    assert put(live, made, extra={"b": None})["extra"] == {"a": "2", "z": "9"}
    assert put(live, made, extra=[])["extra"] == {"a": "2", "z": "9"}
    assert put(live, made, extra=None)["extra"] == {}


def test_addresses_are_merged_appended_and_never_removed(live: Live) -> None:
    made = make(live)
    first = made["addresses"][0]
    two = put(live, made, addresses=[{"id": "", "address": "Second", "default": False}])
    assert [one["default"] for one in two["addresses"]] == [True, False]
    second = two["addresses"][1]
    merged = put(live, made, addresses=[{"id": second["id"], "city": "X"}, {"id": str(first["id"]), "number": "9"}])
    assert merged["addresses"][1] == {**second, "city": "X", "updated_at": merged["addresses"][1]["updated_at"]}
    assert merged["addresses"][0]["number"] == "9"
    assert merged["addresses"][0]["province"] == "sao paulo"
    foreign = make(live, email="other@example.com")["addresses"][0]["id"]
    third = put(live, made, addresses=[{"id": foreign, "city": "Y"}])
    assert len(third["addresses"]) == 3
    assert foreign not in [one["id"] for one in third["addresses"]]
    assert put(live, made, addresses=[]) == third


def test_the_default_cannot_be_moved_by_its_flag(live: Live) -> None:
    made = make(live, addresses=[{"city": "A", "default": False}, {"city": "B", "default": True}])
    a: Json = made["addresses"][0]
    b: Json = made["addresses"][1]
    assert made["default_address"] == a
    assert put(live, made, addresses=[{"id": a["id"], "default": True}, {"id": b["id"], "default": False}]) == made
    answer = live.tiendanube("PUT", f"/customers/{made['id']}", json={"addresses": [{"id": b["id"], "default": True}]})
    assert answer.status_code == 422
    assert live.everything() == [made]


def test_what_the_server_owns_is_ignored(live: Live) -> None:
    made = make(live)
    theirs: Json = {
        "id": 5, "created_at": "x", "updated_at": 7, "total_spent": "9", "total_spent_currency": "USD", "active": True,
        "last_order_id": 3, "default_address": None, "accepts_marketing": True, "unknown": {"a": 1},
    }  # fmt: skip
    assert put(live, made, **theirs) == made


def test_what_later_documents_add_is_shown_and_consent_is_only_read(live: Live) -> None:
    told: Json = {"accepts_marketing": True, "accepts_marketing_updated_at": "2020-01-04T05:06:07+0000"}
    shown = {"id": 9, "name": "Buyer", "email": "b@example.com", **told}
    live.load(two_shops(customers=[{"dialect": "tiendanube", "store": SHOP, "shown": shown}]))
    billing = {"billing_name": "Buyer SA", "billing_phone": "912"}
    changed = put(live, {"id": 9}, accepts_marketing=False, accepts_marketing_updated_at=None, **billing)
    assert {name: changed[name] for name in (*told, *billing)} == {**told, **billing}
    made = make(live, billing_name=None)
    nothing = {"accepts_marketing": False, "accepts_marketing_updated_at": None}
    assert {name: made[name] for name in (*told, *billing)} == {**nothing, "billing_name": None, "billing_phone": None}


def test_numbers_are_read_where_digits_are_meant(live: Live) -> None:
    made = make(live, phone=911, identification=28776255670)
    assert (made["phone"], made["identification"]) == ("911", "28776255670")


@pytest.mark.parametrize("email", ["ANA@example.com", "ana@EXAMPLE.com", "ana@example.com"])
def test_an_email_is_one_persons_whatever_its_case(live: Live, email: str) -> None:
    make(live, email="ana@example.com")
    bia = make(live, email="bia@example.com")
    before = live.everything()
    for answer in (
        live.tiendanube("POST", "/customers", json={"name": "A", "email": email}),
        live.tiendanube("PUT", f"/customers/{bia['id']}", json={"email": email, "note": "x"}),
    ):
        assert answer.status_code == 422
        assert answer.json() == {"email": ["has already been taken"]}
    assert live.everything() == before


def test_ones_own_email_may_be_respelled_and_is_free_after_deletion(live: Live) -> None:
    made = make(live, email="ana@example.com")
    assert put(live, made, email="Ana@Example.com")["email"] == "Ana@Example.com"
    assert live.tiendanube("DELETE", f"/customers/{made['id']}").json() == {}
    again = make(live, email="ana@example.com")
    assert again["id"] != made["id"]
    assert live.everything() == [again]


def test_a_customer_with_orders_is_not_deleted(live: Live) -> None:
    shown = {"id": 9, "name": "Buyer", "email": "b@example.com", "total_spent": "89.00", "last_order_id": 9001}
    live.load(two_shops(customers=[{"dialect": "tiendanube", "store": SHOP, "shown": shown}]))
    before = live.everything()
    assert (before[0]["total_spent"], before[0]["last_order_id"]) == ("89.00", 9001)
    answer = live.tiendanube("DELETE", "/customers/9")
    assert answer.status_code == 422
    assert answer.json()["code"] == 422
    assert live.everything() == before


def test_ids_go_on_after_imported_ones(live: Live) -> None:
    shown = {"id": 90_001, "name": "Old", "email": "old@example.com", "addresses": [{"id": 70_001, "city": "X"}]}
    live.load(two_shops(customers=[{"dialect": "tiendanube", "store": SHOP, "shown": shown}]))
    made = make(live)
    assert made["id"] > 90_001
    assert made["addresses"][0]["id"] > 70_001


CHANGES: list[Json] = [
    {"note": "new"},
    {"billing_country": "USA"},
    {"billing_country": "US"},
    {"addresses": [{"city": "Second"}]},
    {"extra": {"k": "v"}},
    {"password": "a new password"},
    {"name": "Other"},
    {"billing_name": None, "billing_address": None, "billing_number": None, "billing_floor": None},
    {"billing_province": None, "billing_country": None},
]


def test_a_list_shows_every_change_at_once(live: Live) -> None:
    made = make(live)
    make(live, email="other@example.com")
    for change in [*CHANGES, *CHANGES]:
        live.everything()  # whatever a list keeps, it keeps now
        put(live, made, **change)
        shown = [live.tiendanube("GET", f"/customers/{one['id']}").json() for one in live.everything()]
        assert live.everything() == shown
        assert live.tiendanube("GET", "/customers?q=example&per_page=2").json() == shown
    live.everything()
    live.tiendanube("DELETE", f"/customers/{made['id']}")
    assert [one["email"] for one in live.everything()] == ["other@example.com"]


@pytest.mark.parametrize(("old", "new"), [(1, True), (True, 1), (0, False), ("1", 1), (1.5, "1.5"), ([1], [True])])
def test_values_that_only_look_alike_are_told_apart(live: Live, old: object, new: object) -> None:
    made = make(live, extra={"vip": old})
    changed = put(live, made, extra={"vip": new})["extra"]["vip"]
    assert (changed, type(changed)) == (new, type(new))
    shown = live.everything()[0]["extra"]["vip"]
    assert repr(shown) == repr(new)
