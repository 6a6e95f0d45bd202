"""Kept documents: only what is up to date, and never more than the limit."""

from __future__ import annotations

from patron.domain.listing import Stamp
from patron.operations.documents import Documents

ONE, TWO = Stamp(1, 1, 10), Stamp(2, 1, 10)


def test_those_that_are_kept_are_found() -> None:
    documents = Documents()
    documents.keep("a", 7, ONE, b"one")
    assert documents.found("a", 7, [ONE]) == {1: b"one"}
    assert documents.found("a", 7, [ONE, TWO]) == {1: b"one"}
    documents.keep("a", 7, TWO, b"two")
    assert documents.found("a", 7, [TWO, ONE]) == {1: b"one", 2: b"two"}
    assert documents.found("a", 7, []) == {}


def test_another_state_store_or_kind_is_another_document() -> None:
    documents = Documents()
    documents.keep("a", 7, ONE, b"one")
    assert documents.found("a", 7, [Stamp(1, 2, 10)]) == {}
    assert documents.found("a", 7, [Stamp(1, 1, 11)]) == {}
    assert documents.found("a", 8, [ONE]) == {}
    assert documents.found("b", 7, [ONE]) == {}


def test_the_oldest_are_given_up_beyond_the_limit() -> None:
    documents = Documents(largest=10)
    documents.keep("a", 7, ONE, b"12345")
    documents.keep("a", 7, TWO, b"12345")
    documents.keep("a", 7, ONE, b"1234")  # again: now the younger one
    documents.keep("a", 7, Stamp(3, 1, 10), b"123456")
    assert documents.found("a", 7, [TWO]) == {}
    assert documents.found("a", 7, [ONE, Stamp(3, 1, 10)]) == {1: b"1234", 3: b"123456"}
    documents.keep("a", 7, Stamp(4, 1, 1), b"x" * 11)
    assert documents.found("a", 7, [Stamp(4, 1, 1)]) == {}
    documents.keep("a", 7, ONE, b"1234567890")
    assert documents.found("a", 7, [ONE]) == {1: b"1234567890"}


def test_forgotten_is_gone() -> None:
    documents = Documents()
    documents.keep("a", 7, ONE, b"one")
    documents.forget()
    assert documents.found("a", 7, [ONE]) == {}
