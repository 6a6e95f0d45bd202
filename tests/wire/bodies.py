"""Requests with a body, as a parser gets them."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request

from patron.operations.ports import Desk
from patron.wire.json_body import json_document
from patron.wire.request import Wire


def with_body(body: bytes, *headers: tuple[str, str]) -> Wire:
    """The request."""
    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "headers": raw, "query_string": b""}
    request = Request(scope)
    wire = Wire(request, cast("Desk", None), method="POST", path="/", base_url="", client="", request_id="")
    wire.body = body
    return wire


def read(body: str | bytes, content_type: str = "application/json", *headers: tuple[str, str]) -> object:
    """What is read of the body. Raises Malformed, UnsupportedMedia."""
    encoded = body.encode() if isinstance(body, str) else body
    return json_document(with_body(encoded, ("content-type", content_type), *headers))
