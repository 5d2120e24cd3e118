"""Columns of cases and the cases below them."""

import re

from menhu.api import ColumnResource, RecordResource

from . import services

NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")


class CaseResource(RecordResource):
    """A case that the site may see."""


class CaseColumn(ColumnResource):
    """A column of cases."""

    def __getitem__(self, name: str) -> CaseResource:
        """The case of that number.

        Raises:
            KeyError: if there is none that the site may see.
        """
        case = services.find_case(self.request.db, int(name)) if NUMBER.match(name) else None
        if case is None:
            raise KeyError(name)
        return CaseResource(self, name, case)
