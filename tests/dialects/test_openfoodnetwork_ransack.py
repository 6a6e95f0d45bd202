"""Searches as they are sent: what they mean, what is left out of them, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.dialects.openfoodnetwork.moments import moment
from patron.dialects.openfoodnetwork.parameters import query_parameters
from patron.dialects.openfoodnetwork.ransack import MOST_TESTS, MOST_VALUES, search
from patron.domain.conditions import (
    EVERYBODY,
    Attribute,
    Comparison,
    Condition,
    Either,
    Every,
    Order,
    Search,
    Test,
)
from patron.wire.refusals import Malformed

EMAIL, FIRST, LAST, CODE = Attribute.EMAIL, Attribute.FIRST_NAME, Attribute.LAST_NAME, Attribute.CODE
ID, CREATED, UNFILLED = Attribute.ID, Attribute.CREATED_AT, Attribute.UNFILLED
EQUAL, DIFFERENT, LIKE, UNLIKE = Comparison.EQUAL, Comparison.DIFFERENT, Comparison.LIKE, Comparison.UNLIKE
NEW_YEAR = 1_767_225_600_000
"""2026-01-01T00:00:00Z"""


def asked(query: str) -> Search:
    """What a query string asks for."""
    return search(query_parameters(query).get("q"))


def condition(query: str) -> Condition | None:
    return asked(query).condition


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("q[email_eq]=bob@example.org", Test(EMAIL, EQUAL, "bob@example.org")),
        ("q[email_not_eq]=B", Test(EMAIL, DIFFERENT, "B")),
        ("q[code_lt]=B", Test(CODE, Comparison.LESS, "B")),
        ("q[code_lteq]=B", Test(CODE, Comparison.AT_MOST, "B")),
        ("q[code_gt]=B", Test(CODE, Comparison.GREATER, "B")),
        ("q[code_gteq]=B", Test(CODE, Comparison.AT_LEAST, "B")),
        ("q[first_name_matches]=a%25b_", Test(FIRST, LIKE, "a%b_")),
        ("q[first_name_does_not_match]=a%25", Test(FIRST, UNLIKE, "a%")),
        ("q[last_name_cont]=100%25_\\", Test(LAST, LIKE, "%100\\%\\_\\\\%")),
        ("q[last_name_i_cont]=Ab", Test(LAST, LIKE, "%Ab%")),
        ("q[last_name_not_cont]=a", Test(LAST, UNLIKE, "%a%")),
        ("q[last_name_not_i_cont]=a", Test(LAST, UNLIKE, "%a%")),
        ("q[email_start]=bo", Test(EMAIL, LIKE, "bo%")),
        ("q[email_not_start]=bo", Test(EMAIL, UNLIKE, "bo%")),
        ("q[email_end]=org", Test(EMAIL, LIKE, "%org")),
        ("q[email_not_end]=org", Test(EMAIL, UNLIKE, "%org")),
        ("q[code_in][]=A1&q[code_in][]=B1", Test(CODE, Comparison.AMONG, ("A1", "B1"))),
        ("q[id_not_in][]=1&q[id_not_in][]=x", Test(ID, Comparison.NOT_AMONG, (1, 0))),
        ("q[id_in]=1,2", Test(ID, Comparison.AMONG, (1,))),
        ("q[email_cont_any][]=a&q[email_cont_any][]=b", Either((Test(EMAIL, LIKE, "%a%"), Test(EMAIL, LIKE, "%b%")))),
        ("q[email_eq_all][]=a&q[email_eq_all][]=b", Every((Test(EMAIL, EQUAL, "a"), Test(EMAIL, EQUAL, "b")))),
        ("q[id_gt_any]=3", Test(ID, Comparison.GREATER, 3)),
        ("q[code_in_any][]=a&q[code_in_any][]=b", Either((Test(CODE, EQUAL, "a"), Test(CODE, EQUAL, "b")))),
        (
            "q[code_not_in_all][]=a&q[code_not_in_all][]=b",
            Every((Test(CODE, DIFFERENT, "a"), Test(CODE, DIFFERENT, "b"))),
        ),
        ("q[code_null]=1", Test(CODE, EQUAL, None)),
        ("q[code_null]=0", Test(CODE, DIFFERENT, None)),
        ("q[code_not_null]=true", Test(CODE, DIFFERENT, None)),
        ("q[code_not_null]=F", Test(CODE, EQUAL, None)),
        ("q[code_blank]=t", Either((Test(CODE, EQUAL, None), Test(CODE, EQUAL, "")))),
        ("q[code_blank]=0", Every((Test(CODE, DIFFERENT, None), Test(CODE, DIFFERENT, "")))),
        ("q[code_present]=1", Every((Test(CODE, DIFFERENT, None), Test(CODE, DIFFERENT, "")))),
        ("q[code_present]=false", Either((Test(CODE, EQUAL, None), Test(CODE, EQUAL, "")))),
        ("q[id_present]=1", Test(ID, Comparison.LESS, None)),
        ("q[code_true]=1", Test(CODE, EQUAL, "t")),
        ("q[code_true]=0", Test(CODE, DIFFERENT, "t")),
        ("q[code_not_true]=1", Test(CODE, DIFFERENT, "t")),
        ("q[code_false]=1", Test(CODE, EQUAL, "f")),
        ("q[id_true]=1", Test(ID, EQUAL, 1)),
        ("q[id_not_false]=0", Test(ID, EQUAL, 0)),
        ("q[name_eq]=x", Test(UNFILLED, EQUAL, "x")),
        ("q[email_eq]=%20bob%20", Test(EMAIL, EQUAL, "bob")),
        ("q[id_eq]=abc", Test(ID, EQUAL, 0)),
        ("q[id_eq]=12abc", Test(ID, EQUAL, 12)),
        ("q[id_eq]=-1_0", Test(ID, EQUAL, -10)),
        ("q[id_lt]=99999999999999999999999", Test(ID, Comparison.LESS, 2**62)),
        ("q[created_at_gteq]=2026-01-01", Test(CREATED, Comparison.AT_LEAST, NEW_YEAR)),
        (
            "q[created_at_gt(1i)]=2026&q[created_at_gt(2i)]=1&q[created_at_gt(3i)]=1",
            Test(CREATED, Comparison.GREATER, NEW_YEAR),
        ),
        ("q[email_eq]=a&q[code_eq]=b", Every((Test(EMAIL, EQUAL, "a"), Test(CODE, EQUAL, "b")))),
        ("q[email_eq]=a&q[code_eq]=b&q[m]=or", Either((Test(EMAIL, EQUAL, "a"), Test(CODE, EQUAL, "b")))),
        ("q[email_eq]=a&q[code_eq]=b&q[m]=OR", Every((Test(EMAIL, EQUAL, "a"), Test(CODE, EQUAL, "b")))),
        ("q[email_eq]=a&q[code_eq]=b&q[combinator]=or", Either((Test(EMAIL, EQUAL, "a"), Test(CODE, EQUAL, "b")))),
        ("q[first_name_or_last_name_cont]=spr", Either((Test(FIRST, LIKE, "%spr%"), Test(LAST, LIKE, "%spr%")))),
        ("q[first_name_and_last_name_eq]=x", Every((Test(FIRST, EQUAL, "x"), Test(LAST, EQUAL, "x")))),
        ("q[id_or_code_eq]=7", Either((Test(ID, EQUAL, 7), Test(CODE, EQUAL, "7")))),
        (
            "q[g][0][m]=or&q[g][0][email_eq]=a&q[g][0][code_eq]=b&q[id_gt]=1",
            Every((Either((Test(EMAIL, EQUAL, "a"), Test(CODE, EQUAL, "b"))), Test(ID, Comparison.GREATER, 1))),
        ),
        ("q[groupings][][email_eq]=a", Test(EMAIL, EQUAL, "a")),
        ("q[g][0][g][0][email_eq]=a", Test(EMAIL, EQUAL, "a")),
        ("q[g][0][email_eq]=%20a", Test(EMAIL, EQUAL, " a")),
        ("q[g][0][first_name_or_secret_eq]=a", Test(FIRST, EQUAL, "a")),
        ("q[c][0][a][0][name]=email&q[c][0][p]=eq&q[c][0][v][0][value]=a", Test(EMAIL, EQUAL, "a")),
        ("q[conditions][][a][]=email&q[conditions][][p]=eq&q[conditions][][v][]=a", Test(EMAIL, EQUAL, "a")),
        (
            "q[c][0][a][0][name]=email&q[c][0][a][1][name]=code&q[c][0][m]=or&q[c][0][p]=cont&q[c][0][v][0][value]=a",
            Either((Test(EMAIL, LIKE, "%a%"), Test(CODE, LIKE, "%a%"))),
        ),
        (
            "q[c][0][a][0][name]=id&q[c][0][p]=in&q[c][0][v][0][value]=1&q[c][0][v][1][value]=2",
            Test(ID, Comparison.AMONG, (1, 2)),
        ),
    ],
)
def test_a_search_means(query: str, meant: Condition) -> None:
    assert condition(query) == meant


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=abc",
        "q[]=abc",
        "q[email_eq]=",
        "q[email_eq]=%20%20",
        "q[email_eq]",
        "q[id_in][]=",
        "q[email]=a",
        "q[email_nonsense]=a",
        "q[nonsense_eq]=1",
        "q[_eq]=1",
        "q[enterprise_id_eq]=2",
        "q[allow_charges_eq]=1",
        "q[tags_name_eq]=staff",
        "q[first_name_or_secret_eq]=a",
        "q[created_at_gt]=yesterday-ish",
        "q[created_at_gt]=2026-13-45",
        "q[code_null]=yes",
        "q[code_null][]=1",
        "q[id_eq][]=1",
        "q[description_eq]=",
        "q[description_null]=perhaps",
        "q[m]=or",
        "q[c]=abc",
        "q[c][0][a][0][name]=email&q[c][0][p]=nonsense&q[c][0][v][0][value]=a",
        "q[c][0][a][0][name]=secret&q[c][0][p]=eq&q[c][0][v][0][value]=a",
        "q[c][0][a][0][name]=email&q[c][0][p]=eq&q[c][0][v][0][value]=",
        "q[c][0][a][0][name]=email&q[c][0][p]=eq",
        "q[c][0][p]=eq&q[c][0][v][0][value]=a",
        "q[c][0][a][0][name]=email&q[c][0][a][1][name]=code&q[c][0][p]=eq&q[c][0][v][0][value]=a",
        "q[c][0][a][0][name]=email&q[c][0][p]=eq&q[c][0][v][0][value]=a&q[c][0][v][1][value]=b",
        "q[g][0][secret_eq]=1",
        "q[s]=enterprise_id%20desc",
        "q[s]=",
        "s=email",
    ],
)
def test_what_is_blank_unknown_or_not_permitted_is_left_out_without_a_word(query: str) -> None:
    assert asked(query) == EVERYBODY


@pytest.mark.parametrize(
    "query",
    [
        "q[description_eq]=a",
        "q[email_or_deleted_at_eq]=a",
        "q[completed_at_null]=1",
        "q[s]=description",
        "q[id_cont]=1",
        "q[created_at_start]=2026-01-01",
        "q[created_at_true]=1",
        "q[email_matches]=a\\",
        "q[email_eq]=a%00b",
        "q[g]=abc",
        "q[g][0]=abc",
        "q[c][0]=abc",
        "q[c][0][a]=email&q[c][0][p]=eq",
        "q[c][0][a][0]=email&q[c][0][p]=eq",
        "q[c][0][a][0][name]=email&q[c][0][p]=eq&q[c][0][v]=x",
    ],
)
def test_what_upstream_fails_on_is_refused(query: str) -> None:
    with pytest.raises(Malformed) as refused:
        asked(query)
    assert refused.value.part == "query"


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"q[email_cont_any][]={n}" for n in range(MOST_TESTS + 1)),
        "&".join(f"q[g][{n}][email_eq]={n}" for n in range(MOST_TESTS + 1)),
        "&".join(f"q[id_in][]={n}" for n in range(MOST_VALUES)),
        "q" + "[g][0]" * 9 + "[email_eq]=a",
        f"q[email_eq]={'a' * 1001}",
        f"q[{'first_name_or_' * 100}email_eq]=a",
        "q[created_at_gt(999999999i)]=1",
        "q[" + "_or_".join(["id"] * (MOST_TESTS + 1)) + "_eq]=1",
    ],
)
def test_more_than_any_honest_search_asks_for_is_refused(query: str) -> None:
    with pytest.raises(Malformed):
        asked(query)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("q[s]=email%20desc", (Order(EMAIL, descending=True),)),
        ("q[s]=email", (Order(EMAIL),)),
        ("q[sorts]=email%20DESC", (Order(EMAIL, descending=True),)),
        ("q[s]=email%20sideways", (Order(EMAIL),)),
        ("q[s][]=code&q[s][]=id%20desc&q[s][]=secret", (Order(CODE), Order(ID, descending=True))),
        ("q[s][0][name]=code&q[s][0][dir]=desc", (Order(CODE, descending=True),)),
    ],
)
def test_an_order_names_permitted_attributes_alone(query: str, order: tuple[Order, ...]) -> None:
    assert asked(query).order == order


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-01", 0),
        ("2026/1/1", 0),
        ("20260101", 0),
        ("01/01/2026", 0),
        ("1.1.2026", 0),
        ("1 January 2026", 0),
        ("Jan 1, 2026", 0),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0),
        ("2026-01", 0),
        ("2026-01-01T03:04:05Z", 11_045_000),
        ("2026-01-01 03:04", 11_040_000),
        ("2026-01-01T03:04:05.678+02:00", 3_845_678),
        ("2026-01-01 3:04 pm", 54_240_000),
        ("2026-01-01T00:00:00-0300", 10_800_000),
    ],
)
def test_a_moment_is_read_in_many_notations(text: str, meant: int) -> None:
    assert moment(text) == NEW_YEAR + meant


@given(st.text(max_size=80))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert moment(text) is None or isinstance(moment(text), int)


_keys = st.one_of(
    st.sampled_from(["c", "g", "m", "s", "a", "p", "v", "name", "value", "dir", "0", "email_eq", "id_in", "code_null"]),
    st.text(max_size=6),
)
_trees: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["email", "eq", "1", "or"]), st.text()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=4)),
    max_leaves=12,
)


@given(_trees)
def test_anything_is_a_search_or_malformed(tree: Any) -> None:
    try:
        found = search(tree)
    except Malformed:
        return
    assert isinstance(found, Search)
