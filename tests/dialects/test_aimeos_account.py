"""One's own account through the published profile of Aimeos (aimeos.md 1 to 6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from tests.dialects.aimeos_live import ANA, GENERIC, NOW, RESOURCE, Shop, shop_on
from tests.dialects.live import Json

LONG = "x" * 256
EMAIL = "Invalid characters in email address"


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """A shop in the published profile, on that engine."""
    with shop_on(request, PATRON_AIMEOS_PROFILE="page", PATRON_AIMEOS_LIMIT_COUNT="100") as shop:
        yield shop


@pytest.fixture
def shop(server: Shop) -> Shop:
    """The shop with Ana and Bob."""
    server.load()
    return server


# -- what is shown ---------------------------------------------------------------------------------------------------


def test_an_account_is_shown_as_it_was_told(shop: Shop) -> None:
    shown = shop.attributes("ana")
    assert shown == ANA
    assert list(shown) == [
        *list(ANA)[:13],
        "customer.languageid", "customer.countryid", "customer.telephone", "customer.email", "customer.telefax",
        "customer.website", "customer.longitude", "customer.latitude", "customer.birthday", "customer.label",
        "customer.code",
    ]  # fmt: skip


def test_nobody_sees_an_empty_item(shop: Shop) -> None:
    document = shop.said("GET")
    assert document["data"]["id"] is None
    assert document["data"]["attributes"] == {
        **dict.fromkeys(ANA, ""),
        "customer.id": None,
        "customer.longitude": None,
        "customer.latitude": None,
        "customer.birthday": None,
        "customer.status": 1,
        "customer.groups": [],
    }
    assert "relationships" not in document["data"]
    assert document["included"] == []


def test_groups_come_along_unasked(shop: Shop) -> None:
    document = shop.said(
        "GET", "ana", query={"fields[customer]": "customer.id", "fields[customer/group]": "customer.group.code"}
    )
    (entry,) = document["data"]["relationships"]["customer/group"]["data"]
    base = shop.live.serving.base_url
    assert entry["id"] == "3"
    assert entry["attributes"]["customer.lists.domain"] == "customer/group"
    assert entry["links"] == {
        "self": {
            "href": f"{base}/jsonapi/customer/group?id=1001&related=relationships&relatedid=4000",
            "allow": ["DELETE", "PATCH"],
        }
    }
    assert document["included"] == [
        {"id": "3", "type": "customer/group", "attributes": {"customer.group.code": "club"}}
    ]
    assert "relationships" not in shop.said("GET", "bob", query={"include": "customer/group"})["data"]


def test_documents_are_written_as_php_writes_them(shop: Shop) -> None:
    raw = shop.ask("GET", "ana", {"fields[customer]": "customer.lastname,customer.website,customer.latitude"}).content
    assert b'"customer.lastname":"Garc\\u00eda M\\u00e1rquez"' in raw
    assert b'"customer.website":"www.example.com\\/ana"' in raw
    assert b'"customer.latitude":40,' in raw or b'"customer.latitude":40}' in raw
    assert b'"content-baseurl":"http://127.0.0.1' in raw
    assert b'"self":"http://127.0.0.1' in raw
    assert b'"customer.lists.config":[]' in raw
    assert b'"attributes":[]' in shop.ask("GET", "ana", {"fields[customer]": "customer.none"}).content


def test_pretty_indents_what_php_writes_and_nothing_else(shop: Shop) -> None:
    raw = shop.ask("GET", "bob", {"fields[customer]": "customer.id", "pretty": "1"}).content
    assert b'"data":{\n    "id": "1002",\n    "type": "customer",' in raw
    assert b'"meta":{"total":1,"prefix":null,' in raw
    assert b'"included":[]' in raw
    for off in ("0", ""):
        assert b"\n" not in shop.ask("GET", "bob", {"pretty": off}).content


def test_the_self_link_repeats_what_was_asked_in_its_order(shop: Shop) -> None:
    answer = shop.live.http.get(
        f"{RESOURCE}?include=product&_token=x&pretty=1&filter[%3D%3D][customer.code]=a%20b&sort=-x&fields[customer]=customer.id,customer.code"
        "&page[offset]=5&aggregate=x&fields[product]=p&id=7",
    )
    base = shop.live.serving.base_url
    assert answer.json()["links"]["self"] == (
        f"{base}/jsonapi/customer?include=product&filter%5B%3D%3D%5D%5Bcustomer.code%5D=a%20b&sort=-x"
        "&fields%5Bcustomer%5D=customer.id%2Ccustomer.code&fields%5Bproduct%5D=p&page%5Boffset%5D=5&id=7"
    )


def test_an_id_never_chooses_the_account(shop: Shop) -> None:
    assert shop.said("GET", "ana", query={"id": "1002"})["data"]["id"] == "1001"
    assert shop.said("GET", "", query={"id": "1002"})["data"]["id"] is None
    assert (
        shop.write("PATCH", "ana", {"customer.city": "Trier", "customer.id": "1002"}, id="1002")["data"]["id"] == "1001"
    )
    assert shop.attributes("bob", "city") == {"city": ""}
    shop.said("DELETE", "ana", query={"id": "1002"})
    assert shop.said("GET", "ana")["data"]["id"] is None
    assert shop.said("GET", "bob")["data"]["id"] == "1002"


# -- creating --------------------------------------------------------------------------------------------------------


def test_a_new_account_tells_its_id_alone(shop: Shop) -> None:
    document = shop.write(
        "POST", "", {"customer.email": "New@Example.com"}, 201, include="customer/group", pretty="1",
        **{"fields[customer]": "customer.code"},
    )  # fmt: skip
    number = document["data"]["id"]
    assert document["data"]["attributes"] == {"customer.id": number}
    shop.sign_in(document, "new")
    assert shop.attributes("new", "id", "email", "code", "label") == {
        "id": number, "email": "New@Example.com", "code": "New@Example.com", "label": "",
    }  # fmt: skip
    assert document["links"]["self"].startswith(f"{shop.live.serving.base_url}/jsonapi/customer?")
    assert document["included"] == []


def test_values_become_text_without_tags(shop: Shop) -> None:
    document = shop.create(
        {
            "customer.email": "tags@example.com",
            "customer.lastname": "<b>Bold</b> & <script>x</script>",
            "customer.postal": 12345,
            "customer.state": True,
            "customer.city": False,
            "customer.address1": 10.0,
            "customer.address2": 1.5,
            "customer.company": None,
            "customer.countryid": "es",
            "customer.languageid": "EN_us",
            "customer.latitude": "51.25",
            "customer.longitude": 7,
            "foo.telephone": "+1",
            "title": "Dr.",
        }
    )
    shop.sign_in(document, "new")
    names = (
        "lastname",
        "postal",
        "state",
        "city",
        "address1",
        "address2",
        "company",
        "countryid",
        "languageid",
        "latitude",
        "longitude",
        "telephone",
        "title",
    )
    assert shop.attributes("new", *names) == {
        "lastname": "Bold & x", "postal": "12345", "state": "1", "city": "", "address1": "10", "address2": "1.5",
        "company": "", "countryid": "ES", "languageid": "en_US", "latitude": 51.25, "longitude": 7,
        "telephone": "+1", "title": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ({"customer.email": "no@"}, f'{EMAIL}: "no@"'),
        ({"customer.email": " a@example.com"}, f'{EMAIL}: " a@example.com"'),
        ({"customer.email": "a@localhost"}, f'{EMAIL}: "a@localhost"'),
        ({"customer.email": "ü@example.com"}, f'{EMAIL}: "ü@example.com"'),
        ({"customer.email": "a@example.com\n"}, f'{EMAIL}: "a@example.com\n"'),
        ({"customer.email": f"{LONG}@example.com"}, f'{EMAIL}: "{LONG}@example.com"'),
        ({"customer.email": ""}, f'{EMAIL}: ""'),
        ({"customer.email": None}, f'{EMAIL}: ""'),
        ({"customer.website": "nowhere"}, 'Invalid web site URL "nowhere"'),
        ({"customer.website": "ftp://x y.org"}, 'Invalid web site URL "ftp://x y.org"'),
        ({"customer.salutation": "your grace"}, 'Address salutation "your grace" not within allowed range'),
        ({"customer.countryid": "ESP"}, "Invalid ISO country code"),
        ({"customer.countryid": "E1"}, "Invalid ISO country code"),
        ({"customer.languageid": "spanish"}, "Invalid ISO language code"),
        ({"customer.languageid": "es-ES"}, "Invalid ISO language code"),
        ({"customer.birthday": "29/02/1980"}, 'Invalid characters in date, ISO format "YYYY-MM-DD" expected'),
        ({"customer.birthday": "2000-02-30"}, 'Invalid characters in date, ISO format "YYYY-MM-DD" expected'),
        ({"customer.code": "a b"}, 'Code contains invalid characters: "a b"'),
        ({"customer.code": LONG}, "Code is too long"),
    ],
)
def test_a_bad_value_is_not_found(shop: Shop, named: Json, title: str) -> None:
    before = shop.everything()
    assert shop.title(shop.create({"customer.email": "good@example.com", **named}, 404)) == title
    assert shop.title(shop.write("PATCH", "ana", {"customer.city": "X", **named}, 404)) == title
    assert shop.everything() == before
    assert len(shop.customers()) == 2


@pytest.mark.parametrize(
    "named",
    [
        {"customer.email": "o'neil+tag@sub.example.co.uk"},
        {"customer.email": '"quoted local"@example.com'},
        {"customer.website": "https://example.com:8080/a?b=c"},
        {"customer.website": "example.com"},
        {"customer.salutation": "weird"},
        {"customer.countryid": ""},
        {"customer.languageid": None},
        {"customer.birthday": ""},
        {"customer.longitude": ""},
        {"customer.code": "ünï/17"},
    ],
)
def test_a_good_value_is_taken(shop: Shop, named: Json) -> None:
    shop.create({"customer.email": "good@example.com", **named})


def test_the_first_bad_value_as_sent_is_named_and_the_login_before_all(shop: Shop) -> None:
    both = {"customer.website": "nowhere", "customer.email": "no"}
    assert shop.title(shop.create(both, 404)) == 'Invalid web site URL "nowhere"'
    assert shop.title(shop.create({**both, "customer.code": "a b"}, 404)) == 'Code contains invalid characters: "a b"'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{bad",
        b"null",
        b"[]",
        b'{"data":null}',
        b'{"data":{}}',
        b'{"data":"x"}',
        b'{"data":{"attributes":null}}',
        b'{"data":{"attributes":"x"}}',
        b'{"data":{"attributes":[1]}}',
        b'{"data":[{"attributes":{"customer.email":"a@example.com"}}]}',
        b'{"data":{"attributes":{"customer.email":"a@example.com","customer.city":{"a":1}}}}',
        b'{"data":{"attributes":{"customer.email":"a@example.com","customer.city":["a"]}}}',
        b'{"data":{"attributes":{"customer.email":"a@example.com","customer.longitude":"east"}}}',
        b'{"data":{"attributes":{"customer.email":"a@example.com","customer.latitude":"1e999"}}}',
        b'{"data":{"attributes":{"customer.email":"a@example.com","customer.password":["x"]}}}',
        b"customer.email=a@example.com",
        b'{"data":{"attributes":' + b'{"a":' * 2000 + b"1" + b"}" * 2002,
    ],
)
def test_a_body_that_cannot_be_read_is_400(shop: Shop, body: bytes) -> None:
    before = shop.everything()
    for method, who in (("POST", ""), ("PATCH", "ana"), ("PATCH", "")):
        assert shop.title(shop.said(method, who, 400, content=body)) == GENERIC
    assert shop.everything() == before


def test_a_login_or_e_mail_of_somebody_else_tells_nothing(shop: Shop) -> None:
    before = shop.everything()
    for taken in (
        {"customer.email": "ANA@example.com"},
        {"customer.email": "x@example.com", "customer.code": "ana"},
        {"customer.email": "x@example.com", "customer.code": "Ana@example.com"},
        {"customer.email": "x@example.com", "customer.code": "bob@example.com"},
    ):
        assert shop.title(shop.create(taken, 500)) == GENERIC
    for taken in (
        {"customer.code": "ANA"},
        {"customer.email": "ana@example.com"},
        {"customer.code": "ana@example.com"},
    ):
        assert shop.title(shop.write("PATCH", "bob", {"customer.city": "X", **taken}, 500)) == GENERIC
    assert shop.everything() == before


def test_a_creation_that_is_refused_mails_nobody(shop: Shop) -> None:
    shop.create({"customer.email": "ana@example.com"}, 500)
    shop.create({"customer.email": "x@example.com", "customer.code": "ana"}, 500)
    shop.create({"customer.email": "y@example.com", "customer.website": "nowhere"}, 404)
    shop.create({"customer.email": "good@example.com"})
    assert [mail["to"] for mail in _mails(shop, 1)] == ["good@example.com"]


def test_what_only_the_house_may_say_is_ignored(shop: Shop) -> None:
    ignored: Json = {
        "customer.id": "1001", "customer.status": 0, "customer.groups": ["3"], "customer.siteid": "2.",
        "customer.ctime": "2000-01-01 00:00:00", "customer.editor": "me", "customer.dateverified": "2000-01-01",
        "customer.telehone": "1", "customer.mobile": "2", "customer.position": "x", "customer.type": {},
    }  # fmt: skip
    shop.sign_in(shop.create({"customer.email": "new@example.com", **ignored}), "new")
    shown = shop.attributes("new")
    assert {name for name, value in shown.items() if value not in ("", None)} == {
        "customer.id", "customer.email", "customer.code"
    }  # fmt: skip
    assert shown["customer.id"] != "1001"
    changed = shop.write("PATCH", "ana", ignored)["data"]["attributes"]
    assert changed == {**ANA, "customer.status": 1, "customer.groups": ["3"]}


def test_whoever_is_signed_in_changes_the_own_account_by_post(shop: Shop) -> None:
    document = shop.write("POST", "bob", {"customer.city": "Bremen"}, 201)
    assert document["data"]["id"] == "1002"
    assert document["data"]["attributes"] == {"customer.id": "1002"}
    assert shop.attributes("bob", "city", "email") == {"city": "Bremen", "email": "bob@example.com"}
    assert len(shop.customers()) == 2


def test_an_account_without_a_password_gets_an_invitation_and_no_secret(shop: Shop) -> None:
    shop.create({"customer.email": "quiet@example.com"})
    shop.create({"customer.email": "loud@example.com", "customer.password": "s3cret<b>word"})
    mails: dict[str, str] = {mail["to"]: json.dumps(mail) for mail in _mails(shop, 2)}
    assert "/invitation/" in mails["quiet@example.com"]
    assert "/invitation/" not in mails["loud@example.com"]
    assert all("s3cret" not in mail for mail in mails.values())


def _mails(shop: Shop, count: int) -> list[Json]:
    deadline = monotonic() + 5
    while len(found := shop.live.mail()) < count and monotonic() < deadline:
        sleep(0.05)
    assert len(found) == count
    return found


# -- the label and the login -----------------------------------------------------------------------------------------


def test_a_label_is_generated_once_and_then_stays(shop: Shop) -> None:
    told = {"customer.email": "lab@example.com", "customer.title": "Dr.", "customer.firstname": "Test",
            "customer.lastname": "User", "customer.company": "Acme"}  # fmt: skip
    shop.sign_in(shop.create(told), "new")
    assert shop.attributes("new", "label", "code") == {"label": "Test User (Acme)", "code": "lab@example.com"}
    shop.write("PATCH", "new", {"customer.lastname": "Smith", "customer.email": "other@example.com"})
    assert shop.attributes("new", "label", "code") == {"label": "Test User (Acme)", "code": "lab@example.com"}
    shop.write("PATCH", "new", {"customer.label": ""})
    assert shop.attributes("new", "label") == {"label": "Test Smith (Acme)"}
    shop.write("PATCH", "new", {"customer.code": ""})
    assert shop.attributes("new", "code") == {"code": "lab@example.com"}


def test_mirrors_follow_what_another_platform_changes(shop: Shop) -> None:
    told = {"customer.email": "lab@example.com", "customer.firstname": "Test", "customer.lastname": "User",
            "customer.company": "Acme"}  # fmt: skip
    document = shop.create(told)
    shop.sign_in(document, "new")
    shop.write("PATCH", "new", {"customer.label": "test user"})
    shop.tiendanube("PUT", f"/{document['data']['id']}", json={"name": "Jo Smith", "email": "jo@example.com"})
    assert shop.attributes("new", "firstname", "lastname", "label", "code", "email") == {
        "firstname": "Jo", "lastname": "Smith", "label": "Jo Smith (Acme)", "code": "jo@example.com",
        "email": "jo@example.com",
    }  # fmt: skip
    shop.tiendanube("PUT", "/1001", json={"name": "Jo Smith", "email": "jo2@example.com"})
    assert shop.attributes("ana", "label", "code") == {"label": "HQ", "code": "ana"}


def test_a_login_that_was_said_stays_when_the_e_mail_moves_with_it(shop: Shop) -> None:
    made = shop.tiendanube("POST", json={"name": "Eve", "email": "eve@example.com"})
    shop.sign_in({"data": {"id": str(made["id"])}}, "eve")
    shop.write("PATCH", "eve", {"customer.code": "eve@example.com", "customer.email": "new@example.com"})
    assert shop.attributes("eve", "code", "email") == {"code": "eve@example.com", "email": "new@example.com"}
    shop.sign_in(
        shop.tiendanube("POST", json={"name": "Kim", "email": "kim@example.com"}) and {"data": {"id": str(made["id"])}},
        "eve",
    )
    shop.write("PATCH", "eve", {"customer.email": "newer@example.com"})
    assert shop.attributes("eve", "code") == {"code": "eve@example.com"}


def test_a_mirror_that_is_only_echoed_is_a_text_of_its_own_from_then_on(shop: Shop) -> None:
    made = shop.tiendanube("POST", json={"name": "Eve Smith", "email": "eve@example.com"})
    shop.sign_in({"data": {"id": str(made["id"])}}, "eve")
    shop.write("PATCH", "eve", {"customer.label": "Eve Smith", "customer.code": "eve@example.com"})
    assert shop.tiendanube("GET", f"/{made['id']}") == made
    shop.write("PATCH", "eve", {"customer.firstname": "Zoe", "customer.email": "zoe@example.com"})
    assert shop.attributes("eve", "label", "code") == {"label": "Eve Smith", "code": "eve@example.com"}


# -- changing --------------------------------------------------------------------------------------------------------


def test_an_echo_of_everything_changes_nothing_anywhere(shop: Shop) -> None:
    shop.tiendanube("PUT", "/1001", json={"billing_province": "Madrid", "billing_country": "España", "note": "n"})
    before, seen = shop.everything(), shop.tiendanube("GET", "/1001")
    shop.live.stop_clock("2026-05-05T05:05:05Z")
    echoed = shop.write("PATCH", "ana", shop.attributes("ana"))["data"]["attributes"]
    assert {name: echoed[name] for name in ANA} == shop.attributes("ana")
    assert shop.tiendanube("GET", "/1001") == seen
    assert shop.everything() == before


def test_a_name_without_a_dot_is_repeated_and_not_stored(shop: Shop) -> None:
    shown = shop.write(
        "PATCH", "bob", {"nickname": "<b>tt</b>", "shoe": 42, "void": None, "list": [1], "customer.nosuch": "1"}
    )
    attributes = shown["data"]["attributes"]
    assert list(attributes)[:4] == ["customer.id", "nickname", "shoe", "void"]
    assert (attributes["nickname"], attributes["shoe"], attributes["void"]) == ("tt", "42", None)
    assert "list" not in attributes
    assert "customer.nosuch" not in attributes
    assert "nickname" not in shop.attributes("bob")


def test_the_answer_to_patch_tells_status_and_groups(shop: Shop) -> None:
    shown = shop.write("PATCH", "ana", {})["data"]["attributes"]
    assert shown == {**ANA, "customer.status": 1, "customer.groups": ["3"]}
    fields = {"fields[customer]": "customer.groups"}
    assert shop.write("PATCH", "bob", {}, **fields)["data"]["attributes"] == {"customer.groups": []}
    assert shop.said("GET", "bob", query=fields)["data"]["attributes"] == []


def test_null_and_nothing_clear(shop: Shop) -> None:
    cleared = dict.fromkeys(
        ("company", "vatid", "title", "address1", "postal", "state", "telephone", "telefax", "website"), ""
    )
    nulled: Json = dict.fromkeys(("languageid", "countryid", "birthday", "longitude", "latitude"))
    for nothing in (None, ""):
        shop.load()
        shop.write("PATCH", "ana", {f"customer.{name}": nothing for name in {**cleared, **nulled}})
        assert shop.attributes("ana", *cleared, *nulled) == {**cleared, **nulled}
        assert shop.attributes("ana", "city", "firstname") == {"city": "Madrid", "firstname": "Ana"}


def test_a_cleared_billing_address_is_gone_for_the_others(shop: Shop) -> None:
    place = ("address1", "address2", "address3", "postal", "city", "state", "countryid", "longitude", "latitude")
    shop.write("PATCH", "ana", {f"customer.{name}": None for name in place})
    seen = shop.tiendanube("GET", "/1001")
    assert {name: value for name, value in seen.items() if name.startswith("billing_") and value is not None} == {}
    shop.live.stop_clock("2026-03-04T05:06:08Z")
    shop.write("PATCH", "bob", {f"customer.{name}": "" for name in place})
    assert shop.tiendanube("GET", "/1002")["updated_at"] == "2026-03-04T05:06:07+0000"


def test_another_platform_sees_the_account(shop: Shop) -> None:
    seen = shop.tiendanube("GET", "/1001")
    assert (seen["name"], seen["email"], seen["phone"], seen["identification"]) == (
        "Ana García Márquez", "Ana@Example.com", "+34 910 000 000", "DE 811 907 980",
    )  # fmt: skip
    assert (seen["billing_address"], seen["billing_floor"], seen["billing_city"], seen["billing_zipcode"]) == (
        "Gran Vía 12", "3, izq.", "Madrid", "28013",
    )  # fmt: skip
    assert (seen["billing_country"], seen["addresses"]) == ("ES", [])
    shop.tiendanube(
        "PUT", "/1001", json={"billing_number": "12", "billing_address": "Gran Vía", "billing_locality": "Centro"}
    )
    shop.write("PATCH", "ana", {"customer.address1": "Gran Vía 14"})
    seen = shop.tiendanube("GET", "/1001")
    assert (seen["billing_address"], seen["billing_number"], seen["billing_locality"]) == ("Gran Vía", "14", "Centro")


def test_a_change_moves_the_moment_and_only_a_change(shop: Shop) -> None:
    shop.write("PATCH", "bob", {"customer.city": "Kiel"})
    assert shop.tiendanube("GET", "/1002")["updated_at"] == NOW.replace("Z", "+0000")
    shop.live.stop_clock("2026-05-05T05:05:05Z")
    shop.write("PATCH", "bob", {"customer.city": "Kiel", "nick": "x"})
    assert shop.tiendanube("GET", "/1002")["updated_at"] == NOW.replace("Z", "+0000")


def test_texts_beyond_the_platforms_columns_are_kept_whole(shop: Shop) -> None:
    long = {"customer.company": "c" * 300, "customer.city": "ü" * 500, "customer.vatid": "1" * 100}
    shop.write("PATCH", "ana", long)
    attributes = shop.said("GET", "ana")["data"]["attributes"]
    assert {name: attributes[name] for name in long} == long
    of_an_address = {name.replace("customer.", "customer.address."): text for name, text in long.items()}
    (made,) = shop.write("POST", "ana", of_an_address, 201, related="address")["data"]
    assert {name: made["attributes"][name] for name in of_an_address} == of_an_address


@pytest.mark.parametrize("password", ["a<b>c", "  blanks  ", "ünï", "<script>"])
def test_a_password_is_kept_as_it_was_sent(shop: Shop, password: str) -> None:
    shop.create({"customer.email": "new@example.com", "customer.password": password})
    tries = {password: 200, f"{password}!": 422, "": 422}
    for attempt, status in tries.items():
        answer = shop.live.http.post("/login", json={"email": "new@example.com", "password": attempt})
        shop.live.http.cookies.clear()
        assert answer.status_code == status, answer.text


def test_an_empty_password_and_nought_change_nothing(shop: Shop) -> None:
    before = shop.everything()
    for nothing in ("", None, "0", 0, False):
        shop.write("PATCH", "ana", {"customer.password": nothing})
    assert shop.title(shop.write("PATCH", "ana", {"customer.password": "x" * 1025}, 400)) == GENERIC
    assert shop.everything() == before
    shop.write("PATCH", "ana", {"customer.password": "x" * 1024})
    assert shop.everything() != before


def test_a_new_password_signs_out_everybody_but_its_author(shop: Shop) -> None:
    shop.sign_in({"data": {"id": "1001"}}, "thief")
    assert shop.said("GET", "thief")["data"]["id"] == "1001"
    answer = shop.write("PATCH", "ana", {"customer.password": "a new <secret>"})
    assert "a new" not in json.dumps(answer)
    assert shop.said("GET", "ana")["data"]["id"] == "1001"
    assert shop.said("GET", "thief")["data"]["id"] is None


# -- nobody ----------------------------------------------------------------------------------------------------------


def test_nobody_changes_nothing(shop: Shop) -> None:
    before = shop.everything()
    assert shop.title(shop.write("PATCH", "", {"customer.email": "ghost@example.com"}, 403)) == "Please log in first"
    for query in ({}, {"id": "1001"}):
        document = shop.said("DELETE", "", query=query)
        assert document["meta"]["total"] == 0
        assert document.keys() == {"meta", "links"}
    assert shop.everything() == before
    assert len(shop.customers()) == 2


def test_a_disabled_account_is_nobody(shop: Shop) -> None:
    shop.load(
        customers=[
            {
                "as": "ana",
                "dialect": "aimeos",
                "store": 1,
                "shown": ANA,
                "facts": {"status": 0},
                "bind": {"ana": "token"},
            }
        ]
    )
    assert shop.said("GET", "ana")["data"]["id"] is None
    assert shop.title(shop.write("PATCH", "ana", {"customer.city": "X"}, 403)) == "Please log in first"
    shop.said("DELETE", "ana")
    assert [one["id"] for one in shop.customers()] == [1001]


def test_deleting_takes_everything_and_repeats_quietly(shop: Shop) -> None:
    for _ in range(2):
        document = shop.said("DELETE", "ana")
        assert document["meta"]["total"] == 0
        assert document["links"] == {"self": f"{shop.live.serving.base_url}{RESOURCE}"}
    assert [one["id"] for one in shop.customers()] == [1002]
    shop.create({"customer.email": "ana@example.com", "customer.code": "ana"})


# -- the rest of the resource ----------------------------------------------------------------------------------------


def test_nothing_can_be_put(shop: Shop) -> None:
    before = shop.everything()
    for who, query in (("", {}), ("ana", {"related": "address"}), ("ana", {"related": "nonsense"})):
        answer = shop.ask("PUT", who, query, content=b"{bad")
        assert answer.status_code == 403
        assert answer.json() == {"errors": [{"title": "Not allowed for this resource"}]}
        assert "allow" not in answer.headers
        assert "cache-control" not in answer.headers
    assert shop.everything() == before


@pytest.mark.parametrize(
    "query", ["fields=string", "fields[customer][]=x", "related[]=address", "include[]=product", "related=nonsense"]
)
def test_a_parameter_of_another_shape_is_400(shop: Shop, query: str) -> None:
    answer = shop.live.http.get(f"{RESOURCE}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"title": GENERIC}]
    assert answer.json()["meta"]["total"] == 0


def test_errors_carry_the_same_headers_as_answers(shop: Shop) -> None:
    for answer in (shop.ask("GET", "ana"), shop.ask("POST", "", content=b"x"), shop.ask("PATCH", "", json={})):
        assert answer.headers["allow"] == "DELETE,GET,OPTIONS,PATCH,POST"
        assert answer.headers["cache-control"] == "no-cache, private"
    described = shop.ask("OPTIONS")
    assert described.headers["cache-control"] == "max-age=300"
    assert described.headers["access-control-allow-methods"] == "DELETE, GET, OPTIONS, PATCH, POST, PUT"


def test_other_paths_and_methods_are_refused_in_the_same_words(shop: Shop) -> None:
    for path in ("/jsonapi/product", "/jsonapi/customer/1001", "/jsonapi/customer/"):
        answer = shop.live.http.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/vnd.api+json")
        assert answer.json()["errors"] == [{"title": "Resource not found"}]
    answer = shop.live.http.request("TRACE", RESOURCE)
    assert (answer.status_code, answer.json()["errors"]) == (405, [{"title": "Not allowed for this resource"}])


def test_the_service_describes_itself_to_anybody(shop: Shop) -> None:
    base = shop.live.serving.base_url
    for method in ("OPTIONS", "GET"):
        answer = shop.live.http.request(method, "/jsonapi")
        assert answer.headers["allow"] == "GET"
        assert answer.json() == {
            "meta": {
                "prefix": None,
                "content-baseurl": f"{base}/",
                "locale": {
                    "locale.id": "1", "locale.languageid": "es", "locale.currencyid": "EUR", "locale.position": 0,
                    "locale.sitecode": "default", "locale.siteid": "1.", "locale.status": 1,
                },
                "resources": {"customer": f"{base}/jsonapi/customer"},
            }
        }  # fmt: skip


def test_every_attribute_of_every_resource_is_described(shop: Shop) -> None:
    counts = {"": 25, "address": 21, "property": 3, "relationships": 7}
    for related, count in counts.items():
        described = shop.said("OPTIONS", query={"related": related} if related else {})["meta"]["attributes"]
        assert len(described) == count
        assert all(one.keys() == {"label", "type", "default", "required"} for one in described.values())
    required = {name for name, one in shop.said("OPTIONS")["meta"]["attributes"].items() if one["required"]}
    assert required == {f"customer.{name}" for name in ("lastname", "address1", "city", "countryid", "label")}
