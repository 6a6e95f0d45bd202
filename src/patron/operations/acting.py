"""Who is acting: told once where a request is identified, asked wherever a change is written down."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from patron.domain.history import Actor

COMMAND_LINE: Final = Actor()
ACTOR: Final[ContextVar[Actor]] = ContextVar("patron_actor", default=COMMAND_LINE)
"""The actor of the running task. Units of work take it along when they are asked for, into whatever thread."""
