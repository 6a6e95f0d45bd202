"""Who may do what: every route of Open Food Network, every kind of caller, every enterprise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.enterprises import (
    ADDRESS,
    FARM,
    HUB,
    MISSING,
    PROFILE,
    UNAUTHORIZED,
    Network,
    attributes,
    enterprises,
    not_permitted,
    shown,
    wrong,
)
from tests.dialects.live import Live

ALICE, HANK, PIA, SHOPPER = 11, 12, 13, 14
CUSTOMER_OF = {FARM: ALICE, HUB: HANK, PROFILE: PIA}
# key -> (enterprises in the index, enterprises whose customers are shown, changed and deleted, enterprises to add to)
RIGHTS: dict[str | None, tuple[set[int], set[int], set[int]]] = {
    None: (set(), set(), set()),
    "": (set(), set(), set()),
    "key-farmer": ({FARM}, {FARM}, {FARM}),
    "key-hubber": ({HUB}, {HUB}, {HUB}),
    "key-both": ({FARM, HUB}, {FARM, HUB}, {FARM, HUB}),
    "key-profile": ({PROFILE}, set(), {PROFILE}),
    "key-mixed": ({FARM, PROFILE}, {FARM, PROFILE}, {FARM, PROFILE}),
    "key-granted": ({PROFILE}, set(), {FARM, PROFILE}),
    "key-seller": ({HUB}, {HUB}, {FARM, HUB}),
    "key-admin": ({FARM, HUB, PROFILE}, {FARM, HUB, PROFILE}, {FARM, HUB, PROFILE}),
    "key-shopper": (set(), set(), set()),
}
ONE = [("GET", None), ("HEAD", None), ("PUT", {"last_name": "New"}), ("PATCH", {"last_name": "New"}), ("DELETE", None)]
EVERY_ROUTE = [
    ("GET", "/customers"),
    ("HEAD", "/customers"),
    ("GET", f"/enterprises/{FARM}/customers"),
    ("POST", "/customers"),
    ("GET", f"/customers/{ALICE}"),
    ("PUT", f"/customers/{ALICE}"),
    ("PATCH", f"/customers/{ALICE}"),
    ("DELETE", f"/customers/{ALICE}"),
]


@pytest.fixture
def ofn(server: Live) -> Network:
    """One customer in each enterprise, and the shopper's own record in the farm."""
    network = Network(server)
    network.load(
        shown(ALICE, FARM, "alice@example.org", first_name="Alice", code="A", tags=["x"], shipping_address=ADDRESS),
        shown(HANK, HUB, "hank@example.org", first_name="Hank"),
        shown(PIA, PROFILE, "pia@example.org", first_name="Pia"),
        shown(SHOPPER, FARM, "Shopper@example.org", first_name="Sho"),
    )
    return network


@pytest.mark.parametrize(("method", "body"), ONE, ids=[method for method, _ in ONE])
@pytest.mark.parametrize("key", RIGHTS)
def test_only_who_manages_a_selling_enterprise_gets_at_a_customer(
    ofn: Network, key: str | None, method: str, body: dict[str, str] | None
) -> None:
    for enterprise, number in CUSTOMER_OF.items():
        before = ofn.everything()
        answer = ofn.ask(method, f"/customers/{number}", key, json=body)
        if enterprise in RIGHTS[key][1]:
            assert answer.status_code == 200
            continue
        assert answer.status_code == 401
        assert method == "HEAD" or answer.json() == UNAUTHORIZED
        assert ofn.everything() == before


@pytest.mark.parametrize("key", RIGHTS)
def test_customers_are_added_where_the_caller_manages_or_was_granted_it(ofn: Network, key: str | None) -> None:
    for enterprise in CUSTOMER_OF:
        before = ofn.everything()
        answer = ofn.ask("POST", "/customers", key, json={"email": "new@example.org", "enterprise_id": enterprise})
        if enterprise in RIGHTS[key][2]:
            assert answer.status_code == 201
            assert attributes(answer)["enterprise_id"] == enterprise
            assert len(ofn.everything()) == len(before) + 1
            continue
        assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
        assert ofn.everything() == before


@pytest.mark.parametrize("key", RIGHTS)
def test_the_index_shows_the_managed_enterprises_and_the_callers_own_records(ofn: Network, key: str | None) -> None:
    managed = RIGHTS[key][0]
    expected = [CUSTOMER_OF[one] for one in sorted(managed)]
    if key == "key-shopper" or FARM in managed:
        expected.append(SHOPPER)
    assert ofn.ids(key) == expected
    answer = ofn.ask("GET", "/customers", key)
    assert answer.json()["meta"]["pagination"]["results"] == len(expected)


@pytest.mark.parametrize("key", RIGHTS)
def test_the_index_of_a_foreign_enterprise_is_empty(ofn: Network, key: str | None) -> None:
    for enterprise in (*CUSTOMER_OF, 99):
        expected = [CUSTOMER_OF[enterprise]] if enterprise in RIGHTS[key][0] else []
        if enterprise == FARM and (expected or key == "key-shopper"):
            expected.append(SHOPPER)
        for path in (f"/customers?enterprise_id={enterprise}", f"/enterprises/{enterprise}/customers"):
            answer = ofn.ask("GET", path, key)
            assert answer.status_code == 200
            assert [one["attributes"]["id"] for one in answer.json()["data"]] == expected


def test_a_search_widens_nothing(ofn: Network) -> None:
    for query in ("q[id_eq]=12", "q[m]=or&q[id_eq]=12&q[email_cont]=example", "q[g][0][m]=or&q[g][0][id_gt]=0"):
        assert HANK not in ofn.ids("key-farmer", f"?{query}")
        assert ofn.ids(None, f"?{query}") == []


def test_a_shopper_changes_the_own_record_but_is_not_shown_it(ofn: Network) -> None:
    for method in ("PUT", "PATCH"):
        answer = ofn.ask(method, f"/customers/{SHOPPER}", "key-shopper", json={"last_name": method})
        assert answer.status_code == 200
        assert attributes(answer)["last_name"] == method
    for method in ("GET", "DELETE"):
        answer = ofn.ask(method, f"/customers/{SHOPPER}", "key-shopper")
        assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)


def test_an_own_record_is_one_with_the_account_s_email_whenever_it_got_it(ofn: Network) -> None:
    ofn.update(SHOPPER, email="former@example.org")
    assert ofn.ids("key-shopper") == []
    assert ofn.ask("PUT", f"/customers/{SHOPPER}", "key-shopper", json={"code": "S"}).json() == UNAUTHORIZED
    ofn.update(HANK, email="shopper@example.org")
    assert ofn.ids("key-shopper") == [HANK]
    assert attributes(ofn.ask("PUT", f"/customers/{HANK}", "key-shopper", json={"code": "S"}))["code"] == "S"


def test_a_shopper_takes_the_own_record_nowhere(ofn: Network) -> None:
    before = ofn.everything()
    answer = ofn.ask("PUT", f"/customers/{SHOPPER}", "key-shopper", json={"enterprise_id": HUB, "last_name": "x"})
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert ofn.everything() == before
    assert attributes(ofn.ask("PUT", f"/customers/{SHOPPER}", "key-shopper", json={"enterprise_id": FARM, "code": "S"}))


@pytest.mark.parametrize(("key", "may"), [("key-admin", True), ("key-both", True), ("key-farmer", False)])
def test_a_customer_moves_only_between_enterprises_that_the_caller_manages(ofn: Network, key: str, may: bool) -> None:
    before = ofn.everything()
    answer = ofn.ask("PUT", f"/customers/{ALICE}", key, json={"enterprise_id": HUB, "last_name": "Moved"})
    if may:
        assert answer.status_code == 200
        assert attributes(answer)["enterprise_id"] == HUB
        return
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert ofn.everything() == before


def test_a_right_to_add_is_no_right_to_move_there(ofn: Network) -> None:
    before = ofn.everything()
    answer = ofn.ask("PUT", f"/customers/{HANK}", "key-seller", json={"enterprise_id": FARM})
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert ofn.everything() == before


@pytest.mark.parametrize("key", ["key-granted", "key-seller"])
@pytest.mark.parametrize("email", ["alice@example.org", "ALICE@Example.org"])
def test_a_right_to_add_neither_shows_nor_changes_who_is_there(ofn: Network, key: str, email: str) -> None:
    before = ofn.everything()
    body = {"email": email, "enterprise_id": FARM, "first_name": "Eve", "shipping_address": None}
    answer = ofn.ask("POST", "/customers", key, json=body)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert ofn.everything() == before


def test_who_may_not_change_a_customer_does_not_overwrite_it_by_creating_it(ofn: Network) -> None:
    before = ofn.everything()
    for key, body in (("key-profile", {"first_name": "Eve"}), ("key-granted", {"code": "X"})):
        given = {"email": "PIA@example.org", "enterprise_id": PROFILE, **body}
        answer = ofn.ask("POST", "/customers", key, json=given)
        assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
        assert ofn.ask("PUT", f"/customers/{PIA}", key, json=body).status_code == 401
    assert ofn.everything() == before
    answer = ofn.ask("POST", "/customers", "key-mixed", json={"email": "pia@example.org", "enterprise_id": PROFILE})
    assert attributes(answer)["id"] == PIA


def test_a_grant_counts_only_for_a_manager(server: Live) -> None:
    ofn = Network(server)
    world = enterprises(shown(ALICE, FARM, "alice@example.org"))
    edit = [{"store": FARM, "to": "edit_profile"}]
    world["staff"] += [
        {"email": "former@example.org", "role": "shopper", "grants": edit, "key": "key-former"},
        {"email": "none@example.org", "role": "manager", "stores": [HUB], "grants": edit, "key": "key-still"},
    ]
    server.load(world)
    before = ofn.everything()
    body = {"email": "new@example.org", "enterprise_id": FARM}
    answer = ofn.ask("POST", "/customers", "key-former", json=body)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert ofn.everything() == before
    assert ofn.ask("POST", "/customers", "key-still", json=body).status_code == 201


def test_what_is_to_be_included_is_judged_after_the_customer_and_the_right(ofn: Network) -> None:
    for query in ("include=nonsense", "include[a]=enterprise"):
        for number, key, status in ((99, None, 404), (ALICE, None, 401), (ALICE, "key-farmer", 422)):
            assert ofn.ask("GET", f"/customers/{number}?{query}", key).status_code == status


def test_true_is_a_key_and_false_is_blank(ofn: Network) -> None:
    for token, status, said in (
        (True, 401, "Invalid API key (true) specified."),
        (1e20, 401, "Invalid API key (1.0e+20) specified."),
        (False, 401, UNAUTHORIZED["errors"][0]["detail"]),
    ):
        body = {"email": "n@example.org", "enterprise_id": FARM, "token": token}
        answer = ofn.ask("POST", "/customers", None, json=body)
        assert (answer.status_code, answer.json()) == (status, {"errors": [{"detail": said}]})


def test_a_key_in_the_body_of_a_get_is_not_read(ofn: Network) -> None:
    answer = ofn.ask("GET", "/customers", None, json={"token": "key-farmer"})
    assert (answer.status_code, answer.json()["data"]) == (200, [])


@pytest.mark.parametrize(("method", "path"), EVERY_ROUTE)
def test_an_unknown_key_is_said_back_before_anything_else(ofn: Network, method: str, path: str) -> None:
    before = ofn.everything()
    body: dict[str, Any] = {"json": {"unknown": []}} if method not in ("GET", "HEAD") else {}
    for key in ("nope", "KEY-FARMER", "key-farmer ", "key-farme", "' OR 1=1", "<b>", "naïve"):
        # A header loses the blanks around it on its way; a parameter keeps them.
        answer = ofn.ask(method, path, None, params={"token": key, "page": 0}, **body)
        assert answer.status_code == 401
        if method != "HEAD":
            assert answer.json() == {"errors": [{"detail": f"Invalid API key ({key}) specified."}]}
            assert b"<b>" not in answer.content
        assert "www-authenticate" not in answer.headers
    assert ofn.everything() == before


@pytest.mark.parametrize(
    "given",
    [
        {"headers": {"X-Api-Token": "key-farmer"}},
        {"headers": {"x-api-token": "key-farmer"}},
        {"params": {"token": "key-farmer"}},
        {"headers": {"X-Api-Token": "key-farmer"}, "params": {"token": "nope"}},
        {"headers": {"X-Api-Token": "key-farmer", "Cookie": "_ofn_session_id=nope"}},
    ],
)
def test_a_key_comes_by_header_or_parameter_and_the_header_wins(ofn: Network, given: dict[str, Any]) -> None:
    answer = ofn.ask("GET", f"/customers/{ALICE}", None, **given)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"headers": {"Authorization": "Bearer key-farmer"}},
        {"headers": {"X-Api-Token": ""}, "params": {"token": "key-farmer"}},
        {"params": {"token": ""}},
        {"params": {"Token": "key-farmer"}},
        {"headers": {"Cookie": "_ofn_session_id=key-farmer"}},
    ],
)
def test_nothing_else_is_a_key(ofn: Network, given: dict[str, Any]) -> None:
    answer = ofn.ask("GET", f"/customers/{ALICE}", None, **given)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)


@pytest.mark.parametrize(("said", "back"), [("token[]=x", '["x"]'), ("token[a]=x", '{"a"=>"x"}')])
def test_a_key_that_is_no_text_is_said_back_inspected(ofn: Network, said: str, back: str) -> None:
    answer = ofn.ask("GET", f"/customers?{said}", None)
    assert answer.status_code == 401
    assert answer.json() == {"errors": [{"detail": f"Invalid API key ({back}) specified."}]}


def test_a_key_in_the_body_works_for_every_write(ofn: Network) -> None:
    body: dict[str, Any] = {"email": "b@example.org", "enterprise_id": FARM, "token": "key-farmer"}
    made = ofn.ask("POST", "/customers", None, json=body)
    assert made.status_code == 201
    number = attributes(made)["id"]
    form = {"customer[last_name]": "Form", "token": "key-farmer"}
    assert attributes(ofn.ask("PUT", f"/customers/{number}", None, data=form))["last_name"] == "Form"
    wrapped = {"customer": {"last_name": "Wrapped"}, "token": "key-farmer"}
    assert attributes(ofn.ask("PATCH", f"/customers/{number}", None, json=wrapped))["last_name"] == "Wrapped"
    assert ofn.ask("DELETE", f"/customers/{number}", None, json={"token": "key-hubber"}).status_code == 401
    assert ofn.ask("DELETE", f"/customers/{number}", None, json={"token": "key-farmer"}).status_code == 200


def test_an_unknown_key_in_the_body_is_refused_before_the_body_is(ofn: Network) -> None:
    before = ofn.everything()
    refused = {"errors": [{"detail": "Invalid API key (nope) specified."}]}
    for method, path in [("POST", "/customers"), ("PUT", f"/customers/{ALICE}"), ("DELETE", "/customers/0")]:
        answer = ofn.ask(method, path, None, json={"token": "nope", "allow_charges": True})
        assert (answer.status_code, answer.json()) == (401, refused)
    assert ofn.everything() == before


def test_a_header_hides_the_key_of_a_body(ofn: Network) -> None:
    body = {"email": "b@example.org", "enterprise_id": FARM, "token": "key-farmer"}
    assert ofn.ask("POST", "/customers", "", json=body).json() == UNAUTHORIZED
    assert ofn.ask("POST", "/customers?token=", None, json=body).json() == UNAUTHORIZED


# -- staff sessions -------------------------------------------------------------------------------------------------


def session(ofn: Network, email: str, expires_in: int | None = None) -> dict[str, str]:
    """The header of a staff session."""
    ask = {"dialect": "openfoodnetwork", "staff": email, "store": FARM, "expires_in": expires_in}
    answer = ofn.live.http.post("/_dev/token", json={key: one for key, one in ask.items() if one is not None})
    assert answer.status_code == 200, answer.text
    return {"Cookie": f"_ofn_session_id={answer.json()['token']}"}


def test_a_staff_session_has_the_rights_of_its_account(ofn: Network) -> None:
    farmer = session(ofn, "farmer@example.org")
    assert ofn.ask("GET", f"/customers/{ALICE}", None, headers=farmer).status_code == 200
    assert ofn.ask("GET", f"/customers/{HANK}", None, headers=farmer).json() == UNAUTHORIZED
    elsewhere = {"Cookie": farmer["Cookie"].replace("_ofn_session_id", "_h-ofn_session_id")}
    assert ofn.ask("GET", f"/customers/{ALICE}", None, headers=elsewhere).json() == UNAUTHORIZED
    made = ofn.ask("POST", "/customers", None, headers=farmer, json={"email": "s@x.org", "enterprise_id": FARM})
    assert made.status_code == 201


@pytest.mark.parametrize("key", ["key-hubber", "nope"])
def test_a_staff_session_wins_over_any_key(ofn: Network, key: str) -> None:
    farmer = session(ofn, "farmer@example.org")
    assert ofn.ask("GET", f"/customers/{ALICE}", key, headers=farmer).status_code == 200


def test_a_session_that_is_over_is_no_session(ofn: Network) -> None:
    over = session(ofn, "farmer@example.org", expires_in=-60)
    assert ofn.ask("GET", f"/customers/{ALICE}", None, headers=over).json() == UNAUTHORIZED
    assert ofn.ask("GET", f"/customers/{ALICE}", "key-farmer", headers=over).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_page_of_another_site_writes_nothing_with_a_staff_session(ofn: Network, method: str) -> None:
    before = ofn.everything()
    headers = {**session(ofn, "farmer@example.org"), "Origin": "https://evil.example"}
    path = "/customers" if method == "POST" else f"/customers/{ALICE}"
    form = {"customer[email]": "evil@example.org", "customer[enterprise_id]": "1"}
    answer = ofn.ask(method, path, None, headers=headers, data=form)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert ofn.everything() == before
    headers["Origin"] = ofn.base_url
    assert ofn.ask(method, path, None, headers=headers, data=form).status_code in (200, 201)


# -- the order of the checks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "key-hubber", "key-shopper"])
def test_whoever_may_not_change_a_customer_learns_nothing_about_the_body(ofn: Network, key: str | None) -> None:
    for body in ({}, {"allow_charges": True}, {"email": "hank@example.org"}, {"customer": "x"}):
        for method in ("PUT", "PATCH"):
            assert ofn.ask(method, "/customers/99", key, json=body).json() == MISSING
            assert ofn.ask(method, f"/customers/{ALICE}", key, json=body).json() == UNAUTHORIZED


def test_a_creation_is_checked_by_shape_then_enterprise_then_right_then_values(ofn: Network) -> None:
    before = ofn.everything()
    bad = {"email": "bad", "code": "A"}

    def told(key: str | None, **body: object) -> object:
        return ofn.ask("POST", "/customers", key, json=body).json()

    assert told(None, enterprise_id=99, id=1, **bad) == not_permitted("id")
    assert told(None, enterprise_id=99, **bad) == MISSING
    assert told(None, enterprise_id=FARM, **bad) == UNAUTHORIZED
    assert told("key-farmer", enterprise_id=FARM, **bad) == wrong("Code has already been taken", "Email is invalid")
    assert ofn.everything() == before
