"""Pages of cases, and what is sent from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyramid.httpexceptions import HTTPBadRequest, HTTPConflict, HTTPForbidden, HTTPSeeOther

from menhu.api import Page, PortalRequest, SiteRoot

from . import services
from .models import OPEN, Case, Opinion
from .resources import CaseColumn, CaseResource
from .settings import ToySettings


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """Cases; ``begins`` says whether one may be opened here."""

    url: str
    cases: Sequence[Case]
    begins: bool


@dataclass(frozen=True, kw_only=True)
class CasePage(Page):
    """A case; ``writes`` and ``finishes`` say what this site may do."""

    url: str
    case: Case
    opinions: Sequence[Opinion]
    writes: bool
    finishes: bool


@dataclass(frozen=True, kw_only=True)
class SummaryPage(Page):
    """How many cases are open."""

    count: int


def tag(request: PortalRequest) -> str:
    """The tag that moves with every case that the site may see."""
    return f"site/{request.site.id}/toy"


def listing(context: CaseColumn, request: PortalRequest) -> ListPage:
    """``/CODE/``"""
    request.tags.add(tag(request))
    settings: ToySettings = request.site.settings("toy")
    return ListPage(
        title=context.column.name,
        column=context.column,
        feed=f"{context.url}feed.atom",
        url=context.url,
        cases=services.cases(request.db, limit=settings.listed),
        begins=request.site.begins("toy"),
    )


def case_page(context: CaseResource, request: PortalRequest) -> CasePage:
    """``/CODE/NUMBER``"""
    request.tags.add(tag(request))
    case: Case = context.record
    is_open = case.state == OPEN
    return CasePage(
        title=case.title,
        column=context.column,
        url=context.url,
        case=case,
        opinions=services.opinions(request.db, case),
        writes=is_open and services.works_on(request.db, case, request.site),
        finishes=is_open and case.site_id == request.site.id,
    )


def summary(context: SiteRoot, request: PortalRequest) -> SummaryPage:
    """``/toy-summary``"""
    request.tags.add(tag(request))
    count = len(services.cases(request.db, state=OPEN))
    return SummaryPage(title=context.site.info.name, count=count)


def open_case(context: CaseColumn, request: PortalRequest) -> HTTPSeeOther:
    """``POST /CODE/open``: begins a case.

    Raises:
        HTTPBadRequest: without a title.
    """
    case = services.open_case(request.db, _text(request, "title"))
    return HTTPSeeOther(request.absolute(f"{context.url}{case.id}"))


def give_opinion(context: CaseResource, request: PortalRequest) -> HTTPSeeOther:
    """``POST /CODE/NUMBER/opinion``: adds this site's opinion.

    Raises:
        HTTPBadRequest: without a text.
        HTTPForbidden: if this site only observes.
        HTTPConflict: if the case is finished.
    """
    try:
        services.give_opinion(request.db, context.record, request.site, _text(request, "text"))
    except services.MayNot as error:
        raise HTTPForbidden from error
    except services.CaseIsDone as error:
        raise HTTPConflict from error
    return HTTPSeeOther(request.absolute(context.url))


def finish(context: CaseResource, request: PortalRequest) -> HTTPSeeOther:
    """``POST /CODE/NUMBER/finish``: ends the case.

    Raises:
        HTTPForbidden: if it is another site's.
    """
    try:
        services.finish_case(request.db, context.record, request.site)
    except services.MayNot as error:
        raise HTTPForbidden from error
    return HTTPSeeOther(request.absolute(context.url))


def _text(request: PortalRequest, name: str) -> str:
    text = str(request.POST.get(name) or "").strip()
    if not text:
        raise HTTPBadRequest
    return text
