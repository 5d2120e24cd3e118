"""The demo cluster with a little content of its own on every site, and visitors who come on every way."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import sqlalchemy as sa
from PIL import Image
from webob import Request

from menhu.cluster.model import Cluster, Column, Site
from menhu.media import store_file
from menhu.render.furniture import LOCALE_PREFIX
from menhu.security.headers import HEADERS
from menhu.testing.portal import PortalKit
from menhu_news.services import ArticleInput, publish_article
from menhu_pages.services import PageInput, save_page

DEMO = Path(__file__).resolve().parents[2] / "sites" / "shijiazhuang"
PLUGINS = ("news", "pages")
PORT = 8080
MOMENT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


class Door(NamedTuple):
    """One way to a site: the host as it is sent, and the path prefix without its closing slash."""

    site: str
    way: str
    host: str
    base: str

    def __str__(self) -> str:
        return f"{self.site} by {self.way} at {self.host}{self.base}"


class Answer(NamedTuple):
    """What one request was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


def doors(cluster: Cluster, site: Site, local: str = "localhost") -> Iterator[Door]:
    """Every way by which a site answers, with a port."""
    for host in site.hosts:
        yield Door(site.code, "host", f"{host}:{PORT}", "")
    yield Door(site.code, "local", f"{site.code}.{local}:{PORT}", "")
    if cluster.main is site:
        yield Door(site.code, "path", f"{local}:{PORT}", "")
    elif cluster.main is not None and site.prefix:
        base = site.prefix.rstrip("/")
        for host in (*cluster.main.hosts, f"{cluster.main.code}.{local}", local):
            yield Door(site.code, "path", f"{host}:{PORT}", base)


def fetch(app: Any, host: str, address: str, method: str = "GET", **headers: str) -> Answer:
    """Send one request to a WSGI application."""
    request = Request.blank(address, base_url=f"http://{host}")
    request.environ["HTTP_HOST"] = host  # as browsers send it: WebOb names the default port
    request.method = method
    for name, value in headers.items():
        request.headers[name.replace("_", "-")] = value
    response = request.get_response(app)
    return Answer(response.status_int, {k.lower(): v for k, v in response.headerlist}, response.body)


def locale_base(site: Site, lang: str) -> str:
    """``/en``, or "" in the site's default language."""
    return "" if lang == site.structure.default_language else f"/{LOCALE_PREFIX[lang]}"


def columns_of(site: Site) -> Iterator[tuple[str, Column]]:
    """Every column that can be reached, with its address below the site's base."""
    for lang, columns in site.structure.columns.items():
        for column in columns.values():
            yield f"{locale_base(site, lang)}/{column.code}/", column


class Page(HTMLParser):
    """What a test asks of an HTML page: links, metas, words, and whatever a strict CSP forbids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str, Mapping[str, str]]] = []
        self.metas: dict[str, str] = {}
        self.canonical = ""
        self.alternates: dict[str, str] = {}
        self.inline: list[str] = []
        self.lang = ""
        self.navigation: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "meta" and "name" in given:
            self.metas[given["name"]] = given.get("content", "")
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
        if tag == "link" and given.get("rel") == "alternate" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]
        if tag in ("style", "base") or (tag == "script" and not given.get("src")):
            self.inline.append(f"<{tag}>")
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            if given.get(name):
                self.links.append((tag, given[name], given))
                if given[name].strip().lower().startswith(("javascript:", "data:")):
                    self.inline.append(f"{tag} {name}={given[name][:30]}")
        if tag == "nav":
            self._open.append("nav")
        if tag == "a" and self._open and given.get("href"):
            self.navigation.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav" and self._open:
            self._open.pop()

    def addresses(self, here: str) -> Iterator[tuple[str, str]]:
        """Tag and absolute address of everything that the page names."""
        for tag, link, _ in self.links:
            yield tag, urljoin(here, link).partition("#")[0]


def unsecured(answer: Answer) -> list[str]:
    """Security headers that an answer lacks, or that are weaker than those of pages."""
    lacking = [name for name, _ in HEADERS if name.lower() not in answer.headers]
    policy = answer.headers.get("content-security-policy", "")
    if "unsafe" in policy or "*" in policy or "default-src 'none'" not in policy:
        lacking.append(f"policy {policy!r}")
    return lacking


def article(column: str, title: str, days: int = 0, **more: Any) -> ArticleInput:
    """An article whose moment is always the same."""
    body = more.pop("body", f"<p>{title}的正文。</p>")
    return ArticleInput(
        column=column, title=title, body=body, published=MOMENT - timedelta(days=days), **more
    )


def drawn(shade: int) -> bytes:
    """A small picture."""
    target = BytesIO()
    Image.new("RGB", (16, 9), (shade % 256, 60, 90)).save(target, "PNG")
    return target.getvalue()


FEW = ("main", "fgw", "jyj", "zhengding")


def fill(kit: PortalKit, articles: int = 3, codes: Collection[str] = ()) -> None:
    """Give every column of every site, or of those named, something that names the site, and a picture."""
    for site in kit.registry.snapshots.current:
        if codes and site.code not in codes:
            continue
        with kit.session(site.code) as session:
            picture = store_file(session, kit.registry.files, f"{site.code}.png", drawn(site.id))
            session.flush()
            for path, column in columns_of(site):
                if column.feature == "news":
                    for n in range(articles):
                        title = f"{mark(site.code)} {column.name} {n}"
                        body = f'<p>{title}的正文。</p><p><a href="{path}">更多</a></p>'
                        given = article(column.code, title, n, body=body)
                        publish_article(session, site, given, picture=picture if n == 0 else None)
                elif column.feature == "pages":
                    given_page = PageInput(
                        column=column.code, title=f"{mark(site.code)} {column.name}",
                        body=f"<p>{mark(site.code)}</p>", updated=MOMENT,
                    )  # fmt: skip
                    save_page(session, site, given_page)
            session.commit()


def mark(code: str) -> str:
    """What stands in everything that belongs to a site, and nowhere else."""
    return f"«{code}»"


MARK = re.compile("«([a-z0-9-]+)»")


@contextmanager
def statements(kit: PortalKit) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(kit.registry.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(kit.registry.engine, "before_cursor_execute", note)
