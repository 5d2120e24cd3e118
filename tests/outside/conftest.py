"""The gallery, and the demo cluster with all the content that its generator makes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gallery.build import gallery, installation  # noqa: F401 - gallery is a fixture

from menhu.api import PictureFolder
from menhu.testing import PortalKit
from menhu_news.importing import import_articles
from menhu_pages.importing import import_pages

CITY = Path(__file__).resolve().parents[2] / "sites" / "shijiazhuang"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalKit]:
    """The demo cluster of 72 sites with its content; tests only read it."""
    folder = tmp_path_factory.mktemp("city")
    content = folder / "content"
    subprocess.run([sys.executable, CITY / "generate.py", "--out", content], check=True, capture_output=True)
    with PortalKit(folder, CITY, installed=("news", "pages")) as kit:
        pictures = content / "pictures"
        with (content / "news.jsonl").open("rb") as lines:
            news = import_articles(installation(kit), lines, PictureFolder(pictures))
        with (content / "pages.jsonl").open("rb") as lines:
            pages = import_pages(installation(kit), lines, pictures)
        assert not news.faults, news.faults[:3]
        assert not pages.faults, pages.faults[:3]
        yield kit
