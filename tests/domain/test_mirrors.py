"""The login follows the e-mail and the label the name, where they said the same (one-record.md 2.4, 2.5)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from patron.domain.customer import Customer
from patron.domain.mirrors import generated_label, label_of, login_of, mirrored
from patron.domain.names import with_full_name, with_halves

TEST_USER = Customer(
    store_id=1, id=1, uuid="", email="test@example.com", full_name="Test User", first_name="Test", last_name="User"
)


def renamed(customer: Customer, full_name: str) -> Customer:
    """The customer after another dialect wrote the full name."""
    return mirrored(customer, with_full_name(customer, full_name))


def test_a_mirror_that_is_null_shows_its_source() -> None:
    assert label_of(TEST_USER) == "Test User"
    assert login_of(TEST_USER) == "test@example.com"


@pytest.mark.parametrize(
    ("first", "last", "company", "label"),
    [
        ("Madonna", "", None, "Madonna"),
        ("Madonna", "Ciccone", None, "Madonna Ciccone"),
        ("", "", None, ""),
        ("Test", "User", "Acme", "Test User (Acme)"),
        ("", "", "Acme", "Acme"),
        ("", "Only", "", "Only"),
        ("<b>Test</b>", " User ", "<i>Acme</i>", "Test User (Acme)"),
    ],
)
def test_a_label_is_made_of_name_and_company(first: str, last: str, company: str | None, label: str) -> None:
    nobody = Customer(store_id=1, id=1, uuid="", email="", company=company)
    assert generated_label(with_halves(nobody, first, last)) == label


def test_a_salutation_and_a_title_are_no_part_of_a_generated_label() -> None:
    assert generated_label(replace(TEST_USER, title="Dr.", salutation="mr")) == "Test User"


@pytest.mark.parametrize(
    "label", ["Test User", "test  USER", "Test User (Acme)", "Dr. Test User", "<b>Test</b> User (ACME)"]
)
def test_a_label_that_said_the_name_follows_it(label: str) -> None:
    user = replace(TEST_USER, title="Dr.", company="Acme", label=label)
    followed = renamed(user, "Jo Smith")
    assert followed.label is None
    assert label_of(followed) == "Jo Smith (Acme)"


@pytest.mark.parametrize("label", ["HQ", "Test", "User Test", "Test User (Other)", "Mr. Test User"])
def test_a_label_that_said_something_else_never_moves(label: str) -> None:
    user = replace(TEST_USER, title="Dr.", company="Acme", label=label)
    assert renamed(user, "Jo Smith").label == label


def test_a_label_that_said_the_company_alone_follows_a_new_one() -> None:
    acme = Customer(store_id=1, id=1, uuid="", email="", company="Acme", label="Acme")
    assert label_of(mirrored(acme, replace(acme, company="Globex"))) == "Globex"


def test_a_label_stays_where_the_name_stays() -> None:
    user = replace(TEST_USER, label="Test User")
    assert mirrored(user, replace(user, phone="1", email="new@example.com")).label == "Test User"


def test_other_words_of_the_same_name_move_no_label() -> None:
    user = replace(TEST_USER, label="test user")
    assert renamed(user, "Test  User").label == "test user"


def test_an_empty_label_follows_the_first_name_there_is() -> None:
    nobody = Customer(store_id=1, id=1, uuid="", email="", label="")
    assert label_of(renamed(nobody, "Jo Smith")) == "Jo Smith"


@pytest.mark.parametrize("login", ["test@example.com", "TEST@Example.com"])
def test_a_login_that_was_the_e_mail_follows_it(login: str) -> None:
    user = replace(TEST_USER, login=login)
    followed = mirrored(user, replace(user, email="new@example.com"))
    assert followed.login is None
    assert login_of(followed) == "new@example.com"


@pytest.mark.parametrize("login", ["user-17", "other@example.com"])
def test_a_login_of_its_own_never_moves(login: str) -> None:
    user = replace(TEST_USER, login=login)
    assert mirrored(user, replace(user, email="new@example.com")).login == login


def test_a_login_stays_where_the_e_mail_stays() -> None:
    user = replace(TEST_USER, login="test@example.com")
    assert mirrored(user, with_full_name(user, "Jo Smith")).login == "test@example.com"
