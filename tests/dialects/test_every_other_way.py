"""Each way in which a customer changes beside the APIs' routes is one event for each who changed, and for nobody else.

The routes of the four dialects are in test_every_dialect.py, the commands in tests/cli/test_history.py.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import cast
from unittest.mock import MagicMock

import pytest

from patron.dialects import dialects
from patron.settings import read_settings
from patron.wire.conditions import SAFE_METHODS
from patron.wire.house import House
from tests.dialects.admin_office import Page, only_uuid, people, stored
from tests.dialects.aimeos_people import Browser
from tests.dialects.enterprises import ADDRESS, FARM, HUB, Network, shown
from tests.dialects.evershop_live import PASSWORD as ANNS
from tests.dialects.every_dialect import AIMEOS, ANA, PAGES, PASSWORD, Town
from tests.dialects.every_dialect import STORE as TOWN_STORE
from tests.dialects.ledger import Changes, Ledger
from tests.dialects.live import Json, Live
from tests.dialects.test_admin_bulk import send
from tests.dialects.test_admin_editing import FACTS, Form
from tests.dialects.test_admin_fields import custom, define, put, rows
from tests.dialects.test_admin_tabs import put_back, sign_in_ann

STAFF = ("admin", "staff 1")
LINK = "the holder of a link"
NEW = "correct horse battery"
CHOSEN = {"password": NEW, "repeated": NEW}
EFFECTS: Mapping[str, Changes] = {
    "disable": {"status": (1, 0)},
    "enable": {"status": (0, 1)},
    "tag": {"tags": ([], ["new"])},
}
TRIED = {
    ("admin", "POST", "/customers/edit/{uuid}/change"),
    ("admin", "POST", "/customers/edit/{uuid}/history"),
    ("admin", "POST", "/customers/edit/{uuid}/access/end"),
    ("admin", "POST", "/customers/edit/{uuid}/access/link"),
    ("admin", "POST", "/customers/edit/{uuid}/delete"),
    ("admin", "POST", "/customers/bulk"),
    ("account", "POST", "/invitation/{token}"),
    ("account", "POST", "/reset-password"),
}
"""Rows of the pages that are about customers."""
ELSEWHERE = ("/login", "/logout", "/store", "/account/", "/stores/", "/staff/")
"""What the paths of the others begin with: they are about the staff, and about stores."""


@pytest.fixture
def ledger(live: Live) -> Ledger:
    """What happened until now is known."""
    return Ledger(live.serving.environment["PATRON_DATABASE"])


def settled(ledger: Ledger) -> Ledger:
    """The ledger; what the preparation of a test did is known."""
    ledger.new()
    return ledger


def test_every_page_that_changes_a_customer_is_tried_here() -> None:
    house = cast("House", MagicMock())
    of_pages = [one for one in dialects(house, read_settings({})) if one.name in PAGES]
    rows = {(one.name, row.method, row.path) for one in of_pages for row in one.routes}
    left = {row for row in rows - TRIED if row[1] not in SAFE_METHODS}
    assert {row for row in left if row[0] != "admin" or not row[2].startswith(ELSEWHERE)} == set()
    assert rows >= TRIED


# -- the form of the administration ----------------------------------------------------------------------------------


@pytest.fixture
def someone(ledger: Ledger, uuid: str) -> str:
    """The uuid of the only customer, whose creation is known."""
    settled(ledger)
    return uuid


def test_a_form_is_one_event_with_every_fact_that_was_typed(page: Page, someone: str, ledger: Ledger) -> None:
    assert Form(page, someone).send(**FACTS).status_code == 303
    event = ledger.one()
    assert (event.happening, event.by, event.version) == ("changed", STAFF, 2)
    assert event.request_id
    assert event.credential == "session"
    assert set(event.changes) == set(FACTS)
    for name in ("phone", "tax_id"):
        assert event.changes[name][0], "it was something before"
    assert event.changes["email"] == ("customer0@example.com", "grace@example.org")
    assert event.changes["status"] == (1, 0)
    assert event.changes["salutation"] == (None, "mrs")
    assert event.changes["accepts_marketing"] == (None, True)


def test_one_form_that_changes_rows_of_every_kind_is_one_event(page: Page, someone: str, ledger: Ledger) -> None:
    define(page, "short_text", "tier")
    (home,) = rows(Form(page, someone), "address")
    said = {
        "tags": "vip\nnew",
        "group:2": "1",
        "first_group": "2",
        custom("tier"): "gold",
        f"address:{home}:city": "Recife",
        "address:new:street": "Rua B",
        "address:new:is_delivery": "1",
        "property:new:type": "size",
        "property:new:value": "L",
        "list:new:domain": "product",
        "list:new:refid": "7",
    }
    assert Form(page, someone).send(**said).status_code == 303
    event = ledger.one()
    assert (event.happening, event.by) == ("changed", STAFF)
    told = {re.sub(r"\.\d+\.", ".*.", name): change for name, change in event.changes.items()}
    assert told["tags"] == ([], ["vip", "new"])
    assert told["metafields"] == ({}, {"custom": {"tier": "gold"}})
    cities = [change for name, change in event.changes.items() if name.endswith(".city")]
    assert cities == [("Springfield", "Recife")]
    assert told["addresses.*.street"] == (None, "Rua B")
    assert told["properties.*.value"] == (None, "L")
    refids = {change for name, change in event.changes.items() if name.endswith(".refid")}
    assert refids == {(None, "2"), (None, "7")}


def test_a_form_that_says_what_is_there_or_is_refused_is_no_event(page: Page, someone: str, ledger: Ledger) -> None:
    assert Form(page, someone).send().status_code == 303
    for wrong in ({"email": "no address"}, {"status": "7"}, {"address:new:city": "Nowhere"}):
        assert Form(page, someone).send(**wrong, note="x").status_code == 422
    form = Form(page, someone)
    assert Form(page, someone).send(note="first").status_code == 303
    assert ledger.one().changes["note"][1] == "first"
    assert form.send(note="second", phone="1").status_code == 409, "somebody else has written it"
    assert ledger.new() == []


# -- several at once -------------------------------------------------------------------------------------------------


def test_of_many_at_once_each_who_changed_is_told_and_nobody_else(office: Live, page: Page, ledger: Ledger) -> None:
    ids = [row["id"] for row in people(office, 4)]
    uuids = [only_uuid(page, f"customer{number}%40") for number in range(4)]
    assert Form(page, uuids[1]).send(status="0", tags="new").status_code == 303
    settled(ledger)
    for action, more, changed in (
        ("disable", {}, [ids[0], ids[2]]),
        ("tag", {"tag": "new"}, [ids[0], ids[2]]),
        ("enable", {}, ids[:3]),
        ("enable", {}, []),
        ("export", {}, []),
    ):
        assert send(page, action, uuids[:3], sure="1", **more).status_code in {200, 303}
        events = ledger.new()
        assert [event.customer_id for event in events] == changed, action
        assert {(event.happening, event.by) for event in events} <= {("changed", STAFF)}
        assert len({event.request_id for event in events}) <= 1
        assert all(event.changes == EFFECTS[action] for event in events)
    assert send(page, "disable", uuids).status_code == 200, "a question"
    assert send(page, "tag", uuids, tag="x" * 101, sure="1").status_code == 422
    assert ledger.new() == []


# -- putting back ----------------------------------------------------------------------------------------------------


def test_a_fact_that_is_put_back_is_one_event_the_other_way_round(page: Page, someone: str, ledger: Ledger) -> None:
    assert Form(page, someone).send(phone="1", note="Other").status_code == 303
    there = ledger.one()
    assert put_back(page, someone, there.version, "phone").status_code == 303
    back = ledger.one()
    assert (back.happening, back.by, back.version) == ("changed", STAFF, there.version + 1)
    assert back.changes == {"phone": there.changes["phone"][::-1]}
    for version, path in ((there.version, "phone"), (there.version, "nothing"), (99, "note")):
        assert put_back(page, someone, version, path).status_code in {303, 404}
        assert ledger.new() == [], "it is so already, or was never"


def test_a_row_that_is_put_back_is_one_event(page: Page, someone: str, ledger: Ledger) -> None:
    (home,) = rows(Form(page, someone), "address")
    put(page, someone, **{f"address:{home}:removed": "1"})
    gone = ledger.one()
    assert {now for _, now in gone.changes.values()} == {None}
    (path,) = {".".join(name.split(".")[:2]) for name in gone.changes}
    assert put_back(page, someone, gone.version, path).status_code == 303
    back = ledger.one()
    assert (back.happening, back.by) == ("changed", STAFF)
    said = {name.rpartition(".")[2]: now for name, (_, now) in back.changes.items()}
    assert said == {name.rpartition(".")[2]: was for name, (was, _) in gone.changes.items()}
    assert {was for was, _ in back.changes.values()} == {None}
    (path,) = {".".join(name.split(".")[:2]) for name in back.changes}
    assert put_back(page, someone, back.version, path).status_code == 303
    away = ledger.one()
    assert away.changes == {name: change[::-1] for name, change in back.changes.items()}


# -- getting in ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ann(office: Live, page: Page, ledger: Ledger) -> str:
    """The uuid of a customer with a password."""
    said = {"email": "ann@example.com", "password": ANNS, "full_name": "Ann Lee"}
    assert office.http.post("/api/customers", json=said).status_code == 200
    settled(ledger)
    return only_uuid(page, "ann%40example.com")


def links(live: Live, count: int) -> list[str]:
    """The links of the mails that have one, the oldest first, once there are so many."""
    deadline = time.monotonic() + 10
    while True:
        texts = [str(mail["text"]) for mail in live.mail()]
        found = [link[0] for text in texts if (link := re.findall(r"http\S+/account/[ir]\S+", text))]
        if len(found) >= count or time.monotonic() > deadline:
            assert len(found) == count
            return found
        time.sleep(0.02)


def test_a_password_behind_an_invitation_is_one_event_without_it(
    office: Live, page: Page, someone: str, ledger: Ledger
) -> None:
    where = f"/admin/customers/edit/{someone}/access"
    assert page.post(f"{where}/link", {}, of=where).status_code == 303
    (link,) = links(office, 1)
    assert office.http.get(link).status_code == 200
    assert office.http.post(link, data={"password": "short", "repeated": "short"}).status_code == 422
    assert office.http.post(link, data={**CHOSEN, "repeated": "another"}).status_code == 422
    assert ledger.new() == [], "a letter changes nobody, nor does what is refused"
    assert office.http.post(link, data=CHOSEN).status_code == 200
    event = ledger.one(NEW, link.rpartition("/")[2])
    assert (event.happening, event.by, event.credential) == ("changed", ("account", LINK), "link")
    (was, now) = event.changes["activated_at"]
    assert was is None
    assert isinstance(now, int)
    assert event.changes == {"activated_at": (was, now), "password": (None, "set")}
    assert office.http.post(link, data=CHOSEN).status_code == 404
    assert ledger.new() == []


def test_a_password_behind_a_reset_is_one_event_without_it(office: Live, page: Page, ann: str, ledger: Ledger) -> None:
    where = f"/admin/customers/edit/{ann}/access"
    assert page.post(f"{where}/link", {}, of=where).status_code == 303
    (link,) = links(office, 1)
    assert ledger.new() == []
    assert office.http.post(link, data=CHOSEN).status_code == 200
    event = ledger.one(NEW)
    assert (event.happening, event.by, event.credential) == ("changed", ("account", LINK), "link")
    assert event.changes == {"password": (None, "set")}


@pytest.mark.usefixtures("ann")
def test_a_reset_through_the_api_of_a_shop_is_told_as_the_work_of_whoever_holds_the_link(
    office: Live, ledger: Ledger
) -> None:
    asked = office.http.post("/api/customers/reset-password", json={"email": "ann@example.com"})
    assert asked.status_code == 200
    (link,) = links(office, 1)
    token = link.partition("token=")[2]
    for body in ({"token": token, "password": "short"}, {"token": "1-x", "password": NEW}):
        assert office.http.post("/api/customers/password", json=body).status_code >= 400
    assert ledger.new() == []
    body = {"token": token, "password": NEW}
    assert office.http.post("/api/customers/password", json=body).status_code == 200
    event = ledger.one(NEW, token)
    assert (event.happening, event.by) == ("changed", ("evershop", LINK))
    assert event.changes == {"password": (None, "set")}
    assert office.http.post("/api/customers/password", json=body).status_code == 400
    assert ledger.new() == []


def test_signing_in_and_out_and_ending_sessions_changes_nobody(
    office: Live, page: Page, ann: str, ledger: Ledger
) -> None:
    where = f"/admin/customers/edit/{ann}/access"
    cookie = sign_in_ann(office)
    said = {"email": "ann@example.com", "password": ANNS}
    assert office.http.post("/api/customer/tokens", json=said).status_code == 200
    assert office.http.post("/api/customer/tokens", json={**said, "password": "wrong"}).status_code == 400
    assert office.http.post("/customer/logout", headers={"Cookie": cookie}).status_code < 500
    sign_in_ann(office)
    reference = re.findall(r'name="session" value="([0-9a-f]+)"', page.get(where).text)[0]
    for form in ({"session": reference}, {}):
        assert page.post(f"{where}/end", form, of=where).status_code == 303
    assert ledger.new() == []


# -- going -----------------------------------------------------------------------------------------------------------


def test_a_deletion_in_the_administration_leaves_one_event_that_says_nothing_of_the_person(
    office: Live, page: Page, someone: str, ledger: Ledger
) -> None:
    row, where = stored(office), f"/admin/customers/edit/{someone}/delete"
    assert Form(page, someone).send(note="x").status_code == 303
    settled(ledger)
    assert page.post(where, {"email": "somebody@example.com"}, of=where).status_code == 422
    assert ledger.new() == []
    assert page.post(where, {"email": row["email"]}, of=where).status_code == 303
    event = ledger.one()
    assert (event.customer_id, event.happening, event.by, event.changes) == (row["id"], "deleted", STAFF, {})
    assert ledger.of(row["id"]) == [event]


def test_a_definition_that_goes_is_one_event_for_each_who_had_a_value(office: Live, page: Page, ledger: Ledger) -> None:
    ids = [row["id"] for row in people(office, 3)]
    define(page, "short_text", "tier")
    define(page, "short_text", "tint")
    for number, key in ((0, "tier"), (1, "tint"), (2, "tier")):
        put(page, only_uuid(page, f"customer{number}%40"), **{custom(key): f"{key} {number}"})
    settled(ledger)
    known = page.http.get("/api/metafield-definitions").json()["data"]
    (doomed,) = [one["uuid"] for one in known if one["key"] == "tier"]
    assert page.http.delete(f"/api/metafield-definitions/{doomed}").status_code == 200
    events = ledger.new()
    assert [(event.customer_id, event.happening, event.by) for event in events] == [
        (number, "changed", ("evershop", "staff 1")) for number in (ids[0], ids[2])
    ]
    assert [event.changes for event in events] == [
        {"metafields": ({"custom": {"tier": f"tier {number}"}}, {})} for number in (0, 2)
    ]


# -- Open Food Network -----------------------------------------------------------------------------------------------


@pytest.fixture
def network(live: Live) -> Network:
    """One customer of the farm."""
    network = Network(live)
    network.load(shown(11, FARM, "alice@example.org", first_name="Alice", last_name="Ash"))
    return network


def test_both_address_objects_with_tags_and_a_name_are_one_event(network: Network, ledger: Ledger) -> None:
    settled(ledger)
    said: Json = {
        "first_name": "Alicia",
        "tags": ["vip"],
        "billing_address": ADDRESS,
        "shipping_address": {**ADDRESS, "locality": "Geelong"},
    }
    before = network.update(11, **said)
    event = ledger.one()
    assert (event.happening, event.by) == ("changed", ("openfoodnetwork", "staff 8"))
    assert event.changes["first_name"] == ("Alice", "Alicia")
    assert event.changes["tags"] == ([], ["vip"])
    cities = [change for name, change in event.changes.items() if name.endswith(".city")]
    assert sorted(cities) == [(None, "Geelong"), (None, "Melbourne")]
    said["tags"] = before["tags"]
    assert network.update(11, **said) == before
    assert ledger.new() == [], "an echo"
    network.update(11, billing_address=None, shipping_address=None)
    gone = ledger.one().changes
    assert sorted(change for name, change in gone.items() if name.endswith(".city")) == [
        ("Geelong", None),
        ("Melbourne", None),
    ]
    for wrong in ({"first_name": "x", "billing_address": {"locality": "x"}}, {"first_name": "x", "enterprise_id": 99}):
        assert network.ask("PUT", "/customers/11", json=wrong).status_code == 422
    assert ledger.new() == []


def test_a_creation_that_finds_the_customer_is_one_event_of_a_change_or_none(network: Network, ledger: Ledger) -> None:
    settled(ledger)
    for new in (True, False):
        assert network.create(email="ALICE@example.org", first_name="Alicia")["id"] == 11
        events = ledger.new()
        assert [(event.happening, event.changes["first_name"]) for event in events] == (
            [("changed", ("Alice", "Alicia"))] if new else []
        )


def test_a_move_is_a_deletion_in_one_store_and_a_creation_in_the_other(network: Network, ledger: Ledger) -> None:
    network.update(11, shipping_address=ADDRESS)
    settled(ledger)
    network.update(11, enterprise_id=HUB, last_name="Moved")
    left, came = ledger.new()
    by = ("openfoodnetwork", "staff 8")
    assert (left.store_id, left.customer_id, left.happening, left.by, left.changes) == (FARM, 11, "deleted", by, {})
    assert (came.store_id, came.customer_id, came.happening, came.by) == (HUB, 11, "created", by)
    assert left.request_id == came.request_id
    assert came.changes["email"] == ("", "alice@example.org")
    assert came.changes["last_name"] == ("", "Moved")
    assert [now for name, (_, now) in came.changes.items() if name.endswith(".city")] == ["Melbourne"]
    assert ledger.of(11) == [left, came], "what happened in the old store is erased"


def test_whoever_moves_to_and_fro_is_told_each_time_and_can_be_changed_after_it(
    network: Network, ledger: Ledger
) -> None:
    settled(ledger)
    for turn, enterprise in enumerate((HUB, FARM, HUB, FARM)):
        network.update(11, enterprise_id=enterprise)
        assert sorted((event.happening, event.store_id) for event in ledger.new()) == [
            ("created", enterprise),
            ("deleted", FARM + HUB - enterprise),
        ]
        for number in range(3):
            network.update(11, code=f"{turn} {number}")
            event = ledger.one()
            assert (event.store_id, event.happening, event.changes["code"][1]) == (
                enterprise,
                "changed",
                f"{turn} {number}",
            )


# -- Aimeos, EverShop's GraphQL, Tiendanube --------------------------------------------------------------------------


@pytest.fixture
def town(live: Live) -> Town:
    """A town as new."""
    town = Town(live)
    town.settle()
    return town


def entries(kind: str, *said: Json) -> Json:
    return {"data": [{"attributes": {f"customer.{kind}.{name}": value for name, value in one.items()}} for one in said]}


def test_several_related_resources_in_one_call_are_one_event(town: Town, ledger: Ledger) -> None:
    by = ("aimeos", f"customer {ANA}")
    for related, kind, said, fact in (
        ("address", "address", [{"city": "Recife"}, {"city": "Natal"}], "city"),
        ("property", "property", [{"type": "a", "value": "Recife"}, {"type": "b", "value": "Natal"}], "value"),
        ("relationships", "lists", [{"domain": "product", "refid": one} for one in ("Recife", "Natal")], "refid"),
    ):
        settled(ledger)
        path = f"{AIMEOS}?related={related}&include=product"
        made = town.good("POST", path, "ana", entries(kind, *said))["data"]
        event = ledger.one()
        assert (event.happening, event.by) == ("changed", by)
        assert [change for name, change in event.changes.items() if name.endswith(f".{fact}")] == [
            (None, "Recife"),
            (None, "Natal"),
        ]
        ids = [one["id"] for one in made if one["type"].endswith(related) or related == "relationships"][-2:]
        town.good("DELETE", path, "ana", {"data": [{"id": one} for one in ids]})
        event = ledger.one()
        assert [change for name, change in event.changes.items() if name.endswith(f".{fact}")] == [
            ("Recife", None),
            ("Natal", None),
        ]
        refused = town.ask("POST", path, "", entries(kind, *said))
        assert refused.status_code in {403, 419}
        assert ledger.new() == []


def test_an_own_account_with_address_and_password_is_one_event(town: Town, ledger: Ledger) -> None:
    settled(ledger)
    said = {"firstname": "Zoe", "city": "Recife", "password": "another battery"}
    body = {"data": {"attributes": {f"customer.{name}": value for name, value in said.items()}}}
    town.good("PATCH", AIMEOS, "ana", body)
    event = ledger.one("another battery", PASSWORD)
    assert (event.happening, event.by) == ("changed", ("aimeos", f"customer {ANA}"))
    assert event.changes["first_name"] == ("Ana", "Zoe")
    assert event.changes["password"] == (None, "set")
    assert [change for name, change in event.changes.items() if name.endswith(".city")] == [(None, "Recife")]
    del body["data"]["attributes"]["customer.password"]
    town.good("PATCH", AIMEOS, "ana", body)
    assert ledger.new() == [], "an echo"


@pytest.mark.parametrize("path", ["/api/graphql", "/api/admin/graphql"])
def test_nothing_that_graphql_is_asked_is_an_event(town: Town, ledger: Ledger, path: str) -> None:
    settled(ledger)
    schema = town.good("POST", path, "admin", {"query": "{ __schema { mutationType { name } } }"})
    assert schema["data"]["__schema"]["mutationType"] is None
    for query in ("{ customers { items { email } } }", 'mutation { updateCustomer(full_name: "x") { email } }'):
        town.ask("POST", path, "admin", {"query": query})
    assert ledger.new() == []


def test_every_creation_with_a_password_tells_that_there_is_one(town: Town, ledger: Ledger) -> None:
    settled(ledger)
    said = {"email": "new@example.com", "password": NEW}
    town.good("POST", f"/v1/{TOWN_STORE}/customers", "app", {**said, "name": "New"})
    events = [ledger.one(NEW)]
    town.good("POST", "/api/customers", "", {**said, "email": "other@example.com", "full_name": "New"})
    events.append(ledger.one(NEW))
    visitor = Browser(town.live.serving.base_url)
    for status in (201, 500):  # the second time the address is taken
        given = {"customer.label": "x", "customer.password": NEW}
        assert visitor.create("third@example.com", **given).status_code == status
    visitor.http.close()
    events.append(ledger.one(NEW))
    assert [(event.happening, event.by) for event in events] == [
        ("created", ("tiendanube", f"app 1 of store {TOWN_STORE}")),
        ("created", ("evershop", "")),
        ("created", ("aimeos", "")),
    ]
    assert [event.changes["password"] for event in events] == [(None, "set")] * 3
    town.good("POST", f"/v1/{TOWN_STORE}/customers", "app", {"name": "No", "email": "no@example.com"})
    assert "password" not in ledger.one().changes


def test_nothing_that_becomes_an_empty_text_is_a_change_like_any_other(town: Town, ledger: Ledger) -> None:
    settled(ledger)
    path = f"/v1/{TOWN_STORE}/customers/{ANA}"
    town.good("PUT", path, "app", {"addresses": [{"id": town.entry, "floor": ""}]})
    assert ledger.one().changes == {f"addresses.{town.entry}.line2": (None, "")}
    town.good("PUT", path, "app", {"addresses": [{"id": town.entry, "floor": None}]})
    assert ledger.one().changes == {f"addresses.{town.entry}.line2": ("", None)}
    town.good("PUT", path, "app", {"addresses": [{"id": town.entry, "floor": None}]})
    assert ledger.new() == []


def test_a_refused_change_of_an_api_is_no_event(town: Town, ledger: Ledger) -> None:
    town.good("POST", f"/v1/{TOWN_STORE}/customers", "app", {"name": "Bea", "email": "bea@example.com"})
    settled(ledger)
    for method, path, who, body in (
        ("PUT", f"/v1/{TOWN_STORE}/customers/{ANA}", "app", {"note": "x", "email": "bea@example.com"}),
        ("PUT", f"/v1/{TOWN_STORE}/customers/99999", "app", {"note": "x"}),
        ("PUT", f"/api/v1/customers/{ANA}", "key", {"code": "x", "email": "bea@example.com"}),
        ("PATCH", f"/api/v1/customers/{ANA}", "", {"code": "x"}),
        ("PATCH", f"/api/customers/{town.uuid}", "admin", {"full_name": "x", "email": "bea@example.com"}),
        ("PATCH", f"/api/customers/{town.uuid}", "shopper", {"full_name": "x"}),
        ("PATCH", AIMEOS, "ana", {"data": {"attributes": {"customer.company": "x", "customer.email": "no"}}}),
        ("POST", AIMEOS, "", {"data": {"attributes": {"customer.email": "bea@example.com"}}}),
    ):
        assert town.ask(method, path, who, body).status_code >= 400, path
        assert ledger.new() == [], path
