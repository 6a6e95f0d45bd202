"""Everything that reads the wire of Aimeos: queries, bodies, and customers in its words (aimeos.md 1 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from patron.dialects.aimeos import bodies
from patron.dialects.aimeos.lens import ACCOUNT, SPEECH
from patron.dialects.aimeos.parameters import Parameters, read
from patron.dialects.aimeos.profile import TODAY, Profile
from patron.dialects.aimeos.terms import Terms
from patron.dialects.aimeos.values import account_wish, own_columns, with_email
from patron.domain.access import Shop
from patron.domain.customer import Customer, Parts
from patron.domain.lens import Scene, Statements, state
from patron.domain.places import Places
from patron.operations.accounts import Wish
from patron.operations.addresses import with_billing
from patron.operations.belongings import Add, Change, Remove, Seek, View
from patron.operations.visiting import Visitor
from patron.wire.refusals import Malformed
from patron.wire.request import Wire

RELATED = ("", "address", "property", "relationships")
ReadStatements: TypeAlias = Callable[[bodies.Attributes, Profile], Statements]
"""Reads the attributes of one entry."""
_NO_ID = (None, "", "0")
_AS_SHOWN = replace(TODAY, squeezes_vatid=False)
_NO_FIELDS: Mapping[str, frozenset[str]] = {}


class Asked(Struct, frozen=True):
    """How the answer is wanted, and what it repeats of the question."""

    parameters: Parameters
    csrf: str | None = None
    """The token of the session, for `meta.csrf`."""
    fields: Mapping[str, frozenset[str]] = _NO_FIELDS
    domains: frozenset[str] = frozenset()
    sent: tuple[Statements, ...] = ()
    """What was said, behind the door: errors quote it."""
    columns: Statements = {}
    """A host's own columns, which the answer to PATCH repeats."""


class Reader:
    """Reads requests under the terms of an installation."""

    def __init__(self, terms: Terms) -> None:
        self._profile: Profile = terms.profile
        self._prefix = terms.prefix

    def asked(self, wire: Wire, visitor: Visitor | None = None) -> Asked:
        """What was noted of the request so far; without a parser's note, its query as far as it can be read."""
        noted = wire.asked
        if isinstance(noted, Asked):
            return noted
        try:
            parameters = read(wire.query, self._prefix)
        except Malformed:
            parameters = Parameters({})
        return Asked(parameters, visitor.csrf_value if visitor else None)

    def related(self, wire: Wire, visitor: Visitor) -> str:
        """Which resource is meant, '' for the account; the question is noted. Raises Malformed."""
        parameters = read(wire.query, self._prefix)
        wire.asked = Asked(parameters, visitor.csrf_value)
        wire.asked = replace(wire.asked, fields=parameters.fields(), domains=parameters.domains())
        related = parameters.text("related") or ""
        if related not in RELATED:
            raise Malformed("query")
        return related

    def nothing(self, wire: Wire, visitor: Visitor) -> None:
        """None: nothing is read but the query."""
        wire.asked = self.asked(wire, visitor)

    # -- the account ------------------------------------------------------------------------------------------------

    def parts(self, wire: Wire, _visitor: Visitor) -> Parts:
        """The parts of the account that its answer needs."""
        domains = self.asked(wire).domains
        parts = Parts.ADDRESSES
        if "customer/property" in domains:
            parts |= Parts.PROPERTIES
        if domains or self._profile.always_groups:
            parts |= Parts.GROUPS
        return parts

    def new_account(self, wire: Wire, visitor: Visitor) -> Wish:
        """What is said of the account to be created, or of the own one. Raises Malformed."""
        wish = self.wish(wire, visitor)
        if visitor.customer_id is not None:
            return wish
        wish = with_email(wish)
        wire.asked = replace(wire.asked, sent=(wish.named,))
        return wish

    def wish(self, wire: Wire, _visitor: Visitor) -> Wish:
        """What is said of the own account. Raises Malformed."""
        attributes = bodies.one(wire.body)
        wish = account_wish(attributes, self._profile)
        wire.asked = replace(wire.asked, sent=(wish.named,), columns=own_columns(attributes))
        return wish

    # -- what belongs to it -----------------------------------------------------------------------------------------

    def view(self, wire: Wire, visitor: Visitor) -> View:
        """What the visitor may see."""
        return View(visitor.shop.language, self.asked(wire).domains)

    def seek(self, wire: Wire, visitor: Visitor) -> Seek:
        """All entries, or the one named by `relatedid`. Raises Malformed."""
        number = self._related_id(wire)
        return Seek(self.view(wire, visitor), None if number in _NO_ID else number)

    def remove(self, wire: Wire, visitor: Visitor) -> Remove:
        """The entry named by `relatedid`, or those in the body. Raises Malformed."""
        number = self._related_id(wire)
        ids = bodies.ids(wire.body) if number in _NO_ID else (str(number),)
        return Remove(self.view(wire, visitor), ids)

    def add(self, read_one: ReadStatements, wire: Wire, visitor: Visitor) -> Add:
        """New entries, each read by that function. Raises Malformed."""
        entries = tuple(read_one(attributes, self._profile) for attributes in bodies.several(wire.body))
        wire.asked = replace(wire.asked, sent=entries)
        return Add(self.view(wire, visitor), entries)

    def change(self, read_one: ReadStatements, wire: Wire, visitor: Visitor) -> Change:
        """A change to the entry named by `relatedid`, read by that function. Raises Malformed."""
        named = read_one(bodies.one(wire.body), self._profile)
        parameters = self.asked(wire).parameters
        number = parameters.text("relatedid")
        if number is None and parameters.text("related") in self._profile.needs_id:
            raise Malformed("query")
        wire.asked = replace(wire.asked, sent=(named,))
        return Change(self.view(wire, visitor), number, named)

    def _related_id(self, wire: Wire) -> str | None:
        return self.asked(wire).parameters.text("relatedid")


def shown_customer(shown: Mapping[str, object], shop: Shop, places: Places) -> Customer:
    """The record behind an account as Aimeos shows it, its id kept. Raises Malformed.

    Worlds and migrations come in here: the same door and lenses as a request.
    """
    number = shown.get(f"{ACCOUNT}id")
    blank = Customer(shop.store_id, int(str(number)) if number else 0, str(uuid4()), "")
    named = account_wish(shown, _AS_SHOWN).named
    account = {field: value for field, value in named.items() if field in SPEECH.customer.lenses}
    billing = {field: value for field, value in named.items() if field in SPEECH.billing.lenses}
    customer = state(SPEECH.customer, blank, account, Scene(places, blank), new=True)
    if all(value in (None, "") for value in billing.values()):
        return customer
    return with_billing(customer, SPEECH.billing, billing, places, 0)
