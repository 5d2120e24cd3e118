"""The page on the files of a cluster: its example works, its lists are those of the code."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from docskit import codes, fences, read, section, table_rows
from generated import DECLARATIONS

from menhu.cluster import codes as vocabulary
from menhu.cluster import schema
from menhu.cluster.files import load_cluster
from menhu.cluster.problems import ClusterFilesError
from menhu.cluster.settings import LAYERS
from menhu.testing import PortalKit

DOCUMENT = "cluster-files.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The smallest cluster, as the page has it."""
    folder = tmp_path / "example"
    folder.mkdir()
    for block in fences(read(DOCUMENT)):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    return folder


def test_example_is_a_cluster(example: Path, portal: Callable[..., PortalKit]) -> None:
    kit = portal(example, installed=("news", "pages"))
    home = kit.web("wsj").get("/")
    assert "市卫生局" in home
    assert "0311-00000000" in home
    assert "卫生要闻" in kit.web("wsj").get("/gzdt/")
    assert kit.site("wsj").settings("news").page_size == 30
    assert kit.site("main").settings("core").hours == "工作日 9:00-17:00"
    assert not load_cluster(example).warnings


def test_message_of_a_fault_is_as_shown(example: Path) -> None:
    (shown,) = [block.text.strip() for block in fences(read(DOCUMENT)) if block.language == "text"]
    file = example / "cluster.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(" template: portal", " themplate: portal"), encoding="utf-8")
    with pytest.raises(ClusterFilesError) as refused:
        load_cluster(example)
    assert str(refused.value) == shown


def test_every_declaration_is_described() -> None:
    kinds = {
        kind
        for kind in vars(schema).values()
        if isinstance(kind, type) and issubclass(kind, schema.Declaration)
    }
    assert kinds - {schema.Declaration, schema.ClusterDecl} == set(DECLARATIONS.values())


def test_layers_are_those_of_the_code() -> None:
    rows = table_rows(section(read(DOCUMENT), "The layers"))
    assert [row[0] for row in rows] == ["default", *LAYERS]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("A code is 1 to 40", sorted(vocabulary.RESERVED_CODES)),
        ("`column_type` is one of", ["column_type", *get_args(vocabulary.ColumnType)]),
        ("`freshness` is one of", ["freshness", *get_args(vocabulary.Freshness)]),
    ],
)
def test_vocabulary_is_that_of_the_code(start: str, words: list[str]) -> None:
    (line,) = [line for line in read(DOCUMENT).splitlines() if line.startswith(start)]
    assert codes(line) == words
