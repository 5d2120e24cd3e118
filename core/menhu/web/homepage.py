"""Home pages: blocks, each built and rendered in the region where the site put it."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from menhu.cluster.model import PlacedBlock
from menhu.plugins.calls import Hooks, Implementation
from menhu.render.blocks import BlockModel, BlockType
from menhu.render.core_blocks import CORE_BLOCKS
from menhu.render.page import HomePage, RenderedBlock

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest


def block_types(hooks: Hooks) -> dict[str, BlockType]:
    """The kinds of block of the core and of all active plugins, by name.

    Raises:
        ValueError: if a plugin names a block that is not its own.
    """
    types = {kind.name: kind for kind in CORE_BLOCKS}
    for implementation in hooks.all("menhu_blocks"):
        types |= {kind.name: kind for kind in blocks_of(hooks, implementation)}
    return types


def blocks_of(hooks: Hooks, implementation: Implementation) -> tuple[BlockType, ...]:
    """The kinds of block that one plugin offers.

    Raises:
        ValueError: if a name does not begin with the plugin's.
        Exception: whatever the plugin raises.
    """
    kinds: tuple[BlockType, ...] = hooks.demand("menhu_blocks", implementation)
    for kind in kinds:
        if kind.name.partition(".")[0] != implementation.plugin:
            raise ValueError(f"{kind.name}: a block's name begins with `{implementation.plugin}.`")
    return kinds


def home(context: object, request: "PortalRequest") -> HomePage:
    """The home page of the site in the language of the request."""
    del context
    site = request.site
    request.tags.update((f"site/{site.id}", "cluster"))
    regions: dict[str, list[RenderedBlock]] = {}
    for number, placed in enumerate(site.structure.blocks.get(request.lang, ())):
        block = render_block(request, placed, number)
        if block is not None:
            regions.setdefault(placed.region, []).append(block)
    words = site.words(request.lang)
    info = words.info
    return HomePage(
        description=words.settings.slogan or info.full_name or info.name,
        regions={region: tuple(blocks) for region, blocks in regions.items()},
    )


def render_block(request: "PortalRequest", placed: PlacedBlock, number: int) -> RenderedBlock | None:
    """Build and render one block; None if it has nothing to show."""
    kind: BlockType = placed.type
    try:
        model: BlockModel | None = kind.build(request, placed.settings)
    except Exception as error:
        request.registry.hooks.fail("menhu_blocks", kind.name, error)
        return None
    if model is None:
        return None
    request.tags.add(f"site/{request.site.id}/{kind.name.partition('.')[0]}")
    title = placed.title or model.title
    if not placed.title and not model.title_is_data:
        title = request.registry.texts.translate(title, _domain(kind), request.lang)
    html = request.registry.renderer.render(
        kind.template, request, None, block=model, heading=f"block-{number}", region=placed.region
    )
    return RenderedBlock(kind.name, title, Markup(html), model.more_url)  # noqa: S704 - just rendered


def _domain(kind: BlockType) -> str:
    owner = kind.name.partition(".")[0]
    return "menhu" if owner == "core" else owner
