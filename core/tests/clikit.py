"""A small installation with toy plugins, on which tests run commands."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

from click.testing import CliRunner, Result

from menhu.cli.context import PortalContext
from menhu.cli.root import root
from menhu.deployment import Deployment
from menhu.testing.portal import SiteSpec

TOY = '''
from typing import Annotated, Literal

import click
from menhu.api import ColumnResource, Finding, OpenBusiness, Plugin, hookimpl
from menhu.cli.context import pass_portal
from menhu.cluster.settings import Secret, Settings
from msgspec import Meta
from pyramid.response import Response


class ToySettings(Settings):
    size: Annotated[int, Meta(ge=1, le=9, description="How big it is.")] = 3
    label: Annotated[str, Meta(description="What stands on it.")] = ""
    tags: tuple[str, ...] = ()
    key: Annotated[Secret | None, Meta(description="Opens it.")] = None


class ToyColumnSettings(Settings):
    shelf: Annotated[Literal["low", "high"], Meta(description="Where its toys lie.")] = "low"


class ToyColumn(ColumnResource):
    pass


plugin = Plugin(
    name="toy", title="Toy", settings=ToySettings, column_settings=ToyColumnSettings, column=ToyColumn
)
open_now = []
broken_at = []


def show(context, request):
    return Response("toy")


@hookimpl
def menhu_configure(config):
    config.add_view(show, context=ToyColumn, request_method="GET")
    config.add_view(show, context=ToyColumn, name="new", request_method="POST", begins=True)


def worn():
    return Finding(level="warning", message="the toy is worn", remedy="Buy another.")


@hookimpl
def menhu_check(session):
    broken = (
        Finding(level="error", message="the toy is broken", remedy="Mend it.", site_id=number)
        for number in broken_at
    )
    return (worn(), *broken)


@hookimpl
def menhu_open_business(site):
    return tuple(OpenBusiness(what="games", count=1) for code in open_now if code == site.code)


@click.group("toy")
def toy():
    """Play."""


@toy.command()
@pass_portal
def count(portal):
    click.echo(f"{len(list(portal.cluster))} sites in {portal.deployment.var.name}")


@toy.command()
def crash():
    raise RuntimeError("it broke")


@hookimpl
def menhu_commands():
    return (toy,)
'''
NEEDY = """
from menhu.api import Plugin, hookimpl

plugin = Plugin(name="needy", title="Needy", requires=("toy",))


@hookimpl
def menhu_commands():
    raise OSError("no disk")
"""
QUIET = 'from menhu.api import Plugin\n\nplugin = Plugin(name="quiet", title="Quiet")\n'
WRONG = 'from menhu.api import Plugin\n\nplugin = Plugin(name="another", title="Wrong")\n'
MODULES = {"toy": TOY, "needy": NEEDY, "quiet": QUIET, "wrong": WRONG}


class Menhu:
    """Runs commands on one installation, each with a context of its own as separate processes would have."""

    def __init__(self, var: Path, modules: dict[str, ModuleType], plugins: tuple[str, ...]) -> None:
        self.var = var
        self.modules = modules
        self.deployment = Deployment(
            var=var, database=f"sqlite:///{var}/menhu.db", files=str(var / "files"), plugins=plugins
        )

    def __call__(self, *arguments: str, expect: int = 0) -> Result:
        chosen = {name: self.modules[name] for name in self.deployment.plugins or () if name in self.modules}
        portal = PortalContext(deployment=self.deployment, modules=chosen, discover=False)
        result = CliRunner().invoke(root, arguments, obj=portal, prog_name="menhu")
        assert result.exit_code == expect, result.output
        assert "Traceback" not in result.output
        return result

    def json(self, *arguments: str, expect: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", expect=expect).stdout)


SITES = (
    SiteSpec(code="main", features={"toy": True, "quiet": True, "ghost": True}),
    SiteSpec(
        code="fgw",
        features={"toy": {"size": 5}},
        columns=(
            {"code": "toys", "name": "玩具", "plugin": "toy", "column_type": "工作动态"},
            {"code": "play", "name": "Play", "plugin": "toy", "column_type": "工作动态", "language": "en"},
        ),
        languages=("zh-Hans", "en"),
        more={"features": {"toy": {"label": "甲"}}},
    ),
    SiteSpec(code="jyj", features={"quiet": True}),
)
