"""Tiendanube, spoken to by an app of the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from tests.laws.house import APPS, Answer
from tests.laws.tongues.tongue import Fields, Tongue, under
from tests.laws.views import Person, View


class Tiendanube(Tongue):
    """Reads with GET and the list, writes with POST, PUT and DELETE."""

    name = "tiendanube"
    LEFT_OUT: ClassVar = frozenset({"addresses", "default_address", "total_spent_currency"})
    OF_ROWS: ClassVar = frozenset({"id", "created_at", "updated_at"})

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        store = int(path.split("/")[1])
        sent = {"authentication": f"bearer {APPS[store]}", **headers}
        return await self.house.ask(method, f"/v1{path}", body, headers=sent)

    async def view(self, person: Person) -> View | None:
        answer = await self.ask("GET", f"/{person.store}/customers/{person.id}")
        if answer.status == 404:
            return None
        assert answer.status == 200, answer
        return self._flat(answer.document)

    def seen(self, answer: Answer, /) -> View | None:
        return self._flat(answer.document)

    async def listed(self, store: int) -> dict[int, View]:
        answer = await self.ask("GET", f"/{store}/customers?per_page=200")
        if answer.status == 404:
            return {}
        assert int(answer.headers["x-total-count"]) == len(answer.document), "law 17: the counter is not the count"
        return {one["id"]: self._flat(one) for one in answer.document}

    def _flat(self, shown: Mapping[str, Any]) -> View:
        default = shown["default_address"]
        flat = {key: value for key, value in shown.items() if key not in self.LEFT_OUT}
        flat["default_address"] = default and default["id"]
        flat["addresses"] = tuple(row["id"] for row in shown["addresses"])
        flat["times"] = {row["id"]: (row["created_at"], row["updated_at"]) for row in shown["addresses"]}
        for row in shown["addresses"]:
            if row["id"] == flat["default_address"]:
                assert row == default, "default_address is another row than that of the list"
            flat |= under(f"row.{row['id']}.", {k: v for k, v in row.items() if k not in self.OF_ROWS})
        return flat

    async def with_email(self, store: int, email: str, /) -> list[int]:
        answer = await self.ask("GET", f"/{store}/customers?fields=id&q={quote(email)}")
        return [] if answer.status == 404 else [one["id"] for one in answer.document]

    async def create(self, store: int, fields: Fields, /) -> tuple[Answer, int]:
        answer = await self.ask("POST", f"/{store}/customers", fields)
        return answer, answer.document["id"] if answer.good else 0

    async def change(self, person: Person, fields: Fields) -> Answer:
        return await self.ask("PUT", f"/{person.store}/customers/{person.id}", fields)

    async def delete(self, person: Person) -> Answer:
        return await self.ask("DELETE", f"/{person.store}/customers/{person.id}")

    async def add_row(self, person: Person, fields: Fields) -> Answer:
        """The answer to one more address in the list."""
        return await self.change(person, {"addresses": [fields]})

    async def change_row(self, person: Person, number: int, fields: Fields) -> Answer:
        """The answer to fields of one address."""
        return await self.change(person, {"addresses": [{"id": number, **fields}]})
