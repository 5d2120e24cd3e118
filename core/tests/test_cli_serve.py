"""``menhu serve`` as processes of their own: both servers, signals, refusals."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from menhu.testing.portal import SiteSpec, write_cluster

SECONDS = 60
MENHU = (sys.executable, "-c", "from menhu.cli import main; main()")
SERVERS = ((), ("--workers", "2"))


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def menhu(config: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*MENHU, *arguments],
        env=os.environ | {"MENHU_CONFIG": str(config)} | environ,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    file = folder / "menhu.ini"
    file.write_text("[app:main]\nmenhu.var = var\nmenhu.plugins =\n", encoding="utf-8")
    assert menhu(file, "db", "upgrade").returncode == 0
    cluster = write_cluster(folder / "cluster", (SiteSpec(code="main", more={"name": "门户网站"}),))
    assert menhu(file, "cluster", "apply", str(cluster)).returncode == 0
    return file


class Served:
    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def get(self, path: str) -> tuple[int, bytes]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": "localhost"})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def is_healthy(self) -> bool:
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
        return self.get("/_health")[0] == 200

    def children(self) -> set[int]:
        pid = self.process.pid
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def ended(self) -> int:
        status = self.process.wait(SECONDS)
        assert "Traceback" not in self.log.read_text(encoding="utf-8")
        return status


@contextmanager
def served(config: Path, log: Path, *arguments: str) -> Iterator[Served]:
    port = free_port()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*MENHU, "serve", "--port", str(port), *arguments],
            env=os.environ | {"MENHU_CONFIG": str(config)},
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
        try:
            server = Served(process, port, log)
            until(server.is_healthy, "the server does not answer")
            yield server
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.mark.parametrize("arguments", SERVERS, ids=" ".join)
def test_serves_follows_commands_and_ends_on_sigterm(
    config: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with served(config, tmp_path / "log", *arguments) as server:
        assert "门户网站".encode() in server.get("/")[1]
        assert menhu(config, "site", "state", "main", "offline").returncode == 0
        until(lambda: server.get("/")[0] == 503, "the change is not seen")
        assert menhu(config, "site", "state", "main", "running").returncode == 0
        until(lambda: server.get("/")[0] == 200, "the change back is not seen")
        server.process.terminate()
        assert server.ended() == 0


@pytest.mark.parametrize("arguments", SERVERS, ids=" ".join)
def test_ctrl_c_on_all_processes_is_a_clean_end(
    config: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with served(config, tmp_path / "log", *arguments) as server:
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.ended() == 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the workers")
def test_a_worker_that_dies_is_replaced(config: Path, tmp_path: Path) -> None:
    with served(config, tmp_path / "log", "--workers", "2") as server:
        until(lambda: len(server.children()) == 2, "two workers do not start")
        victim = min(server.children())
        os.kill(victim, signal.SIGKILL)
        until(
            lambda: victim not in server.children() and len(server.children()) == 2,
            "no worker takes its place",
        )
        until(server.is_healthy, "the server does not answer again")
        server.process.terminate()
        assert server.ended() == 0


def test_a_taken_port_is_refused(config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments in SERVERS:
            refused = menhu(config, "serve", "--port", port, *arguments)
            assert refused.returncode == 1
            assert b"Choose another port with --port" in refused.stderr
            assert b"Traceback" not in refused.stderr


def test_an_unknown_host_is_refused(config: Path) -> None:
    refused = menhu(config, "serve", "--host", "nowhere.invalid", "--port", str(free_port()))
    assert refused.returncode == 1
    assert b"'nowhere.invalid' is unknown" in refused.stderr


def test_waitress_takes_one_worker(config: Path) -> None:
    assert menhu(config, "serve", "--server", "waitress", "--workers", "2").returncode == 2


@pytest.mark.parametrize("arguments", SERVERS, ids=" ".join)
def test_a_missing_database_is_refused(config: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    refused = menhu(config, "serve", "--port", str(free_port()), *arguments, MENHU_VAR=str(tmp_path))
    assert refused.returncode == 1
    assert b"menhu db upgrade" in refused.stderr
    assert b"Traceback" not in refused.stderr


@pytest.mark.parametrize("arguments", SERVERS, ids=" ".join)
def test_a_newer_database_is_refused(config: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert menhu(config, "db", "upgrade", MENHU_VAR=str(tmp_path)).returncode == 0
    with closing(sqlite3.connect(tmp_path / "menhu.db")) as database:
        database.execute("UPDATE core_alembic SET version_num = 'core_9999'")
        database.commit()
    refused = menhu(config, "serve", "--port", str(free_port()), *arguments, MENHU_VAR=str(tmp_path))
    assert refused.returncode == 1
    assert b"newer" in refused.stderr
    assert b"Traceback" not in refused.stderr


def test_a_folder_that_cannot_be_written_is_refused(config: Path, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file", encoding="utf-8")
    refused = menhu(config, "serve", MENHU_VAR=str(tmp_path / "var"))
    assert refused.returncode == 1
    assert b"is not writable" in refused.stderr
    assert b"MENHU_VAR" in refused.stderr


def test_logging_of_the_configuration_is_used(config: Path, tmp_path: Path) -> None:
    with_logging = tmp_path / "menhu.ini"
    with_logging.write_text(
        f"[app:main]\nmenhu.var = {config.parent / 'var'}\nmenhu.plugins =\n"
        "[loggers]\nkeys = root\n[handlers]\nkeys = file\n[formatters]\nkeys = plain\n"
        "[logger_root]\nlevel = INFO\nhandlers = file\n"
        "[handler_file]\nclass = FileHandler\nformatter = plain\nargs = ('%(here)s/server.log', 'a')\n"
        "[formatter_plain]\nformat = here: %(message)s\n",
        encoding="utf-8",
    )
    with served(with_logging, tmp_path / "log", "--server", "granian") as server:
        server.process.terminate()
        assert server.ended() == 0
    assert "here: Starting granian" in (tmp_path / "server.log").read_text(encoding="utf-8")


def test_output_is_utf_8_whatever_the_locale(config: Path) -> None:
    plain = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    listed = menhu(config, "site", "list", "--json", **plain)
    assert listed.returncode == 0, listed.stderr
    assert json.loads(listed.stdout.decode())[0]["name"] == "门户网站"
    assert b"pkg_resources" not in listed.stderr


def test_a_reader_that_goes_away_is_no_error(config: Path) -> None:
    with subprocess.Popen(
        [*MENHU, "urls", "main"],
        env=os.environ | {"MENHU_CONFIG": str(config)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_help_loads_neither_database_nor_framework() -> None:
    program = (
        "import sys; from menhu.cli.root import root; root(['--help'], standalone_mode=False); "
        "print([name for name in ('sqlalchemy', 'pyramid', 'granian', 'menhu.app') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=SECONDS)
    assert shown.stdout.splitlines()[-1] == b"[]"
