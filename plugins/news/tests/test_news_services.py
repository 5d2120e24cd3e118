from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from newsroom import Newsroom

from menhu.api import store_file
from menhu_news.counters import disagreements, recount
from menhu_news.models import Article, Body, MonthCount
from menhu_news.services import (
    ArticleError,
    change_article,
    plain_text,
    publish_article,
    shortened,
    withdraw_article,
)


def counters(newsroom: Newsroom, site: str = "main") -> dict[tuple[str, str], int]:
    with newsroom.kit.session(site) as session:
        rows = session.execute(sa.select(MonthCount.column, MonthCount.month, MonthCount.count))
        return {(row[0], row[1]): row[2] for row in rows if row[2]}


def agree(newsroom: Newsroom) -> bool:
    with newsroom.sessions.for_cluster("test: counters") as session:
        return not list(disagreements(session))


def test_an_article_is_stored_sanitised_with_a_summary_of_its_words(newsroom: Newsroom) -> None:
    number = newsroom.publish(
        "召开会议",
        body="<p onclick='x'>安全&amp;生产</p><script>alert(1)</script><h1>大</h1>",
        keywords=("安全", "安全", " "),
    )
    with newsroom.kit.session("main") as session:
        article, html = session.execute(
            sa.select(Article, Body.html).join(Body, Body.article_id == Article.id)
        ).one()
        assert article.id == number
        assert "script" not in html
        assert "onclick" not in html
        assert "<h1" not in html
        assert article.summary.startswith("安全&生产")
        assert article.keywords == ["安全"]
        assert article.language == "zh-Hans"


def test_an_article_of_an_english_column_is_in_english(newsroom: Newsroom) -> None:
    newsroom.publish("News", column="en-news")
    with newsroom.kit.session("main") as session:
        assert session.scalar(sa.select(Article.language)) == "en"


UNSOUND: list[tuple[dict[str, Any], str]] = [
    ({"title": "   "}, "title is empty"),
    ({"column": "sy"}, "no column of news"),
    ({"column": "missing"}, "Columns are: en-news, gzdt, tpxw, tzgg"),
    ({"body": "<script>x</script>"}, "body is empty"),
    ({"title": "a\0b"}, "title contains a character"),
    ({"keywords": ("\ud800",)}, "keywords contains a character"),
    ({"language": "en"}, "the language is en"),
    ({"published": datetime.fromisoformat("0001-01-01T00:00:00+08:00")}, "year 1"),
    ({"published": datetime.fromisoformat("9999-12-31T23:59:59-08:00")}, "year 9999"),
]


def test_an_unsound_article_is_refused_with_the_reason(newsroom: Newsroom) -> None:
    main = newsroom.kit.site("main")
    with newsroom.kit.session("main") as session:
        for change, message in UNSOUND:
            given = newsroom.given(**change)
            with pytest.raises(ArticleError, match=message):
                publish_article(session, main, given)
        assert session.scalar(sa.select(sa.func.count(Article.id))) == 0


def test_a_site_without_the_feature_takes_no_article(newsroom: Newsroom) -> None:
    with (
        newsroom.kit.session("bare") as session,
        pytest.raises(ArticleError, match="menhu feature enable bare"),
    ):
        publish_article(session, newsroom.kit.site("bare"), newsroom.given())


def test_an_external_id_is_taken_once_per_site(newsroom: Newsroom) -> None:
    number = newsroom.publish(external_id="a-1")
    newsroom.publish(site="edu", external_id="a-1")
    with pytest.raises(ArticleError, match=f"article {number}"):
        newsroom.publish(external_id="a-1")


def test_counters_follow_publication_change_and_withdrawal(newsroom: Newsroom) -> None:
    newsroom.now = datetime.fromisoformat("2026-03-15T08:00:00+08:00")
    number = newsroom.publish()
    newsroom.publish("另一条")
    assert counters(newsroom) == {("gzdt", "2026-03"): 2}

    main = newsroom.kit.site("main")
    with newsroom.kit.session("main") as session:
        moved = newsroom.given("改", column="tzgg", published=newsroom.now - timedelta(days=31))
        change_article(session, main, number, moved)
        session.commit()
    assert counters(newsroom) == {("gzdt", "2026-03"): 1, ("tzgg", "2026-02"): 1}

    with newsroom.kit.session("main") as session:
        withdraw_article(session, number, "重复发布")
        session.commit()
    assert counters(newsroom) == {("gzdt", "2026-03"): 1}

    with newsroom.kit.session("main") as session:
        change_article(session, main, number, newsroom.given("撤稿后再改"))
        session.commit()
        assert session.get(Article, number).state == "withdrawn"
    assert counters(newsroom) == {("gzdt", "2026-03"): 1}
    assert agree(newsroom)


def test_a_change_replaces_text_and_picture(newsroom: Newsroom, picture: bytes) -> None:
    main = newsroom.kit.site("main")
    with newsroom.kit.session("main") as session:
        file = store_file(session, newsroom.files, "x.png", picture)
        article = publish_article(session, main, newsroom.given(), picture=file)
        assert article.picture_id == file.id
        change_article(session, main, article.id, newsroom.given("新标题", body="<p>新正文</p>"))
        session.commit()
        assert article.title == "新标题"
        assert article.picture_id is None
        assert session.get(Body, article.id).html == "<p>新正文</p>"


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda s, n: withdraw_article(s, n, " "), "reason is empty"),
        (lambda s, n: withdraw_article(s, n + 999, "x"), "there is no article"),
        (lambda s, n: [withdraw_article(s, n, "x"), withdraw_article(s, n, "y")], "withdrawn already: x"),
    ],
)
def test_a_withdrawal_needs_an_article_and_a_reason(
    newsroom: Newsroom, act: Callable[[Any, int], Any], message: str
) -> None:
    number = newsroom.publish()
    with newsroom.kit.session("main") as session, pytest.raises(ArticleError, match=message):
        act(session, number)


def test_another_sites_article_cannot_be_withdrawn(newsroom: Newsroom) -> None:
    number = newsroom.publish(site="edu")
    with newsroom.kit.session("main") as session, pytest.raises(ArticleError, match="no article"):
        withdraw_article(session, number, "x")


def test_counters_stand_when_many_publish_at_once(newsroom: Newsroom) -> None:
    def publish(n: int) -> None:
        newsroom.publish(f"并发{n}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, range(40)))
    assert sum(counters(newsroom).values()) == 40
    assert agree(newsroom)


def test_counters_that_disagree_are_found_and_corrected(newsroom: Newsroom) -> None:
    newsroom.publish_series(3)
    with newsroom.kit.session("main") as session:
        session.execute(sa.update(MonthCount).values(count=MonthCount.count + 7))
        session.execute(sa.insert(MonthCount), [{"column": "tzgg", "month": "2020-01", "count": 2}])
        session.commit()
    newsroom.publish(site="edu")
    assert not agree(newsroom)
    with newsroom.kit.session("main") as session:
        assert recount(session, newsroom.kit.site("main").id) >= 2
        session.commit()
    assert agree(newsroom)


def test_words_of_html_and_excerpts() -> None:
    assert plain_text('<p>一 &lt; 二</p>\n<img alt="a>b" src="x"> 三') == "一 < 二 三"
    assert shortened("一二三四", 4) == "一二三四"
    assert shortened("一二三四五", 4) == "一二三…"
