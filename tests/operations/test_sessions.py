"""Sessions: whom they are for, what ends them, and what of them is stored."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace

from patron.domain.credential import Credential
from patron.domain.refusals import NotSignedIn
from patron.operations.access import token_hash
from patron.operations.sessions import (
    Found,
    Opening,
    csrf_of,
    end_session,
    find_session,
    is_id,
    keep_signed_in,
    new_id,
    open_session,
)
from patron.operations.visiting import Visitor
from patron.store.units import FillingUnit
from tests.operations.people import WHERE, TestDesk, desk_over
from tests.store.people import OTHER_SHOP, SHOP, change, delete, in_a_loop, refusal_of, with_facts
from tests.store.raw import rows_of
from tests.store.test_rooms import Member

HOUR = 3_600_000


async def open_one(desk: TestDesk, customer_id: int, **more: object) -> str:
    opening = Opening(SHOP, "shop", HOUR, customer_id=customer_id)
    wanted = replace(opening, **more)
    return await desk.store.write(lambda unit: open_session(unit, wanted))


async def look(desk: TestDesk, session_id: str, kind: str = "shop", store_id: int = SHOP) -> Found | None:
    return await desk.store.read(lambda unit: find_session(unit, store_id, kind, session_id))


@in_a_loop
async def test_a_session_opens_its_own_door_of_its_own_store_alone(database: str) -> None:
    async with desk_over(database) as desk:
        ana, bob = await desk.person(), await desk.person("bob@example.com")
        of_ana, of_bob = await open_one(desk, ana.id), await open_one(desk, bob.id)
        for session_id, customer in ((of_ana, ana), (of_bob, bob)):
            found = await look(desk, session_id)
            assert found is not None
            assert found.customer is not None
            assert found.customer.id == customer.id
        assert await look(desk, of_ana, kind="another") is None
        assert await look(desk, of_ana, store_id=OTHER_SHOP) is None
        assert await look(desk, of_ana[:-1] + "!") is None
        assert await look(desk, token_hash(of_ana)) is None


@in_a_loop
async def test_what_is_stored_opens_nothing(database: str) -> None:
    async with desk_over(database) as desk:
        session_id = await open_one(desk, (await desk.person()).id)
        assert await rows_of(database, "SELECT id_hash, kind FROM session") == [
            (hashlib.sha256(session_id.encode()).hexdigest(), "shop")
        ]


@in_a_loop
async def test_a_session_ends_by_itself_and_takes_the_ended_along(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        session_id = await open_one(desk, ana.id)
        desk.clock.time += HOUR - 1
        assert await look(desk, session_id) is not None
        desk.clock.time += 1
        assert await look(desk, session_id) is None
        await open_one(desk, ana.id)
        assert len(await rows_of(database, "SELECT 1 FROM session")) == 1


@in_a_loop
async def test_a_session_that_follows_another_ends_it(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        first = await open_one(desk, ana.id)
        second = await open_one(desk, ana.id, instead_of=first)
        assert first != second
        assert await look(desk, first) is None
        assert await look(desk, second) is not None


@in_a_loop
async def test_a_session_that_was_ended_stays_so(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        session_id, other = await open_one(desk, ana.id), await open_one(desk, ana.id)
        assert await desk.store.write(lambda unit: end_session(unit, SHOP, session_id))
        assert not await desk.store.write(lambda unit: end_session(unit, SHOP, session_id))
        assert await look(desk, session_id) is None
        assert await look(desk, other) is not None


@pytest.mark.parametrize("end", ["password", "disabled", "deleted"])
@in_a_loop
async def test_a_new_password_disabling_and_deletion_end_all(database: str, end: str) -> None:
    async with desk_over(database) as desk:
        ana, bob = await desk.person(), await desk.person("bob@example.com")
        sessions = [await open_one(desk, ana.id, kind=kind) for kind in ("shop", "bearer")]
        of_bob = await open_one(desk, bob.id)
        if end == "password":
            await desk.set_password(ana, "another password")
        elif end == "disabled":
            await change(desk.store, ana, with_facts(status=0))
        else:
            await delete(desk.store, ana)
        for session_id, kind in zip(sessions, ("shop", "bearer"), strict=True):
            assert await look(desk, session_id, kind) is None
        assert await look(desk, of_bob) is not None


@in_a_loop
async def test_a_password_that_the_customer_changes_leaves_the_own_session_alone(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        own, other = await open_one(desk, ana.id), await open_one(desk, ana.id)
        visitor = Visitor(WHERE, ana.id, "192.0.2.7", session_hash=token_hash(own))
        await desk.set_password(ana, "another password")
        await desk.store.write(lambda unit: keep_signed_in(unit, visitor))
        assert await look(desk, own) is not None
        assert await look(desk, other) is None
        await desk.store.write(lambda unit: keep_signed_in(unit, Visitor(WHERE, ana.id, "192.0.2.7")))
        assert await look(desk, own) is None


@in_a_loop
async def test_no_session_is_opened_for_a_password_that_changed_meanwhile(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        signed_in = await desk.enter()
        await desk.set_password(ana, "another password")
        refusal = await refusal_of(open_one(desk, ana.id, token_epoch=signed_in.token_epoch))
        assert isinstance(refusal, NotSignedIn)
        assert await rows_of(database, "SELECT 1 FROM session") == []


@in_a_loop
async def test_no_session_is_opened_for_the_disabled_and_the_unknown(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        await change(desk.store, ana, with_facts(status=0))
        for customer_id in (ana.id, 999_999):
            assert isinstance(await refusal_of(open_one(desk, customer_id)), NotSignedIn)


@in_a_loop
async def test_staff_have_sessions_that_end_with_their_password(database: str) -> None:
    async with desk_over(database) as desk:

        async def work(unit: FillingUnit) -> None:
            await unit.add_staff(Member("ann@example.com", stores=(SHOP,), scheme="world", hash="x$y"))

        await desk.store.fill(work)
        ann = await desk.store.read(lambda unit: unit.staff.by_email("ann@example.com"))
        assert ann is not None
        opening = Opening(SHOP, "office", HOUR, staff_id=ann.id)
        session_id = await desk.store.write(lambda unit: open_session(unit, opening))
        found = await look(desk, session_id, "office")
        assert found is not None
        assert found.staff == ann
        later = Credential("world", "x$z", changed_at=1, token_epoch=ann.token_epoch + 1)
        await desk.store.write(lambda unit: unit.staff.put_password(ann.id, later))
        assert await look(desk, session_id, "office") is None


def test_ids_are_long_random_and_known_by_their_form() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_id(one) for one in ids)
    for wrong in ("", "a" * 42, "a" * 44, "a" * 42 + "/", "a" * 42 + "é", "a" * 42 + " "):
        assert not is_id(wrong)


def test_the_csrf_value_follows_the_id_and_leads_nowhere() -> None:
    one, other = new_id(), new_id()
    assert csrf_of(one) == csrf_of(one)
    assert csrf_of(one) != csrf_of(other)
    assert len(csrf_of(one)) == 40
    assert one not in csrf_of(one)
    assert csrf_of(one) != token_hash(one)[:40]
