"""Many at once: one customer for one e-mail, one store for one customer, and nothing half done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.dialects.enterprises import FARM, HUB, Network, attributes, shown
from tests.dialects.live import Live

ALICE = 11


@pytest.fixture
def ofn(server: Live) -> Network:
    """One customer."""
    network = Network(server)
    network.load(shown(ALICE, FARM, "alice@example.org", first_name="Alice"))
    return network


def at_once(calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """The answers of calls that were all made at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_equal_creations_at_once_make_one_customer(ofn: Network) -> None:
    def create(spelling: str) -> Callable[[], httpx.Response]:
        return lambda: ofn.ask("POST", "/customers", json={"email": spelling, "enterprise_id": FARM})

    answers = at_once([create(email) for email in ("new@example.org", "NEW@example.org") for _ in range(5)])
    assert Counter(answer.status_code for answer in answers) == {201: 10}
    assert len({attributes(answer)["id"] for answer in answers}) == 1
    assert [one["attributes"]["email"] for one in ofn.everything()].count("new@example.org") == 1


def test_moves_in_opposite_directions_both_arrive(ofn: Network) -> None:
    hank = ofn.create(HUB, email="hank@example.org")["id"]
    for there, back in ((HUB, FARM), (FARM, HUB)) * 3:
        bodies = {ALICE: there, hank: back}

        def move(number: int, enterprise: int) -> Callable[[], httpx.Response]:
            return lambda: ofn.ask("PUT", f"/customers/{number}", "key-both", json={"enterprise_id": enterprise})

        answers = at_once([move(number, enterprise) for number, enterprise in bodies.items()])
        assert [answer.status_code for answer in answers] == [200, 200]
        assert {number: ofn.show(number)["enterprise_id"] for number in bodies} == bodies


def test_moves_changes_and_deletions_at_once_leave_a_whole_customer_or_none(ofn: Network) -> None:
    def change(**body: object) -> Callable[[], httpx.Response]:
        return lambda: ofn.ask("PUT", f"/customers/{ALICE}", "key-both", json=body)

    moves = [change(enterprise_id=one) for one in (HUB, FARM, HUB, FARM)]
    answers = at_once([*moves, *(change(last_name=str(n), tags=[str(n)]) for n in range(6))])
    assert Counter(answer.status_code for answer in answers) == {200: 10}
    (left,) = ofn.everything()
    assert left["id"] == str(ALICE)
    assert left["attributes"]["last_name"] == left["attributes"]["tags"][0]
    assert [len(ofn.ids("key-admin", f"?enterprise_id={one}")) for one in (FARM, HUB)] in ([0, 1], [1, 0])
    answers = at_once([lambda: ofn.ask("DELETE", f"/customers/{ALICE}") for _ in range(4)])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: 3}
