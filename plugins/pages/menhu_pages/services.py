"""Saving pages: what comes in is checked and sanitised here, whoever brings it (an import, a console)."""

import re
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

from .models import MAIN, TITLE_LENGTH, Body, PageRecord

SLUG = re.compile(r"(?!list|index|search|about|nav)[a-z0-9][a-z0-9-]{0,59}\Z")
"""Clients that watch government columns pass over addresses that contain ``/list``, ``/index``,
``/search``, ``/about`` or ``/nav``."""

Line = Annotated[str, Meta(max_length=200)]
NO_WORDS = PictureWords()

PageError = ContentError
"""A page cannot be taken; the message names the fault and the remedy."""


class PageInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page as it comes in; column and slug together are its name.

    Arguments:
        column: code of a column of pages on the site.
        slug: last part of the address: lower-case letters, digits, hyphens; empty for the main page.
        title: 1 to 200 characters.
        body: HTML; what is not on the allow list is taken out.
        updated: when its content was last changed, with a time zone; the present moment if absent.
        position: pages of a column are listed by it, then by title.
        summary: plain text; made from the body if empty.
        language: the column's language, which is also the default.
        picture: words for the picture, whose file is given beside this input.
    """

    column: str
    title: Annotated[str, Meta(min_length=1, max_length=TITLE_LENGTH)]
    body: Annotated[str, Meta(max_length=2_000_000)]
    slug: str = MAIN
    updated: Annotated[datetime, Meta(tz=True)] | None = None
    position: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] = 0
    summary: Annotated[str, Meta(max_length=2_000)] = ""
    source: Line = ""
    language: str | None = None
    picture: PictureWords | None = None


def prepared(site: Site, given: PageInput, now: datetime) -> tuple[dict[str, Any], str]:
    """Check a page and bring it into the form that is stored.

    Arguments:
        site: where it is to stand.
        given: the page.
        now: the time of change of a page that names none.

    Returns:
        The values of its row (without picture), and its sanitised body.

    Raises:
        PageError: naming the first fault.
    """
    _check_texts(given)
    if given.slug != MAIN and not SLUG.match(given.slug):
        raise PageError(
            f"the slug {given.slug!r} is malformed. Use up to 60 lower-case letters, digits and hyphens; it "
            "begins neither with a hyphen nor with list, index, search, about or nav."
        )
    column = column_of(site, "pages", given.column)
    language = language_in(site, column, given.language)
    html, text = checked_body(given.body)
    words = given.picture or NO_WORDS
    values: dict[str, Any] = {
        "column": column.code,
        "slug": given.slug,
        "title": given.title.strip(),
        "summary": given.summary.strip() or shortened(text),
        "source": given.source.strip(),
        "updated": (given.updated or now).astimezone(UTC),
        "position": given.position,
        "language": language,
        "picture_alt": words.alt.strip(),
        "picture_caption": words.caption.strip(),
    }
    return values, html


def _check_texts(given: PageInput) -> None:
    broken = unwritable_text(given)
    if broken is not None:
        raise PageError(f"{broken[1][:20]!r}… contains a character that no text can have. Take it out.")
    if not given.title.strip():
        raise PageError("title is empty. Give the page a title.")
    if given.updated is not None:
        check_year("updated", given.updated)


def find_page(session: Session, column: str, slug: str) -> PageRecord | None:
    """The page of that name, held against other writers until the transaction ends."""
    return session.scalar(
        sa.select(PageRecord).where(PageRecord.column == column, PageRecord.slug == slug).with_for_update()
    )


def save_page(
    session: Session,
    site: Site,
    given: PageInput,
    *,
    picture: File | None = None,
    now: datetime | None = None,
) -> PageRecord:
    """Save a page: a new one, or in place of the one of the same column and slug.

    Arguments:
        session: a writing session of the site.
        site: the site.
        given: the whole page.
        picture: its picture, stored on the site, or None for no picture.
        now: the time of the change; the present moment if absent.

    Raises:
        PageError: if it is not sound.
    """
    values, html = prepared(site, given, now or datetime.now(UTC))
    found = find_page(session, given.column, given.slug)
    return write(session, found, {**values, "picture_id": picture.id if picture else None}, html)


def write(session: Session, found: PageRecord | None, values: dict[str, Any], html: str) -> PageRecord:
    """Write checked values into a page, or into a new one if there is none yet."""
    page = found if found is not None else PageRecord()
    for name, value in values.items():
        setattr(page, name, value)
    session.add(page)
    session.flush()
    body = session.get(Body, page.id)
    if body is None:
        session.add(Body(page_id=page.id, html=html))
    else:
        body.html = html
    session.flush()
    return page


def remove_page(session: Session, column: str, slug: str) -> None:
    """Remove a page.

    Arguments:
        session: a writing session of the site.
        column, slug: the page's name.

    Raises:
        PageError: if there is none.
    """
    page = find_page(session, column, slug)
    if page is None:
        raise PageError(f"there is no page {slug!r} in the column {column!r}. Check its address.")
    session.execute(sa.delete(Body).where(Body.page_id == page.id))
    session.delete(page)
    session.flush()


def pages_without_body(session: Session) -> int:
    """How many pages, of all sites that the session sees, lack their text."""
    lost = sa.select(sa.func.count(PageRecord.id)).where(PageRecord.id.not_in(sa.select(Body.page_id)))
    return session.scalar(lost) or 0
