"""What an import takes and gives: lines, what they become, a report."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy.orm import Session

from menhu.cluster.model import Cluster, Site
from menhu.content.pictures import PictureLine
from menhu.data.files import FileStore
from menhu.data.session import SessionFactory


class ImportLine(Protocol):
    """What every line may say; a subclass of ``msgspec.Struct``."""

    @property
    def site(self) -> str | None: ...
    @property
    def picture(self) -> PictureLine | None: ...


L = TypeVar("L", bound=ImportLine)
N = TypeVar("N", bound=Hashable)
R = TypeVar("R")


class Installation(Protocol):
    """What an import works on; ``PortalContext`` is one."""

    @property
    def cluster(self) -> Cluster: ...
    @property
    def sessions(self) -> SessionFactory: ...
    @property
    def files(self) -> FileStore: ...


class Fault(NamedTuple):
    """A line that was not taken, and why."""

    line: int
    message: str


@dataclass(kw_only=True)
class Report:
    """What became of the lines of an import."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Add the outcome of a batch."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.faults += other.faults


@dataclass(frozen=True, slots=True)
class Known(Generic[R]):
    """A record that the site has already; ``imported`` is the digest it was last imported with."""

    record: R
    imported: str | None


@dataclass(frozen=True, slots=True)
class Content(Generic[N]):
    """What a line says, ready to be stored.

    ``values`` are those of ``ImportTarget.prepared`` with ``imported`` (the digest to be kept for the next
    import) and ``picture_id``; ``html`` is the body with the addresses of its stored pictures.
    """

    name: N
    values: dict[str, Any]
    html: str


class ImportTarget(Protocol[L, N, R]):
    """What lines become: the part of an import that a plugin writes.

    ``command`` is the command whose help shows the format, such as ``menhu news import``; ``line`` is the
    struct of one line. ``N`` is what names a record on its site, ``R`` is whatever ``known`` and ``write``
    agree on to stand for a stored record.
    """

    command: str
    line: type[L]

    def name(self, line: L) -> N:
        """What names the line's record on its site."""

    def repeated(self, name: N, first: int) -> str:
        """The fault, and the remedy, of a second line of that name; the first one has that number."""

    def prepared(self, site: Site, line: L) -> tuple[dict[str, Any], str]:
        """The values of the record and its sanitised body.

        Raises:
            ContentError: if the line cannot be taken.
        """

    def known(self, session: Session, names: Sequence[N]) -> Mapping[N, Known[R]]:
        """The records of those names that the session's site has, held against other writers."""

    def write(
        self, session: Session, fresh: Sequence[Content[N]], changed: Sequence[tuple[R, Content[N]]]
    ) -> None:
        """Write new records, and what known ones say from now on."""
