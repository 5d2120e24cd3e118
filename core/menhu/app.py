"""The application: the one list of what is wired, in order."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from pyramid.registry import Registry as PyramidRegistry

from menhu.boot import configure
from menhu.clock import Clock
from menhu.cluster.snapshot import Snapshots
from menhu.data.changes import ChangeFeed
from menhu.data.engine import make_engine
from menhu.data.files import FileStore
from menhu.data.session import SessionFactory
from menhu.deployment import Deployment, deployment_from
from menhu.features import ClosingWatch, Features
from menhu.plugins.calls import Hooks
from menhu.plugins.registry import Registry
from menhu.render.blocks import BlockType
from menhu.render.fragments import Fragments
from menhu.render.slots_rendering import Slots
from menhu.render.templates import Renderer, Templates
from menhu.render.texts import Texts
from menhu.render.themes import Themes
from menhu.units import ensure_current
from menhu.web.pagecache import PageCache
from menhu.web.portal import Portal
from menhu.web.request import PortalRequest
from menhu.web.static import StaticFiles
from menhu.web.versions import Versions

log = logging.getLogger(__name__)
Environ = dict[str, Any]


class PortalRegistry(PyramidRegistry):
    """Pyramid's registry with the services of this process as typed attributes."""

    deployment: Deployment
    plugins: Registry
    hooks: Hooks
    features: Features
    engine: sa.Engine
    sessions: SessionFactory
    files: FileStore
    snapshots: Snapshots
    versions: Versions
    fragments: Fragments
    texts: Texts
    static: StaticFiles
    themes: Themes
    templates: Templates
    renderer: Renderer
    slots: Slots
    blocks: Mapping[str, BlockType]
    clock: Clock

    def adopt(self, other: "PortalRegistry") -> "PortalRegistry":
        """Take over the services of another registry; its configuration stays behind."""
        own = vars(other)
        for name in PortalRegistry.__annotations__:
            if name in own:
                setattr(self, name, own[name])
        return self

    def is_new(self, request: PortalRequest, moment: Any) -> bool:
        """Whether something published at that moment counts as new on this site."""
        days: int = request.site.settings("core").new_days
        return bool((request.now - moment).total_seconds() < days * 86400)

    def health(self) -> dict[str, Any]:
        """What a load balancer and an operator need to know: ok, degraded or failing, and why."""
        problems = [f"plugin {name} is in quarantine" for name in sorted(self.plugins.quarantined)]
        problems += [f"{what} failed" for what in sorted(self.hooks.failures)]
        problems += self.themes.problems
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            return {"status": "failing", "problems": ["the database does not answer", *problems]}
        return {"status": "degraded" if problems else "ok", "problems": problems}


class Application:
    """The WSGI application of one process.

    Arguments:
        deployment: the installation.
        modules: plugin modules given directly by name, beside those found by entry points.
        discover: whether entry points are read.
        strict: raise faults of plugins and missing translations instead of going on without (tests).
        feed_seconds: how often the change feed looks.

    Raises:
        DatabaseMissing, DatabaseNewer, DatabaseLocked: if the database is not as the code needs it.
    """

    def __init__(
        self,
        deployment: Deployment,
        modules: Mapping[str, ModuleType] | None = None,
        *,
        discover: bool = True,
        strict: bool = False,
        feed_seconds: float = 0.2,
    ) -> None:
        registry = self.registry = PortalRegistry("menhu")
        registry.deployment = deployment
        registry.plugins = Registry(deployment.plugins, modules, discover=discover)
        registry.hooks = Hooks(registry.plugins, strict=strict)
        registry.versions = Versions()
        registry.fragments = Fragments(registry.versions, 4096 if deployment.fragments else 0)
        registry.texts = Texts(strict=strict)
        registry.static = StaticFiles(reload=deployment.reload_templates)
        registry.engine = make_engine(deployment.database)
        with ExitStack() as undo:
            undo.callback(registry.engine.dispose)
            ensure_current(registry.engine, registry.plugins)
            registry.sessions = SessionFactory(registry.engine)
            registry.files = FileStore(deployment.files)
            router, registry = configure(registry)
            self.registry = registry
            registry.features = Features(registry)
            registry.snapshots = Snapshots(registry.engine, registry.plugins.plugins, registry.blocks)
            self.closing = ClosingWatch(registry)
            # The feed stands at the present before the first read, so that no change falls in between.
            self.feed = ChangeFeed(
                registry.engine, on_change=self._changed, on_reset=self._reset, interval=feed_seconds
            )
            undo.callback(self.feed.stop)
            registry.clock = Clock(registry.snapshots.load().timezone)
            undo.pop_all()
        self._scheme = deployment.scheme
        self.portal = Portal(router, registry)
        self.cache = PageCache(
            self.portal, registry.versions, deployment.page_cache_mb << 20, known_query=("page", "part")
        )
        self.wsgi: Callable[..., Iterable[bytes]] = self.cache if deployment.page_cache_mb else self.portal

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self._scheme:
            environ["wsgi.url_scheme"] = self._scheme
        return self.wsgi(environ, start_response)

    def start(self) -> "Application":
        """Begin to follow changes made by other processes."""
        self.feed.start()
        return self

    def close(self) -> None:
        """Stop following changes and let go of the database."""
        self.feed.stop()
        self.registry.engine.dispose()

    def _changed(self, tags: frozenset[str]) -> None:
        """Somebody committed: first the snapshot, then the caches, so that nothing is built from the old one."""
        registry = self.registry
        sites = {int(tag[5:]) for tag in tags if tag.startswith("site/") and tag[5:].isdecimal()}
        if "cluster" in tags:
            registry.clock = Clock(registry.snapshots.load().timezone)
        elif sites:
            registry.snapshots.reload_sites(sites)
        registry.versions.moved(tags)
        self.closing.look(tags)

    def _reset(self) -> None:
        """Changes may have been missed: everything is read anew."""
        self.registry.snapshots.load()
        self.registry.versions.reset()


def make_app(
    deployment: Deployment, modules: Mapping[str, ModuleType] | None = None, **options: Any
) -> Application:
    """Make the application of one process and follow changes. Options are those of ``Application``."""
    return Application(deployment, modules, **options).start()


def main(global_config: Mapping[str, str], **settings: str) -> Application:
    """Paste's application factory: ``use = egg:menhu`` in an .ini, for pserve and others."""
    file = global_config.get("__file__")
    return make_app(deployment_from(settings, Path(file).resolve() if file else None))
