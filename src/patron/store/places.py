"""Countries and regions: read once into memory, replaced by worlds, filled in by the migration."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, literal_column, select
from sqlalchemy.sql import Executable

from patron.domain.places import Alias, Country, Places, Region
from patron.store import tables
from patron.store.spelling import Spelling
from patron.store.statement import Connection, statement

_country, _region, _alias = tables.country.c, tables.region.c, tables.place_alias.c
_MARK = "places_replaced"
"""A row of the allocator that stands while the places are not the server's own."""


@statement()
def all_countries(_sql: Spelling) -> Executable:
    """Every country."""
    return select(_country.code, _country.name, _country.needs_region)


@statement()
def all_regions(_sql: Spelling) -> Executable:
    """Every region."""
    return select(_region.id, _region.country, _region.code, _region.name, _region.ofn_code)


@statement()
def all_aliases(_sql: Spelling) -> Executable:
    """Every other name."""
    return select(_alias.kind, _alias.country, _alias.alias, _alias.target)


@statement()
def delete_countries(_sql: Spelling) -> Executable:
    """No country is left."""
    return delete(tables.country)


@statement()
def delete_regions(_sql: Spelling) -> Executable:
    """No region is left."""
    return delete(tables.region)


@statement()
def delete_aliases(_sql: Spelling) -> Executable:
    """No other name is left."""
    return delete(tables.place_alias)


@statement("name")
def find_mark(_sql: Spelling) -> Executable:
    """Whether the places were replaced."""
    column = tables.id_allocator.c
    return select(column.next).where(column.name == bindparam("name"))


@statement("name")
def put_mark(sql: Spelling) -> Executable:
    """The places were replaced."""
    mark = sql.insert(tables.id_allocator).values(name=bindparam("name"), next=literal_column("0"))
    return mark.on_conflict_do_nothing(index_elements=["name"])


async def read_places(connection: Connection, places: Places) -> None:
    """Nothing comes back; the places are those of the database."""
    countries = [Country(code, name, bool(needs)) for code, name, needs in await connection.rows(all_countries)]
    # Sorted here, alike on both engines: where two regions have one name, the last one wins.
    regions = sorted([Region(*row) for row in await connection.rows(all_regions)], key=lambda region: region.id)
    aliases = [Alias(*row) for row in await connection.rows(all_aliases)]
    places.become(countries, regions, aliases)


async def replace_places(
    connection: Connection, countries: Sequence[Country], regions: Sequence[Region], aliases: Sequence[Alias]
) -> None:
    """Nothing comes back; the database holds these places and no others."""
    for ask in (delete_aliases, delete_regions, delete_countries):
        await connection.run(ask)
    await connection.load(
        "country", ("code", "name", "needs_region"), [(c.code, c.name, int(c.needs_region)) for c in countries]
    )
    await connection.load(
        "region",
        ("id", "country", "code", "name", "ofn_code"),
        [(r.id, r.country, r.code, r.name, r.ofn_code) for r in regions],
    )
    await connection.load(
        "place_alias", ("kind", "country", "alias", "target"), [(a.kind, a.country, a.alias, a.target) for a in aliases]
    )


async def mark_replaced(connection: Connection) -> None:
    """Nothing comes back; it is known that these places are not the server's own."""
    await connection.run(put_mark, _MARK)


async def are_replaced(connection: Connection) -> bool:
    """True while the places are not the server's own."""
    return await connection.row(find_mark, _MARK) is not None
