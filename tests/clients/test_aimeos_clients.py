"""Two programs speak the Aimeos dialect: a shop's script that follows links, and a client of any JSON:API."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.programs import node
from tests.development import Json, load_world
from tests.parts.server import serve

HERE = Path(__file__).parent / "aimeos"
EMPTY: dict[str, Json] = {
    "stores": [{"id": 1, "name": "Shop", "code": "default", "currency": "EUR", "country": "DE", "language": "en"}]
}


def run(program: str, *arguments: str) -> Any:
    """What the program found."""
    done = subprocess.run([str(node()), str(HERE / program), *arguments], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize("settings", [{}, {"PATRON_AIMEOS_PREFIX": "ai"}, {"PATRON_AIMEOS_PROFILE": "2026"}])
def test_a_script_finds_its_way_by_links_alone(settings: Mapping[str, str]) -> None:
    with serve(settings, "--dev") as running:
        load_world(running.base_url, EMPTY)
        steps = run("visit.mjs", f"{running.base_url}/jsonapi", f"{running.base_url}/login")
    assert [(step["name"], step["status"], step.get("found")) for step in steps] == [
        ("service", 200, ["customer"]),
        (
            "form",
            200,
            ["customer.lastname", "customer.address1", "customer.city", "customer.countryid", "customer.label"],
        ),
        ("nobody", 200, None),
        ("create", 201, "string"),
        ("login", 200, True),
        (
            "show",
            200,
            {
                "attributes": {"customer.city": "Essen", "customer.email": "script@example.com"},
                "included": [],
                "allow": ["DELETE", "GET", "PATCH"],
            },
        ),
        ("change", 200, ["Kiel", "Scarlett Cript"]),
        ("add address", 201, ["Berlin"]),
        ("change address", 200, ["Bonn"]),
        ("list address", 200, ["Bonn"]),
        ("with address", 200, ["Bonn"]),
        ("remove address", 200, None),
        ("no address", 200, []),
        ("add property", 201, ["M"]),
        ("change property", 200, ["L"]),
        ("list property", 200, ["L"]),
        ("with property", 200, ["L"]),
        ("remove property", 200, None),
        ("no property", 200, []),
        ("delete", 200, 0),
        ("gone", 200, [None, ""]),
    ]


def test_a_client_of_any_json_api_reads_and_writes() -> None:
    """kitsu 11 puts attributes beside `id` and `type`, and included entries in the place of relationships."""
    ana = {"customer.id": "1001", "customer.email": "ana@example.com", "customer.label": "Ana"}
    person: Json = {"dialect": "aimeos", "store": 1, "shown": {**ana}, "facts": {}, "bind": {"token": "token"}}
    with serve({}, "--dev") as running:
        token = load_world(running.base_url, {**EMPTY, "customers": [person]})["token"]
        with httpx.Client(base_url=running.base_url, headers={"Authorization": f"Bearer {token}"}) as phone:
            for related, values in (
                ("address", {"customer.address.city": "Bonn"}),
                ("property", {"customer.property.type": "size", "customer.property.value": "M"}),
            ):
                body = {"data": {"attributes": values}}
                answer = phone.post("/jsonapi/customer", params={"related": related}, json=body)
                assert answer.status_code == 201
        found = run("generic.mjs", f"{running.base_url}/jsonapi", token)
    shown = found["shown"]["data"]
    assert (shown["id"], shown["type"], shown["customer.email"]) == ("1001", "customer", "ana@example.com")
    (address,) = shown["customer/address"]["data"]
    (size,) = shown["customer/property"]["data"]
    assert (address["type"], address["customer.address.city"]) == ("customer/address", "Bonn")
    assert (size["type"], size["customer.property.value"]) == ("customer/property", "M")
    sparse = found["sparse"]["data"]
    assert {name for name in sparse if name.startswith("customer.")} == {"customer.email"}
    for related, entry in (("addresses", address), ("properties", size)):
        listed = found[related]
        assert listed["meta"]["total"] == 1
        assert [one["id"] for one in listed["data"]] == [entry["id"]]
    assert (found["written"]["status"], found["written"]["data"]["customer.id"]) == (201, "1001")
    assert found["nobody"]["data"]["id"] is None
    assert found["nobody"]["data"]["customer.email"] == ""
    assert found["refused"] == {
        "status": 400,
        "errors": [{"title": "An error occured and has been added to the logs"}],
    }
