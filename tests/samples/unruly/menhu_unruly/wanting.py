"""The same plugin, requiring one that nobody has."""

from menhu.api import Plugin

plugin = Plugin(name="unruly", title="Mischief", requires=("elsewhere",))
