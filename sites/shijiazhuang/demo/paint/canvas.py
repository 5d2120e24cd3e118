"""A small layered painter on Pillow: smooth masks, gradients, light, haze and a fine grain."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import shake_256

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 675
OVERSAMPLING = 2

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]
Fill = str | tuple[str, str]


def colour(text: str) -> Colour:
    """The red, green and blue (0-255) of a colour written #rrggbb."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """A colour between two; share 0 is the first, 1 the second."""
    parts = zip(colour(first), colour(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


@lru_cache(maxsize=64)
def _ramp(start: int, end: int) -> Image.Image:
    strip = Image.new("L", (1, 256))
    strip.putdata([round(start + (end - start) * step / 255) for step in range(256)])
    return strip


@lru_cache(maxsize=32)
def _bank(peak: int) -> Image.Image:
    strip = Image.new("L", (1, 256))
    strip.putdata([round(peak * min(step / 170, (255 - step) / 85)) for step in range(256)])
    return strip


def vertical(top: str, bottom: str, size: tuple[int, int]) -> Image.Image:
    """A picture of the size (pixels) that runs from one colour at the top to another at the bottom."""
    strips = [_ramp(a, b) for a, b in zip(colour(top), colour(bottom), strict=True)]
    return Image.merge("RGB", strips).resize(size, Image.Resampling.BILINEAR)


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    size = (WIDTH // 2, HEIGHT // 2)
    noise = Image.frombytes("L", size, shake_256(b"paper").digest(size[0] * size[1]))
    soft = noise.filter(ImageFilter.GaussianBlur(0.7)).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    return soft.point([round(122 + 12 * value / 255) for value in range(256)]).convert("RGB")


@lru_cache(maxsize=1)
def _disc() -> Image.Image:
    falloff = [round(255 * max(0.0, 1 - value / 181) ** 2) for value in range(256)]
    return Image.radial_gradient("L").point(falloff)


class Pen:
    """Draws into the mask of one layer; coordinates are those of the picture (1200 by 675)."""

    def __init__(self, mask: Image.Image, origin: Point) -> None:
        self._draw = ImageDraw.Draw(mask)
        self._origin = origin

    def _at(self, points: Sequence[Point]) -> list[Point]:
        left, top = self._origin
        return [((x - left) * OVERSAMPLING, (y - top) * OVERSAMPLING) for x, y in points]

    def poly(self, points: Sequence[Point], ink: int = 255) -> None:
        """A filled polygon; ink 0 cuts a hole."""
        self._draw.polygon(self._at(points), fill=ink)

    def rect(self, box: Box, radius: float = 0, ink: int = 255) -> None:
        """A filled rectangle (left, top, right, bottom) with rounded corners."""
        (x0, y0), (x1, y1) = self._at([box[:2], box[2:]])
        self._draw.rounded_rectangle(
            (x0, y0, max(x0, x1 - 1), max(y0, y1 - 1)), radius * OVERSAMPLING, fill=ink
        )

    def oval(self, x: float, y: float, rx: float, ry: float | None = None, ink: int = 255) -> None:
        """A filled ellipse about (x, y) with the half axes rx and ry."""
        ry = rx if ry is None else ry
        (x0, y0), (x1, y1) = self._at([(x - rx, y - ry), (x + rx, y + ry)])
        self._draw.ellipse((x0, y0, x1, y1), fill=ink)

    def line(self, points: Sequence[Point], width: float, ink: int = 255) -> None:
        """A line through the points."""
        self._draw.line(self._at(points), fill=ink, width=max(1, round(width * OVERSAMPLING)), joint="curve")

    def arc(self, box: Box, start: float, end: float, width: float, ink: int = 255) -> None:
        """A part of an ellipse inside the box, angles in degrees clockwise from three o'clock."""
        (x0, y0), (x1, y1) = self._at([box[:2], box[2:]])
        self._draw.arc((x0, y0, x1, y1), start, end, fill=ink, width=max(1, round(width * OVERSAMPLING)))

    def cake(self, box: Box, start: float, end: float, ink: int = 255) -> None:
        """A filled half or part of an ellipse inside the box, cut along its chord."""
        (x0, y0), (x1, y1) = self._at([box[:2], box[2:]])
        self._draw.chord((x0, y0, x1, y1), start, end, fill=ink)


class Canvas:
    """One picture in the making."""

    def __init__(self, top: str, bottom: str, horizon: float = HEIGHT) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), colour(bottom))
        self.image.paste(vertical(top, bottom, (WIDTH, round(horizon))), (0, 0))

    @contextmanager
    def layer(self, fill: Fill, box: Box | None = None, alpha: float = 1.0, blur: float = 0) -> Iterator[Pen]:
        """A layer to draw on with one fill: a colour, or two for a run from the top of the box to its bottom.

        Args:
            fill: "#rrggbb", or two of them.
            box: the part of the picture that the layer may touch; all of it if None.
            alpha: 0 (invisible) to 1.
            blur: radius in pixels.
        """
        left, top, right, bottom = (round(v) for v in (box or (0, 0, WIDTH, HEIGHT)))
        left, top, right, bottom = max(0, left), max(0, top), min(WIDTH, right), min(HEIGHT, bottom)
        size = (max(1, right - left), max(1, bottom - top))
        mask = Image.new("L", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING))
        yield Pen(mask, (left, top))
        mask = mask.reduce(OVERSAMPLING)
        if blur:
            mask = mask.filter(ImageFilter.BoxBlur(blur))
        if alpha < 1:
            mask = mask.point([round(value * alpha) for value in range(256)])
        if isinstance(fill, str):
            self.image.paste(colour(fill), (left, top, left + size[0], top + size[1]), mask)
        else:
            self.image.paste(vertical(fill[0], fill[1], size), (left, top), mask)

    def shape(self, points: Sequence[Point], fill: Fill, alpha: float = 1.0, blur: float = 0) -> None:
        """A filled polygon as a layer of its own; a gradient runs over the height of the polygon."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        margin = blur * 2 + 1
        box = (min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
        with self.layer(fill, box, alpha, blur) as pen:
            pen.poly(points)

    def block(self, box: Box, fill: Fill, radius: float = 0, alpha: float = 1.0, blur: float = 0) -> None:
        """A filled rectangle as a layer of its own."""
        margin = blur * 2 + 1
        around = (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)
        with self.layer(fill, around, alpha, blur) as pen:
            pen.rect(box, radius)

    def glow(self, x: float, y: float, radius: float, tint: str, strength: float = 1.0) -> None:
        """Light that spreads from (x, y) and fades to nothing at the radius."""
        size = max(2, round(radius * 2))
        mask = _disc().resize((size, size), Image.Resampling.BILINEAR)
        if strength < 1:
            mask = mask.point([round(value * strength) for value in range(256)])
        self.image.paste(colour(tint), (round(x - radius), round(y - radius)), mask)

    def haze(self, top: float, bottom: float, tint: str, strength: float = 0.6) -> None:
        """Mist that is thickest in the lower part of the band and fades to nothing at both edges."""
        size = (WIDTH, round(bottom - top))
        mask = _bank(round(255 * strength)).resize(size, Image.Resampling.BILINEAR)
        self.image.paste(colour(tint), (0, round(top)), mask)

    def mirror(self, shore: float, depth: float, tint: str, strength: float = 0.45) -> None:
        """Water below the shore line: the picture above it, upside down, tinted and gently broken."""
        depth = min(depth, HEIGHT - shore)
        above = self.image.crop((0, round(shore - depth), WIDTH, round(shore)))
        water = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.BoxBlur(3))
        water = Image.blend(water, Image.new("RGB", water.size, colour(tint)), strength)
        self.image.paste(water, (0, round(shore)))

    def finish(self) -> Image.Image:
        """The picture with its grain."""
        return ImageChops.overlay(self.image, _grain())


Scene = Callable[[], Canvas]
