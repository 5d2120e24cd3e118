"""Columns of news and the articles below them."""

import re
from typing import Any

from menhu.api import ColumnResource, RecordResource

from .queries import ARTICLE

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
        request = self.request
        given: dict[str, Any] = {"id": int(name), "column": self.column.code, "now": request.now}
        row = request.db.execute(ARTICLE, given).first()
        if row is None:
            raise KeyError(name)
        return ArticleResource(self, name, row)
