"""The store's databases: operations are tried on both engines, too."""

from tests.store.conftest import database, postgres_database, postgres_template, sqlite_database, sqlite_template

__all__ = ["database", "postgres_database", "postgres_template", "sqlite_database", "sqlite_template"]
