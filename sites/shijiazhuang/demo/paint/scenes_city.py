"""Pictures of streets, traffic, squares and housing."""

from math import pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, mix
from .nature import birds, clouds, curve, poplars, range_, ripples, rolling, round_tree, scatter, snowfall, sun
from .town import crowd, bus_body, facade, lamps, shade, towers


def _skyline(c: Canvas, key: str, wall: tuple[str, str], far: tuple[str, str], glass: str, lit: str | None) -> None:
    towers(c, key + "far", 430, 90, 230, far, mix(far[0], far[1], 0.5))
    c.haze(250, 460, far[1], 0.5)
    towers(c, key + "near", 480, 60, 190, wall, glass, lit)
    _tv_tower(c, 850, 480, wall[1])


def _tv_tower(c: Canvas, x: float, base: float, tint: str) -> None:
    with c.layer((mix(tint, "#ffffff", 0.45), mix(tint, "#101828", 0.15)), (x - 40, base - 400, x + 40, base)) as pen:
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
        c.shape([(598 - n, y), (602 + n, y), (604 + n * 1.6, y + 6 + n * 3), (596 - n * 1.6, y + 6 + n * 3)], "#f6e6b0", 0.9)
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
        facade(c, (x, top, x + wide, 560), ("#8f8a88", "#6d6764"), ("#f0cf9c", "#c7a57c"), 5, int((560 - top) / 34), (0.72, 0.62))
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
        wall = (("#f3e6d0", "#d9c6a6"), ("#efe9e0", "#cfc5b5"), ("#f0dcc8", "#d6b99b"), ("#ece8dd", "#c9c3b3"))[n]
        facade(c, (x, top, x + 230, 500), wall, ("#8fb6cf", "#6c97b4"), 6, 9, (0.5, 0.52))
        shade(c, (x + 178, top, x + 230, 500), 0.1)
        c.block((x - 6, top - 12, x + 236, top), "#b5654b")
        with c.layer("#ffffff", (x, top, x + 230, 500), 0.8) as pen:
            for row in range(9):
                y = top + (row + 0.8) * (500 - top) / 9
                pen.rect((x + 78, y, x + 152, y + 4))
    c.block((0, 496, WIDTH, HEIGHT), ("#a6c77e", "#77a45c"))
    c.shape(curve([(380, 680), (520, 590), (700, 560), (980, 530), (1210, 520)], 8) + curve([(1210, 548), (1000, 560), (760, 600), (640, 690)], 8),
            ("#eee2c8", "#d7c39c"))
    for x, base, s in ((80, 540, 130), (300, 560, 150), (560, 530, 110), (860, 528, 120), (1120, 620, 200), (190, 650, 190)):
        round_tree(c, x, base, s, "#64a05a" if x % 3 else "#86b356")
    crowd(c, "re", [(640, 640, 78), (690, 645, 58), (900, 590, 66), (500, 668, 82)])
    return c


def heating() -> Canvas:
    """Warm windows on a snowy evening, steam over the heating plant."""
    c = Canvas("#5b76a0", "#e9d9d2", 430)
    towers(c, "he0", 440, 40, 120, ("#8ea2bd", "#aab6c6"), "#8094b0")
    for x, high in ((180, 190), (270, 240), (350, 170)):
        c.shape([(x - 22, 440), (x - 14, 440 - high), (x + 14, 440 - high), (x + 22, 440)], ("#e4dcd8", "#a69fa6"))
        c.block((x - 15, 440 - high + 24, x + 15, 440 - high + 40), "#c4523f")
        for n in range(4):
            c.glow(x + 26 * n, 420 - high - n * 30, 34 + n * 15, "#ffffff", 0.75)
    c.haze(330, 460, "#e9dcd8", 0.6)
    for x, top in ((470, 200), (700, 150), (940, 220)):
        facade(c, (x, top, x + 190, 520), ("#a4706a", "#7d5560"), "#5b4a60", 6, 9, (0.5, 0.52), "#ffd27a")
        shade(c, (x + 150, top, x + 190, 520), 0.16)
        c.block((x - 6, top - 12, x + 196, top + 2), "#fbfdff", 6)
    rolling(c, "he1", 520, 8, ("#f2f6fa", "#c3d1e0"))
    c.shape(curve([(-20, 600), (300, 575), (700, 590), (1220, 560)], 8) + curve([(1220, 600), (700, 632), (300, 618), (-20, 650)], 8), ("#d9e2ec", "#a9b9cc"))
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
            c.shape([(x0 - wide, y0), (x0 + wide, y0), (x1 + wide * 1.2, y1), (x1 - wide * 1.2, y1)], "#f7f4ea", 0.9)
    for n in range(7):
        f = (n + 1) / 7
        for side in (-1, 1):
            round_tree(c, 600 + side * (60 + f * f * 620), 392 + f * f * 210, 60 + f * f * 260, "#6fa257" if n % 2 else "#8ab05a")
    for x, y, s, tint in ((560, 440, 34, "#d9d9d6"), (655, 470, 52, "#c4523f"), (480, 560, 92, "#3f78a8")):
        _car(c, x, y, s, tint)
    return c


def _car(c: Canvas, x: float, y: float, s: float, tint: str) -> None:
    c.block((x - s * 0.55, y - s * 0.05, x + s * 0.55, y + s * 0.1), "#20252c", s * 0.1, 0.4, blur=2)
    c.block((x - s * 0.5, y - s * 0.45, x + s * 0.5, y), (mix(tint, "#ffffff", 0.2), tint), s * 0.14)
    c.shape([(x - s * 0.42, y - s * 0.42), (x - s * 0.3, y - s * 0.8), (x + s * 0.3, y - s * 0.8), (x + s * 0.42, y - s * 0.42)], mix(tint, "#14202c", 0.15))
    c.shape([(x - s * 0.35, y - s * 0.44), (x - s * 0.26, y - s * 0.73), (x + s * 0.26, y - s * 0.73), (x + s * 0.35, y - s * 0.44)], ("#d5e6ef", "#7fa3b8"))
    with c.layer("#ffb08a", (x - s * 0.5, y - s * 0.4, x + s * 0.5, y)) as pen:
        for side in (-1, 1):
            pen.rect((x + side * s * 0.38 - s * 0.07, y - s * 0.32, x + side * s * 0.38 + s * 0.07, y - s * 0.22), 2)


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
        c.shape([(x + 130, 250), (x + 170, 250), (x + 134, 362), (x + 112, 362), (x + 112, 306)], "#ffffff", 0.35)
    c.block((0, 478, WIDTH, 520), ("#39434d", "#1f262e"))
    c.block((0, 512, WIDTH, HEIGHT), ("#d9dbd8", "#aeb3b3"))
    c.block((0, 524, WIDTH, 540), "#f0c445")
    crowd(c, "me", [(150, 600, 190), (330, 640, 214), (520, 596, 184), (590, 598, 120), (860, 640, 220), (1040, 604, 196)])
    return c


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
    c.shape([(x + 180, base - 120), (x + 250, base - 120), (x + 286, base - 60), (x + 286, base - 24), (x + 180, base - 24)], ("#f0b552", "#cf8230"))
    c.shape([(x + 192, base - 112), (x + 244, base - 112), (x + 270, base - 66), (x + 192, base - 66)], ("#d8eaf0", "#9cc0d0"))
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
            facade(c, box, ((("#d9a684", "#b5805f"), ("#c9b394", "#a68d6c"), ("#cf8f78", "#a86a58"), ("#bfa58c", "#94795f"))[n]), ("#fce6b8", "#dcae74"), 3, 4, (0.5, 0.5))
    c.shape([(520, 450), (680, 450), (1300, 690), (-100, 690)], ("#eadbc0", "#c7ae88"))
    dice = Dice("market")
    stripes = (("#c8493c", "#fbf1e0"), ("#3f7f6a", "#f6f0dc"), ("#d99a36", "#fdf3dd"))
    for n, f in enumerate((0.3, 0.6, 1.0)):
        for side in (-1, 1):
            _stall(c, 600 + side * (150 + f * 330), 470 + f * 170, 90 + f * 110, stripes[(n + (side > 0)) % 3], dice)
    crowd(c, "ma", [(560, 500, 66), (610, 508, 70), (650, 530, 84), (520, 570, 112), (600, 640, 168), (700, 600, 140)])
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
                pen.poly([(left * 0.9 + x * 0.1, base - s * 1.35), (left * 0.9 + x * 0.1 + s * 0.173, base - s * 1.35), (left + s * 0.192, base - s * 1.0), (left, base - s * 1.0)])
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
    c.shape(curve([(-20, 560), (280, 520), (620, 530), (1220, 470)], 8) + curve([(1220, 520), (700, 590), (340, 590), (-20, 650)], 8), ("#e7b08c", "#cf8f6c"))
    for x, base, s, leaf in ((130, 560, 240, "#e6b93f"), (960, 600, 300, "#d9982f"), (1140, 560, 220, "#86ad55")):
        round_tree(c, x, base, s, leaf)
    scatter(c, "pa4", (0, 560, WIDTH, 670), ["#e8bf4c", "#d99a36", "#f2d67a"], 200, 7)
    crowd(c, "pa", [(330, 560, 92), (400, 566, 92), (560, 560, 88), (700, 650, 120), (780, 640, 116), (640, 644, 118)])
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
        for a, b in zip(deck, deck[1:], strict=False):
            pen.poly([a, b, (b[0], b[1] + 14), (a[0], a[1] + 14)])
            for n in range(6):
                x, y = a[0] + (b[0] - a[0]) * n / 6, a[1] + (b[1] - a[1]) * n / 6
                pen.rect((x, y - 30, x + 5, y + 4), 1)
                pen.rect((x + 2, y + 10, x + 6, y + 46))
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
    "skyline_day": skyline_day,
    "skyline_dusk": skyline_dusk,
    "skyline_night": skyline_night,
    "construction": construction,
    "residential": residential,
    "heating": heating,
    "road": road,
    "bus": bus,
    "metro": metro,
    "rail": rail,
    "courier": courier,
    "market_street": market_street,
    "park": park,
    "park_lake": park_lake,
    "stadium": stadium,
}
