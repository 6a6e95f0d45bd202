"""One customer, seen through EverShop and Tiendanube at once (one-record.md 2, 3, 7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.dialects.evershop_live import ADDRESS, STORE, WATCHER, Evershop
from tests.dialects.live import Json, Live

BORN, LATER = "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.000Z"


@pytest.fixture
def shop(server: Live) -> Evershop:
    shop = Evershop(server)
    shop.live.stop_clock(BORN)
    return shop


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register(full_name="Ana  García Márquez")


def seen(shop: Evershop, ann: Json) -> Json:
    """The row as EverShop shows it."""
    row: Json = shop.good("PATCH", f"/customers/{ann['uuid']}", {})
    return row


def told(shop: Evershop, ann: Json, body: Json) -> Json:
    """What Tiendanube shows after it changed the customer."""
    path = f"/customers/{ann['customer_id']}"
    answer = shop.live.tiendanube("PUT", path, token=WATCHER, shop=STORE, json=body)
    assert answer.status_code == 200, answer.text
    said: Json = answer.json()
    return said


def test_the_newest_name_and_email_win_in_both(shop: Evershop, ann: Json) -> None:
    told(shop, ann, {"name": "Anna García Márquez", "email": "Anna@Example.com"})
    row = seen(shop, ann)
    assert (row["full_name"], row["email"]) == ("Anna García Márquez", "Anna@Example.com")
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"full_name": "María Ruiz Pérez", "email": "maria@example.com"})
    (other,) = shop.everything()
    assert (other["name"], other["email"]) == ("María Ruiz Pérez", "maria@example.com")


def test_writing_back_what_is_shown_changes_nothing(shop: Evershop, ann: Json) -> None:
    address = shop.good("POST", f"/customers/{ann['uuid']}/addresses", {**ADDRESS, "is_default": True})
    told(shop, ann, {"note": "vip", "phone": "555"})
    before, row = shop.everything(), seen(shop, ann)
    shop.live.stop_clock(LATER)
    shop.good("PATCH", f"/customers/{ann['uuid']}", {name: row[name] for name in ("status", "email", "full_name")})
    path = f"/customers/{ann['uuid']}/addresses/{address['uuid']}"
    shop.good("PATCH", path, {name: address[name] for name in (*ADDRESS, "address_2", "is_default")})
    assert shop.everything() == before
    assert seen(shop, ann) == row


def test_what_evershop_cannot_say_stays(shop: Evershop, ann: Json) -> None:
    told(shop, ann, {"note": "vip", "phone": "555", "identification": "7", "extra": {"a": "b"}})
    (before,) = shop.everything()
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"full_name": "Ana Ruiz"})
    (after,) = shop.everything()
    assert after == {**before, "name": "Ana Ruiz"}


def test_an_address_is_one_in_the_notation_of_each(shop: Evershop, ann: Json) -> None:
    address = shop.good(
        "POST",
        f"/customers/{ann['uuid']}/addresses",
        {**ADDRESS, "address_1": "Evergreen Terrace 742", "country": "BR", "province": "sao paulo"},
    )
    path = f"/customers/{ann['uuid']}/addresses/{address['uuid']}"
    (other,) = shop.everything()[0]["addresses"]
    assert (other["id"], other["address"], other["province"], other["country"]) == (
        address["customer_address_id"],
        "Evergreen Terrace 742",
        "São Paulo",
        "BR",
    )
    told(shop, ann, {"addresses": [{"id": other["id"], "address": "Evergreen Terrace", "number": "742"}]})
    assert shop.good("PATCH", path, {"foo": 1})["address_1"] == "Evergreen Terrace 742"
    changed = shop.good("PATCH", path, {"address_1": "Evergreen Terrace 744"})
    assert (changed["address_1"], changed["province"]) == ("Evergreen Terrace 744", "sao paulo")
    (other,) = shop.everything()[0]["addresses"]
    assert (other["address"], other["number"]) == ("Evergreen Terrace", "744")
    told(shop, ann, {"addresses": [{"id": other["id"], "country": "US", "province": "California"}]})
    shown = shop.good("PATCH", path, {"foo": 1})
    assert (shown["country"], shown["province"]) == ("US", "US-CA")


def test_a_region_of_another_country_ends_what_a_dialect_wrote_though_it_is_shown_alike(
    shop: Evershop, ann: Json
) -> None:
    body = {**ADDRESS, "country": "US", "province": "US-CA"}
    address = shop.good("POST", f"/customers/{ann['uuid']}/addresses", body)
    path = f"/customers/{ann['uuid']}/addresses/{address['uuid']}"
    entry = {"id": address["customer_address_id"], "province": "california"}
    assert told(shop, ann, {"addresses": [entry]})["addresses"][0]["province"] == "california"
    assert shop.good("PATCH", path, {"province": "US-CA"})["province"] == "US-CA"
    assert shop.everything()[0]["addresses"][0]["province"] == "california", "the same region"
    shop.good("PATCH", path, {"country": "BR", "province": "California"})
    assert shop.everything()[0]["addresses"][0]["province"] == "California", "no region that anybody knows"


def test_an_address_without_a_name_shows_the_customers(shop: Evershop, ann: Json) -> None:
    shown = told(shop, ann, {"addresses": [{"address": "Rua A", "city": "Sampa"}]})
    query = {"query": "{ customers { items { addresses { uuid } } } }"}
    (row,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    path = f"/customers/{ann['uuid']}/addresses/{row['uuid']}"
    assert shop.good("PATCH", path, {"foo": 1})["full_name"] == "Ana  García Márquez"
    shop.good("PATCH", path, {"full_name": "Ana  García Márquez", "city": "Rio"})
    assert shown["addresses"][0]["name"] is None
    assert shop.everything()[0]["addresses"][0]["name"] is None


def test_a_region_that_is_named_is_known_though_an_unknown_text_looks_like_it(shop: Evershop, ann: Json) -> None:
    told(shop, ann, {"addresses": [{"province": "US-CA"}]})
    query = {"query": "{ customers { items { addresses { uuid province { code } } } } }"}
    (row,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    path = f"/customers/{ann['uuid']}/addresses/{row['uuid']}"
    shop.good("PATCH", path, {"country": "US"})
    shop.good("PATCH", path, {"province": "US-CA"})
    (echoed,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    assert echoed["province"] is None, "what is shown, written back, changes nothing"
    shop.good("PATCH", path, {"province": "CA"})
    (known,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    assert known["province"] == {"code": "US-CA"}
    assert shop.everything()[0]["addresses"][0]["province"] == "California"


def test_a_billing_address_whose_last_fact_is_taken_away_is_answered_once_and_gone(shop: Evershop, ann: Json) -> None:
    told(shop, ann, {"billing_city": "Sampa"})
    query = {"query": "{ customers { items { addresses { uuid city } } } }"}
    (row,) = shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"]
    path = f"/customers/{ann['uuid']}/addresses/{row['uuid']}"
    answer = shop.good("PATCH", path, {"city": None})
    assert (answer["uuid"], answer["city"]) == (row["uuid"], None)
    assert shop.good("POST", "/admin/graphql", query)["customers"]["items"][0]["addresses"] == []
    assert shop.everything()[0]["billing_city"] is None
    assert shop.call("PATCH", path, {"city": "Rio"}).status_code == 400


def test_a_customer_deleted_in_one_is_gone_in_the_other(shop: Evershop, ann: Json) -> None:
    shop.live.tiendanube("DELETE", f"/customers/{ann['customer_id']}", token=WATCHER, shop=STORE)
    assert shop.call("PATCH", f"/customers/{ann['uuid']}", {}).status_code == 400
    assert shop.register()["customer_id"] == ann["customer_id"] + 1


def test_of_many_who_register_one_email_at_once_one_gets_it(shop: Evershop) -> None:
    body = {"email": "race@example.com", "password": "secret12", "full_name": "R"}
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(shop.call, "POST", "/customers", body, token=None) for _ in range(8)]
        answers = [one.result() for one in sent]
    assert sorted(answer.status_code for answer in answers) == [200] + [500] * 7
    assert {answer.json()["error"]["message"] for answer in answers if answer.status_code == 500} == {
        "Email is already used"
    }
    assert len(shop.everything()) == 1


def test_of_many_defaults_at_once_one_is_it(shop: Evershop, ann: Json) -> None:
    path = f"/customers/{ann['uuid']}/addresses"
    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(shop.good, "POST", path, {**ADDRESS, "is_default": True}) for _ in range(6)]
        rows = [one.result() for one in sent]
    flags = [shop.good("PATCH", f"{path}/{row['uuid']}", {"foo": 1})["is_default"] for row in rows]
    assert sorted(flags) == [False] * 5 + [True]
    assert len(shop.everything()[0]["addresses"]) == 6
