"""EverShop, spoken to by an administrator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.laws.house import STORE, TOO_MANY, Answer
from tests.laws.tongues.tongue import Fields, Tongue, under
from tests.laws.views import Person, View

PASSWORD = "secret-12"
_ROW_FIELDS = {
    "fullName": "full_name",
    "telephone": "telephone",
    "address1": "address_1",
    "address2": "address_2",
    "postcode": "postcode",
    "city": "city",
    "isDefault": "is_default",
}
_CUSTOMER = (
    "customerId uuid status email fullName metaData group { customerGroupId } addresses { cartAddressId uuid "
    f"{' '.join(_ROW_FIELDS)} country {{ code }} province {{ code }} }}"
)
_ONE = f"query ($id: String) {{ customer(id: $id) {{ {_CUSTOMER} }} }}"
_ALL = f'{{ customers(filters: [{{key: "limit", operation: eq, value: "100"}}]) {{ total items {{ {_CUSTOMER} }} }} }}'


_SOUGHT = "query ($filters: [FilterInput]) { customers(filters: $filters) { items { customerId } } }"


_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Evershop(Tongue):
    """Reads by GraphQL and from the answers to changes that change nothing, writes by REST."""

    name = "evershop"

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        sent = {"authorization": f"Bearer {self.house.admin}", **headers}
        return await self.house.ask(method, f"/api{path}", body, headers=sent)

    async def _query(self, text: str, variables: Fields) -> Any:
        answer = await self.ask("POST", "/admin/graphql", {"query": text, "variables": variables})
        assert answer.status == 200, answer
        return answer.document["data"]

    async def view(self, person: Person) -> View | None:
        found = (await self._query(_ONE, {"id": person.uuid}))["customer"]
        if found is None:
            return None
        assert found["customerId"] == person.id
        assert found["uuid"] == person.uuid
        rows = {row["cartAddressId"]: row["uuid"] for row in found["addresses"]}
        for number, uuid in rows.items():
            assert _UUID.fullmatch(uuid), f"section 1: {uuid} is no uuid"
            assert uuid == person.rows.get(number, uuid), f"3.2: address {number} was {person.rows[number]}, is {uuid}"
        person.rows = {**person.rows, **rows}
        return self._flat(found)

    async def texts(self, person: Person, flat: View) -> View:
        """The same with what REST alone shows, which is read from the answers to changes that change nothing."""
        row = (await self.ask("PATCH", f"/customers/{person.uuid}", {})).document["data"]
        said = {key: row[key] for key in ("status", "email", "full_name")} | {
            "group": row["group_id"],
            "metafields": row["meta_data"],
        }
        assert said == {key: flat[key] for key in said}, f"REST and GraphQL disagree: {said} and {flat}"
        more: dict[str, Any] = {}
        for number in flat["addresses"]:
            uuid = person.rows[number]
            answer = await self.ask("PATCH", f"/customers/{person.uuid}/addresses/{uuid}", {"nothing": 1})
            shown = answer.document["data"]
            for key in _ROW_FIELDS.values():
                both = shown[key], flat[f"row.{number}.{key}"]
                assert both[0] == both[1], f"REST and GraphQL disagree on {key}: {both}"
            more |= {f"row.{number}.{key}": shown[key] for key in ("country", "province")}
        return {**flat, **more}

    async def listed(self, store: int) -> dict[int, View]:
        if store != STORE:
            return {}
        found = (await self._query(_ALL, {}))["customers"]
        assert found["total"] == len(found["items"]), "law 17: the counter is not the count"
        return {one["customerId"]: self._flat(one) for one in found["items"]}

    def _flat(self, found: Mapping[str, Any]) -> dict[str, Any]:
        flat = {"status": found["status"], "email": found["email"], "full_name": found["fullName"]}
        flat["metafields"] = found["metaData"] or {}
        flat["group"] = found["group"] and found["group"]["customerGroupId"]
        flat["addresses"] = tuple(row["cartAddressId"] for row in found["addresses"])
        for row in found["addresses"]:
            shown = {key: row[wire] for wire, key in _ROW_FIELDS.items()}
            shown["Country"] = row["country"] and row["country"]["code"]
            shown["Province"] = row["province"] and row["province"]["code"]
            flat |= under(f"row.{row['cartAddressId']}.", shown)
        return flat

    async def with_email(self, _store: int, email: str, /) -> list[int]:
        found = await self._query(_SOUGHT, {"filters": [{"key": "keyword", "operation": "eq", "value": email}]})
        return [one["customerId"] for one in found["customers"]["items"]]

    async def create(self, _store: int, fields: Fields, /) -> tuple[Answer, int]:
        answer = await self.ask("POST", "/customers", {"password": PASSWORD, **fields})
        return answer, answer.document["data"]["customer_id"] if answer.good else 0

    async def uuid_of(self, number: int) -> str:
        """What EverShop calls the customer with that id."""
        for one in (await self._query(_ALL, {}))["customers"]["items"]:
            if one["customerId"] == number:
                uuid: str = one["uuid"]
                return uuid
        return ""

    async def change(self, person: Person, fields: Fields) -> Answer:
        return await self.ask("PATCH", f"/customers/{person.uuid}", fields)

    async def delete(self, person: Person) -> Answer:
        return await self.ask("DELETE", f"/customers/{person.uuid}")

    async def fill(self, person: Person, values: Fields) -> Answer:
        """The answer to new metafields."""
        return await self.ask("PATCH", f"/customers/{person.uuid}/metafields", {"metafields": values})

    async def token_for(self, person: Person, email: str) -> str:
        """A token of the shopper's for the password set last; "" where it is refused."""
        if not person.password:
            return ""
        body = {"email": email, "password": person.password}
        await self.house.books.forgive(STORE)
        answer = await self.house.ask("POST", "/api/customer/tokens", body, headers={})
        assert answer.status < TOO_MANY, answer
        return str(answer.document["data"]["accessToken"]) if answer.good else ""

    async def of_token(self, token: str) -> int | None:
        """The id of the shopper who has that token; None where it is dead."""
        sent = {"authorization": f"Bearer {token}"}
        asked = {"query": "{ currentCustomer { customerId } }"}
        answer = await self.house.ask("POST", "/api/graphql", asked, headers=sent)
        found = answer.document["data"]["currentCustomer"] if answer.good else None
        return found and int(found["customerId"])

    async def add_row(self, person: Person, fields: Fields) -> Answer:
        """The answer to a new address."""
        return await self.ask("POST", f"/customers/{person.uuid}/addresses", fields)

    async def change_row(self, person: Person, number: int, fields: Fields) -> Answer:
        """The answer to fields of an address."""
        return await self.ask("PATCH", f"/customers/{person.uuid}/addresses/{person.rows[number]}", fields)

    async def drop_row(self, person: Person, number: int) -> Answer:
        """The answer to the end of an address."""
        return await self.ask("DELETE", f"/customers/{person.uuid}/addresses/{person.rows[number]}")
