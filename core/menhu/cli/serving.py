"""Running the application under waitress (one process) or granian (several)."""

import logging
import logging.config
import os
import signal
import socket
import sys
from collections.abc import Callable
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from menhu.cli.errors import Refused

if TYPE_CHECKING:
    from menhu.app import Application
    from menhu.cli.context import PortalContext

WAITRESS_THREADS = 8
CONNECTIONS = 1000
BACKLOG = 8192
BACKPRESSURE = 8000
"""Below the backlog: with granian's default, one connection more than its share hangs."""
KILL_SECONDS = 30
QUIETER = {"waitress.queue": logging.ERROR, "alembic": logging.WARNING}
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(process)d]: %(message)s"


def application() -> "Application":
    """Make the application of a worker process from ``MENHU_CONFIG``, and close it when the process ends."""
    from menhu.app import make_app
    from menhu.deployment import load_deployment

    app = make_app(load_deployment())
    Finalize(None, app.close, exitpriority=10)
    return app


def check_folder(var: Path) -> None:
    """See that the run-time folder is there, or can be made, and takes files.

    Raises:
        Refused: if not.
    """
    import tempfile

    try:
        var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var):
            pass
    except OSError as error:
        raise Refused(
            f"the run-time folder {var} is not writable: {error.strerror}. "
            "Give the user who runs menhu the right to write there, or name another with MENHU_VAR."
        ) from error


def keep_templates(var: Path) -> None:
    """Keep compiled templates in the run-time folder. Chameleon reads the variable when it is imported."""
    folder = var / "cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("CHAMELEON_CACHE", str(folder))


def free_address(host: str, port: int) -> str:
    """The numeric address to listen at, after a look whether port and host can be had.

    Raises:
        Refused: if the host is unknown or the port is taken or not allowed.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Refused(
            f"the host {host!r} is unknown: {error.strerror}. Name an address, such as 127.0.0.1."
        ) from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise Refused(
                f"port {port} needs more rights than you have. Choose one above 1023 with --port."
            ) from error
        except OSError as error:
            raise Refused(
                f"cannot listen at {host}:{port}: {error.strerror}. "
                "Choose another port with --port, or stop what listens there."
            ) from error
    return str(address[0])


def configure_logging(config_file: Path | None) -> None:
    """Log as the .ini says in ``[loggers]``, else to stderr from INFO on, tracebacks and all."""
    if config_file is not None:
        import configparser

        parser = configparser.RawConfigParser()
        parser.read(config_file, encoding="utf-8")
        if parser.has_section("loggers"):
            logging.config.fileConfig(
                config_file,
                defaults={"here": str(config_file.parent), "__file__": str(config_file)},
                disable_existing_loggers=False,
                encoding="utf-8",
            )
            return
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=sys.stderr, force=True)
    logging.getLogger("menhu.plugins.registry").setLevel(logging.NOTSET)
    for name, level in QUIETER.items():
        logging.getLogger(name).setLevel(level)


def _end(*signal_and_frame: Any) -> NoReturn:
    del signal_and_frame
    raise SystemExit(0)


def _end_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)


def _announce(host: str, port: int, how: str) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving at http://{shown}:{port}/ ({how}). Stop with Ctrl-C.", err=True)


def serve_waitress(portal: "PortalContext", host: str, port: int) -> None:
    """Serve in this process until it is told to stop.

    Raises:
        Refused: if the port was taken in the meantime.
    """
    from waitress.server import create_server  # type: ignore[import-untyped]

    _end_on_signals()
    address = free_address(host, port)
    app = portal.application.start()
    try:
        server = create_server(
            app,
            host=address,
            port=port,
            threads=WAITRESS_THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            ident="",
        )
    except OSError as error:
        raise Refused(f"cannot listen at {host}:{port}: {error.strerror}. Choose another port.") from error
    _announce(host, port, f"waitress, threads: {WAITRESS_THREADS}")
    server.run()


def serve_granian(portal: "PortalContext", host: str, port: int, workers: int) -> None:
    """Serve with worker processes until told to stop; a worker that dies is replaced.

    Raises:
        DatabaseMissing, DatabaseNewer, DatabaseLocked: if the database is not as the code needs it.
        SystemExit: with status 1 if the workers cannot be kept running.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from menhu.cli.workers import Workers
    from menhu.units import ensure_current

    _end_on_signals()
    address = free_address(host, port)
    engine = portal.make_engine()
    try:
        ensure_current(engine, portal.plugins)
    finally:
        engine.dispose()
    if portal.deployment.config_file is not None:
        os.environ["MENHU_CONFIG"] = str(portal.deployment.config_file)
    server = Workers(
        "menhu.cli.serving:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=blocking_threads(),
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.info,
        log_dictconfig=granian_logging(),
    )
    _announce(host, port, f"granian, processes: {workers}")
    _run(server)


def blocking_threads() -> int:
    """Threads for Python code in each worker; granian warns above twice the processors and one."""
    return min(WAITRESS_THREADS, 2 * (os.cpu_count() or 1) + 1)


def granian_logging() -> dict[str, Any]:
    """Logging for granian that leaves what this process has set up as it is."""
    return {"loggers": {"_granian": {"propagate": True}}, "handlers": {}}


def _run(server: Any) -> None:
    loader: Callable[[], Application] = application
    try:
        server.serve(target_loader=loader, wrap_loader=False)
    except SystemExit:
        # Ctrl-C reaches the workers as well; granian then takes their end for a failure.
        if not server.interrupt_signal:
            raise
