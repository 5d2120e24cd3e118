"""Fixtures of the core's tests."""

from menhu.testing.databases import (  # noqa: F401 - fixtures
    database,
    database_url,
    empty_database_url,
    postgres_server,
)
