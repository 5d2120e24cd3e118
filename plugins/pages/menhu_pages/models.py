"""Tables: pages, and their bodies apart from them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from menhu.api import File, PluginBase, SiteOwned

TITLE_LENGTH = 200
MAIN = ""
"""The slug of a column's main page."""


class Base(PluginBase, DeclarativeBase, plugin="pages"):
    """Base of the tables ``pages_*``."""


class PageRecord(SiteOwned, Base):
    """A page of a column; ``imported`` is the digest of the line it was imported from."""

    __tablename__ = "pages_page"
    __table_args__ = (sa.UniqueConstraint("site_id", "column", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[str] = mapped_column(sa.String(40))
    slug: Mapped[str] = mapped_column(sa.String(60), default=MAIN)
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    updated: Mapped[datetime]
    position: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(sa.String(20))
    imported: Mapped[str | None] = mapped_column(sa.String(40))
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey(File.__table__.c.id))
    picture_alt: Mapped[str] = mapped_column(sa.String(500), default="")
    picture_caption: Mapped[str] = mapped_column(sa.String(500), default="")


class Body(SiteOwned, Base):
    """The sanitised HTML of a page; apart, so that lists never read it."""

    __tablename__ = "pages_body"

    page_id: Mapped[int] = mapped_column(
        sa.ForeignKey("pages_page.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    html: Mapped[str] = mapped_column(sa.Text)
