"""Loading the snapshot from the database, and replacing it when something changed."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import msgspec
import sqlalchemy as sa

from menhu.cluster.layers import layers_of, malformed, site_info, translated
from menhu.cluster.model import Cluster, Site, SiteDetails, SiteWording, Structure, StructureData
from menhu.cluster.settings import CoreSettings, Settings, Unsuitable, resolve
from menhu.cluster.shape import shape
from menhu.data.models import ClusterRow, HostRow, SiteRow, StructureRow, TemplateRow
from menhu.plugins.declaration import Plugin
from menhu.render.blocks import BlockType

log = logging.getLogger(__name__)

DETAILS_KEPT = 4096
DEFAULT_TIMEZONE = "Asia/Shanghai"

_SITE = SiteRow.__table__.c
_SITES = sa.select(
    _SITE.id, _SITE.code, _SITE.kind, _SITE.state, _SITE.path_prefix, _SITE.structure_id,
    _SITE.version, _SITE.successor, _SITE.notice,
).order_by(_SITE.position, _SITE.id)  # fmt: skip
_HOSTS = sa.select(HostRow.__table__.c.site_id, HostRow.__table__.c.host).order_by(
    HostRow.__table__.c.site_id, HostRow.__table__.c.position
)


class Snapshots:
    """The present cluster, kept in step with the database.

    Readers take ``current`` once and work with it; a change swaps the reference.

    Arguments:
        engine: the database.
        plugins: the active plugins by name.
        blocks: the known kinds of block by name.
    """

    def __init__(
        self, engine: sa.Engine, plugins: Mapping[str, Plugin], blocks: Mapping[str, BlockType]
    ) -> None:
        self._engine = engine
        self._plugins = plugins
        self._blocks = blocks
        self._lock = threading.Lock()
        self._structures: dict[int, Structure] = {}
        self._details: OrderedDict[tuple[int, int, int], SiteDetails] = OrderedDict()
        self._generation = 0
        self._shared: tuple[dict[str, Any], dict[str, dict[str, Any]]] = ({}, {})
        self.unsuitable: dict[str, tuple[Unsuitable, ...]] = {}
        self.current = _empty()

    def load(self) -> Cluster:
        """Read everything anew.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: if the database cannot be read; the present cluster stays.
        """
        with self._lock, self._engine.connect() as connection:
            row = connection.execute(
                sa.select(ClusterRow.__table__.c.name, ClusterRow.__table__.c.decl)
            ).first()
            templates = connection.execute(
                sa.select(TemplateRow.__table__.c.code, TemplateRow.__table__.c.decl)
            ).all()
            self._shared = (dict(row.decl) if row else {}, {t.code: t.decl for t in templates})
            self._generation += 1
            self._structures = {}
            self._read_structures(connection, None)
            hosts: dict[int, list[str]] = {}
            for site_id, host in connection.execute(_HOSTS):
                hosts.setdefault(site_id, []).append(host)
            sites = [
                self._site(found, tuple(hosts.get(found.id, ()))) for found in connection.execute(_SITES)
            ]
            decl = self._shared[0]
            name = row.name if row else ""
            self.current = _cluster(
                name, str(decl.get("timezone") or DEFAULT_TIMEZONE), sites, decl.get("translations") or {}
            )
        return self.current

    def reload_sites(self, ids: Iterable[int]) -> Cluster:
        """Read some sites anew and leave the others as they are."""
        wanted = tuple(ids)
        with self._lock, self._engine.connect() as connection:
            rows = {row.id: row for row in connection.execute(_SITES.where(_SITE.id.in_(wanted)))}
            missing = {row.structure_id for row in rows.values()} - self._structures.keys()
            if missing:
                self._read_structures(connection, missing)
            hosts: dict[int, list[str]] = {}
            for site_id, host in connection.execute(_HOSTS.where(HostRow.__table__.c.site_id.in_(wanted))):
                hosts.setdefault(site_id, []).append(host)
            fresh = {key: self._site(row, tuple(hosts.get(key, ()))) for key, row in rows.items()}
            old = self.current
            sites = [
                fresh.pop(s.id) if s.id in fresh else s for s in old if s.id not in wanted or s.id in rows
            ]
            self.current = _cluster(old.name, old.timezone, [*sites, *fresh.values()], old.names)
        return self.current

    def _read_structures(self, connection: sa.Connection, ids: set[int] | None) -> None:
        table = StructureRow.__table__
        query = sa.select(table.c.id, table.c.data)
        if ids is not None:
            query = query.where(table.c.id.in_(ids))
        for key, data in connection.execute(query):
            self._structures[key] = self._shaped(key, data)

    def _shaped(self, key: int, data: Any) -> Structure:
        try:
            return shape(msgspec.convert(data, StructureData), self._plugins, self._blocks)
        except msgspec.ValidationError as error:
            log.error("the stored structure %s cannot be read: %s", key, error)
            problem = f"the stored structure {key} cannot be read ({error}). Apply the cluster's files again."
            return replace(
                shape(StructureData(features=()), self._plugins, self._blocks), problems=(problem,)
            )

    def _site(self, row: Any, hosts: tuple[str, ...]) -> Site:
        return Site(
            id=row.id,
            code=row.code,
            kind=row.kind,
            state=row.state,
            prefix=row.path_prefix,
            hosts=hosts,
            structure=self._structures[row.structure_id],
            version=row.version,
            successor=row.successor,
            notice=row.notice,
            _details=self._details_of,
        )

    def _details_of(self, site: Site) -> SiteDetails:
        key = (site.id, site.version, self._generation)
        found = self._details.get(key)
        if found is None:
            found = self._read_details(site)
            with self._lock:
                self._details[key] = found
                while len(self._details) > DETAILS_KEPT:
                    self._details.popitem(last=False)
        return found

    def _read_details(self, site: Site) -> SiteDetails:
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(_SITE.template, _SITE.name, _SITE.own, _SITE.overlay).where(_SITE.id == site.id)
            ).one()
        distribution, templates = self._shared
        layers = layers_of(distribution, templates.get(row.template, {}), row.own, row.overlay)
        resolved: dict[str, Settings] = {}
        faults = list(malformed({"site": row.own, "console": row.overlay or {}}))
        kinds: dict[str, type[Settings]] = {"core": CoreSettings}
        kinds |= {p.name: p.settings for p in self._plugins.values() if p.settings is not None}
        for feature, kind in kinds.items():
            resolved[feature], wrong = resolve(feature, kind, layers)
            faults += wrong
        if faults:
            self.unsuitable[site.code] = tuple(faults)
        else:
            self.unsuitable.pop(site.code, None)
        own = SiteWording(site.structure.default_language, site_info(row.name, row.own), resolved["core"])
        wordings = {
            tag: translated(own, tag, words) for tag, words in (row.own.get("translations") or {}).items()
        }
        return SiteDetails(own.info, MappingProxyType(resolved), own, wordings)


def _cluster(name: str, timezone: str, sites: list[Site], names: Mapping[str, str]) -> Cluster:
    return Cluster(
        name=name,
        timezone=timezone,
        by_id={site.id: site for site in sites},
        by_code={site.code: site for site in sites},
        by_host={host: site for site in sites for host in site.hosts},
        by_prefix={site.prefix: site for site in sites if site.prefix and site.prefix != "/"},
        main=next((site for site in sites if site.prefix == "/"), None),
        names=names,
    )


def _empty() -> Cluster:
    return _cluster("", DEFAULT_TIMEZONE, [], {})
