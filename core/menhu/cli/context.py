"""What commands work with: the deployment, and the application when it is first asked for."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import sqlalchemy as sa

    from menhu.app import Application, PortalRegistry
    from menhu.cluster.model import Cluster
    from menhu.data.files import FileStore
    from menhu.data.session import SessionFactory
    from menhu.deployment import Deployment
    from menhu.plugins.registry import Registry


class PortalContext:
    """The installation a command works on. Everything is made when it is first asked for.

    Arguments:
        config_file: the .ini of ``--config``; None leaves it to ``MENHU_CONFIG`` and the defaults.
        debug: whether unexpected errors are shown with their traceback.
        deployment: the installation, if it is known already.
        modules: plugin modules given directly by name, beside those found by entry points.
        discover: whether entry points are read.
    """

    def __init__(
        self,
        config_file: Path | None = None,
        *,
        debug: bool = False,
        deployment: "Deployment | None" = None,
        modules: Mapping[str, ModuleType] | None = None,
        discover: bool = True,
    ) -> None:
        self.config_file = config_file
        self.debug = debug
        self._given = deployment
        self._modules = modules
        self._discover = discover

    @cached_property
    def deployment(self) -> "Deployment":
        """The deployment.

        Raises:
            DeploymentError: if its configuration cannot be used.
        """
        from menhu.deployment import load_deployment

        return self._given if self._given is not None else load_deployment(self.config_file)

    @cached_property
    def plugins(self) -> "Registry":
        """The plugins as they declare themselves; needs no database."""
        from menhu.plugins.registry import Registry

        return Registry(self.deployment.plugins, self._modules, discover=self._discover)

    @cached_property
    def application(self) -> "Application":
        """The application, which does not follow other processes. It is closed after the command.

        Raises:
            DatabaseMissing, DatabaseNewer, DatabaseLocked: if the database is not as the code needs it.
        """
        from menhu.app import Application

        self.make_engine().dispose()
        return Application(self.deployment, self._modules, discover=self._discover)

    @property
    def registry(self) -> "PortalRegistry":
        """The services of the application."""
        return self.application.registry

    @property
    def sessions(self) -> "SessionFactory":
        """Makes sessions: ``portal.sessions.for_site(site)``."""
        return self.registry.sessions

    @property
    def cluster(self) -> "Cluster":
        """The present cluster: ``portal.cluster.by_code["fgw"]``."""
        return self.registry.snapshots.current

    @property
    def files(self) -> "FileStore":
        """The store of uploaded files."""
        return self.registry.files

    def make_engine(self) -> "sa.Engine":
        """A new engine for the database; dispose of it after use. Nothing is connected yet.

        Raises:
            DeploymentError: if the address of the database is malformed or of an unknown kind.
        """
        import sqlalchemy as sa

        from menhu.data.engine import make_engine
        from menhu.deployment import DeploymentError

        try:
            return make_engine(self.deployment.database)
        except (ValueError, sa.exc.ArgumentError) as error:
            raise DeploymentError(
                f"menhu.database cannot be used: {str(error).rstrip('.')}. Correct it, or MENHU_DATABASE."
            ) from error

    def close(self) -> None:
        """Close the application if it was made."""
        application: Any = self.__dict__.pop("application", None)
        if application is not None:
            application.close()


pass_portal = click.make_pass_decorator(PortalContext)
"""Gives a command the `PortalContext` as its first argument."""
