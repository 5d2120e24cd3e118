"""The portal for tests lets go of everything when it cannot be made."""

from pathlib import Path

import pytest

from menhu.cluster.files import ClusterFilesError
from menhu.testing.portal import PortalKit, SiteSpec


def test_a_portal_whose_files_are_refused_is_closed(tmp_path: Path) -> None:
    def in_use(name: str) -> bool:
        """SQLite removes its log when the last connection to a database is closed."""
        return (tmp_path / name / "var" / "menhu.db-wal").exists()

    with PortalKit(tmp_path / "sound", [SiteSpec(code="main")]) as kit:
        assert kit.site("main").code == "main"
        assert in_use("sound")
    assert not in_use("sound")
    with pytest.raises(ClusterFilesError):
        PortalKit(tmp_path / "faulty", [SiteSpec(code="Main")])
    assert (tmp_path / "faulty" / "var" / "menhu.db").exists()
    assert not in_use("faulty")
