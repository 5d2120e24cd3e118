"""A plugin at fault is off everywhere, loudly; the rest of the cluster runs."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import menhu_toy.plugin
import pytest

from menhu.plugins.registry import RegistryFrozen
from menhu.testing import PortalKit, SiteSpec
from menhu.testing.browsing import Browser

BROKEN = Path(__file__).parents[1] / "samples" / "broken_import"
TOY_COLUMN = {"code": "cases", "name": "Cases", "plugin": "toy", "column_type": "办事服务"}
VIEW = """
    from menhu.api import ColumnResource, Page, Plugin, SiteRoot, hookimpl
    from pyramid.response import Response

    plugin = Plugin(name="{name}", title="{name}", column=ColumnResource)

    def answer(context, request):
        return Response("{name}")

    @hookimpl
    def menhu_configure(config):
        {configure}
"""

MakePortal = Callable[..., PortalKit]
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install plugins as pip would: ``install("name", source)``, found by their entry points."""
    folder = tmp_path / "installed"
    folder.mkdir()
    before = set(sys.modules)

    def install(
        name: str, source: str, *, distribution: str = "", files: dict[str, str] | None = None
    ) -> None:
        distribution = distribution or f"menhu-{name}"
        package = distribution.replace("-", "_")
        for file, text in {"__init__.py": source, **(files or {})}.items():
            path = folder / package / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        info = folder / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[menhu.plugins]\n{name} = {package}\n")
        monkeypatch.syspath_prepend(folder)

    yield install
    for added in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[added], "__file__", "")):
            del sys.modules[added]


def declared(**more: object) -> str:
    """The source of a plugin that declares itself and does nothing."""
    given = "".join(f", {key}={value!r}" for key, value in more.items())
    return f"from menhu.api import ColumnResource, Plugin\nplugin = Plugin(title='x', column=ColumnResource{given})\n"


@pytest.fixture
def start(portal: MakePortal) -> Callable[..., PortalKit]:
    """A portal with the toy and installed plugins, whose features and columns its sites have."""

    def start(*names: str) -> PortalKit:
        columns = [{"code": name, "name": name, "plugin": name, "column_type": "工作动态"} for name in names]
        features = {"toy": True, **dict.fromkeys(names, True)}
        sites = [
            SiteSpec(code=code, features=features, columns=(TOY_COLUMN, *columns))
            for code in ("main", "left")
        ]
        return portal(sites, {"toy": menhu_toy.plugin}, installed=names, strict=False)

    return start


def check(kit: PortalKit, name: str, reason: str, remedy: str) -> None:
    """One plugin is in quarantine for that reason; everything else runs, and health says so."""
    fault = kit.registry.plugins.quarantined[name]
    assert reason in fault.reason
    assert remedy in fault.remedy
    browser = Browser(kit, "left")
    pages = browser.crawl()
    assert {answer.status for answer in pages.values()} <= {200, 404}
    assert pages["/"].status == pages["/cases/"].status == 200
    for method in ("GET", "POST"):
        assert browser.fetch(f"/{name}/", method).status == 404
    health = browser.fetch("/_health")
    told = json.loads(health.body)
    assert (health.status, told["status"]) == (200, "degraded")
    assert f"plugin {name} is in quarantine" in told["problems"]
    assert not kit.site("left").has(name)


def test_import_that_raises(
    start: Callable[..., PortalKit], install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (BROKEN / "menhu_broken" / "plugin.py").read_text(encoding="utf-8")
    install("broken", source)
    check(
        start("broken"),
        "broken",
        "its import failed: RuntimeError: the licence file is missing",
        "`menhu plugins`",
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import sys; sys.exit(3)", "its import failed: SystemExit: 3"),
        ("import nowhere_to_be_found", "its import failed: ModuleNotFoundError: No module named"),
        ("def (", "its import failed: SyntaxError"),
        ("plugin = 'broken'", "has no `plugin = Plugin(...)`"),
        (declared(name="other"), "its declaration says it is 'other'"),
        (declared(name="Bro ken"), "the plugin name 'Bro ken' is malformed"),
        (declared(name="broken", api=99), "it is written for menhu.api 99, this core offers 1"),
        (declared(name="broken", requires=("missing",)), "it requires missing, which is not active"),
        (declared(name="broken", requires="toy"), "`requires` is a string. Write a tuple: ('toy',)"),
        (
            "from menhu.api import Plugin, hookimpl\nplugin = Plugin(name='broken', title='x')\n"
            "@hookimpl\ndef menhu_frobnicate(): pass\n",
            "menhu_frobnicate implements no hook",
        ),
        (
            "from menhu.api import Plugin, hookimpl\nplugin = Plugin(name='broken', title='x')\n"
            "@hookimpl\ndef menhu_slots(colour): pass\n",
            "a hook is wrong",
        ),
        (
            "from menhu.api import Plugin, hookimpl\nplugin = Plugin(name='broken', title='x')\n"
            "@hookimpl(tryfirst=True)\ndef menhu_slots(): return ()\n",
            "menhu_slots uses tryfirst",
        ),
        (
            "from menhu.api import Plugin, hookimpl\nplugin = Plugin(name='broken', title='x')\n"
            "@hookimpl\ndef menhu_blocks(): return [1]\n",
            "menhu_blocks returned a int among its results",
        ),
        (
            "from menhu.api import Plugin, hookimpl\nplugin = Plugin(name='broken', title='x')\n"
            "@hookimpl\ndef menhu_configure(config): raise KeyError('colour')\n",
            "menhu_configure fails: 'colour'",
        ),
    ],
)
def test_declaration_at_fault(
    start: Callable[..., PortalKit], install: Install, source: str, reason: str
) -> None:
    install("broken", source)
    check(start("broken"), "broken", reason, "")


def test_catalogue_that_cannot_be_read(start: Callable[..., PortalKit], install: Install) -> None:
    install("broken", declared(name="broken"), files={"locale/en/LC_MESSAGES/broken.po": "msgid nonsense\n"})
    check(start("broken"), "broken", "its messages cannot be read", "Mend the plugin")


def test_plugin_that_is_named_but_not_installed(start: Callable[..., PortalKit]) -> None:
    check(
        start("nobody"),
        "nobody",
        "it is named in menhu.plugins but not installed",
        "Install its package, or take",
    )


def test_two_plugins_of_one_name(start: Callable[..., PortalKit], install: Install) -> None:
    install("twin", declared(name="twin"), distribution="first-twin")
    install("twin", declared(name="twin"), distribution="second-twin")
    check(
        start("twin"),
        "twin",
        "two plugins have this name (first-twin, second-twin)",
        "Uninstall all but one of them",
    )


def test_name_of_a_plugin_that_is_given_directly(portal: MakePortal, install: Install) -> None:
    install("toy", declared(name="toy"), distribution="other-toy")
    kit = portal([SiteSpec(code="main")], {"toy": menhu_toy.plugin}, installed=("toy",), strict=False)
    assert "two plugins have this name (other-toy)" in str(kit.registry.plugins.quarantined["toy"])
    assert Browser(kit, "main").fetch("/").status == 200


def test_those_that_require_it_follow(start: Callable[..., PortalKit], install: Install) -> None:
    install("broken", "1 / 0")
    install("second", declared(name="second", requires=("broken",)))
    install("third", declared(name="third", requires=("second",)))
    kit = start("third", "second", "broken")
    check(kit, "second", "it requires broken, which is not active", "broken")
    check(kit, "third", "it requires second, which is not active", "second")
    assert kit.registry.plugins.active == ("toy",)


def test_plugins_that_exclude_each_other(start: Callable[..., PortalKit], install: Install) -> None:
    install("one", declared(name="one", conflicts=("two",)))
    install("two", declared(name="two"))
    kit = start("one", "two")
    check(kit, "one", "one and two conflict", "Keep only one of them in menhu.plugins")
    check(kit, "two", "one and two conflict", "Keep only one of them in menhu.plugins")


def test_order_in_a_circle(start: Callable[..., PortalKit], install: Install) -> None:
    install("one", declared(name="one", before=("two",)))
    install("two", declared(name="two", before=("three",)))
    install("three", declared(name="three", before=("one",)))
    install("calm", declared(name="calm", before=("toy",)))
    kit = start("one", "two", "three", "calm")
    for name in ("one", "two", "three"):
        check(kit, name, "before/after contradict one another: ", "Correct `before` and `after`")
    assert kit.registry.plugins.active == ("calm", "toy")


def test_two_plugins_with_one_view_name_the_culprit(
    start: Callable[..., PortalKit], install: Install
) -> None:
    for name in ("one", "two"):
        view = "config.add_view(answer, context=SiteRoot, name='shared')"
        install(name, VIEW.format(name=name, configure=view))
    kit = start("one", "two")
    check(
        kit, "two", "its configuration conflicts with toy, one", "Give the views different names or contexts"
    )
    assert Browser(kit, "left").fetch("/shared").body == b"one"


@pytest.mark.parametrize(
    ("configure", "reason", "remedy"),
    [
        ("config.add_route('free', '/free')", "it adds to routes: free", "Plugins add no routes"),
        ("config.add_static_view('free', 'static')", "it adds to routes", "Plugins add no static views"),
        ("config.add_subscriber(answer, object)", "it adds to subscribers", "Plugins add no subscribers"),
        (
            "config.add_tween('pyramid.tweens.excview_tween_factory_x')",
            "menhu_configure fails",
            "Mend the plugin",
        ),
        ("config.add_tween('menhu_one.answer')", "tweens: menhu_one.answer", "Plugins add no tweens"),
        (
            "config.with_package('json').add_view(answer, context=SiteRoot, name='free')",
            "a view is registered from the package 'json', which no active plugin owns",
            "Mend the plugin",
        ),
        (
            "config.add_view(answer, context=SiteRoot, name='free', colour='red')",
            "Unknown view options: {'colour': 'red'}",
            "Mend the plugin",
        ),
        (
            "config.add_renderer('.x', answer)",
            "it adds to renderer factories",
            "Plugins configure views only",
        ),
    ],
)
def test_configuration_beside_views(
    start: Callable[..., PortalKit], install: Install, configure: str, reason: str, remedy: str
) -> None:
    install("one", VIEW.format(name="one", configure=configure))
    kit = start("one")
    check(kit, "one", reason, remedy)
    assert Browser(kit, "left").fetch("/free").status == 404


def test_late_registration_is_refused(portal: MakePortal) -> None:
    kit = portal(
        [SiteSpec(code="main", features={"toy": True}, columns=(TOY_COLUMN,))], {"toy": menhu_toy.plugin}
    )
    with pytest.raises(
        RegistryFrozen, match=r"is registered after boot\. Name it in menhu\.plugins and restart"
    ):
        kit.registry.plugins.manager.register(object(), "late")


def test_sound_portal_is_not_degraded(portal: MakePortal) -> None:
    kit = portal([SiteSpec(code="main")], {"toy": menhu_toy.plugin})
    assert json.loads(Browser(kit, "main").fetch("/_health").body) == {"status": "ok", "problems": []}
