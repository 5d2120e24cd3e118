"""YAML read strictly: plain values only, and the line of every one of them.

Anchors, aliases, tags, merge keys, duplicate keys and several documents are refused: what stands in
the file is what counts. Dates stay text. The tree is built from parser events without recursion, so
that neither a deep nor a self-multiplying file costs more than its own length.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from menhu.cluster.problems import Problem

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 200_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
_PLAIN_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_PLAIN_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?\Z")
LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+\Z")
"""Digits that some readers of YAML take for text, some for an octal, some for a decimal number."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = "tag:yaml.org,2002:"


class _Fault:
    """Stands where a value could not be read; the problem has been reported already."""


FAULT: Final = _Fault()


class Mark(NamedTuple):
    """Where a value stands; ``raw`` is the text of a scalar without quotes."""

    line: int
    raw: str | None


@dataclass(slots=True)
class Document:
    """A file as plain values; ``marks`` has one entry for each path."""

    file: str
    value: Any = FAULT
    marks: dict[str, Mark] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)
    _positions: dict[str, int] = field(default_factory=dict)

    def below(self, path: str) -> Iterator[tuple[str, int]]:
        """Paths relative to a path, itself first (as the empty path), each with its line."""
        if not self._order:
            self._order = list(self.marks)
            self._positions = {known: index for index, known in enumerate(self._order)}
        for index in range(self._positions[path], len(self._order)):
            known = self._order[index]
            rest = known[len(path) :]
            if path and not (known.startswith(path) and rest[:1] in ("", ".", "[")):
                return
            if "\0" not in known:
                yield rest.removeprefix("."), self.marks[known].line

    def line(self, path: str) -> int:
        """The line of a path, or of the nearest one above it that stands in the file."""
        while path and path not in self.marks:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        mark = self.marks.get(path)
        return mark.line if mark else 1

    def problem(self, path: str, message: str, remedy: str) -> Problem:
        """A problem at a path of this file."""
        return Problem(self.file, self.line(path), path, message, remedy)


def join(path: str, key: str) -> str:
    """The path of a key below a path."""
    return f"{path}.{key}" if path else key


class _StopError(Exception):
    """Nothing more can be learnt from the file."""


@dataclass(slots=True)
class _Frame:
    container: Any
    path: str
    key: str | None = None
    key_line: int = 0


def read_document(path: Path, file: str, problems: list[Problem]) -> Document | None:
    """Read one file.

    Arguments:
        path: the file.
        file: its name in problems.
        problems: what is wrong is appended here.

    Returns:
        The document, in which ``FAULT`` stands for values that could not be read, or None if nothing
        of the file can be used.
    """
    text = _read_text(path, file, problems)
    if text is None:
        return None
    builder = _Builder(file, problems)
    try:
        for event in _events(text):
            builder.take(event)
    except _StopError:
        return None
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, text, file))
        return None
    if builder.document.value is None or builder.documents == 0:
        problems.append(
            Problem(file, 0, "", "the file is empty", "Write the declaration, or take the file out.")
        )
        return None
    return builder.document


def _read_text(path: Path, file: str, problems: list[Problem]) -> str | None:
    def refuse(message: str, remedy: str, line: int = 0) -> None:
        problems.append(Problem(file, line, "", message, remedy))

    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        refuse(f"cannot be read ({error.strerror})", "Check the name and the permissions of the file.")
        return None
    if len(data) > MAX_BYTES:
        refuse(f"is larger than {MAX_BYTES // 1024 // 1024} MiB", "Split it into several files.")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse("is UTF-16", "Save it as UTF-8.")
    elif data.startswith(b"\xef\xbb\xbf"):
        refuse("begins with a byte order mark", "Save it as UTF-8 without a byte order mark.", 1)
    elif b"\0" in data:
        refuse("has a NUL byte", "Save it as UTF-8 text.", data[: data.index(b"\0")].count(b"\n") + 1)
    else:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            refuse("is not UTF-8", "Save it as UTF-8.", data[: error.start].count(b"\n") + 1)
    return None


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    position = getattr(error, "position", None)
    if mark is not None:
        line = mark.line + 1
    else:
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) and position >= 0 else 0
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in shown[: len(shown) - len(shown.lstrip())]:
        return Problem(file, line, "", "a tab stands in the indentation", "Indent with spaces.")
    return Problem(file, line, "", f"is not valid YAML ({what})", "Correct the line, or the one before it.")


class _Builder:
    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.document = Document(file)
        self.documents = 0
        self._problems = problems
        self._stack: list[_Frame] = []
        self._count = 0

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(line, "the file holds several documents", "Keep one document to a file.")
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(line, f"`*{event.anchor}` is an alias", "Write the value out.")
            self._place(FAULT, line, None)
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()

    def _node(self, event: Any, line: int) -> None:
        self._count += 1
        if self._count > MAX_VALUES:
            self._stop(line, f"the file has more than {MAX_VALUES} values", "Split it into several files.")
        if event.anchor:
            self._refuse(line, f"`&{event.anchor}` is an anchor", "Take it out and write values out.")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
            return
        if event.tag and event.tag not in (f"{_TAG}map", f"{_TAG}seq"):
            self._stop(line, f"the tag `{event.tag}` is not known", "Take it out; plain values suffice.")
        if len(self._stack) >= MAX_DEPTH:
            self._stop(line, f"values are nested more than {MAX_DEPTH} deep", "Make the tree flatter.")
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(container, line, None)
        self._stack.append(_Frame(container, path))

    def _scalar(self, event: Any, line: int) -> None:
        frame = self._stack[-1] if self._stack else None
        plain = event.implicit[0] and not event.style
        tag: str = event.tag or (_resolve(event.value) if plain else f"{_TAG}str")
        if frame is not None and isinstance(frame.container, dict) and frame.key is None:
            self._key(frame, event.value, tag, line)
            return
        self._place(self._value(event.value, tag, line), line, event.value if plain else None)

    def _key(self, frame: _Frame, text: str, tag: str, line: int) -> None:
        if tag == f"{_TAG}merge":
            self._stop(line, "`<<` (a merge key) is not supported", "Write the values out.")
        if tag != f"{_TAG}str":
            kind = tag.removeprefix(_TAG)
            self._refuse(line, f"the key `{text[:60]}` is read as {kind}, not as text", "Put it in quotes.")
        elif _CONTROL.search(text):
            self._refuse(line, "a key has a control character", "Take it out.")
        if text in frame.container:
            first = self.document.marks[join(frame.path, text)].line
            self._refuse(
                line,
                f"the key `{text[:60]}` stands twice (first in line {first})",
                "Keep one of them.",
                frame.path,
            )
            text = f"{text}\0{line}"
        frame.key, frame.key_line = text, line

    def _value(self, text: str, tag: str, line: int) -> Any:
        kind = tag.removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() in ("yes", "true", "on")
        if kind in ("int", "float"):
            return self._number(text, kind, line)
        if kind not in ("str", "timestamp", "value"):
            self._refuse(line, f"the tag `{tag}` is not known", "Take it out; plain values suffice.")
            return FAULT
        if _CONTROL.search(text):
            self._refuse(line, "the text has a control character", "Take it out.")
            return FAULT
        return text

    def _number(self, text: str, kind: str, line: int) -> Any:
        if kind == "int" and _PLAIN_INT.match(text):
            return int(text)
        if kind == "float" and _PLAIN_FLOAT.match(text) and math.isfinite(float(text)):
            return float(text)
        self._refuse(
            line,
            f"`{text[:40]}` is a number that can be misread",
            f'Quote it ("{text[:40]}") if it is text, or write it in plain decimal digits.',
        )
        return FAULT

    def _place(self, value: Any, line: int, raw: str | None) -> str:
        if not self._stack:
            self.document.value = value
            self.document.marks[""] = Mark(line, raw)
            return ""
        frame = self._stack[-1]
        if isinstance(frame.container, list):
            path = f"{frame.path}[{len(frame.container)}]"
            frame.container.append(value)
        elif frame.key is None:
            self._stop(line, "a key is not plain text", "Write the key as a word.")
        else:
            path = join(frame.path, frame.key)
            if "\0" not in frame.key:
                frame.container[frame.key] = value
            frame.key, line = None, frame.key_line
        self.document.marks[path] = Mark(line, raw)
        return path

    def _refuse(self, line: int, message: str, remedy: str, path: str | None = None) -> None:
        if path is None:
            path = self._here()
        self._problems.append(Problem(self.document.file, line, path, message, remedy))

    def _here(self) -> str:
        if not self._stack:
            return ""
        frame = self._stack[-1]
        if isinstance(frame.container, list):
            return f"{frame.path}[{len(frame.container)}]"
        return join(frame.path, frame.key) if frame.key else frame.path

    def _stop(self, line: int, message: str, remedy: str) -> None:
        self._refuse(line, message, remedy)
        raise _StopError


def _resolve(text: str) -> str:
    """The tag that YAML 1.1 gives to a scalar without quotes."""
    if text == "":
        return f"{_TAG}null"
    if LEADING_ZERO.match(text):
        return f"{_TAG}int"
    for tag, pattern in _RESOLVERS.get(text[0], []):
        if pattern.match(text):
            return tag
    return f"{_TAG}str"
