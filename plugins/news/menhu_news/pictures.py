"""Pictures that an import brings, under the name by which this plugin's users know them."""

from menhu.api import PictureFolder

__all__ = ["PictureFolder"]
