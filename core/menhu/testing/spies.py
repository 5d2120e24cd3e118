"""Who answers: views of a plugin, its hooks and templates, watched from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pyramid.interfaces import IMultiView, ISecuredView, IView
from pyramid.viewderivers import preserve_view_attrs

from menhu.plugins.calls import RESULTS


class PluginView(NamedTuple):
    """A view that Pyramid's introspector knows."""

    label: str
    name: str
    methods: tuple[str, ...]
    derived: Any


def plugin_views(registry: Any, plugin: str) -> tuple[PluginView, ...]:
    """The views that a plugin registered, as the introspector knows them.

    Arguments:
        registry: ``menhu.app.PortalRegistry`` after boot.
        plugin: the plugin's name.
    """
    root = Path(registry.plugins.modules[plugin].__file__ or "").parent
    found = []
    for entry in registry.introspector.get_category("views") or ():
        view = entry["introspectable"]
        if not Path(view.action_info.file).is_relative_to(root):
            continue
        methods = view["request_methods"] or ("GET",)
        methods = (methods,) if isinstance(methods, str) else tuple(methods)
        function, context = view["callable"], view["context"]
        label = (
            f"{function.__module__}.{getattr(function, '__qualname__', function)} "
            f"(context {getattr(context, '__name__', context)}, name {view['name']!r}, {'/'.join(methods)})"
        )
        found.append(PluginView(label, view["name"], methods, view["derived_callable"]))
    return tuple(found)


class Spies:
    """Notes whatever of a plugin runs, from ``watching()`` on.

    ``seen`` are sentences such as ``its hook menhu_sitemap ran``; ``answered`` the views that gave an
    answer, with its status, since the last ``clear()``.
    """

    def __init__(self, registry: Any, plugin: str) -> None:
        self.registry = registry
        self.plugin = plugin
        self.views = plugin_views(registry, plugin)
        self.seen: list[str] = []
        self.hooks: set[str] = set()
        self.answered: list[PluginView] = []
        self._undo: list[Callable[[], None]] = []

    def clear(self) -> None:
        """Forget what was noted."""
        self.seen.clear()
        self.answered.clear()

    @contextmanager
    def watching(self) -> Iterator["Spies"]:
        """Watch until the end of the block."""
        self._watch_views()
        self._watch_hooks()
        self._watch_templates()
        self._watch_blocks_and_slots()
        try:
            yield self
        finally:
            while self._undo:
                self._undo.pop()()

    def _watch_views(self) -> None:
        watched = {id(view.derived): (view, self._watched(view)) for view in self.views}
        registry = self.registry
        for known in list(registry.registeredAdapters()):
            if known.provided is IMultiView:
                self._watch_multiview(known.factory, watched)
            elif known.provided in (IView, ISecuredView) and id(known.factory) in watched:
                spy = watched[id(known.factory)][1]
                registry.registerAdapter(spy, known.required, known.provided, known.name, event=False)
        registry._clear_view_lookup_cache()

    def _watch_multiview(self, multiview: Any, watched: dict[int, tuple[PluginView, Any]]) -> None:
        for views in (multiview.views, *multiview.media_views.values()):
            for number, (order, view, phash) in enumerate(views):
                if id(view) in watched:
                    views[number] = (order, watched[id(view)][1], phash)

    def _watched(self, view: PluginView) -> Any:
        def spy(context: Any, request: Any) -> Any:
            response = view.derived(context, request)
            self.seen.append(f"its view {view.label} answered")
            self.answered.append(view)
            return response

        return preserve_view_attrs(view.derived, spy)

    def _watch_hooks(self) -> None:
        for hook in RESULTS:
            for impl in getattr(self.registry.plugins.manager.hook, hook).get_hookimpls():
                if impl.plugin_name == self.plugin:
                    self._replace(impl, "function", f"its hook {hook} ran", hook)
        self.registry.hooks.forget()
        self._undo.append(self.registry.hooks.forget)

    def _watch_templates(self) -> None:
        templates = self.registry.templates
        get = templates.get

        def spy(name: str, theme: str) -> Any:
            if name.partition(":")[0] == self.plugin:
                self.seen.append(f"its template {name} was rendered")
            return get(name, theme)

        templates.get = spy
        self._undo.append(lambda: delattr(templates, "get"))

    def _watch_blocks_and_slots(self) -> None:
        for block in self.registry.blocks.values():
            if block.name.startswith(f"{self.plugin}."):
                self._replace(block, "build", f"its block {block.name} was built", "menhu_blocks")
        for items in self.registry.slots._slots.values():
            for item in items:
                if item.name.startswith(f"{self.plugin}."):
                    self._replace(item, "render", f"its slot item {item.name} was rendered", "menhu_slots")

    def _replace(self, target: Any, attribute: str, sentence: str, hook: str) -> None:
        function = getattr(target, attribute)

        def spy(*arguments: Any, **given: Any) -> Any:
            self.seen.append(sentence)
            self.hooks.add(hook)
            return function(*arguments, **given)

        object.__setattr__(target, attribute, spy)
        self._undo.append(lambda: object.__setattr__(target, attribute, function))
