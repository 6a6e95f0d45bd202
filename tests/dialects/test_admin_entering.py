"""Signing in to the administration and out of it, and what the pages do about those who should not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.dialects.admin_office import OFFICE, PASSWORDS, Page, entered, opened, people
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Live
from tests.parts.server import serve

UNKNOWN = "00000000-0000-4000-8000-000000000000"
PAGES = ("/admin/customers", f"/admin/customers/edit/{UNKNOWN}")


@pytest.fixture
def page(office: Live) -> Iterator[Page]:
    with opened(office) as browser:
        yield browser


def names_a_session(page: Page) -> bool:
    return page.get("/admin/customers").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(page: Page, path: str) -> None:
    answer = page.get(path)
    assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")


def test_a_bearer_token_opens_no_page(office: Live, page: Page) -> None:
    token = office.load(OFFICE)["admin"]
    answer = page.http.get("/admin/customers", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")


@pytest.mark.parametrize("name", ["admin", "manager", "stranger"])
def test_whoever_manages_a_store_is_let_in_with_the_password(page: Page, name: str) -> None:
    answer = page.sign_in(name)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/customers")
    assert names_a_session(page)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("shopper", {}),
        ("admin", {"password": "wrong"}),
        ("admin", {"email": "nobody@example.com"}),
        ("admin", {"email": "", "password": ""}),
    ],
)
def test_whoever_does_not_is_told_no_more_than_that_and_keeps_the_e_mail_typed(
    page: Page, name: str, form: dict[str, str]
) -> None:
    answer = page.sign_in(name, **form)
    assert answer.status_code == 422
    assert "E-mail or password is wrong." in answer.text
    assert f'value="{form.get("email", f"{name}@example.com")}"' in answer.text
    assert PASSWORDS[name] not in answer.text
    assert not names_a_session(page)


def test_a_session_has_another_id_than_the_visit_before_it(page: Page) -> None:
    page.get("/admin/login")
    before = page.http.cookies["asid"]
    page.sign_in()
    after = page.http.cookies["asid"]
    assert before != after
    page.http.cookies.delete("asid")
    page.http.cookies.set("asid", before)
    assert not names_a_session(page)


def test_signing_in_again_ends_the_session_before(page: Page) -> None:
    page.sign_in()
    before, csrf = page.http.cookies["asid"], page.csrf("/admin/customers")
    said = {"email": "manager@example.com", "password": PASSWORDS["manager"], "csrf": csrf}
    assert page.http.post("/admin/login", data=said).status_code == 303
    assert names_a_session(page)
    page.http.cookies.delete("asid")
    page.http.cookies.set("asid", before)
    assert not names_a_session(page)


def test_signing_out_ends_the_session(page: Page) -> None:
    page.sign_in()
    cookie = page.http.cookies["asid"]
    answer = page.post("/admin/logout", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/login")
    page.http.cookies.delete("asid")
    page.http.cookies.set("asid", cookie)
    assert not names_a_session(page)


def test_both_doors_share_one_session(page: Page) -> None:
    said = {"email": "admin@example.com", "password": PASSWORDS["admin"]}
    assert page.http.post("/admin/user/login", json=said).status_code == 200
    assert names_a_session(page)
    assert page.http.get("/admin/user/logout").status_code == 200
    assert not names_a_session(page)
    page.sign_in()
    assert page.http.post("/api/user/session/tokens").status_code == 200


def test_a_manager_of_another_store_has_pages_and_no_token_of_evershops_store(page: Page) -> None:
    page.sign_in("stranger")
    assert names_a_session(page)
    assert page.http.post("/api/user/session/tokens").status_code == 401


@pytest.mark.parametrize("csrf", ["", "x", "csrf of somebody else"])
@pytest.mark.parametrize("path", ["/admin/login", "/admin/logout", "/admin/store"])
def test_a_form_of_another_session_does_nothing(office: Live, page: Page, path: str, csrf: str) -> None:
    page.sign_in()
    if csrf.startswith("csrf of"):
        with entered(office) as other:
            csrf = other.csrf("/admin/customers")
    said = {"email": "manager@example.com", "password": PASSWORDS["manager"], "store": "1", "csrf": csrf}
    answer = page.http.post(path, data=said)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "admin@example.com" in page.get("/admin/customers").text


def test_a_form_must_be_one(page: Page) -> None:
    page.sign_in()
    assert page.http.post("/admin/logout", json={"csrf": page.csrf("/admin/customers")}).status_code == 415
    media = {"Content-Type": "application/x-www-form-urlencoded"}
    assert page.http.post("/admin/logout", content=b"csrf=\xff", headers=media).status_code == 400
    assert page.http.post("/admin/logout", content=b"a=1&" * 60_000, headers=media).status_code == 400
    assert names_a_session(page)


def test_the_page_that_was_asked_for_opens_after_signing_in_and_only_once(page: Page) -> None:
    asked = f"/admin/customers/edit/{UNKNOWN}?tab=history"
    assert page.get(asked).headers["location"] == "/admin/login"
    assert page.sign_in().headers["location"] == asked
    page.post("/admin/logout", {})
    assert page.sign_in().headers["location"] == "/admin/customers"


@pytest.mark.parametrize(
    "way",
    [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example%2Fadmin%2F",
        "%2Fadmin%2F%2Fevil.example",
        "%2Fadmin%2F..%2F..%2Fevil",
        "%2Fadmin%5C%5Cevil.example",
        "%2Fadmin%2F%0D%0ASet-Cookie%3A%20a%3Db",
        "%2F_dev%2Fmail",
        "javascript%3Aalert(1)",
    ],
)
def test_signing_in_leads_to_no_other_place(page: Page, way: str) -> None:
    page.get("/admin/login")
    page.http.cookies.set("admin_next", way, path="/admin")
    assert page.sign_in().headers["location"] == "/admin/customers"


def test_guessing_is_slowed_down_together_with_the_doors_of_the_dialects(page: Page) -> None:
    wrong = {"email": "manager@example.com", "password": "wrong"}
    for _ in range(5):
        assert page.sign_in("manager", password="wrong").status_code == 422
        assert page.http.post("/admin/user/login", json=wrong).status_code == 400
    answer = page.sign_in("manager")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert f"Please wait {answer.headers['retry-after']} second" in answer.text
    assert 'value="manager@example.com"' in answer.text
    assert page.sign_in("admin").status_code == 303


@pytest.mark.parametrize("path", ["/admin/login", *PAGES, "/admin/nowhere"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_page_says_what_browsers_must_not_do_with_it(page: Page, path: str, *, signed_in: bool) -> None:
    if signed_in:
        page.sign_in()
    answer = page.get(path)
    said: str = answer.headers["content-security-policy"]
    policy = {name: value for name, _, value in (part.strip().partition(" ") for part in said.split(";"))}
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in said
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    for inline in ("<style", " style=", " onclick=", "javascript:"):
        assert inline not in answer.text


def test_cookies_are_for_this_site_alone_and_no_script(page: Page) -> None:
    answers = [page.get("/admin/login"), page.get("/admin/customers?page=2"), page.sign_in()]
    answers += [page.post("/admin/store", {"store": "2"}), page.post("/admin/logout", {})]
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {"asid", "admin_next", "admin_store"}
    for cookie in cookies:
        assert "; HttpOnly" in cookie
        assert cookie.endswith("; SameSite=Lax")
        assert "Secure" not in cookie


def test_behind_https_cookies_never_travel_in_the_clear() -> None:
    with serve({"PATRON_BASE_URL": "https://patron.example"}, "--dev") as serving:
        answer = httpx.get(f"{serving.base_url}/admin/login", timeout=30)
    assert "; Secure; SameSite=Lax" in answer.headers["set-cookie"]


def test_what_pages_load_is_kept_by_browsers_and_changes_its_address(page: Page) -> None:
    links = re.findall(r'(?:href|src)="(/admin/assets/[^"]+)"', page.get("/admin/login").text)
    assert {link.rpartition("/")[2] for link in links} == {"admin.css", "admin.js", "admin.svg"}
    for link in links:
        answer = page.get(link)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers
    assert page.get("/admin/assets/0/frame.html").status_code == 404


def test_a_manager_sees_the_stores_he_manages_and_no_other(office: Live) -> None:
    uuid = people(office, 1)[0]
    with entered(office, "admin") as admin:
        shown = admin.get("/admin/customers").text
        assert "Main Shop" in shown
        assert "Other Shop" in shown
        link = shown.partition("/admin/customers/edit/")[2].partition('"')[0]
        assert admin.get(f"/admin/customers/edit/{link}").status_code == 200
    with entered(office, "stranger") as stranger:
        shown = stranger.get("/admin/customers").text
        assert "Other Shop" in shown
        assert "Main Shop" not in shown
        assert "No customers yet" in shown
        answer = stranger.get(f"/admin/customers/edit/{link}")
        assert answer.status_code == 404
        assert uuid["email"] not in answer.text
        assert stranger.post("/admin/store", {"store": str(STORE)}).status_code == 404
        stranger.http.cookies.set("admin_store", str(STORE), path="/admin")
        assert "Main Shop" not in stranger.get("/admin/customers").text


def test_the_store_that_was_chosen_is_worked_in(office: Live) -> None:
    people(office, 1)
    with entered(office) as admin:
        assert "customer0@example.com" in admin.get("/admin/customers").text
        answer = admin.post("/admin/store", {"store": "2"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/customers")
        assert "customer0@example.com" not in admin.get("/admin/customers").text
        admin.post("/admin/store", {"store": "1"})
        assert "customer0@example.com" in admin.get("/admin/customers").text


def test_a_session_whose_account_is_gone_is_over(office: Live) -> None:
    assert office.everything(STORE, WATCHER) == []
    with entered(office) as admin:
        office.load({**OFFICE, "staff": OFFICE["staff"][1:]})
        assert admin.get("/admin/customers").status_code == 302
