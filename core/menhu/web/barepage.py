"""Pages for when no site serves the request: bad requests, unknown hosts, states of a site."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from menhu.cluster.model import Site
from menhu.render.page import Crumb

if TYPE_CHECKING:
    from menhu.app import PortalRegistry

RETRY_SECONDS = 3600


def _(message: str) -> str:
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class BarePage:
    """A page without a site's furniture; texts are messages of the core's catalogue.

    ``notice`` is a sentence of the site's staff and is shown as it is.
    """

    status: int
    title: str
    message: str
    advice: tuple[str, ...] = ()
    notice: str = ""
    link: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def status_line(self) -> str:
        """The status with its phrase."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    @classmethod
    def refused(cls, status: int, reason: str, headers: tuple[tuple[str, str], ...]) -> "BarePage":
        """A request that cannot be understood."""
        return cls(
            status=status,
            title=_("This request cannot be answered"),
            message=reason,
            advice=(_("Check the address, or start from the home page of the site."),),
            headers=headers,
        )

    @classmethod
    def forged(cls) -> "BarePage":
        """A form sent from another website."""
        return cls(
            status=403,
            title=_("This request was refused"),
            message=_("The form was sent from another website."),
            advice=(_("Open the form on this website and send it from there."),),
        )

    @classmethod
    def unknown_host(cls) -> "BarePage":
        """A host name under which no site answers."""
        return cls(
            status=404,
            title=_("There is no website under this name"),
            message=_("This server answers for several websites, but none of them has this name."),
            advice=(_("Check the name in the address for mistakes."),),
        )

    @classmethod
    def busy(cls) -> "BarePage":
        """The database does not answer in time."""
        return cls(
            status=503,
            title=_("The website is busy at the moment"),
            message=_("The page could not be put together just now."),
            advice=(_("Please try again in a minute; nothing was lost."),),
            headers=(("Retry-After", "30"),),
        )

    @classmethod
    def broken(cls) -> "BarePage":
        """An error of the software."""
        return cls(
            status=500,
            title=_("Something went wrong on our side"),
            message=_("The page could not be shown; the fault has been recorded."),
            advice=(_("Please try again later."),),
        )

    def render(self, registry: "PortalRegistry", lang: str, site: Site | None) -> bytes:
        """The page as UTF-8 bytes."""
        texts = registry.texts
        name = site.info.name if site is not None else ""

        def say(message: str) -> str:
            return texts.translate(message, "menhu", lang, {"site": name})

        links: tuple[Any, ...] = (Crumb(self.link, self.link),) if self.link else ()
        template = registry.templates.get("menhu:bare.pt", site.structure.theme if site else "")
        message = say(self.message)
        html = template.render(
            title=say(self.title),
            site_name=name,
            message=message,
            advice=tuple([self.notice] if self.notice else []) + tuple(say(text) for text in self.advice),
            links=links,
            lang=lang,
            target_language=lang,
            stylesheet=registry.themes.asset("menhu/base.css"),
        )
        return str(html).encode()


def state_page(site: Site) -> BarePage:
    """The page of a site that does not serve: preparing, offline, closed or moved."""
    notice = site.notice or ""
    retry = (("Retry-After", str(RETRY_SECONDS)),)
    if site.state == "preparing":
        return BarePage(
            status=503,
            title=_("${site} is being prepared"),
            message=_("This website is not open yet."),
            notice=notice,
            headers=retry,
        )
    if site.state == "moved":
        target = site.successor or "/"
        return BarePage(
            status=301,
            title=_("${site} has moved"),
            message=_("This website is now found under another address:"),
            notice=notice,
            link=target,
            headers=(("Location", target),),
        )
    if site.state == "closed":
        return BarePage(
            status=410,
            title=_("${site} has been closed"),
            message=_("This website was closed for good; its contents are archived."),
            notice=notice,
            link=site.successor or "",
        )
    return BarePage(
        status=503,
        title=_("${site} is not available for a while"),
        message=_("This website is being worked on."),
        advice=(_("Please come back later."),),
        notice=notice,
        headers=retry,
    )
