"""From exceptions to one clear message with a remedy."""

import click


class Refused(click.ClickException):
    """Something was not done; the message says why and what to do. Exit status 1."""


def message_of(error: Exception) -> str | None:
    """What to tell the user of an error; None if it is a fault of the program itself."""
    import sqlalchemy as sa

    from menhu.cluster.problems import ClusterFilesError
    from menhu.cluster.service import ClusterChangeError
    from menhu.data.errors import DatabaseError, FeatureClosing, ScopeError
    from menhu.deployment import DeploymentError

    known = (
        ClusterFilesError,
        ClusterChangeError,
        DatabaseError,
        FeatureClosing,
        ScopeError,
        DeploymentError,
    )
    if isinstance(error, known):
        return str(error)
    if isinstance(error, sa.exc.DBAPIError):
        reason = " ".join(str(error.orig).split())
        return f"the database refuses: {reason}. `menhu db status` shows in which state it is."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}. Check the path and its permissions."
    return None
