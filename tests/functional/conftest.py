"""One filled demo cluster for each process of tests; a copy of it for tests that change something."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from demokit import DEMO, FEW, PLUGINS, fill

from menhu.testing.databases import DATABASES, postgres_url
from menhu.testing.portal import PortalKit


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the filled demo cluster on SQLite; nobody writes there."""
    folder = tmp_path_factory.mktemp("filled")
    with PortalKit(folder, DEMO, installed=PLUGINS) as kit:
        fill(kit)
    return folder


@pytest.fixture(scope="session")
def demo(filled: Path) -> Iterator[PortalKit]:
    """The demo cluster for tests that only read."""
    with PortalKit(filled, DEMO, installed=PLUGINS) as kit:
        yield kit


@pytest.fixture
def copies(filled: Path, tmp_path: Path) -> Iterator[Callable[..., PortalKit]]:
    """Makes demo clusters that a test may change; on SQLite."""
    made: list[PortalKit] = []

    def make(name: str = "copy", **options: object) -> PortalKit:
        shutil.copytree(filled, tmp_path / name)
        made.append(PortalKit(tmp_path / name, DEMO, installed=PLUGINS, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for kit in made:
        kit.application.close()


@pytest.fixture(scope="module", params=DATABASES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalKit]:
    """A filled demo cluster for one module, on SQLite and on PostgreSQL."""
    folder = tmp_path_factory.mktemp("both")
    if request.param == "sqlite":
        with PortalKit(folder, DEMO, installed=PLUGINS) as kit:
            fill(kit, codes=FEW)
            yield kit
        return
    with (
        postgres_url(request.getfixturevalue("postgres_server"), empty=True) as url,
        PortalKit(folder, DEMO, installed=PLUGINS, database=url) as kit,
    ):
        fill(kit, codes=FEW)
        yield kit
