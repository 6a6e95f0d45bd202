"""HTML tags taken out of a text, as PHP's strip_tags does it: what is between tags stays."""

from __future__ import annotations

_QUOTES = "\"'"


def without_tags(text: str) -> str:
    """The text without HTML tags, comments and processing instructions; `a < b` is no tag and stays.

    A tag that is never closed takes the rest of the text with it. One pass, whatever the text.
    """
    if "<" not in text:
        return text
    kept: list[str] = []
    place = 0
    while True:
        start = text.find("<", place)
        if start < 0:
            kept.append(text[place:])
            return "".join(kept)
        kept.append(text[place:start])
        following = text[start + 1 : start + 2]
        if following.isspace():
            kept.append("<")
            place = start + 1
            continue
        end = _end_of_tag(text, start)
        if end is None:
            return "".join(kept)
        place = end


def _end_of_tag(text: str, start: int) -> int | None:
    """Where the text goes on behind the tag that starts there, or None where it never ends."""
    if text.startswith("<!--", start):
        end = text.find("-->", start + 4)
        return end + 3 if end >= 0 else None
    depth, quote = 0, ""
    for place in range(start + 1, len(text)):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        elif letter == "<":
            depth += 1
        elif letter == ">":
            if depth == 0:
                return place + 1
            depth -= 1
    return None
