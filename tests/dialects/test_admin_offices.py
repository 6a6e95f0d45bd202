"""Stores, tokens and staff in the administration: who may see them, and what a change does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.admin_office import OFFICE, PASSWORDS, Page, entered, opened
from tests.dialects.admin_offices import everything, problems, shown_secret, staff_path, values
from tests.dialects.evershop_live import OTHER_STORE, STORE, UNKNOWN, WATCHER
from tests.dialects.live import Live
from tests.dialects.test_admin_editing import fields

PAGES = ("/admin/stores", "/admin/stores/new", "/admin/stores/1", "/admin/staff", "/admin/staff/new", "/admin/staff/1")
FORMS = (
    "/admin/stores/new",
    "/admin/stores/1",
    "/admin/stores/1/tokens",
    "/admin/stores/1/tokens/1/revoke",
    "/admin/staff/new",
    "{manager}",
    "{manager}/password",
    "{manager}/key",
    "{manager}/key/revoke",
    "{manager}/sessions/end",
    "{manager}/second-step/off",
)
SAID = {
    "name": "Forged",
    "email": "forged@example.com",
    "currency": "EUR",
    "role": "admin",
    "status": "0",
    "scopes": "write_customers",
}


@pytest.fixture
def admin(office: Live) -> Iterator[Page]:
    with entered(office) as page:
        yield page


# -- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_led_to_the_sign_in_page(office: Live, path: str) -> None:
    with opened(office) as nobody:
        answer = nobody.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")


@pytest.mark.parametrize("path", PAGES)
def test_a_manager_sees_none_of_these_pages(office: Live, path: str) -> None:
    with entered(office, "manager") as manager:
        answer = manager.get(path)
        assert answer.status_code == 403
        assert "Your account may not do this." in answer.text
        assert "Other Shop" not in answer.text


@pytest.mark.parametrize("path", FORMS)
def test_forms_of_nobody_of_a_manager_and_of_another_session_change_nothing(
    office: Live, admin: Page, path: str
) -> None:
    member = staff_path(admin, "manager")
    assert admin.post(f"{member}/key", {}).status_code == 200
    path = path.format(manager=member)
    before = list(everything(admin))
    with opened(office) as nobody:
        answer = nobody.post(path, SAID, of="/admin/login")
        assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")
    with entered(office, "manager") as manager:
        assert manager.post(path, SAID).status_code == 403
        csrf = manager.csrf("/admin/customers")
    for forged in ("", "x", csrf):
        answer = admin.http.post(path, data={**SAID, "csrf": forged})
        assert answer.status_code == 403
        assert "This form was opened in another session" in answer.text
    assert list(everything(admin)) == before


def test_only_an_admin_is_shown_the_way_to_these_pages(office: Live, admin: Page) -> None:
    for link in ("/admin/stores", "/admin/staff"):
        assert f'href="{link}"' in admin.get("/admin/customers").text
    with entered(office, "manager") as manager:
        for link in ("/admin/stores", "/admin/staff"):
            assert f'href="{link}"' not in manager.get("/admin/customers").text


@pytest.mark.parametrize("path", ["/admin/stores/99", "/admin/stores/x", "/admin/staff/999999", "/admin/staff/x"])
def test_what_is_not_there_is_not_found(admin: Page, path: str) -> None:
    assert admin.get(path).status_code == 404
    assert admin.post(path, SAID).status_code in {404, 422}
    assert admin.get(path).status_code == 404


# -- stores -----------------------------------------------------------------------------------------------------------


def test_a_store_is_added_and_its_names_are_made_of_its_number(admin: Page) -> None:
    said = {"name": "Loja Três", "currency": "brl", "country": "br", "language": "pt", "sells": "any"}
    answer = admin.post("/admin/stores/new", said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/stores/3?done=added")
    assert values(admin.get("/admin/stores/3").text) == {
        "name": "Loja Três",
        "currency": "BRL",
        "country": "BR",
        "language": "pt",
        "sells": "any",
        "default_group_id": "1",
        "tiendanube_id": "3",
        "enterprise_id": "3",
        "aimeos_site": "site-3",
        "evershop_host": "store-3",
        "bucket_size": "40",
        "leak_per_second": "2",
    }
    assert "Loja Três" in admin.get("/admin/stores").text


def test_a_store_is_changed(admin: Page) -> None:
    said = {**values(admin.get("/admin/stores/2").text), "name": "New <b>Name</b>", "currency": "EUR"}
    said |= {"sells": "none", "enterprise_id": "77", "bucket_size": "10", "leak_per_second": "0.5"}
    answer = admin.post("/admin/stores/2", said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/stores/2?done=saved")
    shown = admin.get("/admin/stores/2").text
    assert values(shown) == {**said, "name": "New &lt;b&gt;Name&lt;/b&gt;"}
    assert "<b>Name</b>" not in shown


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("name", "", "Please fill this in."),
        ("name", "x" * 201, "This is too long."),
        ("name", "a\x07b", "This is not readable here. Please look at it again."),
        ("currency", "REAL", "Please write the three letters of a currency, like BRL."),
        ("currency", "", "Please fill this in."),
        ("country", "Brazil", "Please write the two letters of a country, like BR."),
        ("language", "portuguese", "Please write a language like pt, or pt-BR."),
        ("sells", "all", "This is not readable here. Please look at it again."),
        ("default_group_id", "99", "The store has no such group."),
        ("tiendanube_id", "x", "Please write a whole number above 0."),
        ("tiendanube_id", "1", "This is taken already."),
        ("enterprise_id", "-1", "Please write a whole number above 0."),
        ("aimeos_site", "a b", "Please write letters, digits, dots, dashes and underscores."),
        ("evershop_host", "a/b", "Please write small letters, digits, dots and dashes."),
        ("bucket_size", "0", "Please write a whole number from 1 to 100000."),
        ("leak_per_second", "nan", "Please write a number above 0."),
    ],
)
def test_a_value_that_cannot_be_is_said_beside_its_field_and_changes_nothing(
    admin: Page, field: str, text: str, problem: str
) -> None:
    before = list(everything(admin))
    said = {**values(admin.get("/admin/stores/2").text), "name": "Typed", field: text}
    answer = admin.post("/admin/stores/2", said)
    assert answer.status_code == 422
    assert problems(answer.text) == {field: problem}
    if field != "name":
        assert values(answer.text)["name"] == "Typed"
    assert list(everything(admin)) == before


@pytest.mark.parametrize("leak", ["0.00001", "0.3333333", "0.123456789012345"])
def test_a_rate_is_shown_as_it_was_typed_and_stays_so(admin: Page, leak: str) -> None:
    where = "/admin/stores/2"
    assert admin.post(where, {**values(admin.get(where).text), "leak_per_second": leak}).status_code == 303
    shown = values(admin.get(where).text)
    assert shown["leak_per_second"] == leak
    assert admin.post(where, {**shown, "name": "Another Name"}).status_code == 303
    assert values(admin.get(where).text) == {**shown, "name": "Another Name"}


def test_a_store_that_cannot_be_added_is_not_and_nothing_typed_is_lost(admin: Page) -> None:
    before = list(everything(admin))
    answer = admin.post("/admin/stores/new", {"name": "Kept", "currency": "X", "sells": "own", "aimeos_site": "site-1"})
    assert answer.status_code == 422
    assert problems(answer.text) == {"currency": "Please write the three letters of a currency, like BRL."}
    assert values(answer.text)["name"] == "Kept"
    assert values(answer.text)["aimeos_site"] == "site-1"
    assert list(everything(admin)) == before


# -- tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_works_and_is_revoked(office: Live, admin: Page) -> None:
    answer = admin.post("/admin/stores/1/tokens", {"name": "My <app>", "scopes": "read_customers"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = shown_secret(answer.text)
    shown = admin.get("/admin/stores/1").text
    assert token not in shown
    assert "My &lt;app&gt;" in shown
    assert office.tiendanube("GET", "/customers?since_id=0", token=token, shop=STORE).status_code == 404
    assert office.tiendanube("POST", "/customers", json={}, token=token, shop=STORE).status_code == 403
    number = shown.partition("My &lt;app&gt;")[2].partition("number ")[2].partition(" ")[0]
    answer = admin.post(f"/admin/stores/1/tokens/{number}/revoke", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/stores/1?done=revoked")
    assert f"tokens/{number}/revoke" not in admin.get("/admin/stores/1").text
    assert admin.post(f"/admin/stores/1/tokens/{number}/revoke", {}).status_code == 404
    assert admin.post(f"/admin/stores/{OTHER_STORE}/tokens/{number}/revoke", {}).status_code == 404


def test_a_token_is_for_one_store_and_named(office: Live, admin: Page) -> None:
    before = list(everything(admin))
    for said in ({"name": "", "scopes": "read_customers"}, {"name": "x", "scopes": "everything"}):
        answer = admin.post("/admin/stores/1/tokens", said)
        assert answer.status_code == 422
        assert len(problems(answer.text)) == 1
    assert admin.post("/admin/stores/99/tokens", {"name": "x", "scopes": "read_customers"}).status_code == 404
    assert list(everything(admin)) == before
    made = shown_secret(admin.post("/admin/stores/2/tokens", {"name": "x", "scopes": "write_customers"}).text)
    assert office.tiendanube("GET", "/customers", token=made, shop=STORE).status_code == 401


# -- staff ------------------------------------------------------------------------------------------------------------


def test_somebody_is_added_with_a_password_that_is_shown_once(office: Live, admin: Page) -> None:
    said = {"name": "Nova Pessoa", "email": "Nova@example.com", "role": "manager", "stores": str(OTHER_STORE)}
    answer = admin.post("/admin/staff/new", said)
    assert answer.status_code == 200
    password = shown_secret(answer.text)
    assert len(password) == 20
    with opened(office) as page:
        assert page.sign_in("stranger", email="nova@example.com", password=password).status_code == 303
        assert "Other Shop" in page.get("/admin/customers").text
        assert "Main Shop" not in page.get("/admin/customers").text
    again = admin.post("/admin/staff/new", said)
    assert again.status_code == 422
    assert problems(again.text) == {"email": "Somebody else has this e-mail."}


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"email": "x"}, {"email": "This is no e-mail address."}),
        ({"name": ""}, {"name": "Please fill this in."}),
        ({"stores": ""}, {"stores": "A manager manages stores: please choose at least one."}),
        ({"stores": "99"}, {"stores": "A manager manages stores: please choose at least one."}),
        ({"role": "owner"}, {"role": "This is not readable here. Please look at it again."}),
    ],
)
def test_an_account_that_cannot_be_is_not_added_nor_is_one_changed_so(
    admin: Page, said: dict[str, str], problem: dict[str, str]
) -> None:
    before = list(everything(admin))
    whole = {"name": "Nova", "email": "nova@example.com", "role": "manager", "stores": "1", "status": "1", **said}
    for path in ("/admin/staff/new", staff_path(admin, "stranger")):
        answer = admin.post(path, whole)
        assert answer.status_code == 422
        assert problems(answer.text) == problem
        assert values(answer.text)["email"] == whole["email"]
    assert list(everything(admin)) == before


def test_role_and_stores_are_changed_and_hold_at_once(office: Live, admin: Page) -> None:
    path = staff_path(admin, "manager")
    with entered(office, "manager") as manager:
        said = {**values(admin.get(path).text), "stores": str(OTHER_STORE)}
        assert admin.post(path, said).headers["location"] == f"{path}?done=saved"
        assert "Main Shop" not in manager.get("/admin/customers").text
        assert "Other Shop" in manager.get("/admin/customers").text
        assert admin.post(path, {**said, "role": "admin"}).status_code == 303
        assert manager.get("/admin/staff").status_code == 200
        assert admin.post(path, {**said, "role": "shopper"}).status_code == 303
        assert manager.get("/admin/customers").status_code == 302


def test_whoever_is_disabled_is_signed_out_everywhere_and_stays_out(office: Live) -> None:
    bound = office.load(OFFICE)
    bearer = {"Authorization": f"Bearer {bound['manager']}"}
    somebody = f"/api/customers/{UNKNOWN}"
    with entered(office) as chief, entered(office, "manager") as manager:
        refresh = {"refreshToken": manager.http.post("/api/user/session/tokens").json()["data"]["refreshToken"]}
        assert (
            office.http.delete(somebody, headers=bearer).status_code == 500
        )  # as EverShop answers for a uuid that nobody has
        path = staff_path(chief, "manager")
        said = {**values(chief.get(path).text), "stores": str(STORE)}
        assert chief.post(path, {**said, "status": "0"}).status_code == 303
        assert manager.get("/admin/customers").status_code == 302
        assert office.http.delete(somebody, headers=bearer).status_code == 401
        assert office.http.post("/api/user/token/refresh", json=refresh).status_code == 401
        assert manager.sign_in("manager").status_code == 422
        assert chief.post(path, said).status_code == 303
        assert manager.get("/admin/customers").status_code == 302
        assert office.http.delete(somebody, headers=bearer).status_code == 401
        assert manager.sign_in("manager").status_code == 303


def test_nobody_takes_the_own_rights_away(admin: Page) -> None:
    path = staff_path(admin, "admin")
    before = list(everything(admin))
    said = values(admin.get(path).text)
    for change in ({"status": "0"}, {"role": "manager", "stores": "1"}, {"role": "shopper"}):
        answer = admin.post(path, {**said, **change})
        assert answer.status_code == 422
        assert list(problems(answer.text).values()) == ["You cannot take this away from yourself."]
    for call in ("password", "sessions/end", "second-step/off"):
        assert admin.post(f"{path}/{call}", {}).status_code == 403
    assert list(everything(admin)) == before
    assert admin.post(path, {**said, "name": "Chief"}).status_code == 303
    assert values(admin.get(path).text)["name"] == "Chief"


def test_a_new_password_is_shown_once_and_ends_every_session(office: Live, admin: Page) -> None:
    with entered(office, "manager") as manager:
        answer = admin.post(f"{staff_path(admin, 'manager')}/password", {})
        password = shown_secret(answer.text)
        assert manager.get("/admin/customers").status_code == 302
        assert manager.sign_in("manager").status_code == 422
        assert manager.sign_in("manager", password=password).status_code == 303


def test_sessions_of_somebody_are_ended(office: Live, admin: Page) -> None:
    path = staff_path(admin, "manager")
    with entered(office, "manager") as manager:
        assert admin.post(f"{path}/sessions/end", {}).headers["location"] == f"{path}?done=ended"
        assert manager.get("/admin/customers").status_code == 302
        assert manager.sign_in("manager").status_code == 303


def test_an_api_key_is_shown_once_opens_open_food_network_and_is_revoked(office: Live, admin: Page) -> None:
    path = staff_path(admin, "manager")
    assert admin.post(f"{path}/key/revoke", {}).status_code == 404
    key = shown_secret(admin.post(f"{path}/key", {}).text)
    assert len(key) == 48
    assert key not in admin.get(path).text

    def asked() -> int:
        return office.http.get("/api/v1/customers", headers={"X-Api-Token": key}).status_code

    assert asked() == 200
    newer = shown_secret(admin.post(f"{path}/key", {}).text)
    assert newer != key
    assert admin.post(f"{path}/key/revoke", {}).headers["location"] == f"{path}?done=keyless"
    assert "The account has none." in admin.get(path).text
    answer = office.http.get("/api/v1/customers", headers={"X-Api-Token": newer})
    assert answer.status_code == 401


def test_no_secret_is_ever_asked_back(admin: Page) -> None:
    for text in everything(admin):
        assert WATCHER not in text
        for password in PASSWORDS.values():
            assert password not in text


@pytest.mark.parametrize("path", PAGES)
def test_these_pages_say_what_browsers_must_not_do_with_them(admin: Page, path: str) -> None:
    path = path.replace("/admin/staff/1", staff_path(admin, "manager"))
    told, answer = admin.get("/admin/customers").headers, admin.get(path)
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    for name in ("content-security-policy", "referrer-policy", "cache-control", "x-content-type-options"):
        assert answer.headers[name] == told[name]
    for inline in ("<style", " style=", " onclick=", "<script>"):
        assert inline not in answer.text


@pytest.mark.parametrize("field", ["name", "aimeos_site", "evershop_host"])
def test_what_is_typed_is_never_markup(admin: Page, field: str) -> None:
    said = {**values(admin.get("/admin/stores/2").text), field: "<script>alert(1)</script>", "currency": "none"}
    answer = admin.post("/admin/stores/2", said)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


# -- two at once ------------------------------------------------------------------------------------------------------


def form_of(page: Page, path: str) -> dict[str, str]:
    """The form of that page as a browser would send it, what it was made of included."""
    main = page.get(path).text.partition('<form class="edit"')[2].partition("</form>")[0]
    return {**fields(f"<main>{main}"), "csrf": page.csrf(path)}


def test_two_admins_who_change_different_facts_of_a_store_both_have_their_way(admin: Page) -> None:
    mine, theirs = form_of(admin, "/admin/stores/2"), form_of(admin, "/admin/stores/2")
    assert admin.http.post("/admin/stores/2", data={**theirs, "currency": "EUR"}).status_code == 303
    assert admin.http.post("/admin/stores/2", data={**mine, "name": "Renamed"}).status_code == 303
    now = values(admin.get("/admin/stores/2").text)
    assert (now["name"], now["currency"]) == ("Renamed", "EUR")


def test_two_admins_who_change_the_same_fact_of_a_store_are_asked(admin: Page) -> None:
    mine = form_of(admin, "/admin/stores/2")
    theirs = {**form_of(admin, "/admin/stores/2"), "name": "Theirs", "sells": "none"}
    assert admin.http.post("/admin/stores/2", data=theirs).status_code == 303
    answer = admin.http.post("/admin/stores/2", data={**mine, "name": "Mine", "sells": "any", "country": "br"})
    assert answer.status_code == 409
    for words in ("Other Shop", "Theirs", "Mine", "Products of anybody", "Nothing", "Its own products"):
        assert words in answer.text
    now = values(admin.get("/admin/stores/2").text)
    assert (now["name"], now["sells"], now["country"]) == ("Theirs", "none", "US")
    chosen = {**fields(answer.text), "name": "Mine"}
    assert admin.http.post("/admin/stores/2", data=chosen).status_code == 303
    now = values(admin.get("/admin/stores/2").text)
    assert (now["name"], now["sells"], now["country"]) == ("Mine", "none", "BR")


def test_what_is_wrong_in_a_store_that_somebody_else_changed_keeps_both(admin: Page) -> None:
    mine = form_of(admin, "/admin/stores/2")
    theirs = {**form_of(admin, "/admin/stores/2"), "currency": "EUR"}
    assert admin.http.post("/admin/stores/2", data=theirs).status_code == 303
    answer = admin.http.post("/admin/stores/2", data={**mine, "name": "Mine", "country": "nowhere"})
    assert answer.status_code == 422
    shown = values(answer.text)
    assert (shown["name"], shown["country"], shown["currency"]) == ("Mine", "nowhere", "EUR")
    assert 'name="was.currency" value="EUR"' in answer.text


def test_two_admins_who_change_the_same_account_are_asked(admin: Page) -> None:
    path = staff_path(admin, "manager")
    mine, before = form_of(admin, path), form_of(admin, path)
    assert before["was.stores"] == "1"
    theirs = {**before, "name": "Theirs", "stores": "2"}
    assert admin.http.post(path, data=theirs).status_code == 303
    answer = admin.http.post(path, data={**mine, "name": "Mine", "stores": ["1", "2"]})
    assert answer.status_code == 409
    for words in ("Shop Manager", "Theirs", "Mine", "Main Shop, Other Shop"):
        assert words in answer.text
    assert values(admin.get(path).text)["name"] == "Theirs"
    chosen = {**fields(answer.text), "stores": "1,2"}
    assert admin.http.post(path, data=chosen).status_code == 303
    now = form_of(admin, path)
    assert (now["name"], now["was.stores"]) == ("Theirs", "1,2")


def test_an_account_changed_in_two_facts_by_two_is_merged(admin: Page) -> None:
    path = staff_path(admin, "manager")
    mine, theirs = form_of(admin, path), form_of(admin, path)
    assert admin.http.post(path, data={**theirs, "name": "Theirs"}).status_code == 303
    assert admin.http.post(path, data={**mine, "status": "0"}).status_code == 303
    now = values(admin.get(path).text)
    assert (now["name"], now["status"]) == ("Theirs", "0")
