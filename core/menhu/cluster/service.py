"""Changing the cluster while it runs: features on and off, sites created, states changed."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.cluster.codes import host_fault, is_code, prefix_fault
from menhu.cluster.layers import switches
from menhu.cluster.model import STATES, Site
from menhu.cluster.structure import restructure
from menhu.data.models import ClosingRow, ClusterRow, HostRow, SiteRow, TemplateRow
from menhu.data.moves import move
from menhu.plugins.results import OpenBusiness

if TYPE_CHECKING:
    from menhu.app import PortalRegistry


class ClusterChangeError(ValueError):
    """A change of the cluster is refused; the message says why and what to do."""


class BusinessIsOpen(ClusterChangeError):
    """A feature has unfinished business on the site; ``business`` lists it."""

    def __init__(self, site: str, feature: str, business: tuple[OpenBusiness, ...]) -> None:
        listed = "; ".join(
            f"{item.what}: {item.count}" + (f" ({', '.join(item.examples)})" if item.examples else "")
            for item in business
        )
        super().__init__(
            f"{feature} on {site} has open business: {listed}. "
            "Finish it, or close the feature (--close): then nothing new begins and it goes off by itself."
        )
        self.business = business


def find_site(registry: "PortalRegistry", code: str) -> Site:
    """The site of that code.

    Raises:
        ClusterChangeError: if there is none; the message names similar ones.
    """
    from difflib import get_close_matches

    site = registry.snapshots.current.by_code.get(code)
    if site is None:
        near = get_close_matches(code, registry.snapshots.current.by_code, 3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`menhu site list` shows all."
        raise ClusterChangeError(f"there is no site {code!r}. {hint}")
    return site


def open_business(
    registry: "PortalRegistry", session: Session, site: Site, feature: str
) -> tuple[OpenBusiness, ...]:
    """What the plugin of a feature says is unfinished on a site."""
    implementation = registry.hooks.of("menhu_open_business", feature)
    if implementation is None:
        return ()
    found = registry.hooks.demand("menhu_open_business", implementation, session=session, site=site)
    return tuple(item for item in found if item.count > 0)


def switch_feature(
    registry: "PortalRegistry", code: str, feature: str, *, on: bool, close: bool = False, by: str = "console"
) -> str:
    """Switch a feature of a site on or off, seen by every process at once.

    Arguments:
        code: the site's code.
        feature: the feature's name.
        on: the new state.
        close: if business is open, begin nothing new and go off when the last of it ends.
        by: where the decision comes from, kept as its origin.

    Returns:
        ``on``, ``off``, ``closing``, or ``unchanged``.

    Raises:
        BusinessIsOpen: if something is unfinished and ``close`` is False.
        ClusterChangeError: if site or feature is unknown, or other features depend on it.
    """
    site = find_site(registry, code)
    _check_switch(registry, site, feature, on=on)
    with registry.sessions.for_site(site, immediate=True) as session:
        row = session.scalars(sa.select(SiteRow).where(SiteRow.id == site.id).with_for_update()).one()
        result = _switch(registry, session, site, row, feature, on=on, close=close, by=by)
        session.commit()
    return result


def _check_switch(registry: "PortalRegistry", site: Site, feature: str, *, on: bool) -> None:
    plugins = registry.plugins
    plugin = plugins.plugins.get(feature)
    if plugin is None and on:
        if feature in plugins.quarantined:
            raise ClusterChangeError(f"{feature} cannot be switched on: {plugins.quarantined[feature]}")
        if feature in plugins.installed:
            raise ClusterChangeError(
                f"{feature} is installed but not active. Name it in menhu.plugins and restart."
            )
        raise ClusterChangeError(
            f"{feature} is not installed. Install the plugin first; `menhu plugins` lists them."
        )
    if plugin is None and feature not in site.structure.missing:
        raise ClusterChangeError(
            f"{site.code} has no feature {feature!r}. `menhu feature list {site.code}` shows all."
        )
    if on and plugin is not None:
        lacking = [name for name in plugin.requires if not site.begins(name)]
        if lacking:
            raise ClusterChangeError(
                f"{feature} requires {', '.join(lacking)} on {site.code}. Enable that first."
            )
    if not on:
        dependants = [p.name for p in plugins.plugins.values() if feature in p.requires and site.has(p.name)]
        if dependants:
            raise ClusterChangeError(
                f"{', '.join(dependants)} on {site.code} depends on {feature}. Disable {', '.join(dependants)} first."
            )


def _switch(
    registry: "PortalRegistry",
    session: Session,
    site: Site,
    row: SiteRow,
    feature: str,
    *,
    on: bool,
    close: bool,
    by: str,
) -> str:
    template = session.scalar(sa.select(TemplateRow.decl).where(TemplateRow.code == row.template)) or {}
    present: dict[str, bool] = {}
    for layer in (template, row.own, row.overlay):
        present.update(switches(layer))
    closing = session.get(ClosingRow, (site.id, feature))
    if present.get(feature, False) == on and (closing is None or (not on and close)):
        return "unchanged" if closing is None else "closing"
    if not on:
        business = open_business(registry, session, site, feature)
        if business and not close:
            raise BusinessIsOpen(site.code, feature, business)
        if business and closing is not None:
            return "closing"
        if business:
            session.add(ClosingRow(site_id=site.id, feature=feature, since=datetime.now(UTC)))
            _changed(session, row)
            # Business may have ended beside this transaction: the feature's own tag makes ClosingWatch look.
            move(session, f"site/{site.id}/{feature}")
            return "closing"
    if closing is not None:
        session.delete(closing)
    below: dict[str, bool] = {}
    for layer in (template, row.own):
        below.update(switches(layer))
    row.overlay = _switched(row.overlay, feature, on=on, inherited=below.get(feature, False), by=by)
    _changed(session, row)
    implementation = registry.hooks.of("menhu_feature_switched", feature)
    if implementation is not None:
        registry.hooks.demand(
            "menhu_feature_switched", implementation, session=session, site=site, feature=feature, on=on
        )
    return "on" if on else "off"


def _switched(
    overlay: dict[str, Any] | None, feature: str, *, on: bool, inherited: bool, by: str
) -> dict[str, Any] | None:
    """The overlay with a feature switched; what the files say already is not said again."""
    changed = {
        key: dict(value) if isinstance(value, dict) else value for key, value in (overlay or {}).items()
    }
    features, origins = changed.setdefault("features", {}), changed.setdefault("origins", {})
    kept = features.get(feature)
    if on == inherited and not (isinstance(kept, dict) and on):
        features.pop(feature, None)
        origins.pop(f"features.{feature}", None)
    elif not (isinstance(kept, dict) and on):
        features[feature] = on
        origins[f"features.{feature}"] = by
    return {key: value for key, value in changed.items() if value} or None


def _changed(session: Session, row: SiteRow) -> None:
    session.flush()
    restructure(session, row)
    row.version += 1
    session.flush()
    move(session, f"site/{row.id}", "cluster/sites")


def close_if_done(registry: "PortalRegistry", site: Site, feature: str) -> bool:
    """Switch a closing feature off if nothing of it is open any more; answers whether it did."""
    with registry.sessions.for_site(site, immediate=True) as session:
        row = session.scalars(sa.select(SiteRow).where(SiteRow.id == site.id).with_for_update()).one()
        if session.get(ClosingRow, (site.id, feature)) is None:
            return False
        if open_business(registry, session, site, feature):
            return False
        _switch(registry, session, site, row, feature, on=False, close=False, by="closed by itself")
        session.commit()
    return True


def create_site(
    registry: "PortalRegistry",
    code: str,
    *,
    template: str,
    name: str,
    hosts: Iterable[str],
    prefix: str | None = None,
    state: str = "running",
    by: str = "menhu site create",
) -> int:
    """Create a site from a template; it answers at once.

    Arguments:
        code: lower-case letters, digits and hyphens, 1 to 40 characters, unique.
        template: the code of an applied site template.
        name: what the site is called.
        hosts: host names, the primary one first.
        prefix: path prefix on the main site's hosts (``/bm/code/``), or None.

    Returns:
        The new site's id.

    Raises:
        ClusterChangeError: if anything is malformed, unknown or taken.
    """
    names = tuple(dict.fromkeys(host.lower().rstrip(".") for host in hosts))
    with registry.sessions.unscoped(immediate=True) as session:
        cluster = session.scalar(sa.select(ClusterRow.decl)) or {}
        _check_new(code, name, names, prefix, state, tuple(cluster.get("path_prefixes") or ()))
        declared = session.scalar(sa.select(TemplateRow).where(TemplateRow.code == template))
        if declared is None:
            known = ", ".join(session.scalars(sa.select(TemplateRow.code).order_by(TemplateRow.code)))
            raise ClusterChangeError(
                f"there is no site template {template!r}. "
                + (f"Known are: {known}." if known else "Apply a cluster first: `menhu cluster apply DIR`.")
            )
        if session.scalar(sa.select(SiteRow.id).where(SiteRow.code == code)) is not None:
            raise ClusterChangeError(
                f"the code {code!r} is taken. Choose another; `menhu site list` shows all."
            )
        for host in names:
            taken = session.scalar(
                sa.select(SiteRow.code)
                .join(HostRow, HostRow.site_id == SiteRow.id)
                .where(HostRow.host == host)
            )
            if taken is not None:
                raise ClusterChangeError(f"the host {host} belongs to the site {taken}. Choose another.")
        if prefix and session.scalar(sa.select(SiteRow.id).where(SiteRow.path_prefix == prefix)) is not None:
            raise ClusterChangeError(f"the path prefix {prefix} is taken. Choose another.")
        kind = str(declared.decl.get("kind") or "special")
        position = (session.scalar(sa.select(sa.func.max(SiteRow.position))) or 0) + 1
        own = {"sponsor": name, "host": names[0] if names else None, "origins": {"": by}}
        row = SiteRow(
            code=code, kind=kind, template=template, state=state, path_prefix=prefix, name=name,
            position=position, own={k: v for k, v in own.items() if v}, overlay=None, version=1, structure_id=0,
        )  # fmt: skip
        with session.no_autoflush:
            restructure(session, row)
        session.add(row)
        session.flush()
        session.add_all(HostRow(host=host, site_id=row.id, position=n) for n, host in enumerate(names))
        session.flush()
        move(session, f"site/{row.id}", "cluster/sites")
        created = row.id
        session.commit()
    return created


def _check_new(
    code: str, name: str, hosts: tuple[str, ...], prefix: str | None, state: str, prefixes: tuple[str, ...]
) -> None:
    if not is_code(code):
        raise ClusterChangeError(
            f"the code {code!r} is malformed. Use lower-case letters, digits and hyphens, a letter first."
        )
    if not name.strip():
        raise ClusterChangeError("the name is empty. Give the site a name with --name.")
    if not hosts:
        raise ClusterChangeError("the site has no host. Give one with --host.")
    faults = [host_fault(host) for host in hosts]
    if prefix is not None:
        faults.append(prefix_fault(prefix, prefixes))
    for fault in faults:
        if fault is not None:
            raise ClusterChangeError(f"{fault[0]}. {fault[1]}")
    if state not in STATES:
        raise ClusterChangeError(f"there is no state {state!r}. States are: {', '.join(STATES)}.")


def set_state(
    registry: "PortalRegistry",
    code: str,
    state: str,
    *,
    successor: str | None = None,
    notice: str | None = None,
) -> None:
    """Change the state of a site.

    Arguments:
        state: one of ``STATES``.
        successor: absolute address of the site that takes over; required for ``moved``.
        notice: a sentence for visitors, shown as it is.

    Raises:
        ClusterChangeError: if the site or state is unknown, or ``moved`` has no successor.
    """
    site = find_site(registry, code)
    if state not in STATES:
        raise ClusterChangeError(f"there is no state {state!r}. States are: {', '.join(STATES)}.")
    if successor is not None and not re.fullmatch(r"https?://[^\s\"'<>\\]+", successor):
        raise ClusterChangeError(f"{successor!r} is no address. Write it like https://new.example.org/.")
    if state == "moved" and not (successor or site.successor):
        raise ClusterChangeError("a site that moved needs its new address: --successor https://…")
    with registry.sessions.unscoped(immediate=True) as session:
        row = session.scalars(sa.select(SiteRow).where(SiteRow.id == site.id).with_for_update()).one()
        row.state = state
        if successor is not None:
            row.successor = successor
        row.notice = notice
        row.version += 1
        session.flush()
        move(session, f"site/{row.id}", "cluster/sites")
        session.commit()
