"""What every feature asks of content that comes in, whoever brings it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from menhu.cluster.model import Column, Site
from menhu.content.text import plain_text
from menhu.render.html import sanitise

FIRST_YEAR, LAST_YEAR = 1900, 2999

_LETTERS = re.compile(r"\w")
_Words = Annotated[str, Meta(max_length=500)]


class ContentError(ValueError):
    """Content cannot be taken; the message names the fault and the remedy."""


class PictureWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a picture: its alternative text, and the words under it."""

    alt: _Words = ""
    caption: _Words = ""


def unwritable_text(given: msgspec.Struct) -> tuple[str, str] | None:
    """The first text, of those that a struct holds, with a character that no text can have.

    Arguments:
        given: its fields may be texts, tuples of texts, and structs that hold such.

    Returns:
        The dotted name of the field and the text; None if all can be stored.
    """
    return next((found for found in _texts(given) if _unwritable(found[1])), None)


def _texts(given: msgspec.Struct) -> Iterator[tuple[str, str]]:
    for name in given.__struct_fields__:
        value = getattr(given, name)
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, tuple):
            yield from ((name, word) for word in value)
        elif isinstance(value, msgspec.Struct):
            yield from ((f"{name}.{inner}", text) for inner, text in _texts(value))


def _unwritable(text: str) -> bool:
    if "\0" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def check_year(name: str, moment: datetime) -> None:
    """Refuse a moment that every database and time zone could not hold, or that is a slip of the pen.

    Arguments:
        name: what the moment is called.
        moment: in any time zone.

    Raises:
        ContentError: if it does not lie in the years 1900 to 2999.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ContentError(f"{name} lies in the year {moment.year}. Correct the date.")


def column_of(site: Site, feature: str, code: str) -> Column:
    """The column of that code, in whatever language, which belongs to a feature.

    Arguments:
        site: where content is to appear.
        feature: the plugin's name.
        code: the column's code.

    Raises:
        ContentError: if the feature is off on the site, or there is no such column of it.
    """
    if not site.has(feature):
        raise ContentError(
            f"{feature} is off on the site {site.code}. "
            f"Switch it on: menhu feature enable {site.code} {feature}."
        )
    known = {
        column.code: column
        for language in site.structure.columns.values()
        for column in language.values()
        if column.feature == feature and column.kind == "column"
    }
    if code not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise ContentError(
            f"{code!r} is no column of {feature} on the site {site.code}. Columns are: {listed}."
        )
    return known[code]


def language_in(site: Site, column: Column, given: str | None) -> str:
    """The language of content in a column, which is the column's.

    Arguments:
        site: the column's site.
        column: where the content is to appear.
        given: the language that the content says it is in; None if it says nothing.

    Raises:
        ContentError: if it says another one.
    """
    language = column.language or site.structure.default_language
    if given not in (None, language):
        raise ContentError(
            f"the language is {given}, but the column {column.code} is in {language}. "
            "Choose a column of that language, or leave the language out."
        )
    return language


def checked_body(body: str) -> tuple[str, str]:
    """Sanitise a body.

    Arguments:
        body: HTML from anywhere.

    Returns:
        The sanitised HTML, and its words as plain text.

    Raises:
        ContentError: if neither words nor pictures are left.
    """
    html = sanitise(body).strip()
    text = plain_text(html)
    if not _LETTERS.search(text) and "<img" not in html:
        raise ContentError("the body is empty, or nothing of it may be shown. Write the text as HTML.")
    return html, text
