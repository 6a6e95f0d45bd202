"""What EverShop's tokens and cookies are signed with (evershop.md 6.1, 6.3)."""

from __future__ import annotations

from msgspec.structs import asdict

from patron.dialects.evershop.terms import Terms
from patron.operations.jwt_tokens import TokenSort
from patron.operations.keyring import Keyring
from patron.operations.ports import Store

ACCESS, REFRESH = "access", "refresh"


class Keys:
    """The four sorts of tokens, and the secret of the session cookies."""

    def __init__(self, store: Store, terms: Terms) -> None:
        given = {f"evershop_{name}": value for name, value in asdict(terms.secrets).items()}
        self._ring = Keyring(store, given)
        self._seconds = {f"evershop_{name}": value for name, value in asdict(terms.lifetimes).items()}
        self._issuer = terms.issuer

    async def sort(self, audience: str, kind: str) -> TokenSort:
        """The sort of tokens for `admin` or `customer`, `access` or `refresh`."""
        name = f"evershop_{audience}_{kind}"
        return TokenSort(
            issuer=self._issuer,
            audience=audience,
            kind=kind,
            secret=await self._ring.secret(name),
            seconds=self._seconds[name],
        )

    async def cookie_secret(self) -> str:
        """What session cookies are signed with."""
        return await self._ring.secret("evershop_cookie")
