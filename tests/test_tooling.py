"""The files around the program agree with it and with one another."""

import configparser
import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from needs import TOOLS, in_ci, needs

from menhu.cli.context import PortalContext
from menhu.cli.root import root
from menhu.deployment import load_deployment

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = sorted(file.parent.name for file in ROOT.glob("plugins/*/pyproject.toml"))
READMES = ("README.md", "README.zh.md")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#:\s]+)\)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def words(parser: configparser.ConfigParser, section: str, key: str) -> list[str]:
    return parser[section][key].replace(",", " ").split()


@pytest.mark.parametrize("plugin", PLUGINS)
def test_every_plugin_is_named_where_plugins_are_named(plugin: str) -> None:
    package = f"menhu_{plugin}"
    setup = configparser.ConfigParser()
    setup.read_string(text("setup.cfg"))
    assert package in words(setup, "mypy", "packages")
    assert f"plugins/{plugin}" in setup["mypy"]["mypy_path"].split(":")
    assert any(need.startswith(f"menhu-{plugin}>") for need in words(setup, "options", "install_requires"))
    assert f'"plugins/{plugin}"' in text("ruff.toml")
    contracts = configparser.ConfigParser()
    contracts.read_string(text(".importlinter"))
    assert package in words(contracts, "importlinter", "root_packages")
    assert package in words(contracts, "importlinter:contract:core-knows-no-plugin", "forbidden_modules")
    assert package in words(contracts, "importlinter:contract:plugins-stand-alone", "modules")
    for name in ("plugins-use-the-api", "zope-sqlalchemy", "alembic", "chameleon", "pluggy"):
        assert package in words(contracts, f"importlinter:contract:{name}", "source_modules")
    assert plugin in (load_deployment(ROOT / "config" / "production.ini", {}).plugins or ())


@pytest.mark.parametrize("name", ["runtime", "test", "lock"])
def test_every_dependency_is_pinned_with_a_hash_and_names_no_host(name: str) -> None:
    pinned = text(f"requirements/{name}.txt")
    assert "://" not in pinned
    assert not re.search(r"^\s*--(?!hash=)", pinned, re.MULTILINE)
    needed = re.findall(
        r"^[A-Za-z0-9][^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+", pinned, re.MULTILINE
    )
    assert needed
    assert len(needed) == len(re.findall(r"^[A-Za-z0-9]", pinned, re.MULTILINE))
    assert all("==" in need.splitlines()[0] for need in needed)


def test_tests_run_on_what_the_portal_runs_on() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^([A-Za-z0-9][^ ;\\]*)", text(f"requirements/{name}.txt"), re.MULTILINE))

    assert versions("runtime") <= versions("test")


def test_the_npm_packages_are_pinned_and_name_no_host() -> None:
    asked = json.loads(text("tests/outside/package.json"))["dependencies"]
    locked = json.loads(text("tests/outside/package-lock.json"))["packages"]
    for name, version in asked.items():
        found = locked[f"node_modules/{name}"]
        assert found["version"] == version
        assert found["integrity"].startswith("sha512-")
    assert "://" not in text("tests/outside/package-lock.json")


@pytest.mark.parametrize("name", ["development", "testing", "production"])
def test_the_configurations_can_be_read(name: str) -> None:
    file = ROOT / "config" / f"{name}.ini"
    deployment = load_deployment(file, {})
    assert deployment.config_file == file
    assert deployment.database.startswith("sqlite:///")


def test_production_says_https_and_answers_on_no_local_name() -> None:
    deployment = load_deployment(ROOT / "config" / "production.ini", {})
    assert deployment.scheme == "https"
    assert deployment.local_hosts == ()
    assert deployment.var == Path("/var/lib/menhu")


def test_make_help_lists_every_target_of_the_makefile() -> None:
    makefile = text("Makefile")
    targets = set(re.findall(r"^\.PHONY: (\S+)", makefile, re.MULTILINE))
    told = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert targets == told
    shown = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+)", shown, re.MULTILINE)) == targets


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "SECURITY.md"])
def test_what_a_document_links_to_and_names_is_there(name: str) -> None:
    document = text(name)
    for target in LINK.findall(document):
        assert (ROOT / target).exists(), target
    targets = set(re.findall(r"^\.PHONY: (\S+)", text("Makefile"), re.MULTILINE))
    for command in re.findall(r"(?:^|`)make ([a-z -]+?)(?:`|\s+#|\s+[A-Z]+=|$)", document, re.MULTILINE):
        assert set(command.split()) <= targets, command
    for folder in re.findall(r"^\| `([^`:]+/)` \|", document, re.MULTILINE):
        assert (ROOT / folder).is_dir(), folder


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_readme_exists_with_its_options(name: str) -> None:
    commands = [code.split()[1:] for code in CODE.findall(text(name)) if code.startswith("menhu ")]
    assert len(commands) > 10
    for arguments in commands:
        context: click.Context = click.Context(root, obj=PortalContext())
        command: click.Command = root
        while isinstance(command, click.Group):
            found = command.get_command(context, arguments.pop(0))
            assert found is not None
            command = found
        command.make_context("menhu", list(arguments), parent=context)


def test_the_two_readmes_say_the_same() -> None:
    english, chinese = (text(name) for name in READMES)
    for first, second in zip(english.splitlines(), chinese.splitlines(), strict=True):
        assert first.startswith("#") == second.startswith("#")
        assert first.count("|") == second.count("|")
    skipped = {"CODE.localhost", "代码.localhost"}
    assert set(CODE.findall(english)) - skipped == set(CODE.findall(chinese)) - skipped


def test_a_missing_tool_skips_a_test_and_fails_it_in_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MENHU_TOOLS", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("MENHU_CI", "0")
    for tool in set(TOOLS) - {"cjk-font"}:
        with pytest.raises(pytest.skip.Exception, match=f"{tool} is not installed"):
            needs(tool)
    monkeypatch.setenv("CI", "true")
    assert in_ci()
    with pytest.raises(pytest.fail.Exception, match="chromium is not installed"):
        needs("chromium")


def test_a_tool_that_is_there_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "java"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    jar = tmp_path / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MENHU_TOOLS", str(tmp_path))
    assert needs("java") == program
    assert needs("vnu") == jar


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
