"""How a dialect speaks of a customer: its lenses over the customer, the billing face and a listed address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from patron.domain.access import Shop
from patron.domain.customer import Address, Customer
from patron.domain.lens import Grammar, Statements
from patron.domain.places import Places

ReadShown: TypeAlias = Callable[[Mapping[str, object], Shop, Places], Customer]
"""How a dialect reads a customer in its own words: worlds and migrations."""


class Speech(Struct, frozen=True):
    """The lens tables of one dialect."""

    dialect: str
    customer: Grammar[Customer]
    billing: Grammar[Address]
    listed: Grammar[Address]


class Entry(Struct, frozen=True):
    """One address of a list, as sent: `id` 0 is a new one; `default` is None where it was not sent."""

    id: int
    named: Statements
    default: bool | None = None


class Speeches:
    """The speeches of every dialect that is served: a spelling of any of them may fall with any write."""

    def __init__(self, speeches: tuple[Speech, ...]) -> None:
        self.customer: Mapping[str, Grammar[Customer]] = MappingProxyType({s.dialect: s.customer for s in speeches})
        # Billing and listed fields have names of their own in every dialect, so one grammar can judge both.
        self.address: Mapping[str, Grammar[Address]] = MappingProxyType(
            {s.dialect: Grammar(s.dialect, (*s.billing.lenses.values(), *s.listed.lenses.values())) for s in speeches}
        )
