"""Who is asking, and what that caller may do."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.customer import Json

READ_CUSTOMERS = "read_customers"
WRITE_CUSTOMERS = "write_customers"
SCOPES = (READ_CUSTOMERS, WRITE_CUSTOMERS)


class Shop(Struct, frozen=True):
    """One store (tenant) and its name in each dialect."""

    store_id: int
    name: str
    currency: str
    country: str | None = None
    language: str | None = None
    default_group_id: int = 1
    evershop_host: str = ""
    enterprise_id: int = 0
    aimeos_site: str = ""
    tiendanube_id: int = 0
    sells: str = "own"
    settings: Json = {}
    """What is set per store and has no column: rate limits, for example."""
    created_at: int = 0


class Grant(Struct, frozen=True):
    """What one app's token allows in one store."""

    token_id: int
    name: str
    scopes: frozenset[str]
    created_at: int
    revoked_at: int | None = None


class Caller(Struct, frozen=True):
    """Whoever sent this request: an app of a store for now; staff and customers come with their dialects."""

    shop: Shop
    token_id: int
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """True when the credential carries the scope; writing implies reading (tiendanube.md 2)."""
        return scope in self.scopes or (scope == READ_CUSTOMERS and WRITE_CUSTOMERS in self.scopes)


ADMIN, MANAGER, SHOPPER = "admin", "manager", "shopper"
ROLES = (ADMIN, MANAGER, SHOPPER)
DISABLED, ENABLED = 0, 1
"""The status of an account: of a customer as of somebody of the staff."""
INSTALLATION = 0
"""Stands for a store id where something belongs to no store: sessions and tallies of the staff, kept answers."""


class Staff(Struct, frozen=True):
    """An account of the installation: somebody who manages stores, or (role `shopper`) who manages nothing."""

    id: int
    uuid: str
    email: str
    name: str
    role: str
    status: int = 1
    stores: frozenset[int] = frozenset()
    """Store ids that are managed; of no meaning for an `admin`, who manages all."""
    grants: frozenset[tuple[int, str]] = frozenset()
    """(store id, right): what other stores granted."""
    token_epoch: int = 0
    created_at: int = 0
    updated_at: int = 0

    @property
    def is_admin(self) -> bool:
        """True for somebody who may do everything everywhere."""
        return self.role == ADMIN

    def manages(self, store_id: int) -> bool:
        """True for a store whose customers are this account's business."""
        return self.is_admin or (self.role == MANAGER and store_id in self.stores)


class NewMember(Struct, frozen=True):
    """An account of the installation that is to be made."""

    email: str
    name: str
    role: str
    scheme: str | None
    hash: str | None
    key_hash: str | None = None
    stores: tuple[int, ...] = ()
    grants: tuple[tuple[int, str], ...] = ()
