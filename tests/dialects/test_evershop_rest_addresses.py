"""Addresses through EverShop: kept one by one, by staff and by the customer."""

from __future__ import annotations

import pytest

from tests.dialects.evershop_live import ADDRESS, STORE, UNKNOWN, WATCHER, Evershop, refused
from tests.dialects.live import Json, Live

BORN, LATER = "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.007Z"
NOT_A_BOOLEAN = 'invalid input syntax for type boolean: "{}"'
MISSING = {
    "full_name": "Full name is required",
    "address_1": "Address is required",
    "province": "Province is required",
    "country": "Country is required",
    "postcode": "Postcode is required",
}


class Book:
    """The addresses of one customer, kept by staff or by the customer."""

    def __init__(self, shop: Evershop, ann: Json, *, own: bool) -> None:
        self.shop = shop
        self.ann = ann
        self.made: list[str] = []
        self.token = shop.token_of() if own else "admin"
        self.path = "/customers/me/addresses" if own else f"/customers/{ann['uuid']}/addresses"

    def add(self, **more: object) -> Json:
        row: Json = self.shop.good("POST", self.path, {**ADDRESS, **more}, token=self.token)
        return row

    def change(self, uuid: str, body: Json) -> Json:
        row: Json = self.shop.good("PATCH", f"{self.path}/{uuid}", body, token=self.token)
        return row

    def remove(self, uuid: str) -> Json:
        row: Json = self.shop.good("DELETE", f"{self.path}/{uuid}", token=self.token)
        return row

    def refusal(self, method: str, uuid: str = "", body: object = None) -> tuple[int, str]:
        before = self.shop.everything()
        path = f"{self.path}/{uuid}" if uuid else self.path
        said = refused(self.shop.call(method, path, body, token=self.token))
        assert self.shop.everything() == before
        return said

    def links(self, uuid: str) -> list[Json]:
        href = f"/api{self.path}/{uuid}"
        return [
            {"rel": "edit", "href": href, "action": "UPDATE", "types": ["application/json"]},
            {"rel": "delete", "href": href, "action": "DELETE", "types": ["application/json"]},
        ]


@pytest.fixture
def shop(server: Live) -> Evershop:
    shop = Evershop(server)
    shop.live.stop_clock(BORN)
    return shop


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register()


@pytest.fixture(params=["staff", "customer"])
def book(shop: Evershop, ann: Json, request: pytest.FixtureRequest) -> Book:
    return Book(shop, ann, own=request.param == "customer")


@pytest.fixture
def staff(shop: Evershop, ann: Json) -> Book:
    return Book(shop, ann, own=False)


# -- one address ---------------------------------------------------------------------------------------------------


def test_an_address_comes_back_as_a_row_with_links(book: Book) -> None:
    row = book.add()
    assert list(row.items()) == [
        ("customer_address_id", row["customer_address_id"]),
        ("uuid", row["uuid"]),
        ("customer_id", book.ann["customer_id"]),
        ("full_name", "Ann Lee"),
        ("telephone", "5551234"),
        ("address_1", "1 Main St"),
        ("address_2", None),
        ("postcode", "90001"),
        ("city", "Springfield"),
        ("province", "US-CA"),
        ("country", "US"),
        ("created_at", BORN),
        ("updated_at", BORN),
        ("is_default", None),
        ("insertId", row["customer_address_id"]),
        ("links", book.links(row["uuid"])),
    ]


def test_a_named_field_is_changed_and_nothing_else(book: Book) -> None:
    row = book.add()
    book.shop.live.stop_clock(LATER)
    kept = {name: value for name, value in row.items() if name != "insertId"}
    written = {"updated_at": LATER, "updatedId": row["customer_address_id"]}
    assert book.change(row["uuid"], {"city": "Shelbyville"}) == {**kept, "city": "Shelbyville", **written}
    assert book.change(row["uuid"].upper(), {"city": "Shelbyville"})["updated_at"] == LATER


def test_a_removed_address_comes_back_as_it_was_without_links(book: Book) -> None:
    row = book.add(address_2="Flat 2")
    bare = {name: value for name, value in row.items() if name not in ("insertId", "links")}
    assert book.remove(row["uuid"]) == bare
    assert book.refusal("DELETE", row["uuid"]) == (400, "Invalid address")
    assert book.shop.everything()[0]["addresses"] == []


def test_tags_are_escaped(book: Book) -> None:
    row = book.add(address_1="<b>1</b> Main & <i>St</i>", telephone="<u>5</u>")
    assert row["address_1"] == "&lt;b&gt;1&lt;/b&gt; Main & &lt;i&gt;St&lt;/i&gt;"
    assert row["telephone"] == "&lt;u&gt;5&lt;/u&gt;"


def test_columns_that_are_nobodys_business_are_ignored(book: Book) -> None:
    sent = {
        "uuid": UNKNOWN,
        "customer_id": 999,
        "customer_address_id": 999,
        "created_at": "x",
        "address_id": 1,
        "foo": 1,
    }
    row = book.add(**sent)
    assert row["uuid"] != UNKNOWN
    assert (row["customer_id"], row["created_at"]) == (book.ann["customer_id"], BORN)
    changed = book.change(row["uuid"], {"uuid": UNKNOWN, "customer_id": 999, "foo": 1})
    assert changed == {name: value for name, value in row.items() if name != "insertId"}
    assert "updatedId" not in changed


def test_optional_fields_are_made_texts_or_null(book: Book) -> None:
    row = book.add(telephone=5551234, city=True, address_2={"a": 1})
    assert (row["telephone"], row["city"], row["address_2"]) == ("5551234", "true", '{"a":1}')
    cleared = book.change(row["uuid"], {"telephone": None, "city": None, "address_2": None})
    assert (cleared["telephone"], cleared["city"], cleared["address_2"]) == (None, None, None)


def test_codes_of_places_are_not_checked_and_are_read_back_as_written(book: Book) -> None:
    row = book.add(country="Narnia", province="Moon")
    assert (row["country"], row["province"]) == ("Narnia", "Moon")
    row = book.add(country="Brazil", province="sao paulo")
    assert (row["country"], row["province"]) == ("Brazil", "sao paulo")
    assert [one["province"] for one in book.shop.everything()[0]["addresses"]] == ["Moon", "São Paulo"]


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [{}, [1], None])
def test_everything_that_is_missing_is_told_at_once(book: Book, body: object) -> None:
    assert book.refusal("POST", body=body) == (500, ", ".join(MISSING.values()))


@pytest.mark.parametrize("blank", ["", "  ", None, False, 0])
@pytest.mark.parametrize("field", MISSING)
def test_a_blank_field_counts_as_missing(staff: Book, field: str, blank: object) -> None:
    assert staff.refusal("POST", body={**ADDRESS, field: blank}) == (500, MISSING[field])


@pytest.mark.parametrize("field", MISSING)
def test_a_required_field_must_be_a_text(staff: Book, field: str) -> None:
    said = staff.refusal("POST", body={**ADDRESS, field: 5, "postcode": 7})
    one, other = f"address.{field}.trim is not a function", "address.postcode.trim is not a function"
    assert said == (500, one if field == "postcode" else f"{one}, {other}")


@pytest.mark.parametrize("uuid", [UNKNOWN, "nope"])
def test_an_address_needs_its_customer(shop: Evershop, ann: Json, uuid: str) -> None:
    path = f"/customers/{uuid}/addresses"
    assert refused(shop.call("POST", path, ADDRESS)) == (500, "Invalid customer")
    assert refused(shop.call("POST", path, {**ADDRESS, "postcode": " "})) == (500, "Postcode is required")
    assert refused(shop.call("PATCH", f"{path}/{UNKNOWN}", {"city": "Q"})) == (400, "Invalid customer")
    assert refused(shop.call("DELETE", f"{path}/{UNKNOWN}")) == (400, "Invalid customer")
    assert ann["uuid"] != uuid


@pytest.mark.parametrize("uuid", [UNKNOWN, "nope", "1"])
def test_an_address_that_is_not_there_is_a_400(book: Book, uuid: str) -> None:
    assert book.refusal("PATCH", uuid, {"city": "Q"}) == (400, "Invalid address")
    assert book.refusal("DELETE", uuid) == (400, "Invalid address")


def test_the_address_of_somebody_else_is_not_there(shop: Evershop, staff: Book) -> None:
    row = staff.add()
    path = f"/customers/{shop.register('bob@example.com')['uuid']}/addresses/{row['uuid']}"
    before = shop.everything()
    assert refused(shop.call("PATCH", path, {"city": "Q"})) == (400, "Invalid address")
    assert refused(shop.call("DELETE", path)) == (400, "Invalid address")
    assert shop.everything() == before


def test_a_change_must_say_something_good(book: Book) -> None:
    uuid = book.add()["uuid"]
    assert book.refusal("PATCH", uuid, {}) == (500, "You need provide data first")
    assert book.refusal("PATCH", uuid, {"postcode": ""}) == (500, "Postcode is required")
    assert book.refusal("PATCH", uuid, {"province": None, "country": " "}) == (
        500,
        "Province is required, Country is required",
    )
    assert book.refusal("PATCH", uuid, {"address_1": 7}) == (500, "address.address_1.trim is not a function")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "must be object"),
        ({"email": 5}, "must be string"),
        ({"email": "bad"}, 'must match format "email"'),
        ({"password": 5}, "must be string"),
        ({"full_name": 5}, "must be string"),
    ],
)
def test_the_schema_of_the_customer_guards_the_addresses_that_staff_changes(
    shop: Evershop, staff: Book, body: object, words: str
) -> None:
    uuid = staff.add()["uuid"]
    assert staff.refusal("PATCH", uuid, body) == (400, words)
    assert refused(shop.call("PATCH", f"/customers/nope/addresses/{uuid}", body)) == (400, words)


def test_no_schema_guards_those_that_a_customer_changes(shop: Evershop, ann: Json) -> None:
    own = Book(shop, ann, own=True)
    uuid = own.add()["uuid"]
    assert own.refusal("PATCH", uuid, {"full_name": 5}) == (500, "address.full_name.trim is not a function")
    assert own.change(uuid, {"email": 5, "city": "Y"})["city"] == "Y"


def test_nul_is_refused(book: Book) -> None:
    assert book.refusal("POST", body={**ADDRESS, "city": "a\0b"}) == (
        500,
        'invalid byte sequence for encoding "UTF8": 0x00',
    )


# -- the default (one-record.md 3.2) -------------------------------------------------------------------------------


def flags(book: Book) -> list[object]:
    """`is_default` of every address, as a change of nothing shows it."""
    shown = [book.change(uuid, {"foo": 1}) for uuid in book.made]
    return [row["is_default"] for row in shown]


def made(book: Book, **more: object) -> Json:
    row = book.add(**more)
    book.made.append(row["uuid"])
    return row


def default_id(shop: Evershop) -> object:
    """Which address Tiendanube shows as the default."""
    seen = shop.live.tiendanube("GET", "/customers", token=WATCHER, shop=STORE).json()[0]["default_address"]
    return seen and seen["id"]


@pytest.mark.parametrize("said", [True, 1, "1", "true", "T", "yes", "on"])
def test_the_address_that_is_said_to_be_the_default_is_the_only_one(shop: Evershop, book: Book, said: object) -> None:
    first, second, third = made(book), made(book, is_default=True), made(book, is_default=said)
    assert (first["is_default"], second["is_default"], third["is_default"]) == (None, True, True)
    assert flags(book) == [False, False, True]
    assert default_id(shop) == third["customer_address_id"]
    assert book.change(first["uuid"], {"is_default": said})["is_default"] is True
    assert flags(book) == [True, False, False]
    assert default_id(shop) == first["customer_address_id"]


@pytest.mark.parametrize(("said", "kept"), [(False, False), (0, False), ("off", False), ("false", False), (None, None)])
def test_taking_the_flag_away_makes_nothing_else_the_default(
    shop: Evershop, book: Book, said: object, kept: object
) -> None:
    first, second = made(book), made(book, is_default=True)
    assert book.change(second["uuid"], {"is_default": said})["is_default"] is kept
    assert flags(book) == [False, kept]
    assert default_id(shop) == first["customer_address_id"]  # the lowest id is it where nobody says so


def test_saying_the_default_again_is_an_echo(shop: Evershop, book: Book) -> None:
    made(book)
    row = made(book, is_default=True)
    before = shop.everything()
    shop.live.stop_clock(LATER)
    assert book.change(row["uuid"], {"is_default": True})["updated_at"] == BORN
    assert shop.everything() == before


def test_without_the_default_address_the_lowest_id_is_the_default(shop: Evershop, book: Book) -> None:
    first, second = made(book), made(book, is_default=True)
    book.remove(second["uuid"])
    assert default_id(shop) == first["customer_address_id"]


@pytest.mark.parametrize(("said", "told"), [("maybe", "maybe"), (2, "2"), ("", ""), ("o", "o")])
def test_a_flag_that_is_no_boolean_is_refused(staff: Book, said: object, told: str) -> None:
    uuid = staff.add()["uuid"]
    assert staff.refusal("POST", body={**ADDRESS, "is_default": said}) == (500, NOT_A_BOOLEAN.format(told))
    assert staff.refusal("PATCH", uuid, {"is_default": said}) == (500, NOT_A_BOOLEAN.format(told))


def test_a_bad_flag_is_told_after_everything_else(shop: Evershop, staff: Book) -> None:
    assert staff.refusal("POST", body={**ADDRESS, "is_default": "maybe", "country": ""}) == (500, "Country is required")
    path = f"/customers/{UNKNOWN}/addresses"
    assert refused(shop.call("POST", path, {**ADDRESS, "is_default": "maybe"})) == (500, "Invalid customer")


# -- the customer's time -------------------------------------------------------------------------------------------


def updated_at(shop: Evershop, ann: Json) -> tuple[str, str]:
    """When the customer changed, as EverShop and as Tiendanube show it."""
    shown = shop.good("PATCH", f"/customers/{ann['uuid']}", {})["updated_at"]
    return shown, shop.everything()[0]["updated_at"]


def test_an_address_moves_the_time_of_its_customer_for_all_but_evershop(shop: Evershop, ann: Json, book: Book) -> None:
    shop.live.stop_clock(LATER)
    uuid = book.add()["uuid"]
    assert updated_at(shop, ann) == (BORN, "2026-01-02T03:04:06+0000")
    shop.live.stop_clock("2026-01-02T03:04:07.000Z")
    book.change(uuid, {"city": "Y"})
    assert updated_at(shop, ann) == (BORN, "2026-01-02T03:04:07+0000")
    book.change(uuid, {"city": "Y"})
    assert updated_at(shop, ann) == (BORN, "2026-01-02T03:04:07+0000")
    shop.live.stop_clock("2026-01-02T03:04:08.000Z")
    book.remove(uuid)
    assert updated_at(shop, ann) == (BORN, "2026-01-02T03:04:08+0000")
    shop.live.stop_clock("2026-01-02T03:04:09.000Z")
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"full_name": "Ann Smith"})
    assert updated_at(shop, ann) == ("2026-01-02T03:04:09.000Z", "2026-01-02T03:04:09+0000")


def test_what_another_dialect_changes_moves_the_time_in_evershop_too(shop: Evershop, ann: Json, staff: Book) -> None:
    shop.live.stop_clock(LATER)
    staff.add()
    shop.live.stop_clock("2026-01-02T03:04:07.000Z")
    path = f"/customers/{ann['customer_id']}"
    shop.live.tiendanube("PUT", path, token=WATCHER, shop=STORE, json={"note": "x"})
    assert updated_at(shop, ann) == ("2026-01-02T03:04:07.000Z", "2026-01-02T03:04:07+0000")


# -- addresses of other dialects -----------------------------------------------------------------------------------


def test_the_billing_address_is_an_address_like_any_other(shop: Evershop, staff: Book) -> None:
    number = staff.ann["customer_id"]
    billing = {"billing_address": "Rua A", "billing_number": "7", "billing_city": "Sampa", "billing_country": "BR"}
    told = shop.live.tiendanube("PUT", f"/customers/{number}", token=WATCHER, shop=STORE, json=billing)
    assert told.status_code == 200
    # EverShop has no list of addresses in its REST API: the row is found through GraphQL.
    query = {"query": "{ customers { items { addresses { uuid } } } }"}
    (row,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    changed = staff.change(row["uuid"], {"address_1": "Rua A 8"})
    assert (changed["address_1"], changed["city"], changed["is_default"]) == ("Rua A 8", "Sampa", None)
    (seen,) = shop.everything()
    assert (seen["billing_address"], seen["billing_number"], seen["addresses"]) == ("Rua A", "8", [])
    assert staff.change(row["uuid"], {"is_default": True})["is_default"] is True
    (seen,) = shop.everything()
    assert (seen["billing_number"], len(seen["addresses"])) == ("8", 1)
    staff.remove(row["uuid"])
    (seen,) = shop.everything()
    assert (seen["billing_address"], seen["addresses"]) == (None, [])


def test_a_change_judges_what_it_says_and_nothing_else(shop: Evershop, staff: Book) -> None:
    """An address that another platform made may lack what EverShop requires: it can still be changed."""
    number = staff.ann["customer_id"]
    shop.live.tiendanube(
        "PUT", f"/customers/{number}", token=WATCHER, shop=STORE, json={"addresses": [{"address": "Rua B"}]}
    )
    query = {"query": "{ customers { items { addresses { uuid } } } }"}
    (row,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    assert staff.change(row["uuid"], {"city": "Sampa"})["city"] == "Sampa"
    changed = staff.change(row["uuid"], {"postcode": None, "city": "Osasco"})  # what is shown is not asked for
    assert (changed["postcode"], changed["city"]) == (None, "Osasco")
    assert staff.refusal("PATCH", row["uuid"], {"postcode": ""}) == (500, "Postcode is required")
