"""Names told whole or in halves stay one fact (one-record.md 2.1, 2.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.domain.customer import Customer
from patron.domain.names import divided_line, joined_line, with_full_name, with_halves, words

NOBODY = Customer(store_id=1, id=1, uuid="", email="")


def told(customer: Customer) -> tuple[str | None, str, str]:
    return customer.full_name, customer.first_name, customer.last_name


def test_a_single_word_is_a_first_name() -> None:
    assert told(with_full_name(NOBODY, "Madonna")) == ("Madonna", "Madonna", "")


def test_a_last_name_joins_the_full_name() -> None:
    madonna = with_full_name(NOBODY, "Madonna")
    assert told(with_halves(madonna, "Madonna", "Ciccone")) == ("Madonna Ciccone", "Madonna", "Ciccone")


def test_both_halves_null_leave_no_name() -> None:
    assert told(with_halves(with_full_name(NOBODY, "Madonna"), None, None)) == (None, "", "")


def test_the_boundary_may_move_under_a_full_name_that_keeps_its_blanks() -> None:
    ana = with_full_name(NOBODY, "Ana  García Márquez")
    assert told(ana) == ("Ana  García Márquez", "Ana", "García Márquez")
    moved = with_halves(ana, "Ana García", "Márquez")
    assert told(moved) == ("Ana  García Márquez", "Ana García", "Márquez")
    renamed = with_full_name(moved, "Anna García Márquez")
    assert told(renamed) == ("Anna García Márquez", "Anna García", "Márquez")
    assert told(with_full_name(renamed, "María Ruiz Pérez")) == ("María Ruiz Pérez", "María", "Ruiz Pérez")


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_a_blank_full_name_empties_the_halves(blank: str | None) -> None:
    assert told(with_full_name(with_full_name(NOBODY, "A B"), blank)) == (blank, "", "")


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=12), st.text(max_size=12)), max_size=6))
def test_full_and_halves_always_have_the_same_words(writes: list[tuple[bool, str, str]]) -> None:
    customer = NOBODY
    for whole, one, other in writes:
        customer = with_full_name(customer, f"{one} {other}") if whole else with_halves(customer, one, other)
        assert words(customer.full_name) == words(f"{customer.first_name} {customer.last_name}")


def test_a_street_survives_a_new_number_and_a_number_a_new_street() -> None:
    assert divided_line("Evergreen Terrace 744", "Evergreen Terrace", "742", " ") == ("Evergreen Terrace", "744")
    assert divided_line("Elm Street 742", "Evergreen Terrace", "742", " ") == ("Elm Street", "742")
    assert divided_line("742 Elm Street", "Evergreen Terrace", "742", " ") == ("742 Elm Street", None)


@given(st.none() | st.text(max_size=9), st.none() | st.text(max_size=9), st.sampled_from([" ", ", "]))
def test_an_unchanged_line_keeps_its_sides(left: str | None, right: str | None, separator: str) -> None:
    assert divided_line(joined_line(left, right, separator), left, right, separator) == (left, right)


@given(st.text(max_size=15), st.none() | st.text(max_size=9), st.none() | st.text(max_size=9))
def test_a_divided_line_is_read_back_whole(line: str, left: str | None, right: str | None) -> None:
    again = joined_line(*divided_line(line, left, right, ", "), ", ")
    assert again == line or (not line.strip() and again == "")
