"""Load the bench's content into a cluster of Menhu, and describe it to the harness as targets."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

HERE = Path(__file__).resolve().parent
ZONE = ZoneInfo("Asia/Shanghai")
KIND = {"main": "portal", "dept": "special", "county": "special", "extra": "special"}
FEATURE = {"news": "news", "notice": "news"}
LATEST = 40
"""The harness reads every fourth of the newest forty articles of each site."""


def sites(content: Path) -> Iterator[dict[str, Any]]:
    """The sites of the generated content, one at a time."""
    with content.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def code_of(site: dict[str, Any]) -> str:
    """The code of a site: the first label of its host."""
    label: str = site["host"].split(".")[0]
    return label


def write_cluster(folder: Path, content: Path) -> None:
    """The files of the cluster: ten columns in the navigation, one block on the home page."""
    folder.mkdir(parents=True, exist_ok=True)
    first = next(sites(content))
    columns: list[dict[str, Any]] = []
    for entry in first["nav"]:
        code = entry["path"].strip("/")
        column = {"code": code or "home", "name": entry["title"], "column_type": "工作动态"}
        column |= {"plugin": FEATURE.get(code, "pages")} if code else {"plugin": "core", "kind": "home"}
        columns.append(column)
    template = {
        "code": "bench", "title": "Bench", "kind": "special", "theme": "bench",
        "features": {"news": True, "pages": True}, "columns": columns,
        "home": [
            {
                "region": "main", "block": "news.latest", "title": "最新动态",
                "settings": {"columns": ["news", "notice"], "count": 20, "show_column": True},
            }
        ],
    }  # fmt: skip
    declared = [
        {
            "code": code_of(site), "name": site["title"], "kind": KIND[site["kind"]], "template": "bench",
            "host": site["host"], "sponsor": site["title"], "site_id_code": f"{9999990000 + site['n']}",
            **({"path_prefix": "/"} if site["kind"] == "main" else {}),
        }
        for site in sites(content)
    ]  # fmt: skip
    cluster = {
        "name": "Bench", "base_domain": "city.test", "templates": ["template.yaml"], "sites": declared,
    }  # fmt: skip
    for name, document in (("template.yaml", template), ("cluster.yaml", cluster)):
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")


def write_articles(path: Path, content: Path) -> None:
    """The articles as `menhu news import` takes them."""
    with path.open("w", encoding="utf-8") as out:
        for site in sites(content):
            for article in site["articles"]:
                published = datetime.fromisoformat(article["date"]).replace(tzinfo=ZONE)
                line = {
                    "site": code_of(site), "column": article["column"], "external_id": str(article["id"]),
                    "title": article["title"], "body": "\n".join(f"<p>{text}</p>" for text in article["body"]),
                    "published": published.isoformat(),
                }  # fmt: skip
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


def write_addresses(path: Path, content: Path, database: str) -> None:
    """The addresses of home pages, articles and archive pages, in the order in which the harness asks."""
    import random

    import sqlalchemy as sa

    engine = sa.create_engine(database)
    query = sa.text(
        'SELECT s.code, a.external_id, a.id, a."column" FROM news_article a JOIN core_site s ON s.id = a.site_id'
    )
    with engine.connect() as connection:
        known = {(row.code, row.external_id): f"/{row.column}/{row.id}" for row in connection.execute(query)}
    engine.dispose()
    addresses: dict[str, list[list[str]]] = {"W1": [], "W2": [], "W3": []}
    for site in sites(content):
        host, count = site["host"], len(site["articles"])
        addresses["W1"].append([host, "/"])
        addresses["W3"].append([host, "/news/?page=5"])
        for number in range(max(1, count - LATEST + 1), count + 1, 4):
            addresses["W2"].append([host, known[code_of(site), str(number)]])
    for found in addresses.values():
        random.Random(1).shuffle(found)
    path.write_text(json.dumps(addresses), encoding="utf-8")


def write_targets(perf: Path, python: Path) -> None:
    """Three targets on granian with two workers, like L2: page cache off, on, and without fragments."""
    menhu = python.parent / "menhu"
    targets = []
    settings = {
        "menhu": {"page_cache_mb": 0, "fragments": "true"},
        "menhu-cached": {"page_cache_mb": 64, "fragments": "true"},
        "menhu-bare": {"page_cache_mb": 0, "fragments": "false"},
    }
    for port, (name, values) in enumerate(settings.items(), start=8131):
        ini = perf / f"{name}.ini"
        lines = [
            "[app:main]", "use = egg:menhu", f"menhu.var = {perf / 'menhu'}", "menhu.plugins = news pages",
            f"menhu.themes = {HERE / 'theme'}", *(f"menhu.{key} = {value}" for key, value in values.items()),
        ]  # fmt: skip
        ini.write_text("\n".join(lines) + "\n", encoding="utf-8")
        start = f"{menhu} --config {ini} serve --server granian --workers 2 --port {port}"
        targets.append(
            {
                "name": name, "base": f"http://127.0.0.1:{port}", "cwd": str(perf), "start": start,
                "env": {"MENHU_VAR": str(perf / "menhu")}, "urls": {},
                "urlfile": str(perf / "addresses.json"), "cached": name == "menhu-cached",
            }
        )  # fmt: skip
    (perf / "targets").mkdir(parents=True, exist_ok=True)
    (perf / "targets" / "menhu.json").write_text(json.dumps(targets, indent=1), encoding="utf-8")


def prepare(perf: Path, python: Path) -> None:
    """Everything, once; what is there already is kept."""
    content = perf / "content.jsonl"
    write_targets(perf, python)
    menhu = [str(python.parent / "menhu"), "--config", str(perf / "menhu.ini")]
    if not (perf / "addresses.json").exists():
        write_cluster(perf / "cluster", content)
        write_articles(perf / "articles.jsonl", content)
        environment = {**os.environ, "MENHU_VAR": str(perf / "menhu")}
        (perf / "menhu").mkdir(exist_ok=True)
        for command in (
            ["db", "upgrade"], ["cluster", "apply", str(perf / "cluster")],
            ["news", "import", str(perf / "articles.jsonl")],
        ):  # fmt: skip
            subprocess.run([*menhu, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
        write_addresses(perf / "addresses.json", content, f"sqlite:///{perf / 'menhu' / 'menhu.db'}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("perf", type=Path)
    prepare(arguments.parse_args().perf.resolve(), Path(sys.executable))
