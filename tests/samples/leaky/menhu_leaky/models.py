"""Documents, and remarks on them that pretend to belong to nobody."""

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from menhu.api import PluginBase, SiteOwned


class Base(PluginBase, DeclarativeBase, plugin="leaky"):
    """Base of the tables ``leaky_*``."""


class Document(SiteOwned, Base):
    """A document of a site; its index leads with the wrong column."""

    __tablename__ = "leaky_document"
    __table_args__ = (sa.Index(None, "title", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))


class Remark(Base):
    """A child row without an owner."""

    __tablename__ = "leaky_remark"
    __cluster_wide__ = "remarks hang below documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("leaky_document.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
