"""What a session of one site writes: objects, bulk statements and their loopholes."""

from typing import Any

import pytest
import sqlalchemy as sa
import transaction
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from toys import ONE, TWO, Article, Case, File, Label, fill, make_sites

from menhu.data.errors import FeatureClosing, ScopeError
from menhu.data.session import PortalSession, SessionFactory

ARTICLE: sa.Table = Article.__table__  # type: ignore[assignment]

pytestmark = pytest.mark.usefixtures("filled")


@pytest.fixture
def factory(database: Engine) -> SessionFactory:
    return make_sites(database)


@pytest.fixture
def filled(factory: SessionFactory) -> None:
    fill(factory)


@pytest.fixture
def session(factory: SessionFactory) -> Any:
    with factory.for_site(ONE, immediate=True) as session:
        yield session


def everything(factory: SessionFactory) -> list[tuple[int, str]]:
    with factory.for_cluster("look") as session:
        rows = session.execute(
            select(Article.site_id, Article.title).order_by(Article.site_id, Article.title)
        )
        return [(row.site_id, row.title) for row in rows]


BEFORE = [(1, "one"), (1, "one child"), (2, "two")]


def foreign_id(factory: SessionFactory) -> int:
    with factory.for_site(TWO) as session:
        return session.scalars(select(Article.id)).one()


def own(session: PortalSession) -> Article:
    return session.scalars(select(Article).where(Article.title == "one")).one()


def test_new_object_gets_the_site(factory: SessionFactory, session: PortalSession) -> None:
    session.add(Article(title="new"))
    session.commit()
    assert (1, "new") in everything(factory)


def test_new_object_for_another_site(session: PortalSession) -> None:
    session.add(Article(title="new", site_id=2))
    with pytest.raises(ScopeError, match="site 2"):
        session.commit()


def test_change_of_the_owner(session: PortalSession) -> None:
    own(session).site_id = 2
    with pytest.raises(ScopeError, match="site_id"):
        session.flush()


def test_change_of_the_owner_of_an_expired_object(session: PortalSession) -> None:
    article = own(session)
    session.expire(article)
    article.site_id = 2
    with pytest.raises(ScopeError, match="site_id"):
        session.flush()


def test_removal_of_an_own_object(factory: SessionFactory, session: PortalSession) -> None:
    session.delete(session.scalars(select(Article).where(Article.title == "one child")).one())
    session.commit()
    assert everything(factory) == [(1, "one"), (2, "two")]


@pytest.mark.parametrize("deed", ["change", "delete"])
def test_foreign_object_brought_along(factory: SessionFactory, session: PortalSession, deed: str) -> None:
    with factory.for_site(TWO) as other:
        foreign = other.scalars(select(Article)).one()
        _ = foreign.files, foreign.labels
    session.add(foreign)
    if deed == "change":
        foreign.title = "changed"
    else:
        session.delete(foreign)
    with pytest.raises(ScopeError, match="site 2"):
        session.flush()
    session.rollback()
    assert everything(factory) == BEFORE


@pytest.mark.parametrize("in_parameters", [False, True], ids=["values", "parameters"])
def test_bulk_insert_for_another_site(session: PortalSession, in_parameters: bool) -> None:
    row = {"title": "evil", "site_id": 2}
    statement = insert(Article) if in_parameters else insert(Article).values(**row)
    with pytest.raises(ScopeError, match="another site"):
        session.execute(statement, row if in_parameters else None)


def test_bulk_insert_of_rows_with_one_for_another_site(session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="another site"):
        session.execute(insert(Article), [{"title": "good"}, {"title": "evil", "site_id": 2}])


def test_bulk_insert_gets_the_site(factory: SessionFactory, session: PortalSession) -> None:
    session.execute(insert(Article).values(title="values"))
    session.execute(insert(Article), {"title": "one row"})
    session.execute(insert(Article).values(title="own site", site_id=1))
    returned = session.scalars(insert(Article).returning(Article.title), [{"title": "a"}, {"title": "b"}])
    assert sorted(returned) == ["a", "b"]
    session.commit()
    assert {title for site, title in everything(factory) if site == 1} >= {
        "values",
        "one row",
        "own site",
        "a",
        "b",
    }
    assert [title for site, title in everything(factory) if site == 2] == ["two"]


@pytest.mark.parametrize(
    "statement",
    [
        insert(ARTICLE).values(title="evil", site_id=2),
        insert(Article).values([{"title": "evil", "site_id": 2}]),
        insert(Article).from_select(["title", "site_id"], select(Article.title, sa.literal(2))),
        insert(Article).values(title="evil", site_id=sa.bindparam("where")),
        insert(Article).values(title="evil", site_id=select(func.max(File.site_id)).scalar_subquery()),
        insert(Article).prefix_with("OR REPLACE").values(id=1, title="evil"),
        insert(sa.table("toy_article", sa.column("title"))).values(title="evil"),
        update(ARTICLE).values(title="evil"),
        delete(ARTICLE),
        update(Article).values(site_id=2),
        update(Article).ordered_values((Article.site_id, 2)),
        update(Article).where(Article.id == File.article_id, File.name == "leak of two").values(title="evil"),
        update(Article).prefix_with("OR REPLACE").values(title="evil"),
        sa.text("update toy_article set title = 'evil'"),
    ],
    ids=lambda statement: " ".join(str(statement).split())[:60],
)
def test_statements_that_leave_the_site(
    factory: SessionFactory, session: PortalSession, statement: Any
) -> None:
    with pytest.raises(ScopeError):
        session.execute(statement)
    session.rollback()
    assert everything(factory) == BEFORE


def test_update_with_the_site_as_a_parameter(factory: SessionFactory, session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="site_id"):
        session.execute(update(Article), {"site_id": 2})
    session.rollback()
    assert everything(factory) == BEFORE


def test_bulk_update_by_key(factory: SessionFactory, session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="by key"):
        session.execute(update(Article), [{"id": foreign_id(factory), "title": "evil"}])
    session.rollback()
    assert everything(factory) == BEFORE


@pytest.mark.parametrize("name", ["bulk_insert_mappings", "bulk_update_mappings"])
def test_bulk_mappings(session: PortalSession, name: str) -> None:
    with pytest.raises(ScopeError, match=name):
        getattr(session, name)(Article, [{"id": 50, "title": "evil", "site_id": 2}])


def test_bulk_save_objects(session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="bulk_save_objects"):
        session.bulk_save_objects([Article(title="evil", site_id=2)])


def test_update_reaches_own_rows_alone(factory: SessionFactory, session: PortalSession) -> None:
    article = own(session)
    changed: Any = session.execute(
        update(Article).where(Article.title.in_(["one", "two"])).values(title="new")
    )
    assert changed.rowcount == 1
    assert article.title == "new"
    session.commit()
    assert everything(factory) == [(1, "new"), (1, "one child"), (2, "two")]


@pytest.mark.parametrize("synchronise", ["auto", "evaluate", "fetch", False])
def test_update_of_a_foreign_row(factory: SessionFactory, session: PortalSession, synchronise: Any) -> None:
    changed: Any = session.execute(
        update(Article).where(Article.id == foreign_id(factory)).values(title="evil"),
        execution_options={"synchronize_session": synchronise},
    )
    assert changed.rowcount == 0
    session.commit()
    assert everything(factory) == BEFORE


def test_update_from_what_another_site_has(session: PortalSession) -> None:
    leak = select(File.article_id).where(File.name == "leak of two")
    found: Any = session.execute(update(Article).where(Article.id.in_(leak)).values(title="seen"))
    assert found.rowcount == 0
    newest = select(func.max(Label.name)).scalar_subquery()
    session.execute(update(Article).where(Article.title == "one").values(title=newest))
    assert session.scalars(select(Article.title).where(Article.title.like("label%"))).all() == [
        "label of one"
    ]


def test_delete_reaches_own_rows_alone(factory: SessionFactory, session: PortalSession) -> None:
    gone: Any = session.execute(delete(Article).where(Article.title.in_(["one child", "two"])))
    assert gone.rowcount == 1
    session.commit()
    assert everything(factory) == [(1, "one"), (2, "two")]


def test_merge_of_a_foreign_row(factory: SessionFactory, session: PortalSession) -> None:
    with pytest.raises(ScopeError, match="outside the scope"):
        session.merge(Article(id=foreign_id(factory), title="evil"))
    session.rollback()
    with pytest.raises(ScopeError, match="outside the scope"):
        session.merge_all([Article(id=foreign_id(factory), title="evil")])
    session.rollback()
    with pytest.raises(ScopeError, match="on trust"):
        session.merge(Article(id=foreign_id(factory), site_id=1, title="evil"), load=False)
    assert everything(factory) == BEFORE


def test_merge_of_an_own_row(factory: SessionFactory, session: PortalSession) -> None:
    session.merge(Article(id=own(session).id, title="merged"))
    session.merge(Article(title="quite new"))
    session.commit()
    assert everything(factory) == [(1, "merged"), (1, "one child"), (1, "quite new"), (2, "two")]


def test_new_object_with_the_key_of_a_foreign_row(factory: SessionFactory, session: PortalSession) -> None:
    session.add(Article(id=foreign_id(factory), title="evil"))
    with pytest.raises(IntegrityError):
        session.flush()


def upsert(session: PortalSession) -> Any:
    bind: Any = session.get_bind()
    return postgresql_insert(Article) if bind.dialect.name == "postgresql" else sqlite_insert(Article)


def test_upsert_over_a_foreign_row(factory: SessionFactory, session: PortalSession) -> None:
    by_key = upsert(session).values(id=foreign_id(factory), title="evil")
    with pytest.raises(ScopeError, match="ON CONFLICT"):
        session.execute(by_key.on_conflict_do_update(index_elements=["id"], set_={"title": "evil"}))
    moved = upsert(session).on_conflict_do_update(index_elements=["site_id", "title"], set_={"site_id": 2})
    with pytest.raises(ScopeError, match="ON CONFLICT"):
        session.execute(moved, [{"title": "one"}])
    session.rollback()
    assert everything(factory) == BEFORE


def test_upsert_within_the_site(factory: SessionFactory, session: PortalSession) -> None:
    renamed = upsert(session).on_conflict_do_update(
        index_elements=["site_id", "title"], set_={"title": "again"}
    )
    session.execute(renamed, [{"title": "one"}, {"title": "fresh"}])
    session.execute(upsert(session).on_conflict_do_nothing(), [{"title": "again"}])
    session.commit()
    assert everything(factory) == [(1, "again"), (1, "fresh"), (1, "one child"), (2, "two")]


def test_nothing_new_begins_while_a_feature_closes(factory: SessionFactory) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        session.info["closing"] = frozenset({"toy"})
        session.add(Article(title="no business"))
        session.flush()
        with pytest.raises(FeatureClosing, match="toy is closing on one"):
            session.execute(insert(Case).values(title="business"))
        session.add(Case(title="business"))
        with pytest.raises(FeatureClosing):
            session.flush()


def test_cluster_wide_session_writes_for_any_site(factory: SessionFactory) -> None:
    with factory.for_cluster("repair", immediate=True) as session:
        session.add(Article(title="for two", site_id=2))
        session.execute(update(Article).where(Article.title == "two").values(title="2"))
        session.flush()
        session.add(Article(title="for nobody"))
        with pytest.raises(ScopeError, match="without site_id"):
            session.flush()


def test_session_joined_to_a_transaction(factory: SessionFactory) -> None:
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    session = factory.for_site(ONE, tm=manager, immediate=True)
    session.execute(insert(Article).values(title="kept"))
    with pytest.raises(RuntimeError, match="do not commit"):
        session.commit()
    manager.abort()
    assert everything(factory) == BEFORE

    manager.begin()
    session = factory.for_site(ONE, tm=manager, immediate=True)
    session.add(Article(title="kept"))
    manager.commit()
    manager.begin()
    session = factory.for_site(ONE, tm=manager, immediate=True)
    session.execute(insert(Article).values(title="kept too"))
    manager.commit()
    assert everything(factory) == [(1, "kept"), (1, "kept too"), (1, "one"), (1, "one child"), (2, "two")]


def test_savepoint(factory: SessionFactory, session: PortalSession) -> None:
    session.add(Article(title="outside"))
    savepoint = session.begin_nested()
    session.add(Article(title="inside", site_id=2))
    with pytest.raises(ScopeError):
        session.flush()
    savepoint.rollback()
    session.commit()
    assert everything(factory) == [(1, "one"), (1, "one child"), (1, "outside"), (2, "two")]
