"""What a plugin says of itself: one frozen object, no code to run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlalchemy as sa

    from menhu.cluster.settings import Settings

API_VERSION = 1
"""The version of ``menhu.api`` that this core offers; a plugin that needs another one is quarantined."""

NAME = re.compile(r"[a-z][a-z0-9_]{1,30}\Z")


class DeclarationError(ValueError):
    """A plugin's declaration is wrong; the message names the fault and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """The declaration of one plugin, found as ``plugin`` in the module that its entry point names.

    Arguments:
        name: the plugin's name, equal to its entry point and to the feature that sites switch on;
            lower-case letters, digits and ``_``, 2 to 31 characters. Tables begin with ``name_``.
        title: an English message of the plugin's own catalogue, shown to clerks.
        api: the version of ``menhu.api`` that the plugin was written for.
        requires: plugins that must be active, and on at the same site, for this one to be on.
        conflicts: plugins that must not be active beside this one.
        before, after: plugins whose hooks run after, or before, this one's; unknown names are no error.
        settings: a subclass of ``menhu.api.Settings`` in which every field has a default and a description.
        column_settings: a subclass of ``menhu.api.Settings`` with what can be written under ``settings`` of a
            column of this feature; every field has a default and a description.
        metadata: the ``MetaData`` of the plugin's tables (``plugin_base(name).metadata``), if it has any.
        column: the resource class for columns that belong to this feature
            (a subclass of ``menhu.api.ColumnResource``); without it no column can belong to it.

    Raises:
        DeclarationError: if the name, or a name in a relation, is malformed, or the plugin names itself.
    """

    name: str
    title: str
    api: int = API_VERSION
    requires: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    settings: "type[Settings] | None" = None
    column_settings: "type[Settings] | None" = None
    metadata: "sa.MetaData | None" = None
    column: type[Any] | None = None
    package: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise DeclarationError(
                f"the plugin name {self.name!r} is malformed. "
                "Use 2 to 31 lower-case letters, digits or '_', beginning with a letter."
            )
        for relation in ("requires", "conflicts", "before", "after"):
            self._check_names(relation, getattr(self, relation))

    def _check_names(self, relation: str, names: Iterable[str]) -> None:
        if isinstance(names, str):
            raise DeclarationError(f"{self.name}: `{relation}` is a string. Write a tuple: ({names!r},).")
        for name in names:
            if not NAME.match(name):
                raise DeclarationError(f"{self.name}: `{relation}` names {name!r}, which no plugin can have.")
            if name == self.name:
                raise DeclarationError(f"{self.name}: `{relation}` names the plugin itself. Remove it.")
