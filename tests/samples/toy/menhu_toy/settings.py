"""Settings of the feature."""

from typing import Annotated

from msgspec import Meta

from menhu.api import Settings


class ToySettings(Settings, frozen=True):
    """Settings of ``toy`` on a site."""

    listed: Annotated[int, Meta(ge=1, le=100, description="Cases on the list.")] = 50
