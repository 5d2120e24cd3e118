"""Sessions that only read: one connection for prepared reads and the ORM, and no writes."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from menhu.data.errors import ScopeError
from menhu.data.models import FileRow
from menhu.testing import PortalKit, SiteSpec

NAMES = sa.select(FileRow.id, FileRow.name).order_by(FileRow.id)
Portals = Callable[..., PortalKit]


@pytest.fixture
def kit(portal: Portals, empty_database_url: str) -> PortalKit:
    made = portal([SiteSpec(code="main"), SiteSpec(code="other")], database=empty_database_url)
    for code in ("main", "other"):
        with made.session(code) as session:
            session.add(FileRow(digest=f"{code:0<32}", name=f"{code}.png", content_type="image/png", size=1))
            session.commit()
    return made


def names(session: sa.orm.Session) -> list[str]:
    return [row.name for row in session.execute(NAMES)]


@pytest.mark.parametrize("order", ["orm-first", "read-first"])
def test_prepared_reads_and_the_orm_take_turns(kit: PortalKit, order: str) -> None:
    with kit.registry.sessions.for_site(kit.site("main"), read_only=True) as session:
        if order == "orm-first":
            assert session.scalars(sa.select(FileRow)).one().name == "main.png"
        for _ in range(3):
            assert names(session) == ["main.png"]
            found = session.scalars(sa.select(FileRow)).one()
            session.expire(found)
            assert found.name == "main.png"
            assert session.get(FileRow, found.id + 1) is None


def test_a_read_gives_the_same_rows_the_first_and_the_third_time(kit: PortalKit) -> None:
    statement = sa.select(FileRow.id, FileRow.name, FileRow.width, FileRow.alt.label("words"))
    with kit.registry.sessions.for_site(kit.site("other"), read_only=True) as session:
        first, second, third = (session.execute(statement).all() for _ in range(3))
    assert first == second == third
    assert first[0]._fields == third[0]._fields == ("id", "name", "width", "words")


def test_a_prepared_read_keeps_to_the_site_of_each_session(kit: PortalKit) -> None:
    for code in ("main", "other", "main", "other"):
        with kit.registry.sessions.for_site(kit.site(code), read_only=True) as session:
            assert names(session) == [f"{code}.png"]


def test_a_writing_session_sees_what_it_has_not_written_yet(kit: PortalKit) -> None:
    with kit.registry.sessions.for_site(kit.site("main")) as session:
        for number in range(3):
            session.add(
                FileRow(digest=f"{number:032}", name=f"{number}.png", content_type="image/png", size=1)
            )
            assert f"{number}.png" in names(session)


def test_nothing_is_written(kit: PortalKit) -> None:
    with kit.registry.sessions.for_site(kit.site("main"), read_only=True) as session:
        with pytest.raises(ScopeError, match="only reads"):
            session.execute(sa.update(FileRow).values(alt="changed"))
        session.add(FileRow(digest="0" * 32, name="new.png", content_type="image/png", size=1))
        with pytest.raises(ScopeError, match="only reads"):
            session.flush()
