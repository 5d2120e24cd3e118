"""Articles from JSON Lines: what names them, what is known of them, how many are written at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.api import Content, Installation, Known, PictureFolder, PictureLine, Report, Site, import_lines

from .counters import month, shift
from .models import PUBLISHED, Article, Body
from .services import ArticleInput, prepared, replace

__all__ = ["ArticleLine", "Report", "import_articles"]


class ArticleLine(ArticleInput, frozen=True, kw_only=True):
    """One line of the file."""

    external_id: str
    site: str | None = None
    picture: PictureLine | None = None


class Articles:
    """What lines become: articles, named by their ``external_id``.

    Arguments:
        now: the time at which known articles are changed.
    """

    command = "menhu news import"
    line = ArticleLine

    def __init__(self, now: datetime) -> None:
        self._now = now

    def name(self, line: ArticleLine) -> str:
        """The article's name in the system it comes from."""
        return line.external_id

    def repeated(self, name: str, first: int) -> str:
        """The fault of a second line of that name."""
        return f"external_id {name!r} stands on line {first} already. Remove one of them."

    def prepared(self, site: Site, line: ArticleLine) -> tuple[dict[str, Any], str]:
        """The values of the article's row, and its sanitised body.

        Raises:
            ArticleError: naming the first fault.
        """
        return prepared(site, line)

    def known(self, session: Session, names: Sequence[str]) -> Mapping[str, Known[int]]:
        """The numbers of the articles of those names."""
        found = session.execute(
            sa.select(Article.external_id, Article.id, Article.imported)
            .where(Article.external_id.in_(names))
            .with_for_update()
        )
        return {name: Known(number, imported) for name, number, imported in found if name is not None}

    def write(
        self, session: Session, fresh: Sequence[Content[str]], changed: Sequence[tuple[int, Content[str]]]
    ) -> None:
        """Write new articles and what known ones say from now on, and count them."""
        changes = _insert(session, fresh)
        changes.update(_update(session, dict(changed), self._now))
        shift(session, changes)


def _insert(session: Session, fresh: Sequence[Content[str]]) -> Counter[tuple[str, str]]:
    if not fresh:
        return Counter()
    rows = [{**one.values, "state": PUBLISHED, "updated": one.values["published"]} for one in fresh]
    made = session.execute(sa.insert(Article).returning(Article.id, Article.external_id), rows)
    bodies = {one.name: one.html for one in fresh}
    session.execute(
        sa.insert(Body),
        [{"article_id": number, "html": bodies[external_id or ""]} for number, external_id in made],
    )
    return Counter((one.values["column"], month(one.values["published"])) for one in fresh)


def _update(session: Session, changed: Mapping[int, Content[str]], now: datetime) -> Counter[tuple[str, str]]:
    changes: Counter[tuple[str, str]] = Counter()
    if not changed:
        return changes
    articles = session.scalars(sa.select(Article).where(Article.id.in_(changed))).all()
    texts = {
        body.article_id: body for body in session.scalars(sa.select(Body).where(Body.article_id.in_(changed)))
    }
    for article in articles:
        content = changed[article.id]
        changes.update(replace(article, content.values, content.values["picture_id"], now))
        texts[article.id].html = content.html
    session.flush()
    return changes


def import_articles(
    portal: Installation,
    lines: Iterable[bytes],
    pictures: PictureFolder,
    *,
    site: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Report:
    """Import articles. Lines at fault are reported, the others are taken.

    Arguments:
        portal: the installation.
        lines: JSON objects in UTF-8; empty lines are passed over.
        pictures: where pictures lie.
        site: code of the site of lines that name none.
        dry_run: check and compare everything, write nothing.
        now: the time at which known articles are changed; the present moment if absent.
    """
    target = Articles(now or datetime.now(UTC))
    return import_lines(portal, target, lines, pictures, site=site, dry_run=dry_run)
