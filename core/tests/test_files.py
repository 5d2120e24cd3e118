"""Files: bytes under their digest, rows per site."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from toys import ONE, TWO, make_sites

from menhu.data.errors import ScopeError
from menhu.data.files import FileRow, FileStore, add_file, file_address, safe_name
from menhu.data.session import SessionFactory

DATA = b"0123456789" * 20_000
NOWHERE = "0" * 64


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return FileStore("memory:" if request.param == "memory" else tmp_path / "var" / "files")


def test_what_is_put_is_read(store: FileStore) -> None:
    stored = store.put(DATA)
    assert stored.digest == hashlib.sha256(DATA).hexdigest()
    assert stored.size == len(DATA)
    assert store.has(stored.digest)
    assert store.read(stored.digest) == DATA
    assert b"".join(store.stream(stored.digest)) == DATA
    assert store.put(DATA) == stored


@pytest.mark.parametrize(("start", "end"), [(0, 5), (7, 12), (199_990, None), (5, 5)])
def test_a_range(store: FileStore, start: int, end: int | None) -> None:
    assert store.read(store.put(DATA).digest, start, end) == DATA[start:end]


def test_empty_bytes(store: FileStore) -> None:
    assert store.read(store.put(b"").digest) == b""


@pytest.mark.parametrize("digest", [NOWHERE, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_there(store: FileStore, digest: str) -> None:
    for read in (store.read, store.stream, lambda one: store.read(one, 1, 2)):
        with pytest.raises(FileNotFoundError):
            read(digest)


def test_removal(store: FileStore) -> None:
    digest = store.put(DATA).digest
    store.remove(digest)
    store.remove(digest)
    assert not store.has(digest)


def test_the_file_on_disk(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    stored = store.put(DATA)
    path = store.local_path(stored.digest)
    assert path is not None
    assert path.read_bytes() == DATA
    assert FileStore("memory:").local_path(stored.digest) is None


def test_rows_belong_to_their_site(database: Engine, store: FileStore) -> None:
    factory: SessionFactory = make_sites(database)
    for site in (ONE, TWO):
        with factory.for_site(site, immediate=True) as session:
            first = add_file(session, store, "通知.pdf", DATA, alt="")
            assert add_file(session, store, "通知.pdf", DATA) is first
            picture = add_file(session, store, "square.png", b"png", size=(640, 480), alt="a square")
            session.commit()
            assert (picture.width, picture.height, picture.alt) == (640, 480, "a square")
            assert (first.content_type, first.size, first.width) == ("application/pdf", len(DATA), None)
    with factory.for_site(ONE) as session:
        assert set(session.scalars(select(FileRow.site_id))) == {ONE.id}
        assert len(session.scalars(select(FileRow)).all()) == 2
    with factory.unscoped() as session, pytest.raises(ScopeError):
        add_file(session, store, "x.txt", b"x")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\x00b\r\n.txt", "a_b_.txt"),
        ("  报告 2026.docx ", "报告 2026.docx"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("unknown.zzz", "unknown.zzz"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", " . ", "///", "\x00"])
def test_no_names(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        safe_name(name)


def test_address() -> None:
    assert file_address(NOWHERE, "通知 1.pdf") == f"/media/{NOWHERE}/%E9%80%9A%E7%9F%A5%201.pdf"
