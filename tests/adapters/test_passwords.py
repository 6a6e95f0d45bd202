"""Password hashes: ours, those of other platforms, and the bound on how many are made at once."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Coroutine, Iterator
from statistics import median
from typing import Any, TypeVar

import bcrypt
import pytest

from patron.adapters import schemes
from patron.adapters.passwords import PasswordPool, WorldHasher
from patron.domain.refusals import Unavailable

T = TypeVar("T")
PASSWORD = "correct horse 馬 battery"


@pytest.fixture
def pool() -> Iterator[PasswordPool]:
    made = PasswordPool(2)
    yield made
    made.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def test_a_new_password_is_argon2id_as_owasp_recommends(pool: PasswordPool) -> None:
    scheme, hashed = run(pool.hash(PASSWORD))
    assert scheme == "argon2id"
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert run(pool.verify(PASSWORD, scheme, hashed))
    assert not run(pool.verify(PASSWORD + "x", scheme, hashed))
    assert run(pool.hash(PASSWORD))[1] != hashed
    assert not pool.needs_rewrite(scheme, hashed)


@pytest.mark.parametrize("password", ["", "\0", "a\0b", "\ud800", "x" * 5000, "🔑" * 200])
def test_any_text_can_be_a_password(pool: PasswordPool, password: str) -> None:
    scheme, hashed = run(pool.hash(password))
    assert run(pool.verify(password, scheme, hashed))
    assert not run(pool.verify(password + "!", scheme, hashed))


@pytest.mark.parametrize("prefix", ["$2a$", "$2b$", "$2y$"])
def test_bcrypt_of_every_family_is_verified_and_wants_a_rewrite(pool: PasswordPool, prefix: str) -> None:
    hashed = prefix + bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()[4:]
    assert run(pool.verify(PASSWORD, "bcrypt", hashed))
    assert not run(pool.verify("wrong", "bcrypt", hashed))
    assert pool.needs_rewrite("bcrypt", hashed)


def test_bcrypt_known_answers() -> None:
    # From the test vectors of the original implementation (crypt_blowfish).
    assert schemes.verify_bcrypt("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
    assert schemes.verify_bcrypt("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")


def test_bcrypt_sees_seventy_two_bytes_as_it_always_did(pool: PasswordPool) -> None:
    long = "é" * 36 + "tail"
    hashed = bcrypt.hashpw(("é" * 36).encode(), bcrypt.gensalt(4)).decode()
    assert run(pool.verify(long, "bcrypt", hashed))
    assert not run(pool.verify("é" * 35 + "tail", "bcrypt", hashed))


def authlogic(password: str, salt: str) -> str:
    digest = password + salt
    for _ in range(20):
        digest = hashlib.sha512(digest.encode()).hexdigest()
    return f"{salt}${digest}"


def test_authlogic_is_verified_and_wants_a_rewrite(pool: PasswordPool) -> None:
    hashed = authlogic(PASSWORD, "Zs4lT$n")
    assert run(pool.verify(PASSWORD, "authlogic-sha512", hashed))
    assert run(pool.verify(PASSWORD, "authlogic-sha512", hashed[:-128] + hashed[-128:].upper()))
    assert not run(pool.verify("wrong", "authlogic-sha512", hashed))
    assert pool.needs_rewrite("authlogic-sha512", hashed)


def test_an_argon2id_hash_of_another_cost_wants_a_rewrite(pool: PasswordPool) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    assert run(pool.verify(PASSWORD, "argon2id", weak))
    assert pool.needs_rewrite("argon2id", weak)


@pytest.mark.parametrize("scheme", ["argon2id", "bcrypt", "authlogic-sha512", "world", "plain", ""])
@pytest.mark.parametrize(
    "hashed", ["", "$", "no hash", PASSWORD, "$argon2id$v=19$", "$2b$", "$2b$31$", "$2b$99$x", "é$é", "\0"]
)
def test_a_hash_that_cannot_be_read_fits_no_password(scheme: str, hashed: str) -> None:
    pool = PasswordPool(1, development=True)
    assert not run(pool.verify(PASSWORD, scheme, hashed))
    pool.close()


def test_the_hashes_of_worlds_count_in_development_only() -> None:
    async def told(*, development: bool) -> bool:
        pool = PasswordPool(1, development=development)
        try:
            return await pool.verify(PASSWORD, *await WorldHasher(pool).hash(PASSWORD))
        finally:
            pool.close()

    assert run(told(development=True))
    assert not run(told(development=False))


def test_the_hash_of_a_world_takes_microseconds() -> None:
    started = time.perf_counter()
    for _ in range(1000):
        schemes.hash_for_world(PASSWORD)
    assert time.perf_counter() - started < 0.5


def test_nobody_costs_as_much_as_somebody(pool: PasswordPool) -> None:
    async def seconds(work: Coroutine[Any, Any, bool]) -> float:
        started = time.perf_counter()
        assert not await work
        return time.perf_counter() - started

    async def both() -> tuple[float, float]:
        scheme, hashed = await pool.hash(PASSWORD)
        await pool.verify_nobody("warm up")
        pairs = [
            (await seconds(pool.verify("wrong", scheme, hashed)), await seconds(pool.verify_nobody("wrong")))
            for _ in range(9)
        ]
        return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)

    somebody, nobody = run(both())
    assert 0.5 < nobody / somebody < 2


def test_when_too_many_wait_the_next_is_told_to_come_back() -> None:
    async def many() -> tuple[int, int]:
        pool = PasswordPool(1, waiting=5)
        try:
            done = await asyncio.gather(*(pool.hash(PASSWORD) for _ in range(12)), return_exceptions=True)
            again = await pool.hash(PASSWORD)
        finally:
            pool.close()
        assert again[0] == "argon2id"
        return sum(isinstance(one, tuple) for one in done), sum(isinstance(one, Unavailable) for one in done)

    assert run(many()) == (5, 7)


def test_a_caller_that_leaves_does_not_free_its_thread() -> None:
    async def leave() -> None:
        pool = PasswordPool(1, waiting=2)
        try:
            tasks = [asyncio.create_task(pool.hash(PASSWORD)) for _ in range(2)]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with pytest.raises(Unavailable):
                await pool.hash(PASSWORD)
            await asyncio.sleep(0.5)
            await pool.hash(PASSWORD)
        finally:
            pool.close()

    run(leave())


def test_the_loop_goes_on_while_hashes_are_made(pool: PasswordPool) -> None:
    async def longest_pause() -> float:
        hashes = asyncio.gather(*(pool.hash(PASSWORD) for _ in range(6)))
        longest, last = 0.0, time.perf_counter()
        while not hashes.done():
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        await hashes
        return longest

    assert run(longest_pause()) < 0.5


@pytest.mark.parametrize("scheme", ["bcrypt", "authlogic-sha512", "world"])
def test_an_account_from_elsewhere_costs_as_much_as_nobody(scheme: str) -> None:
    hashed = {
        "bcrypt": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(10)).decode(),
        "authlogic-sha512": authlogic(PASSWORD, "salt"),
        "world": schemes.hash_for_world(PASSWORD),
    }[scheme]
    pool = PasswordPool(1, development=True)

    async def seconds(work: Coroutine[Any, Any, bool]) -> float:
        started = time.process_time()  # of this process alone: others keep the machine busy
        assert not await work
        return time.process_time() - started

    async def all_three() -> list[float]:
        own = await pool.hash(PASSWORD)
        await pool.verify("warm up", scheme, hashed)
        rounds = [
            (
                await seconds(pool.verify("wrong", scheme, hashed)),
                await seconds(pool.verify("wrong", *own)),
                await seconds(pool.verify_nobody("wrong")),
            )
            for _ in range(9)
        ]
        return [min(times) for times in zip(*rounds, strict=True)]  # the least disturbed of nine

    elsewhere, ours, nobody = run(all_three())
    pool.close()
    assert 0.6 < elsewhere / nobody < 1.67
    assert 0.6 < ours / nobody < 1.67
