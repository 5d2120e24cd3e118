"""Sessions in zope transactions: zope.sqlalchemy's events, registered once for a class of sessions."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from transaction._transaction import Status
from zope.sqlalchemy.datamanager import (  # type: ignore[import-untyped]
    STATUS_ACTIVE,
    join_transaction,
    mark_changed,
)

LISTENED = ("after_begin", "after_attach", "after_flush", "before_commit")


class JoinedEvents:
    """The listeners. The transaction manager is the one in ``session.info["tm"]``."""

    @staticmethod
    def after_begin(session: Session, transaction: Any, connection: Any) -> None:  # noqa: ARG004
        """Join the transaction with the first statement."""
        join_transaction(session, STATUS_ACTIVE, session.info["tm"])

    @staticmethod
    def after_attach(session: Session, instance: object) -> None:  # noqa: ARG004
        """Join the transaction with the first new object."""
        join_transaction(session, STATUS_ACTIVE, session.info["tm"])

    @staticmethod
    def after_flush(session: Session, flush_context: Any) -> None:  # noqa: ARG004
        """A flush has written."""
        mark_changed(session, session.info["tm"])

    @staticmethod
    def mark_changed(session: Session) -> None:
        """Have the transaction committed rather than rolled back at its end."""
        mark_changed(session, session.info["tm"])

    @staticmethod
    def before_commit(session: Session) -> None:
        """Refuse a commit past the manager.

        Raises:
            RuntimeError: if the session is committed by itself.
        """
        if not session.in_nested_transaction() and session.info["tm"].get().status != Status.COMMITTING:
            raise RuntimeError("this session belongs to a request's transaction: do not commit it yourself.")

    @classmethod
    def register(cls, sessions: type[Session]) -> None:
        """Listen to every session of a class."""
        for name in LISTENED:
            event.listen(sessions, name, getattr(cls, name))
