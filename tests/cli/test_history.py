"""`patron history`: what happened to a customer, for people and for machines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any, cast

import pytest
import typer
from msgspec.structs import replace

from patron.cli import app
from patron.operations.ports import Writing
from patron.store import AnyStore
from tests.cli.running import Shell
from tests.cli.test_commands import WORLD, file
from tests.cli.test_purchases import with_store
from tests.dialects.ledger import Ledger


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


def test_money_is_told_as_people_write_it(shell: Shell) -> None:
    orders = [{"state": "complete", "total": "22.50", "paid": "17.45"}]
    bought: dict[str, object] = {"id": 5, "name": "Ana", "email": "ana@example.com", "addresses": []}
    one = {"dialect": "tiendanube", "store": 77, "shown": bought, "facts": {"orders": orders}}
    shell.fine("seed", file(shell, {**WORLD, "customers": [one]}))
    said = [line.split() for line in shell.fine("history", "5").splitlines()]
    assert ["total_spent", "0.00", "->", "22.50"] in said
    assert ["balance", "0.00", "->", "-5.05"] in said
    (event,) = [json.loads(line) for line in shell.fine("history", "5", "--json").splitlines()]
    assert event["changes"]["purchases.total_spent"] == [0, 2250]


def test_of_somebody_who_was_deleted_the_id_tells_who_did_it(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))

    async def work(store: AnyStore) -> None:
        async def erase(unit: Writing) -> None:
            ana = await unit.customers.locked(77, 5)
            assert ana is not None
            await unit.customers.delete(ana)

        await store.write(erase)

    with_store(shell, work)
    said = shell.fine("history", "5", COLUMNS="80").splitlines()
    assert said[0] == "Customer 5 of store 77, of whom nothing else is known any more"
    assert said[2].endswith("deleted, version 2  via command line")
    assert len(said) == 3
    (event,) = [json.loads(line) for line in shell.fine("history", "5", "--store", "77", "--json").splitlines()]
    assert (event["version"], event["happening"], event["changes"]) == (2, "deleted", {})
    assert "customer 5 of store 77 was deleted on " in shell.run("show", "5").said
    assert "there is no customer ana@example.com" in shell.run("history", "ana@example.com").said


def test_of_somebody_who_moved_it_is_told_where_they_are_and_then_where_they_were_deleted(shell: Shell) -> None:
    other: dict[str, object] = {"stores": [{"id": 76, "name": "Outra", "currency": "BRL"}]}
    shell.fine("seed", file(shell, WORLD))
    shell.fine("seed", file(shell, other))

    async def move(unit: Writing) -> None:
        ana = await unit.customers.locked(77, 5)
        assert ana is not None
        await unit.customers.move(ana, replace(ana, store_id=76, version=2))

    async def erase(unit: Writing) -> None:
        ana = await unit.customers.locked(76, 5)
        assert ana is not None
        await unit.customers.delete(ana)

    with_store(shell, lambda store: store.write(move))
    assert shell.fine("history", "5").startswith("Ana, customer 5 of store 76\n")
    said = shell.fine("history", "5", "--store", "77").splitlines()
    assert said[0] == "Customer 5 of store 77, who is in store 76 now"
    assert "customer 5 of store 77 moved to store 76 on " in shell.run("show", "5", "--store", "77").said
    with_store(shell, lambda store: store.write(erase))
    for where, left in (((), 3), (("--store", "76"), 3), (("--store", "77"), 2)):
        (event,) = [json.loads(line) for line in shell.fine("history", "5", *where, "--json").splitlines()]
        assert (event["version"], event["happening"]) == (left, "deleted")
    assert "customer 5 of store 76 was deleted on " in shell.run("show", "5").said


def test_what_nobody_can_be_called_is_nobody(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    for named in ("9" * 5000, str(2**63), "", "{}", "\udcff@example.com", "\udcff"):
        refused = shell.run("history", named)
        assert (refused.code, refused.out) == (1, ""), named
        assert "there is no customer" in refused.said


def test_a_hint_at_more_events_is_one_that_can_be_followed(empty: Shell) -> None:
    empty.fine("migrate")
    empty.fine("seed", file(empty, WORLD))
    with closing(sqlite3.connect(empty.folder / "patron.sqlite3")) as raw, raw:
        raw.execute(
            "WITH RECURSIVE n(v) AS (SELECT 2 UNION ALL SELECT v + 1 FROM n WHERE v < 10001) INSERT INTO event "
            "(store_id, customer_id, version, happening, at, door, who, request_id, changes) "
            "SELECT 77, 5, v, 'changed', 0, 'test', '', '', '{}' FROM n"
        )
    for asked, hint in (("1", "--limit 2"), ("6000", "--limit 10000"), ("10000", "the administration shows it page")):
        assert f"There is more: {hint}" in empty.fine("history", "5", "--limit", asked)


# -- what commands do ------------------------------------------------------------------------------------------------

CHANGING = {"seed", "demo", "purchases load"}
"""Commands that make or change customers: each of them is tried below."""
PLAIN = (
    "migrate",
    "history 5",
    "events --store 77",
    "show 5",
    "diff 5",
    "fields",
    "check --quick",
    "settings",
    "store add Another --currency BRL",
    "store list",
    "store set 77 --name Other",
    "staff add ann@example.com --name Ann --role admin",
    "staff list",
    "staff key ann@example.com",
    "staff password ann@example.com",
    "staff one-step ann@example.com",
    "token add 77",
    "token list 77",
    "token revoke 77 1",
)
"""Every other command but `serve`, in an order that works."""
COMMAND_LINE = ("command line", "")


@pytest.fixture
def ledger(shell: Shell) -> Ledger:
    """Of an empty database."""
    return Ledger(shell.settings.get("PATRON_DATABASE", f"sqlite:///{shell.folder}/patron.sqlite3"))


def commands(command: object, named: str = "") -> set[str]:
    """The names of all commands, those of groups with the group's."""
    inner = cast("Mapping[str, object]", getattr(command, "commands", {}))
    found = {one for name, below in inner.items() for one in commands(below, f"{named} {name}".strip())}
    return found or {named}


def test_every_command_is_tried_here() -> None:
    every = commands(typer.main.get_command(app))
    plain = {one for one in every if any(f"{line} ".startswith(f"{one} ") for line in PLAIN)}
    assert len(plain) == len(PLAIN)
    assert every - plain == CHANGING | {"serve"}


def test_commands_that_are_not_about_customers_change_none(empty: Shell) -> None:
    empty.fine("migrate")
    ledger = Ledger(f"sqlite:///{empty.folder}/patron.sqlite3")
    empty.fine("seed", file(empty, WORLD))
    ledger.new()
    failed: set[str] = set()
    for line in PLAIN:
        done = empty.run(*line.split(), stdin="a long password 1\na long password 1\n", PATRON_MAIL="off")
        if done.code:
            failed.add(line)
        assert ledger.new() == [], line
    assert failed == {"staff one-step ann@example.com"}, "there is but one step"


def test_whoever_comes_with_a_world_is_one_event_with_all_that_came(shell: Shell, ledger: Ledger) -> None:
    place = {"address": "Rua A", "city": "Recife"}
    world = {
        **WORLD,
        "groups": [{"store": 77, "id": 1, "label": "Default", "default": True}],
        "customers": [
            {
                "dialect": "openfoodnetwork",
                "store": 77,
                "shown": {
                    "id": 6,
                    "enterprise_id": 77,
                    "email": "bea@example.com",
                    "first_name": "Bea",
                    "last_name": "Lima",
                    "tags": ["vip"],
                    "billing_address": {"street_address_1": "Rua B", "locality": "Natal"},
                    "shipping_address": {"street_address_1": "Rua C", "locality": "Recife"},
                },
                "facts": {"password": "a secret of hers", "orders": [{"state": "complete", "total": "5"}]},
            },
            {
                "dialect": "tiendanube",
                "store": 77,
                "shown": {"id": 5, "name": "Ana", "email": "ana@example.com", "addresses": [{"id": 1, **place}]},
            },
        ],
    }
    shell.fine("seed", file(shell, world))
    ana, bea = ledger.new("a secret of hers")
    for event in (ana, bea):
        assert (event.happening, event.version, event.by) == ("created", 1, COMMAND_LINE)
    assert (ana.customer_id, bea.customer_id) == (5, 6)
    assert ana.changes["addresses.1.city"] == (None, "Recife")
    assert "password" not in ana.changes
    assert bea.changes["password"] == (None, "set")
    assert bea.changes["tags"] == ([], ["vip"])
    assert bea.changes["purchases.orders"] == (0, 1)
    cities = {name: now for name, (_, now) in bea.changes.items() if name.endswith(".city")}
    # Id 1 is Ana's, who comes later: nobody else has drawn it.
    assert cities == {"addresses.2.city": "Natal", "addresses.3.city": "Recife"}
    assert shell.run("seed", file(shell, world)).code == 1, "they are there"
    assert ledger.new() == []


def test_made_up_people_are_one_event_each_that_tells_of_the_import(shell: Shell, ledger: Ledger) -> None:
    shell.fine("store", "add", "One", "--currency", "BRL")
    shell.fine("seed", "--customers", "5", "--store", "1")
    events = ledger.new()
    assert [(event.happening, event.version, event.by, event.changes) for event in events] == [
        ("imported", 1, COMMAND_LINE, {})
    ] * 5
    assert len({event.customer_id for event in events}) == 5
    assert shell.run("seed", "--customers", "5", "--store", "1").code == 1
    assert ledger.new() == []


def test_of_loaded_purchases_those_that_are_news_are_one_event_each(shell: Shell, ledger: Ledger) -> None:
    shell.fine("store", "add", "One", "--currency", "BRL")
    shell.fine("seed", "--customers", "3", "--store", "1")
    ids = [event.customer_id for event in ledger.new()]
    path = shell.folder / "facts.jsonl"
    lines = [{"id": ids[0], "orders": 77}, {"id": ids[1]}, {"id": ids[2], "balance": "-1.23", "credit": "4"}]
    path.write_text("\n".join(map(json.dumps, lines)))
    shell.fine("purchases", "load", str(path))
    first, last = ledger.new()
    assert (first.customer_id, first.happening, first.by) == (ids[0], "changed", COMMAND_LINE)
    assert first.changes["purchases.orders"][1] == 77
    assert (last.customer_id, last.happening, last.by) == (ids[2], "changed", COMMAND_LINE)
    assert (last.changes["purchases.balance"][1], last.changes["purchases.credit"][1]) == (-123, 400)
    shell.fine("purchases", "load", str(path))
    assert ledger.new() == [], "the same again"
    path.write_text("\n".join(map(json.dumps, [{"id": ids[0], "orders": 78}, {"id": 999_999, "orders": 1}])))
    assert shell.run("purchases", "load", str(path)).code == 1
    assert ledger.new() == [], "one line is bad"


def test_the_people_of_the_demonstration_are_one_event_each(shell: Shell, ledger: Ledger) -> None:
    shell.fine("demo", PATRON_DATABASE=shell.settings.get("PATRON_DATABASE", "sqlite:///patron.sqlite3"))
    events = ledger.new()
    assert events
    assert {(event.happening, event.version, event.by) for event in events} == {("created", 1, COMMAND_LINE)}
    shell.fine("demo", PATRON_DATABASE=shell.settings.get("PATRON_DATABASE", "sqlite:///patron.sqlite3"))
    assert ledger.new() == []
