"""Typed results of hooks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something ``menhu check`` reports.

    ``level`` is ``error`` (the exit status becomes non-zero) or ``warning``; ``site_id`` is the number of
    the one site that it concerns, whose code is shown with it.
    """

    level: str
    message: str
    remedy: str
    site_id: int | None = None

    def __post_init__(self) -> None:
        if self.level not in ("error", "warning"):
            raise ValueError(f"level is {self.level!r}; use 'error' or 'warning'")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBusiness:
    """Something that must be finished before a feature goes off.

    ``what`` names the kind in the reader's words, ``count`` says how many are open,
    ``examples`` are addresses or numbers of at most five of them.
    """

    what: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteMapEntry:
    """An address for the XML site map, relative to its column, with its last change."""

    path: str
    updated: datetime | None = None
