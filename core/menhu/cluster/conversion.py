"""From a document to declarations: every value is checked against its type, every fault is reported."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from menhu.cluster.problems import Problem, did_you_mean
from menhu.cluster.settings import decode
from menhu.cluster.yamlmarks import FAULT, Document, join

S = TypeVar("S", bound=msgspec.Struct)

_EXPECTED: dict[type[inspect.Type], str] = {
    inspect.StrType: "text",
    inspect.LiteralType: "a word",
    inspect.BoolType: "`true` or `false`",
    inspect.NoneType: "`null`",
    inspect.StructType: "a mapping",
    inspect.DictType: "a mapping",
    inspect.VarTupleType: "a list",
}


@dataclass(slots=True)
class Converter:
    """Converts documents and remembers where each struct was written.

    ``lost`` becomes true as soon as a whole struct had to be left out, so that later checks do not
    report as missing what is only faulty.
    """

    problems: list[Problem] = field(default_factory=list)
    lost: bool = False
    _places: dict[int, tuple[msgspec.Struct, Document, str]] = field(default_factory=dict)

    def struct(self, kind: type[S], document: Document, path: str = "") -> S | None:
        """The struct at a path, or None if a field that it needs is missing or faulty."""
        value = _at(document, path)
        made: Any = _Walk(self, document).value(value, inspect.type_info(kind), path)
        return None if made is FAULT else made

    def fields(
        self, kind: type[msgspec.Struct], document: Document, leave: Collection[str] = ()
    ) -> dict[str, Any] | None:
        """The sound fields at the root of a document, but those of ``leave``; None if it is no mapping."""
        info = inspect.type_info(kind)
        assert isinstance(info, inspect.StructType)
        walk = _Walk(self, document)
        if not walk.is_mapping(document.value, ""):
            return None
        return walk.fields(document.value, info, "", leave)

    def remember(self, made: msgspec.Struct, document: Document, path: str) -> None:
        """Note where a struct was written."""
        self._places[id(made)] = (made, document, path)

    def report(self, made: msgspec.Struct, below: str, message: str, remedy: str) -> None:
        """Report a problem at a path below a struct."""
        self.problems.append(self.problem(made, below, message, remedy))

    def problem(self, made: msgspec.Struct, below: str, message: str, remedy: str) -> Problem:
        """A problem at a path below a struct."""
        _, document, path = self._places[id(made)]
        full = f"{path}{below}" if not path or below.startswith("[") or not below else f"{path}.{below}"
        return document.problem(full, message, remedy)

    def line_of(self, made: msgspec.Struct, below: str = "") -> str:
        """``file:line`` of a path below a struct."""
        problem = self.problem(made, below, "", "")
        return f"{problem.file}:{problem.line}"

    def origins(self, made: msgspec.Struct) -> dict[str, str]:
        """``file:line`` of everything below a struct, by dotted path."""
        _, document, path = self._places[id(made)]
        return {below: f"{document.file}:{line}" for below, line in document.below(path)}

    def check_settings(
        self, owner: msgspec.Struct, below: str, whose: str, values: Mapping[str, Any],
        kind: type[msgspec.Struct],
    ) -> None:  # fmt: skip
        """Check what one layer says of a feature, or of a column, against its settings class.

        Arguments:
            owner: the declaration in which the settings stand.
            below: their path below it.
            whose: what has these settings, in words.
            values: the settings that are given; the class may know more.
            kind: the settings class.
        """
        known = {item.name: item for item in msgspec.structs.fields(kind)}
        for key, value in values.items():
            path = join(below, key)
            if key not in known:
                self.report(owner, path, f"{whose} has no setting `{key}`", did_you_mean(key, known))
                continue
            if _holds_fault(value):
                continue
            try:
                msgspec.convert(value, known[key].type, dec_hook=decode)
            except msgspec.ValidationError as error:
                text, _, place = str(error).partition(" - at `$")
                place = "" if place.startswith("[...]") else place.rstrip("`")
                self.report(owner, path + place, text[0].lower() + text[1:], _setting_remedy(known[key]))


def _setting_remedy(item: msgspec.structs.FieldInfo) -> str:
    info = inspect.type_info(item.type)
    schema = info.extra_json_schema if isinstance(info, inspect.Metadata) else None
    description = (schema or {}).get("description", "")
    return f"Correct it. What it is for: {description}" if description else "Correct it, or take it out."


def _holds_fault(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(_holds_fault(item) for item in (value.values() if isinstance(value, dict) else value))
    return value is FAULT


def _at(document: Document, path: str) -> Any:
    value = document.value
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        value = value[name] if name else value[int(index)]
    return value


@dataclass(slots=True)
class _Walk:
    converter: Converter
    document: Document

    def value(self, value: Any, info: inspect.Type, path: str, remedy: str = "") -> Any:
        if value is FAULT:
            return FAULT
        if isinstance(info, inspect.Metadata):
            return self.value(value, info.type, path, (info.extra or {}).get("remedy", remedy))
        if isinstance(info, inspect.UnionType):
            return self._union(value, info, path)
        if isinstance(info, inspect.AnyType):
            return value
        if not _fits(value, info):
            return self._mismatch(value, (info,), path)
        if isinstance(info, inspect.StructType):
            return self._struct(value, info, path)
        if isinstance(info, inspect.DictType):
            return self._dict(value, info, path)
        if isinstance(info, inspect.VarTupleType):
            items = [self.value(item, info.item_type, f"{path}[{index}]") for index, item in enumerate(value)]
            return tuple(item for item in items if item is not FAULT)
        if isinstance(info, inspect.LiteralType) and value not in info.values:
            words = [str(word) for word in info.values]
            return self._refuse(path, f"`{value}` is not known here", did_you_mean(value, words))
        if isinstance(info, inspect.StrType):
            return self._text(value, info, path, remedy)
        return value

    def fields(
        self, value: dict[str, Any], info: inspect.StructType, path: str, leave: Collection[str] = ()
    ) -> dict[str, Any]:
        known = {item.encode_name: item for item in info.fields}
        made = {}
        for key, item in value.items():
            if key not in known:
                self._refuse(join(path, key), f"the key `{key[:60]}` is not known", did_you_mean(key, known))
            elif key not in leave:
                made[key] = self.value(item, known[key].type, join(path, key))
        for key, item_info in known.items():
            if item_info.required and key not in value:
                self._refuse(path, f"the key `{key}` is missing", f"Add `{key}:`.")
        return {key: item for key, item in made.items() if item is not FAULT}

    def is_mapping(self, value: Any, path: str) -> bool:
        if isinstance(value, dict):
            return True
        if value is not FAULT:
            self._refuse(
                path, f"{_seen(value)} stands where a mapping is needed", "Write `key: value` lines."
            )
        return False

    def _struct(self, value: dict[str, Any], info: inspect.StructType, path: str) -> Any:
        made = self.fields(value, info, path)
        if any(item.required and item.name not in made for item in info.fields):
            self.converter.lost = True
            return FAULT
        struct = info.cls(**made)
        self.converter.remember(struct, self.document, path)
        return struct

    def _dict(self, value: dict[str, Any], info: inspect.DictType, path: str) -> Any:
        made = {}
        for key, item in value.items():
            name = self.value(key, info.key_type, join(path, key))
            content = self.value(item, info.value_type, join(path, key))
            if name is not FAULT and content is not FAULT:
                made[name] = content
        return made

    def _union(self, value: Any, info: inspect.UnionType, path: str) -> Any:
        for choice in info.types:
            if _fits(value, choice):
                return self.value(value, choice, path)
        return self._mismatch(value, info.types, path)

    def _text(self, value: str, info: inspect.StrType, path: str, remedy: str) -> Any:
        shape = info.pattern is None or re.fullmatch(info.pattern, value)
        if shape and (info.min_length or 0) <= len(value) <= (info.max_length or len(value)):
            return value
        if not value.strip():
            return self._refuse(path, "the text is empty", remedy)
        return self._refuse(path, f"`{value[:60]}` does not have the right form", remedy)

    def _mismatch(self, value: Any, wanted: tuple[inspect.Type, ...], path: str) -> Any:
        mark = self.document.marks.get(path)
        raw = mark.raw if mark else None
        names = [_EXPECTED.get(type(_plain(info)), "another type") for info in wanted]
        expected = " or ".join(dict.fromkeys(name for name in names if name != "`null`"))
        if value is None:
            return self._refuse(path, "there is no value", f"Write {expected}, or take the key out.")
        textual = any(isinstance(_plain(info), inspect.StrType | inspect.LiteralType) for info in wanted)
        if raw is not None and textual and isinstance(value, bool | int | float):
            kind = ("true" if value else "false") if isinstance(value, bool) else "a number"
            return self._refuse(path, f"`{raw}` is read as {kind}, not as text", f'Quote it: "{raw}".')
        return self._refuse(path, f"{_seen(value)} stands where {expected} is needed", f"Write {expected}.")

    def _refuse(self, path: str, message: str, remedy: str) -> Any:
        self.converter.problems.append(self.document.problem(path, message, remedy))
        return FAULT


def _plain(info: inspect.Type) -> inspect.Type:
    while isinstance(info, inspect.Metadata):
        info = info.type
    return info


def _fits(value: Any, info: inspect.Type) -> bool:
    plain = _plain(info)
    if isinstance(plain, inspect.StrType | inspect.LiteralType):
        return isinstance(value, str)
    if isinstance(plain, inspect.BoolType):
        return isinstance(value, bool)
    if isinstance(plain, inspect.NoneType):
        return value is None
    if isinstance(plain, inspect.StructType | inspect.DictType):
        return isinstance(value, dict)
    return isinstance(value, list)


def _seen(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"`{str(value)[:60]}`"
