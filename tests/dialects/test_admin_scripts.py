"""A script that is stored in a text field, through whatever dialect, shows as text on every page."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from patron.dialects.aimeos.lens import ACCOUNT, ADDRESS
from patron.dialects.aimeos.lens import SPEECH as AIMEOS
from patron.dialects.evershop.lens import SPEECH as EVERSHOP
from patron.dialects.openfoodnetwork.lens import SPEECH as OPEN_FOOD_NETWORK
from patron.dialects.tiendanube.lens import SPEECH as TIENDANUBE
from tests.dialects.admin_office import OFFICE, Page, entered
from tests.dialects.admin_offices import staff_path, values
from tests.dialects.evershop_live import ADDRESS as EVERSHOP_ADDRESS
from tests.dialects.evershop_live import PASSWORD, STORE, WATCHER
from tests.dialects.live import Json, Live
from tests.dialects.markup import Markup
from tests.dialects.test_admin_editing import Form

WITH_BLANKS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
WITHOUT = "<script>alert(1)</script>\"'><svg/onload=alert(1)>"
KEY = "key-admin"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1")
PLACE: Json = {
    "first_name": "Alice",
    "last_name": "Springs",
    "phone": "0404",
    "street_address_1": "1 Main St",
    "street_address_2": "Flat 2",
    "postal_code": "90001",
    "locality": "Springfield",
    "region": {"name": "California", "code": "US-CA"},
    "country": {"name": "United States", "code": "US"},
}
TABS = ("", "/seen", "/history", "/access", "/delete", "/change")
REFUSED = {
    "tiendanube": {"email"},
    "openfoodnetwork": {"email", "no_shipping"},
    "evershop": {"email", "status"},
    "aimeos": {"salutation", "email", "website", "languageid", "birthday", "longitude", "latitude"},
}
"""What is no free text: e-mails, numbers, dates, links, greetings of eight letters."""
WRITTEN = {"tiendanube": 24, "openfoodnetwork": 21, "evershop": 9, "aimeos": 32}


class Attack:
    """One text, written into everything, and what came of it."""

    def __init__(self, office: Live, page: Page, text: str) -> None:
        self.live, self.page, self.text = office, page, text
        self.refused: dict[str, set[str]] = {name: set() for name in REFUSED}
        self.written: dict[str, int] = dict.fromkeys(REFUSED, 0)

    def each(self, dialect: str, names: Mapping[str, object], send: Callable[[str], int]) -> None:
        """Nothing comes back; the text was sent in each of those fields, one after the other."""
        for name in names:
            status = send(name)
            assert status < 500 or dialect in {"aimeos", "evershop"}, (dialect, name, status)
            if status < 300:
                self.written[dialect] += 1
            else:
                self.refused[dialect].add(name.rpartition(".")[2] if dialect == "aimeos" else name)


@pytest.fixture
def office(live: Live) -> Live:
    return live


@pytest.fixture(params=[WITH_BLANKS, WITHOUT], ids=["blanks", "no-blanks"])
def attack(office: Live, request: pytest.FixtureRequest) -> Iterator[Attack]:
    text: str = request.param
    groups = [{"store": STORE, "id": 3, "label": text, "code": text}]
    staff = [{**one, **({"key": KEY} if one["role"] == "admin" else {})} for one in OFFICE["staff"]]
    office.load({**OFFICE, "staff": staff, "groups": [*OFFICE["groups"], *groups]})
    with entered(office) as page:
        yield Attack(office, page, text)


# -- through each dialect ---------------------------------------------------------------------------------------------


def through_tiendanube(attack: Attack) -> int:
    def tell(body: Json, path: str = "") -> Any:
        way = "PUT" if path else "POST"
        return attack.live.tiendanube(way, f"/customers{path}", json=body, token=WATCHER, shop=STORE)

    made = tell({"name": "T", "email": "t@example.com", "addresses": [{"address": "One", "city": "Two"}]}).json()
    own, entry = f"/{made['id']}", made["addresses"][0]["id"]
    plain = {**TIENDANUBE.customer.lenses, **TIENDANUBE.billing.lenses}
    attack.each(
        "tiendanube",
        {k: v for k, v in plain.items() if k != "extra"},
        lambda name: tell({name: attack.text}, own).status_code,
    )
    attack.each(
        "tiendanube",
        TIENDANUBE.listed.lenses,
        lambda name: tell({"addresses": [{"id": entry, name: attack.text}]}, own).status_code,
    )
    assert tell({"extra": {attack.text: attack.text, "deep": {attack.text: [attack.text]}}}, own).status_code == 200
    return int(made["id"])


def through_open_food_network(attack: Attack) -> int:
    def tell(body: Json, path: str = "") -> Any:
        headers = {"X-Api-Token": KEY}
        way = "PUT" if path else "POST"
        return attack.live.http.request(way, f"/api/v1/customers{path}", json=body, headers=headers)

    made = tell({"enterprise_id": STORE, "email": "o@example.com", "billing_address": PLACE, "shipping_address": PLACE})
    assert made.status_code == 201, made.text
    number = made.json()["data"]["attributes"]["id"]
    own = f"/{number}"
    attack.each(
        "openfoodnetwork", OPEN_FOOD_NETWORK.customer.lenses, lambda name: tell({name: attack.text}, own).status_code
    )

    def tell_place(face: str, name: str) -> int:
        return int(tell({face: {**PLACE, name: attack.text}}, own).status_code)

    for face in ("billing_address", "shipping_address"):
        attack.each(
            "openfoodnetwork",
            {name: 1 for name in OPEN_FOOD_NETWORK.billing.lenses if name not in {"region", "country"}},
            partial(tell_place, face),
        )
        for place in ("region", "country"):
            body = {face: {**PLACE, place: {"name": attack.text, "code": attack.text}}}
            assert tell(body, own).status_code < 500
    answer = tell({"code": "one", "tags": [attack.text, f"b{attack.text}"]}, own)
    assert answer.status_code == 200, answer.text
    return int(number)


def through_evershop(attack: Attack) -> int:
    def tell(way: str, path: str, body: Json) -> Any:
        return attack.page.http.request(way, f"/api{path}", json=body)

    said = {"email": "e@example.com", "password": PASSWORD, "full_name": attack.text}
    made = tell("POST", "/customers", said).json()["data"]
    own = f"/customers/{made['uuid']}"
    assert made["full_name"] == attack.text
    attack.each(
        "evershop",
        dict.fromkeys(("full_name", "email", "status"), 1),
        lambda name: tell("PATCH", own, {name: attack.text}).status_code,
    )
    address = tell("POST", f"{own}/addresses", EVERSHOP_ADDRESS).json()["data"]
    place = f"{own}/addresses/{address['uuid']}"
    attack.each("evershop", EVERSHOP.listed.lenses, lambda name: tell("PATCH", place, {name: attack.text}).status_code)
    for kind, more in (
        ("short_text", {}),
        ("long_text", {}),
        ("rich_text", {}),
        ("url", {}),
        ("short_text", {"isList": True}),
    ):
        key = kind + ("_list" if more else "")
        said = {
            "ownerType": "customer",
            "fieldKey": key,
            "name": attack.text,
            "fieldType": kind,
            "description": attack.text,
        }
        assert tell("POST", "/metafield-definitions", {**said, **more}).status_code == 200
        bad = {"ownerType": "customer", "fieldKey": attack.text, "name": "n", "fieldType": kind}
        assert tell("POST", "/metafield-definitions", bad).status_code == 400
    texts = dict.fromkeys(("short_text", "long_text", "rich_text", "url"), attack.text)
    filled: Json = {**texts, "short_text_list": [attack.text]}
    assert tell("PATCH", f"{own}/metafields", {"metafields": {"custom": filled}}).status_code == 200
    return int(made["customer_id"])


def through_aimeos(attack: Attack) -> int:
    http = attack.live.http

    def tell(way: str, attributes: Json, query: Json | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        answer = http.request(
            way, "/jsonapi/customer", json={"data": {"attributes": attributes}}, params=query, headers=headers
        )
        http.cookies.clear()
        return answer

    said = {"name": "A", "email": "a@example.com"}
    number = attack.live.tiendanube("POST", "/customers", json=said, token=WATCHER, shop=STORE).json()["id"]
    token = http.post("/_dev/token", json={"dialect": "aimeos", "customer": str(number)}).json()["token"]
    plain = {**AIMEOS.customer.lenses, **AIMEOS.billing.lenses}
    attack.each(
        "aimeos",
        {name: 1 for name in plain if name != f"{ACCOUNT}code"},
        lambda name: tell("PATCH", {name: attack.text}).status_code,
    )
    related = {"related": "address"}
    entry = tell("POST", {f"{ADDRESS}city": "One"}, related).json()
    listed = {**related, "relatedid": _id_of(entry)}
    texts = {name: 1 for name in AIMEOS.listed.lenses if not name.endswith("position")}
    attack.each("aimeos", texts, lambda name: tell("PATCH", {name: attack.text}, listed).status_code)
    said = {"customer.property.type": attack.text, "customer.property.value": attack.text}
    assert tell("POST", said, {"related": "property"}).status_code == 201
    lists = {f"customer.lists.{name}": attack.text for name in ("domain", "type", "refid")}
    config = {attack.text: {attack.text: attack.text}}
    answer = tell("POST", {**lists, "customer.lists.config": config}, {"related": "relationships"})
    assert answer.status_code == 201, answer.text
    return int(number)


def _id_of(document: Json) -> str:
    (one,) = [document["data"]] if "id" in document["data"] else document["data"]
    return str(one["id"])


THROUGH = {
    "tiendanube": through_tiendanube,
    "openfoodnetwork": through_open_food_network,
    "evershop": through_evershop,
    "aimeos": through_aimeos,
}


def uuid_of(page: Page, number: int) -> str:
    text = page.get("/admin/customers?limit=100").text
    for found in re.findall(r"/admin/customers/edit/([0-9a-f-]{36})", text):
        if f"number {number}" in page.get(f"/admin/customers/edit/{found}").text:
            return str(found)
    raise LookupError(number)


def clean(text: str, *, styled: bool = False) -> Markup:
    """The page, in which nothing runs that is not ours; mails alone are styled in their tags."""
    read = Markup(text, styled=styled)
    assert read.strange == []
    return read


@pytest.mark.parametrize("dialect", THROUGH)
def test_a_script_in_every_text_field_of_a_dialect_shows_as_text(attack: Attack, dialect: str) -> None:
    number = THROUGH[dialect](attack)
    assert (attack.refused[dialect], attack.written[dialect]) == (REFUSED[dialect], WRITTEN[dialect])
    page, uuid = attack.page, uuid_of(attack.page, number)
    for tab in TABS:
        answer = page.get(f"/admin/customers/edit/{uuid}{tab}")
        assert answer.status_code == 200
        read = clean(answer.text)
        assert read.says("<script>alert(1)</script>") or read.says("alert(1)") or tab in {"/access", "/delete"}
    for path in (
        "",
        "?keyword=script",
        "?limit=100&ob=name",
        "?keyword=" + "%3Cscript%3Ealert(1)%22%27%3E",
        "?tag=%3Cscript%3E%22",
    ):
        clean(page.get(f"/admin/customers{path}").text)
    for action in ("enable", "disable", "tag"):
        asked = {"action": action, "uuid": uuid, "tag": attack.text}
        clean(page.post("/admin/customers/bulk", asked).text)
    refused = Form(page, uuid).send(email="", note=attack.text, **{"address:new:city": attack.text})
    assert refused.status_code == 422
    assert clean(refused.text).says(attack.text)
    first, second = Form(page, uuid), Form(page, uuid)
    assert first.send(company=attack.text + "1").status_code == 303
    clash = second.send(company=attack.text + "2")
    assert clash.status_code == 409
    assert clean(clash.text).says(attack.text)
    page.http.cookies.delete("asid")
    lost = second.send(note=attack.text + "3")
    assert lost.status_code == 401
    assert clean(lost.text).says(attack.text)


def test_a_script_in_stores_staff_tokens_and_mails_shows_as_text(attack: Attack) -> None:
    page, path = attack.page, staff_path(attack.page, "manager")
    shop = values(page.get("/admin/stores/1").text)
    assert page.post("/admin/stores/1", {**shop, "name": attack.text}).status_code == 303
    assert (
        page.post(
            path, {"name": attack.text, "email": "manager@example.com", "role": "manager", "status": "1", "stores": "1"}
        ).status_code
        == 303
    )
    shown = page.post("/admin/stores/1/tokens", {"name": attack.text, "scopes": "read_customers"})
    assert clean(shown.text).says(attack.text)
    for where in ("/admin/stores", "/admin/stores/1", "/admin/staff", path, "/admin/customers", "/admin/account"):
        read = clean(page.get(where).text)
        assert read.says(attack.text) or where == "/admin/account"
    wrong = page.post("/admin/stores/1", {**shop, "name": attack.text, "country": attack.text})
    assert wrong.status_code == 422
    assert clean(wrong.text).says(attack.text.upper()) or clean(wrong.text).says(attack.text)
    made = attack.live.tiendanube(
        "POST",
        "/customers",
        json={"name": attack.text, "email": "m@example.com", "send_email_invite": True},
        token=WATCHER,
        shop=STORE,
    )
    assert made.status_code == 201
    for mail in mails(attack.live, 1):
        assert "<script>alert(1)</script>" not in mail["html"].replace("&lt;", "").replace("&gt;", "")
        assert clean(mail["html"], styled=True).says(attack.text)
        link = re.search(r"http://\S+/account/\S+", mail["text"])
        assert link
        assert clean(attack.live.http.get(link[0]).text).says(attack.text)
        clean(attack.live.http.post(link[0], data={"password": "x", "repeated": "y"}).text)
        done = {"password": "correct horse battery", "repeated": "correct horse battery"}
        clean(attack.live.http.post(link[0], data=done).text)
        clean(attack.live.http.get(link[0]).text)


def mails(office: Live, count: int) -> list[Json]:
    deadline = time.monotonic() + 5
    while len(found := office.mail()) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(found) == count
    return found


def test_an_exported_cell_is_no_formula(office: Live) -> None:
    office.load(OFFICE)
    with entered(office) as page:
        for at, formula in enumerate(FORMULAS):
            said = {"name": formula, "email": f"f{at}@example.com", "note": formula, "phone": formula}
            answer = office.tiendanube("POST", "/customers", json=said, token=WATCHER, shop=STORE)
            assert answer.status_code == 201
        uuids = sorted(set(re.findall(r"/admin/customers/edit/([0-9a-f-]{36})", page.get("/admin/customers").text)))
        asked: Json = {"csrf": page.csrf("/admin/customers"), "action": "export", "uuid": uuids}
        answer = page.http.post("/admin/customers/bulk", data=asked)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(FORMULAS) + 1
    cells = [cell for row in rows for cell in row]
    assert sum("calc" in cell for cell in cells) >= 9
    for cell in cells:
        assert not re.match(r"[=@\t\r]|[+-].*[A-Za-z|(]", cell), cell


def test_the_reader_of_pages_finds_what_would_run() -> None:
    assert Markup("<p>&lt;script&gt;</p>").strange == []
    for bad in (
        "<script>alert(1)</script>",
        '<p onclick="x">',
        '<img src="x">',
        '<a href="javascript:alert(1)">',
        '<svg onload="x">',
        "<style>p{}</style>",
    ):
        assert Markup(bad).strange, bad
