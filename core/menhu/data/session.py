"""Sessions: every one has a scope, for life, and joins zope's transaction if it is given a manager."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn, Protocol

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, SessionTransaction

from menhu.data import gate, moves, scope_flush, scope_writes
from menhu.data.errors import ScopeError
from menhu.data.joining import JoinedEvents
from menhu.data.quick import reads_of, run
from menhu.data.scope import CLUSTER_HINT, SITE, USE_MODELS, prepared, refuse_unseen
from menhu.data.scoped import Scope, ScopedSession

audit = logging.getLogger("menhu.audit")

CLUSTER = Scope("cluster")
UNSCOPED = Scope("unscoped")


class SiteRef(Protocol):
    """What a session must know of a site."""

    @property
    def id(self) -> int:
        """The site's number."""

    @property
    def code(self) -> str:
        """The site's code."""


class TransactionManager(Protocol):
    """A zope transaction manager, explicit or of a thread."""

    def get(self) -> Any:
        """The transaction that is under way."""


class PortalSession(ScopedSession):
    """Holds every statement and every flush to the scope."""

    def __init__(self, engine: Engine, scope: Scope, immediate: bool) -> None:
        super().__init__(engine, scope, immediate)
        self._site_params = {SITE: scope.site_id}
        self._immediate = immediate
        self.read_only = False
        self._reads = reads_of(engine)
        self._plain: Connection | None = None

    def _execute_internal(self, statement: Any, params: Any = None, **keywords: Any) -> Any:
        if getattr(statement, "is_dml", False):
            return self._write(statement, params, keywords)
        if self.read_only:
            self._reading()
        kind = self._menhu_scope.kind
        if kind == "site":
            statement = prepared(statement)
            if not self._immediate and not any(keywords.values()) and not isinstance(params, list):
                compiled = self._reads.compiled(statement)
                if compiled is not None:
                    given = {**params, **self._site_params} if params else self._site_params
                    return run(self._plain or self._written(), compiled, given)
            if not params:
                params = self._site_params
            elif isinstance(params, Mapping):
                params = {**params, **self._site_params}
            else:
                params = [{**one, **self._site_params} for one in params]
        elif kind == "unscoped":
            refuse_unseen(statement)
        return super()._execute_internal(statement, params, **keywords)

    def _reading(self) -> Connection:
        """The connection of a session that only reads. Nothing is ever committed on it, so that it needs
        none of the session's own transaction; what the ORM loads goes through it as well.
        """
        if self._plain is None:
            self._plain = self._reads.engine.connect()
            gate.keep(self._plain, self)
            self.bind = self._plain
        return self._plain

    def _written(self) -> Connection:
        """The session's connection, with what was changed in the session written to it."""
        self._autoflush()
        return self._connection_for_bind(self._reads.engine)

    def _write(self, statement: Any, params: Any, keywords: Mapping[str, Any]) -> Any:
        refuse_in_reading(self)
        write = scope_writes.examined(self, statement, params)
        self._trusted += write.vouched
        try:
            result = super()._execute_internal(write.statement, write.params, **keywords)
        finally:
            self._trusted -= write.vouched
        self.changed()
        return result

    def admit(self, facts: gate.Facts) -> None:
        """Answer the gate; see `menhu.data.gate.Gatekeeper`."""
        if self._trusted or (self._flushing and facts.write):
            return
        scope = self._menhu_scope
        if scope.kind == "unscoped":
            raise ScopeError(
                f"a statement on {', '.join(sorted(facts.owned)) or 'unknown tables'} without a site",
                "rows that belong to sites are seen only by a session that knows its site.",
                f"open the session with SessionFactory.for_site, or {CLUSTER_HINT}",
            )
        if facts.problem is not None:
            raise ScopeError(
                f"a statement in the session of site {scope.site}", f"{facts.problem}.", USE_MODELS
            )

    def connection(self, *arguments: Any, **keywords: Any) -> Connection:
        """The connection, in a session of the whole cluster only.

        Raises:
            ScopeError: in every other session.
        """
        if self._menhu_scope.kind != "cluster":
            _refuse("session.connection()", "a connection knows nothing of the site.", USE_MODELS)
        return super().connection(*arguments, **keywords)

    def bulk_save_objects(self, *arguments: Any, **keywords: Any) -> NoReturn:  # noqa: ARG002
        """Refused: it would pass by the scope and the cache tags."""
        _refuse_bulk("bulk_save_objects")

    def bulk_insert_mappings(self, *arguments: Any, **keywords: Any) -> NoReturn:  # noqa: ARG002
        """Refused: it would pass by the scope and the cache tags."""
        _refuse_bulk("bulk_insert_mappings")

    def bulk_update_mappings(self, *arguments: Any, **keywords: Any) -> NoReturn:  # noqa: ARG002
        """Refused: it would pass by the scope and the cache tags."""
        _refuse_bulk("bulk_update_mappings")

    def merge(self, instance: Any, *, load: bool = True, options: Any = None) -> Any:
        """As SQLAlchemy's.

        Raises:
            ScopeError: if ``load`` is off, or the key is that of a row outside the scope.
        """
        with self._merging(load):
            return super().merge(instance, options=options)

    def merge_all(self, instances: Iterable[Any], *, load: bool = True, options: Any = None) -> Any:
        """As SQLAlchemy's; see `merge`."""
        with self._merging(load):
            return super().merge_all(instances, options=options)

    @contextmanager
    def _merging(self, load: bool) -> Iterator[None]:
        if not load:
            _refuse(
                "session.merge(load=False)",
                "the row is taken on trust, whoever's it is.",
                "merge with load=True.",
            )
        before = set(self._new)
        yield
        with self.no_autoflush:
            for state in set(self._new) - before:
                scope_flush.refuse_foreign_key(self, state.obj())

    def close(self) -> None:
        """End the transaction and forget everything read."""
        self.moved.clear()
        super().close()
        if self._plain is not None:
            self._plain.close()
            self._plain, self.bind = None, self._reads.engine


class JoinedSession(PortalSession):
    """A session that is committed by a zope transaction manager, ``info["tm"]``."""

    def changed(self) -> None:
        """Note that the session wrote, so that its transaction will be committed."""
        JoinedEvents.mark_changed(self)


def _refuse(what: str, why: str, remedy: str) -> NoReturn:
    raise ScopeError(f"{what} in a session with a scope", why, remedy)


def refuse_in_reading(session: PortalSession) -> None:
    """Refuse a write in a session that only reads.

    Raises:
        ScopeError: if the session was opened with ``read_only``.
    """
    if session.read_only:
        raise ScopeError(
            f"a write in a request of {session.scope.site} that only reads",
            "what a safe request (GET, HEAD) writes would never be committed.",
            "do it in a view for POST.",
        )


def _before_flush(session: PortalSession, context: Any, instances: Any) -> None:  # noqa: ARG001
    refuse_in_reading(session)


def _refuse_bulk(name: str) -> NoReturn:
    _refuse(
        f"session.{name}()",
        "it writes rows without the events that hold them to the site and move cache tags.",
        "use session.execute(insert(Class), rows), update(Class).where(...), or session.add_all().",
    )


def _after_begin(session: PortalSession, transaction: Any, connection: Connection) -> None:  # noqa: ARG001
    if session.scope.kind != "cluster":
        gate.keep(connection, session)


def _before_commit(session: PortalSession) -> None:
    if not session.in_nested_transaction():
        moves.write_moves(session)


def _after_rollback(session: PortalSession, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.moved.clear()


event.listen(PortalSession, "after_begin", _after_begin)
event.listen(PortalSession, "before_flush", _before_flush)
event.listen(PortalSession, "before_commit", _before_commit)
event.listen(PortalSession, "after_commit", moves.announce)
event.listen(PortalSession, "after_soft_rollback", _after_rollback)
JoinedEvents.register(JoinedSession)

if "_execute_internal" not in Session.execute.__code__.co_names:
    raise ImportError(
        "This SQLAlchemy runs statements in another way, past the scope. Install SQLAlchemy 2.1."
    )


class SessionFactory:
    """Makes sessions for one engine.

    A session without ``tm`` is a context manager with ``commit()``; with ``tm`` it joins that manager's
    zope transaction, which commits and closes it.

    Arguments:
        engine: from `menhu.data.engine.make_engine`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def for_site(
        self,
        site: SiteRef,
        *,
        tm: TransactionManager | None = None,
        immediate: bool = False,
        read_only: bool = False,
    ) -> PortalSession:
        """A session that sees the rows of one site.

        Arguments:
            site: the site.
            tm: a zope transaction manager to join, or None.
            immediate: take SQLite's write lock at the beginning; right for requests that write.
            read_only: refuse every write with a ScopeError; right for safe requests.
        """
        session = self._make(Scope("site", site.id, site.code), tm, immediate)
        session.read_only = read_only
        session.info["closing"] = getattr(site, "closing", frozenset())
        return session

    def for_cluster(
        self, reason: str, *, tm: TransactionManager | None = None, immediate: bool = False
    ) -> PortalSession:
        """A session that sees the rows of all sites; the audit log keeps the reason.

        Arguments:
            reason: why the task needs all sites.
            tm, immediate: as for `for_site`.

        Raises:
            ValueError: without a reason.
        """
        if not reason.strip():
            raise ValueError("a session of the whole cluster needs a reason for the audit log.")
        audit.info("session of the whole cluster: %s", reason)
        return self._make(CLUSTER, tm, immediate)

    def unscoped(self, *, tm: TransactionManager | None = None, immediate: bool = False) -> PortalSession:
        """A session that sees the tables of the cluster itself and no row that belongs to a site."""
        return self._make(UNSCOPED, tm, immediate)

    def _make(self, scope: Scope, tm: TransactionManager | None, immediate: bool) -> PortalSession:
        if tm is None:
            return PortalSession(self.engine, scope, immediate)
        session = JoinedSession(self.engine, scope, immediate)
        session.info["tm"] = tm
        return session


def raw_connection(session: Session, *, writes: bool = False) -> AbstractContextManager[Connection]:
    """The session's connection, past the scope; for the core alone, import-linter holds plugins to that.

    Arguments:
        session: any session made by the SessionFactory.
        writes: whether something will be written through it.

    Raises:
        ScopeError: if the session was not made by the SessionFactory.
    """
    if not isinstance(session, ScopedSession):
        raise ScopeError("raw_connection()", "the session has no scope.", "make it with the SessionFactory.")
    return session.raw(writes)
