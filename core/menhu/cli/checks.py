"""The examinations of ``menhu check``."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from menhu.cli.errors import Refused, message_of

if TYPE_CHECKING:
    from menhu.cli.context import PortalContext
    from menhu.cluster.model import Site
    from menhu.plugins.registry import Registry

ERROR, WARNING = "error", "warning"
NAMED = 5
"""How many sites a finding names."""


class Finding(NamedTuple):
    """Something found: ``level`` is error or warning, ``about`` says what it concerns."""

    level: str
    about: str
    message: str
    remedy: str


def examine(portal: "PortalContext") -> tuple[Finding, ...]:
    """Examine an installation, as far as it can be: what needs the application waits until it can be made."""
    try:
        portal.deployment  # noqa: B018 - reading it checks it
    except ValueError as error:
        return (_finding(ERROR, "configuration", str(error)),)
    found = list(_folder(portal))
    try:
        portal.application  # noqa: B018 - making it checks the database
    except Exception as error:
        message = message_of(error)
        if message is None:
            raise
        return (*found, *_quarantined(portal.plugins), _finding(ERROR, "database", message))
    found += _quarantined(portal.registry.plugins)
    for examination in EXAMINATIONS:
        found += examination(portal)
    return tuple(found)


def _finding(level: str, about: str, text: str) -> Finding:
    """A finding out of one text: its first sentence is the message, the others are the remedy."""
    message, stop, remedy = text.partition(". ")
    return Finding(level, about, message.rstrip(".") if not stop else message, remedy)


def _folder(portal: "PortalContext") -> Iterator[Finding]:
    from menhu.cli.serving import check_folder

    try:
        check_folder(portal.deployment.var)
    except Refused as error:
        yield _finding(ERROR, "folder", error.message)


def _quarantined(registry: "Registry") -> Iterator[Finding]:
    for name, fault in sorted(registry.quarantined.items()):
        yield Finding(ERROR, f"plugin {name}", f"in quarantine: {fault.reason}", fault.remedy)


def _boot(portal: "PortalContext") -> Iterator[Finding]:
    registry = portal.registry
    for problem in registry.themes.problems:
        yield _finding(ERROR, "theme", problem)
    for what, reason in sorted(registry.hooks.failures.items()):
        about = f"plugin {what.partition(' ')[0]}"
        yield Finding(ERROR, about, f"{what} failed: {reason}", "Mend the plugin.")


def _sites(portal: "PortalContext") -> Iterator[Finding]:
    sites = list(portal.cluster)
    if not sites:
        yield Finding(WARNING, "cluster", "there are no sites", "Apply a cluster: `menhu cluster apply DIR`.")
        return
    if portal.cluster.main is None:
        yield Finding(
            WARNING, "cluster", "no site is the main one, so that path prefixes and localhost lead nowhere",
            "Give one site the path_prefix '/'.",
        )  # fmt: skip
    yield from _features(portal, sites)
    themes = portal.registry.themes.names()
    for theme in sorted({site.structure.theme for site in sites} - themes):
        having = [site for site in sites if site.structure.theme == theme]
        message = f"the theme {theme} of {_named(having)} is not installed; the fallback is shown"
        yield Finding(ERROR, f"theme {theme}", message, "Install it, or name another theme.")
    for problem, having in _by_problem(sites).items():
        yield _finding(ERROR, _named(having), problem)


def _features(portal: "PortalContext", sites: "list[Site]") -> Iterator[Finding]:
    plugins = portal.registry.plugins
    missing = sorted({name for site in sites for name in site.structure.missing})
    for name in missing:
        having = [site for site in sites if name in site.structure.missing]
        installed = name in plugins.installed
        presence = "not active" if installed else "not installed"
        yield Finding(
            WARNING,
            f"feature {name}",
            f"switched on at {_named(having)}, but {presence}: it is absent",
            "Name it in menhu.plugins." if installed else "Install its plugin, or switch it off there.",
        )
    for name in sorted({name for site in sites for name in site.structure.closing}):
        having = [site for site in sites if name in site.structure.closing]
        yield Finding(
            WARNING, f"feature {name}", f"closing at {_named(having)}",
            "Finish its open business there; then it goes off by itself.",
        )  # fmt: skip


def _by_problem(sites: "Iterable[Site]") -> "dict[str, list[Site]]":
    found: dict[str, list[Site]] = {}
    for site in sites:
        for problem in dict.fromkeys(site.structure.problems):
            found.setdefault(problem, []).append(site)
    return found


def _settings(portal: "PortalContext") -> Iterator[Finding]:
    for site in portal.cluster:
        fault = portal.registry.themes.colour_fault(site.settings("core"))
        if fault is not None:
            yield Finding(
                ERROR,
                f"site {site.code}",
                f"its colours or fonts cannot be used, the theme's are shown: {fault.rstrip('.')}",
                f"`menhu config explain {site.code} core.brand` shows where they are written.",
            )
    for code, faults in sorted(portal.registry.snapshots.unsuitable.items()):
        for wrong in faults:
            yield Finding(
                ERROR,
                f"site {code}",
                f"{wrong.feature}.{wrong.key} of layer {wrong.layer} is passed over: {wrong.message}",
                f"`menhu config explain {code} {wrong.feature}.{wrong.key}` shows where it is written."
                if wrong.message != "there is no such setting"
                else "Take it out of the files, or `menhu cluster apply DIR --overwrite`.",
            )


def _plugins(portal: "PortalContext") -> Iterator[Finding]:
    hooks = portal.registry.hooks
    for implementation in hooks.all("menhu_check"):
        about = f"plugin {implementation.plugin}"
        with portal.sessions.for_cluster("menhu check") as session:
            try:
                results = hooks.demand(
                    "menhu_check", implementation, deployment=portal.deployment, session=session
                )
            except Exception as error:
                message = f"its check failed: {type(error).__name__}: {error}"
                yield Finding(ERROR, about, message, "Mend the plugin.")
                continue
            for result in results:
                where = about + _at_site(portal, result.site_id)
                yield Finding(result.level, where, result.message.rstrip("."), result.remedy)


def _at_site(portal: "PortalContext", number: int | None) -> str:
    if number is None:
        return ""
    site = portal.cluster.by_id.get(number)
    return f" at {site.code}" if site is not None else f" at site number {number}"


def _translations(portal: "PortalContext") -> Iterator[Finding]:
    from menhu.boot import CORE, package_folder
    from menhu.render.texts import LOCALES

    folders = {"menhu": CORE} | {
        name: package_folder(portal.registry, name) for name in portal.registry.plugins.active
    }
    for domain, folder in folders.items():
        known = {tag: _messages(folder / "locale", name, domain) for tag, name in LOCALES.items()}
        every = {message for messages in known.values() for message in messages}
        for tag, messages in known.items():
            lacking = sorted(every - messages)
            if lacking:
                message = f"{len(lacking)} messages have no {tag} translation, such as {lacking[0]!r}"
                remedy = f"Add them to locale/{LOCALES[tag]}/LC_MESSAGES/{domain}.po."
                yield Finding(WARNING, f"translations {domain}", message, remedy)


def _messages(locale: Path, name: str, domain: str) -> frozenset[str]:
    """The translated messages of one catalogue; none if it is not there."""
    from babel.messages.pofile import read_po

    path = locale / name / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return frozenset()
    with path.open("rb") as stream:
        return frozenset(str(message.id) for message in read_po(stream) if message.id and message.string)


def _named(sites: "list[Site]") -> str:
    """The sites in words, not all of them if they are many."""
    codes = ", ".join(site.code for site in sites[:NAMED])
    return f"{codes} and {len(sites) - NAMED} more sites" if len(sites) > NAMED else codes


EXAMINATIONS: "tuple[Callable[[PortalContext], Iterator[Finding]], ...]" = (
    _boot, _sites, _settings, _plugins, _translations,
)  # fmt: skip
