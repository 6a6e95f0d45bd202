"""Numbers are written as JavaScript writes them."""

from __future__ import annotations

import pytest

from patron.domain.numbers import number_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (-0.0, "0"), (5, "5"), (5.0, "5"), (-1.5, "-1.5"), (100, "100"), (123.456, "123.456"),
        (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e300, "1.5e+300"), (-1e21, "-1e+21"),
        (1.2345678901234568e20, "123456789012345680000"), (2**53 + 1, "9007199254740992"),
        (12345678901234567890, "12345678901234567000"), (0.1, "0.1"), (1e-5, "0.00001"), (1.5e-6, "0.0000015"),
        (1e-7, "1e-7"), (1.25e-7, "1.25e-7"), (5e-324, "5e-324"), (10**400, "Infinity"), (-(10**400), "-Infinity"),
        (float("inf"), "Infinity"), (float("nan"), "NaN"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_in_javascript(number: float, text: str) -> None:
    assert number_text(number) == text
