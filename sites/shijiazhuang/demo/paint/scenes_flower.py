"""Pictures of blossoms and fruit, close by."""

import itertools
from math import cos, pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, mix
from .nature import curve, rolling
from .scenes_craft import petal


def pomegranate() -> Canvas:
    """Pomegranates on the branch, close by."""
    c = Canvas("#f3e1b8", "#dfe6c0", HEIGHT)
    c.glow(880, 160, 700, "#fffbe6", 0.9)
    dice = Dice("pome")
    for blur, tint, count in ((9, "#a9c48a", 16), (4, "#7fa968", 12)):
        with c.layer(tint, None, 0.8, blur) as pen:
            for _ in range(count):
                pen.oval(dice.real(0, WIDTH), dice.real(0, HEIGHT), dice.real(40, 110), dice.real(24, 60))
    with c.layer(("#8a6546", "#5a412f"), None) as pen:
        pen.line(curve([(-20, 90), (260, 150), (560, 130), (880, 210), (1230, 180)], 10), 16)
        pen.line(curve([(380, 140), (470, 240), (480, 330)], 8), 8)
        pen.line(curve([(800, 190), (830, 280), (820, 330)], 8), 8)
        pen.line(curve([(120, 115), (150, 240), (140, 330)], 8), 7)
    for _n in range(46):
        x = dice.real(-10, WIDTH)
        y = 140 + 50 * sin(x / 190) + dice.real(-80, 80)
        tint = dice.pick(("#4f8a4a", "#6aa455", "#3d7345", "#86b765"))
        c.shape(petal(x, y, dice.real(0.2, 2.9), 0, dice.real(70, 110), 17), tint)
    for x, y, r in ((480, 410, 92), (822, 420, 104), (142, 400, 80)):
        _pomegranate(c, x, y, r)
    return c


def _pomegranate(c: Canvas, x: float, y: float, r: float) -> None:
    box = (x - r * 1.1, y - r * 1.2, x + r * 1.1, y + r * 1.5)
    with c.layer(("#e06a4a", "#a3262f"), box) as pen:
        pen.oval(x, y, r, r * 0.96)
        pen.poly(
            [
                (x - r * 0.2, y + r * 0.86),
                (x - r * 0.34, y + r * 1.3),
                (x - r * 0.1, y + r * 1.14),
                (x, y + r * 1.34),
                (x + r * 0.1, y + r * 1.14),
                (x + r * 0.34, y + r * 1.3),
                (x + r * 0.2, y + r * 0.86),
            ]
        )
    with c.layer("#6d1424", box, 0.28, blur=4) as pen:
        pen.oval(x + r * 0.36, y + r * 0.2, r * 0.5, r * 0.66)
    with c.layer("#ffd9b0", box, 0.55, blur=3) as pen:
        pen.oval(x - r * 0.4, y - r * 0.4, r * 0.2, r * 0.28)


def peony() -> Canvas:
    """Peonies before a garden wall."""
    c = Canvas("#f3ead9", "#e8dcc4", 400)
    c.block((0, 90, WIDTH, 420), ("#faf6ec", "#e6dac4"))
    c.block((0, 70, WIDTH, 100), ("#5d6470", "#3c434f"))
    with c.layer(("#cfe0dd", "#a9c7b4"), (440, 120, 760, 420)) as pen:
        pen.oval(600, 270, 128)
    with c.layer("#8a8f98", (440, 120, 760, 420)) as pen:
        pen.arc((472, 142, 728, 398), 0, 360, 8)
    c.block((0, 420, WIDTH, HEIGHT), ("#7fa562", "#40703f"))
    dice = Dice("peony")
    for _ in range(150):
        x, y = dice.real(-20, WIDTH), dice.real(390, 670)
        c.shape(
            petal(x, y, dice.real(-2.8, -0.3), 0, dice.real(44, 84), 15),
            dice.pick(("#3f7a45", "#57924f", "#2f6440", "#6ca65a")),
        )
    for x, y, r in sorted(
        ((dice.real(30, 1170), dice.real(400, 640), dice.real(34, 62)) for _ in range(17)), key=lambda f: f[1]
    ):
        _peony(c, x, y, r, dice.pick(("#e2739a", "#f3c4d3", "#c8416f", "#fbeef0")))
    return c


def _peony(c: Canvas, x: float, y: float, r: float, tint: str) -> None:
    box = (x - r * 1.3, y - r * 1.3, x + r * 1.3, y + r * 1.3)
    for share, count, tone in (
        (1.0, 9, mix(tint, "#6a1f45", 0.22)),
        (0.74, 8, tint),
        (0.46, 6, mix(tint, "#ffffff", 0.35)),
    ):
        with c.layer(tone, box) as pen:
            for n in range(count):
                a = n * 2 * pi / count + share
                pen.oval(
                    x + cos(a) * r * share * 0.62,
                    y + sin(a) * r * share * 0.5,
                    r * share * 0.46,
                    r * share * 0.4,
                )
    with c.layer("#f2c744", box) as pen:
        pen.oval(x, y, r * 0.15, r * 0.12)


def plum() -> Canvas:
    """A branch of winter plum before the snow."""
    c = Canvas("#c9d6e2", "#f3f1ee", HEIGHT)
    c.glow(860, 200, 460, "#fffaf0", 0.9)
    with c.layer("#fbf6ea", (740, 80, 980, 320), 0.9) as pen:
        pen.oval(860, 200, 92)
    rolling(c, "pl1", 600, 18, ("#eef2f6", "#d3dee8"))
    with c.layer(("#5f463d", "#35272a"), None) as pen:
        main = curve(
            [(-30, 560), (160, 470), (300, 400), (470, 370), (640, 270), (830, 240), (1010, 150)], 12
        )
        for n, (a, b) in enumerate(itertools.pairwise(main)):
            pen.line([a, b], 30 - n * 0.36)
        for knots in (
            [(300, 400), (340, 280), (460, 190), (520, 90)],
            [(470, 370), (620, 400), (740, 380), (880, 430)],
            [(640, 270), (690, 180), (800, 110)],
            [(160, 470), (120, 340), (180, 240)],
        ):
            pen.line(curve(knots, 10), 9)
    dice = Dice("plum")
    spots = [
        (340, 280),
        (400, 230),
        (470, 180),
        (510, 110),
        (560, 385),
        (640, 396),
        (720, 384),
        (800, 404),
        (870, 428),
        (680, 200),
        (730, 150),
        (790, 112),
        (560, 320),
        (640, 272),
        (740, 250),
        (830, 238),
        (920, 196),
        (1000, 154),
        (240, 430),
        (130, 350),
        (168, 262),
    ]
    for x, y in spots:
        _plum_flower(
            c,
            x + dice.real(-12, 12),
            y + dice.real(-14, 14),
            dice.real(20, 34),
            dice.pick(("#d9486a", "#e9728c", "#c22f56")),
        )
    return c


def _plum_flower(c: Canvas, x: float, y: float, r: float, tint: str) -> None:
    box = (x - r * 1.2, y - r * 1.2, x + r * 1.2, y + r * 1.2)
    for tone, grow in ((mix(tint, "#5c0f2c", 0.3), 1.0), (tint, 0.86)):
        with c.layer(tone, box) as pen:
            for n in range(5):
                a = n * 2 * pi / 5 - pi / 2
                pen.oval(x + cos(a) * r * 0.5, y + sin(a) * r * 0.5, r * 0.44 * grow)
    with c.layer("#fbe08a", box) as pen:
        for n in range(8):
            a = n * pi / 4
            pen.line([(x, y), (x + cos(a) * r * 0.4, y + sin(a) * r * 0.4)], 1.2)
            pen.oval(x + cos(a) * r * 0.42, y + sin(a) * r * 0.42, r * 0.06)


SCENES = {
    "pomegranate": pomegranate,
    "peony": peony,
    "plum": plum,
}
