"""Logs: one line per event on standard error, as JSON or, in a terminal, for people.

Nothing personal is ever logged: our own events carry ids, route templates and figures only, and of other programs'
records only the fixed part of the text is kept.
"""

from __future__ import annotations

import atexit
import logging
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger, Processor

from patron.wire import traces
from patron.wire.lines import Lines

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
Event = MutableMapping[str, Any]


def open_log(
    level: str = "info", form: str = "auto", stream: BinaryIO | None = None, *, messages: bool = False
) -> FilteringBoundLogger:
    """The process's logger; other packages' records end up in it too. `messages`: see `traces.traced`."""
    out = stream if stream is not None else sys.stderr.buffer
    pretty = form == "pretty" or (form == "auto" and out.isatty())
    lines = Lines(out)
    _OPEN[:] = [lines]
    atexit.register(lines.flush)
    structlog.configure(
        processors=[_level, *(_for_people() if pretty else _for_machines())],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        context_class=dict,
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=False,
    )
    # Bound at once: an unbound proxy would be assembled again for every line.
    log = cast("FilteringBoundLogger", structlog.get_logger().bind())
    root = logging.getLogger()
    root.handlers[:] = [_Others(log, messages)]
    root.setLevel(max(LEVELS[level], logging.INFO))
    for name, least in _FOREIGN.items():
        logging.getLogger(name).setLevel(max(least, LEVELS[level]))
    return log


def flush_log() -> None:
    """Nothing; no line waits any more. A worker process ends without its exit handlers."""
    for lines in _OPEN:
        lines.flush()


_OPEN: list[Lines] = []
"""The lines of this process: structlog is configured for a whole process, too."""
_FOREIGN = {"uvicorn.error": logging.WARNING, "asyncio": logging.WARNING, "alembic": logging.WARNING}


def _level(_logger: object, name: str, event: Event) -> Event:
    event["level"] = name
    return event


def _for_machines() -> list[Processor]:
    return [_now, _as_json]


def _now(_logger: object, _name: str, event: Event) -> Event:
    event["time"] = datetime.now(UTC)
    return event


_ENCODER = msgspec.json.Encoder(enc_hook=str)


def _as_json(_logger: object, _name: str, event: Event) -> bytes:
    return _ENCODER.encode(event)


def _for_people() -> list[Processor]:
    draw = structlog.dev.ConsoleRenderer(colors=True, pad_event_to=10)

    def render(logger: object, name: str, event: Event) -> bytes:
        return str(draw(logger, name, event)).encode("utf-8", "backslashreplace")

    return [structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False), _unfolded, cast("Processor", render)]


def _unfolded(_logger: object, _name: str, event: Event) -> Event:
    if "error" in event:
        event["exception"] = "\n".join(event.pop("error").lines())
    return event


class _Others(logging.Handler):
    """Records of other packages, without what they were about.

    A format's arguments and all but the first line of a text may hold values; uvicorn's texts are known to be clean.
    """

    def __init__(self, log: FilteringBoundLogger, messages: bool) -> None:
        super().__init__()
        self._log = log
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        clean = record.name.startswith(("uvicorn", "patron")) or self._messages
        text = record.getMessage() if clean else str(record.msg)
        fields: dict[str, object] = {"logger": record.name}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            fields["error"] = traces.traced(error, messages=self._messages)
        self._log.log(record.levelno, text.strip().partition("\n")[0], **fields)
