"""Between the check of a password and the tokens for it the account may change: then there are none."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from patron.dialects.evershop.issuing import Issuer
from patron.dialects.evershop.keys import Keys
from patron.dialects.evershop.terms import Terms
from patron.wire.worded import Worded
from tests.operations.people import WHERE, TestDesk, desk_over
from tests.store.conftest import database, postgres_database, postgres_template, sqlite_database, sqlite_template
from tests.store.people import SHOP, change, delete, in_a_loop
from tests.store.raw import rows_of

__all__ = ["database", "postgres_database", "postgres_template", "sqlite_database", "sqlite_template"]


def issuer(desk: TestDesk) -> Issuer:
    return Issuer(Keys(desk.store, Terms(store_id=SHOP)))


@in_a_loop
@pytest.mark.parametrize("how", ["password", "disabled", "deleted"])
async def test_an_account_that_has_changed_since_gets_no_tokens(database: str, how: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        seen = await desk.enter()
        if how == "password":
            await desk.set_password(ana, "another one")
        elif how == "disabled":
            await change(desk.store, ana, lambda customer: replace(customer, status=0))
        else:
            await delete(desk.store, ana)
        with pytest.raises(Worded) as refusal:
            await issuer(desk).pair_of_customer(desk, WHERE, ana.id, seen.token_epoch)
        assert (refusal.value.status, refusal.value.message) == (400, "Invalid email or password")
        assert await rows_of(database, "SELECT count(*) FROM session") == [(0,)]


@in_a_loop
async def test_of_a_token_nothing_is_stored_that_could_be_sent(database: str) -> None:
    async with desk_over(database) as desk:
        ana = await desk.person()
        pair = await issuer(desk).pair_of_customer(desk, WHERE, ana.id, (await desk.enter()).token_epoch)
        renewed = await issuer(desk).renewed(desk, WHERE, "customer", pair.refresh)
        await issuer(desk).renewed(desk, WHERE, "customer", renewed.refresh)
        stored = str(await rows_of(database, "SELECT * FROM session"))
        for token in (pair.access, pair.refresh, renewed.access, renewed.refresh):
            for part in token.split("."):
                assert part not in stored
