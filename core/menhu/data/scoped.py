"""What every session of Menhu carries: its scope, fixed for life, and the cache tags that it moved."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

IMMEDIATE: Mapping[str, bool] = {"immediate": True}

Kind = Literal["site", "cluster", "unscoped"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a session may see.

    Arguments:
        kind: ``site`` (rows of one site, and shared ones in which it takes part), ``cluster`` (all rows)
            or ``unscoped`` (no owned rows at all).
        site_id: the site's number, or None.
        site: the site's code, or "".
    """

    kind: Kind
    site_id: int | None = None
    site: str = ""


@dataclass(slots=True)
class Moved:
    """What a transaction has changed so far.

    Arguments:
        tags: cache tags.
        records: plugin, record type and number of shared records, whose participants' tags move as well.
    """

    tags: set[str] = field(default_factory=set)
    records: set[tuple[str, str, int]] = field(default_factory=set)

    def clear(self) -> None:
        """Forget everything."""
        self.tags.clear()
        self.records.clear()


class ScopedSession(Session):
    """A session with a scope. Made by `menhu.data.session.SessionFactory` alone."""

    def __init__(self, engine: Engine, scope: Scope, immediate: bool) -> None:
        super().__init__(engine, expire_on_commit=False, execution_options=IMMEDIATE if immediate else {})
        self._menhu_scope = scope
        self._trusted = 0
        self.moved = Moved()

    @property
    def scope(self) -> Scope:
        """The scope, fixed at the session's creation; nothing in ``info`` changes it."""
        return self._menhu_scope

    def changed(self) -> None:
        """Note that the session wrote, so that its transaction will be committed."""

    @contextmanager
    def trusting(self) -> Iterator[None]:
        """Let the core's own statements past the gate meanwhile."""
        self._trusted += 1
        try:
            yield
        finally:
            self._trusted -= 1

    @contextmanager
    def raw(self, writes: bool = False) -> Iterator[Connection]:
        """The session's connection, past the gate; for `menhu.data` alone.

        Arguments:
            writes: whether something will be written through it.
        """
        if writes:
            self.changed()
        with self.trusting():
            yield Session.connection(self)
