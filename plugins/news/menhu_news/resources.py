"""Columns of news and the articles below them."""

import re

from menhu.api import ColumnResource, RecordResource

from .queries import article

NUMBER = re.compile(r"[1-9][0-9]{0,9}\Z")
LARGEST = 2**31 - 1


class ArticleResource(RecordResource):
    """An article that can be read now; ``record`` is a row of ``queries.ARTICLE``."""


class NewsColumn(ColumnResource):
    """A column of news."""

    def __getitem__(self, name: str) -> ArticleResource:
        """The article of that number.

        Raises:
            KeyError: if the number is not written plainly, or this column shows no such article now.
        """
        if not NUMBER.match(name) or int(name) > LARGEST:
            raise KeyError(name)
        return ArticleResource(self, name, article(self.request, self.column, int(name)))
