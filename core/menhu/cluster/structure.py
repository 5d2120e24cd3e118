"""From declarations to the stored structure: template, site file and console, folded into one."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from menhu.cluster.layers import Declaration, switches
from menhu.cluster.model import Block, Column, StructureData
from menhu.data.models import ClosingRow, ClusterRow, SiteRow, StructureRow, TemplateRow

_COLUMN_FIELDS = frozenset(field.name for field in msgspec.structs.fields(Column)) - {"children", "feature"}


def fold(
    cluster: Declaration,
    template: Declaration,
    own: Declaration,
    overlay: Declaration | None,
    closing: Iterable[str] = (),
) -> StructureData:
    """Fold the layers of a site into its structure.

    Arguments:
        cluster: the cluster's declaration; gives the default language.
        template, own, overlay: declarations of the three upper layers.
        closing: features that are being closed.
    """
    on: dict[str, bool] = {}
    for layer in (template, own, overlay):
        on.update(switches(layer))
    changes: dict[str, Mapping[str, Any]] = {}
    for layer in (own, overlay or {}):
        for code, change in (layer.get("columns") or {}).items():
            changes[code] = _over(changes.get(code, {}), change)
    columns = [*(template.get("columns") or ()), *(own.get("add_columns") or ())]
    languages = tuple(own.get("languages") or (cluster.get("default_language") or "zh-Hans",))
    home = (overlay or {}).get("home") or own.get("home") or template.get("home") or ()
    return StructureData(
        features=tuple(sorted(name for name, value in on.items() if value)),
        closing=tuple(sorted(set(closing))),
        columns=tuple(_column(column, changes) for column in columns),
        home=tuple(_block(block) for block in home),
        theme=str(own.get("theme") or template.get("theme") or "portal"),
        languages=languages,
        default_language=languages[0],
    )


def _over(below: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """A change laid over what is below it; a column's settings are laid over key by key."""
    merged = {**below, **change}
    if "settings" in change:
        merged["settings"] = {**(below.get("settings") or {}), **(change["settings"] or {})}
    return merged


def _column(declared: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]) -> Column:
    merged = _over(declared, changes.get(declared["code"], {}))
    fields = {key: value for key, value in merged.items() if key in _COLUMN_FIELDS and value is not None}
    fields["kind"] = fields.get("kind") or "column"
    if "keywords" in fields:
        fields["keywords"] = tuple(fields["keywords"])
    children = tuple(_column(child, changes) for child in merged.get("children") or ())
    return Column(feature=merged.get("plugin") or "core", children=children, **fields)


def _block(declared: Mapping[str, Any]) -> Block:
    return Block(
        region=declared["region"],
        name=declared["block"],
        title=declared.get("title") or "",
        language=declared.get("language"),
        settings=dict(declared.get("settings") or {}),
    )


def intern(session: Session, data: StructureData) -> int:
    """The id of the row that holds this structure; a new one if no site had it before."""
    encoded = msgspec.json.encode(data, order="deterministic")
    digest = hashlib.blake2b(encoded, digest_size=16).hexdigest()
    found = session.scalar(sa.select(StructureRow.id).where(StructureRow.digest == digest))
    if found is not None:
        return found
    row = StructureRow(digest=digest, data=msgspec.json.decode(encoded))
    session.add(row)
    session.flush()
    return row.id


def restructure(session: Session, site: SiteRow) -> None:
    """Compute a site's structure anew from its layers."""
    cluster = session.scalar(sa.select(ClusterRow.decl)) or {}
    template = session.scalar(sa.select(TemplateRow.decl).where(TemplateRow.code == site.template)) or {}
    closing = session.scalars(sa.select(ClosingRow.feature).where(ClosingRow.site_id == site.id)).all()
    site.structure_id = intern(session, fold(cluster, template, site.own, site.overlay, closing))


def sweep_structures(session: Session) -> int:
    """Remove structures that no site has; answers how many."""
    unused = sa.select(StructureRow.id).where(StructureRow.id.not_in(sa.select(SiteRow.structure_id)))
    ids = session.scalars(unused).all()
    if ids:
        session.execute(sa.delete(StructureRow).where(StructureRow.id.in_(ids)))
    return len(ids)
