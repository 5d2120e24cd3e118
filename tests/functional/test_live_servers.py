"""Two processes serve; a third one changes the cluster. Both show it within a second, and nothing else moves.

The second is the specification's, counted from the end of the command; it is a deadline for the answer to
become right, not a measurement of speed.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from demokit import DEMO, FEW, PLUGINS, fill, mark

from menhu.testing.databases import DATABASES, postgres_url
from menhu.testing.portal import PortalKit

MENHU = (sys.executable, "-c", "from menhu.cli import main; main()")
SEEN_WITHIN = 1.0
STARTS_WITHIN = 60.0
CONNECTIONS = 24
"""Connections in a row that must agree; each may reach either process."""

Answer = tuple[int, bytes]


class Served:
    """``menhu serve --workers 2`` on a port of this machine, and commands beside it."""

    def __init__(self, folder: Path, database: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environ = os.environ | {"MENHU_VAR": str(folder / "var"), "MENHU_DATABASE": database}
        self.environ.pop("MENHU_CONFIG", None)
        self.log = folder / "served.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*MENHU, "serve", "--port", str(self.port), "--workers", "2"],
                env=self.environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def get(self, host: str, path: str) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": host, "Connection": "close"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def run(self, *arguments: str) -> float:
        """Run a command in a process of its own; answers when it had ended."""
        done = subprocess.run(
            [*MENHU, *arguments], env=self.environ, capture_output=True, timeout=STARTS_WITHIN, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return time.monotonic()

    def all_answer(self, host: str, path: str, fits: Callable[[Answer], bool]) -> bool:
        return all(fits(self.get(host, path)) for _ in range(CONNECTIONS))

    def until(self, deadline: float, condition: Callable[[], bool]) -> None:
        began = time.monotonic()
        while not condition():
            assert time.monotonic() < deadline, (
                f"not after {time.monotonic() - began:.2f} s: {self.log.read_text()}"
            )

    def up(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.get("localhost", "/_health")[0] == 200
        except OSError:
            return False

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(STARTS_WITHIN) == 0, self.log.read_text()


@pytest.fixture(scope="module", params=DATABASES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    if request.param == "sqlite":
        yield from _serve(folder, f"sqlite:///{folder}/var/menhu.db")
        return
    with postgres_url(request.getfixturevalue("postgres_server"), empty=True) as url:
        yield from _serve(folder, url)


def _serve(folder: Path, database: str) -> Iterator[Served]:
    with PortalKit(folder, DEMO, installed=PLUGINS, database=database) as kit:
        fill(kit, codes=FEW)
    server = Served(folder, database)
    try:
        server.until(time.monotonic() + STARTS_WITHIN, server.up)
        yield server
    finally:
        server.stop()


HOST = "fgw.sjz.example"
OTHERS = ("jyj.sjz.example", "www.zhengding.example", "czj.sjz.example")
PORTAL = "www.sjz.example"


def pages(server: Served) -> dict[str, Answer]:
    paths = ("/", "/gzdt/", "/sitemap", "/sitemap.xml", "/gzdt/feed.atom")
    return {f"{host}{path}": server.get(host, path) for host in (HOST, *OTHERS) for path in paths}


def test_a_feature_switched_elsewhere_is_gone_and_back_in_both_processes(served: Served) -> None:
    before = pages(served)
    assert before[f"{HOST}/gzdt/"][0] == 200
    assert mark("fgw").encode() in before[f"{HOST}/gzdt/"][1]
    assert served.all_answer(HOST, "/gzdt/", lambda answer: answer == before[f"{HOST}/gzdt/"])
    ended = served.run("feature", "disable", "fgw", "news")
    served.until(
        ended + SEEN_WITHIN, lambda: served.all_answer(HOST, "/gzdt/", lambda answer: answer[0] == 404)
    )
    assert served.all_answer(HOST, "/", lambda answer: b"/gzdt/" not in answer[1])
    # The portal's home page gathers news of other sites; it does not name those of a site that has none.
    assert served.all_answer(PORTAL, "/", lambda answer: mark("fgw").encode() not in answer[1])
    now = pages(served)
    assert {address for address in before if now[address] != before[address]} == {
        address for address in before if address.startswith(HOST)
    }
    ended = served.run("feature", "enable", "fgw", "news")
    served.until(
        ended + SEEN_WITHIN,
        lambda: served.all_answer(HOST, "/gzdt/", lambda answer: answer == before[f"{HOST}/gzdt/"]),
    )
    assert pages(served) == before


def test_a_new_site_answers_in_both_processes(served: Served) -> None:
    assert served.get("xin.sjz.example", "/")[0] == 404
    ended = served.run(
        "site", "create", "xin", "--template", "department", "--name", "新站", "--host", "xin.sjz.example"
    )
    served.until(
        ended + SEEN_WITHIN,
        lambda: served.all_answer("xin.sjz.example", "/", lambda a: a[0] == 200 and "新站".encode() in a[1]),
    )
    assert served.get("xin.localhost", "/gzdt/")[0] == 200
    ended = served.run("site", "state", "xin", "closed")
    served.until(
        ended + SEEN_WITHIN,
        lambda: served.all_answer("xin.sjz.example", "/", lambda answer: answer[0] == 410),
    )


def test_published_articles_appear_in_both_processes(served: Served, tmp_path: Path) -> None:
    before = served.get(HOST, "/gzdt/")
    line = (
        '{"site": "fgw", "column": "gzdt", "external_id": "live-1", "title": "刚刚发布的消息", '
        '"body": "<p>正文。</p>", "published": "2026-03-05T10:00:00+08:00"}'
    )
    (tmp_path / "news.jsonl").write_text(line + "\n", encoding="utf-8")
    ended = served.run("news", "import", str(tmp_path / "news.jsonl"))
    served.until(
        ended + SEEN_WITHIN,
        lambda: served.all_answer(HOST, "/gzdt/", lambda answer: "刚刚发布的消息".encode() in answer[1]),
    )
    assert served.get(HOST, "/gzdt/") != before


def test_applied_files_are_seen_in_both_processes(served: Served, tmp_path: Path) -> None:
    shutil.copytree(DEMO.parent, tmp_path / "sites", ignore=shutil.ignore_patterns("demo", "*.py"))
    file = tmp_path / "sites" / "shijiazhuang" / "sites" / "main.yaml"
    text = file.read_text(encoding="utf-8")
    assert "operator: 石家庄市信息中心" in text
    file.write_text(text.replace("operator: 石家庄市信息中心", "operator: 另一家单位"), encoding="utf-8")
    ended = served.run("cluster", "apply", str(file.parent.parent))
    served.until(
        ended + SEEN_WITHIN,
        lambda: served.all_answer("www.sjz.example", "/", lambda a: "另一家单位".encode() in a[1]),
    )
