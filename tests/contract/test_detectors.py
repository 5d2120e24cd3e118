"""What the contract sees: each detector is shown what it is there to find."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import menhu_restless.plugin
import menhu_toy.plugin
import pytest
import sqlalchemy as sa
from menhu_toy import services

from menhu.testing import ContractFault, PluginContract, PortalKit, SiteSpec
from menhu.testing.browsing import Browser
from menhu.testing.canaries import keys_of, plant, text_columns
from menhu.testing.spies import Spies
from menhu.testing.stage import bases, default_sites, reach
from menhu.testing.toggling import absent, brought, presence, switch

MakePortal = Callable[..., PortalKit]
TOY: Mapping[str, ModuleType] = {"toy": menhu_toy.plugin}


class ToyContract(PluginContract):
    """Cases, left open."""

    module = menhu_toy.plugin
    forms: ClassVar[dict[str, dict[str, str]]] = {"open": {"title": "sent"}, "opinion": {"text": "sent"}}

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        with portal.session(site_code) as session:
            cases = [services.open_case(session, f"{marker} {number}") for number in range(2)]
            session.commit()
            return tuple(f"/toy/{case.id}" for case in cases)


class FinishedToyContract(ToyContract):
    """Cases, finished in time."""

    def settle(self, portal: PortalKit, site_code: str) -> None:
        site = portal.site(site_code)
        with portal.session(site_code) as session:
            for case in services.business(session, site)[0]:
                services.finish_case(session, case, site)
            session.commit()


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said of a feature that is on, as if it were off."""
    kit = PortalKit(tmp_path_factory.mktemp("present"), default_sites("toy", TOY, {}), TOY)
    records = ToyContract().populate(kit, "left", "marker-left")
    browser = Browser(kit, "left")
    with kit, Spies(kit.registry, "toy").watching() as spies:
        reached, _ = reach(browser, spies, bases(kit, "left", "toy", records), ToyContract.forms)
        things = brought(kit, "left", "toy", reached, records, browser.crawl())
        return list(presence(browser, spies, things))


@pytest.mark.parametrize(
    "sentence",
    [
        "off on left, GET /toy/1 differs in its status from an address that never existed (200, not 404).",
        "off on left, POST /toy/open differs in its status",
        "off on left, GET /toy-summary differs in its status",
        "off on left, its title 'marker-left' stands in /sitemap.",
        "off on left, /sitemap.xml leads to /toy/1.",
        "off on left, / leads to /toy/.",
        "its view menhu_toy.views.listing",
        "its hook menhu_sitemap ran",
        "its template toy:note.pt was rendered",
        "its block toy.cases was built",
        "its slot item toy.note was rendered",
    ],
)
def test_presence_is_noticed(sentences: list[str], sentence: str) -> None:
    assert any(sentence in found for found in sentences), sentences


def test_style_sheet_that_stays_is_noticed(sentences: list[str]) -> None:
    assert any("GET /static/toy/" in found and "(200, not 404)" in found for found in sentences)


def test_nothing_is_noticed_where_nothing_is(portal: MakePortal) -> None:
    kit = portal(default_sites("toy", TOY, {}), TOY)
    browser = Browser(kit, "left")
    with Spies(kit.registry, "toy").watching() as spies:
        things = brought(kit, "left", "toy", (), ("/toy/1",), browser.crawl())
        switch(kit, "left", "toy", on=False)
        assert list(presence(browser, spies, things)) == []


def test_link_of_the_core_to_a_feature_that_is_off_is_noticed(portal: MakePortal) -> None:
    class Contract(FinishedToyContract):
        def sites(self) -> tuple[SiteSpec, ...]:
            main, left, right = super().sites()
            links = [{"label": "All cases", "url": "/toy/"}]
            block = {"region": "wide", "block": "core.links", "settings": {"links": links}}
            return main, SiteSpec(**{**vars_of(left), "home": (*left.home, block)}), right

    with pytest.raises(ContractFault, match=r"off on left, / leads to /toy/\."):
        Contract().test_off_is_absent(portal, "", 0)


def vars_of(spec: SiteSpec) -> dict[str, Any]:
    """The fields of a spec."""
    return {name: getattr(spec, name) for name in spec.__dataclass_fields__}


def test_page_that_is_never_the_same_is_noticed(portal: MakePortal) -> None:
    class Contract(PluginContract):
        module = menhu_restless.plugin

        def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
            return ()

    with pytest.raises(ContractFault) as caught:
        Contract().test_off_is_absent(portal, "", 0)
    message = str(caught.value)
    assert "with restless off and on again on left, /restless/ of left has changed." in message
    assert "with restless off on left, /restless/ of right has changed." in message
    assert "nothing random, no clock, no state of the process" in message


def test_open_business_must_be_settled(portal: MakePortal) -> None:
    with pytest.raises(ContractFault) as caught:
        ToyContract().test_off_is_absent(portal, "", 0)
    assert "toy on left has open business: open cases: " in str(caught.value)
    assert "settle() must finish what populate() begins." in str(caught.value)


def test_form_without_its_fields_names_the_view(portal: MakePortal) -> None:
    class Contract(FinishedToyContract):
        forms: ClassVar[dict[str, dict[str, str]]] = {"open": {"title": "sent"}}

    with pytest.raises(ContractFault) as caught:
        Contract().test_off_is_absent(portal, "", 0)
    message = str(caught.value)
    assert "no address reaches the view menhu_toy.views.give_opinion" in message
    assert "/opinion answers 400" in message
    assert "forms the fields that it needs" in message


def test_absolute_addresses_of_records_are_refused(portal: MakePortal) -> None:
    class Contract(FinishedToyContract):
        def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
            return ("http://elsewhere.example/1",)

    with pytest.raises(ContractFault, match="Return root-relative addresses on the site's own host"):
        Contract().test_off_is_absent(portal, "", 0)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/toy/12", "/qqq/12"),
        ("/toy-summary", "/qqqqqqqqqqq"),
        ("/en/toy-en/", "/en/qqqqqq/"),
        ("/static/toy/0123/toy.css", "/static/qqq/0123/toy.css"),
    ],
)
def test_address_that_never_existed_has_the_same_shape(address: str, expected: str) -> None:
    assert absent(address) == expected


@pytest.mark.parametrize(
    ("length", "permitted", "why"),
    [(40, "state IN ('new', 'old')", "CHECK constraint failed"), (8, "true", "it holds 8 characters")],
)
def test_column_that_holds_no_canary_is_named(tmp_path: Path, length: int, permitted: str, why: str) -> None:
    metadata = sa.MetaData()
    state = sa.Column("state", sa.String(length), sa.CheckConstraint(permitted))
    table = sa.Table("short_thing", metadata, sa.Column("id", sa.Integer, primary_key=True), state)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'short.db'}")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(id=1, state="new"))
    with pytest.raises(ContractFault) as caught:
        plant(engine, text_columns([table], {}), keys_of(engine, [table]), "left")
    message = str(caught.value)
    assert f"no canary can be planted in short_thing.state: {why}" in message
    assert "name it in fixed_columns with the reason" in message
    engine.dispose()


def test_canaries_reach_into_json(tmp_path: Path) -> None:
    metadata = sa.MetaData()
    table = sa.Table(
        "deep_thing", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("words", sa.JSON)
    )
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'deep.db'}")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(id=1, words={"of": ["one", 2, None]}))
    assert plant(engine, text_columns([table], {}), keys_of(engine, [table]), "left") == 1
    with engine.connect() as connection:
        assert connection.scalar(sa.select(table.c.words)) == {"of": ["canary-left-1", 2, None]}
    engine.dispose()
