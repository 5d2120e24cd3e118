"""The files of a cluster: a folder with ``cluster.yaml``, site templates and sites.

Files are read by ``menhu cluster plan`` and ``apply`` alone, never at boot.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from menhu.cluster.conversion import Converter
from menhu.cluster.dump import dump_cluster
from menhu.cluster.problems import ClusterFilesError, Problem
from menhu.cluster.schema import (
    BlockDecl,
    ClusterDecl,
    ClusterFile,
    ColumnChange,
    ColumnDecl,
    RoleDecl,
    SiteDecl,
    TemplateDecl,
    json_schema,
)
from menhu.cluster.validation import Declared, SettingsTypes, validate
from menhu.cluster.yamlmarks import FAULT, Document, read_document

__all__ = [
    "BlockDecl",
    "ClusterDecl",
    "ClusterFiles",
    "ClusterFilesError",
    "ColumnChange",
    "ColumnDecl",
    "Problem",
    "RoleDecl",
    "SiteDecl",
    "TemplateDecl",
    "dump_cluster",
    "json_schema",
    "load_cluster",
]

CLUSTER_FILE = "cluster.yaml"
Origins = Mapping[str, str]
SHARED_TEMPLATES = "../templates/"
"""The one place outside its folder from which a cluster may take templates: clusters beside it share them."""


@dataclass(frozen=True, slots=True)
class ClusterFiles:
    """A cluster as its files declare it; equal if the declarations are, wherever they are written.

    Origins (of templates and sites by code): dotted path in the declaration (``settings.core.brand``,
    ``columns[2].name``; the empty path is the declaration itself) → ``file:line``, the file relative
    to the folder.
    """

    cluster: ClusterDecl
    templates: tuple[TemplateDecl, ...]
    sites: tuple[SiteDecl, ...]
    cluster_origins: Origins = field(default_factory=dict, compare=False)
    template_origins: Mapping[str, Origins] = field(default_factory=dict, compare=False)
    site_origins: Mapping[str, Origins] = field(default_factory=dict, compare=False)
    warnings: tuple[Problem, ...] = field(default=(), compare=False)


def load_cluster(
    directory: Path,
    settings_types: SettingsTypes | None = None,
    column_settings_types: SettingsTypes | None = None,
) -> ClusterFiles:
    """Read and check the folder of a cluster.

    Arguments:
        directory: the folder that holds ``cluster.yaml``.
        settings_types: settings classes by feature (``core`` among them); what the files set for
            these features is checked against them.
        column_settings_types: classes of the settings of columns, by feature; what the files set for
            columns of these features is checked against them.

    Raises:
        ClusterFilesError: with every problem that could be found.
    """
    reader = _Reader(directory)
    declared = reader.read()
    converter = reader.converter
    warnings: list[Problem] = []
    if declared is not None:
        validate(declared, converter, settings_types or {}, column_settings_types or {}, warnings)
    if converter.problems or declared is None or declared.cluster is None:
        raise ClusterFilesError(sorted(set(converter.problems), key=reader.rank))
    return ClusterFiles(
        cluster=declared.cluster,
        templates=tuple(declared.templates),
        sites=tuple(declared.sites),
        cluster_origins=_cluster_origins(converter.origins(declared.cluster)),
        template_origins={item.code: converter.origins(item) for item in declared.templates},
        site_origins={item.code: converter.origins(item) for item in declared.sites},
        warnings=tuple(warnings),
    )


def _cluster_origins(origins: dict[str, str]) -> dict[str, str]:
    return {path: where for path, where in origins.items() if not path.startswith(("sites", "templates"))}


class _Reader:
    def __init__(self, directory: Path) -> None:
        self.converter = Converter()
        self._directory = directory
        self._files: dict[str, int] = {CLUSTER_FILE: 0}

    def rank(self, problem: Problem) -> tuple[int, int, str]:
        """Order of problems: files as they were read, lines downwards."""
        return self._files.get(problem.file, 0), problem.line, str(problem)

    def read(self) -> Declared | None:
        if not self._directory.is_dir():
            self._refuse_folder("is not a folder" if self._directory.exists() else "does not exist")
            return None
        document = self._document(self._directory / CLUSTER_FILE, CLUSTER_FILE)
        if document is None:
            return None
        fields = self.converter.fields(ClusterFile, document, leave=("templates", "sites"))
        if fields is None:
            return None
        declared = Declared(self._cluster(fields, document))
        for path, reference in self._entries(document, "templates"):
            declared.templates += self._templates(document, path, reference)
        for path, entry in self._entries(document, "sites"):
            declared.sites += self._sites(document, path, entry)
        return declared

    def _refuse_folder(self, fault: str) -> None:
        message = f"the folder {self._directory} {fault}"
        remedy = "Name the folder that holds cluster.yaml."
        self.converter.problems.append(Problem(CLUSTER_FILE, 0, "", message, remedy))

    def _document(self, path: Path, file: str) -> Document | None:
        self._files.setdefault(file, len(self._files))
        document = read_document(path, file, self.converter.problems)
        if document is None or document.value is FAULT:
            self.converter.lost = True
            return None
        return document

    def _cluster(self, fields: dict[str, Any], document: Document) -> ClusterDecl | None:
        required = {item.name for item in msgspec.structs.fields(ClusterDecl) if item.required}
        if not required.issubset(fields):
            return None
        cluster = ClusterDecl(**fields)
        self.converter.remember(cluster, document, "")
        return cluster

    def _entries(self, document: Document, key: str) -> Iterator[tuple[str, Any]]:
        """What stands under a key: one entry, or the entries of a list, each with its path."""
        value = document.value.get(key)
        if isinstance(value, list):
            for index, entry in enumerate(value):
                if entry is not FAULT:
                    yield f"{key}[{index}]", entry
        elif key == "sites" and isinstance(value, str):
            yield key, value
        elif key in document.value and value is not FAULT:
            self._report(document, key, "is not a list", "Write the names of files, one a line after `- `.")

    def _report(self, document: Document, path: str, message: str, remedy: str) -> None:
        self.converter.lost = True
        self.converter.problems.append(document.problem(path, message, remedy))

    def _templates(self, document: Document, path: str, reference: Any) -> Iterator[TemplateDecl]:
        for found, file in self._files_of(document, path, reference, shared=True):
            inner = self._document(found, file)
            template = self.converter.struct(TemplateDecl, inner) if inner else None
            if template is not None:
                yield template

    def _sites(self, document: Document, path: str, entry: Any) -> Iterator[SiteDecl]:
        if isinstance(entry, dict):
            yield from self._site(document, path)
            return
        for found, file in self._files_of(document, path, entry, shared=False):
            inner = self._document(found, file)
            if inner is None:
                continue
            several = isinstance(inner.value, list)
            for inner_path in [f"[{index}]" for index in range(len(inner.value))] if several else [""]:
                yield from self._site(inner, inner_path)

    def _site(self, document: Document, path: str) -> Iterator[SiteDecl]:
        site = self.converter.struct(SiteDecl, document, path)
        if site is not None:
            yield site

    def _files_of(
        self, document: Document, path: str, reference: Any, *, shared: bool
    ) -> Iterator[tuple[Path, str]]:
        """The files that an entry names, each with its name relative to the folder."""
        if not isinstance(reference, str) or not reference:
            self._report(
                document, path, "is not the name of a file", "Write a path such as `sites/main.yaml`."
            )
            return
        beside = shared and reference.startswith(SHARED_TEMPLATES)
        inner = reference.removeprefix(SHARED_TEMPLATES) if beside else reference
        root = self._directory / SHARED_TEMPLATES if beside else self._directory
        if inner.startswith("/") or "\\" in inner or ".." in inner.split("/"):
            self._outside(document, path, reference)
            return
        if any(mark in inner for mark in "*?["):
            found = sorted(item.relative_to(root).as_posix() for item in root.glob(inner) if item.is_file())
            if not found:
                self._report(document, path, f"no file matches `{reference}`", "Correct the pattern.")
        else:
            found = [inner]
        for name in found:
            file = f"{SHARED_TEMPLATES}{name}" if beside else name
            if not (root / name).resolve().is_relative_to(root.resolve()):
                self._outside(document, path, file)
            elif file in self._files:
                self._report(document, path, f"`{file}` is read already", "Name every file once.")
            elif not (root / name).is_file():
                self._files.setdefault(file, len(self._files))
                self._report(
                    document, path, f"there is no file `{file}`", "Correct the name or create the file."
                )
            else:
                yield root / name, file

    def _outside(self, document: Document, path: str, reference: str) -> None:
        self._report(
            document, path, f"`{reference}` leads out of the cluster's folder",
            f"Put the file into the folder (templates may also stand in `{SHARED_TEMPLATES}`).",
        )  # fmt: skip
