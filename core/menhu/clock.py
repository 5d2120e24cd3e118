"""Time as the cluster's people read it."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

REMEMBERED = 16_384


class Clock:
    """The time zone of the cluster.

    Arguments:
        zone: an IANA name, such as ``Asia/Shanghai``.
    """

    def __init__(self, zone: str = "Asia/Shanghai") -> None:
        self.zone = ZoneInfo(zone)
        # Lists show the same moments over and over; a conversion costs ten look-ups.
        self.text = lru_cache(maxsize=REMEMBERED)(self._text)

    def local(self, moment: datetime) -> datetime:
        """A timezone-aware moment in the cluster's zone."""
        return moment.astimezone(self.zone)

    def _text(self, moment: datetime, style: str = "day") -> str:
        """A moment as ``day`` (YYYY-MM-DD), ``minute`` (YYYY-MM-DD HH:MM) or ``iso`` (RFC 3339)."""
        local = moment.astimezone(self.zone)
        if style == "day":
            return local.date().isoformat()
        if style == "minute":
            return f"{local.date().isoformat()} {local.hour:02d}:{local.minute:02d}"
        return local.isoformat(timespec="seconds")
