"""Who is acting and on what terms: told once where a request is identified, asked wherever something is written."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from patron.domain.history import Actor, CredentialKind


class Acting(Struct, frozen=True):
    """One request, as far as units of work are concerned."""

    actor: Actor = Actor()
    expected: frozenset[str] | None = None
    """Tags of the versions that the caller has seen (`If-Match`); a customer in another one is not changed."""
    once: str | None = None
    """Hash of the key under which the call is carried out once."""


COMMAND_LINE: Final = Acting()
ACTING: Final[ContextVar[Acting]] = ContextVar("patron_acting", default=COMMAND_LINE)
"""Of the running task. Units of work take it along when they are asked for, into whatever thread."""


def act_as(who: str, credential: CredentialKind) -> None:
    """Nothing comes back; whatever the running task writes from now on is written by that one."""
    acting = ACTING.get()
    ACTING.set(replace(acting, actor=replace(acting.actor, who=who, credential=credential)))
