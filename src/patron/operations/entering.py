"""A visitor signs in and out: from a name and a password to a session, and back to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from patron.operations.ports import Desk, Writing
from patron.operations.sessions import Opening, end_session, open_session
from patron.operations.signing_in import sign_in
from patron.operations.visiting import Visitor


class Entry(Struct, frozen=True):
    """What somebody says to be let in."""

    name: str
    password: str
    lasting: bool = False
    """The session is to outlive the browser."""
    instead_of: str | None = None
    """The session that the client has already: its id must not be the one of whoever signs in now."""


class Entered(Struct, frozen=True):
    """The id of the new session, for the client alone, and when it ends (milliseconds UTC)."""

    session_id: str
    expires_at: int
    lasting: bool


@dataclass(frozen=True, slots=True)
class Doorway:
    """One way of signing in: sessions of that kind, which live so long."""

    kind: str
    lifetime_ms: int
    lasting_ms: int

    async def enter(self, desk: Desk, visitor: Visitor, entry: Entry) -> Entered:
        """The new session. Raises NotSignedIn, TooOften, Unavailable."""
        signed_in = await sign_in(desk, visitor.shop, entry.name, entry.password, visitor.client)
        opening = Opening(
            store_id=visitor.shop.store_id,
            kind=self.kind,
            lifetime_ms=self.lasting_ms if entry.lasting else self.lifetime_ms,
            customer_id=signed_in.customer.id,
            token_epoch=signed_in.token_epoch,
            instead_of=entry.instead_of,
        )

        async def opened(unit: Writing) -> Entered:
            session_id = await open_session(unit, opening)
            return Entered(session_id, unit.now + opening.lifetime_ms, entry.lasting)

        return await desk.store.write(opened)


async def leave(unit: Writing, visitor: Visitor, session_ids: tuple[str, ...]) -> None:
    """Nothing comes back; those sessions are over."""
    for session_id in session_ids:
        await end_session(unit, visitor.shop.store_id, session_id)
