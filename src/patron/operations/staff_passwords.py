"""What a password of an account of the installation must be."""

from __future__ import annotations

import secrets
from typing import Final

from patron.domain.refusals import Problem

SHORTEST: Final = 12
LONGEST: Final = 1024


def password_problem(password: str) -> Problem | None:
    """What is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return Problem.TOO_SHORT
    return Problem.TOO_LONG if len(password) > LONGEST else None


def new_password() -> str:
    """120 random bits as 20 url-safe characters."""
    return secrets.token_urlsafe(15)
