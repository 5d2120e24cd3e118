"""Settings of one site, changed while it runs: the console's layer, above everything in files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import msgspec
import sqlalchemy as sa
from msgspec import UNSET

from menhu.cluster.layers import Declaration, layers_of
from menhu.cluster.model import Site
from menhu.cluster.problems import did_you_mean
from menhu.cluster.service import ClusterChangeError, find_site
from menhu.cluster.settings import CoreSettings, Secret, Settings, decode, explain
from menhu.data.changes import move
from menhu.data.models import ClusterRow, SiteRow, TemplateRow
from menhu.plugins.declaration import Plugin

if TYPE_CHECKING:
    from menhu.app import PortalRegistry


class Setting(NamedTuple):
    """One setting that a site can have: ``feature.name``, declared by the class ``kind``."""

    feature: str
    name: str
    kind: type[Settings]
    type: Any
    description: str

    @property
    def key(self) -> str:
        """``feature.name``."""
        return f"{self.feature}.{self.name}"

    @property
    def secret(self) -> bool:
        """Whether values refer to a secret."""
        return _mentions(self.type, Secret)

    def fault(self, value: Any) -> str:
        """Why a value cannot be used; empty if it can."""
        try:
            msgspec.convert(value, self.type, dec_hook=decode)
        except msgspec.ValidationError as error:
            return str(error)
        return ""


class Step(NamedTuple):
    """What one layer says of a setting; ``value`` is ``msgspec.UNSET`` if nothing.

    ``fault`` says why a stored value is passed over; it is empty for one that can be used.
    """

    layer: str
    value: Any
    origin: str
    wins: bool
    fault: str = ""


def settings_types(plugins: Mapping[str, Plugin]) -> dict[str, type[Settings]]:
    """The settings classes of the core and of the plugins given, by feature."""
    kinds: dict[str, Any] = {name: p.settings for name, p in plugins.items() if p.settings is not None}
    return {"core": CoreSettings, **kinds}


def column_settings_types(plugins: Mapping[str, Plugin]) -> dict[str, type[Settings]]:
    """The classes of the settings of columns, of the plugins given that have one, by feature."""
    return {name: p.column_settings for name, p in plugins.items() if p.column_settings is not None}


def settings_of(feature: str, kind: type[Settings]) -> tuple[Setting, ...]:
    """The settings that a class declares, in its order."""
    return tuple(
        Setting(feature, field.name, kind, field.type, _description(field.type))
        for field in msgspec.structs.fields(kind)
    )


def find_setting(registry: "PortalRegistry", key: str) -> Setting:
    """The setting called ``feature.name``.

    Raises:
        ClusterChangeError: if no active plugin has it; the message names similar ones.
    """
    feature, _, name = key.partition(".")
    kinds = settings_types(registry.plugins.plugins)
    if feature in kinds:
        for setting in settings_of(feature, kinds[feature]):
            if setting.name == name:
                return setting
        known = [setting.key for setting in settings_of(feature, kinds[feature])]
        raise ClusterChangeError(f"there is no setting {key!r}. {did_you_mean(key, known)}")
    if feature in registry.plugins.plugins:
        raise ClusterChangeError(f"the feature {feature} has no settings. {did_you_mean(feature, kinds)}")
    known = [setting.key for owner, kind in kinds.items() for setting in settings_of(owner, kind)]
    if "." not in key:
        same = next((full for full in known if full.endswith(f".{key}")), known[0])
        raise ClusterChangeError(f"{key!r} is no setting. Write FEATURE.KEY, such as {same}.")
    raise ClusterChangeError(
        f"there is no setting {key!r}: no active plugin is called {feature!r}. {did_you_mean(key, known)}"
    )


def declarations(
    registry: "PortalRegistry", site: Site
) -> tuple[Declaration, Declaration, Declaration, Declaration]:
    """What the four stored layers say of a site: distribution, template, site file, console."""
    with registry.sessions.unscoped() as session:
        row = session.scalars(sa.select(SiteRow).where(SiteRow.id == site.id)).one()
        cluster = session.scalar(sa.select(ClusterRow.decl)) or {}
        template = session.scalar(sa.select(TemplateRow.decl).where(TemplateRow.code == row.template)) or {}
        return cluster, template, row.own, row.overlay or {}


def explain_setting(registry: "PortalRegistry", code: str, key: str) -> tuple[Step, ...]:
    """The chain of one setting of a site: the default, then every layer, whether it says something or not.

    Raises:
        ClusterChangeError: if the site or the setting is unknown.
    """
    site = find_site(registry, code)
    setting = find_setting(registry, key)
    layers = layers_of(*declarations(registry, site))
    links = {link.layer: link for link in explain(setting.feature, setting.name, setting.kind, layers)}
    steps = [Step(*links["default"])]
    for layer in layers:
        value = layer.values.get(setting.feature, {}).get(setting.name, UNSET)
        if layer.name in links:
            steps.append(Step(*links[layer.name]))
        elif value is UNSET:
            steps.append(Step(layer.name, UNSET, "", False))
        else:
            steps.append(Step(layer.name, value, layer.origins.get(key, ""), False, setting.fault(value)))
    return tuple(steps)


def set_setting(
    registry: "PortalRegistry", code: str, key: str, value: Any, by: str = "menhu config set"
) -> None:
    """Set a setting of one site above everything that files say; every process sees it at once.

    Arguments:
        code: the site's code.
        key: ``feature.name``.
        value: as it would stand in a file: texts, numbers, truth values, lists, mappings.
        by: where the decision comes from, kept as its origin.

    Raises:
        ClusterChangeError: if site or setting is unknown, or the value does not suit.
    """
    site = find_site(registry, code)
    setting = find_setting(registry, key)
    fault = setting.fault(value)
    if fault:
        shown = "this value" if setting.secret else repr(value)
        raise ClusterChangeError(f"{key} cannot be {shown}: {fault}. {setting.description}".rstrip())
    if setting.feature == "core":
        refused = registry.themes.colour_fault(CoreSettings(**{setting.name: value}))
        if refused:
            raise ClusterChangeError(f"{key} cannot be {value!r}: {refused}")
    _write(registry, site, setting, msgspec.to_builtins(value), by)


def unset_setting(registry: "PortalRegistry", code: str, key: str) -> bool:
    """Take a setting out of the console's layer, so that files decide again; answers whether it was there.

    Raises:
        ClusterChangeError: if site or setting is unknown.
    """
    return _write(registry, find_site(registry, code), find_setting(registry, key), UNSET, "")


def _write(registry: "PortalRegistry", site: Site, setting: Setting, value: Any, by: str) -> bool:
    with registry.sessions.unscoped(immediate=True) as session:
        row = session.scalars(sa.select(SiteRow).where(SiteRow.id == site.id).with_for_update()).one()
        changed = _overlaid(row.overlay, setting, value, by)
        if changed == row.overlay:
            return False
        row.overlay = changed
        row.version += 1
        session.flush()
        move(session, f"site/{row.id}")
        session.commit()
    return True


def _overlaid(overlay: dict[str, Any] | None, setting: Setting, value: Any, by: str) -> dict[str, Any] | None:
    """The overlay with a setting said once, or not at all.

    Settings may also stand below ``features``, which would win; the key is taken out there.
    """
    changed: dict[str, Any] = {**(overlay or {})}
    origins = {**changed.get("origins", {})}
    for section in ("features", "settings"):
        given = {**changed.get(section, {})}
        if isinstance(given.get(setting.feature), Mapping):
            kept = {key: said for key, said in given[setting.feature].items() if key != setting.name}
            given[setting.feature] = kept
            if not kept and section == "settings":
                del given[setting.feature]
        origins.pop(f"{section}.{setting.key}", None)
        changed[section] = given
    if value is not UNSET:
        below = changed["settings"].get(setting.feature, {})
        changed["settings"][setting.feature] = {**below, setting.name: value}
        origins[f"settings.{setting.key}"] = by
    changed["origins"] = origins
    return {key: said for key, said in changed.items() if said} or None


def _description(kind: Any) -> str:
    notes = (note.description for note in getattr(kind, "__metadata__", ()) if isinstance(note, msgspec.Meta))
    return next((note for note in notes if note), "")


def _mentions(kind: Any, wanted: type) -> bool:
    return kind is wanted or any(_mentions(inner, wanted) for inner in get_args(kind))
