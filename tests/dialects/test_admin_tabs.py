"""What the administration tells about one customer beside the facts: the history, the access, and the way out."""

from __future__ import annotations

import re
import time

import httpx
import pytest

from tests.dialects.admin_office import OFFICE, Page, entered, only_uuid, people, stored
from tests.dialects.evershop_live import PASSWORD, STORE, WATCHER
from tests.dialects.live import Json, Live
from tests.dialects.test_admin_editing import Form


@pytest.fixture
def ann(office: Live, page: Page) -> str:
    """A customer with a password."""
    said = {"email": "ann@example.com", "password": PASSWORD, "full_name": "Ann Lee"}
    assert office.http.post("/api/customers", json=said).status_code == 200
    return only_uuid(page, "ann%40example.com")


def mails(office: Live, count: int) -> list[Json]:
    """The mails, once there are so many of them."""
    deadline = time.monotonic() + 20
    while len(found := office.mail()) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def is_in(office: Live, cookie: str) -> bool:
    answer = office.http.patch("/api/customers/me", json={}, headers={"Cookie": cookie})
    assert answer.status_code in {400, 401}
    return answer.status_code == 400


def sign_in_ann(office: Live) -> str:
    with httpx.Client(base_url=office.serving.base_url, timeout=30) as http:
        answer = http.post("/customer/login", json={"email": "ann@example.com", "password": PASSWORD})
    assert answer.status_code == 200
    return str(answer.headers["set-cookie"]).partition(";")[0]


def put_back(page: Page, uuid: str, version: int, path: str) -> httpx.Response:
    where = f"/admin/customers/edit/{uuid}/history"
    return page.post(where, {"version": str(version), "path": path}, of=where)


def test_the_history_tells_who_did_what_through_which_door(office: Live, page: Page, uuid: str) -> None:
    row = stored(office)
    assert Form(page, uuid).send(phone="1", note="").status_code == 303
    office.tiendanube("PUT", f"/customers/{row['id']}", json={"note": "By app"}, token=WATCHER, shop=STORE)
    text = page.get(f"/admin/customers/edit/{uuid}/history").text
    events = re.findall(r"<p class=\"quiet\">(.*?) · version (\d+)</p>", text)
    assert [number for _, number in events] == ["3", "2", "1"]
    assert [who.split(" · ")[0] for who, _ in events] == ["Tiendanube", "Administration", "Tiendanube"]
    assert events[0][0] == "Tiendanube · app 1 · access token"
    assert events[1][0] == "Administration · Admin User · session"
    for words in ("By app", "Prefers deliveries in the morning.", row["phone"]):
        assert words in text


def test_money_of_the_past_is_told_as_people_write_it(office: Live) -> None:
    shown: Json = {"id": 5, "name": "Ana", "email": "ana@example.com", "addresses": []}
    orders = [{"state": "complete", "total": "22.50", "paid": "17.45"}]
    ana = {"dialect": "tiendanube", "store": STORE, "shown": shown, "facts": {"orders": orders}}
    office.load({**OFFICE, "customers": [ana]})
    with entered(office) as page:
        text = page.get(f"/admin/customers/edit/{only_uuid(page, 'ana')}/history").text
    told = dict(
        re.findall(
            r'<span class="fact">Purchases · (.*?)</span>.*?<ins><span class="lines">(.*?)</span>', text, re.DOTALL
        )
    )
    assert (told["total spent"], told["balance"], told["orders"]) == ("22.50", "-5.05", "1")


def test_a_fact_is_put_back_alone(office: Live, page: Page, uuid: str) -> None:
    before = stored(office)
    assert Form(page, uuid).send(phone="1", note="Other", tags="one").status_code == 303
    answer = put_back(page, uuid, 2, "phone")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/customers/edit/{uuid}/history?done=back")
    row = stored(office)
    assert (row["phone"], row["note"]) == (before["phone"], "Other")
    assert put_back(page, uuid, 2, "note").status_code == 303
    assert put_back(page, uuid, 2, "tags").status_code == 303
    row = stored(office)
    assert row["note"] == before["note"]
    assert Form(page, uuid).fields["tags"] == ""


def test_an_address_and_a_name_are_put_back(office: Live, page: Page, uuid: str) -> None:
    before = stored(office)
    form = Form(page, uuid)
    street = next(name for name in form.fields if re.fullmatch(r"address:[0-9a-f-]{36}:street", name))
    assert form.send(**{street: "Elm Street", "full_name": "Somebody Else"}).status_code == 303
    number = before["addresses"][0]["id"]
    assert put_back(page, uuid, 2, f"addresses.{number}.street").status_code == 303
    assert put_back(page, uuid, 2, "full_name").status_code == 303
    row = stored(office)
    assert row["addresses"][0]["address"] == before["addresses"][0]["address"]
    assert row["name"] == before["name"]


def test_what_somebody_else_has_by_now_is_not_put_back(office: Live, page: Page, uuid: str) -> None:
    assert Form(page, uuid).send(email="new@example.com").status_code == 303
    people(office, 1)  # somebody else takes the old address
    before = office.everything(STORE, WATCHER)
    answer = put_back(page, uuid, 2, "email")
    assert answer.status_code == 409
    assert "Another customer of this store has that value by now." in answer.text
    assert office.everything(STORE, WATCHER) == before


@pytest.mark.parametrize(("version", "path"), [(1, "phone"), (9, "phone"), (2, "nothing"), (2, "password")])
def test_what_did_not_happen_is_not_put_back(office: Live, page: Page, uuid: str, version: int, path: str) -> None:
    assert Form(page, uuid).send(phone="1").status_code == 303
    before = stored(office)
    # A fact of the creation was nothing before, which no form would take as a status.
    assert put_back(page, uuid, version, path).status_code in ({404} if version != 1 else {303, 404})
    if version != 1:
        assert stored(office) == before


def test_sessions_are_shown_and_end_one_by_one(office: Live, page: Page, ann: str) -> None:
    cookies = [sign_in_ann(office), sign_in_ann(office)]
    where = f"/admin/customers/edit/{ann}/access"
    references = re.findall(r'name="session" value="([0-9a-f]+)"', page.get(where).text)
    assert len(references) == 2
    answer = page.post(f"{where}/end", {"session": references[0]}, of=where)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{where}?done=ended")
    assert sorted(is_in(office, cookie) for cookie in cookies) == [False, True]
    assert page.post(f"{where}/end", {}, of=where).status_code == 303
    assert [is_in(office, cookie) for cookie in cookies] == [False, False]
    assert is_in(office, sign_in_ann(office))


def test_no_page_shows_a_secret(office: Live, page: Page, ann: str) -> None:
    cookie = sign_in_ann(office)
    for tab in ("", "/change", "/history", "/access"):
        text = page.get(f"/admin/customers/edit/{ann}{tab}").text
        for secret in (PASSWORD, "$argon2", "$2", cookie.partition("%3A")[2][:20]):
            assert secret not in text


def test_a_link_to_choose_a_password_is_mailed(office: Live, page: Page, ann: str, uuid: str) -> None:
    sent = ["Welcome to our store!"]
    assert [mail["subject"] for mail in mails(office, 1)] == sent
    for who, subject in ((ann, "Reset your password"), (uuid, "Your account at Main Shop")):
        where = f"/admin/customers/edit/{who}/access"
        assert page.post(f"{where}/link", {}, of=where).status_code == 303
        sent.append(subject)
        assert [mail["subject"] for mail in mails(office, len(sent))] == sent


def test_a_disabled_customer_gets_no_link(office: Live, page: Page, uuid: str) -> None:
    assert Form(page, uuid).send(status="0").status_code == 303
    where = f"/admin/customers/edit/{uuid}/access"
    assert "Only an enabled customer" in page.get(where).text
    assert page.post(f"{where}/link", {}, of=where).status_code == 400
    assert office.mail() == []


def test_deletion_asks_for_the_e_mail_and_says_what_goes(office: Live, page: Page, uuid: str) -> None:
    where, before = f"/admin/customers/edit/{uuid}/delete", stored(office)
    text = page.get(where).text
    assert "1 address" in text
    assert f"the number {before['id']} is never given to anybody else" in text
    for wrong in ("", "somebody@example.com"):
        answer = page.post(where, {"email": wrong}, of=where)
        assert answer.status_code == 422
        assert "Nobody was deleted." in answer.text
    assert stored(office) == before
    answer = page.post(where, {"email": " CUSTOMER0@example.com "}, of=where)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/customers?done=deleted")
    assert office.everything(STORE, WATCHER) == []
    assert page.get(f"/admin/customers/edit/{uuid}").status_code == 404


@pytest.mark.parametrize("tab", ["history", "access", "delete", "seen"])
def test_tabs_are_for_those_who_manage_the_store(office: Live, uuid: str, tab: str) -> None:
    with entered(office, "stranger") as stranger:
        answer = stranger.get(f"/admin/customers/edit/{uuid}/{tab}")
        assert answer.status_code == 404
        assert "customer0" not in answer.text


@pytest.mark.parametrize("what", ["history", "access/end", "access/link", "delete"])
def test_nothing_is_done_for_those_who_do_not(office: Live, uuid: str, what: str) -> None:
    before = stored(office)
    with entered(office, "stranger") as stranger:
        said = {"email": "customer0@example.com", "version": "2", "path": "phone"}
        assert stranger.post(f"/admin/customers/edit/{uuid}/{what}", said).status_code == 404
    with entered(office) as admin:
        assert admin.http.post(f"/admin/customers/edit/{uuid}/{what}", data=said).status_code == 403
    assert stored(office) == before
    assert office.mail() == []
