"""Site scope on INSERT, UPDATE and DELETE statements. Objects that are flushed: `menhu.data.scope_flush`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import dml as postgresql_dml
from sqlalchemy.dialects.sqlite import dml as sqlite_dml

from menhu.data import moves
from menhu.data.errors import FeatureClosing, ScopeError
from menhu.data.owners import SiteShared, is_record, owned_class, plugin_of_class
from menhu.data.scope import CLUSTER_HINT, USE_MODELS, guard, read_by, taking_part
from menhu.data.scoped import ScopedSession

SITE_COLUMN = "site_id"
CONFLICT_NOTHING = (sqlite_dml.OnConflictDoNothing, postgresql_dml.OnConflictDoNothing)
CONFLICT_UPDATE = (sqlite_dml.OnConflictDoUpdate, postgresql_dml.OnConflictDoUpdate)


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that may run, its parameters, and whether it passes the gate on our word (an INSERT)."""

    statement: Any
    params: Any
    vouched: bool = False


def examined(session: ScopedSession, statement: Any, params: Any) -> Write:
    """A writing statement, held to the session's scope; its cache tags are moved.

    Raises:
        ScopeError: if it would write outside the scope.
        FeatureClosing: if it would begin business of a feature that is closing on the site.
    """
    cls = owned_class(getattr(statement, "table", None))
    scope = session.scope
    if cls is None:
        return Write(_with_read_options(session, statement), params)
    if scope.kind == "unscoped":
        _refuse(
            statement, cls, "this session knows no site.", f"use SessionFactory.for_site, or {CLUSTER_HINT}"
        )
    if scope.kind == "cluster":
        moves.note_cluster_write(session, cls, statement, params)
        return Write(statement, params)
    if statement._propagate_attrs.get("plugin_subject") is None:
        _refuse(statement, cls, "it is written for the Table, not for the class.", USE_MODELS)
    write = (
        _insert(session, cls, statement, params)
        if statement.is_insert
        else _change(session, cls, statement, params)
    )
    moves.note_site_write(session, cls)
    return write


def _refuse(statement: Any, cls: type, why: str, remedy: str) -> NoReturn:
    verb = "INSERT" if statement.is_insert else "UPDATE" if statement.is_update else "DELETE"
    raise ScopeError(f"{verb} of {cls.__name__}", why, remedy)


def _with_read_options(session: ScopedSession, statement: Any) -> Any:
    site = session.scope.site_id
    if site is None:
        return statement
    return statement.options(read_by(site))


def _rows(params: Any) -> list[Mapping[str, Any]]:
    if not params:
        return []
    return [params] if isinstance(params, Mapping) else list(params)


def _names(values: Iterable[Any]) -> set[str]:
    return {str(getattr(key, "key", key)) for key in values}


def refuse_closing(session: ScopedSession, cls: type[Any]) -> None:
    """Refuse to begin business while the plugin is closing on the session's site.

    Raises:
        FeatureClosing: if ``session.info["closing"]`` names the plugin.
    """
    if cls.__opens_business__:
        plugin = plugin_of_class(cls)
        if plugin in session.info.get("closing", ()):
            raise FeatureClosing(plugin, session.scope.site)


def _insert(session: ScopedSession, cls: type[Any], statement: Any, params: Any) -> Write:
    refuse_closing(session, cls)
    if issubclass(cls, SiteShared) and not is_record(cls):
        _refuse(
            statement, cls, "a child row takes its owner from the record.", "add the objects to the session."
        )
    if statement.select is not None:
        _refuse(
            statement, cls, "INSERT from SELECT takes site_id from other rows.", "read, then insert the rows."
        )
    if statement._prefixes:
        _refuse(statement, cls, "a prefix can make it overwrite rows of other sites.", "drop the prefix.")
    if statement._multi_values:
        _refuse(
            statement,
            cls,
            "values([...]) cannot be checked.",
            "pass rows: session.execute(insert(Class), rows).",
        )
    _check_conflict(statement, cls)
    site = session.scope.site_id
    values = statement._values or {}
    for key, value in values.items():
        if _names([key]) == {SITE_COLUMN} and getattr(value, "value", None) != site:
            _refuse(statement, cls, "it names another site.", "leave site_id out; the session fills it in.")
    rows = _rows(params)
    if any(row.get(SITE_COLUMN, site) != site for row in rows):
        _refuse(statement, cls, "a row names another site.", "leave site_id out; the session fills it in.")
    if rows or not values:
        stamped = [{**row, SITE_COLUMN: site} for row in rows or [{}]]
        return Write(statement, stamped if isinstance(params, list | tuple) else stamped[0], vouched=True)
    return Write(statement.values({SITE_COLUMN: site}), params, vouched=True)


def _check_conflict(statement: Any, cls: type) -> None:
    clauses = getattr(statement, "_post_values_clause", None)
    if clauses is None or isinstance(clauses, CONFLICT_NOTHING):
        return
    if isinstance(clauses, CONFLICT_UPDATE):
        targets = _names(getattr(clauses, "inferred_target_elements", None) or ())
        assignments: Any = clauses.update_values_to_set
        changed = _names(dict(assignments))
        if SITE_COLUMN in targets and SITE_COLUMN not in changed:
            return
    _refuse(
        statement,
        cls,
        "ON CONFLICT could overwrite a row of another site.",
        "let index_elements contain site_id, and do not set it.",
    )


def _change(session: ScopedSession, cls: type[Any], statement: Any, params: Any) -> Write:
    if isinstance(params, list | tuple):
        _refuse(statement, cls, "rows are found by key alone.", "use update(Class).where(...).values(...).")
    if statement._prefixes:
        _refuse(statement, cls, "a prefix changes what it does.", "drop the prefix.")
    if statement.is_update:
        _check_assignments(cls, statement, params)
    site = session.scope.site_id
    own: Any = guard(cls.site_id, site)
    if statement.is_update and issubclass(cls, SiteShared):
        own = sa.or_(own, taking_part(cls, site, cls.__writing_roles__))
    return Write(_with_read_options(session, statement.where(own)), params)


def _check_assignments(cls: type[Any], statement: Any, params: Any) -> None:
    assigned = _names(statement._values or ()) | _names(params or ())
    fixed = {SITE_COLUMN}
    if issubclass(cls, SiteShared):
        fixed.add(cls.__record_key__)
    if touched := sorted(assigned & fixed):
        _refuse(
            statement,
            cls,
            f"{', '.join(touched)} says whose the row is.",
            "a row stays where it is; make a new one.",
        )
