"""The secrets that tokens and cookies are signed with: given by the operator, or made once and kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from patron.operations.ports import Reading, Store, Writing

BYTES = 48


class Keyring:
    """Secrets by name, remembered by the process: they change only with the installation itself."""

    def __init__(self, store: Store, given: Mapping[str, str]) -> None:
        self._store = store
        self._known = {name: value for name, value in given.items() if value}

    async def secret(self, name: str) -> str:
        """The secret of that name; of several workers that need a new one at once, all get the same."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = await self._kept(name)
        return known

    async def _kept(self, name: str) -> str:
        async def find(unit: Reading) -> str | None:
            return await unit.secrets.get(name)

        async def keep(unit: Writing) -> str:
            return await unit.secrets.keep(name, made)

        made = secrets.token_urlsafe(BYTES)
        found = await self._store.read(find)
        return found if found is not None else await self._store.write(keep)
