"""Pictures of bridges, pagodas, walls and villages."""

import itertools
from math import cos, pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, Pen
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
    sun,
)


def roof(pen: Pen, x: float, eave: float, half: float, high: float, lift: float = 0.35) -> None:
    """A Chinese hip roof with rising corners, centred on x; half is half the width of its eaves."""
    left = curve(
        [
            (x - half, eave - high * lift),
            (x - half * 0.82, eave),
            (x - half * 0.55, eave - high * 0.35),
            (x - half * 0.4, eave - high),
        ],
        6,
    )
    right = [(2 * x - px, py) for px, py in reversed(left)]
    pen.poly([*left, *right, (x + half * 0.8, eave + high * 0.06), (x - half * 0.8, eave + high * 0.06)])


def stone_arch() -> Canvas:
    """The open-spandrel stone arch of Zhaozhou over its river."""
    c = Canvas("#9cc4dc", "#f5ecd9", 380)
    sun(c, 930, 150, 28, "#fff7e0", 0.7)
    clouds(c, "sa", count=4)
    range_(c, "sa0", 380, 120, ("#9fb6bd", "#cfd6c8"), 0.1)
    poplars(c, "sa1", 0, 1200, 400, 96, "#7f9c7a")
    rolling(c, "sa4", 404, 5, ("#a9ba82", "#8aa06c"))
    hill(c, [(-60, 395), (160, 382), (330, 392), (520, 430)], ("#9dac77", "#7a9162"))
    hill(c, [(680, 430), (860, 394), (1050, 380), (1260, 396)], ("#9dac77", "#7a9162"))
    _arch(c)
    c.mirror(448, 227, "#7fa3a0", 0.3)
    ripples(c, "sa3", 455, 665, "#ffffff", 0.4)
    round_tree(c, 96, 470, 190, "#7f9b55")
    round_tree(c, 1120, 474, 210, "#8aa257")
    return c


def _arch(c: Canvas) -> None:
    deck = curve([(170, 392), (330, 352), (600, 316), (870, 352), (1030, 392)], 16)
    with c.layer(("#efdfc2", "#9c8563"), (150, 290, 1050, 450)) as pen:
        pen.poly([*deck, (1010, 448), (190, 448)])
        pen.cake((262, 338, 938, 700), 180, 360, 0)
        for x, y, rx, ry in ((262, 398, 34, 30), (340, 372, 23, 22), (938, 398, 34, 30), (860, 372, 23, 22)):
            pen.oval(x, y, rx, ry, 0)
    with c.layer("#6d5a41", (150, 290, 1050, 450), 0.7) as pen:
        pen.arc((262, 338, 938, 700), 196, 344, 3)
        pen.arc((250, 326, 950, 712), 200, 340, 2)
        for n in range(41):
            a = pi * (1.08 + 0.84 * n / 40)
            pen.line(
                [(600 + 338 * cos(a), 519 + 181 * sin(a)), (600 + 350 * cos(a), 519 + 193 * sin(a))], 1.4
            )
    with c.layer(("#f7ead0", "#b39c78"), (150, 280, 1050, 400)) as pen:
        pen.line([(x, y - 14) for x, y in deck], 4)
        for post, rail in deck[::2]:
            pen.rect((post - 3, rail - 22, post + 3, rail + 2), 1)


def city_wall() -> Canvas:
    """The gate of the old city at nightfall, with lanterns."""
    c = Canvas("#27365f", "#f0a878", 420)
    c.glow(600, 430, 520, "#ffcf94", 0.75)
    clouds(c, "cw", "#f5b999", 4, 0.35)
    with c.layer("#5b4a66", (20, 60, 300, 470), 0.8) as pen:
        _tower(pen, 130, 440, 150, 7)
    c.block((0, 425, WIDTH, 600), ("#8a6a5c", "#503f44"))
    with c.layer("#8a6a5c", (0, 400, WIDTH, 430)) as pen:
        for x in range(0, WIDTH, 34):
            pen.rect((x, 408, x + 20, 428))
    c.shape([(330, 600), (372, 385), (828, 385), (870, 600)], ("#a27c66", "#5c474a"))
    with c.layer("#3a2f38", (330, 385, 870, 600), 0.35) as pen:
        for y in range(402, 600, 16):
            pen.rect((330, y, 870, y + 1.5))
    with c.layer(("#1d1a2a", "#f2a85e"), (540, 470, 660, 602)) as pen:
        pen.rect((545, 530, 655, 602))
        pen.oval(600, 530, 55)
    _gatehouse(c)
    c.block((0, 598, WIDTH, HEIGHT), ("#5a4a50", "#2f2c3c"))
    c.shape([(545, 600), (655, 600), (760, 675), (440, 675)], ("#f0b070", "#6a5356"), 0.8)
    for x, y in (
        (420, 470),
        (480, 455),
        (720, 455),
        (780, 470),
        (200, 470),
        (1000, 470),
        (90, 480),
        (1110, 480),
    ):
        lantern(c, x, y)
    return c


def _gatehouse(c: Canvas) -> None:
    with c.layer(("#c1543d", "#8c3a34"), (400, 300, 800, 390)) as pen:
        pen.rect((440, 330, 760, 388))
        pen.rect((470, 262, 730, 300))
    with c.layer("#ffd489", (440, 260, 760, 388)) as pen:
        for n in range(9):
            pen.rect((452 + n * 34, 344, 474 + n * 34, 376), 2)
        for n in range(7):
            pen.rect((484 + n * 34, 276, 504 + n * 34, 296), 2)
    with c.layer(("#4a4f66", "#2b2f45"), (360, 190, 840, 345)) as pen:
        roof(pen, 600, 334, 205, 42)
        roof(pen, 600, 266, 168, 56)
    with c.layer("#e0b070", (360, 190, 840, 345), 0.8) as pen:
        pen.line([(530, 211), (670, 211)], 4)
        pen.line([(518, 293), (682, 293)], 3)


def lantern(c: Canvas, x: float, y: float) -> None:
    """A lit red lantern."""
    c.glow(x, y, 60, "#ff9a55", 0.55)
    with c.layer(("#ff8d5c", "#d13a2c"), (x - 14, y - 16, x + 14, y + 24)) as pen:
        pen.oval(x, y, 12, 10)
        pen.line([(x, y + 10), (x, y + 22)], 2)


def _tower(pen: Pen, x: float, base: float, wide: float, floors: int) -> None:
    """An octagonal pagoda of so many floors."""
    for n in range(floors):
        half, y = wide * 0.5 * (1 - n * 0.085), base - n * wide * 0.23
        pen.rect((x - half * 0.78, y - wide * 0.23, x + half * 0.78, y + 1))
        pen.poly(
            [
                (x - half, y - wide * 0.135),
                (x - half * 0.72, y - wide * 0.235),
                (x + half * 0.72, y - wide * 0.235),
                (x + half, y - wide * 0.135),
            ]
        )
    top = base - floors * wide * 0.23
    pen.poly([(x - wide * 0.2, top), (x, top - wide * 0.2), (x + wide * 0.2, top)])
    pen.line([(x, top - wide * 0.16), (x, top - wide * 0.42)], wide * 0.03)


def pagoda() -> Canvas:
    """Temple roofs and a pagoda among old cypresses at sunrise."""
    c = Canvas("#e8b79a", "#fdf2e0", 450)
    sun(c, 430, 260, 46, "#fff6de", 0.85)
    clouds(c, "pg", "#fff3e4", 4, 0.6)
    range_(c, "pg1", 440, 80, ("#c8b0b0", "#e6d2c2"), 0.08)
    with c.layer(("#a8765c", "#7a5145"), (680, 40, 960, 560)) as pen:
        _tower(pen, 820, 540, 190, 9)
    with c.layer("#5c3d3a", (680, 40, 960, 560), 0.5) as pen:
        for n in range(9):
            half, y = 95 * (1 - n * 0.085), 540 - n * 43.7
            pen.rect((820 - half * 0.1, y - 22, 820 + half * 0.1, y - 4), 6)
            pen.poly(
                [
                    (820 + half, y - 25),
                    (820 + half * 0.72, y - 44),
                    (820 + half * 0.3, y - 44),
                    (820 + half * 0.36, y - 25),
                ]
            )
    temple_hall(c, 330, 540, 230)
    temple_hall(c, 560, 560, 130)
    rolling(c, "pg2", 560, 5, ("#b9a27c", "#8b7a5c"))
    pines(c, "pg3", -20, 150, 610, 210, "#4e6b52", 5)
    pines(c, "pg4", 1010, 1220, 610, 240, "#4e6b52", 6)
    birds(c, "pg", 620, 150, 8, "#6d4c43")
    return c


def temple_hall(c: Canvas, x: float, base: float, half: float) -> None:
    """A temple hall with a double roof; half is half the width of its eaves."""
    s = half / 230
    c.block((x - half * 0.82, base - 16 * s, x + half * 0.82, base + 14), ("#efe4d0", "#c5b599"))
    c.block((x - half * 0.72, base - 100 * s, x + half * 0.72, base - 12 * s), ("#b5533c", "#8d3f35"))
    with c.layer("#6d2f2b", (x - half, base - 110 * s, x + half, base)) as pen:
        for n in range(-3, 4):
            pen.rect(
                (x + n * half * 0.21 - 6 * s, base - 86 * s, x + n * half * 0.21 + 6 * s, base - 14 * s),
                3 * s,
            )
    with c.layer(
        ("#5f7368", "#33463f"), (x - half * 1.1, base - 260 * s, x + half * 1.1, base - 60 * s)
    ) as pen:
        roof(pen, x, base - 92 * s, half, 62 * s)
        roof(pen, x, base - 160 * s, half * 0.74, 74 * s)
    c.block((x - half * 0.54, base - 160 * s, x + half * 0.54, base - 140 * s), "#a2503c")
    with c.layer("#d9b061", (x - half, base - 260 * s, x + half, base - 100 * s)) as pen:
        pen.line([(x - half * 0.31, base - 232 * s), (x + half * 0.31, base - 232 * s)], 5 * s)


def cliff_temple() -> Canvas:
    """The temple hall on a bridge between the cliffs of Cangyan."""
    c = Canvas("#bcd5dc", "#f6ecd8", 460)
    sun(c, 600, 160, 30, "#fff8e4", 0.8)
    range_(c, "ct1", 430, 190, ("#a5b9bb", "#d6d5c3"), 0.12)
    c.haze(330, 520, "#f6ecd8", 0.7)
    left = [
        (-10, 120),
        (170, 90),
        (300, 130),
        (372, 190),
        (352, 300),
        (392, 420),
        (360, 540),
        (402, 690),
        (-10, 690),
    ]
    right = [
        (1210, 80),
        (1050, 70),
        (900, 120),
        (826, 196),
        (848, 310),
        (806, 430),
        (842, 560),
        (800, 690),
        (1210, 690),
    ]
    c.shape(left, ("#a98d72", "#57544f"))
    c.shape(right, ("#b5987a", "#5f5a52"))
    dice = Dice("cangyan")
    with c.layer("#4c4640", None, 0.28, blur=1) as pen:
        for n in range(34):
            x = dice.real(-20, 330) if n % 2 else dice.real(850, 1180)
            y, wide, high = dice.real(150, 590), dice.real(20, 60), dice.real(50, 150)
            pen.poly(
                [(x, y), (x + wide, y + 12), (x + wide * 0.8, y + high), (x + wide * 0.2, y + high * 0.8)]
            )
    with c.layer(("#e5d9c2", "#a39379"), (340, 360, 860, 460)) as pen:
        pen.rect((350, 366, 850, 446))
        pen.cake((420, 386, 780, 620), 180, 360, 0)
    with c.layer("#8b7c66", (340, 360, 860, 460), 0.6) as pen:
        pen.arc((412, 378, 788, 628), 190, 350, 3)
        for x in range(372, 850, 20):
            pen.rect((x, 352, x + 4, 368))
    temple_hall(c, 600, 360, 120)
    pines(c, "ct2", -20, 330, 150, 100, "#3e5f4c", 10)
    pines(c, "ct3", 880, 1210, 140, 100, "#3e5f4c", 11)
    pines(c, "ct4", 380, 820, 690, 160, "#47684f", 12)
    c.haze(480, 690, "#eef0e2", 0.45)
    return c


def stone_village() -> Canvas:
    """Stone houses stacked on a slope, corn drying on the terraces."""
    c = Canvas("#8fbfdf", "#f4ecda", 380)
    clouds(c, "sv", count=4)
    range_(c, "sv1", 330, 170, ("#95a7b0", "#cfcbb8"), 0.14)
    rolling(c, "sv2", 400, 20, ("#a6a878", "#7c8759"))
    dice = Dice("stone")
    for row, base in enumerate((410, 480, 560, 660)):
        wide = 108 + row * 26
        x = -60.0 + row * 37
        while x < WIDTH + 60:
            if dice.real() < 0.88:
                _stone_house(c, x, base, wide * dice.real(0.85, 1.05), dice)
            else:
                round_tree(c, x + wide / 2, base, 130 + row * 18, "#8b9a4e")
            x += wide * 1.02
    return c


def _stone_house(c: Canvas, x: float, base: float, wide: float, dice: Dice) -> None:
    high = wide * dice.real(0.52, 0.72)
    light, dark = dice.pick((("#d9c8a8", "#ab9471"), ("#cdbb9d", "#9d8768"), ("#e0d2b6", "#b59f7d")))
    c.block((x, base - high, x + wide, base + 40), (light, dark))
    with c.layer("#7c6a50", (x, base - high, x + wide, base + 40), 0.32) as pen:
        for n in range(12):
            y = base - high + 6 + n * wide * 0.085
            pen.rect((x, y, x + wide, y + 1.2))
            for m in range(5):
                bx = x + (m + 0.5 * (n % 2)) * wide / 5
                pen.rect((bx, y, bx + 1.4, y + wide * 0.085))
    c.block((x - 5, base - high - 6, x + wide + 5, base - high + 3), "#8f7d62")
    with c.layer(("#4b3d33", "#2d2623"), (x, base - high, x + wide, base + 40)) as pen:
        pen.rect((x + wide * 0.16, base - high * 0.5, x + wide * 0.4, base + 40))
        pen.oval(x + wide * 0.28, base - high * 0.5, wide * 0.12)
        pen.rect((x + wide * 0.6, base - high * 0.58, x + wide * 0.84, base - high * 0.28), 2)
    c.block((x + wide * 0.62, base - high * 0.55, x + wide * 0.82, base - high * 0.31), "#f2d59a")
    if dice.real() < 0.5:
        with c.layer(("#f1b63c", "#cf8420"), (x, base - high - 4, x + wide, base)) as pen:
            for n in range(3):
                pen.rect(
                    (
                        x + wide * (0.46 + n * 0.05),
                        base - high + 4,
                        x + wide * (0.49 + n * 0.05),
                        base - high * 0.55,
                    ),
                    2,
                )


def ancient_post() -> Canvas:
    """The Qin post road climbing to its gate."""
    c = Canvas("#f0c9a0", "#fcf1dd", 400)
    sun(c, 330, 170, 32, "#fff5da", 0.8)
    range_(c, "ap1", 360, 190, ("#a7a0a4", "#d6c2ac"), 0.14)
    c.haze(270, 420, "#fbe7c8", 0.5)
    rolling(c, "ap2", 430, 26, ("#b09a6c", "#8c7a50"))
    hill(c, [(-60, 470), (220, 400), (420, 420), (610, 400), (860, 380), (1260, 450)], ("#b79c6b", "#7d6a45"))
    c.block((505, 250, 735, 405), ("#c9b292", "#8f7a5f"))
    with c.layer("#6a5945", (505, 250, 735, 405), 0.35) as pen:
        for y in range(262, 405, 14):
            pen.rect((505, y, 735, y + 1.5))
    with c.layer("#8d795d", (495, 235, 745, 255)) as pen:
        for x in range(497, 740, 26):
            pen.rect((x, 238, x + 16, 254))
    with c.layer(("#fbe3b8", "#e8bd83"), (575, 300, 665, 408)) as pen:
        pen.rect((582, 345, 658, 408))
        pen.oval(620, 345, 38)
    road_l = curve([(590, 405), (560, 450), (470, 520), (330, 690)], 10)
    road_r = curve([(870, 690), (760, 520), (670, 450), (650, 405)], 10)
    c.shape([*road_l, *road_r], ("#e6d3ac", "#b79b70"))
    for share in (0.36, 0.64):
        rut = [(a[0] + (b[0] - a[0]) * share, a[1]) for a, b in zip(road_l, reversed(road_r), strict=False)]
        with c.layer("#806746", (300, 400, 880, 690), 0.7) as pen:
            for a, b in itertools.pairwise(rut):
                pen.line([a, b], 2 + (a[1] - 400) * 0.035)
    scatter(c, "ap3", (0, 500, 320, 670), ["#8c8a52", "#a9a264"], 90, 13)
    scatter(c, "ap4", (880, 500, 1200, 670), ["#8c8a52", "#a9a264"], 90, 13)
    pines(c, "ap5", 960, 1200, 520, 150, "#55684a", 6)
    return c


def academy() -> Canvas:
    """A courtyard academy under Fenglong mountain."""
    c = Canvas("#a9cfe0", "#f7efdd", 400)
    clouds(c, "ac", count=4)
    range_(c, "ac1", 400, 250, ("#7f9c9c", "#bccbaf"), 0.2)
    c.haze(310, 440, "#f7efdd", 0.55)
    pines(c, "ac2", 0, 1200, 450, 90, "#4d7459", 26)
    for x, base, half in ((600, 470, 170), (250, 520, 150), (950, 520, 150)):
        temple_hall(c, x, base, half)
    c.block((0, 520, WIDTH, HEIGHT), ("#e2d5ba", "#b7a482"))
    c.shape([(560, 480), (640, 480), (780, 690), (420, 690)], ("#f1e7d0", "#d4c29d"))
    round_tree(c, 420, 590, 210, "#8fa253")
    round_tree(c, 800, 600, 220, "#c9983f")
    return c


def monument() -> Canvas:
    """A quiet memorial square between pines."""
    c = Canvas("#a8c6da", "#f4ede0", 460)
    clouds(c, "mo", count=4)
    sun(c, 880, 170, 26, "#fff8e4", 0.6)
    pines(c, "mo1", 0, 480, 520, 200, "#3f6b58", 13)
    pines(c, "mo2", 720, 1200, 520, 200, "#3f6b58", 13)
    c.block((0, 500, WIDTH, HEIGHT), ("#d8d3c8", "#b2aa9b"))
    for n in range(5):
        c.shape(
            [
                (430 - n * 34, 506 + n * 18),
                (770 + n * 34, 506 + n * 18),
                (804 + n * 34, 524 + n * 18),
                (396 - n * 34, 524 + n * 18),
            ],
            ("#f2ece0", "#cfc5b2"),
        )
    c.shape([(536, 506), (548, 150), (600, 112), (652, 150), (664, 506)], ("#fbf7ee", "#d8cdb8"))
    c.shape([(600, 112), (652, 150), (664, 506), (600, 506)], "#b3a58d", 0.5)
    with c.layer(("#d8a64c", "#b67c2c"), (560, 190, 640, 270)) as pen:
        star = [
            (
                600 + (34 if n % 2 == 0 else 14) * sin(n * pi / 5),
                228 - (34 if n % 2 == 0 else 14) * cos(n * pi / 5),
            )
            for n in range(10)
        ]
        pen.poly(star)
    scatter(c, "mo3", (440, 470, 760, 504), ["#f6e7a0", "#ffffff", "#e8c14c"], 120, 8)
    return c


SCENES = {
    "stone_arch": stone_arch,
    "city_wall": city_wall,
    "pagoda": pagoda,
    "cliff_temple": cliff_temple,
    "stone_village": stone_village,
    "ancient_post": ancient_post,
    "academy": academy,
    "monument": monument,
}
