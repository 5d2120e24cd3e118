"""The samples are packages that no distribution installs."""

import sys
from pathlib import Path

from menhu.testing.databases import (  # noqa: F401 - fixtures
    database,
    database_url,
    empty_database_url,
    postgres_server,
)

SAMPLES = Path(__file__).parent / "samples"
sys.path[:0] = [str(folder) for folder in sorted(SAMPLES.iterdir()) if folder.is_dir()]
