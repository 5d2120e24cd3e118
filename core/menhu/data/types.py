"""Column types of Menhu."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

TEXT_LENGTH = 32  # 2026-01-02T03:04:05.678901+00:00


def _to_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(
            f"{value!r} has no time zone. Use datetime.now(UTC) or attach the zone it was read in."
        )
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    return None if value is None else _to_utc(value).isoformat(timespec="microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _to_moment(value: datetime | None) -> datetime | None:
    return None if value is None else _to_utc(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: timezone-aware in Python, UTC in the database.

    SQLite keeps ISO 8601 text of one fixed width, so that comparing texts compares moments.

    Raises:
        ValueError: when a value without a time zone is bound.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(TEXT_LENGTH))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    # The processors are given whole, not through process_*_value, which costs a second call per value.
    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _to_text if dialect.name == "sqlite" else _to_moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        return _from_text if dialect.name == "sqlite" else _to_moment

    def process_literal_param(self, value: datetime | None, dialect: Dialect) -> str:  # noqa: ARG002
        return "NULL" if value is None else f"'{_to_text(value)}'"
