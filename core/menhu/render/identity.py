"""Names of records that outlive hosts, prefixes and languages of links."""

from uuid import NAMESPACE_OID, uuid5

from menhu.cluster.model import Column, Site
from menhu.render.page import Item


def feed_urn(site: Site, column: Column, item: Item | None = None) -> str:
    """The ``<id>`` of a column's feed, or of a record in it (RFC 4287, 4.2.6: it never changes).

    Arguments:
        site: the site; its 网站标识码 names it, or its code if it has none.
        column: the column.
        item: the record, named by the last part of its address; None for the feed itself.

    Returns:
        A name-based ``urn:uuid:`` (RFC 9562), the same on every way to the site.
    """
    parts = [site.info.site_id_code or site.code, column.code]
    if item is not None:
        parts.append(item.url.rstrip("/").rpartition("/")[2])
    return uuid5(NAMESPACE_OID, "/".join(parts)).urn
