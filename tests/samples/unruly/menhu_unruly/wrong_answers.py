"""The same plugin, behaving while it boots; one hook answers with the wrong things, one view is hidden."""

from typing import Any

from pyramid.config import Configurator

from menhu.api import ColumnResource, Page, Plugin, PortalRequest, RecordResource, hookimpl


class MischiefColumn(ColumnResource):
    """A column of this plugin."""


class HiddenRecord(RecordResource):
    """A record that no column gives out."""


plugin = Plugin(name="unruly", title="Mischief", column=MischiefColumn)


def front(context: MischiefColumn, request: PortalRequest) -> Page:
    """The page of a column."""
    del request
    return Page(title=context.column.name, column=context.column, feed=f"{context.url}feed.atom")


def hidden(context: HiddenRecord, request: PortalRequest) -> Page:
    """A page without any address."""
    del context, request
    return Page(title="hidden")


@hookimpl
def menhu_configure(config: Configurator) -> None:
    """Two views."""
    config.add_view(front, context=MischiefColumn, renderer="unruly:front.pt")
    config.add_view(hidden, context=HiddenRecord, renderer="unruly:front.pt")


@hookimpl
def menhu_column_items() -> Any:
    """Strings instead of items."""
    return ("first", "second")
