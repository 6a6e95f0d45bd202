"""Refresh tokens that follow each other: one in use, and whoever comes back with an old one ends all of them."""

from __future__ import annotations

import asyncio

from patron.domain.credential import Session
from patron.operations.token_families import Member, present
from tests.operations.people import TestDesk, desk_over
from tests.store.people import OTHER_SHOP, SHOP, in_a_loop

HOUR = 3_600_000
FIRST = Member("first", "family")
SECOND = Member("second", "family", parent="first")
RIVAL = Member("rival", "family", parent="first")
THIRD = Member("third", "family", parent="second")


async def begin(desk: TestDesk, *members: Member) -> int:
    """The id of a customer who holds the first tokens of those families."""
    person = await desk.person()
    for member in members:
        session = kept(desk, member, person.id)
        await desk.store.write(lambda unit, session=session: unit.sessions.add(SHOP, session))  # type: ignore[misc]
    return person.id


def kept(desk: TestDesk, member: Member, customer_id: int) -> Session:
    now = desk.clock.now()
    return Session(member.id_hash, "refresh", customer_id, family=member.family, created_at=now, expires_at=now + HOUR)


async def turn(desk: TestDesk, member: Member, customer_id: int, store_id: int = SHOP) -> bool:
    return await present(desk.store, store_id, member, kept(desk, member, customer_id))


@in_a_loop
async def test_a_token_stays_in_use_until_its_successor_comes(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await begin(desk, FIRST)
        assert [await turn(desk, FIRST, ana) for _ in range(3)] == [True, True, True]
        assert [await turn(desk, SECOND, ana) for _ in range(3)] == [True, True, True]
        assert await turn(desk, THIRD, ana)
        assert not await turn(desk, SECOND, ana)
        assert not await turn(desk, THIRD, ana)
        assert not await turn(desk, FIRST, ana)


@in_a_loop
async def test_a_token_that_skips_one_was_never_given_out(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await begin(desk, FIRST)
        assert not await turn(desk, THIRD, ana)
        assert not await turn(desk, FIRST, ana)


@in_a_loop
async def test_a_family_ends_alone(database: str) -> None:
    async with desk_over(database) as desk:
        other = Member("other", "other family")
        ana = await begin(desk, FIRST, other)
        assert await turn(desk, SECOND, ana)
        assert not await turn(desk, FIRST, ana)
        assert await turn(desk, other, ana)
        assert not await turn(desk, other, ana, OTHER_SHOP)
        assert await turn(desk, other, ana)


@in_a_loop
async def test_the_same_successor_in_many_requests_at_once_takes_its_turn_once(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await begin(desk, FIRST)
        assert await asyncio.gather(*(turn(desk, SECOND, ana) for _ in range(12))) == [True] * 12
        assert await turn(desk, SECOND, ana)


@in_a_loop
async def test_of_two_successors_at_once_one_at_most_survives(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await begin(desk, FIRST)
        admitted = await asyncio.gather(*(turn(desk, member, ana) for member in (SECOND, RIVAL)))
        assert sorted(admitted) == [False, True]
        assert not await turn(desk, SECOND, ana)
        assert not await turn(desk, RIVAL, ana)
