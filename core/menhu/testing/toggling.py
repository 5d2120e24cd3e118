"""The toggle property: a feature that is off is absent, and comes back as it was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from menhu.cluster.service import BusinessIsOpen, switch_feature
from menhu.render.furniture import LOCALE_PREFIX
from menhu.testing.browsing import Answer, Browser, references
from menhu.testing.faults import ContractFault
from menhu.testing.portal import PortalKit
from menhu.testing.spies import Spies
from menhu.testing.stage import METHODS, Reached, columns_of, marker

Pages = Mapping[str, Answer]
_FRONT = frozenset({"static", *LOCALE_PREFIX.values()})


@dataclass(frozen=True)
class Brought:
    """What a feature brings to a site: ``addresses`` that must be absent, ``titles`` that may not be named."""

    addresses: frozenset[str]
    titles: frozenset[str]
    prefixes: tuple[str, ...] = field(default=())

    def names(self, link: str) -> bool:
        """Whether a root-relative link leads to it."""
        path = link.partition("?")[0]
        return path in self.addresses or path.startswith(self.prefixes)


def brought(
    portal: PortalKit,
    site: str,
    plugin: str,
    reached: Iterable[Reached],
    records: Iterable[str],
    pages: Pages,
) -> Brought:
    """Gather what the plugin brings to a site, while it is on."""
    columns = list(columns_of(portal, site, plugin))
    prefixes = (*(address for address, _ in columns), f"/static/{plugin}/")
    linked = {address.partition("?")[0] for address in pages if address.startswith(prefixes)}
    addresses = {*records, *(item.address for item in reached), *linked}
    titles = {marker(site), *(column.name for _, column in columns)}
    return Brought(frozenset(addresses), frozenset(titles), prefixes)


def switch(portal: PortalKit, site: str, plugin: str, *, on: bool) -> None:
    """Switch the plugin on a site.

    Raises:
        ContractFault: if business is open.
    """
    try:
        switch_feature(portal.registry, site, plugin, on=on, by="contract")
    except BusinessIsOpen as error:
        raise ContractFault(
            f"{error} In the contract, settle() must finish what populate() begins."
        ) from error


def presence(browser: Browser, spies: Spies, things: Brought) -> Iterator[str]:
    """What is still there of a feature that is off on the browser's site; one sentence each."""
    spies.clear()
    for address in sorted(things.addresses):
        yield from differences(browser, address)
    for page in browser.crawl().values():
        yield from _mentions(browser, page, things)
    for sentence in spies.seen:
        yield f"off on {browser.site}, and yet {sentence}. Let the core decide when the plugin is asked."


def absent(address: str) -> str:
    """An address of the same shape and length that never existed."""
    parts = address.split("/")
    number = 2 if parts[1] in _FRONT and len(parts) > 2 and parts[2] else 1
    parts[number] = "q" * len(parts[number])
    return "/".join(parts)


def differences(browser: Browser, address: str) -> Iterator[str]:
    """In what an address differs from one that never existed, by any method."""
    other = absent(address)
    for method in METHODS:
        here, nowhere = browser.fetch(address, method), browser.fetch(other, method)
        for what, mine, theirs in (
            ("status", here.status, nowhere.status),
            ("headers", _neutral(here.headers, address), _neutral(nowhere.headers, other)),
            ("body", here.body.replace(address.encode(), b""), nowhere.body.replace(other.encode(), b"")),
        ):
            if mine != theirs:
                yield (
                    f"off on {browser.site}, {method} {address} differs in its {what} from an address that never "
                    f"existed ({here.status}, not {nowhere.status}). Register views in menhu_configure alone, "
                    "for contexts of the plugin's own columns."
                )
                break


def _neutral(headers: Iterable[tuple[str, str]], address: str) -> list[tuple[str, str]]:
    return [(name, value.replace(address, "")) for name, value in headers]


def _mentions(browser: Browser, page: Answer, things: Brought) -> Iterator[str]:
    text = page.text
    for title in sorted(things.titles):
        if title in text:
            yield f"off on {browser.site}, its title {title!r} stands in {page.address}. Show nothing where it is off."
    for link in references(page):
        target = link.removeprefix(browser.origin)
        if things.names(target):
            yield f"off on {browser.site}, {page.address} leads to {target}. Link from views, blocks and slots only."


def changed(site: str, before: Pages, after: Pages, when: str) -> Iterator[str]:
    """Pages that are not byte-equal; one sentence each."""
    for address in sorted(before.keys() | after.keys()):
        old, new = before.get(address), after.get(address)
        if old is None or new is None:
            yield f"{when}, {address} of {site} is {'new' if old is None else 'gone'}. {_ADVICE}"
        elif (old.status, old.headers, old.body) != (new.status, new.headers, new.body):
            yield f"{when}, {address} of {site} has changed. {_ADVICE}"


_ADVICE = (
    "Keep what a page shows in the database, under the tags that it carries; nothing random, no clock, "
    "no state of the process."
)


def errors(pages: Iterable[Answer], site: str) -> Iterator[str]:
    """Pages that could not be made; one sentence each."""
    for page in pages:
        if page.status >= 500:
            yield f"on {site}, {page}. No visitor may meet an error of a plugin."
