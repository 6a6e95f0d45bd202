"""`patron show`, `patron diff`, `patron fields`: one customer in the words of every dialect."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import Any

import pytest
from rich.cells import cell_len

from tests.cli.running import Shell
from tests.cli.test_commands import file
from tests.parts.server import PATRON

ADDRESS: Mapping[str, object] = {
    "id": 9001,
    "address": "Rua Harmonia",
    "number": "742",
    "city": "São Paulo",
    "province": "Sao Paulo",
    "country": "Brasil",
}
SHOWN: Mapping[str, object] = {"id": 5, "name": "Ana Souza", "email": "Ana@Example.com", "addresses": [ADDRESS]}
WORLD: Mapping[str, object] = {
    "stores": [{"id": 77, "name": "Loja", "currency": "BRL"}],
    "customers": [
        {"dialect": "tiendanube", "store": 77, "shown": SHOWN, "facts": {"password": "a secret of hers"}},
    ],
}
DIALECTS = ["evershop", "evershop_graphql", "openfoodnetwork", "aimeos", "tiendanube"]


@pytest.fixture
def ana(shell: Shell) -> Shell:
    """A database that holds her."""
    shell.fine("seed", file(shell, WORLD))
    return shell


def documents(shell: Shell, named: str) -> dict[str, Any]:
    """Her in every dialect."""
    found: dict[str, Any] = json.loads(shell.fine("show", named, "--json"))
    return found


def findings(shell: Shell, *arguments: str) -> list[dict[str, Any]]:
    """What is found between the dialects."""
    return [json.loads(line) for line in shell.fine("diff", *arguments, "--json").splitlines()]


def likeness(found: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Subject and fact -> how it is told."""
    return {(one["subject"], one["topic"]): one["likeness"] for one in found}


def test_a_customer_is_shown_in_the_words_of_every_dialect_by_id_uuid_and_email(ana: Shell) -> None:
    shown = documents(ana, "5")
    assert list(shown) == DIALECTS
    assert shown["evershop"]["full_name"] == "Ana Souza"
    assert shown["evershop"]["addresses"][0]["province"] == "BR-SP"
    place = {"name": "São Paulo", "code": "BR-SP", "countryCode": "BR"}
    assert shown["evershop_graphql"]["addresses"][0]["province"] == place
    attributes = shown["openfoodnetwork"]["data"]["attributes"]
    assert (attributes["first_name"], attributes["last_name"]) == ("Ana", "Souza")
    assert attributes["email"] == "ana@example.com"
    assert attributes["shipping_address"]["country"] == {"name": "Brazil", "code": "BR"}
    assert shown["aimeos"]["data"]["attributes"]["customer.label"] == "Ana Souza"
    assert shown["aimeos"]["included"][0]["attributes"]["customer.address.state"] == "SP"
    assert shown["tiendanube"]["addresses"][0]["province"] == "Sao Paulo"
    assert documents(ana, shown["evershop"]["uuid"]) == documents(ana, "ana@EXAMPLE.com") == shown
    assert "secret" not in json.dumps(shown)


def test_a_world_that_shows_no_times_and_a_password_makes_an_active_customer_of_today(ana: Shell) -> None:
    shown = documents(ana, "5")["tiendanube"]
    assert shown["active"] is True
    assert shown["created_at"] != "1970-01-01T00:00:00+0000"
    assert shown["addresses"][0]["created_at"] == shown["addresses"][0]["updated_at"] == shown["created_at"]


@pytest.mark.parametrize("columns", [80, 40, 200])
def test_answers_stand_side_by_side_as_far_as_the_terminal_is_wide(ana: Shell, columns: int) -> None:
    said = ana.fine("show", "5", COLUMNS=str(columns))
    assert all(len(line) <= columns for line in said.splitlines())
    titles = [line for line in said.splitlines() if line.startswith("╭")]
    assert len(titles) == {40: 5, 80: 3, 200: 1}[columns]
    assert [title for title in ("EverShop", "Open Food Network", "Aimeos", "Tiendanube") if title in said]


def test_every_difference_is_told_with_its_rule(ana: Shell) -> None:
    found = findings(ana, "5")
    told = likeness(found)
    assert told["customer 5", "email"] == "derived"
    assert told["customer 5", "name"] == "derived"
    assert told["customer 5", "note"] == "only here"
    assert told["address 9001", "city"] == "same"
    assert "unexplained" not in told.values()
    (region,) = [one for one in found if (one["subject"], one["topic"]) == ("address 9001", "region")]
    assert {one["dialect"]: one["rule"] for one in region["told"]} == {
        "evershop": "ISO 3166-2 code, else the text",
        "evershop_graphql": "name and ISO 3166-2 code",
        "openfoodnetwork": "its name and Open Food Network's code, else the text as both",
        "aimeos": 'the region\'s own code, else the text, `""` for nothing',
        "tiendanube": "as it was written there",
    }


def test_a_place_that_nobody_knows_is_told_with_who_cannot_tell_it(shell: Shell) -> None:
    row = {**ADDRESS, "province": "Moon", "country": "Narnia"}
    shown = {**SHOWN, "addresses": [row]}
    shell.fine("seed", file(shell, {**WORLD, "customers": [{"dialect": "tiendanube", "store": 77, "shown": shown}]}))
    rules = {
        one["topic"]: {told["dialect"]: (*told["fields"].values(), told["rule"]) for told in one["told"]}
        for one in findings(shell, "5")
        if one["subject"] == "address 9001" and one["topic"] in ("region", "country")
    }
    assert rules["region"]["evershop"] == ("Moon", "ISO 3166-2 code, else the text")
    assert rules["region"]["evershop_graphql"] == (None, "cannot tell a region without a code")
    assert rules["country"]["evershop_graphql"] == (None, "cannot tell a country without a code")
    assert rules["country"]["aimeos"] == (None, "cannot tell a country that has no code")
    assert rules["country"]["tiendanube"] == ("Narnia", "ISO 3166-1 code, else the text")


def test_what_follows_another_fact_says_so_in_its_line(ana: Shell) -> None:
    said = ana.fine("diff", "5", COLUMNS="120")
    assert "+ label  Aimeos: label Ana Souza  (taken from the name and the company)\n" in said
    assert "+ login  Aimeos: code Ana@Example.com  (taken from the e-mail)\n" in said


def test_answers_that_nobody_gets_are_told_apart(shell: Shell) -> None:
    facts = {"status": 0, "made_by_hand": False}
    one = {"dialect": "tiendanube", "store": 77, "shown": SHOWN, "facts": facts}
    shell.fine("seed", file(shell, {**WORLD, "customers": [one]}))
    stores = {"PATRON_EVERSHOP_STORE": "77", "PATRON_AIMEOS_STORE": "77", "COLUMNS": "80"}
    for command in ("show", "diff"):
        assert shell.fine(command, "5", COLUMNS="80").splitlines()[:5] == [
            "Ana Souza, customer 5 of store 77",
            "EverShop answers for store 1 alone (PATRON_EVERSHOP_STORE), not for 77.",
            "Aimeos answers for store 1 alone (PATRON_AIMEOS_STORE), not for 77.",
            "Nobody can sign in to a disabled account, so Aimeos shows it to nobody.",
            "Open Food Network does not list guests without a completed order.",
        ]
        assert "answers for store" not in shell.fine(command, "5", **stores)
    assert list(documents(shell, "5")) == DIALECTS, "machines get the answers alone"
    assert shell.fine("diff", "5", "--between", "evershop_graphql,tiendanube").splitlines()[:3] == [
        "Ana Souza, customer 5 of store 77",
        "EverShop answers for store 1 alone (PATRON_EVERSHOP_STORE), not for 77.",
        "EverShop GraphQL, Tiendanube",
    ]


def test_values_within_values_are_shown_whatever_they_are(shell: Shell) -> None:
    extra = {"mixed": [{"shoe": 1}, 42, "loose", None, [], {}, ["inner", {"deep": True}]]}
    one = {"dialect": "tiendanube", "store": 77, "shown": {**SHOWN, "extra": extra}}
    shell.fine("seed", file(shell, {**WORLD, "customers": [one]}))
    said = [line.strip("│ ") for line in shell.fine("show", "5", COLUMNS="40").splitlines()]
    at = said.index("mixed:")
    assert said[at + 1 : at + 9] == [
        "- shoe: 1",
        "- 42",
        "- loose",
        "- null",
        "- []",
        "- {}",
        "- - inner",
        "- deep: true",
    ]


def test_between_two_dialects_a_fact_is_the_same_or_not_expressible_there(ana: Shell) -> None:
    told = likeness(findings(ana, "5", "--between", "evershop,tiendanube"))
    assert told["customer 5", "email"] == told["customer 5", "name"] == "same"
    assert told["customer 5", "phone"] == "not expressible there"
    assert told["customer 5", "note"] == "only here"
    said = ana.fine("diff", "5", "--between", "tiendanube, evershop", COLUMNS="80")
    assert "= name  Ana Souza\n" in said
    assert "Open Food Network" not in said
    assert all(len(line) <= 80 for line in said.splitlines())


@pytest.mark.parametrize(
    ("between", "complaint"),
    [
        (
            "evershop,shopify",
            "there is no dialect shopify: there are evershop, evershop_graphql, openfoodnetwork, aimeos, tiendanube",
        ),
        ("evershop", "--between wants two dialects or more"),
        ("evershop,evershop", "--between wants two dialects or more"),
        ("", "there is no dialect"),
    ],
)
def test_dialects_that_cannot_be_compared_are_refused(ana: Shell, between: str, complaint: str) -> None:
    refused = ana.run("diff", "5", "--between", between)
    assert (refused.code, refused.out) == (2, "")
    assert complaint in refused.said


def test_whoever_is_not_there_is_neither_shown_nor_compared(ana: Shell) -> None:
    for command, code in (("show", 1), ("diff", 2)):
        refused = ana.run(command, "nobody@example.com")
        assert (refused.code, refused.out) == (code, "")
        assert "there is no customer nobody@example.com" in refused.said


def test_a_record_that_was_changed_behind_our_back_is_unexplained_and_ends_with_1(empty: Shell) -> None:
    empty.fine("migrate")
    empty.fine("seed", file(empty, WORLD))
    with closing(sqlite3.connect(empty.folder / "patron.sqlite3")) as database, database:
        database.execute("UPDATE customer SET last_name = 'Lima' WHERE id = 5")
    done = empty.run("diff", "5", COLUMNS="80")
    assert done.code == 1
    assert "! name" in done.out
    assert "1 unexplained" in done.out
    lines = [json.loads(line) for line in empty.run("diff", "5", "--json").out.splitlines()]
    assert [one["topic"] for one in lines if one["likeness"] == "unexplained"] == ["name"]


def test_the_fields_of_every_dialect_are_shown_by_fact(empty: Shell) -> None:
    said = empty.fine("fields", COLUMNS="120")
    assert "The billing address" in said
    assert "full_name =" in said
    assert "| name (`full_name`, `first_name`, `last_name`) | `full_name` `=` |" in empty.fine("fields", "--markdown")


NASTY = "\u738b\u5c0f\u660e [red]x[/red] \x1b[31mrot\u202e " + "\u4e00\u4e8c\u4e09" * 20
LONG = "a.very.long.local.part." + "x" * 40 + "@an-extremely-long-domain-name.of-some.example.com"


@pytest.fixture
def nasty(empty: Shell) -> Shell:
    """A database that holds somebody with long, wide and hostile values, and many addresses."""
    rows = [{**ADDRESS, "id": 9001 + at, "address": NASTY, "city": "\u5317\u4eac"} for at in range(7)]
    shown = {
        "id": 5,
        "name": NASTY,
        "email": LONG,
        "note": "one\ntwo\tthree",
        "extra": {NASTY: NASTY},
        "addresses": rows,
    }
    empty.fine("migrate")
    empty.fine("seed", file(empty, {**WORLD, "customers": [{"dialect": "tiendanube", "store": 77, "shown": shown}]}))
    return empty


@pytest.mark.parametrize("command", ["show", "diff", "history"])
@pytest.mark.parametrize("columns", [80, 60])
def test_whatever_is_in_a_record_it_is_read_in_lines_that_fit(nasty: Shell, command: str, columns: int) -> None:
    said = nasty.fine(command, "5", COLUMNS=str(columns))
    assert all(cell_len(line.rstrip()) <= columns for line in said.splitlines())
    assert "\\x1b[31mrot\\u202e" in said, "nothing of it reaches the terminal as a command"
    assert "[red]x" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize(("settings", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_is_coloured_unless_it_is_told_not_to(
    nasty: Shell, settings: dict[str, str], coloured: bool
) -> None:
    leader, follower = os.openpty()
    environment = {**os.environ, **nasty.settings, "COLUMNS": "80", "TERM": "xterm-256color", **settings}
    for name in ("NO_COLOR", "FORCE_COLOR"):
        if name not in settings:
            environment.pop(name, None)
    with os.fdopen(leader, "rb", buffering=0) as terminal:
        done = subprocess.Popen(
            [str(PATRON), "diff", "5"], cwd=nasty.folder, env=environment, stdout=follower, stdin=follower
        )
        os.close(follower)
        said = b""
        with suppress(OSError):  # Linux tells the end of a terminal so
            while piece := terminal.read(65536):
                said += piece
        assert done.wait(60) == 0
    assert b"customer 5" in said
    assert bool(re.search(rb"\x1b\[(\d+;)*3\d", said)) is coloured


def test_several_with_one_email_are_listed_to_choose_from(shell: Shell) -> None:
    one: dict[str, object] = {"id": 6, "name": "Bea", "email": "ana@example.com", "addresses": []}
    shell.fine("seed", file(shell, WORLD))
    other = {"dialect": "tiendanube", "store": 78, "shown": one}
    shell.fine("seed", file(shell, {"stores": [{"id": 78, "name": "Outra", "currency": "BRL"}], "customers": [other]}))
    refused = shell.run("show", "ana@example.com")
    assert (refused.code, refused.out) == (1, "")
    assert (
        "say which with --store, or by id - Ana Souza, customer 5 of store 77 - Bea, customer 6 of store 78"
        in " ".join(refused.said.split())
    )
    assert "Bea, customer 6 of store 78" in shell.fine("show", "ana@example.com", "--store", "78")
