"""Guessing passwords is slowed down: over all dialects, workers and restarts, and without locking anybody out.

Failures are counted three ways. By account and address together, where the wait doubles up to a quarter of an hour. By
address alone, against lists of leaked passwords tried on one account each. By account alone, against many addresses:
while an account is under such fire an address that is new to it *knocks*, which is refused, and may guess half a minute
later, whatever others do meanwhile. So its owner gets in from anywhere after the knock, and without one from wherever
the password was right before.

An attempt is counted before the password is looked at and taken back when it was right, or many at once would all be
the first. Nothing here tells a known account from an unknown one: tallies go by the name as it was typed.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from msgspec import Struct

from patron.domain.attempts import Pace, Tally, left_of, neighbourhood
from patron.domain.refusals import TooOften
from patron.operations.ports import Attempts, Desk, Writing

MINUTE: Final = 60_000
DAY: Final = 24 * 60 * MINUTE
PAIR: Final = Pace(free=10, leaks_in=15 * MINUTE, longest=15 * MINUTE)
ADDRESS: Final = Pace(free=50, leaks_in=MINUTE, longest=MINUTE)
ACCOUNT: Final = Pace(free=30, leaks_in=5 * MINUTE, longest=0)
KNOCK_MS: Final = 30_000
KNOCK_HOLDS_MS: Final = DAY
KNOWN_HOLDS_MS: Final = 180 * DAY
TIDY_ONE_IN: Final = 500


class Knocker(Struct, frozen=True):
    """Who tries to sign in as whom; the hashes are all that is kept of names and addresses."""

    store_id: int
    realm: str
    """What kind of account: tallies of customers and staff are kept apart."""
    account: str
    address: str | None
    """None where the server does not know it (a unix socket): then only the account can be slowed down."""
    pair: str

    def kind(self, counted: str) -> str:
        """The kind of its tally that is counted by `pair`, `address` or `account`, or says what is `known`."""
        return f"{self.realm}-{counted}"


def knocker(store_id: int, realm: str, name: str, client: str) -> Knocker:
    """Somebody at that client address who gives that name, in the form in which names are compared."""
    address = neighbourhood(client)
    return Knocker(store_id, realm, _hashed(name), _hashed(address) if address else None, _hashed(name, address))


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


async def admit(desk: Desk, who: Knocker) -> None:
    """Nothing comes back; the attempt is counted as if it had failed. Raises TooOften, and counts nothing then."""
    wait = await desk.store.write(lambda unit: _admitted(unit, who))
    if wait:
        raise TooOften(-(-wait // 1000))
    if secrets.randbelow(TIDY_ONE_IN) == 0:
        await desk.store.write(lambda unit: tidy(unit, who))


async def take_back(desk: Desk, who: Knocker) -> None:
    """Nothing comes back; an attempt that came to nothing, through no fault of the caller, is not counted."""
    await desk.store.write(lambda unit: _taken_back(unit, who))


async def welcome(unit: Writing, who: Knocker) -> None:
    """Nothing comes back; the attempt was right, so its failures are forgiven and its address is known."""
    await _taken_back(unit, who)
    await unit.attempts.put(who.store_id, who.kind("pair"), who.pair, Tally())
    await unit.attempts.put(who.store_id, who.kind("known"), who.pair, Tally(0, unit.now))


class _Standing(Struct, frozen=True):
    """The tallies of one attempt, locked."""

    address: Tally
    account: Tally
    pair: Tally


async def _admitted(unit: Writing, who: Knocker) -> int:
    """Milliseconds to wait; 0 when the attempt may be made, and is counted."""
    now, tallies = unit.now, unit.attempts
    held = await _locked(tallies, who)
    wait = PAIR.wait(held.pair, now)
    if not await _is_known(unit, who):
        wait = max(wait, ADDRESS.wait(held.address, now))
        if ACCOUNT.is_spent(held.account, now):
            if _never_knocked(held.pair, now):
                await tallies.put(who.store_id, who.kind("pair"), who.pair, Tally(0, now))
                return max(wait, KNOCK_MS)
            wait = max(wait, left_of(KNOCK_MS, held.pair, now))
    if not wait:
        await _put(tallies, who, _counted(held, now))
    return wait


async def _locked(tallies: Attempts, who: Knocker) -> _Standing:
    # Always in this order, so that two attempts never wait for each other crosswise.
    address = await tallies.locked(who.store_id, who.kind("address"), who.address) if who.address else Tally()
    account = await tallies.locked(who.store_id, who.kind("account"), who.account)
    pair = await tallies.locked(who.store_id, who.kind("pair"), who.pair)
    return _Standing(address, account, pair)


async def _put(tallies: Attempts, who: Knocker, standing: _Standing) -> None:
    if who.address:
        await tallies.put(who.store_id, who.kind("address"), who.address, standing.address)
    await tallies.put(who.store_id, who.kind("account"), who.account, standing.account)
    await tallies.put(who.store_id, who.kind("pair"), who.pair, standing.pair)


def _counted(held: _Standing, now: int) -> _Standing:
    return _Standing(ADDRESS.more(held.address, now), ACCOUNT.more(held.account, now), PAIR.more(held.pair, now))


async def _taken_back(unit: Writing, who: Knocker) -> None:
    held = await _locked(unit.attempts, who)
    less = _Standing(held.address.less_one(), held.account.less_one(), held.pair.less_one())
    await _put(unit.attempts, who, less)


async def _is_known(unit: Writing, who: Knocker) -> bool:
    known = await unit.attempts.get(who.store_id, who.kind("known"), who.pair)
    return known is not None and unit.now - known.last_at < KNOWN_HOLDS_MS


def _never_knocked(pair: Tally, now: int) -> bool:
    return pair.last_at == 0 or now - pair.last_at > KNOCK_HOLDS_MS


async def tidy(unit: Writing, who: Knocker) -> None:
    """Nothing comes back; tallies that say nothing any more are gone."""
    for counted in ("address", "account", "pair"):
        await unit.attempts.forget(who.store_id, who.kind(counted), unit.now - DAY)
    await unit.attempts.forget(who.store_id, who.kind("known"), unit.now - KNOWN_HOLDS_MS)
