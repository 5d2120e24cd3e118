"""Pages and parts that repeat the code are as the code is; hooks are documented, implemented and called."""

import ast
import importlib.metadata
import json
from collections.abc import Iterator
from pathlib import Path

import menhu_toy.plugin
import msgspec
import pytest
from codewords import CORE
from docskit import DOCS, ROOT, codes, read, section, table_rows
from generated import PAGES, PARTS, SECTIONS, SIGNATURES, hooks, sections_of, signatures, with_parts

import menhu.api
from menhu.plugins.calls import RESULTS
from menhu.plugins.registry import ENTRY_POINTS
from menhu.render.themes import installed_themes

CALLS = frozenset({"all", "of", "on", "collect", "demand"})
REMEDY = "Run `python tests/docs/generated.py`."


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_the_code_is(name: str) -> None:
    assert read(name) == PAGES[name](), f"docs/{name} is not as the code is. {REMEDY}"


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_as_the_code_is(name: str) -> None:
    text = read(name)
    assert text == with_parts(text, PARTS[name]), f"docs/{name} is not as the code is. {REMEDY}"


def test_argument_names_of_hooks_never_change() -> None:
    assert json.loads(SIGNATURES.read_text(encoding="utf-8")) == signatures(), (
        "A hook's arguments changed: plugins that name them stop working. Bring the old names back; a new hook "
        f"is added to {SIGNATURES.name} by `python tests/docs/generated.py`."
    )


@pytest.mark.parametrize("name", hooks())
def test_docstring_of_hook_has_its_sections(name: str) -> None:
    hook = hooks()[name]
    first, sections = sections_of(hook)
    assert first.endswith(".")
    assert tuple(sections) == SECTIONS
    assert sections["Since"] == f"{menhu.api.API_VERSION}."
    for argument in signatures()[name]:
        assert f"``{argument}``" in sections["Arguments"]
    if not signatures()[name]:
        assert sections["Arguments"] == "none."
    (example,) = [word.strip("`.") for word in sections["Example"].split() if "/" in word]
    assert (ROOT / example).exists()


def plugin_modules() -> Iterator[object]:
    for entry in importlib.metadata.entry_points(group=ENTRY_POINTS):
        yield entry.load()
    yield menhu_toy.plugin


@pytest.mark.parametrize("name", hooks())
def test_hook_is_implemented_by_a_plugin_or_the_sample(name: str) -> None:
    assert any(hasattr(getattr(module, name, None), "menhu_impl") for module in plugin_modules())


def called_hooks() -> set[str]:
    """Hooks that the core's code names in a call; its test kit and the table of results do not count."""
    found: set[str] = set()
    for path in sorted(CORE.rglob("*.py")):
        if path.relative_to(CORE).parts[0] == "testing":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CALLS
            ):
                words = (argument.value for argument in node.args if isinstance(argument, ast.Constant))
                found.update(word for word in words if isinstance(word, str))
    return found


def test_every_hook_is_called_and_has_a_promised_result() -> None:
    assert hooks().keys() <= called_hooks()
    assert RESULTS.keys() == hooks().keys()


def test_hooks_page_links_every_hook() -> None:
    text = read("hooks.md")
    assert [code for code in codes(text) if code in hooks()] != []
    for name in hooks():
        assert section(text, f"`{name}`")


def test_every_name_of_the_interface_is_documented() -> None:
    text = read("api.md")
    for name in menhu.api.__all__:
        rows = [row for row in table_rows(text) if row[0].strip("`").partition("(")[0] == name]
        assert len(rows) == 1, name
        assert rows[0][1], f"{name} has no docstring"


def test_setting_has_a_description() -> None:
    rows = table_rows(read("settings.md").partition("## Blocks")[0])
    assert len(rows) > 10
    assert all(row[3].endswith(".") for row in rows), [row for row in rows if not row[3].endswith(".")]


def rendered_names() -> set[str]:
    """The names that ``Renderer.render`` gives to every template."""
    tree = ast.parse((CORE / "render" / "templates.py").read_text(encoding="utf-8"))
    (render,) = [
        node
        for renderer in ast.walk(tree)
        if isinstance(renderer, ast.ClassDef) and renderer.name == "Renderer"
        for node in renderer.body
        if isinstance(node, ast.FunctionDef) and node.name == "render"
    ]
    (names,) = [node for node in ast.walk(render) if isinstance(node, ast.Dict)]
    return {str(key.value) for key in names.keys if isinstance(key, ast.Constant)}


def test_names_in_every_template() -> None:
    rows = table_rows(section(read("templates.md"), "Names in every template"))
    assert [row[0] for row in rows] == [
        f"`{name}`" for name in dict.fromkeys(row[0].strip("`") for row in rows)
    ]
    assert {row[0].strip("`") for row in rows} == rendered_names()


def test_names_of_the_bare_page() -> None:
    tree = ast.parse((CORE / "web" / "barepage.py").read_text(encoding="utf-8"))
    (call,) = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "render"
    ]
    (row,) = [
        row for row in table_rows(section(read("templates.md"), "Further names")) if "bare.pt" in row[0]
    ]
    assert set(codes(row[1])) == {keyword.arg for keyword in call.keywords}


def test_macros_are_documented() -> None:
    text = (CORE / "render" / "templates" / "macros.pt").read_text(encoding="utf-8")
    defined = {part.partition('"')[0] for part in text.split('metal:define-macro="')[1:]}
    title = next(line for line in read("theming.md").splitlines() if line.startswith("### Macros"))
    documented = {
        row[0].strip("`") for row in table_rows(section(read("theming.md"), title.removeprefix("### ")))
    }
    assert documented == defined


def test_regions_are_documented() -> None:
    themes, problems = installed_themes()
    assert not problems
    rows = table_rows(section(read("theming.md"), "Regions of the home page"))
    documented = {row[0].strip("`"): codes(row[1]) for row in rows}
    for name, theme in themes.items():
        regions = list(theme.declaration.regions)
        assert [region for region in regions if region not in documented[name]] in ([], ["directory"]), name
        assert set(documented[name]) <= set(regions)


def test_icons_are_documented() -> None:
    sheet = (CORE / "render" / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = {part.partition('"')[0] for part in sheet.split('<symbol id="')[1:]}
    (line,) = [line for line in read("theming.md").splitlines() if line.startswith("Icons:")]
    assert {word for code in codes(line) for word in code.split()} >= drawn


def test_schemas_are_those_of_the_code() -> None:
    from menhu.cluster.files import json_schema

    for name, schema in json_schema().items():
        written = (DOCS / "schema" / f"{name}.schema.json").read_bytes()
        assert msgspec.json.decode(written) == schema


def test_generator_names_only_pages_that_are_there() -> None:
    assert {path.name for path in DOCS.glob("*.md")} >= {*PAGES, *PARTS}
    assert Path(SIGNATURES).is_file()
