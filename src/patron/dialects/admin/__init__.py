"""The administration: pages for the people who look after customers."""

from __future__ import annotations

from patron.dialects.admin import (
    asking,
    door,
    dressing,
    listing,
    members,
    own_account,
    pages,
    parse,
    refusing,
    second_entering,
    stores,
)
from patron.dialects.admin.admitting import admitting
from patron.dialects.admin.batches import batches
from patron.dialects.admin.editing import editing
from patron.dialects.admin.entering import entering
from patron.dialects.admin.past import past_pages
from patron.dialects.admin.seen import Sights, seen
from patron.dialects.admin.terms import Terms
from patron.domain.history import CredentialKind
from patron.operations import office
from patron.operations.office import Visit, signed_in
from patron.wire.dialect import Dialect, acts, at_once, reads, roomy
from patron.wire.house import House

FORM_LIMIT = 262_144
RECORD_LIMIT = 4 * 1024 * 1024
"""Of the form of a customer: every fact stands there twice, as it was and as it is typed, of each address."""


def dialects(house: House, terms: Terms, sights: Sights) -> tuple[Dialect, ...]:
    """The pages under `/admin`, and what they are dressed in."""
    return (
        Dialect(
            name="admin",
            prefixes=("admin",),
            greet=at_once,
            identify=door.identify(house, terms),
            refuse=refusing.refuse,
            names=_named,
            credential=lambda visit: CredentialKind.SESSION if visit.clerk else CredentialKind.NONE,
            body_limit=FORM_LIMIT,
            routes=(
                *entering(terms),
                *second_entering.rooms(terms),
                *own_account.rooms(terms),
                *stores.rooms(),
                *members.rooms(terms),
                reads(
                    "GET",
                    "/customers",
                    signed_in,
                    asking.wish,
                    office.table,
                    listing.table,
                    heavy=lambda wish: wish.search.filtered,
                ),
                # Where EverShop's GraphQL says that a group is edited (`CustomerGroup.editUrl`).
                acts("GET", "/customers/groups/{group}", signed_in, parse.group, listing.unread, listing.members_of),
                reads("GET", "/customers/edit/{uuid}", signed_in, parse.uuid, office.dossier, pages.dossier),
                *(roomy(row, RECORD_LIMIT) for row in editing(house.record)),
                *seen(sights, house.places, house.clock),
                *past_pages(house.record),
                *admitting(),
                *batches(house.record),
            ),
        ),
        dressing.dialect(),
    )


def _named(visit: Visit) -> str:
    return f"staff {visit.clerk.staff.id}" if visit.clerk else ""
