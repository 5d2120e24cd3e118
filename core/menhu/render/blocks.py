"""Blocks: the pieces of a home page, offered by plugins, arranged by sites."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest


class BlockModel(NamedTuple):
    """What a block's template sees as ``block``.

    ``title`` stands when the site gave none: an English message of the plugin's catalogue, or, if
    ``title_is_data``, a name that the site gave to something. ``more_url`` leads to the whole list;
    ``content`` is the plugin's own (frozen) object.
    """

    title: str
    content: Any
    more_url: str | None = None
    title_is_data: bool = False


class BlockSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of a block's settings; subclass it with fields that have defaults or are required."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockType:
    """A kind of block that a plugin offers.

    Arguments:
        name: ``plugin.block``; the plugin's own name comes first.
        title: an English message of the plugin's catalogue, shown to who arranges the page.
        settings: a ``BlockSettings`` subclass; what the site wrote is converted to it.
        build: ``build(request, settings) -> BlockModel | None``; None leaves the block out,
            so that no page shows an empty one.
        template: the name of the template, ``plugin:file.pt``.
    """

    name: str
    title: str
    settings: type[BlockSettings]
    build: "Callable[[PortalRequest, Any], BlockModel | None]"
    template: str
