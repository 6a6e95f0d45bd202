"""How a dialect is spoken to: reading a customer, and every write that it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.laws.house import Answer, House
from tests.laws.views import Person, View

Fields = Mapping[str, Any]


class Tongue:
    """One dialect. Writes give the answer; what was made is in `made`."""

    name: ClassVar[str]

    def __init__(self, house: House) -> None:
        self.house = house

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """The answer to the right caller."""
        raise NotImplementedError

    async def view(self, person: Person) -> View | None:
        """Everything that is shown of the customer; None: there is no such one."""
        raise NotImplementedError

    def seen(self, answer: Answer, /) -> View | None:  # noqa: ARG002 - most writes answer with less
        """Everything that is shown of the customer, where the answer to a change of it says so much."""
        return None

    def heard(self, fields: Fields, /) -> Fields:
        """The fields as the door lets them in."""
        return fields

    async def listed(self, store: int) -> dict[int, View]:
        """The views of the list, by id; some keys of `view` may be missing."""
        raise NotImplementedError

    async def with_email(self, store: int, email: str, /) -> list[int]:
        """The ids of the customers that are found by that e-mail."""
        raise NotImplementedError

    async def create(self, store: int, fields: Fields, /) -> tuple[Answer, int]:
        """The answer, and the id of the new customer or 0."""
        raise NotImplementedError

    async def change(self, person: Person, fields: Fields) -> Answer:
        """The answer to a change of fields that the customer has."""
        raise NotImplementedError

    async def set_password(self, person: Person, password: str) -> Answer:
        """The answer to a new password."""
        return await self.change(person, {"password": password})

    async def delete(self, person: Person) -> Answer:
        """The answer to a deletion."""
        raise NotImplementedError


def under(prefix: str, fields: Fields) -> dict[str, Any]:
    """The fields, their keys behind that prefix."""
    return {f"{prefix}{field}": value for field, value in fields.items()}
