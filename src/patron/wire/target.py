"""The request target: its path in decoded segments, its query string checked."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes


def segments_of(raw_path: str) -> tuple[list[str], bool]:
    """(the segments, percent-decoded once; True where all of them are UTF-8 without NUL). Unreadable ones stay raw."""
    segments = raw_path[1:].split("/")
    if "%" not in raw_path:
        return segments, True
    decoded = [_decoded(segment) for segment in segments]
    readable = None not in decoded
    return [raw if text is None else text for raw, text in zip(segments, decoded, strict=True)], readable


def _decoded(segment: str) -> str | None:
    if "%" not in segment:
        return segment
    return _text(segment.encode())


def _text(encoded: bytes) -> str | None:
    try:
        text = unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def readable_query(query: bytes) -> bool:
    """True when the query string, once decoded, is UTF-8 without NUL."""
    return (b"%" not in query and query.isascii()) or _text(query) is not None
