"""`patron seed --customers`: made-up people, the same ones every time."""

from __future__ import annotations

import asyncio

import pytest

from patron.demo.people import people, person
from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key
from patron.domain.listing import Listing
from patron.domain.names import words
from patron.store import open_store
from tests.cli.running import Shell
from tests.store.people import TestClock

PARTS = Parts.ADDRESSES | Parts.PURCHASE | Parts.TAGS


def everybody(shell: Shell, store_id: int) -> list[Customer]:
    async def read() -> list[Customer]:
        url = shell.settings.get("PATRON_DATABASE", f"sqlite:///{shell.folder}/patron.sqlite3")
        store = open_store(url, TestClock())
        await store.open()
        try:
            listing = Listing(size=10_000)
            return list((await store.read(lambda unit: unit.customers.page(store_id, listing, PARTS))).customers)
        finally:
            await store.close()

    return asyncio.run(read())


def test_a_store_is_filled_with_people_who_are_the_same_every_time(shell: Shell) -> None:
    shell.fine("store", "add", "One", "--currency", "BRL")
    done = shell.run("seed", "--customers", "40")
    assert (done.code, done.out, done.said) == (0, "", "Loaded 40 made-up customer(s) into store 1.")
    found = everybody(shell, 1)
    for number, customer in enumerate(found):
        made_up = person(1, number)
        assert customer.email == made_up.email
        assert customer.uuid == made_up.uuid
        assert customer.purchases == made_up.purchases
        assert customer.tags == made_up.tags
        assert [address.uuid for address in customer.addresses] == [address.uuid for address in made_up.addresses]
    assert len(found) == 40
    done = shell.run("check", "--quick", PATRON_MAIL="off")
    assert done.code == 0


def test_a_store_with_customers_is_left_alone_unless_one_adds(shell: Shell) -> None:
    shell.fine("store", "add", "One", "--currency", "BRL")
    shell.fine("seed", "--customers", "3", "--store", "1")
    before = everybody(shell, 1)
    refused = shell.run("seed", "--customers", "3", "--store", "1")
    assert refused.code == 1
    assert "store 1 has customers: say --add" in refused.said
    assert everybody(shell, 1) == before
    shell.fine("seed", "--customers", "2100", "--add")
    found = everybody(shell, 1)
    assert found[:3] == before
    assert len({customer.email for customer in found}) == len(found) == 2103
    assert "2103 customer(s) in store 1" in shell.fine("check", PATRON_MAIL="off")


@pytest.mark.parametrize(
    "arguments",
    [(), ("world.json", "--customers", "3"), ("world.json", "--add"), ("--store", "1"), ("--customers", "0")],
)
def test_a_world_and_made_up_people_are_two_things(empty: Shell, arguments: tuple[str, ...]) -> None:
    assert empty.run("seed", *arguments).code == 2


def test_a_store_that_is_not_there_is_told(shell: Shell) -> None:
    done = shell.run("seed", "--store", "5", "--customers", "3")
    assert done.code == 1
    assert "there is no store 5: patron store list shows them" in done.said


def test_made_up_people_are_varied_and_whole() -> None:
    some = list(people(1, 0, 4000))
    assert len({email_key(one.email) for one in some}) == len(some)
    assert len({one.uuid for one in some} | {address.uuid for one in some for address in one.addresses}) == sum(
        1 + len(one.addresses) for one in some
    )
    assert all(one.email.endswith("@example.com") for one in some)
    assert all(words(one.full_name or "") == words(f"{one.first_name} {one.last_name}") for one in some)
    assert {one.created_by_hand for one in some} == {True, False}
    assert {len(one.addresses) for one in some} == {1, 2, 3}
    assert {len(one.tags) for one in some} == {0, 1, 2}
    assert {one.purchases.orders > 0 for one in some} == {True, False}
    assert {one.purchases.credit for one in some} == {0, 500}
    for one in some:
        assert sum(address.is_billing for address in one.addresses) <= 1
        assert [bool(address.is_default) for address in one.addresses if address.is_delivery].count(True) == 1
        assert one.purchases.completed_orders <= one.purchases.orders
    assert person(1, 7) == person(1, 7)
    assert person(2, 7).uuid != person(1, 7).uuid
