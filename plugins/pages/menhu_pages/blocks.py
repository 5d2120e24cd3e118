"""The block for home pages: the beginning of a page."""

from typing import Annotated, NamedTuple

from msgspec import Meta

from menhu.api import BlockModel, BlockSettings, BlockType, Picture, PortalRequest, plain_text, shortened

from . import queries
from .models import MAIN


class IntroSettings(BlockSettings, frozen=True):
    """``pages.intro``; ``chars`` is the length of the excerpt, ``title`` stands instead of the page's."""

    column: str
    chars: Annotated[int, Meta(ge=20, le=1000)] = 140
    title: str = ""


class Intro(NamedTuple):
    """The content of the block."""

    title: str
    text: str
    url: str
    picture: Picture | None


def build_intro(request: PortalRequest, settings: IntroSettings) -> BlockModel | None:
    """The beginning of a column's main page with the way to the whole."""
    column = request.site.structure.column(settings.column, request.lang)
    if column is None or column.feature != "pages":
        return None
    url = request.column_url(column)

    def build() -> tuple[str, str, Picture | None] | None:
        row = queries.page(request, column, MAIN)
        if row is None:
            return None
        return row.title, shortened(plain_text(row.html), settings.chars), queries.picture(request, row)

    key = ("pages.intro", request.site.id, settings, request.site_base())
    found = request.fragment(key, (queries.tag(request),), build)
    if found is None:
        return None
    title, text, picture = found
    return BlockModel("About us", Intro(settings.title or title, text, url, picture), url)


BLOCKS = (
    BlockType(
        name="pages.intro",
        title="About us",
        settings=IntroSettings,
        build=build_intro,
        template="pages:block_intro.pt",
    ),
)
