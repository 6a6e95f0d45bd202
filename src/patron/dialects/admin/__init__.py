"""The administration: pages for the people who look after customers."""

from __future__ import annotations

from patron.dialects.admin import door, dressing, members, own_account, pages, parse, refusing, second_entering, stores
from patron.dialects.admin.admitting import admitting
from patron.dialects.admin.batches import batches
from patron.dialects.admin.editing import editing
from patron.dialects.admin.entering import entering
from patron.dialects.admin.past import past_pages
from patron.dialects.admin.seen import seen
from patron.dialects.admin.terms import Terms
from patron.operations import office
from patron.operations.office import Visit, signed_in
from patron.operations.speech import Speech
from patron.wire.dialect import Dialect, at_once, reads
from patron.wire.house import House

FORM_LIMIT = 262_144


def dialects(house: House, terms: Terms, speeches: tuple[Speech, ...]) -> tuple[Dialect, ...]:
    """The pages under `/admin`, and what they are dressed in."""
    return (
        Dialect(
            name="admin",
            prefixes=("admin",),
            greet=at_once,
            identify=door.identify(house, terms),
            refuse=refusing.refuse,
            names=_named,
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
                    parse.search,
                    office.table,
                    pages.table,
                    heavy=lambda one: one.may_scan,
                ),
                reads("GET", "/customers/edit/{uuid}", signed_in, parse.uuid, office.dossier, pages.dossier),
                *editing(house.record),
                *seen(speeches, house.places),
                *past_pages(house.record),
                *admitting(),
                *batches(house.record),
            ),
        ),
        dressing.dialect(),
    )


def _named(visit: Visit) -> str:
    return f"staff {visit.clerk.staff.id}" if visit.clerk else ""
