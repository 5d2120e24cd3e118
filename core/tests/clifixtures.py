"""Fixtures for tests of the command line."""

import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from clikit import MODULES, SITES, Menhu

from menhu.testing.portal import write_cluster


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ModuleType]]:
    folder = tmp_path_factory.mktemp("plugins")
    for name, source in MODULES.items():
        (folder / f"cli_{name}").mkdir()
        (folder / f"cli_{name}" / "__init__.py").write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield {name: import_module(f"cli_{name}") for name in MODULES}
    finally:
        sys.path.remove(str(folder))
        for name in MODULES:
            sys.modules.pop(f"cli_{name}", None)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, modules: dict[str, ModuleType]) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    run = Menhu(folder / "var", modules, ("toy", "quiet"))
    run("db", "upgrade")
    write_cluster(folder / "cluster", SITES, ("toy",))
    run("cluster", "apply", str(folder / "cluster"))
    return folder


@pytest.fixture
def menhu(tmp_path: Path, prepared: Path, modules: dict[str, ModuleType]) -> Menhu:
    shutil.copytree(prepared, tmp_path / "copy")
    modules["toy"].open_now.clear()
    modules["toy"].broken_at.clear()
    return Menhu(tmp_path / "copy" / "var", modules, ("toy", "quiet"))


@pytest.fixture
def empty(tmp_path: Path, modules: dict[str, ModuleType]) -> Menhu:
    return Menhu(tmp_path / "var", modules, ("toy", "quiet"))
