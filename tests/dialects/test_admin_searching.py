"""Finding customers in the administration: by a little of what is known of them, filtered, sorted and paged."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.dialects.admin_office import OFFICE, Page, entered, people
from tests.dialects.evershop_live import OTHER_STORE, STORE, WATCHER
from tests.dialects.live import Live
from tests.dialects.test_admin_editing import Form, only_uuid

HOPPER = {
    "name": "Grace Brewster Hopper",
    "email": "grace@navy.example",
    "phone": "+1 (202) 555-0170",
    "identification": "12-3456789",
}
NUNEZ = {"name": "María Núñez", "email": "maria@example.com", "phone": "011 4444-5555", "identification": "28776255670"}


@pytest.fixture
def office(live: Live) -> Live:
    live.load(OFFICE)
    return live


@pytest.fixture
def page(office: Live) -> Iterator[Page]:
    with entered(office) as browser:
        yield browser


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
@pytest.mark.parametrize("order", ["", "name", "email", "status", "created_at"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_pages_neither_skip_nor_repeat(
    office: Live, page: Page, query: dict[str, object], order: str, direction: str
) -> None:
    people(office, 23)
    asked = {**query, "ob": order, "od": direction}
    listed = [name for number in (1, 2, 3) for name in emails(page, {**asked, "page": number})]
    assert len(listed) == len(set(listed)) == 23
    assert total(page, **asked) == "23"


def emails(page: Page, query: dict[str, object]) -> list[str]:
    return re.findall(r'<td class="email">([^<]*)</td>', page.get(f"/admin/customers?{urlencode(query)}").text)


def test_columns_sort_and_the_page_says_which(office: Live, page: Page) -> None:
    add(office, NUNEZ, HOPPER)
    assert names(page, ob="name", od="asc") == names(page, ob="email") == ["Grace Brewster Hopper", "María Núñez"]
    text = page.get("/admin/customers?ob=name&od=asc&keyword=a").text
    assert 'class="name" aria-sort="ascending"' in text
    assert "/admin/customers?ob=name&amp;od=desc&amp;keyword=a" in text


def test_a_page_behind_the_last_one_says_so(office: Live, page: Page) -> None:
    add(office, HOPPER)
    for query in ({"page": 9}, {"page": 9, "keyword": "hopper"}, {"page": "99999999999999999999"}):
        answer = page.get(f"/admin/customers?{urlencode(query)}")
        assert answer.status_code == 200
        assert names(page, **query) == ([] if query["page"] == 9 else ["Grace Brewster Hopper"])
