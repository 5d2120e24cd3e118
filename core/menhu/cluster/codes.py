"""Shapes and fixed vocabularies of codes, hosts and prefixes."""

import re
from typing import Literal

CODE_PATTERN = "^[a-z][a-z0-9-]{0,39}$"
"""Codes of sites, columns, templates and themes."""

ROLE_PATTERN = "^[a-z][a-z0-9_]{0,39}$"
FEATURE_PATTERN = "^[a-z][a-z0-9_]{1,30}$"
"""Names of features; the same shape that a plugin's declaration is held to."""

REGION_PATTERN = "^[a-z][a-z0-9_-]{0,39}$"
BLOCK_PATTERN = "^[a-z][a-z0-9_]{1,30}\\.[a-z][a-z0-9_]{0,39}$"
LANGUAGE_PATTERN = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
SITE_ID_PATTERN = "^([0-9]{10}|bm[0-9]{8})$"
"""政府网站标识码: ten digits, for ministries ``bm`` and eight."""

DIVISION_PATTERN = "^[0-9]{6}([0-9]{3}){0,2}$"
"""Code of an administrative division: six digits, with township and village nine or twelve."""

RESERVED_CODES = frozenset(
    {
        "en", "zh-hans", "zh-hant", "bm", "xq", "console", "account", "static", "media", "api", "feed",
        "search", "sitemap", "sitemap.xml", "find-error", "robots.txt", "_health", "_metrics", ".well-known",
    }
)  # fmt: skip
"""First segments of addresses that belong to the core; a column may not take one."""

ColumnType = Literal[
    "首页", "概况信息", "机构职能", "负责人信息", "工作动态", "政策文件", "信息公开指南", "信息公开目录",
    "信息公开年报", "依申请公开", "数据发布", "数据开放", "政策解读", "回应关切", "办事服务", "咨询投诉",
    "征集调查", "在线访谈",
]  # fmt: skip
"""What the meta tag ``ColumnType`` may say."""

Freshness = Literal[
    "home", "news", "notice", "year", "static", "interaction", "survey", "interview", "service",
    "service_stats", "topic", "foreign", "none",
]  # fmt: skip
"""Rules by which an inspection decides that a column is stale."""

SiteKind = Literal["portal", "department", "county", "special"]
OrgType = Literal["gov", "institution", "mass", "vertical"]
SiteState = Literal["preparing", "trial", "running", "offline", "closed", "moved"]
RoleScope = Literal["cluster", "site", "column", "department", "board", "language", "training-site", "public"]

_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")


def is_code(text: str) -> bool:
    """Whether the text has the shape of a code."""
    return _CODE.match(text) is not None


def host_fault(host: str) -> tuple[str, str] | None:
    """What is wrong with a host name (RFC 1123, lower case, IDNA form), and the remedy; None if sound."""
    if not host.isascii():
        return f"`{host}` is not in its IDNA form", _idna_remedy(host)
    if host != host.lower():
        return f"`{host}` has capital letters", f"Write `{host.lower()}`."
    if ":" in host or "/" in host:
        return f"`{host}` is not a bare host name", "Leave out scheme, port and path."
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.match(label) for label in labels):
        return (
            f"`{host[:80]}` is not a valid host name",
            "Use labels of 1 to 63 letters, digits and hyphens (not at either end), joined by dots.",
        )
    if labels[-1].isdigit():
        return f"`{host}` is an address, not a name", "Give the site a host name."
    if labels[-1] == "localhost":
        return f"`{host}` is kept for looking at sites locally", "Give the site a name of its own domain."
    return None


def _idna_remedy(host: str) -> str:
    try:
        return f"Write `{host.encode('idna').decode('ascii').lower()}`."
    except UnicodeError:
        return "Use letters that a domain name can have."


def prefix_fault(prefix: str, allowed: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a path prefix, and the remedy; None if it is ``/`` or ``/first/second/``.

    Arguments:
        prefix: as declared.
        allowed: the first segments that the cluster sets aside for prefixes.
    """
    if prefix == "/":
        return None
    parts = prefix.split("/")
    if len(parts) != 4 or parts[0] or parts[3] or not (is_code(parts[1]) and is_code(parts[2])):
        first = allowed[0] if allowed else "bm"
        return f"`{prefix}` is not a path prefix", f"Write it as `/{first}/CODE/`, or `/` for the main site."
    if parts[1] not in allowed:
        choice = ", ".join(allowed) or "none"
        return (
            f"`{parts[1]}` is not set aside for prefixes",
            f"Begin with one of `path_prefixes` of cluster.yaml ({choice}), or add it there.",
        )
    return None
