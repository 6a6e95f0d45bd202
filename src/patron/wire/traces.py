"""What a log may say of an exception: its kinds, codes and places; never its message, never a value.

Drivers put values into messages (PostgreSQL's DETAIL holds the e-mail that was taken twice), so no message is
written outside development mode, whoever raised it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from traceback import walk_tb
from typing import cast

from msgspec import Struct

DEPTH = 5
"""Causes of causes, and members of a group, that are followed."""
FRAMES = 40
_CODES = ("sqlstate", "sqlite_errorname", "errno")


class Trace(Struct, frozen=True, omit_defaults=True):
    """An exception without its values: `frames` from the outermost to where it was raised."""

    type: str
    codes: tuple[str, ...] = ()
    message: str = ""
    """Empty outside development mode."""
    frames: tuple[str, ...] = ()
    causes: tuple[Trace, ...] = ()

    def lines(self, margin: str = "") -> Iterator[str]:
        """The trace for a terminal."""
        yield f"{margin}{' '.join((self.type, *self.codes, self.message))}".rstrip()
        yield from (f"{margin}  {frame}" for frame in self.frames)
        for cause in self.causes:
            yield f"{margin}because of"
            yield from cause.lines(margin + "  ")


def traced(error: BaseException, *, messages: bool = False, depth: int = DEPTH) -> Trace:
    """The exception's trace. `messages` only where all values are made up, in development mode."""
    kind = type(error)
    return Trace(
        type=f"{kind.__module__}.{kind.__qualname__}",
        codes=tuple(_codes(error)),
        message=str(error) if messages else "",
        frames=tuple(_frames(error))[-FRAMES:],
        causes=tuple(traced(cause, messages=messages, depth=depth - 1) for cause in _causes(error)) if depth else (),
    )


def kinds(error: BaseException) -> list[str]:
    """The kinds of the exception and of what it came from, with their codes."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < DEPTH:
        found.append(" ".join((type(cause).__qualname__, *_codes(cause))))
        cause = cause.__cause__ or cause.__context__
    return found


def _codes(error: BaseException) -> Iterator[str]:
    for name in _CODES:
        code = getattr(error, name, None)
        if isinstance(code, (int, str)) and str(code).replace("_", "").isalnum():
            yield f"{name}={code}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield cause
    if isinstance(error, BaseExceptionGroup):
        yield from cast("BaseExceptionGroup[BaseException]", error).exceptions[:DEPTH]


def _frames(error: BaseException) -> Iterator[str]:
    for frame, line in walk_tb(error.__traceback__):
        place = "/".join(PurePath(frame.f_code.co_filename).parts[-3:])
        yield f"{place}:{line} in {frame.f_code.co_name}"
