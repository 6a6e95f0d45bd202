"""Refusals that one platform alone has: their words and status are part of its contract."""

from __future__ import annotations

from dataclasses import dataclass

from patron.domain.refusals import Refusal


@dataclass(eq=False)
class Worded(Refusal):
    """A check that no other dialect has, outside of the closed union; the dialect that raises it also words it."""

    status: int
    message: str
