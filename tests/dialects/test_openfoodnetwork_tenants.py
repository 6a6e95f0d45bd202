"""No credential of one enterprise reaches another: every route, every kind of credential, every other enterprise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import httpx
import pytest

from tests.dialects.enterprises import FARM, HUB, PROFILE, TIENDANUBE, UNAUTHORIZED, Network, shown
from tests.dialects.live import Live

HOMES = {FARM: "farmer@example.org", HUB: "hubber@example.org", PROFILE: "profile@example.org"}
KEYS = {FARM: "key-farmer", HUB: "key-hubber", PROFILE: "key-profile"}
CUSTOMERS = {FARM: 11, HUB: 12, PROFILE: 13}
PAIRS = [(own, other) for own in HOMES for other in HOMES if own != other]


class Call(NamedTuple):
    """One request; a body is sent as JSON."""

    method: str
    path: str
    body: Mapping[str, object] | None = None
    lists: bool = False
    """Answered with an empty page, not with 401."""


def calls(own: int, other: int) -> Iterator[Call]:
    """Every route, aimed at what belongs to the other enterprise."""
    theirs, email = f"/customers/{CUSTOMERS[other]}", f"{other}@example.org"
    yield Call("GET", theirs)
    yield Call("GET", f"{theirs}?include=enterprise")
    yield Call("HEAD", theirs)
    for method in ("PUT", "PATCH"):
        yield Call(method, theirs, {"last_name": "Eve"})
        yield Call(method, theirs, {"enterprise_id": own})
        yield Call(method, theirs, {"customer": {"code": "EVE"}, "tags": ["eve"]})
    yield Call("DELETE", theirs)
    yield Call("POST", "/customers", {"enterprise_id": other, "email": "eve@example.org"})
    yield Call("POST", "/customers", {"enterprise_id": other, "email": email, "first_name": "Eve"})
    yield Call("POST", "/customers", {"customer": {"enterprise_id": other, "email": email}})
    yield Call("GET", f"/customers?enterprise_id={other}", lists=True)
    yield Call("GET", f"/enterprises/{other}/customers", lists=True)
    for query in (f"q[id_eq]={CUSTOMERS[other]}", f"q[email_eq]={email}"):
        yield Call("GET", f"/customers?{query}", lists=True)


def by_header(_ofn: Network, own: int) -> dict[str, Any]:
    return {"headers": {"X-Api-Token": KEYS[own]}}


def by_query(_ofn: Network, own: int) -> dict[str, Any]:
    return {"token": KEYS[own]}


def by_session(ofn: Network, own: int) -> dict[str, Any]:
    ask = {"dialect": "openfoodnetwork", "staff": HOMES[own], "store": own}
    answer = ofn.live.http.post("/_dev/token", json=ask)
    assert answer.status_code == 200, answer.text
    return {"headers": {"Cookie": f"_ofn_session_id={answer.json()['token']}"}}


def by_body(_ofn: Network, own: int) -> dict[str, Any]:
    return {"body": {"token": KEYS[own]}}


WAYS = {"header": by_header, "query": by_query, "session": by_session, "body": by_body}


@pytest.fixture
def ofn(server: Live) -> Network:
    """One customer in each enterprise."""
    network = Network(server)
    network.load(*(shown(CUSTOMERS[home], home, f"{home}@example.org", first_name="F") for home in HOMES))
    return network


def ask(ofn: Network, call: Call, shown_by: Mapping[str, Any]) -> httpx.Response:
    path = call.path
    if "token" in shown_by:
        path += ("&" if "?" in path else "?") + f"token={shown_by['token']}"
    more: dict[str, Any] = {"headers": shown_by.get("headers", {})}
    if call.body is not None or ("body" in shown_by and call.method == "DELETE"):
        more["json"] = {**(call.body or {}), **shown_by.get("body", {})}
    return ofn.ask(call.method, path, None, **more)


@pytest.mark.parametrize(("own", "other"), PAIRS)
@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_another_enterprise_is_shown_or_changed(ofn: Network, way: str, own: int, other: int) -> None:
    before = ofn.everything()
    shown_by = WAYS[way](ofn, own)
    for call in calls(own, other):
        answer = ask(ofn, call, shown_by)
        if call.lists:
            assert answer.status_code == 200, call
            assert (answer.json()["data"], answer.json()["meta"]["pagination"]["results"]) == ([], 0), call
        else:
            assert answer.status_code == 401, (call, answer.text)
            assert call.method == "HEAD" or answer.json() == UNAUTHORIZED, call
    assert ofn.everything() == before


@pytest.mark.parametrize(
    "query",
    ["", "?q[email_cont]=example", "?q[m]=or&q[id_gt]=0&q[email_eq]=x", "?q[enterprise_id_in][]=1&q[s]=enterprise_id"],
)
@pytest.mark.parametrize("way", ["header", "query", "session"])
@pytest.mark.parametrize("own", HOMES)
def test_the_own_enterprise_is_all_that_is_listed(ofn: Network, way: str, own: int, query: str) -> None:
    answer = ask(ofn, Call("GET", f"/customers{query}"), WAYS[way](ofn, own))
    assert [one["attributes"]["id"] for one in answer.json()["data"]] == [CUSTOMERS[own]]
    assert answer.json()["meta"]["pagination"]["results"] == 1


@pytest.mark.parametrize("own", [FARM, HUB])
def test_the_same_credentials_do_work_at_home(ofn: Network, own: int) -> None:
    """Otherwise all of the above would prove nothing."""
    home = f"/customers/{CUSTOMERS[own]}"
    for way, shown_by in WAYS.items():
        assert ask(ofn, Call("PUT", home, {"last_name": way}), shown_by(ofn, own)).status_code == 200
        assert ofn.show(CUSTOMERS[own])["last_name"] == way


CARRIED: list[Callable[[str], dict[str, Any]]] = [
    lambda secret: {"headers": {"X-Api-Token": secret}},
    lambda secret: {"headers": {"Cookie": f"_ofn_session_id={secret}"}},
    lambda secret: {"headers": {"Authorization": f"Bearer {secret}"}},
    lambda secret: {"headers": {"Authentication": f"bearer {secret}"}},
    lambda secret: {"token": secret},
]


@pytest.mark.parametrize("carried", CARRIED, ids=["key", "cookie", "authorization", "authentication", "query"])
@pytest.mark.parametrize("secret", [TIENDANUBE, f"{TIENDANUBE}-hub"])
def test_a_token_of_another_dialect_opens_nothing(
    ofn: Network, secret: str, carried: Callable[[str], dict[str, Any]]
) -> None:
    before = ofn.everything()
    for own, other in PAIRS:
        for call in calls(own, other):
            answer = ask(ofn, call, carried(secret))
            if answer.status_code != 401:
                assert call.lists
                assert answer.json()["data"] == []
    assert ofn.everything() == before


def test_the_kept_answer_of_a_move_is_erased_with_the_person(ofn: Network) -> None:
    def move() -> int:
        sent, body = {"Idempotency-Key": "k1"}, {"enterprise_id": HUB}
        return ofn.ask("PATCH", f"/customers/{CUSTOMERS[FARM]}", json=body, headers=sent).status_code

    assert (move(), move()) == (200, 200)
    assert ofn.ask("DELETE", f"/customers/{CUSTOMERS[FARM]}").status_code == 200
    assert move() == 404
