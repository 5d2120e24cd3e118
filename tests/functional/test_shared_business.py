"""Two sites work on one case; one of them is switched off half-way."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import menhu_toy.plugin
import pytest
import sqlalchemy as sa
from menhu_toy import services
from menhu_toy.models import ASSISTING, OBSERVING, Case, Opinion, Switch

from menhu.api import FeatureClosing, ScopeError
from menhu.cluster.service import BusinessIsOpen, close_if_done, switch_feature
from menhu.testing import PortalKit, SiteSpec
from menhu.testing.browsing import Answer, Browser

COLUMN = {"code": "cases", "name": "Cases", "plugin": "toy", "column_type": "办事服务"}
BLOCK = {"region": "wide", "block": "toy.cases"}
SITES = ("main", "owner", "helper", "watcher", "stranger")


@pytest.fixture
def kit(portal: Callable[..., PortalKit], empty_database_url: str) -> PortalKit:
    specs = [SiteSpec(code=code, features={"toy": True}, columns=(COLUMN,), home=(BLOCK,)) for code in SITES]
    return portal(specs, {"toy": menhu_toy.plugin}, database=empty_database_url)


@pytest.fixture
def case(kit: PortalKit) -> Any:
    """A case of ``owner`` in which ``helper`` assists and that ``watcher`` observes."""
    with kit.session("owner") as session:
        opened = services.open_case(session, "A bridge over the river")
        services.share_case(session, opened, kit.site("helper"), ASSISTING)
        services.share_case(session, opened, kit.site("watcher"), OBSERVING)
        session.commit()
        return SimpleNamespace(id=opened.id, address=f"/cases/{opened.id}")


def visit(kit: PortalKit, site: str, address: str) -> Answer:
    return Browser(kit, site).fetch(address)


def send(kit: PortalKit, site: str, address: str, **form: str) -> Answer:
    return Browser(kit, site).fetch(address, "POST", form)


def states(kit: PortalKit, site: str) -> list[str]:
    with kit.session(site) as session:
        return list(session.scalars(sa.select(Case.state).order_by(Case.id)))


def switches(kit: PortalKit, site: str) -> list[bool]:
    with kit.session(site) as session:
        return list(session.scalars(sa.select(Switch.on).order_by(Switch.id)))


def test_both_sites_work_on_one_record(kit: PortalKit, case: Any) -> None:
    assert send(kit, "helper", f"{case.address}/opinion", text="The ground bears it.").status == 303
    assert send(kit, "owner", f"{case.address}/opinion", text="The money is there.").status == 303
    for site in ("owner", "helper", "watcher"):
        page = visit(kit, site, case.address).text
        assert "The ground bears it." in page
        assert "The money is there." in page


def test_cached_pages_of_participants_follow_the_owner(
    portal: Callable[..., PortalKit],
) -> None:
    specs = [SiteSpec(code=code, features={"toy": True}, columns=(COLUMN,)) for code in SITES]
    kit = portal(specs, {"toy": menhu_toy.plugin}, page_cache_mb=8)
    with kit.session("owner") as session:
        opened = services.open_case(session, "A road")
        services.share_case(session, opened, kit.site("helper"), ASSISTING)
        session.commit()
        address = f"/cases/{opened.id}"
    assert "Said by the owner" not in visit(kit, "helper", address).text
    send(kit, "owner", f"{address}/opinion", text="Said by the owner")
    assert "Said by the owner" in visit(kit, "helper", address).text


def test_stranger_meets_an_address_that_does_not_exist(kit: PortalKit, case: Any) -> None:
    for answer in (
        visit(kit, "stranger", case.address),
        send(kit, "stranger", f"{case.address}/opinion", text="Me too"),
        send(kit, "stranger", f"{case.address}/finish"),
    ):
        assert answer.status == 404
    assert "A bridge over the river" not in visit(kit, "stranger", "/cases/").text
    assert "A bridge over the river" not in visit(kit, "stranger", "/").text


def test_observer_reads_and_may_not_write(kit: PortalKit, case: Any) -> None:
    page = visit(kit, "watcher", case.address)
    assert page.status == 200
    assert "<textarea" not in page.text
    assert send(kit, "watcher", f"{case.address}/opinion", text="If I may").status == 403
    assert "If I may" not in visit(kit, "owner", case.address).text


def test_observer_is_held_by_the_session_as_well(kit: PortalKit, case: Any) -> None:
    with kit.session("watcher") as session:
        seen = services.find_case(session, case.id)
        assert seen is not None
        session.add(Opinion(case_id=seen.id, author="watcher", text="If I may", given=seen.opened))
        with pytest.raises(ScopeError, match="takes part in it with one of the roles"):
            session.flush()


def test_only_the_owner_finishes(kit: PortalKit, case: Any) -> None:
    assert send(kit, "helper", f"{case.address}/finish").status == 403
    assert states(kit, "owner") == ["open"]
    assert send(kit, "owner", f"{case.address}/finish").status == 303
    assert states(kit, "owner") == ["done"]
    assert send(kit, "helper", f"{case.address}/opinion", text="Too late").status == 409


@pytest.mark.parametrize(
    ("site", "listed"), [("owner", "open cases: 1"), ("helper", "cases of other sites: 1")]
)
def test_switching_off_with_open_business_is_refused_with_the_list(
    kit: PortalKit, case: Any, site: str, listed: str
) -> None:
    with pytest.raises(BusinessIsOpen) as caught:
        switch_feature(kit.registry, site, "toy", on=False)
    assert f"toy on {site} has open business: {listed} ({case.id})." in str(caught.value)
    assert "close the feature (--close)" in str(caught.value)
    assert [item.count for item in caught.value.business] == [1]
    assert visit(kit, site, case.address).status == 200
    assert switches(kit, site) == []


def test_observer_has_no_business_and_is_switched_off(kit: PortalKit, case: Any) -> None:
    assert switch_feature(kit.registry, "watcher", "toy", on=False) == "off"
    assert visit(kit, "watcher", case.address).status == 404
    assert switches(kit, "watcher") == [False]


def close(kit: PortalKit, site: str) -> None:
    assert switch_feature(kit.registry, site, "toy", on=False, close=True) == "closing"


def test_nothing_new_begins_while_closing(kit: PortalKit, case: Any) -> None:
    close(kit, "helper")
    assert send(kit, "helper", "/cases/open", title="One more").status == 404
    with kit.session("helper") as session, pytest.raises(FeatureClosing, match="toy is closing on helper"):
        services.open_case(session, "One more")
    assert states(kit, "helper") == ["open"]
    assert send(kit, "owner", "/cases/open", title="Elsewhere").status == 303


def test_closing_feature_is_no_longer_offered(kit: PortalKit, case: Any) -> None:
    assert "/cases/" in visit(kit, "helper", "/").text
    close(kit, "helper")
    for address in ("/", "/sitemap", "/sitemap.xml"):
        assert "/cases/" not in visit(kit, "helper", address).text
    assert visit(kit, "helper", "/cases/feed.atom").status == 404
    assert '<form method="post" action="/cases/open"' not in visit(kit, "helper", "/cases/").text


def test_what_is_open_is_finished_under_its_address_and_it_goes_off_by_itself(
    kit: PortalKit, case: Any
) -> None:
    close(kit, "helper")
    assert visit(kit, "helper", case.address).status == 200
    assert send(kit, "helper", f"{case.address}/opinion", text="Still here").status == 303
    assert kit.site("helper").closing == {"toy"}
    assert send(kit, "owner", f"{case.address}/finish").status == 303
    assert not kit.site("helper").has("toy")
    assert visit(kit, "helper", case.address).status == 404
    assert switches(kit, "helper") == [False]
    page = visit(kit, "owner", case.address)
    assert page.status == 200
    assert "Still here" in page.text


def test_owner_that_closes_goes_off_with_its_last_case(kit: PortalKit, case: Any) -> None:
    with kit.session("owner") as session:
        second = services.open_case(session, "A second case")
        session.commit()
    close(kit, "owner")
    send(kit, "owner", f"{case.address}/finish")
    assert kit.site("owner").closing == {"toy"}
    send(kit, "owner", f"/cases/{second.id}/finish")
    assert not kit.site("owner").has("toy")
    assert kit.site("helper").has("toy")


def test_closing_can_be_taken_back(kit: PortalKit, case: Any) -> None:
    close(kit, "helper")
    assert switch_feature(kit.registry, "helper", "toy", on=False, close=True) == "closing"
    assert switch_feature(kit.registry, "helper", "toy", on=True) == "on"
    assert kit.site("helper").begins("toy")
    send(kit, "owner", f"{case.address}/finish")
    assert kit.site("helper").has("toy")


def test_nothing_open_goes_off_at_once_even_when_asked_to_close(kit: PortalKit) -> None:
    assert switch_feature(kit.registry, "stranger", "toy", on=False, close=True) == "off"
    assert not kit.site("stranger").has("toy")
    assert close_if_done(kit.registry, kit.site("stranger"), "toy") is False


def test_switched_on_again_it_knows_its_cases(kit: PortalKit, case: Any) -> None:
    before = visit(kit, "owner", case.address)
    close(kit, "owner")
    send(kit, "owner", f"{case.address}/finish")
    assert switch_feature(kit.registry, "owner", "toy", on=True) == "on"
    assert before.status == visit(kit, "owner", case.address).status == 200
    assert states(kit, "owner") == ["done"]
    assert switches(kit, "owner") == [False, True]
