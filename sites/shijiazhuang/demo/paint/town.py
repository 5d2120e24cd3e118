"""Building blocks of towns: façades, skylines, people, lamps, vehicles."""

from collections.abc import Callable

from ..dice import Dice
from .canvas import Box, Canvas, Fill, Point, mix


def facade(
    c: Canvas,
    box: Box,
    wall: Fill,
    glass: Fill,
    columns: int,
    rows: int,
    share: tuple[float, float] = (0.56, 0.5),
    lit: str | None = None,
) -> None:
    """A building front with a grid of windows; share is the part of a cell that is glass; lit lights some of them."""
    left, top, right, bottom = box
    c.block(box, wall)
    wide, high = (right - left) / columns, (bottom - top) / rows
    dice = Dice("facade", round(left), round(top), columns)
    panes = []
    for row in range(rows):
        for column in range(columns):
            x, y = left + (column + 0.5) * wide, top + (row + 0.5) * high
            panes.append(
                (
                    x - wide * share[0] / 2,
                    y - high * share[1] / 2,
                    x + wide * share[0] / 2,
                    y + high * share[1] / 2,
                )
            )
    with c.layer(glass, box) as pen:
        for pane in panes:
            pen.rect(pane, 1)
    if lit:
        with c.layer(lit, box) as pen:
            for pane in panes:
                if dice.real() < 0.45:
                    pen.rect(pane, 1)


def shade(c: Canvas, box: Box, alpha: float = 0.16) -> None:
    """The shadow side of a building."""
    c.block(box, "#14233a", alpha=alpha)


def towers(
    c: Canvas,
    key: str,
    base: float,
    low: float,
    high: float,
    wall: tuple[str, str],
    glass: str,
    lit: str | None = None,
) -> None:
    """A row of high-rise buildings across the picture, between low and high pixels tall."""
    dice = Dice("towers", key)
    x = -30.0
    while x < 1230:
        wide, tall = dice.real(46, 92), dice.real(low, high)
        tone = (mix(wall[0], "#ffffff", dice.real(0, 0.18)), wall[1])
        facade(
            c,
            (x, base - tall, x + wide, base + 4),
            tone,
            glass,
            max(3, int(wide / 16)),
            max(4, int(tall / 20)),
            (0.55, 0.45),
            lit,
        )
        shade(c, (x + wide * 0.72, base - tall, x + wide, base + 4), 0.12)
        if dice.real() < 0.4:
            c.block((x + wide * 0.3, base - tall - 12, x + wide * 0.7, base - tall), tone[0])
        x += wide + dice.real(4, 34)


def person(
    c: Canvas,
    x: float,
    base: float,
    high: float,
    coat: str,
    skin: str = "#efcbab",
    hair: str = "#2c2a31",
    seated: bool = False,
    back: bool = False,
) -> None:
    """A figure whose feet are at (x, base), or seated with the legs hidden; its back turned or not."""
    dice = Dice("person", round(x), round(base))
    box = (x - high * 0.3, base - high * 1.03, x + high * 0.3, base + high * 0.03)
    stride, long_coat, long_hair = dice.real(-0.05, 0.05), dice.real() < 0.4, dice.real() < 0.45
    hem = 0.36 if long_coat else 0.46
    shadow = mix(coat, "#141c2c", 0.3)

    def at(px: float, py: float) -> Point:
        return x + px * high, base - py * high

    if not seated:
        _legs(c, box, at, high, stride, dice.pick(("#39435a", "#4a4a52", "#2f3d4f", "#5a5048")))
    if long_hair:
        with c.layer(hair, box) as pen:
            pen.rect((*at(-0.062, 0.97), *at(0.062, 0.79)), high * 0.06)
    with c.layer((shadow, mix(shadow, "#000000", 0.1)), box) as pen:
        for side in (-1, 1):
            pen.line(
                [at(side * 0.1, 0.79), at(side * 0.132, 0.63), at(side * (0.115 + stride), 0.5)], high * 0.062
            )
            pen.oval(*at(side * 0.1, 0.785), high * 0.034)
    with c.layer(skin, box) as pen:
        for side in (-1, 1):
            pen.oval(*at(side * (0.115 + stride), 0.48), high * 0.024)
        pen.rect((*at(-0.028, 0.87), *at(0.028, 0.8)), high * 0.01)
    with c.layer((mix(coat, "#ffffff", 0.16), mix(coat, "#101828", 0.12)), box) as pen:
        torso = [(-0.035, 0.838), (-0.1, 0.815), (-0.118, 0.78), (-0.095, 0.6), (-0.108, hem)]
        pen.poly([at(*spot) for spot in torso] + [at(-px, py) for px, py in reversed(torso)])
    with c.layer(hair, box) as pen:
        pen.oval(*at(0, 0.925), high * 0.064, high * 0.072)
        if back and long_hair:
            pen.rect((*at(-0.062, 0.95), *at(0.062, 0.79)), high * 0.05)
    if not back:
        with c.layer(shadow, box, 0.5) as pen:
            pen.line([at(0, 0.83), at(0, hem)], max(1.0, high * 0.008))
        with c.layer(skin, box) as pen:
            pen.oval(*at(0.006, 0.906), high * 0.05, high * 0.058)
        with c.layer(hair, box) as pen:
            fringe = (
                (-0.056, 0.915),
                (-0.04, 0.968),
                (0.045, 0.97),
                (0.058, 0.92),
                (0.02, 0.948),
                (-0.03, 0.945),
            )
            pen.poly([at(*spot) for spot in fringe])


def _legs(
    c: Canvas, box: Box, at: Callable[[float, float], Point], high: float, stride: float, tint: str
) -> None:
    with c.layer((tint, mix(tint, "#000000", 0.15)), box) as pen:
        for side in (-1, 1):
            foot = side * 0.045 + side * stride
            pen.poly(
                [
                    at(side * 0.096, 0.5),
                    at(side * 0.004, 0.5),
                    at(foot - 0.024, 0.015),
                    at(foot + 0.024, 0.015),
                ]
            )
    with c.layer("#23262d", box) as pen:
        for side in (-1, 1):
            foot = side * 0.045 + side * stride
            pen.rect((*at(foot - 0.03, 0.024), *at(foot + 0.038, 0.0)), high * 0.012)


COATS = ("#c65b4a", "#3f78a8", "#5a8f6d", "#d9a441", "#7a6aa8", "#d98a9a", "#4a5a78", "#e0d3bd")


def crowd(c: Canvas, key: str, spots: list[tuple[float, float, float]], back: bool = False) -> None:
    """Figures at (x, base, height), far ones first; with their backs turned or not."""
    dice = Dice("crowd", key)
    for x, base, high in sorted(spots, key=lambda spot: spot[1]):
        hair = dice.pick(("#2c2a31", "#4a3b33", "#8d8f96", "#33303a"))
        person(c, x, base, high, dice.pick(COATS), hair=hair, back=back)


def lamps(c: Canvas, xs: list[float], base: float, high: float, light: str | None = None) -> None:
    """Street lamps that stand on the line base."""
    for x in xs:
        if light:
            c.glow(x + high * 0.2, base - high, high * 0.5, light, 0.6)
    with c.layer("#5b6673", (min(xs) - high, base - high * 1.1, max(xs) + high, base + 2)) as pen:
        for x in xs:
            pen.rect((x - 2, base - high, x + 2, base))
            pen.line([(x, base - high), (x + high * 0.22, base - high * 1.03)], 3)
            pen.rect((x + high * 0.12, base - high * 1.05, x + high * 0.28, base - high), 2)


def bus_body(c: Canvas, x: float, base: float, s: float, tint: str) -> None:
    """A city bus seen from the side; (x, base) is its lower left corner, s pixels its height."""
    wide = s * 2.9
    box = (x - 8, base - s * 1.12, x + wide + 8, base + s * 0.14)
    c.block((x + 6, base - 4, x + wide - 6, base + s * 0.12), "#1d2733", s * 0.05, 0.35, blur=3)
    c.block((x, base - s, x + wide, base), (mix(tint, "#ffffff", 0.18), tint), s * 0.12)
    c.block((x, base - s * 0.3, x + wide, base - s * 0.2), "#f6f6f2")
    with c.layer(("#cfe4ee", "#6f9ab4"), box) as pen:
        for n in range(6):
            pen.rect(
                (x + s * (0.1 + n * 0.42), base - s * 0.86, x + s * (0.46 + n * 0.42), base - s * 0.42),
                s * 0.04,
            )
        pen.rect((x + wide - s * 0.26, base - s * 0.88, x + wide - s * 0.02, base - s * 0.36), s * 0.05)
    with c.layer("#f4f6f8", box, 0.5) as pen:
        for n in range(6):
            left = x + s * (0.16 + n * 0.42)
            pen.poly(
                [
                    (left, base - s * 0.86),
                    (left + s * 0.1, base - s * 0.86),
                    (left - s * 0.02, base - s * 0.42),
                    (left - s * 0.06, base - s * 0.42),
                ]
            )
    for share in (0.2, 0.78):
        with c.layer("#22272e", box) as pen:
            pen.oval(x + wide * share, base, s * 0.16)
        with c.layer("#c8cfd4", box) as pen:
            pen.oval(x + wide * share, base, s * 0.07)
