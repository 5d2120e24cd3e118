"""What operators are told is so: keys, defaults, variables, messages, loggers, states."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from codewords import CORE
from docskit import ROOT, codes, read, section, table_rows

import menhu
from menhu.cluster.model import STATES
from menhu.deployment import DeploymentError, deployment_from, load_deployment

DOCUMENT = "operators.md"
NOT_THE_CORES = frozenset({"FILE:LINE: KEY: …. REMEDY"})
"""Shapes of messages, which no source has as such."""


def ini_rows() -> list[list[str]]:
    return [
        row for row in table_rows(section(read(DOCUMENT), "Configuration")) if row[0].startswith("`menhu.")
    ]


def test_every_key_of_the_ini_is_told() -> None:
    with pytest.raises(DeploymentError) as refused:
        deployment_from({"menhu.nonsense": "1"}, None, {})
    known = set(re.findall(r"menhu\.\w+", str(refused.value).partition("Known are")[2]))
    assert {row[0].strip("`") for row in ini_rows()} == known


def test_defaults_are_those_of_the_code() -> None:
    bare = deployment_from({}, None, {})
    told = {row[0].strip("`").removeprefix("menhu."): row[1].strip("`") for row in ini_rows()}
    var = str(bare.var)
    assert told["var"] == bare.var.name
    for name in ("database", "files"):
        assert told[name].replace("{var}", var) == getattr(bare, name)
    assert (told["plugins"], bare.plugins) == ("every installed one", None)
    given = {f"menhu.{name}": value for name, value in told.items() if name != "plugins" and value != "none"}
    assert deployment_from(given, None, {}) == bare


@pytest.mark.parametrize("path", sorted((ROOT / "config").glob("*.ini")), ids=lambda path: path.name)
def test_example_configurations_can_be_read(path: Path) -> None:
    assert load_deployment(path, {}).config_file == path.resolve()


@cache
def sources() -> dict[Path, ast.Module]:
    files = [path for path in sorted(CORE.rglob("*.py")) if path.relative_to(CORE).parts[0] != "testing"]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


def test_every_variable_that_is_read_is_told() -> None:
    read_there = {
        node.value
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"MENHU_[A-Z]+", node.value)
    }
    told = {row[0].strip("`") for row in table_rows(section(read(DOCUMENT), "Environment variables"))}
    assert told == read_there


@cache
def spoken() -> tuple[str, ...]:
    """Every text in the core's code, ``…`` standing for what is filled in."""
    return tuple(text for tree in sources().values() for text in _texts(tree))


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)


def is_spoken(message: str) -> bool:
    """Whether some text of the core has all pieces of a message, in their order."""
    pieces = [re.escape(piece.strip()) for piece in message.split("…") if piece.strip(" .:,")]
    wanted = re.compile(r".*?".join(pieces), re.DOTALL)
    return bool(pieces) and any(wanted.search(text) for text in spoken())


def troubles() -> list[list[str]]:
    return table_rows(section(read(DOCUMENT), "Troubleshooting"))


@pytest.mark.parametrize("message", [row[0] for row in troubles()])
def test_message_is_one_of_the_program(message: str) -> None:
    assert message in NOT_THE_CORES or is_spoken(message)


def test_what_nobody_says_is_noticed() -> None:
    assert not is_spoken("…: the moon is full. Wait.")
    assert not is_spoken("Error 42: …")


def test_every_trouble_has_cause_and_remedy() -> None:
    assert all(all(cell for cell in row) for row in troubles())


def exceptions() -> set[str]:
    """Every exception that the core defines and does not keep to one module."""
    found = set()
    for info in pkgutil.walk_packages(menhu.__path__, "menhu."):
        if ".testing" in info.name or ".migrations" in info.name:
            continue
        module = importlib.import_module(info.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Exception) and kind.__module__ == info.name and not name.startswith("_"):
                found.add(name)
    return found


def test_every_class_of_error_is_explained() -> None:
    told = {word for text in (read(DOCUMENT), read("plugin-authors.md")) for word in codes(text)}
    base = {"DatabaseError"}
    assert exceptions() - base <= told


def test_loggers_are_there() -> None:
    named = {row[0].strip("`") for row in table_rows(section(read(DOCUMENT), "Logs"))}
    there = {
        ".".join(("menhu", *path.relative_to(CORE).with_suffix("").parts))
        for path, tree in sources().items()
        if "getLogger(__name__)" in ast.unparse(tree)
    }
    there |= {word for word in spoken() if word == "menhu.audit"}
    assert named <= there


def test_states_are_told() -> None:
    rows = table_rows(section(read(DOCUMENT), "States of a site"))
    assert sorted(word for row in rows for word in codes(row[0])) == sorted(STATES)
