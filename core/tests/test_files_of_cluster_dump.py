"""Declarations written back, and the published JSON Schemas."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from menhu.cluster.files import (
    BlockDecl,
    ClusterDecl,
    ClusterFiles,
    ColumnChange,
    ColumnDecl,
    SiteDecl,
    TemplateDecl,
    dump_cluster,
    json_schema,
    load_cluster,
)

ROOT = Path(__file__).parents[2]
TRICKY = (
    "yes",
    "012",
    "1:30",
    "2026-01-02",
    "null",
    "~",
    "石家庄:市 # 局",
    " a ",
    "a\nb\n",
    "'\"",
    "=",
    "<<",
    "é",
)


def cluster() -> ClusterFiles:
    leaf = ColumnDecl(code="gzdt", name="no", column_type="工作动态", plugin="news", keywords=TRICKY)
    group = ColumnDecl(
        code="zwgk", name="公开", column_type="信息公开目录", plugin="core", kind="group", children=(leaf,)
    )
    block = BlockDecl(
        region="main", block="news.latest", settings={"columns": ["gzdt"], "count": 8, "x": None}
    )
    template = TemplateDecl(
        code="main", title="主站", kind="portal", theme="portal", columns=(group,), home=(block,),
        features={"news": True, "letters": {"limit": 5, "ratio": 0.5, "deep": [{"a": [1]}]}},
        settings={"core": {str(n): text for n, text in enumerate(TRICKY)}},
    )  # fmt: skip
    site = SiteDecl(
        code="main", name="1", kind="portal", template="main", host="a.example", path_prefix="/",
        site_id_code="0999990001", features={"letters": False}, home=(), notice="",
        columns={"gzdt": ColumnChange(redirect=None, name="on", settings={})},
    )  # fmt: skip
    return ClusterFiles(ClusterDecl(name="群", base_domain="a.example"), (template,), (site,))


def test_what_is_written_is_read_back_equal(tmp_path: Path) -> None:
    files = cluster()
    dump_cluster(files, tmp_path / "new" / "folder")
    assert load_cluster(tmp_path / "new" / "folder") == files


def test_what_is_written_is_short_and_readable(tmp_path: Path) -> None:
    dump_cluster(cluster(), tmp_path)
    text = (tmp_path / "templates" / "main.yaml").read_text(encoding="utf-8")
    assert text.startswith("code: main\ntitle: 主站\nkind: portal\ntheme: portal\nfeatures:\n  news: true\n")
    for default in ("visible", "freshness", "redirect", "roles", "&id", "*id"):
        assert default not in text
    site = yaml.safe_load((tmp_path / "sites" / "main.yaml").read_text(encoding="utf-8"))
    assert site["columns"] == {"gzdt": {"name": "on", "redirect": None, "settings": {}}}
    assert site["home"] == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cluster.yaml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(FileExistsError, match="exists already"):
        dump_cluster(cluster(), tmp_path)
    assert (tmp_path / "cluster.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert not (tmp_path / "templates").exists()


@pytest.mark.parametrize("name", ["cluster", "template", "site"])
def test_the_published_schema_is_the_generated_one(name: str) -> None:
    published = json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema()[name]


def test_every_field_of_every_declaration_is_explained() -> None:
    for schema in json_schema().values():
        jsonschema.Draft202012Validator.check_schema(schema)
        for definition in schema["$defs"].values():
            for name, field in definition["properties"].items():
                assert field.get("description"), (definition["title"], name)


def test_the_schema_agrees_with_the_reader(tmp_path: Path) -> None:
    schema = json_schema()
    dump_cluster(cluster(), tmp_path)
    for folder, name in (("", "cluster"), ("templates", "template"), ("sites", "site")):
        path = next((tmp_path / folder).glob("*.yaml"))
        value: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        jsonschema.validate(value, schema[name])
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**value, "nmae": 1}, schema[name])


def test_declarations_cannot_be_changed() -> None:
    site = cluster().sites[0]
    with pytest.raises(AttributeError):
        site.name = "x"  # type: ignore[misc]
