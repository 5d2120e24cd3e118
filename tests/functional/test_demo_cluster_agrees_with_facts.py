"""The demo cluster says what the facts file says, for each of its 72 sites."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

import menhu
from menhu.cluster.codes import RESERVED_CODES
from menhu.cluster.files import ClusterFiles, ColumnDecl, SiteDecl, TemplateDecl, load_cluster
from menhu.cluster.settings import CoreSettings
from menhu.render.core_blocks import CORE_BLOCKS
from menhu_news.blocks import BLOCKS

FOLDER = Path(__file__).parents[2] / "sites" / "shijiazhuang"
ICONS = Path(menhu.__file__).parent / "render" / "static" / "icons.svg"
SITE_FIELDS = (
    "name", "full_name", "kind", "org_type", "template", "host", "path_prefix", "site_id_code",
    "division_code", "sponsor", "operator",
)  # fmt: skip
COLUMN_FIELDS = ("code", "name", "column_type", "plugin", "freshness", "source", "language")


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "facts.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def files() -> ClusterFiles:
    return load_cluster(FOLDER, {"core": CoreSettings})


def template_of(files: ClusterFiles, site: SiteDecl) -> TemplateDecl:
    return next(template for template in files.templates if template.code == site.template)


def declared(columns: Iterable[ColumnDecl]) -> list[dict[str, Any]]:
    return [
        {name: getattr(column, name) for name in COLUMN_FIELDS}
        | {"group": column.kind == "group", "children": declared(column.children)}
        for column in columns
    ]


def expected(columns: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: column.get(name) for name in COLUMN_FIELDS}
        | {"group": column.get("kind") == "group", "children": expected(column.get("children", ()))}
        for column in columns
    ]


def test_it_loads_without_a_warning(files: ClusterFiles) -> None:
    assert files.warnings == ()


def test_the_cluster_agrees(files: ClusterFiles, facts: dict[str, Any]) -> None:
    cluster = facts["cluster"]
    assert files.cluster.name == cluster["name"]
    assert files.cluster.base_domain == cluster["base_domain"]
    assert files.cluster.timezone == cluster["timezone"]
    assert files.cluster.default_language == cluster["default_language"]
    assert set(files.cluster.path_prefixes) <= set(facts["rules"]["reserved_codes"])
    counts = Counter(site.kind for site in files.sites)
    assert counts == {"portal": 1, "department": 60, "county": 11}


def test_the_sites_agree(files: ClusterFiles, facts: dict[str, Any]) -> None:
    assert [site.code for site in files.sites] == [site["code"] for site in facts["sites"]]
    for site, fact in zip(files.sites, facts["sites"], strict=True):
        for name in SITE_FIELDS:
            assert (getattr(site, name) or None) == fact.get(name), (site.code, name)
        assert list(site.aliases) == fact.get("aliases", []), site.code
        assert list(site.languages) == fact["languages"], site.code
        assert list(site.names_in_2005) == fact.get("names_in_2005", []), site.code


def test_the_features_agree(files: ClusterFiles, facts: dict[str, Any]) -> None:
    for site, fact in zip(files.sites, facts["sites"], strict=True):
        switches = {**template_of(files, site).features, **site.features}
        on = {name for name, value in switches.items() if value is not False}
        assert on == set(fact["plugins"]), site.code


@pytest.mark.parametrize("code", ["main", "department", "county"])
def test_the_columns_and_roles_of_a_template_agree(
    files: ClusterFiles, facts: dict[str, Any], code: str
) -> None:
    template = next(template for template in files.templates if template.code == code)
    assert declared(template.columns) == expected(facts["templates"][code]["columns"])
    roles = [{"code": role.code, "name": role.name, "scope": role.scope} for role in template.roles]
    assert roles == facts["roles"]


def test_no_site_changes_the_columns_of_its_template(files: ClusterFiles) -> None:
    assert not any(site.columns or site.add_columns for site in files.sites)


def test_the_reserved_codes_are_those_of_the_facts(facts: dict[str, Any]) -> None:
    assert RESERVED_CODES - set(facts["rules"]["reserved_codes"]) == {"sitemap", "find-error"}
    assert set(facts["rules"]["reserved_codes"]) <= RESERVED_CODES


def test_every_site_says_who_it_is_in_words_of_its_own(files: ClusterFiles) -> None:
    cores = {site.code: site.settings["core"] for site in files.sites}
    slogans = [core["slogan"] for core in cores.values()]
    assert len(set(slogans)) == 72
    assert all(slogan.endswith("。") and 15 <= len(slogan) <= 60 for slogan in slogans)
    assert all(core["phone"].startswith("0311-000000") for core in cores.values())
    assert all("演示" in core["address"] for core in cores.values())
    names = [site.short_name for site in files.sites if site.kind != "portal"]
    assert len(set(names)) == 71


def test_colours_tell_sites_apart_and_can_be_read_on_white(files: ClusterFiles) -> None:
    colours = {
        site.code: {**template_of(files, site).settings.get("core", {}), **site.settings["core"]}
        for site in files.sites
    }
    for code, core in colours.items():
        for key in {"brand", "accent"} & core.keys():
            assert contrast_with_white(core[key]) >= 5.5, (code, key)
    counties = {colours[site.code]["brand"] for site in files.sites if site.kind == "county"}
    departments = Counter(colours[site.code]["brand"] for site in files.sites if site.kind == "department")
    assert len(counties) == 11
    assert len(departments) == 9
    assert max(departments.values()) <= 15
    for one, other in itertools.combinations(counties, 2):
        assert sum(abs(a - b) for a, b in zip(rgb(one), rgb(other), strict=True)) >= 30, (one, other)


def test_every_file_agrees_with_the_schema_that_it_names() -> None:
    paths = [
        FOLDER / "cluster.yaml",
        *(FOLDER / "sites").glob("*.yaml"),
        *(FOLDER / "../templates").glob("*.yaml"),
    ]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        schema = text.partition("$schema=")[2].partition("\n")[0]
        jsonschema.validate(
            yaml.safe_load(text), json.loads((path.parent / schema).read_text(encoding="utf-8"))
        )
    assert len(paths) == 10


def test_blocks_of_the_core_and_of_news_can_be_built_as_declared(files: ClusterFiles) -> None:
    kinds = {kind.name: kind for kind in (*CORE_BLOCKS, *BLOCKS)}
    checked = 0
    for template in files.templates:
        for block in template.home:
            if block.block.startswith(("core.", "news.")):
                assert msgspec.convert(block.settings, kinds[block.block].settings), block
                checked += 1
    assert checked >= 25


def test_first_screens_need_no_feature_that_is_not_there_yet(files: ClusterFiles) -> None:
    portal = {"lead", "beside", "services", "columns", "directory"}
    needed = {"portal": portal, "department": {"main", "aside", "services"}}
    for template in files.templates:
        there = [block for block in template.home if block.block.startswith(("core.", "news."))]
        assert needed[template.theme] <= {block.region for block in there}, template.code


def test_links_use_icons_that_are_there(files: ClusterFiles) -> None:
    drawn = set(re.findall(r'id="([a-z-]+)"', ICONS.read_text(encoding="utf-8")))
    used = {
        link["icon"]
        for template in files.templates
        for block in template.home
        for link in block.settings.get("links", ())
    }
    assert used
    assert used <= drawn


def rgb(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    parts = [part / 255 for part in rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
