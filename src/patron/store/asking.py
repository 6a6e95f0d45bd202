"""A search of one store as it is carried out: what is tested, and between which places."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.seeking import Key, Place, Scope, Search, Total
from patron.store.orders import limits, rank
from patron.store.sieve import Sieve, sieve_of, values_of
from patron.store.statement import Value

Keyed: TypeAlias = tuple[Key, int]
"""What a customer is put in order by, and the id."""


class Limits(Struct, frozen=True):
    """How much work a page may be."""

    small: int = 2_000
    """In a store with no more customers everybody is tested."""
    candidates: int = 6_000
    """So many ids of one index, half of that where each is tested for a text."""
    looks: int = 40_000
    """Customers that a walk meets for twenty rows, a tenth of that where each is tested for a text."""
    frequent: int = 16
    """Hits in a sample of a thousand from which on a walk comes first."""


LIMITS: Final = Limits()
FAR: Final = 10
"""How many times as much work a page may be where somebody says so."""


class Part(Struct, frozen=True):
    """What one store has for a page."""

    store_id: int
    keys: tuple[Keyed, ...]
    """In the order of the walk, one more than the page holds where there are so many."""
    total: Total
    stop: Place | None = None
    """Where the walk was given up: behind it nobody was looked at."""
    looked_at: int = 0


class Asked(Struct, frozen=True):
    """A search of one store."""

    search: Search
    scope: Scope
    sieve: Sieve
    values: dict[str, Value]
    """Parameter -> value, of all tests."""
    near: Place | None
    """Where the walk begins: the place of the page, or the first that the order allows."""
    far: Place | None
    limits: Limits

    @property
    def store_id(self) -> int:
        """The store."""
        return self.scope.store_id

    @property
    def descending(self) -> bool:
        """The direction of the walk."""
        return is_descending(self.search)

    @property
    def need(self) -> int:
        """One more than the page holds: whether there is a next one."""
        return self.search.size + 1


def is_descending(search: Search) -> bool:
    """True where a page is gathered from the greatest to the smallest."""
    return search.descending != search.backwards


def asked_of(search: Search, scope: Scope, bounds: Limits) -> Asked:
    """The search of that store."""
    low, high = limits(search)
    near, far = (high, low) if is_descending(search) else (low, high)
    place = search.place
    if place is not None and (near is None or _is_behind(search, place, near)):
        near = place
    if search.far:
        bounds = replace(bounds, candidates=bounds.candidates * FAR, looks=bounds.looks * FAR)
    return Asked(search, scope, sieve_of(search, scope), values_of(search, scope), near, far, bounds)


def _is_behind(search: Search, place: Place, other: Place) -> bool:
    here, there = rank(place.key, place.id), rank(other.key, other.id)
    return here < there if is_descending(search) else here > there
