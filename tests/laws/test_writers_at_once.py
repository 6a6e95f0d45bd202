"""All four dialects write to one customer at the same moment, different facts: none is lost (law 16)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.laws.house import STORE, House, opened
from tests.laws.names import AI, ES, OFN, TN
from tests.laws.tongues import Tongues, at_once
from tests.laws.views import Person
from tests.parts.postgres import fresh_database

ROUNDS = 60


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of that engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'laws.sqlite3'}"
    return fresh_database(request.getfixturevalue("postgres").url, "laws_at_once")


def test_four_dialects_at_once_lose_nothing_of_each_other(database: str) -> None:
    """Each writes a fact of its own; afterwards all of them show all four."""
    asyncio.run(_with_house(database, _four_at_once))


def test_addresses_made_at_once_are_all_there(database: str) -> None:
    """Three dialects add an address, one makes the billing address: all four are there, and one of them is billing."""
    asyncio.run(_with_house(database, _growing_at_once))


def test_of_two_creations_with_one_email_only_one_is_done(database: str) -> None:
    """The e-mail is one person's, whoever asks first."""
    asyncio.run(_with_house(database, _born_at_once))


async def _with_house(database: str, work: Any) -> None:
    async with opened(database) as house:
        await work(house, Tongues(house))


async def _somebody(house: House, tongues: Tongues, email: str = "ana@example.com") -> Person:
    answer, number = await tongues.tiendanube.create(STORE, {"name": "Ana García", "email": email})
    assert answer.good
    return Person(number, STORE, await tongues.evershop.uuid_of(number), await house.token_of(number))


async def _four_at_once(house: House, tongues: Tongues) -> None:
    person = await _somebody(house, tongues)
    for number in range(ROUNDS):
        written: Mapping[str, Mapping[str, Any]] = {
            TN: {"note": f"note {number}", "billing_city": f"city {number}"},
            OFN: {"code": f"C{number}", "tags": [f"t{number}"]},
            AI: {"company": f"company {number}", "vatid": f"vat {number}"},
            ES: {"full_name": f"Ana {number} García"},
        }
        answers = await at_once(*(tongues.all[name].change(person, fields) for name, fields in written.items()))
        assert [answer.status for answer in answers] == [200] * 4
        views = await tongues.views(person, texts=False)
        for name, fields in written.items():
            view = views[name]
            assert view is not None
            assert {field: view[field] for field in fields} == fields
        tn, ai, ofn = views[TN], views[AI], views[OFN]
        assert tn is not None
        assert ai is not None
        assert ofn is not None
        assert (tn["identification"], ai["city"], ofn["billing.locality"]) == (f"vat {number}", *[f"city {number}"] * 2)
        assert (tn["name"], f"{ofn['first_name']} {ofn['last_name']}") == (f"Ana {number} García",) * 2
    await house.books.check()


async def _growing_at_once(house: House, tongues: Tongues) -> None:
    for number in range(ROUNDS // 4):
        person = await _somebody(house, tongues, f"ana{number}@example.com")
        row = {"full_name": "Ana", "address_1": "1 Way", "postcode": "1", "province": "US-OR", "country": "US"}
        answers = await at_once(
            tongues.tiendanube.add_row(person, {"city": "one"}),
            tongues.aimeos.add_row(person, {"city": "two"}),
            tongues.evershop.add_row(person, {**row, "city": "three"}),
            tongues.tiendanube.change(person, {"billing_city": "four"}),
        )
        assert all(answer.good for answer in answers), answers
        views = await tongues.views(person, texts=False)
        tn, ai, es = views[TN], views[AI], views[ES]
        assert tn is not None
        assert ai is not None
        assert es is not None
        rows = tn["addresses"]
        assert sorted(tn[f"row.{one}.city"] for one in rows) == ["one", "three", "two"]
        assert ai["addresses"] == rows
        assert len(set(es["addresses"]) - set(rows)) == 1
        assert [es[f"row.{one}.city"] for one in es["addresses"] if one not in rows] == ["four"]
    await house.books.check()


async def _born_at_once(house: House, tongues: Tongues) -> None:
    for number in range(ROUNDS // 4):
        email = f"bob{number}@example.com"
        answers = await at_once(
            tongues.tiendanube.create(STORE, {"name": "Bob", "email": email}),
            tongues.aimeos.create(STORE, {"email": email.upper().replace("EXAMPLE.COM", "example.com")}),
            tongues.evershop.create(STORE, {"full_name": "Bob", "email": email}),
        )
        assert sum(answer.good for answer, _number in answers) == 1, answers
    assert len(await tongues.tiendanube.listed(STORE)) == ROUNDS // 4
    await house.books.check()
