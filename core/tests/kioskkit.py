"""A portal of three small sites with two plugins that live in a temporary folder: ``kiosk`` and ``stall``."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import sqlalchemy as sa
from webob import Request

from menhu.testing.portal import PortalKit, SiteSpec

KIOSK = """
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
from markupsafe import Markup
from menhu.api import (
    BlockModel, BlockSettings, BlockType, Column, ColumnResource, Item, OpenBusiness, Page, Plugin, PluginBase,
    RecordResource, Settings, SiteMapEntry, SiteOwned, SiteRoot, SlotItem, hookimpl,
)
from msgspec import Meta
from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.response import Response
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LONG_AGO = datetime(2026, 1, 5, 2, tzinfo=UTC)


class Base(PluginBase, DeclarativeBase, plugin="kiosk"):
    pass


class Note(SiteOwned, Base):
    __tablename__ = "kiosk_note"
    __table_args__ = (sa.Index(None, "site_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(200))


class KioskSettings(Settings):
    size: Annotated[int, Meta(ge=1, le=9, description="How many notes are shown.")] = 3
    label: Annotated[str, Meta(description="What stands above them.")] = ""
    colour: Annotated[str, Meta(description="Of the paper.")] = "white"


class NoteResource(RecordResource):
    pass


class KioskColumn(ColumnResource):
    def __getitem__(self, name):
        if not re.fullmatch(r"[1-9][0-9]{0,8}", name):
            raise KeyError(name)
        note = self.request.db.scalar(sa.select(Note).where(Note.id == int(name)))
        if note is None:
            raise KeyError(name)
        return NoteResource(self, name, note)


plugin = Plugin(
    name="kiosk", title="Kiosk", settings=KioskSettings, metadata=Base.metadata, column=KioskColumn
)


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    notes: tuple


def notes(request, limit):
    request.tags.add(f"site/{request.site.id}/kiosk")
    return tuple(request.db.scalars(sa.select(Note).order_by(Note.id).limit(limit)))


def listing(context, request):
    settings = request.site.settings("kiosk")
    return ListPage(
        title=context.column.name, column=context.column, description=settings.label,
        feed=f"{context.url}feed.atom", notes=notes(request, settings.size),
    )


def note(context, request):
    request.tags.add(f"site/{request.site.id}/kiosk")
    return ListPage(title=context.record.text, column=context.column, notes=(context.record,))


def add(context, request):
    text = request.POST.get("text", "")
    if not text:
        raise HTTPBadRequest
    request.db.add(Note(text=text))
    request.db.flush()
    if text == "boom":
        raise RuntimeError("after the write")
    return HTTPSeeOther(request.absolute(context.url))


def scribble(context, request):
    request.db.add(Note(text="scribbled"))
    request.db.flush()
    return Response("written")


def update(context, request):
    request.db.execute(sa.update(Note).values(text="overwritten"))
    return Response("written")


def lazily(context, request):
    request.db.add(Note(text="never flushed"))
    return Response("pretends")


def crash(context, request):
    raise RuntimeError("a fault of the plugin")


def rest(context, request):
    return Response("/".join(request.subpath))


@hookimpl
def menhu_configure(config):
    get = ("GET", "HEAD")
    config.add_view(listing, context=KioskColumn, request_method=get, renderer="kiosk:list.pt")
    config.add_view(note, context=NoteResource, request_method=get, renderer="kiosk:list.pt")
    config.add_view(add, context=KioskColumn, name="add", request_method="POST")
    for view in (scribble, update, lazily, crash):
        config.add_view(view, context=SiteRoot, name=f"kiosk-{view.__name__}", request_method=get)
    config.add_view(rest, context=SiteRoot, name="kiosk-rest", request_method=get, subpath=True)


def build(request, settings):
    found = notes(request, 3)
    return BlockModel("Kiosk", tuple(Item(n.text, f"/kiosk/{n.id}", LONG_AGO) for n in found)) if found else None


@hookimpl
def menhu_blocks():
    return (
        BlockType(
            name="kiosk.notes", title="Kiosk", settings=BlockSettings, build=build, template="kiosk:block.pt"
        ),
    )


def mark(request, page):
    return Markup("<p>a mark of the kiosk</p>")


@hookimpl
def menhu_slots():
    return (SlotItem(slot="content_after", name="kiosk.mark", render=mark),)


@hookimpl
def menhu_column_items(request, column: Column, limit):
    url = request.column_url(column)
    return tuple(Item(n.text, f"{url}{n.id}", LONG_AGO) for n in notes(request, limit))


@hookimpl
def menhu_sitemap(request, column, offset, limit):
    return tuple(SiteMapEntry(str(n.id)) for n in notes(request, limit)) if offset == 0 else ()


@hookimpl
def menhu_open_business(session):
    found = session.scalars(sa.select(Note.text).where(Note.text.like("open%"))).all()
    return (OpenBusiness(what="open notes", count=len(found), examples=tuple(found)),) if found else ()
"""
STALL = """
from menhu.api import ColumnResource, Plugin, hookimpl
from pyramid.response import Response


class StallColumn(ColumnResource):
    pass


plugin = Plugin(name="stall", title="Stall", requires=("kiosk",), column=StallColumn)


def show(context, request):
    return Response("a stall")


@hookimpl
def menhu_configure(config):
    config.add_view(show, context=StallColumn, request_method=("GET", "HEAD"))
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "kiosk0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "kiosk_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_kiosk_note_site_id_core_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_note")),
    )
    op.create_index(op.f("ix_kiosk_note_site_id_id"), "kiosk_note", ["site_id", "id"])
"""
LIST = """<html metal:use-macro="layout" xmlns:metal="http://xml.zope.org/namespaces/metal"
 xmlns:tal="http://xml.zope.org/namespaces/tal"><metal:main metal:fill-slot="main"><h1>${page.title}</h1>
<ul><li tal:repeat="note page.notes">${note.text}</li></ul></metal:main></html>
"""
BLOCK = """<ul xmlns:tal="http://xml.zope.org/namespaces/tal"><li tal:repeat="item block.content">${item.title}</li>
</ul>
"""
PO = """msgid ""
msgstr ""
"Language: {lang}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Kiosk"
msgstr "{kiosk}"

msgid "Stall"
msgstr "{stall}"
"""
FILES = {
    "kiosk/__init__.py": KIOSK,
    "kiosk/migrations/versions/0001_notes.py": MIGRATION,
    "kiosk/templates/list.pt": LIST,
    "kiosk/templates/block.pt": BLOCK,
    "kiosk/static/kiosk.css": ".kiosk { color: black }\n",
    "stall/__init__.py": STALL,
}


@contextmanager
def plugin_modules(folder: Path) -> Iterator[dict[str, ModuleType]]:
    """The plugins as importable packages, as long as the context is open."""
    for name, text in FILES.items():
        file = folder / f"shop_{name}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for owner in ("kiosk", "stall"):
        for locale, lang, words in (
            ("zh_Hans", "zh-Hans", ("报亭", "货摊")),
            ("en", "en", ("Kiosk", "Stall")),
        ):
            file = folder / f"shop_{owner}" / "locale" / locale / "LC_MESSAGES" / f"{owner}.po"
            file.parent.mkdir(parents=True)
            file.write_text(PO.format(lang=lang, kiosk=words[0], stall=words[1]), encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield {name: import_module(f"shop_{name}") for name in ("kiosk", "stall")}
    finally:
        sys.path.remove(str(folder))
        for name in ("kiosk", "stall"):
            sys.modules.pop(f"shop_{name}", None)


def column(code: str, plugin: str = "kiosk", **more: Any) -> dict[str, Any]:
    return {"code": code, "name": code.upper(), "plugin": plugin, "column_type": "工作动态", **more}


def group(code: str, *children: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**column(code, "core"), "kind": "group", "children": list(children), **more}


HOME = ({"region": "wide", "block": "kiosk.notes"},)


def sites(**first: Any) -> tuple[SiteSpec, ...]:
    """The main site, and two departments; ``first`` replaces what the template of ``one`` says."""
    given: dict[str, Any] = {
        "features": {"kiosk": True, "stall": True, "ghost": True},
        "columns": (column("kiosk"), column("stall", "stall"), column("english", language="en")),
        "languages": ("zh-Hans", "en"),
        "home": HOME,
    } | first
    return (
        SiteSpec(code="main", features={"kiosk": True}, columns=(column("kiosk"),), home=HOME),
        SiteSpec(code="one", **given),
        SiteSpec(code="two", features={"kiosk": True}, columns=(column("kiosk"),), home=HOME),
    )


class Answer(NamedTuple):
    """What one request was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    app: Any, address: str, method: str = "GET", form: Mapping[str, str] | None = None, **headers: str
) -> Answer:
    """Send one request; the address is written with its host."""
    host, slash, path = address.partition("/")
    request = Request.blank(slash + path, base_url=f"http://{host}", **({"POST": dict(form)} if form else {}))
    request.environ["HTTP_HOST"] = host  # as browsers send it: WebOb names the default port
    request.method = method
    for name, value in headers.items():
        request.headers[name.replace("_", "-")] = value
    response = request.get_response(app)
    return Answer(response.status_int, {k.lower(): v for k, v in response.headerlist}, response.body)


def write_note(kit: PortalKit, site: str, text: str) -> int:
    """A note on a site; answers its number."""
    note = kit.registry.plugins.modules["kiosk"].Note
    with kit.session(site) as session:
        row = note(text=text)
        session.add(row)
        session.commit()
        number: int = row.id
        return number


def texts(kit: PortalKit, site: str) -> list[str]:
    """The notes of a site, as they lie in the database."""
    note = kit.registry.plugins.modules["kiosk"].Note
    with kit.registry.sessions.for_site(kit.site(site)) as session:
        return list(session.scalars(sa.select(note.text).order_by(note.id)))
