"""What the files of a cluster may say: one frozen struct per declaration, each field explained."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from menhu.cluster import codes
from menhu.cluster.codes import ColumnType, Freshness, OrgType, RoleScope, SiteKind, SiteState


def _shape(pattern: str, remedy: str) -> Meta:
    return Meta(pattern=pattern, extra={"remedy": remedy})


Code = Annotated[
    str,
    _shape(
        codes.CODE_PATTERN, "Use 1 to 40 lower-case letters, digits and hyphens, beginning with a letter."
    ),
]
FeatureName = Annotated[
    str,
    _shape(codes.FEATURE_PATTERN, "Use 2 to 31 lower-case letters, digits and `_`, beginning with a letter."),
]
RoleCode = Annotated[
    str,
    _shape(codes.ROLE_PATTERN, "Use 1 to 40 lower-case letters, digits and `_`, beginning with a letter."),
]
Region = Annotated[
    str,
    _shape(
        codes.REGION_PATTERN, "Use 1 to 40 lower-case letters, digits, `-` and `_`, beginning with a letter."
    ),
]
BlockName = Annotated[str, _shape(codes.BLOCK_PATTERN, "Write `feature.block`, for instance `news.latest`.")]
Language = Annotated[
    str, _shape(codes.LANGUAGE_PATTERN, "Use a language tag such as `zh-Hans`, `zh-Hant` or `en`.")
]
SiteIdCode = Annotated[
    str, _shape(codes.SITE_ID_PATTERN, "Write ten digits in quotes (ministries: `bm` and eight digits).")
]
DivisionCode = Annotated[str, _shape(codes.DIVISION_PATTERN, "Write six, nine or twelve digits in quotes.")]
Text = Annotated[str, Meta(min_length=1, max_length=200, extra={"remedy": "Write 1 to 200 characters."})]
WebAddress = Annotated[
    str, _shape("^https?://[^\\s/]+(/\\S*)?$", "Write a full address that begins with https:// or http://.")
]
Target = Annotated[
    str, _shape("^(https?://[^\\s/]+|/)\\S*$", "Write a path such as `/tzgg/`, or a full https:// address.")
]
FeatureSettings = dict[str, Any]
Features = dict[FeatureName, bool | FeatureSettings]
Settings = dict[FeatureName, FeatureSettings]


class Declaration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that can be declared."""


class ColumnDecl(Declaration, frozen=True, kw_only=True):
    """A column 栏目: a node of the navigation tree with one address, `/CODE/`."""

    code: Annotated[Code, Meta(description="Code, unique in the site; the address is /CODE/.")]
    name: Annotated[Text, Meta(description="Name shown to visitors.")]
    column_type: Annotated[ColumnType, Meta(description="Value of the meta tag ColumnType.")]
    plugin: Annotated[
        FeatureName,
        Meta(description="Feature that the column belongs to; `core` for groups and the home page."),
    ]
    kind: Annotated[
        Literal["column", "group", "home"],
        Meta(description="`group` gathers its children, `home` is the home page; both belong to `core`."),
    ] = "column"
    freshness: Annotated[Freshness, Meta(description="Rule by which the column counts as stale.")] = "none"
    description: Annotated[
        str, Meta(description="Meta tag ColumnDescription; empty: made from the name.")
    ] = ""
    keywords: Annotated[tuple[str, ...], Meta(description="Meta tag ColumnKeywords.")] = ()
    language: Annotated[
        Language | None, Meta(description="Language of the column; absent: the site's first language.")
    ] = None
    visible: Annotated[bool, Meta(description="Whether navigation shows the column.")] = True
    redirect: Annotated[Target | None, Meta(description="Address that the column leads to instead.")] = None
    source: Annotated[Text | None, Meta(description="Where a gathering column takes its records from.")] = (
        None
    )
    settings: Annotated[
        FeatureSettings, Meta(description="Settings that the feature knows for columns.")
    ] = {}
    children: Annotated[tuple["ColumnDecl", ...], Meta(description="Columns below this one.")] = ()


class ColumnChange(Declaration, frozen=True, kw_only=True):
    """What a site changes in a column of its template; what is absent stays as it is."""

    name: Annotated[Text | UnsetType, Meta(description="Name shown to visitors.")] = UNSET
    column_type: Annotated[ColumnType | UnsetType, Meta(description="Value of the meta tag ColumnType.")] = (
        UNSET
    )
    freshness: Annotated[Freshness | UnsetType, Meta(description="Rule of staleness.")] = UNSET
    description: Annotated[str | UnsetType, Meta(description="Meta tag ColumnDescription.")] = UNSET
    keywords: Annotated[tuple[str, ...] | UnsetType, Meta(description="Meta tag ColumnKeywords.")] = UNSET
    visible: Annotated[bool | UnsetType, Meta(description="Whether navigation shows the column.")] = UNSET
    redirect: Annotated[Target | UnsetType | None, Meta(description="Address it leads to; null: none.")] = (
        UNSET
    )
    source: Annotated[Text | UnsetType | None, Meta(description="Where records come from; null: none.")] = (
        UNSET
    )
    settings: Annotated[
        FeatureSettings | UnsetType, Meta(description="Settings, laid over the template's key by key.")
    ] = UNSET


class BlockDecl(Declaration, frozen=True, kw_only=True):
    """A block placed in a region of the home page."""

    region: Annotated[Region, Meta(description="Region of the theme's home page.")]
    block: Annotated[BlockName, Meta(description="Kind of block, `feature.block`.")]
    title: Annotated[str, Meta(description="Heading; empty: the block's own.")] = ""
    language: Annotated[
        Language | None, Meta(description="Language of the home page it stands on; absent: the site's first.")
    ] = None
    settings: Annotated[dict[str, Any], Meta(description="What this kind of block can be told.")] = {}


class RoleDecl(Declaration, frozen=True, kw_only=True):
    """A role that people can have on sites of the template."""

    code: Annotated[RoleCode, Meta(description="Code of the role.")]
    name: Annotated[Text, Meta(description="Name of the role.")]
    scope: Annotated[RoleScope, Meta(description="What the role extends over.")] = "site"


class TemplateDecl(Declaration, frozen=True, kw_only=True):
    """A site template 站点模板: what sites of one sort have in common."""

    code: Annotated[Code, Meta(description="Code that sites name as their `template`.")]
    title: Annotated[Text, Meta(description="Title for those who choose a template.")]
    kind: Annotated[SiteKind, Meta(description="Kind of the sites that are made from it.")]
    theme: Annotated[Code, Meta(description="Theme of the sites.")]
    features: Annotated[
        Features, Meta(description="Features that are on: `true`, or their settings; `false` keeps one off.")
    ] = {}
    settings: Annotated[Settings, Meta(description="Settings by feature, `core` among them.")] = {}
    columns: Annotated[tuple[ColumnDecl, ...], Meta(description="The tree of columns.")] = ()
    home: Annotated[tuple[BlockDecl, ...], Meta(description="Blocks of the home page, in order.")] = ()
    roles: Annotated[tuple[RoleDecl, ...], Meta(description="Roles that people can have.")] = ()


class SiteWords(Declaration, frozen=True, kw_only=True):
    """What a site says of itself in another of its languages; what is absent is said as in its own."""

    name: Annotated[Text | UnsetType, Meta(description="Official name.")] = UNSET
    full_name: Annotated[str | UnsetType, Meta(description="Long form of the name.")] = UNSET
    short_name: Annotated[str | UnsetType, Meta(description="Short form, for lists of sites.")] = UNSET
    sponsor: Annotated[str | UnsetType, Meta(description="The authority that answers for the site.")] = UNSET
    operator: Annotated[str | UnsetType, Meta(description="Who runs the site.")] = UNSET
    slogan: Annotated[str | UnsetType, Meta(description="The setting `slogan` of the core.")] = UNSET
    address: Annotated[str | UnsetType, Meta(description="The setting `address` of the core.")] = UNSET
    hours: Annotated[str | UnsetType, Meta(description="The setting `hours` of the core.")] = UNSET
    notice: Annotated[str | UnsetType, Meta(description="The setting `notice` of the core.")] = UNSET


class SiteDecl(Declaration, frozen=True, kw_only=True):
    """A site 站点: a portal or subsite made from a template."""

    code: Annotated[Code, Meta(description="Code of the site, unique in the cluster.")]
    name: Annotated[Text, Meta(description="Official name 规范名称.")]
    kind: Annotated[SiteKind, Meta(description="Kind of site; exactly one is the `portal`.")]
    template: Annotated[Code, Meta(description="Code of the site template.")]
    full_name: Annotated[str, Meta(description="Long form of the name.")] = ""
    short_name: Annotated[str, Meta(description="Short form, for lists of sites.")] = ""
    org_type: Annotated[OrgType | None, Meta(description="Sort of organisation, groups the directory.")] = (
        None
    )
    host: Annotated[str | None, Meta(description="Primary host, lower case.")] = None
    aliases: Annotated[tuple[str, ...], Meta(description="Further hosts.")] = ()
    path_prefix: Annotated[
        str | None, Meta(description="Prefix on the main host, `/bm/CODE/`; `/` for the main site.")
    ] = None
    site_id_code: Annotated[SiteIdCode | None, Meta(description="政府网站标识码, quoted.")] = None
    division_code: Annotated[DivisionCode | None, Meta(description="Administrative division, quoted.")] = None
    icp_no: Annotated[str, Meta(description="ICP filing number.")] = ""
    police_no: Annotated[str, Meta(description="Public security filing number.")] = ""
    badge_url: Annotated[WebAddress | None, Meta(description="Address behind the badge 党政机关标识.")] = None
    sponsor: Annotated[str, Meta(description="主办单位.")] = ""
    operator: Annotated[str, Meta(description="承办单位.")] = ""
    phone: Annotated[str, Meta(description="Telephone of the sponsor.")] = ""
    address: Annotated[str, Meta(description="Postal address of the sponsor.")] = ""
    languages: Annotated[
        tuple[Language, ...], Meta(description="Languages, the default one first; empty: the cluster's.")
    ] = ()
    translations: Annotated[
        dict[Language, SiteWords], Meta(description="The site's own words in its other languages.")
    ] = {}
    theme: Annotated[Code | None, Meta(description="Theme instead of the template's.")] = None
    state: Annotated[SiteState, Meta(description="What visitors find.")] = "running"
    successor: Annotated[WebAddress | None, Meta(description="Where a moved site is now.")] = None
    notice: Annotated[str | None, Meta(description="Words for visitors while the site does not serve.")] = (
        None
    )
    features: Annotated[
        Features, Meta(description="`true` or settings switch a feature on, `false` switches it off.")
    ] = {}
    settings: Annotated[Settings, Meta(description="Settings by feature, `core` among them.")] = {}
    columns: Annotated[dict[Code, ColumnChange], Meta(description="Changes to columns of the template.")] = {}
    add_columns: Annotated[
        tuple[ColumnDecl, ...], Meta(description="Columns after those of the template.")
    ] = ()
    home: Annotated[
        tuple[BlockDecl, ...] | None, Meta(description="Blocks of the home page instead of the template's.")
    ] = None
    names_in_2005: Annotated[tuple[str, ...], Meta(description="Earlier names, for search and records.")] = ()


class ClusterDecl(Declaration, frozen=True, kw_only=True):
    """A cluster 站群: what all its sites share."""

    name: Annotated[Text, Meta(description="Name of the cluster.")]
    base_domain: Annotated[str, Meta(description="Domain under which new sites get their hosts.")]
    timezone: Annotated[str, Meta(description="IANA time zone of dates on pages.")] = "Asia/Shanghai"
    default_language: Annotated[Language, Meta(description="Language of sites that name none.")] = "zh-Hans"
    translations: Annotated[
        dict[Language, Text], Meta(description="The name of the cluster in other languages.")
    ] = {}
    path_prefixes: Annotated[
        tuple[Code, ...],
        Meta(description="First segments of the sites' path prefixes; no column may be called so."),
    ] = ()
    settings: Annotated[Settings, Meta(description="The distribution's settings by feature.")] = {}


class ClusterFile(ClusterDecl, frozen=True, kw_only=True):
    """`cluster.yaml`: the cluster, and where its templates and sites are written."""

    templates: Annotated[
        tuple[Text, ...],
        Meta(
            description="Template files, relative to the folder, or in `../templates/`, which clusters share."
        ),
    ]
    sites: Annotated[
        Text | tuple[Text | SiteDecl, ...],
        Meta(
            description="Sites, written here or in files; a pattern such as `sites/*.yaml` stands for many."
        ),
    ]


SiteFile = SiteDecl | tuple[SiteDecl, ...]
"""A site file holds one site, or a list of them."""

_FILES: dict[str, tuple[Any, str]] = {
    "cluster": (ClusterFile, "cluster.yaml of a Menhu cluster"),
    "template": (TemplateDecl, "Site template of a Menhu cluster"),
    "site": (SiteFile, "Site file of a Menhu cluster"),
}


def json_schema() -> dict[str, dict[str, Any]]:
    """JSON Schemas (draft 2020-12) of the three kinds of file: ``cluster``, ``template``, ``site``."""
    schemas = {}
    for name, (kind, title) in _FILES.items():
        (body,), definitions = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
        schemas[name] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            **body,
            "$defs": definitions,
        }
    plain: dict[str, dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(schemas))
    return plain
