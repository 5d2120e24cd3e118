import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import CliRunner, Result
from pagesroom import Pagesroom
from PIL import Image

from menhu.api import File, PortalContext
from menhu_pages.commands import pages
from menhu_pages.importing import Report, import_pages
from menhu_pages.models import Body, PageRecord


def line(**change: Any) -> dict[str, Any]:
    values = {
        "site": "main",
        "column": "jgzn",
        "title": "主要职责",
        "body": "<p>负责全市工作。</p>",
        **change,
    }
    return {name: value for name, value in values.items() if value is not ...}


def run(room: Pagesroom, *lines: dict[str, Any] | bytes, folder: Path = Path("."), **options: Any) -> Report:
    encoded = [one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines]
    return import_pages(room, encoded, folder, **options)


def figures(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.faults)


def test_pages_are_imported_again_and_again(room: Pagesroom) -> None:
    lines = [line(), line(slug="dangwei", title="党委"), line(site="edu"), b"\n"]
    assert figures(run(room, *lines)) == (3, 0, 0, 0)
    assert figures(run(room, *lines)) == (0, 0, 3, 0)
    assert figures(run(room, line(title="改"), *lines[1:])) == (0, 1, 2, 0)
    assert figures(run(room, line(site=..., slug="b"), site="edu")) == (1, 0, 0, 0)


BAD: list[tuple[dict[str, Any] | bytes, str]] = [
    (b"{", "no JSON"),
    (b"[]", "Expected `object`"),
    (line(title=...), "title"),
    (line(position="x"), r"\$.position"),
    (line(updated="2026-01-01T00:00:00"), "timezone"),
    (line(updated="9999-12-31T23:00:00-05:00"), "year 9999"),
    (line(colour=1), "colour"),
    (line(site="nowhere"), "no site"),
    (line(site=...), "--site"),
    (line(site="bare"), "pages is off"),
    (line(column="x"), "no column of pages"),
    (line(slug="about-us"), "malformed"),
    (line(picture={"file": "no.png"}), "is not in"),
    (line(picture={"file": "../x.png"}), "is not in"),
    (line(slug="good"), "is the same page"),
]


def test_a_line_at_fault_is_reported_and_the_others_are_taken(room: Pagesroom) -> None:
    report = run(room, line(slug="good"), *(bad for bad, _ in BAD), line(slug="fine"))
    assert figures(report) == (2, 0, 0, len(BAD))
    for number, ((_, message), fault) in enumerate(zip(BAD, report.faults, strict=True), 2):
        assert fault.line == number
        assert re.search(message, fault.message), fault


def test_a_dry_run_does_nothing(room: Pagesroom) -> None:
    assert figures(run(room, line(), dry_run=True)) == (1, 0, 0, 0)
    assert figures(run(room, line())) == (1, 0, 0, 0)


def test_pictures_are_stored_and_their_addresses_put_in(room: Pagesroom, tmp_path: Path) -> None:
    target = BytesIO()
    Image.new("RGB", (8, 6)).save(target, "PNG")
    (tmp_path / "x.png").write_bytes(target.getvalue())
    (tmp_path / "y.png").write_bytes(b"no picture")
    report = run(
        room,
        line(body='<p>图<img src="pictures/x.png" alt=""></p>', picture={"file": "x.png", "alt": "楼"}),
        line(slug="bad", picture={"file": "y.png"}),
        folder=tmp_path,
    )
    assert figures(report) == (1, 0, 0, 1)
    with room.kit.session("main") as session:
        file = session.scalars(sa.select(File)).one()
        page = session.scalars(sa.select(PageRecord)).one()
        assert page.picture_id == file.id
        assert f'src="/media/{file.digest}/x.png"' in session.scalars(sa.select(Body.html)).one()


def invoke(room: Pagesroom, *arguments: str) -> Result:
    portal = PortalContext(deployment=room.kit.deployment)
    try:
        return CliRunner().invoke(pages, arguments, obj=portal)
    finally:
        portal.close()


def test_the_command_reports_and_says_so_by_its_status(room: Pagesroom, tmp_path: Path) -> None:
    file = tmp_path / "pages.jsonl"
    file.write_text(json.dumps(line()) + "\nx\n", encoding="utf-8")
    result = invoke(room, "import", str(file))
    assert result.exit_code == 1
    assert "line 2: this is no JSON" in result.stderr
    assert result.stdout == "created 1, updated 0, unchanged 0, at fault 1\n"
    file.write_text(json.dumps(line()), encoding="utf-8")
    found = json.loads(invoke(room, "import", str(file), "--json").stdout)
    assert found == {"dry_run": False, "created": 0, "updated": 0, "unchanged": 1, "faults": []}
    result = invoke(room, "import", str(file), "--site", "nowhere")
    assert result.exit_code == 1
    assert "no site 'nowhere'" in result.stderr
    file.write_text("x\n" * 30, encoding="utf-8")
    assert "… and 10 more lines" in invoke(room, "import", str(file)).stderr
    assert "menhu pages import" in invoke(room, "import", "--help").stdout
