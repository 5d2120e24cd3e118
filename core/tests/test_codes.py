"""Shapes of codes, hosts and prefixes."""

import re
from typing import get_args

import pytest

from menhu.cluster import codes
from menhu.plugins.declaration import NAME


@pytest.mark.parametrize("code", ["a", "fgw", "en-about", "a" * 40, "x1-"])
def test_codes_that_are_sound(code: str) -> None:
    assert codes.is_code(code)


@pytest.mark.parametrize("code", ["", "A", "1a", "-a", "a_b", "a" * 41, "a\n", "新闻", "a b", "a.b"])
def test_codes_that_are_not(code: str) -> None:
    assert not codes.is_code(code)


@pytest.mark.parametrize(
    "host", ["www.sjz.example", "sjz.example", "a", "xn--fiq228c.example", "1.2.example"]
)
def test_hosts_that_are_sound(host: str) -> None:
    assert codes.host_fault(host) is None


@pytest.mark.parametrize(
    ("host", "fault", "remedy"),
    [
        ("WWW.sjz.example", "capital", "`www.sjz.example`"),
        ("中文.example", "IDNA", "`xn--fiq228c.example`"),
        ("\u200b.example", "IDNA", "Use letters"),
        ("www.sjz.example:8080", "bare", "port"),
        ("https://www.sjz.example/", "bare", "scheme"),
        ("-a.example", "not a valid", "labels"),
        ("a-.example", "not a valid", "labels"),
        ("a..example", "not a valid", "labels"),
        ("a.example.", "not a valid", "labels"),
        ("", "not a valid", "labels"),
        ("a_b.example", "not a valid", "labels"),
        ("a" * 64 + ".example", "not a valid", "labels"),
        (".".join(["abcdefgh"] * 29), "not a valid", "labels"),
        ("192.0.2.1", "address", "host name"),
        ("fgw.localhost", "locally", "own domain"),
        ("a.example\n", "not a valid", "labels"),
    ],
)
def test_hosts_that_are_refused(host: str, fault: str, remedy: str) -> None:
    found = codes.host_fault(host)
    assert found is not None
    assert fault in found[0]
    assert remedy in found[1]


@pytest.mark.parametrize("prefix", ["/", "/bm/fgw/", "/xq/zd/"])
def test_prefixes_that_are_sound(prefix: str) -> None:
    assert codes.prefix_fault(prefix, ("bm", "xq")) is None


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "/bm/CODE/"),
        ("bm/fgw/", "/bm/CODE/"),
        ("/bm/fgw", "/bm/CODE/"),
        ("/bm/", "/bm/CODE/"),
        ("/bm//", "/bm/CODE/"),
        ("/bm/../", "/bm/CODE/"),
        ("/bm/a/b/", "/bm/CODE/"),
        ("/zz/fgw/", "path_prefixes"),
    ],
)
def test_prefixes_that_are_refused(prefix: str, words: str) -> None:
    found = codes.prefix_fault(prefix, ("bm", "xq"))
    assert found is not None
    assert words in found[1]


def test_a_prefix_needs_a_first_segment_that_the_cluster_sets_aside() -> None:
    found = codes.prefix_fault("/bm/fgw/", ())
    assert found is not None
    assert "none" in found[1]


def test_feature_names_have_the_shape_of_plugin_names() -> None:
    for name in ("news", "ab", "a", "a1_b", "A", "a-b", "a" * 31, "a" * 32, "_a", "1a"):
        assert bool(re.fullmatch(codes.FEATURE_PATTERN, name)) == bool(NAME.match(name)), name


def test_column_types_are_the_eighteen_of_the_meta_tag() -> None:
    assert len(get_args(codes.ColumnType)) == len(set(get_args(codes.ColumnType))) == 18
