"""The content of the demonstration cluster as its generator writes it: whole, marked, the same each time."""

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from msgspec.json import decode
from PIL import Image

from menhu.render.html import sanitise
from menhu_news.importing import ArticleLine
from menhu_pages.importing import PageLine

FOLDER = Path(__file__).parents[2] / "sites" / "shijiazhuang"
TODAY = "2026-11-23"
MIDNIGHT = datetime.fromisoformat(f"{TODAY}T00:00:00+08:00")
MARKS = ("演示数据，不代表任何真实机构", "demonstration data and does not speak for any real organisation")
VOLUMES = {
    "main": {"szyw": 40, "tpxw": 12, "tzgg": 30, "hygq": 10, "ztzl": 8, "en-news": 15},
    "county": {"bxyw": 24, "xzdt": 16, "tzgg": 12},
}


class Content(NamedTuple):
    """One run: its folder, and what it wrote."""

    folder: Path
    news: list[dict[str, Any]]
    pages: list[dict[str, Any]]


def run(out: Path) -> Content:
    command = [sys.executable, str(FOLDER / "generate.py"), "--out", str(out), "--today", TODAY]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    news, pages = (
        [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]
        for name in ("news.jsonl", "pages.jsonl")
    )
    return Content(out, news, pages)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return run(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    declared: dict[str, Any] = yaml.safe_load((FOLDER / "facts.yaml").read_text(encoding="utf-8"))
    return declared


def columns(declared: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for column in declared for found in (column, *columns(column.get("children", [])))]


def wanted(facts: dict[str, Any], plugin: str) -> set[tuple[str, str]]:
    return {
        (site["code"], column["code"])
        for site in facts["sites"]
        for column in columns(facts["templates"][site["template"]]["columns"])
        if column["plugin"] == plugin and plugin in site["plugins"]
    }


def plain(body: str) -> str:
    return re.sub(r"<[^>]+>", "", body)


def shown(content: Content) -> list[tuple[str, str]]:
    """The file and the alternative text of every picture that an article or a page shows."""
    lines = content.news + content.pages
    leads = [(line["picture"]["file"], line["picture"]["alt"]) for line in lines if line["picture"]]
    inside = [
        found for line in lines for found in re.findall(r'<img src="([^"]*)" alt="([^"]*)">', line["body"])
    ]
    assert inside
    return leads + inside


def test_a_second_run_of_the_same_day_writes_the_same_bytes(content: Content, tmp_path: Path) -> None:
    again = run(tmp_path / "again").folder
    names = sorted(path.relative_to(content.folder) for path in content.folder.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [
        name for name in names if (content.folder / name).read_bytes() != (again / name).read_bytes()
    ] == []


def test_every_column_of_every_site_is_filled(content: Content, facts: dict[str, Any]) -> None:
    assert {(line["site"], line["column"]) for line in content.news} == wanted(facts, "news")
    assert {(line["site"], line["column"]) for line in content.pages} == wanted(facts, "pages")
    starts = Counter((line["site"], line["column"]) for line in content.pages if line["slug"] == "")
    assert starts == Counter(wanted(facts, "pages"))


def test_volumes(content: Content, facts: dict[str, Any]) -> None:
    found = Counter((line["site"], line["column"]) for line in content.news)
    for site in facts["sites"]:
        if site["kind"] == "department":
            assert 16 <= found[site["code"], "gzdt"] <= 24
            assert 10 <= found[site["code"], "tzgg"] <= 14
        else:
            expected = VOLUMES["main" if site["code"] == "main" else "county"]
            assert {code: found[site["code"], code] for code in expected} == expected


def test_titles_are_unique_and_neither_too_short_nor_too_long(content: Content) -> None:
    titles = Counter(line["title"] for line in content.news)
    assert [title for title, count in titles.items() if count > 1] == []
    lengths = {line["title"]: len(line["title"]) for line in content.news if line["language"] == "zh-Hans"}
    assert {title: length for title, length in lengths.items() if not 12 <= length <= 32} == {}


def test_bodies_are_full_different_and_marked(content: Content) -> None:
    assert Counter(line["body"] for line in content.news).most_common(1)[0][1] == 1
    for line in content.news:
        length = len(plain(line["body"]))
        low, high = (150, 1200) if line["language"] == "en" or line["column"] == "tpxw" else (230, 750)
        assert low <= length <= high, (line["site"], line["title"], length)
        assert line["summary"]
    for line in content.news + content.pages:
        assert plain(line["body"].rsplit("<p>", 1)[-1]).endswith(("机构。", "organisation."))
        assert any(mark in line["body"].replace("page is", "article is") for mark in MARKS), line["title"]
        assert "{" not in line["body"] + line["title"]


def test_nothing_is_dated_today_or_later_and_every_site_is_fresh(content: Content) -> None:
    latest: dict[tuple[str, str], datetime] = {}
    for line in content.news:
        moment = datetime.fromisoformat(line["published"])
        assert MIDNIGHT - timedelta(days=200) < moment < MIDNIGHT
        assert moment.weekday() < 5
        assert 8 <= moment.hour < 18
        key = line["site"], line["column"]
        assert moment <= latest.setdefault(key, moment)
    old = [key for key, moment in latest.items() if moment < MIDNIGHT - timedelta(days=14)]
    assert old == []
    assert all(datetime.fromisoformat(line["updated"]) < MIDNIGHT for line in content.pages)


def test_pictures_exist_are_wide_and_have_words(content: Content) -> None:
    pictures = dict(shown(content))
    written = {
        path.relative_to(content.folder).as_posix() for path in (content.folder / "pictures").iterdir()
    }
    assert set(pictures) == written
    for file, alt in pictures.items():
        assert len(alt) >= 5
        with Image.open(content.folder / file) as image:
            assert image.size == (1200, 675)


def test_pictures_are_spread_over_the_sites(content: Content, facts: dict[str, Any]) -> None:
    leads = Counter((line["site"], line["column"]) for line in content.news if line["picture"])
    for site in facts["sites"]:
        column, least = {"department": ("gzdt", 1), "county": ("bxyw", 5), "portal": ("tpxw", 12)}[
            site["kind"]
        ]
        assert leads[site["code"], column] >= least, site["code"]


def test_each_county_shows_a_picture_that_no_other_county_shows(
    content: Content, facts: dict[str, Any]
) -> None:
    counties = [site["code"] for site in facts["sites"] if site["kind"] == "county"]
    files: dict[str, set[str]] = {code: set() for code in counties}
    for line in content.news + content.pages:
        if line["site"] in files and line["picture"]:
            files[line["site"]].add(line["picture"]["file"])
    for code in counties:
        others = set().union(*(files[other] for other in counties if other != code))
        assert files[code] - others, code


def test_the_importers_take_every_line_and_the_sanitiser_leaves_it_as_it_is(content: Content) -> None:
    for line in content.news:
        decode(json.dumps(line), type=ArticleLine)
    for line in content.pages:
        decode(json.dumps(line), type=PageLine)
    changed = [
        line["title"] for line in content.news + content.pages if sanitise(line["body"]) != line["body"]
    ]
    assert changed == []


def test_names_are_unique_and_telephone_numbers_belong_to_nobody(content: Content) -> None:
    ids = Counter((line["site"], line["external_id"]) for line in content.news)
    slugs = Counter((line["site"], line["column"], line["slug"]) for line in content.pages)
    assert max([*ids.values(), *slugs.values()]) == 1
    numbers = [
        number for line in content.news + content.pages for number in re.findall(r"0\d{3}-\d+", line["body"])
    ]
    assert numbers
    assert all(re.fullmatch(r"0311-000000\d\d", number) for number in numbers)


def test_a_day_that_is_no_day_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / "generate.py"), "--out", str(tmp_path), "--today", "soon"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--today" in done.stderr
