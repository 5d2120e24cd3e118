"""What declarations must hold together: uniqueness, references, reserved words."""

import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from menhu.cluster.codes import RESERVED_CODES, host_fault, prefix_fault
from menhu.cluster.conversion import Converter
from menhu.cluster.problems import Problem, did_you_mean
from menhu.cluster.schema import BlockDecl, ClusterDecl, ColumnChange, ColumnDecl, SiteDecl, TemplateDecl

SettingsTypes = Mapping[str, type[msgspec.Struct]]


@dataclass(slots=True)
class Declared:
    """What could be read; ``cluster`` is None if it lacks a field that it needs."""

    cluster: ClusterDecl | None
    templates: list[TemplateDecl] = field(default_factory=list)
    sites: list[SiteDecl] = field(default_factory=list)


def validate(
    declared: Declared,
    converter: Converter,
    settings_types: SettingsTypes,
    column_settings_types: SettingsTypes,
    warnings: list[Problem],
) -> None:
    """Check the declarations of a cluster against one another.

    Arguments:
        declared: what could be read.
        converter: takes problems and knows where everything was written.
        settings_types: settings classes by feature.
        column_settings_types: classes of the settings of columns, by feature.
        warnings: what is allowed but probably not meant is appended here.
    """
    _Validation(declared, converter, settings_types, column_settings_types, warnings).run()


class _Validation:
    def __init__(
        self,
        declared: Declared,
        converter: Converter,
        types: SettingsTypes,
        column_types: SettingsTypes,
        warnings: list[Problem],
    ) -> None:
        self._declared = declared
        self._report = converter.report
        self._converter = converter
        self._types = types
        self._column_types = column_types
        self._warnings = warnings
        self._prefixes = declared.cluster.path_prefixes if declared.cluster else ()
        self._columns: dict[str, dict[str, ColumnDecl]] = {}

    def run(self) -> None:
        declared = self._declared
        if declared.cluster is not None:
            self._cluster(declared.cluster)
        self._unique(declared.templates, "code", "template")
        for template in declared.templates:
            self._template(template)
        self._unique(declared.sites, "code", "site")
        self._unique(
            [site for site in declared.sites if site.site_id_code], "site_id_code", "site identifier"
        )
        self._unique([site for site in declared.sites if site.path_prefix], "path_prefix", "path prefix")
        self._hosts()
        for site in declared.sites:
            self._site(site)
        if not self._converter.lost:
            self._portal()
            self._warn_of_unused()

    def _warn(self, made: msgspec.Struct, below: str, message: str, remedy: str) -> None:
        self._warnings.append(self._converter.problem(made, below, message, remedy))

    def _unique(self, items: Iterable[msgspec.Struct], key: str, noun: str) -> None:
        first: dict[str, msgspec.Struct] = {}
        for item in items:
            value: str = getattr(item, key)
            if value in first:
                place = self._converter.line_of(first[value], key)
                self._report(
                    item, key, f"the {noun} `{value}` stands twice (first in {place})", "Change one."
                )
            first.setdefault(value, item)

    def _cluster(self, cluster: ClusterDecl) -> None:
        fault = host_fault(cluster.base_domain)
        if fault:
            self._report(cluster, "base_domain", *fault)
        if not _is_timezone(cluster.timezone):
            remedy = "Use a name of the IANA time zone database, such as Asia/Shanghai."
            self._report(cluster, "timezone", f"`{cluster.timezone}` is not a time zone", remedy)
        for index, prefix in enumerate(cluster.path_prefixes):
            below = f"path_prefixes[{index}]"
            if prefix in RESERVED_CODES - {"bm", "xq"}:
                self._report(cluster, below, f"`{prefix}` belongs to the core", "Choose another segment.")
            if prefix in cluster.path_prefixes[:index]:
                self._report(cluster, below, f"`{prefix}` stands twice", "Take one of them out.")
        self._settings(cluster, {}, cluster.settings)

    def _template(self, template: TemplateDecl) -> None:
        self._features(template, template.features, template.settings)
        self._columns.setdefault(template.code, {})
        columns = self._tree(template.columns, {})
        self._columns[template.code].update(columns)
        self._blocks(template.home, columns)
        self._unique(template.roles, "code", "role")
        sites = [site for site in self._declared.sites if site.template == template.code]
        if sites:
            self._languages(template.columns, template.home, {tag for s in sites for tag in self._tags(s)})

    def _tags(self, site: SiteDecl) -> tuple[str, ...]:
        cluster = self._declared.cluster
        return site.languages or ((cluster.default_language,) if cluster else ())

    def _languages(
        self, columns: Iterable[ColumnDecl], blocks: Iterable[BlockDecl], known: Collection[str]
    ) -> None:
        if not known:
            return
        items: list[ColumnDecl | BlockDecl] = [*_walk(columns), *blocks]
        for item in items:
            if item.language is not None and item.language not in known:
                message = f"`{item.language}` is not a language of the site"
                self._report(item, "language", message, "Add it to `languages` of the site, or correct it.")

    def _tree(self, columns: Iterable[ColumnDecl], known: Mapping[str, ColumnDecl]) -> dict[str, ColumnDecl]:
        found = dict(known)
        for column in _walk(columns):
            self._column(column)
            if column.code in found:
                place = self._converter.line_of(found[column.code], "code")
                message = f"the column code `{column.code}` stands twice (first in {place})"
                self._report(column, "code", message, "A code is unique in its site: change one.")
            elif column.kind == "home" and any(other.kind == "home" for other in found.values()):
                self._report(
                    column, "kind", "there is another home page", "Keep one column with `kind: home`."
                )
            found.setdefault(column.code, column)
        return found

    def _column(self, column: ColumnDecl) -> None:
        if column.code in RESERVED_CODES or column.code in self._prefixes:
            message = f"`{column.code}` is reserved for the core's own addresses"
            self._report(column, "code", message, "Choose another code.")
        if column.kind in ("group", "home") and column.plugin != "core":
            message = f"a column of `kind: {column.kind}` belongs to the core, not to `{column.plugin}`"
            self._report(column, "kind", message, "Write `plugin: core`, or take `kind` out.")
        if column.kind == "column" and column.plugin == "core":
            message = "the core has no columns but groups and the home page"
            self._report(column, "plugin", message, "Add `kind: group` or `kind: home`, or name a feature.")
        if column.kind == "group" and not column.children:
            message = f"the group `{column.code}` has no columns"
            self._report(column, "kind", message, "Add `children`, or take the group out.")
        if column.kind == "home" and column.children:
            self._report(
                column, "children", "the home page cannot have columns below it", "Move them beside it."
            )
        self._column_settings(column, column.plugin, column.settings)

    def _column_settings(
        self, owner: ColumnDecl | ColumnChange, feature: str, values: Mapping[str, Any]
    ) -> None:
        kind = self._column_types.get(feature)
        if kind is not None:
            self._converter.check_settings(owner, "settings", f"a column of `{feature}`", values, kind)

    def _blocks(self, blocks: Iterable[BlockDecl], columns: Mapping[str, ColumnDecl]) -> None:
        for block in blocks:
            for below, code in _column_references(block.settings):
                if code not in columns:
                    message = f"there is no column `{code}`"
                    self._report(block, f"settings.{below}", message, did_you_mean(code, columns))

    def _features(self, owner: TemplateDecl | SiteDecl, features: Mapping[str, Any], settings: Any) -> None:
        if "core" in features:
            message = "`core` is no feature, it is always on"
            self._report(owner, "features.core", message, "Put its settings under `settings: core:`.")
        given = {name: value for name, value in features.items() if isinstance(value, dict)}
        self._settings(owner, given, settings)

    def _settings(
        self,
        owner: msgspec.Struct,
        given: Mapping[str, Mapping[str, Any]],
        settings: Mapping[str, Mapping[str, Any]],
    ) -> None:
        for path, layer in (("features", given), ("settings", settings)):
            for feature, values in layer.items():
                kind = self._types.get(feature)
                if kind is not None:
                    self._converter.check_settings(owner, f"{path}.{feature}", f"`{feature}`", values, kind)
        for feature, values in settings.items():
            for key in values.keys() & given.get(feature, {}).keys():
                message = f"`{key}` is given under `features.{feature}` too"
                self._report(owner, f"settings.{feature}.{key}", message, "Keep one of them.")

    def _hosts(self) -> None:
        first: dict[str, tuple[SiteDecl, str]] = {}
        for site in self._declared.sites:
            for below, host in _hosts(site):
                fault = host_fault(host)
                if fault:
                    self._report(site, below, *fault)
                elif host in first:
                    place = self._converter.line_of(*first[host])
                    message = f"the host `{host}` is taken (in {place})"
                    self._report(site, below, message, "A host leads to one site: change one of them.")
                first.setdefault(host, (site, below))

    def _site(self, site: SiteDecl) -> None:
        template = next((item for item in self._declared.templates if item.code == site.template), None)
        if template is None and not self._converter.lost:
            message = f"there is no template `{site.template}`"
            codes = [item.code for item in self._declared.templates]
            self._report(site, "template", message, did_you_mean(site.template, codes))
        self._ways(site)
        self._state(site)
        self._features(site, site.features, site.settings)
        for index, tag in enumerate(site.languages):
            if tag in site.languages[:index]:
                self._report(site, f"languages[{index}]", f"`{tag}` stands twice", "Take one of them out.")
        self._languages(site.add_columns, site.home or (), self._tags(site))
        if template is not None:
            self._against_template(site, template)

    def _against_template(self, site: SiteDecl, template: TemplateDecl) -> None:
        known = self._columns[template.code]
        for code, change in site.columns.items():
            if code in known and isinstance(change.settings, dict):
                self._column_settings(change, known[code].plugin, change.settings)
            elif code not in known and not self._converter.lost:
                message = f"the template `{template.code}` has no column `{code}`"
                self._report(site, f"columns.{code}", message, did_you_mean(code, known))
        columns = self._tree(site.add_columns, known)
        if not self._converter.lost:
            self._blocks(site.home or (), columns)
        if site.kind != template.kind:
            message = f"the site is a `{site.kind}`, its template is for `{template.kind}`"
            self._warn(site, "kind", message, "Check which of them is meant.")
        for name, value in site.features.items():
            if value is False and template.features.get(name, False) is False:
                on = [key for key, given in template.features.items() if given is not False]
                message = f"`{name}` is off in the template `{template.code}` already"
                self._warn(site, f"features.{name}", message, did_you_mean(name, on))

    def _ways(self, site: SiteDecl) -> None:
        if site.host is None and site.aliases:
            self._report(site, "aliases", "there are aliases but no host", "Make one of them the `host`.")
        if site.host is None and site.path_prefix is None:
            self._report(site, "", "no way leads to the site", "Give it a `host` or a `path_prefix`.")
        fault = prefix_fault(site.path_prefix, self._prefixes) if site.path_prefix is not None else None
        if fault and self._declared.cluster is not None:
            self._report(site, "path_prefix", *fault)
        if site.path_prefix == "/" and site.kind != "portal":
            message = f"`/` is the main site's prefix, and `{site.code}` is a `{site.kind}`"
            self._report(site, "path_prefix", message, "Give it a prefix of its own.")
        if site.kind == "portal" and site.path_prefix != "/":
            self._report(site, "path_prefix", "the portal is the main site", "Write `path_prefix: /`.")

    def _state(self, site: SiteDecl) -> None:
        if site.state == "moved" and site.successor is None:
            self._report(site, "state", "a moved site needs its new address", "Add `successor: https://…`.")
        if site.state != "moved" and site.successor is not None:
            message = f"the successor has no effect while the site is `{site.state}`"
            self._warn(site, "successor", message, "Write `state: moved`, or take it out.")

    def _portal(self) -> None:
        portals = [site for site in self._declared.sites if site.kind == "portal"]
        cluster = self._declared.cluster
        if cluster is not None and not portals:
            self._report(cluster, "sites", "there is no main site", "Declare one site of `kind: portal`.")
        for site in portals[1:]:
            place = self._converter.line_of(portals[0], "kind")
            self._report(
                site, "kind", f"there is another portal (in {place})", "Keep one; choose another kind."
            )

    def _warn_of_unused(self) -> None:
        declared = self._declared
        used = {site.template for site in declared.sites}
        features = {"core"}
        owners: list[TemplateDecl | SiteDecl] = [*declared.templates, *declared.sites]
        for owner in owners:
            features |= {name for name, value in owner.features.items() if value is not False}
        for template in declared.templates:
            if template.code not in used:
                self._warn(template, "code", "no site uses this template", "Take it out if it is not needed.")
        columns = [column for item in declared.templates for column in _walk(item.columns)]
        columns += [column for item in declared.sites for column in _walk(item.add_columns)]
        for column in columns:
            if column.plugin not in features:
                message = f"no site has the feature `{column.plugin}`, the column is absent everywhere"
                self._warn(column, "plugin", message, did_you_mean(column.plugin, features))
        blocks = [block for owner in owners for block in owner.home or ()]
        for block in blocks:
            feature = block.block.partition(".")[0]
            if feature not in features:
                message = f"no site has the feature `{feature}`, the block is absent everywhere"
                self._warn(block, "block", message, did_you_mean(feature, features))


def _walk(columns: Iterable[ColumnDecl]) -> Iterator[ColumnDecl]:
    for column in columns:
        yield column
        yield from _walk(column.children)


def _hosts(site: SiteDecl) -> Iterator[tuple[str, str]]:
    if site.host is not None:
        yield "host", site.host
    for index, alias in enumerate(site.aliases):
        yield f"aliases[{index}]", alias


def _column_references(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Codes of the site's own columns that a block's settings name, each with its path."""
    for key in ("column", "group"):
        if isinstance(settings.get(key), str):
            yield key, settings[key]
    for index, code in enumerate(_list(settings.get("columns"))):
        if isinstance(code, str):
            yield f"columns[{index}]", code
    for index, link in enumerate(_list(settings.get("links"))):
        if isinstance(link, dict) and isinstance(link.get("column"), str):
            yield f"links[{index}].column", link["column"]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_timezone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
