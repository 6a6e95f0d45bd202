"""Who comes in: a staff session before any key, a header before any parameter (openfoodnetwork.md section 2)."""

from __future__ import annotations

from typing import Final

from patron.dialects.openfoodnetwork.parse import Visitor, is_collection, key_of, query_of, session
from patron.dialects.openfoodnetwork.refusals import UnknownKey
from patron.domain.access import INSTALLATION
from patron.domain.acting import act_as
from patron.domain.history import CredentialKind
from patron.domain.refusals import NotSignedIn
from patron.operations.minting import MintAsk
from patron.operations.ports import Store
from patron.operations.sessions import Opening, plant_session
from patron.operations.staff_keys import Member, StaffKeys
from patron.wire.refusals import NoSuchRoute
from patron.wire.request import Wire

KIND: Final = "ofn"
"""What kind of session it is."""
HEADER: Final = "x-api-token"
SESSION_LIFETIME_MS: Final = 14 * 24 * 3600 * 1000


class Door:
    """Identifies whoever sends a request; a key in the body is looked at once the body was read."""

    def __init__(self, keys: StaffKeys) -> None:
        self._keys = keys

    async def identify(self, wire: Wire) -> Visitor:
        """Who asks, as far as cookie, header and query tell. Raises UnknownKey."""
        if not is_collection(wire):
            raise NoSuchRoute
        signed_in = session(wire)
        if signed_in is not None:
            member = await self._keys.signed_in(KIND, signed_in)
            if member is not None:
                return Visitor(member, decided=True, by_session=True)
        said = wire.header(HEADER)
        if said is not None:
            return Visitor(await self._known(said), decided=True)
        query = query_of(wire)
        return Visitor(await self._known(key_of(query)), decided="token" in query)

    async def member(self, who: Visitor, key: str | None) -> Member | None:
        """Who asks, now that the body was read. Raises UnknownKey."""
        if who.decided:
            return who.member
        member = await self._known(key)
        act_as(called(member), credential(Visitor(member, decided=True)))
        return member

    async def _known(self, key: str | None) -> Member | None:
        if key is None or not key.strip():
            return None
        try:
            return await self._keys.member(key)
        except NotSignedIn:
            raise UnknownKey(key) from None


def names(who: Visitor) -> str:
    """What the history calls whoever asks."""
    return called(who.member)


def credential(who: Visitor) -> CredentialKind:
    """What kind of credential that is, for the history."""
    if who.member is None:
        return CredentialKind.NONE
    return CredentialKind.SESSION if who.by_session else CredentialKind.API_KEY


def called(member: Member | None) -> str:
    """What the history calls an account."""
    return "" if member is None else f"staff {member.staff.id}"


async def mint(store: Store, ask: MintAsk) -> str:
    """The value of a new staff session's cookie. Raises NotFound."""
    lifetime_ms = SESSION_LIFETIME_MS if ask.expires_in is None else ask.expires_in * 1000
    opening = Opening(INSTALLATION, KIND, lifetime_ms, staff_id=ask.staff_id)
    return await store.write(lambda unit: plant_session(unit, opening, ask.fixed))
