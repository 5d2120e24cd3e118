"""Which tags a transaction moves, and how every process learns of them."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
import transaction
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from toys import ONE, THREE, TWO, Article, Case, Opinion, fill, make_sites

from menhu.data.changes import ChangeFeed, move
from menhu.data.engine import make_engine
from menhu.data.errors import ScopeError
from menhu.data.models import ChangeRow
from menhu.data.participants import add_participant, remove_participant
from menhu.data.session import SessionFactory

DEADLINE = 20.0
OWN = {"site/1/toy", "site/1/front"}


class Heard:
    """What a feed reported."""

    def __init__(self) -> None:
        self.tags: list[frozenset[str]] = []
        self.resets = 0

    def on_reset(self) -> None:
        self.resets += 1

    def all(self) -> set[str]:
        return set().union(*self.tags)


@pytest.fixture
def factory(database: Engine) -> SessionFactory:
    return make_sites(database)


@pytest.fixture
def other_engine(database_url: str) -> Iterator[Engine]:
    """A second engine, as another process has one."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def feed(factory: SessionFactory, other_engine: Engine, heard: Heard) -> Iterator[ChangeFeed]:
    feed = ChangeFeed(other_engine, heard.tags.append, heard.on_reset, interval=0.01)
    yield feed
    feed.stop()


def moved(factory: SessionFactory, after: int = 0) -> list[str]:
    with factory.unscoped() as session:
        return list(session.scalars(select(ChangeRow.tag).where(ChangeRow.id > after).order_by(ChangeRow.id)))


def last(factory: SessionFactory) -> int:
    with factory.unscoped() as session:
        return session.scalar(select(sa.func.max(ChangeRow.id))) or 0


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.01)


def add_article(factory: SessionFactory, title: str) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        session.add(Article(title=title))
        session.commit()


def test_a_flush_moves_the_tags_of_its_site_and_plugin(factory: SessionFactory) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        session.add_all([Article(title="a"), Article(title="b")])
        move(session, "site/1", "cluster/sites", "site/1")
        session.commit()
    assert moved(factory) == ["cluster/sites", "site/1", "site/1/front", "site/1/toy"]


@pytest.mark.parametrize(
    "statement",
    [insert(Article).values(title="new"), update(Article).values(title="changed"), delete(Article)],
    ids=["insert", "update", "delete"],
)
def test_a_statement_moves_tags(factory: SessionFactory, statement: sa.sql.dml.UpdateBase) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        session.execute(statement)
        session.commit()
    assert set(moved(factory)) == OWN


def test_reading_and_rolling_back_move_nothing(factory: SessionFactory) -> None:
    fill(factory)
    before = last(factory)
    with factory.for_site(ONE, immediate=True) as session:
        article = session.scalars(select(Article)).first()
        assert article is not None
        article.title = str(article.title)
        session.commit()
        session.add(Article(title="lost"))
        session.flush()
        session.rollback()
        session.commit()
    assert moved(factory, before) == []


def test_a_rollback_forgets_what_was_noted(factory: SessionFactory, feed: ChangeFeed, heard: Heard) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        session.execute(insert(Article).values(title="lost"))
        session.rollback()
        session.execute(select(Article.id))
        session.commit()
    assert moved(factory) == []
    assert feed.poll_once()
    assert heard.tags == []


def test_cluster_wide_statements_move_the_tags_of_every_site_they_may_meet(factory: SessionFactory) -> None:
    with factory.for_cluster("tests", immediate=True) as session:
        session.execute(insert(Article), [{"title": "a", "site_id": 1}, {"title": "b", "site_id": 3}])
        session.execute(insert(Article).values([{"title": "c", "site_id": 1}]))
        session.commit()
    assert {tag for tag in moved(factory) if tag.endswith("/toy")} == {"site/1/toy", "site/3/toy"}
    before = last(factory)
    with factory.for_cluster("tests", immediate=True) as session:
        session.execute(update(Article).values(title=Article.title + "!"))
        session.commit()
    assert {tag for tag in moved(factory, before) if tag.endswith("/toy")} == {"site/1/toy", "site/3/toy"}


def test_shared_rows_move_the_tags_of_all_who_take_part(factory: SessionFactory) -> None:
    everybody = {"site/1/toy", "site/2/toy", "site/3/toy"}
    with factory.for_site(ONE, immediate=True) as session:
        case = Case(title="road")
        session.add(case)
        add_participant(session, case, TWO.id, "handler")
        add_participant(session, case, THREE.id, "reader")
        session.commit()
    assert set(moved(factory)) == everybody

    before = last(factory)
    with factory.for_site(TWO, immediate=True) as session:
        session.add(Opinion(text="of two", case=session.scalars(select(Case)).one()))
        session.commit()
    assert set(moved(factory, before)) == everybody

    before = last(factory)
    with factory.for_site(TWO, immediate=True) as session:
        session.execute(update(Case).values(title="road again"))
        session.commit()
    assert set(moved(factory, before)) == everybody

    before = last(factory)
    with factory.for_site(ONE, immediate=True) as session:
        remove_participant(session, session.scalars(select(Case)).one(), THREE.id)
        session.commit()
    assert set(moved(factory, before)) == everybody

    before = last(factory)
    with factory.for_site(ONE, immediate=True) as session:
        session.execute(delete(Opinion))
        session.delete(session.scalars(select(Case)).one())
        session.commit()
    assert set(moved(factory, before)) == {"site/1/toy", "site/2/toy"}


def test_move_alone_commits_a_joined_transaction(factory: SessionFactory) -> None:
    manager = transaction.TransactionManager(explicit=True)
    with manager:
        move(factory.unscoped(tm=manager, immediate=True), "cluster")
    assert moved(factory) == ["cluster"]


def test_move_needs_a_session_of_ours(database: Engine) -> None:
    with Session(database) as session, pytest.raises(ScopeError):
        move(session, "cluster")


def test_the_feed_reports_what_another_engine_commits(
    factory: SessionFactory, feed: ChangeFeed, heard: Heard
) -> None:
    assert feed.poll_once()
    assert heard.tags == []
    add_article(factory, "a")
    assert feed.poll_once()
    assert heard.tags == [frozenset(OWN)]
    assert feed.poll_once()
    assert len(heard.tags) == 1
    assert heard.resets == 0


def test_the_feed_begins_at_the_present(factory: SessionFactory, other_engine: Engine, heard: Heard) -> None:
    add_article(factory, "before")
    feed = ChangeFeed(other_engine, heard.tags.append, heard.on_reset)
    try:
        assert feed.poll_once()
        assert heard.tags == []
    finally:
        feed.stop()


def test_a_commit_of_this_process_is_reported_at_once(factory: SessionFactory, heard: Heard) -> None:
    feed = ChangeFeed(factory.engine, heard.tags.append, heard.on_reset)
    try:
        add_article(factory, "a")
        assert heard.tags == [frozenset(OWN)]
    finally:
        feed.stop()
    add_article(factory, "b")
    assert len(heard.tags) == 1


def test_the_thread_hears_another_process(
    factory: SessionFactory, feed: ChangeFeed, heard: Heard, database_url: str
) -> None:
    feed.start()
    writer = Path(__file__).with_name("change_writer.py")
    subprocess.run([sys.executable, str(writer), database_url], check=True, timeout=DEADLINE * 3)
    until(lambda: heard.all() == OWN)


def test_the_thread_outlives_a_failing_listener(factory: SessionFactory, other_engine: Engine) -> None:
    calls: list[frozenset[str]] = []

    def listener(tags: frozenset[str]) -> None:
        calls.append(tags)
        raise LookupError("a listener failed")

    feed = ChangeFeed(other_engine, listener, lambda: None, interval=0.01)
    feed.start()
    try:
        add_article(factory, "a")
        until(lambda: len(calls) == 1)
        add_article(factory, "b")
        until(lambda: len(calls) == 2)
    finally:
        feed.stop()


def test_rows_older_than_a_day_are_removed(
    factory: SessionFactory, other_engine: Engine, heard: Heard
) -> None:
    with factory.for_cluster("tests", immediate=True) as session:
        session.add(ChangeRow(tag="old", tx=0, at=datetime.now(UTC) - timedelta(hours=25)))
        session.add(ChangeRow(tag="young", tx=0, at=datetime.now(UTC) - timedelta(hours=23)))
        session.commit()
    feed = ChangeFeed(other_engine, heard.tags.append, heard.on_reset)
    try:
        assert feed.poll_once()
    finally:
        feed.stop()
    assert moved(factory) == ["young"]


def on_postgresql(test: Callable[..., None]) -> Callable[..., None]:
    """For what SQLite, with one writer at a time and no server, has not."""
    return pytest.mark.postgresql(
        pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)(test)
    )


@on_postgresql
def test_transactions_that_commit_out_of_order_are_all_reported(
    factory: SessionFactory, feed: ChangeFeed, heard: Heard
) -> None:
    with factory.unscoped() as slow, factory.unscoped() as quick:
        # The slow one takes its transaction's id and its rows' ids first, and commits last.
        slow.add(ChangeRow(tag="slow", tx=xid(slow), at=datetime.now(UTC)))
        slow.flush()
        move(quick, "quick")
        quick.commit()
        assert feed.poll_once()
        assert heard.all() == {"quick"}
        assert feed.poll_once()
        assert heard.tags == [frozenset({"quick"})]
        slow.commit()
    assert feed.poll_once()
    assert heard.tags == [frozenset({"quick"}), frozenset({"slow"})]
    assert feed.poll_once()
    assert len(heard.tags) == 2


def xid(session: Session) -> int:
    number = session.scalar(select(sa.cast(sa.cast(sa.func.pg_current_xact_id(), sa.Text), sa.BigInteger)))
    assert number is not None
    return number


@on_postgresql
def test_a_transaction_open_when_the_feed_begins_is_reported(
    factory: SessionFactory, other_engine: Engine, heard: Heard
) -> None:
    with factory.unscoped() as slow:
        slow.add(ChangeRow(tag="slow", tx=xid(slow), at=datetime.now(UTC)))
        slow.flush()
        feed = ChangeFeed(other_engine, heard.tags.append, heard.on_reset)
        try:
            slow.commit()
            assert feed.poll_once()
        finally:
            feed.stop()
    assert heard.all() == {"slow"}


@on_postgresql
def test_a_lost_connection_resets_and_goes_on(
    factory: SessionFactory, feed: ChangeFeed, heard: Heard
) -> None:
    assert feed.poll_once()
    kill_others(factory)
    assert not feed.poll_once()
    assert heard.resets == 0
    assert feed.poll_once()
    assert heard.resets == 1
    add_article(factory, "a")
    assert feed.poll_once()
    assert heard.all() == OWN


@on_postgresql
def test_the_thread_outlives_a_lost_connection(
    factory: SessionFactory, feed: ChangeFeed, heard: Heard
) -> None:
    feed.start()
    kill_others(factory)
    until(lambda: heard.resets > 0)
    add_article(factory, "a")
    until(lambda: heard.all() == OWN)


def kill_others(factory: SessionFactory) -> None:
    with factory.engine.connect() as connection:
        mine = "pid <> pg_backend_pid() and datname = current_database() and backend_type = 'client backend'"
        connection.execute(sa.text(f"select pg_terminate_backend(pid) from pg_stat_activity where {mine}"))
    with suppress(sa.exc.OperationalError), factory.engine.connect() as connection:
        connection.execute(select(1))


def test_moments_are_kept_to_the_microsecond_and_in_order(factory: SessionFactory) -> None:
    zone = timezone(timedelta(hours=8))
    moments = [datetime(2026, 1, 2, 8, 0, 0, micro, tzinfo=zone) for micro in (0, 1, 999_999)]
    with factory.for_cluster("tests", immediate=True) as session:
        session.add_all(ChangeRow(tag=f"{number}", tx=0, at=at) for number, at in enumerate(moments))
        session.commit()
        session.expire_all()
        read = session.scalars(select(ChangeRow.at).order_by(ChangeRow.at)).all()
        assert list(read) == moments
        assert {at.utcoffset() for at in read} == {timedelta(0)}
        assert session.scalars(select(ChangeRow.tag).where(ChangeRow.at > moments[1])).all() == ["2"]
        session.add(ChangeRow(tag="naive", tx=0, at=datetime(2026, 1, 2)))
        with pytest.raises(sa.exc.StatementError, match="no time zone"):
            session.flush()
