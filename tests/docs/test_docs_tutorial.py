"""The tutorial for plugin authors, done as it is written: its files, its commands, its tests."""

import os
import shlex
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from docskit import Fence, fences, read, section

MENHU = [sys.executable, "-c", "from menhu.cli import main; main()"]
PATIENCE = 30.0
INSTALL = "pip install --no-build-isolation --no-deps -e ."


@dataclass
class Workshop:
    """The reader's folder with the files of the tutorial, as if the package were installed."""

    folder: Path
    shown: list[str] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MENHU_", "COV"))}
        return {**kept, "PYTHONPATH": str(self.folder), "PYTHONWARNINGS": "ignore"}

    def run(self, line: str) -> str:
        """Run a command line of the tutorial; its whole output."""
        words = shlex.split(line)
        if words[0] == "menhu":
            words = [*MENHU, *words[1:]]
        elif words[0] == "python":
            words = [sys.executable, *words[1:]]
        done = subprocess.run(
            words, cwd=self.folder, env=self.environ, capture_output=True, text=True, encoding="utf-8"
        )
        self.shown.append(done.stdout + done.stderr)
        return self.shown[-1]

    def install(self) -> None:
        """Do what pip would: make the entry points known."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        info = self.folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        )
        points = "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
            for group, entries in project["entry-points"].items()
        )
        (info / "entry_points.txt").write_text(points)


def blocks() -> list[Fence]:
    return list(fences(read("plugin-authors.md")))


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """All files of the tutorial in a folder of their own, installed."""
    folder = tmp_path / "menhu-lost"
    for block in blocks():
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    made = Workshop(folder)
    made.install()
    return made


def answer(port: int, host: str, path: str, attempt_until: float) -> tuple[int, str]:
    """Status and text of a page of the running server, as soon as it listens."""
    from urllib.error import HTTPError
    from urllib.request import Request

    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"})
    while True:
        try:
            with urlopen(request, timeout=PATIENCE) as found:
                return found.status, found.read().decode()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except URLError:
            if time.monotonic() > attempt_until:
                raise
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(workshop: Workshop) -> Iterator[int]:
    """``menhu serve``, as in the tutorial but for the port."""
    port = free_port()
    process = subprocess.Popen(
        [*MENHU, "serve", "--port", str(port)],
        cwd=workshop.folder,
        env=workshop.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield port
    process.terminate()
    process.wait(PATIENCE)


def commands(title: str) -> list[tuple[str, str]]:
    """The command lines below a heading, each with the output that the page shows after it."""
    below = list(fences(section(read("plugin-authors.md"), title)))
    found: list[tuple[str, str]] = []
    for number, block in enumerate(below):
        if block.language != "sh":
            continue
        after = below[number + 1] if number + 1 < len(below) else None
        lines = block.text.strip().splitlines()
        found += [(line, "") for line in lines[:-1]]
        found.append((lines[-1], after.text.strip() if after and after.language == "text" else ""))
    return found


def test_files_are_complete(workshop: Workshop) -> None:
    package = workshop.folder / "menhu_lost"
    templates = {f"lost:{path.name}" for path in (package / "templates").iterdir()}
    text = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    assert templates == {word for word in text.replace('"', " ").split() if word.endswith(".pt")}


def test_commands_do_what_is_said(workshop: Workshop, request: pytest.FixtureRequest) -> None:
    lines = commands("13. Run it")
    assert lines.pop(0) == (INSTALL, "")
    port = 0
    for line, shown in lines:
        if line.startswith("menhu serve"):
            port = request.getfixturevalue("server")
            until = time.monotonic() + PATIENCE
            assert "黑色雨伞" in answer(port, "north.localhost", "/swzl/", until)[1]
            status, page = answer(port, "south.localhost", "/swzl/", until)
            assert status == 200
            assert "蓝色水杯" in page
            assert "黑色雨伞" not in page
            assert answer(port, "south.localhost", "/swzl/1", until)[0] == 404
            assert answer(port, "south.localhost", "/swzl/feed.atom", until)[0] == 200
            assert "/swzl/2" in answer(port, "south.localhost", "/sitemap.xml", until)[1]
            continue
        output = workshop.run(line)
        assert shown in output, (line, output)
        if line == "menhu cluster apply cluster":
            assert "the site is a `department`, its template is for `portal`" in output
        if line == "menhu feature list south":
            until = time.monotonic() + PATIENCE
            while answer(port, "south.localhost", "/swzl/", until)[0] != 404:
                assert time.monotonic() < until
                time.sleep(0.05)
            assert "失物招领" not in answer(port, "south.localhost", "/", until)[1]
            assert answer(port, "north.localhost", "/swzl/1", until)[0] == 200
    assert workshop.run("menhu check").strip().endswith("All is well."), workshop.shown[-1]


def test_tests_pass(workshop: Workshop) -> None:
    ((line, _),) = commands("14. Test it")
    output = workshop.run(f"{line} -p no:cacheprovider -p no:xdist -W error::UserWarning")
    assert " passed" in output.splitlines()[-1], output
    assert "failed" not in output.splitlines()[-1], output


def test_migration_is_written(workshop: Workshop) -> None:
    workshop.run("menhu db upgrade")
    models = workshop.folder / "menhu_lost" / "models.py"
    text = models.read_text(encoding="utf-8")
    models.write_text(text + "    seen: Mapped[datetime | None]\n", encoding="utf-8")
    written = Path(workshop.run("python revise.py").splitlines()[-1])
    assert written.parent == workshop.folder / "menhu_lost" / "migrations" / "versions", workshop.shown
    migration = written.read_text(encoding="utf-8")
    assert "'seen'" in migration
    assert "from menhu.api import UtcDateTime" in migration
    workshop.run("menhu db upgrade")
    assert "is as the code expects" in workshop.run("menhu db check")
