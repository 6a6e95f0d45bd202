"""Aimeos: the customer resource of its JSON:API, in two profiles (docs/dialects/aimeos.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from patron.dialects.aimeos import parse, shelves, values
from patron.dialects.aimeos.door import Door
from patron.dialects.aimeos.frame import Frame
from patron.dialects.aimeos.host import hosts
from patron.dialects.aimeos.lens import CODE, LABEL, NAME, SPEECH
from patron.dialects.aimeos.parse import RELATED, Reader, ReadStatements
from patron.dialects.aimeos.refuse import Refuser
from patron.dialects.aimeos.render import EntryForm, Renderer
from patron.dialects.aimeos.terms import Terms
from patron.operations import accounts
from patron.operations.accounts import Accounts, Manners
from patron.operations.belongings import Belongings, E, Shelf
from patron.operations.creation_limit import CreationLimit
from patron.operations.minting import Mint
from patron.operations.ports import Desk
from patron.operations.visiting import Visitor
from patron.wire.dialect import Dialect, Route, acts, anybody, at_once, chosen, reads, writes
from patron.wire.house import House

__all__ = ["Terms", "dialects", "minter", "parse"]

RESOURCE = "/customer"
BODY_LIMIT = 262_144
"""No account says more of itself, and longer texts would hold up everybody else."""


async def _nothing(_desk: Desk, _visitor: Visitor, _command: object) -> None:
    """None: what is told needs no store."""


class Table:
    """The rows of the dialect: one path, and on it a resource for each value of `related`."""

    def __init__(self, house: House, terms: Terms) -> None:
        self._house = house
        self._terms = terms
        self._reader = Reader(terms)
        frame = Frame(terms, self._reader)
        self._renderer = Renderer(house.places, terms.profile, self._reader, frame)
        self.refuse = Refuser(terms, self._reader, frame).refuse
        self._limit = CreationLimit(terms.limit_count, terms.limit_seconds)

    def routes(self, door: Door) -> tuple[Route, ...]:
        """Every row; those that write ask the door for the session's token."""
        reader, renderer, profile = self._reader, self._renderer, self._terms.profile
        resources = {
            "": self._account(),
            "address": self._entries(shelves.addresses(profile), values.address_statements, renderer.address),
            "property": self._entries(shelves.properties(profile), values.property_statements, renderer.property),
            "relationships": self._entries(shelves.list_items(profile), values.list_statements, renderer.list_item),
        }
        described = {
            related: acts("OPTIONS", RESOURCE, anybody, reader.nothing, _nothing, renderer.description(related))
            for related in RELATED
        }
        # The token may stand in the body, which is not read yet when `may` is asked.
        choose = door.guarded(reader.related)
        return (
            acts("OPTIONS", "", anybody, reader.nothing, _nothing, renderer.service),
            acts("GET", "", anybody, reader.nothing, _nothing, renderer.service),
            chosen("OPTIONS", RESOURCE, anybody, reader.related, described),
            chosen("GET", RESOURCE, anybody, reader.related, _of("GET", resources)),
            chosen("POST", RESOURCE, anybody, choose, _of("POST", resources)),
            chosen("PATCH", RESOURCE, anybody, choose, _of("PATCH", resources)),
            chosen("DELETE", RESOURCE, anybody, choose, _of("DELETE", resources)),
            acts("PUT", RESOURCE, anybody, door.guarded(reader.nothing), _nothing, renderer.not_allowed),
        )

    def _account(self) -> tuple[Route, ...]:
        reader, renderer, terms = self._reader, self._renderer, self._terms
        manners = Manners(SPEECH, CODE, LABEL, terms.profile.empty_label, terms.group_ids, self._limit)
        own = Accounts(self._house.record, manners)
        return (
            reads("GET", RESOURCE, anybody, reader.parts, accounts.show, renderer.shown),
            acts("POST", RESOURCE, anybody, reader.new_account, own.create, renderer.created),
            acts("PATCH", RESOURCE, anybody, reader.wish, own.change, renderer.changed),
            writes("DELETE", RESOURCE, anybody, reader.nothing, accounts.delete, renderer.deleted),
        )

    def _entries(self, shelf: Shelf[E], read: ReadStatements, form: EntryForm[E]) -> tuple[Route, ...]:
        reader, renderer = self._reader, self._renderer
        kept = Belongings(self._house.record, self._limit, shelf)
        shown, added = partial(renderer.sought, form), partial(renderer.added, form)
        changed = partial(renderer.entry, form)
        return (
            reads("GET", RESOURCE, anybody, reader.seek, kept.show, shown),
            writes("POST", RESOURCE, anybody, partial(reader.add, read), kept.add, added),
            writes("PATCH", RESOURCE, anybody, partial(reader.change, read), kept.change, changed),
            writes("DELETE", RESOURCE, anybody, reader.remove, kept.remove, renderer.deleted),
        )


def _of(method: str, resources: Mapping[str, tuple[Route, ...]]) -> Mapping[str, Route]:
    """The row of that method of each resource."""
    return {related: next(row for row in rows if row.method == method) for related, rows in resources.items()}


def dialects(house: House, terms: Terms) -> tuple[Dialect, ...]:
    """Aimeos over that house, and the calls that it leaves to its host."""
    door = Door(house, terms)
    table = Table(house, terms)
    api = Dialect(
        name=NAME,
        prefixes=("jsonapi",),
        greet=at_once,
        identify=door.identify,
        refuse=table.refuse,
        keys=lambda visitor: "" if visitor.customer_id is None else f"{visitor.customer_id} {visitor.csrf_value}",
        body_limit=BODY_LIMIT,
        names=lambda visitor: "" if visitor.customer_id is None else f"customer {visitor.customer_id}",
        credential=lambda visitor: visitor.credential,
        routes=table.routes(door),
    )
    return (api, *hosts(door))


def minter(house: House, terms: Terms) -> Mint:
    """Who makes credentials of accounts for worlds."""
    return Door(house, terms).mint
