"""Fixtures for tests through the front door with the plugins ``kiosk`` and ``stall``."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from kioskkit import plugin_modules, sites, write_note

from menhu.testing.portal import PortalKit


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ModuleType]]:
    """The two plugins."""
    with plugin_modules(tmp_path_factory.mktemp("shop")) as modules:
        yield modules


@pytest.fixture
def portals(
    tmp_path: Path, empty_database_url: str, shop: dict[str, ModuleType]
) -> Iterator[Callable[..., PortalKit]]:
    """Makes one portal on a fresh database, SQLite or PostgreSQL; arguments are those of PortalKit."""
    made: list[PortalKit] = []

    def make(specs: Any = None, modules: Any = None, **options: Any) -> PortalKit:
        options.setdefault("database", empty_database_url)
        chosen = shop if modules is None else modules
        folder = tmp_path / f"portal-{len(made)}"
        made.append(PortalKit(folder, sites() if specs is None else specs, chosen, **options))
        return made[-1]

    yield make
    for kit in made:
        kit.application.close()


@pytest.fixture
def portal(portals: Callable[..., PortalKit]) -> PortalKit:
    """Three sites with a note each."""
    kit = portals()
    for code in ("main", "one", "two"):
        write_note(kit, code, f"note of {code}")
    return kit
