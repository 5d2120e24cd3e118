"""Pictures of stages, crafts and gardens."""

from math import cos, pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas
from .nature import clouds, curve, poplars, ripples
from .scenes_heritage import lantern, roof, temple_hall


def opera() -> Canvas:
    """A village opera stage at dusk with its audience."""
    c = Canvas("#2c3c66", "#eaa77c", 420)
    c.glow(600, 370, 430, "#ffd9a0", 0.85)
    c.block((260, 250, 940, 520), ("#9a4136", "#6c2c2e"))
    c.block((300, 270, 900, 470), ("#ffd79a", "#e8a55f"))
    for x in (300, 440, 746, 886):
        c.block((x, 250, x + 14, 520), ("#c24a3a", "#8c322e"))
    with c.layer(("#49506a", "#2a2e48"), (190, 130, 1010, 300)) as pen:
        roof(pen, 600, 268, 390, 110)
    with c.layer("#d9a85c", (190, 130, 1010, 300)) as pen:
        pen.line([(446, 160), (754, 160)], 6)
        pen.line([(300, 274), (900, 274)], 5)
    for x, robe, sash in ((500, "#2f6f7c", "#f2d07a"), (690, "#b8324a", "#f6e6c8")):
        _player(c, x, 468, robe, sash)
    c.block((230, 470, 970, 540), ("#7b4a3c", "#4d3133"))
    for x in (340, 460, 600, 740, 860):
        lantern(c, x, 300)
    dice = Dice("audience")
    for row, y in enumerate((575, 620, 668)):
        with c.layer(
            ("#3b3450", "#221f36") if row % 2 else ("#4a3c52", "#2a2440"), (0, y - 60, WIDTH, HEIGHT)
        ) as pen:
            for n in range(23):
                seat = n * 56 + (row % 2) * 28 + dice.real(-8, 8)
                pen.oval(seat, y - 22, 13)
                pen.rect((seat - 24, y - 8, seat + 24, y + 60), 16)
    return c


def _player(c: Canvas, x: float, base: float, robe: str, sash: str) -> None:
    box = (x - 110, base - 190, x + 110, base + 4)
    with c.layer(robe, box) as pen:
        pen.poly([(x - 24, base - 116), (x + 24, base - 116), (x + 54, base), (x - 54, base)])
        pen.poly([(x - 20, base - 114), (x - 96, base - 84), (x - 84, base - 54), (x - 14, base - 84)])
        pen.poly([(x + 20, base - 114), (x + 92, base - 134), (x + 100, base - 104), (x + 14, base - 82)])
    with c.layer(sash, box) as pen:
        pen.rect((x - 28, base - 76, x + 28, base - 64), 3)
        pen.poly([(x - 98, base - 84), (x - 108, base - 40), (x - 84, base - 54)])
        pen.poly([(x + 92, base - 134), (x + 108, base - 92), (x + 98, base - 104)])
    with c.layer("#f6dcc4", box) as pen:
        pen.oval(x, base - 134, 16, 18)
    with c.layer("#2a1f2b", box) as pen:
        pen.cake((x - 19, base - 160, x + 19, base - 122), 180, 360)
    with c.layer("#f0bf4c", box) as pen:
        for n in range(-2, 3):
            pen.oval(x + n * 9, base - 158 + abs(n) * 3, 5)


def papercut() -> Canvas:
    """A red paper-cut of birds and blossoms on a winter window."""
    c = Canvas("#f6ead6", "#ecd9bb")
    c.glow(600, 330, 520, "#fffaf0", 0.9)
    c.block((150, 50, 1050, 625), ("#c9d9e3", "#eef3f4"), 6)
    with c.layer(("#a8764d", "#7a5236"), (130, 30, 1070, 645)) as pen:
        for box in (
            (140, 40, 1060, 60),
            (140, 615, 1060, 635),
            (140, 40, 160, 635),
            (1040, 40, 1060, 635),
            (592, 40, 608, 635),
        ):
            pen.rect(box)
    for cx in (376, 824):
        _rosette(c, cx, 338)
    return c


def _rosette(c: Canvas, x: float, y: float) -> None:
    with c.layer(("#d8433a", "#b3262c"), (x - 200, y - 200, x + 200, y + 200)) as pen:
        for n in range(24):
            a = n * pi / 12
            pen.oval(x + 178 * cos(a), y + 178 * sin(a), 17)
        pen.oval(x, y, 178)
        for n in range(24):
            a = (n + 0.5) * pi / 12
            pen.oval(x + 160 * cos(a), y + 160 * sin(a), 8, ink=0)
        pen.oval(x, y, 140, ink=0)
        pen.oval(x, y, 134)
        for n in range(8):
            a = n * pi / 4
            pen.poly(petal(x, y, a, 52, 126, 26), 0)
            pen.poly(petal(x, y, a, 62, 116, 15))
            pen.oval(x + 112 * cos(a + pi / 8), y + 112 * sin(a + pi / 8), 11, ink=0)
            pen.oval(x + 78 * cos(a + pi / 8), y + 78 * sin(a + pi / 8), 7, ink=0)
        pen.oval(x, y, 40, ink=0)
        for n in range(5):
            a = n * 2 * pi / 5 - pi / 2
            pen.oval(x + 17 * cos(a), y + 17 * sin(a), 14)
        pen.oval(x, y, 6, ink=0)


def petal(
    x: float, y: float, angle: float, near: float, far: float, half: float
) -> list[tuple[float, float]]:
    """The outline of a petal between two distances from (x, y), in the direction of the angle (radians)."""
    across = angle + pi / 2
    middle = (near + far) / 2
    knots = [(near, 0.0), (middle, half), (far, 0.0), (middle, -half), (near, 0.0)]
    return curve(
        [(x + r * cos(angle) + w * cos(across), y + r * sin(angle) + w * sin(across)) for r, w in knots], 8
    )


def ceramics() -> Canvas:
    """Vases on a studio shelf in side light."""
    c = Canvas("#e9dcc6", "#d4bf9d")
    c.glow(160, 120, 760, "#fff6e2", 0.95)
    tints = (
        ("#5f8fae", "#2f567a"),
        ("#e9e6dc", "#b9b3a2"),
        ("#8fae9a", "#54796a"),
        ("#c9764f", "#8d4630"),
        ("#d9b25f", "#a57a30"),
    )
    dice = Dice("vases")
    for base, s in ((310, 0.8), (600, 1.15)):
        for n in range(6):
            _vase(
                c,
                130 + n * 190 + dice.real(-10, 10),
                base,
                s * dice.real(0.86, 1.08),
                tints[(n + int(base)) % 5],
                dice.number(0, 2),
            )
        c.block((40, base, 1160, base + 22), ("#a9794f", "#7b5436"))
        c.block((40, base + 22, 1160, base + 60), ("#8a6a4a", "#d4bf9d"), alpha=0.35)
    return c


def _vase(c: Canvas, x: float, base: float, s: float, tint: tuple[str, str], kind: int) -> None:
    shapes = (
        [(18, 0), (46, -60), (50, -110), (20, -160), (14, -190), (24, -205)],
        [(30, 0), (58, -40), (58, -80), (30, -118), (18, -130), (26, -142)],
        [(26, 0), (34, -50), (42, -110), (40, -150), (28, -172), (34, -182)],
    )
    side = curve([(w * s, y * s) for w, y in shapes[kind]], 8)
    outline = [(x + w, base + y) for w, y in side] + [(x - w, base + y) for w, y in reversed(side)]
    c.shape(outline, tint)
    light = [(x - w * 0.55, base + y) for w, y in side[6:-6]] + [
        (x - w * 0.8, base + y) for w, y in reversed(side[6:-6])
    ]
    c.shape(light, "#ffffff", 0.4, blur=1)
    dark = [(x + w * 0.35, base + y) for w, y in side] + [(x + w, base + y) for w, y in reversed(side)]
    c.shape(dark, "#1c2430", 0.16, blur=1)


def lotus() -> Canvas:
    """A lotus pond with a pavilion."""
    c = Canvas("#bfe0e4", "#f6f2e2", 350)
    clouds(c, "lo", count=3)
    poplars(c, "lo1", 0, 1200, 350, 90, "#8fb58c")
    temple_hall(c, 880, 352, 84)
    c.mirror(366, 309, "#7fb0a4", 0.35)
    ripples(c, "lo2", 370, 660)
    dice = Dice("lotus")
    pads = sorted((dice.real(400, 670), dice.real(0, WIDTH)) for _ in range(58))
    for y, x in pads:
        size = 16 + (y - 380) * 0.2
        with c.layer(
            dice.pick(("#4f9a6c", "#6fb07a", "#3d8460")), (x - size, y - size * 0.4, x + size, y + size * 0.4)
        ) as pen:
            pen.oval(x, y, size, size * 0.34)
            pen.poly([(x, y), (x + size, y - size * 0.12), (x + size, y + size * 0.06)], 0)
        if dice.real() < 0.3:
            _blossom(c, x, y - size * 0.4, size * 0.85)
    return c


def _blossom(c: Canvas, x: float, y: float, s: float) -> None:
    with c.layer(("#fbe3ea", "#e58aa6"), (x - s, y - s * 1.1, x + s, y + s * 0.4)) as pen:
        for angle in (-2.5, -2.1, -1.05, -0.65, -1.57):
            pen.poly(petal(x, y, angle, 0, s, s * 0.26))


SCENES = {
    "opera": opera,
    "papercut": papercut,
    "ceramics": ceramics,
    "lotus": lotus,
}
