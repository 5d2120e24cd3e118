"""The command line, run in this process on a small cluster with toy plugins."""

import json
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner
from clikit import SITES, Menhu

from menhu.cli.command import Command, Group
from menhu.cli.context import PortalContext
from menhu.cli.output import table, width
from menhu.cli.reference import reference
from menhu.cli.root import hoisted, root
from menhu.deployment import Deployment
from menhu.testing.portal import write_cluster

pytest_plugins = ("clifixtures",)


def commands_below(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    with click.Context(group, obj=PortalContext()) as ctx:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            assert command is not None
            yield (*path, name), command
            if isinstance(command, click.Group):
                yield from commands_below(command, (*path, name))


ALL = dict(commands_below(root))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help_with_examples(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(root, [*path, "--help"])
    assert result.exit_code == 0
    assert ALL[path].help
    assert "\nExamples:\n  menhu " in result.stdout


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_example_is_a_command_line_that_parses(path: tuple[str, ...]) -> None:
    command = ALL[path]
    assert isinstance(command, Command | Group)
    assert command.examples
    for line in command.examples:
        words = hoisted(shlex.split(line)[1:])
        while words[0] in ("--config",):
            words = words[2:]
        found = max((known for known in ALL if tuple(words[: len(known)]) == known), key=len)
        assert found[: len(path)] == path, line
        with click.Context(root, obj=PortalContext()) as parent:
            ALL[found].make_context(found[-1], words[len(found) :], parent=parent)


def test_every_option_is_explained() -> None:
    for path, command in ALL.items():
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (path, option.name)


def test_the_reference_is_that_of_the_commands() -> None:
    page = Path(__file__).parents[2] / "docs" / "cli.md"
    assert page.read_text(encoding="utf-8") == reference(root)


def test_help_names_plugins_without_a_database(empty: Menhu) -> None:
    shown = " ".join(empty("--help").stdout.split())
    assert "Active here: toy, quiet." in shown
    assert not empty.var.exists()


def test_help_stands_with_a_broken_configuration(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ini"
    broken.write_text("[app:main]\nmenhu.colour = red\n", encoding="utf-8")
    assert CliRunner().invoke(root, ["--config", str(broken), "--help"]).exit_code == 0
    result = CliRunner().invoke(root, ["site", "list", "--config", str(broken)])
    assert result.exit_code == 1
    assert "menhu.colour is not a setting" in result.stderr


def test_global_options_stand_anywhere() -> None:
    assert hoisted(["site", "list", "--config", "a.ini", "--debug"]) == [
        "--config",
        "a.ini",
        "--debug",
        "site",
        "list",
    ]
    assert hoisted(["x", "--config=a.ini"]) == ["--config=a.ini", "x"]
    assert hoisted(["x", "--", "--debug"]) == ["x", "--", "--debug"]
    assert hoisted(["x", "--config"]) == ["--config", "x"]


def test_config_file_chooses_the_installation(tmp_path: Path) -> None:
    chosen = tmp_path / "menhu.ini"
    chosen.write_text("[app:main]\nmenhu.var = data\nmenhu.plugins =\n", encoding="utf-8")
    result = CliRunner().invoke(root, ["db", "upgrade", "--config", str(chosen)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "data" / "menhu.db").is_file()
    result = CliRunner().invoke(root, ["db", "status", "--json"], env={"MENHU_CONFIG": str(chosen)})
    assert json.loads(result.stdout)["current"] is True


def test_unknown_command_names_the_nearest() -> None:
    result = CliRunner().invoke(root, ["feture"])
    assert result.exit_code == 2
    assert "Did you mean `menhu feature`?" in result.stderr
    result = CliRunner().invoke(root, ["zzzzzz"])
    assert "`menhu --help` lists the commands." in result.stderr


def test_version(empty: Menhu) -> None:
    found = empty.json("version")
    assert {"menhu", "plugin API", "Python"} <= found.keys()
    assert f"menhu {found['menhu']}" in empty("version").stdout


def test_database_from_nothing_to_current(empty: Menhu) -> None:
    status = empty.json("db", "status")
    assert [(u["name"], u["state"]) for u in status["units"]] == [("core", "missing")]
    assert "menhu db upgrade" in empty("db", "status").stdout
    assert "menhu db upgrade" in empty("site", "list", expect=1).stderr
    assert "menhu db upgrade" in empty("db", "check", expect=1).stderr
    assert "The database is current." in empty("db", "upgrade").stdout
    assert "already" in empty("db", "upgrade").stdout
    assert "To do" not in empty("db", "status").stdout
    assert empty.json("db", "check") == {"ok": True, "differences": []}


def test_database_check_names_what_differs(menhu: Menhu) -> None:
    with closing(sqlite3.connect(menhu.var / "menhu.db")) as database:
        database.execute("ALTER TABLE core_site ADD COLUMN stray TEXT")
    assert "stray" in menhu("db", "check", expect=1).stderr
    answer = menhu.json("db", "check", expect=1)
    assert answer["ok"] is False


def test_malformed_database_address_is_refused(empty: Menhu) -> None:
    for address in ("nonsense", "mysql://localhost/x", "sqlite://"):
        empty.deployment = Deployment(var=empty.var, database=address, files="", plugins=())
        assert "menhu.database cannot be used" in empty("site", "list", expect=1).stderr


def test_cluster_plan_apply_and_export(empty: Menhu, tmp_path: Path) -> None:
    files = write_cluster(tmp_path / "cluster", SITES, ("toy",))
    empty("db", "upgrade")
    assert "Apply one first" in empty("cluster", "export", str(tmp_path / "early"), expect=1).stderr
    planned = empty("cluster", "plan", str(files))
    assert "+ site fgw" in planned.stdout
    assert "feature ghost is not installed" in planned.stderr
    assert "SITE" not in empty("site", "list").stdout
    assert (
        planned.stdout.replace("would be changed", "changed") == empty("cluster", "apply", str(files)).stdout
    )
    assert "Nothing to change." in empty("cluster", "apply", str(files)).stdout
    empty("config", "set", "fgw", "toy.size", "7")
    plan = empty.json("cluster", "plan", str(files))
    assert plan["empty"] is True
    assert [c["kind"] for c in plan["changes"]] == ["keep"]
    assert "= site fgw" in empty("cluster", "plan", str(files)).stdout
    out = tmp_path / "out"
    assert "3 sites written" in empty("cluster", "export", str(out)).stdout
    assert "Name an empty folder" in empty("cluster", "export", str(out), expect=1).stderr
    assert "1 thing changed." in empty("cluster", "apply", str(files), "--overwrite").stdout
    assert "1 thing" in empty("cluster", "apply", str(out)).stdout
    values = empty.json("config", "show", "fgw", "toy")
    assert values["toy.size"] == 7


def test_cluster_prune_closes_what_the_files_lack(menhu: Menhu, tmp_path: Path) -> None:
    fewer = write_cluster(tmp_path / "fewer", SITES[:2], ("toy",))
    assert "- site jyj" in menhu("cluster", "apply", str(fewer), "--prune").stdout
    shown = menhu.json("site", "show", "jyj")
    assert shown["state"] == "closed"


def test_cluster_problems_name_file_line_and_remedy(menhu: Menhu, tmp_path: Path) -> None:
    assert "cluster.yaml" in menhu("cluster", "plan", str(tmp_path / "nowhere"), expect=1).stderr
    files = write_cluster(tmp_path / "bad", SITES, ("toy",))
    template = files / "template-fgw.yaml"
    template.write_text(template.read_text(encoding="utf-8").replace("size: 5", "size: 50"), encoding="utf-8")
    message = menhu("cluster", "apply", str(files), expect=1).stderr
    assert re.search(r"template-fgw\.yaml:\d+: .*size", message)


def test_settings_of_a_column_are_held_to_what_its_plugin_declares(empty: Menhu, tmp_path: Path) -> None:
    files = write_cluster(tmp_path / "shelves", SITES, ("toy",))
    template = files / "template-fgw.yaml"
    plain = template.read_text(encoding="utf-8")
    empty("db", "upgrade")
    for settings, message in (
        (
            "shelf: middle",
            r"columns\[0\]\.settings\.shelf: invalid enum value 'middle'\. .*Where its toys lie\.",
        ),
        ("shelves: low", r"a column of `toy` has no setting `shelves`\. Did you mean `shelf`\?"),
    ):
        written = plain.replace("- code: toys\n", f"- code: toys\n  settings: {{{settings}}}\n")
        template.write_text(written, encoding="utf-8")
        refusal = empty("cluster", "apply", str(files), expect=1).stderr
        assert re.search(rf"template-fgw\.yaml:\d+: .*{message}", refusal), refusal
    template.write_text(written.replace("shelves: low", "shelf: high"), encoding="utf-8")
    assert "+ site fgw" in empty("cluster", "apply", str(files)).stdout


def test_site_list_show_create_and_state(menhu: Menhu) -> None:
    sites = menhu.json("site", "list")
    assert [site["code"] for site in sites] == ["main", "fgw", "jyj"]
    assert "fgw.portal.example" in menhu("site", "list").stdout
    created = menhu(
        "site", "create", "kjj", "--template", "t-fgw", "--name", "市科学技术局",
        "--host", "kjj.portal.example", "--host", "www.kjj.example", "--prefix", "/bm/kjj/",
    )  # fmt: skip
    assert "kjj.portal.example/" in created.stdout
    shown = menhu.json("site", "show", "kjj")
    assert shown["name"] == "市科学技术局"
    assert shown["hosts"] == ["kjj.portal.example", "www.kjj.example"]
    assert "kjj.localhost/" in shown["ways"]
    assert "www.portal.example/bm/kjj/" in shown["ways"]
    assert "localhost/" in str(menhu.json("site", "show", "main"))
    menhu("site", "state", "kjj", "offline", "--notice", "今晚八点恢复")
    assert "今晚八点恢复" in menhu("site", "show", "kjj").stdout
    again = ("site", "create", "kjj", "--template", "t-fgw", "--name", "x", "--host", "y.example")
    assert "is taken" in menhu(*again, expect=1).stderr
    assert "--successor" in menhu("site", "state", "kjj", "moved", expect=1).stderr
    assert "Did you mean fgw?" in menhu("site", "show", "fgww", expect=1).stderr
    menhu("site", "create", "abc", expect=2)


def test_features_switch_and_are_listed_with_their_origin(menhu: Menhu) -> None:
    lines = menhu.json("feature", "list", "main")
    states = {line["feature"]: line["state"] for line in lines}
    assert states == {"ghost": "enabled, not installed", "quiet": "enabled", "toy": "enabled"}
    assert "news is" not in menhu("feature", "list").stdout
    assert "toy is off at fgw." in menhu("feature", "disable", "fgw", "toy").stdout
    assert "already" in menhu("feature", "disable", "fgw", "toy").stdout
    off = menhu.json("feature", "list", "fgw")
    assert {"feature": "toy", "state": "off", "layer": "console", "origin": "menhu feature disable"} in off
    assert "toy is on at fgw." in menhu("feature", "enable", "fgw", "toy").stdout
    on = {line["feature"]: line["layer"] for line in menhu.json("feature", "list", "fgw")}
    assert on["toy"] == "site"
    totals = {line["feature"]: line for line in menhu.json("feature", "list")}
    assert totals["toy"]["on"] == 2
    assert totals["ghost"]["state"] == "not installed"
    assert "is not installed" in menhu("feature", "enable", "fgw", "ghost", expect=1).stderr


def test_a_feature_with_open_business_is_closed_on_demand(menhu: Menhu) -> None:
    menhu.modules["toy"].open_now.append("fgw")
    refused = menhu("feature", "disable", "fgw", "toy", expect=1)
    assert "games: 1" in refused.stderr
    assert "--close" in refused.stderr
    assert "is closing" in menhu("feature", "disable", "fgw", "toy", "--close").stdout
    lines = menhu.json("feature", "list", "fgw")
    assert [line["state"] for line in lines if line["feature"] == "toy"] == ["closing"]
    assert "closing at fgw" in menhu("check").stdout
    views = menhu.json("urls", "fgw")["views"]
    assert "/COLUMN/new" not in [view["pattern"] for view in views]


def test_urls_show_columns_and_views_of_what_is_on(menhu: Menhu) -> None:
    found = menhu.json("urls", "fgw")
    assert {c["address"]: c["context"] for c in found["columns"]} == {
        "/": "SiteRoot", "/toys/": "ToyColumn", "/en/": "SiteRoot", "/en/play/": "ToyColumn",
    }  # fmt: skip
    toy = {v["pattern"]: v["methods"] for v in found["views"] if v["owner"] == "toy"}
    assert toy == {"/COLUMN/": ["GET", "HEAD"], "/COLUMN/new": ["POST"]}
    assert "/sitemap.xml" in menhu("urls", "fgw").stdout
    menhu("feature", "disable", "fgw", "toy")
    assert "toy" not in menhu("urls", "fgw").stdout.lower()


def test_plugins_states(menhu: Menhu, modules: dict[str, ModuleType]) -> None:
    run = Menhu(menhu.var, modules, ("toy", "quiet", "wrong", "absent"))
    lines = {line["name"]: line for line in run.json("plugins")}
    assert {name: line["state"] for name, line in lines.items()} == {
        "toy": "active", "quiet": "active", "wrong": "quarantined", "absent": "quarantined",
    }  # fmt: skip
    assert (lines["toy"]["commands"], lines["quiet"]["commands"]) == ("yes", "")
    text = run("plugins").stdout
    assert "absent is in quarantine: it is named in menhu.plugins but not installed. Install" in text


def test_plugins_without_a_database(empty: Menhu) -> None:
    result = empty("plugins")
    assert "active" in result.stdout
    assert "menhu db status" in result.stderr


def test_plugin_commands_run_with_the_portal(menhu: Menhu) -> None:
    assert menhu("toy", "count").stdout == "3 sites in var\n"
    assert "brings no commands" in menhu("quiet", expect=1).stderr


def test_an_unexpected_error_is_one_message(menhu: Menhu) -> None:
    result = menhu("toy", "crash", expect=1)
    assert "unexpected RuntimeError: it broke" in result.stderr
    assert "--debug" in result.stderr
    portal = PortalContext(deployment=menhu.deployment, modules=menhu.modules, discover=False)
    loud = CliRunner().invoke(root, ["toy", "crash", "--debug"], obj=portal)
    assert isinstance(loud.exception, RuntimeError)


def test_broken_plugins_break_nothing_but_their_own_command(
    menhu: Menhu, modules: dict[str, ModuleType]
) -> None:
    run = Menhu(menhu.var, modules, ("toy", "needy", "wrong"))
    assert "OSError: no disk" in run("needy", expect=1).stderr
    assert "Give entry point and declaration one name." in run("wrong", "anything", expect=1).stderr
    run("site", "list")
    run("--help")


def test_tables_align_chinese_and_latin() -> None:
    lines = table(("A", "B"), [("市局", 1), ("x", None)]).splitlines()
    assert lines == ["A     B", "市局  1", "x     —"]
    assert width("e\u0301市") == 3
