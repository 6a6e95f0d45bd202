"""Countries and regions

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from msgspec.structs import asdict

from patron.store.migrations.places import own_places
from patron.store.migrations.steps import begin

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _table(name: str, *columns: str) -> sa.TableClause:
    columns_of: list[sa.ColumnClause[Any]] = [sa.column(column) for column in columns]
    return sa.table(name, *columns_of)


country = _table("country", "code", "name", "needs_region")
region = _table("region", "id", "country", "code", "name", "ofn_code")
place_alias = _table("place_alias", "kind", "country", "alias", "target")


def upgrade() -> None:
    """Nothing comes back."""
    begin()
    countries, regions, aliases = own_places()
    op.bulk_insert(country, [asdict(c) | {"needs_region": int(c.needs_region)} for c in countries])
    op.bulk_insert(region, [asdict(r) for r in regions])
    op.bulk_insert(place_alias, [asdict(a) for a in aliases])


def downgrade() -> None:
    """Nothing comes back."""
    begin()
    for table in (place_alias, region, country):
        op.execute(sa.delete(table))
