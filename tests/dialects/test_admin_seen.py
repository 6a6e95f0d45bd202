"""One customer as each platform would answer now: the answers themselves, what differs, and where values come from."""

from __future__ import annotations

import html
import json
import re

from tests.dialects.admin_office import Page
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Json, Live
from tests.dialects.test_admin_editing import Form

GRAPHQL = "{ customer(id: %s) { customerId uuid email fullName metaData addresses { uuid address1 isDefault } } }"


def answers(text: str) -> dict[str, Json]:
    """`Platform: title` -> the document that the page shows."""
    found: dict[str, Json] = {}
    for section in text.split('<section class="card answers">')[1:]:
        platform = re.findall(r"<h3>([^<]+)</h3>", section)[0]
        for title, said in re.findall(r'<summary>([^<]+)<.*?<pre class="code">(.*?)</pre>', section, re.DOTALL):
            found[f"{platform}: {title}"] = json.loads(html.unescape(said))
    return found


def lines(text: str) -> dict[str, str]:
    """`subject: fact` -> its row, as HTML."""
    found: dict[str, str] = {}
    for section in text.split("<section")[1:]:
        title = re.search(r"<h2>([^<]+?) <span", section)
        for row in section.split("<tr")[1:]:
            fact = re.search(r'aria-hidden="true">.</span> ([^<]+)<span class="likeness">', row)
            if title and fact:
                found[f"{title[1]}: {fact[1]}"] = row
    return found


def test_the_documents_are_what_each_api_answers(office: Live, page: Page, uuid: str) -> None:
    (row,) = office.everything(STORE, WATCHER)
    shown = answers(page.get(f"/admin/customers/edit/{uuid}/seen").text)
    assert list(shown) == [
        "EverShop: REST",
        "EverShop: GraphQL",
        "Open Food Network: The answer",
        "Aimeos: The answer",
        "Tiendanube: The answer",
    ]
    assert shown["Tiendanube: The answer"] == row
    said = page.http.patch(f"/api/customers/{uuid}", json={}).json()["data"]
    assert {name: shown["EverShop: REST"][name] for name in said if name != "links"} == {
        name: value for name, value in said.items() if name != "links"
    }
    query = GRAPHQL % json.dumps(uuid)
    asked = page.http.post("/api/admin/graphql", json={"query": query}).json()["data"]["customer"]
    mine = shown["EverShop: GraphQL"]["data"]["customer"]
    mine["addresses"] = [{name: one[name] for name in ("uuid", "address1", "isDefault")} for one in mine["addresses"]]
    assert {name: mine[name] for name in asked} == asked
    related = shown["Open Food Network: The answer"]["data"]["relationships"]["enterprise"]["links"]["related"]
    assert related == f"{office.serving.base_url}/api/v1/enterprises/1"
    attributes = shown["Open Food Network: The answer"]["data"]["attributes"]
    assert (attributes["email"], attributes["first_name"]) == ("customer0@example.com", "Ana")
    assert shown["Aimeos: The answer"]["data"]["attributes"]["customer.email"] == "customer0@example.com"


def test_each_fact_says_how_it_is_told_and_where_it_comes_from(page: Page, uuid: str) -> None:
    assert Form(page, uuid).send(company="Navy", full_name="", first_name="", last_name="").status_code == 303
    shown = lines(page.get(f"/admin/customers/edit/{uuid}/seen").text)
    email = shown["Customer 1: E-mail"]
    assert "the same everywhere" in email
    assert email.count('<summary title="') == 4
    assert shown["Customer 1: Company"].count("no field for it") == 3
    name = shown["Customer 1: Name"]
    assert 'title="Nothing is stored of “Full name”, “First name” and “Last name”; in its place stands' in name
    assert "in its place stands the company, else the label" in name
    street = next(row for title, row in shown.items() if title.endswith("Line 1"))
    assert "each in its own notation" in street
    assert 'title="Made of “Street” and “Number”: street and number in one"' in street


def test_a_spelling_and_a_pin_are_told(office: Live, page: Page, uuid: str) -> None:
    office.tiendanube("PUT", "/customers/1", json={"phone": "  (11) 5 "}, token=WATCHER, shop=STORE)
    assert Form(page, uuid).send(company="Navy", full_name="", first_name="", last_name="").status_code == 303
    (row,) = office.everything(STORE, WATCHER)
    assert row["name"] == "Navy"
    office.tiendanube("PUT", "/customers/1", json={"name": "Navy"}, token=WATCHER, shop=STORE)
    shown = lines(page.get(f"/admin/customers/edit/{uuid}/seen").text)
    assert ">pinned<" in shown["Customer 1: Name"]


def test_every_origin_can_be_opened_without_a_mouse(page: Page, uuid: str) -> None:
    text = page.get(f"/admin/customers/edit/{uuid}/seen").text
    origins = re.findall(r'<details class="from"><summary title="([^"]+)">(.*?)</summary><p>([^<]+)</p>', text)
    assert len(origins) > 60
    assert all(title == said for title, _, said in origins)
