"""Every picture by name, with its variants: mirrored and in another light, so that sites do not share one file."""

from pathlib import Path

from PIL import Image

from . import (
    scenes_city,
    scenes_craft,
    scenes_farm,
    scenes_flower,
    scenes_heritage,
    scenes_house,
    scenes_inside,
    scenes_land,
    scenes_street,
)
from .canvas import HEIGHT, WIDTH, Scene

MODULES = (
    scenes_city,
    scenes_craft,
    scenes_farm,
    scenes_flower,
    scenes_heritage,
    scenes_house,
    scenes_inside,
    scenes_land,
    scenes_street,
)
SCENES: dict[str, Scene] = {name: scene for module in MODULES for name, scene in module.SCENES.items()}

LIGHTS: dict[str, tuple[bool, tuple[int, int, int], float]] = {
    "": (False, (0, 0, 0), 0.0),
    "warm": (True, (255, 196, 128), 0.16),
    "cool": (True, (128, 176, 224), 0.14),
    "clear": (False, (255, 244, 214), 0.12),
}
FIXED = frozenset({"school", "hospital", "monument", "fire_station"})
"""Scenes with a flag, a clock or a sign, which a mirror would turn the wrong way round."""


def file_name(scene: str, light: str) -> str:
    """The file of a scene in a light, below the folder of the run."""
    return f"pictures/{scene}-{light}.jpg" if light else f"pictures/{scene}.jpg"


def paint(wanted: dict[str, set[str]], folder: Path) -> None:
    """Draw scenes and save them as JPEG.

    Args:
        wanted: scene to the lights in which it is needed.
        folder: where "pictures/" is (or will be).
    """
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    for scene in sorted(wanted):
        image = SCENES[scene]().finish()
        for light in sorted(wanted[scene]):
            mirrored, tint, share = LIGHTS[light]
            shown = (
                image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored and scene not in FIXED else image
            )
            if share:
                shown = Image.blend(shown, Image.new("RGB", (WIDTH, HEIGHT), tint), share)
            shown.save(folder / file_name(scene, light), "JPEG", quality=84)
