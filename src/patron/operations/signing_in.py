"""Signing in with a password: the same checks, the same time and the same answer for every dialect.

Whoever is refused learns nothing: an unknown name, a wrong password and a disabled account cost the same work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.access import ENABLED, INSTALLATION, Shop, Staff
from patron.domain.credential import Credential
from patron.domain.customer import Customer, Parts
from patron.domain.keys import email_key, login_key
from patron.domain.refusals import NotSignedIn, Refusal
from patron.operations.ports import Desk, Hasher, Reading, Writing
from patron.operations.slowing_down import Knocker, admit, knocker, take_back, welcome

CUSTOMERS: Final = "customer"
STAFF: Final = "staff"


class SignedIn(Struct, frozen=True):
    """A customer whose password was right, and the epoch that it was right in.

    A session is opened for this epoch: should the password change in between, the session is dead before it lives.
    """

    customer: Customer
    token_epoch: int


class _Known(Struct, frozen=True):
    """The account behind a name, if there is one, and its password, if it has one."""

    account: Customer | Staff | None
    credential: Credential | None


_NOBODY: Final = _Known(None, None)


async def sign_in(desk: Desk, shop: Shop, name: str, password: str, client: str, *, by_login: bool = True) -> SignedIn:
    """The customer with that e-mail, else (`by_login`) that login. Raises NotSignedIn, TooOften, Unavailable.

    `client` is the caller's address. A hash of another platform, or of a former cost, is replaced on the way.
    """
    who = knocker(shop.store_id, CUSTOMERS, login_key(name), client)
    known = await _checked(desk, who, password, lambda unit: _customer(unit, shop.store_id, name, by_login=by_login))
    if not isinstance(known.account, Customer) or known.credential is None:
        raise NotSignedIn
    customer, credential = known.account, known.credential
    better = await _better(desk.hasher, password, credential)

    async def welcomed(unit: Writing) -> None:
        await welcome(unit, who)
        if better is not None:
            await unit.credentials.rehash(customer.store_id, customer.id, credential, better)

    await desk.store.write(welcomed)
    return SignedIn(customer, credential.token_epoch)


async def sign_in_staff(desk: Desk, email: str, password: str, client: str, *, first_step: bool = False) -> Staff:
    """The account of the installation with that e-mail, as it was when the password was right.

    Which stores it manages is for the caller to look at. `first_step`: the caller asks for the second one, too; every
    other caller sees an account that has one as one whose password is wrong. Raises NotSignedIn, TooOften, Unavailable.
    """
    who = knocker(INSTALLATION, STAFF, email_key(email), client)
    known = await _checked(desk, who, password, lambda unit: _member(unit, email, first_step=first_step))
    if not isinstance(known.account, Staff) or known.credential is None:
        raise NotSignedIn
    staff, credential = known.account, known.credential
    better = await _better(desk.hasher, password, credential)

    async def welcomed(unit: Writing) -> None:
        await welcome(unit, who)
        if better is None:
            return
        await unit.staff.locked(staff.id)  # before it is looked whether somebody has changed it meanwhile
        if await unit.staff.credential(staff.id) == credential:
            await unit.staff.put_password(staff.id, better)

    await desk.store.write(welcomed)
    return replace(staff, token_epoch=credential.token_epoch)


async def _checked(desk: Desk, who: Knocker, password: str, look_up: Callable[[Reading], Awaitable[_Known]]) -> _Known:
    """The enabled account whose password was right. Raises NotSignedIn, TooOften, Unavailable."""
    await admit(desk, who)
    try:
        known = await desk.store.read(look_up)
        right = await _is_right(desk.hasher, password, known.credential)
    except Refusal:
        await take_back(desk, who)
        raise
    if not right or known.account is None or known.account.status != ENABLED:
        raise NotSignedIn
    return known


async def _customer(unit: Reading, store_id: int, name: str, *, by_login: bool) -> _Known:
    if not _can_be_stored(name):
        return _NOBODY
    customer = await unit.customers.find(store_id, "email_key", email_key(name), Parts.NONE)
    if customer is None and by_login:
        customer = await unit.customers.find(store_id, "login_key", login_key(name), Parts.NONE)
    if customer is None:
        return _NOBODY
    return _Known(customer, await unit.credentials.get(store_id, customer.id))


async def _member(unit: Reading, email: str, *, first_step: bool) -> _Known:
    staff = await unit.staff.by_email(email_key(email)) if _can_be_stored(email) else None
    if staff is None:
        return _NOBODY
    credential = await unit.staff.credential(staff.id)
    if not first_step and await unit.second_steps.get(staff.id) is not None:
        return _Known(None, credential)  # the password is looked at all the same: it takes as long
    return _Known(staff, credential)


def _can_be_stored(name: str) -> bool:
    """False for text that no database takes: half a surrogate pair, or NUL."""
    return "\0" not in name and name.encode("utf-8", "replace").decode() == name


async def _is_right(hasher: Hasher, password: str, credential: Credential | None) -> bool:
    if credential is None:
        return await hasher.verify_nobody(password)
    return await hasher.verify(password, credential.scheme, credential.hash)


async def _better(hasher: Hasher, password: str, credential: Credential) -> Credential | None:
    """The same password hashed as it should be; None where it is."""
    if not hasher.needs_rewrite(credential.scheme, credential.hash):
        return None
    scheme, hashed = await hasher.hash(password)
    return replace(credential, scheme=scheme, hash=hashed)
