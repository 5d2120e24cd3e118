"""The present state of the cluster as declarations, what the console changed folded in."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.cluster.files import ClusterFiles
from menhu.cluster.schema import ClusterDecl, SiteDecl, TemplateDecl
from menhu.data.models import ClusterRow, HostRow, SiteRow, TemplateRow


def exported(session: Session) -> ClusterFiles:
    """Read the cluster, its templates and its sites.

    Raises:
        LookupError: if no cluster was applied yet.
    """
    row = session.get(ClusterRow, 1)
    if row is None:
        raise LookupError("there is no cluster to export. Apply one first: `menhu cluster apply DIR`.")
    hosts: dict[int, list[str]] = {}
    for host in session.scalars(sa.select(HostRow).order_by(HostRow.site_id, HostRow.position)):
        hosts.setdefault(host.site_id, []).append(host.host)
    templates = session.scalars(sa.select(TemplateRow).order_by(TemplateRow.code)).all()
    sites = session.scalars(sa.select(SiteRow).order_by(SiteRow.position, SiteRow.id)).all()
    return ClusterFiles(
        cluster=msgspec.convert(_plain(row.decl), ClusterDecl),
        templates=tuple(msgspec.convert(_plain(template.decl), TemplateDecl) for template in templates),
        sites=tuple(_site(site, hosts.get(site.id, [])) for site in sites),
        cluster_origins={},
        template_origins={template.code: {} for template in templates},
        site_origins={site.code: {} for site in sites},
        warnings=(),
    )


def _plain(declaration: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in declaration.items() if key != "origins"}


def _site(row: SiteRow, hosts: list[str]) -> SiteDecl:
    declared = _plain(row.own)
    overlay = _plain(row.overlay or {})
    features = dict(declared.get("features") or {})
    settings = {name: dict(values) for name, values in (declared.get("settings") or {}).items()}
    for name, value in (overlay.pop("features", None) or {}).items():
        below = features.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            value = {**below, **value}
        elif isinstance(below, dict):
            # Switching a feature off must not lose its settings.
            settings[name] = {**settings.get(name, {}), **below}
        features[name] = value
    for name, values in (overlay.pop("settings", None) or {}).items():
        settings[name] = {**settings.get(name, {}), **values}
    declared |= overlay
    declared |= {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "template": row.template,
        "state": row.state,
        "successor": row.successor,
        "notice": row.notice,
        "path_prefix": row.path_prefix,
        "host": hosts[0] if hosts else None,
        "aliases": hosts[1:],
        "features": features,
        "settings": settings,
    }
    return msgspec.convert(declared, SiteDecl)
