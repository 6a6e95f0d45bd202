"""Which route a path finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from patron.domain.refusals import Refusal
from patron.wire.dialect import Dialect, Route, acts, anybody
from patron.wire.refusals import MethodNotAllowed, NoSuchRoute
from patron.wire.routing import Atlas
from patron.wire.target import readable_query, segments_of
from tests.wire import echo


def route(method: str, path: str) -> Route:
    return acts(method, path, anybody, echo.seen, echo.echoed, echo.shown)


def shop(*rows: str, name: str = "shop", prefixes: tuple[str, ...] = ("shop",)) -> Dialect:
    pairs = [row.split(" ") for row in rows]
    return echo.dialect(name=name, prefixes=prefixes, routes=tuple(route(method, path) for method, path in pairs))


def find(atlas: Atlas, method: str, path: str) -> tuple[str, dict[str, str]]:
    segments, _readable = segments_of(path)
    mount = atlas.mount(segments)
    assert mount is not None
    found = mount.find(method, segments)
    return f"{found.route.method} {found.template}", {name: segments[place] for name, place in found.names}


def refusal(atlas: Atlas, method: str, path: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        find(atlas, method, path)
    return caught.value


ATLAS = Atlas(
    (shop("GET /{id}", "PUT /{id}", "GET /by-mail", "GET /{id}/{what}", "PATCH /{id}/all", "GET /", "POST "),)
)


@pytest.mark.parametrize(
    ("method", "path", "template", "params"),
    [
        ("GET", "/shop/7", "GET /shop/{id}", {"id": "7"}),
        ("HEAD", "/shop/7", "GET /shop/{id}", {"id": "7"}),
        ("GET", "/shop/by-mail", "GET /shop/by-mail", {}),
        ("PUT", "/shop/by-mail", "PUT /shop/{id}", {"id": "by-mail"}),
        ("GET", "/shop/by-mail/x", "GET /shop/{id}/{what}", {"id": "by-mail", "what": "x"}),
        ("GET", "/shop/7/all", "GET /shop/{id}/{what}", {"id": "7", "what": "all"}),
        ("PATCH", "/shop/7/all", "PATCH /shop/{id}/all", {"id": "7"}),
        ("GET", "/shop/a%2Fb/%C3%A9", "GET /shop/{id}/{what}", {"id": "a/b", "what": "é"}),
        ("GET", "/shop/%2541", "GET /shop/{id}", {"id": "%41"}),
        ("GET", "/%73hop/7", "GET /shop/{id}", {"id": "7"}),
        ("GET", "/shop/", "GET /shop/", {}),
        ("POST", "/shop", "POST /shop", {}),
    ],
)
def test_a_path_finds_its_route(method: str, path: str, template: str, params: dict[str, str]) -> None:
    assert find(ATLAS, method, path) == (template, params)


@pytest.mark.parametrize("path", ["/shop/7/", "/shop//", "/shop//7", "/shop/7/8/9", "/shop/7/all/x"])
def test_there_is_no_magic_about_slashes(path: str) -> None:
    assert isinstance(refusal(ATLAS, "GET", path), NoSuchRoute)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/shop/7", ("GET", "HEAD", "PUT")),
        ("POST", "/shop/by-mail", ("GET", "HEAD", "PUT")),
        ("PUT", "/shop/7/all", ("GET", "HEAD", "PATCH")),
        ("GET", "/shop", ("POST",)),
        ("HEAD", "/shop", ("POST",)),
        ("BREW", "/shop", ("POST",)),
    ],
)
def test_other_methods_are_told_which_ones_there_are(method: str, path: str, allowed: tuple[str, ...]) -> None:
    told = refusal(ATLAS, method, path)
    assert isinstance(told, MethodNotAllowed)
    assert told.allowed == allowed


def test_the_longest_prefix_owns_the_path_even_where_it_has_no_route() -> None:
    atlas = Atlas(
        (
            shop("GET /{a}/{b}", name="outer", prefixes=("api",)),
            shop("GET /x", name="inner", prefixes=("api/v1", "/v2/")),
        )
    )
    assert find(atlas, "GET", "/api/v1/x") == ("GET /api/v1/x", {})
    assert find(atlas, "GET", "/v2/x") == ("GET /v2/x", {})
    assert find(atlas, "GET", "/api/v0/y") == ("GET /api/{a}/{b}", {"a": "v0", "b": "y"})
    assert isinstance(refusal(atlas, "GET", "/api/v1/y"), NoSuchRoute)


def test_a_path_outside_of_every_prefix_has_no_mount() -> None:
    assert ATLAS.mount(["shops", "7"]) is None
    assert ATLAS.mount([""]) is None


def test_a_dialect_may_own_the_root() -> None:
    atlas = Atlas((shop("GET /{page}", name="site", prefixes=("",)), shop("GET /x")))
    assert find(atlas, "GET", "/about") == ("GET /{page}", {"page": "about"})
    assert find(atlas, "GET", "/shop/x") == ("GET /shop/x", {})


ANY_CASE = Atlas(
    (
        replace(shop("GET /{id}", "GET /by", "GET /{id}/all", "POST ", prefixes=("api",)), any_case=True),
        replace(shop("GET ", name="inner", prefixes=("api/graph",)), any_case=True),
        shop("GET /x", name="strict", prefixes=("api/v1", "other")),
    )
)


@pytest.mark.parametrize(
    ("method", "path", "template", "params"),
    [
        ("GET", "/API/By", "GET /api/by", {}),
        ("GET", "/api/by/", "GET /api/by", {}),
        ("GET", "/Api/MiXed", "GET /api/{id}", {"id": "MiXed"}),
        ("GET", "/api/MiXed/ALL/", "GET /api/{id}/all", {"id": "MiXed"}),
        ("POST", "/API/", "POST /api", {}),
        ("GET", "/api/GRAPH/", "GET /api/graph", {}),
        ("GET", "/api/v1/x", "GET /api/v1/x", {}),
    ],
)
def test_a_dialect_may_find_its_paths_in_any_case_and_with_a_slash_at_the_end(
    method: str, path: str, template: str, params: dict[str, str]
) -> None:
    assert find(ANY_CASE, method, path) == (template, params)


def test_any_case_is_the_affair_of_one_dialect_alone() -> None:
    assert ANY_CASE.mount(["Other", "x"]) is None
    assert isinstance(refusal(ANY_CASE, "GET", "/api/v1/X"), NoSuchRoute)
    assert isinstance(refusal(ANY_CASE, "GET", "/api/v1/x/"), NoSuchRoute)
    assert isinstance(refusal(ANY_CASE, "GET", "/api/by//"), NoSuchRoute)


def test_two_dialects_cannot_claim_one_prefix_nor_one_table_a_row_twice() -> None:
    with pytest.raises(ValueError, match="both claim"):
        Atlas((shop("GET /x"), shop("GET /y", name="other")))
    with pytest.raises(ValueError, match="twice"):
        Atlas((shop("GET /{a}", "GET /{b}"),))


@pytest.mark.parametrize(
    "path", ["/shop/%FF", "/shop/%C3", "/shop/%00", "/shop/a%00b", "/shop/%ED%A0%80", "/shop/\xe9%2e%ff"]
)
def test_a_path_that_is_not_utf8_without_nul_is_unreadable(path: str) -> None:
    segments, readable = segments_of(path)
    assert segments[0] == "shop"
    assert not readable


@pytest.mark.parametrize("query", [b"q=%FF", b"q=%00", b"\xff", b"q=a&b=%C3", b"%00"])
def test_a_query_that_is_not_utf8_without_nul_is_unreadable(query: bytes) -> None:
    assert not readable_query(query)


@pytest.mark.parametrize("query", [b"", b"q=%C3%A9", b"q=100%", b"q=%", b"q=%zz", "q=é".encode(), b"a+b&&=&"])
def test_every_other_query_is_readable(query: bytes) -> None:
    assert readable_query(query)
