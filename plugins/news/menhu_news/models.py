"""Tables: articles, their bodies apart from them, and counters of articles per month."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from menhu.api import File, PluginBase, SiteOwned

PUBLISHED = "published"
WITHDRAWN = "withdrawn"
TITLE_LENGTH = 200


class Base(PluginBase, DeclarativeBase, plugin="news"):
    """Base of the tables ``news_*``."""


class Article(SiteOwned, Base):
    """An article as lists and blocks see it; ``imported`` is the digest of the line it was imported from."""

    __tablename__ = "news_article"
    __moves__ = ("cluster/news",)
    __table_args__ = (
        sa.CheckConstraint(f"state IN ('{PUBLISHED}', '{WITHDRAWN}')", name="state"),
        sa.UniqueConstraint("site_id", "external_id"),
        sa.Index("ix_news_article_list", "site_id", "column", "state", "published", "id"),
        sa.Index(
            "ix_news_article_pictures",
            "site_id", "column", "state", "published", "id",
            sqlite_where=sa.column("picture_id").is_not(None),
            postgresql_where=sa.column("picture_id").is_not(None),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    subtitle: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH), default="")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    author: Mapped[str] = mapped_column(sa.String(200), default="")
    editor: Mapped[str] = mapped_column(sa.String(200), default="")
    keywords: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    published: Mapped[datetime]
    updated: Mapped[datetime]
    language: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(20), default=PUBLISHED)
    withdraw_reason: Mapped[str | None] = mapped_column(sa.Text)
    external_id: Mapped[str | None] = mapped_column(sa.String(200))
    imported: Mapped[str | None] = mapped_column(sa.String(40))
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey(File.__table__.c.id))
    picture_alt: Mapped[str] = mapped_column(sa.String(500), default="")
    picture_caption: Mapped[str] = mapped_column(sa.String(500), default="")


class Body(SiteOwned, Base):
    """The sanitised HTML of an article; apart, so that lists never read it."""

    __tablename__ = "news_body"

    article_id: Mapped[int] = mapped_column(
        sa.ForeignKey("news_article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    html: Mapped[str] = mapped_column(sa.Text)


class MonthCount(SiteOwned, Base):
    """How many published articles, scheduled ones included, a column has in a month (UTC, ``YYYY-MM``)."""

    __tablename__ = "news_month"
    __table_args__ = (sa.UniqueConstraint("site_id", "column", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[str] = mapped_column(sa.String(40))
    month: Mapped[str] = mapped_column(sa.String(7))
    count: Mapped[int]


class month_of(FunctionElement[str]):  # noqa: N801 - an SQL function
    """The month (UTC, ``YYYY-MM``) of a moment in the database."""

    type = sa.String()
    inherit_cache = True


@compiles(month_of, "sqlite")
def _month_on_sqlite(element: month_of, compiler: Any, **keywords: Any) -> str:
    return f"substr({compiler.process(element.clauses, **keywords)}, 1, 7)"


@compiles(month_of, "postgresql")
def _month_on_postgresql(element: month_of, compiler: Any, **keywords: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **keywords)} AT TIME ZONE 'UTC', 'YYYY-MM')"
