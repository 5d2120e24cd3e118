"""Models, sites and rows that the tests of the data layer share."""

from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from menhu.data.base import PluginBase
from menhu.data.models import SiteRow, StructureRow
from menhu.data.owners import SiteOwned, SiteShared
from menhu.data.session import SessionFactory


@dataclass(frozen=True)
class Ref:
    id: int
    code: str


ONE, TWO, THREE = Ref(1, "one"), Ref(2, "two"), Ref(3, "three")


class ToyBase(PluginBase, DeclarativeBase, plugin="toy"):
    pass


links = sa.Table(
    "toy_link",
    ToyBase.metadata,
    sa.Column("article_id", sa.ForeignKey("toy_article.id"), primary_key=True),
    sa.Column("label_id", sa.ForeignKey("toy_label.id"), primary_key=True),
)


class Label(SiteOwned, ToyBase):
    __tablename__ = "toy_label"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Article(SiteOwned, ToyBase):
    __tablename__ = "toy_article"
    __table_args__ = (sa.UniqueConstraint("site_id", "title"),)
    __moves__ = ("site/{site}/front",)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("toy_article.id"))
    parent: Mapped["Article | None"] = relationship(remote_side=[id])
    files: Mapped[list["File"]] = relationship(back_populates="article")
    labels: Mapped[list[Label]] = relationship(secondary=links)


class File(SiteOwned, ToyBase):
    __tablename__ = "toy_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("toy_article.id"))
    article: Mapped[Article] = relationship(back_populates="files")


class Word(ToyBase):
    __tablename__ = "toy_word"
    __cluster_wide__ = "one dictionary for all sites"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class Case(SiteShared, ToyBase):
    __tablename__ = "toy_case"
    __record_type__: ClassVar[str] = "toy.case"
    __writing_roles__: ClassVar[frozenset[str]] = frozenset({"handler"})
    __opens_business__: ClassVar[bool] = True
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    opinions: Mapped[list["Opinion"]] = relationship(back_populates="case")


class Opinion(SiteShared, ToyBase):
    __tablename__ = "toy_opinion"
    __record_type__: ClassVar[str] = "toy.case"
    __record_key__: ClassVar[str] = "case_id"
    __writing_roles__: ClassVar[frozenset[str]] = frozenset({"handler"})
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("toy_case.id"))
    case: Mapped[Case] = relationship(back_populates="opinions")


def make_sites(engine: Engine) -> SessionFactory:
    """The toys' tables, and the sites one, two and three."""
    ToyBase.metadata.create_all(engine)
    factory = SessionFactory(engine)
    with factory.for_cluster("tests", immediate=True) as session:
        session.add(StructureRow(id=1, digest="none", data={}))
        session.flush()
        session.add_all(_site(ref) for ref in (ONE, TWO, THREE))
        session.commit()
    return factory


def _site(ref: Ref) -> SiteRow:
    fixed: dict[str, Any] = {"kind": "department", "template": "t", "state": "running", "own": {}}
    return SiteRow(id=ref.id, code=ref.code, name=ref.code, position=ref.id, structure_id=1, **fixed)


def fill(factory: SessionFactory) -> None:
    """Rows of the sites one and two that refer to one another across the border."""
    with factory.for_cluster("tests", immediate=True) as session:
        first = Article(title="one", site_id=1)
        foreign = Article(title="two", site_id=2)
        session.add_all([first, foreign])
        session.flush()
        session.add_all(
            [
                Article(title="one child", site_id=1, parent_id=foreign.id),
                File(name="file of one", site_id=1, article_id=first.id),
                File(name="leak of two", site_id=2, article_id=first.id),
                Label(name="label of one", site_id=1),
                Label(name="label of two", site_id=2),
                Word(text="word"),
            ]
        )
        session.commit()
