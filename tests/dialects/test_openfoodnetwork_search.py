"""Searching and ordering the index of Open Food Network over HTTP (openfoodnetwork.md 5)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.dialects.enterprises import FARM, GENERIC, HUB, Network, shown
from tests.dialects.live import Live

ALICE, BOB, CAROL, DAN, ELSA, GUEST, BUYER = 21, 22, 23, 24, 25, 26, 27
BOUGHT = {"state": "complete", "total": "1.00", "paid": "1.00"}
EVERYBODY = [ALICE, BOB, CAROL, DAN, ELSA, BUYER]


def test_a_pattern_is_no_longer_than_anybody_means(ofn: Network) -> None:
    for query in (
        f"q[first_name_matches]=%25{'a' * 101}%25",
        f"q[first_name_does_not_match]={'_' * 101}",
        f"q[first_name_matches]={'%25a' * 11}",
        f"q[first_name_cont]={'a' * 101}",
    ):
        answer = ofn.ask("GET", f"/customers?{query}")
        assert (answer.status_code, answer.json()) == (422, GENERIC)
    for query in (
        f"q[first_name_matches]={'a' * 100}%25{'b' * 100}",
        f"q[first_name_matches]={'%25a' * 10}",
        f"q[last_name_matches]={'%5C%25' * 11}",
        f"q[first_name_cont]={'a' * 100}",
    ):
        assert ofn.ids("key-admin", f"?{query}") == []


@pytest.fixture(scope="module")
def ofn(server: Live) -> Network:
    """Six who are seen, in two enterprises, and a guest who is not; nobody changes them."""
    return six(server)


@pytest.fixture
def changing(server: Live) -> Iterator[Network]:
    """The same for a test that changes something."""
    yield six(server)
    six(server)


def six(server: Live) -> Network:
    """The network with the world loaded."""
    network = Network(server)
    network.load(
        shown(ALICE, FARM, "alice@example.org", first_name="Alice", last_name="Springs", code="A1"),
        shown(BOB, FARM, "bob@example.org", first_name="Bob", last_name="100%_x", code="B1"),
        shown(CAROL, HUB, "carol@example.net", first_name="Carol", code="A1"),
        shown(DAN, FARM, "dan@example.org", first_name="dan"),
        shown(ELSA, FARM, "elsa@example.com", first_name="Élsa", last_name="Ångström", code="t"),
        shown(GUEST, FARM, "guest@example.org", first_name="Guest", facts={"made_by_hand": False}),
        shown(BUYER, HUB, "buyer@example.org", facts={"made_by_hand": False, "orders": [BOUGHT]}),
    )
    return network


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q[email_eq]=alice@example.org", [ALICE]),
        ("q[email_eq]=ALICE@example.org", []),
        ("q[email_eq]=%20alice@example.org%20", [ALICE]),
        ("q[email_not_eq]=alice@example.org", [BOB, CAROL, DAN, ELSA, BUYER]),
        ("q[email_cont]=EXAMPLE.ORG", [ALICE, BOB, DAN, BUYER]),
        ("q[email_cont]=li", [ALICE]),
        ("q[email_cont]=@example.net", [CAROL]),
        ("q[email_i_cont]=ALI", [ALICE]),
        ("q[email_not_cont]=example.org", [CAROL, ELSA]),
        ("q[email_start]=bo", [BOB]),
        ("q[email_not_start]=bo", [ALICE, CAROL, DAN, ELSA, BUYER]),
        ("q[email_end]=.NET", [CAROL]),
        ("q[email_matches]=%25o%25@%25.org", [BOB]),
        ("q[email_does_not_match]=%25.org", [CAROL, ELSA]),
        ("q[last_name_cont]=%25", [BOB]),
        ("q[last_name_cont]=_", [BOB]),
        ("q[last_name_eq]=100%25_x", [BOB]),
        ("q[first_name_cont]=%C3%A9LS", [ELSA]),
        ("q[last_name_cont]=%C3%A5ngstr%C3%96", [ELSA]),
        ("q[first_name_or_last_name_cont]=spr", [ALICE]),
        ("q[first_name_and_last_name_cont]=l", []),
        ("q[first_name_cont_any][]=ali&q[first_name_cont_any][]=CAR", [ALICE, CAROL]),
        ("q[first_name_cont_all][]=a&q[first_name_cont_all][]=l", [ALICE, CAROL, ELSA]),
        ("q[first_name_blank]=1", [BUYER]),
        ("q[first_name_present]=1", [ALICE, BOB, CAROL, DAN, ELSA]),
        ("q[code_eq]=a1", []),
        ("q[code_in][]=A1&q[code_in][]=B1", [ALICE, BOB, CAROL]),
        ("q[code_not_in][]=A1", [BOB, ELSA]),
        ("q[code_not_eq]=A1", [BOB, ELSA]),
        ("q[code_not_cont]=1", [ELSA]),
        ("q[code_null]=1", [DAN, BUYER]),
        ("q[code_null]=0", [ALICE, BOB, CAROL, ELSA]),
        ("q[code_not_null]=1", [ALICE, BOB, CAROL, ELSA]),
        ("q[code_blank]=1", [DAN, BUYER]),
        ("q[code_true]=1", [ELSA]),
        ("q[code_gt]=A1", [BOB, ELSA]),
        (f"q[id_eq]={BOB}", [BOB]),
        (f"q[id_gt]={CAROL}", [DAN, ELSA, BUYER]),
        (f"q[id_lteq]={BOB}", [ALICE, BOB]),
        (f"q[id_in][]={ALICE}&q[id_in][]={GUEST}&q[id_in][]=x", [ALICE]),
        ("q[id_eq]=abc", []),
        ("q[id_gt]=abc", EVERYBODY),
        ("q[id_eq]=99999999999999999999", []),
        ("q[id_lt]=99999999999999999999", EVERYBODY),
        ("q[name_null]=1", EVERYBODY),
        ("q[name_cont]=a", []),
        ("q[name_not_eq]=a", []),
        ("q[email_cont]=bob&q[code_eq]=A1", []),
        ("q[email_cont]=bob&q[code_eq]=A1&q[m]=or", [ALICE, BOB, CAROL]),
        ("q[g][0][m]=or&q[g][0][email_cont]=bob&q[g][0][code_eq]=A1&q[email_end]=.org", [ALICE, BOB]),
        ("q[c][0][a][0][name]=email&q[c][0][p]=eq&q[c][0][v][0][value]=dan@example.org", [DAN]),
        ("enterprise_id=2&q[code_eq]=A1", [CAROL]),
        ("enterprise_id=3&q[code_eq]=A1", []),
    ],
)
def test_the_index_finds(ofn: Network, query: str, found: list[int]) -> None:
    answer = ofn.ask("GET", f"/customers?{query}")
    assert [one["attributes"]["id"] for one in answer.json()["data"]] == found
    assert answer.json()["meta"]["pagination"]["results"] == len(found)


@pytest.mark.parametrize(
    "query",
    [
        "q=abc",
        "q[]=abc",
        "q[email_eq]=",
        "q[email_cont]=%20",
        "q[enterprise_id_eq]=2",
        "q[allow_charges_eq]=1",
        "q[tags_name_eq]=staff",
        "q[user_email_cont]=x",
        "q[nonsense_eq]=1",
        "q[email_nonsense]=1",
        "q[first_name_or_password_eq]=x",
        "q[created_at_gt]=soon",
        "q[code_null]=maybe",
        "q[s]=enterprise_id%20desc",
    ],
)
def test_what_is_not_permitted_or_not_understood_is_as_if_it_were_not_sent(ofn: Network, query: str) -> None:
    assert ofn.ids("key-admin", f"?{query}") == EVERYBODY


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("email%20desc", [ELSA, DAN, CAROL, BUYER, BOB, ALICE]),
        ("email", [ALICE, BOB, BUYER, CAROL, DAN, ELSA]),
        ("code", [ALICE, CAROL, BOB, ELSA, DAN, BUYER]),
        ("code%20desc", [DAN, BUYER, ELSA, BOB, ALICE, CAROL]),
        ("id%20desc", EVERYBODY[::-1]),
        ("name", EVERYBODY),
    ],
)
def test_an_order_puts_missing_codes_last_or_first_and_the_id_breaks_ties(
    ofn: Network, sort: str, order: list[int]
) -> None:
    assert ofn.ids("key-admin", f"?q[s]={sort}") == order
    assert [one for page in (1, 2, 3) for one in ofn.ids("key-admin", f"?q[s]={sort}&per_page=2&page={page}")] == order


def test_several_orders_apply_one_after_the_other(ofn: Network) -> None:
    assert ofn.ids("key-admin", "?q[s][]=code%20desc&q[s][]=id%20desc") == [BUYER, DAN, ELSA, BOB, CAROL, ALICE]


def test_moments_are_compared(changing: Network, server: Live) -> None:
    ofn = changing
    server.stop_clock("2031-05-06T07:08:09Z")
    try:
        new = int(ofn.create(FARM, email="new@example.org")["id"])
    finally:
        server.stop_clock(None)
    assert ofn.ids("key-admin", "?q[created_at_gt]=2031-05-06") == [new]
    assert ofn.ids("key-admin", "?q[created_at_gteq]=2031-05-06T07:08:09Z") == [new]
    assert ofn.ids("key-admin", "?q[created_at_gt]=2031-05-06T07:08:09Z") == []
    assert ofn.ids("key-admin", "?q[created_at_lt]=2031-05-06T07:08:09Z") == EVERYBODY
    assert ofn.ids("key-admin", "?q[updated_at_gt]=2031-05-06T08:00:00%2B02:00") == [new]
    assert ofn.ids("key-admin", "?q[created_at_gt(1i)]=2031&q[created_at_gt(2i)]=5&q[created_at_gt(3i)]=6") == [new]


def test_an_address_is_found_in_small_letters_however_it_was_written(changing: Network) -> None:
    ofn = changing
    ofn.tell_tiendanube(BOB, email="Bob@EXAMPLE.org")
    assert ofn.ids("key-admin", "?q[email_eq]=bob@example.org") == [BOB]
    assert ofn.ids("key-admin", "?q[email_cont]=BOB@exa") == [BOB]


def test_a_search_shows_nobody_whom_the_caller_may_not_see(ofn: Network) -> None:
    for key, seen in (
        (None, []),
        ("key-shopper", []),
        ("key-farmer", [ALICE, BOB, DAN, ELSA]),
        ("key-hubber", [CAROL, BUYER]),
        ("key-profile", []),
        ("key-admin", EVERYBODY),
    ):
        assert ofn.ids(key, "?q[id_gt]=0") == seen
        assert ofn.ids(key, "?q[id_gt]=0&q[email_eq]=x&q[m]=or") == seen
        assert ofn.ids(key, "?q[s]=id") == seen
        assert ofn.ids(key, "?q[email_cont]=example") == seen


def test_pages_of_a_search_count_what_it_found(ofn: Network) -> None:
    answer = ofn.ask("GET", "/customers?q[email_cont]=example.org&per_page=3&page=2").json()
    assert [one["attributes"]["id"] for one in answer["data"]] == [BUYER]
    assert answer["meta"] == {"pagination": {"results": 4, "pages": 2, "page": 2, "per_page": 3}}
    beyond = ofn.ask("GET", "/customers?q[email_cont]=example.org&per_page=3&page=9").json()
    assert beyond["data"] == []
    assert beyond["meta"]["pagination"]["results"] == 4


@pytest.mark.parametrize("key", ["key-farmer", None])
@pytest.mark.parametrize(
    "query",
    [
        "q[description_eq]=x",
        "q[completed_at_null]=1",
        "q[s]=deleted_at",
        "q[id_cont]=1",
        "q[created_at_matches]=2026-01-01",
        "q[email_matches]=x\\",
        "q[g]=x",
        "q[c][0]=x",
        "&".join(f"q[email_cont_any][]={number}" for number in range(65)),
        "&".join(f"q[id_in][]={number}" for number in range(1000)),
        f"q[email_cont]={'x' * 1001}",
        "q" + "[g][0]" * 12 + "[email_eq]=x",
        f"q[{'email_or_' * 80}email_cont]=x",
    ],
)
def test_what_the_platform_fails_on_and_what_would_cost_too_much_is_the_generic_refusal(
    ofn: Network, query: str, key: str | None
) -> None:
    before = time.monotonic()
    answer = ofn.ask("GET", f"/customers?{query}", key)
    assert answer.status_code == 422
    assert answer.json() == GENERIC
    assert time.monotonic() - before < 2
