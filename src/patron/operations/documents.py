"""Documents that were made of customers, kept for as long as the customers stay as they are.

A list then reads the stamps of its page alone, and makes only the documents it does not have.
"""

from __future__ import annotations

from collections.abc import Iterable

from patron.domain.listing import Stamp

LARGEST_BYTES = 24 * 1_048_576


class Documents:
    """Encoded documents of all dialects of one process, the oldest given up first."""

    def __init__(self, largest: int = LARGEST_BYTES) -> None:
        self._largest = largest
        self._bytes = 0
        self._kept: dict[tuple[str, int, int], tuple[Stamp, bytes]] = {}

    def found(self, kind: str, store_id: int, stamps: Iterable[Stamp]) -> dict[int, bytes]:
        """Id -> document, of those customers alone whose document is kept and up to date."""
        kept = self._kept
        return {
            stamp.id: one[1]
            for stamp in stamps
            if (one := kept.get((kind, store_id, stamp.id))) is not None and one[0] == stamp
        }

    def keep(self, kind: str, store_id: int, stamp: Stamp, document: bytes) -> None:
        """Nothing comes back; `kind` names everything but the customer that the document depends on."""
        key = (kind, store_id, stamp.id)
        old = self._kept.pop(key, None)  # so that a new document is the youngest
        self._bytes += len(document) - (len(old[1]) if old else 0)
        self._kept[key] = (stamp, document)
        while self._bytes > self._largest:
            _, given_up = self._kept.pop(next(iter(self._kept)))
            self._bytes -= len(given_up)

    def forget(self) -> None:
        """Nothing comes back; every document is made anew."""
        self._kept.clear()
        self._bytes = 0
