"""Pictures of markets, parks, sport and what travels."""

import itertools
from math import pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas
from .nature import birds, clouds, curve, poplars, range_, ripples, rolling, round_tree, scatter, sun
from .town import crowd, facade, towers


def rail() -> Canvas:
    """A high-speed train crosses the plain."""
    c = Canvas("#7fb5e0", "#fbf0da", 400)
    clouds(c, "ra", count=5)
    sun(c, 960, 210, 36, "#fff4d6", 0.8)
    range_(c, "ra1", 390, 120, ("#9db3c4", "#d3d9d3"), 0.12)
    poplars(c, "ra2", 0, 1200, 404, 70, "#88a878")
    c.block((0, 400, WIDTH, HEIGHT), ("#d5c678", "#9fae5c"))
    c.block((0, 470, WIDTH, 494), ("#d9d6cd", "#aaa69b"))
    with c.layer(("#c9c5ba", "#8f8b80"), (0, 490, WIDTH, HEIGHT)) as pen:
        for x in range(60, 1240, 190):
            pen.poly([(x, 492), (x + 44, 492), (x + 34, 675), (x + 10, 675)])
    nose = curve([(1120, 468), (1110, 446), (1050, 420), (960, 396), (900, 388)], 10)
    c.shape([*nose, (-20, 388), (-20, 468)], ("#ffffff", "#c9d4dc"))
    c.shape([(1112, 458), (980, 446), (-20, 446), (-20, 454), (980, 456), (1116, 466)], "#c8453a")
    c.block((-20, 404, 900, 428), ("#3d5a75", "#6d90ab"), 3)
    c.shape([(1046, 420), (962, 398), (936, 398), (946, 426), (1040, 434)], ("#2f4a64", "#5c7f9b"))
    with c.layer("#dfe6ea", (0, 400, 900, 430)) as pen:
        for x in range(20, 900, 46):
            pen.rect((x, 404, x + 8, 428))
    with c.layer("#6d7780", (0, 250, WIDTH, 480), 0.9) as pen:
        pen.rect((0, 316, WIDTH, 318))
        pen.rect((0, 338, WIDTH, 340))
        for x in range(90, 1240, 260):
            pen.rect((x, 300, x + 5, 472))
            pen.line([(x, 310), (x + 50, 318)], 3)
    scatter(c, "ra3", (0, 540, WIDTH, 672), ["#e6d98a", "#b5bd66", "#f3ebb0"], 340, 9)
    return c


def courier() -> Canvas:
    """Couriers and parcels in front of a village station."""
    c = Canvas("#a3d0e8", "#fbf2e0", 420)
    clouds(c, "cr", count=4)
    range_(c, "cr1", 400, 120, ("#a0b8c0", "#d3d9c8"), 0.12)
    c.block((0, 470, WIDTH, HEIGHT), ("#d9cfb8", "#b3a68a"))
    c.block((150, 240, 640, 520), ("#f6efe2", "#d9ccb3"))
    c.shape([(120, 250), (180, 180), (610, 180), (670, 250)], ("#5f7f74", "#42625a"))
    c.block((200, 300, 420, 520), ("#4f6f88", "#37546c"), 4)
    with c.layer(("#d8b98a", "#a9855a"), (200, 300, 420, 520)) as pen:
        dice = Dice("parcels")
        for row in range(4):
            x = 212.0
            while x < 386:
                wide = dice.real(26, 46)
                pen.rect((x, 350 + row * 50 - dice.real(4, 22), min(x + wide, 410), 352 + row * 50), 2)
                x += wide + 6
    c.block((480, 320, 590, 440), ("#b9dbe6", "#8fb6c6"), 4)
    for x in (60, 740, 1120):
        round_tree(c, x, 520, 200, "#7aa95c")
    _tricycle(c, 760, 600)
    crowd(c, "cr", [(560, 600, 150), (690, 606, 156)])
    with c.layer(("#d3a669", "#a87b45"), (440, 540, 560, 610)) as pen:
        for box in ((450, 566, 500, 604), (502, 574, 546, 604), (470, 538, 510, 564)):
            pen.rect(box, 2)
    return c


def _tricycle(c: Canvas, x: float, base: float) -> None:
    c.block((x, base - 130, x + 180, base - 24), ("#e9a13b", "#c9772a"), 8)
    c.block((x, base - 80, x + 180, base - 70), "#fdf2d8")
    c.shape(
        [
            (x + 180, base - 120),
            (x + 250, base - 120),
            (x + 286, base - 60),
            (x + 286, base - 24),
            (x + 180, base - 24),
        ],
        ("#f0b552", "#cf8230"),
    )
    c.shape(
        [(x + 192, base - 112), (x + 244, base - 112), (x + 270, base - 66), (x + 192, base - 66)],
        ("#d8eaf0", "#9cc0d0"),
    )
    with c.layer("#262b32", (x, base - 60, x + 300, base + 30)) as pen:
        for dx in (44, 136, 250):
            pen.oval(x + dx, base - 16, 26)
    with c.layer("#b9c2c8", (x, base - 60, x + 300, base + 30)) as pen:
        for dx in (44, 136, 250):
            pen.oval(x + dx, base - 16, 11)


def market_street() -> Canvas:
    """Awnings, fruit and people of a morning market."""
    c = Canvas("#f3d2a8", "#fdf3e2", 420)
    sun(c, 600, 210, 34, "#fff6dc", 0.7)
    for side in (-1, 1):
        for n in range(4):
            left = 600 + side * (90 + n * 130)
            box = (min(left, left + side * 150), 220 - n * 46, max(left, left + side * 150), 520)
            facade(
                c,
                box,
                (
                    (
                        ("#d9a684", "#b5805f"),
                        ("#c9b394", "#a68d6c"),
                        ("#cf8f78", "#a86a58"),
                        ("#bfa58c", "#94795f"),
                    )[n]
                ),
                ("#fce6b8", "#dcae74"),
                3,
                4,
                (0.5, 0.5),
            )
    c.shape([(520, 450), (680, 450), (1300, 690), (-100, 690)], ("#eadbc0", "#c7ae88"))
    dice = Dice("market")
    stripes = (("#c8493c", "#fbf1e0"), ("#3f7f6a", "#f6f0dc"), ("#d99a36", "#fdf3dd"))
    for n, f in enumerate((0.3, 0.6, 1.0)):
        for side in (-1, 1):
            _stall(
                c,
                600 + side * (150 + f * 330),
                470 + f * 170,
                90 + f * 110,
                stripes[(n + (side > 0)) % 3],
                dice,
            )
    crowd(
        c,
        "ma",
        [(560, 500, 66), (610, 508, 70), (650, 530, 84), (520, 570, 112), (600, 640, 168), (700, 600, 140)],
    )
    return c


def _stall(c: Canvas, x: float, base: float, s: float, tints: tuple[str, str], dice: Dice) -> None:
    box = (x - s, base - s * 1.4, x + s, base + 4)
    with c.layer("#7a5c44", box) as pen:
        for dx in (-0.8, 0.76):
            pen.rect((x + dx * s, base - s * 1.1, x + (dx + 0.05) * s, base))
    c.block((x - s * 0.86, base - s * 0.5, x + s * 0.86, base), ("#b98a5c", "#8a623e"))
    for tint in ("#d9473a", "#f0b23c", "#6faa4f", "#f2f0e2"):
        with c.layer(tint, box) as pen:
            for _ in range(16):
                pen.oval(x + dice.real(-0.78, 0.78) * s, base - s * dice.real(0.5, 0.6), s * 0.06)
    for index, tint in enumerate(tints):
        with c.layer(tint, box) as pen:
            for n in range(index, 10, 2):
                left = x - s * 0.96 + n * s * 0.192
                pen.poly(
                    [
                        (left * 0.9 + x * 0.1, base - s * 1.35),
                        (left * 0.9 + x * 0.1 + s * 0.173, base - s * 1.35),
                        (left + s * 0.192, base - s * 1.0),
                        (left, base - s * 1.0),
                    ]
                )
                pen.cake((left, base - s * 1.08, left + s * 0.192, base - s * 0.92), 0, 180)


def park() -> Canvas:
    """A city park in late autumn: runners, tai chi, ginkgo trees."""
    c = Canvas("#a8d0e6", "#fbf3de", 380)
    clouds(c, "pa", count=4)
    towers(c, "pa1", 380, 40, 150, ("#cfdbe2", "#dbe4e6"), "#b3c8d4")
    c.haze(240, 400, "#fbf3de", 0.5)
    rolling(c, "pa2", 390, 10, ("#b3c77c", "#93b264"))
    for x in range(-20, 1240, 96):
        round_tree(c, x, 420, 130, "#e0b13c" if (x // 96) % 3 else "#7faa58")
    rolling(c, "pa3", 470, 12, ("#bccc7a", "#86a858"))
    c.shape(
        curve([(-20, 560), (280, 520), (620, 530), (1220, 470)], 8)
        + curve([(1220, 520), (700, 590), (340, 590), (-20, 650)], 8),
        ("#e7b08c", "#cf8f6c"),
    )
    for x, base, s, leaf in (
        (130, 560, 240, "#e6b93f"),
        (960, 600, 300, "#d9982f"),
        (1140, 560, 220, "#86ad55"),
    ):
        round_tree(c, x, base, s, leaf)
    scatter(c, "pa4", (0, 560, WIDTH, 670), ["#e8bf4c", "#d99a36", "#f2d67a"], 200, 7)
    crowd(
        c,
        "pa",
        [(330, 560, 92), (400, 566, 92), (560, 560, 88), (700, 650, 120), (780, 640, 116), (640, 644, 118)],
    )
    return c


def park_lake() -> Canvas:
    """A park lake with a zigzag bridge."""
    c = Canvas("#9fd0e8", "#f8f3e2", 350)
    clouds(c, "pl", count=4)
    towers(c, "plk", 352, 30, 130, ("#cddae0", "#dde6e6"), "#b3c8d2")
    for x in range(-20, 1240, 74):
        round_tree(c, x, 372, 96 + (x % 5) * 8, "#7fb060" if x % 3 else "#a5bf62")
    c.mirror(370, 305, "#86bcc4", 0.3)
    ripples(c, "plr", 376, 660)
    deck = [(180, 560), (420, 520), (560, 548), (780, 500), (940, 524), (1220, 480)]
    with c.layer(("#e2d3b5", "#a98f68"), (160, 440, WIDTH, 640)) as pen:
        for a, b in itertools.pairwise(deck):
            pen.poly([a, b, (b[0], b[1] + 14), (a[0], a[1] + 14)])
            for n in range(6):
                px, py = a[0] + (b[0] - a[0]) * n / 6, a[1] + (b[1] - a[1]) * n / 6
                pen.rect((px, py - 30, px + 5, py + 4), 1)
                pen.rect((px + 2, py + 10, px + 6, py + 46))
            pen.line([(a[0], a[1] - 26), (b[0], b[1] - 26)], 4)
    round_tree(c, 90, 660, 330, "#7fae58")
    crowd(c, "pl", [(480, 530, 66), (520, 536, 50), (850, 506, 62)])
    birds(c, "pl", 700, 150, 5)
    return c


def stadium() -> Canvas:
    """A stadium at dusk with its floodlights on."""
    c = Canvas("#31528c", "#f2b590", 400)
    clouds(c, "st", "#f6c6ae", 4, 0.4)
    towers(c, "st0", 410, 30, 100, ("#5a628c", "#6f6c8e"), "#4c527c")
    with c.layer(("#f1f3f6", "#a9b5c6"), (90, 210, 1110, 470)) as pen:
        pen.oval(600, 400, 500, 170)
    with c.layer("#6d7f9c", (90, 210, 1110, 470), 0.8) as pen:
        for n in range(-11, 12):
            pen.line([(600 + n * 26, 240), (600 + n * 45, 470)], 3)
    with c.layer(("#d9574a", "#a83a3c"), (150, 300, 1050, 500)) as pen:
        pen.oval(600, 430, 440, 118)
    dice = Dice("seats")
    for tint in ("#f3c766", "#f7efe4", "#4a8ac0"):
        with c.layer(tint, (150, 300, 1050, 500)) as pen:
            for _ in range(240):
                a, r = dice.real(pi, 2 * pi), dice.real(0.82, 0.98)
                pen.oval(600 + 440 * r * sin(a + pi / 2), 430 + 118 * r * sin(a), 2.6)
    c.block((0, 470, WIDTH, HEIGHT), ("#6da35c", "#3f7a4a"))
    c.shape([(190, 470), (1010, 470), (1210, 690), (-10, 690)], ("#c46a4c", "#9a4838"))
    c.shape([(250, 480), (950, 480), (1090, 690), (110, 690)], ("#79b866", "#4f9450"))
    with c.layer("#f6f3ea", (0, 470, WIDTH, HEIGHT), 0.85) as pen:
        pen.line([(600, 480), (600, 690)], 3)
        pen.arc((480, 540, 720, 640), 0, 360, 3)
        for k in (0.25, 0.5, 0.75):
            pen.line([(250 - 60 * k, 480), (110 - 120 * k, 690)], 2)
            pen.line([(950 + 60 * k, 480), (1090 + 120 * k, 690)], 2)
    for x in (130, 1070):
        c.glow(x, 120, 190, "#fff7d8", 0.9)
        with c.layer("#39445e", (x - 50, 80, x + 50, 480)) as pen:
            pen.rect((x - 3, 130, x + 3, 480))
            pen.rect((x - 40, 90, x + 40, 136), 4)
        with c.layer("#fffdf0", (x - 50, 80, x + 50, 140)) as pen:
            for n in range(8):
                pen.oval(x - 28 + (n % 4) * 19, 103 + (n // 4) * 20, 7)
    crowd(c, "st", [(430, 600, 86), (520, 560, 72), (760, 610, 88), (690, 548, 68)])
    return c


SCENES = {
    "rail": rail,
    "courier": courier,
    "market_street": market_street,
    "park": park,
    "park_lake": park_lake,
    "stadium": stadium,
}
