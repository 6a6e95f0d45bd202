"""Keys of accounts and how long they are remembered; how much one answer may hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from patron.dialects.openfoodnetwork.errors import invalid
from patron.domain.access import INSTALLATION, Staff
from patron.domain.credential import Session
from patron.domain.refusals import Invalid, NotAllowed, NotSignedIn, Problem
from patron.operations import enterprises
from patron.operations.access import CACHE_SECONDS, token_hash
from patron.operations.enterprises import Asked
from patron.operations.ports import Reading
from patron.operations.staff_keys import Member, StaffKeys
from patron.store import AnyStore
from patron.store.migrations import migrate
from patron.worlds import StaffMember
from tests.store.people import SHOP, START, insert, opened, refusal_of, somebody

GENERIC = b'{"errors":[{"detail":"Something went wrong. Our team has been notified."}]}'
ANN = StaffMember("ann@example.org", "Ann", "manager", "argon2id", "hash", token_hash("key"), (SHOP,), ())


@asynccontextmanager
async def running(folder: Path) -> AsyncGenerator[AnyStore]:
    """A store with one account that manages one shop."""
    url = f"sqlite:///{folder}/patron.sqlite3"
    await migrate(url)
    async with opened(url) as store:
        await store.fill(lambda unit: unit.add_staff(ANN))
        yield store


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


class Seconds:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_key_is_remembered_for_a_second_and_not_longer(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as store:
            seconds = Seconds()
            keys = StaffKeys(store, seconds)
            ann = (await keys.member("key")).staff
            assert (ann.email, ann.stores) == ("ann@example.org", frozenset({SHOP}))
            await store.write(lambda unit: unit.staff.put_key(ann.id, token_hash("other")))
            seconds.now += CACHE_SECONDS - 0.01
            assert (await keys.member("key")).staff == ann
            seconds.now += 0.02
            assert isinstance(await refusal_of(keys.member("key")), NotSignedIn)
            assert (await keys.member("other")).staff.id == ann.id
            await store.write(lambda unit: unit.staff.put_key(ann.id, None))
            keys.forget()
            assert isinstance(await refusal_of(keys.member("other")), NotSignedIn)

    run(work)


@pytest.mark.parametrize(
    ("more", "good"),
    [
        ({}, True),
        ({"kind": "evershop-admin"}, False),
        ({"staff_id": None}, False),
        ({"staff_id": 99}, False),
        ({"token_epoch": 1}, False),
        ({"expires_at": START}, False),
    ],
)
def test_only_a_live_session_of_its_kind_and_epoch_counts(tmp_path: Path, more: dict[str, Any], good: bool) -> None:
    async def work() -> None:
        async with running(tmp_path) as store:
            keys = StaffKeys(store)
            ann = (await keys.member("key")).staff
            plain: dict[str, Any] = {"kind": "ofn", "staff_id": ann.id, "expires_at": START + 1}
            session = Session(token_hash("value"), **{**plain, **more})
            await store.write(lambda unit: unit.sessions.add(INSTALLATION, session))
            found = await keys.signed_in("ofn", "value")
            assert (found is not None) == good
            assert await keys.signed_in("ofn", "other") is None

    run(work)


def test_more_customers_than_one_answer_may_hold_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        async with running(tmp_path) as store:
            made = [await insert(store, somebody()) for _ in range(3)]
            admin = Member(Staff(1, "", "a@example.org", "", "admin"), sells=True)
            asked = Asked(made[0].id, enterprise=True, siblings=True)
            monkeypatch.setattr(enterprises, "SLICE", 2)
            seen = await store.read(lambda unit: enterprises.show(unit, admin, asked))
            assert seen.ids == tuple(one.id for one in made)
            assert seen.siblings is not None
            assert [one.id for one in seen.siblings] == [one.id for one in made]
            assert enterprises.MOST_EMBEDDED == 10_000
            monkeypatch.setattr(enterprises, "MOST_EMBEDDED", 2)
            for too_much in (asked, Asked(made[0].id, enterprise=True)):

                async def show(unit: Reading, said: Asked = too_much) -> object:
                    return await enterprises.show(unit, admin, said)

                refusal = await refusal_of(store.read(show))
                assert isinstance(refusal, Invalid)
                assert refusal.problems == {"include": (Problem.TOO_LONG,)}
                told = invalid(refusal.problems)
                assert (told.status, told.body) == (422, GENERIC)

    run(work)


def test_an_imported_duplicate_is_nobodys_own_record(tmp_path: Path) -> None:
    async def work() -> None:
        async with running(tmp_path) as store:
            first = await insert(store, somebody("own@example.org"))
            other = await insert(store, somebody("own@example.org", email_duplicate=True))
            shopper = Member(Staff(1, "", "Own@example.org", "", "shopper"), sells=False)
            assert enterprises.is_own(shopper, first)
            assert not enterprises.is_own(shopper, other)
            enterprises.may_change(shopper, first)
            with pytest.raises(NotAllowed):
                enterprises.may_change(shopper, other)

    run(work)
