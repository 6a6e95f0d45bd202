"""How soon a server answers after its start, and how much memory it holds then."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from statistics import median

from bench.cost import family, resident_megabytes
from bench.load import TOKEN
from bench.people import FIRST_ID, STORE
from tests.parts.server import serve

RUNS = 5


@dataclass(frozen=True, slots=True)
class Start:
    """Medians of a few starts."""

    seconds: float
    megabytes: float


def measure_start(url: str) -> Start:
    """Seconds from the start of the process to the first customer that it answered, and megabytes (PSS) after it."""
    seconds: list[float] = []
    megabytes: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        with serve({"PATRON_DATABASE": url, "PATRON_LOG_LEVEL": "warning"}) as server:
            link = http.client.HTTPConnection("127.0.0.1", server.port)
            headers = {"Authentication": f"bearer {TOKEN}", "User-Agent": "bench (b@example.com)"}
            link.request("GET", f"/v1/{STORE}/customers/{FIRST_ID}", headers=headers)
            if link.getresponse().status != http.client.OK:
                raise RuntimeError("the server does not know the first customer")
            seconds.append(time.perf_counter() - began)
            megabytes.append(resident_megabytes(family(server.process.pid)))
            link.close()
    return Start(median(seconds), median(megabytes))
