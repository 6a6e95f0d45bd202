"""The API's own description in OpenAPI, for testers and generators of clients."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Final

from patron.dialects.openfoodnetwork.lens import NAME
from patron.operations.ports import Desk
from patron.wire.dialect import Dialect, Route, acts, anybody, at_once
from patron.wire.refusals import Refused
from patron.wire.reply import Reply
from patron.wire.request import Wire

MEDIA_OF: Final = {
    "/v1.yaml": "text/yaml; charset=utf-8",  # JSON is YAML, too
    "/v1.json": "application/json; charset=utf-8",
}


def described(refuse: Callable[[Refused, Wire], Reply]) -> Dialect:
    """The description, under the path where the platform publishes its own; anybody may read it."""
    text = resources.files(__package__ or "").joinpath("openapi.json").read_bytes()

    def route(path: str, media: str) -> Route:
        def told(_result: None, _wire: Wire, _who: None) -> Reply:
            return Reply(200, text, media)

        return acts("GET", path, anybody, _nothing, _nobody_works, told)

    routes = tuple(route(path, media) for path, media in MEDIA_OF.items())
    return Dialect(NAME, ("api-docs",), routes, greet=at_once, identify=_nobody, refuse=refuse)


def _nothing(_wire: Wire, _who: None) -> None:
    """None: the path says everything."""


async def _nobody(_wire: Wire) -> None:
    """None: nobody is asked who they are."""


async def _nobody_works(_desk: Desk, _who: None, _nothing: None) -> None:
    """None: the description is always the same."""
