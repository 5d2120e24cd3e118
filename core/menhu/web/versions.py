"""When each cache tag last moved, in this process."""

from collections.abc import Iterable
from threading import Lock
from typing import Final

MAX_TAGS: Final = 200_000


class Versions:
    """A clock that ticks with every move of tags, and the tick at which each tag last moved.

    Readers take no lock. They rely on the order in which a writer publishes: first what moved, then
    the clock. Who sees a tick of the clock therefore sees all the moves up to it.

    Arguments:
        max_tags: how many tags are remembered. One more resets, so that memory stays bounded.
    """

    __slots__ = ("_clock", "_floor", "_last", "_lock", "_max_tags")

    def __init__(self, max_tags: int = MAX_TAGS) -> None:
        self._clock = 0
        self._floor = 0
        self._last: dict[str, int] = {}
        self._lock = Lock()
        self._max_tags = max_tags

    def clock(self) -> int:
        """The present tick. It stands still exactly as long as nothing moves."""
        return self._clock

    def moved(self, tags: Iterable[str]) -> None:
        """Make everything stale that was taken before now and carries one of the tags."""
        tags = tuple(tags)
        if not tags:
            return
        with self._lock:
            tick = self._clock + 1
            last = self._last
            for tag in tags:
                last[tag] = tick
            if len(last) > self._max_tags:
                self._forget(tick)
            else:
                self._clock = tick

    def reset(self) -> None:
        """Make everything stale that was taken before now (moves may have been missed)."""
        with self._lock:
            self._forget(self._clock + 1)

    def current(self, tags: Iterable[str]) -> tuple[int, ...]:
        """One number per tag, in the order given; it grows whenever the tag moves or all is reset."""
        # The dict before the floor: `_forget` raises the floor before it drops the dict.
        last = self._last
        floor = self._floor
        return tuple([max(last.get(tag, 0), floor) for tag in tags])

    def unmoved(self, tags: Iterable[str], since: int) -> bool:
        """Whether what was taken at the tick ``since`` and carries these tags still stands."""
        last = self._last
        if self._floor > since:
            return False
        return all(last.get(tag, 0) <= since for tag in tags)

    def _forget(self, tick: int) -> None:
        self._floor = tick
        self._clock = tick
        self._last = {}
