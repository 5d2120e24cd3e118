"""Fragments: rendered or computed pieces kept in memory until a tag they carry moves."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, TypeVar

from menhu.web.versions import Versions

T = TypeVar("T")


class Fragments:
    """A bounded memory of values under cache tags.

    Arguments:
        versions: the tags' clock.
        limit: the largest number of values kept; the least recently used goes first. 0 keeps none.
    """

    def __init__(self, versions: Versions, limit: int = 4096) -> None:
        self._versions = versions
        self._limit = limit
        self._values: OrderedDict[Hashable, tuple[int, tuple[str, ...], Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, tags: Iterable[str], build: Callable[[], T]) -> T:
        """The value of a key, built anew if one of its tags moved since it was built."""
        entry = self._values.get(key)
        if entry is not None and self._versions.unmoved(entry[1], entry[0]):
            value: T = entry[2]
            return value
        before = self._versions.clock()
        built = build()
        if self._limit:
            with self._lock:
                self._values[key] = (before, tuple(tags), built)
                self._values.move_to_end(key)
                while len(self._values) > self._limit:
                    self._values.popitem(last=False)
        return built
