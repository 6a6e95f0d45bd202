"""`patron purchases load`: every line is checked, then all are written, or none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from patron.dialects import SPEECHES
from patron.domain.access import Shop
from patron.domain.customer import Customer, Parts, Purchases
from patron.domain.listing import Listing
from patron.domain.purchases import PurchaseNews
from patron.operations.ports import Reading, Writing
from patron.operations.purchase_lines import Fault, Line, csv_lines, json_lines
from patron.operations.purchases import BadLines, told
from patron.operations.record import Record
from patron.store import AnyStore, open_store
from tests.cli.running import Shell
from tests.store.people import START, TestClock, somebody
from tests.store.raw import rows_of

LATER = START + 5_000
ANA = "6f1c2d3e-4b5a-4c6d-8e7f-9a0b1c2d3e4f"
PARTS = Parts.PURCHASE


def url(shell: Shell) -> str:
    return shell.settings.get("PATRON_DATABASE", f"sqlite:///{shell.folder}/patron.sqlite3")


def with_store(shell: Shell, work: Callable[[AnyStore], Any]) -> Any:
    async def run() -> Any:
        store = open_store(url(shell), TestClock(LATER))
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.fixture
def people(shell: Shell) -> Shell:
    """Store 1 with Ana (a guest), Bea, two customers of one e-mail, and store 2 with another Bea."""
    ana = somebody("ana@example.com", uuid=ANA, store_id=1, created_by_hand=False)
    bea = somebody("Bea@Exämple.com", store_id=1, purchases=Purchases(orders=4, credit=7))
    twins = [somebody("twin@example.com", store_id=1, email_duplicate=number > 0) for number in range(2)]
    lost = [somebody("lost@example.com", store_id=1, email_duplicate=True) for _ in range(2)]

    async def add(unit: Writing) -> None:
        for number in (1, 2):
            await unit.shops.add(Shop(number, f"Shop {number}", "BRL"))

    async def fill(store: AnyStore) -> None:
        await store.write(add)
        await store.load(1, [ana, bea, *twins, *lost])
        await store.load(2, [somebody("bea@xn--exmple-cua.com", store_id=2)])

    with_store(shell, fill)
    return shell


def everybody(shell: Shell, store_id: int = 1) -> dict[str, Customer]:
    """By e-mail; of duplicates the last."""

    async def work(store: AnyStore) -> dict[str, Customer]:
        async def read(unit: Reading) -> dict[str, Customer]:
            page = await unit.customers.page(store_id, Listing(size=100), PARTS)
            return {customer.email: customer for customer in page.customers}

        return await store.read(read)

    found: dict[str, Customer] = with_store(shell, work)
    return found


def totals(shell: Shell) -> dict[str, int]:
    """The kept totals of store 1."""
    rows = asyncio.run(rows_of(url(shell), "SELECT name, n FROM store_counter WHERE store_id = 1"))
    return {name: n for name, n in rows if name in {"customers", "enabled", "listed"}}


def file(shell: Shell, name: str, *lines: object) -> str:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (shell.folder / name).write_text(text + "\n")
    return name


def test_lines_name_their_customer_by_id_uuid_or_email_and_change_what_they_say(people: Shell) -> None:
    before = everybody(people)
    twin = min(c.id for c in before.values() if c.email == "ana@example.com")
    path = file(
        people,
        "facts.jsonl",
        {"id": twin, "orders": 3, "completed_orders": 2, "total_spent": "1234.5", "last_order_id": 99},
        "",
        {"email": "BEA@xn--exmple-cua.com", "balance": "-0.07", "active_subscriptions": 1},
    )
    done = people.run("purchases", "load", path, "--store", "1")
    assert done.code == 0, done.said
    assert done.out == ""
    assert done.said == "Loaded 2 line(s): 2 customer(s) changed, 0 were so already."
    after = everybody(people)
    ana, bea = after["ana@example.com"], after["Bea@Exämple.com"]
    assert ana.purchases == Purchases(orders=3, completed_orders=2, total_spent=123450, last_order_id=99)
    assert bea.purchases == Purchases(orders=4, balance=-7, credit=7, active_subscriptions=1)
    for one in (ana, bea):
        old = before[one.email]
        assert (one.version, one.created_at) == (old.version + 1, old.created_at)
        assert one.updated_at > START
    shown = json.loads(people.fine("history", str(bea.id), "--json").splitlines()[0])
    assert (shown["version"], shown["happening"], shown["actor"]["door"]) == (2, "changed", "command line")
    assert shown["changes"] == {"purchases.balance": [0, -7], "purchases.active_subscriptions": [0, 1]}
    untouched = ("twin@example.com", "lost@example.com")
    assert [after[email] for email in untouched] == [before[email] for email in untouched]
    assert everybody(people, 2)["bea@xn--exmple-cua.com"].purchases == Purchases()


def test_loading_twice_changes_nothing_the_second_time(people: Shell) -> None:
    path = file(people, "facts.jsonl", {"uuid": ANA.upper(), "orders": 3}, {"email": "twin@example.com", "credit": "5"})
    assert "2 customer(s) changed" in people.run("purchases", "load", path, "--store", "1").said
    once = everybody(people)
    done = people.run("purchases", "load", path, "--store", "1")
    assert done.said == "Loaded 2 line(s): 0 customer(s) changed, 2 were so already."
    assert everybody(people) == once


def test_a_guest_is_listed_from_the_first_completed_order_on(people: Shell) -> None:
    assert totals(people) == {"customers": 6, "enabled": 6, "listed": 5}
    for completed, total in ((1, 6), (2, 6), (0, 5)):
        path = file(people, "facts.jsonl", {"uuid": ANA, "completed_orders": completed})
        people.fine("purchases", "load", path, "--store", "1")
        assert totals(people) == {"customers": 6, "enabled": 6, "listed": total}


def test_an_order_can_be_forgotten_and_what_is_not_said_stays(people: Shell) -> None:
    for line in ({"uuid": ANA, "orders": 1, "last_order_id": 7}, {"uuid": ANA}, {"uuid": ANA, "balance": "1"}):
        people.fine("purchases", "load", file(people, "facts.ndjson", line), "--store", "1")
    facts = everybody(people)["ana@example.com"].purchases
    assert facts == Purchases(orders=1, last_order_id=7, balance=100)
    people.fine("purchases", "load", file(people, "facts.ndjson", {"uuid": ANA, "last_order_id": None}), "--store", "1")
    assert everybody(people)["ana@example.com"].purchases == Purchases(orders=1, balance=100)


def test_csv_says_the_same(people: Shell) -> None:
    path = file(people, "facts.CSV", "\ufeffemail, orders ,total_spent,last_order_id", 'ana@example.com,2,"10.00",', "")
    people.fine("purchases", "load", path, "--store", "1")
    assert everybody(people)["ana@example.com"].purchases == Purchases(orders=2, total_spent=1000)
    for cell, order in (("7", 7), ("", 7), ("null", None)):
        path = file(people, "facts.csv", "email,orders,last_order_id", f"ana@example.com,2,{cell}")
        people.fine("purchases", "load", path, "--store", "1")
        assert everybody(people)["ana@example.com"].purchases.last_order_id == order


def test_every_bad_line_is_named_and_nothing_is_loaded(people: Shell) -> None:
    before = everybody(people)
    path = file(
        people,
        "facts.jsonl",
        {"uuid": ANA, "orders": 3},
        "{",
        {"id": 999_999, "orders": 1},
        {"id": 999_998, "orders": 1},
        {"email": "lost@example.com", "orders": 1},
        {"email": "ana@example.com", "orders": 1},
        {"email": "nobody@example.com", "orders": -1, "order": 1},
    )
    done = people.run("purchases", "load", path, "--store", "1")
    assert done.code == 1
    assert done.out == ""
    rows = [cells.split("│")[1:3] for cells in done.err.splitlines() if cells.startswith("│")]
    assert [(line.strip(), why.strip()) for line, why in rows] == [
        ("2", "is no JSON object"),
        ("3-4", "the store has no such customer"),
        ("5", "several customers have this e-mail: say the id or the uuid of one"),
        ("6", "names the same customer as line 1"),
        ("7", "has an unknown field 'order'; orders must be a whole number, 0 or more"),
    ]
    assert "patron: 6 line(s) cannot be used: nothing was loaded" in done.said
    assert "nobody@" not in done.said
    assert everybody(people) == before


def test_a_customer_of_another_store_is_not_found(people: Shell) -> None:
    other = next(iter(everybody(people, 2).values()))
    for line in ({"id": other.id, "orders": 1}, {"uuid": other.uuid, "orders": 1}):
        done = people.run("purchases", "load", file(people, "facts.jsonl", line), "--store", "1")
        assert done.code == 1
        assert "the store has no such customer" in done.said
    assert everybody(people, 2)[other.email] == other


def test_the_store_is_said_unless_there_is_but_one(shell: Shell) -> None:
    path = file(shell, "facts.jsonl")
    for options, said in (((), "there are 0 stores"), (("--store", "5"), "there is no store 5")):
        done = shell.run("purchases", "load", path, *options)
        assert done.code == 1
        assert said in done.said
    shell.fine("store", "add", "Loja", "--currency", "BRL")
    assert shell.run("purchases", "load", path).said == "Loaded 0 line(s): 0 customer(s) changed, 0 were so already."
    shell.fine("store", "add", "Two", "--currency", "BRL")
    assert "there are 2 stores: say which one with --store" in shell.run("purchases", "load", path).said


def test_a_file_that_cannot_be_read_or_is_of_another_kind_is_told(empty: Shell) -> None:
    done = empty.run("purchases", "load", "missing.csv")
    assert done.code == 1
    assert "missing.csv cannot be read: No such file" in done.said
    done = empty.run("purchases", "load", file(empty, "facts.xlsx"))
    assert done.code == 1
    assert "call it .jsonl or .csv" in done.said


def test_many_lines_cross_every_chunk(shell: Shell) -> None:
    shell.fine("store", "add", "Loja", "--currency", "BRL")
    shell.fine("seed", "--customers", "4501")
    uuids = [customer.uuid for customer in _all(shell)]
    path = file(shell, "facts.jsonl", *({"uuid": uuid, "orders": 12, "credit": "0.01"} for uuid in reversed(uuids)))
    assert "4501 customer(s) changed" in shell.run("purchases", "load", path).said
    facts = {(c.purchases.orders, c.purchases.credit, c.version) for c in _all(shell)}
    assert facts == {(12, 1, 2)}


def _all(shell: Shell) -> tuple[Customer, ...]:
    async def work(store: AnyStore) -> tuple[Customer, ...]:
        page = await store.read(lambda unit: unit.customers.page(1, Listing(size=10_000), PARTS))
        return page.customers

    found: tuple[Customer, ...] = with_store(shell, work)
    return found


def test_somebody_who_was_deleted_meanwhile_undoes_everything(people: Shell) -> None:
    before = everybody(people)
    ana = before["ana@example.com"]
    lines = {
        ana.id: Line(1, "id", ana.id, PurchaseNews(orders=5)),
        999_999: Line(7, "id", 999_999, PurchaseNews(orders=5)),
    }

    async def work(store: AnyStore) -> list[Fault]:
        with pytest.raises(BadLines) as caught:
            await told(store, Record(SPEECHES), 1, lines, lambda _done: None)
        return list(caught.value.faults)

    assert with_store(people, work) == [Fault(7, "its customer has just been deleted")]
    assert everybody(people) == before


NUMBER, MONEY = "a whole number, 0 or more", "an amount in text"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1]", "is no JSON object"),
        ('"x"', "is no JSON object"),
        ('{"id": 1} {}', "is no JSON object"),
        ('{"id": 1, "orders": 1, "orders": 2}', "names a field twice"),
        ('{"id": 1, "orders": 1, "\\u006frders": 2}', "names a field twice"),
        ('{"id": 1, "id": 2}', "names a field twice"),
        ('{"id": 1, "orders": 1, "completed_orders": 2}', "completed_orders must not be more than orders"),
        ("[" * 100_000, "is no JSON object"),
        ('{"orders": 1}', "must name its customer by one of id, uuid or email"),
        ('{"id": 1, "uuid": "x"}', "must name its customer by one of id, uuid or email; uuid must be a UUID"),
        ('{"id": null}', "must name its customer"),
        ('{"id": 0}', "id must be a whole number, 1 or more"),
        ('{"id": "1"}', "id must be"),
        ('{"id": true}', "id must be"),
        ('{"id": 1.0}', "id must be"),
        ('{"id": 9223372036854775808}', "id must be"),
        ('{"id": 18446744073709551616}', "id must be"),
        ('{"uuid": "1234"}', "uuid must be a UUID"),
        ('{"uuid": 7}', "uuid must be a UUID"),
        ('{"email": ""}', "email must be an e-mail address"),
        ('{"email": "a\\u0000@b.c"}', "email must be an e-mail address"),
        ('{"id": 1, "orders": "1"}', f"orders must be {NUMBER}"),
        ('{"id": 1, "orders": null}', f"orders must be {NUMBER}"),
        ('{"id": 1, "orders": -1}', f"orders must be {NUMBER}"),
        ('{"id": 1, "last_order_id": 0}', "last_order_id must be a whole number, 1 or more, or null"),
        ('{"id": 1, "total_spent": "-1"}', f"total_spent must be {MONEY}, 0 or more"),
        ('{"id": 1, "total_spent": 1.5}', f"total_spent must be {MONEY}"),
        ('{"id": 1, "credit": "1.234"}', f"credit must be {MONEY}"),
        ('{"id": 1, "credit": "1,20"}', f"credit must be {MONEY}"),
        ('{"id": 1, "credit": "1e3"}', f"credit must be {MONEY}"),
        ('{"id": 1, "credit": "12345678901234567"}', f"credit must be {MONEY}"),
        ('{"id": 1, "credit": "\u0661"}', f"credit must be {MONEY}"),
        ('{"id": 1, "orders": -1, "credit": 1}', f"orders must be {NUMBER}; credit must be {MONEY}"),
    ],
)
def test_a_bad_line_is_told_with_its_reasons(text: str, reason: str) -> None:
    (fault,) = json_lines([b"\n", text.encode()])
    assert isinstance(fault, Fault)
    assert fault.number == 2
    for part in reason.split("; "):
        assert part in fault.reason


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    assert list(json_lines([b'{"email": "\xff@b.c"}'])) == [Fault(1, "is no JSON object")]
    assert list(csv_lines([b"email\n", b"\xff@b.c\n"])) == [Fault(2, "email must be an e-mail address")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", 0), ("12", 1200), ("12.5", 1250), ("-0.07", -7), ("-12.50", -1250), ("9999999999999999.99", 10**18 - 1)],
)
def test_money_is_read_exactly(text: str, amount: int) -> None:
    (line,) = json_lines([json.dumps({"id": 1, "balance": text}).encode()])
    assert line == Line(1, "id", 1, PurchaseNews(balance=amount))


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("", []),
        ("orders\n1\n", [(1, "has no column that names customers: id, uuid or email")]),
        ("id;orders\n1;2\n", [(1, "unknown field 'id;orders'"), (1, "has no column that names customers")]),
        ("id,orders,orders\n", [(1, "names a column twice")]),
        ("id,orders\n1\n1,2,3\n", [(2, "has 1 cells, and the header 2"), (3, "has 3 cells, and the header 2")]),
        ('id,email\n,"a\nb"\n,x@y.z\n1,x@y.z\n', [(2, "email must be"), (5, "must name its customer")]),
        ('id,orders\n"1"x,2\nx,1\n', [(2, "is no CSV"), (3, "id must be a whole number")]),
        ('id,orders\n1,"2\n', [(2, "is no CSV")]),
        ("id,orders\n1,-2\n2,\u0661\n", [(2, "orders must be"), (3, "orders must be")]),
    ],
)
def test_bad_rows_are_told_with_the_line_they_begin_in(rows: str, faults: list[tuple[int, str]]) -> None:
    found = [one for one in csv_lines(rows.encode().splitlines(keepends=True)) if isinstance(one, Fault)]
    assert [fault.number for fault in found] == [number for number, _ in faults]
    for fault, (_, reason) in zip(found, faults, strict=True):
        assert reason in fault.reason
