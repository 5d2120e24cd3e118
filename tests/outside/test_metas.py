"""The meta tags of DOMAIN A14, as ``extruct`` and lxml read them."""

import re
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

import extruct
import pytest
from gallery.build import Gallery
from gallery.tour import Visit
from lxml import html

from menhu.cluster.codes import ColumnType

SITE = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
CONTENT = ("ArticleTitle", "PubDate", "ContentSource")
MINUTE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}\Z")


def metas(visit: Visit) -> dict[str, str]:
    """The tags of a page; none may stand twice."""
    elements = html.fromstring(visit.body.decode()).xpath("//head/meta[@name]")
    names = [element.get("name") for element in elements]
    assert len(names) == len(set(names)), visit
    return {element.get("name"): element.get("content") for element in elements}


def sited(gallery: Gallery) -> list[Visit]:
    """Every page of a site."""
    return [visit for visit in gallery.visits if visit.is_html and visit.theme and visit.status == 200]


def test_extruct_sees_what_lxml_sees(gallery: Gallery) -> None:
    visit = next(visit for visit in sited(gallery) if b"ArticleTitle" in visit.body)
    [seen] = extruct.extract(visit.body.decode(), visit.url, syntaxes=["dublincore"])["dublincore"] or [{}]
    found = {element["name"]: element["content"] for element in seen.get("elements", [])}
    assert found.items() <= metas(visit).items()


def test_site_tags_are_on_every_page(gallery: Gallery) -> None:
    for visit in sited(gallery):
        tags = metas(visit)
        assert all(tags[name].strip() for name in SITE), visit
        assert tags["SiteDomain"] == gallery.kit.site(visit.site).primary_host
        assert re.fullmatch(r"\d{10}", tags["SiteIDCode"])


def test_column_tags_are_on_every_page_of_a_column(gallery: Gallery) -> None:
    types = get_args(ColumnType)
    checked = 0
    for visit in sited(gallery):
        tags = metas(visit)
        if visit.url.endswith(("/sitemap", "/find-error")):
            assert not set(COLUMN) & set(tags), visit
            continue
        checked += 1
        assert all(tags[name].strip() for name in COLUMN), visit
        assert tags["ColumnType"] in types
    assert checked > 100


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_content_tags_are_on_every_record(gallery: Gallery, lang: str) -> None:
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    records = [
        visit for visit in sited(gallery) if visit.lang == lang and 'class="article"' in visit.body.decode()
    ]
    assert len(records) > 10
    for visit in records:
        tags = metas(visit)
        assert all(tags[name].strip() for name in CONTENT), visit
        assert MINUTE.match(tags["PubDate"])
        age = now - datetime.strptime(tags["PubDate"], "%Y-%m-%d %H:%M")
        assert age.total_seconds() > 0
        assert tags["ArticleTitle"] == " ".join(
            html.fromstring(visit.body.decode()).xpath("string(//h1)").split()
        )
        assert tags["Url"] == visit.url
        assert f'<time class="date" datetime="{tags["PubDate"][:10]}' in visit.body.decode()
