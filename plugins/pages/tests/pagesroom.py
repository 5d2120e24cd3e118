"""A portal to test pages with: three sites, the last without pages."""

from typing import Any

from menhu.testing import PortalKit, SiteSpec
from menhu_pages.services import PageInput, save_page

COLUMNS = (
    {"code": "jgzn", "name": "机构职能", "plugin": "pages", "column_type": "机构职能"},
    {"code": "nsjg", "name": "内设机构", "plugin": "pages", "column_type": "机构职能"},
    {
        "code": "en-about", "name": "About", "plugin": "pages", "column_type": "概况信息", "language": "en"
    },
)  # fmt: skip
HOME = (
    {
        "region": "wide", "block": "pages.intro", "title": "我局简介",
        "settings": {"column": "jgzn", "chars": 20},
    },
)  # fmt: skip
LANGUAGES = ("zh-Hans", "en")


def sites() -> list[SiteSpec]:
    """The main site with a block, a department, and a department where pages are off."""
    on = {"pages": True}
    more = {"settings": {"core": {"phone": "0311-00000000"}}}
    return [
        SiteSpec(code="main", features=on, columns=COLUMNS, home=HOME, languages=LANGUAGES, more=more),
        SiteSpec(code="edu", features=on, columns=COLUMNS, languages=LANGUAGES),
        SiteSpec(code="bare", features={"pages": False}, columns=COLUMNS, languages=LANGUAGES),
    ]


class Pagesroom:
    """A portal to test pages with."""

    def __init__(self, kit: PortalKit) -> None:
        self.kit = kit
        self.sessions = kit.registry.sessions
        self.files = kit.registry.files
        self.cluster = kit.registry.snapshots.current

    def given(self, **more: Any) -> PageInput:
        return PageInput(**{"column": "jgzn", "title": "主要职责", "body": "<p>负责全市工作。</p>", **more})

    def save(self, site: str = "main", **more: Any) -> int:
        """Save one page; answers its number."""
        with self.kit.session(site) as session:
            page = save_page(session, self.kit.site(site), self.given(**more))
            session.commit()
            return page.id
