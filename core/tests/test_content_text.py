"""Texts of content: words of HTML, excerpts, addresses below a site's prefix."""

import pytest

from menhu.api import localised, media_url, plain_text, sanitise, shortened


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>第一段</p><p>第二段&amp;三</p>", "第一段 第二段&三"),
        ('<p title="a > b">x\n\n  y<br>z</p>', "x y z"),
        ("1 &lt; 2", "1 < 2"),
        ("", ""),
    ],
)
def test_plain_text_holds_the_words_alone(html: str, words: str) -> None:
    assert plain_text(sanitise(html)) == words


def test_a_text_is_shortened_only_where_it_is_too_long() -> None:
    assert shortened("十个字" * 3, 9) == "十个字" * 3
    assert shortened("一二三四五六", 5) == "一二三四…"
    assert shortened("one two three", 5) == "one…"
    assert len(shortened("长" * 1000)) == 140


def test_addresses_of_the_site_are_put_below_its_prefix() -> None:
    html = (
        '<p><a class="x" href="/gzdt/1">/a</a><img alt="/b" src="/media/ab/x.png">'
        '<a href="//cdn.example/x">c</a><a href="https://other.example/">d</a><a href="#e">e</a></p>'
    )
    expected = html.replace('"/gzdt/1"', '"/bm/edu/gzdt/1"').replace('"/media/', '"/bm/edu/media/')
    assert localised(html, "/bm/edu") == expected
    assert localised(html, "") == html


def test_the_address_of_a_file_can_stand_in_html() -> None:
    assert media_url("/bm/edu", "ab12", "大 图.png") == "/bm/edu/media/ab12/%E5%A4%A7%20%E5%9B%BE.png"
    assert media_url("", "ab12", 'a"b.png') == "/media/ab12/a%22b.png"
