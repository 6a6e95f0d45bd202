"""EverShop's three tiers: how much one client may ask, and what it is told (evershop.md 1.6)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.dialects.evershop_doors import development, posted, production
from tests.dialects.evershop_live import Evershop, refused
from tests.dialects.live import Live

AUTH, API, PAGE = ("8", "900"), ("120", "60"), ("300", "60")
TOO_MANY = (429, "Too many requests. Please slow down and try again later.")
ON_A_PAGE = "Too many requests. Please slow down and try again shortly."
START, LATER = "2026-05-04T12:00:00Z", "2026-05-04T12:14:59.999Z"


@pytest.fixture(scope="module")
def counting() -> Iterator[Live]:
    """A server that counts, behind one proxy that tells who is asking."""
    with development(PATRON_TRUSTED_PROXY_HOPS="1") as live:
        yield live


@pytest.fixture
def shop(counting: Live) -> Evershop:
    return Evershop(counting, clock=START)


def send(shop: Evershop, method: str, path: str, body: object = None, client: str = "203.0.113.9") -> httpx.Response:
    headers = {"X-Forwarded-For": client}
    if body is not None:
        return shop.live.http.request(method, path, json=body, headers=headers)
    return shop.live.http.request(method, path, headers=headers)


def standing(answer: httpx.Response) -> tuple[str, str, str, str]:
    names = ("ratelimit-policy", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")
    policy, limit, remaining, reset = (answer.headers[name] for name in names)
    return policy, limit, remaining, reset


@pytest.mark.parametrize(
    ("method", "path", "tier"),
    [
        ("POST", "/api/customers", AUTH),
        ("POST", "/api/customers/reset-password", AUTH),
        ("POST", "/api/customers/password", AUTH),
        ("POST", "/customer/login", AUTH),
        ("POST", "/admin/user/login", AUTH),
        ("PATCH", "/api/customers/me", API),
        ("DELETE", "/api/customers/x", API),
        ("GET", "/api/customers", API),
        ("POST", "/api/customer/tokens", API),
        ("POST", "/api/user/tokens", API),
        ("POST", "/api/nope", API),
        ("GET", "/customer/logout", PAGE),
        ("POST", "/customer/logout", PAGE),
        ("GET", "/customer/login", PAGE),
        ("POST", "/admin/user/logout", PAGE),
    ],
)
def test_every_route_counts_in_its_tier_and_says_so(
    shop: Evershop, method: str, path: str, tier: tuple[str, str]
) -> None:
    limit, seconds = tier
    for spent in (1, 2):
        answer = send(shop, method, path, {} if method == "POST" else None)
        assert standing(answer) == (f"{limit};w={seconds}", limit, str(int(limit) - spent), seconds)


def test_the_ninth_attempt_is_refused_until_the_window_ends(shop: Evershop) -> None:
    for left in range(7, -1, -1):
        answer = send(shop, "POST", "/api/customers", {})
        assert (answer.status_code, standing(answer)[2]) == (500, str(left))
    shop.live.stop_clock(LATER)
    good = {"email": "ann@example.com", "password": "secret12", "full_name": "Ann"}
    for _ in range(3):
        answer = send(shop, "POST", "/api/customers", good)
        assert refused(answer) == TOO_MANY
        assert standing(answer) == ("8;w=900", "8", "0", "1")
        assert answer.headers["retry-after"] == "900"
    assert shop.everything() == []
    shop.live.stop_clock("2026-05-04T12:15:00Z")
    answer = send(shop, "POST", "/api/customers", good)
    assert (answer.status_code, standing(answer)) == (200, ("8;w=900", "8", "7", "900"))


def test_all_guarded_routes_share_one_window_and_the_other_tiers_go_on(shop: Evershop) -> None:
    paths = ("/api/customers", "/api/customers/reset-password", "/api/customers/password", "/customer/login")
    for path in (*paths, *paths):
        assert send(shop, "POST", path, {}).status_code in (400, 500)
    page = send(shop, "POST", "/admin/user/login", {})
    assert (page.status_code, page.text) == (429, ON_A_PAGE)
    assert (page.headers["retry-after"], page.headers["content-type"]) == ("900", "text/html; charset=utf-8")
    assert refused(send(shop, "POST", "/api/customers", {})) == TOO_MANY
    assert send(shop, "POST", "/api/customer/tokens", {}).status_code == 400
    assert send(shop, "GET", "/customer/logout").status_code == 200


@pytest.mark.parametrize(
    "spelling", ["/API/customers", "/api/customers/", "/api/Customers", "/api/%63ustomers", "/api/customers?x=1"]
)
def test_no_other_spelling_of_a_path_dodges_its_limit(shop: Evershop, spelling: str) -> None:
    for _ in range(8):
        assert send(shop, "POST", "/api/customers", {}).status_code == 500
    assert refused(send(shop, "POST", spelling, {})) == TOO_MANY


def test_the_other_tiers_end_too(shop: Evershop) -> None:
    for _ in range(120):
        assert send(shop, "GET", "/api/customers").status_code == 404
    answer = send(shop, "PATCH", "/api/customers/me", {})
    assert refused(answer) == TOO_MANY
    assert answer.headers["retry-after"] == "60"
    for _ in range(300):
        assert send(shop, "GET", "/customer/logout").status_code == 200
    page = send(shop, "GET", "/customer/logout")
    assert (page.status_code, page.text, page.headers["retry-after"]) == (429, ON_A_PAGE, "60")
    assert "set-cookie" not in page.headers
    shop.live.stop_clock("2026-05-04T12:01:00Z")
    assert send(shop, "GET", "/customer/logout").status_code == 200
    assert send(shop, "GET", "/api/customers").status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.10", False),
        ("203.0.113.9", "::ffff:203.0.113.9", True),
        ("2001:db8:0:1::1", "2001:db8:0:1::2", True),
        ("2001:db8:0:100::1", "2001:db8:0:1ff::1", True),
        ("2001:db8:0:100::1", "2001:db8:0:200::1", False),
        ("not an address", "203.0.113.9", False),
    ],
)
def test_a_client_is_an_address_or_a_network_of_the_sixth_version(
    shop: Evershop, one: str, other: str, same: bool
) -> None:
    for _ in range(8):
        assert send(shop, "POST", "/api/customers", {}, one).status_code == 500
    assert send(shop, "POST", "/api/customers", {}, one).status_code == 429
    assert send(shop, "POST", "/api/customers", {}, other).status_code == (429 if same else 500)


def test_a_client_that_says_to_be_others_is_itself_unless_a_proxy_is_known(tmp_path: Path) -> None:
    with production(tmp_path) as serving:
        said = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(9)]
        told = [posted(serving, "/api/customers", {}, **headers).status_code for headers in said]
    assert told == [500] * 8 + [429]


def test_the_limit_comes_before_a_bad_token_and_a_bad_body(shop: Evershop) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "Authorization": f"Bearer {shop.bound['expired']}"}
    told: list[int] = [
        shop.live.http.post("/api/customers", content=b"{bad", headers=headers).status_code for _ in range(9)
    ]
    assert told == [401] * 8 + [429]


def test_what_another_dialect_is_asked_counts_nothing(shop: Evershop) -> None:
    assert "ratelimit-limit" not in shop.live.tiendanube("GET", "/customers", shop=1, token="x").headers
    answer = send(shop, "POST", "/api/customers", {})
    assert standing(answer)[2] == "7"


def test_switched_off_nothing_is_counted_and_nothing_told(live: Live) -> None:
    shop = Evershop(live)
    answers = [shop.call("POST", "/customers", {}, token=None) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {500}
    assert not any(name.startswith("ratelimit") for answer in answers for name in answer.headers)


def test_several_workers_admit_together_what_one_would(tmp_path: Path) -> None:
    def call(_number: int) -> httpx.Response:
        return posted(serving, "/api/customers", {})

    with production(tmp_path, PATRON_WORKERS="2") as serving, ThreadPoolExecutor(8) as crowd:
        told = list(crowd.map(call, range(40)))
    assert sum(answer.status_code == 500 for answer in told) == 8
    assert sum(answer.status_code == 429 for answer in told) == 32
    left = sorted(answer.headers["ratelimit-remaining"] for answer in told if answer.status_code == 500)
    assert left == ["0", "1", "2", "3", "4", "5", "6", "7"]
