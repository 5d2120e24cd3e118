"""Reading a plugin's source for what no test run would show: imports, raw SQL, untranslated messages."""

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

PERMITTED = frozenset({"menhu.api", "menhu.testing"})
RAW_SQL = {
    "text": "`text()` is not held to the site",
    "from_statement": "`from_statement` is not held to the site",
    "connection": "`session.connection()` is not held to the site",
    "get_bind": "the engine is not held to the site",
    "exec_driver_sql": "SQL on the driver is not held to the site",
    "bulk_insert_mappings": "bulk mappings are not held to the site",
    "bulk_update_mappings": "bulk mappings are not held to the site",
    "bulk_save_objects": "bulk saving is not held to the site",
}
_CALL = re.compile(r"""(?<![\w.])_\(\s*(?:'((?:[^'\\]|\\.)+)'|"((?:[^"\\]|\\.)+)")""")


class Fault(NamedTuple):
    """Something in the source: where, what, and the remedy."""

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. {self.remedy}"


def sources(package: Path, *, migrations: bool = False) -> Iterator[tuple[Path, ast.Module]]:
    """The parsed modules of a package's folder; migrations only if asked for."""
    for path in sorted(package.rglob("*.py")):
        if migrations or "migrations" not in path.relative_to(package).parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def import_faults(package: Path, requires: Iterable[str], plugins: dict[str, str]) -> Iterator[Fault]:
    """Imports that a plugin may not have.

    Arguments:
        package: the folder of the plugin's package.
        requires: the plugins that it declares in ``requires``.
        plugins: package names of all known plugins, by plugin.
    """
    own = package.name
    allowed = {f"{plugins[name]}.api" for name in requires if name in plugins}
    others = {module: name for name, module in plugins.items() if module != own}
    for path, tree in sources(package):
        for node in ast.walk(tree):
            for module in _imported(node):
                place = f"{path.relative_to(package.parent)}:{getattr(node, 'lineno', 0)}"
                top = module.partition(".")[0]
                if top == "menhu" and not any(module == p or module.startswith(p + ".") for p in PERMITTED):
                    yield Fault(
                        place,
                        f"imports {module}, which is not part of the plugins' interface",
                        "Import what you need from menhu.api; if it is not there, propose it.",
                    )
                if (
                    top in others
                    and module not in allowed
                    and not any(module.startswith(a + ".") for a in allowed)
                ):
                    yield Fault(
                        place,
                        f"imports {module} of the plugin {others[top]}",
                        f"Meet through hooks, or declare requires=({others[top]!r},) and import {top}.api only.",
                    )


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        if node.module == "menhu":
            yield from (f"menhu.{alias.name}" for alias in node.names)
        else:
            yield node.module


def sql_faults(package: Path) -> Iterator[Fault]:
    """Raw SQL outside of migrations."""
    for path, tree in sources(package):
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name, bare = "", False
            if isinstance(node.func, ast.Attribute):
                name = node.func.attr
            elif isinstance(node.func, ast.Name):
                name, bare = node.func.id, True
            if name in RAW_SQL and (not bare or name in imported):
                place = f"{path.relative_to(package.parent)}:{node.lineno}"
                yield Fault(
                    place, RAW_SQL[name], "Use select(), insert(), update() or delete() on mapped classes."
                )


class _Messages(HTMLParser):
    """Collects the messages of a template: i18n:translate, i18n:attributes and ``_('…')``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[tuple[str, list[str]] | None] = []
        self._depth: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._void(attrs)
        given = dict(attrs)
        collector: tuple[str, list[str]] | None = None
        if "i18n:translate" in given:
            collector = (given["i18n:translate"] or "", [])
        name = given.get("i18n:name")
        if name:
            for above in self._open:
                if above is not None:
                    above[1].append("${" + name + "}")
        self._depth.append(tag)
        self._open.append(collector)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._depth:
            closed, collector = self._depth.pop(), self._open.pop()
            if collector is not None:
                msgid = collector[0] or " ".join("".join(collector[1]).split())
                if msgid:
                    self.found.append(msgid)
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        self._calls(data)
        if self._open and self._open[-1] is not None:
            self._open[-1][1].append(data)

    def _void(self, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for part in (given.get("i18n:attributes") or "").split(";"):
            words = part.split(None, 1)
            if len(words) == 2:
                self.found.append(words[1].strip())
            elif words:
                self.found.append(given.get(words[0]) or "")
        for _, value in attrs:
            self._calls(value or "")

    def _calls(self, text: str) -> None:
        self.found += [first or second for first, second in _CALL.findall(text)]


def template_messages(path: Path) -> list[str]:
    """The messages of a template file."""
    parser = _Messages()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return [message for message in parser.found if message.strip()]


def message_faults(package: Path, domain: str, texts: object, languages: Iterable[str]) -> Iterator[Fault]:
    """Messages of a package's templates that lack a translation.

    Arguments:
        texts: ``menhu.render.texts.Texts`` with the domain loaded, in strict mode.
        languages: interface languages to look for.
    """
    from menhu.render.texts import LOCALES, Texts

    assert isinstance(texts, Texts)
    for path in sorted((package / "templates").rglob("*.pt")):
        for message in template_messages(path):
            for language in languages:
                if not texts.has(message, domain, language):
                    yield Fault(
                        str(path.relative_to(package.parent)),
                        f"the message {message!r} has no {language} translation",
                        f"Add it to locale/{LOCALES[language]}/LC_MESSAGES/{domain}.po.",
                    )
