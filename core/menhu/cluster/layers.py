"""The layers of a site's configuration as they lie in the database.

Each layer is a mapping as in the files: ``features`` (name → true, false or settings), ``settings``
(feature → key → value) and ``origins`` (dotted path → where it was written).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from menhu.cluster.model import SiteInfo, SiteWording
from menhu.cluster.settings import Layer, Unsuitable

Declaration = Mapping[str, Any]
_WORDS = frozenset({"name", "full_name", "short_name", "sponsor", "operator"})
_INFO = tuple(field.name for field in msgspec.structs.fields(SiteInfo) if field.name != "name")


def layers_of(
    distribution: Declaration, template: Declaration, own: Declaration, overlay: Declaration | None
) -> tuple[Layer, ...]:
    """The four stored layers, from the lowest to the highest."""
    stored = (
        ("distribution", distribution),
        ("template", template),
        ("site", own),
        ("console", overlay or {}),
    )
    return tuple(_layer(name, declaration) for name, declaration in stored)


def _layer(name: str, declaration: Declaration) -> Layer:
    values: dict[str, dict[str, Any]] = {}
    origins: dict[str, str] = {}
    written: Mapping[str, str] = _mapping(declaration.get("origins"))
    for feature, key, value, path in _written(declaration):
        values.setdefault(feature, {})[key] = value
        origins[f"{feature}.{key}"] = written.get(path) or written.get(path.rpartition(".")[0], "")
    return Layer(name, values, origins)


def _written(declaration: Declaration) -> Iterator[tuple[str, str, Any, str]]:
    for section in ("settings", "features"):
        for feature, given in _mapping(declaration.get(section)).items():
            for key, value in _mapping(given).items():
                yield feature, key, value, f"{section}.{feature}.{key}"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def malformed(layers: Mapping[str, Declaration]) -> Iterator[Unsuitable]:
    """What in stored layers has not the shape of settings; it is passed over.

    Arguments:
        layers: declarations by the names of their layers.
    """
    for layer, declaration in layers.items():
        for section, kinds in (("settings", (Mapping,)), ("features", (Mapping, bool))):
            given = declaration.get(section)
            if given is not None and not isinstance(given, Mapping):
                yield Unsuitable(section, "", layer, f"it is {given!r}, not a mapping of features")
            for feature, said in _mapping(given).items():
                if not isinstance(said, kinds):
                    yield Unsuitable(feature, "", layer, f"its settings are {said!r}, not a mapping")


def switches(declaration: Declaration | None) -> dict[str, bool]:
    """What a layer says of features: on or off; nothing about those that it does not name."""
    given = _mapping((declaration or {}).get("features"))
    return {name: value is not False for name, value in given.items()}


def site_info(name: str, own: Declaration) -> SiteInfo:
    """What a site says of itself, from its own declaration."""
    return SiteInfo(name=name, **{key: own[key] for key in _INFO if isinstance(own.get(key), str)})


def translated(own: SiteWording, language: str, words: Declaration) -> SiteWording:
    """A site's words in another language: those declared, its own for the rest."""
    info = {key: value for key, value in words.items() if key in _WORDS}
    settings = {key: value for key, value in words.items() if hasattr(own.settings, key)}
    return SiteWording(
        language,
        msgspec.structs.replace(own.info, **info),
        msgspec.structs.replace(own.settings, **settings),
    )
