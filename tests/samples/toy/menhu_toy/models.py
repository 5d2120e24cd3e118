"""Tables: cases, the opinions that sites give on them, and when the feature was switched."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from menhu.api import PluginBase, SiteOwned, SiteShared

OPEN, DONE = "open", "done"
ASSISTING, OBSERVING = "assisting", "observing"


class Base(PluginBase, DeclarativeBase, plugin="toy"):
    """Base of the tables ``toy_*``."""


class Case(SiteShared, Base):
    """A case: the site that opened it finishes it; assisting sites give opinions, observing ones read."""

    __tablename__ = "toy_case"
    __table_args__ = (sa.Index(None, "site_id", "state", "opened"),)
    __record_type__ = "toy.case"
    __writing_roles__ = frozenset({ASSISTING})
    __opens_business__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(20), default=OPEN)
    opened: Mapped[datetime]


class Opinion(SiteShared, Base):
    """What one site says about a case; it belongs to whom the case belongs to."""

    __tablename__ = "toy_opinion"
    __table_args__ = (sa.Index(None, "site_id", "case_id"),)
    __record_type__ = Case.__record_type__
    __record_key__ = "case_id"
    __writing_roles__ = Case.__writing_roles__

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("toy_case.id", ondelete="CASCADE"))
    author: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)
    given: Mapped[datetime]


class Switch(SiteOwned, Base):
    """One switching of the feature on a site."""

    __tablename__ = "toy_switch"
    __table_args__ = (sa.Index(None, "site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[bool]
    at: Mapped[datetime]
