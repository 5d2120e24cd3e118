"""The lines of news.jsonl and pages.jsonl, and the times they carry."""

import html
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from .dice import Dice

BEIJING = timezone(timedelta(hours=8))
MARK = "本文为演示数据，不代表任何真实机构。"
MARK_EN = "This article is demonstration data and does not speak for any real organisation."
AUTHOR = "演示编辑部"
TITLE_MIN, TITLE_MAX = 12, 32


@dataclass(frozen=True)
class Draft:
    """A title with its body (HTML without the standing line), ready to be dated."""

    title: str
    summary: str
    body: str
    keywords: tuple[str, ...]
    scene: str | None = None
    caption: str = ""


def paragraphs(*texts: str) -> str:
    """Each text as a paragraph."""
    return "".join(f"<p>{text}</p>" for text in texts if text)


def bullets(items: list[str], ordered: bool = False) -> str:
    """A list of the items."""
    tag = "ol" if ordered else "ul"
    return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{tag}>"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table with a heading row."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def figure(scene_file: str, alt: str, caption: str) -> str:
    """A picture inside a body."""
    safe = html.escape(alt, quote=True)
    return f'<figure><img src="{scene_file}" alt="{safe}"><figcaption>{html.escape(caption)}</figcaption></figure>'


def full_title(title: str) -> str:
    """The title; one that is too short to stand alone is marked as a demonstration, which makes it long enough."""
    return title if len(title) >= TITLE_MIN else f"{title}（演示）"


def shortened(text: str, limit: int = 110) -> str:
    """The first whole sentences of the text (tags removed) within the limit of characters."""
    plain = re.sub(r"<[^>]+>", "", text)
    if len(plain) <= limit:
        return plain
    end = plain.rfind("。", 0, limit)
    return plain[: end + 1] if end > 20 else plain[: limit - 1] + "…"


def moments(today: date, count: int, span: int, *key: object) -> list[datetime]:
    """So many times in working hours before today, newest first.

    Args:
        today: no time lies on this day or after it.
        count: how many.
        span: the days over which they are spread; they lie closer together towards today.
        key: what the choice depends on.
    """
    dice = Dice("moments", *key)
    found: list[datetime] = []
    for index in range(count):
        back = (
            1
            + round((index / max(1, count - 1)) ** 1.35 * (span - 5))
            + (dice.number(0, 1 + span // 40) if index else 0)
        )
        day = today - timedelta(days=back)
        day -= timedelta(days=max(0, day.weekday() - 4))
        if day.month == 10 and day.day < 8:  # the National Day holiday
            day -= timedelta(days=day.day)
        clock = time(dice.pick((8, 9, 10, 11, 14, 15, 16, 17)), dice.number(0, 59))
        found.append(datetime.combine(day, clock, BEIJING))
    return sorted(found, reverse=True)


def news_line(
    site: str,
    column: str,
    number: int,
    draft: Draft,
    source: str,
    published: datetime,
    picture: dict[str, str] | None,
    language: str = "zh-Hans",
) -> dict[str, Any]:
    """One line of news.jsonl."""
    mark = MARK if language == "zh-Hans" else MARK_EN
    return {
        "site": site,
        "column": column,
        "external_id": f"demo-{site}-{column}-{number:04d}",
        "title": draft.title,
        "subtitle": "",
        "summary": draft.summary,
        "body": draft.body + paragraphs(mark),
        "source": source,
        "author": AUTHOR if language == "zh-Hans" else "Demonstration desk",
        "editor": AUTHOR if language == "zh-Hans" else "Demonstration desk",
        "keywords": list(draft.keywords),
        "published": published.isoformat(),
        "language": language,
        "picture": picture,
    }


@dataclass(frozen=True)
class PageDraft:
    """A static page; an empty slug is the page of the column itself, others hang below it in order."""

    title: str
    body: str
    slug: str = ""
    scene: str | None = None


def page_line(
    site: str,
    column: str,
    position: int,
    draft: PageDraft,
    source: str,
    updated: datetime,
    picture: dict[str, str] | None,
    language: str = "zh-Hans",
) -> dict[str, Any]:
    """One line of pages.jsonl."""
    mark = MARK.replace("本文", "本页") if language == "zh-Hans" else MARK_EN.replace("article", "page")
    return {
        "site": site,
        "column": column,
        "slug": draft.slug,
        "position": position,
        "title": draft.title,
        "body": draft.body + paragraphs(mark),
        "source": source,
        "language": language,
        "picture": picture,
        "updated": updated.isoformat(),
    }
