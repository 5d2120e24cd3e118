"""Pictures of mountains, rivers, woods and the weather."""

import itertools

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas
from .nature import (
    birds,
    clouds,
    curve,
    hill,
    pines,
    poplars,
    range_,
    ripples,
    rolling,
    round_tree,
    scatter,
    snowfall,
    sun,
)


def taihang() -> Canvas:
    """Autumn ridges of the Taihang mountains behind one another."""
    c = Canvas("#f4c99a", "#fdf0dc", 470)
    sun(c, 850, 190, 34, "#fff6df", 0.8)
    range_(c, "t1", 330, 170, ("#b9b4c4", "#e0cfc4"), 0.10)
    c.haze(230, 370, "#fbe8d0", 0.55)
    range_(c, "t2", 420, 200, ("#8f8ea6", "#c9ad9c"), 0.16)
    c.haze(330, 460, "#f7d9b8", 0.5)
    range_(c, "t3", 520, 190, ("#6b6a7a", "#a97f63"), 0.22)
    c.haze(430, 560, "#eab98a", 0.45)
    rolling(c, "t4", 560, 26, ("#a8582f", "#7b3f28"))
    scatter(c, "t5", (0, 560, WIDTH, 640), ["#d9853b", "#c4602f", "#e2a94c", "#8d4a2c"], 420, 22)
    pines(c, "t6", 0, 420, 660, 120, "#2f4a44", 12)
    birds(c, "t", 560, 170, 6, "#6a5a58")
    return c


def forest() -> Canvas:
    """A conifer forest in morning mist."""
    c = Canvas("#bcd6d8", "#eef4ea", 420)
    sun(c, 310, 150, 26, "#fffbe8", 0.7)
    range_(c, "f1", 330, 150, ("#9fbcc0", "#c6d6cf"), 0.10)
    c.haze(220, 380, "#eef4ea", 0.7)
    pines(c, "f2", -20, 1220, 420, 120, "#6f9a92", 34)
    c.haze(330, 470, "#e6efe4", 0.75)
    pines(c, "f3", -20, 1220, 520, 170, "#3f7468", 26)
    c.haze(430, 590, "#d7e6d6", 0.6)
    pines(c, "f4", -20, 1220, 660, 230, "#1f4f47", 17)
    return c


def reservoir() -> Canvas:
    """A wide lake among hills with its dam."""
    c = Canvas("#8fc0de", "#eaf5f6", 400)
    clouds(c, "r", count=4)
    range_(c, "r1", 330, 150, ("#86a7bd", "#bcd0d2"), 0.14)
    range_(c, "r2", 390, 120, ("#5f8a86", "#9bb694"), 0.18)
    c.haze(300, 400, "#eaf5f6", 0.4)
    c.mirror(400, 275, "#5d93ad", 0.38)
    ripples(c, "r3", 410, 560)
    hill(c, [(-100, 520), (120, 505), (330, 560), (560, 640), (760, 690)], ("#7b9b62", "#4c7050"))
    c.shape([(760, 392), (1210, 360), (1210, 470), (900, 452), (760, 420)], ("#d9d6cb", "#a9a79c"))
    with c.layer("#8d8b82", (760, 355, 1200, 470), 0.8) as pen:
        for n in range(6):
            x = 860 + n * 54
            pen.rect((x, 395 - n * 3, x + 22, 440 + n * 3), 8)
    round_tree(c, 150, 560, 120, "#5f8a4b")
    round_tree(c, 245, 585, 90, "#7ba055")
    birds(c, "r", 620, 210, 6)
    return c


def river() -> Canvas:
    """The Hutuo river in soft evening light, with the bridge far off."""
    c = Canvas("#f2b58c", "#fde7cf", 360)
    sun(c, 760, 235, 40, "#fff0cf", 0.85)
    clouds(c, "h", "#fff2e2", 4, 0.6)
    range_(c, "h1", 330, 90, ("#b79a9c", "#e2c2ad"), 0.1)
    _cable_bridge(c, 350)
    c.mirror(372, 303, "#c98f78", 0.22)
    ripples(c, "h2", 380, 640, "#fff1d8", 0.5)
    hill(c, [(-120, 470), (90, 455), (300, 520), (470, 610), (600, 700)], ("#7d8a54", "#46593f"))
    hill(c, [(760, 700), (930, 600), (1100, 540), (1300, 520)], ("#6f7f4f", "#3e523c"))
    _reeds(c, "h3", 0, 380, 660, "#8c6a3a")
    _reeds(c, "h4", 930, 1200, 672, "#7b5d35")
    birds(c, "h", 420, 190, 7, "#6c4a45")
    return c


def _cable_bridge(c: Canvas, deck: float) -> None:
    with c.layer("#8c6f70", (60, deck - 170, WIDTH, deck + 40), 0.9) as pen:
        pen.rect((0, deck, WIDTH, deck + 7))
        for x in (430, 930):
            pen.poly([(x - 7, deck + 30), (x - 3, deck - 150), (x + 3, deck - 150), (x + 7, deck + 30)])
            for n in range(1, 9):
                pen.line([(x, deck - 150 + n * 6), (x - n * 26, deck)], 1.2)
                pen.line([(x, deck - 150 + n * 6), (x + n * 26, deck)], 1.2)
        for x in range(60, WIDTH, 120):
            pen.rect((x, deck, x + 6, deck + 28))


def _reeds(c: Canvas, key: str, left: float, right: float, base: float, tint: str) -> None:
    dice = Dice("reeds", key)
    with c.layer((tint, "#3b4630"), (left - 20, base - 160, right + 40, base + 10)) as pen:
        for _ in range(60):
            x, high, lean = dice.real(left, right), dice.real(50, 140), dice.real(-8, 22)
            pen.line([(x, base), (x + lean * 0.4, base - high * 0.6), (x + lean, base - high)], 2)
            pen.oval(x + lean, base - high, 3.2, 13)


def wetland() -> Canvas:
    """Winter waterfowl on shallow water."""
    c = Canvas("#a9c6d8", "#f6ece0", 350)
    sun(c, 300, 240, 28, "#fff6e0", 0.8)
    range_(c, "w1", 335, 70, ("#a9b9c4", "#d5d6d2"), 0.08)
    poplars(c, "w2", 620, 1180, 350, 80, "#8e9a86")
    c.mirror(350, 325, "#a9c0c9", 0.3)
    ripples(c, "w3", 360, 640, "#ffffff", 0.5)
    hill(
        c, [(-100, 430), (130, 415), (330, 432), (420, 470), (300, 500), (-100, 520)], ("#c3a878", "#a08a5c")
    )
    for x, y, size, flip in (
        (520, 470, 1.0, 1),
        (640, 500, 1.25, -1),
        (770, 455, 0.85, 1),
        (880, 540, 1.5, -1),
    ):
        _swan(c, x, y, size, flip)
    _reeds(c, "w4", 0, 260, 670, "#a1793f")
    _reeds(c, "w5", 1030, 1200, 672, "#a1793f")
    birds(c, "w", 720, 150, 11, "#566470")
    return c


def _swan(c: Canvas, x: float, y: float, s: float, flip: int) -> None:
    box = (x - 70 * s, y - 75 * s, x + 70 * s, y + 40 * s)
    with c.layer("#86a3ae", box, 0.35) as pen:
        pen.oval(x, y + 19 * s, 46 * s, 7 * s)
    with c.layer(("#ffffff", "#dfe7ea"), box) as pen:
        pen.cake((x - 44 * s, y - 26 * s, x + 44 * s, y + 26 * s), 0, 180)
        pen.poly(
            [
                (x - flip * 44 * s, y - 14 * s),
                (x - flip * 10 * s, y - 14 * s),
                (x + flip * 30 * s, y + 4 * s),
                (x - flip * 40 * s, y + 6 * s),
            ]
        )
        neck = [
            (x + flip * 34 * s, y + 4 * s),
            (x + flip * 44 * s, y - 18 * s),
            (x + flip * 34 * s, y - 40 * s),
            (x + flip * 42 * s, y - 56 * s),
        ]
        pen.line(curve(neck, 8), 8 * s)
        pen.oval(x + flip * 43 * s, y - 56 * s, 8 * s, 7 * s)
    with c.layer("#d98a3a", box) as pen:
        pen.poly(
            [
                (x + flip * 49 * s, y - 59 * s),
                (x + flip * 62 * s, y - 52 * s),
                (x + flip * 49 * s, y - 51 * s),
            ]
        )


def snow_field() -> Canvas:
    """Snow over village fields."""
    c = Canvas("#a7bfd3", "#f3f4f6", 420)
    range_(c, "s1", 350, 150, ("#c4d2df", "#eef1f4"), 0.18)
    c.haze(250, 400, "#f3f4f6", 0.6)
    rolling(c, "s2", 410, 16, ("#e3eaf0", "#f6f8fa"))
    poplars(c, "s3", 60, 560, 425, 110, "#8b97a2")
    for x, y, s in ((760, 440, 1.0), (860, 452, 1.2), (985, 438, 0.95)):
        _cottage(c, x, y, s)
    rolling(c, "s4", 490, 22, ("#f7fafc", "#cfdbe6"))
    rolling(c, "s5", 590, 26, ("#ffffff", "#b9cadb"))
    pines(c, "s6", 20, 300, 650, 150, "#5b7482", 7)
    snowfall(c, "s7", 190)
    return c


def _cottage(c: Canvas, x: float, y: float, s: float) -> None:
    c.block((x - 40 * s, y - 34 * s, x + 40 * s, y + 6), ("#b58a6c", "#8f6a54"))
    c.shape(
        [
            (x - 52 * s, y - 32 * s),
            (x - 36 * s, y - 60 * s),
            (x + 36 * s, y - 60 * s),
            (x + 52 * s, y - 32 * s),
        ],
        "#fafcfe",
    )
    with c.layer("#ffd98a", (x - 40 * s, y - 34 * s, x + 40 * s, y + 6)) as pen:
        for n in (-24, 4):
            pen.rect((x + n * s, y - 24 * s, x + (n + 16) * s, y - 8 * s), 1)


def waterfall() -> Canvas:
    """Falls between wooded cliffs."""
    c = Canvas("#cfe3e3", "#eef6f0", 400)
    range_(c, "wf1", 330, 170, ("#9bbbb7", "#cadbd0"), 0.1)
    c.haze(200, 400, "#eef6f0", 0.5)
    left = [(0, 120), (230, 100), (400, 150), (470, 170), (455, 330), (480, 470), (440, 612), (0, 640)]
    right = [(700, 165), (800, 120), (1010, 70), (1200, 90), (1200, 640), (730, 612), (700, 480), (725, 320)]
    c.shape([*left], ("#6f8276", "#3b4f4b"))
    c.shape([*right], ("#7b8c7d", "#42564f"))
    c.shape(
        [(465, 170), (705, 165), (725, 320), (700, 480), (740, 612), (430, 612), (480, 470), (455, 330)],
        ("#5d7069", "#32464a"),
    )
    dice = Dice("fall")
    for side, start, end in (("l", -40, 440), ("r", 740, 1220)):
        _rocks(c, side, start, end)
    with c.layer(("#ffffff", "#d9ecf2"), (430, 150, 760, 620), 0.92) as pen:
        for _ in range(34):
            x, wide = dice.real(540, 640), dice.real(3, 11)
            drift = dice.real(-18, 18)
            pen.poly([(x, 168), (x + wide, 168), (x + wide + drift, 590), (x + drift - 4, 590)])
    c.glow(590, 590, 190, "#ffffff", 0.85)
    c.block((0, 600, WIDTH, HEIGHT), ("#8cc0c6", "#3f7f8a"))
    ripples(c, "wf2", 606, 672)
    pines(c, "wf3", 0, 380, 140, 110, "#38645a", 12)
    pines(c, "wf4", 800, 1200, 120, 110, "#3d6a5c", 12)
    pines(c, "wf5", -20, 300, 650, 210, "#234a44", 7)
    pines(c, "wf6", 930, 1220, 655, 220, "#234a44", 7)
    return c


def _rocks(c: Canvas, key: str, left: float, right: float) -> None:
    dice = Dice("rocks", key)
    for fill, alpha in (("#24393a", 0.3), ("#b7c4b0", 0.22)):
        with c.layer(fill, (left, 150, right, 640), alpha, blur=1) as pen:
            for _ in range(16):
                x, y, wide, high = (
                    dice.real(left, right),
                    dice.real(170, 520),
                    dice.real(30, 80),
                    dice.real(60, 170),
                )
                pen.poly(
                    [
                        (x, y),
                        (x + wide, y + high * 0.3),
                        (x + wide * 0.7, y + high),
                        (x - wide * 0.2, y + high * 0.6),
                    ]
                )


def flower_valley() -> Canvas:
    """A valley of flowers below green hills."""
    c = Canvas("#9fd0e6", "#f3f8ef", 360)
    clouds(c, "fv", count=5)
    range_(c, "fv1", 340, 170, ("#7fa9a4", "#b9d1b0"), 0.16)
    rolling(c, "fv2", 370, 26, ("#8fb878", "#6b9a62"))
    pines(c, "fv3", 680, 1200, 400, 90, "#3f7a5c", 16)
    rolling(c, "fv4", 430, 22, ("#a8c87c", "#7da764"))
    scatter(c, "fv5", (0, 425, WIDTH, 520), ["#e6a5c0", "#f3d6e2", "#c98bb6"], 500, 9)
    rolling(c, "fv6", 520, 18, ("#93b96d", "#5f8c53"))
    scatter(c, "fv7", (0, 520, WIDTH, 675), ["#d96a92", "#f5e4a0", "#f7f1f4", "#a56bb0"], 620, 15)
    path = curve([(600, 680), (640, 590), (560, 520), (640, 460), (610, 415)], 10)
    back = curve([(625, 415), (662, 460), (600, 520), (720, 590), (740, 680)], 10)
    c.shape([*path, *back], ("#e9dcc0", "#d8c39c"))
    return c


def red_cliff() -> Canvas:
    """The stepped red cliffs of Zhangshiyan."""
    c = Canvas("#86b7da", "#f5e6d4", 380)
    clouds(c, "rc", count=3)
    range_(c, "rc0", 330, 110, ("#a3afc0", "#d5cdc4"), 0.1)
    steps = ((150, 0, "#d38b66", "#9c5138"), (270, 1, "#c97a55", "#8a4330"), (400, 2, "#bd6a48", "#7a3a2c"))
    for top, index, light, dark in steps:
        _cliff_band(c, f"rc{index}", top, light, dark)
        c.haze(top + 30, top + 150, "#f2d7bb", 0.30)
    rolling(c, "rc5", 590, 26, ("#6f9157", "#3f6446"))
    pines(c, "rc6", 0, 1200, 655, 110, "#35604b", 18)
    birds(c, "rc", 300, 110, 5)
    return c


def _cliff_band(c: Canvas, key: str, top: float, light: str, dark: str) -> None:
    dice = Dice("cliff", key)
    start = 300 if top < 200 else 120 if top < 300 else -40
    xs, x = [], float(start)
    while x < WIDTH + 60:
        xs.append(x)
        x += dice.real(40, 120)
    edge = [(x, top + dice.real(-22, 22) + max(0, (520 - x) * 0.16)) for x in xs]
    wall = [pt for a, b in itertools.pairwise(edge) for pt in (a, (b[0], a[1]))]
    c.shape([(start - 60, top + 330), *wall, (WIDTH + 60, top + 330)], (light, dark))
    with c.layer(dark, (0, top - 60, WIDTH, top + 230), 0.35, blur=1) as pen:
        for a, b in itertools.pairwise(edge):
            pen.rect((b[0] - (b[0] - a[0]) * 0.38, a[1], b[0], a[1] + dice.real(90, 190)))
        for n in range(4):
            pen.rect((start, top + 45 + n * 34, WIDTH, top + 49 + n * 34))
    with c.layer("#4d7650", (0, top - 60, WIDTH, top + 80)) as pen:
        for a, b in itertools.pairwise(edge):
            for n in range(int((b[0] - a[0]) / 12)):
                pen.oval(a[0] + n * 12 + 6, a[1] - 2, 10, dice.real(5, 11))


def red_hill() -> Canvas:
    """A memorial on a wooded hill above the lake in Pingshan."""
    c = Canvas("#f0b98c", "#fdf0df", 380)
    sun(c, 600, 250, 46, "#fff4d8", 0.9)
    range_(c, "rh1", 350, 150, ("#a99aa8", "#dcc3b2"), 0.12)
    c.haze(260, 390, "#fbe3c6", 0.5)
    hill(
        c,
        [(-100, 520), (200, 430), (430, 350), (600, 330), (770, 352), (1000, 430), (1300, 520)],
        ("#5d7c56", "#34573f"),
    )
    _obelisk(c, 600, 338)
    pines(c, "rh2", 60, 500, 480, 84, "#2f5a44", 20)
    pines(c, "rh3", 700, 1140, 480, 84, "#2f5a44", 20)
    c.block((0, 500, WIDTH, HEIGHT), ("#c79a7e", "#4f7480"))
    c.mirror(500, 175, "#7d8c8c", 0.3)
    ripples(c, "rh4", 506, 660, "#fff0d8", 0.5)
    birds(c, "rh", 330, 170, 6, "#6b4b48")
    return c


def _obelisk(c: Canvas, x: float, base: float) -> None:
    c.shape(
        [(x - 90, base + 26), (x - 64, base), (x + 64, base), (x + 90, base + 26)], ("#ece6da", "#c9bfae")
    )
    c.shape(
        [(x - 36, base), (x - 28, base - 24), (x + 28, base - 24), (x + 36, base)], ("#f5f0e6", "#d6ccba")
    )
    c.shape(
        [
            (x - 15, base - 24),
            (x - 11, base - 150),
            (x, base - 168),
            (x + 11, base - 150),
            (x + 15, base - 24),
        ],
        ("#fffaf0", "#e0d6c4"),
    )
    c.shape([(x, base - 168), (x + 11, base - 150), (x + 15, base - 24), (x, base - 24)], "#bfb29c", 0.55)
    c.shape(
        [(x - 15, base + 26), (x + 15, base + 26), (x + 34, base + 160), (x - 34, base + 160)],
        ("#efe7d8", "#cdbfa6"),
        0.9,
    )


def weather() -> Canvas:
    """A weather station on a ridge before a front."""
    c = Canvas("#5f7f9f", "#dfe7ea", 430)
    c.glow(240, 330, 420, "#ffe9c2", 0.8)
    clouds(c, "we1", "#8ea3b6", 6, 0.9)
    clouds(c, "we2", "#cbd7df", 5, 0.8)
    range_(c, "we3", 430, 110, ("#8398a8", "#b7c3c6"), 0.12)
    rolling(c, "we4", 480, 22, ("#7c9a72", "#4f7358"))
    rolling(c, "we5", 560, 18, ("#8aa873", "#466a50"))
    c.block((812, 300, 912, 560), ("#eef2f4", "#bccad2"))
    c.shape([(880, 300), (912, 300), (912, 560), (880, 560)], "#8fa5b3", 0.5)
    with c.layer(("#ffffff", "#c3d1da"), (770, 150, 960, 330)) as pen:
        pen.oval(862, 238, 84)
    with c.layer("#9fb4c2", (770, 150, 960, 330), 0.6) as pen:
        for r in (84, 52, 20):
            pen.arc((862 - r, 154, 862 + r, 322), 0, 360, 2)
        for y in (195, 238, 280):
            pen.line([(784, y), (940, y)], 2)
    with c.layer("#f4f6f7", (150, 300, 560, 620)) as pen:
        pen.rect((205, 330, 211, 600))
        pen.line([(160, 350), (256, 350)], 4)
        for x in (168, 208, 248):
            pen.oval(x, 344, 12, 9)
        pen.rect((360, 470, 450, 545), 4)
        pen.rect((370, 540, 376, 606))
        pen.rect((434, 540, 440, 606))
    with c.layer("#93a7b1", (350, 470, 460, 550)) as pen:
        for y in range(480, 540, 11):
            pen.rect((366, y, 444, y + 4))
    scatter(c, "we6", (0, 590, WIDTH, 675), ["#5b7f57", "#a7bd80"], 260, 10)
    return c


SCENES = {
    "taihang": taihang,
    "forest": forest,
    "reservoir": reservoir,
    "river": river,
    "wetland": wetland,
    "snow_field": snow_field,
    "waterfall": waterfall,
    "flower_valley": flower_valley,
    "red_cliff": red_cliff,
    "red_hill": red_hill,
    "weather": weather,
}
