"""Declarative bases: one MetaData for the core, one for every plugin."""

import re
import types
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from menhu.data.types import UtcDateTime

CORE = "core"
OWNER_INFO = "menhu.plugin"
PLUGIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {datetime: UtcDateTime}


class ModelError(TypeError):
    """A model breaks a rule of the data layer; the message names the remedy."""


def new_metadata(plugin: str) -> sa.MetaData:
    """A MetaData with the naming convention, marked as belonging to ``plugin``."""
    return sa.MetaData(naming_convention=NAMING, info={OWNER_INFO: plugin})


def plugin_of(metadata: sa.MetaData) -> str | None:
    """The plugin that a MetaData belongs to (``core`` for the core), or None if it is nobody's."""
    owner = metadata.info.get(OWNER_INFO)
    return owner if isinstance(owner, str) else None


def check_prefix(plugin: str, table: str) -> None:
    """Refuse a table name that does not begin with its plugin's name.

    Raises:
        ModelError: naming the right name.
    """
    if not table.startswith(f"{plugin}_"):
        raise ModelError(
            f"table {table!r} of plugin {plugin!r} must begin with '{plugin}_', so that two plugins "
            f"never meet in one table. Rename it to '{plugin}_{table}'."
        )


core_metadata = new_metadata(CORE)


class CoreBase(DeclarativeBase):
    """Base of the core's own tables, ``core_*``."""

    metadata = core_metadata
    type_annotation_map = TYPES


class PluginBase:
    """Makes a declarative base into a plugin's: ``class Base(PluginBase, DeclarativeBase, plugin="news")``.

    Every class below it is SiteOwned, SiteShared, or says in ``__cluster_wide__`` why its rows belong
    to no site; its table's name begins with the plugin's.

    Raises:
        ModelError: when a class breaks one of these rules, at its creation.
    """

    __cluster_wide__: ClassVar[str]

    def __init_subclass__(cls, plugin: str | None = None, **keywords: Any) -> None:
        if plugin is None:
            _check_model(cls)
        else:
            _prepare_base(cls, plugin)
        super().__init_subclass__(**keywords)


def _prepare_base(cls: type, plugin: str) -> None:
    if not PLUGIN_NAME.fullmatch(plugin):
        raise ModelError(f"{plugin!r} is no plugin name. Use lower-case letters, digits and '_'.")
    cls.metadata = new_metadata(plugin)  # type: ignore[attr-defined]
    cls.type_annotation_map = TYPES  # type: ignore[attr-defined]


def _check_model(cls: type) -> None:
    if cls.__dict__.get("__abstract__") or (
        "__tablename__" not in cls.__dict__ and "__table__" not in cls.__dict__
    ):
        return
    table = cls.__dict__.get("__table__")
    name = table.name if table is not None else cls.__dict__["__tablename__"]
    check_prefix(plugin_of(cls.metadata) or CORE, name)  # type: ignore[attr-defined]
    if not hasattr(cls, "__ownership__") and not getattr(cls, "__cluster_wide__", ""):
        raise ModelError(
            f"{cls.__name__} does not say whose its rows are. Derive it from SiteOwned (rows of one site) "
            f'or SiteShared (rows with participants), or set __cluster_wide__ = "the reason".'
        )


def plugin_base(name: str) -> type[DeclarativeBase]:
    """A new declarative base for a plugin, for code that is not type-checked; see `PluginBase`.

    Arguments:
        name: the plugin's name.

    Raises:
        ModelError: if the name cannot begin a table's name.
    """
    return types.new_class("Base", (PluginBase, DeclarativeBase), {"plugin": name})
