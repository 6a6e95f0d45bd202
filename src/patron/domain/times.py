"""Moments as text, read."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(text: str) -> int:
    """Milliseconds UTC of an ISO 8601 moment; one without an offset is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
