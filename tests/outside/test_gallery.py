"""The gallery leaves nothing out: every view, template, macro and block is on the tour."""

from pathlib import Path

from gallery.build import Gallery
from gallery.tour import MACROS, WITHOUT_ANSWER, known_views

import menhu

CORE = Path(menhu.__file__).parent
LANGUAGES_OF = {"portal": ("zh-Hans", "en"), "department": ("zh-Hans", "en")}


def templates(gallery: Gallery) -> set[Path]:
    """Every template that a theme or package of this process has."""
    modules = gallery.kit.registry.plugins.modules.values()
    folders = [CORE, *(Path(module.__file__).parent for module in modules)]
    return {path.resolve() for folder in folders for path in folder.rglob("templates/**/*.pt")}


def test_every_view_answers(gallery: Gallery) -> None:
    answered = {view for visit in gallery.visits for view in visit.views}
    silent = [view for view in known_views(gallery.kit.registry) if view not in answered]
    assert [view.label for view in silent if view.name not in WITHOUT_ANSWER] == []
    assert {500, 503} <= {visit.status for visit in gallery.visits}


def test_every_template_is_rendered(gallery: Gallery) -> None:
    rendered = {path.resolve() for visit in gallery.visits for path in visit.templates}
    absent = [path for path in templates(gallery) - rendered if path.name != MACROS]
    assert [f"{path.parent.name}/{path.name} of {path.parents[2].name}" for path in sorted(absent)] == []


def test_every_macro_is_used(gallery: Gallery) -> None:
    known = set(gallery.kit.registry.templates.get(f"menhu:{MACROS}", "portal").macros.names)
    used = {name for visit in gallery.visits for name in visit.macros}
    assert known
    assert known - used == set()


def test_every_block_and_region_is_placed(gallery: Gallery) -> None:
    registry = gallery.kit.registry
    structures = [site.structure for site in registry.snapshots.current]
    placed = [(s.theme, block) for s in structures for blocks in s.blocks.values() for block in blocks]
    assert set(registry.blocks) == {block.type.name for _, block in placed}
    for theme in LANGUAGES_OF:
        regions = set(registry.themes.chain(theme)[0].declaration.regions)
        assert regions <= {block.region for name, block in placed if name == theme}


def test_both_themes_show_the_same_in_both_languages(gallery: Gallery) -> None:
    shown = {
        (theme, lang): {view.label for visit in gallery.of(theme, lang) for view in visit.views}
        for theme, languages in LANGUAGES_OF.items()
        for lang in languages
    }
    assert shown["portal", "zh-Hans"] == shown["department", "zh-Hans"]
    assert shown["portal", "en"] == shown["department", "en"]
    chinese_only = shown["portal", "zh-Hans"] - shown["portal", "en"]
    raised_by_showcase = ("Forbidden", "HTTPException", "FeatureClosing")
    assert [
        v for v in chinese_only if "showcase" not in v and not any(word in v for word in raised_by_showcase)
    ] == []


def test_nothing_fails_that_is_not_meant_to(gallery: Gallery) -> None:
    meant = ("/absent", "/gjzs/", "//nobody.", "//b")
    bad = [
        visit
        for visit in gallery.visits
        if visit.status >= 400 and not any(word in visit.url for word in meant)
    ]
    assert {visit.site for visit in bad} <= {"opening", "pause", "gone", ""}
