#!/usr/bin/env python3
"""Prepare the demo cluster, say where to look, and serve it. `make demo` runs this inside .venv."""

import argparse
import io
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import click

from menhu.cli.context import PortalContext
from menhu.cli.root import root, set_logging
from menhu.data.errors import DatabaseError
from menhu.deployment import Deployment, DeploymentError, load_deployment

ROOT = Path(__file__).resolve().parent.parent
CLUSTER = ROOT / "sites" / "shijiazhuang"
SQLITE = "sqlite:///"
WIDTH = 40
Step = tuple[str, Callable[..., None], tuple[str, ...]]


class Stopped(Exception):
    """The demo cannot go on; the message says why and what to do."""


def menhu(*arguments: str) -> None:
    """Run a command of ``menhu`` in this process, quietly.

    Raises:
        Stopped: if it fails, with everything that it printed.
    """
    printed = io.StringIO()
    why = ""
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            root.main(arguments, prog_name="menhu", standalone_mode=False, obj=PortalContext())
        return
    except click.ClickException as error:
        why = error.format_message()
    except SystemExit as error:
        if not error.code:
            return
    raise Stopped(f"menhu {' '.join(arguments)} failed.\n{printed.getvalue()}{why}".rstrip())


def generate(*arguments: str) -> None:
    """Run the cluster's generator of content.

    Raises:
        Stopped: if it fails, with everything that it printed.
    """
    command = (sys.executable, str(CLUSTER / "generate.py"), *arguments)
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise Stopped(f"{' '.join(command)} failed.\n{done.stdout}{done.stderr}".rstrip())


def steps(content: Path) -> Iterator[Step]:
    """What fills an empty database; each step may be done twice."""
    yield "content and pictures are made", generate, ("--out", str(content))
    yield "sites come from their templates", menhu, ("cluster", "apply", str(CLUSTER))
    for plugin in ("news", "pages"):
        yield f"{plugin} are imported", menhu, (plugin, "import", str(content / f"{plugin}.jsonl"))


def timed(label: str, work: Callable[..., None], arguments: tuple[str, ...]) -> None:
    """Do one step and show how long it took."""
    print(f"  {label} ".ljust(WIDTH, "."), end=" ", flush=True)
    began = time.monotonic()
    try:
        work(*arguments)
    except Stopped:
        print("failed")
        raise
    print(f"{time.monotonic() - began:5.1f} s")


def is_filled(marker: Path) -> bool:
    """Whether a former run filled the database, and this code can read it."""
    if not marker.exists():
        return False
    with closing(PortalContext()) as portal:
        try:
            return len(list(portal.cluster)) > 0
        except DatabaseError:
            return False


def prepare(deployment: Deployment) -> None:
    """Bring the database up to date and fill it, unless a former run has.

    Raises:
        Stopped: if a step fails; the next run begins again with the first.
    """
    content = deployment.var / "demo"
    marker = content / "filled"
    if is_filled(marker):
        return
    timed("the database is brought up to date", menhu, ("db", "upgrade"))
    if is_filled(marker):
        return
    content.mkdir(parents=True, exist_ok=True)
    for step in steps(content):
        timed(*step)
    marker.touch()


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
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise Stopped(
                f"port {port} cannot be had: {why}. Choose another, such as `make demo PORT=8090`."
            ) from error


def addresses(portal: PortalContext, port: int) -> Iterator[tuple[str, str, str]]:
    """Where to look: what it is, the address, and the name of the site."""
    cluster = portal.cluster
    main, department = cluster.by_code["main"], cluster.by_code["fgw"]
    county = next(site for site in cluster if site.kind == "county")
    yield "the main portal", f"http://localhost:{port}/", main.info.name
    if "en" in main.structure.offered:
        yield "in English", f"http://localhost:{port}/en/", ""
    yield "a department", f"http://fgw.localhost:{port}/", department.info.name
    yield "the same by its path", f"http://localhost:{port}{department.prefix}", ""
    yield "a county", f"http://{county.code}.localhost:{port}/", county.info.name


def show(portal: PortalContext, port: int) -> None:
    """Print where to look."""
    print(f"\n{len(list(portal.cluster))} sites are there. Look at:\n")
    for label, address, name in addresses(portal, port):
        print(f"  {label:<21} {address:<40} {name}".rstrip())
    print(
        f"\nEvery site answers at http://CODE.localhost:{port}/; `.venv/bin/menhu site list` shows the codes."
    )
    kept = portal.deployment.var
    print(f"All data lies in {kept} and is kept; `make demo-reset` starts anew.\n", flush=True)


def main() -> None:
    """Read the arguments and do it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="where to listen (default: 8080)")
    parser.add_argument("--reset", action="store_true", help="remove the data of former runs first")
    parser.add_argument("--prepare-only", action="store_true", help="do not serve")
    options = parser.parse_args()
    set_logging(debug=False)
    try:
        deployment = load_deployment()
        if not options.prepare_only:
            check_port(options.port)
        if options.reset:
            reset(deployment)
        prepare(deployment)
        with closing(PortalContext()) as portal:
            show(portal, options.port)
    except (Stopped, DeploymentError, DatabaseError) as stopped:
        sys.exit(f"demo: {stopped}")
    if not options.prepare_only:
        root(["serve", "--port", str(options.port)], prog_name="menhu")


if __name__ == "__main__":
    main()
