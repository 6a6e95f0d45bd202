"""Everything that reads the wire of EverShop's GraphQL: the document and its variables (evershop.md 8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec import Struct

from patron.operations.shoppers import Person
from patron.wire.graphql import Endpoint, Prepared, QueryError
from patron.wire.graphql.words import shown
from patron.wire.request import Wire
from patron.wire.tags import escaped_document
from patron.wire.worded import Worded

NOTHING: Mapping[str, object] = {}
UNREADABLE_VARIABLES = (
    "Variables must be provided as an Object where each property is a variable value."
    " Perhaps look to see if an unparsed JSON string was provided instead?"
)


class Asked(Struct, frozen=True):
    """A document that is ready to be run, or None where nothing was asked."""

    prepared: Prepared | None
    all_metafields: bool
    """The administrator sees fields that customers do not; with a cookie, not with a token (evershop.md 8.3)."""


class Reader:
    """Reads the requests of one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def asked(self, wire: Wire, person: Person) -> Asked:
        """What is asked. Raises Worded."""
        return Asked(self._prepared(wire), person.staff is not None and wire.header("authorization") is None)

    def _prepared(self, wire: Wire) -> Prepared | None:
        document = wire.document
        sent = cast("Mapping[str, object]", document) if isinstance(document, Mapping) else NOTHING
        body: Mapping[str, object] = {name: sent.get(name) for name in ("query", "variables")}
        if wire.method == "POST":
            body = cast("Mapping[str, object]", escaped_document(body))
        if not body["query"]:
            return None
        try:
            return self._endpoint.prepared(_query(body["query"]), _variables(body["variables"]))
        except QueryError as error:
            raise Worded(500, str(error)) from None


def _query(given: object) -> str:
    if not isinstance(given, str):
        raise QueryError(f"Body must be a string. Received: {shown(given)}.")
    return given


def _variables(given: object) -> Mapping[str, object]:
    if given is None or isinstance(given, list):
        return NOTHING  # to JavaScript a list is an object, of which none of the names is known
    if not isinstance(given, Mapping):
        raise QueryError(UNREADABLE_VARIABLES)
    return cast("Mapping[str, object]", given)
