"""The declaration of the plugin and its one view."""

from itertools import count

from pyramid.config import Configurator

from menhu.api import ColumnResource, Page, Plugin, PortalRequest, hookimpl

VISITS = count(1)


class RestlessColumn(ColumnResource):
    """A column that counts its visits."""


plugin = Plugin(name="restless", title="Visits", column=RestlessColumn)


def visits(context: RestlessColumn, request: PortalRequest) -> Page:
    """A number from the memory of the process."""
    del request
    return Page(title=context.column.name, column=context.column, description=f"Visit {next(VISITS)}")


@hookimpl
def menhu_configure(config: Configurator) -> None:
    """One view."""
    config.add_view(visits, context=RestlessColumn, renderer="restless:visits.pt")
