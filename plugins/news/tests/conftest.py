"""Fixtures: a portal on both databases, a picture."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from newsroom import Newsroom, sites
from PIL import Image

from menhu.testing import PortalKit
from menhu.testing.databases import database_url, postgres_server

__all__ = ["database_url", "postgres_server"]


@pytest.fixture
def newsroom(tmp_path: Path, database_url: str) -> Iterator[Newsroom]:
    """The portal on a fresh database."""
    with PortalKit(tmp_path / "portal", sites(), installed=("news",), database=database_url) as kit:
        yield Newsroom(kit)


@pytest.fixture
def picture() -> bytes:
    """A small PNG picture."""
    target = BytesIO()
    Image.new("RGB", (8, 6), (200, 16, 46)).save(target, "PNG")
    return target.getvalue()
