"""Declarations of a cluster: what is read, and what is refused with file, line and remedy."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from menhu.cluster.files import ClusterFiles, ClusterFilesError, load_cluster

CLUSTER = """\
name: 示范群
base_domain: demo.example
path_prefixes: [bm]
templates:
  - templates/main.yaml
  - templates/dept.yaml
sites:
  - sites/main.yaml
  - sites/edu.yaml
"""
MAIN_TEMPLATE = """\
code: main
title: 主站
kind: portal
theme: portal
features: {news: true}
columns:
  - {code: sy, name: 首页, column_type: 首页, plugin: core, kind: home}
  - {code: tzgg, name: 通知公告, column_type: 工作动态, plugin: news}
"""
DEPT_TEMPLATE = """\
code: dept
title: 部门站
kind: department
theme: department
features: {news: true, letters: {limit: 5}}
settings:
  core: {brand: "#123456"}
columns:
  - code: zwgk
    name: 公开
    column_type: 信息公开目录
    plugin: core
    kind: group
    children:
      - {code: gzdt, name: 工作动态, column_type: 工作动态, plugin: news, freshness: news}
  - {code: jzxx, name: 局长信箱, column_type: 咨询投诉, plugin: letters}
home:
  - region: main
    block: news.latest
    settings: {columns: [gzdt], count: 8}
roles:
  - {code: editor, name: 信息员, scope: column}
"""
MAIN_SITE = """\
code: main
name: 主站
kind: portal
template: main
host: www.demo.example
aliases: [demo.example]
path_prefix: /
languages: [zh-Hans, en]
"""
EDU_SITE = """\
code: edu
name: 教育局
kind: department
template: dept
host: edu.demo.example
path_prefix: /bm/edu/
site_id_code: '0999990001'
"""
Write = Callable[..., Path]
Refused = Callable[..., list[str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(**changed: str | None) -> Path:
        files = {
            "cluster.yaml": changed.get("cluster", CLUSTER),
            "templates/main.yaml": changed.get("main_template", MAIN_TEMPLATE),
            "templates/dept.yaml": changed.get("template", DEPT_TEMPLATE),
            "sites/main.yaml": changed.get("main", MAIN_SITE),
            "sites/edu.yaml": changed.get("site", EDU_SITE),
        }
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def refused(write: Write) -> Refused:
    """Write a cluster with changed files and give the problems that it is refused with."""

    def refused(types: dict[str, type[msgspec.Struct]] | None = None, **changed: str | None) -> list[str]:
        with pytest.raises(ClusterFilesError) as caught:
            load_cluster(write(**changed), types)
        assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
        assert all(problem.message and problem.remedy for problem in caught.value.problems)
        return [str(problem) for problem in caught.value.problems]

    return refused


def test_a_sound_folder_is_read_with_the_origin_of_every_value(write: Write) -> None:
    files = load_cluster(write())
    assert files.warnings == ()
    assert files.cluster.name == "示范群"
    assert files.cluster.timezone == "Asia/Shanghai"
    assert [template.code for template in files.templates] == ["main", "dept"]
    dept = files.templates[1]
    assert dept.features == {"news": True, "letters": {"limit": 5}}
    assert dept.columns[0].children[0].code == "gzdt"
    assert dept.home[0].settings == {"columns": ["gzdt"], "count": 8}
    assert [site.code for site in files.sites] == ["main", "edu"]
    assert files.sites[1].site_id_code == "0999990001"
    assert files.cluster_origins["base_domain"] == "cluster.yaml:2"
    assert not [path for path in files.cluster_origins if path.startswith(("sites", "templates"))]
    assert files.template_origins["dept"]["features.letters.limit"] == "templates/dept.yaml:5"
    assert files.template_origins["dept"]["settings.core"] == "templates/dept.yaml:7"
    assert files.template_origins["dept"]["columns[0].children[0].name"] == "templates/dept.yaml:15"
    assert files.site_origins["edu"]["site_id_code"] == "sites/edu.yaml:7"
    assert files.site_origins["edu"][""] == "sites/edu.yaml:1"


def test_sites_may_stand_in_the_cluster_in_lists_and_behind_patterns(write: Write) -> None:
    inline = CLUSTER.replace("  - sites/edu.yaml\n", "  - code: edu\n    name: 教育局\n") + (
        "    kind: department\n    template: dept\n    path_prefix: /bm/edu/\n  - 'more/*.yaml'\n"
    )
    folder = write(cluster=inline)
    (folder / "more").mkdir()
    for name, codes in (("b.yaml", "cd"), ("a.yaml", "ab")):
        items = [EDU_SITE.replace("edu", code).replace("0001'", f"000{ord(code)}'") for code in codes]
        text = "".join("- " + item.replace("\n", "\n  ").rstrip() + "\n" for item in items)
        (folder / "more" / name).write_text(text.replace("'09999900010", "'0999990"), encoding="utf-8")
    with pytest.raises(ClusterFilesError) as caught:
        load_cluster(folder)
    assert {problem.path for problem in caught.value.problems} == {"[0].site_id_code", "[1].site_id_code"}
    for path in (folder / "more").iterdir():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "site_id_code" not in line), encoding="utf-8")
    files = load_cluster(folder)
    assert [site.code for site in files.sites] == ["main", "edu", "a", "b", "c", "d"]
    assert files.site_origins["edu"]["name"] == "cluster.yaml:10"
    assert files.site_origins["d"]["code"] == "more/b.yaml:7"
    assert files.site_origins["d"]["host"] == "more/b.yaml:11"


def test_one_pattern_may_name_all_sites(write: Write) -> None:
    folder = write(cluster=CLUSTER.partition("sites:")[0] + "sites: sites/*.yaml\n")
    assert [site.code for site in load_cluster(folder).sites] == ["edu", "main"]


def test_clusters_beside_one_another_share_templates(tmp_path: Path, write: Write) -> None:
    folder = write()
    cluster = tmp_path / "city"
    (cluster / "sites").mkdir(parents=True)
    text = CLUSTER.replace("- templates/", "- ../templates/")
    (cluster / "cluster.yaml").write_text(text, encoding="utf-8")
    for name in ("main", "edu"):
        (cluster / "sites" / f"{name}.yaml").write_bytes((folder / "sites" / f"{name}.yaml").read_bytes())
    files = load_cluster(cluster)
    assert files.template_origins["dept"]["code"] == "../templates/dept.yaml:1"
    assert files == load_cluster(folder)


def test_all_problems_of_all_files_are_reported_at_once(refused: Refused) -> None:
    found = refused(
        cluster=CLUSTER.replace("demo.example", "DEMO.example"),
        template=DEPT_TEMPLATE.replace("theme: department", "theem: department"),
        main_template=MAIN_TEMPLATE.replace("code: tzgg", "code: feed"),
        main=MAIN_SITE.replace("name: 主站", "name: 12"),
        site=EDU_SITE + "plugins: [news]\n",
    )
    assert found == [
        "cluster.yaml:2: base_domain: `DEMO.example` has capital letters. Write `demo.example`.",
        "templates/main.yaml:8: columns[1].code: `feed` is reserved for the core's own addresses. "
        "Choose another code.",
        "templates/dept.yaml:1: the key `theme` is missing. Add `theme:`.",
        "templates/dept.yaml:4: theem: the key `theem` is not known. Did you mean `theme`?",
        'sites/main.yaml:2: name: `12` is read as a number, not as text. Quote it: "12".',
        found[-1],
    ]
    assert found[-1].startswith(
        "sites/edu.yaml:8: plugins: the key `plugins` is not known. Choose one of: add_c"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("state: runing", "sites/edu.yaml:8: state: `runing` is not known here. Did you mean `running`?"),
        ("state: moved", "sites/edu.yaml:8: state: a moved site needs its new address."),
        ("state: no", 'sites/edu.yaml:8: state: `no` is read as false, not as text. Quote it: "no".'),
        ("sponsor: yes", 'sponsor: `yes` is read as true, not as text. Quote it: "yes".'),
        ("division_code: 130121", "is read as a number, not as text. Quote it"),
        ("division_code: 0130121", "`0130121` is a number that can be misread. Quote it"),
        ("division_code: '13012'", "`13012` does not have the right form. Write six"),
        ("sponsor:", "sites/edu.yaml:8: sponsor: there is no value. Write text, or take the key out."),
        ("short_name: [a]", "short_name: a list stands where text is needed. Write text."),
        ("short_name: {a: b}", "short_name: a mapping stands where text is needed"),
        ("aliases: a.example", "aliases: `a.example` stands where a list is needed. Write a list."),
        (
            "aliases: [www.demo.example]",
            "aliases[0]: the host `www.demo.example` is taken (in sites/main.yaml:5)",
        ),
        (
            "aliases: [edu.demo.example]",
            "aliases[0]: the host `edu.demo.example` is taken (in sites/edu.yaml:5)",
        ),
        ("aliases: [Ä.example]", "aliases[0]: `Ä.example` is not in its IDNA form. Write `xn--4ca.example`."),
        ("features: {news: null}", "features.news: there is no value. Write `true` or `false` or a mapping"),
        ("features: {news: on it}", "features.news: `on it` stands where `true` or `false` or a mapping"),
        ("features: {News: true}", "features.News: `News` does not have the right form. Use 2 to 31"),
        ("features: [news]", "features: a list stands where a mapping is needed"),
        ("features: {core: true}", "features.core: `core` is no feature, it is always on."),
        (
            "features: {a1: {x: 1}}\nsettings: {a1: {x: 2}}",
            ":9: settings.a1.x: `x` is given under `features.a1`",
        ),
        ("columns: {gzdt: {nam: x}}", "columns.gzdt.nam: the key `nam` is not known. Did you mean `name`?"),
        (
            "columns: {gzdx: {name: x}}",
            "columns.gzdx: the template `dept` has no column `gzdx`. Did you mean `gzdt`?",
        ),
        ("languages: [zh-Hans, zh-Hans]", "languages[1]: `zh-Hans` stands twice."),
        ("languages: [chinese]", "languages[0]: `chinese` does not have the right form. Use a language tag"),
        ("theme: My Theme", "theme: `My Theme` does not have the right form"),
        ("badge_url: javascript:alert(1)", "badge_url: `javascript:alert(1)` does not have the right form"),
        ("home: [{region: a b, block: news.latest}]", "home[0].region: `a b` does not have the right form"),
        (
            "home: [{region: a, block: latest}]",
            "home[0].block: `latest` does not have the right form. Write `feature.b",
        ),
        (
            "home: [{region: a, block: n1.b, settings: {column: gzd}}]",
            "home[0].settings.column: there is no column `gzd`",
        ),
        (
            "home: [{region: a, block: n1.b, settings: {columns: [gzdt, x]}}]",
            "home[0].settings.columns[1]: there is no",
        ),
        (
            "home: [{region: a, block: core.columns, settings: {group: zwg}}]",
            "settings.group: there is no column `zwg`",
        ),
        (
            "home: [{region: a, block: core.links, settings: {links: [{column: jzx}]}}]",
            "home[0].settings.links[0].column: there is no column `jzx`. Did you mean `jzxx`?",
        ),
        (
            "home: [{region: a, block: n1.b, language: en}]",
            "home[0].language: `en` is not a language of the site.",
        ),
        (
            "add_columns: [{code: gzdt, name: x, column_type: 工作动态, plugin: news}]",
            "add_columns[0].code: the column code `gzdt` stands twice (first in templates/dept.yaml:15)",
        ),
        ("add_columns: [{code: bm, name: x, column_type: 工作动态, plugin: news}]", "`bm` is reserved"),
        (
            "add_columns: [{code: x, name: x, column_type: 动态, plugin: news}]",
            "add_columns[0].column_type: `动态`",
        ),
        (
            "add_columns: [{code: x, name: '', column_type: 首页, plugin: news}]",
            "name: the text is empty. Write 1",
        ),
        (
            "add_columns: [{code: x, name: x, column_type: 首页, plugin: core}]",
            "the core has no columns but groups",
        ),
        (
            "add_columns: [{code: x, name: x, column_type: 首页, plugin: core, kind: group}]",
            "add_columns[0].kind: the group `x` has no columns. Add `children`",
        ),
        (
            "add_columns: [{code: x, name: x, column_type: 首页, plugin: news, kind: group}]",
            "add_columns[0].kind: a column of `kind: group` belongs to the core, not to `news`.",
        ),
        (
            "add_columns: [{code: x, name: x, column_type: 首页, plugin: news, freshness: newz}]",
            "Did you mean `news`?",
        ),
        (
            "add_columns: [{code: x, name: x, column_type: 首页, plugin: news, language: en}]",
            "add_columns[0].language: `en` is not a language of the site.",
        ),
        (
            "add_columns: [{code: x, name: x, column_type: 首页, plugin: news, redirect: 'x y'}]",
            "redirect: `x y`",
        ),
    ],
)
def test_faults_of_a_site(refused: Refused, line: str, expected: str) -> None:
    found = refused(site=EDU_SITE + line + "\n")
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("code: edu", "code: Edu", "code: `Edu` does not have the right form. Use 1 to 40 lower-case"),
        (
            "code: edu",
            "code: main",
            "code: the site `main` stands twice (first in sites/main.yaml:1). Change one.",
        ),
        ("template: dept", "template: dep", "template: there is no template `dep`. Did you mean `dept`?"),
        ("kind: department", "kind: depart", "kind: `depart` is not known here. Did you mean `department`?"),
        ("kind: department", "kind: portal", "there is another portal (in sites/main.yaml:3)"),
        ("host: edu.demo.example\n", "aliases: [a.example]\n", "aliases: there are aliases but no host."),
        ("/bm/edu/", "/", "path_prefix: the path prefix `/` stands twice (first in sites/main.yaml:7)"),
        ("/bm/edu/", "/", "`/` is the main site's prefix, and `edu` is a `department`."),
        ("/bm/edu/", "/xq/edu/", "path_prefix: `xq` is not set aside for prefixes."),
        ("/bm/edu/", "/bm/edu", "path_prefix: `/bm/edu` is not a path prefix. Write it as `/bm/CODE/`"),
        (
            "'0999990001'",
            "0999990001",
            "site_id_code: `0999990001` is a number that can be misread. Quote it",
        ),
        ("'0999990001'", "9999990001", "`9999990001` is read as a number, not as text. Quote it"),
        ("'0999990001'", "'12'", "site_id_code: `12` does not have the right form. Write ten digits"),
    ],
)
def test_faults_in_what_a_site_is(refused: Refused, old: str, new: str, expected: str) -> None:
    changed = EDU_SITE.replace(old, new)
    found = refused(site=changed)
    assert any(expected in problem for problem in found), found


def test_a_site_needs_a_way(refused: Refused) -> None:
    lines = [line for line in EDU_SITE.splitlines() if not line.startswith(("host", "path_prefix"))]
    assert refused(site="\n".join(lines)) == [
        "sites/edu.yaml:1: no way leads to the site. Give it a `host` or a `path_prefix`."
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "code: gzdt",
            "code: jzxx",
            "templates/dept.yaml:16: columns[1].code: the column code `jzxx` stands twice",
        ),
        ("code: gzdt", "code: bm", "`bm` is reserved"),
        ("kind: group", "kind: home", "columns[0].children: the home page cannot have columns below it."),
        ("columns: [gzdt]", "columns: [gzdx]", "home[0].settings.columns[0]: there is no column `gzdx`."),
        ("scope: column", "scope: planet", "roles[0].scope: `planet` is not known here."),
        (
            "code: dept",
            "code: main",
            "code: the template `main` stands twice (first in templates/main.yaml:1)",
        ),
        ("plugin: letters}", "plugin: letters, language: en}", "`en` is not a language of the site"),
        ("letters: {limit: 5}", "core: {a: 1}", "`core` is no feature"),
    ],
)
def test_faults_of_a_template(refused: Refused, old: str, new: str, expected: str) -> None:
    found = refused(template=DEPT_TEMPLATE.replace(old, new))
    assert any(expected in problem for problem in found), found


def test_a_template_has_one_home_page_and_roles_of_different_codes(refused: Refused) -> None:
    second = "  - {code: home, name: 首页, column_type: 首页, plugin: core, kind: home}\n"
    roles = "roles:\n  - {code: a, name: A}\n  - {code: a, name: B}\n"
    found = refused(main_template=MAIN_TEMPLATE + second + roles)
    assert "columns[2].kind: there is another home page" in found[0]
    assert "roles[1].code: the role `a` stands twice (first in templates/main.yaml:11)" in found[1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("base_domain: demo.example\n", "", "cluster.yaml:1: the key `base_domain` is missing."),
        (
            "name: 示范群\n",
            "name: 示范群\ntimezone: Mars/Base\n",
            "timezone: `Mars/Base` is not a time zone.",
        ),
        ("[bm]", "[bm, api]", "path_prefixes[1]: `api` belongs to the core."),
        ("[bm]", "[bm, bm]", "path_prefixes[1]: `bm` stands twice."),
        ("[bm]", "[B]", "path_prefixes[0]: `B` does not have the right form."),
        (
            "- templates/dept.yaml",
            "- templates/dep.yaml",
            "templates[1]: there is no file `templates/dep.yaml`.",
        ),
        (
            "- templates/dept.yaml",
            "- templates/main.yaml",
            "templates[1]: `templates/main.yaml` is read already.",
        ),
        (
            "- templates/dept.yaml",
            "- /etc/passwd",
            "templates[1]: `/etc/passwd` leads out of the cluster's folder.",
        ),
        ("- templates/dept.yaml", "- ../x/dept.yaml", "templates[1]: `../x/dept.yaml` leads out"),
        (
            "- templates/dept.yaml",
            "- ../templates/../x.yaml",
            "templates[1]: `../templates/../x.yaml` leads out",
        ),
        ("- templates/dept.yaml", "- a\\..\\b.yaml", "templates[1]: `a\\..\\b.yaml` leads out"),
        ("- templates/dept.yaml", "- 7", "templates[1]: is not the name of a file."),
        ("- sites/edu.yaml", "- ../templates/edu.yaml", "sites[1]: `../templates/edu.yaml` leads out"),
        ("- sites/edu.yaml", "- sites/x*.yaml", "sites[1]: no file matches `sites/x*.yaml`."),
        ("- sites/edu.yaml", "- [a]", "sites[1]: is not the name of a file."),
    ],
)
def test_faults_of_the_cluster(refused: Refused, old: str, new: str, expected: str) -> None:
    found = refused(cluster=CLUSTER.replace(old, new))
    assert any(expected in problem for problem in found), found


def test_templates_and_sites_are_lists(refused: Refused) -> None:
    start = "name: a\nbase_domain: a.example\n"
    assert any("templates: is not a list" in p for p in refused(cluster=start + "templates: a\nsites: []\n"))
    assert any("sites: is not a list" in p for p in refused(cluster=start + "templates: []\nsites: 3\n"))
    assert refused(cluster=start + "templates: []\nsites: []\n") == [
        "cluster.yaml:4: sites: there is no main site. Declare one site of `kind: portal`."
    ]


def test_the_portal_is_the_main_site(refused: Refused) -> None:
    found = refused(main=MAIN_SITE.replace("path_prefix: /\n", ""))
    assert any("path_prefix: the portal is the main site. Write `path_prefix: /`." in p for p in found)


def test_a_link_that_leads_out_of_the_folder_is_refused(
    tmp_path: Path, write: Write, refused: Refused
) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text(EDU_SITE, encoding="utf-8")
    folder = write()
    (folder / "sites" / "edu.yaml").unlink()
    (folder / "sites" / "edu.yaml").symlink_to(outside)
    assert "leads out of the cluster's folder" in refused(site=None)[0]


def test_what_is_allowed_but_hardly_meant_is_a_warning(write: Write) -> None:
    unused = MAIN_TEMPLATE.replace("code: main", "code: spare").replace("plugin: news", "plugin: newz")
    folder = write(
        cluster=CLUSTER.replace("sites:\n", "  - templates/spare.yaml\nsites:\n"),
        main=MAIN_SITE.replace("template: main", "template: dept"),
        site=EDU_SITE + "successor: https://a.example/\nfeatures: {leters: false}\n"
        "home: [{region: a, block: leters.latest}]\n",
    )
    (folder / "templates" / "spare.yaml").write_text(unused, encoding="utf-8")
    found = [str(warning) for warning in load_cluster(folder).warnings]
    for expected in (
        "sites/main.yaml:3: kind: the site is a `portal`, its template is for `department`.",
        "sites/edu.yaml:8: successor: the successor has no effect while the site is `running`.",
        "features.leters: `leters` is off in the template `dept` already. Did you mean `letters`?",
        "templates/spare.yaml:1: code: no site uses this template.",
        "no site has the feature `newz`, the column is absent everywhere. Did you mean `news`?",
        "no site has the feature `leters`, the block is absent everywhere. Did you mean `letters`?",
    ):
        assert any(expected in warning for warning in found), (expected, found)


class LettersSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of an imagined feature."""

    limit: Annotated[int, Meta(ge=1, description="Working days until an answer.")] = 5
    boxes: tuple[str, ...] = ()


def test_settings_are_held_to_the_class_of_their_feature(refused: Refused, write: Write) -> None:
    types: dict[str, type[msgspec.Struct]] = {"letters": LettersSettings}
    assert isinstance(load_cluster(write(), types), ClusterFiles)
    found = refused(
        types,
        cluster=CLUSTER + "settings:\n  letters: {limits: 3}\n",
        template=DEPT_TEMPLATE.replace("limit: 5", "limit: soon"),
        site=EDU_SITE + "settings:\n  letters:\n    limit: 0\n    boxes: [a, 1]\n",
    )
    assert found == [
        "cluster.yaml:11: settings.letters.limits: `letters` has no setting `limits`. Did you mean `limit`?",
        "templates/dept.yaml:5: features.letters.limit: expected `int`, got `str`. "
        "Correct it. What it is for: Working days until an answer.",
        "sites/edu.yaml:10: settings.letters.limit: expected `int` >= 1. "
        "Correct it. What it is for: Working days until an answer.",
        "sites/edu.yaml:11: settings.letters.boxes[1]: expected `str`, got `int`. "
        "Correct it, or take it out.",
    ]


class ListSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What columns of an imagined feature can be told."""

    style: Annotated[Literal["titles", "pictures"], Meta(description="How its list looks.")] = "titles"
    length: int = 10


def test_settings_of_columns_are_held_to_the_class_of_their_feature(write: Write) -> None:
    types = {"news": ListSettings}

    def faults(**changed: str) -> list[str]:
        with pytest.raises(ClusterFilesError) as caught:
            load_cluster(write(**changed), column_settings_types=types)
        return [str(problem) for problem in caught.value.problems]

    styled = "plugin: news, freshness: news, settings: {style: pictures, length: 5}"
    changes = EDU_SITE + "columns:\n  gzdt:\n    settings: {style: titles}\n"
    sound = DEPT_TEMPLATE.replace("plugin: news, freshness: news", styled)
    assert isinstance(load_cluster(write(template=sound, site=changes), None, types), ClusterFiles)
    assert faults(
        template=sound.replace("style: pictures", "stile: pictures").replace("length: 5", "length: five"),
        main_template=MAIN_TEMPLATE.replace("plugin: news}", "plugin: news, settings: {style: big}}"),
        site=changes.replace("style: titles", "style: 1, length: {}")
        + "add_columns:\n  - {code: more, name: 更多, column_type: 工作动态, plugin: news, settings: {a: b}}\n",
    ) == [
        "templates/main.yaml:8: columns[1].settings.style: invalid enum value 'big'. "
        "Correct it. What it is for: How its list looks.",
        "templates/dept.yaml:15: columns[0].children[0].settings.length: expected `int`, got `str`. "
        "Correct it, or take it out.",
        "templates/dept.yaml:15: columns[0].children[0].settings.stile: a column of `news` has no setting "
        "`stile`. Did you mean `style`?",
        "sites/edu.yaml:10: columns.gzdt.settings.length: expected `int`, got `object`. "
        "Correct it, or take it out.",
        "sites/edu.yaml:10: columns.gzdt.settings.style: expected `str`, got `int`. "
        "Correct it. What it is for: How its list looks.",
        "sites/edu.yaml:12: add_columns[0].settings.a: a column of `news` has no setting `a`. "
        "Choose one of: length, style.",
    ]


def test_settings_of_columns_of_other_features_are_free(write: Write) -> None:
    anything = DEPT_TEMPLATE.replace("plugin: letters}", "plugin: letters, settings: {style: 7}}")
    files = load_cluster(write(template=anything), column_settings_types={"news": ListSettings})
    assert files.templates[1].columns[1].settings == {"style": 7}


def test_a_setting_that_could_not_be_read_is_reported_once(refused: Refused) -> None:
    found = refused(
        {"letters": LettersSettings}, site=EDU_SITE + "settings: {letters: {limit: 007, boxes: [a, 08]}}\n"
    )
    assert len(found) == 2
    assert "sites/edu.yaml:8: settings.letters.boxes[1]: `08` is a number that can be misread." in found[0]
    assert "sites/edu.yaml:8: settings.letters.limit: `007` is a number that can be misread." in found[1]


def test_files_that_cannot_be_read_do_not_hide_problems_of_others(refused: Refused) -> None:
    found = refused(
        cluster=CLUSTER + "  - &more more.yaml\n  - *more\n",
        main_template="code: [\n",
        main="- code: x\n -\n",
        site=EDU_SITE + "state: gone\n",
    )
    for expected in (
        "cluster.yaml:10: sites[2]: `&more` is an anchor",
        "cluster.yaml:10: sites[2]: there is no file `more.yaml`",
        "cluster.yaml:11: sites[3]: `*more` is an alias",
        "templates/main.yaml:2: is not valid YAML",
        "sites/main.yaml:2: is not valid YAML",
        "sites/edu.yaml:8: state: `gone` is not known here.",
    ):
        assert any(expected in problem for problem in found), (expected, found)
    assert len(found) == 6


def test_a_faulty_template_is_not_reported_as_missing(refused: Refused) -> None:
    found = refused(template=DEPT_TEMPLATE.replace("code: dept\n", ""))
    assert found == ["templates/dept.yaml:1: the key `code` is missing. Add `code:`."]


def test_changes_to_columns_tell_null_from_absent(write: Write) -> None:
    site = load_cluster(write(site=EDU_SITE + "columns: {gzdt: {redirect: null, visible: false}}\n")).sites[1]
    change: Any = site.columns["gzdt"]
    assert change.redirect is None
    assert change.visible is False
    assert change.name is msgspec.UNSET
