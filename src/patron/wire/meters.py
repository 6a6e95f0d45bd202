"""What is counted, for Prometheus.

Children are looked up once per combination of labels and kept: `labels()` on every request costs more than counting.
With several workers prometheus-client keeps the values in files that every worker reads (PROMETHEUS_MULTIPROC_DIR,
which must be set before this module is imported); dead workers' counts stay in.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector  # pyright: ignore[reportUnknownVariableType]
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """The counters of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "patron_requests",
            "Requests answered.",
            ("dialect", "route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "patron_request_seconds",
            "Seconds from the request's headers to its answer.",
            ("dialect", "route", "method"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._refusals = Counter(
            "patron_refusals", "Requests refused, by kind.", ("dialect", "kind"), registry=self._registry
        )
        self._faults = Counter(
            "patron_faults", "Requests that met a fault of ours.", ("dialect",), registry=self._registry
        )
        self._known: dict[tuple[str, str, str, int], tuple[Callable[[], None], Callable[[float], None]]] = {}
        if SHARED_FOLDER not in os.environ:
            ProcessCollector(registry=self._registry)

    def request(self, dialect: str, route: str, method: str, status: int, seconds: float) -> None:
        """Nothing; one answered request is counted."""
        key = (dialect, route, method, status)
        count, observe = self._known.get(key) or self._learn(key)
        count()
        observe(seconds)

    def _learn(self, key: tuple[str, str, str, int]) -> tuple[Callable[[], None], Callable[[float], None]]:
        dialect, route, method, status = key
        pair = (
            self._requests.labels(dialect, route, method, str(status)).inc,
            self._seconds.labels(dialect, route, method).observe,
        )
        self._known[key] = pair
        return pair

    def refusal(self, dialect: str, kind: str) -> None:
        """Nothing; one refusal is counted."""
        self._refusals.labels(dialect, kind).inc()

    def fault(self, dialect: str) -> None:
        """Nothing; one fault is counted."""
        self._faults.labels(dialect).inc()

    def exposition(self) -> bytes:
        """All figures in Prometheus's text format, of all workers where there are several."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
