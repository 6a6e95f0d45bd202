"""What readers notice of clients that keep the password hasher busy without a pause."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import httpx

from bench.load import TOKEN, Told, cases, fire
from bench.people import FIRST_ID, STORE
from tests.parts.server import serve

CLIENTS = 2


@dataclass(frozen=True, slots=True)
class Storm:
    """Readers alone, readers beside the storm, and how many passwords were hashed meanwhile per second."""

    calm: Told
    beside: Told
    hashes_per_second: float


def measure_storm(url: str, size: int, seconds: float) -> Storm:
    """Reads of single customers, alone and beside two clients that set passwords (one argon2id hash each)."""
    case = cases(size, "storm")[0]
    with serve({"PATRON_DATABASE": url, "PATRON_LOG_LEVEL": "warning"}) as server:
        fire(server.base_url, case, size, 1)
        calm = fire(server.base_url, case, size, seconds)
        stop = threading.Event()
        done: list[int] = []
        clients = [
            threading.Thread(target=_set_passwords, args=(server.base_url, number, stop, done))
            for number in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        beside = fire(server.base_url, case, size, seconds)
        stop.set()
        for client in clients:
            client.join()
    return Storm(calm, beside, sum(done) / seconds)


def _set_passwords(base_url: str, number: int, stop: threading.Event, done: list[int]) -> None:
    headers = {"Authentication": f"bearer {TOKEN}", "User-Agent": "bench (b@example.com)"}
    count = 0
    with httpx.Client(base_url=base_url, headers=headers, timeout=30) as http:
        while not stop.is_set():
            body = {"password": f"password {number} {count}"}
            http.put(f"/v1/{STORE}/customers/{FIRST_ID + number}", json=body).raise_for_status()
            count += 1
    done.append(count)
