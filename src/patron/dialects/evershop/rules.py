"""The payload schemas of EverShop as tables: what a body may hold, and what is said where it does not (evershop.md 3).

Only the first fault is told. A key that must be there wins over any bad value; fields are looked at in the order of
their table, and the type of a value before what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from patron.domain.field_types import FIELD_TYPES, Check, is_text, is_whole
from patron.wire.worded import Worded

# The `email` format of ajv-formats: ASCII atoms, a dot in the domain, no length limits.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}", re.IGNORECASE | re.ASCII)
_STATUSES = ("0", "1")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class Schema(Struct, frozen=True):
    """What one route asks of its body."""

    status: int
    """Of the answer to a body that breaks it."""
    fields: Mapping[str, tuple[Check, ...]]
    required: Mapping[str, str] = {}
    """Field -> what is said where it is missing, in the order in which it is asked for."""
    stranger: str = ""
    """What is said of a field that is not in the table; empty: it may be there."""

    def read(self, document: object) -> dict[str, object]:
        """The body. Raises Worded."""
        if not isinstance(document, dict):
            raise Worded(self.status, "must be object")
        body = cast("dict[str, object]", document)
        for field, words in self.required.items():
            if field not in body:
                raise Worded(self.status, words)
        if self.stranger and not self.fields.keys() >= body.keys():
            raise Worded(self.status, self.stranger)
        for field, checks in self.fields.items():
            if field in body:
                self._check(body[field], checks)
        return body

    def _check(self, value: object, checks: tuple[Check, ...]) -> None:
        for holds, words in checks:
            if not holds(value):
                raise Worded(self.status, words)


# -- what must hold ------------------------------------------------------------------------------------------------


def is_email(value: object) -> bool:
    """True for what ajv-formats takes for an e-mail address."""
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def is_filled(value: object) -> bool:
    """True for a text that is not empty; blanks count."""
    return value != ""


def _is_text_or_whole(value: object) -> bool:
    return isinstance(value, str) or is_whole(value)


def _is_status(value: object) -> bool:
    return value in _STATUSES if isinstance(value, str) else value in (0, 1)


# -- the tables ----------------------------------------------------------------------------------------------------

_EMAIL_WORDS = "Email must be a valid email address (e.g., user@example.com)"
_STATUS: tuple[Check, ...] = (
    (_is_text_or_whole, "Status must be a string or number"),
    (_is_status, "Status must be either 0, 1, '0', or '1'"),
)
_EMAIL_CHECKS: tuple[Check, ...] = ((is_text, "Email must be a string"), (is_email, _EMAIL_WORDS))
_PASSWORD: tuple[Check, ...] = (
    (is_text, "Password must be a string"),
    (is_filled, "Password is required and cannot be empty"),
)
_FULL_NAME: tuple[Check, ...] = (
    (is_text, "Full name must be a string"),
    (is_filled, "Full name is required and cannot be empty"),
)
_CUSTOMER = {"status": _STATUS, "email": _EMAIL_CHECKS, "password": _PASSWORD, "full_name": _FULL_NAME}

NEW_CUSTOMER = Schema(
    500,
    _CUSTOMER,
    required={field: f"must have required property '{field}'" for field in ("email", "password", "full_name")},
)
CHANGED_CUSTOMER = Schema(400, _CUSTOMER)
PROFILE = Schema(
    400,
    {
        "full_name": ((is_text, "Full name must be a string"), (is_filled, "Full name cannot be empty")),
        "email": _EMAIL_CHECKS,
    },
)
# An address has nothing of this: EverShop copied the schema of the customer, and keeps to it (evershop.md 4.3).
CHANGED_ADDRESS = Schema(
    400,
    {
        "email": ((is_text, "must be string"), (is_email, 'must match format "email"')),
        "password": ((is_text, "must be string"),),
        "full_name": ((is_text, "must be string"),),
    },
)

_KEY_WORDS = "must start with a letter and contain only lowercase letters, digits, or underscores"
_SWITCH: tuple[Check, ...] = ((lambda value: isinstance(value, bool), "must be boolean"),)
_LIST: tuple[Check, ...] = ((lambda value: isinstance(value, list), "must be array"),)


def _is_key(value: object) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _key_checks(field: str) -> tuple[Check, ...]:
    return ((is_text, f"{field} must be a string"), (_is_key, f"{field} {_KEY_WORDS}"))


DEFINITION = Schema(
    400,
    {
        "ownerType": ((is_text, "ownerType must be a string"), (is_filled, "ownerType is required")),
        "namespace": _key_checks("namespace"),
        "fieldKey": _key_checks("fieldKey"),
        "name": ((is_text, "name must be a string"), (is_filled, "Field name is required")),
        "description": ((is_text, "must be string"),),
        "fieldType": (
            (is_text, "fieldType must be a string"),
            (lambda value: value in FIELD_TYPES, "fieldType must be one of the supported metafield types"),
        ),
        "isList": _SWITCH,
        "required": _SWITCH,
        "translatable": _SWITCH,
        "visibleToCustomer": _SWITCH,
        "validations": _LIST,
        "appearance": ((lambda value: isinstance(value, dict), "must be object"),),
        "subFields": _LIST,
        "position": ((is_whole, "must be integer"),),
    },
    required={
        "ownerType": "ownerType is required",
        "fieldKey": "fieldKey is required",
        "name": "Field name is required",
        "fieldType": "fieldType is required",
    },
    stranger="Unknown property in body",
)
