"""What a dialect shows of a customer, flat: key -> value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct

View: TypeAlias = Mapping[str, Any]
"""Wire fields as they are called; those of an address are `row.7.city`, of an object `shipping.city`."""
Views: TypeAlias = Mapping[str, View]
"""Dialect -> what it shows of one customer."""


class Person(Struct):
    """A customer as the outside knows it."""

    id: int
    store: int
    uuid: str = ""
    token: str = ""
    """Of Aimeos; "" where it has died."""
    rows: dict[int, str] = {}
    """Address -> its uuid, which EverShop calls it by."""
    gone: set[int] = set()
    """Addresses that there are no more."""
    pins: set[tuple[str, str]] = set()
    """(dialect, key): written while the fact was empty, so that no fallback is shown there any more."""
    mirrors: dict[str, str] = {}
    """Login and label as Aimeos said them itself, as long as nobody else has written."""
    said: set[tuple[str, str]] = set()
    """(dialect, text) of everything that was ever written of the customer: what may be a spelling."""
    was_let_in: bool = False
    """Aimeos took the token."""
    was_locked_out: bool = False
    """It did, before the account was disabled."""
    password: str = ""
    """The last one that was set."""
    shop_token: str = ""
    """Of EverShop, from before a move to another store."""
    orders: int = 0
    credit: int = 0
    shipping: int | None = None
    """The default address."""
    no_shipping: bool = False
    """Open Food Network took the delivery address away that it showed, and others are left."""
