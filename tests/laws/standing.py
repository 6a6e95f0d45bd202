"""The time of an application and of the books behind it: one clock, which stands where a test says."""

from __future__ import annotations

from typing import ClassVar

from patron.adapters.clock import StoppableClock


class StandingClock(StoppableClock):
    """All of them show one moment, so that nobody has to be asked to set each."""

    moment: ClassVar[int | None] = None

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return super().now() if StandingClock.moment is None else StandingClock.moment

    def stop(self, moment: int | None) -> None:
        """Nothing comes back; every such clock stands at that moment."""
        StandingClock.moment = moment
