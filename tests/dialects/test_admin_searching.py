"""Finding customers in the administration: by a little of what is known of them, filtered, sorted and paged."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.dialects.admin_office import OTHERS_WATCHER, Page, entered, only_uuid, opened, people
from tests.dialects.evershop_live import OTHER_STORE, STORE, WATCHER
from tests.dialects.live import Live
from tests.dialects.test_admin_editing import Form

HOPPER = {
    "name": "Grace Brewster Hopper",
    "email": "grace@navy.example",
    "phone": "+1 (202) 555-0170",
    "identification": "12-3456789",
}
NUNEZ = {"name": "María Núñez", "email": "maria@example.com", "phone": "011 4444-5555", "identification": "28776255670"}


def add(office: Live, *rows: dict[str, str]) -> None:
    for row in rows:
        answer = office.tiendanube("POST", "/customers", json=row, token=WATCHER, shop=STORE)
        assert answer.status_code == 201, answer.text


def names(browser: Page, /, **query: object) -> list[str]:
    """Who is listed, in order."""
    text = browser.get(f"/admin/customers?{urlencode(query)}").text
    return [html.unescape(name) for name in re.findall(r'class="row" href="[^"]+">([^<]*)</a>', text)]


def total(browser: Page, /, **query: object) -> str:
    found = re.search(r'class="count" role="status">([\d,]+)', browser.get(f"/admin/customers?{urlencode(query)}").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "text",
    [
        "hopper",
        "HOPPER GRACE",
        "race  pper brew",
        "grace@navy.example",
        "navy",
        "3456789",
        "12-345",
        "555-0170",
        "(202) 555",
        "2025550170",
        "+1 202",
        "gr",
        "G-77",
        "grace-login",
        "-77",
        "login hop",
        "123456789",
        "hopper 5550170",
    ],
)
def test_any_part_of_what_is_known_finds_a_customer(office: Live, page: Page, text: str) -> None:
    add(office, HOPPER, NUNEZ)
    uuid = only_uuid(page, "hopper")
    assert Form(page, uuid).send(code="G-77", login="grace-login").status_code == 303
    assert names(page, keyword=text) == ["Grace Brewster Hopper"]
    assert names(page, keyword=uuid) == ["Grace Brewster Hopper"]


@pytest.mark.parametrize("text", ["maria nunez", "NÚÑEZ", "nunez maria", "María", "4444 5555", "44445555"])
def test_accents_order_and_notation_are_no_matter(office: Live, page: Page, text: str) -> None:
    add(office, HOPPER, NUNEZ)
    assert names(page, keyword=text) == ["María Núñez"]


@pytest.mark.parametrize(
    "text", ["hopper nunez", "gracex", "%", "_", "\\", '"', "' OR 1=1 --", "555-9999", "*", "a" * 300]
)
def test_what_nobody_has_finds_nobody(office: Live, page: Page, text: str) -> None:
    add(office, HOPPER, NUNEZ)
    assert names(page, keyword=text) == []
    assert "Nobody matches" in page.get(f"/admin/customers?{urlencode({'keyword': text})}").text


def test_a_search_stays_in_the_store_that_is_worked_in(office: Live, page: Page) -> None:
    add(office, HOPPER)
    page.post("/admin/store", {"store": str(OTHER_STORE)})
    for text in ("hopper", "555-0170", "gr"):
        assert names(page, keyword=text) == []


def test_filters_hold_all_at_once(office: Live, page: Page) -> None:
    add(office, HOPPER, NUNEZ)
    grace = only_uuid(page, "hopper")
    typed = {"tags": "vip", "group:2": "1", "status": "0"}
    assert Form(page, grace).send(**typed).status_code == 303
    assert names(page, tag="vip") == names(page, group=2) == names(page, status=0) == ["Grace Brewster Hopper"]
    assert names(page, group=1) == ["María Núñez"]
    assert names(page, tag="vip", status=1) == names(page, group=2, keyword="nunez") == names(page, tag="vi") == []
    today = page.get(f"/admin/customers/edit/{grace}").text.partition('datetime="')[2][:10]
    assert len(names(page, created_from=today, created_to=today, updated_from=today)) == 2
    assert names(page, created_from="2999-01-01") == names(page, updated_to="2001-01-01") == []
    assert len(names(page, created_from="no day", group="x", tag="", status="7")) == 2


@pytest.mark.parametrize("query", [{}, {"keyword": "example"}, {"keyword": "example", "status": 1}])
@pytest.mark.parametrize("order", ["", "name", "email", "status", "created_at", "updated_at"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_pages_neither_skip_nor_repeat(
    office: Live, page: Page, query: dict[str, object], order: str, direction: str
) -> None:
    people(office, 43)
    asked = {**query, "ob": order, "od": direction}
    path = f"/admin/customers?{urlencode(asked)}"
    forwards = list(pages(page, path, "next"))
    listed = [email for text in forwards for email in emails_in(text)]
    assert [len(emails_in(text)) for text in forwards] == [20, 20, 3]
    assert len(listed) == len(set(listed)) == 43
    assert [range_in(text) for text in forwards] == ["1–20 of 43", "21–40 of 43", "41–43 of 43"]  # noqa: RUF001
    assert total(page, **asked) == "43"
    # From the end, one page holds the last twenty; the first page is whole again, though that shows some twice.
    end = link(forwards[0], "Last page")
    backwards = list(pages(page, end, "prev"))
    assert [emails_in(text) for text in backwards] == [listed[23:], listed[3:23], listed[:20]]
    assert [range_in(text) for text in backwards] == ["24–43 of 43", "4–23 of 43", "1–20 of 43"]  # noqa: RUF001
    assert link(backwards[1], "First page") == html.escape(path) or not order


def pages(page: Page, path: str, rel: str) -> Iterator[str]:
    """That page, and all that its links lead to, one after the other."""
    while path:
        text = page.get(html.unescape(path)).text
        yield text
        found = re.search(rf'href="([^"]+)" rel="{rel}"', text)
        path = found[1] if found else ""


def link(text: str, label: str) -> str:
    found = re.search(rf'href="([^"]+)" aria-label="{label}"', text)
    assert found, label
    return found[1]


def range_in(text: str) -> str:
    found = re.search(r'<nav class="pager".*?<span>([^<]+)</span>', text, re.DOTALL)
    assert found
    return found[1]


def test_the_size_of_a_page_is_chosen(office: Live, page: Page) -> None:
    people(office, 23)
    assert len(emails(page, {"limit": 50})) == 23
    assert len(emails(page, {"limit": 20})) == len(emails(page, {"limit": "7"})) == 20
    text = page.get("/admin/customers?limit=50&keyword=example&ob=email").text
    assert '<input type="hidden" name="ob" value="email">' in text
    assert "limit=50" in html.unescape(text)


def test_what_happens_between_two_pages_moves_nobody_else(office: Live, page: Page) -> None:
    rows = people(office, 25)
    first = page.get("/admin/customers?ob=email").text
    listed = emails_in(first)
    for number, row in enumerate(rows):
        if row["email"] in {listed[0], listed[19]}:
            gone = office.tiendanube("DELETE", f"/customers/{row['id']}", token=WATCHER, shop=STORE)
            assert gone.status_code == 200, (number, gone.text)
    add(office, {"name": "In Front", "email": "a@example.com"})
    behind = next(pages(page, html.unescape(_next(first)), "none"))
    assert emails_in(behind) == sorted(row["email"] for row in rows)[20:]
    before = next(pages(page, _previous(behind), "none"))
    assert emails_in(before) == ["a@example.com", *listed[1:19], emails_in(behind)[0]]


def _next(text: str) -> str:
    found = re.search(r'href="([^"]+)" rel="next"', text)
    assert found
    return found[1]


def _previous(text: str) -> str:
    found = re.search(r'href="([^"]+)" rel="prev"', text)
    assert found
    return found[1]


def test_a_page_that_has_emptied_says_so(office: Live, page: Page) -> None:
    rows = people(office, 21)
    first = page.get("/admin/customers?ob=email").text
    last = max(rows, key=lambda row: row["email"])
    office.tiendanube("DELETE", f"/customers/{last['id']}", token=WATCHER, shop=STORE)
    text = page.get(html.unescape(_next(first))).text
    assert "Nobody stands there any more" in text
    assert emails_in(page.get(html.unescape(_previous(text))).text) == emails_in(first)


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize(
    "place",
    [
        "x",
        "%00",
        "a" * 9000,
        "WyJuYW1lIiwieCIsMSxudWxsXQ",  # a place in the order of names
        "WyJlbWFpbCIsNSwxLG51bGxd",  # a number for an e-mail
        "WyJlbWFpbCIsIngiLDFlNDAsbnVsbF0",  # no whole number
        "WyJlbWFpbCIsIlx1MDAwMCIsMSxudWxsXQ",  # a character that no database takes
        "WyJlbWFpbCIsIlx1ZDgwMCIsMSxudWxsXQ",  # half of one
        "bnVsbA",
        "é",
    ],
)
def test_a_place_that_is_none_is_said_and_the_first_page_is_shown(
    office: Live, page: Page, side: str, place: str
) -> None:
    add(office, HOPPER, NUNEZ)
    answer = page.get(f"/admin/customers?{urlencode({'ob': 'email', side: place})}")
    assert answer.status_code == 200
    assert emails_in(answer.text) == ["grace@navy.example", "maria@example.com"]
    assert "does not say a place in this list any more" in answer.text
    assert "any more" not in page.get("/admin/customers?ob=email&before=end").text


def test_several_stores_are_one_list(office: Live, page: Page) -> None:
    people(office, 15)
    for number in range(15):
        row = {"name": f"Zed {number}", "email": f"customer{number}x@example.com"}
        answer = office.tiendanube("POST", "/customers", json=row, token=OTHERS_WATCHER, shop=OTHER_STORE)
        assert answer.status_code == 201, answer.text
    texts: list[str] = []
    for query in ({"ob": "email"}, {"ob": "email", "keyword": "customer"}, {"ob": "email", "od": "desc"}):
        texts = list(pages(page, f"/admin/customers?{urlencode({**query, 'store': 'all'})}", "next"))
        listed = [email for text in texts for email in emails_in(text)]
        assert listed == sorted(listed, reverse="od" in query)
        assert len(set(listed)) == 30
        assert total(page, **query, store="all") == "30"
    assert "Other Shop</span>" in texts[0]
    assert total(page, store=OTHER_STORE) == total(page, store=STORE) == total(page) == "15"
    assert total(page, store="all", group="2") == "30"  # several stores are asked for the code of a group
    with entered(office, "manager") as other:
        for store in ("all", str(OTHER_STORE), str(STORE), "99"):
            assert total(other, store=store) == "15"
            assert "Zed" not in other.get(f"/admin/customers?store={store}").text


def emails(page: Page, query: dict[str, object]) -> list[str]:
    return emails_in(page.get(f"/admin/customers?{urlencode(query)}").text)


def emails_in(text: str) -> list[str]:
    return re.findall(r'<td class="email">([^<]*)</td>', text)


def test_columns_sort_and_the_page_says_which(office: Live, page: Page) -> None:
    add(office, NUNEZ, HOPPER)
    assert names(page, ob="name", od="asc") == names(page, ob="email") == ["Grace Brewster Hopper", "María Núñez"]
    text = page.get("/admin/customers?ob=name&od=asc&keyword=a").text
    assert 'class="name" aria-sort="ascending"' in text
    assert "/admin/customers?keyword=a&amp;ob=name&amp;od=desc" in text


def test_every_status_can_be_asked_for(office: Live, page: Page) -> None:
    add(office, HOPPER, NUNEZ)
    for status, label in (("-1", "Under review"), ("-2", "Archived")):
        assert Form(page, only_uuid(page, "hopper")).send(status=status).status_code == 303
        assert names(page, status=status) == ["Grace Brewster Hopper"]
        shown = page.get(f"/admin/customers?status={status}").text
        assert f'<option value="{status}" selected>{label}</option>' in shown
    assert names(page, status="-1") == []


def test_the_filter_by_days_says_whose_midnight_it_means(page: Page) -> None:
    text = page.get("/admin/customers").text
    assert text.count('aria-describedby="days"') == 4
    assert 'id="days">Days begin and end at midnight UTC' in text


def test_where_a_group_is_edited_its_members_are_listed(office: Live, page: Page) -> None:
    add(office, HOPPER, NUNEZ)
    assert Form(page, only_uuid(page, "hopper")).send(**{"group:2": "1"}).status_code == 303
    asked = {"query": "{ customerGroups { items { customerGroupId editUrl } } }"}
    groups = page.http.post("/api/admin/graphql", json=asked).json()["data"]["customerGroups"]["items"]
    where = next(one["editUrl"] for one in groups if one["customerGroupId"] == 2)
    answer = page.get(where)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/customers?group=2")
    assert names(page, group=2) == ["Grace Brewster Hopper"]
    assert page.get("/admin/customers/groups/x").headers["location"] == "/admin/customers"
    with opened(office) as nobody:
        answer = nobody.get(where)
        assert (answer.status_code, answer.headers["location"]) == (302, "/admin/login")
