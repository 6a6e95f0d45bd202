"""What a caller wants listed, and the page that answers it."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

Item = TypeVar("Item")


class Window(Struct, frozen=True):
    """A half-open span of time in milliseconds UTC: `start` belongs to it, `end` does not; None is unbounded."""

    start: int | None = None
    end: int | None = None

    @property
    def unbounded(self) -> bool:
        """True when it holds every moment."""
        return self.start is None and self.end is None


ALWAYS = Window()


class Listing(Struct, frozen=True):
    """Customers of one store in ascending order of id; all conditions must hold."""

    page: int = 1
    """From 1."""
    size: int = 30
    after_id: int | None = None
    text: str | None = None
    """Contained in name, e-mail or tax id, without regard to case and marks."""
    created: Window = ALWAYS
    updated: Window = ALWAYS

    @property
    def counted(self) -> bool:
        """True when neither text nor time is asked for: kept counters answer, no row is counted."""
        return self.text is None and self.created.unbounded and self.updated.unbounded


class Stamp(Struct, frozen=True):
    """Which state of a customer is stored: with each change that anybody could see, its version moves."""

    id: int
    version: int
    updated_at: int


class Whereabouts(Struct, frozen=True):
    """Which customer of which store has a uuid."""

    store_id: int
    id: int
    uuid: str


class Page(Struct, Generic[Item], frozen=True):
    """The asked page of a listing: customers, their stamps, or documents made of them; `total` counts all pages."""

    customers: tuple[Item, ...]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page; 0 when nothing matches."""
        return -(-self.total // self.size)
