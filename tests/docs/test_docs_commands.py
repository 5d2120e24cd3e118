"""Command lines in the documents parse, and targets of make exist."""

import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import pytest
from docskit import ROOT, codes, documents, fences, headings, without_fences

from menhu.cli.context import PortalContext
from menhu.cli.root import root

SHELLS = frozenset({"sh", "bash", "console", "shell"})
MENHU = re.compile(r"^(?:\$ )?(?:\S+=\S+ )*(?:\S*/)?menhu (?=[a-z-])")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
OF_THE_TUTORIAL = "lost"
GENERATED = "cli.md"


def shell_lines(path: Path) -> list[str]:
    """Lines of the shell's code blocks, continued ones joined, comments left out."""
    blocks = (block.text for block in fences(path.read_text(encoding="utf-8")) if block.language in SHELLS)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.partition(" #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


def named_lines(path: Path) -> list[str]:
    """Commands that are named within sentences."""
    return codes(without_fences(path.read_text(encoding="utf-8")))


def menhu_lines(given: Iterator[str] | list[str]) -> Iterator[list[str]]:
    for line in given:
        match = MENHU.match(line)
        if match:
            words = shlex.split(line[match.end() :])
            if OF_THE_TUTORIAL not in words[:1]:
                yield words


def parse(words: list[str]) -> None:
    """Parse a command line down to its last command, and run nothing.

    Raises:
        click.UsageError: if it cannot be parsed.
    """
    with ExitStack() as opened:
        context = root.make_context("menhu", list(words), obj=PortalContext())
        opened.callback(context.close)
        while isinstance(context.command, click.Group):
            rest = [*context._protected_args, *context.args]
            if not rest:
                return
            name, command, rest = context.command.resolve_command(context, rest)
            assert command is not None
            context = command.make_context(name, rest, parent=context)
            opened.callback(context.close)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("MENHU_CONFIG", "MENHU_VAR", "MENHU_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


HAND_WRITTEN = [path for path in documents() if path.name != GENERATED]


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_command_lines_parse(path: Path, folder: Path) -> None:
    for words in menhu_lines(shell_lines(path)):
        for word in words:
            if word.endswith(".jsonl"):
                (folder / word).parent.mkdir(parents=True, exist_ok=True)
                (folder / word).touch()
            elif word.endswith("/") and not word.startswith("/"):
                (folder / word).mkdir(parents=True, exist_ok=True)
        parse(words)


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_sentences_exist(path: Path, folder: Path) -> None:
    """They may leave out arguments, or name them in capitals; commands and options must be there."""
    for words in menhu_lines(named_lines(path)):
        try:
            parse(words)
        except click.NoSuchOption:
            raise
        except (click.BadParameter, click.MissingParameter):
            continue


def test_a_wrong_command_line_does_not_parse(folder: Path) -> None:
    for words in (["serv"], ["serve", "--prot", "80"], ["site", "creat"], ["db", "upgrade", "now"]):
        with pytest.raises(click.UsageError):
            parse(words)


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_exist(path: Path) -> None:
    told = [*shell_lines(path), *named_lines(path)]
    named = {target for line in told if line.startswith("make ") for target in MAKE.findall(line)}
    assert named <= make_targets()


def test_the_two_readmes_say_the_same() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]
    languages = [[block.language for block in fences(text)] for text in (english, chinese)]
    assert languages[0] == languages[1]
    assert shell_lines(ROOT / "README.md") == shell_lines(ROOT / "README.zh.md")
    named = [
        sorted({code for code in codes(without_fences(text)) if code.startswith(("make ", "menhu "))})
        for text in (english, chinese)
    ]
    assert named[0] == named[1]
