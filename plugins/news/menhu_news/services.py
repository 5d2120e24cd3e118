"""Publishing: what comes in is checked and sanitised here, whoever brings it (an import, a console)."""

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta
from sqlalchemy.orm import Session

from menhu.api import (
    ContentError,
    File,
    PictureWords,
    Site,
    check_year,
    checked_body,
    column_of,
    language_in,
    shortened,
    unwritable_text,
)
from menhu.api import plain_text as plain_text

from .counters import month, shift
from .models import PUBLISHED, TITLE_LENGTH, WITHDRAWN, Article, Body

Line = Annotated[str, Meta(max_length=200)]
NO_WORDS = PictureWords()

ArticleError = ContentError
"""An article cannot be taken; the message names the fault and the remedy."""


class ArticleInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article as it comes in.

    Arguments:
        column: code of a column of news on the site.
        title: 1 to 200 characters.
        body: HTML; what is not on the allow list is taken out.
        published: with a time zone; in the future: it appears then.
        external_id: the article's name in the system it comes from, unique on the site.
        summary: plain text; made from the body if empty.
        keywords: at most 20.
        language: the column's language, which is also the default.
        picture: words for the picture, whose file is given beside this input.
    """

    column: str
    title: Annotated[str, Meta(min_length=1, max_length=TITLE_LENGTH)]
    body: Annotated[str, Meta(max_length=2_000_000)]
    published: Annotated[datetime, Meta(tz=True)]
    external_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    subtitle: Line = ""
    summary: Annotated[str, Meta(max_length=2_000)] = ""
    source: Line = ""
    author: Line = ""
    editor: Line = ""
    keywords: Annotated[tuple[Annotated[str, Meta(max_length=50)], ...], Meta(max_length=20)] = ()
    language: str | None = None
    picture: PictureWords | None = None


def prepared(site: Site, given: ArticleInput) -> tuple[dict[str, Any], str]:
    """Check an article and bring it into the form that is stored.

    Arguments:
        site: where it is to appear.
        given: the article.

    Returns:
        The values of its row (without picture, state and time of change), and its sanitised body.

    Raises:
        ArticleError: naming the first fault.
    """
    _check_texts(given)
    column = column_of(site, "news", given.column)
    language = language_in(site, column, given.language)
    html, text = checked_body(given.body)
    values: dict[str, Any] = {
        name: getattr(given, name).strip() for name in ("title", "subtitle", "source", "author", "editor")
    }
    words = given.picture or NO_WORDS
    values |= {
        "column": column.code,
        "summary": given.summary.strip() or shortened(text),
        "keywords": list(dict.fromkeys(word.strip() for word in given.keywords if word.strip())),
        "published": given.published.astimezone(UTC),
        "language": language,
        "external_id": given.external_id,
        "picture_alt": words.alt.strip(),
        "picture_caption": words.caption.strip(),
    }
    return values, html


def _check_texts(given: ArticleInput) -> None:
    broken = unwritable_text(given)
    if broken is not None:
        raise ArticleError(f"{broken[0]} contains a character that no text can have. Take it out.")
    if not given.title.strip():
        raise ArticleError("title is empty. Give the article a title.")
    check_year("published", given.published)


def publish_article(
    session: Session, site: Site, given: ArticleInput, *, picture: File | None = None
) -> Article:
    """Publish an article, at once or at its future time.

    Arguments:
        session: a writing session of the site.
        site: the site.
        given: the article.
        picture: its picture, stored on the site.

    Raises:
        ArticleError: if it is not sound, or the site has an article of that external_id.
    """
    values, html = prepared(site, given)
    taken = given.external_id and session.scalar(
        sa.select(Article.id).where(Article.external_id == given.external_id)
    )
    if taken:
        raise ArticleError(
            f"external_id {given.external_id!r} is that of article {taken}. Change that article."
        )
    article = Article(
        **values,
        state=PUBLISHED,
        updated=values["published"],
        picture_id=picture.id if picture else None,
    )
    session.add(article)
    session.flush()
    session.add(Body(article_id=article.id, html=html))
    shift(session, {(article.column, month(article.published)): 1})
    session.flush()
    return article


def change_article(
    session: Session,
    site: Site,
    article_id: int,
    given: ArticleInput,
    *,
    picture: File | None = None,
    now: datetime | None = None,
) -> Article:
    """Replace what an article says; its number and its state stay. A withdrawn article stays withdrawn.

    Arguments:
        session: a writing session of the site.
        site: the site.
        article_id: the article's number.
        given: the whole article.
        picture: its picture from now on, or None for no picture.
        now: the time of the change; the present moment if absent.

    Raises:
        ArticleError: if there is no such article, or it is not sound.
    """
    values, html = prepared(site, given)
    article = locked(session, article_id)
    changes = replace(article, values, picture.id if picture else None, now or datetime.now(UTC))
    body = session.get(Body, article.id)
    assert body is not None
    body.html = html
    shift(session, changes)
    session.flush()
    return article


def replace(
    article: Article, values: dict[str, Any], picture_id: int | None, now: datetime
) -> Counter[tuple[str, str]]:
    """Write new values into a locked article; answers what that means for the counters."""
    changes: Counter[tuple[str, str]] = Counter()
    if article.state == PUBLISHED:
        changes[article.column, month(article.published)] -= 1
        changes[values["column"], month(values["published"])] += 1
    for name, value in values.items():
        setattr(article, name, value)
    article.picture_id = picture_id
    article.updated = max(now, values["published"])
    return changes


def withdraw_article(
    session: Session, article_id: int, reason: str, *, now: datetime | None = None
) -> Article:
    """Take an article off the site; it is kept with the reason.

    Arguments:
        session: a writing session of the site.
        article_id: the article's number.
        reason: why; shown to the site's staff only.
        now: the time of the change; the present moment if absent.

    Raises:
        ArticleError: if there is no such article, the reason is empty, or it is withdrawn already.
    """
    if not reason.strip():
        raise ArticleError("the reason is empty. Say why the article is withdrawn.")
    article = locked(session, article_id)
    if article.state == WITHDRAWN:
        raise ArticleError(f"article {article_id} is withdrawn already: {article.withdraw_reason}")
    article.state = WITHDRAWN
    article.withdraw_reason = reason.strip()
    article.updated = now or datetime.now(UTC)
    shift(session, {(article.column, month(article.published)): -1})
    session.flush()
    return article


def locked(session: Session, article_id: int) -> Article:
    """The article of that number, held against other writers until the transaction ends.

    Raises:
        ArticleError: if the site has none.
    """
    article = session.scalar(
        sa.select(Article)
        .where(Article.id == article_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if article is None:
        raise ArticleError(f"there is no article {article_id} on this site. Check the number in its address.")
    return article
