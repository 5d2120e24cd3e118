"""Faults found in the files of a cluster: where, what, and what to do."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One fault.

    ``file`` is relative to the cluster's folder, ``line`` counts from 1 (0: the whole file), ``path``
    is the dotted path in the file (``columns[2].code``), ``message`` has no full stop, ``remedy`` has one.
    """

    file: str
    line: int
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        subject = f"{self.path}: " if self.path else ""
        return f"{place}: {subject}{self.message}. {self.remedy}"


class ClusterFilesError(ValueError):
    """The files of a cluster cannot be used; ``problems`` holds everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them if none is near."""
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Choose one of: {', '.join(words)}." if words else "Take it out."
