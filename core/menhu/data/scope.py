"""Site scope on reads: criteria that every statement of a site's session carries.

The criteria are attached once per prepared statement, with the site as a bound parameter; the clones are
remembered for as long as the statements live. What runs is proven at the gate (`menhu.data.gate`).
"""

import weakref
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.context import FromStatement
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql import util as sql_util
from sqlalchemy.sql import visitors
from sqlalchemy.sql.lambdas import StatementLambdaElement

from menhu.data.errors import ScopeError
from menhu.data.gate import GUARD
from menhu.data.models import ParticipantRow
from menhu.data.owners import Owned

SITE = "menhu_site"
USE_MODELS = "write it with select(), update() or delete() over the mapped classes of the plugin."
CLUSTER_HINT = (
    "ask a session of the whole cluster (SessionFactory.for_cluster) if the task is really cluster-wide."
)

_PARTICIPANT: sa.Table = ParticipantRow.__table__  # type: ignore[assignment]


def guard(column: Any, site: Any) -> sa.ColumnElement[bool]:
    """``column = site``, marked so that the gate knows it for a criterion of ours."""
    criterion: sa.ColumnElement[bool] = (column == site)._annotate({GUARD: True})
    return criterion


def taking_part(cls: Any, site: Any, roles: frozenset[str] | None = None) -> sa.ColumnElement[bool]:
    """Whether a site takes part in a shared row, in one of ``roles`` if given."""
    part = _PARTICIPANT.c
    chosen = sa.select(part.record_id).where(part.record_type == cls.__record_type__, part.site_id == site)
    if roles is not None:
        chosen = chosen.where(part.role.in_(sorted(roles)))
    key: sa.ColumnElement[int] = getattr(cls, cls.__record_key__)
    return key.in_(chosen)


def readable(cls: Any, site: Any) -> sa.ColumnElement[bool]:
    """The criterion that a row of an owned class may be read by a site."""
    own = guard(cls.site_id, site)
    return sa.or_(own, taking_part(cls, site)) if cls.__ownership__ == "shared" else own


class SiteCriteria(LoaderCriteriaOption):
    """The criterion of reading for every owned class in a statement, joined and loaded ones included.

    Unlike ``with_loader_criteria`` it is built for each class as it is met, without analysing a lambda,
    and its cache key is one parameter.

    Arguments:
        site: the parameter with the site's number.
    """

    __slots__ = ()
    inherit_cache = None
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy's protocol
        ("where_criteria", visitors.InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, site: sa.BindParameter[int]) -> None:
        self.root_entity = Owned
        self.entity = None
        self.deferred_where_criteria = False
        self.where_criteria = site  # type: ignore[assignment]
        self.include_aliases = True
        self.propagate_to_loaders = True

    def _resolve_where_criteria(self, ext_info: Any) -> sa.ColumnElement[bool]:
        criterion: sa.ColumnElement[bool] = sql_util._deep_annotate(
            readable(ext_info.entity, self.where_criteria),
            {"for_loader_criteria": self},
            detect_subquery_cols=True,
            ind_cols_on_fromclause=True,
        )
        return criterion


SITE_PARAMETER: sa.BindParameter[int] = sa.bindparam(SITE, type_=sa.Integer)


class _ReadCriteria(SiteCriteria):
    """The same with the site as a parameter of the execution, which the cache key need not contain.

    With the parameter in the key, SQLAlchemy would compare it with its copies on every execution.
    """

    __slots__ = ()
    inherit_cache = None
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy's protocol
        ("root_entity", visitors.ExtendedInternalTraversal.dp_plain_obj),
    ]


READ = _ReadCriteria(SITE_PARAMETER)


def read_by(site: int) -> SiteCriteria:
    """The criteria of reading with the site's number in them, for statements whose parameters are values."""
    return SiteCriteria(sa.bindparam(None, site, type_=sa.Integer, unique=True))


_Prepared = dict[int, tuple[weakref.ref[Any], Any]]
_prepared: _Prepared = {}


def prepared(statement: Any) -> Any:
    """The statement with the criteria of reading attached; the same object for the same statement."""
    known = _prepared.get(id(statement))
    if known is not None and known[0]() is statement:
        return known[1]
    return _prepare(statement)


def _prepare(statement: Any) -> Any:
    if not isinstance(statement, sa.SelectBase) or isinstance(statement, FromStatement | sa.TextualSelect):
        refuse_unseen(statement)
        return statement
    # A lazy load brings along the criteria of the statement that loaded its parent.
    carried = any(option is READ for option in statement._with_options)  # type: ignore[attr-defined]
    with_criteria: Any = statement if carried else statement.options(READ)  # type: ignore[attr-defined]
    refreshed = _refreshed_class(statement)
    if refreshed is not None:
        with_criteria = with_criteria.where(readable(refreshed, SITE_PARAMETER))
    key = id(statement)

    # The dict is bound here: at the end of the process the module's own names are gone before the last statement.
    def forget(gone: weakref.ref[Any], key: int = key, known: _Prepared = _prepared) -> None:
        if (kept := known.get(key)) is not None and kept[0] is gone:
            del known[key]

    _prepared[key] = (weakref.ref(statement, forget), with_criteria)
    return with_criteria


def _refreshed_class(statement: Any) -> type[Any] | None:
    """The owned class of which SQLAlchemy reloads one object: loader criteria are ignored there."""
    options = getattr(statement, "_compile_options", None)
    if options is None or not getattr(options, "_for_refresh_state", False):
        return None
    subject = statement._propagate_attrs.get("plugin_subject")
    mapper: Mapper[Any] | None = getattr(subject, "mapper", None)
    if mapper is None or not issubclass(mapper.class_, Owned):
        return None
    return mapper.class_


def refuse_unseen(statement: object) -> None:
    """Refuse statements in which the tables cannot be seen.

    Raises:
        ScopeError: for ``text()``, ``from_statement()``, ``lambda_stmt()`` and their like.
    """
    if isinstance(statement, sa.TextClause | sa.TextualSelect | FromStatement | StatementLambdaElement):
        raise ScopeError(
            f"{type(statement).__name__} in a session with a scope",
            "hand-written SQL hides which tables it reads, so that it cannot be held to the site.",
            USE_MODELS,
        )
