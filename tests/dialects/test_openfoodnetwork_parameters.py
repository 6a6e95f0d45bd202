"""Nested parameters, read and written as the platform's framework does."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.dialects.openfoodnetwork.parameters import (
    DEEPEST,
    MOST,
    Parameters,
    as_query,
    form_parameters,
    json_parameters,
    query_parameters,
)
from patron.wire.refusals import Malformed

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]"), min_size=1, max_size=5)
NESTED = st.recursive(
    TEXTS,
    lambda inner: st.lists(TEXTS, min_size=1, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {}),
        ("&&", {}),
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&a=2", {"a": "2"}),
        ("a", {"a": None}),
        ("a=", {"a": ""}),
        ("=1", {}),
        ("a=b=c", {"a": "b=c"}),
        ("a=x+y%26z", {"a": "x y&z"}),
        ("a%5Bb%5D=1", {"a": {"b": "1"}}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[]&a[]=2", {"a": ["2"]}),
        ("a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        ("a[b][]=1&a[b][]=2", {"a": {"b": ["1", "2"]}}),
        ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        ("a[][b][c]=1&a[][b][d]=2", {"a": [{"b": {"c": "1", "d": "2"}}]}),
        ("a[][]=1", {"a": [["1"]]}),
        ("a[0][b]=1", {"a": {"0": {"b": "1"}}}),
        ("[a]=1", {"[a]": "1"}),
        ("[]=1", {"[]": "1"}),
        ("a[=1", {"a[": "1"}),
        ("a[b=1", {"a": {"[b": "1"}}),
        ("a[b]c=1", {"a": {"b": {"c": "1"}}}),
        ("a&a[b]=1", {"a": {"b": "1"}}),
        ("a=%C3%A9", {"a": "é"}),
    ],
)
def test_a_query_is_nested(query: str, found: Parameters) -> None:
    assert query_parameters(query) == found
    assert form_parameters(query.encode()) == found


@pytest.mark.parametrize("query", ["a=1&a[b]=2", "a=1&a[]=2", "a[]=1&a[b]=2", "a[b]=1&a[]=2", "a[b]=1&a[b][c]=2"])
def test_conflicting_types_are_refused(query: str) -> None:
    with pytest.raises(Malformed) as refusal:
        query_parameters(query)
    assert refusal.value.part == "query"
    with pytest.raises(Malformed) as refusal:
        form_parameters(query.encode())
    assert refusal.value.part == "form"


@pytest.mark.parametrize(
    "query", ["a=%ff", "%ff=1", "a=%c3", "a" + "[b]" * (DEEPEST + 1) + "=1", "&".join(["a=1"] * (MOST + 1))]
)
def test_what_is_no_text_too_deep_or_too_much_is_refused(query: str) -> None:
    with pytest.raises(Malformed):
        query_parameters(query)


def test_the_limits_themselves_are_kept() -> None:
    query_parameters("a" + "[b]" * DEEPEST + "=1")
    assert len(query_parameters("&".join(f"a{n}=1" for n in range(MOST)))) == MOST


BODIES: list[tuple[bytes, Parameters]] = [
    (b"", {}),
    (b"  ", {}),
    (b"[]", {}),
    (b"null", {}),
    (b'"a"', {}),
    (b"7", {}),
    (b'{"a": [null, 1, {"b": [null]}], "c": null}', {"a": [1, {"b": []}], "c": None}),
]


@pytest.mark.parametrize(("body", "found"), BODIES)
def test_a_json_body_is_an_object_without_nulls_in_lists(body: bytes, found: Parameters) -> None:
    assert json_parameters(body) == found


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40])
def test_a_body_that_is_no_json_or_too_deep_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        json_parameters(body)


def test_a_json_body_may_be_32_levels_deep_and_not_deeper() -> None:
    assert list(json_parameters(b'{"a":' * 31 + b"1" + b"}" * 31)) == ["a"]  # the number is the last level
    with pytest.raises(Malformed):
        json_parameters(b'{"a":' * 32 + b"1" + b"}" * 32)


@given(st.dictionaries(KEYS, NESTED, max_size=4))
def test_what_is_written_is_read_back(parameters: dict[str, object]) -> None:
    written = as_query(parameters)  # type: ignore[arg-type]
    assert written.isascii()
    assert query_parameters(written) == parameters


@given(st.binary(max_size=80))
def test_anything_is_read_or_refused(raw: bytes) -> None:
    for query in (raw, quote_plus(raw, safe="[]&=").encode()):
        try:
            as_query(form_parameters(query))
            json_parameters(query)
        except Malformed:
            continue


def test_a_written_query_is_sorted_on_every_level_and_has_no_nulls() -> None:
    parameters: Parameters = {"b": {"d": "2", "c": ["y", "x"]}, "a": None, "A": "é &", "e": []}
    assert as_query(parameters) == "A=%C3%A9+%26&b%5Bc%5D%5B%5D=y&b%5Bc%5D%5B%5D=x&b%5Bd%5D=2"
