"""Which picture belongs to which article, what it shows in words, and which files have to be painted."""

from .dice import Dice
from .facts import knowledge
from .paint.catalogue import LIGHTS, SCENES, file_name


class Album:
    """The pictures of a run."""

    def __init__(self) -> None:
        self.wanted: dict[str, set[str]] = {}
        self._alt: dict[str, tuple[str, str]] = {}
        self._words: list[tuple[str, str]] = []
        for scene, line in knowledge("pictures.yaml").items():
            alt, english, words = (part.strip() for part in line.split(" | "))
            self._alt[scene] = (alt, english)
            self._words += [(word, scene) for word in words.split()]
        missing = set(self._alt) ^ set(SCENES)
        if missing:
            raise LookupError(f"pictures.yaml and the painted scenes differ: {', '.join(sorted(missing))}")

    def suits(self, text: str) -> str | None:
        """The scene for which most words stand in the text, if there is one."""
        votes: dict[str, int] = {}
        for word, scene in self._words:
            if word in text:
                votes[scene] = votes.get(scene, 0) + len(word)
        return max(votes, key=lambda scene: (votes[scene], scene)) if votes else None

    def picture(self, scene: str, site: str, caption: str = "", language: str = "zh-Hans") -> dict[str, str]:
        """The picture of an article: its file, alternative text and caption. The file is painted at the end."""
        light = Dice("light", scene, site).pick(tuple(LIGHTS)) if site != "main" else ""
        self.wanted.setdefault(scene, set()).add(light)
        alt, english = self._alt[scene]
        chinese = language == "zh-Hans"
        note = (
            "插画为程序绘制的演示图片" if chinese else "Illustration drawn by the program for demonstration"
        )
        return {
            "file": file_name(scene, light),
            "alt": f"插画：{alt}" if chinese else f"Illustration: {english}",
            "caption": f"{caption or (alt if chinese else english)}（{note}）"
            if chinese
            else f"{caption or english}. {note}",
        }
