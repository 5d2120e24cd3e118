"""Settings of the feature, and what a column of news can be told."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from menhu.api import Column, Settings

Style = Literal["titles", "summaries", "pictures"]


class NewsSettings(Settings, frozen=True):
    """Settings of ``news`` on a site."""

    page_size: Annotated[int, Meta(ge=5, le=100, description="Articles on one page of a list.")] = 20
    related: Annotated[
        int, Meta(ge=0, le=20, description="Related articles below an article; 0 shows none.")
    ] = 5
    show_editor: Annotated[
        bool, Meta(description="Whether the responsible editor (责任编辑) is named below an article.")
    ] = True


class ColumnSettings(Settings, frozen=True):
    """Settings of a column, ``settings: {style: pictures}``."""

    style: Annotated[
        Style, Meta(description="A list of titles, of summaries, or of pictures with titles.")
    ] = "titles"


PLAIN = ColumnSettings()


def column_settings(column: Column) -> ColumnSettings:
    """The settings of a column; the default ones if what the site wrote cannot be used."""
    if not column.settings:
        return PLAIN
    try:
        return msgspec.convert(column.settings, ColumnSettings)
    except msgspec.ValidationError:
        return PLAIN
