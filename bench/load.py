"""Requests from another process: wrk, and what it says of rate, latency and failures."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass

from bench import enterprises
from bench.people import FIRST_ID, STORE, customer

TOKEN = "bench-token"  # noqa: S105 - of a database that lives as long as the benchmark
CONNECTIONS = 8
TIENDANUBE = (
    ("Authentication", f"bearer {TOKEN}"),
    ("User-Agent", "bench (b@example.com)"),
    ("Content-Type", "application/json"),
)

ENTERPRISES = (("X-Api-Token", enterprises.KEY),)


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request.

    `lua` fills in `path` and `body` from a counter `n` and the number of customers `size`; it may add to `headers`.
    """

    name: str
    method: str
    lua: str
    statuses: str = "2"
    connections: int = CONNECTIONS
    headers: tuple[tuple[str, str], ...] = TIENDANUBE


@dataclass(frozen=True, slots=True)
class Told:
    """What one round of a case gave."""

    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def cases(size: int, run: str) -> tuple[Case, ...]:
    """The requests that are measured over `size` customers; `run` makes the e-mails of creations unique."""
    base = f"/v1/{STORE}/customers"
    pages = -(-size // 30)
    terms = ",".join(f'"{customer(number * 37 % size).full_name.split()[1]}"' for number in range(64))  # type: ignore[union-attr]
    return (
        Case("get one", "GET", f'path = "{base}/" .. ({FIRST_ID} + (n * 7919) % size)'),
        Case("list of 30", "GET", f'path = "{base}"'),
        Case("deep page", "GET", f'path = "{base}?page=" .. ({pages * 4 // 5} - n % {max(1, pages // 20)})'),
        Case("since_id", "GET", f'path = "{base}?per_page=30&since_id=" .. ((n * 7919) % (size - 40))'),
        Case("search q", "GET", f'local t = {{{terms}}} path = "{base}?q=" .. string.lower(t[n % 64 + 1])'),
        Case("OFN page 1", "GET", enterprises.listed(), headers=ENTERPRISES),
        Case("OFN email_cont", "GET", enterprises.found(size), headers=ENTERPRISES),
        Case(
            "update",
            "PUT",
            f'path = "{base}/" .. ({FIRST_ID} + (n * 7919) % size)\nbody = \'{{"note": "note \' .. n .. \'"}}\'',
        ),
        Case(
            "create",
            "POST",
            f'path = "{base}"\nbody = \'{{"name": "Eva Nova", "email": "eva.{run}.\' .. n .. \'@example.com", '
            '"phone": "+551199999999", "identification": "1", "addresses": [{"address": "Rua A", "number": "1", '
            '"city": "São Paulo", "province": "São Paulo", "country": "BR", "zipcode": "01000"}]}\'',
        ),
    )


def fire(base_url: str, case: Case, size: int, seconds: float, *, first: int = 0) -> Told:
    """What wrk saw when it sent that case for so long, counting from `first`."""
    headers = ", ".join(f'["{name}"] = "{value}"' for name, value in case.headers)
    script = f"""
local n, size = {first}, {size}
local headers = {{{headers}}}
function request()
  n = n + 1
  local path, body
  {case.lua}
  return wrk.format("{case.method}", path, headers, body)
end
"""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{case.connections}",
            f"-d{round(seconds)}s",
            "--latency",
            "-s",
            file.name,
            base_url,
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return read(said)


def read(said: str) -> Told:
    """The figures in wrk's report."""
    total = int(_found(r"(\d+) requests in", said))
    return Told(
        requests=total,
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        p50_ms=_milliseconds(_found(r"^\s+50%\s+(\S+)$", said)),
        p99_ms=_milliseconds(_found(r"^\s+99%\s+(\S+)$", said)),
        failed=int(_found(r"Non-2xx or 3xx responses: (\d+)", said) if "Non-2xx" in said else 0),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise ValueError(f"wrk said something else:\n{text}")
    return match[1]


def _milliseconds(text: str) -> float:
    unit = text.lstrip("0123456789.")
    return float(text.removesuffix(unit)) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]
