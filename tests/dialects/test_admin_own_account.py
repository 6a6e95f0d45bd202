"""The own account in the administration: password, sessions, and the second step of signing in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp.totp import TOTP

from tests.dialects.admin_office import OFFICE, PASSWORDS, Page, entered, opened
from tests.dialects.admin_offices import NOW, SECONDS, enrolled, problems, recovery_codes, staff_path
from tests.dialects.live import Live

NEW = "an entirely new one"
CODE = "/admin/login/code"
PAGES = ("/admin/account", "/admin/account/second-step")
FORMS = (
    "/admin/account/password",
    "/admin/account/sessions/end",
    "/admin/account/sessions/end-others",
    "/admin/account/second-step",
    "/admin/account/second-step/off",
    "/admin/account/second-step/codes",
)


@pytest.fixture
def office(live: Live) -> Iterator[Live]:
    live.load(OFFICE)
    live.stop_clock(NOW)
    yield live
    live.stop_clock(None)


@pytest.fixture
def page(office: Live) -> Iterator[Page]:
    with entered(office, "manager") as browser:
        yield browser


def is_signed_in(page: Page) -> bool:
    return page.get("/admin/customers").status_code == 200


def moved(office: Live, seconds: int) -> int:
    """The moment that many seconds later, to which the server's clock is set."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    office.stop_clock(f"2036-03-01T{10 + hours:02d}:{minutes:02d}:{rest:02d}Z")
    return SECONDS + seconds


# -- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_these_pages_are_for_everybody_who_is_signed_in(office: Live, page: Page, path: str) -> None:
    assert page.get(path).status_code == 200
    with entered(office) as admin:
        assert admin.get(path).status_code == 200
    with opened(office) as nobody:
        answer = nobody.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_of_nobody_or_of_another_session_changes_nothing(office: Live, page: Page, path: str) -> None:
    said = {"current": PASSWORDS["manager"], "password": NEW, "repeated": NEW}
    with opened(office) as nobody:
        answer = nobody.post(path, said, of="/admin/login")
        assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")
        csrf = nobody.csrf("/admin/login")
    for forged in ("", csrf):
        assert page.http.post(path, data={**said, "csrf": forged}).status_code == 403
    assert is_signed_in(page)
    with opened(office) as again:
        assert again.sign_in("manager").headers["location"] == "/admin/customers"


def test_the_code_page_is_for_whoever_has_done_the_first_step(office: Live, page: Page) -> None:
    assert page.get(CODE).headers["location"] == "/admin/customers"
    with opened(office) as nobody:
        assert nobody.get(CODE).headers["location"] == "/admin/login"
        answer = nobody.post(CODE, {"code": "123456"}, of="/admin/login")
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/login")


# -- the password -----------------------------------------------------------------------------------------------------


def test_a_new_password_ends_all_sessions_but_this_one_which_gets_another_id(office: Live, page: Page) -> None:
    before = page.http.cookies["asid"]
    with entered(office, "manager") as other:
        said = {"current": PASSWORDS["manager"], "password": NEW, "repeated": NEW}
        answer = page.post("/admin/account/password", said)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/account?done=password")
        assert is_signed_in(page)
        assert page.http.cookies["asid"] != before
        assert not is_signed_in(other)
        assert other.sign_in("manager").status_code == 422
        assert other.sign_in("manager", password=NEW).status_code == 303
        other.http.cookies.delete("asid")
        other.http.cookies.set("asid", before)
        assert not is_signed_in(other)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"current": "wrong"}, {"current": "This is not your password."}),
        ({"current": ""}, {"current": "This is not your password."}),
        ({"password": "short", "repeated": "short"}, {"password": "At least 12 characters, please."}),
        ({"password": "x" * 1025, "repeated": "x" * 1025}, {"password": "This is too long."}),
        ({"repeated": "something else"}, {"repeated": "The two are not the same."}),
    ],
)
def test_a_password_that_cannot_be_changes_nothing_and_is_not_shown(
    office: Live, page: Page, said: dict[str, str], problem: dict[str, str]
) -> None:
    with entered(office, "manager") as other:
        whole = {"current": PASSWORDS["manager"], "password": NEW, "repeated": NEW, **said}
        answer = page.post("/admin/account/password", whole)
        assert answer.status_code == 422
        assert problems(answer.text) == problem
        assert NEW not in answer.text
        assert PASSWORDS["manager"] not in answer.text
        assert is_signed_in(other)
    with opened(office) as again:
        assert again.sign_in("manager").status_code == 303


def test_guessing_the_password_here_is_slowed_down_as_at_the_door(page: Page) -> None:
    wrong = {"current": "wrong", "password": NEW, "repeated": NEW}
    for _ in range(10):
        assert page.post("/admin/account/password", wrong).status_code == 422
    answer = page.post("/admin/account/password", {**wrong, "current": PASSWORDS["manager"]})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


# -- sessions ---------------------------------------------------------------------------------------------------------


def test_sessions_are_listed_and_ended_one_by_one_or_all(office: Live, page: Page) -> None:
    with entered(office, "manager") as second, entered(office, "manager") as third, entered(office) as admin:
        shown = page.get("/admin/account").text
        assert shown.count("These pages</strong>") == 3
        handles = re.findall(r'name="session" value="([0-9a-f]{32})"', shown)
        assert len(handles) == 2
        assert admin.post("/admin/account/sessions/end", {"session": handles[0]}).status_code == 404
        assert page.post("/admin/account/sessions/end", {"session": "x"}).status_code == 404
        assert is_signed_in(second)
        assert is_signed_in(third)
        answer = page.post("/admin/account/sessions/end", {"session": handles[0]})
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/account?done=ended")
        assert [is_signed_in(second), is_signed_in(third)].count(True) == 1
        before = page.http.cookies["asid"]
        assert page.post("/admin/account/sessions/end-others", {}).headers["location"] == "/admin/account?done=others"
        assert not is_signed_in(second)
        assert not is_signed_in(third)
        assert is_signed_in(page)
        assert page.http.cookies["asid"] != before
        assert is_signed_in(admin)


def test_a_token_of_a_program_is_listed_and_ended_like_any_session(office: Live, page: Page) -> None:
    made = page.http.post("/api/user/session/tokens").json()
    assert "A program with an EverShop token</strong>" in page.get("/admin/account").text
    page.post("/admin/account/sessions/end-others", {})
    assert "A program with an EverShop token</strong>" not in page.get("/admin/account").text
    refresh = {"refreshToken": made["data"]["refreshToken"]}
    assert office.http.post("/api/user/token/refresh", json=refresh).status_code == 401


# -- the second step --------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_as_a_picture_a_link_and_text_and_never_again(page: Page) -> None:
    shown = page.get("/admin/account/second-step").text
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', shown)
    assert secret
    assert "<svg" in shown
    found = re.search(r'href="(otpauth:[^"]+)"', shown)
    assert found
    link = urlsplit(found[1].replace("&amp;", "&"))
    assert (link.scheme, link.netloc) == ("otpauth", "totp")
    assert parse_qs(link.query) == {"secret": [secret[1]], "issuer": ["Patron"]}
    assert " style=" not in shown
    another = page.get("/admin/account/second-step").text
    assert secret[1] not in another
    kept, codes = enrolled(page, "manager")
    assert len(set(codes)) == 10
    for path in (*PAGES, "/admin/customers"):
        text = page.get(path).text
        assert kept not in text
        assert not any(code in text for code in codes)


def test_setting_it_up_needs_the_password_and_a_code_of_the_secret(office: Live, page: Page) -> None:
    secret = "A" * 32
    right = {"secret": secret, "code": TOTP(secret).at(SECONDS), "current": PASSWORDS["manager"]}
    for wrong, problem in (
        ({"code": "000000"}, {"code": "This code is wrong, or was used already."}),
        ({"current": "wrong"}, {"current": "This is not your password."}),
    ):
        answer = page.post("/admin/account/second-step", {**right, **wrong})
        assert answer.status_code == 422
        assert problems(answer.text) == problem
        assert f'name="secret" value="{secret}"' in answer.text
    assert page.post("/admin/account/second-step", {**right, "secret": "short"}).status_code == 404
    with opened(office) as again:
        assert again.sign_in("manager").headers["location"] == "/admin/customers"
    assert page.post("/admin/account/second-step", right).status_code == 200
    assert page.post("/admin/account/second-step", {**right, "secret": "B" * 32}).status_code in {404, 422}


def test_setting_it_up_ends_all_other_sessions(office: Live, page: Page) -> None:
    before = page.http.cookies["asid"]
    with entered(office, "manager") as other:
        enrolled(page, "manager")
        assert not is_signed_in(other)
    assert is_signed_in(page)
    assert page.http.cookies["asid"] != before


def test_whoever_has_one_is_asked_for_a_code_and_let_in_with_it(office: Live, page: Page) -> None:
    secret, _ = enrolled(page, "manager")
    now = moved(office, 60)
    with opened(office) as door:
        door.get("/admin/customers?page=2")
        answer = door.sign_in("manager")
        assert (answer.status_code, answer.headers["location"]) == (303, CODE)
        half = door.http.cookies["asid"]
        assert not is_signed_in(door)
        assert door.http.post("/api/user/session/tokens").status_code == 401
        wrong = door.post(CODE, {"code": "000000"}, of=CODE)
        assert wrong.status_code == 422
        assert "This code is wrong, or was used already." in wrong.text
        assert not is_signed_in(door)
        csrf = door.csrf(CODE)
        assert door.http.post(CODE, data={"code": TOTP(secret).at(now), "csrf": "x"}).status_code == 403
        typed = f" {TOTP(secret).at(now)[:3]} {TOTP(secret).at(now)[3:]}"
        answer = door.http.post(CODE, data={"code": typed, "csrf": csrf})
        assert answer.status_code == 303
        assert door.http.cookies["asid"] != half
        assert is_signed_in(door)
        door.http.cookies.delete("asid")
        door.http.cookies.set("asid", half)
        assert not is_signed_in(door)
        assert door.get(CODE).headers["location"] == "/admin/login"


def test_the_way_back_is_kept_over_both_steps(office: Live, page: Page) -> None:
    secret, _ = enrolled(page, "manager")
    now = moved(office, 60)
    with opened(office) as door:
        door.get("/admin/customers?page=7")
        door.sign_in("manager")
        answer = door.post(CODE, {"code": TOTP(secret).at(now)}, of=CODE)
        assert answer.headers["location"] == "/admin/customers?page=7"


def test_no_code_is_taken_twice_nor_one_from_before_it(office: Live, page: Page) -> None:
    secret, _ = enrolled(page, "manager")
    totp = TOTP(secret)

    def tries(code: str) -> int:
        with opened(office) as door:
            door.sign_in("manager")
            return door.post(CODE, {"code": code}, of=CODE).status_code

    assert tries(totp.at(SECONDS)) == 422  # that of setting it up
    now = moved(office, 300)
    assert tries(totp.at(now)) == 303
    assert tries(totp.at(now)) == 422
    assert tries(totp.at(now - 30)) == 422
    assert tries(totp.at(now + 30)) == 303
    assert tries(totp.at(now + 60)) == 422
    now = moved(office, 600)
    assert tries(totp.at(now - 60)) == 422
    assert tries(totp.at(now - 30)) == 303


def _status(typed: tuple[Page, dict[str, str]]) -> int:
    door, form = typed
    return door.http.post(CODE, data=form).status_code


def test_of_many_who_type_the_same_code_at_once_one_is_let_in(office: Live, page: Page) -> None:
    secret, codes = enrolled(page, "manager")
    now = moved(office, 60)
    for code in (TOTP(secret).at(now), codes[0]):
        with ExitStack() as stack:
            doors = [stack.enter_context(opened(office)) for _ in range(4)]
            for door in doors:
                assert door.sign_in("manager").headers["location"] == CODE
            said = [(door, {"code": code, "csrf": door.csrf(CODE)}) for door in doors]
            with ThreadPoolExecutor(4) as pool:
                assert sorted(pool.map(_status, said)) == [303, 422, 422, 422]
            assert [is_signed_in(door) for door in doors].count(True) == 1


def test_a_recovery_code_lets_in_once(office: Live, page: Page) -> None:
    _, codes = enrolled(page, "manager")
    for code, status in ((codes[3], 303), (codes[3], 422), (codes[4].upper().replace("-", " "), 303)):
        with opened(office) as door:
            door.sign_in("manager")
            assert door.post(CODE, {"code": code}, of=CODE).status_code == status
    assert "8 recovery codes are left" in page.get("/admin/account").text


def test_guessing_codes_is_slowed_down_however_often_the_password_is_given(office: Live, page: Page) -> None:
    secret, codes = enrolled(page, "manager")
    now = moved(office, 60)
    for _ in range(5):
        with opened(office) as door:
            door.sign_in("manager")
            assert door.post(CODE, {"code": "000000"}, of=CODE).status_code == 422
    with opened(office) as door:
        door.sign_in("manager")
        answer = door.post(CODE, {"code": "000000"}, of=CODE)
        if answer.status_code == 422:
            answer = door.post(CODE, {"code": TOTP(secret).at(now)}, of=CODE)
        assert answer.status_code == 429
        assert f"Please wait {answer.headers['retry-after']} second" in answer.text
        assert door.post(CODE, {"code": codes[0]}, of=CODE).status_code == 429
        assert not is_signed_in(door)
        now = moved(office, 60 + int(answer.headers["retry-after"]))
        assert door.post(CODE, {"code": TOTP(secret).at(now)}, of=CODE).status_code == 303


def test_the_first_step_is_forgotten_after_ten_minutes(office: Live, page: Page) -> None:
    secret, _ = enrolled(page, "manager")
    with opened(office) as door:
        door.sign_in("manager")
        csrf = door.csrf(CODE)
        now = moved(office, 601)
        answer = door.http.post(CODE, data={"code": TOTP(secret).at(now), "csrf": csrf})
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/login")
        assert not is_signed_in(door)


def test_a_password_alone_opens_no_other_door_of_whoever_has_one(office: Live, page: Page) -> None:
    said = {"email": "manager@example.com", "password": PASSWORDS["manager"]}
    assert office.http.post("/api/user/tokens", json=said).status_code == 200
    enrolled(page, "manager")
    for path in ("/admin/user/login", "/api/user/tokens"):
        right, wrong = (office.http.post(path, json={**said, **more}) for more in ({}, {"password": "wrong"}))
        assert right.status_code == wrong.status_code
        assert right.status_code in {400, 401}
        assert right.json() == wrong.json()
    assert page.http.post("/api/user/session/tokens").status_code == 200


def test_new_recovery_codes_and_switching_it_off_need_both_steps(office: Live, page: Page) -> None:
    secret, codes = enrolled(page, "manager")
    now = moved(office, 60)
    for call in ("off", "codes"):
        path = f"/admin/account/second-step/{call}"
        for wrong, problem in (
            ({"current": "wrong", "code": TOTP(secret).at(now)}, {f"{call}-current": "This is not your password."}),
            (
                {"current": PASSWORDS["manager"], "code": "000000"},
                {f"{call}-code": "This code is wrong, or was used already."},
            ),
        ):
            answer = page.post(path, wrong)
            assert answer.status_code == 422
            assert problems(answer.text) == problem
    assert "10 recovery codes are left" in page.get("/admin/account").text
    said = {"current": PASSWORDS["manager"], "code": TOTP(secret).at(now)}
    newer = recovery_codes(page.post("/admin/account/second-step/codes", said).text)
    assert len(newer) == 10
    assert not set(newer) & set(codes)
    said = {"current": PASSWORDS["manager"], "code": codes[0]}
    assert page.post("/admin/account/second-step/off", said).status_code == 422
    answer = page.post("/admin/account/second-step/off", {**said, "code": newer[0]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/account?done=off")
    with opened(office) as door:
        assert door.sign_in("manager").headers["location"] == "/admin/customers"
    assert page.post("/admin/account/second-step/off", said).status_code == 404


def test_an_admin_switches_it_off_for_somebody_who_lost_the_device(office: Live, page: Page) -> None:
    enrolled(page, "manager")
    with entered(office) as admin, opened(office) as door:
        path = staff_path(admin, "manager")
        assert "Is asked for" in admin.get(path).text
        assert admin.post(f"{path}/second-step/off", {}).headers["location"] == f"{path}?done=stepless"
        assert admin.post(f"{path}/second-step/off", {}).status_code == 404
        assert not is_signed_in(page)
        assert door.sign_in("manager").headers["location"] == "/admin/customers"


def test_pages_that_show_secrets_are_kept_by_nobody(page: Page) -> None:
    answer = page.get("/admin/account/second-step")
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
