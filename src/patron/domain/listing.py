"""What a caller wants listed, and the page that answers it."""

from __future__ import annotations

from msgspec import Struct

from patron.domain.customer import Customer


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


class Page(Struct, frozen=True):
    """The asked page of a listing; `total` counts all pages."""

    customers: tuple[Customer, ...]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page; 0 when nothing matches."""
        return -(-self.total // self.size)
