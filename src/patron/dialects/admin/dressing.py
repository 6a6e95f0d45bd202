"""The files that pages load: for everybody, and kept by browsers for as long as they like."""

from __future__ import annotations

from patron.dialects.admin import refusing
from patron.dialects.admin.assets import KINDS, content
from patron.domain.refusals import NotFound
from patron.wire.dialect import Dialect, anybody, at_once, reads
from patron.wire.reply import Reply
from patron.wire.request import Wire

KEPT = (("Cache-Control", "public, max-age=31536000, immutable"), ("X-Content-Type-Options", "nosniff"))


def dialect() -> Dialect:
    """The files under `/admin/assets`."""
    return Dialect(
        name="admin-assets",
        prefixes=("admin/assets",),
        greet=at_once,
        identify=_nobody,
        refuse=refusing.refuse,
        routes=(reads("GET", "/{digest}/{name}", anybody, _name, _found, _file),),
    )


async def _nobody(_wire: Wire) -> None:
    """None: style sheets are no secrets."""


def _name(wire: Wire, _who: None) -> str:
    return wire.params["name"]


async def _found(_unit: object, _who: None, name: str) -> str:
    if name not in KINDS:
        raise NotFound("file")
    return name


def _file(name: str, _wire: Wire, _who: None) -> Reply:
    return Reply(200, content(name), KINDS[name], KEPT)
