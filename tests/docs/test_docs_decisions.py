"""The decisions: numbered, short, complete; the list of dependencies is that of the packages."""

import re
import tomllib
from pathlib import Path

import pytest
from docskit import DOCS, ROOT, headings, links, read, table_rows

DECISIONS = sorted((DOCS / "adr").glob("*.md"))
LONGEST = 40


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decision_has_its_shape(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    (level, title), *sections = headings(text)
    assert (level, title[:5]) == (1, f"{path.name[:4]} ")
    assert [words for _, words in sections] == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps_and_indexed() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [link for link in links(read("README.md")) if link.startswith("adr/")] == [
        f"adr/{path.name}" for path in DECISIONS
    ]


def required(line: str) -> str:
    """The name of a package that a requirement names, in normal spelling."""
    match = re.match(r"[\w.-]+", line)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def direct_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "core" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    for group in project["optional-dependencies"].values():
        lines += group
    for path in sorted((ROOT / "requirements").glob("*.in")):
        lines += path.read_text(encoding="utf-8").splitlines()
    return {required(line) for line in lines if line.strip() and not line.startswith(("-", "#"))}


def test_every_direct_dependency_has_its_reason() -> None:
    (path,) = [path for path in DECISIONS if "dependencies" in path.name]
    rows = table_rows(path.read_text(encoding="utf-8"))
    listed = [required(name) for row in rows for name in row[0].split(", ")]
    assert sorted(listed) == sorted(direct_dependencies())
    assert all(len(row) == 3 and row[1] and row[2] for row in rows)
