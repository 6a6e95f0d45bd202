"""What holds for every call that changes something, whatever its dialect: versions, repetitions, history."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.every_dialect import (
    ANA,
    APP,
    CALLS,
    EXEMPT,
    KEY,
    PASSWORD,
    STORE,
    WORLD,
    Call,
    Town,
    unsafe_routes,
)
from tests.dialects.live import Live
from tests.parts.postgres import fresh_database
from tests.parts.server import PATRON, Serving, serve
from tests.store.people import in_a_loop
from tests.store.raw import rows_of

KINDS = {
    "app": "access token",
    "key": "API key",
    "admin": "bearer token",
    "ana": "bearer token",
    "shopper": "bearer token",
    "": "",
}
"""Credential of the town -> what the history calls its kind."""
OF_ANA = [call for call in CALLS if call.on == "ana"]
STALE = f'"{ANA}-1"'
ELSEWHERE = {"id": 2, "name": "Other", "code": "other", "currency": "BRL", "country": "BR", "language": "pt"}
called = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
of_ana = pytest.mark.parametrize("call", OF_ANA, ids=lambda call: call.name)


class Place:
    """A town, its server, and its database."""

    def __init__(self, serving: Serving, database: str) -> None:
        self.serving = serving
        self.database = database
        self.town = Town(Live(serving))


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server on each engine."""
    database = f"sqlite:///{tmp_path_factory.mktemp('every')}/patron.sqlite3"
    if request.param == "postgres":
        database = fresh_database(request.getfixturevalue("postgres").url, "every_dialect")
    settings = {"PATRON_RATE_LIMITS": "off", "PATRON_AIMEOS_CSRF": "off", "PATRON_DATABASE": database}
    with serve(settings, "--dev") as serving:
        place = Place(serving, database)
        yield place
        place.town.live.http.close()


@pytest.fixture
def town(place: Place) -> Town:
    """The town as new."""
    place.town.settle()
    return place.town


def test_every_call_that_changes_something_is_tried_here() -> None:
    tried = {(call.dialect, call.method, call.template.partition("?")[0]) for call in CALLS}
    left = {row for row in unsafe_routes() - tried if (row[0], row[2]) not in EXEMPT}
    assert left == {("aimeos", "PUT", "/customer")}, "which is always refused"
    assert tried <= unsafe_routes()


# -- versions -------------------------------------------------------------------------------------------------------


@called
def test_a_call_that_expects_another_version_is_refused_and_changes_nothing(
    place: Place, town: Town, call: Call
) -> None:
    before, past = town.everything(), events(place)
    for expected in (STALE, f"W/{STALE}", "nonsense", '"nobody", "else"'):
        refused = town.make(call, If_Match=expected)
        assert refused.status_code == 412, f"{expected}: {refused.text}"
        assert refused.content, "in the words of the platform"
        assert town.everything() == before
    assert events(place) == past


@of_ana
def test_a_call_that_expects_the_version_that_is_there_is_carried_out(town: Town, call: Call) -> None:
    for expected in (town.tag(), town.version()):
        answer = town.make(call, If_Match=f'"other", {expected}')
        assert answer.status_code < 300, answer.text
        town.settle()


@of_ana
def test_the_answer_to_a_change_tells_the_version_that_it_made(town: Town, call: Call) -> None:
    told = town.make(call).headers.get("etag")
    if call.method == "DELETE" and call.dialect in {"aimeos", "tiendanube"}:
        assert told is None, "of what is gone"
    elif call.method != "DELETE":
        now = {"aimeos": town.version, "tiendanube": town.tag}.get(call.dialect, lambda: f"W/{town.version()}")
        assert told == now()


def test_a_new_customer_has_the_tag_of_the_first_version(town: Town) -> None:
    told: dict[str, str] = {}
    for call in CALLS:
        if call.happening == "created" and call.dialect in {"aimeos", "tiendanube"}:
            town.settle()
            answer = town.make(call)
            data = answer.json().get("data", answer.json())
            told[call.dialect] = answer.headers["etag"].replace(str(data["id"]), "new")
    assert told == {"aimeos": '"new-1"', "tiendanube": '"new-1.BRL"'}


@of_ana
def test_a_weak_tag_stands_for_the_same_version(town: Town, call: Call) -> None:
    assert town.make(call, If_Match=f"W/{town.tag()}").status_code < 300


@of_ana
def test_any_version_will_do_for_who_says_so(town: Town, call: Call) -> None:
    assert town.make(call, If_Match="*").status_code < 300


READS = {
    "tiendanube": (f"/v1/{STORE}/customers/{ANA}", "app", None),
    "openfoodnetwork": (f"/api/v1/customers/{ANA}", "key", None),
    "aimeos": ("/jsonapi/customer", "ana", None),
    "aimeos addresses": ("/jsonapi/customer?related=address", "ana", None),
    "evershop graphql": ("/api/graphql", "shopper", {"query": "{ currentCustomer { fullName } }"}),
    "evershop graphql of administrators": (
        "/api/admin/graphql",
        "admin",
        {"query": '{ customer(id: "%s") { email } }'},
    ),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_of_one_customer_tells_its_version(town: Town, name: str) -> None:
    path, who, body = READS[name]
    asked = {"query": body["query"].replace("%s", town.uuid)} if body else None
    method = "POST" if asked else "GET"
    weak = "W/" if name.startswith(("evershop", "openfoodnetwork")) else ""
    beside = ".BRL" if name == "tiendanube" else ""
    seen = town.ask(method, path, who, asked).headers["etag"]
    found = re.fullmatch(rf'{weak}"{ANA}-(\d+){re.escape(beside)}"', seen)
    assert found, seen
    town.good("PUT", f"/v1/{STORE}/customers/{ANA}", "app", {"note": "new"})
    later = town.ask(method, path, who, asked).headers["etag"]
    assert later == f'{weak}"{ANA}-{int(found[1]) + 1}{beside}"'


def test_two_header_lines_are_one_list(town: Town) -> None:
    path = f"/v1/{STORE}/customers/{ANA}"
    lines = [("If-Match", STALE), ("If-Match", town.tag()), *town.headers["app"].items()]
    assert town.live.http.put(path, json={"note": "x"}, headers=lines).status_code == 200


# -- repetitions ----------------------------------------------------------------------------------------------------


def alike(headers: Any) -> dict[str, str]:
    """Headers that a repetition has, too."""
    own = {"date", "x-request-id", "idempotent-replayed", "x-rate-limit-remaining", "x-rate-limit-reset"}
    return {name: value for name, value in headers.items() if name not in own}


@called
def test_a_repeated_call_is_carried_out_once_and_answered_alike(place: Place, town: Town, call: Call) -> None:
    first = town.make(call, Idempotency_Key="k1")
    assert first.status_code < 300, first.text
    after, past = town.everything(), events(place)
    again = town.make(call, Idempotency_Key="k1")
    assert events(place) == past
    # Whoever has deleted the own account, or closed the session with it, is nobody afterwards.
    if call.happening == "deleted" and call.who == "ana":
        assert town.everything() == after
        return
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert alike(again.headers) == alike(first.headers)
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert town.everything() == after
    if call.other is not None:
        other = town.make(call, call.other, Idempotency_Key="k1")
        assert other.status_code == 422, other.text
        assert town.everything() == after
        assert events(place) == past


@called
def test_of_two_at_once_one_is_carried_out(town: Town, call: Call) -> None:
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(town.make, call, Idempotency_Key="k1") for _ in range(2)]
        answers = [one.result() for one in sent]
    carried_out = [one for one in answers if one.status_code < 300 and "idempotent-replayed" not in one.headers]
    # Whoever has deleted the own account is nobody afterwards, and nobody deletes nothing.
    most = 2 if call.happening == "deleted" and call.who == "ana" else 1
    assert 1 <= len(carried_out) <= most, [one.text for one in answers]


def test_a_kept_answer_outlives_the_server(place: Place, town: Town) -> None:
    call = next(one for one in CALLS if one.name == "tiendanube POST /{store_id}/customers")
    first = town.make(call, Idempotency_Key="k1")
    place.serving.stop()
    place.serving.start()
    again = town.make(call, Idempotency_Key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"


@in_a_loop
async def _none_kept(database: str) -> None:
    assert await rows_of(database, "SELECT count(*) FROM answer WHERE body <> ''") == [(0,)]


def test_kept_answers_are_erased_with_the_person_though_they_stored_nothing(place: Place, town: Town) -> None:
    path = f"/v1/{STORE}/customers/{ANA}"
    for number, body in enumerate(({"note": "x"}, {"note": "x"})):
        answer = town.ask("PUT", path, "app", body, Idempotency_Key=f"k{number}")
        assert answer.status_code == 200
    town.good("DELETE", path, "app")
    _none_kept(place.database)


def test_a_call_that_is_always_refused_fills_no_disk(place: Place, town: Town) -> None:
    for who in ("", "ana"):
        assert town.ask("PUT", "/jsonapi/customer", who, {}, Idempotency_Key="k1").status_code == 403
    _none_kept(place.database)


def test_a_customer_who_has_moved_is_not_made_again(town: Town) -> None:
    town.live.load({**WORLD, "stores": [*WORLD["stores"], ELSEWHERE]})
    call = next(one for one in CALLS if one.name == "tiendanube POST /{store_id}/customers")
    first = town.make(call, Idempotency_Key="k1")
    moved = town.ask("PUT", f"/api/v1/customers/{first.json()['id']}", "key", {"enterprise_id": ELSEWHERE["id"]})
    assert moved.status_code == 200, moved.text
    again = town.make(call, Idempotency_Key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert [one["id"] for one in town.live.everything(STORE, APP)] == [ANA]


def test_a_key_that_was_taken_back_gets_no_kept_answer(place: Place, town: Town) -> None:
    def change() -> int:
        body = {"token": KEY, "customer": {"first_name": "Zoe"}}
        sent = {"Idempotency-Key": "k1"}
        return town.live.http.patch(f"/api/v1/customers/{ANA}", json=body, headers=sent).status_code

    assert (change(), change()) == (200, 200)
    another = [str(PATRON), "staff", "key", "admin@example.com"]
    subprocess.run(another, env=place.serving.environment, check=True, capture_output=True)
    deadline = time.monotonic() + 5  # a key is believed for a second
    while (status := change()) != 401 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert status == 401


def test_a_password_ends_the_spellings_that_the_time_of_the_change_overtakes(place: Place, town: Town) -> None:
    where = {
        "full_name": "Ana",
        "address_1": "1 Elm",
        "city": "X",
        "country": "US",
        "province": "US-CA",
        "postcode": "1",
    }
    town.good("POST", f"/api/customers/{town.uuid}/addresses", "admin", {**where, "telephone": "1"})
    body = {"data": {"attributes": {"customer.password": "another battery"}}}
    assert town.ask("PATCH", "/jsonapi/customer", "ana", body).status_code == 200
    assert "updated_at" not in str(said_of(place))


def said_of(place: Place) -> object:
    """The spellings of the only customer."""
    found: list[tuple[Any, ...]] = []

    @in_a_loop
    async def read() -> None:
        found.extend(await rows_of(place.database, "SELECT said FROM customer"))

    read()
    return found[0][0]


# -- history --------------------------------------------------------------------------------------------------------


@in_a_loop
async def _read(database: str, found: list[tuple[Any, ...]]) -> None:
    statement = "SELECT customer_id, version, happening, door, who, request_id, credential, changes FROM event "
    statement += "ORDER BY 1, 2"
    found += await rows_of(database, statement)


def events(place: Place) -> list[tuple[Any, ...]]:
    """Every event of the store."""
    found: list[tuple[Any, ...]] = []
    _read(place.database, found)
    return found


@called
def test_a_call_is_one_event_that_tells_who_and_what(place: Place, town: Town, call: Call) -> None:
    before = events(place)
    answer = town.make(call)
    assert answer.status_code < 300, answer.text
    new = [event for event in events(place) if event not in before]
    if not call.on:
        assert new == []
        return
    ((customer_id, _version, happening, door, who, request_id, credential, said),) = new
    assert (happening, door, who) == (call.happening, call.dialect, call.by)
    assert credential == ("link" if who == "the holder of a link" else KINDS[call.who])
    assert request_id == answer.headers["x-request-id"]
    assert (customer_id == ANA) == (call.on == "ana")
    changes = json.loads(said) if isinstance(said, str) else said
    told = {re.sub(r"\.\d+\.", ".*.", name) for name in changes}
    assert set(call.told) <= told, told
    assert all(was != now for was, now in changes.values())
    text = json.dumps(changes)
    assert "correct horse" not in text
    assert not re.search(r"\$(2[aby]|argon2|scrypt)", text)
    if call.happening == "deleted":
        assert [event for event in events(place) if event[0] == ANA] == new


def test_the_history_tells_a_session_from_a_token_and_a_key(place: Place, town: Town) -> None:
    http = town.live.http

    def signed_in(path: str, **said: str) -> dict[str, str]:
        answer = http.post(path, json=said)
        assert answer.status_code < 400, answer.text
        cookies = "; ".join(f"{one.name}={one.value}" for one in http.cookies.jar)
        http.cookies.clear()
        return {"Cookie": cookies}

    admin = {"email": "admin@example.com", "password": "admin-secret-12"}
    ana = {"email": "ana@example.com", "password": PASSWORD}
    minted = http.post("/_dev/token", json={"dialect": "openfoodnetwork", "staff": admin["email"]}).json()["token"]
    town.headers |= {
        "key": {"Cookie": f"_ofn_session_id={minted}"},
        "admin": signed_in("/admin/user/login", **admin),
        "shopper": signed_in("/customer/login", **ana),
        "ana": signed_in("/login", **ana),
    }
    before = events(place)
    for who in ("key", "admin", "shopper", "ana"):
        call = next(call for call in OF_ANA if call.who == who and call.told and call.other)
        assert town.make(call, call.other if who == "shopper" else call.body).status_code < 300, who
    new = [event for event in events(place) if event not in before]
    assert [(event[3], event[4], event[6]) for event in new] == [
        ("openfoodnetwork", "staff 1", "session"),
        ("evershop", "staff 1", "session"),
        ("evershop", f"customer {ANA}", "session"),
        ("aimeos", f"customer {ANA}", "session"),
    ]


def test_the_docs_name_every_call_that_keeps_no_answers() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    assert "Answers that hold tokens are never kept" in page
