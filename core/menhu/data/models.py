"""The core's own tables. Only `FileRow` belongs to sites; the rest describe the cluster itself."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from menhu.data.base import CoreBase
from menhu.data.owners import SiteOwned

Json = dict[str, Any]


class ClusterRow(CoreBase):
    """The cluster itself: the one row has id 1."""

    __tablename__ = "core_cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    decl: Mapped[Json] = mapped_column(sa.JSON)


class TemplateRow(CoreBase):
    """A site template as declared."""

    __tablename__ = "core_template"

    code: Mapped[str] = mapped_column(primary_key=True)
    decl: Mapped[Json] = mapped_column(sa.JSON)


class StructureRow(CoreBase):
    """Features, columns and blocks of a site; sites with the same ones share one row."""

    __tablename__ = "core_structure"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    data: Mapped[Json] = mapped_column(sa.JSON)


class SiteRow(CoreBase):
    """A site. ``version`` grows with every change of its structure or settings."""

    __tablename__ = "core_site"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    template: Mapped[str]
    state: Mapped[str]
    successor: Mapped[str | None]
    notice: Mapped[str | None]
    path_prefix: Mapped[str | None] = mapped_column(unique=True)
    structure_id: Mapped[int] = mapped_column(sa.ForeignKey("core_structure.id"), index=True)
    name: Mapped[str]
    position: Mapped[int]
    own: Mapped[Json] = mapped_column(sa.JSON)
    overlay: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class HostRow(CoreBase):
    """A host name of a site; position 0 is its primary one."""

    __tablename__ = "core_host"

    host: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("core_site.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]


class ClosingRow(CoreBase):
    """A feature that is being switched off on a site while business is still open."""

    __tablename__ = "core_closing"

    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_site.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    feature: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class ParticipantRow(CoreBase):
    """A site's part in a shared record of another site."""

    __tablename__ = "core_participant"
    __table_args__ = (sa.Index(None, "site_id", "record_type", "record_id"),)

    record_type: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    site_id: Mapped[int] = mapped_column(
        sa.ForeignKey("core_site.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    role: Mapped[str] = mapped_column(primary_key=True)


class ChangeRow(CoreBase):
    """A moved tag. ``tx`` is the writing transaction's id on PostgreSQL and 0 on SQLite."""

    __tablename__ = "core_change"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read once by SQLAlchemy

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    tag: Mapped[str]
    tx: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class FileRow(SiteOwned, CoreBase):
    """A file of a site; its bytes lie in the file store under ``digest``."""

    __tablename__ = "core_file"
    __table_args__ = (sa.UniqueConstraint("site_id", "digest", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    alt: Mapped[str] = mapped_column(default="", server_default="")
