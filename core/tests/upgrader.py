"""Another process for the tests: upgrades the database that its argument names."""

import sys

from menhu.data.engine import make_engine
from menhu.data.migrate import CORE_UNIT, upgrade

if __name__ == "__main__":
    upgrade(make_engine(sys.argv[1]), [CORE_UNIT], print)
