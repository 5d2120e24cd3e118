"""The contract that every plugin keeps, as a class of tests to subclass."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from menhu.data.models import FileRow
from menhu.plugins.registry import Registry
from menhu.render.texts import LOCALES, Texts
from menhu.testing import anatomy, canaries, lint, toggling
from menhu.testing.browsing import Browser
from menhu.testing.faults import refuse
from menhu.testing.portal import PortalKit, SiteSpec
from menhu.testing.spies import Spies
from menhu.testing.stage import (
    METHODS,
    READING,
    SITES,
    bases,
    columns_of,
    default_sites,
    marker,
    reach,
    under,
)

MakePortal = Callable[..., PortalKit]
CACHES = pytest.mark.parametrize("page_cache_mb", [0, 8], ids=["uncached", "cached"])
TOGGLED = "left"


class PluginContract:
    """Tests that a plugin must pass; ``docs/plugin-contract.md`` says how to use it.

    Class attributes:
        module: the module that the entry point names.
        neighbours: modules of plugins that it requires, by name.
        fixed_columns: ``table.column`` of texts that no canary may replace (keys, states) → the reason.
        forms: fields of the forms that views with writing methods need, by name of view.
        languages: languages by site; ``left`` has English as well.
        blocks: blocks that need settings, to be placed on the home pages, as in a template file; none that
            shows records of other sites.

    Each fault is an ``AssertionError`` that names it and the remedy.
    """

    module: ModuleType
    neighbours: ClassVar[Mapping[str, ModuleType]] = {}
    fixed_columns: ClassVar[Mapping[str, str]] = {}
    forms: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    languages: ClassVar[Mapping[str, tuple[str, ...]]] = {TOGGLED: ("zh-Hans", "en")}
    blocks: ClassVar[tuple[Mapping[str, Any], ...]] = ()

    def populate(self, portal: PortalKit, site_code: str, marker: str) -> tuple[str, ...]:
        """Make records of one site through the plugin's own service.

        Arguments:
            portal: the portal.
            site_code: the site; its records are not to be shared with others.
            marker: a text to stand in the title of every record.

        Returns:
            Root-relative addresses of the records on that site, one at least for each class that a view
            is registered for.
        """
        raise NotImplementedError("populate() makes records and returns their addresses.")

    def settle(self, portal: PortalKit, site_code: str) -> None:
        """Finish whatever ``populate`` and the views began, so that the feature may go off."""

    def sites(self) -> tuple[SiteSpec, ...]:
        """The sites, ``main``, ``left`` and ``right``; the plugin is on everywhere."""
        return default_sites(self.name, self.modules, self.languages, self.blocks)

    @property
    def name(self) -> str:
        """The plugin's name."""
        name: str = self.module.plugin.name
        return name

    @property
    def modules(self) -> dict[str, ModuleType]:
        """The plugin and its neighbours."""
        return {**self.neighbours, self.name: self.module}

    @pytest.fixture
    def contract_database(self) -> str:
        """The address of an empty database for each test; SQLite in the portal's folder if empty."""
        return ""

    def registry(self) -> Registry:
        """The plugin and its neighbours, activated; refuses a quarantine."""
        registry = Registry(tuple(self.modules), self.modules, discover=False)
        refuse(registry.quarantined.values())
        return registry

    def start(self, portal: MakePortal, database: str, **options: Any) -> PortalKit:
        """A running portal with the plugin; refuses a quarantine during boot."""
        self.registry()
        kit = portal(self.sites(), self.modules, database=database, **options)
        refuse(kit.registry.plugins.quarantined.values())
        return kit

    def populated(self, kit: PortalKit) -> dict[str, tuple[str, ...]]:
        """Populate every site; addresses of records by site."""
        found = {site: tuple(self.populate(kit, site, marker(site))) for site in SITES}
        refuse(
            f"populate() returned {address!r}. Return root-relative addresses on the site's own host, such as "
            f"/{self.name}/1."
            for addresses in found.values()
            for address in addresses
            if not address.startswith("/") or address.startswith("//")
        )
        return found

    def test_declaration_activates(self) -> None:
        """The declaration is sound, its relations are met, nothing is in quarantine."""
        assert self.name in self.registry().active

    def test_configures_views_only(self) -> None:
        """No routes, tweens, subscribers or static views."""
        refuse(anatomy.configuration_faults(self.registry(), self.name))

    def test_imports(self) -> None:
        """Of the core ``menhu.api`` and ``menhu.testing``; of plugins the ``api`` of required ones."""
        folder = anatomy.folder_of(self.module)
        refuse(lint.import_faults(folder, self.module.plugin.requires, anatomy.packages(self.modules)))

    def test_no_raw_sql(self) -> None:
        """No hand-written SQL outside of migrations."""
        refuse(lint.sql_faults(anatomy.folder_of(self.module)))

    def test_messages_are_translated(self) -> None:
        """Messages of templates are in the catalogues of every interface language."""
        folder = anatomy.folder_of(self.module)
        texts = Texts(strict=True)
        texts.load(self.name, folder / "locale")
        refuse(lint.message_faults(folder, self.name, texts, LOCALES))

    def test_titles_are_translated(self) -> None:
        """So are the titles of the plugin and its blocks."""
        refuse(anatomy.title_faults(self.registry(), self.name, self.module))

    def test_tables_have_owners(self) -> None:
        """Every table says whose its rows are; indexes of owned tables begin with the site."""
        metadata = self.module.plugin.metadata
        if metadata is not None:
            refuse(anatomy.table_faults(metadata, self.name))

    def test_migrations_make_the_models(self, contract_database: str, tmp_path: Path) -> None:
        """A fresh database, made by the migrations, is what the models say."""
        database = contract_database or f"sqlite:///{tmp_path / 'migrated.db'}"
        refuse(anatomy.migration_faults(self.registry(), database))

    def test_boot_hooks(self) -> None:
        """Hooks that are called at boot keep their promises."""
        registry = self.registry()
        refuse(
            anatomy.boot_hook_faults(registry, self.name, ("menhu_blocks", "menhu_slots", "menhu_commands"))
        )

    def test_hooks_are_called(self, portal: MakePortal, contract_database: str) -> None:
        """Every other hook is called through the portal and keeps its promise."""
        kit = self.start(portal, contract_database)
        self.populated(kit)
        hooks = kit.registry.hooks
        with Spies(kit.registry, self.name).watching() as spies:
            pages = Browser(kit, TOGGLED).crawl()
            feeds = [f"{address}feed.atom" for address, _ in columns_of(kit, TOGGLED, self.name)]
            pages |= {feed: Browser(kit, TOGGLED).fetch(feed) for feed in feeds}
            refuse(toggling.errors(pages.values(), TOGGLED))
            self._call_checks(kit)
            self.settle(kit, TOGGLED)
            toggling.switch(kit, TOGGLED, self.name, on=False)
            once = {"menhu_configure", "menhu_commands", "menhu_blocks", "menhu_slots"}
            uncalled = anatomy.implemented(kit.registry.plugins, self.name) - spies.hooks - once
        refuse(f"{what}: {fault}. Return what the hook promises." for what, fault in hooks.failures.items())
        refuse(
            f"{hook} was never called. It needs a column of this plugin; see sites()."
            for hook in sorted(uncalled)
        )

    def _call_checks(self, kit: PortalKit) -> None:
        hooks = kit.registry.hooks
        implementation = hooks.of("menhu_check", self.name)
        if implementation is not None:
            with kit.registry.sessions.for_cluster("contract of plugins") as session:
                hooks.demand("menhu_check", implementation, deployment=kit.deployment, session=session)

    @CACHES
    def test_off_is_absent(self, portal: MakePortal, contract_database: str, page_cache_mb: int) -> None:
        """The toggle property: reached while on, absent while off, byte-equal when on again."""
        kit = self.start(portal, contract_database, page_cache_mb=page_cache_mb)
        records = self.populated(kit)[TOGGLED]
        browser = Browser(kit, TOGGLED)
        others = [Browser(kit, site) for site in SITES if site != TOGGLED]
        with Spies(kit.registry, self.name).watching() as spies:
            reached, faults = reach(browser, spies, bases(kit, TOGGLED, self.name, records), self.forms)
            self.settle(kit, TOGGLED)
            before, elsewhere = browser.crawl(), [other.crawl() for other in others]
            faults += toggling.errors(before.values(), TOGGLED)
            things = toggling.brought(kit, TOGGLED, self.name, reached, records, before)
            toggling.switch(kit, TOGGLED, self.name, on=False)
            faults += toggling.presence(browser, spies, things)
            faults += self._elsewhere(others, elsewhere, f"with {self.name} off on {TOGGLED}")
            toggling.switch(kit, TOGGLED, self.name, on=True)
        again = f"with {self.name} off and on again on {TOGGLED}"
        faults += toggling.changed(TOGGLED, before, browser.crawl(), again)
        faults += self._elsewhere(others, elsewhere, again)
        refuse(faults)

    def _elsewhere(self, others: list[Browser], before: list[dict[str, Any]], when: str) -> Iterator[str]:
        for other, pages in zip(others, before, strict=True):
            yield from toggling.changed(other.site, pages, other.crawl(), when)

    @CACHES
    def test_no_site_shows_another(
        self, portal: MakePortal, contract_database: str, page_cache_mb: int
    ) -> None:
        """Canaries planted in the rows of each site are seen there, and nowhere else."""
        metadata = self.module.plugin.metadata
        tables = list(metadata.sorted_tables) if metadata is not None else []
        columns = canaries.text_columns(tables, self.fixed_columns)
        if not columns:
            assert not self.fixed_columns
            return
        kit = self.start(portal, contract_database, page_cache_mb=page_cache_mb)
        engine, keys, records = kit.registry.engine, {}, {}
        for site in SITES:
            present = canaries.keys_of(engine, tables)
            records[site] = self.populate(kit, site, marker(site))
            keys[site] = canaries.new_keys(present, canaries.keys_of(engine, tables))
        for site in SITES:
            canaries.plant(engine, columns, keys[site], site)
        kit.registry.versions.reset()
        faults: list[str] = []
        rows = {site: canaries.rows_of(engine, tables, keys[site]) for site in SITES}
        with Spies(kit.registry, self.name).watching() as spies:
            for site in SITES:
                faults += self._leaks(kit, spies, site, records)
        faults += self._media_leaks(kit)
        for site in SITES:
            faults += self._overwritten(site, rows[site], canaries.rows_of(engine, tables, keys[site]))
        refuse(faults)

    def _leaks(
        self, kit: PortalKit, spies: Spies, site: str, records: Mapping[str, tuple[str, ...]]
    ) -> Iterator[str]:
        """Everything of a site is fetched twice, the second time from the page cache where there is one."""
        browser = Browser(kit, site)
        pages = list(browser.crawl().values()) + list(browser.crawl().values())
        own = set(bases(kit, site, self.name, records[site]))
        foreign = {
            a for other in SITES if other != site for a in bases(kit, other, self.name, records[other])
        } - own
        for base in sorted(own | foreign):
            for view in spies.views:
                for method in READING if base in own else METHODS:
                    pages.append(browser.fetch(under(base, view), method, self._form(view.name, method)))
        yield from toggling.errors(pages, site)
        for page in pages:
            for other in canaries.foreign(page.text, SITES, site):
                yield (
                    f"{page.method} {page.address} of {site} shows a row of {other}. Read through request.db with "
                    "mapped classes that are SiteOwned or SiteShared, child tables too."
                )
        if not any(canaries.canary(site) in page.text for page in pages):
            yield f"no canary of {site} is seen on {site} itself. populate() must return addresses that show records."

    def _form(self, view: str, method: str) -> Mapping[str, str] | None:
        return self.forms.get(view) if method not in READING else None

    def _media_leaks(self, kit: PortalKit) -> Iterator[str]:
        with kit.registry.engine.connect() as connection:
            rows = connection.execute(sa.select(FileRow.site_id, FileRow.digest, FileRow.name)).all()
        addresses = {(row.site_id, f"/media/{row.digest}/{row.name}") for row in rows}
        for site in SITES:
            browser, own = Browser(kit, site), kit.site(site).id
            for _, address in sorted(addresses):
                if (own, address) not in addresses and browser.fetch(address).status != 404:
                    yield f"{address} is served on {site}, which does not own it. Store files with store_file()."

    def _overwritten(self, site: str, before: list[Any], after: list[Any]) -> Iterator[str]:
        if before != after:
            yield f"a request to another site has changed rows of {site}. Write through request.db alone."
