"""The resource tree, built per request: SiteRoot → column → record. It lives in code, not in tables."""

from typing import TYPE_CHECKING, Any

from menhu.cluster.model import Column

if TYPE_CHECKING:
    from menhu.web.request import PortalRequest


class SiteRoot:
    """The root of one site in one language. Its children are the columns whose feature is on."""

    __parent__ = None
    __name__ = ""

    def __init__(self, request: "PortalRequest") -> None:
        self.request = request
        self.site = request.site

    def __getitem__(self, code: str) -> "ColumnResource":
        request = self.request
        column = self.site.structure.column(code, request.lang)
        if column is None:
            raise KeyError(code)
        factory = request.registry.features.column_factory(column)
        resource: ColumnResource = factory(self, column, request)
        return resource


class ColumnResource:
    """A column. A plugin subclasses it and finds its records in ``__getitem__``.

    Arguments:
        parent: the root of the site.
        column: the column in the snapshot.
        request: the request on whose way addresses stay.
    """

    def __init__(self, parent: SiteRoot, column: Column, request: "PortalRequest") -> None:
        self.__parent__ = parent
        self.__name__ = column.code
        self.column = column
        self.request = request

    @property
    def url(self) -> str:
        """The root-relative address of the column."""
        return self.request.column_url(self.column)

    def __getitem__(self, name: str) -> Any:
        """The record of that name.

        Raises:
            KeyError: if there is none.
        """
        raise KeyError(name)


class GroupResource(ColumnResource):
    """A group of columns; it belongs to the core."""


class HomeColumnResource(ColumnResource):
    """The column that stands for the home page."""


class LeadingColumnResource(ColumnResource):
    """A column that leads to another address and has nothing of its own."""


class RecordResource:
    """A record below a column. Plugins subclass it; ``record`` is the plugin's own object."""

    def __init__(self, parent: ColumnResource, name: str, record: Any) -> None:
        self.__parent__ = parent
        self.__name__ = name
        self.column = parent.column
        self.request = parent.request
        self.record = record

    @property
    def url(self) -> str:
        """The root-relative address of the record."""
        return self.request.column_url(self.column) + self.__name__
