"""A typed client that a generator makes of the served description works as it comes."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.clients.programs import INSTALLED
from tests.dialects.enterprises import ADDRESS, FARM, HUB, MISSING, UNAUTHORIZED, Network, shown, wrong
from tests.dialects.live import Live

NAME = "patron_generated_client"
OPTIONS = ["--path", "v1.yaml", "--config", "config.yaml", "--meta", "none", "--output-path", NAME, "--fail-on-warning"]
OLD = range(11, 18)


class Generated:
    """The generated package: operations, models, and clients with a key."""

    def __init__(self, base_url: str, closing: ExitStack) -> None:
        self.models: Any = importlib.import_module(f"{NAME}.models")
        self._clients: Any = importlib.import_module(NAME)
        self._base_url = base_url
        self._closing = closing

    def client(self, key: str) -> Any:
        """A client that shows that key and raises for every status that its description does not name."""
        client = self._clients.AuthenticatedClient(
            self._base_url, token=key, prefix="", auth_header_name="X-Api-Token", raise_on_unexpected_status=True
        )
        return self._closing.enter_context(client)

    def call(self, operation: str, *arguments: object, **more: object) -> Any:
        """The parsed answer."""
        module: Any = importlib.import_module(f"{NAME}.api.customers.{operation}")
        return module.sync(*arguments, **more)


@pytest.fixture
def ofn(server: Live) -> Network:
    """Seven customers in the farm, and one in the hub."""
    network = Network(server)
    farm = (shown(number, FARM, f"{number}@example.org", last_name=f"L{number % 2}") for number in OLD)
    network.load(*farm, shown(40, HUB, "hank@example.org"))
    return network


@pytest.fixture
def generated(ofn: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Generated]:
    """A fresh package, made of what the server says about itself."""
    answer = ofn.live.http.get("/api-docs/v1.yaml")
    assert answer.status_code == 200
    (tmp_path / "v1.yaml").write_bytes(answer.content)
    (tmp_path / "config.yaml").write_text("post_hooks: []\n")  # no formatter
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", *OPTIONS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(INSTALLED)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    with ExitStack() as closing:
        yield Generated(ofn.base_url, closing)
    for module in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[module]


def test_it_creates_shows_changes_and_deletes(ofn: Network, generated: Generated) -> None:
    models, farmer = generated.models, generated.client("key-farmer")
    address = models.AddressWrite.from_dict(ADDRESS)
    wish = models.CustomerCreate(
        enterprise_id=FARM, email="Alice@example.org", first_name="Alice", code="A1", tags=["b", "a"]
    )
    wish.shipping_address = address
    made = generated.call("create_customer", client=farmer, body=wish)
    assert isinstance(made, models.CustomerDocument)
    born = made.data.attributes
    assert (born.enterprise_id, born.email, born.first_name, born.last_name) == (FARM, "alice@example.org", "Alice", "")
    assert (born.code, sorted(born.tags), born.billing_address) == ("A1", ["a", "b"], None)
    assert born.shipping_address.to_dict() == ADDRESS

    read = generated.call("show_customer", str(born.id), client=farmer)
    assert isinstance(read, models.CustomerShowDocument)
    assert read.data.attributes.balance == 0.0
    assert read.data.attributes.shipping_address == born.shipping_address

    for operation, name in (("update_customer", "Springs"), ("patch_customer", "Waters")):
        change = models.CustomerUpdate(last_name=name, billing_address=address, shipping_address=None)
        changed = generated.call(operation, str(born.id), client=farmer, body=change).data.attributes
        assert (changed.first_name, changed.last_name, changed.code) == ("Alice", name, "A1")
        assert (changed.shipping_address, changed.billing_address.to_dict()) == (None, ADDRESS)

    gone = generated.call("destroy_customer", str(born.id), client=farmer)
    assert (gone.data.attributes.id, gone.data.attributes.tags) == (born.id, [])
    missing = generated.call("show_customer", str(born.id), client=farmer)
    assert isinstance(missing, models.ErrorDocument)
    assert missing.to_dict() == MISSING
    assert ofn.ids("key-farmer") == list(OLD)


def test_it_lists_pages_filters_and_sorts(generated: Generated) -> None:
    models, admin = generated.models, generated.client("key-admin")
    pages = [generated.call("list_customers", client=admin, page=page, per_page=3) for page in (1, 2, 3, 4)]
    assert all(isinstance(page, models.CustomerCollection) for page in pages)
    assert [[one.attributes.id for one in page.data] for page in pages] == [[11, 12, 13], [14, 15, 16], [17, 40], []]
    told = [page.meta.pagination.to_dict() for page in pages[:3]]
    assert told == [{"results": 8, "pages": 3, "page": page, "per_page": 3} for page in (1, 2, 3)]

    def ids(**asked: object) -> list[int]:
        return [one.attributes.id for one in generated.call("list_customers", client=admin, **asked).data]

    assert ids(enterprise_id=str(HUB)) == [40]
    assert ids(qemail_cont="2@EXAMPLE") == [12]
    assert ids(qs=models.ListCustomersQs.ID_DESC)[:2] == [40, 17]
    assert ids(qid_eq=13) == [13]
    balance = models.ListCustomersExtraFieldscustomer.BALANCE
    balances = generated.call("list_customers", client=admin, extra_fieldscustomer=balance)
    assert {one.attributes.balance for one in balances.data} == {0.0}
    inside = generated.call("list_enterprise_customers", str(HUB), client=admin)
    assert [one.attributes.id for one in inside.data] == [40]


def test_it_is_told_in_its_own_types_why_it_is_refused(ofn: Network, generated: Generated) -> None:
    models = generated.models
    before = ofn.everything()
    change = models.CustomerUpdate(last_name="Eve")
    refused = generated.call("update_customer", "40", client=generated.client("key-farmer"), body=change)
    assert isinstance(refused, models.ErrorDocument)
    assert refused.to_dict() == UNAUTHORIZED
    unknown = generated.call("list_customers", client=generated.client("nope"))
    assert unknown.errors[0].detail == "Invalid API key (nope) specified."
    wish = models.CustomerCreate(enterprise_id=FARM, email="no address")
    invalid = generated.call("create_customer", client=generated.client("key-farmer"), body=wish)
    assert invalid.to_dict() == wrong("Email is invalid")
    assert ofn.everything() == before
