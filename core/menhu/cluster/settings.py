"""The settings cascade: plugin default → distribution → site template → site file → console."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

SECRET = re.compile(r"env:[A-Z_][A-Z0-9_]*\Z")
LAYERS = ("distribution", "template", "site", "console")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of a feature's settings.

    Every field has a default and says what it is for:
    ``page_size: Annotated[int, Meta(ge=5, le=100, description="Articles on a page of a list.")] = 20``.
    """


class Secret:
    """A secret: files and database only hold ``env:NAME``, the value stays in the environment.

    Arguments:
        reference: ``env:`` and the name of an environment variable.

    Raises:
        ValueError: if it is anything else, so that no secret is written down by mistake.
    """

    def __init__(self, reference: str) -> None:
        if not SECRET.match(reference):
            raise ValueError("a secret is a reference to the environment; write env:NAME")
        self.reference = reference

    def __repr__(self) -> str:
        return f"Secret({self.reference!r})"

    def __str__(self) -> str:
        return self.reference

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reference == self.reference

    def __hash__(self) -> int:
        return hash(self.reference)

    def reveal(self, environ: Mapping[str, str] = os.environ) -> str:
        """The value.

        Raises:
            LookupError: if the variable is not set.
        """
        name = self.reference[4:]
        if name not in environ:
            raise LookupError(f"the environment variable {name} is not set. Set it for the server.")
        return environ[name]


class CoreSettings(Settings, frozen=True):
    """What every site can set, whatever its features."""

    brand: Annotated[str, Meta(description="Brand colour as #rrggbb; empty: the theme's.")] = ""
    accent: Annotated[str, Meta(description="Accent colour as #rrggbb; empty: the theme's.")] = ""
    font: Annotated[str, Meta(description="Font families, the first that is there is used.")] = ""
    emblem: Annotated[str, Meta(description="Name of a built-in emblem, or the address of a picture.")] = ""
    slogan: Annotated[str, Meta(description="One sentence: who we are and what you can do here.")] = ""
    phone: Annotated[str, Meta(description="Telephone shown in the footer.")] = ""
    email: Annotated[str, Meta(description="E-mail address shown in the footer.")] = ""
    address: Annotated[str, Meta(description="Postal address shown in the footer.")] = ""
    postcode: Annotated[str, Meta(description="Post code shown in the footer.")] = ""
    hours: Annotated[str, Meta(description="Office hours shown in the footer.")] = ""
    notice: Annotated[str, Meta(description="A sentence at the very end of every page.")] = ""
    find_error_url: Annotated[
        str,
        Meta(description="Where errors are reported; {code} is the site code. Empty: a page of the site."),
    ] = ""
    new_days: Annotated[int, Meta(ge=0, le=30, description="Days for which something counts as new.")] = 3


class Link(NamedTuple):
    """One link of the chain of a value: who gave what, where it is written, whether it wins."""

    layer: str
    value: Any
    origin: str
    wins: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer says: feature → key → value, and where (``feature.key`` → origin)."""

    name: str
    values: Mapping[str, Mapping[str, Any]]
    origins: Mapping[str, str]


class Unsuitable(NamedTuple):
    """A stored value that its settings class refuses; the next lower layer is used instead."""

    feature: str
    key: str
    layer: str
    message: str


def resolve(
    feature: str, kind: type[Settings], layers: tuple[Layer, ...]
) -> tuple[Settings, tuple[Unsuitable, ...]]:
    """Resolve the settings of a feature, later layers winning key by key.

    Arguments:
        feature: its name.
        kind: its settings class.
        layers: from the lowest to the highest.

    Returns:
        The settings, and the values that could not be used.
    """
    chosen: dict[str, Any] = {}
    faults: list[Unsuitable] = []
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for layer in layers:
        for key, value in layer.values.get(feature, {}).items():
            field = fields.get(key)
            if field is None:
                faults.append(Unsuitable(feature, key, layer.name, "there is no such setting"))
                continue
            try:
                chosen[key] = msgspec.convert(value, field.type, dec_hook=decode)
            except msgspec.ValidationError as error:
                faults.append(Unsuitable(feature, key, layer.name, str(error)))
    return kind(**chosen), tuple(faults)


def decode(kind: type[Any], value: Any) -> Any:
    """msgspec's hook for types that it does not know: secrets.

    Raises:
        ValueError: if a secret is not a reference.
        NotImplementedError: for any other type.
    """
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise NotImplementedError(f"{kind} in settings")


def explain(feature: str, key: str, kind: type[Settings], layers: tuple[Layer, ...]) -> tuple[Link, ...]:
    """The chain of one value, from the plugin's default upwards.

    Raises:
        KeyError: if the feature has no such setting.
    """
    field = {field.name: field for field in msgspec.structs.fields(kind)}[key]
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    chain = [Link("default", default, f"{kind.__module__}:{kind.__qualname__}.{key}", False)]
    for layer in layers:
        values = layer.values.get(feature, {})
        if key in values:
            origin = layer.origins.get(f"{feature}.{key}", "")
            try:
                msgspec.convert(values[key], field.type, dec_hook=decode)
            except msgspec.ValidationError:
                continue
            chain.append(Link(layer.name, values[key], origin, False))
    chain[-1] = chain[-1]._replace(wins=True)
    return tuple(chain)
