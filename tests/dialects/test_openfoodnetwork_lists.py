"""Pages, links, extra fields, included enterprises, tags of documents (openfoodnetwork.md 1, 5, 10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.dialects.enterprises import FARM, GENERIC, HUB, UNAUTHORIZED, Network, shown
from tests.dialects.evershop_doors import development
from tests.dialects.live import Json, Live

CACHED = "max-age=0, private, must-revalidate"
ALICE, BOB, HANK, GUEST = 11, 12, 13, 14


@pytest.fixture
def ofn(server: Live) -> Network:
    """Two customers of the farm with orders, one of the hub, and a guest whom no list shows."""
    network = Network(server)
    orders = [
        {"state": "complete", "total": "100.00", "paid": "30.00"},
        {"state": "canceled", "total": "50.00", "paid": "20.50"},
        {"state": "cart", "total": "9.00", "paid": "9.00"},
    ]
    network.load(
        shown(ALICE, FARM, "alice@example.org", facts={"made_by_hand": True, "orders": orders}),
        shown(
            BOB, FARM, "bob@example.org", terms_and_conditions_accepted_at="2022-03-12T15:55:00.5Z", allow_charges=True
        ),
        shown(HANK, HUB, "hank@example.org"),
        shown(GUEST, FARM, "guest@example.org", facts={"made_by_hand": False}),
    )
    return network


def numbers(answer: httpx.Response) -> list[int]:
    """The ids on a page."""
    assert answer.status_code == 200, answer.text
    return [one["attributes"]["id"] for one in answer.json()["data"]]


def links(answer: httpx.Response) -> dict[str, str | None]:
    """Path and query of the links."""
    found: dict[str, str | None] = {}
    for name, url in answer.json()["links"].items():
        parts = urlsplit(url or "")
        found[name] = None if url is None else f"{parts.path}?{parts.query}"
    return found


def test_an_index_has_exactly_data_meta_and_links(ofn: Network) -> None:
    answer = ofn.ask("GET", "/customers", "key-farmer")
    document = answer.json()
    assert list(document) == ["data", "meta", "links"]
    assert numbers(answer) == [ALICE, BOB]
    assert document["meta"] == {"pagination": {"results": 2, "pages": 1, "page": 1, "per_page": 50}}
    url = f"{ofn.base_url}/api/v1/customers?page=1"
    assert document["links"] == {"self": url, "first": url, "prev": None, "next": None, "last": url}
    assert "balance" not in document["data"][0]["attributes"]


@pytest.mark.parametrize(
    ("query", "page", "prev", "following", "ids"),
    [
        ("", 1, None, 2, [ALICE]),
        ("&page=1", 1, None, 2, [ALICE]),
        ("&page=2", 2, 1, None, [BOB]),
        ("&page=2.9", 2, 1, None, [BOB]),
        ("&page=3", 3, 2, None, []),
        ("&page=9", 9, 8, None, []),
        ("&page", 1, None, 2, [ALICE]),
    ],
)
def test_pages_and_their_links(
    ofn: Network, query: str, page: int, prev: int | None, following: int | None, ids: list[int]
) -> None:
    answer = ofn.ask("GET", f"/customers?per_page=1{query}", "key-farmer")
    assert numbers(answer) == ids
    assert answer.json()["meta"]["pagination"] == {"results": 2, "pages": 2, "page": page, "per_page": 1}
    where = {"self": page, "first": 1, "prev": prev, "next": following, "last": 2}
    assert links(answer) == {
        name: None if number is None else f"/api/v1/customers?page={number}&per_page=1"
        for name, number in where.items()
    }


@pytest.mark.parametrize(
    ("said", "size"),
    [("", 50), ("per_page=1", 1), ("per_page=2.9", 2), ("per_page=200", 200), ("per_page=500", 200), ("per_page", 50)],
)
def test_a_page_holds_as_many_as_it_says(ofn: Network, said: str, size: int) -> None:
    answer = ofn.ask("GET", f"/customers?{said}", "key-farmer")
    assert answer.json()["meta"]["pagination"]["per_page"] == size
    if "=" in said:
        assert said in answer.json()["links"]["self"]


def test_a_long_list_is_cut_where_it_says(server: Live) -> None:
    ofn = Network(server)
    ofn.load(*(shown(number, FARM, f"c{number}@example.org") for number in range(1, 211)))
    for query, on_page, pages in [("", 50, 5), ("per_page=150", 150, 2), ("per_page=500", 200, 2)]:
        answer = ofn.ask("GET", f"/customers?{query}", "key-farmer")
        assert numbers(answer) == list(range(1, on_page + 1))
        assert answer.json()["meta"]["pagination"] == {"results": 210, "pages": pages, "page": 1, "per_page": on_page}
        last = ofn.ask("GET", f"/customers?{query}&page={pages}", "key-farmer")
        assert numbers(last) == list(range((pages - 1) * on_page + 1, 211))


BAD_PAGES = [
    ("page=0", "expected :page >= 1; got 0"),
    ("page=-1", "expected :page >= 1; got -1"),
    ("page=abc", "expected :page >= 1; got 0"),
    ("page=", "expected :page >= 1; got 0"),
    ("per_page=0", "expected :limit >= 1; got 0"),
    ("per_page=-5", "expected :limit >= 1; got -5"),
    ("per_page=x", "expected :limit >= 1; got 0"),
    ("per_page=0&page=0", "expected :page >= 1; got 0"),
    ("page[]=1", GENERIC["errors"][0]["detail"]),
    ("page[a]=1", GENERIC["errors"][0]["detail"]),
    ("per_page[]=1", GENERIC["errors"][0]["detail"]),
    ("page=99999999999999999999", GENERIC["errors"][0]["detail"]),
    ("extra_fields=balance", GENERIC["errors"][0]["detail"]),
    ("extra_fields[]=balance", GENERIC["errors"][0]["detail"]),
    ("extra_fields[customer][]=balance", GENERIC["errors"][0]["detail"]),
]


@pytest.mark.parametrize("key", ["key-farmer", None])
def test_a_page_that_cannot_be_is_refused_to_everybody(ofn: Network, key: str | None) -> None:
    for query, detail in BAD_PAGES:
        answer = ofn.ask("GET", f"/customers?{query}", key)
        assert (answer.status_code, answer.json()) == (422, {"errors": [{"detail": detail}]})


def test_an_unknown_extra_field_is_refused_before_the_page_is(ofn: Network) -> None:
    for said, unknown in [
        ("unknown", "unknown"),
        ("balance,x,y", "x, y"),
        (" balance", " balance"),
        ("Balance", "Balance"),
    ]:
        answer = ofn.ask("GET", "/customers", None, params={"extra_fields[customer]": said, "page": "0"})
        assert answer.status_code == 422
        assert answer.json() == {
            "errors": [
                {
                    "detail": f"Unsupported fields: {unknown}",
                    "title": "Invalid query parameter",
                    "source": {"parameter": "extra_fields[customer]"},
                    "status": "unprocessable_entity",
                    "code": 422,
                }
            ]
        }


@pytest.mark.parametrize(
    ("query", "balances"),
    [
        ("extra_fields[customer]=balance", [-49.5, 0.0]),
        ("extra_fields[customer]=balance,balance", [-49.5, 0.0]),
        ("extra_fields[customer]=", [None, None]),
        ("extra_fields[customer]=,", [None, None]),
        ("extra_fields[enterprise]=name", [None, None]),
        ("fields=balance&include=enterprise&sort=-id", [None, None]),
    ],
)
def test_a_balance_is_shown_where_it_is_asked_for(ofn: Network, query: str, balances: list[float | None]) -> None:
    answer = ofn.ask("GET", f"/customers?{query}", "key-farmer")
    assert [one["attributes"].get("balance") for one in answer.json()["data"]] == balances
    assert "included" not in answer.json()


def test_a_shown_customer_has_its_balance_and_read_only_fields(ofn: Network) -> None:
    assert ofn.show(ALICE)["balance"] == -49.5
    bob = ofn.show(BOB)
    assert (bob["allow_charges"], bob["terms_and_conditions_accepted_at"]) == (True, "2022-03-12T15:55:00.500Z")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("enterprise_id=1", [ALICE, BOB]),
        ("enterprise_id=1abc", [ALICE, BOB]),
        ("enterprise_id[]=1&enterprise_id[]=2", [ALICE, BOB, HANK]),
        ("enterprise_id", [ALICE, BOB, HANK]),
        ("enterprise_id=", []),
        ("enterprise_id=abc", []),
        ("enterprise_id=0", []),
        ("enterprise_id=99999999999999999999999", []),
        ("enterprise_id[a]=1", []),
    ],
)
def test_an_enterprise_filter_is_cast(ofn: Network, query: str, ids: list[int]) -> None:
    assert numbers(ofn.ask("GET", f"/customers?{query}")) == ids


def test_the_enterprise_of_the_path_wins(ofn: Network) -> None:
    answer = ofn.ask("GET", "/enterprises/1x/customers?enterprise_id=2")
    assert numbers(answer) == [ALICE, BOB]
    assert links(answer)["self"] == "/api/v1/enterprises/1x/customers?enterprise_id=2&page=1"


def test_links_repeat_the_query_in_order_and_encoded_but_no_credential(ofn: Network) -> None:
    query = (
        "token=key-farmer&q[s][]=id+desc&q[email_cont]=%C3%A9%26&foo=b%20r&tag[]=x&tag[]=y&empty=&null&z[b][]=1&z[a]=2"
    )
    answer = ofn.ask("GET", f"/customers?{query}", None)
    assert answer.status_code == 200
    assert links(answer)["self"] == (
        "/api/v1/customers?empty=&foo=b+r&page=1&q%5Bemail_cont%5D=%C3%A9%26&q%5Bs%5D%5B%5D=id+desc"
        "&tag%5B%5D=x&tag%5B%5D=y&z%5Ba%5D=2&z%5Bb%5D%5B%5D=1"
    )
    assert "key-farmer" not in answer.text
    hidden = ofn.ask("GET", "/customers?token[]=key-farmer&a=1", "key-farmer")
    assert links(hidden)["self"] == "/api/v1/customers?a=1&page=1"


def test_no_credential_comes_back_in_a_link_however_deep_and_in_whichever_case(ofn: Network) -> None:
    names = ("Token", "TOKEN", "x-api-token", "X-Api-Token", "_ofn_session_id", "Authorization", "cookie")
    flat = "&".join(f"{name}=s3cret" for name in names)
    deep = "&".join(f"a[b][{name}]=s3cret&c[][{name}]=s3cret&{name}[]=s3cret9" for name in names if name != "TOKEN")
    for query in (flat, f"{deep}&c[][x]=1&a[b][y]=2"):
        answer = ofn.ask("GET", f"/customers?{query.replace('Token[]', 'tOKEN[]')}", "key-farmer")
        assert answer.status_code == 200
        assert "s3cret" not in answer.text
        kept = answer.json()["links"]["self"]
        assert query is flat or ("a%5Bb%5D%5By%5D=2" in kept and "c%5B%5D%5Bx%5D=1" in kept)


def heads(ofn: Network) -> list[str]:
    """Scheme and host of the links of a page, and of that to the enterprise of its customer."""
    answer = ofn.ask("GET", "/customers?per_page=1", "key-farmer", headers={"Host": "asked.example"}).json()
    related = answer["data"][0]["relationships"]["enterprise"]["links"]["related"]
    links: tuple[str, ...] = (answer["links"]["self"], answer["links"]["next"], related)
    return ["/".join(link.split("/")[:3]) for link in links]


@pytest.mark.parametrize(
    ("told", "head"), [("", "http://asked.example"), ("https://ofn.example", "https://ofn.example")]
)
def test_links_begin_as_the_request_did_unless_the_server_was_told_its_address(told: str, head: str) -> None:
    with development(PATRON_BASE_URL=told) as live:
        ofn = Network(live)
        ofn.load(*(shown(number, FARM, f"c{number}@example.org") for number in (1, 2)))
        assert heads(ofn) == [head] * 3


# -- included -------------------------------------------------------------------------------------------------------


def enterprise(ofn: Network) -> Json:
    """The farm as it is included, with its hidden customer."""
    related = f"{ofn.base_url}/api/v1/enterprises/{FARM}/customers"
    data = [{"id": str(one), "type": "customer"} for one in (ALICE, BOB, GUEST)]
    return {
        "id": str(FARM),
        "type": "enterprise",
        "attributes": {"id": FARM, "name": "The <Farm> & Sons"},
        "relationships": {"customers": {"data": data, "links": {"related": related}}},
    }


@pytest.mark.parametrize("query", ["include=enterprise", "include[]=enterprise", "include[]=&include[]=enterprise"])
def test_an_enterprise_is_included_with_the_ids_of_all_its_customers(ofn: Network, query: str) -> None:
    answer = ofn.ask("GET", f"/customers/{ALICE}?{query}", "key-farmer")
    assert answer.status_code == 200
    assert list(answer.json()) == ["data", "included"]
    assert answer.json()["included"] == [enterprise(ofn)]


def test_an_enterprise_is_included_with_its_customers(ofn: Network) -> None:
    answer = ofn.ask("GET", f"/customers/{ALICE}?include=enterprise.customers", "key-farmer")
    first, *customers = answer.json()["included"]
    assert first == enterprise(ofn)
    assert [one["id"] for one in customers] == [str(ALICE), str(BOB), str(GUEST)]
    assert all("balance" not in one["attributes"] for one in customers)


@pytest.mark.parametrize("query", ["include=", "include", "include[]=", "fields=x"])
def test_nothing_is_included_where_nothing_is_named(ofn: Network, query: str) -> None:
    assert list(ofn.ask("GET", f"/customers/{ALICE}?{query}", "key-farmer").json()) == ["data"]


@pytest.mark.parametrize(
    "query",
    [
        "include=nonsense",
        "include=enterprise,enterprise",
        "include=customers",
        "include[a]=enterprise",
        "include[][a]=x",
    ],
)
def test_what_cannot_be_included_is_refused(ofn: Network, query: str) -> None:
    answer = ofn.ask("GET", f"/customers/{ALICE}?{query}", "key-farmer")
    assert (answer.status_code, answer.json()) == (422, GENERIC)


# -- documents ------------------------------------------------------------------------------------------------------


def test_a_document_that_the_client_has_is_not_sent_again(ofn: Network) -> None:
    for path in ("/customers", f"/customers/{ALICE}"):
        first = ofn.ask("GET", path)
        tag = first.headers["etag"]
        assert tag.startswith('W/"' if path == "/customers" else f'W/"{ALICE}-')
        assert first.headers["cache-control"] == CACHED
        assert first.headers["content-type"] == "application/json; charset=utf-8"
        for said in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
            again = ofn.ask("GET", path, headers={"If-None-Match": said})
            assert (again.status_code, again.content) == (304, b"")
            assert (again.headers["etag"], again.headers["cache-control"]) == (tag, CACHED)
        assert ofn.ask("GET", path, headers={"If-None-Match": 'W/"x"'}).status_code == 200
        ofn.update(ALICE, last_name=f"For {path}")
        changed = ofn.ask("GET", path, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


def test_the_tag_of_one_customer_is_that_of_its_version(ofn: Network) -> None:
    made = ofn.ask("PUT", f"/customers/{ALICE}", json={"code": "X"}).headers["etag"]
    assert ofn.ask("GET", f"/customers/{ALICE}").headers["etag"] == made
    assert ofn.ask("PATCH", f"/customers/{ALICE}", json={"code": "X"}).headers["etag"] == made
    assert ofn.ask("PUT", f"/customers/{ALICE}", json={"code": "Y"}).headers["etag"] != made
    assert ofn.ask("GET", f"/customers/{ALICE}?include=enterprise").headers["etag"] != made


def test_a_write_and_a_refusal_are_never_not_modified(ofn: Network) -> None:
    made = ofn.ask("PUT", f"/customers/{ALICE}", json={"code": "X"}, headers={"If-None-Match": "*"})
    assert (made.status_code, made.headers["cache-control"]) == (200, CACHED)
    answer = ofn.ask("GET", f"/customers/{ALICE}", None, headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert answer.headers["cache-control"] == "no-cache"
    assert "etag" not in answer.headers


def test_nobody_else_sees_what_a_tag_stands_for(ofn: Network) -> None:
    tag = ofn.ask("GET", "/customers", "key-farmer").headers["etag"]
    answer = ofn.ask("GET", "/customers", "key-hubber", headers={"If-None-Match": tag})
    assert (answer.status_code, numbers(answer)) == (200, [HANK])


@pytest.mark.parametrize("path", ["/customers", f"/customers/{ALICE}", "/enterprises/1/customers"])
def test_head_is_get_without_a_body(ofn: Network, path: str) -> None:
    whole, bare = ofn.ask("GET", path), ofn.ask("HEAD", path)
    assert (bare.status_code, bare.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", "cache-control"):
        assert bare.headers[name] == whole.headers[name]


def test_what_could_end_an_element_is_escaped(ofn: Network) -> None:
    told = ofn.update(ALICE, first_name="<b>&\u2028\u2029é", tags=["a&b"])
    assert told["first_name"] == "<b>&\u2028\u2029é"
    text = ofn.ask("GET", "/customers?a=1&b=%3C", "key-farmer").text
    assert '"\\u003cb\\u003e\\u0026\\u2028\\u2029é"' in text
    assert not any(letter in text for letter in "<>&\u2028\u2029")


@pytest.mark.parametrize(
    "path", [f"/customers/{ALICE}.json", f"/customers/{ALICE}.xml", f"/customers/{ALICE}abc", f"/customers/%20{ALICE}"]
)
def test_an_id_is_cast(ofn: Network, path: str) -> None:
    answer = ofn.ask("GET", path, headers={"Accept": "application/xml"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["data"]["id"] == str(ALICE)


@pytest.mark.parametrize("path", ["/customers.json", "/customers.xml", "/enterprises/1/customers.json"])
def test_a_suffix_changes_nothing(ofn: Network, path: str) -> None:
    assert numbers(ofn.ask("GET", path, "key-farmer")) == [ALICE, BOB]


UNROUTED = [
    ("GET", "/enterprises/1"),
    ("GET", "/customers/new"),
    ("PUT", "/customers"),
    ("DELETE", "/customers"),
    ("PATCH", "/customers"),
    ("POST", f"/customers/{ALICE}"),
    ("GET", "/products"),
    ("GET", ""),
    ("POST", "/enterprises/1/customers"),
    ("GET", f"/customers/{ALICE}/orders"),
    ("GET", "/customer"),
]


def test_plain_http_is_answered_and_not_redirected(ofn: Network) -> None:
    assert ofn.base_url.startswith("http://")
    answer = ofn.ask("GET", "/customers", "key-farmer")
    assert (answer.status_code, answer.history) == (200, [])
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("key", ["key-admin", None, "nope"])
def test_what_is_not_routed_is_a_page(ofn: Network, key: str | None) -> None:
    for method, path in UNROUTED:
        answer = ofn.ask(method, path, key)
        if key == "nope" and path == "/customers/new":
            assert answer.status_code == 401  # its path fits the one of a customer
            continue
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.text.startswith("<!doctype html>")


def test_the_description_is_served(ofn: Network) -> None:
    found: list[Any] = []
    for path, media in [("v1.json", "application/json; charset=utf-8"), ("v1.yaml", "text/yaml; charset=utf-8")]:
        answer = ofn.live.http.get(f"/api-docs/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media)
        found.append(answer.json())
    assert found[0] == found[1]
    described = found[0]["paths"]
    assert {path: sorted(set(described[path]) - {"parameters"}) for path in described} == {
        "/api/v1/customers": ["get", "post"],
        "/api/v1/enterprises/{enterprise_id}/customers": ["get"],
        "/api/v1/customers/{id}": ["delete", "get", "patch", "put"],
    }
