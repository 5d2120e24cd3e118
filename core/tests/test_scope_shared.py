"""Shared rows: who sees them, who writes them, and their child rows."""

import pytest
import sqlalchemy as sa
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, selectinload
from toys import ONE, THREE, TWO, Case, Opinion, Ref, make_sites

from menhu.data.base import ModelError, PluginBase, plugin_base
from menhu.data.errors import ScopeError
from menhu.data.models import ParticipantRow
from menhu.data.owners import SiteOwned, SiteShared
from menhu.data.participants import Participant, add_participant, participants, remove_participant
from menhu.data.session import PortalSession, SessionFactory


@pytest.fixture
def factory(database: Engine) -> SessionFactory:
    """Site one owns a case; two handles it, three reads it."""
    made = make_sites(database)
    with made.for_site(ONE, immediate=True) as session:
        case = Case(title="road", opinions=[Opinion(text="of one")])
        session.add_all([case, Case(title="secret", opinions=[Opinion(text="hidden")])])
        add_participant(session, case, TWO.id, "handler")
        add_participant(session, case, TWO.id, "handler")
        add_participant(session, case, THREE.id, "reader")
        session.commit()
    return made


def road(session: PortalSession) -> Case:
    return session.scalars(select(Case).where(Case.title == "road")).one()


def opinions(factory: SessionFactory, site: Ref) -> list[str]:
    with factory.for_site(site) as session:
        return list(session.scalars(select(Opinion.text).order_by(Opinion.text)))


@pytest.mark.parametrize(("site", "seen"), [(ONE, ["road", "secret"]), (TWO, ["road"]), (THREE, ["road"])])
def test_owner_and_participants_see_a_record(factory: SessionFactory, site: Ref, seen: list[str]) -> None:
    with factory.for_site(site) as session:
        assert session.scalars(select(Case.title).order_by(Case.title)).all() == seen
        assert session.scalar(select(sa.func.count()).select_from(Case)) == len(seen)


@pytest.mark.parametrize("load", [joinedload, selectinload, None])
def test_child_rows_are_seen_with_their_record(factory: SessionFactory, load: object) -> None:
    assert opinions(factory, ONE) == ["hidden", "of one"]
    assert opinions(factory, THREE) == ["of one"]
    with factory.for_site(THREE) as session:
        chosen = select(Case) if load is None else select(Case).options(load(Case.opinions))  # type: ignore[operator]
        (case,) = session.scalars(chosen).unique()
        assert [opinion.text for opinion in case.opinions] == ["of one"]
        session.refresh(case)
        assert case.title == "road"


def test_participants_are_listed_for_those_who_see_the_record(factory: SessionFactory) -> None:
    expected = (Participant(TWO.id, "handler"), Participant(THREE.id, "reader"))
    for site in (ONE, TWO, THREE):
        with factory.for_site(site) as session:
            assert participants(session, road(session)) == expected
    with factory.for_site(ONE) as session:
        case = road(session)
    with factory.for_site(TWO) as session, pytest.raises(ScopeError, match="not read in this session"):
        participants(session, case)


def test_participant_with_a_writing_role_changes_the_record(factory: SessionFactory) -> None:
    with factory.for_site(TWO, immediate=True) as session:
        road(session).title = "road, handled"
        session.commit()
    with factory.for_site(THREE, immediate=True) as session:
        session.scalars(select(Case)).one().title = "read only"
        with pytest.raises(ScopeError, match="may not write"):
            session.commit()


def test_statements_write_where_the_role_allows(factory: SessionFactory) -> None:
    for site, reached in ((TWO, 1), (THREE, 0), (ONE, 2)):
        with factory.for_site(site, immediate=True) as session:
            changed = session.execute(update(Case).values(title=Case.title + f" {site.code}"))
            assert changed.rowcount == reached  # type: ignore[attr-defined]
            session.commit()
    with factory.for_site(ONE) as session:
        found = session.scalars(select(Case.title).order_by(Case.title)).all()
    assert found == ["road two one", "secret one"]


def test_participant_never_deletes(factory: SessionFactory) -> None:
    with factory.for_site(TWO, immediate=True) as session:
        assert session.execute(delete(Opinion)).rowcount == 0  # type: ignore[attr-defined]
        session.delete(session.scalars(select(Opinion)).one())
        with pytest.raises(ScopeError, match="only the owner"):
            session.flush()


@pytest.mark.parametrize("site", [TWO, THREE])
def test_owner_of_a_record_stays(factory: SessionFactory, site: Ref) -> None:
    with factory.for_site(site, immediate=True) as session:
        road(session).site_id = site.id
        with pytest.raises(ScopeError, match="site_id"):
            session.flush()
    with factory.for_site(site, immediate=True) as session, pytest.raises(ScopeError, match="site_id"):
        session.execute(update(Case).values(site_id=site.id))


def test_child_row_of_a_participant_belongs_to_the_owner(factory: SessionFactory) -> None:
    with factory.for_site(TWO, immediate=True) as session:
        case = road(session)
        case.opinions.append(Opinion(text="of two"))
        session.add(Opinion(text="by number", case_id=case.id))
        session.commit()
    assert opinions(factory, ONE) == ["by number", "hidden", "of one", "of two"]
    assert opinions(factory, THREE) == ["by number", "of one", "of two"]
    with factory.for_cluster("look") as session:
        assert set(session.scalars(select(Opinion.site_id))) == {ONE.id}


def test_child_row_where_the_site_may_not_write(factory: SessionFactory) -> None:
    with factory.for_site(ONE) as session:
        secret = session.scalars(select(Case.id).where(Case.title == "secret")).one()
        known = road(session).id
    for site, number in ((TWO, secret), (THREE, known), (TWO, 999), (ONE, 999)):
        with factory.for_site(site, immediate=True) as session:
            session.add(Opinion(text="evil", case_id=number))
            with pytest.raises(ScopeError, match="neither owns"):
                session.flush()


def test_child_row_does_not_change_its_record(factory: SessionFactory) -> None:
    with factory.for_site(ONE) as session:
        secret = session.scalars(select(Case.id).where(Case.title == "secret")).one()
    with factory.for_site(TWO, immediate=True) as session:
        session.scalars(select(Opinion)).one().case_id = secret
        with pytest.raises(ScopeError, match="case_id"):
            session.flush()
        session.rollback()
        with pytest.raises(ScopeError, match="case_id"):
            session.execute(update(Opinion).values(case_id=secret))


def test_bulk_insert(factory: SessionFactory) -> None:
    with factory.for_site(TWO, immediate=True) as session:
        session.execute(insert(Case), [{"title": "of two"}])
        with pytest.raises(ScopeError, match="child row"):
            session.execute(insert(Opinion), [{"text": "x", "case_id": 1}])
        session.commit()
    with factory.for_site(ONE) as session:
        assert "of two" not in session.scalars(select(Case.title)).all()


def test_only_the_owner_decides_who_takes_part(factory: SessionFactory) -> None:
    with factory.for_site(TWO, immediate=True) as session:
        with pytest.raises(ScopeError, match="only the owner"):
            add_participant(session, road(session), THREE.id, "handler")
        with pytest.raises(ScopeError, match="only the owner"):
            remove_participant(session, road(session), THREE.id)
        with pytest.raises(ScopeError, match="child row"):
            add_participant(session, road(session).opinions[0], THREE.id, "handler")


def test_end_of_a_participation(factory: SessionFactory) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        remove_participant(session, road(session), TWO.id, "handler")
        remove_participant(session, road(session), THREE.id)
        assert participants(session, road(session)) == ()
        session.commit()
    for site in (TWO, THREE):
        with factory.for_site(site) as session:
            assert session.scalars(select(Case)).all() == []
        assert opinions(factory, site) == []


def test_participations_end_with_the_record(factory: SessionFactory) -> None:
    with factory.for_site(ONE, immediate=True) as session:
        for opinion in road(session).opinions:
            session.delete(opinion)
        session.flush()
        session.delete(road(session))
        session.commit()
    with factory.unscoped() as session:
        assert session.scalars(select(ParticipantRow.site_id)).all() == []


def test_plugin_models_must_say_whose_their_rows_are() -> None:
    base = plugin_base("rules")
    with pytest.raises(ModelError, match="rules_thing"):
        type("Thing", (SiteOwned, base), {"__tablename__": "thing"})
    with pytest.raises(ModelError, match="__cluster_wide__"):
        type("Thing", (base,), {"__tablename__": "rules_thing"})
    with pytest.raises(ModelError, match="plugin name"):
        plugin_base("No Name")


def test_shared_models_must_name_their_record() -> None:
    class Base(PluginBase, DeclarativeBase, plugin="shared"):
        pass

    with pytest.raises(ModelError, match="__record_type__"):

        class Nameless(SiteShared, Base):
            __tablename__ = "shared_nameless"
            id: Mapped[int] = mapped_column(primary_key=True)

    with pytest.raises(ModelError, match="__record_key__"):

        class Keyless(SiteShared, Base):
            __tablename__ = "shared_keyless"
            __record_type__ = "shared.keyless"
            __record_key__ = "code"
            code: Mapped[str] = mapped_column(primary_key=True)


def test_joined_inheritance_is_refused() -> None:
    class Base(PluginBase, DeclarativeBase, plugin="heirs"):
        pass

    class Parent(SiteOwned, Base):
        __tablename__ = "heirs_parent"
        id: Mapped[int] = mapped_column(primary_key=True)

    with pytest.raises(ModelError, match="joined inheritance"):

        class Heir(Parent):
            __tablename__ = "heirs_heir"
            id: Mapped[int] = mapped_column(sa.ForeignKey("heirs_parent.id"), primary_key=True)
