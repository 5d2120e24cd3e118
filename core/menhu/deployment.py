"""The deployment: what an operator decides for one installation, read from an .ini and the environment."""

import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

SECTION = "app:main"
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


class DeploymentError(ValueError):
    """The configuration cannot be used; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One installation of Menhu.

    Arguments:
        var: the folder of all run-time data.
        database: an SQLAlchemy address; ``sqlite:///<var>/menhu.db`` unless configured.
        files: where uploaded files lie, a folder or an ``s3://`` address; ``<var>/files`` unless configured.
        plugins: names of the active plugins, or None for every installed one.
        themes: folders of themes beside the installed ones; they win over those of the same name.
        local_hosts: host names on which the main site, and below which ``CODE.<name>``, answers.
        scheme: ``https`` when a server in front of this one ends TLS; empty: as the request says.
        page_cache_mb: memory for the page cache in MiB per process; 0 turns it off.
        fragments: whether rendered fragments (header, footer) are kept.
        debug_slots: whether slots are marked in the HTML.
        reload_templates: whether changed templates are read again (development).
        config_file: the .ini this came from, or None.
    """

    var: Path
    database: str
    files: str
    plugins: tuple[str, ...] | None = None
    themes: tuple[Path, ...] = ()
    local_hosts: tuple[str, ...] = ("localhost",)
    scheme: str = ""
    page_cache_mb: int = 64
    fragments: bool = True
    debug_slots: bool = False
    reload_templates: bool = False
    config_file: Path | None = None


def load_deployment(
    config: str | os.PathLike[str] | None = None, environ: Mapping[str, str] = os.environ
) -> Deployment:
    """Read the deployment.

    Arguments:
        config: the .ini file; ``MENHU_CONFIG`` if None; defaults alone if that is unset too.
        environ: the environment; ``MENHU_VAR`` and ``MENHU_DATABASE`` win over the file.

    Raises:
        DeploymentError: if the file is missing, unreadable, or a value in it is wrong.
    """
    chosen = config or environ.get("MENHU_CONFIG")
    if not chosen:
        return deployment_from({}, None, environ)
    path = Path(chosen).expanduser().resolve()
    parser = configparser.ConfigParser(
        defaults={"here": str(path.parent)}, interpolation=configparser.BasicInterpolation()
    )
    try:
        text = path.read_text(encoding="utf-8")
        parser.read_string(text, source=str(path))
        settings = dict(parser.items(SECTION)) if parser.has_section(SECTION) else {}
    except FileNotFoundError as error:
        raise DeploymentError(
            f"{path}: no such file. Name an existing .ini with --config or MENHU_CONFIG."
        ) from error
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise DeploymentError(f"{path}: cannot be read: {error}. Correct the file.") from error
    if not parser.has_section(SECTION):
        raise DeploymentError(
            f"{path}: the section [{SECTION}] is missing. Add it; see config/production.ini."
        )
    return deployment_from(settings, path, environ)


def deployment_from(
    settings: Mapping[str, str], path: Path | None, environ: Mapping[str, str] = os.environ
) -> Deployment:
    """Make a deployment of the ``menhu.*`` settings of an .ini.

    Raises:
        DeploymentError: if a key is unknown or a value is wrong.
    """
    where = str(path) if path else "the settings"
    known = {
        "var", "database", "files", "plugins", "themes", "local_hosts", "scheme", "page_cache_mb",
        "fragments", "debug_slots", "reload_templates",
    }  # fmt: skip
    given = {key[6:]: value.strip() for key, value in settings.items() if key.startswith("menhu.")}
    for key in sorted(given.keys() - known):
        raise DeploymentError(
            f"{where}: menhu.{key} is not a setting. Known are: "
            + ", ".join(f"menhu.{name}" for name in sorted(known)) + "."
        )  # fmt: skip
    base = path.parent if path else Path.cwd()
    var = Path(environ.get("MENHU_VAR") or given.get("var") or "var").expanduser()
    var = var if var.is_absolute() else (Path.cwd() if environ.get("MENHU_VAR") else base) / var
    var = Path(os.path.normpath(var))
    database = environ.get("MENHU_DATABASE") or given.get("database") or "sqlite:///{var}/menhu.db"
    deployment = Deployment(
        var=var,
        database=_filled(database, var, f"{where}: menhu.database"),
        files=_filled(given.get("files") or "{var}/files", var, f"{where}: menhu.files"),
        config_file=path,
    )
    if "plugins" in given:
        deployment = replace(deployment, plugins=tuple(given["plugins"].replace(",", " ").split()))
    if "themes" in given:
        deployment = replace(deployment, themes=tuple(base / folder for folder in given["themes"].split()))
    if "local_hosts" in given:
        hosts = tuple(given["local_hosts"].lower().replace(",", " ").split())
        deployment = replace(deployment, local_hosts=hosts)
    if given.get("scheme"):
        if given["scheme"] not in ("http", "https"):
            raise DeploymentError(f"{where}: menhu.scheme is {given['scheme']!r}. Write http or https.")
        deployment = replace(deployment, scheme=given["scheme"])
    if "page_cache_mb" in given:
        deployment = replace(
            deployment, page_cache_mb=_number(where, "page_cache_mb", given["page_cache_mb"])
        )
    for flag in ("fragments", "debug_slots", "reload_templates"):
        if flag in given:
            deployment = replace(deployment, **{flag: _flag(where, flag, given[flag])})  # type: ignore[arg-type]
    return deployment


def _filled(value: str, var: Path, where: str) -> str:
    if value.startswith("env:"):
        name = value[4:]
        secret = os.environ.get(name)
        if not secret:
            raise DeploymentError(
                f"{where} refers to the environment variable {name}, which is not set. Set it for the server."
            )
        value = secret
    return value.replace("{var}", str(var))


def _number(where: str, key: str, value: str) -> int:
    if not value.isdecimal():
        raise DeploymentError(f"{where}: menhu.{key} is {value!r}. Write a whole number, such as 64.")
    return int(value)


def _flag(where: str, key: str, value: str) -> bool:
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise DeploymentError(f"{where}: menhu.{key} is {value!r}. Write true or false.")
