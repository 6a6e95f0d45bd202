"""Three programs written for Tiendanube work unmodified: two Python clients and the node of n8n."""

from collections.abc import Callable, Mapping

import pytest

from tests.clients.programs import (
    NuvemshopClient,
    Outcome,
    Request,
    TiendanubeCustomers,
    n8n,
    nuvemshop,
    nuvemshop_errors,
    tiendanube,
    tiendanube_error,
)
from tests.clients.worlds import FIRST_ID, STORE, TOKEN
from tests.development import Json

Shop = Callable[[int], str]

ANA: dict[str, Json] = {
    "name": "Ana Souza",
    "email": "ana@example.com",
    "phone": "+55 11 91234-5678",
    "identification": "52998224725",
    "note": "prefers e-mail",
    "addresses": [{"address": "Rua Augusta", "number": "12", "city": "São Paulo", "country": "BR", "zipcode": "01304"}],
    "extra": {"gender": "female"},
}


class TestNuvemshopClientPython:
    """PyPI nuvemshop-client-python 0.2.5."""

    def client(self, base_url: str, version: str = "v1") -> NuvemshopClient:
        return nuvemshop(base_url, STORE, TOKEN, version)

    def test_lists_its_default_page(self, shop_of: Shop) -> None:
        found = self.client(shop_of(33)).customers.list()
        assert [one["id"] for one in found] == list(range(FIRST_ID, FIRST_ID + 20))

    @pytest.mark.parametrize("version", ["v1", "2025-03"])
    def test_pages_through_everything(self, shop_of: Shop, version: str) -> None:
        customers = self.client(shop_of(33), version).customers
        pages = [customers.list(page=page, per_page=10) for page in (1, 2, 3, 4)]
        assert [len(page) for page in pages] == [10, 10, 10, 3]
        assert [one["id"] for page in pages for one in page] == list(range(FIRST_ID, FIRST_ID + 33))

    def test_its_own_loop_ends_in_the_last_page(self, shop_of: Shop) -> None:
        # It stops only on an empty page, which the platform never sends.
        error, _, _ = nuvemshop_errors()
        with pytest.raises(error, match="Last page is 4"):
            self.client(shop_of(33)).customers.list_all(per_page=10)

    def test_searches(self, shop_of: Shop) -> None:
        customers = self.client(shop_of(33)).customers
        assert [one["id"] for one in customers.list(q="customer 7 s")] == [FIRST_ID + 7]
        assert [one["id"] for one in customers.list(q="00000000019")] == [FIRST_ID + 19]
        assert [one["id"] for one in customers.list(since_id=FIRST_ID + 30)] == [FIRST_ID + 31, FIRST_ID + 32]

    def test_creates_gets_updates_and_deletes(self, shop_of: Shop) -> None:
        client = self.client(shop_of(2))
        made = client.customers.create(ANA)
        assert {key: made[key] for key in ANA if key != "addresses"} == {
            k: v for k, v in ANA.items() if k != "addresses"
        }
        assert [(one["address"], one["default"]) for one in made["addresses"]] == [("Rua Augusta", True)]
        assert client.customers.get(made["id"]) == made

        changed = client.customers.update(made["id"], {"note": None, "phone": "+55 11 90000-0000"})
        assert (changed["note"], changed["phone"]) == (None, "+55 11 90000-0000")
        kept = made.keys() - {"note", "phone", "updated_at"}
        assert {key: changed[key] for key in kept} == {key: made[key] for key in kept}

        assert client.customers.delete(made["id"]) == {}
        _, _, not_found = nuvemshop_errors()
        with pytest.raises(not_found, match="Not Found - Customer with such id does not exist"):
            client.get(f"customers/{made['id']}")
        assert [one["id"] for one in client.customers.list()] == [FIRST_ID, FIRST_ID + 1]

    def test_reads_validation_errors(self, shop_of: Shop) -> None:
        error, _, _ = nuvemshop_errors()
        client = self.client(shop_of(1))
        with pytest.raises(error, match=r"422.*can't be blank"):
            client.customers.create({"name": "", "email": "new@example.com"})
        with pytest.raises(error, match=r"422.*email"):
            client.customers.create({"name": "Twin", "email": "customer0@example.com"})
        assert [one["name"] for one in client.customers.list()] == ["Customer 0 Silva"]

    def test_knows_a_wrong_token(self, shop_of: Shop) -> None:
        _, wrong_token, _ = nuvemshop_errors()
        client = nuvemshop(shop_of(1), STORE, "somebody-else")
        with pytest.raises(wrong_token, match="Unauthorized - Invalid access token"):
            client.get("customers")


class TestTiendanube:
    """PyPI tiendanube 1.1, of 2013; it cannot delete."""

    def customers(self, base_url: str) -> TiendanubeCustomers:
        return tiendanube(base_url, STORE, TOKEN)

    def test_lists(self, shop_of: Shop) -> None:
        found = self.customers(shop_of(33)).list()
        assert [one.id for one in found] == list(range(FIRST_ID, FIRST_ID + 30))

    def test_lists_some_fields_by_repeating_the_parameter(self, shop_of: Shop) -> None:
        found = self.customers(shop_of(2)).list(fields=["id", "email"])
        assert found[-1]["email"] == "customer1@example.com"
        assert all(one.keys() <= {"id", "email"} for one in found)

    def test_pages_through_everything(self, shop_of: Shop) -> None:
        customers = self.customers(shop_of(33))
        pages = [customers.list({"page": page, "per_page": 15}) for page in (1, 2, 3)]
        assert [one.id for page in pages for one in page] == list(range(FIRST_ID, FIRST_ID + 33))
        with pytest.raises(tiendanube_error(), match=r"(?s)Last page is 3.*Status code: 404"):
            customers.list({"page": 4, "per_page": 15})

    def test_searches(self, shop_of: Shop) -> None:
        found = self.customers(shop_of(33)).list({"q": "CUSTOMER12@"})
        assert [one.email for one in found] == ["customer12@example.com"]

    def test_creates_gets_and_updates(self, shop_of: Shop) -> None:
        customers = self.customers(shop_of(0))
        made = customers.add(ANA)
        assert made.addresses[0].city == "São Paulo"
        assert made.default_address == made.addresses[0]
        assert customers.get(made.id) == made

        # It sends the whole record back, the read-only fields and the default address included.
        made.note = "changed"
        made.addresses[0].city = "Campinas"
        changed = customers.update(made)
        assert (changed.note, changed.default_address.city) == ("changed", "Campinas")
        assert (changed.id, changed.created_at, len(changed.addresses)) == (made.id, made.created_at, 1)

    def test_reads_errors(self, shop_of: Shop) -> None:
        customers = self.customers(shop_of(0))
        with pytest.raises(tiendanube_error(), match=r"(?s)can't be blank.*Status code: 422"):
            customers.add({"name": "Nobody"})
        with pytest.raises(tiendanube_error(), match=r"(?s)does not exist.*Status code: 404"):
            customers.get(999999)


def step(operation: str, **parameters: Json) -> Mapping[str, Json]:
    """One operation of the node with what its form was filled in with."""
    return {"operation": operation, "parameters": parameters}


class TestN8nNode:
    """npm n8n-nodes-tiendanube-integration 1.6.7."""

    def run(self, base_url: str, *steps: Mapping[str, Json]) -> list[Outcome]:
        return n8n(base_url, STORE, TOKEN, steps)

    def test_lists_up_to_a_limit(self, shop_of: Shop) -> None:
        first, second = self.run(
            shop_of(33),
            step("getAll", returnAll=False, limit=30, filters={}),
            step("getAll", returnAll=False, limit=10, filters={"page": 4}),
        )
        assert first.items is not None
        assert [one["id"] for one in first.items] == list(range(FIRST_ID, FIRST_ID + 30))
        assert second.items is not None
        assert [one["id"] for one in second.items] == [FIRST_ID + 30, FIRST_ID + 31, FIRST_ID + 32]

    @pytest.mark.parametrize(
        ("customers", "statuses"),
        [(0, [404]), (33, [200]), (200, [200, 404]), (203, [200, 200])],
    )
    def test_pages_through_everything(self, shop_of: Shop, customers: int, statuses: list[int]) -> None:
        [outcome] = self.run(shop_of(customers), step("getAll", returnAll=True, filters={}))
        assert outcome.items is not None
        assert [one["id"] for one in outcome.items] == list(range(FIRST_ID, FIRST_ID + customers))
        assert [one.status for one in outcome.requests] == statuses

    def test_searches(self, shop_of: Shop) -> None:
        [outcome] = self.run(shop_of(33), step("getAll", returnAll=False, limit=30, filters={"q": "customer31@"}))
        assert outcome.items is not None
        assert [one["name"] for one in outcome.items] == ["Customer 31 Silva"]

    def test_creates_gets_updates_and_deletes(self, shop_of: Shop) -> None:
        base_url = shop_of(0)
        address: Json = {
            "id": "",
            "address": "Rua Augusta",
            "number": "12",
            "city": "",
            "country": "BR",
            "default": True,
        }
        extra: Json = {"property": [{"key": "gender", "value": "female"}]}
        [created] = self.run(
            base_url,
            step(
                "create",
                name="Ana Souza",
                email="ana@example.com",
                additionalFields={"addresses": {"address": [address]}, "extra": extra, "phone": "+55 11 91234-5678"},
            ),
        )
        assert created.items is not None, created
        [made] = created.items
        assert (made["name"], made["phone"], made["extra"]) == ("Ana Souza", "+55 11 91234-5678", {"gender": "female"})
        assert [(one["address"], one["default"]) for one in made["addresses"]] == [("Rua Augusta", True)]

        who = str(made["id"])
        moved: Json = {"id": str(made["addresses"][0]["id"]), "city": "Campinas"}
        got, updated, deleted, gone, again = self.run(
            base_url,
            step("get", customerId=who),
            step("update", customerId=who, additionalFields={"note": "moved", "addresses": {"address": moved}}),
            step("delete", customerId=who),
            step("get", customerId=who),
            step("delete", customerId=who),
        )
        assert got.items == [made]
        assert updated.items is not None, updated
        [changed] = updated.items
        assert (changed["name"], changed["note"]) == ("Ana Souza", "moved")
        assert [(one["address"], one["city"]) for one in changed["addresses"]] == [("Rua Augusta", "Campinas")]
        assert deleted.items == [{"success": True}]
        assert (gone.http_code, gone.items) == ("404", None)
        assert again.items == [{"success": True}]  # it takes "not there" for "deleted"
        assert again.requests == [Request("DELETE", f"/v1/{STORE}/customers/{who}", 404)]

    def test_expects_a_refusal_for_an_empty_name(self, shop_of: Shop) -> None:
        base_url = shop_of(0)
        refused, listed = self.run(
            base_url,
            step("create", name="", email="ana@example.com", additionalFields={}),
            step("getAll", returnAll=True, filters={}),
        )
        assert refused.http_code == "422"
        assert refused.error is not None
        assert '"name":["can\'t be blank"]' in refused.error
        assert listed.items == []
