"""What `make demo` does before it serves, and what it refuses."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEP = re.compile(r"^  .* \.+ +\d+\.\d s$", re.MULTILINE)


def demo(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MENHU_")}
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "demo.py", *arguments],
        cwd=var.parent,
        env={**clean, "MENHU_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def user_version(var: Path) -> int:
    """A number that the database carries and nobody but this test sets."""
    with closing(sqlite3.connect(var / "menhu.db")) as database:
        version: int = database.execute("PRAGMA user_version").fetchone()[0]
        return version


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    var = tmp_path_factory.mktemp("demo") / "var"
    done = demo(var, "--prepare-only", "--port", "8123")
    assert done.returncode == 0, done.stdout + done.stderr
    return var, done.stdout


def test_the_first_run_makes_everything_and_says_where_to_look(prepared: tuple[Path, str]) -> None:
    var, printed = prepared
    assert len(STEP.findall(printed)) == 5
    assert "72 sites are there" in printed
    for address in ("localhost:8123/", "localhost:8123/en/", "fgw.localhost:8123/", "localhost:8123/bm/fgw/"):
        assert f" http://{address} " in printed.replace("\n", " \n")
    assert str(var) in printed


def test_the_second_run_keeps_the_data_and_a_reset_makes_it_anew(prepared: tuple[Path, str]) -> None:
    var, first = prepared
    foreign = var / "keep.me"
    foreign.touch()
    with closing(sqlite3.connect(var / "menhu.db")) as database:
        database.execute("PRAGMA user_version = 7")
    second = demo(var, "--prepare-only", "--port", "8123")
    assert STEP.findall(second.stdout) == []
    assert second.stdout.strip() == first[first.index("72 sites") :].strip()
    assert user_version(var) == 7
    third = demo(var, "--prepare-only", "--port", "8123", "--reset")
    assert len(STEP.findall(third.stdout)) == 5
    assert foreign.exists()
    assert user_version(var) == 0


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = demo(tmp_path / "var", "--port", port)
    assert done.returncode == 1
    assert f"port {port} cannot be had" in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_reset_removes_no_database_that_is_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.touch()
    done = demo(tmp_path / "var", "--reset", "--prepare-only", MENHU_DATABASE=f"sqlite:///{elsewhere}")
    assert done.returncode == 1
    assert "is not a file in" in done.stderr
    assert elsewhere.exists()


def test_a_failing_step_is_told_with_its_reason(tmp_path: Path) -> None:
    done = demo(tmp_path / "var", "--prepare-only", MENHU_DATABASE=f"sqlite:///{tmp_path / 'none' / 'x.db'}")
    assert done.returncode == 1
    assert "menhu db upgrade failed" in done.stderr
    assert "Traceback" not in done.stderr
