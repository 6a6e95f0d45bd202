"""Where every request is written down: a figure and a line, of names and numbers only."""

from __future__ import annotations

from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from patron.domain.refusals import Refusal, Unavailable
from patron.wire import traces
from patron.wire.meters import Meters

NONE = "(none)"
"""The dialect or route of a request that found none."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "OTHER"
"""Any other method: what a caller makes up must neither be logged nor become a new line of figures each time."""


@dataclass(frozen=True, slots=True)
class Books:
    """The figures and the log of one server."""

    meters: Meters
    log: FilteringBoundLogger
    access_log: bool = True
    messages: bool = False
    """Development only: see `traces.traced`."""

    def request(self, request_id: str, dialect: str, route: str, method: str, status: int, seconds: float) -> None:
        """Nothing; one answered request is counted and logged."""
        method = method if method in METHODS else OTHER
        self.meters.request(dialect, route or NONE, method, status, seconds)
        if self.access_log:
            self.log.info(
                "request",
                request_id=request_id,
                dialect=dialect,
                route=route or NONE,
                method=method,
                status=status,
                milliseconds=round(seconds * 1000, 2),
            )

    def refusal(self, request_id: str, dialect: str, refusal: Refusal) -> None:
        """Nothing; one refusal is counted. It is the caller's affair and not logged, unless a part of ours is away."""
        self.meters.refusal(dialect, type(refusal).__name__)
        if isinstance(refusal, Unavailable):
            self.log.warning("unavailable", request_id=request_id, dialect=dialect, because=traces.kinds(refusal))

    def fault(self, request_id: str, dialect: str, route: str, error: Exception) -> None:
        """Nothing; one fault of ours is counted and logged with its trace."""
        self.meters.fault(dialect)
        trace = traces.traced(error, messages=self.messages)
        self.log.error("fault", request_id=request_id, dialect=dialect, route=route or NONE, error=trace)
