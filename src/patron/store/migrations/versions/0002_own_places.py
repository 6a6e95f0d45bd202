"""Countries and regions

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from msgspec.structs import asdict

from patron.store.migrations.places import own_places
from patron.store.migrations.steps import begin

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

country = sa.table("country", *(sa.column(name) for name in ("code", "name", "needs_region")))
region = sa.table("region", *(sa.column(name) for name in ("id", "country", "code", "name", "ofn_code")))
place_alias = sa.table("place_alias", *(sa.column(name) for name in ("kind", "country", "alias", "target")))


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
