"""Every command on both engines: what it does, what it says, how it fails."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from patron.demo import world
from patron.domain.credential import SecondStep
from patron.store import open_store
from tests.cli.running import Shell
from tests.store.people import TestClock

WORLD: dict[str, object] = {
    "stores": [{"id": 77, "name": "Loja", "currency": "BRL"}],
    "apps": [{"store": 77, "token": "77.fixed-token", "scopes": ["read_customers"], "bind": {"app": "token"}}],
    "customers": [
        {
            "dialect": "tiendanube",
            "store": 77,
            "shown": {"id": 5, "name": "Ana", "email": "ana@example.com", "addresses": []},
            "facts": {"password": "a secret of hers"},
            "bind": {"ana": "id"},
        }
    ],
}


def file(shell: Shell, world: object) -> str:
    path = shell.folder / "world.json"
    path.write_text(json.dumps(world))
    return str(path)


def test_help_names_every_command(empty: Shell) -> None:
    said = empty.fine("--help")
    for name in (
        "serve",
        "migrate",
        "seed",
        "demo",
        "show",
        "diff",
        "history",
        "fields",
        "check",
        "settings",
        "store",
        "staff",
        "token",
        "purchases",
    ):
        assert re.search(rf"\b{name}\b", said)
    assert empty.fine("--version").startswith("patron ")


@pytest.mark.parametrize(
    "arguments",
    [("brew",), ("token", "add"), ("token", "add", "one"), ("serve", "--port", "x"), ("store", "set", "1", "--x")],
)
def test_a_wrong_command_line_ends_with_2(empty: Shell, arguments: tuple[str, ...]) -> None:
    assert empty.run(*arguments).code == 2


def test_migrate_makes_the_schema_and_then_has_nothing_to_do(empty: Shell) -> None:
    assert "is current: nothing -> " in empty.run("migrate").said
    assert "was current already" in empty.run("migrate").said
    assert (empty.folder / "patron.sqlite3").exists()


def test_without_a_schema_everything_says_what_to_do(empty: Shell) -> None:
    for arguments in (
        ("store", "list"),
        ("token", "list", "1"),
        ("store", "add", "X", "--currency", "BRL"),
        ("check",),
    ):
        done = empty.run(*arguments)
        assert done.code == 1
        assert "run patron migrate" in done.said


def test_a_database_that_does_not_answer_is_told_without_its_password(empty: Shell) -> None:
    done = empty.run("store", "list", PATRON_DATABASE="postgresql://u:geheim@127.0.0.1:1/db")
    assert done.code == 1
    assert "cannot be opened" in done.said
    assert "check PATRON_DATABASE" in done.said
    assert "geheim" not in done.said


def test_bad_settings_stop_every_command_with_every_fault(empty: Shell) -> None:
    for arguments in (("store", "list"), ("serve",), ("migrate",), ("check",), ("settings",)):
        done = empty.run(*arguments, PATRON_PORT="x", PATRON_RATE_LIMIT="off")
        assert done.code == 1
        assert "PATRON_PORT cannot be used" in done.said
        assert "did you mean PATRON_RATE_LIMITS?" in done.said


def test_settings_show_what_is_in_force_with_secrets_masked(empty: Shell) -> None:
    said = empty.fine("settings", PATRON_DATABASE="postgresql://u:geheim@h/db", PATRON_PORT="8001")
    assert "geheim" not in said
    assert "postgresql://u:*****@h/db" in said
    assert re.search(r"PATRON_PORT\s+│\s+8001\s+│\s+environment", said)
    assert re.search(r"PATRON_WORKERS\s+│\s+1\s+│\s+default", said)
    assert "Server processes." in said
    assert empty.fine("settings", "--markdown").startswith("| variable | default | meaning |\n")


def test_stores_are_added_listed_and_changed(shell: Shell) -> None:
    assert "no store yet" in shell.fine("store", "list")
    shell.fine("store", "add", "Loja Açaí", "--currency", "brl", "--country", "br", "--language", "pt")
    shell.fine("store", "add", "Tienda", "--currency", "ARS", "--id", "4242", "--tiendanube-id", "99")
    shell.fine("store", "add", "Third", "--currency", "USD")
    said = shell.fine("store", "list")
    assert re.search(r"│ 1 +│ Loja Açaí +│ BRL +│ BR +│ pt +│ 1 +│ 40, leaks 2/s +│ hand", said)
    assert re.search(r"│ 4242 +│ Tienda +│ ARS +│ +│ +│ 99 +│", said)
    assert re.search(r"│ 4243 +│ Third", said)
    shell.fine("store", "set", "1", "--bucket-size", "400", "--leak-per-second", "20")
    shell.fine("store", "set", "1", "--name", "Novo Nome")
    assert re.search(r"│ 1 +│ Novo Nome +│ BRL .*│ 400, leaks 20.0/s", shell.fine("store", "list"))


def test_a_store_that_clashes_changes_nothing(shell: Shell) -> None:
    shell.fine("store", "add", "One", "--currency", "BRL", "--id", "5")
    for arguments in (("--id", "5"), ("--id", "6", "--tiendanube-id", "5")):
        done = shell.run("store", "add", "Two", "--currency", "BRL", *arguments)
        assert done.code == 1
        assert "there is already one" in done.said
    assert "Two" not in shell.fine("store", "list")


@pytest.mark.parametrize(
    "arguments",
    [
        ("store", "add", "X", "--currency", "reais"),
        ("store", "add", "X", "--currency", "BRL", "--country", "Brazil"),
        ("store", "set", "1"),
        ("store", "set", "9", "--name", "X"),
        ("token", "add", "9"),
        ("token", "list", "9"),
        ("token", "revoke", "9", "1"),
        ("token", "add", "9", "--scopes", "write_orders"),
        ("staff", "add", "nobody", "--generate"),
        ("staff", "add", "a@example.com", "--role", "king", "--generate"),
        ("staff", "add", "a@example.com", "--generate"),
        ("staff", "add", "a@example.com", "--store", "9", "--generate"),
        ("seed", "missing.json"),
    ],
)
def test_mistakes_are_told_in_a_sentence(shell: Shell, arguments: tuple[str, ...]) -> None:
    done = shell.run(*arguments)
    assert done.code == 1
    assert done.err.startswith("patron: ")
    assert done.out == ""


def test_a_token_is_shown_once_and_alone_on_standard_output(shell: Shell) -> None:
    shell.fine("store", "add", "Loja", "--currency", "BRL", "--id", "4242")
    done = shell.run("token", "add", "4242", "--name", "ERP", "--scopes", "read_customers")
    assert re.fullmatch(r"4242\.[A-Za-z0-9_-]{43}\n", done.out)
    assert done.out.strip() not in done.err
    listed = shell.fine("token", "list", "4242")
    assert done.out.strip().partition(".")[2] not in listed
    assert re.search(r"│ 1 +│ ERP +│ read_customers +│ .*│ live", listed)
    shell.fine("token", "revoke", "4242", "1")
    assert re.search(r"│ 1 +│ ERP .*│ revoked ", shell.fine("token", "list", "4242"))
    assert shell.run("token", "revoke", "4242", "1").code == 1


def test_staff_get_keys_and_other_passwords_and_are_listed(shell: Shell) -> None:
    shell.fine("store", "add", "Loja", "--currency", "BRL", "--id", "7")
    shell.fine("staff", "add", "ana@example.com", "--name", "Ana", "--store", "7", "--generate")
    first, second = shell.fine("staff", "key", "ANA@example.com").strip(), shell.fine("staff", "key", "ana@example.com")
    assert re.fullmatch(r"[0-9a-f]{48}", first)
    assert first != second.strip()
    listed = shell.fine("staff", "list")
    assert "1 account(s)" in listed
    assert re.search(r"ana@example\.com +│ Ana +│ manager +│ 7 +│", listed)
    assert first not in listed
    password = shell.fine("staff", "password", "ana@example.com", "--generate").strip()
    assert len(password) == 20
    single = shell.run("staff", "one-step", "ana@example.com")
    assert (single.code, "ana@example.com has no second step" in single.said) == (1, True)
    for command in ("key", "password", "one-step"):
        refused = shell.run("staff", command, "bob@example.com", *(["--generate"] if command == "password" else []))
        assert refused.code == 1
        assert "there is no member of staff bob@example.com: patron staff list shows them" in refused.said


def test_somebody_who_lost_the_device_signs_in_with_the_password_alone_again(shell: Shell) -> None:
    shell.fine("staff", "add", "ana@example.com", "--role", "admin", "--generate")

    async def step(secret: str | None) -> SecondStep | None:
        store = open_store(
            shell.settings.get("PATRON_DATABASE", f"sqlite:///{shell.folder}/patron.sqlite3"), TestClock()
        )
        await store.open()
        try:
            (ana,) = await store.read(lambda unit: unit.staff.all())
            if secret:
                await store.write(lambda unit: unit.second_steps.put(ana.id, secret, ["h"]))
            return await store.read(lambda unit: unit.second_steps.get(ana.id))
        finally:
            await store.close()

    assert asyncio.run(step("S")) == SecondStep("S", 1)
    done = shell.run("staff", "one-step", "ANA@example.com")
    assert (done.code, done.out) == (0, "")
    assert "Second step switched off for ANA@example.com" in done.said
    assert asyncio.run(step(None)) is None


def test_staff_get_a_password_that_is_asked_for_or_made(shell: Shell) -> None:
    shell.fine("store", "add", "Loja", "--currency", "BRL", "--id", "7")
    made = shell.run("staff", "add", "ana@example.com", "--store", "7", "--generate")
    assert re.fullmatch(r"[A-Za-z0-9_-]{20}\n", made.out)
    again = shell.run("staff", "add", "ANA@example.com", "--store", "7", "--generate")
    assert again.code == 1
    assert "there is already one" in again.said
    asked = shell.run("staff", "add", "root@example.com", "--role", "admin", stdin="long enough 12\nlong enough 12\n")
    assert asked.code == 0
    assert "long enough" not in asked.said
    short = shell.run("staff", "add", "x@example.com", "--role", "admin", stdin="short\nshort\n")
    assert short.code == 1


def test_seed_adds_to_what_is_there_and_refuses_clashes(shell: Shell) -> None:
    shell.fine("store", "add", "Mine", "--currency", "BRL", "--id", "1")
    done = shell.run("seed", file(shell, WORLD))
    assert "Loaded 1 store(s), 1 token(s), 1 customer(s)." in done.said
    assert "app = 77.fixed-token" in done.said
    assert "ana = 5" in done.said
    again = shell.run("seed", file(shell, WORLD))
    assert again.code == 1
    assert "there is already one" in again.said
    said = shell.fine("store", "list")
    assert re.search(r"│ 1 +│ Mine .*│ hand", said)
    assert re.search(r"│ 77 +│ Loja .*│ a world", said)


def test_of_a_world_that_cannot_be_loaded_the_customer_is_named(empty: Shell) -> None:
    empty.fine("migrate")
    shown = {"name": "Ana", "email": "ana@example.com"}
    ana = {"dialect": "tiendanube", "store": 77, "shown": {"id": 5, **shown}}
    twice = {**WORLD, "customers": [ana, {**ana, "shown": {"id": 6, **shown}}]}
    refused = empty.run("seed", file(empty, twice))
    assert refused.code == 1
    assert "another customer has this email - at `$.customers[1]`" in refused.said
    elsewhere = {**WORLD, "customers": [ana, {**ana, "store": 78}]}
    said = empty.run("seed", file(empty, elsewhere)).said
    assert "customer of store 78, which the world does not hold - at `$.customers[1]`" in said
    assert "There is no store yet" in empty.fine("store", "list")


def test_a_world_may_extend_another_file(empty: Shell) -> None:
    empty.fine("migrate")
    (empty.folder / "small.json").write_text(json.dumps(WORLD))
    more = {
        "extends": "small",
        "stores": [{"id": 77, "currency": "USD"}, {"id": 78, "name": "Zwei", "currency": "EUR"}],
        "values": {"a": 1},
    }
    (empty.folder / "larger.json").write_text(json.dumps(more))
    assert "Loaded 2 store(s), 1 token(s), 1 customer(s)." in empty.run("seed", "larger.json").said
    assert re.search(r"│ 77 +│ Loja +│ USD", empty.fine("store", "list"))
    (empty.folder / "loop.json").write_text('{"extends": "loop"}')
    assert "extends itself" in empty.run("seed", "loop.json").said
    (empty.folder / "orphan.json").write_text('{"extends": "nobody"}')
    assert "nobody.json cannot be read" in empty.run("seed", "orphan.json").said


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"shops": []}', '{"stores": [{"name": "x"}]}', '{"customers": [{"dialect": "x"}]}']
)
def test_a_world_that_cannot_be_read_is_told_and_nothing_is_loaded(shell: Shell, text: str) -> None:
    path = shell.folder / "bad.json"
    path.write_text(text)
    done = shell.run("seed", str(path))
    assert done.code == 1
    assert "this cannot be used" in done.said
    assert "no store yet" in shell.fine("store", "list")


def test_check_is_content_with_a_working_installation(shell: Shell) -> None:
    shell.fine("seed", file(shell, WORLD))
    shell.fine("store", "add", "Loja", "--currency", "BRL")
    done = shell.run("check", PATRON_MAIL="off")
    assert done.code == 0
    assert "Everything is in order." in done.said
    assert "1 customer(s) in store 77" in done.said
    assert "0 customer(s) in store 78" in done.said
    assert "customer(s)" not in shell.fine("check", "--quick")


def test_check_finds_a_counter_that_is_wrong(empty: Shell) -> None:
    empty.fine("migrate")
    empty.fine("seed", file(empty, WORLD))
    with closing(sqlite3.connect(empty.folder / "patron.sqlite3")) as link:
        assert link.execute("update store_counter set n = n + 3").rowcount > 0
        link.commit()
    done = empty.run("check")
    assert done.code == 1
    assert "1 customer(s) in store 77 lists say 4" in done.said


def test_check_warns_of_what_does_not_work_yet(shell: Shell) -> None:
    done = shell.run("check", PATRON_TRUSTED_PROXY_HOPS="1")
    assert done.code == 0
    assert "set PATRON_SMTP_URL" in done.said
    assert "set PATRON_BASE_URL" in done.said
    assert "patron store add" in done.said


def test_demo_makes_a_database_once_and_keeps_it(empty: Shell) -> None:
    assert "Loaded store 1 " in empty.run("demo").said
    assert (empty.folder / "patron-demo.sqlite3").exists()
    assert "is as you left it" in empty.run("demo").said
    listed = empty.fine("store", "list", PATRON_DATABASE="sqlite:///patron-demo.sqlite3")
    assert "Loja Demonstração" in listed


def test_demo_does_not_touch_real_stores(shell: Shell) -> None:
    shell.fine("store", "add", "Loja", "--currency", "BRL")
    done = shell.run("demo", **{"PATRON_DATABASE": "sqlite:///patron.sqlite3", **shell.settings})
    assert done.code == 1
    assert "real stores" in done.said


def test_the_demo_world_is_varied() -> None:
    shown = [customer["shown"] for customer in json.loads(world())["customers"]]
    assert len(shown) == 6
    assert any(len(one["addresses"]) == 2 for one in shown)
    assert any(one["addresses"] == [] for one in shown)
    assert sum(not one["name"].isascii() for one in shown) >= 5
    assert all(
        one["email"].rpartition("@")[2].split(".", 1)[-1].startswith("example") or "example" in one["email"]
        for one in shown
    )


def test_a_package_carries_the_demo_world() -> None:
    import patron.demo

    assert (Path(patron.demo.__file__).parent / "world.json").exists()
