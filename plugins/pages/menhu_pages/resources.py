"""Columns of pages and the pages below them."""

from menhu.api import ColumnResource, RecordResource

from . import queries
from .services import SLUG


class PageResource(RecordResource):
    """A page of a column; ``record`` is a row of ``queries.PAGE``."""


class PagesColumn(ColumnResource):
    """A column of pages; its own address shows its main page."""

    def __getitem__(self, name: str) -> PageResource:
        """The page of that slug.

        Raises:
            KeyError: if the column has none.
        """
        row = queries.page(self.request, self.column, name) if SLUG.match(name) else None
        if row is None:
            raise KeyError(name)
        return PageResource(self, name, row)
