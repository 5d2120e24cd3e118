"""Files of a cluster and a running portal: what is applied is what visitors see."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from kioskfixtures import portals, shop
from kioskkit import ask, column, sites

from menhu.cluster.files import load_cluster
from menhu.cluster.overlay import explain_setting, set_setting
from menhu.cluster.reconcile import Plan, apply, export, plan
from menhu.cluster.service import ClusterChangeError, create_site, set_state, switch_feature
from menhu.testing.portal import PortalKit, SiteSpec, write_cluster

__all__ = ["portals", "shop"]
Portals = Callable[..., PortalKit]
ONE, TWO, MAIN = "one.portal.example", "two.portal.example", "www.portal.example"
PATHS = (
    "/",
    "/kiosk/",
    "/kiosk/feed.atom",
    "/stall/",
    "/sitemap",
    "/sitemap.xml",
    "/en/",
    "/en/english/",
    "/nothing/",
)
DESCRIPTION = re.compile(r'<meta name="Description" content="([^"]*)"')


class Folder:
    """The files of a cluster, to be changed one by one and applied."""

    def __init__(self, path: Path, specs: tuple[SiteSpec, ...] = ()) -> None:
        self.path = write_cluster(path, specs or sites(), ("kiosk", "stall"))

    def change(self, name: str, edit: Callable[[Any], Any]) -> None:
        file = self.path / name
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        edit(content)
        file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def site(self, code: str, **values: Any) -> None:
        """Say something in a site's declaration; None takes the key out."""

        def edit(content: dict[str, Any]) -> None:
            declared = next(site for site in content["sites"] if site["code"] == code)
            declared.update(values)
            for key in [key for key, value in values.items() if value is None]:
                del declared[key]

        self.change("cluster.yaml", edit)

    def apply(self, kit: PortalKit, **options: Any) -> Plan:
        return apply(kit.registry, load_cluster(self.path), **options)

    def plan(self, kit: PortalKit) -> Plan:
        return plan(kit.registry, load_cluster(self.path))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def kit(portals: Portals, folder: Folder) -> PortalKit:
    return portals(folder.path, page_cache_mb=8)


def pages(kit: PortalKit, hosts: tuple[str, ...] = (ONE, TWO, MAIN)) -> dict[str, tuple[int, bytes]]:
    answers = {
        address: ask(kit.application, address) for host in hosts for address in (host + p for p in PATHS)
    }
    return {address: (answer.status, answer.body) for address, answer in answers.items()}


def label(kit: PortalKit) -> str:
    found = DESCRIPTION.search(ask(kit.application, f"{ONE}/kiosk/").text)
    return found[1] if found else ""


def kinds(result: Plan) -> set[tuple[str, str]]:
    return {(change.kind, change.what) for change in result.changes}


def test_each_layer_wins_over_those_below_and_explain_names_the_place(kit: PortalKit, folder: Folder) -> None:
    assert label(kit) == ""
    folder.change("cluster.yaml", lambda c: c.update(settings={"kiosk": {"label": "distribution"}}))
    folder.apply(kit)
    assert label(kit) == "distribution"
    folder.change("template-one.yaml", lambda c: c["features"].update(kiosk={"label": "template"}))
    folder.apply(kit)
    assert label(kit) == "template"
    folder.site("one", features={"kiosk": {"label": "site"}})
    folder.apply(kit)
    assert label(kit) == "site"
    set_setting(kit.registry, "one", "kiosk.label", "console", by="a test")
    assert label(kit) == "console"
    steps = {step.layer: step for step in explain_setting(kit.registry, "one", "kiosk.label")}
    assert {name: step.value for name, step in steps.items()} == {
        "default": "", "distribution": "distribution", "template": "template", "site": "site", "console": "console",
    }  # fmt: skip
    assert [name for name, step in steps.items() if step.wins] == ["console"]
    for name, file in (
        ("distribution", "cluster.yaml"),
        ("template", "template-one.yaml"),
        ("site", "cluster.yaml"),
    ):
        assert re.fullmatch(rf".*{file}:\d+", steps[name].origin), steps[name]
    assert steps["console"].origin == "a test"
    assert label(kit) == "console"


def test_a_second_apply_changes_nothing(kit: PortalKit, folder: Folder) -> None:
    before, versions = pages(kit), {site.code: site.version for site in kit.registry.snapshots.current}
    assert folder.plan(kit).empty
    again = folder.apply(kit)
    assert again.empty
    assert {site.code: site.version for site in kit.registry.snapshots.current} == versions
    assert pages(kit) == before


def test_plan_writes_nothing_and_apply_does_what_it_says(kit: PortalKit, folder: Folder) -> None:
    before = pages(kit)
    folder.site("one", sponsor="Somebody else")
    folder.change("template-two.yaml", lambda c: c["columns"].append(column("more")))
    planned = folder.plan(kit)
    assert kinds(planned) == {("change", "site one"), ("change", "template t-two")}
    assert {change.details for change in planned.changes} == {("sponsor",), ("columns",)}
    assert pages(kit) == before
    assert folder.apply(kit).changes == planned.changes
    after = pages(kit)
    assert "Somebody else" in ask(kit.application, f"{ONE}/").text
    assert ask(kit.application, f"{TWO}/more/").status == 200
    assert {address for address in before if before[address] != after[address]} == {
        address for address in before if address.startswith((ONE, TWO))
    } - {f"{ONE}/sitemap.xml", f"{TWO}/kiosk/feed.atom", f"{ONE}/stall/"}
    assert folder.plan(kit).empty


def test_what_console_and_commands_changed_survives_and_overwrite_drops_it(
    kit: PortalKit, folder: Folder
) -> None:
    original = pages(kit)
    set_setting(kit.registry, "one", "kiosk.label", "console", by="a test")
    switch_feature(kit.registry, "one", "stall", on=False, by="a test")
    set_state(kit.registry, "two", "offline")
    changed = pages(kit)
    folder.site("main", sponsor="Somebody else")
    result = folder.apply(kit)
    assert ("keep", "site one: changed by console or command") in kinds(result)
    assert ("keep", "site two: changed by console or command") in kinds(result)
    now = pages(kit)
    assert {a: p for a, p in now.items() if not a.startswith(MAIN)} == {
        a: p for a, p in changed.items() if not a.startswith(MAIN)
    }
    folder.site("main", sponsor="Sponsor of main")
    folder.apply(kit)
    assert pages(kit) == changed
    assert ("change", "site two: changed by console or command") in kinds(folder.apply(kit, overwrite=True))
    assert pages(kit) == original
    assert folder.apply(kit, overwrite=True).empty


def test_prune_closes_and_a_site_that_comes_back_opens_again(kit: PortalKit, folder: Folder) -> None:
    original = pages(kit)
    whole = (folder.path / "cluster.yaml").read_text(encoding="utf-8")
    folder.change("cluster.yaml", lambda c: c.update(sites=[s for s in c["sites"] if s["code"] != "two"]))
    assert ("keep", "site two") in kinds(folder.apply(kit))
    assert ask(kit.application, f"{TWO}/").status == 200
    assert ("remove", "site two") in kinds(folder.apply(kit, prune=True))
    assert ask(kit.application, f"{TWO}/").status == 410
    assert ask(kit.application, f"{MAIN}/bm/two/").status == 410
    assert folder.apply(kit, prune=True).empty
    (folder.path / "cluster.yaml").write_text(whole, encoding="utf-8")
    assert ("change", "site two") in kinds(folder.apply(kit))
    assert pages(kit) == original


def test_hosts_and_prefixes_change_places_in_one_apply(kit: PortalKit, folder: Folder) -> None:
    folder.site("one", host=TWO, aliases=["old.portal.example"], path_prefix="/bm/two/")
    folder.site("two", host=ONE, path_prefix="/bm/one/")
    folder.apply(kit)
    for way in (TWO, "old.portal.example", f"{MAIN}/bm/two", "one.localhost"):
        assert '"SiteName" content="Site one"' in ask(kit.application, f"{way}/").text, way
    for way in (ONE, f"{MAIN}/bm/one", "two.localhost"):
        assert '"SiteName" content="Site two"' in ask(kit.application, f"{way}/").text, way
    assert folder.plan(kit).empty


@pytest.mark.parametrize(
    "taken",
    [{"hosts": ["new.portal.example"]}, {"hosts": ["x.portal.example"], "prefix": "/bm/new/"}],
    ids=str,
)
def test_an_address_of_a_site_outside_of_the_files_is_not_taken_away(
    kit: PortalKit, folder: Folder, taken: Mapping[str, Any]
) -> None:
    create_site(kit.registry, "extra", template="t-two", name="Extra", **taken)
    before = pages(kit)
    folder.site("one", host="new.portal.example", path_prefix="/bm/new/", sponsor="Somebody else")
    with pytest.raises(ClusterChangeError, match="extra"):
        folder.apply(kit)
    assert pages(kit) == before


def test_a_failure_in_the_middle_leaves_everything_as_it_was(kit: PortalKit, folder: Folder) -> None:
    before = pages(kit)
    folder.change("template-one.yaml", lambda c: c.update(columns=[column("other")]))
    for code in ("main", "one", "two"):
        folder.site(code, sponsor="Somebody else", host=f"{code}-new.portal.example")

    def fail(done: int, total: int, what: str) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt(what)

    with pytest.raises(KeyboardInterrupt):
        folder.apply(kit, progress=fail)
    assert pages(kit) == before
    assert ask(kit.application, "main-new.portal.example/").status == 404
    assert folder.apply(kit).empty is False
    assert ask(kit.application, "one-new.portal.example/other/").status == 200


def test_what_is_exported_gives_the_same_cluster(kit: PortalKit, tmp_path: Path, shop: Any) -> None:
    set_setting(kit.registry, "one", "kiosk.label", "console", by="a test")
    set_setting(kit.registry, "one", "core.phone", "0311-1", by="a test")
    switch_feature(kit.registry, "one", "stall", on=False, by="a test")
    set_state(kit.registry, "two", "moved", successor="https://new.example/", notice="三月一日起")
    create_site(kit.registry, "three", template="t-one", name="Third", hosts=["three.portal.example"])
    export(kit.registry, tmp_path / "exported")
    with PortalKit(tmp_path / "fresh", tmp_path / "exported", shop, page_cache_mb=8) as fresh:
        hosts = (ONE, TWO, MAIN, "three.portal.example")
        assert pages(fresh, hosts) == pages(kit, hosts)
        export(fresh.registry, tmp_path / "again")
        assert plan(fresh.registry, load_cluster(tmp_path / "exported")).empty
    first, second = (
        {file.relative_to(tmp_path / name): file.read_text() for file in (tmp_path / name).rglob("*.yaml")}
        for name in ("exported", "again")
    )
    assert first == second
