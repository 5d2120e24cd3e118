"""From the stored structure to the one that is served: only what is on, active and not empty."""

from collections.abc import Callable, Iterator, Mapping

import msgspec

from menhu.cluster.model import Column, PlacedBlock, Structure, StructureData
from menhu.plugins.declaration import Plugin
from menhu.render.blocks import BlockType


def effective_features(features: tuple[str, ...], plugins: Mapping[str, Plugin]) -> frozenset[str]:
    """Features that are on, active, and whose requirements are on as well."""
    on = {name for name in features if name in plugins}
    while True:
        lacking = {name for name in on if not on.issuperset(plugins[name].requires)}
        if not lacking:
            return frozenset(on)
        on -= lacking


def shape(data: StructureData, plugins: Mapping[str, Plugin], blocks: Mapping[str, BlockType]) -> Structure:
    """See a stored structure with the plugins and block types of this process.

    Arguments:
        data: what files and console say.
        plugins: the active plugins by name.
        blocks: the known kinds of block by name.
    """
    on = effective_features(data.features, plugins)
    closing = on.intersection(data.closing)
    columns: dict[str, dict[str, Column]] = {}
    parents: dict[str, dict[str, Column]] = {}
    navigation: dict[str, tuple[Column, ...]] = {}
    placed: dict[str, tuple[PlacedBlock, ...]] = {}
    problems: list[str] = []

    def reachable(column: Column) -> bool:
        return column.feature in on and plugins[column.feature].column is not None

    def shown(column: Column) -> bool:
        return column.visible and column.feature not in closing

    for language in data.languages:
        tree = tuple(_present(data.columns, language, data.default_language, reachable, lambda _: True))
        columns[language] = {column.code: column for top in tree for column in top.walk()}
        shown_tree = tuple(_present(data.columns, language, data.default_language, reachable, shown))
        parents[language] = {
            child.code: column for top in shown_tree for column in top.walk() for child in column.children
        }
        navigation[language] = shown_tree
        placed[language] = tuple(_placed(data, language, on - closing, blocks, problems))
    return Structure(
        features=on,
        closing=closing,
        missing=frozenset(data.features) - plugins.keys(),
        columns=columns,
        parents=parents,
        navigation={tag: tree for tag, tree in navigation.items() if _has_content(tree)},
        blocks=placed,
        problems=tuple(problems),
        theme=data.theme,
        languages=data.languages,
        default_language=data.default_language,
    )


def _has_content(tree: tuple[Column, ...]) -> bool:
    return any(column.kind == "column" for top in tree for column in top.walk())


def _present(
    columns: tuple[Column, ...],
    language: str,
    default: str,
    reachable: Callable[[Column], bool],
    shown: Callable[[Column], bool],
) -> Iterator[Column]:
    """Columns that are there; the children of an absent one move up to its place."""
    for column in columns:
        children = tuple(_present(column.children, language, default, reachable, shown))
        if (column.language or default) != language:
            yield from children
        elif column.kind == "group":
            if children and shown(column):
                yield msgspec.structs.replace(column, children=children)
            else:
                yield from children
        elif column.kind == "home" or (reachable(column) and shown(column)):
            yield msgspec.structs.replace(column, children=children)
        else:
            yield from children


def _placed(
    data: StructureData,
    language: str,
    on: frozenset[str],
    blocks: Mapping[str, BlockType],
    problems: list[str],
) -> Iterator[PlacedBlock]:
    for block in data.home:
        if (block.language or data.default_language) != language:
            continue
        if block.feature != "core" and block.feature not in on:
            continue
        kind = blocks.get(block.name)
        if kind is None:
            problems.append(f"home: no block is called {block.name}. Correct its name or take it out.")
            continue
        try:
            settings = msgspec.convert(block.settings, kind.settings)
        except msgspec.ValidationError as error:
            problems.append(f"home: block {block.name} in {block.region}: {error}. Correct its settings.")
            continue
        yield PlacedBlock(block.region, block.title, kind, settings)
