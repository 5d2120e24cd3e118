#!/usr/bin/env python3
"""Prepare the demo cluster, say where to look, and serve it. `make demo` runs this inside .venv."""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from menhu.deployment import Deployment, DeploymentError, load_deployment

ROOT = Path(__file__).resolve().parent.parent
CLUSTER = ROOT / "sites" / "shijiazhuang"
MENHU = Path(sys.executable).with_name("menhu")
SQLITE = "sqlite:///"
WIDTH = 42
Command = tuple[str | Path, ...]


class Stopped(Exception):
    """The demo cannot go on; the message says why and what to do."""


def run(*command: str | Path) -> str:
    """Run a command and return what it printed.

    Raises:
        Stopped: if it fails, with everything that it printed.
    """
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        shown = " ".join(str(word) for word in command)
        raise Stopped(f"{shown}\nended with status {done.returncode}:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def sites() -> list[dict[str, Any]]:
    """The sites in the database."""
    found: list[dict[str, Any]] = json.loads(run(MENHU, "site", "list", "--json"))
    return found


def steps(content: Path) -> Iterator[tuple[str, Command]]:
    """What fills an empty database; each step may be done twice."""
    yield "content and pictures are made", (sys.executable, CLUSTER / "generate.py", "--out", content)
    yield "sites come from their templates", (MENHU, "cluster", "apply", CLUSTER)
    for plugin in ("news", "pages"):
        command = (MENHU, plugin, "import", content / f"{plugin}.jsonl", "--pictures", content)
        yield f"{plugin} are imported", command


def timed(label: str, command: Command) -> None:
    """Do one step and show how long it took."""
    print(f"  {label} ".ljust(WIDTH, "."), end=" ", flush=True)
    began = time.monotonic()
    try:
        run(*command)
    except Stopped:
        print("failed")
        raise
    print(f"{time.monotonic() - began:5.1f} s")


def prepare(deployment: Deployment) -> None:
    """Bring the database up to date and fill it, unless a former run has.

    Raises:
        Stopped: if a step fails; the next run begins again with the first.
    """
    content = deployment.var / "demo"
    filled = content / "filled"
    timed("the database is brought up to date", (MENHU, "db", "upgrade"))
    if filled.exists() and sites():
        return
    content.mkdir(parents=True, exist_ok=True)
    for label, command in steps(content):
        timed(label, command)
    filled.touch()


def reset(deployment: Deployment) -> None:
    """Remove what the demo keeps in the run-time folder, and nothing else there.

    Raises:
        Stopped: if the database is not a file in the run-time folder.
    """
    file = Path(deployment.database.removeprefix(SQLITE))
    if not deployment.database.startswith(SQLITE) or file.parent != deployment.var:
        raise Stopped(
            f"the database is not a file in {deployment.var}, so it is not removed here. "
            "Empty it yourself, then run `make demo`."
        )
    for found in deployment.var.glob(f"{file.name}*"):
        found.unlink()
    for folder in (deployment.var / "demo", deployment.var / "files"):
        shutil.rmtree(folder, ignore_errors=True)


def check_port(port: int) -> None:
    """See that the port can be had before anything is made.

    Raises:
        Stopped: if not.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Stopped(
                f"port {port} cannot be had: {error.strerror}. Choose another, such as `make demo PORT=8090`."
            ) from error


def addresses(port: int) -> Iterator[tuple[str, str, str]]:
    """Where to look: what it is, the address, and the name of the site."""
    found = sites()
    by_kind = {site["kind"]: site for site in reversed(found)}
    department = next((site for site in found if site["code"] == "fgw"), by_kind["department"])
    main, county = by_kind["main"], by_kind["county"]
    yield "the main portal", f"http://localhost:{port}/", main["name"]
    if "en" in json.loads(run(MENHU, "site", "show", main["code"], "--json"))["languages"]:
        yield "in English", f"http://localhost:{port}/en/", ""
    yield "a department", f"http://{department['code']}.localhost:{port}/", department["name"]
    yield "the same by its path", f"http://localhost:{port}{department['prefix']}", ""
    yield "a county", f"http://{county['code']}.localhost:{port}/", county["name"]


def show(deployment: Deployment, port: int) -> None:
    """Print where to look."""
    print(f"\n{len(sites())} sites are there. Look at:\n")
    for label, address, name in addresses(port):
        print(f"  {label:<21} {address:<40} {name}".rstrip())
    print(
        f"\nEvery site answers at http://CODE.localhost:{port}/; `.venv/bin/menhu site list` shows the codes."
    )
    print(f"All data lies in {deployment.var} and is kept; `make demo-reset` starts anew.\n", flush=True)


def main() -> None:
    """Read the arguments and do it all."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=8080, help="where to listen (default: 8080)")
    arguments.add_argument("--reset", action="store_true", help="remove the data of former runs first")
    arguments.add_argument("--prepare-only", action="store_true", help="do not serve")
    options = arguments.parse_args()
    try:
        deployment = load_deployment()
        if not options.prepare_only:
            check_port(options.port)
        if options.reset:
            reset(deployment)
        prepare(deployment)
        show(deployment, options.port)
    except (Stopped, DeploymentError) as stopped:
        sys.exit(f"demo: {stopped}")
    if not options.prepare_only:
        os.execv(MENHU, [str(MENHU), "serve", "--port", str(options.port)])  # noqa: S606


if __name__ == "__main__":
    main()
