"""Fixtures: a portal with pages on two of three sites, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pagesroom import Pagesroom, sites

from menhu.testing import PortalKit
from menhu.testing.databases import database_url, postgres_server

__all__ = ["database_url", "postgres_server"]


@pytest.fixture
def room(tmp_path: Path, database_url: str) -> Iterator[Pagesroom]:
    """The portal on a fresh database."""
    with PortalKit(tmp_path / "portal", sites(), installed=("pages",), database=database_url) as kit:
        yield Pagesroom(kit)
