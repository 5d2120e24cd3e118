"""Reconciling the files of a cluster with the database: plan, apply, export.

Files give the lower layers. What was changed by console or command lies in the overlay and is not
touched unless asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.cluster.dump import plain
from menhu.cluster.export import exported
from menhu.cluster.files import ClusterFiles, dump_cluster
from menhu.cluster.service import ClusterChangeError
from menhu.cluster.settings import CoreSettings
from menhu.cluster.structure import restructure, sweep_structures
from menhu.data.models import ClusterRow, HostRow, SiteRow, TemplateRow
from menhu.data.moves import move

if TYPE_CHECKING:
    from menhu.app import PortalRegistry

Progress = Callable[[int, int, str], None]


class Change(NamedTuple):
    """One difference: ``kind`` is add, change, remove or keep; ``what`` names it; ``details`` say how."""

    kind: str
    what: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying the files would change, or changed."""

    changes: tuple[Change, ...]
    warnings: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return all(change.kind == "keep" for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A declaration as it is kept: its values and where each was written."""

    decl: dict[str, Any]

    def differs(self, other: Mapping[str, Any]) -> tuple[str, ...]:
        """The keys in which two declarations differ, whatever their origins."""
        keys = (self.decl.keys() | other.keys()) - {"origins"}
        return tuple(sorted(key for key in keys if self.decl.get(key) != other.get(key)))


def plan(registry: "PortalRegistry", files: ClusterFiles) -> Plan:
    """What ``apply`` would change. Nothing is written.

    Raises:
        ClusterChangeError: if a host or prefix belongs to a site that is not in the files, or a colour
            cannot be used.
    """
    with registry.sessions.unscoped() as session:
        _refuse_taken(session, files)
        _refuse_colours(registry, files)
        return Plan(tuple(_changes(session, files)), _warnings(registry, files))


def apply(
    registry: "PortalRegistry",
    files: ClusterFiles,
    *,
    overwrite: bool = False,
    prune: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Bring the database into the state that the files describe, in one transaction.

    Arguments:
        files: the validated files.
        overwrite: drop what was changed by console or command on the sites of the files.
        prune: close sites that are not in the files (state ``closed``); nothing is deleted.
        progress: called with (done, total, what) as it goes.

    Returns:
        What was changed.

    Raises:
        ClusterChangeError: if a host or prefix belongs to a site that is not in the files, or a colour
            cannot be used.
    """
    with registry.sessions.unscoped(immediate=True) as session:
        _refuse_taken(session, files)
        _refuse_colours(registry, files)
        changes = tuple(_changes(session, files, overwrite=overwrite, prune=prune))
        result = Plan(changes, _warnings(registry, files))
        if not result.empty:
            _write(session, files, overwrite=overwrite, prune=prune, progress=progress)
            session.commit()
    return result


def export(registry: "PortalRegistry", directory: Path) -> ClusterFiles:
    """Write the present state as files that give the same cluster when they are applied elsewhere."""
    with registry.sessions.unscoped() as session:
        files = exported(session)
    dump_cluster(files, directory)
    return files


def stored(declaration: msgspec.Struct, origins: Mapping[str, str]) -> dict[str, Any]:
    """A declaration as JSON: what was written and where; defaults are left out."""
    return {**plain(declaration), "origins": dict(origins)}


def _changes(
    session: Session, files: ClusterFiles, *, overwrite: bool = False, prune: bool = False
) -> Iterator[Change]:
    row = session.get(ClusterRow, 1)
    cluster = _Stored(stored(files.cluster, files.cluster_origins))
    if row is None:
        yield Change("add", f"cluster {files.cluster.name}")
    elif differing := cluster.differs(row.decl):
        yield Change("change", "cluster", differing)
    templates = {t.code: t.decl for t in session.scalars(sa.select(TemplateRow))}
    for template in files.templates:
        yield from _difference(
            f"template {template.code}",
            _Stored(stored(template, files.template_origins[template.code])),
            templates.pop(template.code, None),
        )
    for code in templates:
        yield Change("keep", f"template {code}", ("not in the files",))
    sites = {site.code: site for site in session.scalars(sa.select(SiteRow))}
    for declared in files.sites:
        present = sites.pop(declared.code, None)
        wanted = _Stored(stored(declared, files.site_origins[declared.code]))
        yield from _difference(f"site {declared.code}", wanted, present.own if present else None)
        said = _said_since(present, wanted, declared.state)
        if said:
            kind = "change" if overwrite else "keep"
            yield Change(kind, f"site {declared.code}: changed by console or command", said)
    for site in sites.values():
        if prune and site.state != "closed":
            yield Change(
                "remove", f"site {site.code}", ("not in the files: it is closed, nothing is deleted",)
            )
        else:
            yield Change("keep", f"site {site.code}", ("not in the files",))


def _said_since(row: SiteRow | None, wanted: _Stored, state: str) -> tuple[str, ...]:
    """What console and commands have changed on a site and its files do not say."""
    if row is None:
        return ()
    said = set(row.overlay or ()) - {"origins"}
    if row.state != state and row.own.get("state") == wanted.decl.get("state"):
        said.add("state")
    return tuple(sorted(said))


def _difference(what: str, wanted: _Stored, present: Mapping[str, Any] | None) -> Iterator[Change]:
    if present is None:
        yield Change("add", what)
    elif differing := wanted.differs(present):
        yield Change("change", what, differing)


def _refuse_colours(registry: "PortalRegistry", files: ClusterFiles) -> None:
    """Colours that cannot be read on a page are an error of the files, not of the pages."""
    keys = ("brand", "accent", "font")
    named = [("cluster.yaml", files.cluster.settings)]
    named += [(template.code, template.settings) for template in files.templates]
    named += [(site.code, site.settings) for site in files.sites]
    for name, settings in named:
        core = settings.get("core", {})
        given = {key: core[key] for key in keys if isinstance(core.get(key), str)}
        fault = registry.themes.colour_fault(CoreSettings(**given)) if given else None
        if fault:
            raise ClusterChangeError(f"{name}: settings.core: {fault}")


def _refuse_taken(session: Session, files: ClusterFiles) -> None:
    named = {site.code for site in files.sites}
    owners = sa.select(SiteRow.code, HostRow.host).join(HostRow, HostRow.site_id == SiteRow.id)
    taken = {host: code for code, host in session.execute(owners) if code not in named}
    prefixes = sa.select(SiteRow.code, SiteRow.path_prefix).where(SiteRow.path_prefix.is_not(None))
    taken |= {prefix: code for code, prefix in session.execute(prefixes) if prefix and code not in named}
    for site in files.sites:
        for address in filter(None, (site.host, *site.aliases, site.path_prefix)):
            if address in taken:
                raise ClusterChangeError(
                    f"site {site.code}: {address} belongs to the site {taken[address]}, which is not in the files. "
                    f"Choose another, or take {taken[address]} into the files with another address."
                )


def _write(
    session: Session, files: ClusterFiles, *, overwrite: bool, prune: bool, progress: Progress | None
) -> None:
    decl = stored(files.cluster, files.cluster_origins)
    row = session.get(ClusterRow, 1)
    if row is None:
        session.add(ClusterRow(id=1, name=files.cluster.name, decl=decl))
    else:
        row.name, row.decl = files.cluster.name, decl
    for template in files.templates:
        kept = session.get(TemplateRow, template.code)
        declared = stored(template, files.template_origins[template.code])
        if kept is None:
            session.add(TemplateRow(code=template.code, decl=declared))
        else:
            kept.decl = declared
    session.flush()
    present = {site.code: site for site in session.scalars(sa.select(SiteRow))}
    _free_addresses(session, files, present)
    total = len(files.sites)
    for position, site in enumerate(files.sites):
        own = stored(site, files.site_origins[site.code])
        written = _site(session, present.pop(site.code, None), site, own, position, overwrite=overwrite)
        restructure(session, written)
        session.flush()
        hosts = [site.host, *site.aliases] if site.host else list(site.aliases)
        session.add_all(HostRow(host=host, site_id=written.id, position=n) for n, host in enumerate(hosts))
        if progress is not None:
            progress(position + 1, total, site.code)
    for site_row in present.values():
        if prune:
            site_row.state = "closed"
            # So that the site opens again when its files come back.
            site_row.own = {**site_row.own, "state": "closed"}
            site_row.version += 1
        restructure(session, site_row)
    session.flush()
    sweep_structures(session)
    move(session, "cluster", "cluster/sites")


def _free_addresses(session: Session, files: ClusterFiles, present: Mapping[str, SiteRow]) -> None:
    """Hosts and prefixes may change places among the sites: they are all given up first."""
    ids = [present[site.code].id for site in files.sites if site.code in present]
    if not ids:
        return
    session.execute(sa.delete(HostRow).where(HostRow.site_id.in_(ids)))
    for site in files.sites:
        if site.code in present:
            present[site.code].path_prefix = None
    session.flush()


def _site(
    session: Session, row: SiteRow | None, site: Any, own: dict[str, Any], position: int, *, overwrite: bool
) -> SiteRow:
    if row is None:
        row = SiteRow(code=site.code, version=0, overlay=None, state=site.state)
        with session.no_autoflush:
            _fill(row, site, own, position)
            restructure(session, row)
        session.add(row)
    else:
        if own.get("state") != row.own.get("state") or overwrite:
            row.state = site.state
        _fill(row, site, own, position)
        if overwrite:
            row.overlay, row.successor, row.notice = None, site.successor, site.notice
    row.version += 1
    return row


def _fill(row: SiteRow, site: Any, own: dict[str, Any], position: int) -> None:
    if "successor" in own or "successor" in (row.own or {}):
        row.successor = site.successor
    if "notice" in own or "notice" in (row.own or {}):
        row.notice = site.notice
    row.kind, row.template, row.name, row.position = site.kind, site.template, site.name, position
    row.path_prefix, row.own = site.path_prefix, own


def _warnings(registry: "PortalRegistry", files: ClusterFiles) -> tuple[str, ...]:
    wanted: dict[str, int] = {}
    for site in files.sites:
        template = next((t for t in files.templates if t.code == site.template), None)
        on = {name for name, value in (template.features if template else {}).items() if value is not False}
        on |= {name for name, value in site.features.items() if value is not False}
        on -= {name for name, value in site.features.items() if value is False}
        for name in on:
            wanted[name] = wanted.get(name, 0) + 1
    active, installed = registry.plugins.plugins, registry.plugins.installed
    notes = [str(problem) for problem in files.warnings]
    for name in sorted(wanted.keys() - active.keys()):
        why = "installed but not active" if name in installed else "not installed"
        notes.append(f"feature {name} is {why}: its columns are absent on {wanted[name]} sites.")
    return tuple(notes)
