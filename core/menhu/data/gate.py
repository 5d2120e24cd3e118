"""The gate: looks at the SQL that is about to run, whoever built it, and asks the session whether it may.

Criteria on statements (`menhu.data.scope`) narrow what a session sees; the gate proves for every compiled
statement that each owned table in it *is* narrowed, and refuses it otherwise. What a statement uses is
found once, while it is compiled, and kept with SQLAlchemy's compiled cache.
"""

from dataclasses import dataclass, field
from functools import cache
from re import compile as pattern
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import Alias, FromClause, Join

from menhu.data.base import CORE, plugin_of
from menhu.data.owners import is_cluster_wide, owned_class

GUARD = "menhu.guard"
KEEPER = "menhu_keeper"
HARMLESS = pattern(r"\s*(\*|\d+|'[^']*'|[A-Za-z_]\w*(\.[A-Za-z_]\w*)?)\s*")


@dataclass(slots=True)
class Facts:
    """What a compiled statement does with tables.

    Arguments:
        owned: names of the owned tables it touches.
        problem: None, or why it may not run as it is in the session of a site.
        write: whether the statement, as a whole, inserts, updates or deletes.
        raw: the first piece of hand-written SQL in it, or None.
    """

    owned: set[str] = field(default_factory=set)
    problem: str | None = None
    write: bool = False
    raw: str | None = None


class Gatekeeper(Protocol):
    """A session that decides what its connection may run."""

    def admit(self, facts: Facts) -> None:
        """Raise ScopeError if a statement with these facts may not run."""


@dataclass(slots=True)
class _Level:
    """One SELECT, UPDATE or DELETE: its tables and the ones that its criteria hold to the site."""

    used: dict[int, str] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    void: set[int] = field(default_factory=set)
    companions: list[str] = field(default_factory=list)


def _table_of(selectable: object) -> sa.Table | None:
    while isinstance(selectable, Alias):
        selectable = selectable.element
    return selectable if isinstance(selectable, sa.Table) else None


def _is_free(table: sa.Table) -> bool:
    return plugin_of(table.metadata) == CORE or is_cluster_wide(table)


_Compiler: Any = SQLCompiler


class _Examining(_Compiler):  # type: ignore[misc]
    """Gathers `Facts` while a statement is compiled; the SQL itself is left as it is."""

    menhu_facts: Facts

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self.menhu_facts = Facts()
        self._levels: list[_Level] = []
        self._within_alias = False
        self._useless: set[int] = set()
        super().__init__(*arguments, **keywords)

    def _object(self, problem: str) -> None:
        if self.menhu_facts.problem is None:
            self.menhu_facts.problem = problem

    def _leave(self, level: _Level) -> None:
        held = level.held - level.void
        for key, name in level.used.items():
            if key not in held:
                self._object(f"nothing holds its table {name!r} to one site")
        if level.companions and not held:
            self._object(f"its table {level.companions[0]!r} stands alone and belongs to nobody")

    def _use(self, selectable: FromClause) -> None:
        table = _table_of(selectable)
        if table is None:
            self._object(f"table {getattr(selectable, 'name', '?')!r} is known to no plugin")
            return
        if owned_class(table) is not None:
            self.menhu_facts.owned.add(table.name)
            self._levels[-1].used[hash(selectable)] = table.name
        elif plugin_of(table.metadata) is None:
            self._object(f"table {table.name!r} is known to no plugin")
        elif not _is_free(table):
            self.menhu_facts.owned.add(table.name)
            self._levels[-1].companions.append(table.name)

    def visit_select(self, select_stmt: Any, **keywords: Any) -> Any:
        return self._at_level(super().visit_select, select_stmt, **keywords)

    def visit_update(self, update_stmt: Any, **keywords: Any) -> Any:
        self.menhu_facts.write = True
        return self._at_level(super().visit_update, update_stmt, **keywords)

    def visit_delete(self, delete_stmt: Any, **keywords: Any) -> Any:
        self.menhu_facts.write = True
        return self._at_level(super().visit_delete, delete_stmt, **keywords)

    def visit_insert(self, insert_stmt: Any, **keywords: Any) -> Any:
        self.menhu_facts.write = True
        table = insert_stmt.table
        if owned_class(table) is not None or not (isinstance(table, sa.Table) and _is_free(table)):
            self.menhu_facts.owned.add(table.name)
            self._object(f"it inserts into {table.name!r} without saying for which site")
        return self._at_level(super().visit_insert, insert_stmt, **keywords)

    def _at_level(self, compile_it: Any, statement: Any, **keywords: Any) -> Any:
        level = _Level()
        self._levels.append(level)
        try:
            text = compile_it(statement, **keywords)
        finally:
            self._levels.pop()
        self._leave(level)
        return text

    def visit_table(self, table: Any, asfrom: bool = False, **keywords: Any) -> Any:
        if asfrom and not self._within_alias and self._levels:
            self._use(table)
        self._within_alias = False
        return super().visit_table(table, asfrom=asfrom, **keywords)

    def visit_alias(self, alias: Any, asfrom: bool = False, **keywords: Any) -> Any:
        if asfrom and not self._within_alias and self._levels and _table_of(alias) is not None:
            self._use(alias)
            self._within_alias = True
        return super().visit_alias(alias, asfrom=asfrom, **keywords)

    def visit_join(self, join: Join, *arguments: Any, **keywords: Any) -> Any:
        level = self._levels[-1]
        if join.full:
            level.void.update(hash(table) for table in join._from_objects)
        elif join.isouter:
            # In the ON of a LEFT JOIN a criterion narrows the right side alone.
            left = {hash(table) for table in join.left._from_objects}
            self._useless.update(
                id(element)
                for element in visitors.iterate(join.onclause)
                if GUARD in element._annotations and hash(element.left.table) in left  # type: ignore[attr-defined]
            )
        return super().visit_join(join, *arguments, **keywords)

    def visit_binary(self, binary: Any, *arguments: Any, **keywords: Any) -> Any:
        if GUARD in binary._annotations and self._levels and id(binary) not in self._useless:
            self._levels[-1].held.add(hash(binary.left.table))
        return super().visit_binary(binary, *arguments, **keywords)

    def _see_text(self, text: str) -> None:
        if self.menhu_facts.raw is None and not HARMLESS.fullmatch(text):
            self.menhu_facts.raw = text
            self._object("it contains hand-written SQL, in which tables cannot be seen")

    def visit_textclause(self, textclause: Any, *arguments: Any, **keywords: Any) -> Any:
        self._see_text(textclause.text)
        return super().visit_textclause(textclause, *arguments, **keywords)

    def visit_tstring(self, tstring: Any, *arguments: Any, **keywords: Any) -> Any:
        self._see_text("(template string)")
        return super().visit_tstring(tstring, *arguments, **keywords)

    def visit_column(self, column: Any, *arguments: Any, **keywords: Any) -> Any:
        if column.is_literal:
            self._see_text(str(column.name))
        return super().visit_column(column, *arguments, **keywords)


UNSEEN = Facts(problem="it is not built from the models", raw="")


class _Guarding:
    """Execution context that takes every statement past the gatekeeper of its connection."""

    root_connection: Connection
    compiled: Any

    def pre_exec(self) -> None:
        keeper: Gatekeeper | None = self.root_connection.__dict__.get(KEEPER)
        if keeper is not None:
            facts: Facts = getattr(self.compiled, "menhu_facts", UNSEEN)
            if facts.problem is not None or facts.owned:
                keeper.admit(facts)
        super().pre_exec()  # type: ignore[misc]


@cache
def _examining(compiler: type[SQLCompiler]) -> type[SQLCompiler]:
    return type(f"Examining{compiler.__name__}", (_Examining, compiler), {})


@cache
def _guarding(context: type[Any]) -> type[Any]:
    return type(f"Guarding{context.__name__}", (_Guarding, context), {})


def install(dialect: Any) -> None:
    """Put the gate into the dialect of one engine. Connections without a keeper pass freely."""
    dialect.statement_compiler = _examining(dialect.statement_compiler)
    dialect.execution_ctx_cls = _guarding(dialect.execution_ctx_cls)


def keep(connection: Connection, keeper: Gatekeeper) -> None:
    """Let ``keeper`` decide over everything that ``connection`` runs from now on."""
    connection.__dict__[KEEPER] = keeper
