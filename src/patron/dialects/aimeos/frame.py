"""What is around the data of every document: meta, links, headers (aimeos.md 1)."""

from __future__ import annotations

from collections.abc import Mapping

from patron.dialects.aimeos.document import written
from patron.dialects.aimeos.items import Json
from patron.dialects.aimeos.parse import Asked, Reader
from patron.dialects.aimeos.terms import Terms
from patron.domain.customer import Customer
from patron.wire.conditions import tag
from patron.wire.reply import Reply
from patron.wire.request import Wire

MEDIA_TYPE = "application/vnd.api+json"
CSRF_NAME = "_token"
VERBS = ("Allow", "DELETE,GET,OPTIONS,PATCH,POST")
FRESH = ("Cache-Control", "no-cache, private")


class Frame:
    """Frames documents under the terms of an installation."""

    def __init__(self, terms: Terms, reader: Reader) -> None:
        self._terms = terms
        self._reader = reader

    def meta(self, wire: Wire, asked: Asked, total: int | None = None) -> Json:
        """The member `meta`, with that total."""
        meta: Json = {} if total is None else {"total": total}
        meta["prefix"] = self._terms.prefix or None
        meta["content-baseurl"] = f"{wire.base_url}/"
        if self._terms.profile.base_urls:
            meta["content-baseurls"] = {
                "fs-media": f"{wire.base_url}/aimeos",
                "fs-mimeicon": f"{wire.base_url}/vendor/shop/mimeicons",
                "fs-theme": f"{wire.base_url}/vendor/shop/themes",
            }
        if asked.csrf is not None:
            meta["csrf"] = {"name": CSRF_NAME, "value": asked.csrf}
        return meta

    def document(
        self,
        status: int,
        wire: Wire,
        members: Json,
        *,
        total: int,
        links: Mapping[str, object] | None = None,
        customer: Customer | None = None,
    ) -> Reply:
        """A reply with those members, which may be indented, and with links to itself and to `links`.

        `customer`: whose version it tells of.
        """
        asked = self._reader.asked(wire)
        plain: Json = {"meta": self.meta(wire, asked, total), "links": {**_links(wire, asked), **(links or {})}}
        tags = (tag(customer),) if customer is not None and customer.id else ()
        return reply(status, written(plain, members, pretty=asked.parameters.pretty()), VERBS, FRESH, *tags)

    def failure(self, status: int, wire: Wire, error: Json, *headers: tuple[str, str]) -> Reply:
        """A reply with that one error."""
        asked = self._reader.asked(wire)
        plain: Json = {"meta": self.meta(wire, asked, 0), "links": _links(wire, asked)}
        body = written(plain, {"errors": [error]}, pretty=asked.parameters.pretty())
        return reply(status, body, FRESH, *headers)


def reply(status: int, body: bytes, *headers: tuple[str, str]) -> Reply:
    """A reply of this dialect's media type."""
    return Reply(status, body, MEDIA_TYPE, headers)


def _links(wire: Wire, asked: Asked) -> Json:
    """The link to this very request; below relationships also one without the entry that was meant."""
    here, parameters = f"{wire.base_url}/jsonapi/customer", asked.parameters
    links: Json = {"self": _with_query(here, parameters.echo())}
    if parameters.tree.get("related") == "relationships":
        links["related"] = _with_query(here, parameters.echo("relatedid"))
    return links


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
