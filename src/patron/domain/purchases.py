"""News of what customers bought, as an order system tells it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from patron.domain.customer import Purchases

Said: TypeAlias = int | UnsetType
"""UNSET: nothing was said."""


class PurchaseNews(Struct, frozen=True, gc=False):
    """What is told about the purchases of one customer; money in hundredths of the store's currency."""

    orders: Said = UNSET
    completed_orders: Said = UNSET
    total_spent: Said = UNSET
    last_order_id: Said | None = UNSET
    balance: Said = UNSET
    credit: Said = UNSET
    active_subscriptions: Said = UNSET


FACTS = PurchaseNews.__struct_fields__


MONEY: Final = frozenset({"purchases.total_spent", "purchases.balance", "purchases.credit"})
"""Where the history tells amounts."""


@lru_cache(maxsize=4096)
def amount(hundredths: int) -> str:
    """The amount as people write it, with two decimals, always: `89.00`."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02}"


class CustomersGone(Exception):
    """Customers that purchases were told of are not there any more; `ids` says which."""

    def __init__(self, ids: frozenset[int]) -> None:
        super().__init__()
        self.ids = ids


def after(old: Purchases, news: PurchaseNews) -> Purchases:
    """The purchases with everything that was said; the rest stays."""
    said = {name: value for name in FACTS if (value := getattr(news, name)) is not UNSET}
    return replace(old, **said) if said else old
