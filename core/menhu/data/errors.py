"""What goes wrong with data, in words that an operator or a plugin author can act on."""


class ScopeError(RuntimeError):
    """A statement or a change would leave the scope of its session.

    Arguments:
        what: what was tried.
        why: the rule that it breaks.
        remedy: what to write instead.
    """

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what}: {why} Remedy: {remedy}")
        self.what = what
        self.why = why
        self.remedy = remedy


class FeatureClosing(RuntimeError):
    """New business was begun with a feature that is being switched off on the site.

    Arguments:
        plugin: name of the plugin.
        site: code of the site.
    """

    def __init__(self, plugin: str, site: str) -> None:
        super().__init__(
            f"{plugin} is closing on {site}: what is open can be finished, nothing new begins. "
            f"Remedy: enable {plugin} on {site} again, or send the visitor elsewhere."
        )
        self.plugin = plugin
        self.site = site


class DatabaseError(RuntimeError):
    """The database cannot be used as it is; the message says why and what to do."""


class DatabaseMissing(DatabaseError):
    """There is no database, it cannot be reached, or it lacks tables."""


class DatabaseNewer(DatabaseError):
    """The database was migrated by a newer version of the code."""


class DatabaseLocked(DatabaseError):
    """Another process holds the database, or the lock of its upgrade."""
