"""Staff, sessions, definitions and secrets as a unit of work sees them."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from patron.domain.access import NewMember, Staff
from patron.domain.credential import Credential, SecondStep, Session
from patron.domain.customer import Definition
from patron.operations.ports import Writing
from patron.store import AnyStore
from tests.store.people import OTHER_SHOP, SHOP, START, TestClock, delete, in_a_loop, insert, opened, somebody
from tests.store.test_rooms import Member

HOUR = 3_600_000


async def add(store: AnyStore, session: Session, store_id: int = SHOP) -> None:
    await store.write(lambda unit: unit.sessions.add(store_id, session))


async def alive(store: AnyStore, id_hash: str, store_id: int = SHOP) -> bool:
    return await store.read(lambda unit: unit.sessions.get(store_id, id_hash)) is not None


@in_a_loop
async def test_a_session_is_found_in_its_store_until_it_expires(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:
        ana = await insert(store, somebody())
        session = Session("h1", "aimeos", customer_id=ana.id, csrf="c", created_at=START, expires_at=START + HOUR)
        await add(store, session)
        assert await store.read(lambda unit: unit.sessions.get(SHOP, "h1")) == session
        assert not await alive(store, "h1", OTHER_SHOP)
        assert not await alive(store, "h2")
        clock.time += HOUR
        assert not await alive(store, "h1")


@in_a_loop
async def test_a_session_is_used_once(database: str) -> None:
    async with opened(database) as store:
        await add(store, Session("h1", "refresh", expires_at=START + HOUR))
        assert await store.write(lambda unit: unit.sessions.use(SHOP, "h1"))
        assert not await store.write(lambda unit: unit.sessions.use(SHOP, "h1"))
        assert not await store.write(lambda unit: unit.sessions.use(SHOP, "h2"))
        used = await store.read(lambda unit: unit.sessions.get(SHOP, "h1"))
        assert used is not None
        assert used.used_at == START


@in_a_loop
async def test_sessions_end_one_by_one_by_family_and_with_their_account(database: str) -> None:
    async with opened(database) as store:
        ana, bob = await insert(store, somebody()), await insert(store, somebody())

        async def work(unit: Writing) -> None:
            for name, customer, family in (("a1", ana, "f"), ("a2", ana, "f"), ("a3", ana, None), ("b1", bob, "g")):
                session = Session(name, "x", customer_id=customer.id, family=family, expires_at=START + HOUR)
                await unit.sessions.add(SHOP, session)
            await unit.sessions.add(SHOP, Session("s1", "x", staff_id=7, expires_at=START + HOUR))

        async def left() -> list[str]:
            return [name for name in ("a1", "a2", "a3", "b1", "s1") if await alive(store, name)]

        await store.write(work)
        await store.write(lambda unit: unit.sessions.drop_family(SHOP, "f"))
        assert await left() == ["a3", "b1", "s1"]
        assert await store.write(lambda unit: unit.sessions.drop(SHOP, "a3"))
        assert not await store.write(lambda unit: unit.sessions.drop(SHOP, "a3"))
        await store.write(lambda unit: unit.sessions.drop_staff(SHOP, 7))
        assert await left() == ["b1"]
        await store.write(lambda unit: unit.sessions.drop_customer(SHOP, ana.id))
        assert await left() == ["b1"]
        await delete(store, bob)
        assert await left() == []


@in_a_loop
async def test_staff_is_found_by_email_and_key_with_its_stores_and_grants(database: str) -> None:
    async with opened(database) as store:
        member = Member("Ann@Example.com", scheme="world", hash="h", key_hash="k", stores=(1, 2), grants=((3, "edit"),))

        await store.fill(lambda unit: unit.add_staff(member))
        found = await store.read(lambda unit: unit.staff.by_email("ann@example.com"))
        assert found == await store.read(lambda unit: unit.staff.by_key("k"))
        assert found is not None
        assert found == Staff(
            id=found.id,
            uuid=found.uuid,
            email="Ann@Example.com",
            name="Ann",
            role="manager",
            stores=frozenset({1, 2}),
            grants=frozenset({(3, "edit")}),
            created_at=START,
            updated_at=START,
        )
        assert found.manages(1)
        assert not found.manages(3)
        assert await store.read(lambda unit: unit.staff.all()) == [found]
        assert await store.read(lambda unit: unit.staff.get(found.id + 1)) is None
        assert await store.read(lambda unit: unit.staff.credential(found.id)) == Credential("world", "h", START, 0)
        await store.write(lambda unit: unit.staff.put_password(found.id, Credential("argon2id", "n", START + 5, 9)))
        assert await store.read(lambda unit: unit.staff.credential(found.id)) == Credential(
            "argon2id", "n", START + 5, 9
        )
        again = await store.read(lambda unit: unit.staff.get(found.id))
        assert again is not None
        assert again.token_epoch == 9


@in_a_loop
async def test_definitions_of_metafields_are_put_replaced_and_dropped(database: str) -> None:
    async with opened(database) as store:
        rules = {"validations": [{"min": 1}], "isList": False}
        tier = Definition(
            "custom", "tier", "Tier", "short_text", visible=False, required=True, uuid="t", position=1, rules=rules
        )
        age = Definition("custom", "age", "Age", "integer", uuid="a", position=2)
        await store.write(lambda unit: unit.definitions.put(SHOP, tier))
        await store.write(lambda unit: unit.definitions.put(SHOP, age))
        await store.write(lambda unit: unit.definitions.put(SHOP, replace(age, name="Years", position=0)))
        known = await store.read(lambda unit: unit.definitions.all(SHOP))
        assert known == (replace(age, name="Years", position=0), tier)
        assert await store.read(lambda unit: unit.definitions.all(OTHER_SHOP)) == ()
        assert await store.write(lambda unit: unit.definitions.drop(SHOP, "custom", "age"))
        assert not await store.write(lambda unit: unit.definitions.drop(SHOP, "custom", "age"))


@in_a_loop
async def test_of_two_who_keep_a_secret_the_first_wins_and_wiping_leaves_it(database: str) -> None:
    async with opened(database) as store:
        assert await store.read(lambda unit: unit.secrets.get("s")) is None
        assert await store.write(lambda unit: unit.secrets.keep("s", "one")) == "one"
        assert await store.write(lambda unit: unit.secrets.keep("s", "two")) == "one"
        await store.wipe()
        assert await store.read(lambda unit: unit.secrets.get("s")) == "one"


@in_a_loop
async def test_an_account_is_made_and_changed_with_the_stores_it_manages(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:
        made = NewMember("Ann@Example.com", "Ann", "manager", "world", "h", stores=(1, 2), grants=((3, "edit"),))
        number = await store.write(lambda unit: unit.staff.add(made))
        before = await store.read(lambda unit: unit.staff.get(number))
        assert before is not None
        assert before.stores == {1, 2}
        told = replace(before, email="Eve@example.com", name="Eve", role="shopper", status=0, stores=frozenset({2, 5}))
        clock.time += HOUR
        await store.write(lambda unit: unit.staff.save(before, told))
        after = await store.write(lambda unit: unit.staff.locked(number))
        assert after is not None
        assert after == replace(told, updated_at=START + HOUR)
        assert await store.read(lambda unit: unit.staff.by_email("ann@example.com")) is None
        assert await store.read(lambda unit: unit.staff.by_email("eve@example.com")) == after
        await store.write(lambda unit: unit.staff.put_epoch(number, 7))
        assert await store.read(lambda unit: unit.staff.get(number)) == replace(after, token_epoch=7)
        assert await store.write(lambda unit: unit.staff.locked(number + 1)) is None
        assert not await store.read(lambda unit: unit.staff.has_key(number))
        await store.write(lambda unit: unit.staff.put_key(number, "k"))
        assert await store.read(lambda unit: unit.staff.has_key(number))


@in_a_loop
async def test_sessions_of_an_account_are_listed_per_store_the_newest_first(database: str) -> None:
    clock = TestClock()
    async with opened(database, clock) as store:
        old = Session("a", "x", staff_id=7, created_at=START, expires_at=START + 2 * HOUR)
        new = Session("b", "x", staff_id=7, created_at=START + 1, expires_at=START + HOUR)
        for session in (old, new, Session("c", "x", staff_id=8, expires_at=START + HOUR)):
            await add(store, session)
        await add(store, Session("d", "x", staff_id=7, expires_at=START + HOUR), OTHER_SHOP)
        assert list(await store.read(lambda unit: unit.sessions.of_staff(SHOP, 7))) == [new, old]
        clock.time += HOUR
        assert list(await store.read(lambda unit: unit.sessions.of_staff(SHOP, 7))) == [old]


async def _used(unit: Writing, *, number: int, period: int) -> bool:
    return await unit.second_steps.use(number, period)


async def _used_code(unit: Writing, *, number: int, code: str) -> bool:
    return await unit.second_steps.use_code(number, code)


@in_a_loop
async def test_a_second_step_is_kept_used_once_a_period_and_dropped(database: str) -> None:
    async with opened(database) as store:
        made = NewMember("a@example.com", "A", "admin", None, None)
        number = await store.write(lambda unit: unit.staff.add(made))
        assert await store.read(lambda unit: unit.second_steps.get(number)) is None
        await store.write(lambda unit: unit.second_steps.put(number, "S", ["h1", "h2"]))
        assert await store.read(lambda unit: unit.second_steps.get(number)) == SecondStep("S", 2)
        uses = [await store.write(partial(_used, number=number, period=period)) for period in (5, 5, 4, 6)]
        assert uses == [True, False, False, True]
        uses = [await store.write(partial(_used_code, number=number, code=code)) for code in ("h1", "h1", "h3")]
        assert uses == [True, False, False]
        assert await store.read(lambda unit: unit.second_steps.get(number)) == SecondStep("S", 1)
        await store.write(lambda unit: unit.second_steps.put_codes(number, ["n1", "n2", "n3"]))
        assert await store.read(lambda unit: unit.second_steps.get(number)) == SecondStep("S", 3)
        await store.write(lambda unit: unit.second_steps.put(number, None, ()))
        assert await store.read(lambda unit: unit.second_steps.get(number)) is None
        await store.write(lambda unit: unit.second_steps.put(number, "T", []))
        assert await store.write(lambda unit: unit.second_steps.use(number, 1))
