"""What of the declared columns a visitor finds: what is absent, what moves up, what is hidden."""

import re
from collections.abc import Callable

import pytest
from kioskfixtures import portals, shop
from kioskkit import ask, column, group, sites

from menhu.testing.portal import PortalKit

__all__ = ["portals", "shop"]
Portals = Callable[..., PortalKit]
ONE = "one.portal.example"
LINK = re.compile(r'href="([^"]+)"')
NAV = re.compile(r"<nav.*?</nav>", re.DOTALL)


def navigation(kit: PortalKit, path: str = "/") -> list[str]:
    """The addresses of columns in the navigation of the home page, in their order."""
    header = ask(kit.application, f"{ONE}{path}").text.partition("<main")[0]
    return [link for nav in NAV.findall(header) for link in LINK.findall(nav)]


def status(kit: PortalKit, code: str) -> int:
    return ask(kit.application, f"{ONE}/{code}/").status


TREE = (
    group(
        "news",
        column("first"),
        column("gone", "ghost", children=[column("orphan"), group("deep", column("deeper"))]),
    ),
    group("nothing", column("gone-too", "ghost")),
    group("only-hidden", column("hidden-child", visible=False)),
    column("hidden", visible=False, children=[column("below-hidden")]),
    column("away", redirect="https://elsewhere.example/x?y=1"),
    column("there", redirect="/news/"),
    group("hidden-group", column("below-hidden-group"), visible=False),
    column("english", language="en"),
)


@pytest.fixture
def tree(portals: Portals) -> PortalKit:
    return portals(sites(columns=TREE, features={"kiosk": True, "ghost": True}))


def test_children_of_an_absent_column_move_up_to_its_place(tree: PortalKit) -> None:
    assert status(tree, "gone") == 404
    for code in ("first", "orphan", "deep", "deeper"):
        assert status(tree, code) == 200
    assert navigation(tree).index("/news/") < navigation(tree).index("/orphan/")
    links = LINK.findall(ask(tree.application, f"{ONE}/sitemap").text.partition("<main")[2])
    order = [links.index(f"/{code}/") for code in ("news", "first", "orphan", "deep", "deeper")]
    assert order == sorted(order)
    page = ask(tree.application, f"{ONE}/news/").text
    assert "/gone/" not in page
    assert "/orphan/" in page


def test_a_group_without_visible_children_is_absent(tree: PortalKit) -> None:
    assert status(tree, "nothing") == 404
    assert "/nothing/" not in navigation(tree)
    assert "/only-hidden/" not in navigation(tree)
    assert "/hidden-child/" not in navigation(tree)


def test_a_hidden_column_can_be_reached_and_is_not_shown(tree: PortalKit) -> None:
    assert status(tree, "hidden") == 200
    assert status(tree, "hidden-child") == 200
    links = navigation(tree)
    assert "/hidden/" not in links
    assert "/below-hidden/" in links
    assert "/hidden-group/" not in links
    assert "/below-hidden-group/" in links
    for path in ("/sitemap", "/sitemap.xml"):
        assert "/hidden/" not in ask(tree.application, f"{ONE}{path}").text


def test_a_redirecting_column_leads_away_from_everywhere(tree: PortalKit) -> None:
    target = "https://elsewhere.example/x?y=1"
    assert target in [link.replace("&amp;", "&") for link in navigation(tree)]
    answer = ask(tree.application, f"{ONE}/away/")
    assert (answer.status, answer.headers["location"]) == (302, target)
    assert "/away/" not in ask(tree.application, f"{ONE}/sitemap.xml").text
    for path in ("1", "feed.atom", "add"):
        assert ask(tree.application, f"{ONE}/away/{path}").status == 404


def test_a_redirection_within_the_site_stays_on_the_way(tree: PortalKit) -> None:
    assert "/news/" in navigation(tree)
    for host, base in ((ONE, ""), ("www.portal.example", "/bm/one"), ("one.localhost:8080", "")):
        answer = ask(tree.application, f"{host}{base}/there/")
        assert (answer.status, answer.headers["location"]) == (302, f"http://{host}{base}/news/")
        page = ask(tree.application, f"{host}{base}/sitemap").text.partition("<main")[2]
        links = LINK.findall(page)
        assert f"{base}/news/" in links
        assert f"{base}/there/" not in links


def test_a_column_belongs_to_one_language(tree: PortalKit) -> None:
    assert status(tree, "english") == 404
    assert ask(tree.application, f"{ONE}/en/english/").status == 200
    assert ask(tree.application, f"{ONE}/en/first/").status == 404
    assert navigation(tree, "/en/").count("/en/english/") == 1


def test_a_site_without_anything_to_show_still_has_a_home_page(portals: Portals) -> None:
    kit = portals(sites(columns=(), features={}, home=()))
    assert ask(kit.application, f"{ONE}/").status == 200
    assert ask(kit.application, f"{ONE}/en/").status == 404
    assert ask(kit.application, f"{ONE}/sitemap.xml").status == 200
