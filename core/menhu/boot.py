"""Boot: configure Pyramid with the core and all active plugins; a plugin at fault is put in quarantine."""

import logging
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyramid.httpexceptions as http
from pyramid.config import Configurator
from pyramid.exceptions import PredicateMismatch
from pyramid.response import Response
from pyramid.tweens import EXCVIEW
from pyramid.viewderivers import INGRESS

from menhu.data.errors import FeatureClosing
from menhu.media import media
from menhu.plugins.audit import audit
from menhu.plugins.gate import gate_for
from menhu.render.slots import SlotItem, arrange
from menhu.render.slots_rendering import Slots, slot_items
from menhu.render.templates import Renderer, RendererFactory, Templates
from menhu.render.themes import Themes, installed_themes
from menhu.web import views
from menhu.web.homepage import block_types, blocks_of, home
from menhu.web.request import PortalRequest, writes
from menhu.web.resources import (
    ColumnResource,
    GroupResource,
    HomeColumnResource,
    LeadingColumnResource,
    RecordResource,
    SiteRoot,
)
from menhu.web.sitemapxml import site_map_xml

if TYPE_CHECKING:
    from menhu.app import PortalRegistry

log = logging.getLogger(__name__)
GET = ("GET", "HEAD")
CORE = Path(str(files("menhu")))


Router = Callable[..., Iterable[bytes]]


def configure(registry: "PortalRegistry") -> "tuple[Router, PortalRegistry]":
    """Wire everything that depends on plugins, and make the router.

    A plugin that fails is put in quarantine and all is done again without it.

    Raises:
        Exception: if it fails without any plugin being at fault.
    """
    while True:
        try:
            router, configured = _wire(registry)
        except PluginFault as fault:
            registry.plugins.quarantine(fault.plugin, fault.reason, fault.remedy)
            registry.hooks.forget()
            continue
        registry.plugins.freeze()
        return router, configured


class PluginFault(Exception):
    """A plugin stopped the boot."""

    def __init__(self, plugin: str, reason: str, remedy: str) -> None:
        super().__init__(f"{plugin}: {reason}. {remedy}")
        self.plugin, self.reason, self.remedy = plugin, reason, remedy


def package_folder(registry: "PortalRegistry", name: str) -> Path:
    """The folder of an active plugin's package."""
    return Path(registry.plugins.modules[name].__file__ or "").parent


def _wire(registry: "PortalRegistry") -> "tuple[Router, PortalRegistry]":
    folders = {name: package_folder(registry, name) for name in registry.plugins.active}
    registry.texts.load("menhu", CORE / "locale")
    for name, folder in folders.items():
        _blame(name, "its messages cannot be read", registry.texts.load, name, folder / "locale")
    registry.static.register("menhu", CORE / "render" / "static")
    for name, folder in folders.items():
        if (folder / "static").is_dir():
            registry.static.register(name, folder / "static")
    owners = {"menhu": CORE / "render" / "templates"} | {n: f / "templates" for n, f in folders.items()}
    themes, problems = installed_themes(registry.deployment.themes)
    styles = tuple(name for name, folder in folders.items() if (folder / "static" / f"{name}.css").is_file())
    registry.themes = Themes(themes, registry.static, owners, styles)
    registry.themes.problems += problems
    registry.templates = Templates(
        owners, registry.themes, registry.texts, reload=registry.deployment.reload_templates
    )
    registry.renderer = Renderer(registry.templates, registry.texts)
    _try_declarations(registry)
    registry.slots = Slots(registry.hooks, debug=registry.deployment.debug_slots)
    registry.blocks = block_types(registry.hooks)
    try:
        return _router(registry, registry.plugins.active)
    except PluginFault:
        raise
    except Exception as error:
        raise _culprit(registry, error) from error


def _blame(plugin: str, what: str, act: Callable[..., Any], *given: Any) -> Any:
    try:
        return act(*given)
    except Exception as error:
        raise PluginFault(plugin, f"{what}: {error}", "Mend the plugin.") from error


def _try_declarations(registry: "PortalRegistry") -> None:
    """Collect blocks and slot items plugin by plugin first, so that a fault has a name."""
    hooks, items = registry.hooks, list[SlotItem]()
    for implementation in hooks.all("menhu_blocks"):
        _blame(implementation.plugin, "menhu_blocks is wrong", blocks_of, hooks, implementation)
    for implementation in hooks.all("menhu_slots"):
        name = implementation.plugin
        items += _blame(name, "menhu_slots is wrong", slot_items, hooks, implementation)
        _blame(name, "its slot items cannot be ordered", arrange, items)


def _culprit(registry: "PortalRegistry", error: Exception) -> Exception:
    """Which plugin made the configuration fail: the first that fails alone, else the last of the order."""
    for name in registry.plugins.active:
        needed = {name, *registry.plugins.plugins[name].requires}
        try:
            _router(registry, tuple(n for n in registry.plugins.active if n in needed))
        except PluginFault as fault:
            return fault
        except Exception as alone:
            return PluginFault(name, f"its configuration fails: {_last_line(alone)}", "Mend the plugin.")
    chosen: tuple[str, ...] = ()
    for name in registry.plugins.active:
        try:
            _router(registry, (*chosen, name))
        except Exception as together:
            reason = f"its configuration conflicts with {', '.join(chosen)}: {_last_line(together)}"
            return PluginFault(name, reason, "Give the views different names or contexts.")
        chosen = (*chosen, name)
    return error


def _last_line(error: Exception) -> str:
    return " ".join(str(error).split())[:500] or type(error).__name__


def _router(services: "PortalRegistry", plugins: tuple[str, ...]) -> "tuple[Router, PortalRegistry]":
    registry = type(services)("menhu").adopt(services)
    config = Configurator(
        registry=registry,
        package="menhu",
        root_factory=SiteRoot,
        request_factory=PortalRequest,
    )
    config.setup_registry(
        settings={"tm.annotate_user": "false", "tm.activate_hook": writes},
        root_factory=SiteRoot,
        request_factory=PortalRequest,
        exceptionresponse_view=None,
    )
    config.add_renderer(".pt", RendererFactory)
    config.add_tween("pyramid_tm.tm_tween_factory", under=EXCVIEW)
    config.add_view_deriver(gate_for(registry.plugins), name="menhu_gate", under=INGRESS)
    config.add_view_deriver(_error_page, name="menhu_error_page", under="menhu_gate")
    config.add_view_deriver(_one_spelling, name="menhu_one_spelling")
    _core_views(config)
    for name in plugins:
        implementation = registry.hooks.of("menhu_configure", name)
        if implementation is not None:
            _blame(name, "menhu_configure fails", config.include, implementation.function)
    config.commit()
    faults = audit(config.introspector, registry.plugins)
    if faults:
        culprit = faults[0].plugin
        own = [fault for fault in faults if fault.plugin == culprit]
        what = " and ".join(fault.what for fault in own)
        remedy = " ".join(dict.fromkeys(fault.remedy for fault in own))
        if culprit is None:
            raise RuntimeError(f"an unknown package {what}. {remedy}")
        raise PluginFault(culprit, f"it {what}", remedy)
    return config.make_wsgi_app(), registry


def _error_page(view: Callable[[Any, Any], Response], info: Any) -> Callable[[Any, Any], Response]:
    """Error pages are made after the request's transaction was aborted; they read in one of their own."""
    if not info.exception_only:
        return view

    def answer(context: Any, request: Any) -> Response:
        request.__dict__["db"] = request.registry.sessions.for_site(request.site, tm=request.tm)
        request.tm.begin()
        try:
            return view(context, request)
        finally:
            request.tm.abort()

    return answer


def _one_spelling(view: Callable[[Any, Any], Response], info: Any) -> Callable[[Any, Any], Response]:
    """A view answers under one address: no further segments, no ``@@``, one spelling of the last slash.

    A view that reads the segments after its name is registered with ``subpath=True``.
    """
    if info.exception_only or info.options.get("subpath"):
        return view
    context = info.options.get("context")
    named = bool(info.options.get("name"))
    has_spelling = named or (
        isinstance(context, type) and issubclass(context, ColumnResource | RecordResource)
    )

    def answer(context: Any, request: Any) -> Response:
        if request.subpath or "/@@" in request.environ["PATH_INFO"]:
            raise PredicateMismatch("this view has one address, and this is another")
        redirect = views.canonical_slash(context, request, named=named) if has_spelling else None
        return redirect or view(context, request)

    return answer


_one_spelling.options = ("context", "name")  # type: ignore[attr-defined]


def _core_views(config: Configurator) -> None:
    config.add_view(home, context=SiteRoot, request_method=GET, renderer="menhu:home.pt")
    config.add_view(views.group, context=GroupResource, request_method=GET, renderer="menhu:group.pt")
    config.add_view(views.home_column, context=HomeColumnResource, request_method=GET)
    config.add_view(views.leading_column, context=LeadingColumnResource, request_method=GET)
    config.add_view(views.feed, context=ColumnResource, name="feed.atom", request_method=GET)
    config.add_view(
        views.site_map, context=SiteRoot, name="sitemap", request_method=GET, renderer="menhu:sitemap.pt"
    )
    config.add_view(
        views.find_error, context=SiteRoot, name="find-error", request_method=GET, renderer="menhu:notice.pt"
    )
    config.add_view(site_map_xml, context=SiteRoot, name="sitemap.xml", request_method=GET)
    config.add_view(views.robots, context=SiteRoot, name="robots.txt", request_method=GET)
    config.add_view(media, context=SiteRoot, name="media", request_method=GET, subpath=True)
    config.add_notfound_view(views.not_found, renderer="menhu:notice.pt")
    config.add_forbidden_view(views.forbidden, renderer="menhu:notice.pt")
    config.add_exception_view(views.not_found, context=FeatureClosing, renderer="menhu:notice.pt")
    config.add_exception_view(views.http_answer, context=http.HTTPException)
