"""What the demonstration cluster is made of: sites and their columns of news and pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KNOWLEDGE = Path(__file__).with_name("knowledge")


@dataclass(frozen=True)
class Column:
    """A column that this generator fills; plugin is news or pages."""

    code: str
    name: str
    plugin: str
    language: str


@dataclass(frozen=True)
class Site:
    """One site of the cluster."""

    code: str
    name: str
    kind: str
    org_type: str
    columns: tuple[Column, ...]
    guides: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """The cluster: its sites, and the names of the divisions that have no site of their own."""

    sites: tuple[Site, ...]
    divisions: tuple[tuple[str, str], ...]


def read_yaml(path: Path) -> Any:
    """The value of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader


def knowledge(pattern: str) -> dict[str, Any]:
    """The knowledge files that match the pattern, joined into one mapping."""
    joined: dict[str, Any] = {}
    for path in sorted(KNOWLEDGE.glob(pattern)):
        joined.update(read_yaml(path))
    return joined


def _columns(declared: list[dict[str, Any]]) -> Iterator[Column]:
    for column in declared:
        if column["plugin"] in ("news", "pages"):
            yield Column(column["code"], column["name"], column["plugin"], column.get("language", "zh-Hans"))
        yield from _columns(column.get("children", []))


def load(path: Path) -> Facts:
    """The facts of the cluster.

    Args:
        path: the facts file (YAML), see its own heading for what it contains.
    """
    raw = read_yaml(path)
    columns = {code: tuple(_columns(template["columns"])) for code, template in raw["templates"].items()}
    guides: dict[str, list[str]] = {}
    for guide in raw["guides"]:
        guides.setdefault(guide["dept"], []).append(guide["name"])
    sites = tuple(
        Site(
            site["code"],
            site["name"],
            site["kind"],
            site.get("org_type", "gov"),
            tuple(column for column in columns[site["template"]] if column.plugin in site["plugins"]),
            tuple(guides.get(site["code"], ())),
        )
        for site in raw["sites"]
    )
    counties = [
        (site["division_code"], site["name"].removesuffix("人民政府"))
        for site in raw["sites"]
        if site["kind"] == "county"
    ]
    reserve = [(division["code"], division["name"]) for division in raw["cluster"]["reserve_divisions"]]
    return Facts(sites, tuple(sorted(reserve + counties)))
