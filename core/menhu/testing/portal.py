"""A whole portal for tests: real migrations, real files of a cluster, the real application."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self

import yaml

from menhu.app import Application
from menhu.cluster.files import load_cluster
from menhu.cluster.model import Site
from menhu.cluster.reconcile import apply
from menhu.data.engine import make_engine
from menhu.data.migrate import upgrade
from menhu.deployment import Deployment
from menhu.plugins.registry import Registry
from menhu.units import units_of

if TYPE_CHECKING:
    from webtest import TestApp  # type: ignore[import-untyped]

BASE_DOMAIN = "portal.example"


@dataclass(frozen=True, kw_only=True)
class SiteSpec:
    """One site of a test cluster.

    Arguments:
        code: its code; the host is ``CODE.portal.example`` (the first site is the main one, ``www``).
        features: name → True, False or settings.
        columns: columns as in a template file; each feature gets one column of its own name if empty.
        languages: the default one first.
        home: blocks as in a template file.
        more: further keys of a site file.
    """

    code: str
    features: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Mapping[str, Any], ...] = ()
    languages: tuple[str, ...] = ("zh-Hans",)
    home: tuple[Mapping[str, Any], ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def write_cluster(folder: Path, sites: Iterable[SiteSpec], column_features: Iterable[str] = ()) -> Path:
    """Write the files of a small cluster: one template and one site for each spec.

    Arguments:
        folder: where to; made if it is not there.
        sites: the first one is the main portal.
        column_features: features that get a column of their own code where a spec lists no columns.
    """
    folder.mkdir(parents=True, exist_ok=True)
    able = tuple(column_features)
    templates, declared = [], []
    for number, spec in enumerate(sites):
        kind = "portal" if number == 0 else "department"
        columns = list(spec.columns) or [
            {
                "code": name.replace("_", "-"),
                "name": f"{name} of {spec.code}",
                "plugin": name,
                "column_type": "工作动态",
            }
            for name in spec.features
            if name in able
        ]
        template = {
            "code": f"t-{spec.code}", "title": spec.code, "kind": kind,
            "theme": "portal" if number == 0 else "department",
            "features": dict(spec.features), "columns": [dict(column) for column in columns],
            "home": [dict(block) for block in spec.home],
        }  # fmt: skip
        _write(folder / f"template-{spec.code}.yaml", template)
        templates.append(f"template-{spec.code}.yaml")
        host = f"{'www' if number == 0 else spec.code}.{BASE_DOMAIN}"
        declared.append(
            {
                "code": spec.code,
                "name": f"Site {spec.code}",
                "kind": kind,
                "template": f"t-{spec.code}",
                "host": host,
                "path_prefix": "/" if number == 0 else f"/bm/{spec.code}/",
                "sponsor": f"Sponsor of {spec.code}",
                "operator": f"Operator of {spec.code}",
                "site_id_code": f"99999900{number + 1:02d}",
                "languages": list(spec.languages),
                **spec.more,
            }
        )
    cluster = {
        "name": "Test cluster", "base_domain": BASE_DOMAIN, "path_prefixes": ["bm", "xq"],
        "templates": templates, "sites": declared,
    }  # fmt: skip
    _write(folder / "cluster.yaml", cluster)
    return folder


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False), encoding="utf-8")


class PortalKit:
    """A portal with exactly the plugins named.

    Arguments:
        folder: an empty folder for everything that it writes.
        sites: the sites, the first one being the main portal; or a folder with the files of a cluster.
        modules: plugin modules by name; installed plugins are not looked for unless ``installed`` names them.
        installed: names of installed plugins to activate.
        database: an SQLAlchemy address; SQLite in the folder if empty.
        strict: raise faults of plugins and untranslated messages.
        options: further fields of ``Deployment``.
    """

    def __init__(
        self,
        folder: Path,
        sites: Iterable[SiteSpec] | Path,
        modules: Mapping[str, ModuleType] | None = None,
        *,
        installed: Iterable[str] = (),
        database: str = "",
        strict: bool = True,
        page_cache_mb: int = 0,
        **options: Any,
    ) -> None:
        var = folder / "var"
        var.mkdir(parents=True, exist_ok=True)
        modules = dict(modules or {})
        names = (*modules, *installed)
        self.deployment = Deployment(
            var=var,
            database=database or f"sqlite:///{var}/menhu.db",
            files=str(var / "files"),
            plugins=names,
            page_cache_mb=page_cache_mb,
            **options,
        )
        registry = Registry(names, modules, discover=bool(installed))
        if registry.quarantined and strict:
            raise AssertionError("; ".join(str(fault) for fault in registry.quarantined.values()))
        engine = make_engine(self.deployment.database)
        upgrade(engine, units_of(registry), lambda _: None)
        engine.dispose()
        self.application = Application(
            self.deployment, modules, discover=bool(installed), strict=strict, feed_seconds=0.05
        )
        try:
            able = [plugin.name for plugin in registry.plugins.values() if plugin.column is not None]
            source = sites if isinstance(sites, Path) else write_cluster(folder / "cluster", sites, able)
            self.apply(source)
        except BaseException:
            self.application.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.application.close()

    def apply(self, source: Path, **options: Any) -> None:
        """Apply the files of a cluster."""
        apply(self.registry, load_cluster(source), **options)

    @property
    def registry(self) -> Any:
        """The services of the application (``menhu.app.PortalRegistry``)."""
        return self.application.registry

    def site(self, code: str) -> Site:
        """A site of the present snapshot."""
        return self.registry.snapshots.current.by_code[code]  # type: ignore[no-any-return]

    def session(self, code: str) -> Any:
        """A session of a site; commit it yourself."""
        return self.registry.sessions.for_site(self.site(code), immediate=True)

    def web(self, code: str) -> "TestApp":
        """A browser of WebTest that visits a site on its own host."""
        from webtest import TestApp

        site = self.site(code)
        return TestApp(self.application, extra_environ={"HTTP_HOST": site.primary_host or ""})
