"""What an installation settles about its Aimeos API (worlds/README.md, settings)."""

from __future__ import annotations

from msgspec import Struct

from patron.dialects.aimeos.profile import PAGE, Profile


class Terms(Struct, frozen=True):
    """The settings of this dialect."""

    store_id: int = 1
    """The store that the paths speak of: they name none."""
    profile: Profile = PAGE
    csrf: bool = True
    """Sessions by cookie must send their token with what they write."""
    limit_count: int = 3
    limit_seconds: int = 14_400
    """So many new accounts from one address within so many seconds."""
    group_ids: tuple[int, ...] = ()
    """Groups that every new account belongs to."""
    prefix: str = ""
    """Under this name parameters may be nested: `ai[related]=address`. It is shown in `meta.prefix`."""
    debug: bool = False
    """Errors carry the real message."""
    origins: frozenset[str] = frozenset()
    """Other origins (`https://shop.example`) whose pages may read answers and send the session's cookie."""
