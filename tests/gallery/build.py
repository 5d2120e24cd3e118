"""The gallery as fixtures: built once for each process of the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from menhu.api import PictureFolder
from menhu.testing import PortalKit
from menhu_news.importing import import_articles
from menhu_pages.importing import import_pages

from . import content
from .showcase import plugin as showcase
from .sites import gallery_sites
from .tour import Visit, exhibits, tour

FILLED = ("main", "edu", "plain")
PLAIN_THEME = Path(__file__).with_name("plain_theme")


class Installation(NamedTuple):
    """What an import works on."""

    cluster: Any
    sessions: Any
    files: Any


def installation(kit: PortalKit) -> Installation:
    """The services of a running portal."""
    registry = kit.registry
    return Installation(registry.snapshots.current, registry.sessions, registry.files)


@dataclass(frozen=True)
class Gallery:
    """A running portal and what a tour of it found."""

    kit: PortalKit
    visits: tuple[Visit, ...]

    @cached_property
    def exhibits(self) -> tuple[Visit, ...]:
        """One HTML page of each type."""
        return tuple(exhibits(self.visits))

    def of(self, theme: str, lang: str) -> tuple[Visit, ...]:
        """The exhibits in one theme and language; a theme of "" are the pages without a site."""
        found = tuple(visit for visit in self.exhibits if (visit.theme, visit.lang) == (theme, lang))
        assert found, f"the gallery shows nothing in {theme or 'no theme'}, {lang}"
        return found


def fill(kit: PortalKit, folder: Path) -> None:
    """Import the content of the gallery."""
    content.draw_pictures(folder)
    portal = installation(kit)
    for site in FILLED:
        news = import_articles(portal, content.encoded(content.articles(site)), PictureFolder(folder))
        pages = import_pages(portal, content.encoded(content.pages(site)), folder)
        assert not news.faults, news.faults
        assert not pages.faults, pages.faults


def build(folder: Path) -> Iterator[Gallery]:
    """Build the gallery in a folder and tour it; closed when the iterator ends."""
    with PortalKit(
        folder, gallery_sites(), {"showcase": showcase}, installed=("news", "pages"), fragments=False,
        themes=(PLAIN_THEME,),
    ) as kit:  # fmt: skip
        fill(kit, folder / "pictures")
        yield Gallery(kit, tuple(tour(kit)))


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """The gallery, toured."""
    yield from build(tmp_path_factory.mktemp("gallery"))
