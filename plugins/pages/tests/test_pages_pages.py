"""The public pages through the front door."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pagesroom import Pagesroom

from menhu_pages.models import Body
from menhu_pages.plugin import menhu_check
from menhu_pages.services import remove_page


def meta(page: Any, name: str) -> str | None:
    found = page.html.find("meta", attrs={"name": name})
    return found["content"] if found else None


def test_a_column_shows_its_main_page(room: Pagesroom) -> None:
    room.save(source="市教育局", updated=datetime(2026, 3, 1, 1, 30, tzinfo=UTC))
    page = room.kit.web("main").get("/jgzn/")
    assert [heading.get_text() for heading in page.html.find_all("h1")] == ["主要职责"]
    assert "负责全市工作。" in page.html.select_one("main .prose").get_text()
    assert meta(page, "ArticleTitle") == "主要职责"
    assert meta(page, "PubDate") == "2026-03-01 09:30"
    assert meta(page, "ContentSource") == "市教育局"
    assert meta(page, "ColumnName") == "机构职能"
    assert page.html.select("nav.sub-pages") == []


def test_several_pages_are_listed_in_their_order(room: Pagesroom) -> None:
    room.save()
    room.save(slug="renshi", title="人事处", position=2)
    room.save(slug="bangongshi", title="办公室", position=1)
    web = room.kit.web("main")
    for address, current in (("/jgzn/", "主要职责"), ("/jgzn/renshi", "人事处")):
        links = web.get(address).html.select("nav.sub-pages a")
        assert [(link.get_text(), link["href"]) for link in links] == [
            ("主要职责", "/jgzn/"),
            ("办公室", "/jgzn/bangongshi"),
            ("人事处", "/jgzn/renshi"),
        ]
        assert [link.get_text() for link in links if link.get("aria-current") == "page"] == [current]


def test_a_column_without_main_page_lists_what_there_is(room: Pagesroom) -> None:
    room.save(slug="renshi", title="人事处")
    web = room.kit.web("main")
    page = web.get("/jgzn/")
    assert [link.get_text() for link in page.html.select("nav.sub-pages a")] == ["人事处"]
    assert page.html.select("main .empty") == []
    assert web.get("/jgzn/renshi").html.select("nav.sub-pages a") == []


def test_an_empty_column_says_so_and_what_to_do(room: Pagesroom) -> None:
    page = room.kit.web("main").get("/jgzn/", status=200)
    empty = page.html.select_one("main .empty")
    assert "本栏目内容正在整理" in empty.get_text()
    assert "0311-00000000" in empty.get_text()
    assert empty.find("a", href="/find-error") is not None
    assert meta(page, "robots") == "noindex"


def test_a_page_has_one_spelling(room: Pagesroom) -> None:
    room.save(slug="renshi")
    for slug in ["RENSHI", "renshi%20", "ren_shi", "x", "9" * 61, "%E4%BA%BA", "renshi/x", "list"]:
        room.kit.web("main").get(f"/jgzn/{slug}", status=404)


def test_a_page_is_found_in_its_own_column_of_its_own_site_only(room: Pagesroom) -> None:
    room.save(slug="renshi")
    room.kit.web("main").get("/jgzn/renshi", status=200)
    room.kit.web("main").get("/nsjg/renshi", status=404)
    room.kit.web("edu").get("/jgzn/renshi", status=404)
    room.kit.web("bare").get("/jgzn/renshi", status=404)


def test_a_removed_page_is_gone(room: Pagesroom) -> None:
    room.save()
    room.save(slug="renshi", title="人事处")
    web = room.kit.web("main")
    assert "/jgzn/renshi" in web.get("/jgzn/").text
    with room.kit.session("main") as session:
        remove_page(session, "jgzn", "renshi")
        session.commit()
    web.get("/jgzn/renshi", status=404)
    assert "/jgzn/renshi" not in web.get("/jgzn/").text


def test_the_block_shows_the_beginning_of_the_page(room: Pagesroom) -> None:
    web = room.kit.web("main")
    assert web.get("/").html.select(".block-pages-intro") == []
    room.save(body="<p>" + "市教育局负责全市教育工作。" * 5 + "</p>")
    block = web.get("/").html.select_one(".block-pages-intro")
    assert block.h2.get_text() == "我局简介"
    words = block.select_one(".intro-words")
    assert words.get_text().strip().startswith("市教育局负责全市教育工作。市教育局负责…")
    assert words.a["href"] == "/jgzn/"
    assert "阅读全文：主要职责" in words.a.get_text().replace(": ", "：")


def test_english_pages_are_english(room: Pagesroom) -> None:
    room.save(column="en-about", title="The city", body="<p>Text.</p>")
    page = room.kit.web("main").get("/en/en-about/")
    assert page.html.html["lang"] == "en"
    assert "Report an error on this page" in page.text


def test_addresses_in_a_body_stay_on_the_visitors_way(room: Pagesroom) -> None:
    room.save(site="edu", body='<p><a href="/nsjg/">机构</a></p>')
    assert 'href="/bm/edu/nsjg/"' in str(
        room.kit.web("main").get("/bm/edu/jgzn/").html.select_one("main .prose")
    )
    assert 'href="/nsjg/"' in str(room.kit.web("edu").get("/jgzn/").html.select_one("main .prose"))


def test_feed_and_site_map_name_the_pages(room: Pagesroom) -> None:
    room.save()
    room.save(slug="renshi", title="人事处")
    web = room.kit.web("main")
    assert web.get("/jgzn/feed.atom").text.count("<entry>") == 2
    site_map = web.get("/sitemap.xml").text
    assert site_map.count("/jgzn/</loc>") == 1
    assert "/jgzn/renshi</loc>" in site_map


def test_check_finds_pages_that_lost_their_text(room: Pagesroom) -> None:
    room.save()
    with room.sessions.for_cluster("test: check") as session:
        assert menhu_check(session=session) == ()
    with room.kit.session("main") as session:
        session.execute(sa.delete(Body))
        session.commit()
    with room.sessions.for_cluster("test: check") as session:
        (finding,) = menhu_check(session=session)
    assert finding.message.startswith("1 pages have lost their text")
