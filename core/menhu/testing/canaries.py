"""Canaries: strings that belong to one site, planted in every text of its rows, looked for elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from menhu.testing.faults import ContractFault

Keys = dict[str, set[tuple[Any, ...]]]


def canary(site: str) -> str:
    """What every canary of a site begins with."""
    return f"canary-{site}-"


class TextColumn(NamedTuple):
    """A column that can hold a canary; ``is_json`` if it holds texts within JSON."""

    table: sa.Table
    column: sa.Column[Any]
    is_json: bool

    @property
    def name(self) -> str:
        """``table.column``"""
        return f"{self.table.name}.{self.column.name}"


def text_columns(tables: Iterable[sa.Table], fixed: Mapping[str, str]) -> list[TextColumn]:
    """The columns that get canaries: all that hold text, but no keys, enumerations and fixed ones.

    Arguments:
        tables: the tables of a plugin.
        fixed: ``table.column`` → why it may not be changed.

    Raises:
        ContractFault: if ``fixed`` names what is no text column, or gives no reason.
    """
    found = []
    for table in tables:
        for column in table.columns:
            is_json = isinstance(column.type, sa.JSON)
            is_text = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
            if (is_json or is_text) and not column.primary_key and not column.foreign_keys:
                found.append(TextColumn(table, column, is_json))
    names = {text.name for text in found}
    for name, reason in fixed.items():
        if name not in names:
            raise ContractFault(f"fixed_columns names {name}, which is no text column. Correct or remove it.")
        if not reason.strip():
            raise ContractFault(
                f"fixed_columns gives no reason for {name}. Say why a canary may not stand there."
            )
    return [text for text in found if text.name not in fixed]


def keys_of(engine: Engine, tables: Iterable[sa.Table]) -> Keys:
    """The primary keys of all rows, by table."""
    with engine.connect() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(sa.select(*table.primary_key.columns))}
            for table in tables
        }


def new_keys(before: Keys, after: Keys) -> Keys:
    """The rows that came in between."""
    return {table: keys - before.get(table, set()) for table, keys in after.items()}


def plant(engine: Engine, columns: Iterable[TextColumn], keys: Keys, site: str) -> int:
    """Write canaries into rows, past every scope.

    Arguments:
        columns: where to.
        keys: the rows of the site.
        site: its code.

    Returns:
        How many were planted.

    Raises:
        ContractFault: if a column cannot hold one.
    """
    planted = 0
    for text in columns:
        for key in sorted(keys.get(text.table.name, ())):
            planted += 1
            _plant_one(engine, text, key, f"{canary(site)}{planted}")
    return planted


def _where(table: sa.Table, key: tuple[Any, ...]) -> list[sa.ColumnElement[bool]]:
    return [column == part for column, part in zip(table.primary_key.columns, key, strict=True)]


def _plant_one(engine: Engine, text: TextColumn, key: tuple[Any, ...], value: str) -> None:
    length = getattr(text.column.type, "length", None)
    if length is not None and len(value) > length:
        raise ContractFault(_cannot(text, f"it holds {length} characters"))
    where = _where(text.table, key)
    try:
        with engine.begin() as connection:
            planted: Any = value
            if text.is_json:
                planted = _within(connection.scalar(sa.select(text.column).where(*where)), value)
            connection.execute(sa.update(text.table).where(*where).values({text.column: planted}))
    except sa.exc.DBAPIError as error:
        raise ContractFault(_cannot(text, str(error.orig))) from error


def _cannot(text: TextColumn, why: str) -> str:
    return (
        f"no canary can be planted in {text.name}: {why}. If it holds no free text (a key, a state, a digest), "
        f"name it in fixed_columns with the reason."
    )


def _within(value: Any, planted: str) -> Any:
    if isinstance(value, str):
        return planted
    if isinstance(value, list):
        return [_within(part, planted) for part in value]
    if isinstance(value, dict):
        return {key: _within(part, planted) for key, part in value.items()}
    return value


def rows_of(engine: Engine, tables: Iterable[sa.Table], keys: Keys) -> list[Any]:
    """The rows of those keys, to be compared."""
    found: list[Any] = []
    with engine.connect() as connection:
        for table in tables:
            for key in sorted(keys.get(table.name, ())):
                found.append(
                    (table.name, key, connection.execute(sa.select(table).where(*_where(table, key))).first())
                )
    return found


def foreign(text: str, sites: Iterable[str], own: str) -> Iterator[str]:
    """The sites, other than its own, of which a canary stands in a text."""
    return (site for site in sites if site != own and canary(site) in text)
