"""Interface texts: gettext catalogues per plugin, read once at boot."""

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.messages.pofile import PoFileError, read_po

log = logging.getLogger(__name__)

LOCALES = {"zh-Hans": "zh_Hans", "en": "en"}
"""Interface languages and the folder names of their catalogues."""

_PLACE = re.compile(r"\$\{([a-z_]+)\}|\$([a-z_]+)")


class Texts:
    """All messages of all domains.

    Arguments:
        strict: raise on a message without translation (tests) instead of showing the message itself.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._messages: dict[tuple[str, str], dict[str, str]] = {}

    def load(self, domain: str, folder: Path) -> None:
        """Read ``<folder>/<locale>/LC_MESSAGES/<domain>.po`` of every interface language.

        Raises:
            ValueError: if a catalogue cannot be read; the message names file and line.
        """
        for tag, name in LOCALES.items():
            path = folder / name / "LC_MESSAGES" / f"{domain}.po"
            if not path.is_file():
                continue
            try:
                with path.open("rb") as stream:
                    catalogue = read_po(stream, abort_invalid=True)
            except (PoFileError, UnicodeDecodeError) as error:
                raise ValueError(f"{path}: {error}. Correct the catalogue.") from error
            messages = self._messages.setdefault((domain, tag), {})
            messages.update(
                (str(message.id), str(message.string))
                for message in catalogue
                if message.id and message.string and isinstance(message.id, str)
            )

    def translate(self, msgid: str, domain: str, lang: str, mapping: Mapping[str, Any] | None = None) -> str:
        """A message in a language; ``${name}`` in it is filled from the mapping.

        Raises:
            LookupError: in strict mode, if there is no translation.
        """
        known = self._messages.get((domain, lang))
        text = known.get(msgid) if known is not None else None
        if text is None:
            if self.strict and msgid.strip():
                raise LookupError(
                    f"{domain}: the message {msgid!r} has no {lang} translation. "
                    f"Add it to locale/{LOCALES.get(lang, lang)}/LC_MESSAGES/{domain}.po."
                )
            text = msgid
        if mapping:
            return _PLACE.sub(lambda m: str(mapping.get(m[1] or m[2], m[0])), text)
        return text

    def has(self, msgid: str, domain: str, lang: str) -> bool:
        """Whether a message has a translation."""
        return msgid in self._messages.get((domain, lang), {})

    def domains(self) -> frozenset[str]:
        """Domains that have a catalogue."""
        return frozenset(domain for domain, _ in self._messages)
