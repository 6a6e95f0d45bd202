"""EverShop's GraphQL, as version 2.2 speaks it: a storefront's endpoint and one for administrators (evershop.md 8)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from patron.dialects.evershop_graphql import render
from patron.operations.ports import Desk
from patron.operations.shoppers import Person, may_manage
from patron.operations.speech import Speech
from patron.wire.dialect import Dialect, acts, anybody, secretive
from patron.wire.json_body import is_json, json_document
from patron.wire.refusals import Refused
from patron.wire.reply import Reply
from patron.wire.request import Wire

if TYPE_CHECKING:
    from patron.dialects.evershop_graphql.parse import Asked, Reader

BODY_LIMIT = 102_400  # 100 KiB, as body-parser has it


@dataclass(frozen=True, slots=True)
class Front:
    """What EverShop does alike for every one of its APIs; handed in, because no dialect knows another."""

    greet: Callable[[Wire], None]
    identify: Callable[[Wire], Awaitable[Person]]
    refuse: Callable[[Refused, Wire], Reply]
    speech: Speech


def dialects(front: Front) -> tuple[Dialect, Dialect]:
    """The storefront's endpoint, and that of the administrators."""
    return (
        _dialect(front, "evershop_graphql", "api/graphql", anybody, _Later("shop", front.speech)),
        _dialect(front, "evershop_graphql_admin", "api/admin/graphql", may_manage, _Later("admin", front.speech)),
    )


class _Later:
    """An endpoint that is made when it is first asked: GraphQL would cost every start 100 ms and 15 MB."""

    def __init__(self, name: str, speech: Speech) -> None:
        self._name = name
        self._speech = speech

    @cached_property
    def _reader(self) -> Reader:
        from patron.dialects.evershop_graphql.serving import reader

        return reader(self._name, self._speech)

    def asked(self, wire: Wire, person: Person) -> Asked:
        """What is asked. Raises Worded."""
        return self._reader.asked(wire, person)

    async def answered(self, desk: Desk, person: Person, asked: Asked) -> render.Answered:
        """The data, fields in the order of the document. Raises Worded with the first error."""
        from patron.dialects.evershop_graphql.serving import answered

        return await answered(desk, person, asked)


def _dialect(front: Front, name: str, prefix: str, may: Callable[[Person], None], served: _Later) -> Dialect:
    return Dialect(
        name=name,
        prefixes=(prefix,),
        greet=front.greet,
        identify=front.identify,
        refuse=front.refuse,
        body_limit=BODY_LIMIT,
        reads_body=is_json,
        open=json_document,
        any_case=True,
        # It changes nothing, whatever the method: an answer that is kept for repetitions would only fill the disk.
        routes=tuple(
            secretive(acts(way, "", may, served.asked, served.answered, render.answer)) for way in ("GET", "POST")
        ),
    )
