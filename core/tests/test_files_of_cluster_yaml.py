"""Broken YAML of every kind: refused with file, line and remedy, never with a traceback."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menhu.cluster.files import ClusterFilesError, load_cluster
from menhu.cluster.yamlmarks import MAX_BYTES, MAX_DEPTH, MAX_VALUES, read_document

HEAD = "name: a\nbase_domain: a.example\ntemplates: []\nsites: []\n"


def problems(folder: Path, data: bytes | str) -> list[str]:
    (folder / "cluster.yaml").write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(ClusterFilesError) as caught:
        load_cluster(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "cluster.yaml: the file is empty."),
        (b"# nothing\n", "cluster.yaml: the file is empty."),
        (b"---\n", "cluster.yaml: the file is empty."),
        (b"~\n", "cluster.yaml: the file is empty."),
        (b"- a\n", "cluster.yaml:1: a list stands where a mapping is needed."),
        (b"text\n", "cluster.yaml:1: `text` stands where a mapping is needed."),
        (b"\xef\xbb\xbfname: a\n", "cluster.yaml:1: begins with a byte order mark."),
        ("name: a\n".encode("utf-16"), "cluster.yaml: is UTF-16."),
        ("a: 1\nname: 石家庄\n".encode("gb18030"), "cluster.yaml:2: is not UTF-8. Save it as UTF-8."),
        (b"a: 1\nb: \0\n", "cluster.yaml:2: has a NUL byte."),
        (b"a: 1\nb: \x07\n", "cluster.yaml:2: is not valid YAML"),
        (b'name: "\\0"\n', "cluster.yaml:1: name: the text has a control character."),
        (b'"a\\x01": 1\n', "cluster.yaml:1: a key has a control character."),
        (b"settings:\n\tcore: 1\n", "cluster.yaml:2: a tab stands in the indentation. Indent with spaces."),
        (b"name: [a\nb: 1\n", "is not valid YAML"),
        (b"name: 'a\n", "is not valid YAML"),
        (b"name: a: b\n", "cluster.yaml:1: is not valid YAML"),
        (b"name: @a\n", "cluster.yaml:1: is not valid YAML"),
        (b"name: a\nname: b\n", "cluster.yaml:2: the key `name` stands twice (first in line 1)."),
        (b"name: &x a\n", "cluster.yaml:1: name: `&x` is an anchor."),
        (b"name: &x a\nbase_domain: *x\n", "cluster.yaml:2: base_domain: `*x` is an alias."),
        (b"settings: &x\n  a: *x\n", "cluster.yaml:2: settings.a: `*x` is an alias."),
        (b"settings:\n  <<: {a: b}\n", "cluster.yaml:2: settings: `<<` (a merge key) is not supported."),
        (b"name: !!python/object:os.system x\n", "name: the tag `tag:yaml.org,2002:python/object:os.system`"),
        (b"name: !secret x\n", "name: the tag `!secret` is not known."),
        (b"name: !!binary aGk=\n", "name: the tag `tag:yaml.org,2002:binary` is not known."),
        (b"settings: !!set {a}\n", "settings: the tag `tag:yaml.org,2002:set` is not known."),
        (b"1: a\n", "the key `1` is read as int, not as text."),
        (b"no: a\n", "the key `no` is read as bool, not as text."),
        (b"null: a\n", "the key `null` is read as null, not as text."),
        (b"? [a]\n: b\n", "a key is not plain text."),
        (b"? *x\n: b\n", "cluster.yaml:1: `*x` is an alias."),
        (b"name: a\n---\nname: b\n", "cluster.yaml:2: the file holds several documents."),
        (b"settings: {a: {b: 010}}\n", "settings.a.b: `010` is a number that can be misread."),
        (b"settings: {a: {b: 0x10}}\n", "settings.a.b: `0x10` is a number that can be misread."),
        (b"settings: {a: {b: 1_000}}\n", "settings.a.b: `1_000` is a number that can be misread."),
        (b"settings: {a: {b: 12:30}}\n", "settings.a.b: `12:30` is a number that can be misread."),
        (b"settings: {a: {b: .inf}}\n", "settings.a.b: `.inf` is a number that can be misread."),
        (b"settings: {a: {b: .nan}}\n", "settings.a.b: `.nan` is a number that can be misread."),
        (b"settings: {a: {b: 1.0e+999}}\n", "settings.a.b: `1.0e+999` is a number that can be misread."),
        (b"settings: {a: {b: " + b"9" * 5000 + b"}}\n", "is a number that can be misread."),
    ],
)
def test_what_is_refused(tmp_path: Path, data: bytes, expected: str) -> None:
    found = problems(tmp_path, data)
    assert any(expected in problem for problem in found), found


def test_several_faults_of_one_file_are_reported_together(tmp_path: Path) -> None:
    found = problems(tmp_path, "name: &a x\nname: y\nbase_domain: no\n1: 2\n")
    for expected in (
        "`&a` is an anchor",
        "`name` stands twice",
        "`no` is read as false",
        "`1` is read as int",
    ):
        assert any(expected in problem for problem in found), (expected, found)


def test_dates_and_quoted_words_stay_text_and_plain_numbers_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "a: 2026-01-02\nb: \"no\"\nc: '1'\nd: -7\ne: 0.5\nf: =\ng: |\n  x\n  y\nh: off\n", encoding="utf-8"
    )
    found: list[object] = []
    document = read_document(path, "a.yaml", found)  # type: ignore[arg-type]
    assert document is not None
    assert not found
    assert document.value == {
        "a": "2026-01-02", "b": "no", "c": "1", "d": -7, "e": 0.5, "f": "=", "g": "x\ny\n", "h": False,
    }  # fmt: skip
    assert document.line("g") == 7
    assert document.line("h") == 10
    assert document.line("h.unknown[3]") == 10


def test_files_that_grow_without_measure_are_refused_quickly(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
    )
    assert any("is an alias" in problem for problem in problems(tmp_path, bomb))
    deep = "settings: " + "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5)
    assert any("nested more than" in problem for problem in problems(tmp_path, deep))
    deeper = "settings: " + "[" * 50_000
    assert len(problems(tmp_path, deeper)) == 1
    wide = "settings: [" + "a," * (MAX_VALUES + 1) + "]"
    assert any("more than" in problem for problem in problems(tmp_path, wide))
    assert any("is larger than" in problem for problem in problems(tmp_path, b"#" * (MAX_BYTES + 1)))


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    for folder, expected in (
        (tmp_path / "absent", "does not exist"),
        (tmp_path, "cannot be read (No such file or directory)"),
    ):
        with pytest.raises(ClusterFilesError, match=r"^cluster\.yaml: ") as caught:
            load_cluster(folder)
        assert expected in str(caught.value)
    (tmp_path / "file").touch()
    with pytest.raises(ClusterFilesError, match="is not a folder"):
        load_cluster(tmp_path / "file")
    (tmp_path / "cluster.yaml").mkdir()
    with pytest.raises(ClusterFilesError, match="cannot be read"):
        load_cluster(tmp_path)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_bring_the_reader_down(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cluster")
    assert problems(folder, data)


@settings(max_examples=200, deadline=None)
@given(tail=st.text(alphabet="ab:-[]{}&*!|>'\"#%@` \n\t?,<=~0.1", max_size=60))
def test_no_syntax_brings_the_reader_down(tail: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cluster")
    assert problems(folder, HEAD + tail)
