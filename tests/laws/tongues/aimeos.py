"""Aimeos, spoken to by each customer for the own account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from tests.laws.house import STORE, TOO_MANY, Answer
from tests.laws.tongues.tongue import Fields, Tongue, under
from tests.laws.views import Person, View


class Aimeos(Tongue):
    """The account of whoever is signed in; creating one is for nobody."""

    name = "aimeos"
    LIFE: ClassVar = "/jsonapi/customer"
    INCLUDED: ClassVar = "?include=customer/address,customer/property,customer/group,product"
    TOLD: ClassVar = ("status",)
    """What the answer to a change shows besides (P-AI1)."""

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        return await self.house.ask(method, self.LIFE + path, body, headers=headers)

    async def asked_by(self, person: Person, method: str, path: str, body: object = None) -> Answer:
        """The answer to the customer, signed in."""
        return await self.ask(method, path, body, authorization=f"Bearer {person.token}")

    async def view(self, person: Person) -> View | None:
        if not person.token:
            person.token = await self.house.token_of(person.id)
        answer = await self.asked_by(person, "GET", self.INCLUDED)
        assert answer.status == 200, answer
        return self._flat(answer)

    def heard(self, fields: Fields, /) -> Fields:
        tax = fields.get("vatid")
        return {**fields, "vatid": tax.replace(" ", "")} if tax and self.house.profile == "2026" else fields

    def seen(self, answer: Answer, /) -> View | None:
        flat = self._flat(answer) if len(answer.document["data"]) > 1 else None
        return flat and {key: value for key, value in flat.items() if key not in self.TOLD}

    def _flat(self, answer: Answer) -> View | None:
        data = answer.document["data"]
        if data["id"] is None:
            return None
        flat = {key.removeprefix("customer."): value for key, value in data["attributes"].items()}
        rows = [
            one for one in answer.document.get("included", ()) if one["type"] == self.house.wire("customer/address")
        ]
        groups = data.get("relationships", {}).get(self.house.wire("customer/group"), {"data": ()})["data"]
        flat["groups"] = tuple(one["id"] for one in groups)
        flat["addresses"] = tuple(int(one["id"]) for one in rows)
        for resource, key in (("property", "properties"), ("lists", "lists")):
            flat[key] = tuple(self._entry(one, f"customer.{resource}.") for one in self._entries(answer, key))
        for one in rows:
            shown = {key.removeprefix("customer.address."): value for key, value in one["attributes"].items()}
            flat |= under(f"row.{one['id']}.", {key: value for key, value in shown.items() if key != "id"})
        return flat

    def _entries(self, answer: Answer, key: str) -> Sequence[Mapping[str, Any]]:
        if key == "properties":
            included: list[Mapping[str, Any]] = answer.document.get("included", [])
            return [one for one in included if one["type"] == self.house.wire("customer/property")]
        related = answer.document["data"].get("relationships", {})
        entries: Sequence[Mapping[str, Any]] = related.get("product", {"data": ()})["data"]
        return entries

    def _entry(self, one: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        return {key.removeprefix(prefix): value for key, value in one["attributes"].items()}

    async def token_for(self, email: str, password: str) -> str:
        """A token of the host for that password; "" where it is refused."""
        body = {"email": email, "password": password, "device_name": "laws"}
        await self.house.books.forgive(STORE)
        answer = await self.house.ask("POST", "/sanctum/token", body, headers={"accept": "application/json"})
        assert answer.status < TOO_MANY, answer
        return str(answer.document) if answer.good else ""

    async def add_entry(self, person: Person, related: str, said: Fields) -> Answer:
        """The answer to a new entry of that resource."""
        return await self.asked_by(person, "POST", self._at(related), self._body(self._prefix(related), said))

    async def change_entry(self, person: Person, related: str, number: str, said: Fields) -> Answer:
        """The answer to fields of an entry."""
        at = f"{self._at(related)}&relatedid={number}"
        return await self.asked_by(person, "PATCH", at, self._body(self._prefix(related), said))

    async def drop_entry(self, person: Person, related: str, number: str) -> Answer:
        """The answer to the end of an entry."""
        return await self.asked_by(person, "DELETE", f"{self._at(related)}&relatedid={number}")

    def _at(self, related: str) -> str:
        return f"?related={related}&include=product"

    def _prefix(self, related: str) -> str:
        return "customer.lists." if related == "relationships" else "customer.property."

    async def create(self, _store: int, fields: Fields, /) -> tuple[Answer, int]:
        answer = await self.ask("POST", "", self._body("customer.", fields))
        return answer, int(answer.document["data"]["id"]) if answer.good else 0

    async def change(self, person: Person, fields: Fields) -> Answer:
        return await self.asked_by(person, "PATCH", self.INCLUDED, self._body("customer.", fields))

    async def delete(self, person: Person) -> Answer:
        return await self.asked_by(person, "DELETE", "")

    async def add_row(self, person: Person, fields: Fields) -> Answer:
        """The answer to a new related address."""
        return await self.asked_by(person, "POST", "?related=address", self._body("customer.address.", fields))

    async def change_row(self, person: Person, number: int, fields: Fields) -> Answer:
        """The answer to fields of one related address."""
        body = self._body("customer.address.", fields)
        return await self.asked_by(person, "PATCH", f"?related=address&relatedid={number}", body)

    async def drop_row(self, person: Person, number: int) -> Answer:
        """The answer to the end of a related address."""
        return await self.asked_by(person, "DELETE", f"?related=address&relatedid={number}")

    def _body(self, prefix: str, fields: Fields) -> dict[str, object]:
        return {"data": {"attributes": under(prefix, fields)}}
