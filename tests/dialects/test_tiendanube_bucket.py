"""The leaky bucket (tiendanube.md 8): its size, its leak, its headers, and that it holds across workers."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.dialects.live import OTHERS_TOKEN, READ_ONLY, SHOP, Live, two_shops
from tests.parts.server import PATRON, serve

NOON = "2026-01-02T12:00:00Z"


@pytest.fixture(scope="module")
def limited() -> Iterator[Live]:
    """A development server with rate limits."""
    with serve({"PATRON_RATE_LIMITS": "on"}, "--dev") as serving:
        live = Live(serving)
        yield live
        live.http.close()


@pytest.fixture
def shop(limited: Live) -> Live:
    """The server with two empty shops, its clock stopped."""
    limited.load(two_shops(clock=NOON))
    return limited


def levels(answer: httpx.Response) -> tuple[str, str, str]:
    return (
        answer.headers["x-rate-limit-limit"],
        answer.headers["x-rate-limit-remaining"],
        answer.headers["x-rate-limit-reset"],
    )


def empty_it(shop: Live) -> httpx.Response:
    """The last answer that still fits."""
    for _ in range(39):
        shop.tiendanube("GET", "/customers")
    return shop.tiendanube("GET", "/customers")


def test_it_holds_forty_and_says_how_full_it_is(shop: Live) -> None:
    assert levels(shop.tiendanube("GET", "/customers")) == ("40", "39", "500")
    for _ in range(38):
        shop.tiendanube("GET", "/customers")
    assert levels(shop.tiendanube("GET", "/customers")) == ("40", "0", "20000")
    refused = shop.tiendanube("GET", "/customers")
    assert refused.status_code == 429
    assert refused.json() == {"code": 429, "message": "Too Many Requests", "description": "Rate limit exceeded"}
    assert levels(refused) == ("40", "0", "20000")
    assert refused.headers["retry-after"] == "1"


def test_a_refused_call_is_not_poured_in_and_two_leak_a_second(shop: Live) -> None:
    empty_it(shop)
    for _ in range(5):
        assert shop.tiendanube("GET", "/customers").status_code == 429
    shop.stop_clock("2026-01-02T12:00:01Z")
    assert [shop.tiendanube("GET", "/customers").status_code for _ in range(3)] == [404, 404, 429]
    shop.stop_clock("2026-01-02T12:00:30Z")
    assert levels(shop.tiendanube("GET", "/customers")) == ("40", "39", "500")


def test_a_refused_write_writes_nothing(shop: Live) -> None:
    empty_it(shop)
    answer = shop.tiendanube("POST", "/customers", json={"name": "A", "email": "a@example.com"})
    assert answer.status_code == 429
    shop.stop_clock("2026-01-02T13:00:00Z")
    assert shop.everything() == []


def test_every_authenticated_answer_is_poured_and_tells(shop: Live) -> None:
    answers = [
        shop.tiendanube("POST", "/customers", json={"name": "A", "email": "a@example.com"}),
        shop.tiendanube("POST", "/customers", json={}),
        shop.tiendanube("POST", "/customers", content=b"{", headers={"Content-Type": "application/json"}),
        shop.tiendanube("POST", "/customers", content=b"x"),
        shop.tiendanube("GET", "/customers/999999"),
        shop.tiendanube("GET", "/customers?since_id=x"),
        shop.tiendanube("HEAD", "/customers"),
    ]
    assert [answer.status_code for answer in answers] == [201, 422, 400, 415, 404, 422, 200]
    assert [levels(answer)[1] for answer in answers] == ["39", "38", "37", "36", "35", "34", "33"]


def test_whoever_is_not_known_neither_pours_nor_learns(shop: Live) -> None:
    for _ in range(50):
        answer = shop.tiendanube("GET", "/customers", token="nope")
        assert answer.status_code == 401
        assert "x-rate-limit-limit" not in answer.headers
    assert levels(shop.tiendanube("GET", "/customers"))[1] == "39"


def test_each_app_of_each_store_has_its_own(shop: Live) -> None:
    empty_it(shop)
    assert shop.tiendanube("GET", "/customers").status_code == 429
    assert levels(shop.tiendanube("GET", "/customers", token=READ_ONLY))[1] == "39"
    assert levels(shop.tiendanube("GET", "/customers", token=OTHERS_TOKEN, shop=7777))[1] == "39"
    assert shop.tiendanube("POST", "/customers", token=READ_ONLY, json={}).status_code == 403
    assert levels(shop.tiendanube("GET", "/customers", token=READ_ONLY))[1] == "37"


def patron(settings: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [str(PATRON), *arguments], env={**os.environ, **settings}, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_a_stores_own_size_holds_exactly_across_workers(tmp_path: Path) -> None:
    settings = {"PATRON_DATABASE": f"sqlite:///{tmp_path}/shop.sqlite3"}
    patron(settings, "migrate")
    patron(settings, "store", "add", "Loja", "--id", str(SHOP), "--currency", "BRL")
    patron(settings, "store", "set", str(SHOP), "--bucket-size", "25", "--leak-per-second", "0.01")
    token = re.findall(rf"{SHOP}\.[\w-]{{43}}", patron(settings, "token", "add", str(SHOP)))[0]
    with serve(settings, "--workers", "2") as serving:
        url = f"{serving.base_url}/v1/{SHOP}/customers"
        headers = {"Authentication": f"bearer {token}", "User-Agent": "bucket (t@example.com)"}

        def call(_number: int) -> int:
            answer = httpx.get(url, headers=headers, timeout=30)  # a connection of its own: either worker may take it
            assert answer.headers["x-rate-limit-limit"] == "25"
            return answer.status_code

        with ThreadPoolExecutor(8) as pool:
            statuses = Counter(pool.map(call, range(120)))
    assert statuses == {404: 25, 429: 95}
