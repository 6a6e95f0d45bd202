"""A call under a key is carried out once, whatever happens to its answer."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from patron.domain.acting import ACTING, COMMAND_LINE
from patron.domain.answer import KeptAnswer, Progress
from patron.domain.refusals import NotFound, Repeated
from patron.operations.repeating import GIVEN_UP_MS, KEPT_MS, LARGEST, once
from patron.store import AnyStore
from tests.store.people import OTHER_SHOP, SHOP, START, TestClock, delete, get, in_a_loop, opened, refusal_of, somebody
from tests.store.raw import rows_of
from tests.store.test_moving import move

ANSWER = KeptAnswer("r", Progress.DONE, 201, "application/json", (("ETag", '"1-1"'),), b"\x00\xff{}")


async def insert_one(store: AnyStore) -> None:
    await store.write(lambda unit: unit.customers.insert(somebody()))


@in_a_loop
async def test_the_answer_comes_back_as_it_was(database: str) -> None:
    async with opened(database) as store:

        async def run() -> KeptAnswer:
            await insert_one(store)
            return ANSWER

        assert await once(store, START, "k", "r", run) == (ANSWER, False)
        assert await once(store, START, "k", "r", run) == (ANSWER, True)
        assert await rows_of(database, "SELECT count(*) FROM customer") == [(1,)]
        assert vars(await refusal_of(once(store, START, "k", "other", run))) == vars(Repeated(running=False))


@in_a_loop
async def test_what_was_refused_may_be_tried_again(database: str) -> None:
    async with opened(database) as store:

        async def refused() -> KeptAnswer:
            raise NotFound("customer")

        async def run() -> KeptAnswer:
            return ANSWER

        assert isinstance(await refusal_of(once(store, START, "k", "r", refused)), NotFound)
        assert await once(store, START, "k", "r", run) == (ANSWER, False)


@in_a_loop
async def test_what_is_stored_is_never_done_twice_though_its_answer_is_lost(database: str) -> None:
    async with opened(database) as store:

        async def lost() -> KeptAnswer:
            await insert_one(store)
            raise ConnectionError

        assert isinstance(await refusal_of(once(store, START, "k", "r", lost)), ConnectionError)
        for later in (START, START + GIVEN_UP_MS * 10):
            assert vars(await refusal_of(once(store, later, "k", "r", lost))) == vars(Repeated(running=True))
        assert await rows_of(database, "SELECT count(*) FROM customer") == [(1,)]


@in_a_loop
async def test_a_call_that_died_before_it_stored_anything_gives_its_key_up(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:

        async def run() -> KeptAnswer:
            return ANSWER

        await store.write(lambda unit: unit.answers.begin("k", "r", 0, 0))
        assert vars(await refusal_of(once(store, START, "k", "r", run))) == vars(Repeated(running=True))
        clock.time += GIVEN_UP_MS
        assert await once(store, clock.time, "k", "r", run) == (ANSWER, False)


@in_a_loop
async def test_an_answer_that_is_too_long_is_given_once_and_its_key_stays_taken(database: str) -> None:
    async with opened(database) as store:

        async def run(size: int) -> KeptAnswer:
            await insert_one(store)
            return replace(ANSWER, body=b"x" * size)

        for key, size, kept in (("k", LARGEST, True), ("l", LARGEST + 1, False)):
            first = await once(store, START, key, "r", partial(run, size))
            assert first == (replace(ANSWER, body=b"x" * size), False)
            if kept:
                assert await once(store, START, key, "r", partial(run, size)) == (first[0], True)
            else:
                later = START + GIVEN_UP_MS * 10
                refused = await refusal_of(once(store, later, key, "r", partial(run, size)))
                assert vars(refused) == vars(Repeated(running=True))
        assert await rows_of(database, "SELECT max(length(body)) FROM answer") == [((LARGEST + 2) // 3 * 4,)]


@in_a_loop
async def test_a_move_to_another_store_makes_no_call_be_carried_out_again(database: str) -> None:
    async with opened(database) as store:
        ana = somebody("ana@example.com", id=7)

        async def create() -> KeptAnswer:
            await store.write(lambda unit: unit.customers.insert(ana))
            return ANSWER

        async def carry() -> KeptAnswer:
            await move(store, ana, OTHER_SHOP)
            return ANSWER

        await once(store, START, "created", "r", create)
        await once(store, START, "moved", "r", carry)
        assert await once(store, START, "created", "r", create) == (ANSWER, True)
        assert await once(store, START, "moved", "r", carry) == (ANSWER, True)
        assert await rows_of(database, "SELECT store_id, id FROM customer") == [(OTHER_SHOP, 7)]
        whose = "SELECT of_store, of_customer FROM answer"
        assert await rows_of(database, whose) == [(OTHER_SHOP, 7)] * 2

        there = await get(store, replace(ana, store_id=OTHER_SHOP))
        assert there is not None
        await delete(store, there)
        assert await rows_of(database, whose) == [], "erased with the person, wherever that is by then"


@in_a_loop
async def test_a_key_that_is_taken_again_has_nothing_of_what_was_kept_under_it(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:

        async def create() -> KeptAnswer:
            await store.write(lambda unit: unit.customers.insert(somebody(id=7)))
            return ANSWER

        async def run() -> KeptAnswer:
            (row,) = await rows_of(database, "SELECT progress, status, body, of_store, of_customer FROM answer")
            assert row == ("running", 0, "", None, None)
            return replace(ANSWER, request_hash="other", body=b"nobody")

        await once(store, clock.time, "k", "r", create)
        assert await rows_of(database, "SELECT of_store, of_customer FROM answer") == [(SHOP, 7)]
        clock.time += KEPT_MS
        first = await once(store, clock.time, "k", "other", run)
        born = await get(store, somebody(id=7))
        assert born is not None
        await delete(store, born)
        assert await once(store, clock.time, "k", "other", run) == (first[0], True), "it tells of nobody who is erased"


@in_a_loop
async def test_an_answer_that_says_no_is_not_kept(database: str) -> None:
    async with opened(database) as store:

        async def refused(status: int) -> KeptAnswer:
            return replace(ANSWER, status=status)

        for status in (400, 403, 409, 422, 503):
            said = replace(ANSWER, status=status)
            assert await once(store, START, "k", "r", partial(refused, status)) == (said, False)
        assert await rows_of(database, "SELECT count(*) FROM answer") == [(0,)]


@in_a_loop
async def test_whoever_was_served_is_told_so_though_the_database_has_gone_away_since(database: str) -> None:
    async with opened(database) as store:

        async def run() -> KeptAnswer:
            await insert_one(store)
            await store.close()
            return ANSWER

        async def refused() -> KeptAnswer:
            await store.close()
            raise NotFound("customer")

        assert isinstance(await refusal_of(once(store, START, "l", "r", refused)), NotFound)
        await store.open()
        assert await once(store, START, "k", "r", run) == (ANSWER, False)
        await store.open()
        assert vars(await refusal_of(once(store, START, "k", "r", run))) == vars(Repeated(running=True))
        assert await rows_of(database, "SELECT count(*) FROM customer") == [(1,)]


@in_a_loop
async def test_nothing_is_kept_of_a_person_who_is_erased_before_the_answer_is_given(database: str) -> None:
    async with opened(database) as store:
        ana = await store.write(lambda unit: unit.customers.insert(somebody(id=7)))

        async def echo() -> KeptAnswer:
            assert await store.write(lambda unit: unit.customers.locked(SHOP, 7)) is not None
            ACTING.set(COMMAND_LINE)  # somebody else
            await delete(store, ana)
            return ANSWER

        assert await once(store, START, "k", "r", echo) == (ANSWER, False)
        assert await rows_of(database, "SELECT count(*) FROM answer") == [(0,)]
