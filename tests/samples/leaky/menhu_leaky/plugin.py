"""The declaration of the plugin and its hooks."""

from pyramid.config import Configurator

from menhu.api import Plugin, hookimpl

from . import views
from .models import Base
from .views import LeakyColumn

plugin = Plugin(name="leaky", title="Documents", metadata=Base.metadata, column=LeakyColumn)


@hookimpl
def menhu_configure(config: Configurator) -> None:
    """One harmless page and four that leak."""
    config.add_view(views.own, context=LeakyColumn, renderer="leaky:titles.pt")
    for view in (views.by_text, views.by_table, views.by_cluster, views.by_child):
        name = view.__name__.replace("_", "-")
        config.add_view(view, context=LeakyColumn, name=name, renderer="leaky:titles.pt")
