"""pytest fixtures for plugin authors; pytest finds them by the entry point of the core."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from menhu.testing.portal import PortalKit


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled templates between runs; to compile one takes as long as many tests do."""
    cache = getattr(config, "cache", None)
    if cache is not None:
        os.environ.setdefault("CHAMELEON_CACHE", str(cache.mkdir("chameleon")))


@pytest.fixture
def portal(tmp_path: Path) -> "Iterator[Callable[..., PortalKit]]":
    """Makes portals: ``portal(sites, modules=…, installed=…)``; each is closed after the test."""
    from menhu.testing.portal import PortalKit

    with ExitStack() as stack:
        made: list[PortalKit] = []

        def make(*arguments: Any, **options: Any) -> PortalKit:
            folder = tmp_path / f"portal-{len(made)}"
            kit = stack.enter_context(PortalKit(folder, *arguments, **options))
            made.append(kit)
            return kit

        yield make
