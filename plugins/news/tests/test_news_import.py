import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from newsroom import Newsroom

from menhu.api import IMPORT_BATCH as BATCH
from menhu.api import File, PictureFolder, PortalContext
from menhu_news.commands import news
from menhu_news.counters import disagreements
from menhu_news.importing import Report, import_articles
from menhu_news.models import Article, Body, MonthCount
from menhu_news.services import change_article, withdraw_article


def line(number: int = 1, **change: Any) -> dict[str, Any]:
    values = {
        "site": "main",
        "column": "gzdt",
        "external_id": f"a-{number}",
        "title": f"第{number}条",
        "body": f"<p>第{number}条的正文。</p>",
        "published": "2026-03-20T09:30:00+08:00",
        "keywords": ["安全"],
        **change,
    }
    return {name: value for name, value in values.items() if value is not ...}


def run(
    newsroom: Newsroom, *lines: dict[str, Any] | bytes, folder: Path = Path("."), **options: Any
) -> Report:
    encoded = [
        one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() + b"\n"
        for one in lines
    ]
    return import_articles(newsroom, encoded, PictureFolder(folder), **options)


def figures(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.faults)


def stored(newsroom: Newsroom, site: str = "main") -> dict[str, str]:
    with newsroom.kit.session(site) as session:
        rows = session.execute(sa.select(Article.external_id, Article.title))
        return {row[0]: row[1] for row in rows}


def agree(newsroom: Newsroom) -> bool:
    with newsroom.sessions.for_cluster("test: counters") as session:
        return not list(disagreements(session))


def test_articles_of_several_sites_are_imported_and_counted(newsroom: Newsroom) -> None:
    report = run(newsroom, line(1), line(1, site="edu"), b"\n", line(2, column="tzgg"))
    assert figures(report) == (3, 0, 0, 0)
    assert stored(newsroom) == {"a-1": "第1条", "a-2": "第2条"}
    assert stored(newsroom, "edu") == {"a-1": "第1条"}
    assert agree(newsroom)


def test_an_import_can_be_repeated(newsroom: Newsroom) -> None:
    lines = [line(n) for n in range(1, 4)]
    run(newsroom, *lines)
    assert figures(run(newsroom, *lines)) == (0, 0, 3, 0)
    lines[1] = line(2, title="改了", published="2026-04-01T00:00:00Z", column="tzgg")
    assert figures(run(newsroom, *lines)) == (0, 1, 2, 0)
    assert stored(newsroom)["a-2"] == "改了"
    assert agree(newsroom)


def test_what_was_changed_since_stays_until_its_line_changes(newsroom: Newsroom) -> None:
    run(newsroom, line(1), line(2))
    with newsroom.kit.session("main") as session:
        numbers = dict(session.execute(sa.select(Article.external_id, Article.id)).all())
        change_article(
            session, newsroom.kit.site("main"), numbers["a-1"], newsroom.given("人工修改", external_id="a-1")
        )
        withdraw_article(session, numbers["a-2"], "重复")
        session.commit()
    assert figures(run(newsroom, line(1), line(2))) == (0, 0, 2, 0)
    assert stored(newsroom)["a-1"] == "人工修改"
    assert figures(run(newsroom, line(2, title="新"))) == (0, 1, 0, 0)
    with newsroom.kit.session("main") as session:
        assert session.scalar(sa.select(Article.state).where(Article.external_id == "a-2")) == "withdrawn"
    assert agree(newsroom)


BAD: list[tuple[dict[str, Any] | bytes, str]] = [
    (b"{", "no JSON"),
    (b"\xff\xfe{}", "no JSON"),
    (b'"text"', "Expected `object`"),
    (line(9, title=...), "title"),
    (line(9, title=7), r"\$.title"),
    (line(9, title="长" * 201), r"\$.title"),
    (line(9, external_id=...), "external_id"),
    (line(9, published="2026-03-20T09:30:00"), "timezone"),
    (line(9, published="gestern"), r"\$.published"),
    (line(9, colour="red"), "colour"),
    (line(9, site="nowhere"), "no site 'nowhere'"),
    (line(9, site="bare"), "news is off"),
    (line(9, site=None), "--site"),
    (line(9, column="nowhere"), "no column of news"),
    (line(9, body="<script>x</script>"), "body is empty"),
    (line(9, picture={"file": "no.png"}), "'no.png' is not in"),
    (line(9, picture={"file": "../secret.png"}), "is not in"),
    (line(9, body='<p>x<img src="pictures/no.png" alt=""></p>'), "'no.png' is not in"),
    (line(1), "stands on line 1 already"),
]


def test_a_line_at_fault_is_reported_and_the_others_are_taken(newsroom: Newsroom) -> None:
    report = run(newsroom, line(1), *(bad for bad, _ in BAD), line(2))
    assert figures(report) == (2, 0, 0, len(BAD))
    for number, ((_, message), fault) in enumerate(zip(BAD, report.faults, strict=True), 2):
        assert fault.line == number
        assert re.search(message, fault.message), fault
    assert set(stored(newsroom)) == {"a-1", "a-2"}
    assert agree(newsroom)


def test_a_file_may_begin_with_a_byte_order_mark(newsroom: Newsroom) -> None:
    assert figures(run(newsroom, b"\xef\xbb\xbf" + json.dumps(line(1)).encode())) == (1, 0, 0, 0)


def test_lines_without_a_site_belong_to_the_one_that_is_named(newsroom: Newsroom) -> None:
    assert figures(run(newsroom, line(1, site=...), site="edu")) == (1, 0, 0, 0)
    assert set(stored(newsroom, "edu")) == {"a-1"}


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(newsroom: Newsroom) -> None:
    run(newsroom, line(1))
    report = run(newsroom, line(1, title="新"), line(2), line(3, column="x"), dry_run=True)
    assert figures(report) == (1, 1, 0, 1)
    assert stored(newsroom) == {"a-1": "第1条"}


def test_more_lines_than_one_batch_holds(newsroom: Newsroom) -> None:
    lines = [line(n, site="edu" if n % 2 else "main") for n in range(2 * BATCH + 3)]
    assert figures(run(newsroom, *lines)) == (2 * BATCH + 3, 0, 0, 0)
    assert agree(newsroom)
    with newsroom.kit.session("main") as session:
        assert session.scalar(sa.select(MonthCount.count)) == BATCH + 2


def test_pictures_are_stored_and_their_addresses_put_in(
    newsroom: Newsroom, tmp_path: Path, picture: bytes
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "大 图.png").write_bytes(picture)
    elsewhere = "https://other.example/pictures/a.png"
    body = f'<p>文<img src="pictures/大 图.png" alt="图"><img src="{elsewhere}" alt="b"></p>'
    illustrated = line(1, body=body, picture={"file": "大 图.png", "alt": "会场", "caption": "会议现场"})
    assert figures(run(newsroom, illustrated, folder=folder)) == (1, 0, 0, 0)
    with newsroom.kit.session("main") as session:
        file = session.scalars(sa.select(File)).one()
        article = session.scalars(sa.select(Article)).one()
        html = session.scalars(sa.select(Body.html)).one()
    assert (article.picture_id, article.picture_alt, article.picture_caption) == (file.id, "会场", "会议现场")
    assert (file.width, file.height) == (8, 6)
    assert f"/media/{file.digest}/" in html
    assert elsewhere in html
    assert newsroom.files.read(file.digest) == picture

    assert figures(run(newsroom, illustrated, folder=folder)) == (0, 0, 1, 0)
    (folder / "大 图.png").write_bytes(picture + b"\0")
    assert figures(run(newsroom, illustrated, folder=folder)) == (0, 1, 0, 0)


def test_a_file_that_is_no_picture_spoils_its_line_only(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"no picture at all")
    (tmp_path / "x.html").write_bytes(b"<p>")
    report = run(
        newsroom,
        line(1, picture={"file": "x.png"}),
        line(2, picture={"file": "x.html"}),
        line(3),
        folder=tmp_path,
    )
    assert figures(report) == (1, 0, 0, 2)
    assert "Save it again as PNG" in report.faults[0].message
    assert "is no picture" in report.faults[1].message


def test_two_imports_of_the_same_file_at_once_make_each_article_once(newsroom: Newsroom) -> None:
    reports: list[Report] = []
    lines = [line(n) for n in range(50)]
    threads = [threading.Thread(target=lambda: reports.append(run(newsroom, *lines))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 4
    assert sum(report.created for report in reports) == 50
    assert not any(report.faults for report in reports)
    assert len(stored(newsroom)) == 50
    assert agree(newsroom)


def invoke(newsroom: Newsroom, *arguments: str) -> Result:
    portal = PortalContext(deployment=newsroom.kit.deployment)
    try:
        return CliRunner().invoke(news, arguments, obj=portal)
    finally:
        portal.close()


def test_the_command_reports_faults_and_says_so_by_its_status(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in (line(1), line(2, column="x"))), encoding="utf-8")
    result = invoke(newsroom, "import", str(file))
    assert result.exit_code == 1
    assert "line 2: 'x' is no column of news" in result.stderr
    assert result.stdout == "created 1, updated 0, unchanged 0, at fault 1\n"

    file.write_text(json.dumps(line(1)), encoding="utf-8")
    result = invoke(newsroom, "import", str(file), "--json", "--dry-run")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "dry_run": True, "created": 0, "updated": 0, "unchanged": 1, "faults": []
    }  # fmt: skip


def test_the_command_shows_some_of_many_faults(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("x\n" * 30, encoding="utf-8")
    result = invoke(newsroom, "import", str(file), "--site", "main")
    assert "… and 10 more lines" in result.stderr
    assert result.exit_code == 1


@pytest.mark.parametrize("command", ["import", "recount"])
def test_an_unknown_site_is_refused(newsroom: Newsroom, tmp_path: Path, command: str) -> None:
    file = tmp_path / "empty.jsonl"
    file.touch()
    arguments = [command, str(file)] if command == "import" else [command]
    result = invoke(newsroom, *arguments, "--site", "nowhere")
    assert result.exit_code == 1
    assert "no site 'nowhere'" in result.stderr


def test_counters_are_corrected_by_a_command(newsroom: Newsroom) -> None:
    newsroom.publish()
    with newsroom.kit.session("main") as session:
        session.execute(sa.update(MonthCount).values(count=9))
        session.commit()
    result = invoke(newsroom, "recount")
    assert result.stdout == "main: 1 counters corrected\n1 counters were wrong\n"
    assert agree(newsroom)


def test_every_command_shows_examples(newsroom: Newsroom) -> None:
    for command in ("import", "recount"):
        assert f"menhu news {command}" in invoke(newsroom, command, "--help").stdout
