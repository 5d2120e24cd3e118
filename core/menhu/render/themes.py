"""Themes: deployed packages of templates and assets; a site chooses one and sets its tokens."""

import hashlib
import importlib.metadata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml

from menhu.cluster.model import Structure
from menhu.cluster.settings import CoreSettings
from menhu.render.colour import ColourError, token_css
from menhu.web.static import StaticFiles

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest

ENTRY_POINTS = "menhu.themes"
FALLBACK = "portal"
SHEETS_KEPT = 4096


def digest_of(content: bytes) -> str:
    """What an address of generated content carries, so that it can be kept for ever."""
    return hashlib.blake2b(content, digest_size=6).hexdigest()


class ThemeDeclaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of ``theme.yaml``."""

    name: str
    title: str
    parent: str | None = None
    emblem: str = "emblem-portal"
    tokens: dict[str, str] = {}
    regions: dict[str, str] = {}


class Theme(msgspec.Struct, frozen=True):
    """A theme with its folder."""

    declaration: ThemeDeclaration
    folder: Path


def load_theme(folder: Path) -> Theme:
    """Read a theme's folder.

    Raises:
        ValueError: if ``theme.yaml`` is missing or wrong; the message names the file.
    """
    path = folder / "theme.yaml"
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Theme(msgspec.convert(raw, ThemeDeclaration), folder)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}. Correct the theme.") from error


def installed_themes(folders: Iterable[Path] = ()) -> tuple[dict[str, Theme], list[str]]:
    """The themes found by entry points and in the given folders, and what is wrong with others."""
    themes: dict[str, Theme] = {}
    problems: list[str] = []
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        try:
            module = entry.load()
            themes[entry.name] = load_theme(Path(module.__file__ or "").parent)
        except Exception as error:
            problems.append(f"theme {entry.name}: {error}")
    for folder in folders:
        try:
            theme = load_theme(folder)
            themes[theme.declaration.name] = theme
        except ValueError as error:
            problems.append(f"theme in {folder}: {error}")
    return themes, problems


class Themes:
    """The themes of this process and the assets that pages link.

    Arguments:
        themes: by name.
        static: where assets are registered; owner ``theme_<name>`` is added for each theme.
        owners: packages of templates by owner, to check that an override overrides something.
        plugin_styles: plugins that bring ``static/<name>.css``.
    """

    def __init__(
        self,
        themes: Mapping[str, Theme],
        static: StaticFiles,
        owners: Mapping[str, Path],
        plugin_styles: tuple[str, ...] = (),
    ) -> None:
        self._themes = dict(themes)
        self._static = static
        self._plugin_styles = plugin_styles
        self._folders: dict[str, tuple[Path, ...]] = {}
        self._tokens: dict[tuple[str, str, str], str] = {}
        self._sheets: dict[tuple[Structure, str, CoreSettings], tuple[str, ...]] = {}
        self.problems: list[str] = []
        for name, theme in themes.items():
            static.register(f"theme_{name}", theme.folder / "static")
            self._check(name, theme, owners)

    def _check(self, name: str, theme: Theme, owners: Mapping[str, Path]) -> None:
        parent = theme.declaration.parent
        if parent is not None and parent not in self._themes:
            self.problems.append(
                f"theme {name}: its parent {parent!r} is not installed. Install or correct it."
            )
        root = theme.folder / "templates"
        for path in sorted(root.rglob("*.pt")):
            owner, _, file = path.relative_to(root).as_posix().partition("/")
            if owner in owners and not (owners[owner] / file).is_file():
                self.problems.append(
                    f"theme {name}: {owner}/{file} overrides nothing. Correct its name or remove it."
                )

    def chain(self, name: str) -> tuple[Theme, ...]:
        """The theme and its parents, itself first; the fallback theme if it is not installed."""
        found: list[Theme] = []
        current: str | None = name if name in self._themes else FALLBACK
        while current in self._themes and self._themes[current] not in found:
            found.append(self._themes[current])
            current = found[-1].declaration.parent
        return tuple(found)

    def names(self) -> frozenset[str]:
        """Names of the installed themes."""
        return frozenset(self._themes)

    def template_folders(self, name: str) -> tuple[Path, ...]:
        """Folders in which a theme's overrides lie, the nearest first."""
        folders = self._folders.get(name)
        if folders is None:
            folders = tuple(theme.folder / "templates" for theme in self.chain(name))
            self._folders[name] = folders
        return folders

    def asset(self, path: str, base: str = "") -> str:
        """The address of ``owner/path``; ``base`` is put before those of plugins, which sites gate."""
        owner, _, file = path.partition("/")
        shared = owner == "menhu" or owner.startswith("theme_")
        return ("" if shared else base) + self._static.asset_path(owner, file)

    def stylesheets(self, request: "PortalRequest") -> tuple[str, ...]:
        """Style sheets of a page: core, theme with its parents, plugins that are on, the site's tokens."""
        structure, base = request.site.structure, request.site_base()
        key = (structure, base, request.site.settings("core"))
        sheets = self._sheets.get(key)
        if sheets is None:
            if len(self._sheets) > SHEETS_KEPT:
                self._sheets.clear()
            sheets = self._sheets[key] = self._find_sheets(structure, base, key[2])
        return sheets

    def _find_sheets(self, structure: Structure, base: str, settings: CoreSettings) -> tuple[str, ...]:
        sheets = [self.asset("menhu/base.css")]
        for theme in reversed(self.chain(structure.theme)):
            if (theme.folder / "static" / "theme.css").is_file():
                sheets.append(self.asset(f"theme_{theme.declaration.name}/theme.css"))
        on = structure.features
        sheets += [self.asset(f"{name}/{name}.css", base) for name in self._plugin_styles if name in on]
        tokens = self.tokens(settings)
        if tokens:
            sheets.append(f"{base}/static/site/{digest_of(tokens.encode())}/tokens.css")
        return tuple(sheets)

    def scripts(self, request: "PortalRequest") -> tuple[str, ...]:
        """Scripts of a page; everything works without them."""
        del request
        return (self.asset("menhu/menhu.js"),)

    def emblem(self, request: "PortalRequest") -> str:
        """The emblem's address: the site's own, or the theme's."""
        chosen: str = request.site.settings("core").emblem
        if chosen.startswith(("/", "http://", "https://")):
            return chosen
        return self.asset(
            f"menhu/{chosen or self.chain(request.site.structure.theme)[0].declaration.emblem}.svg"
        )

    def colour_fault(self, settings: CoreSettings) -> str | None:
        """Why a site's own tokens cannot be used, with the remedy; None if they can."""
        try:
            token_css(settings.brand, settings.accent, settings.font)
        except ColourError as error:
            return str(error)
        return None

    def tokens(self, settings: CoreSettings) -> str:
        """The style sheet of a site's own tokens; empty if it sets none or they cannot be used."""
        key = (settings.brand, settings.accent, settings.font)
        css = self._tokens.get(key)
        if css is None:
            try:
                css = token_css(*key)
            except ColourError:
                css = ""
            self._tokens[key] = css
        return css
