"""Kept documents: only what is up to date, and never more than the limit."""

from __future__ import annotations

from patron.domain.listing import Stamp
from patron.operations.documents import Documents

ONE, TWO = Stamp(1, 1, 10), Stamp(2, 1, 10)


def test_a_page_is_given_only_when_every_document_of_it_is_kept() -> None:
    documents = Documents()
    documents.keep("a", 7, ONE, b"one")
    assert documents.all_of("a", 7, [ONE]) == (b"one",)
    assert documents.all_of("a", 7, [ONE, TWO]) is None
    documents.keep("a", 7, TWO, b"two")
    assert documents.all_of("a", 7, [TWO, ONE]) == (b"two", b"one")
    assert documents.all_of("a", 7, []) == ()


def test_another_state_store_or_kind_is_another_document() -> None:
    documents = Documents()
    documents.keep("a", 7, ONE, b"one")
    assert documents.all_of("a", 7, [Stamp(1, 2, 10)]) is None
    assert documents.all_of("a", 7, [Stamp(1, 1, 11)]) is None
    assert documents.all_of("a", 8, [ONE]) is None
    assert documents.all_of("b", 7, [ONE]) is None


def test_the_oldest_are_given_up_beyond_the_limit() -> None:
    documents = Documents(largest=10)
    documents.keep("a", 7, ONE, b"12345")
    documents.keep("a", 7, TWO, b"12345")
    documents.keep("a", 7, ONE, b"1234")  # again: now the younger one
    documents.keep("a", 7, Stamp(3, 1, 10), b"123456")
    assert documents.all_of("a", 7, [TWO]) is None
    assert documents.all_of("a", 7, [ONE, Stamp(3, 1, 10)]) == (b"1234", b"123456")
    documents.keep("a", 7, Stamp(4, 1, 1), b"x" * 11)
    assert documents.all_of("a", 7, [Stamp(4, 1, 1)]) is None
    documents.keep("a", 7, ONE, b"1234567890")
    assert documents.all_of("a", 7, [ONE]) == (b"1234567890",)


def test_forgotten_is_gone() -> None:
    documents = Documents()
    documents.keep("a", 7, ONE, b"one")
    documents.forget()
    assert documents.all_of("a", 7, [ONE]) is None
