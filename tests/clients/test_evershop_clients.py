"""The requests that EverShop's own storefront and administration send, replayed by a JavaScript client."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.clients.evershop_pages import ADMIN, ANN, LOGIN, Outcome, Pages, customer, email, emails, uuid
from tests.development import Json
from tests.parts.postgres import fresh_database
from tests.parts.server import Serving, serve

PAGE = "POST /api/graphql 200"
TABLE = "POST /api/admin/graphql 200"
MY_ADDRESSES = "/api/customers/me/addresses"
HOME: dict[str, Json] = {
    "full_name": "Ann Lee",
    "telephone": "5551234",
    "address_1": "1 Main St",
    "address_2": "",
    "city": "Springfield",
    "country": "US",
    "province": "US-CA",
    "postcode": "90001",
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def running(request: pytest.FixtureRequest) -> Generator[Serving]:
    """A server in development mode on that engine, with the platform's own rate limits."""
    settings: dict[str, str] = {}
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres").url
        settings["PATRON_DATABASE"] = fresh_database(url, "evershop_clients")
    with serve(settings, "--dev") as serving:
        yield serving


@pytest.fixture
def pages(running: Serving) -> Pages:
    return Pages(running.base_url)


@pytest.fixture
def many(running: Serving) -> Pages:
    """The pages of a shop with 24 customers, of whom every fourth is disabled."""
    return Pages(running.base_url, customers=[customer(number) for number in range(1, 25)])


def came(outcome: Outcome) -> Any:
    """What an act came to that must be good."""
    assert outcome.error is None, outcome
    return outcome.came


def shown(page: dict[str, Any]) -> dict[str, Any]:
    """What an account page shows that does not differ from run to run."""
    return {name: value for name, value in page.items() if name not in ("customerId", "uuid", "createdAt")}


def shown_address(address: dict[str, Any]) -> dict[str, Any]:
    """An address of an account page; its paths must be its own."""
    path = f"{MY_ADDRESSES}/{address['uuid']}"
    assert (address["updateApi"], address["deleteApi"]) == (path, path)
    return {name: value for name, value in address.items() if name not in ("uuid", "updateApi", "deleteApi")}


class TestStorefront:
    """Registration, sessions, the account page and its forms."""

    def test_a_visitor_who_registers_is_signed_in(self, pages: Pages) -> None:
        before, registered = pages.act(("storefront", "accountPage", None), ("storefront", "register", ANN))
        assert came(before) == {"customer": None}  # the fields of other modules are as if they had not been asked for
        page = came(registered)
        assert registered.sent == ["POST /api/customers 200", PAGE, "POST /customer/login 200", PAGE]
        assert list(page) == [
            "customerId",
            "uuid",
            "email",
            "fullName",
            "createdAt",
            "addAddressApi",
            "updateProfileApi",
            "addresses",
            "orders",
        ]
        assert shown(page) == {
            "email": "ann@example.com",
            "fullName": "Ann Lee",
            "addAddressApi": MY_ADDRESSES,
            "updateProfileApi": "/api/customers/me",
            "addresses": [],
            "orders": [],
        }
        assert list(page["createdAt"]) == ["value", "text"]
        assert [(one["id"], one["email"], one["name"]) for one in pages.everything()] == [
            (page["customerId"], "ann@example.com", "Ann Lee")
        ]

    @pytest.mark.parametrize(
        ("wrong", "status", "message"),
        [
            ({}, 500, "Email is already used"),
            ({"email": "bea@example.com", "password": "short"}, 500, "Password must be at least 6 characters"),
            (
                {"email": "bea@localhost"},
                500,
                "Email must be a valid email address (e.g., user@example.com)",
            ),
        ],
    )
    def test_a_visitor_reads_why_nobody_was_registered(
        self, pages: Pages, wrong: dict[str, Json], status: int, message: str
    ) -> None:
        came(pages.act(("storefront", "register", ANN))[0])
        before = pages.everything()
        refused, after = pages.act(("storefront", "register", {**ANN, **wrong}), ("storefront", "accountPage", None))
        assert (refused.error, refused.sent) == (message, [f"POST /api/customers {status}"])
        assert came(after) == {"customer": None}
        assert pages.everything() == before

    def test_a_wrong_password_signs_nobody_in(self, pages: Pages) -> None:
        came(pages.act(("storefront", "register", ANN))[0])
        refused, after, right = pages.act(
            ("storefront", "login", {**LOGIN, "password": "secret13"}),
            ("storefront", "accountPage", None),
            ("storefront", "login", LOGIN),
        )
        assert (refused.error, refused.sent) == ("Invalid email or password", ["POST /customer/login 400"])
        assert came(after) == {"customer": None}
        assert came(right)["email"] == "ann@example.com"

    def test_whoever_signs_out_is_signed_out(self, pages: Pages) -> None:
        _, out, again = pages.act(
            ("storefront", "register", ANN), ("storefront", "logout", None), ("storefront", "accountPage", None)
        )
        assert (came(out), out.sent) == (None, ["POST /customer/logout 200", PAGE])
        assert came(again) == {"customer": None}

    def test_the_address_form_adds_changes_and_deletes(self, pages: Pages) -> None:
        _, first, second, changed, deleted = pages.act(
            ("storefront", "register", ANN),
            ("storefront", "addAddress", {**HOME, "is_default": True}),
            ("storefront", "addAddress", {**HOME, "full_name": "Ann at work", "address_2": "Floor 2"}),
            (
                "storefront",
                "updateAddress",
                {"place": 1, "form": {**HOME, "full_name": "Work", "province": "US-NY", "is_default": True}},
            ),
            ("storefront", "deleteAddress", {"place": 0}),
        )
        home = {
            "fullName": "Ann Lee",
            "telephone": "5551234",
            "address1": "1 Main St",
            "address2": "",
            "city": "Springfield",
            "province": {"code": "US-CA", "name": "California"},
            "country": {"code": "US", "name": "United States"},
            "postcode": "90001",
            "isDefault": True,
        }
        work = {**home, "fullName": "Ann at work", "address2": "Floor 2", "isDefault": None}
        moved = {
            **home,
            "fullName": "Work",
            "province": {"code": "US-NY", "name": "New York"},
        }
        assert [shown_address(one) for one in came(first)["addresses"]] == [home]
        assert [shown_address(one) for one in came(second)["addresses"]] == [home, work]
        assert [shown_address(one) for one in came(changed)["addresses"]] == [{**home, "isDefault": False}, moved]
        assert [shown_address(one) for one in came(deleted)["addresses"]] == [moved]

        one, other = (address["uuid"] for address in came(second)["addresses"])
        assert first.sent == second.sent == [f"POST {MY_ADDRESSES} 200", PAGE]
        assert changed.sent == [f"PATCH {MY_ADDRESSES}/{other} 200", PAGE]
        assert deleted.sent == [f"DELETE {MY_ADDRESSES}/{one} 200", PAGE]

    def test_the_address_form_says_what_is_missing(self, pages: Pages) -> None:
        incomplete: Json = {**HOME, "province": "", "postcode": ""}
        came(pages.act(("storefront", "register", ANN), ("storefront", "addAddress", HOME))[1])
        before = pages.everything()
        _, added, changed = pages.act(
            ("storefront", "login", LOGIN),
            ("storefront", "addAddress", incomplete),
            ("storefront", "updateAddress", {"place": 0, "form": incomplete}),
        )
        assert added.error == changed.error == "Province is required, Postcode is required"
        assert [one.status for one in added.requests + changed.requests] == [500, 500]
        assert pages.everything() == before

    def test_customers_change_who_they_are_and_stay_signed_in(self, pages: Pages) -> None:
        _, changed, out, refused, signed_in = pages.act(
            ("storefront", "register", ANN),
            ("storefront", "updateProfile", {"full_name": "Ann Kay", "email": "kay@example.com"}),
            ("storefront", "logout", None),
            ("storefront", "login", LOGIN),
            ("storefront", "login", {**LOGIN, "email": "kay@example.com"}),
        )
        assert changed.sent == ["PATCH /api/customers/me 200", PAGE]
        assert (came(changed)["fullName"], came(changed)["email"]) == ("Ann Kay", "kay@example.com")
        assert came(out) is None
        assert refused.error == "Invalid email or password"
        assert came(signed_in) == came(changed)

    def test_a_forgotten_password_is_replaced_through_the_mail(self, pages: Pages) -> None:
        _, asked = pages.act(("storefront", "register", ANN), ("storefront", "forgotPassword", {"email": ANN["email"]}))
        assert (came(asked), asked.sent) == ({"data": {}}, ["POST /api/customers/reset-password 200"])
        form: Json = {"password": "another12", "token": pages.reset_token()}
        changed, again, old, new = pages.act(
            ("storefront", "newPassword", form),
            ("storefront", "newPassword", form),
            ("storefront", "login", LOGIN),
            ("storefront", "login", {**LOGIN, "password": "another12"}),
        )
        assert (came(changed), changed.sent) == ({}, ["POST /api/customers/password 200"])
        assert again.error == "Token is invalid or expired"
        assert old.error == "Invalid email or password"
        assert came(new)["email"] == "ann@example.com"


class TestAdministration:
    """The grid with its filters and bulk actions, and the edit page."""

    def test_nobody_sees_the_grid_without_signing_in(self, many: Pages) -> None:
        before = many.everything()
        wrong, refused, _, table, _, gone, late = many.act(
            ("office", "login", {**ADMIN, "password": "admin-secret-13"}),
            ("office", "grid", "/admin/customers"),
            ("office", "login", ADMIN),
            ("office", "grid", "/admin/customers"),
            ("office", "logout", None),
            ("office", "grid", "/admin/customers"),
            ("office", "disable", {"emails": [email(23)]}),
        )
        assert (wrong.error, wrong.sent) == ("Invalid email or password", ["POST /admin/user/login 400"])
        assert (refused.error, refused.sent) == ("Unauthorized", ["POST /api/admin/graphql 401"])
        assert (came(table)["total"], table.sent) == (24, [TABLE])
        assert gone.error == late.error == "Unauthorized"
        assert many.everything() == before

    def test_the_grid_shows_its_first_page(self, many: Pages) -> None:
        signed_in, outcome = many.act(("office", "login", ADMIN), ("office", "grid", "/admin/customers"))
        assert (list(came(signed_in)["data"]), signed_in.sent) == (["sid"], ["POST /admin/user/login 200"])
        table = came(outcome)
        assert list(table) == ["items", "total", "currentFilters"]
        assert emails(table) == [email(number) for number in range(24, 4, -1)]
        assert table["total"] == 24
        assert table["currentFilters"] == [
            {"key": "page", "operation": "eq", "value": "1"},
            {"key": "limit", "operation": "eq", "value": "20"},
        ]
        assert table["items"][0] == {
            "customerId": 24,
            "uuid": uuid(24),
            "fullName": "Cleo 24",
            "email": email(24),
            "status": 0,
            "createdAt": {"value": "1774347630000", "text": "Mar 24, 2026"},
            "editUrl": f"/admin/customers/edit/{uuid(24)}",
            "updateApi": f"/api/customers/{uuid(24)}",
        }

    @pytest.mark.parametrize(
        ("address", "numbers", "total", "echo"),
        [
            ("?keyword=LEO 1", [*range(19, 9, -1), 1], 11, ["keyword=LEO 1", "page=1", "limit=20"]),
            ("?keyword=cleo7@", [7], 1, ["keyword=cleo7@", "page=1", "limit=20"]),
            ("?status=0", [24, 20, 16, 12, 8, 4], 6, ["status=0", "page=1", "limit=20"]),
            ("?page=2", [4, 3, 2, 1], 24, ["page=2", "page=1", "limit=20"]),
            ("?status=1&limit=50&page=1", [n for n in range(24, 0, -1) if n % 4], 18, None),
            ("?page=2&limit=5", [19, 18, 17, 16, 15], 24, ["page=2", "limit=5", "page=1"]),
            (
                "?ob=created_at&od=asc&limit=3",
                [1, 2, 3],
                24,
                ["ob=created_at", "od=asc", "limit=3", "limit=3", "page=1"],
            ),
            ("?ob=email&od=desc&limit=3", [9, 8, 7], 24, None),
            ("?ob=full_name&od=asc&limit=2", [1, 2], 24, ["od=asc", "limit=2", "limit=2", "page=1"]),
            ("?full_name[operation]=like&full_name[value]=o 2", [24, 23, 22, 21, 20, 2], 6, None),
            ("?email[operation]=nlike&email[value]=%25o1%25&limit=4", [24, 23, 22, 21], 13, None),
            ("?status=0&status=1", [*range(24, 4, -1)], 24, ["page=1", "limit=20"]),
            ("?keyword=nobody", [], 0, ["keyword=nobody", "page=1", "limit=20"]),
        ],
    )
    def test_the_address_of_the_grid_filters_and_sorts_it(
        self, many: Pages, address: str, numbers: list[int], total: int, echo: list[str] | None
    ) -> None:
        _, outcome = many.act(("office", "login", ADMIN), ("office", "grid", f"/admin/customers{address}"))
        table = came(outcome)
        assert (emails(table), table["total"]) == ([email(number) for number in numbers], total)
        if echo is not None:
            assert [f"{one['key']}={one['value']}" for one in table["currentFilters"]] == echo

    def test_ticked_customers_are_disabled_and_enabled(self, many: Pages) -> None:
        some = [email(23), email(22), email(20)]
        both: Json = {"emails": [*some]}
        before = {one["email"]: one for one in many.everything()}
        _, _, disabled, refused, table, enabled, full, signed_in = many.act(
            ("office", "login", ADMIN),
            ("office", "grid", "/admin/customers"),
            ("office", "disable", both),
            ("storefront", "login", {"email": email(23), "password": "secret12"}),
            ("office", "grid", "/admin/customers?status=0"),
            ("office", "enable", both),
            ("office", "grid", "/admin/customers?status=0"),
            ("storefront", "login", {"email": email(23), "password": "secret12"}),
        )
        assert came(disabled) == [0, 0, 0]
        assert sorted(disabled.sent) == [f"PATCH /api/customers/{uuid(number)} 200" for number in (20, 22, 23)]
        assert refused.error == "Invalid email or password"
        assert emails(came(table)) == [email(number) for number in (24, 23, 22, 20, 16, 12, 8, 4)]
        assert came(enabled) == [1, 1, 1]
        assert emails(came(full)) == [email(number) for number in (24, 16, 12, 8, 4)]
        assert came(signed_in)["email"] == email(23)
        after = {one["email"]: one for one in many.everything()}
        assert {name for name in after if after[name] != before[name]} <= set(some)

    def test_a_customer_who_is_disabled_is_signed_out(self, many: Pages) -> None:
        signed_in, _, _, disabled, page = many.act(
            ("storefront", "login", {"email": email(23), "password": "secret12"}),
            ("office", "login", ADMIN),
            ("office", "grid", "/admin/customers?keyword=cleo23@"),
            ("office", "disable", {"emails": [email(23)]}),
            ("storefront", "accountPage", None),
        )
        assert came(signed_in)["email"] == email(23)
        assert came(disabled) == [0]
        assert came(page) == {"customer": None}

    def test_the_edit_page_shows_a_customer_and_keeps_its_fields(self, many: Pages) -> None:
        many.define_field(namespace="custom", fieldKey="tier", name="Tier", fieldType="short_text")
        _, _, outcome, saved, kept, wrong, last = many.act(
            ("office", "login", ADMIN),
            ("office", "grid", "/admin/customers"),
            ("office", "editPage", {"email": email(20)}),
            ("office", "saveFields", {"email": email(20), "metafields": {"custom": {"tier": "gold"}}}),
            ("office", "editPage", {"email": email(20)}),
            ("office", "saveFields", {"email": email(20), "metafields": {"custom": {"tier": 5}}}),
            ("office", "editPage", {"email": email(20)}),
        )
        fields = f"/api/customers/{uuid(20)}/metafields"
        page: dict[str, Any] = {
            "general": {
                "customerId": 20,
                "fullName": "Cleo 20",
                "email": email(20),
                "status": 0,
                "group": {"groupName": "Default"},
            },
            "heading": {"fullName": "Cleo 20"},
            "history": {"orders": []},
            "fields": {"metaData": {}, "updateMetafieldsApi": fields},
        }
        gold = {"custom": {"tier": "gold"}}
        assert came(outcome) == page
        assert came(saved) == {"data": {"metaData": gold}}
        assert saved.sent == [TABLE, f"PATCH {fields} 200"]
        assert came(kept) == {**page, "fields": {"metaData": gold, "updateMetafieldsApi": fields}}
        assert (wrong.error, wrong.sent) == ('"custom.tier": must be string', [TABLE, f"PATCH {fields} 400"])
        assert came(last) == came(kept)
