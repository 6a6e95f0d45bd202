"""What V8 (of Node 20) says of a text that is not JSON: the words and the position of the first fault.

Only read once a body was refused: it looks for the fault and builds nothing. Positions count UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CONTEXT = 10
LAST_LATIN = "\xff"
_SPECIAL = frozenset({"[object Object]", "NaN", "Infinity", "undefined"})
"""What programs send that made text of something else; V8 tells no position then."""
_LITERALS = {"t": "true", "f": "false", "n": "null"}
_ESCAPES = frozenset('"\\/bfnrt')
_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS = frozenset("0123456789")
_BLANKS = re.compile(r"[ \t\r\n]*")
_ORDINARY = re.compile(r'[^"\\\x00-\x1f]*')


@dataclass
class _Fault(Exception):
    """Where reading stopped; `words` (up to `JSON at position`) are None where V8 tells of the token itself."""

    at: int
    words: str | None = None


def complaint(text: str) -> str:
    """V8's message for a text that neither `JSON.parse` nor body-parser's strict mode takes."""
    text = _units(text)
    start = _after_blanks(text, 0)
    try:
        # Strict mode looks at the first letter alone, and words it as V8 would have.
        if text[start : start + 1] not in ("{", "["):
            raise _Fault(start)  # noqa: TRY301 - one place words every fault
        _scan(text, start)
    except _Fault as fault:
        return _whole(_worded(text, fault, strict=fault.at == start))
    return "Maximum call stack size exceeded"  # it is JSON: only its depth can have been the reason


def _units(text: str) -> str:
    """The text with one letter for each UTF-16 unit."""
    if max(text, default="") <= "\uffff":
        return text
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[place] | raw[place + 1] << 8) for place in range(0, len(raw), 2))


def _whole(units: str) -> str:
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _worded(text: str, fault: _Fault, *, strict: bool) -> str:
    if fault.words is not None:
        return f"{fault.words} JSON at position {fault.at}"
    if fault.at >= len(text):
        return "Unexpected end of JSON input"
    letter = text[fault.at]
    if not strict and (letter in _DIGITS or letter == "-"):
        return f"Unexpected number in JSON at position {fault.at}"
    if not strict and letter == '"':
        return f"Unexpected string in JSON at position {fault.at}"
    if not strict and text in _SPECIAL:
        return f'"{text}" is not valid JSON'
    return f"Unexpected token '{letter}', {_context(text, fault.at)} is not valid JSON"


def _context(text: str, at: int) -> str:
    """The text around the fault, with dots where some of it is left out."""
    if len(text) <= 2 * CONTEXT:
        return f'"{text}"'
    before, after = at >= CONTEXT, at < CONTEXT or at < len(text) - CONTEXT
    part = text[at - CONTEXT if before else 0 : at + CONTEXT if after else len(text)]
    return f'{"..." if before else ""}"{part}"{"..." if after else ""}'


# -- the scanner ----------------------------------------------------------------------------------------------------


def _scan(text: str, at: int) -> None:
    """Nothing. Raises _Fault at the first place where JSON ends; containers are kept in a list, not on the stack."""
    opened: list[str] = []
    while True:
        at, whole = _value(text, at, opened)
        while whole:
            at = _after_blanks(text, at)
            if not opened:
                if at < len(text):
                    raise _Fault(at, "Unexpected non-whitespace character after")
                return
            at, whole = _after_value(text, at, opened)


def _value(text: str, at: int, opened: list[str]) -> tuple[int, bool]:
    """(where to go on, whether a value ended there)."""
    at = _after_blanks(text, at)
    letter = text[at : at + 1]
    if letter == "{":
        return _object(text, at + 1, opened)
    if letter == "[":
        inside = _after_blanks(text, at + 1)
        if text[inside : inside + 1] == "]":
            return inside + 1, True
        opened.append("]")
        return inside, False
    if letter == '"':
        return _string(text, at + 1), True
    if letter and letter in "-0123456789":
        return _number(text, at), True
    if letter in _LITERALS:
        return _literal(text, at, _LITERALS[letter]), True
    raise _Fault(at)


def _object(text: str, at: int, opened: list[str]) -> tuple[int, bool]:
    at = _after_blanks(text, at)
    if text[at : at + 1] == "}":
        return at + 1, True
    opened.append("}")
    return _name(text, at, "Expected property name or '}' in", "Expected ':' after property name in"), False


def _name(text: str, at: int, words: str, colon_words: str | None = None) -> int:
    """Where the value of a property begins; V8 has words for a missing colon only in the first property."""
    at = _after_blanks(text, at)
    if text[at : at + 1] != '"':
        raise _Fault(at, words)
    at = _after_blanks(text, _string(text, at + 1))
    if text[at : at + 1] != ":":
        raise _Fault(at, colon_words)
    return at + 1


def _after_value(text: str, at: int, opened: list[str]) -> tuple[int, bool]:
    end, letter = opened[-1], text[at : at + 1]
    if letter == end:
        opened.pop()
        return at + 1, True
    if letter != ",":
        what = "property value" if end == "}" else "array element"
        raise _Fault(at, f"Expected ',' or '{end}' after {what} in")
    return (_name(text, at + 1, "Expected double-quoted property name in") if end == "}" else at + 1), False


def _string(text: str, at: int) -> int:
    """Where a string ends whose first letter is there."""
    while True:
        at = _after(_ORDINARY, text, at)
        letter = text[at : at + 1]
        if not letter:
            raise _Fault(at, "Unterminated string in")
        if letter == '"':
            return at + 1
        if letter != "\\":
            raise _Fault(at, "Bad control character in string literal in")
        at = _escape(text, at + 1)


def _escape(text: str, at: int) -> int:
    letter = text[at : at + 1]
    if letter != "u":
        if not letter or letter > LAST_LATIN:
            raise _Fault(at)
        if letter not in _ESCAPES:
            raise _Fault(at, "Bad escaped character in")
        return at + 1
    for place in range(at + 1, at + 5):
        if text[place : place + 1] not in _HEX:
            raise _Fault(place, "Bad Unicode escape in")
    return at + 5


def _number(text: str, at: int) -> int:
    if text[at] == "-":
        at += 1
        if text[at : at + 1] not in _DIGITS:
            raise _Fault(at, "No number after minus sign in")
    if text[at] == "0" and text[at + 1 : at + 2] in _DIGITS:
        raise _Fault(at + 1)
    at = _digits(text, at)
    if text[at : at + 1] == ".":
        at = _digits(text, at + 1, "Unterminated fractional number in")
    if text[at : at + 1] in ("e", "E"):
        signed = text[at + 1 : at + 2] in ("+", "-")
        at = _digits(text, at + 1 + signed, "Exponent part is missing a number in")
    return at


def _digits(text: str, at: int, words: str | None = None) -> int:
    if words and text[at : at + 1] not in _DIGITS:
        raise _Fault(at, words)
    while text[at : at + 1] in _DIGITS:
        at += 1
    return at


def _literal(text: str, at: int, word: str) -> int:
    for letter in word:
        if text[at : at + 1] != letter:
            raise _Fault(at)
        at += 1
    return at


def _after_blanks(text: str, at: int) -> int:
    return _after(_BLANKS, text, at)


def _after(expression: re.Pattern[str], text: str, at: int) -> int:
    found = expression.match(text, at)
    return found.end() if found else at
