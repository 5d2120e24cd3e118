"""``menhu serve``."""

import click

from menhu.cli.command import Command
from menhu.cli.context import PortalContext, pass_portal


@click.command(
    cls=Command,
    examples=(
        "menhu serve",
        "menhu serve --host 0.0.0.0 --port 80 --workers 4",
        "menhu serve --server granian --config production.ini",
    ),
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Where to listen."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="Processes.")
@click.option(
    "--server",
    type=click.Choice(["waitress", "granian"]),
    help="The server; without it waitress for one process, granian for more.",
)
@pass_portal
def serve(portal: PortalContext, host: str, port: int, workers: int, server: str | None) -> None:
    """Serve all sites of the cluster until SIGTERM or Ctrl-C.

    Changes made by other commands are seen by every process within a second, without a restart.
    """
    from menhu.cli import serving

    chosen = server or ("granian" if workers > 1 else "waitress")
    if chosen == "waitress" and workers > 1:
        raise click.UsageError("waitress runs one process. Use --server granian, or leave --workers out.")
    deployment = portal.deployment
    serving.check_folder(deployment.var)
    serving.keep_templates(deployment.var)
    serving.configure_logging(deployment.config_file)
    if chosen == "waitress":
        serving.serve_waitress(portal, host, port)
    else:
        serving.serve_granian(portal, host, port, workers)
