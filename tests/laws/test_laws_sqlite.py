"""The four dialects are one record on SQLite: every law holds over random histories.

`make laws` takes 500,000 steps. A history that breaks a law is printed, as short as hypothesis can make it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.proving import prove_enough, quick_folder


@pytest.mark.timeout(1800)
def test_the_laws_of_one_record_hold_on_sqlite(tmp_path: Path) -> None:
    """Laws 1 to 17, with two dialects at once and with customers that move to another store."""
    with quick_folder(tmp_path) as folder:
        prove_enough(f"sqlite:///{folder / 'laws.sqlite3'}")
