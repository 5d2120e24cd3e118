"""The sites: both themes in both languages, one site without any content, one for each state."""

from collections.abc import Iterable
from typing import Any

from menhu.testing import SiteSpec

FEATURES = {"news": {"page_size": 5}, "pages": True, "showcase": True}
LANGUAGES = ("zh-Hans", "en")
SHOWN = ("main", "edu", "quiet", "hamlet", "plain")
STATES = {"opening": "preparing", "pause": "offline", "gone": "closed", "away": "moved"}
LONG_NAME = "生态环境保护与城市更新"


def column(code: str, name: str, plugin: str, column_type: str = "工作动态", **more: Any) -> dict[str, Any]:
    """A column as a template file has it."""
    return {"code": code, "name": name, "plugin": plugin, "column_type": column_type, **more}


def group(code: str, name: str, children: Iterable[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A group of columns."""
    return column(code, name, "core", "信息公开目录", kind="group", children=list(children), **more)


def _many() -> Iterable[dict[str, Any]]:
    for number in range(1, 15):
        yield column(f"ml{number}", f"主动公开目录第{number}类", "pages", "信息公开目录")


COLUMNS: tuple[dict[str, Any], ...] = (
    column("sy", "首页", "core", "首页", kind="home"),
    group(
        "gk",
        "走进我们",
        [
            column(
                "jggk",
                "机构概况",
                "pages",
                "机构职能",
                keywords=["机构", "职能"],
                description="机构设置与主要职责",
            ),
            column("ldxx", "领导信息", "pages", "负责人信息"),
            column("dili", "地理位置", "pages", "概况信息"),
        ],
        description="我们是谁，负责什么，怎样联系。",
    ),
    group(
        "xw",
        "新闻动态",
        [
            column("gzdt", "工作动态", "news"),
            column("tpxw", "图片新闻", "news", settings={"style": "pictures"}),
            column("mtbd", "媒体报道", "news", settings={"style": "summaries"}),
            column("kong", "尚无内容的栏目", "news"),
            column("hamlet", "村居网站", "news", redirect="/sitemap"),
        ],
    ),
    group("xxgk", "政府信息公开目录", _many()),
    column("tzgg", "通知公告", "news"),
    column("gjzs", "构件展示", "showcase", "办事服务"),
    group("hj", f"{LONG_NAME}专题", [column("hjxw", f"{LONG_NAME}重点工作进展通报", "news")]),
    column("nb", "未列入导航的栏目", "pages", "信息公开年报", visible=False),
    group(
        "en-gk",
        "City and Government",
        [
            column("en-intro", "Introduction", "pages", "概况信息", language="en"),
            column("en-void", "Not Written Yet", "pages", "概况信息", language="en"),
        ],
        language="en",
    ),
    column("en-news", "News", "news", language="en"),
    column("en-photo", "Photos", "news", language="en", settings={"style": "pictures"}),
    column("en-press", "Press", "news", language="en", settings={"style": "summaries"}),
)

LINKS = (
    ("gzdt", "news"), ("tzgg", "notice"), ("jggk", "gov"), ("ldxx", "person"), ("dili", "map"), ("xxgk", "guide"),
    ("tpxw", "travel"), ("gjzs", "online"),
)  # fmt: skip


def links(count: int, **more: Any) -> dict[str, Any]:
    """A block of links."""
    chosen = [{"column": code, "icon": icon} for code, icon in LINKS[:count]]
    return {"block": "core.links", "title": "常用栏目", "settings": {"links": chosen}, **more}


def latest(region: str, title: str, columns: list[str], **more: Any) -> dict[str, Any]:
    """A block of news."""
    return {
        "region": region,
        "block": "news.latest",
        "title": title,
        "settings": {"columns": columns, "count": 6, **more},
    }


def _english(lead: str, beside: str) -> Iterable[dict[str, Any]]:
    yield {
        "region": lead,
        "block": "news.pictures",
        "language": "en",
        "settings": {"column": "en-photo", "count": 3},
    }
    yield {**latest(beside, "News", ["en-news"]), "language": "en"}
    yield {"region": beside, "block": "pages.intro", "language": "en", "settings": {"column": "en-intro"}}
    yield {"region": beside, "block": "core.columns", "language": "en", "settings": {"group": "en-gk"}}


PORTAL_HOME = (
    {"region": "lead", "block": "news.pictures", "settings": {"column": "tpxw", "count": 5}},
    latest("beside", "要闻", ["gzdt"]),
    {
        "region": "beside",
        "block": "news.cluster_latest",
        "title": "部门动态",
        "settings": {"feature_column": "gzdt", "count": 6},
    },
    links(8, region="services"),
    latest("columns", "通知公告", ["tzgg"]),
    latest("columns", "新闻与公告", ["gzdt", "tzgg"], show_column=True),
    latest("columns", "从未发布", ["kong"]),
    {
        "region": "aside_columns",
        "block": "pages.intro",
        "title": "走进我们",
        "settings": {"column": "jggk", "chars": 200},
    },
    {
        "region": "aside_columns",
        "block": "core.columns",
        "title": "政府信息公开",
        "settings": {"group": "xxgk"},
    },
    {"region": "wide", "block": "core.contact", "title": "联系我们"},
    {"region": "somewhere_else", "block": "core.portal_link"},
    {
        "region": "directory",
        "block": "core.sites",
        "title": "网站导航",
        "settings": {"kinds": ["department", "county"]},
    },
    *_english("lead", "beside"),
)
DEPARTMENT_HOME = (
    {"region": "intro", "block": "pages.intro", "title": "机构概况", "settings": {"column": "jggk"}},
    links(5, region="services"),
    {
        "region": "main",
        "block": "news.pictures",
        "title": "图片新闻",
        "settings": {"column": "tpxw", "count": 3},
    },
    latest("main", "工作动态", ["gzdt"]),
    {"region": "aside", "block": "core.contact", "title": "联系我们"},
    {"region": "aside", "block": "core.columns", "title": "走进我们", "settings": {"group": "gk"}},
    {"region": "aside", "block": "core.portal_link"},
    {"region": "wide", "block": "core.sites", "title": "部门网站", "settings": {"kinds": ["department"]}},
    *_english("main", "aside"),
)
FURNITURE = {
    "slogan": "统筹全市教育事业发展，家长和学生可以在这里查询政策、办理入学、反映问题。",
    "phone": "0311-00000001", "email": "edu@portal.example", "address": "演示市和平大街1号", "postcode": "050000",
    "hours": "工作日 9:00-12:00,13:00-17:00(演示)", "notice": "本网站为演示，内容均为演示数据。",
}  # fmt: skip


def _site(code: str, name: str, home: Iterable[dict[str, Any]] = (), **more: Any) -> SiteSpec:
    settings = more.pop("core", {})
    return SiteSpec(
        code=code,
        features=FEATURES,
        columns=COLUMNS,
        languages=LANGUAGES,
        home=tuple(home),
        more={
            "name": name,
            "icp_no": "冀ICP备00000000号-1(演示)",
            "police_no": "冀公网安备00000000000001号(演示)",
            "settings": {"core": settings},
            **more,
        },
    )


def gallery_sites() -> tuple[SiteSpec, ...]:
    """All sites; ``SHOWN`` are toured, the others answer with the page of their state."""
    shown = (
        _site("main", "演示市", PORTAL_HOME, full_name="演示市人民政府门户网站", core=FURNITURE, badge_url="https://bszs.example.org/badge"),
        _site(
            "edu", "演示市教育局", DEPARTMENT_HOME, short_name="市教育局", org_type="gov",
            core=FURNITURE | {"brand": "#1f6b5c", "accent": "#1f5f8b"},
        ),
        _site("quiet", "演示市无内容单位", DEPARTMENT_HOME, org_type="institution"),
        _site(
            "hamlet", "演示县", PORTAL_HOME, kind="county", theme="portal", path_prefix="/xq/hamlet/",
            core={"brand": "#7a3b8f", "emblem": "emblem-department"},
        ),
        _site("plain", "演示市档案馆", [latest("main", "工作动态", ["gzdt"])], theme="plain"),
    )  # fmt: skip
    states = (
        _site(
            code, f"演示市{code}局", state=state, notice="网站正在调整，给您带来不便，请谅解。",
            successor="https://successor.example.org/" if state in ("closed", "moved") else None,
        )
        for code, state in STATES.items()
    )  # fmt: skip
    return (*shown, *states)
