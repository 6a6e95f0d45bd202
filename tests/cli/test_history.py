"""`patron history`: what happened to a customer, for people and for machines."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.running import Shell
from tests.cli.test_commands import WORLD, file


def test_history_shows_who_made_what_of_what(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    said = shell.fine("history", "ana@example.com", COLUMNS="80")
    assert "Ana, customer 5 of store 77" in said
    assert "created, version 1  via command line" in said
    assert [line.split() for line in said.splitlines() if line.strip().startswith(("email", "full_name"))] == [
        ["email", "ana@example.com"],
        ["full_name", "Ana"],
    ]
    assert all(len(line) <= 80 for line in said.splitlines())
    events: list[dict[str, Any]] = [json.loads(line) for line in shell.fine("history", "5", "--json").splitlines()]
    assert [(event["version"], event["happening"]) for event in events] == [(1, "created")]
    assert events[0]["changes"]["full_name"] == [None, "Ana"]
    assert "secret" not in json.dumps(events)


def test_a_customer_is_named_by_id_uuid_or_email_and_the_store_where_it_is_not_clear(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    one: dict[str, object] = {"id": 6, "name": "Bea", "email": "ana@example.com", "addresses": []}
    other: dict[str, object] = {
        "stores": [{"id": 78, "name": "Outra", "currency": "BRL"}],
        "customers": [{"dialect": "tiendanube", "store": 78, "shown": one}],
    }
    shell.fine("seed", file(shell, other))
    refused = shell.run("history", "ana@example.com")
    assert refused.code == 1
    assert "is a customer of stores 77, 78: say which with --store" in refused.said
    assert "Bea, customer 6 of store 78" in shell.fine("history", "ana@example.com", "--store", "78")
    for nobody in ("99", "nobody@example.com", "00000000-0000-4000-8000-000000000000", "Ana"):
        assert f"there is no customer {nobody}" in shell.run("history", nobody).said
    assert "there is no store 99" in shell.run("history", "5", "--store", "99").said
