"""The same done to several customers in the administration: asked first, and done to those alone."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from tests.dialects.admin_office import OFFICE, Page, entered, only_uuid, people
from tests.dialects.evershop_live import STORE, WATCHER
from tests.dialects.live import Live
from tests.dialects.test_admin_editing import Form

WHERE = "/admin/customers/bulk"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def office(live: Live) -> Live:
    live.load(OFFICE)
    people(live, 3)
    return live


@pytest.fixture
def two(page: Page) -> list[str]:
    return [only_uuid(page, "customer0"), only_uuid(page, "customer2")]


def send(page: Page, action: str, uuids: list[str], **more: str) -> httpx.Response:
    return page.http.post(WHERE, data={"csrf": page.csrf("/admin/customers"), "action": action, "uuid": uuids, **more})


def active(office: Live) -> list[bool]:
    return [row["active"] for row in office.everything(STORE, WATCHER)]


@pytest.mark.parametrize(("action", "verb"), [("disable", "Disable 2 customers?"), ("enable", "Enable 2 customers?")])
def test_a_question_comes_first_and_changes_nothing(
    office: Live, page: Page, two: list[str], action: str, verb: str
) -> None:
    before = office.everything(STORE, WATCHER)
    answer = send(page, action, two)
    assert answer.status_code == 200
    assert verb in answer.text
    assert re.findall(r'name="uuid" value="([^"]+)"', answer.text) == two
    assert "customer1@example.com" not in answer.text
    assert office.everything(STORE, WATCHER) == before


def test_those_chosen_are_disabled_and_enabled_and_nobody_else(page: Page, two: list[str]) -> None:
    for action, shown in (("disable", "0"), ("enable", "1")):
        answer = send(page, action, two, sure="1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/customers?done=bulk&changed=2")
        assert [Form(page, uuid).fields["status"] for uuid in two] == [shown, shown]
        assert Form(page, only_uuid(page, "customer1")).fields["status"] == "1"


def test_how_many_were_changed_is_said(page: Page, two: list[str]) -> None:
    all_three = [*two, only_uuid(page, "customer1")]
    said: list[str] = []
    for action, uuids in (("disable", all_three), ("enable", two[:1]), ("enable", two), ("enable", two)):
        answer = send(page, action, [*uuids, "gone", NOBODY], sure="1")
        said += re.findall(r'class="done" role="status">([^<]+)<', page.get(answer.headers["location"]).text)
    assert said == [
        "3 customers were changed.", "One customer was changed.", "One customer was changed.",
        "Nothing had to be changed.",
    ]  # fmt: skip


def test_a_tag_is_added_to_those_that_are_there(page: Page, two: list[str]) -> None:
    assert Form(page, two[0]).send(tags="old").status_code == 303
    assert "Tag 2 customers with “new”?" in send(page, "tag", two, tag=" new ").text
    assert send(page, "tag", two, tag="new", sure="1").status_code == 303
    assert [Form(page, uuid).fields["tags"] for uuid in two] == ["old\nnew", "new"]


def test_an_export_holds_every_fact_and_no_formula(page: Page, two: list[str]) -> None:
    attack = '=HYPERLINK("http://evil.example")'
    assert Form(page, two[0]).send(note=attack, company="+cmd|calc", phone="+55 11 1").status_code == 303
    answer = send(page, "export", two)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="customers.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["uuid"] for row in rows] == two
    assert (rows[0]["note"], rows[0]["company"], rows[0]["phone"]) == (f"'{attack}", "'+cmd|calc", "+55 11 1")
    assert rows[1]["email"] == "customer2@example.com"


@pytest.mark.parametrize(
    ("action", "more", "words"),
    [
        ("disable", {}, "Nobody was chosen."),
        ("tag", {"tag": " "}, "Nobody was chosen."),
    ],
)
def test_nothing_is_asked_about_nobody(page: Page, action: str, more: dict[str, str], words: str) -> None:
    answer = send(page, action, [], **more)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_tag_must_be_said(page: Page, two: list[str]) -> None:
    answer = send(page, "tag", two, tag=" ")
    assert answer.status_code == 422
    assert "Which tag?" in answer.text


@pytest.mark.parametrize(
    ("tag", "words"), [("", "Which tag?"), ("x" * 101, "The tag is too long."), ("a\0b", "The tag is not readable.")]
)
def test_a_tag_that_cannot_be_is_never_cut_nor_stored(page: Page, two: list[str], tag: str, words: str) -> None:
    for sure in ("", "1"):
        answer = send(page, "tag", two, tag=tag, sure=sure)
        assert answer.status_code == 422
        assert words in answer.text
    assert [Form(page, uuid).fields["tags"] for uuid in two] == ["", ""]
    assert send(page, "tag", two, tag="x" * 100, sure="1").status_code == 303
    assert [Form(page, uuid).fields["tags"] for uuid in two] == ["x" * 100] * 2


def test_what_is_no_action_is_refused(office: Live, page: Page, two: list[str]) -> None:
    before = office.everything(STORE, WATCHER)
    assert send(page, "delete", two, sure="1").status_code == 400
    assert office.everything(STORE, WATCHER) == before


def test_customers_of_a_store_that_is_not_managed_are_left_alone(office: Live, two: list[str]) -> None:
    before = office.everything(STORE, WATCHER)
    with entered(office, "stranger") as stranger:
        send(stranger, "disable", two, sure="1")
        assert len(send(stranger, "export", two).text.splitlines()) == 1
        assert "customer0" not in send(stranger, "disable", two).text
    assert office.everything(STORE, WATCHER) == before


def test_lists_of_people_are_not_kept_for_a_repeated_call(page: Page, two: list[str]) -> None:
    said = {"csrf": page.csrf("/admin/customers"), "action": "export", "uuid": two}
    for _ in range(2):
        answer = page.http.post(WHERE, data=said, headers={"Idempotency-Key": "k1"})
        assert answer.status_code == 200
        assert "idempotent-replayed" not in answer.headers


def test_the_way_back_leads_to_the_list_as_it_was_and_nowhere_else(page: Page, two: list[str]) -> None:
    shown = page.get("/admin/customers?keyword=customer&ob=name&od=desc&done=saved").text
    (back,) = re.findall(r'name="back" value="([^"]+)"', shown)
    assert back == "keyword=customer&amp;ob=name&amp;od=desc"
    said = "keyword=customer&ob=name&od=desc&done=deleted&evil=//example.org"
    question = send(page, "enable", two, back=said).text
    assert f'name="back" value="{back}"' in question
    assert question.count(f'href="/admin/customers?{back}"') == 2
    answer = send(page, "enable", two, back=said, sure="1")
    where = "/admin/customers?keyword=customer&ob=name&od=desc&done=bulk&changed=0"
    assert (answer.status_code, answer.headers["location"]) == (303, where)
