"""The declaration of the plugin and its hooks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from pyramid.config import Configurator
from sqlalchemy.orm import Session

from menhu.api import (
    BlockModel,
    BlockSettings,
    BlockType,
    Column,
    Item,
    OpenBusiness,
    Plugin,
    PortalRequest,
    Site,
    SiteMapEntry,
    SiteRoot,
    SlotItem,
    hookimpl,
)

from . import services, views
from .models import Base, Switch
from .resources import CaseColumn, CaseResource
from .settings import ToySettings

GET = ("GET", "HEAD")

plugin = Plugin(name="toy", title="Cases", settings=ToySettings, metadata=Base.metadata, column=CaseColumn)


@hookimpl
def menhu_configure(config: Configurator) -> None:
    """Views: three pages, three actions."""
    config.add_view(views.listing, context=CaseColumn, request_method=GET, renderer="toy:list.pt")
    config.add_view(views.case_page, context=CaseResource, request_method=GET, renderer="toy:case.pt")
    config.add_view(
        views.summary, context=SiteRoot, name="toy-summary", request_method=GET, renderer="toy:summary.pt"
    )
    config.add_view(views.open_case, context=CaseColumn, name="open", request_method="POST", begins=True)
    config.add_view(views.give_opinion, context=CaseResource, name="opinion", request_method="POST")
    config.add_view(views.finish, context=CaseResource, name="finish", request_method="POST")


def column_of(request: PortalRequest) -> Column | None:
    """The first column of cases on the site."""
    columns = request.site.structure.columns.get(request.lang, {}).values()
    return next((column for column in columns if column.feature == "toy"), None)


def build_cases(request: PortalRequest, settings: BlockSettings) -> BlockModel | None:
    """The newest cases on a home page."""
    del settings
    column = column_of(request)
    found = services.cases(request.db, limit=5)
    if column is None or not found:
        return None
    url = request.column_url(column)
    return BlockModel(
        "Newest cases", tuple(Item(case.title, f"{url}{case.id}", case.opened) for case in found), url
    )


def render_note(request: PortalRequest, page: Any) -> Markup | None:
    """How many cases are open, under the content of every page."""
    column = column_of(request)
    if column is None:
        return None
    request.tags.add(views.tag(request))
    own, assisting = services.business(request.db, request.site)
    return request.registry.renderer.render(
        "toy:note.pt", request, page, count=len(own) + len(assisting), url=request.column_url(column)
    )


@hookimpl
def menhu_blocks() -> Iterable[BlockType]:
    """One block: the newest cases."""
    return (
        BlockType(
            name="toy.cases", title="Newest cases", settings=BlockSettings,
            build=build_cases, template="toy:block_cases.pt",
        ),
    )  # fmt: skip


@hookimpl
def menhu_slots() -> Iterable[SlotItem]:
    """One note."""
    return (SlotItem(slot="content_after", name="toy.note", render=render_note),)


@hookimpl
def menhu_column_items(request: PortalRequest, column: Column, limit: int) -> Iterable[Item]:
    """The newest cases."""
    url = request.column_url(column)
    return tuple(
        Item(case.title, f"{url}{case.id}", case.opened) for case in services.cases(request.db, limit=limit)
    )


@hookimpl
def menhu_sitemap(request: PortalRequest, offset: int, limit: int) -> Iterable[SiteMapEntry]:
    """All cases."""
    return tuple(
        SiteMapEntry(str(case.id), case.opened)
        for case in services.cases(request.db, offset=offset, limit=limit)
    )


@hookimpl
def menhu_open_business(session: Session, site: Site) -> Iterable[OpenBusiness]:
    """Open cases of the site, and those of others in which it assists."""
    own, assisting = services.business(session, site)
    return tuple(
        OpenBusiness(what=what, count=len(found), examples=tuple(str(case.id) for case in found[:5]))
        for what, found in (("open cases", own), ("cases of other sites", assisting))
        if found
    )


@hookimpl
def menhu_feature_switched(session: Session, on: bool) -> None:
    """Note when the feature was switched."""
    session.add(Switch(on=on, at=datetime.now(UTC)))
