"""Links lead somewhere, and paths that are named are there."""

import re
from pathlib import Path

import pytest
from docskit import ROOT, anchors, codes, documents, fences, links, without_fences

TREE = re.compile(r"(?:\.ci|config|core|docs|plugins|requirements|sites|tests|tools)/[\w./-]+\Z")
CORE = re.compile(r"(?:cli|cluster|data|plugins|render|security|testing|web)/\w+\.py\Z")


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in links(text):
        if "://" in link or link.startswith("mailto:"):
            continue
        target, _, anchor = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.is_relative_to(ROOT), f"{link} leads out of the repository"
        assert found.exists(), f"{link} leads nowhere"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found.read_text(encoding="utf-8")), f"{link}: no such heading"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_named_files_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    given = {block.file for block in fences(text)}
    for code in codes(without_fences(text)):
        named = code.removesuffix("/")
        if CORE.match(named):
            named = f"core/menhu/{named}"
        if TREE.match(named) and named not in given:
            assert (ROOT / named).exists(), f"{code} is not there"


def test_every_document_can_be_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs" / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md":
            continue
        reached.add(path)
        for link in links(path.read_text(encoding="utf-8")):
            if "://" not in link and link.partition("#")[0]:
                waiting.append((path.parent / link.partition("#")[0]).resolve())
    assert set((ROOT / "docs").rglob("*.md")) <= reached
