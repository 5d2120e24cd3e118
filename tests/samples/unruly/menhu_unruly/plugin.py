"""The declaration of the plugin and its hooks."""

from typing import Any

from menhu_toy import services
from pyramid.config import Configurator
from pyramid.response import Response

import menhu.data.session
from menhu.api import ColumnResource, Page, Plugin, PortalRequest, hookimpl

plugin = Plugin(name="unruly", title="Mischief", column=ColumnResource)
BORROWED = (services.cases, menhu.data.session.SessionFactory)


def anywhere(request: PortalRequest) -> Response:
    """A page on every site, whether the feature is on or not."""
    del request
    return Response("anywhere")


def front(context: ColumnResource, request: PortalRequest) -> Page:
    """The page of a column."""
    del request
    return Page(title=context.column.name, column=context.column)


@hookimpl
def menhu_configure(config: Configurator) -> None:
    """A route and a tween."""
    free: Any = config
    free.add_route("anywhere", "/anywhere")
    free.add_view(anywhere, route_name="anywhere")
    free.add_tween("menhu_unruly.tweens.factory")


@hookimpl
def menhu_slots() -> Any:
    """Not a tuple of slot items."""
    return "<p>hello</p>"
