"""Tools that some tests need beyond pip: without them such tests skip and say why; in CI they fail.

`.ci/run` installs them all and sets ``CI``. The npm packages of ``tests/outside/package.json`` are looked for
in the folder that ``MENHU_TOOLS`` names.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

TRUE = frozenset({"1", "true", "yes", "on"})


def in_ci() -> bool:
    """Whether a missing tool is a failure."""
    return any(os.environ.get(name, "").lower() in TRUE for name in ("MENHU_CI", "CI"))


def needs(tool: str) -> Path:
    """The path of a tool.

    Arguments:
        tool: ``chromium`` (the browser's program), ``java`` (the program), ``vnu`` (vnu.jar, which needs java too),
            ``axe`` (axe.min.js) or ``cjk-font`` (a font file that has Chinese glyphs).

    Raises:
        pytest.skip.Exception: if it is missing.
        pytest.fail.Exception: if it is missing and this is CI.
        KeyError: if no such tool is known.
    """
    find, remedy = TOOLS[tool]
    found = find()
    if found is None:
        _without(f"{tool} is not installed. {remedy}")
    if tool == "vnu":
        needs("java")
    return found


def _without(reason: str) -> NoReturn:
    if in_ci():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _program(*names: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        return next((Path(path) for name in names if (path := shutil.which(name))), None)

    return find


def _package_file(inside: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        folder = os.environ.get("MENHU_TOOLS")
        file = Path(folder, "node_modules", inside) if folder else None
        return file if file is not None and file.is_file() else None

    return find


@cache
def _chinese_font() -> Path | None:
    if shutil.which("fc-list") is None:
        return None
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=True)
    first = listed.stdout.partition("\n")[0].strip().rstrip(":")
    return Path(first) if first else None


NPM = "Copy tests/outside/package*.json to a folder, run `npm ci` there, and name the folder in MENHU_TOOLS."
TOOLS: dict[str, tuple[Callable[[], Path | None], str]] = {
    "chromium": (
        _program("chromium", "chromium-browser", "google-chrome"),
        "On Debian: apt-get install chromium",
    ),
    "java": (_program("java"), "On Debian: apt-get install default-jre-headless"),
    "vnu": (_package_file("vnu-jar/build/dist/vnu.jar"), NPM),
    "axe": (_package_file("axe-core/axe.min.js"), NPM),
    "cjk-font": (_chinese_font, "On Debian: apt-get install fontconfig fonts-noto-cjk"),
}
