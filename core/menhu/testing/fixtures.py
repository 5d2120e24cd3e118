"""pytest fixtures for plugin authors; pytest finds them by the entry point of the core."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from menhu.testing.portal import PortalKit


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
