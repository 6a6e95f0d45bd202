"""The four dialects are one record on PostgreSQL: a file of its own, so that it runs beside the one for SQLite."""

from __future__ import annotations

import pytest

from tests.laws.proving import prove_enough
from tests.parts.postgres import Running, fresh_database


@pytest.mark.timeout(1800)
def test_the_laws_of_one_record_hold_on_postgresql(postgres: Running) -> None:
    """The same laws, where two dialects at once are two transactions at once."""
    prove_enough(fresh_database(postgres.url, "laws"))
