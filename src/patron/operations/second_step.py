"""The second step of signing in: codes that change with time (RFC 6238), and recovery codes for a lost device.

Whoever gets here knows the password, so wrong codes are counted by account alone, whatever address they come from:
nobody else can be locked out by them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from msgspec import Struct
from pyotp import random_base32
from pyotp.totp import TOTP

from patron.domain.access import INSTALLATION, Staff
from patron.domain.attempts import Pace, Tally
from patron.domain.credential import SecondStep
from patron.domain.refusals import NotFound, NotSignedIn, TooOften
from patron.operations.office import Office, Visit, opening_of
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.sessions import find_session, open_session

PERIOD_MS: Final = 30_000
_NEIGHBOURS: Final = (0, -1, 1)
"""Clocks of devices may be wrong by one period."""
WRONG_CODES: Final = Pace(free=5, leaks_in=15 * 60_000, longest=15 * 60_000)
TALLY: Final = "staff-code"
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_LETTERS: Final = 10


class Code(Struct, frozen=True):
    """What is typed from a device or from the list of recovery codes."""

    text: str


def new_secret() -> str:
    """160 random bits in base 32."""
    return random_base32(32)


def is_secret(text: str) -> bool:
    """True for text that `new_secret` could have made."""
    return len(text) == 32 and not set(text) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def new_recovery_codes() -> tuple[str, ...]:
    """Ten of 49 random bits each."""
    drawn = ("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(RECOVERY_CODES))
    return tuple(f"{one[:5]}-{one[5:]}" for one in drawn)


def recovery_hash(code: str) -> str:
    """What is stored of a recovery code: 49 random bits need no slow hash while guesses are slowed down."""
    return hashlib.sha256(f"patron recovery {_bare(code)}".encode()).hexdigest()


def _bare(code: str) -> str:
    return "".join(code.lower().replace("-", " ").split())


def period_of(secret: str, code: str, now: int) -> int | None:
    """The period around now (milliseconds UTC) that the code is of, or None."""
    typed, found = _bare(code).encode(), None
    for neighbour in _NEIGHBOURS:
        period = now // PERIOD_MS + neighbour
        right = hmac.compare_digest(TOTP(secret).at(period * PERIOD_MS // 1000).encode(), typed)
        found = period if right and found is None else found
    return found


async def halfway(unit: Reading | Writing, office: Office, session_id: str) -> Staff:
    """Whoever has done the first step in that session. Raises NotSignedIn."""
    session = await find_session(unit, office.store_id, office.half_kind, session_id)
    if session is None or session.staff is None:
        raise NotSignedIn
    return session.staff


async def finish(desk: Desk, office: Office, visit: Visit, code: Code) -> str | None:
    """The id of the whole session; None for a wrong code. Raises NotSignedIn, TooOften."""

    async def work(unit: Writing) -> str | None:
        staff = await halfway(unit, office, visit.session_id)
        if not await prove(unit, staff.id, code):
            return None
        return await open_session(unit, opening_of(office, staff, visit))

    return await desk.store.write(work)


async def prove(unit: Writing, staff_id: int, code: Code) -> bool:
    """True once for each right code; a wrong one is counted, so the unit must not raise. Raises TooOften.

    Raises NotFound for an account that has no second step.
    """
    step = await unit.second_steps.get(staff_id)
    if step is None:
        raise NotFound("second step")
    await admit_code(unit, staff_id)
    if not await _taken(unit, staff_id, step, code):
        return False
    await unit.attempts.put(INSTALLATION, TALLY, _key(staff_id), Tally())
    return True


async def admit_code(unit: Writing, staff_id: int) -> None:
    """Nothing comes back; the attempt counts as a wrong one. Raises TooOften, and counts nothing then."""
    tally = await unit.attempts.locked(INSTALLATION, TALLY, _key(staff_id))
    wait = WRONG_CODES.wait(tally, unit.now)
    if wait:
        raise TooOften(-(-wait // 1000))
    await unit.attempts.put(INSTALLATION, TALLY, _key(staff_id), WRONG_CODES.more(tally, unit.now))


async def _taken(unit: Writing, staff_id: int, step: SecondStep, code: Code) -> bool:
    period = period_of(step.secret, code.text, unit.now)
    if period is not None:
        return await unit.second_steps.use(staff_id, period)
    return await unit.second_steps.use_code(staff_id, recovery_hash(code.text))


def _key(staff_id: int) -> str:
    return hashlib.sha256(f"staff {staff_id}".encode()).hexdigest()
