"""`patron events`: what happened in a store, for people and for whoever follows it."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.running import Shell
from tests.cli.test_commands import WORLD, file


def lines_of(shell: Shell, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shell.fine("events", "--json", *arguments).splitlines()]


def test_events_are_followed_from_a_position_on(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    shell.fine("seed", "--customers", "3", "--store", "77", "--add")
    (first, *imported) = lines_of(shell)
    assert (first["position"], first["customer_id"], first["happening"]) == (1, 5, "created")
    assert [(one["position"], one["happening"], one["changes"]) for one in imported] == [
        (place, "imported", {}) for place in (2, 3, 4)
    ]
    assert lines_of(shell, "--after", "1", "--limit", "2") == imported[:2]
    assert lines_of(shell, "--after", "4") == []
    said = shell.fine("events", "--after", "3", COLUMNS="80")
    assert said.startswith("4  ")
    assert f"customer {imported[-1]['customer_id']} imported, version 1" in said
    assert "@" not in said, "whose event it is, and not who that is"
    assert all(len(line) <= 80 for line in said.splitlines())


def test_whoever_reads_along_is_told_where_to_go_on(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    shell.fine("seed", "--customers", "3", "--store", "77", "--add")
    assert shell.fine("events", "--limit", "2").splitlines()[-1] == "There is more: --after 2"
    assert "There is more" not in shell.fine("events", "--after", "2", "--limit", "2")
    assert shell.fine("events", "--after", "4") == "Nothing happened behind position 4.\n"


def test_the_store_is_named_where_there_are_several(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    assert "there is no store 99" in shell.run("events", "--store", "99").said
    shell.fine("store", "add", "Outra", "--id", "78", "--currency", "BRL")
    assert "there are 2 stores: say which one with --store" in shell.run("events").said
    assert lines_of(shell, "--store", "78") == []
