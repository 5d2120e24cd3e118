"""Declarations back to files that people can read."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from menhu.cluster.yamlmarks import LEADING_ZERO

if TYPE_CHECKING:
    from menhu.cluster.files import ClusterFiles


def dump_cluster(files: "ClusterFiles", directory: Path) -> None:
    """Write the folder of a cluster; ``load_cluster`` reads it back equal.

    Templates go to ``templates/CODE.yaml``, sites to ``sites/CODE.yaml``; ``cluster.yaml`` names them
    in their order. Values that equal the default are left out.

    Arguments:
        files: what to write.
        directory: the folder; created if it is not there.

    Raises:
        FileExistsError: if the folder holds a ``cluster.yaml`` already.
    """
    target = directory / "cluster.yaml"
    if target.exists():
        raise FileExistsError(
            f"{target} exists already. Name an empty folder, so that no file is overwritten."
        )
    for folder in ("templates", "sites"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    for template in files.templates:
        _write(directory / "templates" / f"{template.code}.yaml", plain(template))
    for site in files.sites:
        _write(directory / "sites" / f"{site.code}.yaml", plain(site))
    cluster = plain(files.cluster)
    cluster["templates"] = [f"templates/{template.code}.yaml" for template in files.templates]
    cluster["sites"] = [f"sites/{site.code}.yaml" for site in files.sites]
    _write(target, cluster)


def plain(declaration: msgspec.Struct) -> dict[str, Any]:
    """A declaration as plain values: fields in their order, defaults left out."""
    made = {}
    for item in msgspec.structs.fields(declaration):
        value = getattr(declaration, item.name)
        default = item.default_factory() if item.default_factory is not msgspec.NODEFAULT else item.default
        if value is not msgspec.UNSET and (item.required or value != default):
            made[item.encode_name] = _plain(value)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


class _Dumper(yaml.SafeDumper):
    """Writes lists indented, never an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "'" if LEADING_ZERO.match(text) else None)


_Dumper.add_representer(str, _represent_text)


def _write(path: Path, value: dict[str, Any]) -> None:
    text = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=110
    )
    path.write_text(text, encoding="utf-8")
