"""The kit for plugin authors: a portal with exactly the plugins named, and the contract every plugin keeps."""

from menhu.testing.portal import PortalKit, SiteSpec

__all__ = ["PortalKit", "SiteSpec"]
