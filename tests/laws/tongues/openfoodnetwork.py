"""Open Food Network, spoken to with the key of somebody who manages both enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from tests.laws.house import KEY, Answer
from tests.laws.tongues.tongue import Fields, Tongue, under
from tests.laws.views import Person, View


class OpenFoodNetwork(Tongue):
    """Reads with GET and the index, writes with POST, PATCH and DELETE."""

    name = "openfoodnetwork"
    LEFT_OUT: ClassVar = frozenset({"balance", "billing_address", "shipping_address"})

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        return await self.house.ask(method, f"/api/v1{path}", body, headers={"x-api-token": KEY, **headers})

    async def view(self, person: Person) -> View | None:
        answer = await self.ask("GET", f"/customers/{person.id}")
        if answer.status == 404:
            return None
        assert answer.status == 200, answer
        return self._flat(answer.document["data"]["attributes"])

    def seen(self, answer: Answer, /) -> View | None:
        return self._flat(answer.document["data"]["attributes"])

    async def listed(self, store: int) -> dict[int, View]:
        answer = await self.ask("GET", f"/enterprises/{store}/customers?per_page=200")
        assert answer.status == 200, answer
        data = answer.document["data"]
        assert answer.document["meta"]["pagination"]["results"] == len(data), "law 17: the counter is not the count"
        return {int(one["id"]): self._flat(one["attributes"]) for one in data}

    def _flat(self, shown: Mapping[str, Any]) -> View:
        flat = {key: value for key, value in shown.items() if key not in self.LEFT_OUT}
        for face in ("billing", "shipping"):
            address = shown[f"{face}_address"]
            flat[face] = address is not None
            flat |= under(f"{face}.", address or {})
        return flat

    async def balance(self, person: Person) -> float:
        """What the customer owes, as the single resource alone shows it."""
        answer = await self.ask("GET", f"/customers/{person.id}")
        owed: float = answer.document["data"]["attributes"]["balance"]
        return owed

    async def with_email(self, store: int, email: str, /) -> list[int]:
        answer = await self.ask("GET", f"/enterprises/{store}/customers?q[email_eq]={quote(email)}")
        return [int(one["id"]) for one in answer.document["data"]]

    async def create(self, store: int, fields: Fields, /) -> tuple[Answer, int]:
        answer = await self.ask("POST", "/customers", self._body({"enterprise_id": store, **fields}))
        return answer, int(answer.document["data"]["id"]) if answer.good else 0

    async def change(self, person: Person, fields: Fields) -> Answer:
        return await self.ask("PATCH", f"/customers/{person.id}", self._body(fields))

    def _body(self, fields: Fields) -> dict[str, object]:
        customer = {key: value for key, value in fields.items() if key != "tags"}
        return {"customer": customer, **{key: value for key, value in fields.items() if key == "tags"}}

    async def delete(self, person: Person) -> Answer:
        return await self.ask("DELETE", f"/customers/{person.id}")
