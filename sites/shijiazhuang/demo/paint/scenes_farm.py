"""Pictures of fields, orchards and stock."""

from math import cos, pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, mix
from .nature import birds, clouds, curve, furrows, poplars, range_, rolling, scatter, sun


def wheat() -> Canvas:
    """Rows of winter wheat under morning light."""
    c = Canvas("#86bbe0", "#f8f0dc", 330)
    sun(c, 880, 200, 34, "#fff5d8", 0.8)
    clouds(c, "wh", count=5)
    range_(c, "wh1", 326, 60, ("#a6bbc4", "#cfd6cc"), 0.08)
    poplars(c, "wh2", 0, 1200, 334, 76, "#6f9a6a")
    furrows(c, 332, 520, ("#a5c66a", "#4f8d46"), "#3a7440", 24, 0.5)
    c.shape([(500, 332), (540, 332), (760, 690), (520, 690)], ("#d9c69a", "#b99c6c"))
    birds(c, "wh", 300, 150, 6)
    return c


def greenhouse() -> Canvas:
    """Rows of glasshouses with seedlings."""
    c = Canvas("#a4cfe4", "#f4f2e4", 320)
    clouds(c, "gr", count=4)
    poplars(c, "gr1", 0, 1200, 322, 70, "#86a684")
    c.block((0, 318, WIDTH, HEIGHT), ("#a9bd7a", "#6f8a50"))
    for n, (x, base, s) in enumerate(
        (
            (180, 400, 0.75),
            (520, 400, 0.75),
            (860, 400, 0.75),
            (1200, 400, 0.75),
            (330, 640, 1.6),
            (930, 640, 1.6),
        )
    ):
        _glasshouse(c, x, base, s, n)
    return c


def _glasshouse(c: Canvas, x: float, base: float, s: float, n: int) -> None:
    half, high = 150 * s, 100 * s
    box = (x - half - 4, base - high * 1.5, x + half + 4, base + 4)
    arch = [
        (x + half * cos(pi - pi * t / 24), base - high * 0.35 - high * 0.95 * sin(pi * t / 24))
        for t in range(25)
    ]
    c.shape([(x - half, base), *arch, (x + half, base)], ("#e9f5f3", "#b5d4c4"), 0.92)
    dice = Dice("glass", n)
    for tint in ("#4f9b55", "#7cbd5e", "#d8523f"):
        with c.layer(tint, box, 0.85) as pen:
            for _ in range(30 if tint != "#d8523f" else 14):
                px, py = x + dice.real(-0.88, 0.88) * half, base - dice.real(6, 46) * s
                pen.oval(
                    px, py, (9 if tint != "#d8523f" else 4.5) * s, (12 if tint != "#d8523f" else 4.5) * s
                )
    with c.layer("#ffffff", box, 0.9) as pen:
        pen.line(arch, 3.5 * s)
        for t in range(0, 25, 4):
            pen.line([arch[t], (arch[t][0], base)], 2 * s)
        pen.line([(x - half, base - high * 0.36), (x + half, base - high * 0.36)], 2.4 * s)
    c.shape(
        [arch[6], arch[10], (arch[10][0] - half * 0.34, base), (arch[6][0] - half * 0.34, base)],
        "#ffffff",
        0.28,
    )


def _fruit_tree(
    c: Canvas, x: float, base: float, s: float, leaf: str, fruit: list[str], bare: bool = False
) -> None:
    dice = Dice("fruit", round(x), round(base))
    box = (x - s * 0.62, base - s * 1.02, x + s * 0.62, base + 4)
    with c.layer(("#7a5c45", "#4b382d"), box) as pen:
        pen.poly(
            [
                (x - s * 0.05, base),
                (x - s * 0.03, base - s * 0.36),
                (x + s * 0.03, base - s * 0.36),
                (x + s * 0.055, base),
            ]
        )
        for lean in (-0.34, -0.15, 0.12, 0.33):
            pen.line(
                curve(
                    [
                        (x, base - s * 0.3),
                        (x + lean * s * 0.5, base - s * 0.5),
                        (x + lean * s, base - s * 0.76),
                    ],
                    6,
                ),
                s * 0.028,
            )
    spots = [(dice.real(-0.44, 0.44), dice.real(-0.9, -0.42)) for _ in range(26)]
    if not bare:
        for tone, grow in ((mix(leaf, "#13261c", 0.3), 0.155), (leaf, 0.125)):
            with c.layer(tone, box) as pen:
                for sx, sy in spots:
                    pen.oval(x + sx * s, base + sy * s - (0.155 - grow) * s, grow * s)
    for index, tint in enumerate(fruit):
        with c.layer(tint, box) as pen:
            for _ in range(30 if not bare else 150):
                sx, sy = dice.real(-0.52, 0.52), dice.real(-0.97, -0.34)
                if (sx / 0.56) ** 2 + ((sy + 0.66) / 0.36) ** 2 < 1:
                    pen.oval(x + sx * s, base + sy * s, s * (0.026 if not bare else 0.032 - index * 0.006))


def orchard() -> Canvas:
    """Pear trees in fruit, baskets between the rows."""
    c = Canvas("#a8d3e8", "#faf3de", 340)
    clouds(c, "or", count=4)
    poplars(c, "or1", 0, 1200, 345, 70, "#8fae7c")
    c.block((0, 342, WIDTH, HEIGHT), ("#bccb84", "#7d9c52"))
    for base, s, step in ((400, 120, 130), (480, 190, 210), (610, 310, 360)):
        for n in range(-1, int(WIDTH / step) + 2):
            _fruit_tree(c, n * step + base * 0.3, base, s, "#6d9e4f", ["#ecd67a", "#f6e9a8"])
    for x in (430, 800):
        _basket(c, x, 650, ["#eedb86", "#f7ecb4", "#d9bf5c"])
    return c


def _basket(c: Canvas, x: float, base: float, fruit: list[str]) -> None:
    dice = Dice("basket", round(x))
    box = (x - 70, base - 100, x + 70, base + 4)
    for tint in fruit:
        with c.layer(tint, box) as pen:
            for _ in range(9):
                pen.oval(x + dice.real(-42, 42), base - 58 - dice.real(0, 18), 14)
    c.shape(
        [(x - 60, base - 56), (x + 60, base - 56), (x + 46, base), (x - 46, base)], ("#c8935a", "#8d5f36")
    )
    with c.layer("#6f4a2b", box, 0.5) as pen:
        for y in (base - 44, base - 30, base - 16):
            pen.rect((x - 56, y, x + 56, y + 3))


def pear_blossom() -> Canvas:
    """White blossom over the orchards of Zhao County."""
    c = Canvas("#9fcbe8", "#f9f3ea", 340)
    clouds(c, "pb", count=4)
    rolling(c, "pb1", 345, 6, ("#b9cf9a", "#9dbd80"))
    c.block((0, 352, WIDTH, HEIGHT), ("#aac987", "#6d9a58"))
    for base, s, step in ((400, 120, 116), (480, 190, 190), (620, 320, 350)):
        for n in range(-1, int(WIDTH / step) + 2):
            _fruit_tree(
                c, n * step + base * 0.4, base, s, "#dfe8d2", ["#e9ddde", "#ffffff", "#fbe9ee"], bare=True
            )
    scatter(c, "pb2", (0, 560, WIDTH, 672), ["#ffffff", "#f7e6ea"], 160, 5)
    return c


def jujube() -> Canvas:
    """Old jujube trees heavy with red fruit on a hillside."""
    c = Canvas("#efc79a", "#fcf2de", 360)
    sun(c, 300, 170, 32, "#fff4d6", 0.8)
    range_(c, "ju1", 350, 150, ("#a5a0a2", "#d3c0a6"), 0.14)
    rolling(c, "ju2", 400, 18, ("#b7a56a", "#98894f"))
    for n in range(9):
        _fruit_tree(c, n * 150 - 10, 430, 130, "#7f9448", ["#b5452f", "#d0623c"])
    rolling(c, "ju3", 520, 14, ("#c0a968", "#8f7c44"))
    for n in range(4):
        _fruit_tree(c, 110 + n * 340, 610, 330, "#71893f", ["#a83526", "#cf5636", "#8a2a20"])
    for x in (280, 620, 960):
        _basket(c, x, 662, ["#a83526", "#c94b31", "#862a20"])
    return c


def dairy() -> Canvas:
    """Cows on pasture before a modern farm."""
    c = Canvas("#93c6e6", "#f6f3e4", 340)
    clouds(c, "da", count=5)
    range_(c, "da1", 340, 90, ("#9db6bb", "#cfd9c6"), 0.1)
    c.block((700, 270, 1120, 370), ("#f2f0ea", "#cfd3d0"))
    c.shape([(680, 274), (760, 226), (1060, 226), (1140, 274)], ("#5f86a2", "#456a86"))
    with c.layer("#7b97a8", (700, 270, 1120, 370)) as pen:
        for n in range(8):
            pen.rect((726 + n * 50, 300, 756 + n * 50, 368), 3)
    for x in (600, 650):
        c.block((x - 22, 210, x + 22, 370), ("#dfe5e8", "#a9b7bf"), 18)
    rolling(c, "da2", 380, 10, ("#a8cc7c", "#7eb05f"))
    rolling(c, "da3", 480, 14, ("#8fbf68", "#55914d"))
    for x, y, s, flip in (
        (230, 470, 0.9, 1),
        (480, 520, 1.15, -1),
        (800, 500, 1.0, 1),
        (1040, 590, 1.5, -1),
        (180, 620, 1.6, 1),
    ):
        _cow(c, x, y, s, flip)
    return c


def _cow(c: Canvas, x: float, y: float, s: float, flip: int) -> None:
    def at(px: float, py: float) -> tuple[float, float]:
        return x + flip * px * s, y + py * s

    box = (x - 90 * s, y - 90 * s, x + 90 * s, y + 6)
    with c.layer(("#ffffff", "#dcdedd"), box) as pen:
        pen.poly(
            curve(
                [
                    at(-58, -66),
                    at(0, -70),
                    at(46, -68),
                    at(54, -40),
                    at(40, -26),
                    at(-46, -24),
                    at(-62, -40),
                    at(-58, -66),
                ],
                6,
            )
        )
        for px in (-50, -36, 28, 42):
            (x0, y0), (x1, y1) = at(px, -30), at(px + 9, 0)
            pen.rect((min(x0, x1), y0, max(x0, x1), y1), 2)
        pen.poly([at(44, -66), at(66, -80), at(84, -58), at(72, -46), at(52, -48)])
    with c.layer("#33363b", box) as pen:
        pen.oval(*at(-30, -54), 16 * s, 11 * s)
        pen.oval(*at(14, -58), 20 * s, 10 * s)
        pen.oval(*at(28, -38), 9 * s, 8 * s)
        pen.poly([at(58, -76), at(50, -84), at(64, -84)])
        pen.line([at(-58, -62), at(-72, -40), at(-70, -20)], 3 * s)
    with c.layer("#e3b3a6", box) as pen:
        pen.oval(*at(79, -53), 8 * s, 7 * s)


def granary() -> Canvas:
    """Silos beside ripe fields."""
    c = Canvas("#8fc0e2", "#fbf0d8", 400)
    clouds(c, "ga", count=5)
    poplars(c, "ga1", 0, 420, 420, 90, "#7f9f6c")
    for n in range(5):
        x = 480 + n * 130
        c.block((x - 56, 210, x + 56, 470), ("#f4f1ea", "#c3c4bf"))
        c.block((x + 18, 210, x + 56, 470), "#7e8a92", alpha=0.3)
        c.shape([(x - 62, 214), (x, 164), (x + 62, 214)], ("#c0533f", "#96392f"))
        with c.layer("#b5b6b0", (x - 60, 210, x + 60, 470), 0.7) as pen:
            for y in range(246, 470, 36):
                pen.rect((x - 56, y, x + 56, y + 2))
    c.block((420, 190, 1130, 202), ("#7f8f99", "#5c6c77"))
    c.shape([(330, 470), (346, 470), (440, 190), (424, 190)], "#6c7c86")
    furrows(c, 462, 700, ("#ecc866", "#c08a34"), "#a87228", 22, 0.4)
    scatter(c, "ga2", (0, 500, WIDTH, 672), ["#f5dc8c", "#d9a544"], 320, 7)
    return c


SCENES = {
    "wheat": wheat,
    "greenhouse": greenhouse,
    "orchard": orchard,
    "pear_blossom": pear_blossom,
    "jujube": jujube,
    "dairy": dairy,
    "granary": granary,
}
