"""Colours of a site: from a brand and an accent to every shade that the themes use.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Shades are made in
OKLab (https://bottosson.github.io/posts/oklab/), where darkening keeps the hue.
"""

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

TEXT_CONTRAST = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""
SHAPE_CONTRAST = 3.0
"""Least contrast of shapes that carry meaning (WCAG 2.2, 1.4.11)."""
DARK_SURFACE_CONTRAST = 7.0
"""Contrast with white of the darker brand, which carries small text."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_FAMILY = re.compile(r"[\w .-]+|\"[\w .-]+\"|'[\w .-]+'")
_STEP = 0.005


class ColourError(ValueError):
    """A colour or a font family that cannot be used; the message says why and what to choose."""


class Colour(NamedTuple):
    """A colour in sRGB, each part 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def css(self) -> str:
        """``#rrggbb``."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Colour(255, 255, 255)
INK = Colour(0x1F, 0x23, 0x29)
SUNK = Colour(0xF3, 0xF5, 0xF8)
"""The page's two surfaces are white and this; base.css names it ``--surface-sunk``."""


def parse(text: str) -> Colour:
    """Read ``#rgb`` or ``#rrggbb``.

    Raises:
        ColourError: if it is neither.
    """
    if not _HEX.fullmatch(text):
        raise ColourError(f"{text!r} is not a colour. Write it as #rrggbb, for example #a8281a.")
    digits = text[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return Colour(*bytes.fromhex(digits))


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: Colour, ratio: float, *surfaces: Colour) -> Colour:
    """The lightest shade of the colour, itself included, that has that contrast with every surface.

    Raises:
        ColourError: if even black has not.
    """
    lightness, a, b = _oklab(colour)
    shade = colour
    while any(contrast(shade, surface) < ratio for surface in surfaces):
        lightness -= _STEP
        if lightness < 0:
            raise ColourError(f"no shade of {colour.css} has a contrast of {ratio} with its surfaces.")
        shade = _in_gamut(lightness, a, b)
    return shade


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """``share`` (0 to 1) of the colour, the rest of the other."""
    mixture = (s * share + o * (1 - share) for s, o in zip(_oklab(colour), _oklab(other), strict=True))
    return _in_gamut(*mixture)


def brand_tokens(brand: str) -> dict[str, str]:
    """The custom properties that follow from a brand colour.

    White text stands on ``--brand`` and ``--brand-strong``; ``--brand-text`` is the brand as text on
    the light surfaces. A brand that is a little too light is darkened.

    Raises:
        ColourError: if it is no colour, or so light that it would have to become another one.
    """
    given = parse(brand)
    if contrast(given, WHITE) < SHAPE_CONTRAST:
        nearest = darkened(given, TEXT_CONTRAST, WHITE).css
        raise ColourError(
            f"{brand} is too light for a brand colour: its contrast with white is "
            f"{contrast(given, WHITE):.1f} and must be {SHAPE_CONTRAST:.0f} or more. "
            f"Choose a darker one, for example {nearest}."
        )
    band = darkened(given, TEXT_CONTRAST, WHITE)
    tint = mixed(band, WHITE, 0.06)
    return {
        "--brand": band.css,
        "--brand-strong": _deeper(band).css,
        "--on-brand": WHITE.css,
        "--brand-text": darkened(band, TEXT_CONTRAST, WHITE, SUNK, tint).css,
        "--brand-tint": tint.css,
        "--brand-line": mixed(band, WHITE, 0.28).css,
    }


def accent_tokens(accent: str) -> dict[str, str]:
    """The custom properties that follow from an accent colour, the colour of links.

    Raises:
        ColourError: if it is no colour, or so light that as text it would be another one.
    """
    given = parse(accent)
    if contrast(given, WHITE) < SHAPE_CONTRAST:
        nearest = darkened(given, TEXT_CONTRAST, WHITE).css
        raise ColourError(
            f"{accent} is too light for links: its contrast with white is {contrast(given, WHITE):.1f} "
            f"and must be {SHAPE_CONTRAST:.0f} or more. Choose a darker one, for example {nearest}."
        )
    tint = mixed(given, WHITE, 0.07)
    link = darkened(given, TEXT_CONTRAST, WHITE, SUNK, tint)
    return {
        "--accent": given.css,
        "--link": link.css,
        "--link-strong": _deeper(link).css,
        "--accent-tint": tint.css,
    }


def font_tokens(families: str) -> dict[str, str]:
    """The custom property of a list of font families, such as ``"Source Han Sans SC", sans-serif``.

    Raises:
        ColourError: if it is not a list of names.
    """
    names = [name.strip() for name in families.split(",")]
    for name in names:
        if not _FAMILY.fullmatch(name):
            raise ColourError(
                f"{name!r} is not the name of a font family. Write names of letters, digits, spaces and "
                "hyphens, separated by commas."
            )
    return {"--font": ", ".join(names)}


def rule(tokens: Mapping[str, str]) -> str:
    """A style sheet that sets these custom properties; empty if there are none."""
    body = "".join(f"  {name}: {value};\n" for name, value in tokens.items())
    return f":root {{\n{body}}}\n" if body else ""


def token_css(brand: str = "", accent: str = "", font: str = "") -> str:
    """The style sheet of a site's own tokens; what is empty stays as the theme has it.

    Raises:
        ColourError: if a colour or a font family cannot be used.
    """
    tokens: dict[str, str] = {}
    if brand:
        tokens |= brand_tokens(brand)
    if accent:
        tokens |= accent_tokens(accent)
    if font:
        tokens |= font_tokens(font)
    return rule(tokens)


def _deeper(colour: Colour) -> Colour:
    """A clearly darker neighbour for hovering and for bands: never lighter than its contrast asks."""
    lightness, a, b = _oklab(colour)
    return darkened(_in_gamut(max(lightness - 0.09, 0.0), a, b), DARK_SURFACE_CONTRAST, WHITE)


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _oklab(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (_linear(part) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_gamut(lightness: float, a: float, b: float) -> Colour:
    """The colour of that lightness and hue, with as much of its chroma as sRGB can show."""
    chroma = 1.0
    while chroma > 0:
        parts = _rgb(lightness, a * chroma, b * chroma)
        if all(-0.0001 <= part <= 1.0001 for part in parts):
            break
        chroma -= 0.02
    else:
        parts = _rgb(lightness, 0.0, 0.0)
    return Colour(*(round(255 * _gamma(min(max(part, 0.0), 1.0))) for part in parts))
