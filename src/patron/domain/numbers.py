"""Numbers as JavaScript writes them."""

from __future__ import annotations

from math import isfinite, isnan

LONGEST_PLAIN = 21
"""Digits before the point; a number with more is written with an exponent."""
SMALLEST_PLAIN = -6
"""Zeros behind the point, negated; likewise."""


def number_text(value: float) -> str:
    """The number as `String(value)` of JavaScript has it: `1`, `0.00001`, `1e+21`, `Infinity`.

    An integer is what it is to JavaScript: the nearest number with 53 bits.
    """
    number = _as_double(value)
    if not isfinite(number):
        return "NaN" if isnan(number) else ("Infinity" if number > 0 else "-Infinity")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    digits, point = _shortest(abs(number))
    return sign + _written(digits, point)


def _as_double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _shortest(number: float) -> tuple[str, int]:
    """(the fewest digits that tell the number, where its point is among them)."""
    mantissa, _, exponent = f"{number!r}e0".partition("e")
    exponent = exponent.removesuffix("e0")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent) - (len(whole + fraction) - len(digits))
    return digits.rstrip("0"), point


def _written(digits: str, point: int) -> str:
    if len(digits) <= point <= LONGEST_PLAIN:
        return digits + "0" * (point - len(digits))
    if 0 < point <= LONGEST_PLAIN:
        return f"{digits[:point]}.{digits[point:]}"
    if SMALLEST_PLAIN < point <= 0:
        return f"0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"
