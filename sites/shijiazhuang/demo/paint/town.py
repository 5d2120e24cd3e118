"""Building blocks of towns: façades, skylines, people, lamps, vehicles."""

from ..dice import Dice
from .canvas import Box, Canvas, Fill, mix


def facade(
    c: Canvas, box: Box, wall: Fill, glass: Fill, columns: int, rows: int, share: tuple[float, float] = (0.56, 0.5), lit: str | None = None
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
            panes.append((x - wide * share[0] / 2, y - high * share[1] / 2, x + wide * share[0] / 2, y + high * share[1] / 2))
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


def towers(c: Canvas, key: str, base: float, low: float, high: float, wall: tuple[str, str], glass: str, lit: str | None = None) -> None:
    """A row of high-rise buildings across the picture, between low and high pixels tall."""
    dice = Dice("towers", key)
    x = -30.0
    while x < 1230:
        wide, tall = dice.real(46, 92), dice.real(low, high)
        tone = (mix(wall[0], "#ffffff", dice.real(0, 0.18)), wall[1])
        facade(c, (x, base - tall, x + wide, base + 4), tone, glass, max(3, int(wide / 16)), max(4, int(tall / 20)), (0.55, 0.45), lit)
        shade(c, (x + wide * 0.72, base - tall, x + wide, base + 4), 0.12)
        if dice.real() < 0.4:
            c.block((x + wide * 0.3, base - tall - 12, x + wide * 0.7, base - tall), tone[0])
        x += wide + dice.real(4, 34)


def person(c: Canvas, x: float, base: float, high: float, coat: str, skin: str = "#f0cfb2", hair: str = "#2c2a31", seated: bool = False) -> None:
    """A simple standing (or seated, legs hidden) figure whose feet are at (x, base)."""
    box = (x - high * 0.35, base - high * 1.05, x + high * 0.35, base + 3)
    with c.layer("#3a4253", box) as pen:
        if not seated:
            pen.rect((x - high * 0.11, base - high * 0.46, x - high * 0.01, base), high * 0.04)
            pen.rect((x + high * 0.01, base - high * 0.46, x + high * 0.11, base), high * 0.04)
    with c.layer((mix(coat, "#ffffff", 0.12), mix(coat, "#101828", 0.18)), box) as pen:
        pen.rect((x - high * 0.15, base - high * 0.8, x + high * 0.15, base - high * 0.38), high * 0.09)
        pen.rect((x - high * 0.21, base - high * 0.78, x - high * 0.13, base - high * 0.44), high * 0.04)
        pen.rect((x + high * 0.13, base - high * 0.78, x + high * 0.21, base - high * 0.44), high * 0.04)
    with c.layer(skin, box) as pen:
        pen.oval(x, base - high * 0.9, high * 0.085, high * 0.1)
    with c.layer(hair, box) as pen:
        pen.cake((x - high * 0.095, base - high * 1.02, x + high * 0.095, base - high * 0.82), 180, 360)


COATS = ("#c65b4a", "#3f78a8", "#5a8f6d", "#d9a441", "#7a6aa8", "#d98a9a", "#4a5a78", "#e0d3bd")


def crowd(c: Canvas, key: str, spots: list[tuple[float, float, float]]) -> None:
    """Figures at (x, base, height), far ones first."""
    dice = Dice("crowd", key)
    for x, base, high in sorted(spots, key=lambda spot: spot[1]):
        person(c, x, base, high, dice.pick(COATS), hair=dice.pick(("#2c2a31", "#4a3b33", "#8d8f96", "#33303a")))


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
            pen.rect((x + s * (0.1 + n * 0.42), base - s * 0.86, x + s * (0.46 + n * 0.42), base - s * 0.42), s * 0.04)
        pen.rect((x + wide - s * 0.26, base - s * 0.88, x + wide - s * 0.02, base - s * 0.36), s * 0.05)
    with c.layer("#f4f6f8", box, 0.5) as pen:
        for n in range(6):
            left = x + s * (0.16 + n * 0.42)
            pen.poly([(left, base - s * 0.86), (left + s * 0.1, base - s * 0.86), (left - s * 0.02, base - s * 0.42), (left - s * 0.06, base - s * 0.42)])
    for share in (0.2, 0.78):
        with c.layer("#22272e", box) as pen:
            pen.oval(x + wide * share, base, s * 0.16)
        with c.layer("#c8cfd4", box) as pen:
            pen.oval(x + wide * share, base, s * 0.07)
