"""Secrets of the installation: given by the operator, or made once for all workers and all times."""

from __future__ import annotations

import asyncio

from patron.operations.keyring import Keyring
from tests.operations.people import desk_over
from tests.store.people import in_a_loop


@in_a_loop
async def test_workers_that_need_a_secret_at_once_get_the_same_and_it_stays(database: str) -> None:
    async with desk_over(database) as desk:
        made = set(await asyncio.gather(*(Keyring(desk.store, {}).secret("tokens") for _ in range(12))))
        assert len(made) == 1
        assert len(next(iter(made))) == 64
        assert {await Keyring(desk.store, {"tokens": ""}).secret("tokens")} == made
        assert await Keyring(desk.store, {}).secret("cookies") not in made


@in_a_loop
async def test_a_given_secret_holds_and_is_not_stored(database: str) -> None:
    async with desk_over(database) as desk:
        assert await Keyring(desk.store, {"tokens": "given"}).secret("tokens") == "given"
        assert await desk.store.read(lambda unit: unit.secrets.get("tokens")) is None
