"""Filters, orders and pages of `customers`, and how they are echoed (evershop.md 8.5)."""

from __future__ import annotations

import pytest

from tests.dialects.evershop_graphql import LISTED, Sent, ask, echoed, emails, post, refusal, table
from tests.dialects.evershop_live import STORE, Evershop, refused
from tests.dialects.live import Json, Live

PEOPLE = (
    ("ann@example.com", "Ann Lee", 1),
    ("bob@sample.org", "Bob Kay", 0),
    ("cy@example.com", "Cy Dee", 1),
    ("dora@sample.org", "Dora Ann", 0),
    ("eve_x@example.com", "Élan 50% Moss", 1),
)
ANN, BOB, CY, DORA, EVE = (email for email, _, _ in PEOPLE)
ALL = [EVE, DORA, CY, BOB, ANN]
TAIL = ["page=1", "limit=20"]


def person(number: int, email: str, name: str, status: int) -> Json:
    shown = {
        "customer_id": 100 + number,
        "email": email,
        "full_name": name,
        "status": status,
        "created_at": f"2026-01-02T03:04:{59 - number:02}.000Z",
    }
    return {"dialect": "evershop", "store": STORE, "shown": shown}


@pytest.fixture(scope="module")
def shop(server: Live) -> Evershop:
    return Evershop(server, customers=[person(i, *one) for i, one in enumerate(PEOPLE)])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([("keyword", "eq", "ann")], [DORA, ANN]),
        ([("keyword", "eq", "ANN")], [DORA, ANN]),
        ([("keyword", "eq", "ÉLAN")], [EVE]),
        ([("keyword", "eq", "elan")], []),  # marks matter, as they do to ILIKE
        ([("keyword", "eq", "0%")], [EVE]),
        ([("keyword", "eq", "e%m")], [EVE, CY, ANN]),
        ([("keyword", "eq", "_b")], [BOB]),
        ([("keyword", "eq", "50\\%")], [EVE]),
        ([("keyword", "eq", "")], ALL),
        ([("keyword", "eq", "sample"), ("status", "eq", "1")], []),
        ([("keyword", "eq", "ann"), ("status", "eq", "0")], [DORA, ANN]),
        ([("keyword", "eq", "ann"), ("email", "eq", "nobody@example.com")], [DORA, ANN]),
        ([("full_name", "like", "e")], [CY, ANN]),
        ([("full_name", "nlike", "e")], [EVE, DORA, BOB]),
        ([("full_name", "like", "a%n")], [EVE, DORA, ANN]),
        ([("email", "eq", "cy@example.com")], [CY]),
        ([("email", "eq", "CY@example.com")], []),
        ([("email", "like", "cy@example.com")], [CY]),
        ([("email", "like", "CY@EXAMPLE.COM")], [CY]),
        ([("email", "like", "example")], []),
        ([("email", "like", "%example%")], [EVE, CY, ANN]),
        ([("email", "like", "eve\\_x%")], [EVE]),
        ([("email", "nlike", "%example%")], [DORA, BOB]),
        ([("status", "eq", "1")], [EVE, CY, ANN]),
        ([("status", "eq", "0")], [DORA, BOB]),
        ([("status", "eq", 0)], [DORA, BOB]),
        ([("status", "eq", " +1 ")], [EVE, CY, ANN]),
        ([("status", "eq", "7")], []),
        ([("status", "eq", "abc")], []),
        ([("status", "eq", "1.0")], []),
        ([("status", "eq", "9" * 30)], []),
        ([("status", "eq", "1"), ("email", "like", "%y%")], [CY]),
        ([("email", "like", "%example%"), ("full_name", "like", "e")], [CY, ANN]),
        ([("status", "eq", "0"), ("status", "eq", "1")], [DORA, BOB]),
        ([("status", "neq", "0"), ("status", "eq", "1")], [EVE, CY, ANN]),
    ],
)
def test_a_filter_finds_whom_it_should_and_says_how_many(shop: Evershop, sent: list[Sent], expected: list[str]) -> None:
    found, total, _ = table(shop, *sent)
    assert (found, total) == (expected, len(expected))


@pytest.mark.parametrize(
    "sent",
    [
        ("full_name", "eq", "Ann Lee"),
        ("nope", "eq", "1"),
        ("keyword", "like", "ann"),
        ("uuid", "eq", "x"),
        ("status", "neq", "1"),
        ("email", "in", "x"),
        ("ob", "eq", "full_name"),
        ("ob", "eq", "customer_id"),
        ("od", "eq", "up"),
        ("od", "eq", "Desc"),
        ("page", "gt", "3"),
        ("limit", "lt", "2"),
    ],
)
def test_what_is_not_registered_is_ignored_and_not_echoed(shop: Evershop, sent: Sent) -> None:
    found, total, echo = table(shop, sent)
    assert (found, total) == (ALL, 5)
    assert [f"{key}={value}" for key, _, value in echo] == TAIL


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], ALL),
        ([("od", "eq", "ASC")], ALL[::-1]),
        ([("od", "eq", "desc")], ALL),
        ([("ob", "eq", "email")], [ANN, BOB, CY, DORA, EVE]),
        ([("ob", "eq", "email"), ("od", "eq", "desc")], [EVE, DORA, CY, BOB, ANN]),
        ([("od", "eq", "DESC"), ("ob", "eq", "name")], [EVE, DORA, CY, BOB, ANN]),
        ([("ob", "eq", "name")], [ANN, BOB, CY, DORA, EVE]),
        ([("ob", "eq", "created_at")], [EVE, DORA, CY, BOB, ANN]),
        ([("ob", "eq", "created_at"), ("od", "eq", "DESC")], [ANN, BOB, CY, DORA, EVE]),
        ([("ob", "eq", "status")], [DORA, BOB, EVE, CY, ANN]),
        ([("ob", "eq", "status"), ("od", "eq", "DESC")], [EVE, CY, ANN, DORA, BOB]),
        ([("ob", "eq", "email"), ("status", "eq", "1")], [ANN, CY, EVE]),
        ([("ob", "eq", "nope"), ("ob", "eq", "email")], ALL),  # the first one counts, and is ignored
    ],
)
def test_an_order_is_that_of_its_column(shop: Evershop, sent: list[Sent], expected: list[str]) -> None:
    assert emails(shop, *sent) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([("limit", "eq", "2")], [EVE, DORA]),
        ([("limit", "eq", "2"), ("page", "eq", "2")], [CY, BOB]),
        ([("limit", "eq", 2), ("page", "eq", 3)], [ANN]),
        ([("limit", "eq", "2"), ("page", "eq", "9")], []),
        ([("limit", "eq", "2x"), ("page", "eq", " 2nd")], [CY, BOB]),
        ([("limit", "eq", "0")], ALL),
        ([("limit", "eq", "-1"), ("page", "eq", "-3")], ALL),
        ([("limit", "eq", "x"), ("page", "eq", "x")], ALL),
        ([("limit", "eq", "2"), ("page", "eq", "9" * 40)], []),
        ([("limit", "eq", "9" * 40)], ALL),
        ([("status", "eq", "1"), ("limit", "eq", "2"), ("page", "eq", "2")], [ANN]),
        ([("keyword", "eq", "ann"), ("limit", "eq", "1"), ("page", "eq", "2")], [ANN]),
    ],
)
def test_a_page_is_cut_as_parseint_reads_its_number(shop: Evershop, sent: list[Sent], expected: list[str]) -> None:
    assert emails(shop, *sent) == expected


def test_the_total_knows_no_pages(shop: Evershop) -> None:
    for sent in ([("limit", "eq", "2")], [("page", "eq", "99")], [("limit", "eq", "1"), ("page", "eq", "3")]):
        assert table(shop, *sent)[1] == 5
    assert table(shop, ("status", "eq", "1"), ("page", "eq", "99"))[1] == 3
    assert table(shop, ("keyword", "eq", "ann"), ("page", "eq", "99"))[1] == 2


def test_the_current_page_is_the_page(shop: Evershop) -> None:
    text = "query Q($f: [FilterInput]) { customers(filters: $f) { currentPage } }"
    for sent, page in ((None, 1), ("9", 9), ("0", 1), ("x", 1)):
        filters = [] if sent is None else [{"key": "page", "operation": "eq", "value": sent}]
        assert ask(shop, text, f=filters) == {"customers": {"currentPage": page}}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], ["page=1", "limit=20"]),
        ([("page", "eq", "0")], ["page=1", "page=1", "limit=20"]),
        ([("page", "eq", "x")], ["page=1", "page=1", "limit=20"]),
        ([("page", "eq", "1")], ["page=1", "page=1", "limit=20"]),
        ([("page", "eq", "9")], ["page=9", "page=1", "limit=20"]),
        ([("limit", "eq", "0")], ["limit=20", "page=1"]),
        ([("limit", "eq", "-1")], ["limit=20", "page=1"]),
        ([("limit", "eq", "2")], ["limit=2", "limit=2", "page=1"]),
        ([("page", "eq", "2"), ("limit", "eq", "3")], ["page=2", "limit=3", "page=1"]),
        ([("limit", "eq", "2"), ("page", "eq", "2")], ["page=2", "limit=2", "page=1"]),
        ([("page", "eq", "2"), ("limit", "eq", "0")], ["page=2", "limit=20", "page=1"]),
        ([("status", "eq", 1)], ["status=1", *TAIL]),
        ([("od", "eq", "asc"), ("ob", "eq", "name")], ["ob=name", "od=asc", *TAIL]),
        (
            [("status", "eq", "1"), ("email", "nlike", "x"), ("full_name", "like", "e"), ("keyword", "eq", "a")],
            ["keyword=a", "full_name=e", "email=x", "status=1", *TAIL],
        ),
        ([("status", "eq", "abc")], ["status=abc", *TAIL]),
    ],
)
def test_the_echo_has_the_order_of_application_and_its_tail(
    shop: Evershop, sent: list[Sent], expected: list[str]
) -> None:
    assert echoed(shop, *sent) == expected


def test_operations_are_echoed_as_they_were_sent(shop: Evershop) -> None:
    assert table(shop, ("full_name", "nlike", "zz"))[2][0] == ("full_name", "nlike", "zz")


def test_no_filters_an_empty_list_and_an_undefined_variable_are_the_same(shop: Evershop) -> None:
    expected = ask(shop, LISTED, f=[])
    assert ask(shop, LISTED) == expected
    assert ask(shop, LISTED.replace("(filters: $f)", "")) == expected
    assert ask(shop, LISTED.replace("$f: [FilterInput]", "$g: Int").replace("$f", "[]"), g=1) == expected


def test_tags_in_the_words_of_a_search_are_escaped_like_in_any_body(shop: Evershop) -> None:
    assert table(shop, ("keyword", "eq", "<u>x</u> <3"))[2][0] == ("keyword", "eq", "&lt;u&gt;x&lt;/u&gt; <3")


def test_null_filters_fail_the_whole_answer(shop: Evershop) -> None:
    for selection in ("items { email }", "currentFilters { key }", "total"):
        text = f"{{ hello customers(filters: null) {{ {selection} }} }}"
        assert refusal(shop, text) == "Cannot read properties of null (reading 'find')"
    answer = post(shop, LISTED, variables={"f": None})
    assert refused(answer) == (500, "Cannot read properties of null (reading 'find')")


def test_a_filter_without_a_value_fails_only_where_it_is_echoed(shop: Evershop) -> None:
    found = "query Q($f: [FilterInput]) { customers(filters: $f) { total } }"
    for sent in ({"key": "status", "operation": "eq", "value": None}, {"key": "status", "operation": "eq"}):
        assert ask(shop, found, f=[sent]) == {"customers": {"total": 0}}
        message = "Cannot return null for non-nullable field Filter.value."
        assert refused(post(shop, LISTED, variables={"f": [sent]})) == (500, message)
    assert ask(shop, found, f=[{"key": "page", "operation": "eq"}]) == {"customers": {"total": 5}}
    assert ask(shop, found, f=[{"key": "ob", "operation": "eq"}]) == {"customers": {"total": 5}}
    assert ask(shop, found, f=[{"key": "email", "operation": "nlike"}]) == {"customers": {"total": 0}}


def test_what_cannot_be_looked_for_is_said(shop: Evershop) -> None:
    def sent(key: str, operation: str, value: str) -> tuple[int, str]:
        return refused(post(shop, LISTED, variables={"f": [{"key": key, "operation": operation, "value": value}]}))

    assert sent("email", "like", "x\\") == (500, "LIKE pattern must not end with escape character")
    assert sent("keyword", "eq", "a\x00b") == (500, 'invalid byte sequence for encoding "UTF8": 0x00')
    assert emails(shop, ("keyword", "eq", "x\\")) == []
    assert emails(shop, ("email", "eq", "x\\")) == []
    wrong = post(shop, "query($f: String) { customers(filters: $f) { total } }", variables={"f": "x"})
    assert refused(wrong) == (500, "filters.find is not a function")


def test_several_tables_stand_beside_each_other_under_their_aliases(shop: Evershop) -> None:
    text = """{
      on: customers(filters: [{key: "status", operation: eq, value: 1}]) { total items { email } }
      off: customers(filters: {key: "status", operation: eq, value: "0"}) { total }
    }"""
    assert ask(shop, text) == {
        "on": {"total": 3, "items": [{"email": EVE}, {"email": CY}, {"email": ANN}]},
        "off": {"total": 2},
    }
