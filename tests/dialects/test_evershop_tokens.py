"""EverShop's tokens: who gets them, what they say, which are refused, and what ends them (evershop.md 2, 6.1, 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import jwt
import pytest

from tests.dialects.evershop_doors import (
    ADMIN_SECRET,
    CUSTOMER_SECRET,
    DEAD_REFRESH,
    PASSWORD,
    REFRESH,
    UNAUTHORIZED,
    WRONG,
    decoded,
    development,
    encoded,
    has_session,
    is_let_in,
    log_in,
    log_in_staff,
    pair,
    posted,
    production,
    refresh,
    run,
)
from tests.dialects.evershop_live import Evershop, refused
from tests.dialects.live import Json, Live

NOON = "2026-05-04T12:00:00.250Z"


@pytest.fixture
def shop(live: Live) -> Evershop:
    return Evershop(live)


@pytest.fixture
def ann(shop: Evershop) -> Json:
    return shop.register()


def mint(shop: Evershop, **ask: object) -> str:
    answer = shop.live.http.post("/_dev/token", json={"dialect": "evershop", "store": 1, **ask})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


# -- what they say --------------------------------------------------------------------------------------------------


def test_a_password_gives_two_tokens_that_say_exactly_what_evershop_s_say(shop: Evershop, ann: Json) -> None:
    row = {name: ann[name] for name in ("customer_id", "group_id", "uuid", "email", "full_name", "status")}
    row |= {name: ann[name] for name in ("created_at", "updated_at")}
    for token, kind, lifetime in zip(pair(shop), ("access", "refresh"), (1800, 108_000), strict=True):
        head, claims = decoded(token)
        assert head == {"alg": "HS256", "typ": "JWT"}
        issued, ends = claims.pop("iat"), claims.pop("exp")
        assert type(issued) is int
        assert ends - issued == lifetime
        assert claims == {
            "customer": row, "tokenType": "customer", "tokenKind": kind, "aud": "customer", "iss": "evershop",
        }  # fmt: skip


def test_a_staff_token_says_who_it_is_and_that_everything_is_allowed(shop: Evershop) -> None:
    said = shop.good(
        "POST", "/user/tokens", {"email": "Manager@Example.com", "password": "manager-secret-12"}, token=None
    )
    for token, kind, lifetime in zip(said.values(), ("access", "refresh"), (604_800, 54_000), strict=True):
        _, claims = decoded(token)
        assert claims["exp"] - claims["iat"] == lifetime
        user = claims["user"]
        assert (user.pop("created_at"), user.pop("uuid")) != ("", "")
        assert isinstance(user.pop("updated_at"), str)
        assert isinstance(user.pop("admin_user_id"), int)
        assert user == {
            "email": "manager@example.com", "full_name": "Shop Manager", "status": 1, "roles": "*",
        }  # fmt: skip
        assert (claims["tokenType"], claims["tokenKind"], claims["aud"]) == ("admin", kind, "admin")


@pytest.mark.parametrize("email", ["ann@example.com", "ANN@EXAMPLE.COM", "Ann@Example.Com"])
def test_the_case_of_an_address_does_not_matter(shop: Evershop, ann: Json, email: str) -> None:
    assert decoded(pair(shop, email)[0])[1]["customer"]["customer_id"] == ann["customer_id"]


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ann@example.com", "wrong-one"),
        ("ann@example.com", ""),
        ("ann@example.com", "SECRET12"),
        ("nobody@example.com", PASSWORD),
        ("", PASSWORD),
        ("an_@example.com", PASSWORD),
        ("%", PASSWORD),
        ("disabled@example.com", PASSWORD),
    ],
)
def test_whoever_cannot_prove_it_gets_the_same_answer(shop: Evershop, email: str, password: str) -> None:
    shop.register("disabled@example.com", status=0)
    for path in ("/customer/tokens", "/user/tokens"):
        if path == "/user/tokens" and "@" not in email:
            continue  # its schema asks for an address
        assert refused(shop.call("POST", path, {"email": email, "password": password}, token=None)) == WRONG


@pytest.mark.usefixtures("ann")
def test_staff_of_another_shop_and_customers_get_no_staff_token(shop: Evershop) -> None:
    for email, password in (("stranger@example.com", "stranger-secret-12"), ("ann@example.com", PASSWORD)):
        assert refused(shop.call("POST", "/user/tokens", {"email": email, "password": password}, token=None)) == WRONG
    said = {"email": "admin@example.com", "password": "admin-secret-12"}
    assert refused(shop.call("POST", "/customer/tokens", said, token=None)) == WRONG


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/customer/tokens", {}, "Email is required"),
        ("/customer/tokens", {"email": "a"}, "Password is required"),
        ("/customer/tokens", {"password": "a"}, "Email is required"),
        ("/customer/tokens", {"email": 1}, "Email must be a string"),
        ("/customer/tokens", {"email": None, "password": None}, "Email must be a string"),
        ("/customer/tokens", {"password": []}, "Password must be a string"),
        ("/customer/tokens", [], "must be object"),
        ("/user/tokens", {}, "Cannot read properties of undefined (reading 'replace')"),
        ("/user/tokens", {"email": "admin@example.com"}, "Illegal arguments: undefined, string"),
        ("/user/tokens", {"email": "admin"}, 'must match format "email"'),
        ("/user/tokens", {"email": 1}, "must be string"),
        ("/user/tokens", {"email": "admin@example.com", "password": 1}, "must be string"),
        ("/user/tokens", {"full_name": None}, "must be string"),
        ("/user/tokens", [], "must be object"),
        (REFRESH, {}, "Refresh token is required"),
        (REFRESH, {"refreshToken": ""}, "Refresh token is required"),
        (REFRESH, {"refreshToken": None}, "Refresh token must be a string"),
        (REFRESH, {"refreshToken": 5}, "Refresh token must be a string"),
        (REFRESH, [], "must be object"),
        ("/user/token/refresh", {}, "Refresh token is required"),
        ("/user/token/refresh", {"refreshToken": []}, "Refresh token must be a string"),
    ],
)
def test_a_body_that_makes_no_sense_is_told_so(shop: Evershop, path: str, body: object, message: str) -> None:
    assert refused(shop.call("POST", path, body, token=None)) == (400, message)


def test_every_letter_of_a_long_password_counts(shop: Evershop) -> None:
    long = "p" * 72 + "ending"
    shop.register(password=long)
    for other in (long[:72], long[:-1], long[:72] + "Ending"):
        login = {"email": "ann@example.com", "password": other}
        assert refused(shop.call("POST", "/customer/tokens", login, token=None)) == WRONG
    assert shop.token_of(password=long)


def test_guessing_is_slowed_down_though_no_tier_counts(live: Live) -> None:
    shop = Evershop(live, clock=NOON)
    shop.register()
    right = {"email": "ann@example.com", "password": PASSWORD}
    for _ in range(10):
        answer = shop.call("POST", "/customer/tokens", {**right, "password": "guessed"}, token=None)
        assert refused(answer) == WRONG
    answer = shop.call("POST", "/customer/tokens", right, token=None)
    assert refused(answer) == (429, "Too many requests. Please slow down and try again later.")
    assert answer.headers["retry-after"] == "1"
    live.stop_clock("2026-05-04T12:00:01.250Z")
    assert shop.call("POST", "/customer/tokens", right, token=None).status_code == 200


# -- which are refused ----------------------------------------------------------------------------------------------


def altered(token: str) -> str:
    head, body, signature = token.split(".")
    claims = decoded(token)[1]
    claims["user"]["admin_user_id"] += 1
    return f"{head}.{encoded(claims)}.{signature}" if body else token


def unsigned(token: str, algorithm: str, end: str = "") -> str:
    return f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{token.split('.')[1]}.{end}"


def without_signature(token: str) -> str:
    return token.rpartition(".")[0] + "."


def made_up(claims: object) -> str:
    return f"{encoded({'alg': 'HS256'})}.{encoded(claims)}.AA"


SPOILT: tuple[tuple[Callable[[str], str], str], ...] = (
    (lambda token: f"Bearer {altered(token)}", "Invalid token"),
    (lambda token: f"Bearer {unsigned(token, 'none')}", "Invalid token"),
    (lambda token: f"Bearer {unsigned(token, 'None')}", "Invalid token"),
    (lambda token: f"Bearer {unsigned(token, 'HS512', token.split('.')[2])}", "Invalid token"),
    (lambda token: f"Bearer {token[:-4]}AAAA", "Invalid token"),
    (lambda token: f"Bearer {without_signature(token)}", "Invalid token"),
    (lambda token: f"Bearer {token}.x", "Unauthorized"),
    (lambda token: f"bearer {token}", "Unauthorized"),
    (lambda token: f"Bearer  {token}", "Unauthorized"),
    (lambda token: f"Bearer\t{token}", "Unauthorized"),
    (lambda token: f"Token {token}", "Unauthorized"),
    (lambda token: token, "Unauthorized"),
    (lambda _token: "Bearer not-a-token", "Unauthorized"),
    (lambda _token: "Bearer a.b.c", "Unauthorized"),
    (lambda _token: f"Bearer {made_up([])}", "Unauthorized"),
    (lambda _token: f"Bearer {made_up({'tokenType': 'robot'})}", "Unauthorized"),
    (lambda _token: f"Bearer {made_up({'tokenType': ['admin']})}", "Unauthorized"),
    (lambda _token: f"Bearer {encoded({'alg': 'HS256'})}.{'W1tb' * 5000}.AA", "Unauthorized"),
    (lambda _token: "Basic YTpi", "Unauthorized"),
)


@pytest.mark.parametrize(("spoilt", "message"), SPOILT)
def test_a_spoilt_admin_token_changes_nothing(
    shop: Evershop, ann: Json, spoilt: Callable[[str], str], message: str
) -> None:
    before = shop.everything()
    header = spoilt(str(shop.bound["admin"]))
    for method, body in (("PATCH", {"full_name": "Z"}), ("DELETE", None)):
        answer = shop.call(method, f"/customers/{ann['uuid']}", body, token=None, headers={"Authorization": header})
        assert refused(answer) == (401, message)
    assert shop.everything() == before


def test_tokens_of_the_wrong_sort_open_nothing(shop: Evershop, ann: Json) -> None:
    access, renewing = pair(shop)
    before = shop.everything()
    for token, message in (
        ("expired", "Token has expired"),
        ("refresh", "Invalid token"),  # it was signed with another secret
        (renewing, "Invalid token"),
        (access, "Unauthorized"),  # a customer is no administrator
        ("stranger", "Unauthorized"),  # nor is somebody who manages another shop
        (mint(shop, staff="manager@example.com", expires_in=-1), "Token has expired"),
        (mint(shop, customer=str(ann["customer_id"]), expires_in=-1), "Token has expired"),
    ):
        answer = shop.call("PATCH", f"/customers/{ann['uuid']}", {"full_name": "Z"}, token=token)
        assert refused(answer) == (401, message)
    own = "You must be logged in to update your profile"
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "Z"}, token="admin")) == (401, own)
    assert shop.everything() == before


@pytest.mark.usefixtures("ann")
def test_a_token_is_good_to_the_end_of_its_last_second(shop: Evershop) -> None:
    shop.live.stop_clock("2030-01-01T00:00:00.900Z")
    token = pair(shop)[0]
    shop.live.stop_clock("2030-01-01T00:29:59.999Z")
    assert is_let_in(shop, token)
    shop.live.stop_clock("2030-01-01T00:30:00Z")
    assert refused(shop.call("PATCH", "/customers/me", {}, token=token)) == (401, "Token has expired")


def test_a_bad_token_is_refused_where_none_is_needed_and_before_the_body_is_read(shop: Evershop) -> None:
    broken = {"content": b"{bad", "headers": {"Content-Type": "application/json"}}
    assert refused(shop.call("POST", "/customers", token="expired", **broken)) == (401, "Token has expired")
    assert refused(shop.call("POST", "/customer/tokens", {}, token="expired")) == (401, "Token has expired")
    assert shop.call("POST", "/customers", token="not-a-token", **broken).status_code == 500
    assert shop.everything() == []


# -- tokens that somebody with the secrets can make -----------------------------------------------------------------


@pytest.fixture(scope="module")
def keyed() -> Iterator[Live]:
    """A server whose secrets the test knows."""
    with development(
        PATRON_RATE_LIMITS="off",
        PATRON_EVERSHOP_JWT_ADMIN_SECRET=ADMIN_SECRET,
        PATRON_EVERSHOP_JWT_CUSTOMER_SECRET=CUSTOMER_SECRET,
        PATRON_EVERSHOP_JWT_ISSUER="somebody-else",
    ) as live:
        yield live


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({}, None),
        ({"tokenKind": "refresh"}, "Invalid token kind. Expected access token"),
        ({"tokenKind": None}, "Invalid token kind. Expected access token"),
        ({"iss": "evershop"}, "Invalid token"),
        ({"iss": None}, "Invalid token"),
        ({"aud": "customer"}, "Invalid token"),
        ({"aud": ["admin"]}, "Invalid token"),
        ({"exp": 1}, "Token has expired"),
        ({"exp": None}, "Invalid token"),
        ({"exp": "4102444800"}, "Invalid token"),
        ({"nbf": 4_102_444_800}, "Invalid token"),
        ({"iat": 1}, None),  # nobody has raised the epoch: an old token is as good as a new one
        ({"iat": None}, "Unauthorized"),
        ({"user": None}, "Unauthorized"),
        ({"user": {"admin_user_id": 999, "uuid": "x"}}, "Unauthorized"),
        ({"user": {"admin_user_id": 1}}, "Unauthorized"),
        ({"user": {"admin_user_id": "1", "uuid": "x"}}, "Unauthorized"),
        ({"user": {"admin_user_id": 1, "uuid": "00000000-0000-4000-8000-000000000000"}}, "Unauthorized"),
    ],
)
def test_every_claim_counts(keyed: Live, claims: Json, message: str | None) -> None:
    shop = Evershop(keyed)
    ann = shop.register()
    good = decoded(str(shop.bound["admin"]))[1]
    whole = {name: value for name, value in {**good, **claims}.items() if value is not None}
    answer = shop.call("DELETE", f"/customers/{ann['uuid']}", token=jwt.encode(whole, ADMIN_SECRET, "HS256"))
    if message is None:
        assert answer.status_code == 200
    else:
        assert refused(answer) == (401, message)
        assert len(shop.everything()) == 1


def test_what_a_token_says_beside_whose_it_is_forbids_nothing(keyed: Live) -> None:
    shop = Evershop(keyed)
    ann = shop.register()
    claims = decoded(str(shop.bound["admin"]))[1]
    user = {name: value for name, value in claims["user"].items() if name != "email"}
    token = jwt.encode({**claims, "user": {**user, "roles": "createCustomer"}}, ADMIN_SECRET, "HS256")
    assert shop.good("DELETE", f"/customers/{ann['uuid']}", token=token)["uuid"] == ann["uuid"]


def test_only_one_algorithm_and_the_right_secret_are_taken(keyed: Live) -> None:
    shop = Evershop(keyed)
    ann = shop.register()
    claims = decoded(str(shop.bound["admin"]))[1]
    customer = decoded(shop.token_of())[1]
    for token in (
        jwt.encode(claims, ADMIN_SECRET * 2, "HS384"),
        jwt.encode(claims, ADMIN_SECRET * 2, "HS512"),
        jwt.encode(claims, "", "none"),
        jwt.encode(claims, CUSTOMER_SECRET, "HS256"),
        jwt.encode({**customer, "user": claims["user"], "tokenType": "admin"}, CUSTOMER_SECRET, "HS256"),
    ):
        assert refused(shop.call("DELETE", f"/customers/{ann['uuid']}", token=token)) == (401, "Invalid token")
    smuggled = jwt.encode({**customer, "user": claims["user"]}, CUSTOMER_SECRET, "HS256")
    assert refused(shop.call("DELETE", f"/customers/{ann['uuid']}", token=smuggled)) == UNAUTHORIZED
    assert len(shop.everything()) == 1


# -- what ends them -------------------------------------------------------------------------------------------------


def test_a_disabled_account_s_tokens_are_dead_at_once_and_stay_so(shop: Evershop, ann: Json) -> None:
    access, renewing = pair(shop)
    assert is_let_in(shop, access)
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"status": 0})
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "Z"}, token=access)) == UNAUTHORIZED
    assert refused(shop.call("POST", "/customers", {}, token=access)) == UNAUTHORIZED
    assert refused(refresh(shop, renewing)) == (401, "Customer not found or inactive")
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"status": 1})
    assert refused(shop.call("PATCH", "/customers/me", {"full_name": "Z"}, token=access)) == UNAUTHORIZED
    assert refused(refresh(shop, renewing)) == DEAD_REFRESH
    assert is_let_in(shop, pair(shop)[0])


def test_a_deleted_account_s_tokens_are_dead_at_once_and_do_not_fit_its_successor(shop: Evershop, ann: Json) -> None:
    access, renewing = pair(shop)
    shop.good("DELETE", f"/customers/{ann['uuid']}")
    assert refused(shop.call("PATCH", "/customers/me", {}, token=access)) == UNAUTHORIZED
    assert refused(refresh(shop, renewing)) == (401, "Customer not found or inactive")
    shop.register()
    assert refused(shop.call("PATCH", "/customers/me", {}, token=access)) == UNAUTHORIZED
    assert refused(refresh(shop, renewing)) == (401, "Customer not found or inactive")


def test_a_new_password_ends_every_session_and_token(shop: Evershop, ann: Json) -> None:
    first, second, cookie = pair(shop), pair(shop), log_in(shop)
    successor = refresh(shop, second[1]).headers["x-refresh-token"]
    shop.register("bob@example.com")
    bystander = pair(shop, "bob@example.com")
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"password": "another one"})
    for access in (first[0], second[0]):
        assert refused(shop.call("PATCH", "/customers/me", {"full_name": "Z"}, token=access)) == UNAUTHORIZED
    for renewing in (first[1], second[1], successor):
        assert refused(refresh(shop, renewing)) == DEAD_REFRESH
    assert not has_session(shop, cookie)
    assert is_let_in(shop, pair(shop, password="another one")[0])
    assert is_let_in(shop, bystander[0])
    assert refresh(shop, bystander[1]).status_code == 200


def test_a_new_password_ends_what_was_issued_in_the_same_second_and_nothing_later(live: Live) -> None:
    # Tokens tell whole seconds; the clock does not move at all here.
    shop = Evershop(live, clock=NOON)
    ann = shop.register()
    dead: list[str] = []
    for password, later in ((PASSWORD, "another one"), ("another one", "a third one"), ("a third one", "a fourth one")):
        access, renewing = pair(shop, password=password)
        assert is_let_in(shop, access)
        assert refresh(shop, renewing).status_code == 200
        assert not any(is_let_in(shop, token) for token in dead)
        dead += [access]
        shop.good("PATCH", f"/customers/{ann['uuid']}", {"password": later})
        assert refused(refresh(shop, renewing)) == DEAD_REFRESH


# -- renewing -------------------------------------------------------------------------------------------------------


def test_a_refresh_token_is_good_again_and_again_for_a_client_that_knows_no_other(shop: Evershop, ann: Json) -> None:
    _, renewing = pair(shop)
    shop.good("PATCH", f"/customers/{ann['uuid']}", {"full_name": "Ann Moore"})
    for _ in range(3):
        answer = refresh(shop, renewing)
        assert answer.status_code == 200
        assert list(answer.json()["data"]) == ["accessToken"]
        assert answer.headers["cache-control"] == "no-store"
        _, claims = decoded(answer.json()["data"]["accessToken"])
        assert (claims["tokenKind"], claims["exp"] - claims["iat"]) == ("access", 1800)
        assert claims["customer"]["full_name"] == "Ann Moore"
        assert is_let_in(shop, answer.json()["data"]["accessToken"])


@pytest.mark.usefixtures("ann")
def test_with_the_first_use_of_its_successor_a_refresh_token_is_spent(shop: Evershop) -> None:
    _, first = pair(shop)
    second = refresh(shop, first).headers["x-refresh-token"]
    assert refresh(shop, first).status_code == 200  # the successor was not used yet: its answer may have been lost
    third = refresh(shop, second).headers["x-refresh-token"]
    assert refresh(shop, second).status_code == 200
    assert refresh(shop, third).status_code == 200


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("old", [0, 1])
def test_a_spent_refresh_token_that_comes_back_ends_its_family_and_no_other(shop: Evershop, old: int) -> None:
    family = [pair(shop)[1]]
    elsewhere = pair(shop)[1]
    for _ in range(3):
        family.append(refresh(shop, family[-1]).headers["x-refresh-token"])
    assert refresh(shop, family[2]).status_code == 200  # the third is in use, the fourth was not used yet
    assert refused(refresh(shop, family[old])) == DEAD_REFRESH
    for token in family:
        assert refused(refresh(shop, token)) == DEAD_REFRESH
    assert refresh(shop, elsewhere).status_code == 200


@pytest.mark.usefixtures("ann")
def test_of_two_successors_only_the_one_that_is_used_first_lives(shop: Evershop) -> None:
    _, first = pair(shop)
    one, other = (refresh(shop, first).headers["x-refresh-token"] for _ in range(2))
    assert refresh(shop, one).status_code == 200
    assert refused(refresh(shop, other)) == DEAD_REFRESH
    assert refused(refresh(shop, one)) == DEAD_REFRESH


def test_two_who_sign_in_in_the_same_second_have_families_of_their_own(live: Live) -> None:
    shop = Evershop(live, clock=NOON)
    shop.register()
    one, other = pair(shop)[1], pair(shop)[1]
    assert one != other
    assert decoded(one) == decoded(other)
    successor = refresh(shop, one).headers["x-refresh-token"]
    assert refresh(shop, successor).status_code == 200
    assert refused(refresh(shop, one)) == DEAD_REFRESH
    assert refresh(shop, other).status_code == 200


def test_refresh_tokens_of_the_wrong_sort_renew_nothing(shop: Evershop, ann: Json) -> None:
    access, renewing = pair(shop)
    number = str(ann["customer_id"])
    for token, message in (
        (access, "Invalid refresh token"),
        ("garbage", "Invalid refresh token"),
        (renewing[:-4] + "AAAA", "Invalid refresh token"),
        (unsigned(renewing, "none"), "Invalid refresh token"),
        (str(shop.bound["refresh"]), "Invalid refresh token"),
        (mint(shop, customer=number, kind="refresh", expires_in=-1), "Refresh token has expired"),
    ):
        assert refused(refresh(shop, token)) == (401, message)
    assert refused(refresh(shop, renewing, "/user/token/refresh")) == DEAD_REFRESH
    assert refresh(shop, mint(shop, customer=number, kind="refresh", expires_in=60)).status_code == 200
    assert refresh(shop, renewing).status_code == 200


def test_staff_tokens_are_renewed_and_rotated_likewise(shop: Evershop) -> None:
    path, first = "/user/token/refresh", str(shop.bound["refresh"])
    answer = refresh(shop, first, path)
    assert answer.status_code == 200
    assert list(answer.json()["data"]) == ["accessToken"]
    assert shop.call("PATCH", "/customers/x", {}, token=answer.json()["data"]["accessToken"]).status_code == 400
    second = answer.headers["x-refresh-token"]
    assert refresh(shop, second, path).status_code == 200
    assert refused(refresh(shop, first, path)) == DEAD_REFRESH
    assert refused(refresh(shop, second, path)) == DEAD_REFRESH
    stranger = mint(shop, staff="stranger@example.com", kind="refresh")
    assert refused(refresh(shop, stranger, path)) == (401, "Admin user not found or inactive")


def test_a_refresh_token_ends_with_its_time_and_its_successor_with_its_own(live: Live) -> None:
    shop = Evershop(live, clock="2026-05-04T12:00:00Z")
    shop.register()
    live.stop_clock("2026-05-04T12:00:01Z")
    _, first = pair(shop)
    live.stop_clock("2026-05-05T18:00:00Z")
    second = refresh(shop, first).headers["x-refresh-token"]
    live.stop_clock("2026-05-05T18:00:01Z")
    assert refused(refresh(shop, first)) == (401, "Refresh token has expired")
    answer = refresh(shop, second)
    assert answer.status_code == 200
    assert refresh(shop, answer.headers["x-refresh-token"]).status_code == 200
    live.stop_clock("2026-05-07T00:00:00Z")
    assert refused(refresh(shop, second)) == (401, "Refresh token has expired")


# -- for a session --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ann")
def test_staff_get_a_pair_for_a_session_or_a_token_and_nobody_else_does(shop: Evershop) -> None:
    path = "/user/session/tokens"
    assert refused(shop.call("POST", path, token=None)) == UNAUTHORIZED
    assert refused(shop.call("POST", path, token=pair(shop)[0])) == UNAUTHORIZED
    assert refused(shop.call("POST", path, token="stranger")) == UNAUTHORIZED
    assert refused(shop.call("POST", path, token=None, headers={"Cookie": log_in(shop)})) == UNAUTHORIZED
    for caller in ({"token": "admin"}, {"token": None, "headers": {"Cookie": log_in_staff(shop)}}):
        said = shop.good("POST", path, **caller)
        assert list(said) == ["accessToken", "refreshToken"]
        assert shop.call("PATCH", "/customers/x", {}, token=said["accessToken"]).status_code == 400
        assert refresh(shop, said["refreshToken"], "/user/token/refresh").status_code == 200


# -- over workers and restarts --------------------------------------------------------------------------------------


def test_tokens_are_good_at_every_worker_and_after_a_restart(tmp_path: Path) -> None:
    settings = {"PATRON_WORKERS": "2", "PATRON_RATE_LIMITS": "off"}
    login = {"email": "ann@example.com", "password": PASSWORD}
    with production(tmp_path, **settings) as serving:
        assert posted(serving, "/api/customers", {**login, "full_name": "Ann"}).status_code == 200
        pairs = [posted(serving, "/api/customer/tokens", login).json()["data"] for _ in range(6)]
        serving.restart()
        for issued in pairs * 2:
            renewed = posted(serving, f"/api{REFRESH}", {"refreshToken": issued["refreshToken"]})
            assert renewed.status_code == 200
            for access in (issued["accessToken"], renewed.json()["data"]["accessToken"]):
                answer = httpx.patch(
                    f"{serving.base_url}/api/customers/me", json={}, headers={"Authorization": f"Bearer {access}"}
                )
                assert answer.status_code == 400
        said = serving.said()
    for issued in pairs:
        for token in issued.values():
            assert token.rpartition(".")[2] not in said


def test_a_new_password_of_staff_ends_its_tokens_and_sessions(tmp_path: Path) -> None:
    with production(tmp_path, PATRON_RATE_LIMITS="off") as serving:
        environment = dict(serving.environment)
        email = "boss@example.com"
        old = run(environment, "staff", "add", email, "--role", "admin", "--generate").split()[-1]
        issued = posted(serving, "/api/user/tokens", {"email": email, "password": old}).json()["data"]
        cookie = posted(serving, "/admin/user/login", {"email": email, "password": old}).headers["set-cookie"]
        callers = ({"Authorization": f"Bearer {issued['accessToken']}"}, {"Cookie": cookie.partition(";")[0]})
        for caller in callers:
            assert posted(serving, "/api/user/session/tokens", None, **caller).status_code == 200
        new = run(environment, "staff", "password", email, "--generate").split()[-1]
        for caller in callers:
            assert refused(posted(serving, "/api/user/session/tokens", None, **caller)) == UNAUTHORIZED
        renewing = {"refreshToken": issued["refreshToken"]}
        assert refused(posted(serving, "/api/user/token/refresh", renewing)) == DEAD_REFRESH
        assert refused(posted(serving, "/api/user/tokens", {"email": email, "password": old})) == WRONG
        assert posted(serving, "/api/user/tokens", {"email": email, "password": new}).status_code == 200
