"""Java's vnu (the Nu HTML checker) finds nothing in any page type, style sheet or drawing."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from gallery.build import Gallery
from needs import needs

pytestmark = pytest.mark.outside
SUFFIXES = {"text/html": ".html", "text/css": ".css", "image/svg+xml": ".svg"}
PERMITTED = {
    "reading-flow": "CSS Display 4: Tab follows the order that is seen; the checker does not know it yet",
    "Trailing slash on void elements": "a hint about unquoted attributes; Chameleon writes every attribute quoted",
}
"""Words of a message → why it is no fault."""


def check(files: dict[Path, str]) -> list[str]:
    """The messages of vnu.

    Arguments:
        files: what to check → where it comes from.
    """
    command = [
        needs("java"), "-Xss2m", "-jar", needs("vnu"), "--also-check-css", "--also-check-svg", "--exit-zero-always",
        "--stdout", "--format", "json", *files,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    by_url = {path.as_uri().replace("file:///", "file:/"): origin for path, origin in files.items()}
    return [
        f"{by_url[message['url'].replace('file:///', 'file:/')]} line {message.get('lastLine', '?')}: "
        f"{message.get('subType', message['type'])}: {message['message']} [{message.get('extract', '')[:120]}]"
        for message in messages
        if not any(words in message["message"] for words in PERMITTED)
    ]


def written(gallery: Gallery, folder: Path) -> dict[Path, str]:
    """Every exhibit, style sheet and drawing as a file."""
    others = {
        visit.url: visit
        for visit in gallery.visits
        if visit.status == 200 and dict(visit.headers).get("content-type", "").partition(";")[0] in SUFFIXES
        and not visit.is_html
    }  # fmt: skip
    files = {}
    for number, visit in enumerate((*gallery.exhibits, *others.values())):
        kind = dict(visit.headers)["content-type"].partition(";")[0]
        path = folder / f"{number:03d}{SUFFIXES[kind]}"
        path.write_bytes(visit.body)
        files[path] = str(visit)
    return files


def test_a_fault_is_found(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><html lang='en'><title>x</title><p><div></p></html>")
    assert check({tmp_path / "bad.html": "bad"})


def test_pages_styles_and_drawings_are_valid(gallery: Gallery, tmp_path: Path) -> None:
    files = written(gallery, tmp_path)
    assert {path.suffix for path in files} == {".html", ".css", ".svg"}
    assert check(files) == []
