"""Without style sheets a page reads: identity, navigation, content, footer."""

import itertools

from gallery.build import Gallery
from lxml import html

ORDER = ("skip-link", "bar", "identity", "menu", "page-main", "site-footer")
PLACE = "//*[contains(concat(' ', @class, ' '), ' {} ')]"


def test_order_of_text(gallery: Gallery) -> None:
    for visit in gallery.exhibits:
        if not visit.theme:
            continue
        tree = html.fromstring(visit.body.decode())
        order = {element: number for number, element in enumerate(tree.iter())}
        places = [order[tree.xpath(PLACE.format(name))[0]] for name in ORDER]
        assert places == sorted(places), visit
        assert len(tree.xpath("//h1")) == 1, visit
        [main] = tree.xpath("//main")
        assert main.text_content().strip(), visit


def test_headings_leave_out_no_level(gallery: Gallery) -> None:
    for visit in gallery.exhibits:
        tree = html.fromstring(visit.body.decode())
        levels = [int(element.tag[1]) for element in tree.xpath("//h1|//h2|//h3|//h4")]
        assert levels[0] == 1, visit
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (
            visit,
            levels,
        )


def test_link_texts_say_where_they_lead(gallery: Gallery) -> None:
    """The same words lead to the same place within a page's content, and no link is without words."""
    for visit in gallery.exhibits:
        for link in html.fromstring(visit.body.decode()).xpath("//a"):
            assert " ".join(link.text_content().split()) or link.xpath(".//img[@alt]"), (
                visit,
                link.get("href"),
            )
