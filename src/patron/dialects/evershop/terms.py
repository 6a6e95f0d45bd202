"""What the operator decides about EverShop's API."""

from __future__ import annotations

from msgspec import Struct


class Lifetimes(Struct, frozen=True, kw_only=True):
    """How long tokens and sessions are good, in seconds (evershop.md 6)."""

    admin_access: int = 604_800
    admin_refresh: int = 54_000
    customer_access: int = 1_800
    customer_refresh: int = 108_000
    session: int = 86_400


class Secrets(Struct, frozen=True, kw_only=True):
    """What tokens and cookies are signed with; empty: made by the installation for itself."""

    admin_access: str = ""
    admin_refresh: str = ""
    customer_access: str = ""
    customer_refresh: str = ""
    cookie: str = ""


class Terms(Struct, frozen=True, kw_only=True):
    """The settings of the dialect."""

    store_id: int = 1
    """The store that it speaks for: its paths name none."""
    mail: bool = True
    """False: no mail service, so nobody can ask for a new password (evershop.md 6.4)."""
    welcome: bool = True
    """New customers are greeted by mail."""
    issuer: str = "evershop"
    lifetimes: Lifetimes = Lifetimes()
    secrets: Secrets = Secrets()
    shop_cookie: str = "sid"
    admin_cookie: str = "asid"
