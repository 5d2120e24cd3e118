"""The description of the house: its folders, tables and numbers are those of the code."""

import inspect

from codewords import CORE
from docskit import codes, read, section, table_rows

from menhu.cli.serving import WAITRESS_THREADS
from menhu.cluster.snapshot import DETAILS_KEPT
from menhu.data.base import core_metadata
from menhu.data.changes import INTERVAL
from menhu.render.slots import SLOTS
from menhu.web.pagecache import PageCache

DOCUMENT = "architecture.md"


def test_every_folder_of_the_core_is_described() -> None:
    told = {code for row in table_rows(section(read(DOCUMENT), "The tree")) for code in codes(row[0])}
    folders = {path.parent.name for path in CORE.glob("*/*.py")}
    assert {f"core/menhu/{name}" for name in folders} <= told


def test_every_table_of_the_core_is_described() -> None:
    told = [code for row in table_rows(section(read(DOCUMENT), "Settings")) for code in codes(row[0])]
    assert sorted(told) == sorted(core_metadata.tables)


def test_numbers_are_those_of_the_code() -> None:
    longest = inspect.signature(PageCache).parameters["max_age"].default
    for name in (DOCUMENT, "operators.md", "plugin-authors.md", "adr/0007-page-cache.md"):
        assert f"{longest:.0f} seconds" in read(name), name
    assert f"{WAITRESS_THREADS} threads" in read("operators.md")
    assert (1 / INTERVAL, "five times a second" in read(DOCUMENT)) == (5, True)
    assert f"({INTERVAL} s)" in read("adr/0003-change-feed-by-polling.md")
    assert f"{DETAILS_KEPT:,} sites" in read("adr/0002-interned-structures-lazy-details.md")
    assert (len(SLOTS), "six named places" in read("adr/0012-home-blocks-and-slots.md")) == (6, True)
