"""What a store keeps beside its customers, and whoever shows many of them needs once."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.customer import Definition, Group


class Shelf(Struct, frozen=True):
    """The groups of a store, ascending by id, and the definitions of its metafields in their order."""

    groups: tuple[Group, ...] = ()
    definitions: tuple[Definition, ...] = ()
