"""Mirrors: the login that follows the e-mail, the label that follows the name (one-record.md 2.4).

A mirror that is null shows its source. One that was written as text stays as it is until somebody who does not know of
it changes the source while the text still said the same: then it follows again.
"""

from __future__ import annotations

from enum import Enum

from msgspec.structs import replace

from patron.domain.customer import Customer
from patron.domain.keys import email_key, login_key
from patron.domain.names import words
from patron.domain.tags import without_tags


class EmptyLabel(Enum):
    """What an empty label becomes where labels are written."""

    FOLLOWS = "follows"
    """It is made of the names as they are after the write, and follows them from then on."""
    LAGS = "lags"
    """It stays empty; the next write first makes one of the names as they were before."""


def label_of(customer: Customer) -> str:
    """The label, or what is shown in its place: `first last (company)`, or the company."""
    return without_tags(customer.label) if customer.label is not None else generated_label(customer)


def login_of(customer: Customer) -> str:
    """The login, or the e-mail in its place."""
    return customer.email if customer.login is None else customer.login


def generated_label(customer: Customer) -> str:
    """`first last (company)`; the company alone where there is no name, '' where there is neither."""
    name, company = _name(customer), without_tags(customer.company or "").strip()
    if name and company:
        return f"{name} ({company})"
    return name or company


def mirrored(before: Customer, told: Customer) -> Customer:
    """The customer after a write that knows of no mirrors: those that said the same as their old source follow."""
    return _with_label_following(before, _with_login_following(before, told))


def _with_login_following(before: Customer, told: Customer) -> Customer:
    if told.login is None or told.email == before.email or login_key(told.login) != email_key(before.email):
        return told
    return replace(told, login=None)


def _with_label_following(before: Customer, told: Customer) -> Customer:
    if told.label is None or _sources(told) == _sources(before):
        return told
    if _folded(label_of(before)) not in {_folded(source) for source in _sources(before)}:
        return told
    return replace(told, label=None)


def _sources(customer: Customer) -> tuple[str, ...]:
    """Everything a label that was made of the name may say."""
    name = _name(customer)
    return (name, generated_label(customer), f"{without_tags(customer.title or '')} {name}")


def _name(customer: Customer) -> str:
    return " ".join(words(without_tags(f"{customer.first_name} {customer.last_name}")))


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words(text))
