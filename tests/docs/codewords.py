"""Types, defaults and signatures in the words of documents."""

import ast
import inspect
import json
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect as shapes

import menhu

CORE = Path(menhu.__file__).parent
SIMPLE: dict[type[shapes.Type], str] = {
    shapes.StrType: "text",
    shapes.BoolType: "true or false",
    shapes.AnyType: "anything",
    shapes.NoneType: "null",
}
NAMED = {
    "ColumnDecl": "[column](#column)",
    "BlockDecl": "[block](#block)",
    "RoleDecl": "[role](#role)",
    "SiteDecl": "[site](#site)",
    "ColumnChange": "[change](#change-of-a-column)",
    "SiteWords": "[words](#words-in-another-language)",
}
STARS = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}
LONG = 8
"""Vocabularies of more words are described, not listed."""


def kind_words(info: shapes.Type) -> str:
    """What may stand for a value of this type."""
    if isinstance(info, shapes.Metadata):
        return kind_words(info.type)
    if isinstance(info, shapes.IntType):
        return f"whole number{_range(info)}"
    if isinstance(info, shapes.LiteralType):
        words = [f"`{word}`" for word in info.values]
        return ", ".join(words) if len(words) <= LONG else f"one of {len(words)} words"
    if isinstance(info, shapes.UnionType):
        return " or ".join(dict.fromkeys(_alternatives(info)))
    if isinstance(info, shapes.VarTupleType):
        return f"list of {kind_words(info.item_type)}"
    if isinstance(info, shapes.DictType):
        inner = kind_words(info.value_type)
        return "mapping" if inner == SIMPLE[shapes.AnyType] else f"mapping to {inner}"
    if isinstance(info, shapes.StructType):
        return NAMED.get(info.cls.__name__, "mapping")
    return SIMPLE[type(info)]


def _alternatives(info: shapes.UnionType) -> list[str]:
    absent = (shapes.NoneType,)
    return [kind_words(kind) for kind in info.types if not isinstance(kind, absent)]


def _range(info: shapes.IntType) -> str:
    if info.ge is None and info.le is None:
        return ""
    return f", {info.ge} to {info.le}"


def default_words(field: msgspec.structs.FieldInfo) -> str:
    """The default of a field; that it is required; nothing where absent means unchanged."""
    if field.required:
        return "required"
    if field.default_factory is not msgspec.NODEFAULT:
        value: Any = field.default_factory()
    else:
        value = field.default
    if value is msgspec.UNSET:
        return "unchanged"
    if value is None or value in ("", (), {}):
        return "—"
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value)
    return f"`{json.dumps(value, ensure_ascii=False)}`" if not isinstance(value, str) else f"`{value}`"


def signature_words(name: str, function: Callable[..., Any]) -> str:
    """A function's signature as its source has it, without quotes and modules of annotations."""
    signature = inspect.signature(function, eval_str=False)
    shown = []
    for parameter in signature.parameters.values():
        star = STARS.get(parameter.kind.name, "")
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        shown.append(f"{star}{parameter.name}: {_annotation(parameter.annotation)}{default}")
    return f"{name}({', '.join(shown)}) -> {_annotation(signature.return_annotation)}"


def _annotation(annotation: object) -> str:
    written = inspect.formatannotation(annotation).strip("'\"").replace("~", "")
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", written)


@cache
def _notes() -> dict[str, str]:
    """Strings that stand below constants of the core, by the constant's name."""
    found: dict[str, str] = {}
    for path in sorted(CORE.rglob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for above, below in pairwise(body):
            if (
                isinstance(above, ast.Assign)
                and isinstance(above.targets[0], ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            ):
                found.setdefault(above.targets[0].id, str(below.value.value))
    return found


def constant_note(name: str, value: int | frozenset[str]) -> str:
    """The value of a constant, and what the source says of it."""
    shown = ", ".join(f"`{word}`" for word in sorted(value)) if isinstance(value, frozenset) else f"`{value}`"
    note = " ".join(_notes().get(name, "").split()).replace("``", "`")
    return f"{shown}. {note}" if note else f"{shown}."
