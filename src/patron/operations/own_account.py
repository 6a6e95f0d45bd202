"""What somebody of the staff does about the own account: password, second step, sessions.

Everything that makes the account safer ends all other sessions, and gives the own one another id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import INSTALLATION, Staff
from patron.domain.credential import Credential, SecondStep, Session, raised
from patron.domain.refusals import Invalid, NotFound, NotSignedIn, Problem
from patron.operations.access import token_hash
from patron.operations.office import Office, Visit, opening_of
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.second_step import (
    Code,
    is_secret,
    new_recovery_codes,
    period_of,
    prove,
    recovery_hash,
)
from patron.operations.sessions import open_session
from patron.operations.signing_in import sign_in_staff
from patron.operations.staff_passwords import password_problem

WRONG: Final = (Problem.INVALID,)


class NewPassword(Struct, frozen=True):
    """Another password, and the one of before as a proof."""

    current: str
    password: str
    repeated: str
    client: str


class Enrolment(Struct, frozen=True):
    """A second step that is to be asked for from now on: the device shows that it has the secret."""

    current: str
    secret: str
    code: str
    client: str


class Proof(Struct, frozen=True):
    """Both steps of signing in, once more."""

    current: str
    code: str
    client: str


class OpenSession(Struct, frozen=True):
    """A session, and a name for it that opens nothing."""

    handle: str
    session: Session
    own: bool


class OwnAccount(Struct, frozen=True):
    """Everything about the account of whoever is signed in."""

    sessions: tuple[OpenSession, ...]
    second_step: SecondStep | None


class Renewed(Struct, frozen=True):
    """The new id of the own session; recovery codes where there are new ones, to be shown this once."""

    session_id: str
    recovery_codes: tuple[str, ...] = ()


async def own_account(unit: Reading, office: Office, visit: Visit) -> OwnAccount:
    """The account as it stands."""
    staff, own = visit.present.staff, token_hash(visit.session_id)
    found: list[OpenSession] = []
    for store_id in _places(office):
        found += [
            OpenSession(_handle(session), session, session.id_hash == own)
            for session in await unit.sessions.of_staff(store_id, staff.id)
            if session.token_epoch == staff.token_epoch and session.kind != office.half_kind
        ]
    return OwnAccount(tuple(found), await unit.second_steps.get(staff.id))


async def end_one(unit: Writing, office: Office, visit: Visit, handle: str) -> None:
    """Nothing comes back; that session of the own account is over. Raises NotFound."""
    for store_id in _places(office):
        for session in await unit.sessions.of_staff(store_id, visit.present.staff.id):
            if _handle(session) == handle:
                await unit.sessions.drop(store_id, session.id_hash)
                return
    raise NotFound("session")


async def end_others(desk: Desk, office: Office, visit: Visit) -> Renewed:
    """The own session under another id; nobody is signed in to the account with any other, through any door."""

    async def work(unit: Writing) -> Renewed:
        return await _renewed(unit, office, visit, await _still(unit, visit))

    return await desk.store.write(work)


async def change_password(desk: Desk, office: Office, visit: Visit, wish: NewPassword) -> Renewed:
    """The own session under another id. Raises Invalid, TooOften, NotSignedIn, Unavailable."""
    problem = password_problem(wish.password)
    if problem:
        raise Invalid({"password": (problem,)})
    if wish.password != wish.repeated:
        raise Invalid({"repeated": WRONG})
    staff = await _right(desk, visit, wish.current, wish.client)
    scheme, hashed = await desk.hasher.hash(wish.password)

    async def work(unit: Writing) -> Renewed:
        now = await _same(unit, staff)
        await unit.staff.put_password(now.id, Credential(scheme, hashed, unit.now, now.token_epoch))
        return await _renewed(unit, office, visit, now)

    return await desk.store.write(work)


async def enrol(desk: Desk, office: Office, visit: Visit, wish: Enrolment) -> Renewed:
    """The own session under another id, and the recovery codes. Raises Invalid, TooOften, NotSignedIn, Unavailable."""
    if not is_secret(wish.secret):
        raise NotFound("secret")
    period = period_of(wish.secret, wish.code, desk.clock.now())
    if period is None:
        raise Invalid({"code": WRONG})
    staff = await _right(desk, visit, wish.current, wish.client)
    codes = new_recovery_codes()

    async def work(unit: Writing) -> Renewed:
        now = await _same(unit, staff)
        before = await unit.second_steps.get(now.id)
        if before is not None and before.secret != wish.secret:
            raise NotFound("second step")
        await unit.second_steps.put(now.id, wish.secret, [recovery_hash(code) for code in codes])
        await unit.second_steps.use(now.id, period)
        renewed = await _renewed(unit, office, visit, now)
        return replace(renewed, recovery_codes=codes)

    return await desk.store.write(work)


async def withdraw(desk: Desk, office: Office, visit: Visit, proof: Proof) -> Renewed:
    """The own session under another id; a password is enough from now on. Raises as `enrol`."""

    async def work(unit: Writing, staff: Staff) -> Renewed:
        await unit.second_steps.put(staff.id, None, ())
        return await _renewed(unit, office, visit, staff)

    return await _proved(desk, visit, proof, work)


async def renew_codes(desk: Desk, office: Office, visit: Visit, proof: Proof) -> Renewed:
    """The own session under another id, and new recovery codes; those before are dead. Raises as `enrol`."""
    codes = new_recovery_codes()

    async def work(unit: Writing, staff: Staff) -> Renewed:
        await unit.second_steps.put_codes(staff.id, [recovery_hash(code) for code in codes])
        renewed = await _renewed(unit, office, visit, staff)
        return replace(renewed, recovery_codes=codes)

    return await _proved(desk, visit, proof, work)


async def _proved(
    desk: Desk, visit: Visit, proof: Proof, then: Callable[[Writing, Staff], Awaitable[Renewed]]
) -> Renewed:
    """What comes of it when both steps are right. Raises Invalid, TooOften, NotSignedIn, NotFound, Unavailable."""
    staff = await _right(desk, visit, proof.current, proof.client)

    async def work(unit: Writing) -> Renewed | None:
        now = await _same(unit, staff)
        return await then(unit, now) if await prove(unit, now.id, Code(proof.code)) else None

    renewed = await desk.store.write(work)
    if renewed is None:
        raise Invalid({"code": WRONG})
    return renewed


async def _right(desk: Desk, visit: Visit, password: str, client: str) -> Staff:
    """The own account, whose password that is; guesses are slowed down as at the door. Raises Invalid, TooOften."""
    try:
        return await sign_in_staff(desk, visit.present.staff.email, password, client, first_step=True)
    except NotSignedIn:
        raise Invalid({"current": WRONG}) from None


async def _same(unit: Writing, staff: Staff) -> Staff:
    """The account as it is stored; it was in the same epoch a moment ago. Raises NotSignedIn."""
    now = await unit.staff.locked(staff.id)
    if now is None or now.token_epoch != staff.token_epoch:
        raise NotSignedIn
    return now


async def _still(unit: Writing, visit: Visit) -> Staff:
    return await _same(unit, visit.present.staff)


async def _renewed(unit: Writing, office: Office, visit: Visit, staff: Staff) -> Renewed:
    """The own session under another id, in a new epoch: all others, and tokens of every door, are dead."""
    risen = replace(staff, token_epoch=raised(staff.token_epoch, unit.now))
    await unit.staff.put_epoch(staff.id, risen.token_epoch)
    for store_id in _places(office):
        await unit.sessions.drop_staff(store_id, staff.id)
    return Renewed(await open_session(unit, opening_of(office, risen, visit)))


def _places(office: Office) -> Sequence[int]:
    """Where sessions of accounts are: beside those of a store, and those that belong to the installation."""
    return tuple(dict.fromkeys((office.store_id, INSTALLATION)))


def _handle(session: Session) -> str:
    return hashlib.sha256(f"patron session {session.id_hash}".encode()).hexdigest()[:32]
