"""Pictures of the skyline, housing and traffic."""

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, mix
from .nature import clouds, curve, range_, ripples, rolling, round_tree, snowfall, sun
from .town import bus_body, crowd, facade, lamps, shade, towers


def _skyline(
    c: Canvas, key: str, wall: tuple[str, str], far: tuple[str, str], glass: str, lit: str | None
) -> None:
    towers(c, key + "far", 430, 90, 230, far, mix(far[0], far[1], 0.5))
    c.haze(250, 460, far[1], 0.5)
    towers(c, key + "near", 480, 60, 190, wall, glass, lit)
    _tv_tower(c, 850, 480, wall[1])


def _tv_tower(c: Canvas, x: float, base: float, tint: str) -> None:
    with c.layer(
        (mix(tint, "#ffffff", 0.45), mix(tint, "#101828", 0.15)), (x - 40, base - 400, x + 40, base)
    ) as pen:
        pen.poly([(x - 24, base), (x - 7, base - 230), (x + 7, base - 230), (x + 24, base)])
        pen.oval(x, base - 250, 28, 20)
        pen.oval(x, base - 286, 14, 12)
        pen.poly([(x - 4, base - 290), (x, base - 392), (x + 4, base - 290)])


def skyline_day() -> Canvas:
    """The city seen across the park lake."""
    c = Canvas("#78b4e2", "#f0f6f6", 440)
    clouds(c, "sd", count=5)
    range_(c, "sd0", 420, 130, ("#b4cad8", "#dbe6e6"), 0.1)
    _skyline(c, "sd", ("#e2e8ea", "#a8bccb"), ("#b4cbdc", "#dbe7ec"), "#6f9cbd", None)
    for x in range(-20, 1240, 62):
        round_tree(c, x, 500, 62 + (x * 7) % 26, "#5f9f62")
    c.mirror(498, 177, "#7fb2c4", 0.3)
    ripples(c, "sd2", 504, 665)
    return c


def skyline_dusk() -> Canvas:
    """Lights come on along the river."""
    c = Canvas("#3c4f86", "#f7b489", 440)
    sun(c, 330, 380, 40, "#ffe2ae", 0.8)
    clouds(c, "sk", "#f3b7a0", 5, 0.5)
    _skyline(c, "sk", ("#6f6a8c", "#3f4468"), ("#a08aa0", "#dda493"), "#54557c", "#ffd694")
    c.block((0, 476, WIDTH, 492), ("#4a466a", "#2f3152"))
    c.mirror(490, 185, "#5a5578", 0.25)
    ripples(c, "sk2", 496, 665, "#ffdcaa", 0.45)
    lamps(c, [float(x) for x in range(60, 1200, 130)], 486, 46, "#ffd48a")
    return c


def skyline_night() -> Canvas:
    """A calm night street with a patrol light far away."""
    c = Canvas("#0f1b38", "#3b5580", 460)
    sun(c, 240, 130, 30, "#eef3ff", 0.5)
    with c.layer("#dfe8ff", (0, 0, WIDTH, 300), 0.8) as pen:
        dice = Dice("stars")
        for _ in range(80):
            pen.oval(dice.real(0, WIDTH), dice.real(0, 280), dice.pick((0.7, 1.0, 1.5)))
    _skyline(c, "sn", ("#33466f", "#1c2a4c"), ("#2a3b63", "#40598a"), "#223257", "#ffdc8f")
    c.block((0, 478, WIDTH, HEIGHT), ("#2b3a5e", "#141d36"))
    c.shape([(520, 480), (680, 480), (1100, 690), (100, 690)], ("#3c4c70", "#1f2a47"))
    for n in range(7):
        y = 494 + n * n * 4.6
        c.shape(
            [(598 - n, y), (602 + n, y), (604 + n * 1.6, y + 6 + n * 3), (596 - n * 1.6, y + 6 + n * 3)],
            "#f6e6b0",
            0.9,
        )
    lamps(c, [330, 470, 690, 830], 500, 96, "#ffd98a")
    lamps(c, [100, 1000], 640, 210, "#ffd98a")
    return c


def construction() -> Canvas:
    """Tower cranes over a growing district."""
    c = Canvas("#f3c592", "#fdf1dc", 460)
    sun(c, 260, 230, 40, "#fff3d2", 0.85)
    clouds(c, "co", "#fff4e2", 4, 0.6)
    towers(c, "co1", 520, 60, 180, ("#d9bfa8", "#c2a790"), "#b0947e")
    c.haze(340, 540, "#f8dcb8", 0.6)
    for x, top, wide in ((470, 260, 150), (690, 190, 170), (930, 330, 150)):
        facade(
            c,
            (x, top, x + wide, 560),
            ("#8f8a88", "#6d6764"),
            ("#f0cf9c", "#c7a57c"),
            5,
            int((560 - top) / 34),
            (0.72, 0.62),
        )
        with c.layer("#4f7f66", (x - 8, top - 4, x + wide + 8, top + 100), 0.75) as pen:
            pen.rect((x - 8, top, x + wide + 8, top + 66))
    for x, top, reach in ((420, 110, 260), (880, 70, 300)):
        _crane(c, x, top, reach)
    c.block((0, 556, WIDTH, HEIGHT), ("#b08b66", "#7a5d45"))
    with c.layer(("#3f7ba6", "#2b5d86"), (0, 540, WIDTH, 640)) as pen:
        for n in range(20):
            pen.rect((n * 64, 572, n * 64 + 60, 622), 2)
    crowd(c, "co", [(200, 664, 84), (290, 668, 88), (1010, 664, 84)])
    for x, y in ((200, 664), (290, 668), (1010, 664)):
        with c.layer("#f2b632", (x - 20, y - 100, x + 20, y - 60)) as pen:
            pen.cake((x - 12, y - 92, x + 12, y - 70), 180, 360)
    return c


def _crane(c: Canvas, x: float, top: float, reach: float) -> None:
    with c.layer(("#e2a53a", "#c27a28"), (x - 120, top - 60, x + reach + 10, 580)) as pen:
        for dx in (-8, 8):
            pen.rect((x + dx - 2, top, x + dx + 2, 570))
        for y in range(round(top), 560, 18):
            pen.line([(x - 8, y), (x + 8, y + 18)], 2)
        pen.rect((x - 100, top, x + reach, top + 5))
        pen.line([(x, top - 46), (x + reach, top)], 2)
        pen.line([(x, top - 46), (x - 100, top)], 2)
        pen.poly([(x - 5, top), (x, top - 48), (x + 5, top)])
        pen.rect((x - 104, top, x - 70, top + 26))
        pen.line([(x + reach * 0.7, top), (x + reach * 0.7, top + 130)], 1.6)
        pen.rect((x + reach * 0.7 - 22, top + 130, x + reach * 0.7 + 22, top + 146))


def residential() -> Canvas:
    """A renewed housing estate around a garden."""
    c = Canvas("#8cc3e8", "#f5f3e6", 420)
    clouds(c, "re", count=5)
    for n, (x, top) in enumerate(((40, 150), (330, 110), (640, 140), (930, 100))):
        wall = (
            ("#f3e6d0", "#d9c6a6"),
            ("#efe9e0", "#cfc5b5"),
            ("#f0dcc8", "#d6b99b"),
            ("#ece8dd", "#c9c3b3"),
        )[n]
        facade(c, (x, top, x + 230, 500), wall, ("#8fb6cf", "#6c97b4"), 6, 9, (0.5, 0.52))
        shade(c, (x + 178, top, x + 230, 500), 0.1)
        c.block((x - 6, top - 12, x + 236, top), "#b5654b")
        with c.layer("#ffffff", (x, top, x + 230, 500), 0.8) as pen:
            for row in range(9):
                y = top + (row + 0.8) * (500 - top) / 9
                pen.rect((x + 78, y, x + 152, y + 4))
    c.block((0, 496, WIDTH, HEIGHT), ("#a6c77e", "#77a45c"))
    c.shape(
        curve([(380, 680), (520, 590), (700, 560), (980, 530), (1210, 520)], 8)
        + curve([(1210, 548), (1000, 560), (760, 600), (640, 690)], 8),
        ("#eee2c8", "#d7c39c"),
    )
    for x, base, s in (
        (80, 540, 130),
        (300, 560, 150),
        (560, 530, 110),
        (860, 528, 120),
        (1120, 620, 200),
        (190, 650, 190),
    ):
        round_tree(c, x, base, s, "#64a05a" if x % 3 else "#86b356")
    crowd(c, "re", [(640, 640, 78), (690, 645, 58), (900, 590, 66), (500, 668, 82)])
    return c


def heating() -> Canvas:
    """Warm windows on a snowy evening, steam over the heating plant."""
    c = Canvas("#5b76a0", "#e9d9d2", 430)
    towers(c, "he0", 440, 40, 120, ("#8ea2bd", "#aab6c6"), "#8094b0")
    for x, high in ((180, 190), (270, 240), (350, 170)):
        c.shape(
            [(x - 22, 440), (x - 14, 440 - high), (x + 14, 440 - high), (x + 22, 440)], ("#e4dcd8", "#a69fa6")
        )
        c.block((x - 15, 440 - high + 24, x + 15, 440 - high + 40), "#c4523f")
        for n in range(4):
            c.glow(x + 26 * n, 420 - high - n * 30, 34 + n * 15, "#ffffff", 0.75)
    c.haze(330, 460, "#e9dcd8", 0.6)
    for x, top in ((470, 200), (700, 150), (940, 220)):
        facade(c, (x, top, x + 190, 520), ("#a4706a", "#7d5560"), "#5b4a60", 6, 9, (0.5, 0.52), "#ffd27a")
        shade(c, (x + 150, top, x + 190, 520), 0.16)
        c.block((x - 6, top - 12, x + 196, top + 2), "#fbfdff", 6)
    rolling(c, "he1", 520, 8, ("#f2f6fa", "#c3d1e0"))
    c.shape(
        curve([(-20, 600), (300, 575), (700, 590), (1220, 560)], 8)
        + curve([(1220, 600), (700, 632), (300, 618), (-20, 650)], 8),
        ("#d9e2ec", "#a9b9cc"),
    )
    for x in (90, 400, 640, 900, 1130):
        round_tree(c, x, 560, 120, "#dfe8f0", "#5c5460")
    lamps(c, [250, 560, 860], 600, 110, "#ffdf9c")
    snowfall(c, "he", 200)
    return c


def road() -> Canvas:
    """A wide avenue with trees on both sides in the morning."""
    c = Canvas("#8ec2e6", "#fbf1de", 380)
    sun(c, 600, 300, 40, "#fff4d4", 0.8)
    clouds(c, "rd", count=4)
    towers(c, "rd1", 388, 60, 190, ("#d6dde2", "#b9c6d0"), "#8fabc0")
    c.haze(270, 400, "#fbf1de", 0.6)
    c.block((0, 384, WIDTH, HEIGHT), ("#a5bf85", "#7d9f63"))
    c.shape([(560, 384), (640, 384), (1130, 690), (70, 690)], ("#8a9098", "#565d67"))
    for k in (-1, 0, 1):
        for n in range(9):
            y0, y1 = 390 + n * n * 3.6, 396 + n * n * 3.6 + n * 3.4
            f0, f1 = (y0 - 384) / 306, (y1 - 384) / 306
            wide = 1 + 5 * f0
            x0, x1 = 600 + k * (13 + f0 * 250), 600 + k * (13 + f1 * 250)
            c.shape(
                [(x0 - wide, y0), (x0 + wide, y0), (x1 + wide * 1.2, y1), (x1 - wide * 1.2, y1)],
                "#f7f4ea",
                0.9,
            )
    for n in range(7):
        f = (n + 1) / 7
        for side in (-1, 1):
            round_tree(
                c,
                600 + side * (60 + f * f * 620),
                392 + f * f * 210,
                60 + f * f * 260,
                "#6fa257" if n % 2 else "#8ab05a",
            )
    for x, y, s, tint in ((560, 440, 34, "#d9d9d6"), (655, 470, 52, "#c4523f"), (480, 560, 92, "#3f78a8")):
        _car(c, x, y, s, tint)
    return c


def _car(c: Canvas, x: float, y: float, s: float, tint: str) -> None:
    c.block((x - s * 0.55, y - s * 0.05, x + s * 0.55, y + s * 0.1), "#20252c", s * 0.1, 0.4, blur=2)
    c.block((x - s * 0.5, y - s * 0.45, x + s * 0.5, y), (mix(tint, "#ffffff", 0.2), tint), s * 0.14)
    c.shape(
        [
            (x - s * 0.42, y - s * 0.42),
            (x - s * 0.3, y - s * 0.8),
            (x + s * 0.3, y - s * 0.8),
            (x + s * 0.42, y - s * 0.42),
        ],
        mix(tint, "#14202c", 0.15),
    )
    c.shape(
        [
            (x - s * 0.35, y - s * 0.44),
            (x - s * 0.26, y - s * 0.73),
            (x + s * 0.26, y - s * 0.73),
            (x + s * 0.35, y - s * 0.44),
        ],
        ("#d5e6ef", "#7fa3b8"),
    )
    with c.layer("#ffb08a", (x - s * 0.5, y - s * 0.4, x + s * 0.5, y)) as pen:
        for side in (-1, 1):
            pen.rect(
                (x + side * s * 0.38 - s * 0.07, y - s * 0.32, x + side * s * 0.38 + s * 0.07, y - s * 0.22),
                2,
            )


def bus() -> Canvas:
    """A bus at a tree-lined stop."""
    c = Canvas("#95c9e8", "#fbf3e2", 420)
    clouds(c, "bu", count=4)
    towers(c, "bu1", 430, 90, 250, ("#dce2e4", "#bccbd4"), "#93b2c6")
    c.haze(300, 440, "#fbf3e2", 0.5)
    for x in range(-30, 1260, 118):
        round_tree(c, x, 476, 170, "#74a85c" if x % 4 else "#8db65c")
    c.block((0, 470, WIDTH, 520), ("#e6dfd0", "#cfc5b1"))
    c.block((0, 520, WIDTH, HEIGHT), ("#7f868f", "#565d67"))
    c.block((760, 330, 1120, 342), "#4a6a86", 4)
    with c.layer(("#dfeef4", "#b3cfdc"), (760, 340, 1120, 512), 0.7) as pen:
        pen.rect((784, 342, 1096, 490))
    with c.layer("#5b7388", (760, 340, 1120, 516)) as pen:
        for x in (782, 938, 1094):
            pen.rect((x, 340, x + 5, 512))
        pen.rect((820, 466, 1060, 474), 2)
    crowd(c, "bu", [(820, 512, 118), (880, 514, 112), (1000, 512, 122), (1056, 514, 84)])
    bus_body(c, 120, 610, 200, "#3f9a6b")
    with c.layer("#f6f3e8", (0, 640, WIDTH, 660), 0.9) as pen:
        for x in range(20, 1200, 130):
            pen.rect((x, 646, x + 70, 654))
    return c


def metro() -> Canvas:
    """A train arrives at the platform."""
    c = Canvas("#dfe6ea", "#c3ccd3", 300)
    c.block((0, 0, WIDTH, 110), ("#8997a3", "#b3bec7"))
    with c.layer("#ffffff", (0, 0, WIDTH, 130), 0.9) as pen:
        for n in range(5):
            pen.poly([(110 + n * 230, 40), (270 + n * 230, 40), (280 + n * 230, 62), (100 + n * 230, 62)])
    c.glow(600, 60, 560, "#ffffff", 0.6)
    c.block((0, 110, WIDTH, 250), ("#cfd8dd", "#b5c1c9"))
    c.block((0, 200, WIDTH, 216), "#c94a3d")
    c.block((-20, 190, 1240, 480), ("#f6f8f9", "#bcc8d0"), 40)
    c.block((-20, 396, 1240, 416), "#c94a3d")
    c.block((-20, 416, 1240, 424), "#2f5f8a")
    for n in range(4):
        x = 40 + n * 300
        c.block((x, 246, x + 90, 476), ("#dfe7ec", "#a9b8c2"), 8)
        c.block((x + 8, 262, x + 42, 372), ("#7fa8c2", "#c6dde8"), 4)
        c.block((x + 48, 262, x + 82, 372), ("#7fa8c2", "#c6dde8"), 4)
        c.block((x + 112, 250, x + 272, 362), ("#86b0c8", "#d3e6ee"), 10)
        c.shape(
            [(x + 130, 250), (x + 170, 250), (x + 134, 362), (x + 112, 362), (x + 112, 306)], "#ffffff", 0.35
        )
    c.block((0, 478, WIDTH, 520), ("#39434d", "#1f262e"))
    c.block((0, 512, WIDTH, HEIGHT), ("#d9dbd8", "#aeb3b3"))
    c.block((0, 524, WIDTH, 540), "#f0c445")
    crowd(
        c,
        "me",
        [
            (150, 600, 190),
            (330, 640, 214),
            (520, 596, 184),
            (590, 598, 120),
            (860, 640, 220),
            (1040, 604, 196),
        ],
        back=True,
    )
    return c


SCENES = {
    "skyline_day": skyline_day,
    "skyline_dusk": skyline_dusk,
    "skyline_night": skyline_night,
    "construction": construction,
    "residential": residential,
    "heating": heating,
    "road": road,
    "bus": bus,
    "metro": metro,
}
