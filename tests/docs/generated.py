"""What documents say that the code says first: ``python tests/docs/generated.py`` writes it anew.

Whole pages (hooks, the plugins' interface, settings) and parts of pages between two comments,
``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``. A test holds the files against the code.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import msgspec
from codewords import constant_note, default_words, kind_words, signature_words
from docskit import DOCS
from msgspec import inspect as shapes

import menhu.api
from menhu.cluster import schema
from menhu.cluster.settings import CoreSettings
from menhu.deployment import Deployment
from menhu.plugins import hookspecs
from menhu.plugins.hookspecs import PROJECT
from menhu.plugins.registry import Registry
from menhu.render.blocks import BlockType
from menhu.render.core_blocks import CORE_BLOCKS
from menhu.render.furniture import Furniture
from menhu.render.slots import SLOTS

SIGNATURES = Path(__file__).parent / "hook-signatures.json"
MADE = "Made from the code by `python tests/docs/generated.py`; a test holds it against the code."
SECTIONS = ("What", "Scope", "Arguments", "Returns", "Example", "Since")
FIRST_PARTY = ("news", "pages")


def hooks() -> dict[str, Callable[..., Any]]:
    """The hooks by name, in the order of the file."""
    found = inspect.getmembers(hookspecs, lambda member: hasattr(member, f"{PROJECT}_spec"))
    return dict(sorted(found, key=lambda pair: pair[1].__code__.co_firstlineno))


def signatures() -> dict[str, list[str]]:
    """The argument names of every hook."""
    return {name: list(inspect.signature(hook).parameters) for name, hook in hooks().items()}


def sections_of(hook: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """The first line of a hook's docstring, and its fixed sections."""
    first, _, rest = inspect.cleandoc(hook.__doc__ or "").partition("\n")
    found: dict[str, str] = {}
    for line in rest.strip().splitlines():
        name, colon, words = line.partition(":")
        if colon and name in SECTIONS:
            found[name] = words.strip()
        else:
            found[list(found)[-1]] += f" {line.strip()}"
    return first, found


def _marked(text: str) -> str:
    """A docstring's double backquotes as Markdown has them."""
    return text.replace("``", "`")


def hooks_page() -> str:
    """``docs/hooks.md``"""
    lines = [
        "# Hooks", "", MADE, "",
        "A plugin implements a hook as a function of the module that its entry point names, marked with "
        "`@hookimpl` from `menhu.api`. It takes those arguments that it needs, by name; argument names never "
        "change. Results are tuples of frozen objects and are checked when they are collected. *Site* hooks are "
        "called only for plugins that are on, and not closing, at the site; `menhu_open_business` and "
        "`menhu_feature_switched` also while the plugin closes.", "",
        *(f"- [`{name}`](#{name})" for name in hooks()),
    ]  # fmt: skip
    for name, hook in hooks().items():
        first, sections = sections_of(hook)
        lines += [
            "",
            f"## `{name}`",
            "",
            _marked(first),
            "",
            "```python",
            signature_words(name, hook),
            "```",
            "",
        ]
        lines += [f"- **{title}.** {_sentence(sections[title])}" for title in SECTIONS]
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    marked = _marked(text)
    return marked[0].upper() + marked[1:] if marked[0].isalpha() else marked


def first_line(thing: object) -> str:
    """The first line of a docstring."""
    return _marked(inspect.getdoc(thing) or "").partition("\n")[0]


def api_page() -> str:
    """``docs/api.md``"""
    lines = [
        "# `menhu.api`", "", MADE, "",
        "These names are what a plugin may import from the core, together with `menhu.testing` in its tests. "
        f"They are stable for API version {menhu.api.API_VERSION}.",
    ]  # fmt: skip
    kinds: tuple[tuple[str, Callable[[Any], bool]], ...] = (
        ("Classes", inspect.isclass),
        ("Functions", inspect.isfunction),
        ("Constants and markers", lambda thing: not inspect.isclass(thing) and not inspect.isfunction(thing)),
    )
    for title, fits in kinds:
        names = [name for name in sorted(menhu.api.__all__, key=str.lower) if fits(getattr(menhu.api, name))]
        lines += ["", f"## {title}", "", "| name | meaning |", "|---|---|"]
        lines += [f"| `{_named(name)}` | {_meaning(name)} |" for name in names]
    return "\n".join(lines) + "\n"


def _named(name: str) -> str:
    thing = getattr(menhu.api, name)
    return signature_words(name, thing).replace("|", "\\|") if inspect.isfunction(thing) else name


def _meaning(name: str) -> str:
    thing = getattr(menhu.api, name)
    if isinstance(thing, int | frozenset):
        return constant_note(name, thing)
    return first_line(thing)


def setting_rows(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    """One row for each field of a settings class: name, type, default, description."""
    for field in msgspec.structs.fields(kind):
        info = shapes.type_info(field.type)
        yield (
            f"| `{prefix}{field.name}` | {kind_words(info)} | {default_words(field)} | {description(info)} |"
        )


def description(info: shapes.Type) -> str:
    """The description that an annotation carries."""
    if not isinstance(info, shapes.Metadata):
        return ""
    own = str((info.extra_json_schema or {}).get("description", ""))
    return own.replace("|", "\\|") or description(info.type)


def settings_page() -> str:
    """``docs/settings.md``"""
    registry = Registry(FIRST_PARTY)
    head = ["| key | type | default | meaning |", "|---|---|---|---|"]
    lines = [
        "# Settings", "", MADE, "",
        "`menhu config show SITE` prints what is in force, `menhu config explain SITE KEY` where a value comes "
        "from, `menhu config set SITE KEY VALUE` changes it. How the layers lie above one another: "
        "[cluster-files.md](cluster-files.md#the-layers).",
        "", "## `core`", "", first_line(CoreSettings), "", *head, *setting_rows(CoreSettings, "core."),
    ]  # fmt: skip
    for plugin in registry.plugins.values():
        lines += ["", f"## `{plugin.name}`", ""]
        if plugin.settings is None:
            lines.append(f"`{plugin.name}` has no settings.")
        else:
            lines += [
                first_line(plugin.settings),
                "",
                *head,
                *setting_rows(plugin.settings, f"{plugin.name}."),
            ]
    lines += ["", "## Columns of `news`", "", "Under `settings` of a column.", "", *head, *_news_columns()]
    lines += [
        "",
        "## Blocks",
        "",
        "Under `settings` of a block in `home`. A block without content is left out.",
    ]
    for block in (*CORE_BLOCKS, *_plugin_blocks(registry)):
        lines += [
            "",
            f"### `{block.name}`",
            "",
            _sentence(first_line(block.build)),
            "",
            *_table(block.settings),
        ]
        lines += _nested(block.settings)
    return "\n".join(lines) + "\n"


def _table(kind: type[msgspec.Struct]) -> Iterator[str]:
    """The table of a block's settings, and what the docstring of the class says beside its name."""
    rows = list(setting_rows(kind))
    if not rows:
        yield "It has no settings."
        return
    explained = any(not row.endswith("|  |") for row in rows)
    shown = ["| key | type | default | meaning |", "|---|---|---|---|", *rows]
    yield from shown if explained else (_without_meaning(row) for row in shown)
    words = first_line(kind).partition("; ")[2]
    if words:
        yield from ("", f"{words.rstrip('.')}.")


def _without_meaning(row: str) -> str:
    return "|".join(row.split("|")[:-2]) + "|"


def _nested(kind: type[msgspec.Struct]) -> Iterator[str]:
    """The fields of structs that stand in lists of a block's settings."""
    for field in msgspec.structs.fields(kind):
        info = shapes.type_info(field.type)
        inner = info.item_type if isinstance(info, shapes.VarTupleType) else info
        if isinstance(inner, shapes.StructType):
            yield from ("", f"Each of `{field.name}`:", "", *_table(inner.cls))


def _news_columns() -> Iterator[str]:
    from menhu_news.settings import ColumnSettings

    return setting_rows(ColumnSettings)


def _plugin_blocks(registry: Registry) -> Iterator[BlockType]:
    for module in registry.modules.values():
        yield from module.menhu_blocks()


def ini_keys() -> str:
    """The keys of ``[app:main]``, from the fields and the docstring of ``Deployment``."""
    notes = re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", inspect.getdoc(Deployment) or "", re.MULTILINE)
    words = {name: " ".join(text.split()) for name, text in notes}
    rows = ["| key | default | meaning |", "|---|---|---|"]
    for field in fields(Deployment):
        if field.name == "config_file":
            continue
        default = DEFAULTS.get(field.name) or _plain_default(field.default)
        rows.append(f"| `menhu.{field.name}` | {default} | {_sentence(words[field.name])} |")
    return "\n".join(rows)


DEFAULTS = {
    "var": "`var`", "database": "`sqlite:///{var}/menhu.db`", "files": "`{var}/files`",
    "plugins": "every installed one",
}  # fmt: skip
"""Defaults that ``deployment_from`` fills in; ``test_docs_operators`` reads them back from there."""


def _plain_default(value: object) -> str:
    assert value is not MISSING
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{' '.join(value)}`" if value else "none"
    return f"`{value}`" if value != "" else "none"


def declaration(kind: type[msgspec.Struct]) -> Callable[[], str]:
    """A table of the keys of a declaration in a file."""

    def table() -> str:
        rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
        return "\n".join([*rows, *setting_rows(kind)])

    return table


def furniture() -> str:
    """What templates can ask of ``furniture``."""
    rows = ["| name | meaning |", "|---|---|"]
    for name, member in vars(Furniture).items():
        if isinstance(member, property):
            rows.append(f"| `furniture.{name}` | {first_line(member)} |")
    return "\n".join(rows)


def slots() -> str:
    """The slots of the layout."""
    return ", ".join(f"`{name}`" for name in SLOTS)


PAGES: dict[str, Callable[[], str]] = {
    "hooks.md": hooks_page,
    "api.md": api_page,
    "settings.md": settings_page,
}
DECLARATIONS: dict[str, type[msgspec.Struct]] = {
    "cluster.yaml": schema.ClusterFile,
    "template": schema.TemplateDecl,
    "column": schema.ColumnDecl,
    "block": schema.BlockDecl,
    "role": schema.RoleDecl,
    "site": schema.SiteDecl,
    "column change": schema.ColumnChange,
    "site words": schema.SiteWords,
}
PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "operators.md": {"ini keys": ini_keys},
    "templates.md": {"furniture": furniture, "slots": slots},
    "cluster-files.md": {name: declaration(kind) for name, kind in DECLARATIONS.items()},
}


def with_parts(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """A page with its generated parts made anew.

    Raises:
        AssertionError: if a part has no place in the page.
    """
    for name, make in parts.items():
        begin, end = f"<!-- generated: {name} -->", f"<!-- end of {name} -->"
        assert text.count(begin) == text.count(end) == 1, f"{begin} … {end} stands not once in the page"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{make()}\n{end}{rest.partition(end)[2]}"
    return text


def main() -> None:
    """Write every generated page and part; of the signatures only hooks that are new."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
    for name, parts in PARTS.items():
        path = DOCS / name
        path.write_text(with_parts(path.read_text(encoding="utf-8"), parts), encoding="utf-8")
    known = json.loads(SIGNATURES.read_text(encoding="utf-8")) if SIGNATURES.exists() else {}
    SIGNATURES.write_text(json.dumps({**signatures(), **known}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
