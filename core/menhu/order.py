"""Ordering by declared before/after, stable otherwise."""

from collections.abc import Callable, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

T = TypeVar("T")


class Circle(ValueError):
    """Relations that contradict one another; ``names`` are the members that form the circle."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"before/after contradict one another: {' → '.join(names)}. Remove one of them.")
        self.names = frozenset(names)


def in_order(
    members: Sequence[T],
    name: Callable[[T], str],
    before: Callable[[T], Iterable[str]],
    after: Callable[[T], Iterable[str]],
) -> list[T]:
    """Sort members so that every ``before`` and ``after`` among them holds; keep their order otherwise.

    Raises:
        Circle: if the relations form one; the message names it.
    """
    known = {name(member): member for member in members}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for member in members:
        sorter.add(name(member), *(other for other in after(member) if other in known))
        for other in before(member):
            if other in known:
                sorter.add(other, name(member))
    position = {key: index for index, key in enumerate(known)}
    ordered: list[T] = []
    try:
        sorter.prepare()
    except CycleError as error:
        raise Circle(error.args[1]) from error
    ready = list(sorter.get_ready())
    while ready:
        ready.sort(key=position.__getitem__)
        chosen = ready.pop(0)
        ordered.append(known[chosen])
        sorter.done(chosen)
        ready.extend(sorter.get_ready())
    return ordered
