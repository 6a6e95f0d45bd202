"""An acknowledged write survives `kill -9`, and the counters agree with the rows, on both engines."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from tests.dialects.ledger import Ledger, Told
from tests.dialects.live import SHOP, TOKEN, Json, two_shops
from tests.parts.postgres import fresh_database
from tests.parts.server import Serving, serve

KILLS = 3
WRITERS = 6
HEADERS = {"Authentication": f"bearer {TOKEN}", "User-Agent": "durability (t@example.com)"}


@dataclass
class Acknowledged:
    """What the server said it had stored, by e-mail: the last note that was answered, and the one under way."""

    ids: dict[str, int] = field(default_factory=dict[str, int])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    under_way: dict[str, str] = field(default_factory=dict[str, str])
    deleted: set[str] = field(default_factory=set[str])
    maybe_deleted: set[str] = field(default_factory=set[str])


@pytest.fixture(params=["sqlite", "postgres"])
def serving(request: pytest.FixtureRequest) -> Iterator[Serving]:
    settings = {"PATRON_RATE_LIMITS": "off"}
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url
        settings["PATRON_DATABASE"] = fresh_database(url, "durability")
    with serve(settings, "--dev") as started:
        yield started


def write_until(serving: Serving, number: int, stop: threading.Event, said: Acknowledged, life: int) -> None:
    """Nothing; creates, updates and deletes until the server is gone."""
    dice = random.Random(life * 100 + number)  # noqa: S311 - a test's choices
    mine: list[str] = []
    with httpx.Client(base_url=f"{serving.base_url}/v1/{SHOP}", headers=HEADERS, timeout=5) as http:
        for turn in range(100_000):
            if stop.is_set():
                return
            try:
                if mine and dice.random() < 0.1:
                    email = mine.pop(dice.randrange(len(mine)))
                    said.maybe_deleted.add(email)
                    assert http.delete(f"/customers/{said.ids[email]}").status_code == 200
                    said.deleted.add(email)
                elif mine and dice.random() < 0.5:
                    email = dice.choice(mine)
                    note = f"note {life} {number} {turn}"
                    said.under_way[email] = note
                    assert http.put(f"/customers/{said.ids[email]}", json={"note": note}).status_code == 200
                    said.notes[email] = note
                else:
                    email = f"{life}.{number}.{turn}@example.com"
                    body = {"name": "A B", "email": email, "note": "born", "addresses": [{"city": email}]}
                    answer = http.post("/customers", json=body)
                    assert answer.status_code == 201
                    said.ids[email] = answer.json()["id"]
                    said.notes[email] = said.under_way[email] = "born"
                    mine.append(email)
            except httpx.TransportError:
                return  # killed: whatever was under way is unknown


def every_customer(serving: Serving) -> tuple[list[Json], int]:
    """All customers by since_id, and the total that the first page names."""
    found: list[Json] = []
    total = 0
    with httpx.Client(base_url=f"{serving.base_url}/v1/{SHOP}", headers=HEADERS) as http:
        while True:
            since = found[-1]["id"] if found else 0
            answer = http.get("/customers", params={"since_id": str(since), "per_page": 200})
            if answer.status_code == 404:
                return found, total
            total = total or int(answer.headers["x-total-count"])
            found += answer.json()


def test_every_acknowledged_write_is_there_after_kill_9(serving: Serving) -> None:
    httpx.post(f"{serving.base_url}/_dev/world", json=two_shops()).raise_for_status()
    said = Acknowledged()
    for life in range(KILLS):
        stop = threading.Event()
        writers = [
            threading.Thread(target=write_until, args=(serving, number, stop, said, life)) for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        time.sleep(1.5)
        serving.kill()
        stop.set()
        for writer in writers:
            writer.join(20)
            assert not writer.is_alive()
        serving.start()
    found, total = every_customer(serving)
    by_email = {str(one["email"]): one for one in found}
    assert len(said.ids) > 50, "the test has written too little to mean anything"
    assert len(by_email) == len(found) == total
    for email, number in said.ids.items():
        if email in said.deleted:
            assert email not in by_email
        elif email not in said.maybe_deleted:
            assert by_email[email]["id"] == number
            assert by_email[email]["note"] in (said.notes[email], said.under_way[email])
            assert [one["city"] for one in by_email[email]["addresses"]] == [email]
    unknown = by_email.keys() - said.ids.keys()
    assert len(unknown) <= KILLS * WRITERS  # at most what was under way at each kill
    check_counters(serving)
    check_history(serving, found, {said.ids[email] for email in said.deleted})


def check_history(serving: Serving, found: list[Json], deleted: set[int]) -> None:
    """Nothing; every change that is stored has its event, and every event its change."""
    ledger = Ledger(serving.environment["PATRON_DATABASE"])
    events: dict[int, list[Told]] = {}
    for event in ledger.everything():
        events.setdefault(event.customer_id, []).append(event)
    for one in found:
        first, *others = events.pop(one["id"])
        assert (first.version, first.happening) == (1, "created")
        assert [event.version for event in others] == list(range(2, len(others) + 2))
        note = first.changes["note"][1]
        for event in others:
            assert (event.happening, event.changes) == ("changed", {"note": (note, event.changes["note"][1])})
            note = event.changes["note"][1]
        assert note == one["note"]
    # Nobody else has a history but those who are gone: that, and no more.
    assert deleted <= events.keys()
    assert [[event.happening for event in told] for told in events.values()] == [["deleted"]] * len(events)


def check_counters(serving: Serving) -> None:
    """Nothing; `patron check` counts rows and finds every counter right."""
    import subprocess

    from tests.parts.server import PATRON

    done = subprocess.run(
        [str(PATRON), "check"], env=dict(serving.environment), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
