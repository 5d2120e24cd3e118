"""Another process for the tests: commits a change of site 1 in the database that its argument names."""

import sys

from sqlalchemy import insert
from toys import ONE, Article

from menhu.data.engine import make_engine
from menhu.data.session import SessionFactory

if __name__ == "__main__":
    with SessionFactory(make_engine(sys.argv[1])).for_site(ONE, immediate=True) as session:
        session.execute(insert(Article).values(title="from another process"))
        session.commit()
