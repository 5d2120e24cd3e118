"""One column whose pages use what no other plugin of the distribution uses yet."""

from typing import NamedTuple

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPGone
from sqlalchemy.exc import OperationalError

from menhu.api import ColumnResource, FeatureClosing, Page, Plugin, PortalRequest, hookimpl


class ShowcaseColumn(ColumnResource):
    """The column."""


plugin = Plugin(name="showcase", title="Showcase", column=ShowcaseColumn)


class Attachment(NamedTuple):
    """A file in the box of attachments."""

    title: str
    url: str
    kind: str
    size: str


FILES = (
    Attachment(
        "关于进一步优化政务服务提升行政效能推动“高效办成一件事”的实施方案(征求意见稿)及起草说明",
        "a.pdf",
        "PDF",
        "1.2 MB",
    ),
    Attachment("申请表", "b.docx", "DOCX", "38 KB"),
)


class ShowcasePage(Page):
    """The page and its files."""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files, whose addresses lie below the page's own."""
        return FILES


def everything(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """Every building block once."""
    del request
    return ShowcasePage(title=context.column.name, column=context.column)


def file(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """Where the links of the attachments lead."""
    return everything(context, request)


def refused(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """403."""
    raise HTTPForbidden


def withdrawn(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """An error of HTTP that has no view of its own."""
    raise HTTPGone


def closing(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """Something new is begun in a feature that is being switched off."""
    raise FeatureClosing("showcase", request.site.code)


def busy(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """The database does not answer."""
    raise OperationalError("SELECT 1", {}, Exception("database is locked"))


def broken(context: ShowcaseColumn, request: PortalRequest) -> Page:
    """A fault of the software."""
    raise RuntimeError("broken on purpose")


@hookimpl
def menhu_configure(config: Configurator) -> None:
    """The views."""
    config.add_view(
        everything, context=ShowcaseColumn, request_method="GET", renderer="showcase:everything.pt"
    )
    for name in ("a.pdf", "b.docx"):
        config.add_view(
            file, context=ShowcaseColumn, name=name, request_method="GET", renderer="showcase:everything.pt"
        )
    for view in (refused, withdrawn, closing, busy, broken):
        config.add_view(view, context=ShowcaseColumn, name=view.__name__, request_method="GET")
