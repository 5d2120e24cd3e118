"""Building blocks of landscapes: ridges, plains, trees, clouds, water, snow, fields."""

from collections.abc import Sequence
from math import pi, sin

from ..dice import Dice
from .canvas import HEIGHT, WIDTH, Canvas, Fill, Pen, Point, mix


def curve(knots: Sequence[Point], steps: int = 12) -> list[Point]:
    """A smooth line (Catmull-Rom) through the knots, with so many steps between two of them."""
    padded: list[Point] = [knots[0], *knots, knots[-1]]
    line: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            line.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*line, knots[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def hill(canvas: Canvas, knots: list[Point], fill: Fill) -> None:
    """Land below a smooth line through the knots, down to the lower edge of the picture."""
    line = curve(knots)
    canvas.shape([*line, (line[-1][0], HEIGHT), (line[0][0], HEIGHT)], fill)


def rolling(canvas: Canvas, key: str, level: float, swing: float, fill: Fill) -> None:
    """A gently rolling hill across the whole picture."""
    dice = Dice("rolling", key)
    knots: list[Point] = [(x, level + dice.real(-swing, swing)) for x in range(-150, WIDTH + 301, 150)]
    hill(canvas, knots, fill)


def crest(key: str, level: float, height: float, roughness: int = 6) -> list[Point]:
    """The jagged line of a mountain range between level and level - height."""
    dice = Dice("crest", key)
    waves = [(dice.real(0.6, 1.6) * (n + 1), dice.real(0, 2 * pi), 1 / (n + 1.3)) for n in range(roughness)]
    total = sum(weight for _, _, weight in waves)
    line: list[Point] = []
    for x in range(-20, WIDTH + 41, 20):
        part = sum(weight * abs(sin(x / WIDTH * pi * pace + shift)) for pace, shift, weight in waves) / total
        line.append((x, level - height * part + dice.real(-height, height) * 0.035))
    return line


def range_(
    canvas: Canvas, key: str, level: float, height: float, fill: tuple[str, str], shade: float = 0.16
) -> None:
    """A mountain range whose right-hand slopes lie in shadow."""
    line = crest(key, level, height)
    canvas.shape([*line, (WIDTH + 40, HEIGHT), (-20, HEIGHT)], fill)
    dice = Dice("slope", key)
    dark = mix(fill[0], "#10202e", 0.55)
    with canvas.layer(dark, (0, level - height * 1.1, WIDTH, level + height), alpha=shade, blur=1) as pen:
        for before, top, after in zip(line, line[1:], line[2:], strict=False):
            if top[1] < before[1] and top[1] <= after[1]:
                _shadow(pen, top, height, dice)


def _shadow(pen: Pen, top: Point, height: float, dice: Dice) -> None:
    drop = height * dice.real(0.55, 1.0)
    x, y = top
    spine = [(x, y), (x - drop * 0.05, y + drop * 0.25), (x + drop * 0.10, y + drop * 0.45)]
    spine += [(x + drop * 0.02, y + drop * 0.7), (x + drop * 0.22, y + drop)]
    pen.poly([*spine, (x + drop * 0.75, y + drop), (x + drop * 0.36, y + drop * 0.42)])


def clouds(canvas: Canvas, key: str, tint: str = "#ffffff", count: int = 4, alpha: float = 0.75) -> None:
    """Flat, long clouds in the upper part of the sky."""
    dice = Dice("clouds", key)
    for _ in range(count):
        x, y, size = dice.real(40, WIDTH - 60), dice.real(45, 210), dice.real(40, 95)
        with canvas.layer(
            tint, (x - size * 2.6, y - size, x + size * 2.6, y + size), alpha * dice.real(0.6, 1)
        ) as pen:
            pen.rect((x - size * 1.8, y - size * 0.02, x + size * 1.8, y + size * 0.2), size * 0.11)
            pen.oval(x - size * 0.5, y, size * 0.6, size * 0.2)
            pen.oval(x + size * 0.3, y - size * 0.05, size * 0.8, size * 0.26)
            pen.rect((x - size * 0.7, y + size * 0.16, x + size * 2.4, y + size * 0.3), size * 0.07)


def sun(canvas: Canvas, x: float, y: float, radius: float, tint: str = "#fff3d6", halo: float = 0.75) -> None:
    """A low sun (or moon) with its halo."""
    canvas.glow(x, y, radius * 6.5, tint, halo)
    with canvas.layer(tint, (x - radius - 2, y - radius - 2, x + radius + 2, y + radius + 2)) as pen:
        pen.oval(x, y, radius)


def birds(canvas: Canvas, key: str, x: float, y: float, count: int = 7, tint: str = "#33414d") -> None:
    """A loose flock in flight around (x, y)."""
    dice = Dice("birds", key)
    with canvas.layer(tint, (x - 190, y - 90, x + 190, y + 90), 0.85) as pen:
        for _ in range(count):
            bx, by, span = x + dice.real(-160, 160), y + dice.real(-65, 65), dice.real(7, 14)
            pen.line([(bx - span, by - span * 0.35), (bx - span * 0.4, by - span * 0.5), (bx, by)], 2)
            pen.line([(bx, by), (bx + span * 0.4, by - span * 0.5), (bx + span, by - span * 0.3)], 2)


def round_tree(canvas: Canvas, x: float, y: float, size: float, leaf: str, trunk: str = "#5b4636") -> None:
    """A broad-leaved tree that stands at (x, y) and is about size pixels high."""
    key = Dice("tree", round(x), round(y))
    box = (x - size * 0.6, y - size * 1.1, x + size * 0.6, y + 3)
    with canvas.layer(trunk, box) as pen:
        pen.rect((x - size * 0.035, y - size * 0.45, x + size * 0.035, y), 1)
        pen.line([(x, y - size * 0.35), (x + size * 0.16, y - size * 0.55)], size * 0.03)
    blobs = [(key.real(-0.26, 0.26), key.real(-0.86, -0.48), key.real(0.16, 0.26)) for _ in range(7)]
    for shift, share, tone in ((0.0, 1.0, mix(leaf, "#0c1f1c", 0.28)), (-0.05, 0.82, leaf)):
        with canvas.layer(tone, box) as pen:
            for bx, by, radius in blobs:
                pen.oval(x + (bx + shift) * size, y + (by + shift) * size, radius * size * share)
    with canvas.layer(mix(leaf, "#fff6cf", 0.38), box, 0.7) as pen:
        for bx, by, radius in blobs[:4]:
            pen.oval(x + (bx - 0.1) * size, y + (by - 0.1) * size, radius * size * 0.4)


def poplars(canvas: Canvas, key: str, left: float, right: float, base: float, size: float, leaf: str) -> None:
    """A row of tall, narrow trees, as along country roads."""
    dice = Dice("poplars", key)
    xs = [left + n * size * 0.34 + dice.real(-4, 4) for n in range(int((right - left) / (size * 0.34)) + 1)]
    tall = [size * dice.real(0.75, 1.1) for _ in xs]
    box = (left - size, base - size * 1.2, right + size, base + 4)
    with canvas.layer((mix(leaf, "#ffffff", 0.12), mix(leaf, "#10211d", 0.3)), box) as pen:
        for x, high in zip(xs, tall, strict=True):
            pen.oval(x, base - high * 0.54, size * 0.11, high * 0.46)
            pen.rect((x - 1.5, base - high * 0.2, x + 1.5, base))
    with canvas.layer(mix(leaf, "#fff4c4", 0.4), box, 0.45) as pen:
        for x, high in zip(xs, tall, strict=True):
            pen.oval(x - size * 0.035, base - high * 0.6, size * 0.04, high * 0.32)


def pines(
    canvas: Canvas, key: str, left: float, right: float, base: float, size: float, leaf: str, count: int = 14
) -> None:
    """A stand of conifers with a light side."""
    dice = Dice("pines", key)
    trees = sorted(
        (base + dice.real(-size * 0.12, size * 0.12), dice.real(left, right)) for _ in range(count)
    )
    for y, x in trees:
        high = size * dice.real(0.65, 1.1)
        box = (x - high * 0.4, y - high - 2, x + high * 0.4, y + 4)
        for half, tone in ((1.0, mix(leaf, "#0b1a1c", 0.3)), (0.0, leaf)):
            with canvas.layer((mix(tone, "#ffffff", 0.1), tone), box) as pen:
                for step in range(4):
                    top, wide = y - high * (1 - step * 0.2), high * (0.11 + step * 0.055)
                    pen.poly([(x, top), (x + wide * half, top + high * 0.36), (x - wide, top + high * 0.36)])


def furrows(
    canvas: Canvas, horizon: float, vanish: float, fill: Fill, tint: str, rows: int = 22, alpha: float = 0.5
) -> None:
    """A field whose rows run to one point of the horizon."""
    canvas.block((0, horizon, WIDTH, HEIGHT), fill)
    with canvas.layer(tint, (0, horizon, WIDTH, HEIGHT), alpha) as pen:
        for row in range(-rows, rows + 1):
            foot = vanish + row * 120
            pen.poly([(vanish + row * 3, horizon), (foot - 22, HEIGHT), (foot + 30, HEIGHT)])


def ripples(
    canvas: Canvas, key: str, top: float, bottom: float, tint: str = "#ffffff", alpha: float = 0.35
) -> None:
    """Short streaks of light on water, finer towards the horizon."""
    dice = Dice("ripples", key)
    with canvas.layer(tint, (0, top, WIDTH, bottom), alpha) as pen:
        for _ in range(70):
            depth = dice.real() ** 1.6
            x, y, half = dice.real(0, WIDTH), top + (bottom - top) * depth, 8 + 60 * depth * dice.real(0.3, 1)
            pen.rect((x - half, y, x + half, y + 0.8 + 1.8 * depth), 1)


def snowfall(canvas: Canvas, key: str, count: int = 150, tint: str = "#ffffff") -> None:
    """Flakes of three sizes."""
    dice = Dice("snow", key)
    with canvas.layer(tint, None, 0.85) as pen:
        for _ in range(count):
            pen.oval(dice.real(0, WIDTH), dice.real(0, HEIGHT), dice.pick((1.2, 1.8, 2.8)))


def scatter(
    canvas: Canvas,
    key: str,
    area: tuple[float, float, float, float],
    tints: list[str],
    count: int,
    size: float,
) -> None:
    """Blossoms, fruits or grass tufts strewn over an area, larger towards its lower edge."""
    dice = Dice("scatter", key)
    spots = [(dice.real(), dice.real() ** 0.8, dice.number(0, len(tints) - 1)) for _ in range(count)]
    for index, tint in enumerate(tints):
        with canvas.layer(tint, (area[0] - size, area[1] - size, area[2] + size, area[3] + size)) as pen:
            for sx, sy, chosen in spots:
                if chosen == index:
                    x, y = area[0] + (area[2] - area[0]) * sx, area[1] + (area[3] - area[1]) * sy
                    pen.oval(x, y, size * (0.3 + 0.7 * sy), size * (0.25 + 0.5 * sy))
