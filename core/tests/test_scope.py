"""What a session of one site reads: every way that the naive recipe was tried with, and more."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import exists, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import (
    aliased,
    joinedload,
    make_transient_to_detached,
    selectinload,
    subqueryload,
)
from sqlalchemy.orm.exc import ObjectDeletedError
from toys import ONE, TWO, Article, File, Label, Word, fill, links, make_sites

from menhu.data.errors import ScopeError
from menhu.data.models import SiteRow
from menhu.data.session import PortalSession, SessionFactory, raw_connection

ARTICLE: sa.Table = Article.__table__  # type: ignore[assignment]
FILE: sa.Table = File.__table__  # type: ignore[assignment]

pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture
def factory(database: Engine) -> SessionFactory:
    return make_sites(database)


@pytest.fixture
def filled(factory: SessionFactory) -> None:
    fill(factory)


@pytest.fixture
def session(factory: SessionFactory) -> Any:
    with factory.for_site(ONE) as session:
        yield session


def child(session: PortalSession) -> Article:
    return session.scalars(select(Article).where(Article.title == "one child")).one()


def titles(rows: Any) -> list[str]:
    return sorted(row.title for row in rows)


def foreign_id(factory: SessionFactory) -> int:
    with factory.for_site(TWO) as session:
        return session.scalars(select(Article.id)).one()


def test_entities(session: PortalSession) -> None:
    assert titles(session.scalars(select(Article))) == ["one", "one child"]


def test_each_site_sees_its_own(factory: SessionFactory) -> None:
    with factory.for_site(TWO) as session:
        assert titles(session.scalars(select(Article))) == ["two"]


def test_get_of_a_foreign_row(factory: SessionFactory, session: PortalSession) -> None:
    assert session.get(Article, foreign_id(factory)) is None


def test_lazy_many_to_one(session: PortalSession) -> None:
    assert child(session).parent_id is not None
    assert child(session).parent is None


def test_lazy_collection(session: PortalSession) -> None:
    first = session.scalars(select(Article).where(Article.title == "one")).one()
    assert [file.name for file in first.files] == ["file of one"]


@pytest.mark.parametrize("load", [joinedload, selectinload, subqueryload])
def test_eager_collection(session: PortalSession, load: Callable[..., Any]) -> None:
    found = (
        session.scalars(select(Article).order_by(Article.title).options(load(Article.files))).unique().all()
    )
    assert [[file.name for file in article.files] for article in found] == [["file of one"], []]


@pytest.mark.parametrize("load", [joinedload, selectinload, subqueryload])
def test_eager_many_to_one(session: PortalSession, load: Callable[..., Any]) -> None:
    chosen = select(Article).where(Article.title == "one child").options(load(Article.parent))
    assert session.scalars(chosen).one().parent is None


def test_lazy_load_after_eager_load_is_held_once(session: PortalSession) -> None:
    found = (
        session.scalars(select(Article).order_by(Article.title).options(joinedload(Article.files)))
        .unique()
        .first()
    )
    assert found is not None
    assert found.labels == []
    session.refresh(found)
    assert [file.name for file in found.files] == ["file of one"]


def test_joined_columns(session: PortalSession) -> None:
    assert session.execute(select(Article.title, File.name).join(File)).all() == [("one", "file of one")]


def test_outer_joined_columns(session: PortalSession) -> None:
    rows = session.execute(select(Article.title, File.name).outerjoin(File).order_by(Article.title)).all()
    assert rows == [("one", "file of one"), ("one child", None)]


def test_outer_join_written_as_a_from(session: PortalSession) -> None:
    joined = sa.orm.outerjoin(Article, File)
    rows = session.execute(select(Article.title, File.name).select_from(joined).order_by(Article.title)).all()
    # SQLAlchemy puts the criteria of a join that is itself the FROM into WHERE: held, and narrower.
    assert rows == [("one", "file of one")]


def test_full_outer_join_is_refused(session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="hold"):
        session.execute(select(Article.title, File.name).outerjoin(File, full=True))


@pytest.mark.parametrize(
    "counted",
    [select(func.count(Article.id)), select(func.count()).select_from(Article)],
    ids=["column", "from"],
)
def test_count(session: PortalSession, counted: sa.Select[Any]) -> None:
    assert session.scalar(counted) == 2


def test_exists_subquery(session: PortalSession) -> None:
    leak = exists().where(File.article_id == Article.id, File.name == "leak of two")
    assert session.execute(select(Article.id).where(leak)).all() == []


def test_in_subquery(session: PortalSession) -> None:
    leak = select(File.article_id).where(File.name == "leak of two")
    assert session.execute(select(Article.id).where(Article.id.in_(leak))).all() == []


def test_scalar_subquery(session: PortalSession) -> None:
    counted = select(func.count(File.id)).where(File.article_id == Article.id).scalar_subquery()
    assert session.execute(select(Article.title, counted).order_by(Article.title)).all() == [
        ("one", 1),
        ("one child", 0),
    ]


@pytest.mark.parametrize(
    "wrapped",
    [select(select(Article.title).subquery()), select(select(Article.title).cte())],
    ids=["subquery", "cte"],
)
def test_wrapped_select(session: PortalSession, wrapped: sa.Select[Any]) -> None:
    assert sorted(session.scalars(wrapped)) == ["one", "one child"]


def test_union(session: PortalSession) -> None:
    both = select(Article.title).union_all(select(Article.title))
    assert sorted(session.scalars(both)) == ["one", "one", "one child", "one child"]


def test_union_as_entity(session: PortalSession) -> None:
    both = aliased(Article, select(Article).union(select(Article)).subquery())
    assert titles(session.scalars(select(both))) == ["one", "one child"]


def test_alias(session: PortalSession) -> None:
    other = aliased(Article)
    pairs = session.execute(
        select(Article.title, other.title).join(other, other.id == Article.parent_id)
    ).all()
    assert pairs == []


@pytest.mark.parametrize("form", ["exists", "nested"])
def test_exists_alone(factory: SessionFactory, session: PortalSession, form: str) -> None:
    number = foreign_id(factory)
    chosen = (
        exists().where(Article.id == number)
        if form == "exists"
        else select(Article.id).where(Article.id == number).exists()
    )
    assert session.scalar(select(chosen)) is False


def test_function_of_a_column(session: PortalSession) -> None:
    assert sorted(session.scalars(select(func.lower(Article.title)))) == ["one", "one child"]


@pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")
def test_expression_over_two_classes_is_refused(session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="toy_article"):
        session.execute(select(func.lower(Article.title) + File.name))


def test_literal_column(session: PortalSession) -> None:
    chosen = select(sa.literal_column("toy_article.title")).select_from(Article)
    assert sorted(session.scalars(chosen)) == ["one", "one child"]


def test_literal_column_that_hides_a_query(session: PortalSession) -> None:
    hidden = sa.literal_column("(select title from toy_article where site_id = 2)")
    with pytest.raises(ScopeError, match="hand-written"):
        session.execute(select(hidden))


def test_table_columns_are_refused(session: PortalSession) -> None:
    with pytest.raises(ScopeError, match=r"toy_article.*mapped classes"):
        session.execute(select(ARTICLE.c.title))


@pytest.mark.parametrize(
    "statement",
    [
        select(ARTICLE.alias().c.title),
        select(Word.text).join(ARTICLE, sa.true()),
        select(Word.text).where(exists().where(ARTICLE.c.site_id == 2)),
        select(Article.title, select(ARTICLE.c.title).lateral().c.title),
        select(sa.table("toy_article", sa.column("title")).c.title),
        select(sa.Table("toy_article", sa.MetaData(), sa.Column("title", sa.String)).c.title),
        select(links.c.article_id),
        select(ARTICLE.c.title).union(select(Article.title)),
    ],
    ids=["alias", "join", "exists", "lateral", "light", "other metadata", "association", "union"],
)
@pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")
def test_tables_are_refused_wherever_they_stand(session: PortalSession, statement: Any) -> None:
    # Again and again: a statement that is met a second time runs prepared.
    for _ in range(3):
        with pytest.raises(ScopeError):
            session.execute(statement)


@pytest.mark.parametrize("run", ["execute", "scalar", "scalars"])
def test_text_is_refused(session: PortalSession, run: str) -> None:
    with pytest.raises(ScopeError, match="hand-written"):
        getattr(session, run)(sa.text("select title from toy_article"))


@pytest.mark.parametrize(
    "statement",
    [
        select(Article).from_statement(sa.text("select * from toy_article")),
        sa.text("select title from toy_article").columns(title=sa.String),
        sa.lambda_stmt(lambda: select(Article.title)),
    ],
    ids=["from_statement", "columns", "lambda"],
)
def test_hidden_statements_are_refused(session: PortalSession, statement: Any) -> None:
    with pytest.raises(ScopeError):
        session.execute(statement)


def test_query(session: PortalSession) -> None:
    assert titles(session.query(Article).all()) == ["one", "one child"]
    assert session.query(Article).count() == 2


def test_many_to_many(session: PortalSession) -> None:
    first = session.scalars(select(Article).where(Article.title == "one")).one()
    first.labels.append(session.scalars(select(Label)).one())
    session.commit()
    session.expire_all()
    assert [label.name for label in first.labels] == ["label of one"]


def test_cluster_tables_are_open(session: PortalSession) -> None:
    assert session.scalars(select(SiteRow.code).order_by(SiteRow.id)).all() == ["one", "two", "three"]
    assert session.scalars(select(Word.text)).all() == ["word"]


def test_parameters_of_the_caller_are_kept(session: PortalSession) -> None:
    chosen = select(Article.title).where(Article.title == sa.bindparam("wanted"))
    assert session.scalars(chosen, {"wanted": "one"}).all() == ["one"]
    assert session.scalars(chosen, {"wanted": "two"}).all() == []


def test_one_statement_in_sessions_of_two_sites(factory: SessionFactory) -> None:
    chosen = select(Article.title).order_by(Article.title)
    with factory.for_site(ONE) as one, factory.for_site(TWO) as two:
        for _ in range(3):
            assert one.scalars(chosen).all() == ["one", "one child"]
            assert two.scalars(chosen).all() == ["two"]


def test_scope_is_for_life(factory: SessionFactory, session: PortalSession) -> None:
    session.info.update(site_id=2, scope="cluster", menhu_site=2)
    assert session.get(Article, foreign_id(factory)) is None
    with pytest.raises(AttributeError):
        session.scope = factory.for_site(TWO).scope  # type: ignore[misc]
    with pytest.raises(AttributeError):
        session.scope.site_id = 2  # type: ignore[misc]


def test_foreign_object_is_not_refreshed(factory: SessionFactory, session: PortalSession) -> None:
    with factory.for_site(TWO) as other:
        foreign = other.scalars(select(Article)).one()
    session.add(foreign)
    session.expire(foreign)
    with pytest.raises(ObjectDeletedError):
        _ = foreign.title


def test_forged_object_is_not_loaded(factory: SessionFactory, session: PortalSession) -> None:
    forged = Article(id=foreign_id(factory), site_id=1)
    make_transient_to_detached(forged)
    session.add(forged)
    with pytest.raises(ObjectDeletedError):
        _ = forged.title


def test_connection_is_refused(session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="connection"):
        session.connection()


def test_connection_taken_from_the_transaction_is_held(session: PortalSession) -> None:
    session.scalar(select(Word.text))
    transaction = session.get_transaction()
    assert transaction is not None
    (connection,) = transaction.connections
    for statement in (select(ARTICLE.c.title), sa.text("select title from toy_article")):
        with pytest.raises(ScopeError):
            connection.execute(statement)
    with pytest.raises(ScopeError):
        connection.exec_driver_sql("select title from toy_article")


def test_raw_connection_for_the_core(session: PortalSession) -> None:
    with raw_connection(session) as connection:
        assert connection.scalar(select(func.count()).select_from(ARTICLE)) == 3
    with pytest.raises(ScopeError):
        session.execute(select(ARTICLE.c.title))


def test_definition_of_tables_is_refused(session: PortalSession) -> None:
    with pytest.raises(ScopeError):
        session.execute(sa.schema.DropTable(FILE))


@pytest.mark.parametrize(
    "statement",
    [
        select(Article),
        select(exists().where(Article.id == 1)),
        select(select(Article.title).cte()),
        select(select(Article.title).subquery()),
        select(Article.title).union_all(select(Article.title)),
        select(func.count()).select_from(Article),
        select(ARTICLE.c.title),
        select(Word.text, select(func.count(Article.id)).scalar_subquery()),
        select(links.c.label_id),
        sa.text("select title from toy_article"),
        sa.insert(Article).values(title="x", site_id=1),
        sa.insert(ARTICLE).values(title="x", site_id=1),
        sa.update(Article).values(title="x"),
        sa.delete(Article),
    ],
    ids=lambda statement: str(statement).split("\n", maxsplit=1)[0],
)
def test_session_without_a_site_sees_no_owned_row(factory: SessionFactory, statement: Any) -> None:
    with factory.unscoped() as session, pytest.raises(ScopeError, match=r"for_site|mapped classes"):
        session.execute(statement)


def test_session_without_a_site_sees_the_cluster(factory: SessionFactory) -> None:
    with factory.unscoped() as session:
        assert session.scalar(select(func.count(SiteRow.id))) == 3
        session.add(Article(title="x", site_id=1))
        with pytest.raises(ScopeError, match="for_site"):
            session.flush()


def test_session_of_the_cluster_sees_all(factory: SessionFactory, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "menhu.audit"), factory.for_cluster("monthly report") as session:
        assert titles(session.scalars(select(Article))) == ["one", "one child", "two"]
        assert session.scalar(select(func.count()).select_from(ARTICLE)) == 3
        assert session.scalar(sa.text("select count(*) from toy_article")) == 3
        assert session.connection().scalar(select(func.count()).select_from(ARTICLE)) == 3
    assert "monthly report" in caplog.text


def test_session_of_the_cluster_needs_a_reason(factory: SessionFactory) -> None:
    with pytest.raises(ValueError, match="reason"):
        factory.for_cluster(" ")
