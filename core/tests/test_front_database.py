"""A database that does not answer, is held by others, or holds nonsense: what visitors are told."""

import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from kioskfixtures import portal, portals, shop
from kioskkit import ask, sites, texts, write_note

from menhu.app import Application
from menhu.cli.context import PortalContext
from menhu.cli.root import root
from menhu.cluster.service import set_state
from menhu.data.errors import DatabaseMissing, DatabaseNewer
from menhu.data.models import SiteRow, StructureRow
from menhu.security.headers import HEADERS
from menhu.testing.databases import PostgresServer, postgres_url
from menhu.testing.portal import PortalKit

__all__ = ["portal", "portals", "shop"]
Portals = Callable[..., PortalKit]
ONE = "one.portal.example"
PATHS = (
    "/", "/kiosk/", "/kiosk/1", "/nothing/", "/sitemap", "/sitemap.xml", "/kiosk/feed.atom",
    "/media/0123456789abcdef/x.png",
)  # fmt: skip


def assert_busy(kit: PortalKit, address: str, *rest: Any) -> None:
    answer = ask(kit.application, address, *rest)
    assert answer.status == 503, address
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    assert "<h1" in answer.text
    assert all(name.lower() in answer.headers for name, _ in HEADERS)


def test_an_application_does_not_start_without_its_tables(
    portals: Portals, shop: Any, tmp_path: Path
) -> None:
    kit = portals()
    with kit.registry.engine.begin() as connection:
        connection.execute(sa.text("UPDATE kiosk_alembic SET version_num = 'from_the_future'"))
    with pytest.raises(DatabaseNewer):
        Application(kit.deployment, shop, discover=False)
    with kit.registry.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE kiosk_alembic"))
    with pytest.raises(DatabaseMissing, match="menhu db upgrade"):
        Application(kit.deployment, shop, discover=False)
    # Whoever serves already goes on.
    assert ask(kit.application, f"{ONE}/").status == 200


def test_a_writer_that_holds_sqlite_costs_no_page_and_no_form(shop: Any, tmp_path: Path) -> None:
    file = tmp_path / "held.db"
    with PortalKit(tmp_path, sites(), shop, database=f"sqlite:///{file}?timeout=0.05") as kit:
        write_note(kit, "one", "note of one")
        assert ask(kit.application, f"{ONE}/kiosk/").status == 200
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for path in PATHS:
            assert ask(kit.application, ONE + path).status in (200, 404)
        assert_busy(kit, f"{ONE}/kiosk/add", "POST", {"text": "while it is held"})
        assert texts(kit, "one") == ["note of one"]
        other.execute("COMMIT")
        assert ask(kit.application, f"{ONE}/kiosk/add", "POST", {"text": "afterwards"}).status == 303
        assert texts(kit, "one") == ["note of one", "afterwards"]
        other.execute("BEGIN EXCLUSIVE")
        assert ask(kit.application, f"{ONE}/kiosk/").status == 200
        other.execute("ROLLBACK")
        other.close()


def test_an_sqlite_file_that_is_gone_is_a_busy_page(shop: Any, tmp_path: Path) -> None:
    file, away = tmp_path / "data" / "portal.db", tmp_path / "away"
    file.parent.mkdir()
    with PortalKit(tmp_path, sites(), shop, database=f"sqlite:///{file}") as kit:
        write_note(kit, "one", "note of one")
        before = ask(kit.application, f"{ONE}/kiosk/").body
        kit.registry.engine.dispose()
        file.parent.rename(away)
        for path in ("/kiosk/", "/kiosk/1", "/kiosk/feed.atom"):
            assert_busy(kit, ONE + path)
        assert_busy(kit, f"{ONE}/kiosk/add", "POST", {"text": "lost"})
        assert ask(kit.application, f"{ONE}/_health").status == 503
        away.rename(file.parent)
        assert ask(kit.application, f"{ONE}/kiosk/").body == before
        assert ask(kit.application, f"{ONE}/_health").status == 200


@pytest.mark.postgresql
def test_a_server_that_goes_and_comes_back(
    postgres_server: PostgresServer, shop: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with postgres_url(postgres_server, empty=True) as url:
        name = sa.make_url(url).database
        with PortalKit(tmp_path, sites(), shop, database=url, page_cache_mb=8) as kit:
            kit.registry.engine.dispose()
            write_note(kit, "one", "note of one")
            feed = kit.application.feed
            assert feed.poll_once()
            before = {path: ask(kit.application, ONE + path) for path in PATHS}
            postgres_server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            postgres_server.run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            assert not feed.poll_once()
            # What is kept is still shown; what is not kept, cannot be made.
            assert ask(kit.application, f"{ONE}/kiosk/").body == before["/kiosk/"].body
            for address in (f"{ONE}/kiosk/2", "two.portal.example/kiosk/", "two.localhost/"):
                assert_busy(kit, address)
            assert_busy(kit, f"{ONE}/kiosk/add", "POST", {"text": "not taken"})
            health = ask(kit.application, f"{ONE}/_health")
            assert (health.status, json.loads(health.text)["status"]) == (503, "failing")
            postgres_server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            assert feed.poll_once()
            assert ask(kit.application, f"{ONE}/_health").status == 200
            assert {path: ask(kit.application, ONE + path) for path in PATHS} == before
            assert ask(kit.application, f"{ONE}/kiosk/add", "POST", {"text": "taken"}).status == 303
            assert texts(kit, "one") == ["note of one", "taken"]
            assert "taken" in ask(kit.application, f"{ONE}/kiosk/").text


@pytest.mark.postgresql
def test_changes_made_while_a_process_was_cut_off_are_seen_afterwards(
    postgres_server: PostgresServer, shop: Any, tmp_path: Path
) -> None:
    with (
        postgres_url(postgres_server, empty=True) as url,
        PortalKit(tmp_path / "a", sites(), shop, database=url) as one,
    ):
        other = Application(one.deployment, shop, discover=False, strict=True)
        try:
            postgres_server.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{sa.make_url(url).database}'"
            )
            assert not other.feed.poll_once()
            set_state(one.registry, "one", "offline")
            assert ask(other, f"{ONE}/").status == 200
            assert other.feed.poll_once()
            assert ask(other, f"{ONE}/").status == 503
        finally:
            other.close()


BROKEN: tuple[dict[str, Any], ...] = (
    {"settings": {"kiosk": {"size": "many"}}},
    {"settings": {"kiosk": {"size": 1000}}},
    {"settings": {"kiosk": {"unknown": 1}}},
    {"settings": {"core": {"brand": ["#fff"], "phone": 5}}},
    {"settings": {"core": None}},
    {"settings": {"kiosk": "text"}},
    {"settings": "text"},
    {"settings": [1, 2]},
    {"features": {"kiosk": {"size": None}}},
    {"features": ["kiosk"]},
    {"features": 7},
    {"origins": 7, "settings": {"kiosk": {"size": -1}}},
    {"origins": {"settings.kiosk.size": 3}, "settings": {"kiosk": {"size": -1}}},
)


@pytest.mark.parametrize("layer", ["own", "overlay"])
def test_stored_nonsense_is_passed_over_and_reported(portal: PortalKit, shop: Any, layer: str) -> None:
    site = portal.site("one").id
    with portal.registry.engine.connect() as connection:
        kept = connection.scalar(sa.select(getattr(SiteRow, layer)).where(SiteRow.id == site)) or {}
    for broken in BROKEN:
        with portal.registry.engine.begin() as connection:
            connection.execute(
                sa.update(SiteRow.__table__).where(SiteRow.id == site).values({layer: {**kept, **broken}})  # type: ignore[arg-type]
            )
        portal.registry.snapshots.load()
        portal.registry.versions.reset()
        for path in ("/", "/kiosk/", "/find-error", "/en/"):
            assert ask(portal.application, ONE + path).status == 200, (broken, path)
        assert "note of one" in ask(portal.application, f"{ONE}/kiosk/").text
        assert portal.registry.snapshots.unsuitable["one"], broken
    context = PortalContext(deployment=portal.deployment, modules=shop, discover=False)
    result = CliRunner().invoke(root, ["check", "--json"], obj=context, prog_name="menhu")
    assert result.exit_code == 1
    findings = json.loads(result.stdout)["findings"]
    assert [finding["about"] for finding in findings if finding["level"] == "error"] == ["site one"]


@pytest.mark.parametrize(
    "data", [{}, {"features": "kiosk"}, [], {"features": [], "columns": [{"code": 1}]}, "x"], ids=str
)
def test_a_stored_structure_that_cannot_be_read_costs_that_site_its_columns_only(
    portal: PortalKit, data: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with portal.registry.engine.begin() as connection:
        key = connection.scalar(sa.select(SiteRow.structure_id).where(SiteRow.code == "one"))
        connection.execute(sa.update(StructureRow.__table__).where(StructureRow.id == key).values(data=data))  # type: ignore[arg-type]
    with caplog.at_level(logging.CRITICAL):
        portal.registry.snapshots.load()
    portal.registry.versions.reset()
    assert ask(portal.application, f"{ONE}/").status == 200
    assert ask(portal.application, f"{ONE}/kiosk/").status == 404
    assert ask(portal.application, "two.portal.example/kiosk/").status == 200
    assert "cannot be read" in " ".join(portal.site("one").structure.problems)
