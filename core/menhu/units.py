"""The migration units of an installation: the core, then every active plugin that has tables."""

from pathlib import Path

import sqlalchemy as sa

from menhu.data.base import core_metadata
from menhu.data.migrate import MigrationUnit, require_current
from menhu.plugins.registry import Registry


def units_of(registry: Registry) -> tuple[MigrationUnit, ...]:
    """The units in the order in which they are upgraded."""
    core = MigrationUnit(
        name="core",
        metadata=core_metadata,
        location=Path(__file__).parent / "data" / "migrations",
        prefix="core_",
    )
    plugins = (
        MigrationUnit(
            name=plugin.name,
            metadata=plugin.metadata,
            location=Path(registry.modules[plugin.name].__file__ or "").parent / "migrations",
            prefix=f"{plugin.name}_",
        )
        for plugin in registry.plugins.values()
        if plugin.metadata is not None
    )
    return (core, *plugins)


def ensure_current(engine: sa.Engine, registry: Registry) -> None:
    """Refuse to serve from a database that is not as the code needs it.

    Raises:
        DatabaseMissing, DatabaseNewer, DatabaseLocked: saying what to do.
    """
    require_current(engine, units_of(registry))
