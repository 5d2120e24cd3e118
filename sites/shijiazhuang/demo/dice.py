"""Choices that depend on nothing but their key, so that every run on every machine makes the same ones."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of choices drawn from a key.

    Args:
        key: anything that names the place where the choices are used, e.g. ("fgw", "gzdt", 3).
    """

    def __init__(self, *key: object) -> None:
        self._seed = "/".join(map(str, key)).encode()
        self._turn = 0

    def _draw(self) -> int:
        self._turn += 1
        digest = blake2b(self._seed, digest_size=8, salt=self._turn.to_bytes(8, "big")).digest()
        return int.from_bytes(digest, "big")

    def number(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + self._draw() % (high - low + 1)

    def real(self, low: float = 0.0, high: float = 1.0) -> float:
        """A real number from low to high."""
        return low + (high - low) * (self._draw() % 1_000_003) / 1_000_002

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices; they must not be empty."""
        return choices[self._draw() % len(choices)]

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """The choices in a new order."""
        rest = list(choices)
        order: list[T] = []
        while rest:
            order.append(rest.pop(self._draw() % len(rest)))
        return order
