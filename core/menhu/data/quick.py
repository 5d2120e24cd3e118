"""Prepared reads: a statement that is run again and again is compiled once and run as it is.

The ORM builds a context, a cache key and bound parameters for every execution. A statement object that
selects columns (no entities, nothing to load) needs none of that after its first time; it runs as the very
SQL that the ORM compiled of it, past the same gate, and gives rows with the same names and types.
"""

import weakref
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult, Engine
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.orm import ColumnProperty, QueryableAttribute
from sqlalchemy.sql.compiler import SQLCompiler

from menhu.data.scope import READ


class Reads:
    """What is known of the statements of one engine, by identity, for as long as they live.

    Arguments:
        engine: the engine for whose dialect statements are compiled.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._known: dict[int, tuple[weakref.ref[Any], SQLCompiler | None, bool]] = {}

    def compiled(self, statement: Any) -> SQLCompiler | None:
        """The compiled form of a statement that is met for the second time or more; else None.

        The first time nothing is compiled: statements that are built for one use are left to SQLAlchemy's
        own cache, which knows them by their structure.
        """
        known = self._known.get(id(statement))
        if known is None or known[0]() is not statement:
            self._note(statement, None, fresh=True)
            return None
        if known[2]:
            made = self._compile(statement) if selects_columns(statement) else None
            self._note(statement, made, fresh=False)
            return made
        return known[1]

    def _compile(self, statement: Any) -> SQLCompiler | None:
        made: SQLCompiler = statement.compile(dialect=self.engine.dialect)
        names = [column.keyname for column in made._result_columns]
        expands = bool(made.post_compile_params or made.literal_execute_params)
        return None if expands or names != [d["name"] for d in statement.column_descriptions] else made

    def _note(self, statement: Any, made: SQLCompiler | None, *, fresh: bool) -> None:
        key = id(statement)

        def forget(gone: weakref.ref[Any], key: int = key) -> None:
            if (kept := self._known.get(key)) is not None and kept[0] is gone:
                del self._known[key]

        self._known[key] = (weakref.ref(statement, forget), made, fresh)


_READS: "weakref.WeakKeyDictionary[Engine, Reads]" = weakref.WeakKeyDictionary()


def reads_of(engine: Engine) -> Reads:
    """The prepared reads of an engine."""
    found = _READS.get(engine)
    if found is None:
        found = _READS.setdefault(engine, Reads(engine))
    return found


def run(connection: Connection, compiled: SQLCompiler, params: Mapping[str, Any]) -> CursorResult[Any]:
    """Run a compiled read. The connection's gate examines it as it does every statement."""
    given = [params]
    dialect = connection.dialect
    result: CursorResult[Any] = connection._execute_context(
        dialect,
        dialect.execution_ctx_cls._init_compiled,
        compiled,
        given,
        connection._execution_options,
        compiled,
        given,
        compiled.statement,
        None,
        cache_hit=CacheStats.CACHE_HIT,
    )
    return result


def selects_columns(statement: Any) -> bool:
    """Whether a prepared statement selects plain columns and asks the ORM for nothing else."""
    if not isinstance(statement, sa.Select) or statement.get_execution_options():
        return False
    if any(option is not READ for option in statement._with_options):
        return False
    return all(_is_column(described["expr"]) for described in statement.column_descriptions)


def _is_column(expression: Any) -> bool:
    if isinstance(expression, QueryableAttribute):
        return isinstance(expression.property, ColumnProperty)
    return isinstance(expression, sa.ColumnElement)
