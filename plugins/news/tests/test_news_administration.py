"""What those who run the portal are told: settings of columns in files, counters that disagree."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import CliRunner, Result
from newsroom import COLUMNS, Newsroom, sites

from menhu.api import PortalContext
from menhu.cli.root import root
from menhu.testing.portal import write_cluster
from menhu_news.models import MonthCount
from menhu_news.settings import column_settings


def menhu(newsroom: Newsroom, *arguments: str) -> Result:
    portal = PortalContext(deployment=newsroom.kit.deployment)
    try:
        return CliRunner().invoke(root, arguments, obj=portal, prog_name="menhu")
    finally:
        portal.close()


def style(newsroom: Newsroom, code: str) -> Any:
    return column_settings(newsroom.kit.site("main").structure.column(code, "zh-Hans")).style


def test_the_style_of_a_column_is_checked_when_files_are_applied(newsroom: Newsroom, tmp_path: Path) -> None:
    folder = write_cluster(tmp_path / "files", sites())
    template = folder / "template-main.yaml"
    sound = template.read_text(encoding="utf-8")
    assert [style(newsroom, column["code"]) for column in COLUMNS[:3]] == ["titles", "titles", "pictures"]
    for fault, message in (
        ("style: photos", "template-main.yaml:"),
        ("style: photos", "What it is for: A list of titles, of summaries, or of pictures"),
        ("stile: pictures", "a column of `news` has no setting `stile`. Did you mean `style`?"),
    ):
        template.write_text(sound.replace("style: pictures", fault), encoding="utf-8")
        result = menhu(newsroom, "cluster", "apply", str(folder))
        assert result.exit_code == 1
        assert message in result.stderr
    template.write_text(sound.replace("style: pictures", "style: summaries"), encoding="utf-8")
    assert menhu(newsroom, "cluster", "apply", str(folder)).exit_code == 0
    newsroom.registry.snapshots.load()
    assert style(newsroom, "tpxw") == "summaries"


def test_counters_that_disagree_are_told_by_site(newsroom: Newsroom) -> None:
    newsroom.publish()
    newsroom.publish(site="edu")
    for site in ("main", "edu"):
        with newsroom.kit.session(site) as session:
            session.execute(sa.update(MonthCount).values(count=7))
            session.commit()
    told = menhu(newsroom, "check")
    assert told.exit_code == 1
    for site in ("main", "edu"):
        assert f"plugin news at {site}: counters of the news archives disagree" in told.stdout
    menhu(newsroom, "news", "recount")
    assert "plugin news" not in menhu(newsroom, "check").stdout
