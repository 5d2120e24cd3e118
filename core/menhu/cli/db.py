"""``menhu db``: the tables of the core and of every active plugin."""

import click

from menhu.cli.command import Command, Group
from menhu.cli.context import PortalContext, pass_portal
