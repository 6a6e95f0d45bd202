"""The accounts of the staff, looked after by an admin."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

from email_validator import EmailNotValidError, validate_email
from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import ADMIN, DISABLED, ENABLED, INSTALLATION, MANAGER, ROLES, NewMember, Shop, Staff
from patron.domain.credential import Credential, raised
from patron.domain.refusals import Invalid, NotAllowed, NotFound, Problem
from patron.operations.access import token_hash
from patron.operations.office import Office, Visit
from patron.operations.ports import Desk, Reading, Writing
from patron.operations.staff_passwords import new_password

LONGEST_NAME: Final = 200
LONGEST_EMAIL: Final = 254
KEY_BYTES: Final = 24
"""48 hex digits, as the platform makes them (openfoodnetwork.md section 2)."""


class MemberFacts(Struct, frozen=True):
    """What is told of an account."""

    email: str
    name: str
    role: str
    stores: frozenset[int] = frozenset()
    status: int = ENABLED


class Members(Struct, frozen=True):
    """All accounts, and the stores they may manage."""

    staff: Sequence[Staff]
    shops: Sequence[Shop]


class MemberPage(Struct, frozen=True):
    """One account, and what it can prove itself with."""

    staff: Staff
    shops: Sequence[Shop]
    has_password: bool
    has_key: bool
    has_second_step: bool


class NewSecret(Struct, frozen=True):
    """A password or an API key of that account, to be shown this once."""

    staff: Staff
    secret: str


async def all_members(unit: Reading, _visit: Visit, _nothing: None) -> Members:
    """Every account, ascending by id."""
    return Members(await unit.staff.all(), await unit.shops.all())


async def member_page(unit: Reading, _visit: Visit, staff_id: int) -> MemberPage:
    """The account. Raises NotFound."""
    return MemberPage(
        await _member(unit, staff_id),
        await unit.shops.all(),
        has_password=await unit.staff.credential(staff_id) is not None,
        has_key=await unit.staff.has_key(staff_id),
        has_second_step=await unit.second_steps.get(staff_id) is not None,
    )


async def add_member(desk: Desk, facts: MemberFacts) -> NewSecret:
    """The new account and its password. Raises Invalid, Taken, Unavailable."""
    facts = await desk.store.read(lambda unit: _checked(unit, facts))
    password = new_password()
    scheme, hashed = await desk.hasher.hash(password)
    stores = tuple(sorted(facts.stores))

    async def work(unit: Writing) -> NewSecret:
        member = NewMember(facts.email, facts.name, facts.role, scheme, hashed, stores=stores)
        return NewSecret(await _member(unit, await unit.staff.add(member)), password)

    return await desk.store.write(work)


async def change_member(unit: Writing, office: Office, visit: Visit, staff_id: int, facts: MemberFacts) -> None:
    """Nothing comes back; the account is as told, and one that is disabled is signed in nowhere.

    Nobody takes the own rights away: somebody must be left who can give them back. Raises NotFound, Invalid, Taken.
    """
    old = await locked_member(unit, staff_id)
    facts = await _checked(unit, facts)
    if staff_id == visit.present.staff.id and (facts.role, facts.status) != (ADMIN, ENABLED):
        raise Invalid({"role" if facts.role != ADMIN else "status": (Problem.NOT_MOVABLE,)})
    new = replace(old, email=facts.email, name=facts.name, role=facts.role, status=facts.status, stores=facts.stores)
    await unit.staff.save(old, new)
    if old.status == ENABLED != new.status:
        await _sign_out(unit, office, new)


async def reset_password(desk: Desk, office: Office, visit: Visit, staff_id: int) -> NewSecret:
    """The new password of somebody else; whatever was opened with the old one is dead.

    Raises NotFound, NotAllowed for the own account, whose password needs the one of before, and Unavailable.
    """
    _of_somebody_else(visit, staff_id)
    await desk.store.read(lambda unit: _member(unit, staff_id))
    password = new_password()
    scheme, hashed = await desk.hasher.hash(password)

    async def work(unit: Writing) -> NewSecret:
        staff = await locked_member(unit, staff_id)
        await unit.staff.put_password(staff_id, Credential(scheme, hashed, unit.now, staff.token_epoch))
        await _sign_out(unit, office, staff)
        return NewSecret(staff, password)

    return await desk.store.write(work)


async def new_key(unit: Writing, _visit: Visit, staff_id: int) -> NewSecret:
    """The API key of the account; the one before is dead. Raises NotFound."""
    staff = await locked_member(unit, staff_id)
    key = secrets.token_hex(KEY_BYTES)
    await unit.staff.put_key(staff_id, token_hash(key))
    return NewSecret(staff, key)


async def revoke_key(unit: Writing, _visit: Visit, staff_id: int) -> int:
    """The account that has no API key now. Raises NotFound."""
    await locked_member(unit, staff_id)
    if not await unit.staff.has_key(staff_id):
        raise NotFound("key")
    await unit.staff.put_key(staff_id, None)
    return staff_id


async def end_sessions(unit: Writing, office: Office, visit: Visit, staff_id: int) -> int:
    """Somebody else's account, which is signed in nowhere now. Raises NotFound, NotAllowed for the own one."""
    _of_somebody_else(visit, staff_id)
    await _sign_out(unit, office, await locked_member(unit, staff_id))
    return staff_id


async def drop_second_step(unit: Writing, office: Office, visit: Visit, staff_id: int) -> int:
    """Somebody else's account, for which a password is enough now: the device was lost.

    Raises NotFound, NotAllowed for the own account, whose second step needs both steps to go.
    """
    _of_somebody_else(visit, staff_id)
    staff = await locked_member(unit, staff_id)
    if await unit.second_steps.get(staff_id) is None:
        raise NotFound("second step")
    await unit.second_steps.put(staff_id, None, ())
    await _sign_out(unit, office, staff)
    return staff_id


def _of_somebody_else(visit: Visit, staff_id: int) -> None:
    if staff_id == visit.present.staff.id:
        raise NotAllowed("somebody else's account")


async def _sign_out(unit: Writing, office: Office, staff: Staff) -> None:
    """Nothing comes back; every session and token of the account is dead, whatever door it opened."""
    await unit.staff.put_epoch(staff.id, raised(staff.token_epoch, unit.now))
    for store_id in dict.fromkeys((office.store_id, INSTALLATION)):
        await unit.sessions.drop_staff(store_id, staff.id)


async def _member(unit: Reading | Writing, staff_id: int) -> Staff:
    staff = await unit.staff.get(staff_id)
    if staff is None:
        raise NotFound("staff")
    return staff


async def locked_member(unit: Writing, staff_id: int) -> Staff:
    """The account, locked against other writers until the unit ends. Raises NotFound."""
    staff = await unit.staff.locked(staff_id)
    if staff is None:
        raise NotFound("staff")
    return staff


async def _checked(unit: Reading | Writing, facts: MemberFacts) -> MemberFacts:
    """What is told, without stores for those who manage all or none. Raises Invalid."""
    known = {shop.store_id for shop in await unit.shops.all()}
    problems = {
        name: problem
        for name, problem in (
            ("email", _email_problem(facts.email)),
            ("name", _name_problem(facts.name)),
            ("role", None if facts.role in ROLES else Problem.INVALID),
            ("status", None if facts.status in {ENABLED, DISABLED} else Problem.INVALID),
            ("stores", _stores_problem(facts, known)),
        )
        if problem
    }
    if problems:
        raise Invalid({name: (problem,) for name, problem in problems.items()})
    return facts if facts.role == MANAGER else replace(facts, stores=frozenset())


def _stores_problem(facts: MemberFacts, known: set[int]) -> Problem | None:
    if facts.role != MANAGER:
        return None
    if not facts.stores:
        return Problem.BLANK
    return None if facts.stores <= known else Problem.INVALID


def _name_problem(name: str) -> Problem | None:
    if not name:
        return Problem.BLANK
    if len(name) > LONGEST_NAME:
        return Problem.TOO_LONG
    return None if name.isprintable() else Problem.INVALID


def _email_problem(email: str) -> Problem | None:
    if not email:
        return Problem.BLANK
    if len(email) > LONGEST_EMAIL:
        return Problem.TOO_LONG
    try:
        # Addresses of intranets are fine: whether mail arrives there is not the question here.
        validate_email(email, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return Problem.INVALID
    return None
