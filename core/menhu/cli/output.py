"""What commands print: tables, JSON, progress."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

NOTHING = "—"
GAP = "  "


def width(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows in aligned columns below their headers; empty cells show a dash."""
    cells = [list(headers), *([_cell(value) for value in row] for row in rows)]
    widths = [max(width(line[column]) for line in cells) for column in range(len(headers))]
    padded = (
        [text + " " * (w - width(text)) for text, w in zip(line, widths, strict=True)] for line in cells
    )
    return "\n".join(GAP.join(line).rstrip() for line in padded)


def _cell(value: object) -> str:
    text = " ".join(str(value).splitlines()) if value is not None else ""
    return text or NOTHING


def as_json(value: Any) -> None:
    """Print a value as JSON, in UTF-8, readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


class Progress:
    """Shows on stderr how far a long command is, if somebody watches: ``progress(done, total, what)``."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._drawn = 0

    def __call__(self, done: int, total: int, what: str) -> None:
        if not self._watched:
            return
        line = f"{done}/{total} {what}"
        click.echo("\r" + line + " " * max(0, self._drawn - width(line)), nl=False, err=True)
        self._drawn = width(line)

    def finish(self) -> None:
        """Clear the line, so that what follows stands alone."""
        if self._drawn:
            click.echo("\r" + " " * self._drawn + "\r", nl=False, err=True)
            self._drawn = 0
