"""Reading the documents: headings, links, code blocks, tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^(`{3,})([\w-]*)[^\n]*\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`([\w./-]+)`:\n\n\Z", re.MULTILINE)
HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
CODE = re.compile(r"`([^`\n]+)`")


class Fence(NamedTuple):
    """A code block: its language, its text, and the file that the line before it names, or ""."""

    language: str
    text: str
    file: str


def documents() -> tuple[Path, ...]:
    """Every Markdown file of the repository that people read."""
    own = [ROOT, ROOT / "docs", ROOT / "docs" / "adr", *sorted((ROOT / "plugins").iterdir())]
    return tuple(path for folder in own for path in sorted(folder.glob("*.md")))


def read(name: str) -> str:
    """A document below ``docs``."""
    return (DOCS / name).read_text(encoding="utf-8")


def fences(text: str) -> Iterator[Fence]:
    """The code blocks of a document, in order."""
    for match in FENCE.finditer(text):
        named = FILE.search(text[: match.start()])
        yield Fence(match[2], match[3], named[1] if named else "")


def without_fences(text: str) -> str:
    """A document without its code blocks."""
    return FENCE.sub("", text)


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of every heading."""
    return [(len(match[1]), match[2]) for match in HEADING.finditer(without_fences(text))]


def links(text: str) -> list[str]:
    """Targets of all links and pictures."""
    return LINK.findall(CODE.sub("", without_fences(text)))


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to the headings."""
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for _, words in headings(text)}


def section(text: str, title: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    found = [match for match in HEADING.finditer(text) if match[2] == title]
    assert len(found) == 1, f"{title!r} is a heading {len(found)} times"
    level = len(found[0][1])
    after = text[found[0].end() :]
    end = next((m.start() for m in HEADING.finditer(after) if len(m[1]) <= level), len(after))
    return after[:end]


def table_rows(text: str) -> list[list[str]]:
    """The cells of the tables in a text, without the lines of headers."""
    rows: list[list[str]] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            rows.pop()
            continue
        rows.append(cells)
    return rows


def codes(text: str) -> list[str]:
    """What stands between backquotes."""
    return CODE.findall(text)
