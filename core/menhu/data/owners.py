"""Whose row it is: the two kinds of ownership, as mixins."""

from typing import ClassVar, Literal
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column

from menhu.data.base import ModelError, core_metadata, plugin_of

Ownership = Literal["owned", "shared"]
_CLASSES: "WeakKeyDictionary[sa.Table, type[Owned]]" = WeakKeyDictionary()
_CLUSTER_WIDE: "WeakSet[sa.Table]" = WeakSet()


class Owned:
    """What both kinds have in common."""

    __ownership__: ClassVar[Ownership]
    __opens_business__: ClassVar[bool] = False
    __moves__: ClassVar[tuple[str, ...]] = ()

    # active_history: the value before a change is always known, so a change of owner is always seen.
    @declared_attr
    @classmethod
    def site_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey(core_metadata.tables["core_site"].c.id), active_history=True)


class SiteOwned(Owned):
    """Rows that belong to one site: ``site_id``, to be the first column of every index of the table.

    Class attributes:
        __opens_business__: a new row begins business; refused while the plugin is closing on the site.
        __moves__: further cache tags that a change moves; ``{site}`` is filled in with the site's id.
    """

    __ownership__: ClassVar[Ownership] = "owned"


class SiteShared(Owned):
    """Rows that belong to one site (``site_id``) and have participants, see `menhu.data.participants`.

    Class attributes:
        __record_type__: names the kind of record among all plugins, such as ``cases.case``.
        __record_key__: the attribute with the record's number: ``id`` for the record itself, the foreign
            key for a child row, which then has the record's owner and participants.
        __writing_roles__: the roles whose participants may change rows and add child rows.
        __opens_business__, __moves__: as for `SiteOwned`.
    """

    __ownership__: ClassVar[Ownership] = "shared"
    __record_type__: ClassVar[str]
    __record_key__: ClassVar[str] = "id"
    __writing_roles__: ClassVar[frozenset[str]] = frozenset()


RECORDS: dict[str, type[SiteShared]] = {}


def is_record(cls: type[SiteShared]) -> bool:
    """Whether rows of a shared class are the records themselves, not child rows of them."""
    keys: tuple[sa.Column[object], ...] = sa.inspect(cls).primary_key
    return len(keys) == 1 and sa.inspect(cls).get_property_by_column(keys[0]).key == cls.__record_key__


def plugin_of_class(cls: type) -> str:
    """The plugin whose MetaData a mapped class belongs to."""
    return plugin_of(cls.metadata) or ""  # type: ignore[attr-defined]


def owned_class(table: object) -> type[Owned] | None:
    """The SiteOwned or SiteShared class that is mapped to a table, or None."""
    if not isinstance(table, sa.Table):
        return None
    return _CLASSES.get(table)


def is_cluster_wide(table: sa.Table) -> bool:
    """Whether a table's class says in ``__cluster_wide__`` that its rows belong to no site."""
    return table in _CLUSTER_WIDE


def _check_shared(cls: type[SiteShared], mapper: Mapper[SiteShared]) -> None:
    if not getattr(cls, "__record_type__", ""):
        raise ModelError(f'{cls.__name__} is SiteShared. Set __record_type__ = "plugin.kind" in it.')
    key = mapper.columns.get(cls.__record_key__)
    if key is None or not isinstance(key.type, sa.Integer):
        raise ModelError(
            f"{cls.__name__}.__record_key__ names {cls.__record_key__!r}, which is no integer column of it. "
            "Name the column with the record's number."
        )
    if is_record(cls):
        RECORDS[cls.__record_type__] = cls


@event.listens_for(Mapper, "after_mapper_constructed")
def _register(mapper: Mapper[SiteShared], cls: type[SiteShared]) -> None:
    if not issubclass(cls, Owned):
        if getattr(cls, "__cluster_wide__", "") and isinstance(mapper.local_table, sa.Table):
            _CLUSTER_WIDE.add(mapper.local_table)
        return
    if not isinstance(mapper.local_table, sa.Table) or "site_id" not in mapper.local_table.c:
        raise ModelError(
            f"{cls.__name__} has no site_id in its own table. Give each class a table of its own; "
            "joined inheritance and mappings to joins cannot be held to a site."
        )
    _CLASSES.setdefault(mapper.local_table, cls)
    if issubclass(cls, SiteShared):
        _check_shared(cls, mapper)
