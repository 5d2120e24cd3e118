"""Templates: found through the theme chain, compiled once per file, rendered with one set of names."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chameleon import PageTemplateFile
from markupsafe import Markup

from menhu.render.furniture import Furniture
from menhu.render.texts import Texts

if TYPE_CHECKING:
    from menhu.render.themes import Themes
    from menhu.web.request import PortalRequest

LAYOUT = "menhu:layout.pt"
MACROS = "menhu:macros.pt"


class TemplateMissing(LookupError):
    """No theme and no package has a template of that name."""


class Templates:
    """The compiled templates of this process.

    Arguments:
        owners: folder of each owner's templates (``menhu`` and every active plugin).
        themes: the themes, which say where overrides lie.
        texts: the messages.
        reload: read changed files again.
    """

    def __init__(
        self, owners: Mapping[str, Path], themes: "Themes", texts: Texts, *, reload: bool = False
    ) -> None:
        self._owners = dict(owners)
        self._themes = themes
        self._texts = texts
        self._reload = reload
        self._files: dict[Path, PageTemplateFile] = {}
        self._chosen: dict[tuple[str, str], PageTemplateFile] = {}
        self._lock = threading.Lock()

    def get(self, name: str, theme: str) -> PageTemplateFile:
        """The template ``owner:file.pt`` as that theme shows it.

        Raises:
            TemplateMissing: if there is none.
        """
        found = self._chosen.get((theme, name))
        if found is None:
            owner, _, file = name.partition(":")
            found = self._chosen[theme, name] = self._compiled(self._path(owner, file, theme), owner)
        return found

    def path(self, name: str, theme: str) -> Path:
        """The file that ``get`` would take.

        Raises:
            TemplateMissing: if there is none.
        """
        owner, _, file = name.partition(":")
        return self._path(owner, file, theme)

    def _path(self, owner: str, file: str, theme: str) -> Path:
        for folder in self._themes.template_folders(theme):
            candidate = folder / owner / file
            if candidate.is_file():
                return candidate
        root = self._owners.get(owner)
        if root is None or not (root / file).is_file():
            raise TemplateMissing(f"no template {owner}:{file}; looked in theme {theme!r} and in {root}")
        return root / file

    def _compiled(self, path: Path, owner: str) -> PageTemplateFile:
        with self._lock:
            template = self._files.get(path)
            if template is None:
                template = self._files[path] = PageTemplateFile(
                    str(path),
                    auto_reload=self._reload,
                    translate=self._translator(owner),
                    restricted_namespace=False,
                )
            return template

    def _translator(self, owner: str) -> Any:
        texts = self._texts

        def translate(
            msgid: Any,
            domain: str | None = None,
            mapping: Mapping[str, Any] | None = None,
            context: Any = None,  # noqa: ARG001 - Chameleon passes it
            target_language: str | None = None,
            default: str | None = None,  # noqa: ARG001 - Chameleon passes it
        ) -> Any:
            if not isinstance(msgid, str) or isinstance(msgid, Markup):
                return msgid
            text = " ".join(msgid.split()) if "\n" in msgid else msgid
            return texts.translate(text, domain or owner, target_language or "zh-Hans", mapping)

        return translate


class Renderer:
    """Renders templates for a request, with the names that docs/theming.md lists."""

    def __init__(self, templates: Templates, texts: Texts) -> None:
        self.templates = templates
        self.texts = texts

    def render(
        self,
        name: str,
        request: "PortalRequest",
        page: Any,
        *,
        furniture: Furniture | None = None,
        **more: Any,
    ) -> Markup:
        """Render ``owner:file.pt`` in the request's theme and language."""
        theme = request.site.structure.theme
        templates, registry = self.templates, request.registry
        owner = name.partition(":")[0]
        lang = request.lang

        def translated(message: str, **mapping: Any) -> str:
            return self.texts.translate(message, owner, lang, mapping)

        names = {
            "page": page,
            "site": request.site,
            "request": request,
            "lang": lang,
            "layout": templates.get(LAYOUT, theme),
            "macros": templates.get(MACROS, theme).macros,
            "furniture": furniture or Furniture(request, page),
            "slot": lambda slot: registry.slots.render(slot, request, page),
            "asset": registry.themes.asset,
            "date": registry.clock.text,
            "is_new": lambda moment: registry.is_new(request, moment),
            "_": translated,
            "target_language": lang,
            **more,
        }
        return Markup(templates.get(name, theme).render(**names))  # noqa: S704 - a template's output is HTML


class RendererFactory:
    """Pyramid's side: ``renderer="news:article.pt"`` in ``add_view``."""

    def __init__(self, info: Any) -> None:
        self.name: str = info.name

    def __call__(self, value: Any, system: Mapping[str, Any]) -> str:
        request = system["request"]
        return str(request.registry.renderer.render(self.name, request, value))
