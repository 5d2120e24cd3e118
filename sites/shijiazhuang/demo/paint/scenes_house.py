"""Pictures of public buildings from outside."""

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas
from .nature import clouds, curve, poplars, range_, round_tree, sun
from .town import bus_body, crowd, facade, lamps, shade, towers


def _ground(
    c: Canvas, level: float, trees: tuple[tuple[float, float, float], ...], leaf: str = "#74a85c"
) -> None:
    c.block((0, level, WIDTH, HEIGHT), ("#e3dac6", "#bfb295"))
    c.shape([(0, level), (WIDTH, level), (WIDTH, level + 22), (0, level + 30)], ("#9cbf78", "#7ea65e"))
    for x, base, size in trees:
        round_tree(c, x, base, size, leaf)


def school() -> Canvas:
    """A school with its playing field."""
    c = Canvas("#86c0e8", "#fbf4e0", 420)
    clouds(c, "sc", count=5)
    for x in range(-20, 1240, 88):
        round_tree(c, x, 440, 120, "#7fae66")
    facade(c, (120, 220, 1010, 470), ("#f6ead2", "#e0cba6"), ("#9cc4da", "#6f9fbc"), 17, 4, (0.66, 0.54))
    c.block((470, 160, 670, 470), ("#d9765a", "#b35743"))
    c.block((100, 206, 1030, 222), "#b8573f")
    with c.layer(("#fdf6e6", "#e4d6ba"), (470, 160, 670, 470)) as pen:
        pen.oval(570, 226, 36)
        for n in range(4):
            pen.rect((494 + n * 44, 290, 514 + n * 44, 470))
    with c.layer("#5d4a40", (530, 186, 610, 266)) as pen:
        pen.line([(570, 226), (570, 202)], 3)
        pen.line([(570, 226), (588, 234)], 3)
    c.block((0, 468, WIDTH, HEIGHT), ("#8dbb68", "#5f9950"))
    c.shape(
        curve([(-20, 540), (320, 500), (880, 500), (1220, 540)], 8)
        + curve([(1220, 690), (600, 640), (-20, 690)], 8),
        ("#d5795a", "#b35844"),
    )
    c.shape(
        curve([(80, 620), (340, 548), (860, 548), (1120, 620)], 8)
        + curve([(1120, 640), (600, 616), (80, 640)], 8),
        ("#9bca72", "#72ad59"),
    )
    with c.layer("#fbeee0", (0, 490, WIDTH, HEIGHT), 0.8) as pen:
        for k in (0, 14, 28):
            pen.line(
                curve([(-20, 558 + k), (320, 516 + k * 0.7), (880, 516 + k * 0.7), (1220, 558 + k)], 8), 2
            )
    with c.layer("#8b9399", (1060, 150, 1180, 500)) as pen:
        pen.rect((1096, 160, 1101, 490))
    c.shape(
        [
            *curve([(1101, 164), (1130, 172), (1150, 162), (1172, 170)], 4),
            (1172, 216),
            (1150, 208),
            (1130, 218),
            (1101, 210),
        ],
        "#d8413a",
    )
    crowd(
        c,
        "sc",
        [
            (360, 590, 70),
            (420, 596, 72),
            (520, 580, 66),
            (700, 588, 70),
            (790, 600, 74),
            (610, 650, 90),
            (690, 656, 92),
        ],
    )
    return c


def hospital() -> Canvas:
    """A hospital with its forecourt."""
    c = Canvas("#93cae6", "#f8f5ea", 430)
    clouds(c, "ho", count=4)
    towers(c, "ho0", 440, 40, 120, ("#d3dfe4", "#c6d5da"), "#b3c9d3")
    facade(c, (380, 110, 820, 500), ("#fbfbf8", "#dfe5e6"), ("#8fc0d0", "#6aa3b6"), 11, 10, (0.66, 0.5))
    shade(c, (740, 110, 820, 500), 0.08)
    facade(c, (120, 300, 380, 500), ("#f3f1e8", "#d6d8d3"), ("#a6cdd6", "#7fb0be"), 7, 4, (0.66, 0.5))
    facade(c, (820, 270, 1090, 500), ("#f3f1e8", "#d6d8d3"), ("#a6cdd6", "#7fb0be"), 7, 5, (0.66, 0.5))
    c.block((545, 124, 655, 234), ("#3aa08c", "#2b8070"), 14)
    with c.layer("#ffffff", (545, 124, 655, 234)) as pen:
        pen.rect((586, 144, 614, 214), 3)
        pen.rect((565, 165, 635, 193), 3)
    c.block((470, 430, 730, 446), "#3aa08c", 3)
    c.block((500, 446, 700, 506), ("#cfe8ec", "#9cc8d0"))
    _ground(c, 500, ((70, 560, 180), (1130, 560, 190), (300, 540, 110), (910, 540, 120)))
    c.shape([(480, 506), (720, 506), (900, 690), (300, 690)], ("#f4efe2", "#d8cfbb"))
    bus_body(c, 820, 640, 84, "#ffffff")
    c.block((856, 610, 1060, 618), "#d8413a")
    crowd(c, "ho", [(560, 580, 90), (610, 586, 92), (660, 650, 120), (480, 630, 112)])
    return c


def museum() -> Canvas:
    """A museum of broad stone steps."""
    c = Canvas("#a2cbe4", "#fbf3e4", 430)
    clouds(c, "mu", count=4)
    sun(c, 240, 170, 30, "#fff6de", 0.6)
    poplars(c, "mu0", 0, 1200, 440, 130, "#8fae84")
    c.shape([(180, 470), (230, 200), (970, 200), (1020, 470)], ("#e3cfae", "#b79a72"))
    c.shape([(150, 206), (200, 150), (1000, 150), (1050, 206)], ("#c5a57c", "#9c7c56"))
    c.shape([(300, 150), (360, 104), (840, 104), (900, 150)], ("#d3b58c", "#a9895f"))
    with c.layer(("#f6e8cd", "#d3bb94"), (180, 200, 1020, 480)) as pen:
        for n in range(10):
            x = 262 + n * 72
            pen.rect((x, 230, x + 26, 470))
    with c.layer(("#5d5f66", "#3f434c"), (180, 220, 1020, 480), 0.85) as pen:
        for n in range(9):
            x = 294 + n * 72
            pen.rect((x, 270, x + 34, 470), 2)
    c.glow(600, 420, 220, "#ffdca0", 0.6)
    for n in range(6):
        c.shape(
            [
                (200 - n * 26, 470 + n * 16),
                (1000 + n * 26, 470 + n * 16),
                (1026 + n * 26, 486 + n * 16),
                (174 - n * 26, 486 + n * 16),
            ],
            ("#f3ead8", "#cbbb9c"),
        )
    c.block((0, 566, WIDTH, HEIGHT), ("#ded2b8", "#b9a98a"))
    round_tree(c, 90, 600, 220, "#7fa65c")
    round_tree(c, 1110, 604, 230, "#8fb05c")
    crowd(
        c,
        "mu",
        [(520, 520, 70), (560, 524, 70), (720, 560, 82), (440, 640, 112), (800, 650, 116), (500, 644, 84)],
    )
    return c


def theatre() -> Canvas:
    """A concert hall at night whose foyer glows."""
    c = Canvas("#1f2c55", "#d98f82", 430)
    clouds(c, "th", "#c78f96", 4, 0.35)
    towers(c, "th0", 440, 30, 120, ("#4b4a72", "#5c5076"), "#41416a", "#f6cf8f")
    roof_line = curve(
        [(120, 400), (260, 250), (470, 220), (640, 120), (860, 190), (1000, 280), (1090, 400)], 12
    )
    c.shape([*roof_line, (1090, 420), (120, 420)], ("#e9e3ea", "#8a86a3"))
    c.shape([*curve([(470, 222), (640, 122), (860, 192), (800, 300), (600, 330)], 10)], "#5d5a82", 0.3)
    c.block((170, 396, 1040, 520), ("#ffdf9f", "#f0a95e"))
    with c.layer("#6b4a52", (170, 396, 1040, 520), 0.8) as pen:
        for x in range(170, 1050, 58):
            pen.rect((x, 396, x + 5, 520))
        pen.rect((170, 452, 1040, 456))
    c.glow(600, 470, 440, "#ffd592", 0.5)
    c.block((0, 518, WIDTH, HEIGHT), ("#5c4a66", "#2c294a"))
    c.mirror(520, 155, "#4b4064", 0.45)
    crowd(
        c,
        "th",
        [(330, 570, 84), (380, 572, 84), (560, 590, 94), (700, 566, 80), (860, 596, 96), (900, 598, 96)],
    )
    lamps(c, [120, 1060], 600, 150, "#ffd88f")
    return c


def fire_station() -> Canvas:
    """A fire station with an engine ready to leave."""
    c = Canvas("#8cc3e6", "#fbf2e0", 420)
    clouds(c, "fs", count=4)
    for x in range(-20, 1240, 104):
        round_tree(c, x, 460, 130, "#86ad68")
    c.block((120, 210, 900, 520), ("#d9614c", "#a94338"))
    c.block((100, 194, 920, 214), "#f4ece0")
    c.block((900, 110, 1060, 520), ("#f2e8d8", "#cdbda2"))
    facade(c, (920, 140, 1040, 300), ("#f2e8d8", "#dccdb4"), ("#9cc4d8", "#7aa8c0"), 3, 4, (0.6, 0.55))
    for n in range(3):
        x = 160 + n * 250
        c.block((x, 300, x + 210, 520), ("#f7f2e8", "#d9cfbf"))
        if n != 1:
            with c.layer("#b3aa9a", (x, 300, x + 210, 520), 0.7) as pen:
                for y in range(320, 520, 26):
                    pen.rect((x, y, x + 210, y + 3))
                for dx in (20, 82, 144):
                    pen.rect((x + dx, 378, x + dx + 44, 404), 3)
        else:
            c.block((x, 300, x + 210, 520), ("#3a3238", "#221d22"))
    c.block((0, 516, WIDTH, HEIGHT), ("#c9c4ba", "#96918a"))
    _engine(c, 400, 618)
    crowd(c, "fs", [(330, 640, 130), (880, 630, 128), (950, 636, 130)])
    for x, y in ((330, 640), (880, 630), (950, 636)):
        with c.layer(("#f2c53d", "#d69a22"), (x - 24, y - 138, x + 24, y - 100)) as pen:
            pen.cake((x - 17, y - 136, x + 17, y - 100), 180, 360)
            pen.rect((x - 20, y - 120, x + 20, y - 115), 2)
    return c


def _engine(c: Canvas, x: float, base: float) -> None:
    c.block((x + 10, base - 10, x + 420, base + 24), "#20242b", 8, 0.35, blur=4)
    c.block((x, base - 150, x + 290, base - 10), ("#e4483c", "#b52e2b"), 8)
    c.shape(
        [
            (x + 290, base - 150),
            (x + 382, base - 150),
            (x + 420, base - 80),
            (x + 420, base - 10),
            (x + 290, base - 10),
        ],
        ("#ee5244", "#bd302c"),
    )
    c.shape(
        [(x + 306, base - 138), (x + 374, base - 138), (x + 404, base - 82), (x + 306, base - 82)],
        ("#d9ebf2", "#93b8ca"),
    )
    c.block((x, base - 70, x + 420, base - 58), "#f7f2e4")
    with c.layer(("#dfe4e7", "#a8b2b9"), (x, base - 190, x + 430, base)) as pen:
        for n in range(4):
            pen.rect((x + 14 + n * 68, base - 132, x + 72 + n * 68, base - 80), 3)
        pen.rect((x + 10, base - 172, x + 400, base - 165))
        pen.rect((x + 10, base - 188, x + 400, base - 182))
        for n in range(20):
            pen.rect((x + 14 + n * 20, base - 186, x + 18 + n * 20, base - 168))
    with c.layer("#4a9be0", (x + 310, base - 166, x + 370, base - 148)) as pen:
        pen.rect((x + 318, base - 164, x + 362, base - 150), 4)
    with c.layer("#20242b", (x, base - 50, x + 430, base + 30)) as pen:
        for dx in (66, 150, 350):
            pen.oval(x + dx, base - 8, 32)
    with c.layer("#c2c9ce", (x, base - 50, x + 430, base + 30)) as pen:
        for dx in (66, 150, 350):
            pen.oval(x + dx, base - 8, 14)


def factory() -> Canvas:
    """A bright production hall with robot arms."""
    c = Canvas("#dfe9ef", "#c3d1da", 300)
    with c.layer("#ffffff", (0, 0, WIDTH, 180), 0.9) as pen:
        for n in range(6):
            pen.poly([(60 + n * 200, 30), (200 + n * 200, 30), (190 + n * 200, 80), (70 + n * 200, 80)])
    with c.layer("#8ea3b3", (0, 0, WIDTH, 320), 0.8) as pen:
        for n in range(7):
            pen.rect((n * 198, 0, n * 198 + 12, 320))
        pen.rect((0, 112, WIDTH, 122))
        for x in range(0, WIDTH, 66):
            pen.line([(x, 122), (x + 33, 96), (x + 66, 122)], 3)
    c.glow(600, 120, 560, "#ffffff", 0.7)
    c.block((0, 320, WIDTH, HEIGHT), ("#b9c6cc", "#8fa0a8"))
    c.shape([(0, 470), (WIDTH, 430), (WIDTH, 520), (0, 570)], ("#5f7484", "#44586a"))
    c.shape([(0, 462), (WIDTH, 422), (WIDTH, 432), (0, 472)], "#f0b840")
    dice = Dice("parts")
    for n in range(8):
        x, y = 40 + n * 155, 476 - n * 5.2
        c.block((x, y - 46, x + 84, y + 8), (dice.pick(("#e9eef1", "#d5e2ea")), "#aebfca"), 8)
        c.block((x + 12, y - 32, x + 40, y - 12), "#4a8ac0", 3)
    for x, y, flip in ((190, 440, 1), (600, 424, -1), (980, 410, 1)):
        _robot(c, x, y, flip)
    crowd(c, "fa", [(380, 664, 170), (820, 650, 166)])
    c.block((900, 560, 1100, 690), ("#4a6076", "#33475b"), 6)
    c.block((916, 574, 1084, 640), ("#9bd0d8", "#5f9fb0"), 4)
    return c


def _robot(c: Canvas, x: float, y: float, flip: int) -> None:
    box = (x - 170, y - 260, x + 170, y + 6)
    c.block((x - 36, y - 30, x + 36, y), ("#5d6d7a", "#3f4d59"), 6)
    with c.layer(("#f59a3c", "#d8702a"), box) as pen:
        pen.line([(x, y - 26), (x - flip * 46, y - 150)], 34)
        pen.line([(x - flip * 46, y - 150), (x + flip * 70, y - 206)], 28)
        pen.line([(x + flip * 70, y - 206), (x + flip * 92, y - 110)], 18)
        for px, py, r in ((x, y - 28, 25), (x - flip * 46, y - 150, 25), (x + flip * 70, y - 206, 19)):
            pen.oval(px, py, r)
    with c.layer("#47535e", box) as pen:
        for px, py, r in ((x, y - 28, 11), (x - flip * 46, y - 150, 11), (x + flip * 70, y - 206, 8)):
            pen.oval(px, py, r)
        pen.poly(
            [
                (x + flip * 80, y - 112),
                (x + flip * 104, y - 112),
                (x + flip * 110, y - 78),
                (x + flip * 98, y - 92),
                (x + flip * 86, y - 92),
                (x + flip * 74, y - 78),
            ]
        )


def community() -> Canvas:
    """A neighbourhood courtyard: old people chat, children play."""
    c = Canvas("#a6d0e6", "#fcf3df", 380)
    clouds(c, "cm", count=4)
    range_(c, "cm0", 370, 60, ("#bccdd4", "#dde2da"), 0.06)
    facade(c, (60, 150, 430, 480), ("#f3dcc0", "#dcbd97"), ("#9fc3d6", "#7ba6be"), 8, 6, (0.52, 0.5))
    facade(c, (770, 170, 1140, 480), ("#efe3cc", "#d4c19f"), ("#9fc3d6", "#7ba6be"), 8, 6, (0.52, 0.5))
    c.block((50, 138, 440, 152), "#b45f48")
    c.block((760, 158, 1150, 172), "#b45f48")
    c.block((430, 330, 770, 480), ("#e6806a", "#c25c4c"))
    c.shape([(410, 336), (450, 290), (750, 290), (790, 336)], ("#f4ead8", "#d9cab0"))
    c.block((470, 370, 730, 480), ("#cfe6ee", "#9cc3d2"))
    with c.layer("#fbf4e6", (470, 370, 730, 480)) as pen:
        for x in (534, 598, 662):
            pen.rect((x, 370, x + 5, 480))
    c.block((0, 476, WIDTH, HEIGHT), ("#e9dcc2", "#c8b695"))
    for x, base, s in ((120, 520, 190), (1080, 520, 200), (330, 500, 110), (880, 500, 120)):
        round_tree(c, x, base, s, "#7fae5c" if x > 300 else "#d9a83c")
    with c.layer(("#a9784f", "#7d5638"), (140, 560, 420, 650)) as pen:
        pen.rect((160, 590, 400, 602), 3)
        for x in (180, 370):
            pen.rect((x, 600, x + 10, 640))
    crowd(
        c,
        "cm",
        [
            (200, 640, 124),
            (264, 642, 120),
            (350, 642, 122),
            (600, 600, 116),
            (680, 640, 74),
            (740, 630, 80),
            (930, 620, 120),
            (990, 622, 116),
        ],
    )
    with c.layer(("#f05a4a", "#c93c34"), (690, 640, 730, 676)) as pen:
        pen.oval(708, 656, 14)
    return c


SCENES = {
    "school": school,
    "hospital": hospital,
    "museum": museum,
    "theatre": theatre,
    "fire_station": fire_station,
    "factory": factory,
    "community": community,
}
