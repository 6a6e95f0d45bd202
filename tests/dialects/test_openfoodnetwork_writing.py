"""Creating, changing, moving and deleting through Open Food Network (openfoodnetwork.md 6 to 8, 11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.enterprises import (
    ADDRESS,
    EMPTY_BODY,
    FARM,
    GENERIC,
    HUB,
    INVALID,
    MISSING,
    PROFILE,
    TIENDANUBE,
    Network,
    attributes,
    not_permitted,
    shown,
    wrong,
)
from tests.dialects.live import Json, Live

ALICE, BOB, HANK = 11, 12, 13
TAKEN = wrong("Email is associated with an existing customer")


@pytest.fixture
def ofn(server: Live) -> Network:
    """Two customers of the farm, one of the hub."""
    network = Network(server)
    network.load(
        shown(ALICE, FARM, "alice@example.org", first_name="Alice", last_name="Ash", code="A1", tags=["old"]),
        shown(BOB, FARM, "bob@example.org", code="B1"),
        shown(HANK, HUB, "hank@example.org", code="H1"),
    )
    return network


def refused(ofn: Network, body: object, answer: object, status: int = 422, path: str = f"/customers/{ALICE}") -> None:
    """Nothing; a PUT (or a POST to the collection) is refused in those words, and nobody changed."""
    before = ofn.everything()
    method = "POST" if path == "/customers" else "PUT"
    got = ofn.ask(method, path, json=body)
    assert (got.status_code, got.json()) == (status, answer)
    assert ofn.everything() == before


# -- creating -------------------------------------------------------------------------------------------------------


def test_a_minimal_customer_is_shown_whole(ofn: Network) -> None:
    answer = ofn.ask("POST", "/customers", "key-farmer", json={"email": "New.One@Example.ORG", "enterprise_id": FARM})
    assert answer.status_code == 201
    number = attributes(answer)["id"]
    related = f"{ofn.base_url}/api/v1/enterprises/{FARM}"
    document: dict[str, Any] = {
        "id": str(number),
        "type": "customer",
        "attributes": {
            "id": number,
            "enterprise_id": FARM,
            "first_name": "",
            "last_name": "",
            "code": None,
            "email": "new.one@example.org",
            "allow_charges": False,
            "terms_and_conditions_accepted_at": None,
            "tags": [],
            "billing_address": None,
            "shipping_address": None,
        },
        "relationships": {
            "enterprise": {"data": {"id": str(FARM), "type": "enterprise"}, "links": {"related": related}}
        },
    }
    assert answer.json() == {"data": document}
    assert list(answer.json()["data"]["attributes"]) == list(document["attributes"])
    document["attributes"]["balance"] = 0.0
    assert ofn.ask("GET", f"/customers/{number}").json() == {"data": document}


def test_a_full_customer_is_kept_and_seen_by_the_others(ofn: Network) -> None:
    told = ofn.create(
        email="cleo@example.org",
        first_name="Cleo",
        last_name="de la Cruz",
        code="C1",
        tags=["Staff", "discount"],
        billing_address=ADDRESS,
        shipping_address=ADDRESS,
    )
    assert (told["code"], told["tags"]) == ("C1", ["staff", "discount"])
    assert (told["billing_address"], told["shipping_address"]) == (ADDRESS, ADDRESS)
    other = ofn.tiendanube(told["id"])
    assert (other["name"], other["email"], other["billing_city"]) == (
        "Cleo de la Cruz",
        "cleo@example.org",
        "Melbourne",
    )
    assert [row["city"] for row in other["addresses"]] == ["Melbourne"]


@pytest.mark.parametrize("email", ["alice@example.org", "ALICE@Example.ORG"])
def test_a_known_email_changes_the_customer_who_has_it(ofn: Network, email: str) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    count = len(ofn.everything())
    answer = ofn.ask("POST", "/customers", json={"email": email, "enterprise_id": FARM, "first_name": "Alicia"})
    assert answer.status_code == 201
    told = attributes(answer)
    assert (told["id"], told["first_name"], told["last_name"]) == (ALICE, "Alicia", "Ash")
    assert (told["code"], told["tags"], told["shipping_address"]) == ("A1", ["old"], ADDRESS)
    assert told["email"] == "alice@example.org"
    assert len(ofn.everything()) == count


def test_a_known_email_in_another_enterprise_is_somebody_else(ofn: Network) -> None:
    told = ofn.create(HUB, email="alice@example.org")
    assert told["id"] not in (ALICE, BOB, HANK)
    assert ofn.show(ALICE)["enterprise_id"] == FARM


def test_what_is_wrong_with_a_known_email_leaves_the_customer_alone(ofn: Network) -> None:
    body = {"email": "alice@example.org", "enterprise_id": FARM, "first_name": "Eve", "code": "B1"}
    refused(ofn, body, wrong("Code has already been taken"), path="/customers")


@pytest.mark.parametrize("email", [{}, {"email": None}, {"email": ""}, {"email": "  "}])
def test_a_creation_without_email_touches_nobody(ofn: Network, email: dict[str, object]) -> None:
    body = {"enterprise_id": FARM, "first_name": "No", **email}
    refused(ofn, body, wrong("Email can't be blank"), path="/customers")


@pytest.mark.parametrize("enterprise", [{}, *({"enterprise_id": one} for one in (None, "", 0, -1, 99, "abc", 2**70))])
def test_a_creation_without_a_known_enterprise_is_404(ofn: Network, enterprise: dict[str, object]) -> None:
    refused(ofn, {"email": "x@example.org", **enterprise}, MISSING, 404, "/customers")


@pytest.mark.parametrize("number", [1, "1", "1.7", 1.7, True, " 1", "1abc", "0001", "+1"])
def test_an_enterprise_number_is_cast(ofn: Network, number: object) -> None:
    answer = ofn.ask("POST", "/customers", "key-farmer", json={"email": "x@example.org", "enterprise_id": number})
    assert answer.status_code == 201
    assert attributes(answer)["enterprise_id"] == FARM


# -- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["a@b.c", "a+b@x.org", '"q s"@x.org', "a@[1.2.3.4]", "o'k@x.org", "a@x-y.org"])
def test_an_address_that_parses_is_an_email(ofn: Network, email: str) -> None:
    assert ofn.update(ALICE, email=email)["email"] == email


NO_EMAILS: list[object] = [
    "a", "a@b", "a@localhost", "ü@x.org", "a@b_c.org", "a@-b.org", "a@b-.c", "a@.b.org", "a@b..org", "a..b@x.org",
    ".a@x.org", "a.@x.org", " a@x.org", "a@x.org ", "A <a@x.org>", "a@x.org,b@x.org", "a@x+y.org", "a@x!y.org",
    "a@x/y.org", "a@x'y.org", "a@x#y.org", "a@x`y.org", "@x.org", "a@", "a b@x.org", "a@x .org", "a@x.org\n", 12,
    True,
]  # fmt: skip


def test_anything_else_is_no_email(ofn: Network) -> None:
    for email in NO_EMAILS:
        refused(ofn, {"email": email}, wrong("Email is invalid"))


def test_an_email_is_taken_whatever_its_case(ofn: Network) -> None:
    for email in ("bob@example.org", "BOB@Example.org"):
        refused(ofn, {"email": email, "first_name": "x"}, TAKEN)
    assert ofn.update(ALICE, email="ALICE@example.org", code="A2")["email"] == "alice@example.org"


def test_the_spelling_of_another_platform_is_not_overwritten_by_an_echo(ofn: Network) -> None:
    ofn.tell_tiendanube(ALICE, email="Alice@Example.org")
    assert ofn.show(ALICE)["email"] == "alice@example.org"
    ofn.update(ALICE, email="alice@example.org", last_name="Oak")
    assert ofn.tiendanube(ALICE)["email"] == "Alice@Example.org"
    ofn.update(ALICE, email="other@example.org")
    assert ofn.tiendanube(ALICE)["email"] == "other@example.org"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("", None), ("  ", None), (None, None), (" X ", " X "), (12, "12"), (True, "t"), (False, "f"), (1.5, "1.5")],
)
def test_a_code_is_kept_as_sent_and_blank_is_none(ofn: Network, sent: object, stored: str | None) -> None:
    assert ofn.update(ALICE, code=sent)["code"] == stored


def test_a_code_is_taken_in_its_very_case_and_enterprise_alone(ofn: Network) -> None:
    refused(ofn, {"code": "B1"}, wrong("Code has already been taken"))
    for free in ("b1", "H1"):
        assert ofn.update(ALICE, code=free)["code"] == free
    for _ in range(2):
        assert ofn.update(ALICE, code=None)["code"] is None
        assert ofn.update(BOB, code=None)["code"] is None


def test_names_are_kept_as_sent_and_null_reads_as_nothing(ofn: Network) -> None:
    assert ofn.update(ALICE, first_name="  Al ", last_name="x" * 3000)["first_name"] == "  Al "
    told = ofn.update(ALICE, first_name=None, last_name=None)
    assert (told["first_name"], told["last_name"]) == ("", "")
    assert ofn.show(ALICE)["first_name"] == ""
    assert ofn.tiendanube(ALICE)["name"] == ""


def test_both_halves_of_a_name_are_one_statement(ofn: Network) -> None:
    ofn.tell_tiendanube(ALICE, name="Ana  García Márquez")
    told = ofn.update(ALICE, first_name="Ana García", last_name="Márquez")
    assert (told["first_name"], told["last_name"]) == ("Ana García", "Márquez")
    assert ofn.tiendanube(ALICE)["name"] == "Ana  García Márquez"
    assert ofn.update(ALICE, last_name="Ruiz")["first_name"] == "Ana García"
    assert ofn.tiendanube(ALICE)["name"] == "Ana García Ruiz"


def test_numbers_become_texts_as_the_platform_prints_them(ofn: Network) -> None:
    for sent, text in ((1e20, "1.0e+20"), (1.5e-7, "1.5e-07"), (12, "12"), (1e15, "1000000000000000.0")):
        assert ofn.update(ALICE, code=sent)["code"] == text


@pytest.mark.parametrize("field", ["email", "code"])
def test_what_is_too_long_is_the_generic_error(ofn: Network, field: str) -> None:
    text = "x" * 244 + "@example.org"
    refused(ofn, {field: text}, GENERIC)
    assert ofn.update(ALICE, **{field: text[1:]})[field] == text[1:]


@pytest.mark.parametrize("field", ["email", "code", "first_name", "last_name"])
def test_what_no_database_holds_is_the_generic_error(ofn: Network, field: str) -> None:
    refused(ofn, {field: "a\u0000@x.org"}, GENERIC)


# -- tags -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (["Staff", "discount", " staff ", ""], ["staff", "discount"]),
        (["a,b", "c"], ["a", "b", "c"]),
        ("x, Y", ["x", "y"]),
        (['"a, b"', "c"], ["a, b", "c"]),
        ('c, "A, b"', ["a, b", "c"]),
        ([1, True, None, 1.5], ["1", "true", "1.5"]),
        ("ÑANDÚ,Öl", ["ñandú", "öl"]),
        ([], []),
        (None, []),
        ("", []),
        (7, ["7"]),
    ],
)
def test_tags_are_folded_split_and_replaced(ofn: Network, sent: object, stored: list[str]) -> None:
    assert ofn.update(ALICE, tags=sent, code="T")["tags"] == stored
    assert sorted(ofn.show(ALICE)["tags"]) == sorted(stored)
    assert sorted(ofn.update(ALICE, code="U")["tags"]) == sorted(stored)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ('"a', ['"a']),
        ('"a" b, c', ['"a" b', "c"]),
        ('"a","b",c', ["a", "b", "c"]),
        ('x, "a, "b" , c', ['a, "b', "x", "c"]),
        ('x "a, b"', ['x "a', 'b"']),
        ('"a", "b', ["a", '"b']),
        (' "A" ', ["a"]),
        ('""', []),
        ("[1e20]", ["[1e20]"]),
        ([1e20, 1e-5, 0.5, 1e15], ["1.0e+20", "1.0e-05", "0.5", "1000000000000000.0"]),
    ],
)
def test_only_quotes_around_a_whole_tag_protect_a_comma(ofn: Network, sent: object, stored: list[str]) -> None:
    assert ofn.update(ALICE, tags=sent, code="T")["tags"] == stored


def test_more_tags_than_anybody_means_are_the_generic_error(ofn: Network) -> None:
    refused(ofn, {"code": "T", "tags": [f"t{n}" for n in range(501)]}, GENERIC)
    refused(ofn, {"code": "T", "tags": "," * 128_001}, GENERIC)
    assert ofn.update(ALICE, tags="," * 128_000, code="T")["tags"] == []
    many = [f"t{n}" for n in range(500)]
    assert ofn.update(ALICE, tags=many, code="T")["tags"] == many
    longest = [f"{n:03}" + "x" * 252 for n in range(500)]
    assert ofn.update(ALICE, tags=longest, code="T")["tags"] == longest
    refused(ofn, {"code": "T", "tags": ["," * 63_999, "," * 64_001]}, GENERIC)


@pytest.mark.parametrize("sent", [{"a": 1}, [["a"]], [{"a": 1}]])
def test_tags_that_are_no_texts_are_refused(ofn: Network, sent: object) -> None:
    refused(ofn, {"code": "T", "tags": sent}, GENERIC)


def test_a_tag_that_is_too_long_is_refused_without_a_reason(ofn: Network) -> None:
    refused(ofn, {"code": "T", "tags": ["ok", "x" * 256]}, INVALID)
    refused(ofn, {"code": "B1", "tags": ["x" * 256]}, wrong("Code has already been taken"))
    assert ofn.update(ALICE, code="T", tags=["x" * 255])["tags"] == ["x" * 255]


def test_tags_come_beside_a_wrapped_customer_or_in_the_query(ofn: Network) -> None:
    answer = ofn.ask("PUT", f"/customers/{ALICE}", json={"customer": {"code": "T"}, "tags": ["beside"]})
    assert attributes(answer)["tags"] == ["beside"]
    answer = ofn.ask("PUT", f"/customers/{ALICE}?tags[]=In&tags[]=query", json={"code": "T", "tags": ["body"]})
    assert attributes(answer)["tags"] == ["in", "query"]
    refused(ofn, {"customer": {"code": "T", "tags": ["x"]}}, not_permitted("tags"))


# -- shapes of a body -----------------------------------------------------------------------------------------------


SAY_NOTHING: list[object] = [
    {}, {"customer": {}}, {"customer": None}, {"customer": ""}, {"customer": []}, [], None, "text", 7,
    {"nickname": "x", "name": "y", "balance": 3}, {"tags": ["x"]}, [{"email": "a@x.org", "enterprise_id": 1}],
    {"data": {"type": "customer", "attributes": {"email": "a@x.org"}}}, {"email": "a@x.org", "customer": {}},
]  # fmt: skip


@pytest.mark.parametrize("path", ["/customers", f"/customers/{ALICE}"])
def test_a_body_that_says_nothing_of_a_customer_is_refused(ofn: Network, path: str) -> None:
    for body in SAY_NOTHING:
        refused(ofn, body, EMPTY_BODY, path=path)


def test_a_wrapped_customer_that_is_no_object_is_the_generic_error(ofn: Network) -> None:
    for customer in ("x", 7, True, False, ["x"]):
        refused(ofn, {"customer": customer}, GENERIC)


SERVERS_OWN = [
    "id", "user_id", "allow_charges", "terms_and_conditions_accepted_at", "created_manually", "created_at",
    "updated_at", "bill_address_id", "ship_address_id", "tag_list",
]  # fmt: skip


def test_what_only_the_server_writes_is_not_permitted(ofn: Network) -> None:
    for field in SERVERS_OWN:
        refused(ofn, {"last_name": "x", field: None}, not_permitted(field))
        refused(ofn, {"customer": {field: 1, "last_name": "x"}}, not_permitted(field))
        refused(ofn, {"enterprise_id": FARM, "email": "n@x.org", field: 1}, not_permitted(field), path="/customers")


def test_unknown_keys_are_ignored_flat_and_refused_wrapped(ofn: Network) -> None:
    assert ofn.update(ALICE, last_name="Flat", nickname="x", name="y", foo={"bar": 1})["last_name"] == "Flat"
    refused(ofn, {"customer": {"mood": 1, "last_name": "x", "nickname": 2}}, not_permitted("mood", "nickname"))


@pytest.mark.parametrize("field", ["email", "enterprise_id", "first_name", "last_name", "code"])
def test_a_list_where_a_text_belongs_is_not_permitted(ofn: Network, field: str) -> None:
    values: list[object] = [["x"], {"a": 1}, []]
    for value in values:
        refused(ofn, {field: value, "allow_charges": True}, not_permitted(field, "allow_charges"))


def test_a_customer_in_the_query_switches_flat_bodies_off(ofn: Network) -> None:
    before = ofn.show(ALICE)
    answer = ofn.ask("PUT", f"/customers/{ALICE}?customer[last_name]=Query", json={"first_name": "Body"})
    assert (attributes(answer)["last_name"], attributes(answer)["first_name"]) == ("Query", before["first_name"])


@pytest.mark.parametrize(
    "media", ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/json;x=y"]
)
def test_json_is_read_under_its_own_name(ofn: Network, media: str) -> None:
    answer = ofn.ask("PUT", f"/customers/{ALICE}", content=b'{"code":"J"}', headers={"Content-Type": media})
    assert attributes(answer)["code"] == "J"


@pytest.mark.parametrize("media", ["application/vnd.api+json", "text/plain", "", "application/xml"])
def test_other_bodies_are_not_read(ofn: Network, media: str) -> None:
    headers = {"Content-Type": media} if media else {}
    answer = ofn.ask("PUT", f"/customers/{ALICE}", content=b'{"code":"J"}', headers=headers)
    assert (answer.status_code, answer.json()) == (422, EMPTY_BODY)


def test_forms_are_read_wrapped_alone(ofn: Network) -> None:
    form = {
        "customer[last_name]": "Förm & more",
        "customer[shipping_address][phone]": "1",
        "customer[shipping_address][first_name]": "A",
        "customer[shipping_address][last_name]": "B",
        "customer[shipping_address][street_address_1]": "C",
        "customer[shipping_address][postal_code]": "D",
        "customer[shipping_address][locality]": "E",
        "customer[shipping_address][region][code]": "vic",
        "customer[shipping_address][country][name]": "australia",
        "customer[shipping_address][latitude]": "1.5",
        "tags[]": ["x", "y"],
    }
    told = attributes(ofn.ask("PUT", f"/customers/{ALICE}", data=form))
    assert (told["last_name"], told["tags"], told["shipping_address"]["latitude"]) == ("Förm & more", ["x", "y"], 1.5)
    assert told["shipping_address"]["region"] == {"name": "Victoria", "code": "Vic"}
    answer = ofn.ask("PUT", f"/customers/{ALICE}", data={"last_name": "Flat"})
    assert (answer.status_code, answer.json()) == (422, EMPTY_BODY)


def test_files_and_the_fields_beside_them_are_not_read(ofn: Network) -> None:
    parts = {"customer[last_name]": (None, "Form"), "customer[code]": ("code.txt", b"J")}
    answer = ofn.ask("PUT", f"/customers/{ALICE}", files=parts)
    assert (answer.status_code, answer.json()) == (422, EMPTY_BODY)


# -- changing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_is_partial(ofn: Network, method: str) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    before = ofn.show(ALICE)
    answer = ofn.ask(method, f"/customers/{ALICE}", json={"last_name": "Oak"})
    assert answer.status_code == 200
    expected = {name: value for name, value in before.items() if name != "balance"}
    assert attributes(answer) == {**expected, "last_name": "Oak"}


@pytest.mark.parametrize("number", [None, "", "abc", 99, 0, -1, 2**70])
def test_a_change_to_no_enterprise_is_refused(ofn: Network, number: object) -> None:
    refused(ofn, {"enterprise_id": number, "last_name": "x"}, wrong("Enterprise must exist"))


def test_a_change_of_nothing_moves_nothing(ofn: Network) -> None:
    before = ofn.tiendanube(ALICE)
    seen = ofn.show(ALICE)
    writable = ("enterprise_id", "email", "first_name", "last_name", "code", "tags")
    ofn.update(ALICE, **{field: seen[field] for field in writable})
    assert ofn.tiendanube(ALICE) == before


def test_whoever_is_written_to_is_made_by_hand(server: Live) -> None:
    ofn = Network(server)
    ofn.load(
        shown(ALICE, FARM, "guest@example.org", facts={"made_by_hand": False}),
        shown(
            BOB,
            FARM,
            "buyer@example.org",
            facts={"made_by_hand": False, "orders": [{"state": "complete", "total": "1"}]},
        ),
    )
    assert ofn.ids("key-farmer") == [BOB]
    assert ofn.show(ALICE)["email"] == "guest@example.org"
    ofn.update(ALICE, last_name="Seen")
    assert ofn.ids("key-farmer") == [ALICE, BOB]


# -- moving ---------------------------------------------------------------------------------------------------------


def test_a_moved_customer_keeps_its_id_and_everything_but_what_is_the_stores(server: Live) -> None:
    ofn = Network(server)
    ofn.load(
        shown(
            ALICE,
            FARM,
            "alice@example.org",
            first_name="Alice",
            code="A1",
            tags=["b", "a"],
            facts={"made_by_hand": True, "orders": [{"state": "complete", "total": "5", "paid": "1"}]},
        ),
        shown(HANK, HUB, "hank@example.org"),
    )
    ofn.update(ALICE, shipping_address=ADDRESS, billing_address={**ADDRESS, "locality": "Geelong"})
    ofn.tell_tiendanube(ALICE, note="loyal", identification="12 34")
    before, address_id = ofn.show(ALICE), ofn.tiendanube(ALICE)["addresses"][0]["id"]
    assert before["balance"] == -4.0
    told = ofn.update(ALICE, key="key-both", enterprise_id=HUB, last_name="Moved")
    expected: Json = {**before, "enterprise_id": HUB, "last_name": "Moved", "balance": 0.0}
    after = ofn.show(ALICE)
    assert {**after, "tags": sorted(after["tags"])} == {**expected, "tags": sorted(expected["tags"])}
    assert {**told, "balance": 0.0} == expected
    other = ofn.tiendanube(ALICE, HUB)
    assert (other["note"], other["identification"], other["last_order_id"]) == ("loyal", "12 34", None)
    assert other["addresses"][0]["id"] == address_id
    gone = ofn.live.tiendanube("GET", f"/customers/{ALICE}", token=TIENDANUBE, shop=FARM)
    assert gone.status_code == 404
    assert ofn.ids("key-farmer") == []
    assert ofn.ids("key-hubber") == [ALICE, HANK]
    # What was in its way before is free now, and the other way round.
    assert ofn.create(FARM, email="alice@example.org", code="A1")["id"] not in (ALICE, HANK)
    assert ofn.ask("POST", "/customers", json={"email": "x@x.org", "enterprise_id": HUB, "code": "A1"}).json() == wrong(
        "Code has already been taken"
    )


def test_a_customer_moves_there_and_back_again(ofn: Network) -> None:
    before = ofn.show(ALICE)
    for enterprise in (HUB, PROFILE, HUB, FARM):
        assert ofn.update(ALICE, enterprise_id=enterprise)["enterprise_id"] == enterprise
        assert [ALICE in ofn.ids("key-admin", f"?enterprise_id={one}") for one in (FARM, HUB, PROFILE)] == [
            enterprise == one for one in (FARM, HUB, PROFILE)
        ]
    assert ofn.show(ALICE) == before
    assert ofn.ask("DELETE", f"/customers/{ALICE}").status_code == 200
    assert ofn.ask("GET", f"/customers/{ALICE}").status_code == 404


def test_email_and_code_must_be_free_where_a_customer_moves_to(ofn: Network) -> None:
    ofn.create(HUB, email="alice@example.org", code="A1")
    sentences = ("Code has already been taken", "Email is associated with an existing customer")
    refused(ofn, {"enterprise_id": HUB}, wrong(*sentences))
    refused(ofn, {"enterprise_id": HUB, "code": "free"}, wrong(sentences[1]))
    assert ofn.update(ALICE, enterprise_id=HUB, code="free", email="free@example.org")["enterprise_id"] == HUB


def test_what_is_taken_where_a_customer_comes_from_does_not_matter(ofn: Network) -> None:
    told = ofn.update(ALICE, enterprise_id=HUB, email="bob@example.org", code="B1")
    assert (told["email"], told["code"], told["enterprise_id"]) == ("bob@example.org", "B1", HUB)


def test_new_customers_follow_a_moved_one(ofn: Network) -> None:
    last = ofn.create(FARM, email="last@example.org")["id"]
    ofn.update(last, enterprise_id=HUB)
    assert ofn.create(HUB, email="next@example.org")["id"] > last


# -- deleting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"credit": "2"},
            "Delete failed: This customer has an outstanding credit balance. Please refund before deleting.",
        ),
        ({"subscriptions": ["active"]}, "Delete failed: This customer has active subscriptions. Cancel them first."),
    ],
)
def test_who_may_not_be_deleted_does_not_move_either(server: Live, facts: Json, sentence: str) -> None:
    ofn = Network(server)
    ofn.load(shown(ALICE, FARM, "alice@example.org", facts={"made_by_hand": True, **facts}))
    refused(ofn, {"enterprise_id": HUB, "last_name": "Moved"}, wrong(sentence))
    assert ofn.ask("DELETE", f"/customers/{ALICE}").json() == wrong(sentence)
    assert ofn.update(ALICE, enterprise_id=FARM, last_name="Stays")["last_name"] == "Stays"


def test_a_deleted_customer_is_shown_once_more_without_tags(ofn: Network) -> None:
    ofn.update(ALICE, shipping_address=ADDRESS)
    before = ofn.show(ALICE)
    answer = ofn.ask("DELETE", f"/customers/{ALICE}", "key-farmer")
    assert answer.status_code == 200
    expected = {name: value for name, value in before.items() if name != "balance"}
    assert attributes(answer) == {**expected, "tags": []}
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        gone = ofn.ask(method, f"/customers/{ALICE}", json={"code": "x"})
        assert (gone.status_code, gone.json()) == (404, MISSING)
    assert ofn.ids("key-farmer") == [BOB]
    assert ofn.create(email="alice@example.org", code="A1")["id"] > ALICE


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"credit": "5.00"}, "an outstanding credit balance. Please refund before deleting."),
        ({"credits": ["5", "-2"]}, "an outstanding credit balance. Please refund before deleting."),
        ({"credit": "5", "subscriptions": ["active"]}, "an outstanding credit balance. Please refund before deleting."),
        ({"subscriptions": ["canceled", "active"]}, "active subscriptions. Cancel them first."),
    ],
)
def test_credit_and_subscriptions_keep_a_customer(server: Live, facts: dict[str, object], sentence: str) -> None:
    ofn = Network(server)
    ofn.load(shown(ALICE, FARM, "alice@example.org", facts={"made_by_hand": True, **facts}))
    before = ofn.everything()
    answer = ofn.ask("DELETE", f"/customers/{ALICE}", "key-farmer")
    assert (answer.status_code, answer.json()) == (422, wrong(f"Delete failed: This customer has {sentence}"))
    assert ofn.everything() == before


def test_orders_and_what_is_over_keep_nobody(server: Live) -> None:
    ofn = Network(server)
    facts = {"orders": [{"state": "complete", "total": "1"}], "credits": ["5", "-5"], "subscriptions": ["canceled"]}
    ofn.load(shown(ALICE, FARM, "alice@example.org", facts=facts))
    assert ofn.ask("DELETE", f"/customers/{ALICE}", "key-farmer").status_code == 200
    assert ofn.everything() == []
