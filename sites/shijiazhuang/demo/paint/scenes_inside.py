"""Pictures of public rooms: halls, classrooms, laboratories, reading rooms, archives."""

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, Pen, mix
from .nature import round_tree
from .town import crowd, person


def _room(top: str, bottom: str, floor: tuple[str, str], level: float) -> Canvas:
    c = Canvas(top, bottom, level)
    c.block((0, level, WIDTH, HEIGHT), floor)
    c.haze(level - 60, level + 90, "#ffffff", 0.3)
    return c


def _ceiling_lights(c: Canvas, y: float, count: int, tint: str = "#fffdf2") -> None:
    step = WIDTH / count
    with c.layer(tint, (0, y - 4, WIDTH, y + 30)) as pen:
        for n in range(count):
            x = step * (n + 0.5)
            pen.poly(
                [
                    (x - step * 0.32, y),
                    (x + step * 0.32, y),
                    (x + step * 0.3, y + 14),
                    (x - step * 0.3, y + 14),
                ]
            )
    c.glow(600, y, 620, tint, 0.5)


def _window(c: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    c.block((left, top, right, bottom), ("#a9d6ee", "#eef5ea"), 4)
    c.shape(
        [
            (left, bottom - 40),
            (left + (right - left) * 0.4, bottom - 64),
            (right, bottom - 34),
            (right, bottom),
            (left, bottom),
        ],
        ("#9cc584", "#7dab66"),
    )
    with c.layer("#fbfaf4", (left - 8, top - 8, right + 8, bottom + 12)) as pen:
        pen.rect((left - 6, top - 6, right + 6, top + 2))
        pen.rect((left - 8, bottom - 2, right + 8, bottom + 8))
        pen.rect(((left + right) / 2 - 3, top, (left + right) / 2 + 3, bottom))
        for x in (left - 6, right):
            pen.rect((x, top, x + 6, bottom))


def hall() -> Canvas:
    """A service hall with its windows, seats and plants."""
    c = _room("#eef2f2", "#dde6e8", ("#e9e2d3", "#c9bfa9"), 420)
    _ceiling_lights(c, 36, 6)
    c.block((0, 130, WIDTH, 190), ("#2f6d96", "#245878"))
    for n in range(6):
        x = 40 + n * 195
        c.block((x, 206, x + 150, 360), ("#d9e8ee", "#b9d2dd"), 4)
        c.block((x + 54, 142, x + 96, 178), "#f6d27a", 6)
        person(c, x + 74, 420, 170, ("#2f4a6b", "#3f5f86", "#35557a")[n % 3], seated=True)
        c.block((x + 96, 310, x + 138, 346), ("#35475a", "#26343f"), 3)
    c.block((0, 352, WIDTH, 450), ("#f5efe2", "#cbb996"))
    c.block((0, 346, WIDTH, 360), "#b98d5c")
    with c.layer("#b3a17f", (0, 360, WIDTH, 450), 0.7) as pen:
        for n in range(7):
            pen.rect((n * 195 + 10, 360, n * 195 + 14, 450))
    crowd(c, "hl", [(140, 560, 190), (330, 556, 186), (720, 560, 190), (920, 556, 184)], back=True)
    for x in (470, 560, 1010):
        c.block((x, 560, x + 76, 576), ("#3f86a8", "#2f6a88"), 6)
        c.block((x, 500, x + 76, 552), ("#4f98ba", "#357a9a"), 10)
        c.block((x + 10, 576, x + 16, 620), "#8f9aa1")
        c.block((x + 60, 576, x + 66, 620), "#8f9aa1")
    for x in (60, 1140):
        round_tree(c, x, 610, 170, "#5f9a62", "#7a5a44")
        c.shape([(x - 34, 600), (x + 34, 600), (x + 26, 660), (x - 26, 660)], ("#f1ece2", "#c9c1b1"))
    return c


def meeting_hall() -> Canvas:
    """A council room before the meeting: the round table, cups, chairs."""
    c = _room("#e6d3b3", "#f3e7d0", ("#b0714f", "#7d4a36"), 380)
    for x in (90, 330, 750, 990):
        _window(c, x, 90, x + 130, 300)
    c.block((500, 70, 700, 310), ("#a9473a", "#7e312d"), 4)
    c.block((520, 90, 680, 290), ("#c7d9cf", "#7fa08c"), 2)
    c.shape(
        [(520, 250), (580, 180), (620, 216), (660, 150), (680, 190), (680, 290), (520, 290)],
        ("#5d8478", "#3f6258"),
    )
    _ceiling_lights(c, 24, 5, "#fff4d6")
    dice = Dice("chairs")
    for n in range(11):
        x = 130 + n * 94
        c.block((x - 27, 330, x + 27, 420), ("#5b3b33", "#3d2723"), 12)
    c.block((70, 400, 1130, 440), ("#c58a58", "#9c6338"), 20)
    c.shape([(40, 436), (1160, 436), (1230, 580), (-30, 580)], ("#d39a64", "#a56a3c"))
    c.block((-30, 576, 1230, 610), ("#8f5a33", "#6b4026"))
    c.shape([(330, 436), (560, 436), (480, 576), (210, 576)], "#fff1d8", 0.22, blur=6)
    for n in range(10):
        x = 140 + n * 102
        c.block((x - 30, 470, x + 26, 484), "#f8f4ea", 1)
        with c.layer(("#ffffff", "#cfd9dc"), (x + 28, 450, x + 56, 486)) as pen:
            pen.rect((x + 32, 456, x + 50, 482), 4)
        c.block((x - 6, 452, x + 2, 470), "#3c434d", 2)
    for n in range(7):
        left = 90 + n * 170 + dice.real(-6, 6)
        c.block((left - 48, 590, left + 48, 690), ("#6b463b", "#452c27"), 20)
    return c


def classroom() -> Canvas:
    """Pupils in a bright classroom."""
    c = _room("#f4ecd8", "#efe3c8", ("#d0a878", "#a57c50"), 430)
    c.block((330, 90, 870, 320), ("#3f6f5f", "#2f574b"), 4)
    c.block((318, 318, 882, 332), "#b98755")
    with c.layer("#dff0e2", (330, 90, 870, 320), 0.75) as pen:
        pen.arc((390, 140, 530, 280), 0, 360, 3)
        pen.poly([(600, 270), (680, 140), (760, 270)])
        pen.poly([(608, 265), (680, 148), (752, 265)], 0)
        pen.line([(460, 140), (460, 280)], 2)
        pen.line([(390, 210), (530, 210)], 2)
    _window(c, 50, 110, 250, 330)
    _window(c, 950, 110, 1150, 330)
    _ceiling_lights(c, 26, 5)
    person(c, 820, 440, 210, "#c65b4a")
    dice = Dice("pupils")
    for row, (base, s) in enumerate(((500, 0.8), (590, 1.0), (690, 1.25))):
        for n in range(6):
            x = 600 + (n - 2.5) * 190 * s
            person(
                c,
                x,
                base + 30 * s,
                150 * s,
                dice.pick(("#3f78a8", "#5a8f6d", "#d9a441", "#d98a9a", "#7a6aa8")),
                seated=True,
                back=True,
            )
            c.block((x - 62 * s, base - 30 * s, x + 62 * s, base - 16 * s), ("#e6bd84", "#b98a52"), 3)
            c.block(
                (x - 34 * s, base - 38 * s, x + 8 * s, base - 30 * s),
                ("#ffffff", "#d7e2e6") if row % 2 else "#5a8fc0",
                1,
            )
    return c


def _shelves(c: Canvas, left: float, top: float, right: float, bottom: float, rows: int, key: str) -> None:
    c.block((left, top, right, bottom), ("#8e6543", "#64442e"))
    dice = Dice("shelf", key)
    high = (bottom - top) / rows
    tints = ("#b9503f", "#3f6f86", "#d9b25f", "#5f8660", "#efe3c8", "#6d5a80", "#c98a58")
    books: dict[str, list[tuple[float, float, float, float]]] = {tint: [] for tint in tints}
    for row in range(rows):
        x = left + 8
        floor = top + (row + 1) * high - 6
        while x < right - 14:
            wide = dice.real(7, 15)
            books[dice.pick(tints)].append((x, floor - high * dice.real(0.55, 0.8), x + wide - 1, floor))
            x += wide
    for tint, boxes in books.items():
        with c.layer(
            (mix(tint, "#ffffff", 0.12), mix(tint, "#000000", 0.12)), (left, top, right, bottom)
        ) as pen:
            for box in boxes:
                pen.rect(box, 1)
    with c.layer("#a87c55", (left, top, right, bottom)) as pen:
        for row in range(rows + 1):
            pen.rect((left, top + row * high - 5, right, top + row * high + 2))
        pen.rect((left, top, left + 6, bottom))
        pen.rect((right - 6, top, right, bottom))


def library() -> Canvas:
    """A reading room with lamps and readers."""
    c = _room("#f0e2c6", "#e6d2ae", ("#b98a5e", "#86603e"), 430)
    for n, left in enumerate((20, 300, 660, 940)):
        _shelves(c, left, 80, left + 240, 430, 5, f"l{n}")
    c.block((546, 60, 654, 430), ("#bfe0ee", "#f2f6e6"))
    with c.layer("#f7f1e2", (540, 50, 660, 434)) as pen:
        for y in (60, 180, 300):
            pen.rect((546, y, 654, y + 6))
        pen.rect((597, 60, 603, 430))
    c.glow(600, 250, 330, "#fff8e2", 0.7)
    dice = Dice("readers")
    for base, s in ((520, 0.9), (640, 1.2)):
        for n in range(5):
            x = 600 + (n - 2) * 235 * s
            person(
                c,
                x - 40 * s,
                base + 20 * s,
                150 * s,
                dice.pick(("#5a8f6d", "#3f78a8", "#c65b4a", "#7a6aa8")),
                seated=True,
            )
        c.block((20, base - 30 * s, 1180, base - 6 * s), ("#c9955f", "#94663c"), 6)
        for n in range(5):
            x = 600 + (n - 2) * 235 * s + 40 * s
            c.glow(x, base - 70 * s, 84 * s, "#ffe9b0", 0.8)
            with c.layer(
                ("#4f8a6a", "#2f6048"), (x - 40 * s, base - 100 * s, x + 40 * s, base - 26 * s)
            ) as pen:
                pen.poly(
                    [
                        (x - 28 * s, base - 74 * s),
                        (x - 16 * s, base - 96 * s),
                        (x + 16 * s, base - 96 * s),
                        (x + 28 * s, base - 74 * s),
                    ]
                )
                pen.rect((x - 2 * s, base - 76 * s, x + 2 * s, base - 30 * s))
            c.shape(
                [
                    (x - 96 * s, base - 34 * s),
                    (x - 70 * s, base - 40 * s),
                    (x - 44 * s, base - 34 * s),
                    (x - 70 * s, base - 30 * s),
                ],
                "#fffaf0",
            )
    return c


def archive() -> Canvas:
    """Compact shelving of an archive in cool light."""
    c = _room("#dbe3e6", "#c6d2d6", ("#a9b5b9", "#7d8b91"), 560)
    _ceiling_lights(c, 26, 4, "#ffffff")
    dice = Dice("boxes")
    for side in (-1, 1):
        for n in range(5):
            near, far = 600 + side * (600 - n * 104), 600 + side * (600 - (n + 1) * 104)
            top0, top1, bot0, bot1 = 40 + n * 42, 40 + (n + 1) * 42, 690 - n * 30, 690 - (n + 1) * 30
            c.shape(
                [(near, top0), (far, top1), (far, bot1), (near, bot0)],
                (mix("#6f8896", "#ffffff", n * 0.09), mix("#3f5664", "#ffffff", n * 0.09)),
            )
            for tint in ("#d9c7a0", "#c9b084", "#e6dabd", "#b5735a"):
                with c.layer(
                    mix(tint, "#dbe3e6", n * 0.1), (min(near, far), top0, max(near, far), bot0)
                ) as pen:
                    _boxes(pen, near, far, (top0, top1), (bot0, bot1), dice, tint)
    c.glow(600, 330, 260, "#ffffff", 0.75)
    person(c, 560, 600, 190, "#e9ecee")
    person(c, 650, 590, 180, "#4a5a78")
    c.block((520, 560, 720, 580), ("#c9d2d6", "#8f9ca3"), 4)
    for x in (530, 590, 650):
        c.block((x, 524, x + 50, 560), ("#d9c7a0", "#b59c6c"), 2)
    return c


def _boxes(
    pen: Pen,
    near: float,
    far: float,
    tops: tuple[float, float],
    feet: tuple[float, float],
    dice: Dice,
    tint: str,
) -> None:
    for row in range(7):
        for column in range(6):
            if dice.real() > (0.36 if tint != "#b5735a" else 0.12):
                continue
            edges = []
            for part in (column / 6 + 0.02, (column + 0.86) / 6):
                x = near + (far - near) * part
                top = tops[0] + (tops[1] - tops[0]) * part
                foot = feet[0] + (feet[1] - feet[0]) * part
                edges.append((x, top + (foot - top) * (row + 0.2) / 7, top + (foot - top) * (row + 0.86) / 7))
            (x0, a0, b0), (x1, a1, b1) = edges
            pen.poly([(x0, a0), (x1, a1), (x1, b1), (x0, b0)])


def lab() -> Canvas:
    """Researchers at the bench of a laboratory."""
    c = _room("#e6f0f2", "#d3e3e6", ("#b9c9cd", "#93a7ad"), 450)
    _ceiling_lights(c, 24, 5, "#ffffff")
    _window(c, 80, 100, 330, 330)
    c.block((400, 90, 1140, 230), ("#f7fafa", "#d5e0e3"), 4)
    for n in range(6):
        c.block((414 + n * 121, 102, 522 + n * 121, 218), ("#cfe4ea", "#a9c9d3"), 3)
    dice = Dice("flasks")
    for x, high in ((270, 300), (640, 310), (960, 300)):
        person(c, x, 620, high, "#fbfcfc", seated=True)
    c.block((0, 470, WIDTH, 500), ("#fdfdfb", "#cfdadd"))
    c.block((0, 500, WIDTH, HEIGHT), ("#7fa8b3", "#4f7f8d"))
    with c.layer("#5d8a98", (0, 500, WIDTH, HEIGHT)) as pen:
        for x in range(0, WIDTH, 200):
            pen.rect((x, 510, x + 4, 675))
    for n in range(9):
        left = 60 + n * 135 + dice.real(-14, 14)
        tint = dice.pick(("#4aa3b8", "#e08a4a", "#7fb069", "#c9597a", "#7a78c0"))
        _flask(c, left, 470, dice.real(54, 92), tint, n % 3)
    with c.layer(("#3f4f5c", "#232f39"), (440, 300, 560, 474)) as pen:
        pen.rect((450, 456, 540, 472), 4)
        pen.line([(530, 460), (540, 380), (500, 340)], 12)
        pen.line([(488, 420), (520, 330)], 18)
        pen.rect((462, 424, 526, 432))
    return c


def _flask(c: Canvas, x: float, base: float, high: float, tint: str, kind: int) -> None:
    box = (x - high * 0.5, base - high * 1.1, x + high * 0.5, base + 2)
    if kind == 2:
        for n in range(4):
            left = x - high * 0.34 + n * high * 0.18
            c.block((left, base - high * 0.8, left + high * 0.12, base - 4), ("#ffffff", tint), 4, 0.92)
        c.block((x - high * 0.42, base - high * 0.34, x + high * 0.42, base - high * 0.26), "#b98d5c", 2)
        return
    with c.layer("#f4fafb", box, 0.9) as pen:
        pen.poly(
            [
                (x - high * 0.09, base - high),
                (x + high * 0.09, base - high),
                (x + high * 0.09, base - high * 0.6),
                (x + high * 0.38, base),
                (x - high * 0.38, base),
                (x - high * 0.09, base - high * 0.6),
            ]
        )
    with c.layer(
        (mix(tint, "#ffffff", 0.25), tint), (x - high * 0.5, base - high * 0.42, x + high * 0.5, base + 2)
    ) as pen:
        pen.poly(
            [
                (x - high * 0.2, base - high * 0.36),
                (x + high * 0.2, base - high * 0.36),
                (x + high * 0.35, base - 3),
                (x - high * 0.35, base - 3),
            ]
        )
        pen.oval(x, base - high * 0.36, high * 0.2, high * 0.04)


def datacentre() -> Canvas:
    """An aisle of server racks."""
    c = Canvas("#0f2338", "#1d3f5c", HEIGHT)
    c.shape([(440, 470), (760, 470), (1240, 690), (-40, 690)], ("#31597a", "#16304a"))
    dice = Dice("racks")
    for side in (-1, 1):
        for n in range(6):
            near, far = 600 + side * (640 - n * 84), 600 + side * (640 - (n + 1) * 84 + 6)
            top0, top1 = -20 + n * 36, -20 + (n + 1) * 36
            bot0, bot1 = 700 - n * 38, 700 - (n + 1) * 38
            c.shape(
                [(near, top0), (far, top1), (far, bot1), (near, bot0)],
                (mix("#2b4a66", "#7fb3d6", n * 0.06), mix("#16293d", "#3f6f96", n * 0.06)),
            )
            for tint in ("#6fe0e6", "#8df0a8", "#f6c85f"):
                with c.layer(tint, (min(near, far), 0, max(near, far), HEIGHT), 0.9) as pen:
                    for row in range(22):
                        for column in range(3):
                            if dice.real() < (0.22 if tint == "#6fe0e6" else 0.08):
                                part = 0.2 + column * 0.24
                                x = near + (far - near) * part
                                top, foot = top0 + (top1 - top0) * part, bot0 + (bot1 - bot0) * part
                                y = top + (foot - top) * (row + 1) / 24
                                pen.rect((x, y, x + 13 - n * 1.4, y + 4.4 - n * 0.4), 1)
    c.glow(600, 330, 330, "#9fe4ff", 0.7)
    with c.layer("#d5f4ff", (420, 150, 780, 480), 0.8) as pen:
        for n in range(3):
            pen.poly(
                [
                    (520 - n * 40, 180 - n * 52),
                    (680 + n * 40, 180 - n * 52),
                    (684 + n * 42, 186 - n * 52),
                    (516 - n * 42, 186 - n * 52),
                ]
            )
    person(c, 600, 560, 190, "#5f8fb8")
    return c


SCENES = {
    "hall": hall,
    "meeting_hall": meeting_hall,
    "classroom": classroom,
    "library": library,
    "archive": archive,
    "lab": lab,
    "datacentre": datacentre,
}
