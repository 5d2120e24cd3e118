"""A portal to test news with: three sites, the last without news."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from menhu.testing import PortalKit, SiteSpec
from menhu_news.services import ArticleInput, publish_article

COLUMNS = (
    {"code": "gzdt", "name": "工作动态", "plugin": "news", "column_type": "工作动态"},
    {"code": "tzgg", "name": "通知公告", "plugin": "news", "column_type": "工作动态"},
    {
        "code": "tpxw",
        "name": "图片新闻",
        "plugin": "news",
        "column_type": "工作动态",
        "settings": {"style": "pictures"},
    },
    {"code": "en-news", "name": "News", "plugin": "news", "column_type": "工作动态", "language": "en"},
)
HOME = (
    {"region": "lead", "block": "news.pictures", "settings": {"column": "tpxw"}},
    {
        "region": "beside",
        "block": "news.latest",
        "settings": {"columns": ["gzdt", "tzgg"], "count": 5, "show_column": True},
    },
    {"region": "columns", "block": "news.cluster_latest", "settings": {"feature_column": "gzdt", "count": 4}},
)
LANGUAGES = ("zh-Hans", "en")


class Newsroom:
    """A portal to test news with."""

    def __init__(self, kit: PortalKit) -> None:
        self.kit = kit
        self.registry = kit.registry
        self.sessions = kit.registry.sessions
        self.files = kit.registry.files
        self.now = datetime.now(UTC)

    @property
    def cluster(self) -> Any:
        return self.registry.snapshots.current

    def given(self, title: str = "标题", **more: Any) -> ArticleInput:
        values = {"column": "gzdt", "body": f"<p>{title}的正文。</p>", "published": self.now, **more}
        return ArticleInput(title=title, **values)

    def publish(self, title: str = "标题", site: str = "main", **more: Any) -> int:
        """Publish one article; answers its number."""
        with self.kit.session(site) as session:
            article = publish_article(session, self.kit.site(site), self.given(title, **more))
            session.commit()
            return article.id

    def publish_series(self, count: int, site: str = "main", days: int = 1, **more: Any) -> list[int]:
        """Publish articles 第1条 (the newest) to 第N条, some days apart."""
        with self.kit.session(site) as session:
            made = [
                publish_article(
                    session,
                    self.kit.site(site),
                    self.given(f"第{n}条", published=self.now - timedelta(days=days * n), **more),
                )
                for n in range(1, count + 1)
            ]
            session.commit()
            return [article.id for article in made]

    def queries(self, act: Callable[[], Any]) -> list[str]:
        """The statements that run while something is done."""
        seen: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            seen.append(statement)

        sa.event.listen(self.registry.engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            sa.event.remove(self.registry.engine, "before_cursor_execute", note)
        return seen


def sites(edu: bool = True, **settings: Any) -> list[SiteSpec]:
    """The main site with blocks, a department, and a department where news is off.

    Arguments:
        edu: whether news is on at the first department.
        settings: further settings of news on the main site.
    """
    on = {"news": {"page_size": 5, **settings}}
    return [
        SiteSpec(code="main", features=on, columns=COLUMNS, home=HOME, languages=LANGUAGES),
        SiteSpec(code="edu", features=on if edu else {"news": False}, columns=COLUMNS, languages=LANGUAGES),
        SiteSpec(code="bare", features={"news": False}, columns=COLUMNS, languages=LANGUAGES),
    ]
