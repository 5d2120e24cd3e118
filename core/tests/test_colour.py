import re
from itertools import product
from pathlib import Path

import pytest
import yaml

import menhu
from menhu.render.colour import (
    SHAPE_CONTRAST,
    SUNK,
    TEXT_CONTRAST,
    WHITE,
    Colour,
    ColourError,
    accent_tokens,
    brand_tokens,
    contrast,
    darkened,
    mixed,
    parse,
    token_css,
)

PACKAGE = Path(menhu.__file__).parent
BASE = PACKAGE / "render/static/base.css"
THEMES = sorted((PACKAGE / "themes").glob("*/theme.yaml"))
SPREAD = [Colour(*parts).css for parts in product((0, 51, 102, 153, 204, 255), repeat=3)]


def custom_properties(path: Path) -> dict[str, str]:
    """The custom properties of the first ``:root`` rule of a style sheet."""
    body = re.search(r":root \{(.*?)\n\}", path.read_text(encoding="utf-8"), re.DOTALL)
    assert body is not None
    return dict(re.findall(r"^  (--[\w-]+): (.+);$", body[1], re.MULTILINE))


def usable(colour: str) -> bool:
    return contrast(parse(colour), WHITE) >= SHAPE_CONTRAST


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#fff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#abc", "#aabbcc", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(parse(one), parse(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(parse(other), parse(one)) == contrast(parse(one), parse(other))


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "#ggg", "#a8281a;", " #a8281a", "#a8281a\n"])
def test_what_is_no_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ColourError, match=r"is not a colour\. Write it as #rrggbb"):
        parse(text)


@pytest.mark.parametrize("brand", [colour for colour in SPREAD if usable(colour)])
def test_every_usable_brand_carries_text_and_is_text(brand: str) -> None:
    tokens = {name: parse(value) for name, value in brand_tokens(brand).items()}
    for surface in (tokens["--brand"], tokens["--brand-strong"]):
        assert contrast(tokens["--on-brand"], surface) >= TEXT_CONTRAST
    for surface in (WHITE, SUNK, tokens["--brand-tint"]):
        assert contrast(tokens["--brand-text"], surface) >= TEXT_CONTRAST
    focus = parse(custom_properties(BASE)["--focus-on-brand"])
    assert contrast(focus, tokens["--brand"]) >= SHAPE_CONTRAST
    assert contrast(focus, tokens["--brand-strong"]) >= SHAPE_CONTRAST


@pytest.mark.parametrize("accent", [colour for colour in SPREAD if usable(colour)])
def test_every_usable_accent_gives_readable_links(accent: str) -> None:
    tokens = {name: parse(value) for name, value in accent_tokens(accent).items()}
    for text, surface in product(("--link", "--link-strong"), (WHITE, SUNK, tokens["--accent-tint"])):
        assert contrast(tokens[text], surface) >= TEXT_CONTRAST


@pytest.mark.parametrize("colour", [colour for colour in SPREAD if not usable(colour)])
@pytest.mark.parametrize("tokens", [brand_tokens, accent_tokens])
def test_a_colour_that_is_too_light_is_refused_with_one_that_is_not(tokens, colour: str) -> None:
    with pytest.raises(ColourError, match="too light") as refusal:
        tokens(colour)
    proposed = re.findall(r"for example (#[0-9a-f]{6})\.", str(refusal.value))
    assert tokens(proposed[0])


def test_a_good_brand_stays_as_it_is_and_a_light_one_is_darkened_a_little() -> None:
    assert brand_tokens("#a8281a")["--brand"] == "#a8281a"
    assert contrast(parse("#b5651d"), WHITE) < TEXT_CONTRAST
    assert TEXT_CONTRAST <= contrast(parse(brand_tokens("#b5651d")["--brand"]), WHITE) < TEXT_CONTRAST + 0.2


def test_darkening_keeps_the_hue_and_fails_where_black_would() -> None:
    red, green, blue = darkened(parse("#e8a33d"), TEXT_CONTRAST, WHITE)
    assert red > green > blue
    with pytest.raises(ColourError, match="no shade"):
        darkened(WHITE, 7.0, Colour(0, 0, 0), WHITE)


def test_a_mixture_lies_between_its_colours() -> None:
    one, other = parse("#a8281a"), WHITE
    assert mixed(one, other, 1.0) == one
    assert mixed(one, other, 0.0) == other
    assert contrast(one, WHITE) > contrast(mixed(one, other, 0.5), WHITE) > 1


def test_a_site_sets_only_what_it_gives() -> None:
    assert token_css() == ""
    assert token_css(brand="#1f6b5c").startswith(":root {\n  --brand: #1f6b5c;\n")
    assert "--link" not in token_css(brand="#1f6b5c")
    assert "--brand" not in token_css(accent="#1f6b5c")
    assert (
        token_css(font='"Source Han Sans SC",serif') == ':root {\n  --font: "Source Han Sans SC", serif;\n}\n'
    )


@pytest.mark.parametrize("font", ["x;} body{display:none", 'a, "b', "url(x)", "a,,b", "</style>"])
def test_a_font_list_cannot_leave_its_property(font: str) -> None:
    with pytest.raises(ColourError, match="is not the name of a font family"):
        token_css(font=font)


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.parent.name)
def test_the_style_sheet_of_a_theme_says_what_follows_from_its_colours(path: Path) -> None:
    tokens = yaml.safe_load(path.read_text(encoding="utf-8"))["tokens"]
    derived = brand_tokens(tokens["brand"]) | accent_tokens(tokens["accent"])
    assert derived.items() <= custom_properties(path.parent / "static/theme.css").items()


def test_the_ground_is_readable_without_a_theme() -> None:
    ground = custom_properties(BASE)
    assert brand_tokens(ground["--brand"]).items() <= ground.items()
    assert accent_tokens(ground["--accent"]).items() <= ground.items()
    assert parse(ground["--surface-sunk"]) == SUNK
    for surface in (WHITE, SUNK):
        for text in ("--ink", "--ink-soft", "--ok", "--warn", "--danger"):
            assert contrast(parse(ground[text]), surface) >= TEXT_CONTRAST
        for shape in ("--line-strong", "--focus"):
            assert contrast(parse(ground[shape]), surface) >= SHAPE_CONTRAST
