"""How Menhu grows: sites from 72 to 10,000, and one site's articles from 200 to 200,000.

Every figure is CPU time or memory of one process, page cache off. Ratios are of one run.
"""

import argparse
import gc
import io
import json
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import prepare
import yaml

from menhu.app import Application
from menhu.cluster.files import load_cluster
from menhu.cluster.reconcile import apply
from menhu.cluster.service import switch_feature
from menhu.data.engine import make_engine
from menhu.data.migrate import upgrade
from menhu.deployment import Deployment
from menhu.plugins.registry import Registry
from menhu.units import units_of

MAIN = "main"
HOST = "main.scale.test"
BODY = "<p>" + "全市有关部门召开工作会议，研究部署下一阶段任务，进一步简化流程压缩时限。" * 18 + "</p>"
ROUNDS = 7
REQUESTS = 150


def deployment(folder: Path) -> Deployment:
    """A deployment of its own in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Deployment(
        var=folder,
        database=f"sqlite:///{folder / 'menhu.db'}",
        files=str(folder / "files"),
        plugins=("news", "pages"),
        themes=(prepare.HERE / "theme",),
        page_cache_mb=0,
    )


def made(folder: Path, sites: int) -> Application:
    """An application with so many sites."""
    chosen = deployment(folder)
    registry = Registry(chosen.plugins)
    engine = make_engine(chosen.database)
    upgrade(engine, units_of(registry), lambda _: None)
    engine.dispose()
    files = folder / "cluster"
    files.mkdir(exist_ok=True)
    columns = [
        {"code": "home", "name": "首页", "column_type": "首页", "plugin": "core", "kind": "home"},
        *(
            {"code": code, "name": name, "column_type": "工作动态", "plugin": plugin}
            for code, name, plugin in (
                ("news", "新闻", "news"),
                ("notice", "公告", "news"),
                ("intro", "概况", "pages"),
            )
        ),
    ]
    block = {"region": "main", "block": "news.latest", "settings": {"columns": ["news"], "count": 20}}
    template = {
        "code": "t", "title": "t", "kind": "special", "theme": "bench",
        "features": {"news": True, "pages": True}, "columns": columns, "home": [block],
    }  # fmt: skip
    codes = [MAIN, *(f"s{number:05d}" for number in range(1, sites))]
    declared: list[dict[str, Any]] = [
        {
            "code": code,
            "name": f"站点 {code}",
            "kind": "special",
            "template": "t",
            "host": f"{code}.scale.test",
        }
        for code in codes
    ]
    declared[0] |= {"kind": "portal", "path_prefix": "/"}
    cluster = {"name": "scale", "base_domain": "scale.test", "templates": ["t.yaml"], "sites": ["sites.yaml"]}
    for name, document in (("t", template), ("sites", declared), ("cluster", cluster)):
        (files / f"{name}.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    application = Application(chosen, feed_seconds=3600)
    apply(application.registry, load_cluster(files))
    return application


def fill(application: Application, articles: int) -> int:
    """Publish so many articles in the main site's news; the newest one's id."""
    from sqlalchemy import func, insert, select

    from menhu_news.counters import recount
    from menhu_news.models import Article, Body

    site = application.registry.snapshots.current.by_code[MAIN]
    start = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    with application.registry.sessions.for_site(site, immediate=True) as session:
        have = session.scalar(select(func.count(Article.id))) or 0
        for first in range(have, articles, 5000):
            numbers = range(first + 1, min(first + 5000, articles) + 1)
            rows = [
                {
                    "id": n, "site_id": site.id, "column": "news", "title": f"全市推进数字政务工作会议（第{n}号）",
                    "published": start - timedelta(minutes=17 * (articles - n)), "updated": start,
                    "language": "zh-Hans", "state": "published", "summary": "", "subtitle": "", "source": "",
                    "author": "", "editor": "", "keywords": [], "picture_alt": "", "picture_caption": "",
                }
                for n in numbers
            ]  # fmt: skip
            session.execute(insert(Article), rows)
            session.execute(
                insert(Body), [{"article_id": n, "site_id": site.id, "html": BODY} for n in numbers]
            )
        recount(session, site.id)
        session.commit()
    return articles


def request(application: Application, path: str) -> bytes:
    """One anonymous GET of the main site."""
    where, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": where, "QUERY_STRING": query, "HTTP_HOST": HOST,
        "SERVER_NAME": HOST, "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    said: list[str] = []
    body = b"".join(application(environ, lambda status, headers, exc_info=None: said.append(status)))
    if not said[0].startswith("200"):
        raise SystemExit(f"{path}: {said[0]}")
    return body


def microseconds(act: Callable[[], object], times: int = REQUESTS) -> float:
    """CPU microseconds of one act: the median over rounds."""
    act()
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            act()
        taken.append((time.process_time() - began) / times * 1e6)
    return round(statistics.median(taken), 1)


def sites_table(folder: Path, counts: Iterable[int]) -> list[dict[str, float]]:
    """Memory per site, snapshot load, page cost and time of a toggle, by number of sites."""
    rows = []
    for count in counts:
        application = made(folder / f"sites-{count}", count)
        fill(application, 200)
        snapshots = application.registry.snapshots
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        snapshots.load()
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        began = time.process_time()
        snapshots.load()
        load = time.process_time() - began
        page = microseconds(lambda app=application: request(app, "/news/5"))
        home = microseconds(lambda app=application: request(app, "/"))
        began = time.perf_counter()
        switch_feature(application.registry, "s00001", "pages", on=False)
        toggle = time.perf_counter() - began
        application.close()
        began = time.process_time()
        again = Application(deployment(folder / f"sites-{count}"), feed_seconds=3600)
        start = time.process_time() - began
        again.close()
        rows.append(
            {
                "sites": count, "bytes_per_site": round(kept / count), "load_ms": round(load * 1e3, 1),
                "start_s": round(start, 3), "article_us": page, "home_us": home, "toggle_ms": round(toggle * 1e3, 1),
            }
        )  # fmt: skip
    return rows


def articles_table(folder: Path, counts: Iterable[int]) -> list[dict[str, float]]:
    """Cost of list, archive pages and article, by number of articles in one site."""
    rows = []
    for count in counts:
        application = made(folder / f"articles-{count}", 2)
        newest = fill(application, count)
        last = count // 20
        row: dict[str, float] = {"articles": count}
        for name, path in (
            ("home_us", "/"),
            ("page_1_us", "/news/"),
            (f"page_{min(last, 10_000)}_us", f"/news/?page={min(last, 10_000)}"),
            ("middle_us", f"/news/?page={max(1, last // 2)}"),
            ("article_new_us", f"/news/{newest}"),
            ("article_old_us", "/news/1"),
        ):
            row[name] = microseconds(lambda app=application, path=path: request(app, path))
        application.close()
        rows.append(row)
    return rows


def show(title: str, rows: list[dict[str, float]]) -> None:
    """A table for people."""
    print(f"\n### {title}\n")
    for row in rows:
        print("  ".join(f"{key}={value:,}" for key, value in row.items()))


def main() -> None:
    """Measure, print, and write ``scale.json`` beside the harness' results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--sites", default="72,1000,10000")
    parser.add_argument("--articles", default="200,20000,200000")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sites = sites_table(Path(folder), map(int, options.sites.split(",")))
        show("Sites", sites)
        articles = articles_table(Path(folder), map(int, options.articles.split(",")))
        show("Articles of one site", articles)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps({"sites": sites, "articles": articles}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
