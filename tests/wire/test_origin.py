"""Who sent a request, and how absolute links begin."""

from __future__ import annotations

import sys

import pytest

from patron.wire.origin import Origins


def scope(*headers: tuple[str, str], server: tuple[str, int] | None = ("10.0.0.5", 8000)) -> dict[str, object]:
    return {
        "scheme": "http",
        "server": server,
        "client": ("192.0.2.1", 5000),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }


def test_the_set_base_url_wins_over_everything() -> None:
    told = scope(("host", "evil.example"), ("x-forwarded-host", "evil.example"))
    assert Origins("https://api.shop.example/x", 1).base_url(told) == "https://api.shop.example/x"


@pytest.mark.parametrize(
    "host",
    ["shop.example", "shop.example:8443", "127.0.0.1:8000", "localhost", "[::1]:8000", "[2001:db8::1]", "a_b.c-d"],
)
def test_without_one_the_host_header_is_believed(host: str) -> None:
    assert Origins("", 0).base_url(scope(("host", host))) == f"http://{host}"


@pytest.mark.parametrize(
    "host",
    [
        *("", "shop.example/evil", "user@shop.example", 'a"b', "a b", "a\tb", "shop.example:", "shop.example:123456"),
        *("[::1", "a?b", "a#b", "é.example", "-a", "a>b", "a%2Fb", "a,b", "x" * 300),
    ],
)  # fmt: skip
def test_a_host_that_could_break_out_of_a_url_is_not(host: str) -> None:
    assert Origins("", 0).base_url(scope(("host", host))) == "http://10.0.0.5:8000"


def test_without_any_host_the_bound_address_stands() -> None:
    assert Origins("", 0).base_url(scope()) == "http://10.0.0.5:8000"
    assert Origins("", 0).base_url(scope(server=("::1", 80))) == "http://[::1]:80"
    assert Origins("", 0).base_url(scope(server=None)) == "http://localhost"


def test_made_up_hosts_do_not_fill_the_memory() -> None:
    origins = Origins("", 0)
    for number in range(3000):
        assert origins.base_url(scope(("host", f"h{number}.example"))) == f"http://h{number}.example"
    assert sys.getsizeof(vars(origins)["_known"]) < 100_000


FORWARDED = (
    ("host", "inside"),
    ("x-forwarded-for", "6.6.6.6, 203.0.113.9"),
    ("x-forwarded-for", "198.51.100.7"),
    ("x-forwarded-proto", "http, https"),
    ("x-forwarded-host", "evil.example, shop.example"),
)


@pytest.mark.parametrize(
    ("hops", "client", "base"),
    [
        (0, "192.0.2.1", "http://inside"),
        (1, "198.51.100.7", "https://shop.example"),
        (2, "203.0.113.9", "http://evil.example"),
        (3, "6.6.6.6", "http://inside"),
        (4, "192.0.2.1", "http://inside"),
    ],
)
def test_forwarded_entries_count_from_the_right(hops: int, client: str, base: str) -> None:
    origins = Origins("", hops)
    assert origins.client(scope(*FORWARDED)) == client
    assert origins.base_url(scope(*FORWARDED)) == base


@pytest.mark.parametrize(
    ("entry", "client"),
    [
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("unknown", "192.0.2.1"),
        ("", "192.0.2.1"),
        ("<script>", "192.0.2.1"),
    ],
)
def test_an_entry_is_an_address_or_nothing(entry: str, client: str) -> None:
    assert Origins("", 1).client(scope(("x-forwarded-for", entry))) == client


@pytest.mark.parametrize(
    ("proto", "scheme"), [("https", "https"), ("http", "http"), ("javascript", "http"), ("HTTPS", "https")]
)
def test_a_forwarded_scheme_is_http_or_https(proto: str, scheme: str) -> None:
    told = scope(("host", "a.example"), ("x-forwarded-proto", proto))
    assert Origins("", 1).base_url(told) == f"{scheme}://a.example"


def test_a_unix_socket_has_no_client() -> None:
    assert Origins("", 0).client({**scope(), "client": None}) == ""
