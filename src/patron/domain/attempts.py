"""Failed logins, and how long the next one has to wait.

Failures leak away with time. Above what is free each one doubles the wait, up to a cap: a guesser is slowed down, and
nobody is ever locked out.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Final

from msgspec import Struct

ONE: Final = 1000
"""One failure; a tally counts in thousandths, because failures leak away bit by bit."""
_DOUBLINGS: Final = 30


class Tally(Struct, frozen=True):
    """Failures of one kind and key, in thousandths, as they stood at `last_at` (milliseconds UTC; 0: never)."""

    failures: int = 0
    last_at: int = 0

    def less_one(self) -> Tally:
        """The tally without a failure that was counted in advance."""
        return Tally(max(0, self.failures - ONE), self.last_at)


class Pace(Struct, frozen=True):
    """How one kind of tally is judged; times in milliseconds."""

    free: int
    """So many failures cost no wait."""
    leaks_in: int
    """One failure is forgotten after this long."""
    longest: int

    def standing(self, tally: Tally, now: int) -> int:
        """Failures that are left, in thousandths; a clock that was set back forgets nothing."""
        return max(0, tally.failures - max(0, now - tally.last_at) * ONE // self.leaks_in)

    def more(self, tally: Tally, now: int) -> Tally:
        """The tally with one failure more."""
        return Tally(self.standing(tally, now) + ONE, now)

    def is_spent(self, tally: Tally, now: int) -> bool:
        """True when no free failure is left."""
        return _begun(self.standing(tally, now)) >= self.free

    def wait(self, tally: Tally, now: int) -> int:
        """Milliseconds until the next attempt; 0 where it may be made now."""
        above = _begun(tally.failures) - self.free
        if above < 0:
            return 0
        return left_of(min(ONE << min(above, _DOUBLINGS), self.longest), tally, now)


def _begun(thousandths: int) -> int:
    """Whole failures, one that is half forgotten included."""
    return -(-thousandths // ONE)


def left_of(wait: int, tally: Tally, now: int) -> int:
    """What is left of the wait since the tally's last moment, never more than the whole of it."""
    return max(0, wait - max(0, now - tally.last_at))


def neighbourhood(client: str) -> str:
    """The address that attempts are counted by: of IPv6 the first 64 bits, which is what one subscriber has."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
