"""Signing in: who gets in, who waits, and that guessing locks nobody out."""

from __future__ import annotations

import asyncio
import hashlib
from time import perf_counter, process_time

import bcrypt
import pytest

from patron.adapters.passwords import PasswordPool
from patron.domain.attempts import neighbourhood
from patron.domain.credential import Credential
from patron.domain.refusals import NotSignedIn, TooOften, Unavailable
from patron.operations.ports import Writing
from patron.operations.signing_in import sign_in, sign_in_staff
from patron.operations.slowing_down import knocker, tidy
from patron.store.units import FillingUnit
from tests.operations.people import ELSEWHERE, HOME, PASSWORD, WHERE, TestDesk, desk_over
from tests.store.people import SHOP, change, in_a_loop, insert, refusal_of, somebody, with_facts
from tests.store.raw import rows_of
from tests.store.test_rooms import Member


async def fail(desk: TestDesk, times: int, name: str = "ana@example.com", client: str = HOME) -> None:
    """Nothing; so many attempts were wrong, and none had to wait."""
    for _ in range(times):
        assert isinstance(await refusal_of(desk.enter(name, "wrong", client)), NotSignedIn)


async def wait_of(desk: TestDesk, name: str = "ana@example.com", password: str = PASSWORD, client: str = HOME) -> int:
    """The seconds that the attempt has to wait."""
    refusal = await refusal_of(desk.enter(name, password, client))
    assert isinstance(refusal, TooOften)
    return refusal.retry_after


@in_a_loop
async def test_the_email_opens_in_any_case_and_the_login_after_it(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person("Ana@Example.com")
        bob = await insert(desk.store, somebody("bob@example.com", login="Bobby"))
        eve = await insert(desk.store, somebody("eve@example.com", login="ana@example.com"))
        for customer in (bob, eve):
            await desk.set_password(customer, "another password")
        assert (await desk.enter("ANA@example.COM")).customer.id == ana.id
        assert (await desk.enter("bobby", "another password")).customer.id == bob.id
        assert (await desk.enter("bob@example.com", "another password")).customer.id == bob.id
        by_email_alone = sign_in(desk, WHERE, "bobby", "another password", HOME, by_login=False)
        assert isinstance(await refusal_of(by_email_alone), NotSignedIn)
        assert isinstance(await refusal_of(desk.enter("ana@example.com", "another password")), NotSignedIn)


@in_a_loop
async def test_the_unknown_the_wrong_the_disabled_and_the_one_without_a_password_are_refused_alike(
    database: str,
) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        off = await desk.person("off@example.com")
        await change(desk.store, off, with_facts(status=0))
        await desk.person("none@example.com", None)
        for name, password in (
            ("ana@example.com", "wrong"),
            ("ana@example.com", ""),
            ("off@example.com", PASSWORD),
            ("none@example.com", ""),
            ("nobody@example.com", PASSWORD),
            ("_na@example.com", PASSWORD),
            ("%", PASSWORD),
            ("", ""),
            ("\ud800", "\ud800"),
            ("ana@example.com\0", PASSWORD),
        ):
            refusal = await refusal_of(desk.enter(name, password))
            assert type(refusal) is NotSignedIn, name
        assert (await desk.enter()).customer.id == ana.id


@in_a_loop
async def test_a_customer_of_another_store_is_nobody(database: str) -> None:
    async with desk_over(database) as desk:
        other = await insert(desk.store, somebody("ana@example.com", store_id=7777))
        await desk.set_password(other, PASSWORD)
        assert isinstance(await refusal_of(desk.enter()), NotSignedIn)


@in_a_loop
async def test_an_unknown_name_takes_as_long_as_a_wrong_password(sqlite_database: str) -> None:
    async with desk_over(sqlite_database) as desk:
        ana = await desk.person()
        scheme, hashed = await desk.hasher.hash(PASSWORD)
        await desk.keep(ana, Credential(scheme, hashed, changed_at=1))
        spent: dict[str, list[float]] = {"ana@example.com": [], "nobody@example.com": []}
        await refusal_of(desk.enter("warm@example.com", "up"))
        for number in range(9):
            for name, times in spent.items():
                started = process_time()
                await refusal_of(desk.enter(name, f"wrong {number}"))
                times.append(process_time() - started)
        known, unknown = (min(times) for times in spent.values())  # the least disturbed of nine
        assert 0.6 < known / unknown < 1.67


@pytest.mark.parametrize("scheme", ["bcrypt", "authlogic-sha512"])
@in_a_loop
async def test_a_foreign_hash_is_replaced_at_the_first_login_and_ends_no_session(database: str, scheme: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode() if scheme == "bcrypt" else authlogic()
        await desk.keep(ana, Credential(scheme, hashed, changed_at=77, token_epoch=5))
        assert isinstance(await refusal_of(desk.enter(password="wrong")), NotSignedIn)
        assert await desk.credential(ana) == Credential(scheme, hashed, changed_at=77, token_epoch=5)
        assert (await desk.enter()).token_epoch == 5
        now = await desk.credential(ana)
        assert now is not None
        assert (now.scheme, now.changed_at, now.token_epoch) == ("argon2id", 77, 5)
        assert (await desk.enter()).customer.id == ana.id
        assert await desk.credential(ana) == now


@in_a_loop
async def test_a_password_that_is_set_while_the_old_one_signs_in_stays(postgres_database: str) -> None:
    """On SQLite one writer comes after the other."""
    foreign, mine = Credential("authlogic-sha512", authlogic(), 1), Credential("argon2id", "$argon2id$new", 2, 9)
    async with desk_over(postgres_database) as desk:
        ana, ann = await desk.person(), await staff(desk)
        await desk.keep(ana, foreign)
        await desk.store.write(lambda unit: unit.staff.put_password(ann, foreign))
        written, entered = asyncio.Event(), asyncio.Event()

        async def set_both(unit: Writing) -> None:
            await unit.customers.locked(SHOP, ana.id)
            await unit.credentials.put(SHOP, ana.id, mine)
            await unit.staff.locked(ann)
            await unit.staff.put_password(ann, mine)
            written.set()
            await entered.wait()

        setting = asyncio.create_task(desk.store.write(set_both))
        await written.wait()
        entering = [
            asyncio.create_task(desk.enter()),
            asyncio.create_task(sign_in_staff(desk, "ann@example.com", PASSWORD, HOME)),
        ]
        await asyncio.sleep(1)  # by then both wait for the row, or have looked at the password that is no more
        entered.set()
        await asyncio.gather(setting, *entering)
        assert await desk.credential(ana) == mine
        assert await desk.store.read(lambda unit: unit.staff.credential(ann)) == mine


def authlogic() -> str:
    digest = PASSWORD + "salt"
    for _ in range(20):
        digest = hashlib.sha512(digest.encode()).hexdigest()
    return f"salt${digest}"


# -- slowing down ------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_ten_failures_are_free_then_each_doubles_the_wait_up_to_a_quarter_of_an_hour(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await fail(desk, 10)
        for expected in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 900, 900):  # one failure in 900 s is forgotten
            assert await wait_of(desk, password="wrong") == expected
            desk.clock.time += expected * 1000 - 1
            assert await wait_of(desk, password="wrong") == 1
            desk.clock.time += 1
            await fail(desk, 1)
        assert await wait_of(desk) == 900
        desk.clock.time += 900_000
        await desk.enter()
        await fail(desk, 10)


@in_a_loop
async def test_an_unknown_name_waits_as_a_known_one(database: str) -> None:
    async with desk_over(database) as desk:
        await fail(desk, 10, "nobody@example.com")
        assert await wait_of(desk, "NOBODY@example.com") == 1
        desk.clock.time += 1000
        await fail(desk, 1, "nobody@example.com")
        assert await wait_of(desk, "nobody@example.com") == 2


@in_a_loop
async def test_what_waits_counts_for_nothing_and_costs_no_hash(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await fail(desk, 10)
        started = perf_counter()
        for _ in range(20):
            assert await wait_of(desk) == 1
        assert perf_counter() - started < 0.5
        desk.clock.time += 1000
        await desk.enter()


@in_a_loop
async def test_a_restart_and_another_worker_forget_nothing(database: str) -> None:
    async with desk_over(database) as desk, desk_over(database) as another:
        await desk.person()
        await fail(desk, 5)
        await fail(another, 5)
        assert await wait_of(desk) == 1
        assert await wait_of(another) == 1
    async with desk_over(database) as later:
        assert await wait_of(later) == 1


@in_a_loop
async def test_many_guesses_at_once_are_not_all_the_first(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        refusals = await asyncio.gather(*(refusal_of(desk.enter(password=f"guess {n}")) for n in range(40)))
        kinds = [type(refusal) for refusal in refusals]
        assert kinds.count(NotSignedIn) == 10
        assert kinds.count(TooOften) == 30


@in_a_loop
async def test_failures_from_elsewhere_do_not_keep_the_owner_out(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await desk.enter(client=HOME)
        await fail(desk, 10, client=ELSEWHERE)
        assert await wait_of(desk, client=ELSEWHERE) == 1
        await desk.enter(client=HOME)
        for number in range(20):
            await fail(desk, 1, client=f"203.0.113.{number}")
        assert await wait_of(desk, client="203.0.113.99") == 30
        await desk.enter(client=HOME)


@in_a_loop
async def test_under_fire_a_new_address_knocks_and_gets_in_whatever_others_do(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        for number in range(30):
            await fail(desk, 1, client=f"203.0.113.{number}")
        assert await wait_of(desk, client=HOME) == 30
        for second in range(1, 30):
            desk.clock.time += 1000
            await refusal_of(desk.enter(password="wrong", client=f"203.0.113.{second}"))
            await refusal_of(desk.enter(password="wrong", client=f"203.0.113.{second + 100}"))
            assert await wait_of(desk, client=HOME) == 30 - second
        desk.clock.time += 1000
        await desk.enter(client=HOME)
        await desk.enter(client=HOME)


@in_a_loop
async def test_one_address_that_tries_many_accounts_is_slowed_down(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await desk.person("known@example.com")
        await desk.enter("known@example.com")
        for number in range(50):
            await fail(desk, 1, f"leaked{number}@example.com")
        assert await wait_of(desk) == 1
        await desk.enter("known@example.com")
        await desk.enter(client=ELSEWHERE)


@in_a_loop
async def test_failures_are_forgotten_bit_by_bit(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await fail(desk, 10)
        desk.clock.time += 45 * 60_000
        await fail(desk, 3)
        assert await wait_of(desk) == 1


@in_a_loop
async def test_a_clock_that_is_set_back_makes_nobody_wait_longer(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await fail(desk, 10)
        desk.clock.time -= 3_600_000
        assert await wait_of(desk) == 1


@in_a_loop
async def test_a_full_pool_is_no_failure(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        pool, desk.hasher = desk.hasher, PasswordPool(1, waiting=0)
        for _ in range(20):
            assert isinstance(await refusal_of(desk.enter()), Unavailable)
        desk.hasher = pool
        await fail(desk, 10)
        assert await wait_of(desk) == 1


@in_a_loop
async def test_neither_names_nor_addresses_are_kept(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await fail(desk, 1)
        await desk.enter()
        kept = await rows_of(database, "SELECT kind, key_hash FROM attempt ORDER BY kind")
        assert [kind for kind, _ in kept] == [f"customer-{what}" for what in ("account", "address", "known", "pair")]
        assert all(len(hashed) == 64 for _, hashed in kept)


@in_a_loop
async def test_tallies_that_say_nothing_any_more_are_forgotten(database: str) -> None:
    async with desk_over(database) as desk:
        await desk.person()
        await desk.enter()
        await fail(desk, 1, "old@example.com", ELSEWHERE)
        desk.clock.time += 2 * 86_400_000
        await fail(desk, 1)
        who = knocker(SHOP, "customer", "ana@example.com", HOME)
        await desk.store.write(lambda unit: tidy(unit, who))
        kept = await rows_of(database, "SELECT kind FROM attempt ORDER BY kind")
        assert [kind for (kind,) in kept] == [f"customer-{what}" for what in ("account", "address", "known", "pair")]
        desk.clock.time += 180 * 86_400_000
        await desk.store.write(lambda unit: tidy(unit, who))
        assert await rows_of(database, "SELECT kind FROM attempt") == []


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_of_an_ipv6_address_the_subscriber_counts(client: str, counted: str) -> None:
    assert neighbourhood(client) == counted


# -- staff -------------------------------------------------------------------------------------------------------------


async def staff(desk: TestDesk) -> int:
    """The id of a member of staff with a password."""
    scheme, hashed = await desk.hasher.hash(PASSWORD)

    async def work(unit: FillingUnit) -> None:
        await unit.add_staff(Member("Ann@example.com", scheme=scheme, hash=hashed))

    await desk.store.fill(work)
    found = await desk.store.read(lambda unit: unit.staff.by_email("ann@example.com"))
    assert found is not None
    return found.id


@in_a_loop
async def test_staff_sign_in_apart_from_customers(database: str) -> None:
    async with desk_over(database) as desk:
        number = await staff(desk)
        assert (await sign_in_staff(desk, "ANN@example.com", PASSWORD, HOME)).id == number
        assert isinstance(await refusal_of(desk.enter("ann@example.com")), NotSignedIn)
        for email in ("ann@example.com", "nobody@example.com"):
            for _ in range(10):
                assert isinstance(await refusal_of(sign_in_staff(desk, email, "wrong", ELSEWHERE)), NotSignedIn)
            assert isinstance(await refusal_of(sign_in_staff(desk, email, PASSWORD, ELSEWHERE)), TooOften)
        assert (await sign_in_staff(desk, "ann@example.com", PASSWORD, HOME)).id == number


@in_a_loop
async def test_a_store_is_named_in_every_tally_of_customers(database: str) -> None:
    async with desk_over(database) as desk:
        await fail(desk, 1)
        assert await rows_of(database, "SELECT DISTINCT store_id FROM attempt") == [(SHOP,)]
