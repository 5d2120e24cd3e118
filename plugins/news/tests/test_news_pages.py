"""The public pages through the front door."""

import re
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from newsroom import Newsroom, sites

from menhu.api import store_file
from menhu.testing.portal import write_cluster
from menhu_news.models import MonthCount
from menhu_news.plugin import menhu_check
from menhu_news.services import PictureWords, change_article, publish_article, withdraw_article

DEADLINE = 20.0


def titles(page: Any, selector: str = "main .item-list .item-link") -> list[str]:
    return [link.get_text() for link in page.html.select(selector)]


def meta(page: Any, name: str) -> str | None:
    found = page.html.find("meta", attrs={"name": name})
    return found["content"] if found else None


def publish_pictures(newsroom: Newsroom, picture: bytes, count: int) -> None:
    with newsroom.kit.session("main") as session:
        for n in range(count):
            file = store_file(session, newsroom.files, f"{n}.png", picture, "会场")
            publish_article(
                session, newsroom.kit.site("main"), newsroom.given(f"图{n}", column="tpxw"), picture=file
            )
        session.commit()


def test_a_list_shows_the_newest_first_on_every_page(newsroom: Newsroom) -> None:
    newsroom.publish_series(12, days=20)
    newsroom.publish("别的栏目", column="tzgg")
    newsroom.publish("别的站", site="edu")
    web = newsroom.kit.web("main")
    assert titles(web.get("/gzdt/")) == [f"第{n}条" for n in range(1, 6)]
    assert titles(web.get("/gzdt/?page=2")) == [f"第{n}条" for n in range(6, 11)]
    last = web.get("/gzdt/?page=3")
    assert titles(last) == ["第11条", "第12条"]
    assert last.html.find("link", rel="canonical")["href"].endswith("/gzdt/?page=3")
    assert last.html.find("a", rel="prev")["href"] == "/gzdt/?page=2"
    assert last.html.find("a", rel="next") is None
    assert web.get("/gzdt/?page=1").html.find("link", rel="canonical")["href"].endswith("/gzdt/")
    assert meta(last, "ColumnName") == "工作动态"


def test_a_page_that_is_not_there_is_not_found(newsroom: Newsroom) -> None:
    newsroom.publish_series(12)
    for page in ["0", "4", "-1", "01", "1.0", "%D9%A3", "", "x", "99999999", "9" * 40]:
        newsroom.kit.web("main").get(f"/gzdt/?page={page}", status=404)


def test_an_empty_column_says_so(newsroom: Newsroom) -> None:
    page = newsroom.kit.web("main").get("/gzdt/")
    assert page.html.select_one("main .empty").get_text(strip=True)


def test_an_article_shows_all_that_is_known_of_it(newsroom: Newsroom) -> None:
    newsroom.publish("较新的", published=newsroom.now - timedelta(hours=1))
    number = newsroom.publish(
        "正文的标题",
        published=newsroom.now - timedelta(hours=2),
        subtitle="副题",
        source="市教育局",
        author="教育局办公室",
        editor="编辑部",
        keywords=("安全", "校园"),
        body="<p>会议<b>强调</b>安全。</p>",
    )
    newsroom.publish("较旧的", published=newsroom.now - timedelta(hours=3))
    page = newsroom.kit.web("main").get(f"/gzdt/{number}")
    assert [heading.get_text() for heading in page.html.find_all("h1")] == ["正文的标题"]
    text = page.html.select_one("main").get_text(" ", strip=True)
    for words in ("副题", "市教育局", "教育局办公室", "编辑部", "校园"):
        assert words in text
    assert "<b>强调</b>" in page.text
    assert meta(page, "ArticleTitle") == "正文的标题"
    assert meta(page, "ContentSource") == "市教育局"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", meta(page, "PubDate") or "")
    assert meta(page, "Keywords") == "安全,校园"
    assert page.html.find("a", rel="prev").get_text() == "较新的"
    assert page.html.find("a", rel="next").get_text() == "较旧的"
    assert page.html.select_one("main a[href='/find-error']") is not None
    assert page.html.select_one("main button[data-print][hidden]") is not None


def test_the_editor_is_named_unless_the_site_says_no(newsroom: Newsroom, tmp_path: Path) -> None:
    number = newsroom.publish(editor="编辑部")
    newsroom.publish("另一条")
    web = newsroom.kit.web("main")
    page = web.get(f"/gzdt/{number}")
    assert "责任编辑：编辑部" in page.text
    assert titles(page, ".related .item-link") == ["另一条"]
    newsroom.kit.apply(write_cluster(tmp_path / "changed", sites(show_editor=False, related=0)))
    page = web.get(f"/gzdt/{number}")
    assert "编辑部" not in page.text
    assert page.html.select(".related") == []


def test_settings_of_a_column_that_cannot_be_used_leave_its_list_plain(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.publish(column="tpxw")
    changed = sites()
    broken = [{**column, "settings": {"style": "dancing"}} for column in changed[0].columns]
    changed[0] = replace(changed[0], columns=tuple(broken))
    newsroom.kit.apply(write_cluster(tmp_path / "changed", changed))
    assert titles(newsroom.kit.web("main").get("/tpxw/")) == ["标题"]


def test_a_list_of_summaries(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.publish(summary="摘要在此")
    changed = sites()
    told = [{**column, "settings": {"style": "summaries"}} for column in changed[0].columns]
    changed[0] = replace(changed[0], columns=tuple(told))
    newsroom.kit.apply(write_cluster(tmp_path / "changed", changed))
    assert (
        "摘要在此" in newsroom.kit.web("main").get("/gzdt/").html.select_one("main .summary-list").get_text()
    )


def test_related_articles_share_keywords_or_are_the_newest(newsroom: Newsroom) -> None:
    newsroom.publish_series(6)
    alike = newsroom.publish("同题", published=newsroom.now - timedelta(days=90), keywords=("防汛", "桥梁"))
    number = newsroom.publish("防汛", published=newsroom.now - timedelta(days=80), keywords=("防汛",))
    page = newsroom.kit.web("main").get(f"/gzdt/{number}")
    assert titles(page, ".related .item-link") == ["同题", "第1条", "第2条", "第3条", "第4条"]
    assert page.html.select_one(".related .item-link")["href"] == f"/gzdt/{alike}"


def test_an_article_has_one_spelling(newsroom: Newsroom) -> None:
    number = newsroom.publish()
    for spelling in [
        "0{n}",
        "+{n}",
        "{n}.0",
        "-{n}",
        "%EF%BC%91",
        "99999999999999999999",
        "2147483648",
        "x",
        "{n}/x",
    ]:
        newsroom.kit.web("main").get("/gzdt/" + spelling.format(n=number), status=404)


def test_an_article_is_found_in_its_own_column_of_its_own_site_only(newsroom: Newsroom) -> None:
    number = newsroom.publish()
    web = newsroom.kit.web("main")
    web.get(f"/gzdt/{number}", status=200)
    web.get(f"/tzgg/{number}", status=404)
    web.get(f"/en/en-news/{number}", status=404)
    newsroom.kit.web("edu").get(f"/gzdt/{number}", status=404)
    newsroom.kit.web("bare").get(f"/gzdt/{number}", status=404)


def test_a_withdrawn_article_is_gone_everywhere(newsroom: Newsroom) -> None:
    number = newsroom.publish("撤下的")
    web = newsroom.kit.web("main")
    for address in ("/", "/gzdt/", "/gzdt/feed.atom", "/sitemap.xml"):
        assert f"/gzdt/{number}" in web.get(address).text
    with newsroom.kit.session("main") as session:
        withdraw_article(session, number, "重复")
        session.commit()
    web.get(f"/gzdt/{number}", status=404)
    for address in ("/", "/gzdt/", "/gzdt/feed.atom", "/sitemap.xml"):
        assert f"/gzdt/{number}" not in web.get(address).text


def test_a_scheduled_article_appears_at_its_time_and_not_before(newsroom: Newsroom) -> None:
    newsroom.publish_series(5)
    number = newsroom.publish("以后的", published=newsroom.now + timedelta(days=1))
    other = newsroom.publish("别站以后的", site="edu", published=newsroom.now + timedelta(days=1))
    web = newsroom.kit.web("main")
    places = ("/", "/gzdt/", "/gzdt/feed.atom", "/sitemap.xml")
    web.get(f"/gzdt/{number}", status=404)
    for address in places:
        assert f"/gzdt/{number}" not in web.get(address).text
    assert f"/gzdt/{other}" not in web.get("/").text
    assert len(titles(web.get("/gzdt/"))) == 5
    web.get("/gzdt/?page=2", status=404)

    soon = newsroom.now.now(newsroom.now.tzinfo) + timedelta(seconds=1)
    for site, one in (("main", number), ("edu", other)):
        with newsroom.kit.session(site) as session:
            given = newsroom.given("到时的", published=soon)
            change_article(session, newsroom.kit.site(site), one, given)
            session.commit()
    pages = {address: web.get(address) for address in places}
    deadline = time.monotonic() + DEADLINE
    while f"/gzdt/{number}" not in pages["/gzdt/"].text and time.monotonic() < deadline:
        pages["/gzdt/"] = web.get("/gzdt/")
    for address in places:
        assert f"/gzdt/{number}" in web.get(address).text
    assert f"/gzdt/{other}" in web.get("/").text
    web.get(f"/gzdt/{number}", status=200)
    web.get("/gzdt/?page=2", status=200)


def test_a_column_of_pictures_shows_pictures(newsroom: Newsroom, picture: bytes) -> None:
    publish_pictures(newsroom, picture, 2)
    web = newsroom.kit.web("main")
    images = web.get("/tpxw/").html.select("main .picture-grid img")
    assert [image["width"] for image in images] == ["8", "8"]
    assert web.get(images[0]["src"]).body == picture
    lead = web.get("/").html.select(".block-news-pictures img")
    assert len(lead) == 2


def test_an_article_shows_its_picture_with_its_words(newsroom: Newsroom, picture: bytes) -> None:
    with newsroom.kit.session("main") as session:
        file = store_file(session, newsroom.files, "x.png", picture, "会场")
        given = newsroom.given(picture=PictureWords(alt="会场全景", caption="会议现场"))
        article = publish_article(session, newsroom.kit.site("main"), given, picture=file)
        session.commit()
        number, address = article.id, f"/media/{file.digest}/x.png"
    web = newsroom.kit.web("main")
    figure = web.get(f"/gzdt/{number}").html.select_one("main figure")
    assert figure.img["src"] == address
    assert figure.img["alt"] == "会场全景"
    assert figure.get_text(strip=True) == "会议现场"
    assert (meta(web.get(f"/gzdt/{number}"), "Image") or "").endswith(address)


def test_addresses_in_a_body_stay_on_the_visitors_way(newsroom: Newsroom) -> None:
    body = '<p><a href="/tzgg/">通知</a> <a href="//x.example/a">外</a> href="/no"</p>'
    number = newsroom.publish(site="edu", body=body)
    own = newsroom.kit.web("edu").get(f"/gzdt/{number}").text
    below = newsroom.kit.web("main").get(f"/bm/edu/gzdt/{number}").text
    assert '<a href="/tzgg/">通知</a>' in own.replace(' rel="noopener noreferrer"', "")
    assert '<a href="/bm/edu/tzgg/">通知</a>' in below.replace(' rel="noopener noreferrer"', "")
    assert 'href="//x.example/a"' in below
    assert ' href="/no"</p>' in below


def test_blocks_name_their_columns_and_lead_to_the_list(newsroom: Newsroom) -> None:
    newsroom.publish("动态")
    newsroom.publish("通知", column="tzgg", published=newsroom.now - timedelta(minutes=1))
    block = newsroom.kit.web("main").get("/").html.select_one(".block-news-latest")
    assert [link.get_text() for link in block.select(".item-link")] == ["动态", "通知"]
    assert [link.get_text() for link in block.select(".item-origin")] == ["工作动态", "通知公告"]
    assert block.select_one(".more")["href"] == "/gzdt/"


def test_a_block_with_nothing_to_show_is_absent(newsroom: Newsroom) -> None:
    assert newsroom.kit.web("main").get("/").html.select("[class*=block-news]") == []


def test_the_newest_of_other_sites_stand_with_the_names_of_their_sites(newsroom: Newsroom) -> None:
    newsroom.publish("自己的")
    newest = newsroom.publish("部门的", site="edu")
    newsroom.publish("部门旧的", site="edu", published=newsroom.now - timedelta(days=800))
    web = newsroom.kit.web("main")
    block = web.get("/").html.select_one(".block-news-cluster-latest")
    assert [link.get_text() for link in block.select(".item-link")] == ["部门的", "部门旧的"]
    assert block.select_one(".item-link")["href"] == f"http://edu.portal.example/gzdt/{newest}"
    assert block.select_one(".item-origin").get_text() == "Site edu"

    newsroom.publish("又一条", site="edu")
    assert "又一条" in web.get("/").text


def test_a_site_that_switches_news_off_leaves_the_blocks_of_others(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.publish("部门的", site="edu")
    web = newsroom.kit.web("main")
    assert "部门的" in web.get("/").text
    newsroom.kit.apply(write_cluster(tmp_path / "changed", sites(edu=False)))
    assert "部门的" not in web.get("/").text
    newsroom.kit.apply(write_cluster(tmp_path / "again", sites()))
    assert "部门的" in web.get("/").text


def test_english_pages_are_english(newsroom: Newsroom) -> None:
    number = newsroom.publish("City opens a park", column="en-news", keywords=("park",), editor="Desk")
    page = newsroom.kit.web("main").get(f"/en/en-news/{number}")
    assert page.html.html["lang"] == "en"
    assert "Editor: Desk" in page.html.get_text(" ", strip=True).replace("  ", " ")
    assert titles(newsroom.kit.web("main").get("/en/en-news/")) == ["City opens a park"]


def test_a_feed_and_a_site_map_name_the_articles(newsroom: Newsroom) -> None:
    numbers = newsroom.publish_series(3)
    web = newsroom.kit.web("main")
    feed = web.get("/gzdt/feed.atom")
    links = [entry.find("{*}link").get("href") for entry in feed.lxml.iterfind("{*}entry")]
    assert links == [f"http://www.portal.example/gzdt/{number}" for number in numbers]
    site_map = web.get("/sitemap.xml").text
    assert all(f"<loc>http://www.portal.example/gzdt/{number}</loc>" in site_map for number in numbers)


def test_pages_need_no_query_once_they_are_known(newsroom: Newsroom) -> None:
    numbers = newsroom.publish_series(12)
    web = newsroom.kit.web("main")
    for address in ("/gzdt/?page=2", f"/gzdt/{numbers[3]}"):
        assert newsroom.queries(lambda address=address: web.get(address))
        assert newsroom.queries(lambda address=address: web.get(address)) == []
    web.get("/")
    assert newsroom.queries(lambda: web.get("/")) == []


def test_a_list_never_reads_bodies(newsroom: Newsroom) -> None:
    newsroom.publish_series(3)
    web = newsroom.kit.web("main")
    seen = newsroom.queries(lambda: [web.get(one) for one in ("/gzdt/", "/tpxw/", "/", "/gzdt/feed.atom")])
    assert seen
    assert not any("news_body" in statement for statement in seen)


def test_check_finds_counters_that_disagree(newsroom: Newsroom) -> None:
    newsroom.publish_series(3, days=40)
    with newsroom.sessions.for_cluster("test: check") as session:
        assert menhu_check(session=session) == ()
    with newsroom.kit.session("main") as session:
        session.execute(sa.update(MonthCount).values(count=5))
        session.commit()
    with newsroom.sessions.for_cluster("test: check") as session:
        (finding,) = menhu_check(session=session)
    assert finding.level == "error"
    assert "5 instead of 1" in finding.message
    assert "menhu news recount" in finding.remedy
